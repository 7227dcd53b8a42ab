//! Balanced draws: systematic sampling in place of independent coins, with the same probabilities (W. G. Madow,
//! Annals of Mathematical Statistics 20 (1949), 333).
//!
//! The p of the synapses are laid end to end along a line, those of one neuron beside each other. With one number u0
//! for all, uniform on 0 to 1, a synapse is kept if a point of the lattice u0, u0 + 1, u0 + 2, … falls into its stretch.
//! A stretch of length p has a point with probability p, and stretches of length l together have l points to within
//! one: so each neuron keeps its expected number to within one, all of them together do, and the mean of the pruned
//! network is the network. The draws of different synapses depend on each other, so no theorem speaks of them.
//!
//! Where a stretch begins at c, the first point at or after it is v = frac(u0 − c) away, which is uniform as well. The
//! synapse is kept iff v < p: balanced draws are draws like any other, but they depend on the p before them.

use crate::numerics::order;
use crate::numerics::random::{Random, Stream};

/// The largest number below 1.
const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

/// The order of the synapses along the line: by the lower one of their neurons `i` and `j`, and at random, by a uniform
/// number each, among those of one neuron. O(m log m).
pub fn line(i: &[u32], j: &[u32], u: &[f64]) -> Vec<u32> {
    let owner = |k: usize| i[k].min(j[k]);
    order::by(u.len(), &|x, y| owner(x).cmp(&owner(y)).then(u[x].total_cmp(&u[y])))
}

/// The draw of each synapse, on [0, 1), for probabilities `p` in a round, the first of which is 0. O(m).
pub fn draws(seed: u32, round: usize, line: &[u32], p: &[f64]) -> Vec<f64> {
    let u0 = Random::of_round(seed, Stream::Lattice, round).uniform();
    let (mut draws, mut begin) = (vec![0.0; p.len()], 0.0);
    for k in line.iter().map(|k| *k as usize) {
        // Rounding may give 1.
        draws[k] = fraction(u0 - begin).min(BELOW_ONE);
        // Whole numbers are left out, so that a long line is as exact as a short one.
        begin = fraction(begin + p[k]);
    }
    draws
}

/// x without its whole part, 0 to 1.
fn fraction(x: f64) -> f64 {
    x - x.floor()
}

#[cfg(test)]
mod tests {
    // Strategy: a line of three neurons, each with a known number to keep, over many seeds.
    use super::*;
    use crate::rule::fate;

    /// Lower neurons 0, 0, 0, 1, 1, 2.
    const I: [u32; 6] = [0, 4, 0, 1, 3, 2];
    const J: [u32; 6] = [1, 0, 3, 2, 1, 9];
    const P: [f64; 6] = [0.3, 0.5, 0.2, 1.0, 0.25, 0.0];

    #[test]
    fn each_neuron_keeps_its_number_and_each_synapse_has_its_chance() {
        const SEEDS: u32 = 4000;
        let mut kept = [0; 6];
        for seed in 0..SEEDS {
            let u = fate::draws(seed, 6);
            let v = draws(seed, 0, &line(&I, &J, &u), &P);
            assert!(v.iter().all(|v| (0.0..1.0).contains(v)));
            let is_kept: Vec<bool> = P.iter().zip(&v).map(|(p, v)| fate::is_kept(*p, *v)).collect();
            let of = |range: std::ops::Range<usize>| is_kept[range].iter().filter(|kept| **kept).count();
            assert_eq!(of(0..3), 1, "three tenths, five and two are one");
            assert!(matches!(of(3..5), 1 | 2));
            kept.iter_mut().zip(is_kept).for_each(|(kept, is_kept)| *kept += u32::from(is_kept));
        }
        for (kept, p) in kept.iter().zip(P) {
            let error = (p * (1.0 - p) / f64::from(SEEDS)).sqrt();
            let share = f64::from(*kept) / f64::from(SEEDS);
            assert!((share - p).abs() <= 4.5 * error, "{share} for {p}");
        }
    }

    #[test]
    fn synapses_of_one_neuron_stand_together_and_by_their_draws() {
        assert_eq!(line(&I, &J, &[0.9, 0.1, 0.5, 0.8, 0.3, 0.4]), [1, 2, 0, 4, 3, 5]);
    }
}
