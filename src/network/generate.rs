//! The weights of every network, most of them made from a recipe.

use nalgebra::DMatrix;

use super::{NetworkError, connectome, repair};
use crate::numerics::lanczos;
use crate::numerics::random::{Random, Stream};
use crate::params::{Net, Params, Sizes, Ways};

/// Density of synapses inside a block of [`clustered`].
const BLOCK_DENSITY: f64 = 0.6;
/// The largest eigenvalue of [`clustered`] after scaling is 1 over this.
const CLUSTERED_SCALE: f64 = 1.1;
/// Weight of the bridge of [`barbell`], whose other weights are 1.
const BRIDGE: f64 = 0.05;

/// The weights that `params` describe, n × n, before any sign is turned; and the neurons' names, if they have any.
/// The matrix of `Net::File` is none of these.
pub fn weights(params: &Params) -> Result<(DMatrix<f64>, Vec<String>), NetworkError> {
    let random = &mut Random::new(params.seed, Stream::Network);
    let w = match params.net {
        Net::Clustered => clustered(params.n, &params.sizes, params.long, random)?,
        Net::Barbell => barbell(params.n),
        Net::WormGap => return connectome::gap_junctions(),
        Net::WormChem => return connectome::chemical(),
        Net::Mouse => return connectome::mouse(),
        Net::Fly => {
            let (w, names) = connectome::fly()?;
            return Ok((repair::directed(&w, params.sym), names));
        }
        Net::Complete => complete(params.n),
        Net::Random => self::random(params.n, params.density, random),
        Net::SmallWorld => small_world(params.n, params.near, params.beta, random),
        Net::Ring => ring(params.n, params.near, params.ways),
        Net::File => return Err(NetworkError::NoFile),
    };
    Ok((w, Vec::new()))
}

/// Blocks of n neurons in the proportions `sizes`, joined inside at density 0.6 with weights
/// Normal(1, 1); then `long` n / 2 synapses of Uniform(0, 1) between any two neurons, added to what
/// is there; all divided by 1.1 times the largest eigenvalue (with 5 : 1 : 4 and `long` = 2.5, the recipe of the
/// code published with Moore & Chaudhuri 2020). Weights, n × n, symmetric.
pub fn clustered(
    n: usize,
    sizes: &Sizes,
    long: f64,
    random: &mut Random,
) -> Result<DMatrix<f64>, NetworkError> {
    let mut w = DMatrix::zeros(n, n);
    let mut ends = sizes.starts(n);
    ends.push(n);
    for i in 0..n {
        let end = ends[ends.partition_point(|end| *end <= i)];
        for j in i + 1..end {
            if random.uniform() < BLOCK_DENSITY {
                set_both(&mut w, i, j, 1.0 + random.normal());
            }
        }
    }
    for _ in 0..(long * n as f64 / 2.0).round() as usize {
        let (i, step) = (random.below(n), 1 + random.below(n.saturating_sub(1)));
        let j = (i + step) % n;
        let sum = w[(i, j)] + random.uniform();
        set_both(&mut w, i, j, sum);
    }
    let largest = largest_eigenvalue(&w);
    if largest > 0.0 { Ok(w / (CLUSTERED_SCALE * largest)) } else { Err(NetworkError::NoSynapses) }
}

/// The largest eigenvalue of symmetric weights. Up to 2,000 neurons it comes from the whole spectrum, as it always has, so
/// that networks keep their bits; larger ones, which are younger, need not wait for that: O(n²) for each step.
fn largest_eigenvalue(w: &DMatrix<f64>) -> f64 {
    match w.nrows() {
        0..=2000 => repair::symmetric_abscissa(w).unwrap_or(0.0),
        _ => lanczos::largest_eigenvalue(w),
    }
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

/// Every pair of neurons joined by weight 1. Weights, n × n, symmetric.
pub fn complete(n: usize) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |i, j| if i == j { 0.0 } else { 1.0 })
}

/// Each pair of neurons joined by weight 1 with probability `density`, independently (Gilbert, Ann.
/// Math. Statist. 30, 1959, 1141; Erdős & Rényi's random graph). Weights, n × n, symmetric.
///
/// With the same random numbers, a sparser network is part of a denser one.
pub fn random(n: usize, density: f64, random: &mut Random) -> DMatrix<f64> {
    let mut w = DMatrix::zeros(n, n);
    for i in 0..n {
        for j in i + 1..n {
            if random.uniform() < density {
                set_both(&mut w, i, j, 1.0);
            }
        }
    }
    w
}

/// The small world of Watts & Strogatz (Nature 393, 1998, 440): the symmetric [`ring`], of which
/// each synapse, the nearest neighbours' first, leaves its far end with probability `beta` for a
/// neuron chosen uniformly from those that are not joined to the near end yet. (Where there is
/// none, it stays.) Weights 1, n × n, symmetric, as many synapses as the ring has.
pub fn small_world(n: usize, near: usize, beta: f64, random: &mut Random) -> DMatrix<f64> {
    let mut w = ring(n, near, Ways::Both);
    for distance in 1..=reach(n, near) {
        for i in 0..n {
            // Both are drawn in any case, so that the moved synapses at one beta move at a larger.
            let (fate, place) = (random.uniform(), random.uniform());
            if fate >= beta {
                continue;
            }
            let free: Vec<usize> = (0..n).filter(|j| *j != i && w[(*j, i)] == 0.0).collect();
            if let Some(&j) = free.get((place * free.len() as f64) as usize) {
                set_both(&mut w, i, (i + distance) % n, 0.0);
                set_both(&mut w, i, j, 1.0);
            }
        }
    }
    w
}

/// A ring where each neuron is joined by weight 1 to its `near` nearest neighbours, ⌊near/2⌋ on
/// each side (at least 1, and no more than there are). Weights, n × n, circulant, therefore normal.
///
/// Both ways it is symmetric; one way, w_ij = 1 for j = i − 1, …, i − ⌊near/2⌋ (mod n), so that a
/// neuron is driven by those before it and drives those after it. The number of synapses is the
/// same, for a symmetric one is a pair.
pub fn ring(n: usize, near: usize, ways: Ways) -> DMatrix<f64> {
    let mut w = DMatrix::zeros(n, n);
    for i in 0..n {
        for distance in 1..=reach(n, near) {
            let j = (i + n - distance) % n;
            w[(i, j)] = 1.0;
            if ways == Ways::Both {
                w[(j, i)] = 1.0;
            }
        }
    }
    w
}

/// Distance along the ring to the farthest of `near` neighbours, half of them on each side.
fn reach(n: usize, near: usize) -> usize {
    let others = n.saturating_sub(1);
    (near.min(others) / 2).max(1).min(others)
}

fn set_both(w: &mut DMatrix<f64>, i: usize, j: usize, value: f64) {
    w[(i, j)] = value;
    w[(j, i)] = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clustered_has_the_density_and_the_scale_of_its_recipe() {
        let w = clustered(200, &Sizes::new(&[5, 1, 4]), 2.5, &mut Random::new(1, Stream::Network)).unwrap();
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
    #[test]
    fn long_synapses_are_as_many_as_asked() {
        let at = |long| {
            clustered(100, &Sizes::new(&[5, 1, 4]), long, &mut Random::new(1, Stream::Network)).unwrap()
        };
        let between = |w: DMatrix<f64>| w.view((0, 50), (50, 50)).iter().filter(|x| **x != 0.0).count();
        assert_eq!(between(at(0.0)), 0);
        // 500 synapses, half of them between these halves, some at the same place.
        let many = between(at(10.0));
        assert!((190..290).contains(&many), "{many}");
    }

    #[test]
    fn complete_joins_every_pair() {
        let w = complete(7);
        assert_eq!((w.sum(), w.trace()), (42.0, 0.0));
    }

    #[test]
    fn random_has_its_density_and_nests() {
        let at = |density| random(200, density, &mut Random::new(1, Stream::Network));
        let (sparse, dense) = (at(0.2), at(0.5));
        assert_eq!(sparse, sparse.transpose());
        // 19,900 pairs at 0.2 are 3,980, standard deviation 56; five of them allowed.
        let count = sparse.sum() / 2.0;
        assert!((count - 3980.0).abs() < 280.0, "{count}");
        assert!(sparse.iter().zip(dense.iter()).all(|(s, d)| s <= d));
        assert_eq!(at(1.0), complete(200));
    }

    #[test]
    fn a_ring_is_circulant_with_its_neighbours() {
        // (n, near, reach): odd, one and too many neighbours among them.
        for (n, near, reach) in [(20, 6, 3), (20, 7, 3), (20, 1, 1), (5, 200, 2), (6, 200, 2), (2, 9, 1)] {
            let (one, both) = (ring(n, near, Ways::One), ring(n, near, Ways::Both));
            for i in 0..n {
                for j in 0..n {
                    let (back, ahead) = ((n + i - j) % n, (n + j - i) % n);
                    let is = |joined: bool| f64::from(u8::from(joined));
                    assert_eq!(one[(i, j)], is((1..=reach).contains(&back)), "{n} {near} {i} {j}");
                    assert_eq!(
                        both[(i, j)],
                        is((1..=reach).contains(&back.min(ahead))),
                        "{n} {near} {i} {j}"
                    );
                }
            }
        }
        assert_eq!((ring(0, 2, Ways::One).len(), ring(1, 2, Ways::Both).sum()), (0, 0.0));
    }

    #[test]
    fn a_small_world_moves_the_share_beta_of_the_rings_synapses() {
        let (n, near) = (120, 12);
        let at = |beta| small_world(n, near, beta, &mut Random::new(1, Stream::Network));
        let ring = ring(n, near, Ways::Both);
        let moved = |w: &DMatrix<f64>| ring.iter().zip(w.iter()).filter(|(r, w)| r > w).count() / 2;
        assert_eq!(at(0.0), ring);
        for beta in [0.1, 0.5, 1.0] {
            let w = at(beta);
            assert_eq!(w, w.transpose());
            assert_eq!((w.sum(), w.trace()), (ring.sum(), 0.0));
            assert!(w.iter().all(|x| *x == 0.0 || *x == 1.0));
            let (moved, expected) = (moved(&w) as f64, 720.0 * beta);
            assert!(moved > 0.8 * expected && moved < 1.2 * expected, "{moved} at {beta}");
        }
        // A neuron keeps the near end of its own near/2 synapses.
        assert!(at(1.0).column_iter().all(|column| column.sum() >= 6.0));
        assert_eq!(at(0.3), at(0.3));
    }

    #[test]
    fn a_small_world_without_a_free_place_stays() {
        let w = small_world(5, 200, 1.0, &mut Random::new(1, Stream::Network));
        assert_eq!(w, complete(5));
    }
}
