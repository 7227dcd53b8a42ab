//! The exact stationary covariance C of dx/dt = A x + σ ξ: the solution of A C + C A' + σ² I = 0.

use nalgebra::linalg::Cholesky;
use nalgebra::{Complex, DMatrix, Dyn};
use noise_prune_linalg as linalg;

use crate::network::{Network, Symmetry};
use crate::numerics::symmetric::{self, Modes};
use crate::numerics::{digits, lyapunov, product};

/// An eigenvalue of −A below this times the largest leak counts as zero: C would have hardly a correct digit. (The least
/// square of the factor's diagonal is between that eigenvalue and n times it.)
const SINGULAR: f64 = 1e-14;

/// Below this times the largest leak, an eigenvalue of what a round of pruning has left counts as zero. (Exact zeros come
/// out as some 1e-16, and no network of the page decays as slowly as this.)
const AT_REST: f64 = 1e-10;

/// Why there is no covariance.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CovarianceError {
    /// The noise would grow without bound.
    #[error(
        "the network is not stable: its eigenvalue {} does not decay, so its noise never settles; \
         the neurons need a larger leak (excess or, for a matrix of your own, leak=dominant)",
        digits::complex(*eigenvalue)
    )]
    NotStable { eigenvalue: Complex<f64> },
    /// The Lyapunov equation could not be solved for another reason.
    #[error("the covariance could not be computed: {0}")]
    Lyapunov(String),
}

/// C for noise of amplitude `sigma` > 0. O(n³) work and three n × n matrices.
///
/// | A | C |
/// |---|---|
/// | symmetric | −(σ²/2) A⁻¹ |
/// | normal | −σ² (A + A')⁻¹ |
/// | any stable | the Lyapunov equation, by Bartels & Stewart ([`lyapunov`]) |
pub fn exact(network: &Network, sigma: f64) -> Result<DMatrix<f64>, CovarianceError> {
    let a = network.a();
    match network.symmetry {
        Symmetry::Symmetric => Ok(from_factor(factor(a)?, sigma)),
        // The real parts of a normal A's eigenvalues are the eigenvalues of (A + A')/2.
        Symmetry::Normal => Ok(from_factor(factor(&((a + a.transpose()) * 0.5))?, sigma)),
        Symmetry::General => general(a, sigma),
    }
}

/// The Cholesky factor of −A for a symmetric A, which exists iff A is stable.
pub fn factor(a: &DMatrix<f64>) -> Result<Cholesky<f64, Dyn>, CovarianceError> {
    let largest = a.diagonal().amax();
    let mut l = -a;
    let exists = linalg::cholesky(l.as_mut_slice(), a.nrows());
    let least = SINGULAR * a.nrows() as f64 * largest;
    if exists && l.diagonal().iter().all(|l| l * l > least) {
        return Ok(Cholesky::pack_dirty(l));
    }
    let slowest = symmetric::eigenvalues(a).last().copied().unwrap_or(0.0);
    Err(CovarianceError::NotStable { eigenvalue: Complex::new(slowest, 0.0) })
}

/// C = (σ²/2) (−A)⁻¹ from the factor of −A, in its place.
pub fn from_factor(factor: Cholesky<f64, Dyn>, sigma: f64) -> DMatrix<f64> {
    let mut c = factor.unpack_dirty();
    let n = c.nrows();
    linalg::inverse(c.as_mut_slice(), n);
    c *= 0.5 * sigma * sigma;
    c
}

/// C of what a round of pruning has left, and how many patterns of activity were left out of it because they never die
/// away. In a symmetric network, C is the pseudo-inverse of −A (times σ²/2) on all others: a pattern with eigenvalue 0
/// is in balance along every synapse, so that it adds nothing to Var(x_i − sign(a_ij) x_j). O(n³).
pub fn of_the_rest(
    a: &DMatrix<f64>,
    is_symmetric: bool,
    sigma: f64,
) -> Result<(DMatrix<f64>, usize), CovarianceError> {
    if !is_symmetric {
        return Ok((general(a, sigma)?, 0));
    }
    let largest = a.diagonal().amax();
    match factor(a) {
        Ok(factor) if factor.l_dirty().diagonal().iter().all(|l| l * l > AT_REST * largest) => {
            Ok((from_factor(factor, sigma), 0))
        }
        _ => on_decaying_modes(a, AT_REST * largest, sigma),
    }
}

/// C on the patterns that decay faster than `least`, and the number of the others, none of which may grow.
fn on_decaying_modes(
    a: &DMatrix<f64>,
    least: f64,
    sigma: f64,
) -> Result<(DMatrix<f64>, usize), CovarianceError> {
    let Modes { values, mut vectors } = symmetric::modes(a);
    if let Some(grows) = values.last().filter(|value| **value > least) {
        return Err(CovarianceError::NotStable { eigenvalue: Complex::new(*grows, 0.0) });
    }
    let mut left_out = 0;
    for (value, mut vector) in values.iter().zip(vectors.column_iter_mut()) {
        let decays = *value < -least;
        left_out += usize::from(!decays);
        vector *= if decays { sigma / (-2.0 * value).sqrt() } else { 0.0 };
    }
    Ok((product::product(&vectors, &vectors.transpose()), left_out))
}

fn general(a: &DMatrix<f64>, sigma: f64) -> Result<DMatrix<f64>, CovarianceError> {
    let noise = DMatrix::from_diagonal_element(a.nrows(), a.nrows(), sigma * sigma);
    lyapunov::solve(a, &noise).map_err(|error| match error {
        lyapunov::LyapunovError::NotStable { eigenvalue } => CovarianceError::NotStable { eigenvalue },
        other => CovarianceError::Lyapunov(other.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn every_way_solves_the_lyapunov_equation() {
        let symmetric = dmatrix![-2.0, 1.0, 0.0; 1.0, -2.5, -0.5; 0.0, -0.5, -1.0];
        let normal = dmatrix![-2.0, 1.0, 0.5; 0.5, -2.0, 1.0; 1.0, 0.5, -2.0];
        let general = dmatrix![-2.0, 1.0, 0.0; 0.2, -2.5, -0.5; 0.0, -1.5, -3.0];
        for a in [symmetric, normal, general] {
            let c = exact(&Network::from_matrix(a.clone()).unwrap(), 1.5).unwrap();
            let residual = &a * &c + &c * a.transpose() + DMatrix::identity(3, 3) * (1.5 * 1.5);
            assert!(residual.norm() < 1e-13, "{residual}");
        }
    }

    #[test]
    fn an_unstable_network_names_its_eigenvalue() {
        let a = Network::from_matrix(dmatrix![-1.0, 2.0; 2.0, -1.0]).unwrap();
        match exact(&a, 1.0) {
            Err(CovarianceError::NotStable { eigenvalue }) => assert!((eigenvalue.re - 1.0).abs() < 1e-12),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_network_without_excess_is_singular() {
        let a = Network::from_weights(dmatrix![0.0, 1.0; 1.0, 0.0], 0.0).unwrap();
        assert!(matches!(exact(&a, 1.0), Err(CovarianceError::NotStable { .. })));
        // The pattern that does not decay is spread over all neurons: each is nearly as free as in a network that is stable.
        let params = crate::params::link::read("net=barbell&n=400&excess=0").params;
        let error = crate::run::Experiment::prepared(&params, None).err().map(|error| error.to_string());
        assert!(error.as_ref().is_some_and(|error| error.contains("is not stable")), "{error:?}");
    }

    #[test]
    fn a_piece_without_excess_is_listened_to_without_its_mean() {
        // Two neurons that leak what they receive, beside two that leak more.
        let a = dmatrix![
            -1.0, 1.0, 0.0, 0.0;
            1.0, -1.0, 0.0, 0.0;
            0.0, 0.0, -1.5, 1.0;
            0.0, 0.0, 1.0, -1.5
        ];
        let (c, left_out) = of_the_rest(&a, true, 1.0).unwrap();
        assert_eq!(left_out, 1);
        let difference = |c: &DMatrix<f64>, i, j| c[(i, i)] + c[(j, j)] - 2.0 * c[(i, j)];
        // Var(x_i − x_j) of a pair: 2 · (σ²/2) / λ with λ = 2, of the other λ = 2.5.
        assert!((difference(&c, 0, 1) - 0.5).abs() < 1e-14 && (difference(&c, 2, 3) - 0.4).abs() < 1e-14);
        let decays = &a - DMatrix::identity(4, 4);
        let (c, left_out) = of_the_rest(&decays, true, 1.0).unwrap();
        assert_eq!((c, left_out), (exact(&Network::from_matrix(decays).unwrap(), 1.0).unwrap(), 0));
        let grows = &a + DMatrix::identity(4, 4) * 0.1;
        assert!(matches!(of_the_rest(&grows, true, 1.0), Err(CovarianceError::NotStable { .. })));
    }
}
