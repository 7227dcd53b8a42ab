//! Strategy: runs in pieces against whole ones, the statistic against its definition, and each way to fail.

use super::*;
use nalgebra::{DMatrix, dmatrix};

fn network() -> Network {
    let w = dmatrix![0.0, 1.0, 0.0, -0.5; 1.0, 0.0, 2.0, 0.0; 0.0, 2.0, 0.0, 0.25; -0.5, 0.0, 0.25, 0.0];
    Network::from_weights(w, 0.1).unwrap()
}

fn directed() -> Network {
    Network::from_weights(dmatrix![0.0, 1.0, 0.0; 0.0, 0.0, -2.0; 0.5, 0.0, 0.0], 0.1).unwrap()
}

fn simulation(network: &Network, drive: &Drive) -> Simulation {
    Simulation::new(network, Pace::of(network).unwrap(), drive).unwrap()
}

#[test]
fn a_run_in_pieces_is_the_same_to_the_last_bit() {
    for network in [network(), directed()] {
        for act in [Act::Linear, Act::Relu] {
            let drive = Drive { act, input: 0.5, ..Drive::default() };
            let (mut whole, mut pieces) = (simulation(&network, &drive), simulation(&network, &drive));
            let steps = whole.steps_for(3.0);
            whole.advance(steps).unwrap();
            pieces.advance(7).unwrap();
            pieces.advance(steps - 107).unwrap();
            pieces.advance(100).unwrap();
            assert_eq!(whole.rates(), pieces.rates());
            assert_eq!(whole.importances(), pieces.importances());
            assert_eq!(whole.shown(), pieces.shown());
            assert!((whole.observed() - 3.0).abs() < 5.0 * whole.step_length() / whole.tau());
        }
    }
}

/// The running statistic against the same rates kept and their variance taken afterwards.
#[test]
fn the_statistic_is_the_variance_about_the_mean_of_all_looks() {
    let network = network();
    let mut simulation = simulation(&network, &Drive { input: 40.0, ..Drive::default() });
    simulation.advance(simulation.steps_for(0.0)).unwrap();
    let mut kept: Vec<Vec<f64>> = Vec::new();
    for _ in 0..500 {
        simulation.advance(1).unwrap();
        kept.push(simulation.rates().to_vec());
    }
    for (synapse, s) in network.synapses.iter().zip(simulation.importances()) {
        let (i, j) = synapse.at();
        let y = kept.iter().map(|x| x[i] - synapse.weight.signum() * x[j]);
        let mean = y.clone().sum::<f64>() / 500.0;
        let variance = y.map(|y| (y - mean) * (y - mean)).sum::<f64>() / 500.0;
        assert!((s / (synapse.weight.abs() * variance) - 1.0).abs() < 1e-10);
    }
}

#[test]
fn nothing_heard_is_zero_and_counted() {
    let network = network();
    let mut early = simulation(&network, &Drive::default());
    early.advance(3).unwrap();
    assert_eq!((early.silent(), early.observed()), (4, 0.0));
    let mut quiet = simulation(&network, &Drive { sigma: 0.0, ..Drive::default() });
    quiet.advance(quiet.steps_for(5.0)).unwrap();
    assert_eq!(quiet.importances(), [0.0; 4]);
    assert_eq!((quiet.silent(), quiet.shown()), (4, vec![0.0; 4]));
}

#[test]
fn what_cannot_be_heard_is_a_typed_error() {
    let unstable = Network::from_matrix(dmatrix![-1.0, 2.0; 2.0, -1.0]).unwrap();
    assert!(matches!(Pace::of(&unstable), Err(NoiseError::NotStable { eigenvalue }) if eigenvalue.re > 0.9));
    assert!(matches!(Pace::new(&[]), Err(NoiseError::NotStable { .. })));
    // Larger than any number.
    let endless = [Complex::new(-1.5e308, 1.5e308), Complex::new(-1.5e308, -1.5e308)];
    assert!(matches!(Pace::new(&endless), Err(NoiseError::NotStable { .. })));
    let pace = Pace { slowest: 1.0, fastest: 1.0 };
    for sigma in [-1.0, f64::NAN, f64::INFINITY] {
        let drive = Drive { sigma, ..Drive::default() };
        assert!(matches!(Simulation::new(&unstable, pace, &drive), Err(NoiseError::BadAmplitude { .. })));
    }
    let mut runaway = Simulation::new(&unstable, pace, &Drive::default()).unwrap();
    let error = runaway.advance(100_000).unwrap_err();
    assert!(matches!(error, NoiseError::Diverged { time, .. } if time > 10.0));
    assert_eq!(runaway.advance(1), Err(error));
    assert!(runaway.importances().iter().chain(&runaway.shown()).all(|x| x.is_finite()));
}

#[test]
fn a_listening_that_would_never_end_is_refused() {
    // A pair of neurons, and one that hardly leaks: 1e14 steps of the first in one τ of the last.
    let a = dmatrix![-1.0, 0.5, 0.0; 0.5, -1.0, 0.0; 0.0, 0.0, -1e-13];
    let network = Network::from_matrix(a).unwrap();
    let simulation = simulation(&network, &Drive { act: Act::Relu, ..Drive::default() });
    let steps = simulation.steps_for(100.0);
    assert!(matches!(simulation.check_length(steps), Err(NoiseError::TooLong { .. })));
    assert_eq!((simulation.check_length(1000), simulation.steps_for(f64::MAX)), (Ok(()), u64::MAX));
}

#[test]
fn the_longest_listening_is_counted_in_neurons_and_synapses() {
    // Three neurons and a synapse, which is used both ways: in small steps 5 operations each, in leaps 9.
    let network = Network::from_matrix(dmatrix![-1.0, 0.5, 0.0; 0.5, -1.0, 0.0; 0.0, 0.0, -1e-9]).unwrap();
    for (act, operations) in [(Act::Relu, 5), (Act::Linear, 9)] {
        let simulation = simulation(&network, &Drive { act, ..Drive::default() });
        let most = 10_000_000_000_000 / operations;
        assert_eq!(simulation.check_length(most), Ok(()));
        assert!(matches!(simulation.check_length(most + 1), Err(NoiseError::TooLong { .. })));
    }
}

#[test]
fn what_is_shown_is_the_deviation_in_three_standard_deviations() {
    let network = network();
    let mut simulation = simulation(&network, &Drive { input: 5.0, ..Drive::default() });
    let mut kept: Vec<Vec<f64>> = Vec::new();
    for _ in 0..400 {
        simulation.advance(1).unwrap();
        kept.push(simulation.rates().to_vec());
        for (i, shown) in simulation.shown().into_iter().enumerate() {
            let (count, of) = (kept.len() as f64, kept.iter().map(|x| x[i]));
            let mean = of.clone().sum::<f64>() / count;
            let sd = (of.map(|x| (x - mean) * (x - mean)).sum::<f64>() / count).sqrt();
            let expected = if kept.len() == 1 { 0.0 } else { (simulation.rates()[i] - mean) / (3.0 * sd) };
            assert!((shown - expected.clamp(-1.0, 1.0)).abs() < 1e-9, "{shown} {expected}");
        }
    }
}

#[test]
fn strong_inhibition_silences_neurons_of_a_rectified_network() {
    let network = Network::from_weights(DMatrix::from_element(6, 6, -1.0), 0.1).unwrap();
    let active = |act, input| {
        let mut simulation = simulation(&network, &Drive { act, input, ..Drive::default() });
        simulation.advance(1000).unwrap();
        simulation.active()
    };
    assert_eq!((active(Act::Linear, -9.0), active(Act::Relu, -9.0), active(Act::Relu, 90.0)), (6, 0, 6));
}

#[test]
fn the_error_is_the_median() {
    assert_eq!(relative_error(&[1.5, 1.0, 0.0], &[1.0, 1.0, 1.0]), 0.5);
    assert_eq!(relative_error(&[1.5, 1.0, 9.0], &[1.0, 1.0, 0.0]), 0.25);
    assert_eq!(relative_error(&[1.0], &[0.0]), 0.0);
}
