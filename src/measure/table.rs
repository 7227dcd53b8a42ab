//! Every measure of a pruned network, a row each: its name, the networks that have it, and how it is read.
//!
//! From the rows come the fields of the report, in this order, and the table of numbers on the page, in the order of
//! the places. What a measure is computed from is a field of [`Measures`]; to add one, add the field and the row.

use serde::Serialize;

use super::{Along, Deep, Measures, Moved, ZERO};
use crate::numerics::order;

/// What was measured. In a report it stands as it is: a number, a pair of numbers, yes or no, words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// How many.
    Count(usize),
    /// A number without a unit, to be compared with 1.
    Number(f64),
    /// A rate, to be compared with the largest |λ|.
    Rate(f64),
    /// Least and greatest.
    Range((f64, f64)),
    Yes(bool),
    Words(String),
}

/// The networks that have a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    All,
    Symmetric,
    /// Symmetric ones, where the theorem's ε was given.
    Eps,
    /// All that are not symmetric.
    Directed,
}

/// Which of the values that several networks have is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// None: the measure says how a network is, not how good.
    Neither,
    Less,
    More,
    /// The one nearest to 1.
    NearOne,
}

/// One measure.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Its name in reports.
    pub key: &'static str,
    pub on: On,
    /// Whether it is in reports.
    pub reported: bool,
    /// Where the page shows it, if it does.
    pub shown: Option<Shown>,
    /// What it is called where it stands alone, over many draws; none for what is not looked at there.
    pub alone: Option<&'static str>,
    /// Reads it from the measures of a network and the theorem's ε (0 where none was given); none if it was not
    /// measured.
    pub read: fn(&Measures, f64) -> Option<Value>,
}

/// A row of the page's table.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Rows are sorted by this.
    pub place: u8,
    /// The word in the ids of its cells: `out-<id>-<rule>`.
    pub id: &'static str,
    pub label: &'static str,
    /// What it means, small beneath the label; `_x` stands for a subscript x. May be empty.
    pub gloss: &'static str,
    pub better: Better,
}

/// A row in which no value is better than another.
const fn row(place: u8, id: &'static str, label: &'static str, gloss: &'static str) -> Option<Shown> {
    ranked(place, id, label, gloss, Better::Neither)
}

const fn ranked(
    place: u8,
    id: &'static str,
    label: &'static str,
    gloss: &'static str,
    better: Better,
) -> Option<Shown> {
    Some(Shown { place, id, label, gloss, better })
}

/// Every measure, in the order of reports.
#[rustfmt::skip]
pub const MEASURES: &[Measure] = &[
    Measure {
        key: "kept", on: On::All, reported: true,
        shown: row(10, "kept", "Synapses there", "kept or not yet decided"),
        alone: None,
        read: |m, _| Some(Value::Count(m.kept)),
    },
    Measure {
        key: "kept_fraction", on: On::All, reported: true,
        shown: row(20, "kept-fraction", "… as a fraction of all", ""),
        alone: None,
        read: |m, _| Some(Value::Number(m.kept_fraction)),
    },
    Measure {
        key: "components", on: On::All, reported: true,
        shown: ranked(30, "components", "Separate pieces", "more than before: it fell apart", Better::Less),
        alone: Some("Pieces"),
        read: |m, _| Some(Value::Count(m.components)),
    },
    Measure {
        key: "largest_strengthening", on: On::All, reported: true,
        shown: row(150, "strengthening", "Largest strengthening", "greatest 1/p of a kept synapse, ×"),
        alone: Some("Largest strengthening"),
        read: |m, _| Some(Value::Number(m.largest_strengthening)),
    },
    Measure {
        key: "zero_eigenvalues", on: On::All, reported: true, shown: None,
        alone: Some("Patterns lost (zero eigenvalues)"),
        read: |m, _| Some(Value::Count(m.zeros)),
    },
    Measure {
        key: "has_zero_eigenvalue", on: On::All, reported: true, shown: None,
        alone: None,
        read: |m, _| Some(Value::Yes(m.zeros > 0)),
    },
    Measure {
        key: "abscissa", on: On::All, reported: true,
        shown: row(130, "abscissa", "Spectral abscissa", "largest real part of an eigenvalue; below 0: stable"),
        alone: Some("Spectral abscissa"),
        read: |m, _| Some(Value::Rate(m.abscissa)),
    },
    Measure {
        key: "unstable", on: On::All, reported: true, shown: None,
        alone: Some("Share of unstable networks"),
        read: |m, _| Some(Value::Yes(m.unstable)),
    },
    Measure {
        key: "stability", on: On::All, reported: false,
        shown: row(140, "stability", "Stability", ""),
        alone: None,
        read: |m, _| Some(Value::Words(stability(m))),
    },
    Measure {
        key: "eps_lambda_mean", on: On::Symmetric, reported: true,
        shown: ranked(50, "eps-lambda-mean", "Eigenvalue error, mean", "mean |ε_λ| of all modes", Better::Less),
        alone: Some("Eigenvalue error, mean"),
        read: |m, _| eps_lambda(m).map(|[mean, ..]| Value::Number(mean)),
    },
    Measure {
        key: "eps_lambda_median", on: On::Symmetric, reported: true, shown: None,
        alone: Some("Eigenvalue error, median"),
        read: |m, _| eps_lambda(m).map(|[_, median, ..]| Value::Number(median)),
    },
    Measure {
        key: "eps_lambda_max", on: On::Symmetric, reported: true,
        shown: ranked(40, "eps-lambda-max", "Eigenvalue error, largest", "max |ε_λ|; 1: a mode was lost", Better::Less),
        alone: Some("Eigenvalue error, largest"),
        read: |m, _| eps_lambda(m).map(|[_, _, max, ..]| Value::Number(max)),
    },
    Measure {
        key: "eps_lambda_worst", on: On::Symmetric, reported: true, shown: None,
        alone: None,
        read: |m, _| eps_lambda(m).map(|[.., worst]| Value::Number(worst)),
    },
    Measure {
        key: "worst", on: On::Symmetric, reported: false,
        shown: row(45, "worst", "… and what that mode does", ""),
        alone: None,
        read: |m, _| eps_lambda(m).map(|[.., eps]| Value::Words(worst(eps).into())),
    },
    Measure {
        key: "eps_lambda_slow", on: On::Symmetric, reported: true,
        shown: ranked(35, "eps-lambda-slow", "Slow modes, error", "mean |ε_λ| of the five slowest, ε_λ = λ′/λ − 1", Better::Less),
        alone: Some("Error of the five slowest modes"),
        read: |m, _| eps_lambda(m).map(|[_, _, _, slow, _]| Value::Number(slow)),
    },
    Measure {
        key: "response_error", on: On::All, reported: true,
        shown: ranked(36, "response", "Steady answers, error", "‖S⁻¹ − A⁻¹‖ / ‖A⁻¹‖: to constant inputs", Better::Less),
        alone: Some("Error of steady answers"),
        read: |m, _| deep(m, |deep| deep.response),
    },
    Measure {
        key: "covariance_error", on: On::All, reported: true,
        shown: ranked(37, "covariance-error", "Covariance, error", "‖C′ − C‖ / ‖C‖: how neurons vary together", Better::Less),
        alone: Some("Error of the covariance"),
        read: |m, _| deep(m, |deep| deep.covariance),
    },
    Measure {
        key: "decay_error", on: On::All, reported: true,
        shown: ranked(38, "decay", "Free decay, error", "after τ, the slowest time constant, without noise", Better::Less),
        alone: Some("Error of free decay after τ"),
        read: |m, _| deep(m, |deep| deep.decay),
    },
    Measure {
        key: "transient_growth", on: On::Directed, reported: true,
        shown: ranked(135, "growth", "Transient growth", "largest ‖exp(S t)‖ over all times; 1: never grows", Better::Less),
        alone: Some("Transient growth"),
        read: |m, _| deep(m, |deep| deep.growth),
    },
    Measure {
        key: "eps_v_mean", on: On::Symmetric, reported: true,
        shown: ranked(60, "eps-v-mean", "Error along old modes, mean", "mean |ε_v|, ε_v = v·Sv/λ − 1", Better::Less),
        alone: Some("Error along old modes, mean"),
        read: |m, _| along(m).map(|along| Value::Number(along.eps_v_mean)),
    },
    Measure {
        key: "cos_theta_mean", on: On::Symmetric, reported: true,
        shown: ranked(70, "cos-theta-mean", "Modes kept in direction", "mean |cos θ|; 1: unchanged", Better::More),
        alone: Some("Modes kept in direction, mean |cos θ|"),
        read: |m, _| along(m).map(|along| Value::Number(along.cos_theta_mean)),
    },
    Measure {
        key: "range", on: On::Symmetric, reported: true, shown: None,
        alone: None,
        read: |m, _| Some(Value::Range(along(m).map_or((f64::NAN, f64::NAN), |along| along.range))),
    },
    Measure {
        key: "range_min", on: On::Symmetric, reported: false,
        shown: ranked(80, "range-min", "Range, least", "min of x·Sx / x·Ax over all x", Better::NearOne),
        alone: None,
        read: |m, _| along(m).map(|along| Value::Number(along.range.0)),
    },
    Measure {
        key: "range_max", on: On::Symmetric, reported: false,
        shown: ranked(90, "range-max", "Range, greatest", "max of x·Sx / x·Ax over all x", Better::NearOne),
        alone: None,
        read: |m, _| along(m).map(|along| Value::Number(along.range.1)),
    },
    Measure {
        key: "within_eps", on: On::Eps, reported: true,
        shown: row(100, "within", "Range within 1 ± ε", "only with an allowed error ε; above 1 it says nothing of slow modes"),
        alone: None,
        read: |m, eps| along(m).map(|along| Value::Yes(along.range.0 >= 1.0 - eps && along.range.1 <= 1.0 + eps)),
    },
    Measure {
        key: "distance_mean", on: On::Directed, reported: true,
        shown: ranked(120, "distance-mean", "Eigenvalue distance, mean", "the same, on average", Better::Less),
        alone: Some("Eigenvalue distance, mean"),
        read: |m, _| distance(m).map(|[mean, _]| Value::Number(mean)),
    },
    Measure {
        key: "distance_max", on: On::Directed, reported: true,
        shown: ranked(110, "distance-max", "Eigenvalue distance, largest", "|λ′ − λ| over mean |λ|, for directed networks", Better::Less),
        alone: Some("Eigenvalue distance, largest"),
        read: |m, _| distance(m).map(|[_, max]| Value::Number(max)),
    },
];

impl Measure {
    /// Its value for a network with these measures, where the theorem's ε is `eps` (0: none was given). None if the
    /// network has no such measure, or if it was not taken.
    pub fn value(&self, measures: &Measures, eps: f64) -> Option<Value> {
        (self.read)(measures, eps).filter(|_| self.on.has(measures, eps))
    }
}

impl On {
    /// Whether a network with these measures has such a measure.
    pub fn has(self, measures: &Measures, eps: f64) -> bool {
        let symmetric = matches!(measures.moved, Moved::Real { .. });
        match self {
            On::All => true,
            On::Symmetric => symmetric,
            On::Eps => symmetric && eps > 0.0,
            On::Directed => !symmetric,
        }
    }
}

/// The fields of a report, in their order: of every measure that such a network has, its key and value.
pub fn reported(measures: &Measures, eps: f64) -> Vec<(&'static str, Option<Value>)> {
    let there = MEASURES.iter().filter(|measure| measure.reported && measure.on.has(measures, eps));
    there.map(|measure| (measure.key, measure.value(measures, eps))).collect()
}

/// The rows of the page's table, in their order.
pub fn shown() -> Vec<(Shown, &'static Measure)> {
    let rows: Vec<_> = MEASURES.iter().filter_map(|measure| Some((measure.shown?, measure))).collect();
    let order = order::by(rows.len(), &|x, y| rows[x].0.place.cmp(&rows[y].0.place));
    order.into_iter().map(|k| rows[k as usize]).collect()
}

/// A gloss in parts, and whether a part is a subscript: `ε_λ` is ε and, below the line, λ.
pub fn subscripts(gloss: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    for (k, part) in gloss.split('_').enumerate() {
        let end = if k == 0 { 0 } else { part.chars().next().map_or(0, char::len_utf8) };
        parts.extend([(&part[..end], true), (&part[end..], false)]);
    }
    parts.retain(|(part, _)| !part.is_empty());
    parts
}

/// Mean, median and largest |ε_λ|, the mean of the slowest, and the ε_λ that is the largest.
fn eps_lambda(measures: &Measures) -> Option<[f64; 5]> {
    match measures.moved {
        Moved::Real {
            eps_lambda_mean,
            eps_lambda_median,
            eps_lambda_max,
            eps_lambda_slow,
            eps_lambda_worst,
            ..
        } => Some([eps_lambda_mean, eps_lambda_median, eps_lambda_max, eps_lambda_slow, eps_lambda_worst]),
        Moved::Complex { .. } => None,
    }
}

/// What the largest error of an eigenvalue does to its mode.
fn worst(eps: f64) -> &'static str {
    match eps {
        _ if eps.abs() <= ZERO => "nothing moved",
        _ if eps < -1.0 - ZERO => "it grows",
        _ if eps <= -1.0 + ZERO => "it never dies away",
        _ if eps < 0.0 => "it is slower",
        _ => "it is faster",
    }
}

/// An error that a network has if it is stable.
fn deep(measures: &Measures, of: impl Fn(Deep) -> Option<f64>) -> Option<Value> {
    measures.deep.map(|deep| Value::Number(of(deep).unwrap_or(f64::NAN)))
}

fn along(measures: &Measures) -> Option<Along> {
    measures.deep.and_then(|deep| deep.along)
}

/// Mean and largest distance.
fn distance(measures: &Measures) -> Option<[f64; 2]> {
    match measures.moved {
        Moved::Real { .. } => None,
        Moved::Complex { distance_mean, distance_max, .. } => Some([distance_mean, distance_max]),
    }
}

fn stability(measures: &Measures) -> String {
    match (measures.unstable, measures.zeros) {
        (true, _) => "unstable: activity would grow without end".into(),
        (false, 0) => "stable".into(),
        (false, 1) => "one pattern never dies away".into(),
        (false, zeros) => format!("{zeros} patterns never die away"),
    }
}

#[cfg(test)]
mod tests {
    // Strategy: measures with known numbers are read through the table, and the names of the table are compared.
    use super::*;

    fn real(along: Option<Along>) -> Measures {
        Measures {
            kept: 3,
            kept_fraction: 0.5,
            components: 2,
            largest_strengthening: 4.0,
            zeros: 1,
            abscissa: 0.0,
            unstable: false,
            sampled: false,
            moved: Moved::Real {
                eigenvalues: vec![-1.0, 0.0],
                eps_lambda_mean: 0.1,
                eps_lambda_median: 0.2,
                eps_lambda_max: 0.3,
                eps_lambda_worst: -0.3,
                eps_lambda_slow: 0.25,
            },
            deep: along.map(|along| Deep {
                along: Some(along),
                response: Some(0.7),
                covariance: None,
                decay: None,
                growth: None,
            }),
        }
    }

    fn value(key: &str, measures: &Measures, eps: f64) -> Option<Value> {
        MEASURES.iter().find(|measure| measure.key == key).unwrap().value(measures, eps)
    }

    #[test]
    fn keys_ids_and_places_are_there_once() {
        let once = |mut names: Vec<String>| {
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "{names:?}");
        };
        once(MEASURES.iter().map(|measure| measure.key.into()).collect());
        once(shown().iter().map(|(shown, _)| shown.id.into()).collect());
        once(shown().iter().map(|(shown, _)| shown.place.to_string()).collect());
    }

    #[test]
    fn one_letter_is_a_subscript() {
        let parts = [("|ε", false), ("λ", true), ("| and ε", false), ("v", true)];
        assert_eq!(subscripts("|ε_λ| and ε_v"), parts);
        assert_eq!((subscripts(""), subscripts("x_")), (vec![], vec![("x", false)]));
    }

    #[test]
    fn a_network_has_the_measures_of_its_kind() {
        let along = Along { eps_v_mean: 0.4, cos_theta_mean: 0.5, range: (0.6, 1.7) };
        let symmetric = real(Some(along));
        assert_eq!(value("eps_lambda_median", &symmetric, 0.0), Some(Value::Number(0.2)));
        assert_eq!(value("range", &symmetric, 0.0), Some(Value::Range((0.6, 1.7))));
        assert_eq!(value("within_eps", &symmetric, 0.0), None);
        assert_eq!(value("within_eps", &symmetric, 0.5), Some(Value::Yes(false)));
        assert_eq!(value("within_eps", &symmetric, 0.7), Some(Value::Yes(true)));
        assert_eq!(value("distance_mean", &symmetric, 0.0), None);
        let moved = Moved::Complex { eigenvalues: Vec::new(), distance_mean: 0.8, distance_max: 0.9 };
        let deep = symmetric.deep.map(|deep| Deep { along: None, ..deep });
        let directed = Measures { moved, deep, ..symmetric };
        assert_eq!(value("distance_max", &directed, 0.0), Some(Value::Number(0.9)));
        assert_eq!((value("range", &directed, 0.0), value("within_eps", &directed, 1.0)), (None, None));
    }

    #[test]
    fn what_became_of_the_worst_mode_and_of_the_network_is_said() {
        let said = |key, measures: &Measures| match value(key, measures, 0.0) {
            Some(Value::Words(words)) => words,
            other => panic!("{other:?}"),
        };
        let worst = |eps| {
            let mut measures = real(None);
            if let Moved::Real { eps_lambda_worst, .. } = &mut measures.moved {
                *eps_lambda_worst = eps;
            }
            said("worst", &measures)
        };
        for (eps, words) in [
            (0.0, "nothing moved"),
            (-1e-12, "nothing moved"),
            (1e-12, "nothing moved"),
            (-1.5, "it grows"),
            (-1.0 - 1e-8, "it grows"),
            (-1.0 - 1e-12, "it never dies away"),
            (-1.0, "it never dies away"),
            (-1.0 + 1e-12, "it never dies away"),
            (-1.0 + 1e-8, "it is slower"),
            (-1e-8, "it is slower"),
            (1e-8, "it is faster"),
            (3.0, "it is faster"),
        ] {
            assert_eq!(worst(eps), words, "{eps}");
        }
        let stability = |unstable, zeros| said("stability", &Measures { unstable, zeros, ..real(None) });
        assert!(stability(true, 0).starts_with("unstable"));
        assert_eq!(stability(false, 0), "stable");
        assert_eq!(stability(false, 1), "one pattern never dies away");
        assert_eq!(stability(false, 3), "3 patterns never die away");
    }

    #[test]
    fn what_was_not_measured_is_no_number() {
        let shallow = real(None);
        assert_eq!(value("eps_v_mean", &shallow, 0.0), None);
        let report = serde_json::to_value(reported(&shallow, 1.0)).unwrap().to_string();
        assert!(report.contains(r#"["eps_v_mean",null]"#) && report.contains(r#"["range",[null,null]]"#));
        assert!(report.contains(r#"["within_eps",null]"#), "{report}");
        // Words, and what only directed networks have, are no part of it.
        assert!(!report.contains("stability") && !report.contains("distance"), "{report}");
    }
}
