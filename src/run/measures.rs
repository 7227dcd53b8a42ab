//! Measures of a run's networks as they now are.

use super::{Experiment, ExperimentError};
use crate::measure::{self, Depth, Measures, Reference, dynamics};
use crate::params::Rule;
use crate::rule::fate::Fate;

impl Experiment {
    /// Spectrum and errors of the network of `rule` as it now is. O(n³). Fails only where the eigenvalues of a
    /// network without symmetry cannot be found.
    pub fn measure(&self, rule: Rule, depth: Depth) -> Result<Measures, ExperimentError> {
        let (kept, strengthening) = self.count(rule);
        let counts = (kept, self.synapses());
        let reference = Reference {
            a: &self.model.network.a,
            before: &self.model.before,
            covariance: self.model.covariance.as_ref(),
            tau: self.tau(),
            start: &dynamics::start(self.params.seed, self.model.network.n()),
        };
        Ok(Measures::new(&reference, self.matrix(rule), counts, strengthening, depth)?)
    }

    /// Transient growth of the original network; none where it is not looked for.
    pub fn transient_growth(&self) -> Option<f64> {
        measure::growth(&self.model.network.a, self.model.network.is_symmetric())
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
