//! Noise in place of linear algebra: the same networks both ways.
//!
//! Strategy: networks of up to 2,000 neurons are run densely and sparsely. What both know exactly must agree; what a sample
//! knows must lie within what its size promises.

use noise_prune::measure::Moved;
use noise_prune::network::read::read;
use noise_prune::params::{Act, Net, Params, Rule, Sym, Way, Ways};
use noise_prune::run::export::{self, Export};
use noise_prune::run::{Depth, Experiment, Measures};
use noise_prune::visit::desk::Desk;
use noise_prune::visit::message::{Answer, Ask, Have, Request};

/// The run of `params`, both ways: dense, sparse.
fn both(params: &Params) -> [Experiment; 2] {
    [Way::Dense, Way::Sparse].map(|way| {
        let mut run = Experiment::prepared(&Params { way, ..params.clone() }, None).unwrap();
        run.seek(usize::MAX);
        run
    })
}

fn networks() -> Vec<Params> {
    let clustered = Params { degree: 20.0, n: 600, ..Params::defaults(Net::Clustered) };
    vec![
        clustered.clone(),
        Params { inh: 0.3, excess: 0.01, ..clustered.clone() },
        Params { n: 800, ..Params::defaults(Net::SmallWorld) },
        Params { n: 500, ways: Ways::Both, ..Params::defaults(Net::Ring) },
    ]
}

fn eigenvalues(measures: &Measures) -> &[f64] {
    match &measures.moved {
        Moved::Real { eigenvalues, .. } => eigenvalues,
        Moved::Complex { .. } => panic!("the network is symmetric"),
    }
}

/// How far the shares of numbers below any number differ between two sorted lists of the same length.
fn shares_apart(x: &[f64], y: &[f64]) -> f64 {
    let below = |list: &[f64], at: f64| list.partition_point(|value| *value < at) as f64 / list.len() as f64;
    x.iter().map(|at| (below(x, *at) - below(y, *at)).abs()).fold(0.0, f64::max)
}

#[test]
fn importances_are_right_to_the_error_of_so_many_snapshots() {
    for params in networks() {
        for shots in [64, 256] {
            let [dense, sparse] = both(&Params { shots, ..params.clone() });
            assert!(sparse.is_sparse() && !dense.is_sparse() && sparse.simulation().is_none());
            let (exact, heard) = (dense.importance(Rule::Noise), sparse.used_importance(Rule::Noise));
            let off: Vec<f64> = exact.iter().zip(&heard).map(|(exact, heard)| heard / exact - 1.0).collect();
            let square = off.iter().map(|x| x * x).sum::<f64>() / off.len() as f64;
            // Of a mean of squares of normal numbers; synapses share neurons, so that this is not the error of so many.
            let expected = (2.0 / shots as f64).sqrt();
            assert!((square.sqrt() / expected - 1.0).abs() < 0.25, "{} of {expected}", square.sqrt());
            // What the notes say of it.
            let (count, change) = *sparse.notes().last().unwrap();
            let mut sizes: Vec<f64> = off.iter().map(|x| x.abs()).collect();
            sizes.sort_by(f64::total_cmp);
            let median = sizes[sizes.len() / 2];
            assert!(count == shots as f64 && (change / median - 1.0).abs() < 0.3, "{change} for {median}");
        }
    }
}

#[test]
fn rules_that_hear_nothing_keep_the_same_synapses() {
    for params in networks() {
        let [dense, sparse] = both(&params);
        assert_eq!(dense.network().synapses, sparse.network().synapses);
        for rule in [Rule::Weight, Rule::Uniform, Rule::Strongest] {
            assert_eq!(dense.survivors(rule), sparse.survivors(rule));
        }
    }
}

#[test]
fn spectra_and_slow_modes_are_those_of_the_matrix() {
    for params in networks() {
        let [dense, sparse] = both(&params);
        let known: Vec<f64> = dense.eigenvalues().iter().map(|value| value.re).collect();
        let sampled: Vec<f64> = sparse.eigenvalues().iter().map(|value| value.re).collect();
        assert!(sparse.slow_error() < 1e-6 && dense.slow_error() == 0.0);
        let mut pairs = vec![(known, sampled)];
        // Networks that are the same both ways.
        for rule in [Rule::Weight, Rule::Uniform, Rule::Strongest] {
            let [dense, sparse] = [&dense, &sparse].map(|run| run.measure(rule, Depth::Eigenvalues).unwrap());
            assert_eq!((dense.kept, dense.components), (sparse.kept, sparse.components));
            assert_eq!(dense.zeros.min(12), sparse.zeros.min(12), "{rule:?}");
            assert!(sparse.sampled && !dense.sampled && sparse.is_deep());
            pairs.push((eigenvalues(&dense).to_vec(), eigenvalues(&sparse).to_vec()));
        }
        for (known, sampled) in &pairs {
            let n = known.len();
            assert!(sampled.len() == n && sampled.is_sorted());
            // A ring's eigenvalues are crowded at one end, where the sample climbs over some width.
            let most = if params.net == Net::Ring { 0.03 } else { 0.01 };
            let apart = shares_apart(known, sampled);
            assert!(apart < most, "{:?}: {apart}", params.net);
            let scale = known[0].abs();
            for (known, sampled) in known[n - 12..].iter().zip(&sampled[n - 12..]) {
                let error = (known - sampled).abs();
                assert!(
                    error < 1e-6 * known.abs() + 1e-12 * scale,
                    "{:?}: {sampled} for {known}",
                    params.net
                );
            }
        }
    }
}

#[test]
fn a_slow_mode_is_an_eigenvector() {
    let [dense, sparse] = both(&networks()[0]);
    let (a, n) = (dense.network().a(), dense.network().n());
    for index in n - 12..n {
        let v = nalgebra::DVector::from_vec(sparse.mode(index).unwrap());
        let left = a * &v - &v * sparse.eigenvalues()[index].re;
        assert!((v.norm() - 1.0).abs() < 1e-9 && left.norm() < 1e-5, "{index}: {}", left.norm());
    }
    assert!(sparse.mode(0).is_none() && sparse.mode(n).is_none());
}

#[test]
fn the_dynamics_are_the_same_steps() {
    for params in networks() {
        let [dense, sparse] = both(&params);
        let [known, same] = [&dense, &sparse].map(Experiment::compare);
        let time = 0.4 * dense.tau();
        for rule in [Rule::Weight, Rule::Uniform, Rule::Strongest] {
            let [known, same] =
                [&known, &same].map(|traces| traces.error_at(1 + rule as usize, time).unwrap());
            // Their steps differ, and so does the noise.
            assert!((known - same).abs() < 0.05 * known + 0.01, "{rule:?}: {known} and {same}");
        }
    }
}

/// A matrix of one's own: one that qualifies, one whose leak is too small, one with directions.
#[test]
fn a_matrix_of_ones_own_is_worked_on_by_noise_if_it_is_asked_for() {
    let of = |text: &str, sym: Sym| {
        let file = read("a.csv", text.as_bytes()).unwrap();
        let params = Params { way: Way::Sparse, n: 4, sym, ..Params::defaults(Net::File) };
        Experiment::prepared(&params, Some(&file)).map(|run| run.survivors(Rule::Noise))
    };
    let good = "-2,1,0.5,0\n1,-3,1,0.25\n0.5,1,-3,1\n0,0.25,1,-3";
    assert_eq!(of(good, Sym::Given).unwrap(), of(good, Sym::Given).unwrap());
    let said = |text: &str, sym| of(text, sym).unwrap_err().to_string();
    let weak = "-2,1,0.5,0\n1,-2,1,0.25\n0.5,1,-3,1\n0,0.25,1,-3";
    assert!(said(weak, Sym::Given).contains("dominant leak"), "{}", said(weak, Sym::Given));
    let directed = "-2,1,0.5,0\n0,-3,1,0.25\n0.5,1,-3,1\n0,0.25,1,-3";
    assert!(said(directed, Sym::Given).contains("symmetric networks only"));
    assert!(of(directed, Sym::Mean).is_ok());
}

#[test]
fn a_large_network_gives_its_synapses_and_no_matrix() {
    let params = Params { n: 5000, near: 4, shots: 8, ..Params::defaults(Net::SmallWorld) };
    let mut run = Experiment::prepared(&params, None).unwrap();
    for export in [Export::MatrixCsv, Export::MatrixNpy] {
        let error = export::bytes(&mut run, export, Rule::Noise, None).unwrap_err().to_string();
        assert!(error.contains("save its synapses"), "{error}");
    }
    let table = export::bytes(&mut run, Export::Table, Rule::Noise, None).unwrap();
    assert_eq!(table.iter().filter(|byte| **byte == b'\n').count(), 1 + run.synapses());
    let mut files = Vec::new();
    let mut give = |name: &str, _| {
        files.push(name.to_string());
        Ok::<(), ()>(())
    };
    export::everything(&mut run, &mut give).unwrap();
    assert!(files.contains(&"synapses-noise.csv".into()) && !files.iter().any(|name| name.ends_with(".npy")));
}

#[test]
fn at_the_beginning_nothing_has_moved() {
    let mut run = Experiment::prepared(&Params { way: Way::Sparse, ..networks()[0].clone() }, None).unwrap();
    for decided in [0, 1] {
        run.seek(decided);
        let error = run.measure(Rule::Noise, Depth::Eigenvalues).unwrap().error();
        assert!(if decided == 0 { error == 0.0 } else { error < 0.01 }, "{error}");
    }
}

#[test]
fn a_run_in_pieces_is_the_same_to_the_last_bit() {
    let params = Params { way: Way::Sparse, shots: 50, ..networks()[0].clone() };
    let whole = Experiment::prepared(&params, None).unwrap();
    let mut pieces = Experiment::new(&params, None, &mut |_| ()).unwrap();
    for budget in [1, 7, 2, 100, u64::MAX] {
        assert!(!pieces.is_scored());
        pieces.listen(budget).unwrap();
        if pieces.is_scored() {
            break;
        }
    }
    assert_eq!(pieces.used_variance(), whole.used_variance());
    assert_eq!(pieces.survivors(Rule::Noise), whole.survivors(Rule::Noise));
    assert_eq!(whole.snapshots().unwrap().count(), 50);
}

#[test]
fn which_way_is_taken() {
    let sparse = |params: Params| params.is_sparse();
    let of = |net| Params::defaults(net);
    assert!(!sparse(of(Net::Clustered)) && !sparse(Params { n: 10_000, ..of(Net::Clustered) }));
    assert!(sparse(Params { n: 2001, degree: 30.0, ..of(Net::Clustered) }));
    assert!(
        sparse(Params { n: 1001, ..of(Net::SmallWorld) })
            && !sparse(Params { n: 1000, ..of(Net::SmallWorld) })
    );
    // A ring whose synapses go one way is directed.
    assert!(!sparse(Params { way: Way::Sparse, ..of(Net::Ring) }));
    assert!(sparse(Params { way: Way::Sparse, ways: Ways::Both, ..of(Net::Ring) }));
    assert!(!sparse(Params { way: Way::Sparse, ..of(Net::Barbell) }));
}

#[test]
fn what_it_does_not_cover_is_said() {
    let said = |params: Params| Experiment::prepared(&params, None).err().unwrap().to_string();
    let base = Params { way: Way::Sparse, ..networks()[0].clone() };
    assert!(said(Params { act: Act::Relu, ..base.clone() }).contains("linear neurons"));
    assert!(said(Params { rounds: 2, ..base }).contains("several rounds"));
    let ring = Params { n: 5000, ..Params::defaults(Net::Ring) };
    assert!(said(ring).contains("directed"));
}

#[test]
fn a_tab_says_what_it_has_no_room_for_and_what_helps() {
    let said = |params: Params| {
        let ask = Ask::Prepare { have: Have::default(), just_opened: false };
        let mut last = None;
        Desk::default()
            .answer(Request { ticket: 1, params, source: None, ask }, &mut |reply| last = Some(reply.answer));
        match last {
            Some(Answer::Failed(failure)) => failure.reason,
            other => panic!("{:?}", other.is_some()),
        }
    };
    let clustered = Params { n: 50_000, ..Params::defaults(Net::Clustered) };
    assert!(said(clustered.clone()).contains("say how many synapses a neuron has (degree), choose fewer"));
    assert!(said(Params { degree: 200.0, ..clustered }).contains("3.2 million; choose fewer"));
    let dense = Params { n: 6000, ..Params::defaults(Net::Clustered) };
    assert!(said(dense).contains("way=sparse"));
    let ring = Params { n: 3000, ..Params::defaults(Net::Ring) };
    assert!(said(ring).contains("choose both directions"));
}
