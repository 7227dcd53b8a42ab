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

use noise_prune_linalg::sparse::{self as kernels, Quad};

use crate::numerics::conjugate::{AT_A_TIME, ConjugateError, Goal, Outcome, Solver};
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
    i: Vec<u32>,
    j: Vec<u32>,
    /// sign(a_ij) √|a_ij| of each synapse.
    root: Vec<f64>,
    /// √excess_i of each neuron.
    root_excess: Vec<f64>,
    /// −A.
    matrix: Sparse,
    solver: Solver,
    seed: u32,
    phase: Phase,
    /// Snapshots that have been counted.
    count: usize,
    /// Σ (x_i − sign(a_ij) x_j)² of each synapse, Σ x_i² of each neuron.
    squares: Vec<f64>,
    neuron_squares: Vec<f64>,
    last: Vec<f64>,
    steps: usize,
    worst: f64,
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
    /// For the network of `n` neurons with leaks d_i and synapses of weights a_ij ≠ 0 between `i` and `j`, each pair
    /// once, i ≠ j. O(n + m).
    pub fn new(
        n: usize,
        (i, j, weight): (&[u32], &[u32], &[f64]),
        leak: &[f64],
        seed: u32,
    ) -> Result<Snapshots, SnapshotError> {
        let excess = excess((0..weight.len()).map(|k| (i[k], j[k], weight[k])), leak)?;
        let matrix = Sparse::new(n, i, j, |k| -weight[k], leak.to_vec());
        let solver = Solver::new(&matrix, Goal { tolerance: TOLERANCE, most: MOST_STEPS })?;
        Ok(Snapshots {
            i: i.to_vec(),
            j: j.to_vec(),
            root: weight.iter().map(|a| a.abs().sqrt().copysign(*a)).collect(),
            root_excess: excess.into_iter().map(f64::sqrt).collect(),
            matrix,
            solver,
            seed,
            phase: Phase::Between,
            count: 0,
            squares: vec![0.0; weight.len()],
            neuron_squares: vec![0.0; n],
            last: vec![0.0; n],
            steps: 0,
            worst: 0.0,
        })
    }

    /// Takes `shots` more snapshots. O(m) for each step of each.
    pub fn advance(&mut self, shots: usize) -> Result<(), SnapshotError> {
        let end = self.count + shots;
        while self.count < end {
            self.work(end - self.count)?;
        }
        Ok(())
    }

    /// The same in slices, each of which takes as long as one product of the matrix with four vectors: a slice of the work
    /// on the next few snapshots, `most` and [`AT_A_TIME`] at most. Returns whether they have just been counted.
    pub fn work(&mut self, most: usize) -> Result<bool, SnapshotError> {
        match &mut self.phase {
            Phase::Between => {
                let shots = self.count..self.count + most.min(AT_A_TIME);
                let random = shots.map(|k| Random::of_round(self.seed, Stream::Snapshots, k)).collect();
                self.solver.right_hand_sides().fill(Quad::default());
                self.phase = Phase::Forming { random, from: 0 };
            }
            Phase::Forming { random, from } => {
                let to = (*from + SLICE).min(self.root.len());
                let (i, j, root) = (&self.i[*from..to], &self.j[*from..to], &self.root[*from..to]);
                let b = self.solver.right_hand_sides();
                kernels::spread(i, j, root, &normals(random, root.len()), b);
                *from = to;
                if to == self.root.len() {
                    let g = normals(random, b.len());
                    for ((b, root), g) in b.iter_mut().zip(&self.root_excess).zip(g) {
                        b.iter_mut().zip(g).for_each(|(b, g)| *b += root * g);
                    }
                    let shots = random.len();
                    self.solver.start();
                    self.phase = Phase::Solving { shots };
                }
            }
            Phase::Solving { shots } => {
                let shots = *shots;
                if self.solver.steps(&self.matrix, 1)? {
                    self.count_them(shots);
                    self.phase = Phase::Between;
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn count_them(&mut self, shots: usize) {
        let x = self.solver.solutions();
        kernels::add_squares(&self.i, &self.j, &self.root, x, &mut self.squares);
        for ((x, sum), last) in x.iter().zip(&mut self.neuron_squares).zip(&mut self.last) {
            *sum = x.iter().fold(*sum, |sum, x| sum + x * x);
            *last = x[shots.max(1) - 1];
        }
        for Outcome { steps, residual } in &self.solver.outcomes()[..shots] {
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
pub fn excess(
    synapses: impl Iterator<Item = (u32, u32, f64)>,
    leak: &[f64],
) -> Result<Vec<f64>, SnapshotError> {
    if let Some(neuron) = leak.iter().position(|leak| !(*leak > 0.0 && leak.is_finite())) {
        return Err(SnapshotError::BadLeak { neuron, leak: leak[neuron] });
    }
    let mut sums = vec![0.0; leak.len()];
    for (i, j, weight) in synapses {
        sums[i as usize] += weight.abs();
        sums[j as usize] += weight.abs();
    }
    let one = |(neuron, (leak, sum)): (usize, (&f64, f64))| match leak - sum {
        excess if excess >= -ROUNDING * leak => Ok(excess.max(0.0)),
        _ => Err(SnapshotError::NotDominant { neuron, leak: *leak, sum }),
    };
    leak.iter().zip(sums).enumerate().map(one).collect()
}

/// `count` standard normal numbers of each stream; zeros for the streams that are missing.
fn normals(random: &mut [Random], count: usize) -> Vec<Quad> {
    let mut all = vec![Quad::default(); count];
    for (lane, random) in random.iter_mut().enumerate() {
        all.iter_mut().for_each(|g| g[lane] = random.normal());
    }
    all
}

#[cfg(test)]
mod tests {
    // Strategy: beside the exact covariance of small networks, with the error that k snapshots must have: z-scores of all
    // synapses, and its fall with k. Then slices, and what is refused.
    use super::*;
    use crate::network::{Network, generate};
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
        let i: Vec<u32> = network.synapses.iter().map(|synapse| synapse.i).collect();
        let j: Vec<u32> = network.synapses.iter().map(|synapse| synapse.j).collect();
        let weight: Vec<f64> = network.synapses.iter().map(|synapse| synapse.weight).collect();
        let leak = network.leak.clone();
        Snapshots::new(network.n(), (&i, &j, &weight), &leak, seed).unwrap()
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
        let new = |leak: [f64; 3]| Snapshots::new(3, (&[0, 1], &[1, 2], &[1.0, -2.0]), &leak, 1).map(|_| ());
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
        let (i, j): (Vec<u32>, Vec<u32>) = (1..n).map(|i| (i - 1, i)).unzip();
        let mut leak = vec![2.0 + 1e-12; n as usize];
        (leak[0], leak[n as usize - 1]) = (1.0, 1.0);
        let weight = vec![1.0; i.len()];
        let mut snapshots = Snapshots::new(n as usize, (&i, &j, &weight), &leak, 1).unwrap();
        match snapshots.advance(1) {
            Err(SnapshotError::NotSolved(ConjugateError::TooManySteps { steps, residual })) => {
                assert!(steps == MOST_STEPS && residual > TOLERANCE, "{steps} {residual}");
            }
            other => panic!("{other:?}"),
        }
    }
}
