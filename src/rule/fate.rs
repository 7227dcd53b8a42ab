//! Each synapse's fate, and the network that is left.

use nalgebra::DMatrix;
use sha2::{Digest, Sha256};

use crate::network::{Network, Synapse, mean_sums, pair_sums, row_sums};
use crate::numerics::random::{Random, Stream};
use crate::params::Diagonal;

/// One uniform number a synapse, in the synapses' order. They depend on the seed alone, and a
/// synapse is kept iff u < p, so the survivors of a smaller target are among those of a larger one.
pub fn draws(seed: u32, synapses: usize) -> Vec<f64> {
    draws_of_round(seed, 0, synapses)
}

/// The same for one of several rounds, each of which has its own; the first is 0.
pub fn draws_of_round(seed: u32, round: usize, synapses: usize) -> Vec<f64> {
    let mut random = Random::of_round(seed, Stream::Draws, round);
    (0..synapses).map(|_| random.uniform()).collect()
}

/// In how many rounds a synapse has met its fate when `decided` decisions are made: in each round, each of the
/// `synapses` has one, in the order of their turns.
pub fn passed(decided: usize, turn: u32, synapses: usize) -> usize {
    decided / synapses.max(1) + usize::from((turn as usize) < decided % synapses.max(1))
}

/// The order in which the synapses meet their fate: a permutation of their indices.
pub fn order(seed: u32, synapses: usize) -> Vec<u32> {
    Random::new(seed, Stream::Order).permutation(synapses)
}

/// What became of a synapse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    Undecided,
    /// Kept, its weight multiplied by this factor (1 / p, at least 1).
    Kept {
        factor: f64,
    },
    Cut,
}

impl Fate {
    /// After rounds in which the synapse has probability p and draw u.
    pub fn after(rounds: impl Iterator<Item = (f64, f64)>) -> Fate {
        let next = |fate, (p, u)| match (is_kept(p, u), fate) {
            (false, _) => Err(Fate::Cut),
            (true, Fate::Kept { factor }) => Ok(Fate::Kept { factor: factor / p }),
            (true, _) => Ok(Fate::Kept { factor: 1.0 / p }),
        };
        let mut rounds = rounds;
        rounds.try_fold(Fate::Undecided, next).unwrap_or_else(|cut| cut)
    }
}

/// The weight after a synapse with weight `a` met its fate: a / p when kept (u < p), else 0.
pub fn weight_after(a: f64, p: f64, u: f64) -> f64 {
    if is_kept(p, u) { a / p } else { 0.0 }
}

/// Whether a synapse with probability `p` and draw `u` is kept. Written once: every survivor hangs on it.
pub fn is_kept(p: f64, u: f64) -> bool {
    u < p
}

/// S, the network in which the synapses for which `decided` holds have met their fate and the
/// others stand as they were. `p` and `u` are in the order of `network.synapses`.
///
/// The diagonal is −d of A (`Diagonal::Original`), or, `Matched`, rescaled to the input that each
/// neuron has left: s_ii = a_ii + Σ_j |a_ij| − Σ_j |s_ij|; or, `Both`, to the mean of input and output. O(n² + m).
pub fn prune(
    network: &Network,
    p: &[f64],
    u: &[f64],
    diagonal: Diagonal,
    decided: impl Fn(usize) -> bool,
) -> DMatrix<f64> {
    let weight = |index: usize| {
        decided(index).then(|| weight_after(network.synapses[index].weight, p[index], u[index]))
    };
    with_weights(network, weight, diagonal)
}

/// The network whose synapses have these weights, by their places in `network.synapses`, or None for as it was; the
/// diagonal as in [`prune`].
pub fn with_weights(
    network: &Network,
    weight: impl Fn(usize) -> Option<f64>,
    diagonal: Diagonal,
) -> DMatrix<f64> {
    let mut s = network.a().clone();
    for (index, synapse) in network.synapses.iter().enumerate() {
        let (i, j) = synapse.at();
        let Some(weight) = weight(index) else { continue };
        s[(i, j)] = weight;
        if network.is_symmetric() {
            s[(j, i)] = s[(i, j)];
        }
    }
    let sums = match (diagonal, network.is_symmetric()) {
        (Diagonal::Original, _) => None,
        // In a symmetric network input and output are the same.
        (Diagonal::Matched, _) | (Diagonal::Both, true) => Some((row_sums(network.a()), row_sums(&s))),
        (Diagonal::Both, false) => Some((mean_sums(network.a()), mean_sums(&s))),
    };
    if let Some((before, after)) = sums {
        for i in 0..network.n() {
            s[(i, i)] += before[i] - after[i];
        }
    }
    s
}

/// The same of a network without direction, and no matrix: the weight of each synapse, in their order, and what each neuron
/// leaks, to the last bit as [`with_weights`] has it. O(m).
pub fn leaks_with_weights(
    network: &Network,
    weight: impl Fn(usize) -> Option<f64>,
    diagonal: Diagonal,
) -> (Vec<f64>, Vec<f64>) {
    let synapses = || network.synapses.iter().copied();
    let after: Vec<f64> =
        synapses().enumerate().map(|(index, synapse)| weight(index).unwrap_or(synapse.weight)).collect();
    let mut leak = network.leak.clone();
    if diagonal != Diagonal::Original {
        let left = synapses().zip(&after).map(|(synapse, weight)| Synapse { weight: *weight, ..synapse });
        let (before, after) = (pair_sums(network.n(), synapses()), pair_sums(network.n(), left));
        for ((leak, before), after) in leak.iter_mut().zip(before).zip(after) {
            *leak -= before - after;
        }
    }
    (after, leak)
}

/// SHA-256, in hexadecimal, of the kept synapses as lines `i,j` (0-based, sorted, a newline after
/// each): equal digests are equal survivors.
pub fn survivors(synapses: &[Synapse], p: &[f64], u: &[f64]) -> String {
    digest(synapses, |k| is_kept(p[k], u[k]))
}

/// The same of the synapses for whose places `is_kept` holds.
pub fn digest(synapses: &[Synapse], is_kept: impl Fn(usize) -> bool) -> String {
    let mut digest = Sha256::new();
    for (_, synapse) in synapses.iter().enumerate().filter(|(k, _)| is_kept(*k)) {
        digest.update(format!("{},{}\n", synapse.i, synapse.j));
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    fn network() -> Network {
        Network::from_weights(dmatrix![0.0, 1.0, -2.0; 1.0, 0.0, 0.0; -2.0, 0.0, 0.0], 0.1).unwrap()
    }

    #[test]
    fn the_kept_are_strengthened_and_the_leak_follows() {
        let a = network();
        let s = prune(&a, &[0.5, 0.5], &[0.9, 0.1], Diagonal::Matched, |_| true);
        assert_eq!(s, s.transpose());
        assert_eq!((s[(0, 1)], s[(0, 2)]), (0.0, -4.0));
        // Input |w| was 3, 1, 2 and is 4, 0, 4; the excess of 0.2 stays.
        let leak: Vec<f64> = s.diagonal().iter().map(|d| (d * 1e12).round() / 1e12).collect();
        assert_eq!(leak, [-4.2, -0.2, -4.2]);
        let original = prune(&a, &[0.5, 0.5], &[0.9, 0.1], Diagonal::Original, |_| true);
        assert_eq!(original.diagonal(), a.a().diagonal());
    }

    #[test]
    fn the_leak_may_follow_input_and_output() {
        let a = Network::from_weights(dmatrix![0.0, 1.0, 0.0; 0.0, 0.0, 2.0; 4.0, 0.0, 0.0], 0.5).unwrap();
        let s = prune(&a, &[0.5; 3], &[0.9, 0.1, 0.9], Diagonal::Both, |_| true);
        // Kept is 2 onto 1 from 2, doubled: means of input and output were 2.5, 1.5, 3 and are 0, 2, 2.
        let moved: Vec<f64> = (0..3).map(|i| s[(i, i)] - a.a()[(i, i)]).collect();
        assert_eq!(moved, [2.5, -0.5, 1.0]);
    }

    #[test]
    fn the_undecided_stand_as_they_were() {
        let a = network();
        assert_eq!(prune(&a, &[0.5, 0.5], &[0.9, 0.1], Diagonal::Matched, |_| false), *a.a());
        let half = prune(&a, &[0.5, 0.5], &[0.9, 0.1], Diagonal::Matched, |index| index == 0);
        assert_eq!((half[(0, 1)], half[(0, 2)]), (0.0, -2.0));
    }

    #[test]
    fn survivors_have_the_digest_of_their_lines() {
        let a = network();
        // printf '0,2\n' | sha256sum
        let expected = "9c3c5d6a2ab0003a";
        let digest = survivors(&a.synapses, &[0.5, 0.5], &[0.9, 0.1]);
        assert_eq!(digest.len(), 64);
        assert!(digest.starts_with(expected), "{digest}");
    }
}
