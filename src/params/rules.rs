//! The rules that are compared: a row each, from which everything that lists them comes.
//!
//! Each gives a synapse an importance s, from its own weight and from what the noise makes of its two neurons; all
//! else (K, the draws, the fates) is the same for all. The noise rule is the one that theorems are about, and the
//! one that sets how many synapses are kept in expectation; the others are controls.

use super::choice;

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
}
