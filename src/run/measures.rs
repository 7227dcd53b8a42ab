//! What is measured of a network as it now is.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::model::{Before, Known};
use super::{ALONG_UP_TO, Experiment, ExperimentError};
use crate::measure::spectrum;
use crate::numerics::matching;
use crate::numerics::schur;
use crate::params::Rule;
use crate::rule::fate;

/// An eigenvalue of S within this times the largest of zero counts as zero.
pub const ZERO: f64 = 1e-10;

/// Measures of one rule's network as it now is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Synapses that are there: kept or not yet decided.
    pub kept: usize,
    /// The same, as a fraction of all.
    pub kept_fraction: f64,
    /// Connected pieces.
    pub components: usize,
    /// Largest 1 / p among the decided that were kept; 1 if none was.
    pub largest_strengthening: f64,
    /// Number of eigenvalues that are zero to rounding ([`ZERO`]).
    pub zeros: usize,
    /// Largest real part of an eigenvalue.
    pub abscissa: f64,
    /// Whether that is above zero, beyond rounding.
    pub unstable: bool,
    /// The spectrum and how far it has moved.
    pub moved: Moved,
}

/// A spectrum, against the one before pruning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Moved {
    /// Of a symmetric network.
    Real {
        /// λ', ascending.
        eigenvalues: Vec<f64>,
        /// Mean of |ε_λ|.
        eps_lambda_mean: f64,
        /// Largest |ε_λ|.
        eps_lambda_max: f64,
        /// What costs twice as much again, when it was asked for.
        along: Option<Along>,
    },
    /// Of any other network.
    Complex {
        /// (Re λ', Im λ') in the order of the original ones, with which they are matched at the least
        /// total distance.
        eigenvalues: Vec<(f64, f64)>,
        /// Mean distance of an eigenvalue from its original, over the mean |λ|.
        distance_mean: f64,
        /// Largest such distance, over the mean |λ|.
        distance_max: f64,
    },
}

/// The measures beyond the eigenvalues.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Along {
    /// Mean of |ε_v|.
    pub eps_v_mean: f64,
    /// Mean of |cos θ|.
    pub cos_theta_mean: f64,
    /// Least and greatest x'Sx / x'Ax.
    pub range: (f64, f64),
}

/// How much [`Experiment::measure`] computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Depth {
    /// Eigenvalues, counts and components: what moving pictures show.
    Eigenvalues,
    /// Everything, about three times the work.
    All,
}

impl Measures {
    /// The mean error that is drawn as a run goes on: of |ε_λ|, or of the distance.
    pub fn error(&self) -> f64 {
        match self.moved {
            Moved::Real { eps_lambda_mean, .. } => eps_lambda_mean,
            Moved::Complex { distance_mean, .. } => distance_mean,
        }
    }

    /// Whether there is nothing more that could be measured.
    pub fn is_deep(&self) -> bool {
        match &self.moved {
            Moved::Real { along, eigenvalues, .. } => along.is_some() || eigenvalues.len() > ALONG_UP_TO,
            Moved::Complex { .. } => true,
        }
    }
}

impl Experiment {
    /// Spectrum and errors of the network of `rule` as it now is. O(n³). Fails only where the eigenvalues of a
    /// network without symmetry cannot be found.
    pub fn measure(&self, rule: Rule, depth: Depth) -> Result<Measures, ExperimentError> {
        let s = self.matrix(rule);
        let (moved, rates) = match &self.model.before {
            Before::Symmetric { .. } => self.real(&s, depth),
            Before::General { .. } => self.complex(&s)?,
        };
        let largest = self.eigenvalues().iter().fold(0.0, |most: f64, x| most.max(libm::hypot(x.re, x.im)));
        let zero = ZERO * largest;
        let abscissa = rates.iter().fold(f64::NEG_INFINITY, |most, rate| most.max(rate.0));
        let (kept, largest_strengthening) = self.count(rule);
        Ok(Measures {
            kept,
            kept_fraction: kept as f64 / self.synapses() as f64,
            components: spectrum::components(&s),
            largest_strengthening,
            zeros: rates.iter().filter(|(re, im)| re.abs() <= zero && im.abs() <= zero).count(),
            abscissa,
            unstable: abscissa > zero,
            moved,
        })
    }

    fn real(&self, s: &DMatrix<f64>, depth: Depth) -> (Moved, Vec<(f64, f64)>) {
        let before: Vec<f64> = self.eigenvalues().iter().map(|value| value.re).collect();
        let eigenvalues = spectrum::eigenvalues(s);
        let eps_lambda = spectrum::eps_lambda(&before, &eigenvalues);
        let rates = eigenvalues.iter().map(|value| (*value, 0.0)).collect();
        let moved = Moved::Real {
            eps_lambda_mean: spectrum::mean_abs(&eps_lambda),
            eps_lambda_max: spectrum::max_abs(&eps_lambda),
            along: if depth == Depth::All { self.along(s) } else { None },
            eigenvalues,
        };
        (moved, rates)
    }

    fn along(&self, s: &DMatrix<f64>) -> Option<Along> {
        let Before::Symmetric { along: Some(Known { factor, modes }), .. } = &self.model.before else {
            return None;
        };
        let (eps_v, cos_theta) = spectrum::along(modes, s);
        Some(Along {
            eps_v_mean: spectrum::mean_abs(&eps_v),
            cos_theta_mean: spectrum::mean_abs(&cos_theta),
            range: spectrum::range(factor, s),
        })
    }

    fn complex(&self, s: &DMatrix<f64>) -> Result<(Moved, Vec<(f64, f64)>), ExperimentError> {
        let before = self.eigenvalues();
        let after = schur::eigenvalues(s)?;
        let partner = matching::match_spectra(&before, &after)?;
        let eigenvalues: Vec<(f64, f64)> = partner.iter().map(|k| (after[*k].re, after[*k].im)).collect();
        let scale = before.iter().map(|x| libm::hypot(x.re, x.im)).sum::<f64>() / before.len() as f64;
        let distance =
            |(x, y): (&nalgebra::Complex<f64>, &(f64, f64))| libm::hypot(x.re - y.0, x.im - y.1) / scale;
        let distances: Vec<f64> = before.iter().zip(&eigenvalues).map(distance).collect();
        let moved = Moved::Complex {
            distance_mean: spectrum::mean_abs(&distances),
            distance_max: spectrum::max_abs(&distances),
            eigenvalues: eigenvalues.clone(),
        };
        Ok((moved, eigenvalues))
    }

    /// Synapses that are there, and the largest strengthening.
    fn count(&self, rule: Rule) -> (usize, f64) {
        let (p, u) = (self.probabilities(rule), self.draws());
        let mut count = (0, 1.0);
        for synapse in 0..self.synapses() {
            if !self.is_decided(synapse) {
                count.0 += 1;
            } else if fate::is_kept(p[synapse], u[synapse]) {
                count = (count.0 + 1, f64::max(count.1, 1.0 / p[synapse]));
            }
        }
        count
    }
}
