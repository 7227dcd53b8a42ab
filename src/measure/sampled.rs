//! The spectrum of a large sparse symmetric network: its density by moments, its slowest modes each for itself, and no matrix of
//! n × n.

use crate::numerics::density::Density;
use crate::numerics::slowest::Slowest;
use crate::numerics::sparse::Sparse;

/// Modes that are found each for itself.
pub const SLOWEST: usize = 12;

/// A spectrum that is known to the error of a sample.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// n numbers, ascending, that lie as the eigenvalues of A do: the share of them below any number is right to about 0.01.
    /// The last [`SLOWEST`] are the eigenvalues themselves.
    pub eigenvalues: Vec<f64>,
    /// The unit eigenvectors of the slowest modes, the slowest first.
    pub modes: Vec<Vec<f64>>,
    /// The largest error of their eigenvalues, relatively, as it is estimated: greater than 1e-6 where the search ended before
    /// it had found them.
    pub error: f64,
}

impl Sampled {
    /// Of the network A, from −A, which is positive semidefinite. The random vectors come from `seed`: two networks with the
    /// same seed have the same ones, so that much of their error is the same. O(m) for each of some hundreds of products.
    pub fn new(minus_a: &Sparse, seed: u32) -> Sampled {
        let slowest = Slowest::whole(minus_a, SLOWEST, seed);
        let eigenvalues = with_density(minus_a, seed, &slowest);
        Sampled { eigenvalues, modes: slowest.vectors(), error: slowest.error() }
    }
}

/// [`Sampled::eigenvalues`] alone.
pub fn eigenvalues(minus_a: &Sparse, seed: u32) -> Vec<f64> {
    with_density(minus_a, seed, &Slowest::whole(minus_a, SLOWEST, seed))
}

fn with_density(minus_a: &Sparse, seed: u32, slowest: &Slowest) -> Vec<f64> {
    let slow = slowest.values();
    let mut rates = Density::whole(minus_a, seed).quantiles(minus_a.n());
    // Nothing is slower than the slowest that are known.
    let least = slow.last().copied().unwrap_or(0.0);
    rates.iter_mut().for_each(|rate| *rate = rate.max(least));
    rates.iter_mut().zip(&slow).for_each(|(rate, slow)| *rate = *slow);
    rates.iter().rev().map(|rate| -rate).collect()
}
