//! The original and the pruned networks from the same start, with the same input and the same noise: whole, or in
//! slices between which other work can be done.

use std::borrow::Cow;

use super::Experiment;
use crate::measure::dynamics::{self, Ensemble, Setting, Traces};
use crate::numerics::order;
use crate::params::Rule;
use crate::rule::noise::flow::Flow;

/// End of the comparison of dynamics, in the matrix's unit of time, …
pub const COMPARED: f64 = 40.0;
/// … or, where a network is slow, in τ, its slowest time constant, …
pub const COMPARED_TAU: f64 = 1.5;
/// … but no later than this.
const LATEST: f64 = 400.0;
/// Steps of a comparison times synapses and neurons of one network, at most: a few seconds in wasm.
const WORK: f64 = 5e8;
/// Work of a slice, as [`Comparison::step`] takes it; a unit is a product of a weight and a rate.
///
/// In wasm a slice takes 30 to 50 ms (medians), measured for the worm's networks, clusters and the
/// complete graph of 300 neurons in Node, on a machine that was busy with four times as much.
pub const SLICE: u64 = 20_000_000;
/// Work of drawing a normal number, in the units of [`SLICE`]; each step draws one a neuron.
const A_NORMAL: usize = 200;
/// Rules whose networks set the step, beside the original: those of the first links, so that they keep every bit.
const PACE: usize = 3;
/// Time from one record to the next.
const EVERY: f64 = 0.25;
/// Records of the comparison of a network that is much faster than that.
const RECORDS: f64 = 160.0;
/// So many times the work is done for it: it has no other way to be seen.
const FAST: f64 = 3.0;
/// Where the work does for less than this share of its time constant, a large network's records lie closer: one neuron that
/// is joined to thousands makes the steps of all short, and what it does itself is seen.
const SEEN: f64 = 0.1;
/// Neurons whose rates are shown.
const WATCHED: usize = 4;

/// A comparison that is under way. Cutting it into slices changes no bit of it.
#[derive(Debug)]
pub struct Comparison {
    ensemble: Ensemble,
    /// Steps in all.
    steps: u64,
    /// Work of a step.
    a_step: u64,
}

impl Comparison {
    /// The original and the network of each rule as they now are, at the beginning of a comparison that goes on to
    /// [`COMPARED`] or [`COMPARED_TAU`], or as far as the work allows. O(n²) for each network.
    pub fn begin(experiment: &Experiment) -> Comparison {
        let (n, params) = (experiment.network().n(), experiment.params());
        let input = vec![params.drive; n];
        // One matrix at a time: of a large network there is no room for all.
        let flows = match experiment.is_sparse() {
            true => {
                let all = std::iter::once(None).chain(Rule::ALL.iter().copied().map(Some));
                all.map(|of| Flow::of_sparse(experiment.minus_of(of), &input, params.act)).collect()
            }
            false => {
                let pruned = Rule::ALL.iter().map(|rule| Cow::Owned(experiment.matrix(*rule)));
                let all = std::iter::once(Cow::Borrowed(experiment.network().a())).chain(pruned);
                all.map(|a| Flow::new(&a, &input, params.act)).collect()
            }
        };
        let setting = Setting {
            act: params.act,
            input: input.clone(),
            sigma: dynamics::SIGMA * params.sigma,
            watched: watched(&experiment.variances()),
            pace: 1 + PACE,
            every: EVERY,
            ..Setting::new(params.seed, n)
        };
        let ensemble = Ensemble::of(flows, &setting);
        let size = n + 2 * experiment.synapses();
        let work = ensemble.steps_for(COMPARED) as f64 * size as f64;
        let reach = COMPARED * WORK / work;
        let wanted = (COMPARED_TAU * experiment.tau()).clamp(COMPARED, LATEST);
        if reach < EVERY || experiment.is_sparse() {
            // The network is so fast, or so large, that the work would not do for one record, or for the unit of time: its own
            // time constant sets the times.
            let end = COMPARED_TAU * experiment.tau();
            let within = end.min(FAST * reach);
            let is_cut = experiment.is_sparse() && within < SEEN * end;
            let every = if is_cut { within } else { end } / RECORDS;
            let ensemble = Ensemble::of(ensemble.into_flows(), &Setting { every, ..setting });
            let steps = ensemble.steps_for(within);
            return Comparison { steps, a_step: (ensemble.parts() * size + A_NORMAL * n) as u64, ensemble };
        }
        // The last record must not lie before the end.
        let steps =
            ensemble.steps_for((wanted / EVERY).ceil() * EVERY).min(ensemble.steps_for(reach.min(LATEST)));
        Comparison { steps, a_step: (ensemble.parts() * size + A_NORMAL * n) as u64, ensemble }
    }

    /// Goes on for at most `budget` units of work (see [`SLICE`]), but at least one step. Returns whether the end is
    /// reached.
    pub fn step(&mut self, budget: u64) -> bool {
        let left = self.steps - self.ensemble.steps();
        self.ensemble.advance((budget / self.a_step).clamp(1, left.max(1)).min(left));
        self.ensemble.steps() == self.steps
    }

    /// The share of the work that is done, 0 to 1.
    pub fn share(&self) -> f64 {
        if self.steps == 0 { 1.0 } else { self.ensemble.steps() as f64 / self.steps as f64 }
    }

    /// What was recorded so far.
    pub fn traces(&self) -> &Traces {
        self.ensemble.traces()
    }
}

/// The neurons whose rates are shown: those of greatest and of least variance, and others evenly between, in
/// the order of their numbers, so that patterns of every strength are seen.
fn watched(c_ii: &[f64]) -> Vec<usize> {
    let n = c_ii.len();
    let order = order::by(n, &|x, y| c_ii[y].total_cmp(&c_ii[x]));
    let count = WATCHED.min(n);
    let place = |k: usize| k * (n - 1) / (count - 1).max(1);
    let mut watched: Vec<usize> = (0..count).map(|k| order[place(k)] as usize).collect();
    watched.sort_unstable();
    watched
}

#[cfg(test)]
mod tests {
    // Strategy: slices of odd sizes against the whole, bit by bit.
    use super::*;
    use crate::network::read::read;
    use crate::params::{Leak, Net, Params, Sym, Way};

    /// The mouse's connections decay within less than a thousandth of a unit of time.
    #[test]
    fn a_fast_network_is_compared_over_its_own_time_constant() {
        let mut experiment = Experiment::prepared(&Params::defaults(Net::Mouse), None).unwrap();
        experiment.seek(usize::MAX);
        let traces = experiment.compare();
        let error = |rule: Rule| traces.error_at(1 + rule as usize, 0.4 * experiment.tau()).unwrap();
        assert!(traces.times.len() > 40, "{} records", traces.times.len());
        assert!(error(Rule::Noise) < error(Rule::Weight) && error(Rule::Weight) < 1.0);
    }

    /// A hub that is a million times faster than the slowest of its neurons.
    #[test]
    fn a_large_network_with_a_fast_hub_has_records_as_far_as_the_work_goes() {
        let list: String = (0..60).map(|k| format!("hub n{k} 1000\nn{k} m{k} 0.01\n")).collect();
        let file = read("a.txt", list.as_bytes()).unwrap();
        let params = Params {
            way: Way::Sparse,
            leak: Leak::Dominant,
            sym: Sym::Both,
            shots: 8,
            excess: 1e-7,
            ..Params::defaults(Net::File)
        };
        let mut experiment = Experiment::prepared(&params, Some(&file)).unwrap();
        experiment.seek(usize::MAX);
        let mut comparison = Comparison::begin(&experiment);
        // The whole takes seconds.
        comparison.step(comparison.a_step * (comparison.steps / 50));
        assert!(comparison.traces().times.len() >= 3, "{:?}", comparison.traces().times);
    }

    #[test]
    fn a_comparison_in_slices_is_the_whole_to_the_last_bit() {
        for net in [Net::Clustered, Net::Ring] {
            let params = Params { n: 30, keep: 0.4, ..Params::defaults(net) };
            let mut experiment = Experiment::prepared(&params, None).unwrap();
            experiment.seek(usize::MAX);
            let whole = experiment.compare();
            for budget in [0, 7, 12_345, SLICE, u64::MAX] {
                let mut slices = Comparison::begin(&experiment);
                let mut shares = vec![slices.share()];
                while !slices.step(budget) {
                    shares.push(slices.share());
                }
                assert_eq!(*slices.traces(), whole, "{budget}");
                assert!(shares.is_sorted() && slices.share() == 1.0 && shares[0] == 0.0);
            }
        }
    }
}
