//! Nearly everything goes: how the fraction pruned grows with the network at a fixed error ε.
//!
//! The theorem keeps at most 4 n ln n / ε² synapses in expectation, whatever their number was, so of
//! a dense network, which has about n²/2, the fraction pruned tends to 1. For the complete graph
//! without extra leak every leverage is 2/n, and the fraction pruned is 1 − min(1, 8 ln n / (ε² n)).

use serde::{Deserialize, Serialize};

use super::spectrum;
use crate::network::{Network, NetworkError};
use crate::params::{Diagonal, Net, Params, Rule};
use crate::rule::covariance::{self, CovarianceError};
use crate::rule::{self, RuleError, fate};

/// The sizes of the networks.
pub const SIZES: [usize; 8] = [50, 75, 110, 160, 250, 400, 630, 1000];

/// Why a network of the experiment cannot be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LimitError {
    /// There is no network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The network has no stationary covariance.
    #[error(transparent)]
    Covariance(#[from] CovarianceError),
    /// The importances give no probabilities.
    #[error(transparent)]
    Rule(#[from] RuleError),
}

/// One network, pruned by the noise rule with K by error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// `complete` or `clustered`.
    pub net: Net,
    /// Neurons, synapses, and synapses kept.
    pub n: usize,
    pub synapses: usize,
    pub kept: usize,
    /// Expected fraction pruned, 1 − Σ p / m.
    pub expected: f64,
    /// Least and greatest x'Sx / x'Ax.
    pub range: (f64, f64),
}

impl Point {
    /// The network of `net` with `n` neurons at the error `eps` > 0. O(n³).
    pub fn new(net: Net, n: usize, eps: f64, seed: u32) -> Result<Point, LimitError> {
        let network = Network::from_params(&Params { n, seed, ..Params::defaults(net) })?;
        let factor = covariance::factor(network.a())?;
        let s =
            rule::importance(Rule::Noise, &network.synapses, &covariance::from_factor(factor.clone(), 1.0))?;
        let p = rule::probabilities(&s, rule::scale_for_error(n, eps, 1.0));
        let u = fate::draws(seed, p.len());
        let sparse = fate::prune(&network, &p, &u, Diagonal::Matched, |_| true);
        Ok(Point {
            net,
            n,
            synapses: p.len(),
            kept: p.iter().zip(&u).filter(|(p, u)| fate::is_kept(**p, **u)).count(),
            expected: 1.0 - p.iter().sum::<f64>() / p.len() as f64,
            range: spectrum::range(&factor, &sparse),
        })
    }

    /// Fraction of synapses pruned.
    pub fn pruned(&self) -> f64 {
        1.0 - self.kept as f64 / self.synapses as f64
    }

    /// Whether the range lies within (1 − ε, 1 + ε).
    pub fn is_within(&self, eps: f64) -> bool {
        self.range.0 >= 1.0 - eps && self.range.1 <= 1.0 + eps
    }
}

/// The fraction pruned of the complete graph of n neurons, as n grows without bound 1.
pub fn complete(n: f64, eps: f64) -> f64 {
    1.0 - (8.0 * libm::log(n) / (eps * eps * n)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complete_graph_follows_its_curve_and_keeps_its_bound() {
        let mut before = -1.0;
        for n in [50, 110, 250] {
            let point = Point::new(Net::Complete, n, 1.0, 3).unwrap();
            // The extra leak of 0.01 makes every synapse a little less important than 2/n.
            assert!((point.expected - complete(n as f64, 1.0)).abs() < 0.02, "{point:?}");
            let deviation = (point.synapses as f64).sqrt() * 0.5;
            assert!((point.pruned() - point.expected).abs() * (point.synapses as f64) < 5.0 * deviation);
            assert!(point.is_within(1.0) && point.pruned() > before, "{point:?}");
            before = point.pruned();
        }
    }

    #[test]
    fn the_bound_has_two_sides() {
        let within = |range| {
            Point { net: Net::Complete, n: 3, synapses: 3, kept: 2, expected: 0.5, range }.is_within(0.25)
        };
        assert!(within((0.75, 1.25)) && !within((0.7, 1.25)) && !within((0.75, 1.3)));
    }

    #[test]
    fn few_neurons_keep_all_and_a_small_error_keeps_more() {
        // 8 ln 1000 = 55.26.
        assert!((complete(1000.0, 0.5) - (1.0 - 0.22105)).abs() < 1e-5);
        assert_eq!(complete(100.0, 0.25), 0.0);
    }
}
