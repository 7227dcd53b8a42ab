//! What is measured of one pruned network, against the one before pruning.

use std::sync::OnceLock;

use nalgebra::linalg::Cholesky;
use nalgebra::{Complex, DMatrix, Dyn};
use serde::{Deserialize, Serialize};

use super::sampled::Sampled;
use super::spectrum::{self, Modes};
use crate::numerics::matching::{self, MatchingError};
use crate::numerics::schur::{self, SchurError};
use crate::numerics::{exponential, lyapunov, order};
use crate::rule::covariance;

/// Up to this many neurons, measures beyond the eigenvalues are taken ([`Along`]): they take as long again, and
/// two more matrices of n × n.
pub const ALONG_UP_TO: usize = 1000;
/// Up to this many neurons, the growth of activity is looked for: some thirty products of matrices.
const GROWTH_UP_TO: usize = 300;
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
    /// Whether the eigenvalues, but for the slowest, are known to the error of a sample ([`Sampled`]), and nothing beyond
    /// them is measured.
    pub sampled: bool,
    /// What costs several times as much; none unless it was asked for.
    pub deep: Option<Deep>,
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
        /// Largest |ε_λ|, and the ε_λ that it is: −1, the mode never dies away; above 0, it is faster than it was.
        eps_lambda_max: f64,
        eps_lambda_worst: f64,
        /// Mean |ε_λ| of the five slowest modes.
        eps_lambda_slow: f64,
    },
    /// Of any other network.
    Complex {
        /// (Re λ', Im λ') in the order of the original ones, with which they are matched at the least
        /// total squared distance.
        eigenvalues: Vec<(f64, f64)>,
        /// Mean distance of an eigenvalue from its original, over the mean |λ|.
        distance_mean: f64,
        /// Largest such distance, over the mean |λ|.
        distance_max: f64,
    },
}

/// The measures beyond the eigenvalues. Errors are none where S is not stable.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deep {
    /// Of a symmetric network.
    pub along: Option<Along>,
    /// ‖S⁻¹ − A⁻¹‖ / ‖A⁻¹‖ (Frobenius): the steady answers to constant inputs.
    pub response: Option<f64>,
    /// ‖C_S − C_A‖ / ‖C_A‖ (Frobenius), C the stationary covariance.
    pub covariance: Option<f64>,
    /// ‖(exp(S τ) − exp(A τ)) x₀‖ / ‖exp(A τ) x₀‖: free decay from the start x₀ over τ, the slowest time constant of A.
    pub decay: Option<f64>,
    /// Largest ‖exp(S t)‖ over all t of a network that is not symmetric and has at most 300 neurons.
    pub growth: Option<f64>,
}

/// What S does along the modes of a symmetric A.
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
        let n = match &self.moved {
            Moved::Real { eigenvalues, .. } => eigenvalues.len(),
            Moved::Complex { eigenvalues, .. } => eigenvalues.len(),
        };
        self.deep.is_some() || self.sampled || n > ALONG_UP_TO
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

/// What pruning is measured against: the network before it.
pub struct Reference<'a> {
    pub a: &'a DMatrix<f64>,
    /// Its eigenvalues, and what else was found with them.
    pub before: &'a Before,
    /// C of A, for σ = 1; with it, the measures that need it are taken.
    pub covariance: Option<&'a DMatrix<f64>>,
    /// The slowest time constant.
    pub tau: f64,
    /// Where the free decay begins.
    pub start: &'a [f64],
}

/// The spectrum of the network before pruning.
pub enum Before {
    /// For a symmetric A: its eigenvalues, ascending.
    Symmetric { eigenvalues: Vec<f64>, along: Option<Known> },
    /// For a large sparse symmetric A.
    Sampled(Sampled),
    /// For any other: its eigenvalues, sorted.
    General { eigenvalues: Vec<Complex<f64>> },
}

/// What the measures beyond the eigenvalues need.
pub struct Known {
    /// Cholesky factor of −A.
    factor: Cholesky<f64, Dyn>,
    /// Found when they are first asked for: a run can begin without them, and they take four times as long as the
    /// eigenvalues.
    modes: OnceLock<Modes>,
}

impl Known {
    /// From the Cholesky factor of −A.
    pub fn new(factor: Cholesky<f64, Dyn>) -> Known {
        Known { factor, modes: OnceLock::new() }
    }

    /// Eigenvalues and eigenvectors of `a`, the network before pruning.
    pub fn modes(&self, a: &DMatrix<f64>) -> &Modes {
        self.modes.get_or_init(|| spectrum::modes(a))
    }
}

impl Before {
    /// An eigenvalue of no more than this is zero to rounding.
    fn zero(&self) -> f64 {
        ZERO * self.eigenvalues().iter().fold(0.0, |most: f64, x| most.max(libm::hypot(x.re, x.im)))
    }

    /// Eigenvalues of A, sorted by real part.
    pub fn eigenvalues(&self) -> Vec<Complex<f64>> {
        match self {
            Before::Symmetric { eigenvalues, .. } | Before::Sampled(Sampled { eigenvalues, .. }) => {
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
        reference: &Reference,
        s: DMatrix<f64>,
        (kept, synapses): (usize, usize),
        largest_strengthening: f64,
        depth: Depth,
    ) -> Result<Measures, MeasureError> {
        let before = reference.before;
        let counts = Counts { kept, synapses, components: spectrum::components(&s), largest_strengthening };
        let is_deep = depth == Depth::All && s.nrows() <= ALONG_UP_TO;
        let kept_matrix = is_deep.then(|| s.clone());
        let (moved, rates) = match before {
            Before::Symmetric { eigenvalues, .. } | Before::Sampled(Sampled { eigenvalues, .. }) => {
                real(eigenvalues, spectrum::eigenvalues_of(s))
            }
            Before::General { eigenvalues } => complex(eigenvalues, &s)?,
        };
        let mut measures = Measures::of(before, counts, moved, &rates);
        let is_stable = measures.abscissa < -before.zero();
        measures.deep = kept_matrix.map(|s| Deep::new(reference, &s, is_stable));
        Ok(measures)
    }

    /// Those of a large sparse symmetric S whose eigenvalues `after`, as those of A, are known to the error of a sample.
    pub fn sampled(before: &Before, after: Vec<f64>, counts: Counts) -> Measures {
        let known: Vec<f64> = before.eigenvalues().iter().map(|value| value.re).collect();
        let (moved, rates) = real(&known, after);
        Measures { sampled: true, ..Measures::of(before, counts, moved, &rates) }
    }

    fn of(before: &Before, counts: Counts, moved: Moved, rates: &[(f64, f64)]) -> Measures {
        let zero = before.zero();
        let abscissa = rates.iter().fold(f64::NEG_INFINITY, |most, rate| most.max(rate.0));
        Measures {
            kept: counts.kept,
            kept_fraction: counts.kept as f64 / counts.synapses as f64,
            components: counts.components,
            largest_strengthening: counts.largest_strengthening,
            zeros: rates.iter().filter(|(re, im)| re.abs() <= zero && im.abs() <= zero).count(),
            abscissa,
            unstable: abscissa > zero,
            moved,
            sampled: false,
            deep: None,
        }
    }
}

/// What can be counted of a pruned network.
pub struct Counts {
    /// Synapses that are there, and those of the network before pruning.
    pub kept: usize,
    pub synapses: usize,
    /// Connected pieces.
    pub components: usize,
    pub largest_strengthening: f64,
}

impl Deep {
    fn new(reference: &Reference, s: &DMatrix<f64>, is_stable: bool) -> Deep {
        let along = match reference.before {
            Before::Symmetric { along: Some(known), .. } => Some(along(known, reference.a, s)),
            _ => None,
        };
        let none = Deep { along, response: None, covariance: None, decay: None, growth: None };
        if !is_stable {
            return none;
        }
        let [response, covariance] = reference.answers(s);
        Deep {
            response,
            covariance,
            decay: reference.decay(s),
            growth: growth(s, reference.is_symmetric()),
            ..none
        }
    }
}

impl Reference<'_> {
    fn is_symmetric(&self) -> bool {
        !matches!(self.before, Before::General { .. })
    }

    /// Response and covariance error of a stable S.
    fn answers(&self, s: &DMatrix<f64>) -> [Option<f64>; 2] {
        let Some(before) = self.covariance else { return [None, None] };
        let apart = |x: &DMatrix<f64>, y: &DMatrix<f64>| (x - y).norm() / y.norm();
        if self.is_symmetric() {
            // C is −A⁻¹ / 2: both errors are the same number.
            let error = covariance::factor(s).ok();
            let error = error.map(|factor| apart(&covariance::from_factor(factor, 1.0), before));
            return [error, error];
        }
        let inverses = s.clone().try_inverse().zip(self.a.clone().try_inverse());
        let unit = DMatrix::identity(s.nrows(), s.nrows());
        let covariance = lyapunov::solve(s, &unit).ok();
        [inverses.map(|(s, a)| apart(&s, &a)), covariance.map(|c| apart(&c, before))]
    }

    /// Free-decay error of a stable S.
    fn decay(&self, s: &DMatrix<f64>) -> Option<f64> {
        let of = |a: &DMatrix<f64>| exponential::decayed(a, self.is_symmetric(), self.tau, self.start);
        let (before, after) = (of(self.a)?, of(s)?);
        let norm = |x: &mut dyn Iterator<Item = f64>| x.map(|x| x * x).sum::<f64>().sqrt();
        let apart = norm(&mut before.iter().zip(&after).map(|(x, y)| x - y));
        Some(apart / norm(&mut before.iter().copied())).filter(|error| error.is_finite())
    }
}

/// Transient growth of a stable network; none where it is not looked for: of symmetric ones, which never grow, and of
/// large ones.
pub fn growth(a: &DMatrix<f64>, is_symmetric: bool) -> Option<f64> {
    (!is_symmetric && a.nrows() <= GROWTH_UP_TO).then(|| exponential::transient_growth(a))
}

/// How far a real spectrum has moved, and the eigenvalues as points of the plane.
fn real(before: &[f64], eigenvalues: Vec<f64>) -> (Moved, Vec<(f64, f64)>) {
    let eps_lambda = spectrum::eps_lambda(before, &eigenvalues);
    let rates = eigenvalues.iter().map(|value| (*value, 0.0)).collect();
    let moved = Moved::Real {
        eps_lambda_mean: spectrum::mean_abs(&eps_lambda),
        eps_lambda_median: order::median(eps_lambda.iter().map(|x| x.abs()).collect()),
        eps_lambda_max: spectrum::max_abs(&eps_lambda),
        eps_lambda_worst: eps_lambda
            .iter()
            .fold(0.0, |worst: f64, x| if x.abs() > worst.abs() { *x } else { worst }),
        eps_lambda_slow: spectrum::slow(&eps_lambda),
        eigenvalues,
    };
    (moved, rates)
}

fn along(known: &Known, a: &DMatrix<f64>, s: &DMatrix<f64>) -> Along {
    let (eps_v, cos_theta) = spectrum::along(known.modes(a), s);
    Along {
        eps_v_mean: spectrum::mean_abs(&eps_v),
        cos_theta_mean: spectrum::mean_abs(&cos_theta),
        range: spectrum::range(&known.factor, s),
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

#[cfg(test)]
mod tests {
    // Strategy: what is looked for in networks of one kind or size only.
    use super::*;

    #[test]
    fn only_small_directed_networks_are_asked_how_they_grow() {
        let chain = |n| {
            DMatrix::from_fn(n, n, |i, j| if i == j { -1.0 } else { f64::from(u8::from(i == j + 1)) * 4.0 })
        };
        assert!(growth(&chain(2), false).unwrap() > 1.2);
        assert_eq!(growth(&DMatrix::from_diagonal_element(3, 3, -1.0), false), Some(1.0));
        assert_eq!((growth(&chain(2), true), growth(&chain(GROWTH_UP_TO + 1), false)), (None, None));
    }
}
