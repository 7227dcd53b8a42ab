//! Strategy: small runs, moved in different ways to the same place, must be the same to the last bit; what may not
//! change is compared before and after.

use super::*;
use crate::network::matrix::Matrix;
use crate::network::read::Format;
use crate::params::{Cov, Leak, Net, Sym};

fn small() -> Experiment {
    Experiment::new(&Params { n: 30, keep: 0.4, ..Params::default() }, None, &mut |_| ()).unwrap()
}

#[test]
fn at_the_beginning_nothing_has_moved() {
    let experiment = small();
    for &rule in Rule::ALL {
        let measures = experiment.measure(rule, Depth::All).unwrap();
        assert_eq!(measures.kept, experiment.synapses());
        let Moved::Real { eps_lambda_max, .. } = measures.moved else { panic!("symmetric") };
        let along = measures.deep.and_then(|deep| deep.along);
        assert!(eps_lambda_max < 1e-12);
        let range = along.unwrap().range;
        assert!((range.0 - 1.0).abs() < 1e-9 && (range.1 - 1.0).abs() < 1e-9);
    }
}

#[test]
fn the_way_to_a_position_does_not_matter() {
    let (mut straight, mut wandering) = (small(), small());
    straight.seek(50);
    assert_eq!(wandering.advance(80), Change::Decided { from: 0, to: 80 });
    wandering.measure(Rule::Noise, Depth::All).unwrap();
    wandering.seek(20);
    wandering.advance(30);
    assert_eq!(straight.measure(Rule::Noise, Depth::All), wandering.measure(Rule::Noise, Depth::All));
}

#[test]
fn synapses_that_heard_nothing_are_counted() {
    // Inhibition among neurons without input: after so short a time none is active.
    let params = "net=complete&n=25&inh=1&act=relu&drive=-5&cov=measured&time=0.1&seed=1";
    let params = crate::params::link::read(params).params;
    let error = Experiment::prepared(&params, None).err().unwrap().to_string();
    assert!(error.contains("no synapse has heard anything"), "{error}");
}

#[test]
fn listening_that_takes_too_long_is_refused_with_what_helps_every_network() {
    let params = "net=file&act=relu&cov=measured&time=10000&leak=given";
    let params = crate::params::link::read(params).params;
    let matrix = nalgebra::dmatrix![-1e12, 1.0; 1.0, -1.0];
    let file =
        Read { matrix: Matrix::from(&matrix), names: Vec::new(), format: Format::Dense, remarks: Vec::new() };
    let error = Experiment::prepared(&params, Some(&file)).err().unwrap().to_string();
    assert!(error.contains("shorter listening time") && !error.contains("leak"), "{error}");
}

#[test]
fn a_run_ends() {
    let mut experiment = small();
    let all = experiment.synapses();
    assert_eq!(experiment.advance(usize::MAX), Change::Decided { from: 0, to: all });
    assert_eq!(experiment.advance(1), Change::Nothing);
    let measures = experiment.measure(Rule::Weight, Depth::Eigenvalues).unwrap();
    assert!(measures.deep.is_none() && !measures.is_deep(), "what costs more was not asked for");
    let kept = measures.kept;
    let p = experiment.probabilities(Rule::Weight);
    assert_eq!(kept, (0..all).filter(|k| fate::is_kept(p[*k], experiment.draws()[*k])).count());
}

#[test]
fn another_kept_fraction_keeps_network_draws_and_nesting() {
    let mut experiment = small();
    let (a, draws) = (experiment.network().a().clone(), experiment.draws().to_vec());
    let kept = |e: &Experiment| -> Vec<bool> {
        e.draws().iter().zip(e.probabilities(Rule::Noise)).map(|(u, p)| fate::is_kept(*p, *u)).collect()
    };
    let more = kept(&experiment);
    let params = Params { keep: 0.2, ..experiment.params().clone() };
    let mut stages = Vec::new();
    experiment.change(&params, None, &mut |reached| stages.push(reached.stage)).unwrap();
    assert_eq!(stages, [Preparation::Rules]);
    assert_eq!((experiment.network().a(), experiment.draws()), (&a, &draws[..]));
    assert!(kept(&experiment).iter().zip(more).all(|(fewer, more)| !fewer || more));
}

#[test]
fn after_an_error_the_run_is_as_it_was() {
    let mut experiment = small();
    experiment.advance(10);
    let singular = Params { net: Net::Barbell, n: 10, excess: 0.0, ..Params::default() };
    let error = experiment.change(&singular, None, &mut |_| ()).unwrap_err();
    assert!(matches!(error, ExperimentError::Covariance(CovarianceError::NotStable { .. })), "{error}");
    assert_eq!((experiment.decided(), experiment.params().n), (10, 30));
}

#[test]
fn listening_in_pieces_is_listening_at_once_and_only_then_are_synapses_scored() {
    let params = Params { n: 30, keep: 0.4, cov: Cov::Measured, time: 20.0, ..Params::default() };
    let whole = Experiment::prepared(&params, None).unwrap();
    let mut pieces = Experiment::new(&params, None, &mut |_| ()).unwrap();
    assert!(!pieces.is_scored());
    assert_eq!(pieces.advance(5), Change::Nothing);
    while !pieces.is_scored() {
        pieces.listen(137).unwrap();
    }
    assert_eq!(pieces.probabilities(Rule::Noise), whole.probabilities(Rule::Noise));
    assert_eq!(pieces.notes(), whole.notes());
    assert!(whole.notes().last().unwrap().1 < 0.2);
}

#[test]
fn another_target_needs_no_second_listening() {
    let params = Params { n: 30, keep: 0.4, cov: Cov::Measured, time: 5.0, ..Params::default() };
    let mut experiment = Experiment::prepared(&params, None).unwrap();
    let steps = experiment.simulation().unwrap().steps();
    experiment.change(&Params { keep: 0.3, ..params.clone() }, None, &mut |_| ()).unwrap();
    assert!(experiment.is_scored());
    assert_eq!(experiment.simulation().unwrap().steps(), steps);
    experiment.change(&Params { time: 6.0, ..params }, None, &mut |_| ()).unwrap();
    assert!(!experiment.is_scored());
}

#[test]
fn an_error_given_sets_how_many_are_kept() {
    let kept = |eps| {
        let experiment = Experiment::prepared(&Params { n: 60, eps, ..Params::default() }, None).unwrap();
        Rule::ALL.iter().map(|rule| experiment.probabilities(*rule).iter().sum::<f64>()).collect::<Vec<_>>()
    };
    let (strict, loose) = (kept(2.0), kept(4.0));
    assert!(strict[0] > loose[0]);
    for sums in [strict, loose] {
        for (rule, sum) in Rule::ALL.iter().zip(&sums) {
            // Where the strongest stay, it is a whole number, the nearest.
            let expected = if rule.is_by_chance() { sums[0] } else { sums[0].round() };
            assert!((sum - expected).abs() < 1e-9 * sums[0], "{rule:?}");
        }
    }
}

#[test]
fn directed_networks_are_measured_by_matching() {
    let mut experiment = Experiment::prepared(&Params::defaults(Net::Ring), None).unwrap();
    let at_start = experiment.measure(Rule::Noise, Depth::All).unwrap();
    assert!(at_start.error() < 1e-9 && !at_start.unstable);
    experiment.advance(usize::MAX);
    let at_end = experiment.measure(Rule::Noise, Depth::All).unwrap();
    assert!(at_end.error() > 0.01);
    assert!(experiment.compare().error_at(1, 10.0).is_some());
}

#[test]
fn a_file_s_matrix_is_run_as_it_is_or_repaired_by_choice() {
    let file = crate::network::read::read("a.csv", b"0,1,0\n1,0,2\n0,1,0\n").unwrap();
    let given = Params::defaults(Net::File);
    let error = Experiment::new(&given, Some(&file), &mut |_| ()).err().unwrap();
    assert!(error.to_string().contains("not stable"), "{error}");
    let repaired = Params { leak: Leak::Dominant, sym: Sym::Mean, ..given.clone() };
    let experiment = Experiment::new(&repaired, Some(&file), &mut |_| ()).unwrap();
    assert!(experiment.network().is_symmetric() && experiment.network().is_diagonally_dominant());
    assert_eq!(experiment.network().a()[(1, 2)], 1.5);
    let error = Experiment::new(&given, None, &mut |_| ()).err().unwrap();
    assert_eq!(error, ExperimentError::Network(NetworkError::NoFile));
}

#[test]
fn the_strongest_stay_as_they_were() {
    let params = Params { n: 60, keep: 0.3, ..Params::default() };
    let mut experiment = Experiment::prepared(&params, None).unwrap();
    experiment.seek(usize::MAX);
    let (a, s) = (experiment.network().a(), experiment.matrix(Rule::Strongest));
    assert_eq!(a.diagonal(), s.diagonal(), "a leak changed");
    let kept: Vec<f64> = s.iter().copied().filter(|w| *w > 0.0).collect();
    let cut = a.iter().zip(s.iter()).filter(|(before, after)| **after == 0.0 && **before != 0.0);
    let (least, most_cut) = (
        kept.iter().fold(f64::INFINITY, |x: f64, w| x.min(w.abs())),
        cut.fold(0.0, |x: f64, (w, _)| x.max(w.abs())),
    );
    assert!(
        a.iter().zip(s.iter()).all(|(before, after)| *after == 0.0 || before == after),
        "a weight changed"
    );
    assert!(least >= most_cut, "{least} stays, {most_cut} is cut");
    let measures = experiment.measure(Rule::Strongest, Depth::Eigenvalues).unwrap();
    assert_eq!(measures.kept, (0.3 * experiment.synapses() as f64).round() as usize);
    assert_eq!(measures.largest_strengthening, 1.0);
}

#[test]
fn in_each_of_several_rounds_every_synapse_has_its_turn() {
    let params = Params { n: 40, keep: 0.2, rounds: 3, ..Params::default() };
    let mut experiment = Experiment::prepared(&params, None).unwrap();
    let all = experiment.synapses();
    let mut left = Vec::new();
    for round in 0..3 {
        assert_eq!(experiment.advance(all), Change::Decided { from: round * all, to: (round + 1) * all });
        left.push(experiment.measure(Rule::Noise, Depth::Eigenvalues).unwrap().kept);
    }
    assert_eq!((experiment.advance(1), experiment.decided()), (Change::Nothing, experiment.decisions()));
    assert!(all > left[0] && left[0] > left[1] && left[1] > left[2], "{left:?}");
    // The last one leaves about as many as one round would, and the leak has followed.
    assert!((left[2] as f64 / all as f64 - 0.2).abs() < 0.06, "{left:?} of {all}");
    let (a, s) = (experiment.network().a(), experiment.matrix(Rule::Noise));
    let excess = |m: &DMatrix<f64>, i: usize| -> f64 {
        -m[(i, i)] - (0..m.ncols()).filter(|j| *j != i).map(|j| m[(i, j)].abs()).sum::<f64>()
    };
    assert!((0..a.nrows()).all(|i| (excess(a, i) - excess(&s, i)).abs() < 1e-12));
}

#[test]
fn several_rounds_are_refused_where_they_cannot_be_and_the_run_stays() {
    let params = Params { n: 30, keep: 0.4, rounds: 2, ..Params::default() };
    let mut experiment = Experiment::prepared(&params, None).unwrap();
    let measured = Params { cov: Cov::Measured, ..params.clone() };
    assert_eq!(experiment.change(&measured, None, &mut |_| ()), Err(ExperimentError::MeasuredRounds));
    assert_eq!(experiment.params(), &params);
    // With leaks as they were, what a round leaves often grows.
    let original =
        |seed| Params { n: 60, keep: 0.1, diag: crate::params::Diagonal::Original, seed, ..params.clone() };
    let refused = (1..20).find_map(|seed| Experiment::prepared(&original(seed), None).err()).unwrap();
    assert!(refused.to_string().starts_with("round 2 of pruning by "), "{refused}");
}

#[test]
fn rounds_under_an_allowed_error_keep_what_one_round_would() {
    let expected = |rounds| {
        let params = Params { n: 60, eps: 3.0, rounds, ..Params::default() };
        let experiment = Experiment::prepared(&params, None).unwrap();
        experiment.rounds().0[rounds - 1].p(Rule::Noise).iter().sum::<f64>()
    };
    assert!((expected(1) - expected(4)).abs() < 1e-9 * expected(1));
}
