//! Noise in place of linear algebra: the same networks both ways.
//!
//! Strategy: networks of up to 2,000 neurons are run densely and sparsely. What both know exactly must agree; what a sample
//! knows must lie within what its size promises.

use nalgebra::DMatrix;
use noise_prune::measure::Moved;
use noise_prune::network::read::read;
use noise_prune::network::{Network, NetworkError, repair, row_sums};
use noise_prune::numerics::random::{Random, Stream};
use noise_prune::params::{Act, Leak, Net, Params, Rule, Sym, Way, Ways};
use noise_prune::run::export::{self, Export};
use noise_prune::run::{Depth, Experiment, ExperimentError, Measures};
use noise_prune::visit::desk::Desk;
use noise_prune::visit::message::{Answer, Ask, Have, Request, SourceId, Upload};

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

/// Small random lists with names or numbers, in all the forms in which an undirected network can be listed.
fn lists(seed: u32) -> Vec<(String, DMatrix<f64>)> {
    let random = &mut Random::new(seed, Stream::Network);
    let n = 3 + random.below(9);
    let mut w = DMatrix::zeros(n, n);
    // A ring, so that each neuron occurs, in the order of their numbers; and some others.
    let mut pairs: Vec<(usize, usize)> = (1..n).map(|i| (i - 1, i)).collect();
    pairs.extend((0..n).flat_map(|i| (i + 2..n).map(move |j| (i, j))).filter(|_| random.uniform() < 0.3));
    for (i, j) in &pairs {
        let weight = (random.normal() * 100.0).round() / 100.0 + 0.001;
        (w[(*i, *j)], w[(*j, *i)]) = (weight, weight);
    }
    let leaks: Vec<f64> = (0..n).map(|i| w.row(i).iter().map(|x: &f64| x.abs()).sum::<f64>() + 0.1).collect();
    let mut a = w.clone();
    leaks.iter().enumerate().for_each(|(i, leak)| a[(i, i)] = -leak);
    let name = |i: usize| format!("n{i}");
    let once = pairs.iter().map(|(i, j)| format!("{},{},{}\n", name(*i), name(*j), w[(*i, *j)]));
    let twice = pairs.iter().flat_map(|(i, j)| [(i, j), (j, i)]);
    let twice = twice.map(|(i, j)| format!("{i} {j} {}\n", w[(*i, *j)]));
    let own: String = (0..n).map(|i| format!("{i} {i} {}\n", a[(i, i)])).collect();
    let banner =
        |kind: &str, count: usize| format!("%%MatrixMarket matrix coordinate real {kind}\n{n} {n} {count}\n");
    let lower = pairs.iter().map(|(i, j)| format!("{} {} {}\n", j + 1, i + 1, w[(*i, *j)])).rev();
    let whole = (0..n).map(|i| format!("{0} {0} {1}\n", i + 1, a[(i, i)]));
    vec![
        (format!("source,target,weight\n{}", once.collect::<String>()), w.clone()),
        (format!("from to weight\n{}", twice.clone().collect::<String>()), w.clone()),
        (format!("{own}{}", twice.rev().collect::<String>()), a.clone()),
        (format!("{}{}", banner("symmetric", pairs.len()), lower.clone().collect::<String>()), w.clone()),
        (
            format!("{}{}", banner("symmetric", pairs.len() + n), whole.chain(lower).collect::<String>()),
            a.clone(),
        ),
    ]
}

#[test]
fn a_file_gives_the_same_network_both_ways_and_that_of_its_matrix() {
    for (text, expected) in (1..40).flat_map(lists) {
        let file = read("", text.as_bytes()).unwrap();
        let (leak, sym) = repair::opened_with(&file, &repair::inspect(&file.matrix));
        for leak in [leak, Leak::Dominant, Leak::One] {
            let excess = 0.25;
            let mut a = expected.clone();
            let (n, sums) = (a.nrows(), row_sums(&a));
            let mean: f64 = sums.iter().map(|sum| sum / n as f64).sum();
            for (i, sum) in sums.iter().enumerate() {
                a[(i, i)] = match leak {
                    Leak::Given => a[(i, i)],
                    Leak::Dominant => -(sum + excess * mean),
                    Leak::One => a[(i, i)] - 1.0,
                };
            }
            let expected = Network::from_matrix(a).unwrap();
            for way in [Way::Dense, Way::Sparse] {
                let params = Params { way, leak, sym, excess, n, ..Params::defaults(Net::File) };
                let network = Network::from_file(&file, &params).unwrap();
                assert_eq!((&network.leak, network.symmetry), (&expected.leak, expected.symmetry), "{text}");
                assert_eq!((&network.synapses, network.a()), (&expected.synapses, expected.a()), "{text}");
                assert_eq!(network.names, file.names);
            }
        }
    }
}

/// A hub joined to all, and a line through all: 2,999 neurons, each pair once.
fn hub() -> String {
    (1..3000).map(|k| format!("n{k} hub {}\nn{k} n{} -0.5\n", 1.0 + 0.25 * f64::from(k % 3), k + 1)).collect()
}

#[test]
fn a_large_list_is_worked_on_by_noise_and_no_matrix_is_made() {
    let text = hub();
    let file = read("hub.txt", text.as_bytes()).unwrap();
    let report = repair::inspect(&file.matrix);
    assert_eq!((report.n, report.synapses, report.inhibitory), (3001, 5998, 2999));
    let (leak, sym) = repair::opened_with(&file, &report);
    assert_eq!((leak, sym), (Leak::Dominant, Sym::Both));
    let params = Params { leak, sym, shots: 8, ..Params::defaults(Net::File) };
    let run = Experiment::prepared(&params, Some(&file)).unwrap();
    assert!(run.is_sparse() && run.is_scored());
    assert_eq!((run.params().n, run.network().name(1)), (3001, "hub".into()));
    // Twice the file, each synapse the other way round, is the same network.
    let both: String = text
        .lines()
        .flat_map(|line| {
            let [i, j, weight] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            [format!("{i} {j} {weight}\n"), format!("{j} {i} {weight}\n")]
        })
        .collect();
    let file = read("both.txt", both.as_bytes()).unwrap();
    let again = Experiment::prepared(&Params { sym: Sym::Given, ..params }, Some(&file)).unwrap();
    assert_eq!(again.network().synapses, run.network().synapses);
    assert_eq!(again.survivors(Rule::Noise), run.survivors(Rule::Noise));
}

#[test]
fn what_a_large_file_lacks_is_said_before_any_work() {
    let of = |text: &str, params: Params| {
        let file = read("", text.as_bytes()).unwrap();
        Experiment::new(&params, Some(&file), &mut |reached| assert!(reached.made.is_none())).err().unwrap()
    };
    let params = Params::defaults(Net::File);
    let directed = of(&hub(), Params { leak: Leak::Dominant, ..params.clone() });
    assert!(matches!(directed, ExperimentError::Network(NetworkError::Directed { .. })), "{directed}");
    assert!(
        directed.to_string().contains("neurons 2 and 3000 differ most in what they send each other, by 1.5")
    );
    let joined = Params { sym: Sym::Both, ..params };
    let weak = of(&hub(), joined.clone());
    assert!(matches!(weak, ExperimentError::Snapshots(_)), "{weak}");
    let dense = of(&hub(), Params { way: Way::Dense, ..joined });
    assert!(dense.to_string().contains("3001 neurons are too many for linear algebra"), "{dense}");
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
    let said_of = |params: Params, source| {
        let ask = Ask::Prepare { have: Have::default(), just_opened: false };
        let mut last = None;
        Desk::default()
            .answer(Request { ticket: 1, params, source, ask }, &mut |reply| last = Some(reply.answer));
        match last {
            Some(Answer::Failed(failure)) => failure.reason,
            other => panic!("{:?}", other.is_some()),
        }
    };
    let said = |params| said_of(params, None);
    let clustered = Params { n: 50_000, ..Params::defaults(Net::Clustered) };
    assert!(said(clustered.clone()).contains("say how many synapses a neuron has (degree), choose fewer"));
    assert!(said(Params { degree: 200.0, ..clustered }).contains("3.2 million; choose fewer"));
    let dense = Params { n: 6000, ..Params::defaults(Net::Clustered) };
    assert!(said(dense).contains("way=sparse"));
    let ring = Params { n: 3000, ..Params::defaults(Net::Ring) };
    assert!(said(ring).contains("choose both directions"));
    // 20,000 neurons, each joined to the next 170: 3.4 million synapses.
    let mut text = String::new();
    for i in 0..20_000 {
        (i + 1..i + 171).for_each(|j| text += &format!("{i} {j}\n"));
    }
    let file = Some(("own.txt".into(), text.clone().into_bytes()));
    let source = Some(Upload { id: SourceId::of(text.as_bytes()), file });
    let said = said_of(Params::defaults(Net::File), source);
    assert!(said.contains("about 3.4 million synapses") && said.contains("--matrix FILE"), "{said}");
}
