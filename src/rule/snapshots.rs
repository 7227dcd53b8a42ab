//! Snapshots of the noise: what a network's noise looks like at a moment, without waiting for the next.
//!
//! With b_ij = e_i − sign(a_ij) e_j, a symmetric and diagonally dominant A is −A = diag(excess) + Σ |a_ij| b_ij b_ij', the
//! excess being what a neuron leaks beyond the sum of |a_ij| over its row. So
//!
//! ```text
//! b = Σ_ij √|a_ij| g_ij b_ij + Σ_i √excess_i g_i e_i,     g standard normal, one for each synapse and each neuron
//! ```
//!
//! has covariance −A, and the solution x of (−A) x = b has covariance (−A)⁻¹: that of the stationary noise of amplitude
//! σ = √2. Each solution, by conjugate gradients, is one snapshot, independent of all others (D. Spielman, N. Srivastava,
//! SIAM J. Comput. 40, 2011, 1913, with solutions in place of projections). A synapse keeps the mean of
//! (x_i − sign(a_ij) x_j)² over the snapshots: the same local statistic as of a network that is listened to in time. After k
//! snapshots its relative standard error is √(2/k), whatever the network.
//!
//! A snapshot costs O(m) for each step of conjugate gradients; memory is O(m), never n × n. Snapshot k has a random stream
//! of its own: neither what was asked for at a time nor the slices of the work change its bits.

use noise_prune_linalg::sparse as kernels;

use crate::network::{Network, pair_sums};
use crate::numerics::conjugate::{AT_A_TIME, Block, ConjugateError, Goal, Outcome, Solver, of};
use crate::numerics::random::{Random, Stream};
use crate::numerics::sparse::Sparse;

/// Relative residual of a solution. A network's slowest pattern is a small part of b, √(λ_1 / Σ λ) of it: for 10⁵ neurons
/// and an excess of 10⁻⁴ some 3 × 10⁻⁵, which must be known to a few digits itself.
const TOLERANCE: f64 = 1e-8;
/// Steps of a solution, at most. With an excess of 10⁻⁴ a ring of 40 neighbours takes 340, clusters 17.
const MOST_STEPS: usize = 5_000;
/// Sums of |a_ij| above the leak by less than this, relatively, are rounding.
const ROUNDING: f64 = 1e-9;
/// Synapses that are given their noise in one slice of work.
const SLICE: usize = 1 << 16;

/// Why there are no snapshots.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SnapshotError {
    /// A leak is not a number above 0.
    #[error("the leak of neuron {} is {leak}; it must be above 0", neuron + 1)]
    BadLeak { neuron: usize, leak: f64 },
    /// A neuron leaks less than the sum of |a_ij| over its row.
    #[error(
        "neuron {} leaks {leak:.4}, less than the {sum:.4} of its synapses together; a network as large as this needs a \
         dominant leak (for a matrix of your own, leak=dominant)",
        neuron + 1
    )]
    NotDominant { neuron: usize, leak: f64, sum: f64 },
    /// The network has a pattern that does not decay, or one so slow that conjugate gradients do not end.
    #[error(
        "the network is too close to one whose noise never settles: {0}; its neurons need a larger leak (excess)"
    )]
    NotSolved(#[from] ConjugateError),
}

/// What the synapses and neurons of one network have learned from its snapshots so far.
#[derive(Debug)]
pub struct Snapshots {
    seed: u32,
    /// None when no more are taken.
    camera: Option<Camera>,
    /// Snapshots that have been counted.
    count: usize,
    /// Σ (x_i − sign(a_ij) x_j)² of each synapse, Σ x_i² of each neuron.
    squares: Vec<f64>,
    neuron_squares: Vec<f64>,
    last: Vec<f64>,
    steps: usize,
    worst: f64,
}

/// What snapshots are taken with.
#[derive(Debug)]
struct Camera {
    i: Vec<u32>,
    j: Vec<u32>,
    /// sign(a_ij) √|a_ij| of each synapse.
    root: Vec<f64>,
    /// √excess_i of each neuron.
    root_excess: Vec<f64>,
    /// −A.
    matrix: Sparse,
    solver: Solver,
    phase: Phase,
}

/// Where the work on the next few snapshots stands.
#[derive(Debug)]
enum Phase {
    Between,
    /// b is being summed up; synapses before `from` have been given their noise.
    Forming {
        random: Vec<Random>,
        from: usize,
    },
    /// So many snapshots are being solved for.
    Solving {
        shots: usize,
    },
}

impl Snapshots {
    /// For a `network` without directions. O(n + m).
    pub fn new(network: &Network, seed: u32) -> Result<Snapshots, SnapshotError> {
        let (n, m) = (network.n(), network.synapses.len());
        let excess = excess(network)?;
        let entry = |k: usize| {
            let (i, j) = network.synapses[k].at();
            (i, j, -network.synapses[k].weight)
        };
        let matrix = Sparse::of_pairs(n, m, entry, network.leak.clone());
        let of_each = network.synapses.iter();
        let solver = Solver::new(&matrix, Goal { tolerance: TOLERANCE, most: MOST_STEPS })?;
        let camera = Camera {
            i: of_each.clone().map(|synapse| synapse.i).collect(),
            j: of_each.clone().map(|synapse| synapse.j).collect(),
            root: of_each.map(|synapse| synapse.weight.abs().sqrt().copysign(synapse.weight)).collect(),
            root_excess: excess.into_iter().map(f64::sqrt).collect(),
            matrix,
            solver,
            phase: Phase::Between,
        };
        Ok(Snapshots {
            seed,
            camera: Some(camera),
            count: 0,
            squares: vec![0.0; m],
            neuron_squares: vec![0.0; n],
            last: vec![0.0; n],
            steps: 0,
            worst: 0.0,
        })
    }

    /// Takes `shots` more snapshots, unless they are finished. O(m) for each step of each.
    pub fn advance(&mut self, shots: usize) -> Result<(), SnapshotError> {
        let end = self.count + shots;
        while self.count < end && self.camera.is_some() {
            self.work(end - self.count)?;
        }
        Ok(())
    }

    /// No more will be taken. Frees what they are taken with, which is most of the memory.
    pub fn finish(&mut self) {
        self.camera = None;
    }

    /// The same in slices, each of which takes as long as one product of the matrix with eight vectors: a slice of the work
    /// on the next few snapshots, `most` and [`AT_A_TIME`] at most. Returns whether they have just been counted.
    pub fn work(&mut self, most: usize) -> Result<bool, SnapshotError> {
        let Some(Camera { i, j, root, root_excess, matrix, solver, phase }) = &mut self.camera else {
            return Ok(false);
        };
        match phase {
            Phase::Between => {
                let shots = self.count..self.count + most.min(AT_A_TIME);
                let random = shots.map(|k| Random::of_round(self.seed, Stream::Snapshots, k)).collect();
                solver.right_hand_sides().fill(Block::default());
                *phase = Phase::Forming { random, from: 0 };
            }
            Phase::Forming { random, from } => {
                let part = *from..(*from + SLICE).min(root.len());
                let (i, j, own) = (&i[part.clone()], &j[part.clone()], &root[part.clone()]);
                let b = solver.right_hand_sides();
                kernels::spread(i, j, own, &normals(random, own.len()), b);
                *from = part.end;
                if part.end == root.len() {
                    let g = normals(random, b.len());
                    for ((b, root), g) in b.iter_mut().zip(root_excess).zip(g) {
                        let both = b.as_flattened_mut().iter_mut().zip(g.as_flattened());
                        both.for_each(|(b, g)| *b += *root * g);
                    }
                    let shots = random.len();
                    solver.start();
                    *phase = Phase::Solving { shots };
                }
            }
            Phase::Solving { shots } => {
                if solver.steps(matrix, 1)? {
                    kernels::add_squares(i, j, root, solver.solutions(), &mut self.squares);
                    let shots = *shots;
                    *phase = Phase::Between;
                    self.count_them(shots);
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn count_them(&mut self, shots: usize) {
        let Some(Camera { solver, .. }) = &self.camera else { return };
        for ((x, sum), last) in solver.solutions().iter().zip(&mut self.neuron_squares).zip(&mut self.last) {
            *sum = x.as_flattened().iter().fold(*sum, |sum, x| sum + x * x);
            *last = of(x, shots.max(1) - 1);
        }
        for Outcome { steps, residual } in &solver.outcomes()[..shots] {
            self.steps += steps;
            self.worst = self.worst.max(*residual);
        }
        self.count += shots;
    }

    /// Snapshots so far.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Var(x_i − sign(a_ij) x_j) of each synapse for noise of amplitude σ = 1, from the snapshots so far; 0 before the
    /// first.
    pub fn variances(&self) -> Vec<f64> {
        self.mean(&self.squares)
    }

    /// The same of one synapse.
    pub fn variance(&self, synapse: usize) -> f64 {
        self.squares[synapse] * 0.5 / self.count.max(1) as f64
    }

    /// Var(x_i) of each neuron for σ = 1.
    pub fn neuron_variances(&self) -> Vec<f64> {
        self.mean(&self.neuron_squares)
    }

    /// Half the mean: a snapshot is one of noise of σ² = 2.
    fn mean(&self, sums: &[f64]) -> Vec<f64> {
        let scale = 0.5 / self.count.max(1) as f64;
        sums.iter().map(|sum| sum * scale).collect()
    }

    /// The rates of the last snapshot, for noise of amplitude σ = √2; zeros before the first.
    pub fn last(&self) -> &[f64] {
        &self.last
    }

    /// Steps of conjugate gradients that a snapshot has taken, in the mean.
    pub fn mean_steps(&self) -> f64 {
        self.steps as f64 / self.count.max(1) as f64
    }

    /// The largest relative residual of a snapshot.
    pub fn worst_residual(&self) -> f64 {
        self.worst
    }
}

/// d_i − Σ_j |a_ij| of each neuron, 0 where it is negative by rounding only; an error where there are no snapshots.
pub fn excess(network: &Network) -> Result<Vec<f64>, SnapshotError> {
    let leak = &network.leak;
    if let Some(neuron) = leak.iter().position(|leak| !(*leak > 0.0 && leak.is_finite())) {
        return Err(SnapshotError::BadLeak { neuron, leak: leak[neuron] });
    }
    let sums = pair_sums(network.n(), network.synapses.iter().copied());
    let one = |(neuron, (leak, sum)): (usize, (&f64, f64))| match leak - sum {
        excess if excess >= -ROUNDING * leak => Ok(excess.max(0.0)),
        _ => Err(SnapshotError::NotDominant { neuron, leak: *leak, sum }),
    };
    leak.iter().zip(sums).enumerate().map(one).collect()
}

/// `count` standard normal numbers of each stream; zeros for the streams that are missing.
fn normals(random: &mut [Random], count: usize) -> Vec<Block> {
    let mut all = vec![Block::default(); count];
    for (lane, random) in random.iter_mut().enumerate() {
        all.iter_mut().for_each(|g| g[lane / 4][lane % 4] = random.normal());
    }
    all
}

#[cfg(test)]
mod tests {
    // Strategy: beside the exact covariance of small networks, with the error that k snapshots must have: z-scores of all
    // synapses, and its fall with k. Then slices, and what is refused.
    use super::*;
    use crate::network::{Synapse, generate};
    use crate::params::Sizes;
    use crate::rule::{self, covariance};
    use nalgebra::DMatrix;

    /// Clusters of which a third of the synapses are inhibitory (weights come from Normal(1, 1), and every 5th is turned).
    fn clustered(excess: f64) -> Network {
        let mut random = Random::new(2, Stream::Network);
        let w = generate::clustered(200, &Sizes::new(&[5, 1, 4]), 2.5, &mut random).unwrap();
        let turned = DMatrix::from_fn(200, 200, |i, j| if (i + j) % 5 == 0 { -w[(i, j)] } else { w[(i, j)] });
        Network::from_weights(turned, excess).unwrap()
    }

    fn barbell() -> Network {
        Network::from_weights(generate::barbell(60), 1e-4).unwrap()
    }

    fn of(network: &Network, seed: u32) -> Snapshots {
        Snapshots::new(network, seed).unwrap()
    }

    /// measured / exact − 1 of every synapse and every neuron.
    fn errors(snapshots: &Snapshots, network: &Network) -> [Vec<f64>; 2] {
        let c = covariance::exact(network, 1.0).unwrap();
        let relative =
            |x: Vec<f64>, exact: Vec<f64>| x.iter().zip(exact).map(|(x, exact)| x / exact - 1.0).collect();
        let neurons = c.diagonal().iter().copied().collect();
        let synapses = rule::variances(&network.synapses, &c);
        [relative(snapshots.variances(), synapses), relative(snapshots.neuron_variances(), neurons)]
    }

    fn mean_abs(x: &[f64]) -> f64 {
        x.iter().map(|x| x.abs()).sum::<f64>() / x.len() as f64
    }

    #[test]
    fn variances_are_exact_within_the_error_of_so_many_snapshots() {
        for (network, name) in
            [(clustered(0.0), "clustered"), (clustered(1e-4), "excess"), (barbell(), "barbell")]
        {
            let k = 2000;
            let mut snapshots = of(&network, 1);
            snapshots.advance(k).unwrap();
            assert_eq!(snapshots.count(), k);
            assert!(snapshots.worst_residual() <= TOLERANCE);
            let standard = (2.0 / k as f64).sqrt();
            let [synapses, neurons] = errors(&snapshots, &network);
            for error in synapses.iter().chain(&neurons) {
                assert!(error.abs() < 5.0 * standard, "{name}: {error} of a standard error of {standard}");
            }
            // The mean of |normal| is 0.80; the many synapses of one network are not independent.
            let mean = mean_abs(&synapses) / standard;
            assert!((0.6..1.0).contains(&mean), "{name}: {mean}");
        }
    }

    #[test]
    fn the_error_falls_as_one_over_the_root_of_their_number() {
        let network = clustered(0.0);
        let mut snapshots = of(&network, 3);
        let error = |snapshots: &mut Snapshots, more: usize| {
            snapshots.advance(more).unwrap();
            mean_abs(&errors(snapshots, &network)[0])
        };
        let (few, many) = (error(&mut snapshots, 64), error(&mut snapshots, 64 * 15));
        let fall = few / many;
        assert!((3.2..4.8).contains(&fall), "{few} to {many}");
    }

    #[test]
    fn neither_slices_nor_what_is_asked_for_at_a_time_change_a_bit() {
        let network = clustered(0.0);
        let (mut one, mut other) = (of(&network, 4), of(&network, 4));
        one.advance(11).unwrap();
        for shots in [1, 2, 5, 0, 3] {
            other.advance(shots).unwrap();
        }
        assert_eq!(
            (one.count(), one.variances(), one.last()),
            (other.count(), other.variances(), other.last())
        );
        assert_eq!(
            (one.mean_steps(), one.neuron_variances()),
            (other.mean_steps(), other.neuron_variances())
        );
        one.finish();
        one.advance(3).unwrap();
        assert_eq!((one.count(), one.variances()), (11, other.variances()));
        assert_ne!(one.variances(), {
            let mut third = of(&network, 5);
            third.advance(11).unwrap();
            third.variances()
        });
    }

    #[test]
    fn the_last_snapshot_is_one_of_them() {
        let network = barbell();
        let mut snapshots = of(&network, 6);
        snapshots.advance(1).unwrap();
        let of_one: Vec<f64> = snapshots.last().iter().map(|x| 0.5 * x * x).collect();
        assert_eq!(snapshots.neuron_variances(), of_one);
    }

    #[test]
    fn a_leak_that_is_too_small_names_its_neuron() {
        let pairs = || [(0, 1, 1.0), (1, 2, -2.0)].map(|(i, j, weight)| Synapse { i, j, weight }).to_vec();
        let new = |leak: [f64; 3]| {
            let mut network = Network::from_pairs(3, pairs(), 0.0).unwrap();
            network.leak = leak.to_vec();
            Snapshots::new(&network, 1).map(|_| ())
        };
        assert_eq!(new([1.0, 3.0, 2.5]), Ok(()));
        assert_eq!(new([1.0, 3.0 * (1.0 - 1e-15), 2.5]), Ok(()));
        let short = SnapshotError::NotDominant { neuron: 1, leak: 2.9, sum: 3.0 };
        assert_eq!(new([1.0, 2.9, 2.5]), Err(short));
        assert_eq!(new([1.0, 3.0, 0.0]), Err(SnapshotError::BadLeak { neuron: 2, leak: 0.0 }));
        assert!(matches!(new([1.0, 3.0, f64::NAN]), Err(SnapshotError::BadLeak { neuron: 2, .. })));
    }

    #[test]
    fn a_network_that_is_too_slow_ends_with_the_residual_that_was_reached() {
        // A long chain that leaks next to nothing beyond its synapses.
        let n = 20_000u32;
        let pairs = (1..n).map(|j| Synapse { i: j - 1, j, weight: 1.0 }).collect();
        let mut network = Network::from_pairs(n as usize, pairs, 0.0).unwrap();
        network.leak[1..n as usize - 1].fill(2.0 + 1e-12);
        let mut snapshots = Snapshots::new(&network, 1).unwrap();
        match snapshots.advance(1) {
            Err(SnapshotError::NotSolved(ConjugateError::TooManySteps { steps, residual })) => {
                assert!(steps == MOST_STEPS && residual > TOLERANCE, "{steps} {residual}");
            }
            other => panic!("{other:?}"),
        }
    }
}
