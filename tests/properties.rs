//! Strategy: arbitrary small matrices (ordinary, huge, tiny, subnormal, sparse, singular, signed, directed, not
//! finite) and arbitrary settings go through the whole core. Each ends in a report in which every number is
//! finite, or in a typed error with a sentence; nothing panics.

use nalgebra::DMatrix;
use noise_prune::network::Network;
use noise_prune::network::matrix::Matrix;
use noise_prune::network::read::{Format, Read};
use noise_prune::params::link;
use noise_prune::params::{Act, Cov, Diagonal, Leak, Net, Params, Rule, Sym};
use noise_prune::rule::covariance;
use noise_prune::rule::{self, fate};
use noise_prune::run::Experiment;
use noise_prune::run::report::Report;
use proptest::prelude::*;
use serde_json::Value;

/// Entries that make trouble, beside ordinary ones.
fn entry() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => Just(0.0),
        8 => -3.0..3.0f64,
        1 => Just(1.0),
        1 => prop_oneof![Just(1e300), Just(-1e300), Just(1e-300), Just(5e-324), Just(1e-17), Just(-0.0)],
    ]
}

fn matrix() -> impl Strategy<Value = DMatrix<f64>> {
    (1usize..9).prop_flat_map(|n| {
        (prop::collection::vec(entry(), n * n), any::<bool>(), -4.0..0.0f64).prop_map(
            move |(entries, symmetric, leak)| {
                let mut m = DMatrix::from_vec(n, n, entries);
                if symmetric {
                    m.fill_upper_triangle_with_lower_triangle();
                }
                for i in 0..n {
                    m[(i, i)] += leak;
                }
                m
            },
        )
    })
}

fn settings() -> impl Strategy<Value = Params> {
    let choices = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (choices, 0.01..1.0f64, prop_oneof![3 => Just(0.0), 1 => 0.1..5.0f64], 0.0..1.0f64, any::<u32>())
        .prop_map(|((measured, relu, dominant, mean, original), keep, eps, excess, seed)| Params {
            cov: if measured { Cov::Measured } else { Cov::Exact },
            act: if relu { Act::Relu } else { Act::Linear },
            leak: if dominant { Leak::Dominant } else { Leak::Given },
            sym: if mean { Sym::Mean } else { Sym::Given },
            diag: if original { Diagonal::Original } else { Diagonal::Matched },
            time: 0.5,
            keep,
            eps,
            excess,
            seed,
            ..Params::defaults(Net::File)
        })
}

fn file(matrix: DMatrix<f64>) -> Read {
    Read { matrix: Matrix::from(&matrix), names: Vec::new(), format: Format::Dense, remarks: Vec::new() }
}

/// The first number that is not finite: JSON has none, and writes `null`.
fn not_finite(value: &Value, path: &str) -> Option<String> {
    match value {
        // A comparison that could not go so far has no number there, nor has a network that is not stable for its answers
        // and its noise, which grow without end.
        Value::Null
            if !["dynamics", "response_error", "covariance_error", "decay_error", "transient_growth"]
                .iter()
                .any(|key| path.contains(key)) =>
        {
            Some(path.into())
        }
        Value::Array(list) => {
            list.iter().enumerate().find_map(|(k, v)| not_finite(v, &format!("{path}[{k}]")))
        }
        Value::Object(map) => map.iter().find_map(|(key, v)| not_finite(v, &format!("{path}.{key}"))),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_matrix_ends_in_finite_numbers_or_in_a_sentence(m in matrix(), params in settings()) {
        match Experiment::prepared(&params, Some(&file(m))) {
            Ok(mut experiment) => match Report::new(&mut experiment, params.rule, None) {
                Ok(report) => {
                    let report = serde_json::to_value(report).unwrap();
                    prop_assert_eq!(not_finite(&report, ""), None);
                }
                Err(error) => prop_assert!(error.to_string().len() > 20),
            },
            Err(error) => prop_assert!(error.to_string().len() > 20),
        }
    }

    #[test]
    fn a_matrix_with_an_entry_that_is_no_number_is_refused(
        m in matrix(), at in any::<prop::sample::Index>(), bad in prop_oneof![Just(f64::NAN), Just(f64::INFINITY)],
    ) {
        let mut m = m;
        let at = at.index(m.len());
        m.as_mut_slice()[at] = bad;
        let refused = Experiment::prepared(&Params::defaults(Net::File), Some(&file(m)));
        prop_assert!(refused.err().unwrap().to_string().contains("finite"));
    }

    /// At a given target the scale K makes up for any amplitude: p, and with it who survives, stays.
    #[test]
    fn the_amplitude_of_the_noise_decides_no_survivor(
        w in matrix(), keep in 0.01..1.0f64, seed in any::<u32>(), sigma in -3.0..3.0f64,
    ) {
        let Ok(network) = Network::from_weights(w, 0.01) else { return Ok(()) };
        let u = fate::draws(seed, network.synapses.len());
        let kept = |sigma: f64| -> Option<Vec<bool>> {
            let c = covariance::exact(&network, sigma).ok()?;
            let s = rule::importance(Rule::Noise, &network.synapses, &c).ok()?;
            let scale = rule::scale_for_target(&s, keep * s.len() as f64).ok()?;
            // A draw that the last bit decides is nobody's survivor.
            let p = rule::probabilities(&s, scale);
            Some(p.iter().zip(&u).map(|(p, u)| fate::is_kept(*p, *u) && (u - p).abs() > 1e-9).collect())
        };
        prop_assert_eq!(kept(1.0), kept(10_f64.powf(sigma)));
    }

    #[test]
    fn any_text_is_a_link_with_values_in_range(text in "\\PC{0,80}", key in "[a-z]{1,8}", value in "\\PC{0,20}") {
        for text in [text.clone(), format!("{key}={value}"), format!("v=1&keep={value}&n={value}&net={value}")] {
            let link = link::read(&text);
            prop_assert!((0.01..=1.0).contains(&link.params.keep) && link.params.n <= 2000);
            let again = link::read(&link::write(&link.params, &link.presentation));
            prop_assert_eq!(again.params, link.params);
        }
    }
}
