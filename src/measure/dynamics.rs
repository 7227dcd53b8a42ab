//! What pruning did to the dynamics: networks from the same start, with the same input and the
//! *same noise*, and how far the pruned ones stray from the original.
//!
//! The measure is norm(x_A(t) − x_S(t)) / norm(x_A(t)), in the matrix's own unit of time.

use std::borrow::Cow;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::numerics::random::{Random, Stream};
use crate::params::Act;
use crate::rule::noise::flow::{Flow, Scheme, Stepper};

/// h times the bound on max |λ|; for diagonally dominant networks the bound is at most twice too
/// large. Steps 25 times shorter move the median errors below by less than 0.001.
const RESOLUTION: f64 = 0.2;
/// A network that is so many times faster than those that set the step sets it as well.
const PARTS: f64 = 64.0;
/// A relative error at which a network counts as gone, and stops: it has no digit in common with the
/// original, and what follows would leave the range of numbers.
pub const GONE: f64 = 1e6;
/// σ of a comparison by default: small, so that it shows the network's answer to its start rather
/// than the noise.
///
/// With it, starts of [`start`] and no input, `clustered` networks (n = 200, 0.2 kept, seeds 1 to
/// 100) have these median errors at t = 10, 20, 40, with 95 % intervals:
///
/// | pruned by | t = 10 | 20 | 40 |
/// |---|---|---|---|
/// | noise | 0.24 (0.23–0.27) | 0.28 (0.26–0.31) | 0.29 (0.27–0.32) |
/// | weight | 0.36 (0.35–0.38) | 0.68 (0.64–0.75) | 1.56 (1.38–1.74) |
/// | nothing (uniform) | 0.35 (0.34–0.37) | 0.64 (0.57–0.69) | 1.25 (1.08–1.43) |
///
/// Graphs differ: the median of ten scatters about these by a fifth at t = 10 and by two fifths at
/// 40. Without noise only the last column changes much: 0.30, 1.80, 1.47. With σ = 1, or with the
/// same constant input to all, the controls hardly go astray: the common drive holds them.
pub const SIGMA: f64 = 0.03;

/// x(0) of n neurons: Uniform(0, 1).
pub fn start(seed: u32, n: usize) -> Vec<f64> {
    let mut random = Random::new(seed, Stream::Start);
    (0..n).map(|_| random.uniform()).collect()
}

/// What the compared networks have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Linear or rectified-linear.
    pub act: Act,
    /// x(0).
    pub start: Vec<f64>,
    /// b.
    pub input: Vec<f64>,
    /// σ.
    pub sigma: f64,
    /// Seed of the noise.
    pub seed: u32,
    /// Time from one record to the next, > 0.
    pub every: f64,
    /// The neurons whose rates are recorded.
    pub watched: Vec<usize>,
    /// How many of the networks, from the first, set the common step; a faster one of the others makes several parts of
    /// each step. So a network that is added changes no bit of those before it.
    pub pace: usize,
}

impl Setting {
    /// A linear comparison of networks of n neurons as in [`SIGMA`], with a record every 0.25.
    pub fn new(seed: u32, n: usize) -> Setting {
        Setting {
            act: Act::Linear,
            start: start(seed, n),
            input: vec![0.0; n],
            sigma: SIGMA,
            seed,
            every: 0.25,
            watched: Vec::new(),
            pace: usize::MAX,
        }
    }
}

/// What was recorded, at times 0, `every`, 2 `every`, …; every number in it is finite.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Traces {
    /// The times, in the matrix's own unit.
    pub times: Vec<f64>,
    /// The neurons whose rates are recorded.
    pub watched: Vec<usize>,
    /// Rates: `rates[network][watched][time]`, the original being network 0. A network that is gone
    /// keeps its last.
    pub rates: Vec<Vec<Vec<f64>>>,
    /// `relative_error[network][time]`, 0 for the original, at most [`GONE`].
    pub relative_error: Vec<Vec<f64>>,
    /// When a network was gone (relative error of [`GONE`] or rates out of range), if it was.
    pub gone: Vec<Option<f64>>,
}

impl Traces {
    /// Relative error of a network at time t, linear between two records; none outside of them.
    pub fn error_at(&self, network: usize, t: f64) -> Option<f64> {
        let error = self.relative_error.get(network)?;
        let after = self.times.partition_point(|time| *time < t);
        let (time, value) = (*self.times.get(after)?, *error.get(after)?);
        if time == t {
            return Some(value);
        }
        let (before, earlier) = (*self.times.get(after.checked_sub(1)?)?, *error.get(after - 1)?);
        Some(earlier + (value - earlier) * (t - before) / (time - before))
    }
}

/// Networks that run side by side. It knows no clock: [`Ensemble::advance`] makes steps, and
/// cutting a run into pieces changes no bit of it.
#[derive(Debug)]
pub struct Ensemble {
    steppers: Vec<Stepper>,
    /// Into how many parts each network cuts a step.
    parts: Vec<usize>,
    /// x of each network.
    states: Vec<Vec<f64>>,
    random: Random,
    g: Vec<f64>,
    watched: Vec<usize>,
    every: f64,
    steps_a_record: u64,
    steps: u64,
    traces: Traces,
}

impl Ensemble {
    /// A comparison at time 0 of `networks`, the original first, all n × n; O(n²) work.
    ///
    /// All take the same step, which resolves the fastest that sets the pace and divides `every`; others may cut it
    /// into parts, over which the step's noise is spread evenly. Panics if
    /// there is no network, if sizes differ, if a watched neuron does not exist, or unless `every`
    /// is finite and > 0.
    pub fn new<'a>(networks: impl IntoIterator<Item = Cow<'a, DMatrix<f64>>>, setting: &Setting) -> Ensemble {
        let flow = |a: Cow<DMatrix<f64>>| Flow::new(&a, &setting.input, setting.act);
        Ensemble::of(networks.into_iter().map(flow).collect(), setting)
    }

    /// The same of the networks' flows.
    pub fn of(flows: Vec<Flow>, setting: &Setting) -> Ensemble {
        let (every, n) = (setting.every, setting.start.len());
        assert!(every > 0.0 && every.is_finite(), "the records have a distance in time");
        assert!(setting.watched.iter().all(|i| *i < n), "watched neurons exist");
        assert!(flows.iter().all(|flow| flow.n() == n), "one start a neuron");
        assert!(!flows.is_empty(), "there is an original");
        let count = flows.len();
        let fastest: Vec<f64> = flows.iter().map(Flow::fastest).collect();
        let set = fastest.iter().take(setting.pace).fold(0.0, |most: f64, x| most.max(*x));
        let sets = |(k, fast): (usize, &f64)| k < setting.pace || *fast > PARTS * set;
        let fastest_set = fastest.iter().enumerate().filter(|pair| sets(*pair)).map(|(_, fast)| *fast);
        let steps_a_record = (every * fastest_set.fold(0.0, f64::max) / RESOLUTION).ceil().max(1.0);
        let step = every / steps_a_record;
        let parts = |fast: &f64| (fast * step / RESOLUTION - 1e-9).ceil().max(1.0) as usize;
        let parts: Vec<usize> = fastest.iter().map(parts).collect();
        let stepper = |(flow, parts): (Flow, &usize)| {
            let parts = *parts as f64;
            Stepper::new(flow, Scheme::Heun, step / parts, setting.sigma / parts.sqrt())
        };
        let mut comparison = Ensemble {
            steppers: flows.into_iter().zip(&parts).map(stepper).collect(),
            parts,
            states: vec![setting.start.clone(); count],
            random: Random::new(setting.seed, Stream::Noise),
            g: vec![0.0; n],
            watched: setting.watched.clone(),
            every,
            steps_a_record: steps_a_record as u64,
            steps: 0,
            traces: Traces {
                times: Vec::new(),
                watched: setting.watched.clone(),
                rates: vec![vec![Vec::new(); setting.watched.len()]; count],
                relative_error: vec![Vec::new(); count],
                gone: vec![None; count],
            },
        };
        comparison.record();
        comparison
    }

    /// The flows, for another comparison of the same networks.
    pub fn into_flows(self) -> Vec<Flow> {
        self.steppers.into_iter().map(Stepper::into_flow).collect()
    }

    /// Makes `steps` steps, O(n + synapses) for each network.
    pub fn advance(&mut self, steps: u64) {
        for _ in 0..steps {
            self.g.fill_with(|| self.random.normal());
            for (network, stepper) in self.steppers.iter_mut().enumerate() {
                if self.traces.gone[network].is_none() {
                    for _ in 0..self.parts[network] {
                        stepper.advance(&mut self.states[network], &self.g);
                    }
                }
            }
            self.steps += 1;
            self.note_gone();
            if self.steps.is_multiple_of(self.steps_a_record) {
                self.record();
            }
        }
    }

    /// The whole of a comparison, from 0 to the last record at or before `end`.
    pub fn run(networks: &[&DMatrix<f64>], setting: &Setting, end: f64) -> Traces {
        let mut comparison = Ensemble::new(networks.iter().map(|a| Cow::Borrowed(*a)), setting);
        comparison.advance(comparison.steps_for(end));
        comparison.traces
    }

    /// How many networks' steps a step is.
    pub fn parts(&self) -> usize {
        self.parts.iter().sum()
    }

    /// Steps made.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Steps from the beginning to the last record at or before time `end`.
    pub fn steps_for(&self, end: f64) -> u64 {
        // A quotient such as 0.3 / 0.1 may come out just below its whole number.
        ((end / self.every + 1e-9).floor() as u64).saturating_mul(self.steps_a_record)
    }

    /// Time since the beginning, in the matrix's own unit.
    pub fn time(&self) -> f64 {
        self.steps as f64 / self.steps_a_record as f64 * self.every
    }

    /// What was recorded so far.
    pub fn traces(&self) -> &Traces {
        &self.traces
    }

    /// Stops each network that is gone, with the last state before it was.
    fn note_gone(&mut self) {
        let time = self.time();
        for network in 0..self.states.len() {
            if self.traces.gone[network].is_none() && self.error(network) >= GONE {
                self.traces.gone[network] = Some(time);
                let keep = |x: &mut f64| *x = if x.is_finite() { *x } else { 0.0 };
                self.states[network].iter_mut().for_each(keep);
            }
        }
    }

    /// norm(x_A − x_S) / norm(x_A), at most [`GONE`]; a state out of range is gone, the original's too.
    fn error(&self, network: usize) -> f64 {
        let (original, state) = (&self.states[0], &self.states[network]);
        let norm = original.iter().map(|x| x * x).sum::<f64>().sqrt();
        let apart = original.iter().zip(state).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt();
        match (norm.is_finite() && apart.is_finite(), apart == 0.0) {
            (false, _) => GONE,
            (true, true) => 0.0,
            (true, false) => (apart / norm).min(GONE),
        }
    }

    fn record(&mut self) {
        self.traces.times.push((self.steps / self.steps_a_record) as f64 * self.every);
        for network in 0..self.states.len() {
            let gone = self.traces.gone[network].is_some();
            let error = if gone { GONE } else { self.error(network) };
            self.traces.relative_error[network].push(error);
            for (trace, i) in self.traces.rates[network].iter_mut().zip(&self.watched) {
                trace.push(self.states[network][*i]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    fn setting(n: usize) -> Setting {
        Setting { watched: (0..n).collect(), ..Setting::new(1, n) }
    }

    #[test]
    fn decay_is_exponential() {
        let setting = Setting { sigma: 0.0, ..setting(1) };
        let traces = Ensemble::run(&[&dmatrix![-1.0], &dmatrix![-2.0]], &setting, 2.0);
        assert_eq!((traces.times.len(), traces.times[8]), (9, 2.0));
        // One step of λh = 1/12 is off by (λh)³/6, and there are 24; twice as fast, eight times that.
        let x = setting.start[0] * (-2.0f64).exp();
        assert!((traces.rates[0][0][8] / x - 1.0).abs() < 3e-3);
        let error = traces.error_at(1, 2.0).unwrap();
        assert!((error - (1.0 - (-2.0f64).exp())).abs() < 3e-3, "{error}");
    }

    #[test]
    fn the_same_network_has_no_error_whatever_the_noise() {
        let a = dmatrix![-1.0, 0.5; -0.25, -1.0];
        for act in [Act::Linear, Act::Relu] {
            let traces = Ensemble::run(&[&a, &a], &Setting { sigma: 2.0, act, ..setting(2) }, 5.0);
            assert_eq!(traces.rates[0], traces.rates[1]);
            assert!(traces.relative_error[1].iter().all(|error| *error == 0.0));
        }
    }

    #[test]
    fn a_run_in_pieces_is_the_same_to_the_last_bit() {
        let networks = [&dmatrix![-1.0, 0.5; 0.5, -1.0], &dmatrix![-1.0, 0.0; 0.0, -1.0]];
        let whole = Ensemble::run(&networks, &setting(2), 5.0);
        let mut pieces = Ensemble::new(networks.iter().map(|a| Cow::Borrowed(*a)), &setting(2));
        let steps = pieces.steps_for(5.0);
        pieces.advance(3);
        pieces.advance(steps - 3);
        assert_eq!(*pieces.traces(), whole);
    }

    #[test]
    fn a_faster_network_beside_them_changes_nothing_and_is_resolved() {
        let (a, slow, fast) =
            (dmatrix![-1.0, 0.5; 0.5, -1.0], dmatrix![-0.5], dmatrix![-30.0, 0.5; 0.5, -30.0]);
        let two = Setting { pace: 2, ..setting(2) };
        let pair = Ensemble::run(&[&a, &a], &two, 5.0);
        let three = Ensemble::run(&[&a, &a, &fast], &two, 5.0);
        assert_eq!((&three.rates[..2], &three.times), (&pair.rates[..], &pair.times));
        // At rest, its variance is that of the noise it is given: σ²/(2 · 30), or less where a step averages it.
        let all = three.rates[2].iter().flat_map(|rates| &rates[8..]);
        let largest = all.fold(0.0, |most: f64, x| most.max(x.abs()));
        assert!(three.gone[2].is_none() && largest < 5.0 * SIGMA / 60.0_f64.sqrt(), "{largest}");
        // One that is faster by far sets the step, as if it had been asked to.
        let far = &slow * 1e3;
        let setting = Setting { pace: 1, sigma: 0.0, ..setting(1) };
        let all = Setting { pace: usize::MAX, ..setting.clone() };
        assert_eq!(Ensemble::run(&[&slow, &far], &setting, 5.0), Ensemble::run(&[&slow, &far], &all, 5.0));
    }

    #[test]
    fn a_network_that_runs_away_is_gone_and_everything_stays_finite() {
        let networks = [&dmatrix![-1.0, 0.5; 0.5, -1.0], &dmatrix![5.0, 0.0; 0.0, 5.0]];
        for swapped in [networks, [networks[1], networks[0]]] {
            let traces = Ensemble::run(&swapped, &setting(2), 400.0);
            let gone = traces.gone[1].unwrap();
            assert!(gone > 1.0 && gone < 400.0, "{gone}");
            assert_eq!(traces.error_at(1, 400.0), Some(GONE));
            assert!(traces.rates.iter().flatten().flatten().all(|x| x.is_finite()));
            assert!(traces.relative_error.iter().flatten().all(|x| (0.0..=GONE).contains(x)));
        }
    }

    #[test]
    fn a_network_faster_than_any_count_of_steps_is_not_run() {
        let comparison = Ensemble::new([Cow::Owned(dmatrix![-1e50])], &setting(1));
        assert_eq!((comparison.steps_for(40.0), comparison.steps_for(0.1)), (u64::MAX, 0));
    }

    #[test]
    fn silence_is_no_error() {
        let setting = Setting { start: vec![0.0; 2], sigma: 0.0, ..setting(2) };
        let traces =
            Ensemble::run(&[&dmatrix![-1.0, 0.5; 0.5, -1.0], &dmatrix![-1.0, 0.0; 0.0, -1.0]], &setting, 1.0);
        assert_eq!(traces.relative_error[1], [0.0; 5]);
    }

    #[test]
    fn between_records_the_error_is_interpolated() {
        let traces =
            Traces { times: vec![0.0, 1.0], relative_error: vec![vec![0.0, 0.5]], ..Traces::default() };
        assert_eq!((traces.error_at(0, 0.5), traces.error_at(0, 1.0)), (Some(0.25), Some(0.5)));
        assert_eq!(
            (traces.error_at(0, 1.5), traces.error_at(0, -0.5), traces.error_at(1, 0.0)),
            (None, None, None)
        );
    }
}
