//! Networks made from a recipe.

use nalgebra::DMatrix;

use super::NetworkError;
use crate::random::Random;

/// Density of synapses inside a block of [`clustered`].
const BLOCK_DENSITY: f64 = 0.6;
/// Entries of [`clustered`] between any two neurons, per neuron; two make one synapse.
const LONG_PER_NEURON: f64 = 2.5;
/// The largest eigenvalue of [`clustered`] after scaling is 1 over this.
const CLUSTERED_SCALE: f64 = 1.1;
/// Weight of the bridge of [`barbell`], whose other weights are 1.
const BRIDGE: f64 = 0.05;

/// Three blocks of n in proportion 5 : 1 : 4, joined inside at density 0.6 with weights
/// Normal(1, 1); then 1.25 n synapses of Uniform(0, 1) between any two neurons, added to what is
/// there; all divided by 1.1 times the largest eigenvalue (the recipe of the code published with
/// Moore & Chaudhuri 2020). Weights, n × n, symmetric.
pub fn clustered(n: usize, random: &mut Random) -> Result<DMatrix<f64>, NetworkError> {
    let mut w = DMatrix::zeros(n, n);
    let (first, second) = (n / 2, n / 2 + n / 10);
    let block = |i: usize| usize::from(i >= first) + usize::from(i >= second);
    for i in 0..n {
        for j in i + 1..n {
            if block(i) == block(j) && random.uniform() < BLOCK_DENSITY {
                set_both(&mut w, i, j, 1.0 + random.normal());
            }
        }
    }
    for _ in 0..(LONG_PER_NEURON * n as f64 / 2.0).round() as usize {
        let (i, step) = (random.below(n), 1 + random.below(n.saturating_sub(1)));
        let j = (i + step) % n;
        let sum = w[(i, j)] + random.uniform();
        set_both(&mut w, i, j, sum);
    }
    let largest = w.symmetric_eigenvalues().max();
    if largest > 0.0 { Ok(w / (CLUSTERED_SCALE * largest)) } else { Err(NetworkError::NoSynapses) }
}

/// Two cliques of unit weights, of ⌊n/2⌋ and ⌈n/2⌉ neurons, joined by one synapse of weight 0.05
/// between their adjacent ends: the least weight, and the most important synapse.
pub fn barbell(n: usize) -> DMatrix<f64> {
    let half = n / 2;
    DMatrix::from_fn(n, n, |i, j| {
        if i == j {
            0.0
        } else if (i < half) == (j < half) {
            1.0
        } else if i.min(j) + 1 == half && i.max(j) == half {
            BRIDGE
        } else {
            0.0
        }
    })
}

fn set_both(w: &mut DMatrix<f64>, i: usize, j: usize, value: f64) {
    w[(i, j)] = value;
    w[(j, i)] = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn clustered_has_the_density_and_the_scale_of_its_recipe() {
        let w = clustered(200, &mut Random::new(1, Stream::Network)).unwrap();
        assert_eq!(w, w.transpose());
        assert!((w.symmetric_eigenvalues().max() - 1.0 / 1.1).abs() < 1e-12);
        // Inside the first block: 4,950 pairs at 0.6, standard deviation 34; some long ones beside.
        let inside = (0..100).flat_map(|j| (0..j).map(move |i| (i, j))).filter(|ij| w[*ij] != 0.0).count();
        assert!((2800..3180).contains(&inside), "{inside}");
        // Between blocks: 250 long synapses, of which about 58 % join different blocks.
        let between =
            (0..100).flat_map(|i| (100..200).map(move |j| (i, j))).filter(|ij| w[*ij] != 0.0).count();
        assert!((90..160).contains(&between), "{between}");
    }

    #[test]
    fn barbell_has_two_cliques_and_a_bridge() {
        let w = barbell(16);
        assert_eq!(w.iter().filter(|x| **x == 1.0).count(), 2 * 8 * 7);
        assert_eq!((w[(7, 8)], w[(8, 7)], w[(6, 8)]), (BRIDGE, BRIDGE, 0.0));
    }
}
