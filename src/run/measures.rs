//! Measures of a run's networks as they now are.

use super::{Experiment, ExperimentError};
use crate::measure::{self, Before, Counts, Depth, Measures, Reference, dynamics, sampled, spectrum};
use crate::params::Rule;
use crate::rule::fate::Fate;

/// From this many neurons on, rules are measured on several threads: a smaller one takes some milliseconds.
#[cfg(not(target_arch = "wasm32"))]
const THREADS_FROM: usize = 200;

/// Numbers that the matrices of the rules measured at a time may have in all: two of 10,000 neurons.
#[cfg(not(target_arch = "wasm32"))]
const AT_ONCE: usize = 200_000_000;

impl Experiment {
    /// Spectrum and errors of the network of `rule` as it now is. O(n³). Fails only where the eigenvalues of a
    /// network without symmetry cannot be found.
    pub fn measure(&self, rule: Rule, depth: Depth) -> Result<Measures, ExperimentError> {
        let (kept, strengthening) = self.count(rule);
        if self.is_sparse() {
            return Ok(self.measure_sparse(rule, kept, strengthening));
        }
        let counts = (kept, self.synapses());
        let reference = Reference {
            a: self.model.network.a(),
            before: &self.model.before,
            covariance: self.model.covariance.as_ref(),
            tau: self.tau(),
            start: &dynamics::start(self.params.seed, self.model.network.n()),
        };
        Ok(Measures::new(&reference, self.matrix(rule), counts, strengthening, depth)?)
    }

    /// The same by products alone, O(m) for each of some hundreds.
    fn measure_sparse(&self, rule: Rule, kept: usize, largest_strengthening: f64) -> Measures {
        let network = &self.model.network;
        let there = |synapse: &usize| self.weight_now(rule, *synapse) != Some(0.0);
        let joined = (0..self.synapses()).filter(there).map(|synapse| network.synapses[synapse].at());
        let components = spectrum::pieces(network.n(), joined);
        let counts = Counts { kept, synapses: self.synapses(), components, largest_strengthening };
        // Before anything is decided, every rule's network is the original, which is known.
        let after = match (&self.model.before, self.decided) {
            (Before::Sampled(known), 0) => known.eigenvalues.clone(),
            _ => sampled::eigenvalues(&self.minus_of(Some(rule)), self.params.seed),
        };
        Measures::sampled(&self.model.before, after, counts)
    }

    /// The same of every rule, in the order of [`Rule::ALL`]. Where the machine has several processors (a browser's worker
    /// has one), several rules of a large network are measured at a time. `tell` is called as each begins.
    pub fn measure_each(
        &self,
        depth: Depth,
        tell: &(dyn Fn(Rule) + Sync),
    ) -> Result<Vec<Measures>, ExperimentError> {
        let measure = |rule| {
            tell(rule);
            self.measure(rule, depth)
        };
        side_by_side(self.model.network.n(), measure).into_iter().collect()
    }

    /// Transient growth of the original network; none where it is not looked for.
    pub fn transient_growth(&self) -> Option<f64> {
        if self.model.network.is_symmetric() {
            return None;
        }
        measure::growth(self.model.network.a(), false)
    }

    /// Synapses that are there, and the largest strengthening.
    fn count(&self, rule: Rule) -> (usize, f64) {
        let mut count = (0, 1.0);
        for synapse in 0..self.synapses() {
            match self.rounds().fate(rule, synapse, self.passed(synapse)) {
                Fate::Undecided => count.0 += 1,
                Fate::Kept { factor } => count = (count.0 + 1, f64::max(count.1, factor)),
                Fate::Cut => {}
            }
        }
        count
    }
}

/// What `of` gives for each rule, in the order of [`Rule::ALL`]; in a network of `n` neurons that is large enough for it to
/// pay, on as many threads as the machine has processors.
#[cfg(not(target_arch = "wasm32"))]
fn side_by_side<T: Send>(n: usize, of: impl Fn(Rule) -> T + Sync) -> Vec<T> {
    use std::sync::Mutex;
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = processors.min(Rule::ALL.len()).min(AT_ONCE / (n * n).max(1));
    if threads <= 1 || n < THREADS_FROM {
        return Rule::ALL.iter().copied().map(of).collect();
    }
    let (left, done) = (Mutex::new(Rule::ALL.iter()), Mutex::new(Vec::new()));
    let take = || left.lock().ok().and_then(|mut left| left.next().copied());
    let work = || {
        while let Some(rule) = take() {
            let result = of(rule);
            if let Ok(mut done) = done.lock() {
                done.push((rule as usize, result));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    done.sort_unstable_by_key(|(rule, _)| *rule);
    done.into_iter().map(|(_, result)| result).collect()
}

/// What `of` gives for each rule, in the order of [`Rule::ALL`].
#[cfg(target_arch = "wasm32")]
fn side_by_side<T>(_: usize, of: impl Fn(Rule) -> T) -> Vec<T> {
    Rule::ALL.iter().copied().map(of).collect()
}
