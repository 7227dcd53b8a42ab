//! What is measured of one pruned network, against the one before pruning.

use nalgebra::linalg::Cholesky;
use nalgebra::{Complex, DMatrix, Dyn};
use serde::{Deserialize, Serialize};

use super::spectrum::{self, Modes};
use crate::numerics::matching::{self, MatchingError};
use crate::numerics::order;
use crate::numerics::schur::{self, SchurError};

/// Up to this many neurons, measures beyond the eigenvalues are taken ([`Along`]): they take as long again, and
/// two more matrices of n × n.
pub const ALONG_UP_TO: usize = 1000;
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
    /// Whether the abscissa is above zero, beyond rounding.
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
        /// Median of |ε_λ|.
        eps_lambda_median: f64,
        /// Largest |ε_λ|.
        eps_lambda_max: f64,
        /// What costs twice as much again; none unless it was asked for.
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

/// How much is measured.
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

/// Why a network cannot be measured: only where it has directions.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MeasureError {
    /// The eigenvalues cannot be found.
    #[error("the eigenvalues of the pruned network could not be computed: {0}")]
    Schur(#[from] SchurError),
    /// Two spectra cannot be matched.
    #[error(transparent)]
    Matching(#[from] MatchingError),
}

/// What pruning is measured against.
pub enum Before {
    /// For a symmetric A: its eigenvalues, ascending.
    Symmetric { eigenvalues: Vec<f64>, along: Option<Known> },
    /// For any other: its eigenvalues, sorted.
    General { eigenvalues: Vec<Complex<f64>> },
}

/// What the measures beyond the eigenvalues need.
pub struct Known {
    /// Cholesky factor of −A.
    pub factor: Cholesky<f64, Dyn>,
    pub modes: Modes,
}

impl Before {
    /// Eigenvalues of A, sorted by real part.
    pub fn eigenvalues(&self) -> Vec<Complex<f64>> {
        match self {
            Before::Symmetric { eigenvalues, .. } => {
                eigenvalues.iter().map(|x| Complex::new(*x, 0.0)).collect()
            }
            Before::General { eigenvalues } => eigenvalues.clone(),
        }
    }
}

impl Measures {
    /// Spectrum and errors of S, n × n, in which `kept` of `synapses` synapses are there, the strongest of them
    /// strengthened by `largest_strengthening`. O(n³).
    pub fn new(
        before: &Before,
        s: &DMatrix<f64>,
        (kept, synapses): (usize, usize),
        largest_strengthening: f64,
        depth: Depth,
    ) -> Result<Measures, MeasureError> {
        let (moved, rates) = match before {
            Before::Symmetric { eigenvalues, along } => {
                real(eigenvalues, s, along.as_ref().filter(|_| depth == Depth::All))
            }
            Before::General { eigenvalues } => complex(eigenvalues, s)?,
        };
        let largest = before.eigenvalues().iter().fold(0.0, |most: f64, x| most.max(libm::hypot(x.re, x.im)));
        let zero = ZERO * largest;
        let abscissa = rates.iter().fold(f64::NEG_INFINITY, |most, rate| most.max(rate.0));
        Ok(Measures {
            kept,
            kept_fraction: kept as f64 / synapses as f64,
            components: spectrum::components(s),
            largest_strengthening,
            zeros: rates.iter().filter(|(re, im)| re.abs() <= zero && im.abs() <= zero).count(),
            abscissa,
            unstable: abscissa > zero,
            moved,
        })
    }
}

/// How far a real spectrum has moved, and the eigenvalues as points of the plane.
fn real(before: &[f64], s: &DMatrix<f64>, known: Option<&Known>) -> (Moved, Vec<(f64, f64)>) {
    let eigenvalues = spectrum::eigenvalues(s);
    let eps_lambda = spectrum::eps_lambda(before, &eigenvalues);
    let rates = eigenvalues.iter().map(|value| (*value, 0.0)).collect();
    let moved = Moved::Real {
        eps_lambda_mean: spectrum::mean_abs(&eps_lambda),
        eps_lambda_median: order::median(eps_lambda.iter().map(|x| x.abs()).collect()),
        eps_lambda_max: spectrum::max_abs(&eps_lambda),
        along: known.map(|known| along(known, s)),
        eigenvalues,
    };
    (moved, rates)
}

fn along(Known { factor, modes }: &Known, s: &DMatrix<f64>) -> Along {
    let (eps_v, cos_theta) = spectrum::along(modes, s);
    Along {
        eps_v_mean: spectrum::mean_abs(&eps_v),
        cos_theta_mean: spectrum::mean_abs(&cos_theta),
        range: spectrum::range(factor, s),
    }
}

/// How far a spectrum in the plane has moved, and its eigenvalues in the order of the original ones.
fn complex(before: &[Complex<f64>], s: &DMatrix<f64>) -> Result<(Moved, Vec<(f64, f64)>), MeasureError> {
    let after = schur::eigenvalues(s)?;
    let partner = matching::match_spectra(before, &after)?;
    let eigenvalues: Vec<(f64, f64)> = partner.iter().map(|k| (after[*k].re, after[*k].im)).collect();
    let scale = before.iter().map(|x| libm::hypot(x.re, x.im)).sum::<f64>() / before.len() as f64;
    let distance = |(x, y): (&Complex<f64>, &(f64, f64))| libm::hypot(x.re - y.0, x.im - y.1) / scale;
    let distances: Vec<f64> = before.iter().zip(&eigenvalues).map(distance).collect();
    let moved = Moved::Complex {
        distance_mean: spectrum::mean_abs(&distances),
        distance_max: spectrum::max_abs(&distances),
        eigenvalues: eigenvalues.clone(),
    };
    Ok((moved, eigenvalues))
}
