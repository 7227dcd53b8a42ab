//! The weights of every network, most of them made from a recipe.

use nalgebra::DMatrix;

use super::matrix::Matrix;
use super::{NetworkError, Synapse, connectome, repair};
use crate::numerics::lanczos;
use crate::numerics::random::{Random, Stream};
use crate::numerics::sparse::Sparse;
use crate::params::{Net, Params, Sizes, Ways};

/// Density of synapses inside a block of [`clustered`].
const BLOCK_DENSITY: f64 = 0.6;
/// The largest eigenvalue of [`clustered`] after scaling is 1 over this.
const CLUSTERED_SCALE: f64 = 1.1;
/// Neurons of a network of [`clustered`] whose scale comes from its whole spectrum, at most.
const WHOLE_SPECTRUM_UP_TO: usize = 2000;
/// Weight of the bridge of [`barbell`], whose other weights are 1.
const BRIDGE: f64 = 0.05;

/// The weights of a network, before any leak.
pub enum Weights {
    /// n × n, with zeros where there is no synapse.
    Dense(DMatrix<f64>),
    /// Those of synapses without direction between `n` neurons, sorted by (i, j), i < j.
    Pairs { n: usize, pairs: Vec<Synapse> },
}

impl Weights {
    /// n × n.
    pub fn dense(self) -> DMatrix<f64> {
        match self {
            Weights::Dense(w) => w,
            Weights::Pairs { n, pairs } => {
                let mut w = DMatrix::zeros(n, n);
                pairs.iter().for_each(|pair| set_both(&mut w, pair.i as usize, pair.j as usize, pair.weight));
                w
            }
        }
    }
}

/// The weights that `params` describe, before any sign is turned; and the neurons' names, if they have any.
/// The matrix of `Net::File` is none of these. `unscaled` is told of weights (n × n) that have all but their scale, where
/// that takes O(n³) to find.
pub fn weights(
    params: &Params,
    unscaled: &mut dyn FnMut(&DMatrix<f64>),
) -> Result<(Weights, Vec<String>), NetworkError> {
    let random = &mut Random::new(params.seed, Stream::Network);
    let named = |(w, names)| (Weights::Dense(w), names);
    let w = match params.net {
        Net::Clustered if params.degree > 0.0 => sparse_clustered(params, random)?,
        Net::Clustered => {
            let w = blocks(params.n, &params.sizes, params.long, random);
            if params.n <= WHOLE_SPECTRUM_UP_TO {
                unscaled(&w);
            }
            Weights::Dense(scaled(w)?)
        }
        Net::Barbell => Weights::Dense(barbell(params.n)),
        Net::WormGap => return connectome::gap_junctions().map(named),
        Net::WormChem => return connectome::chemical().map(named),
        Net::Mouse => return connectome::mouse().map(named),
        Net::Fly => {
            let (w, names) = connectome::fly()?;
            return Ok((Weights::Dense(repair::directed(Matrix::from(&w), params.sym).dense()), names));
        }
        Net::Complete => Weights::Dense(complete(params.n)),
        Net::Random => Weights::Dense(self::random(params.n, params.density, random)),
        Net::SmallWorld => small_world(params.n, params.near, params.beta, random),
        Net::Ring => ring(params.n, params.near, params.ways),
        Net::File => return Err(NetworkError::NoFile),
    };
    Ok((w, Vec::new()))
}

/// About how many synapses the network of `params` will have; it is not made for it.
pub fn expected_synapses(params: &Params) -> f64 {
    let n = params.n as f64;
    match params.net {
        Net::Clustered => {
            let mut ends = params.sizes.starts(params.n);
            ends.push(params.n);
            let starts = std::iter::once(0).chain(ends.clone());
            let inside = |size: f64| match params.degree > 0.0 {
                true => 0.5 * size * params.degree.min(size - 1.0),
                false => 0.5 * size * (size - 1.0) * BLOCK_DENSITY,
            };
            starts.zip(ends).map(|(start, end)| inside((end - start) as f64)).sum::<f64>()
                + 0.5 * params.long * n
        }
        Net::SmallWorld | Net::Ring => n * reach(params.n, params.near) as f64,
        _ => 0.5 * n * n,
    }
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
    scaled(blocks(n, sizes, long, random))
}

fn blocks(n: usize, sizes: &Sizes, long: f64, random: &mut Random) -> DMatrix<f64> {
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
    w
}

fn scaled(w: DMatrix<f64>) -> Result<DMatrix<f64>, NetworkError> {
    let largest = largest_eigenvalue(&w);
    if largest > 0.0 { Ok(w / (CLUSTERED_SCALE * largest)) } else { Err(NetworkError::NoSynapses) }
}

/// The same blocks in which a neuron has `degree` synapses on average, every pair of a block with the same probability;
/// scaled in the same way. O(m).
fn sparse_clustered(params: &Params, random: &mut Random) -> Result<Weights, NetworkError> {
    let n = params.n;
    let mut ends = params.sizes.starts(n);
    ends.push(n);
    // A little more than are expected, so that the list is not copied as it grows.
    let mut pairs = Vec::with_capacity((1.01 * expected_synapses(params)) as usize + 1000);
    let mut put = |i: usize, j: usize, weight: f64| {
        pairs.push(Synapse { i: i.min(j) as u32, j: i.max(j) as u32, weight });
    };
    let mut start = 0;
    for end in ends {
        let probability = (params.degree / (end - start).saturating_sub(1).max(1) as f64).min(1.0);
        // From one synapse to the next in a row, so many pairs are passed by (V. Batagelj & U. Brandes, Phys. Rev. E 71,
        // 2005, 036113).
        let none = libm::log1p(-probability);
        for i in start..end {
            let mut j = i;
            loop {
                let passed = libm::log1p(-random.uniform()) / none;
                j = j.saturating_add(1).saturating_add(passed as usize);
                if j >= end {
                    break;
                }
                put(i, j, 1.0 + random.normal());
            }
        }
        start = end;
    }
    for _ in 0..(params.long * n as f64 / 2.0).round() as usize {
        let (i, step) = (random.below(n), 1 + random.below(n.saturating_sub(1)));
        put(i, (i + step) % n, random.uniform());
    }
    let place = |pair: &Synapse| (pair.i, pair.j);
    // A stable order: what is added to one pair is added in the order in which it was drawn.
    pairs.sort_by_key(place);
    pairs.dedup_by(|next, before| {
        let same = place(next) == place(before);
        before.weight += if same { next.weight } else { 0.0 };
        same
    });
    pairs.shrink_to_fit();
    let w = sparse(n, &pairs);
    let largest = lanczos::largest_eigenvalue_of(n, |x| {
        let mut y = vec![0.0; n];
        w.times(x, &mut y);
        y
    });
    if largest <= 0.0 {
        return Err(NetworkError::NoSynapses);
    }
    pairs.iter_mut().for_each(|pair| pair.weight /= CLUSTERED_SCALE * largest);
    Ok(Weights::Pairs { n, pairs })
}

/// Synapses without direction as a matrix whose diagonal is zero.
fn sparse(n: usize, pairs: &[Synapse]) -> Sparse {
    let pair = |k: usize| (pairs[k].i as usize, pairs[k].j as usize, pairs[k].weight);
    Sparse::of_pairs(n, pairs.len(), pair, vec![0.0; n])
}

/// The largest eigenvalue of symmetric weights. Up to so many neurons it comes from the whole spectrum, as it always has, so
/// that networks keep their bits; larger ones, which are younger, need not wait for that: O(n²) for each step.
fn largest_eigenvalue(w: &DMatrix<f64>) -> f64 {
    match w.nrows() {
        0..=WHOLE_SPECTRUM_UP_TO => repair::symmetric_abscissa(w).unwrap_or(0.0),
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
/// none, it stays.) Weights 1, as many synapses as the ring has. O(m) times the neighbours of a neuron.
pub fn small_world(n: usize, near: usize, beta: f64, random: &mut Random) -> Weights {
    let reach = reach(n, near);
    // The neurons to which each is joined, ascending.
    let mut joined: Vec<Vec<u32>> = vec![Vec::new(); n];
    for i in 0..n {
        for distance in 1..=reach {
            join(&mut joined, i, (i + distance) % n);
        }
    }
    for distance in 1..=reach {
        for i in 0..n {
            // Both are drawn in any case, so that the moved synapses at one beta move at a larger.
            let (fate, place) = (random.uniform(), random.uniform());
            if fate >= beta {
                continue;
            }
            let free = n - 1 - joined[i].len();
            if free > 0 {
                let j = nth_free(&joined[i], i, (place * free as f64) as usize);
                part(&mut joined, i, (i + distance) % n);
                join(&mut joined, i, j);
            }
        }
    }
    let mut pairs = Vec::new();
    for (i, joined) in joined.iter().enumerate() {
        let i = i as u32;
        pairs.extend(joined.iter().filter(|j| **j > i).map(|j| Synapse { i, j: *j, weight: 1.0 }));
    }
    Weights::Pairs { n, pairs }
}

/// The neuron, neither `i` nor one of those that it is joined to (ascending), before which there are `count` such.
fn nth_free(joined: &[u32], i: usize, count: usize) -> usize {
    let own = joined.partition_point(|j| (*j as usize) < i);
    let taken = joined[..own].iter().map(|j| *j as usize).chain([i]);
    let taken = taken.chain(joined[own..].iter().map(|j| *j as usize));
    taken.fold(count, |place, taken| if taken <= place { place + 1 } else { place })
}

/// Joins two neurons, unless they are joined already.
fn join(joined: &mut [Vec<u32>], i: usize, j: usize) {
    for (i, j) in [(i, j as u32), (j, i as u32)] {
        if let Err(at) = joined[i].binary_search(&j) {
            joined[i].insert(at, j);
        }
    }
}

/// Parts them.
fn part(joined: &mut [Vec<u32>], i: usize, j: usize) {
    for (i, j) in [(i, j as u32), (j, i as u32)] {
        if let Ok(at) = joined[i].binary_search(&j) {
            joined[i].remove(at);
        }
    }
}

/// A ring where each neuron is joined by weight 1 to its `near` nearest neighbours, ⌊near/2⌋ on
/// each side (at least 1, and no more than there are). Weights circulant, therefore normal.
///
/// Both ways it is symmetric; one way, w_ij = 1 for j = i − 1, …, i − ⌊near/2⌋ (mod n), so that a
/// neuron is driven by those before it and drives those after it. The number of synapses is the
/// same, for a symmetric one is a pair.
pub fn ring(n: usize, near: usize, ways: Ways) -> Weights {
    let ends = (0..n).flat_map(|i| (1..=reach(n, near)).map(move |distance| (i, (i + n - distance) % n)));
    if ways == Ways::One {
        let mut w = DMatrix::zeros(n, n);
        ends.for_each(|at| w[at] = 1.0);
        return Weights::Dense(w);
    }
    let pair = |(i, j): (usize, usize)| Synapse { i: i.min(j) as u32, j: i.max(j) as u32, weight: 1.0 };
    let mut pairs: Vec<Synapse> = ends.map(pair).collect();
    pairs.sort_unstable_by_key(|pair| (pair.i, pair.j));
    pairs.dedup();
    Weights::Pairs { n, pairs }
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
            let (one, both) = (ring(n, near, Ways::One).dense(), ring(n, near, Ways::Both).dense());
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
        assert_eq!((ring(0, 2, Ways::One).dense().len(), ring(1, 2, Ways::Both).dense().sum()), (0, 0.0));
    }

    #[test]
    fn a_small_world_moves_the_share_beta_of_the_rings_synapses() {
        let (n, near) = (120, 12);
        let at = |beta| small_world(n, near, beta, &mut Random::new(1, Stream::Network)).dense();
        let ring = ring(n, near, Ways::Both).dense();
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
        let w = small_world(5, 200, 1.0, &mut Random::new(1, Stream::Network)).dense();
        assert_eq!(w, complete(5));
    }
}
