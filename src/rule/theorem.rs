//! What the theorem says of a run.
//!
//! For a symmetric, diagonally dominant A, exact importances and a leak that is matched to the input that is left, the
//! noise rule's S obeys, with probability at least 1 − n^(−1/3) − 1/n and for every x,
//!
//! ```text
//! (1 − ε) x'(−A)x ≤ x'(−S)x ≤ (1 + ε) x'(−A)x,      ε = √(8 ln n / (K σ²)),
//! ```
//!
//! if that ε is at most 1 (Moore & Chaudhuri 2020; the bound is the matrix Chernoff bound in Tropp's form). Sorted
//! eigenvalues then move by at most the factor 1 ± ε. With rectified-linear neurons it holds at each fixed set of active
//! ones. For a normal A whose leaks are matched to the mean of what a neuron receives and sends, it holds of the
//! symmetric parts of A and S: Σ |a_ij| / 2 b_ij b_ij' over all directed synapses, b_ij = e_i − sign(a_ij) e_j, has the
//! mean of row and column sums on its diagonal, and sampling keeps each term's mean. (There a factor of √2 could be
//! gained; the ε above is on the safe side.)

use crate::network::{Network, Symmetry};
use crate::params::{Act, Diagonal, Params, Sampling};

/// What is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The bound holds, with an ε of at most 1.
    Holds,
    /// The theorem covers the run, but its ε is above 1: the lower bound promises nothing.
    Silent,
    /// The bound holds of the symmetric parts, with an ε of at most 1.
    SymmetricPart,
    /// No theorem covers the run.
    None,
}

impl Verdict {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Silent => "silent",
            Verdict::SymmetricPart => "symmetric-part",
            Verdict::None => "none",
        }
    }
}

/// Why no theorem covers a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excluded {
    /// A is neither symmetric nor normal.
    Direction,
    /// Some neurons leak less than they receive.
    Dominance,
    /// The leak is not the one of the proof.
    Leak,
    /// The importances are measured, so that they are right only in part.
    Measured,
    /// They are measured through rectified-linear neurons, whose covariance is another.
    Rectified,
    /// The draws of the synapses are not independent.
    Balanced,
    /// The network is pruned in several rounds.
    Rounds,
}

/// What the theorem says of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Theorem {
    /// ε of the run.
    pub implied_eps: f64,
    /// All that excludes it; nothing if it is covered.
    pub excluded: Vec<Excluded>,
    /// Whether it speaks of the symmetric part alone.
    pub of_part: bool,
    n: usize,
}

impl Theorem {
    /// For a network of n neurons, of which `dominant` says [`Network::is_diagonally_dominant`], and the scale K of
    /// the noise rule.
    pub fn new(params: &Params, symmetry: Symmetry, dominant: bool, n: usize, scale: f64) -> Theorem {
        let is_leak_right = match symmetry {
            Symmetry::Symmetric => params.diag != Diagonal::Original,
            _ => params.diag == Diagonal::Both,
        };
        let measured = params.is_heard();
        let reasons = [
            (Excluded::Direction, symmetry == Symmetry::General),
            (Excluded::Dominance, !dominant),
            (Excluded::Leak, symmetry != Symmetry::General && !is_leak_right),
            (Excluded::Measured, measured && params.act == Act::Linear),
            (Excluded::Rectified, measured && params.act == Act::Relu),
            (Excluded::Balanced, params.draws == Sampling::Balanced),
            (Excluded::Rounds, params.rounds > 1),
        ];
        // The exact covariance is that of σ = 1.
        let sigma = if measured { params.sigma } else { 1.0 };
        Theorem {
            implied_eps: libm::sqrt(8.0 * libm::log(n as f64) / (scale * sigma * sigma)),
            excluded: reasons.into_iter().filter(|(_, holds)| *holds).map(|(reason, _)| reason).collect(),
            of_part: symmetry == Symmetry::Normal,
            n,
        }
    }

    /// The same for a network.
    pub fn of(params: &Params, network: &Network, scale: f64) -> Theorem {
        Theorem::new(params, network.symmetry, network.is_diagonally_dominant(), network.n(), scale)
    }

    pub fn verdict(&self) -> Verdict {
        match (self.excluded.is_empty(), self.implied_eps <= 1.0, self.of_part) {
            (false, ..) => Verdict::None,
            (true, false, _) => Verdict::Silent,
            (true, true, false) => Verdict::Holds,
            (true, true, true) => Verdict::SymmetricPart,
        }
    }

    /// The least probability with which the bound holds; 0 for a few neurons.
    pub fn probability(&self) -> f64 {
        let n = self.n as f64;
        (1.0 - 1.0 / libm::cbrt(n) - 1.0 / n).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Cov;
    use crate::rule;

    fn of(params: &Params, symmetry: Symmetry, scale: f64) -> Theorem {
        Theorem::new(params, symmetry, true, 100, scale)
    }

    #[test]
    fn an_allowed_error_is_the_implied_one() {
        for (cov, sigma) in [(Cov::Exact, 1.0), (Cov::Measured, 3.0)] {
            let params = Params { cov, sigma, ..Params::default() };
            let theorem = of(&params, Symmetry::Symmetric, rule::scale_for_error(100, 0.7, sigma));
            assert!((theorem.implied_eps - 0.7).abs() < 1e-12);
        }
    }

    #[test]
    fn every_condition_counts() {
        let good = Params::default();
        let verdict = |params: &Params, symmetry, scale| of(params, symmetry, scale).verdict();
        assert_eq!(verdict(&good, Symmetry::Symmetric, 40.0), Verdict::Holds);
        assert_eq!(verdict(&good, Symmetry::Symmetric, 30.0), Verdict::Silent);
        assert_eq!(verdict(&good, Symmetry::Normal, 40.0), Verdict::None);
        let both = Params { diag: Diagonal::Both, ..good.clone() };
        assert_eq!(verdict(&both, Symmetry::Normal, 40.0), Verdict::SymmetricPart);
        assert_eq!(verdict(&both, Symmetry::Symmetric, 40.0), Verdict::Holds);
        assert_eq!(verdict(&both, Symmetry::Normal, 30.0), Verdict::Silent);
        assert_eq!(verdict(&both, Symmetry::General, 40.0), Verdict::None);
        let relu = Params { act: Act::Relu, ..good.clone() };
        assert_eq!(verdict(&relu, Symmetry::Symmetric, 40.0), Verdict::Holds);
        let balanced = Params { draws: Sampling::Balanced, ..good.clone() };
        assert_eq!(of(&balanced, Symmetry::Symmetric, 40.0).excluded, [Excluded::Balanced]);
        let nights = Params { rounds: 2, ..good.clone() };
        assert_eq!(of(&nights, Symmetry::Symmetric, 40.0).excluded, [Excluded::Rounds]);
        let heard = Params { cov: Cov::Measured, diag: Diagonal::Original, ..relu };
        let theorem = Theorem::new(&heard, Symmetry::Symmetric, false, 100, 40.0);
        assert_eq!(theorem.excluded, [Excluded::Dominance, Excluded::Leak, Excluded::Rectified]);
        assert_eq!(theorem.verdict(), Verdict::None);
    }

    #[test]
    fn a_handful_of_neurons_is_promised_nothing() {
        let of = |n| Theorem::new(&Params::default(), Symmetry::Symmetric, true, n, 1.0).probability();
        assert_eq!(of(2), 0.0);
        assert!((of(1000) - (1.0 - 0.1 - 0.001)).abs() < 1e-15);
    }
}
