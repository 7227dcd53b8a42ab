//! The rules that are compared: a row each, from which everything that lists them comes.
//!
//! Each gives a synapse an importance s, from its own weight and from what the noise makes of its two neurons; all
//! else (K, the draws, the fates) is the same for all but [`Rule::Strongest`]. The noise rule is the one that theorems
//! are about, and the one that sets how many synapses are kept in expectation; the others are controls.

use super::{Diagonal, choice};

/// Makes the rules from rows: word, label, gloss, how a network was pruned, and s(|a_ij|, Var(x_i − sign(a_ij) x_j)).
macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $word:literal, $label:literal, $gloss:literal, $how:literal, $importance:expr;)+) => {
        choice! {
            /// What a synapse's importance is taken from.
            Rule { $($(#[$doc])* $rule = $word, $label;)+ }
        }

        impl Rule {
            /// Its name for people.
            pub fn label(self) -> &'static str {
                match self { $(Rule::$rule => $label),+ }
            }

            /// Its importance as a formula, short enough for the head of a column.
            pub fn gloss(self) -> &'static str {
                match self { $(Rule::$rule => $gloss),+ }
            }

            /// How a network was pruned, as in 'the network, pruned by noise'.
            pub fn how(self) -> &'static str {
                match self { $(Rule::$rule => $how),+ }
            }

            /// s of a synapse, from its size |a_ij| and the variance Var(x_i − sign(a_ij) x_j) of its two neurons.
            pub fn importance(self, size: f64, variance: f64) -> f64 {
                let of: fn(f64, f64) -> f64 = match self { $(Rule::$rule => $importance),+ };
                of(size, variance)
            }
        }
    };
}

rules! {
    /// |a_ij| Var(x_i − sign(a_ij) x_j): Moore & Chaudhuri's rule.
    Noise = "noise", "noise", "|w| × variance", "by noise", |size, variance| size * variance;
    /// |a_ij|: the control that prunes weak synapses.
    Weight = "weight", "weight", "|w|", "by weight", |size, _| size;
    /// 1: the control that prunes blindly.
    Uniform = "uniform", "uniform", "chance", "uniformly", |_, _| 1.0;
    /// The synapses of largest |a_ij| stay as they are, and the leaks with them: no chance, no strengthening. What most
    /// people mean by pruning.
    Strongest = "strongest", "strongest", "largest |w| stay", "by keeping the strongest", |size, _| size;
    /// Var(x_i − sign(a_ij) x_j): the noise rule without the weight, to see what the weight adds.
    Covariance = "covariance", "covariance", "variance", "by covariance", |_, variance| variance;
}

impl Rule {
    /// Whether a synapse is kept by chance, with probability min(1, K s), and strengthened for it. [`Rule::Strongest`]
    /// alone decides for certain, and changes no weight and no leak.
    pub fn is_by_chance(self) -> bool {
        self != Rule::Strongest
    }

    /// Whether its importance depends on what the synapses hear of the noise.
    pub fn listens(self) -> bool {
        self.importance(1.0, 1.0) != self.importance(1.0, 2.0)
    }

    /// The leak of a network that this rule prunes, where `chosen` is asked for.
    pub fn leak(self, chosen: Diagonal) -> Diagonal {
        if self.is_by_chance() { chosen } else { Diagonal::Original }
    }
}
