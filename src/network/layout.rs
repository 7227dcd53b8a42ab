//! Places for the neurons in the unit square, so that clusters can be seen.

use super::{Arrangement, Network};
use crate::numerics::random::{Random, Stream};

/// Pairs of neurons that all rounds together may visit: 10⁷ take about 0.05 s in wasm.
const PAIR_BUDGET: usize = 12_000_000;
/// In a larger network, each neuron is repelled by so many others, drawn anew in each round, in place of all (R. Gove,
/// IEEE Trans. Vis. Comput. Graph. 25, 2019, 2793), …
const REPELLED_BY: usize = 100;
/// … and so many of its synapses, others in each round, pull in place of all.
const PULLS: usize = 60_000;
/// Pull of the middle. Weaker, and clusters shrink to dots far apart; stronger, and they touch.
const GRAVITY: f64 = 2.0;
/// A network is placed the same way whatever the run's seed is.
const SEED: u32 = 1;
/// Rounds of forces, …
const ROUNDS: usize = 50;
/// … the longest step in the first of them, …
const LONGEST: f64 = 0.1;
/// … and rounds of smoothing before them, …
const SMOOTHINGS: usize = 60;
/// … which visit so many synapses in all, at most.
const SMOOTHED: usize = 5_000_000;

/// (x, y) of each neuron, in [0, 1]; the same for the same network on every machine.
///
/// `Arrangement::Forces` is the spring embedder of Fruchterman & Reingold (Software: Practice and
/// Experience 21, 1991, 1129): neurons repel each other, synapses pull in proportion to |w|, a weak
/// pull to the middle keeps separate components in view, and steps shrink from round to round.
pub fn place(network: &Network) -> Vec<(f64, f64)> {
    match network.arrangement {
        Arrangement::Circle => circle(network.n()),
        Arrangement::Forces => to_unit_square(forces(network)),
    }
}

fn circle(n: usize) -> Vec<(f64, f64)> {
    let angle = |i: usize| std::f64::consts::TAU * i as f64 / n as f64;
    (0..n).map(|i| (0.5 + 0.5 * libm::sin(angle(i)), 0.5 - 0.5 * libm::cos(angle(i)))).collect()
}

fn forces(network: &Network) -> Vec<(f64, f64)> {
    let n = network.n();
    let mut random = Random::new(SEED, Stream::Layout);
    let spacing = (1.0 / n as f64).sqrt();
    let pulls = pulls(network);
    let mut at = smooth(n, &pulls, &mut random);
    let rounds = ROUNDS.min(PAIR_BUDGET / (n * n / 2 + 1));
    let sampled = rounds < ROUNDS / 2;
    let rounds = if sampled { ROUNDS } else { rounds };
    for round in 0..rounds {
        let cooling = 1.0 - round as f64 / rounds as f64;
        let moves = match sampled {
            true => sampled_moves(&at, &pulls, spacing, round, &mut random),
            false => moves(&at, &pulls, spacing),
        };
        let longest = LONGEST * cooling * cooling + 1e-4;
        for (at, (dx, dy)) in at.iter_mut().zip(moves) {
            let length = (dx * dx + dy * dy).sqrt().max(1e-12);
            let step = length.min(longest) / length;
            *at = (at.0 + dx * step, at.1 + dy * step);
        }
    }
    at
}

/// Where forces begin: random numbers, smoothed along the synapses until what is left of them are mostly the two slowest
/// patterns in which activity spreads over the network, and scaled to the unit square.
fn smooth(n: usize, pulls: &[(usize, usize, f64)], random: &mut Random) -> Vec<(f64, f64)> {
    let mut x: Vec<(f64, f64)> = (0..n).map(|_| (random.uniform() - 0.5, random.uniform() - 0.5)).collect();
    let mut weight = vec![0.0; n];
    for &(i, j, strength) in pulls {
        weight[i] += strength;
        weight[j] += strength;
    }
    for _ in 0..SMOOTHINGS.min(SMOOTHED / pulls.len().max(1)).max(10) {
        let mut sum = vec![(0.0, 0.0); n];
        for &(i, j, strength) in pulls {
            sum[i] = (sum[i].0 + strength * x[j].0, sum[i].1 + strength * x[j].1);
            sum[j] = (sum[j].0 + strength * x[i].0, sum[j].1 + strength * x[i].1);
        }
        for ((x, sum), weight) in x.iter_mut().zip(sum).zip(&weight) {
            if *weight > 0.0 {
                *x = (0.5 * (x.0 + sum.0 / weight), 0.5 * (x.1 + sum.1 / weight));
            }
        }
        upright(&mut x);
    }
    to_unit_square(x)
}

/// Both coordinates with mean 0 and length 1, and without each other.
fn upright(x: &mut [(f64, f64)]) {
    let n = x.len() as f64;
    let sum = x.iter().fold((0.0, 0.0), |sum, x| (sum.0 + x.0, sum.1 + x.1));
    x.iter_mut().for_each(|x| *x = (x.0 - sum.0 / n, x.1 - sum.1 / n));
    let unit = |square: f64| 1.0 / square.sqrt().max(1e-300);
    let first = unit(x.iter().map(|x| x.0 * x.0).sum());
    x.iter_mut().for_each(|x| x.0 *= first);
    let shared: f64 = x.iter().map(|x| x.0 * x.1).sum();
    x.iter_mut().for_each(|x| x.1 -= shared * x.0);
    let second = unit(x.iter().map(|x| x.1 * x.1).sum());
    x.iter_mut().for_each(|x| x.1 *= second);
}

/// (i, j, strength) of each synapse; strengths are relative to what the neurons receive in all, so
/// that dense clusters do not collapse to a point.
fn pulls(network: &Network) -> Vec<(usize, usize, f64)> {
    let mut total = vec![0.0; network.n()];
    for synapse in &network.synapses {
        let (i, j) = synapse.at();
        total[i] += synapse.weight.abs();
        total[j] += synapse.weight.abs();
    }
    let relative = |i: usize, j: usize, w: f64| w.abs() / (total[i] * total[j]).sqrt();
    network.synapses.iter().map(|s| (s.at().0, s.at().1, relative(s.at().0, s.at().1, s.weight))).collect()
}

fn moves(at: &[(f64, f64)], pulls: &[(usize, usize, f64)], spacing: f64) -> Vec<(f64, f64)> {
    let mut forces = Forces::new(at, spacing);
    for i in 0..at.len() {
        for j in i + 1..at.len() {
            forces.repel(i, j, 1.0);
        }
    }
    for &(i, j, strength) in pulls {
        forces.pull(i, j, strength);
    }
    forces.moves
}

/// The same in expectation, from some of the pairs and some of the synapses.
fn sampled_moves(
    at: &[(f64, f64)],
    pulls: &[(usize, usize, f64)],
    spacing: f64,
    round: usize,
    random: &mut Random,
) -> Vec<(f64, f64)> {
    let n = at.len();
    let mut forces = Forces::new(at, spacing);
    for i in 0..n {
        for _ in 0..REPELLED_BY {
            forces.repel(i, random.below(n), n as f64 / (2 * REPELLED_BY) as f64);
        }
    }
    let every = pulls.len().div_ceil(PULLS).max(1);
    for &(i, j, strength) in pulls.iter().skip(round % every).step_by(every) {
        forces.pull(i, j, strength * every as f64);
    }
    forces.moves
}

/// Where neurons are drawn to in a round.
struct Forces<'a> {
    at: &'a [(f64, f64)],
    spacing: f64,
    moves: Vec<(f64, f64)>,
}

impl Forces<'_> {
    fn new(at: &[(f64, f64)], spacing: f64) -> Forces<'_> {
        let moves = at.iter().map(|(x, y)| (GRAVITY * (0.5 - x), GRAVITY * (0.5 - y))).collect();
        Forces { at, spacing, moves }
    }

    fn repel(&mut self, i: usize, j: usize, times: f64) {
        let (dx, dy) = self.between(i, j);
        let strength = self.spacing * self.spacing / (dx * dx + dy * dy + 1e-6);
        self.push(i, j, times * strength, dx, dy);
    }

    fn pull(&mut self, i: usize, j: usize, strength: f64) {
        let (dx, dy) = self.between(i, j);
        let distance = (dx * dx + dy * dy).sqrt();
        self.push(i, j, -4.0 * strength * distance / self.spacing, dx, dy);
    }

    fn between(&self, i: usize, j: usize) -> (f64, f64) {
        (self.at[i].0 - self.at[j].0, self.at[i].1 - self.at[j].1)
    }

    fn push(&mut self, i: usize, j: usize, strength: f64, dx: f64, dy: f64) {
        let moves = &mut self.moves;
        moves[i] = (moves[i].0 + strength * dx, moves[i].1 + strength * dy);
        moves[j] = (moves[j].0 - strength * dx, moves[j].1 - strength * dy);
    }
}

fn to_unit_square(mut at: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let low = at.iter().fold((f64::MAX, f64::MAX), |low, p| (low.0.min(p.0), low.1.min(p.1)));
    let high = at.iter().fold((f64::MIN, f64::MIN), |high, p| (high.0.max(p.0), high.1.max(p.1)));
    let size = (high.0 - low.0).max(high.1 - low.1).max(1e-12);
    let middle = (0.5 * (low.0 + high.0), 0.5 * (low.1 + high.1));
    for p in &mut at {
        // Clamped, for rounding may leave the outermost a hair outside.
        *p = [p.0 - middle.0, p.1 - middle.1].map(|x| (0.5 + x / size).clamp(0.0, 1.0)).into();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::{Net, Params};

    #[test]
    fn neurons_of_a_cluster_lie_closer_than_those_of_two() {
        for n in [40, 41] {
            let network = Network::from_params(&Params { n, ..Params::defaults(Net::Barbell) }).unwrap();
            let at = place(&network);
            let mean = |pairs: Vec<(usize, usize)>| {
                let sum: f64 =
                    pairs.iter().map(|(i, j)| (at[*i].0 - at[*j].0).hypot(at[*i].1 - at[*j].1)).sum();
                sum / pairs.len() as f64
            };
            let inside = mean((0..20).flat_map(|j| (0..j).map(move |i| (i, j))).collect());
            let across = mean((0..20).flat_map(|i| (20..n).map(move |j| (i, j))).collect());
            assert!(across > 1.5 * inside, "{across} against {inside}");
        }
    }

    /// Clusters of a network so large that forces are sampled are still apart.
    #[test]
    fn clusters_of_a_large_network_lie_apart() {
        let network = Network::from_params(&Params { n: 800, ..Params::defaults(Net::Clustered) }).unwrap();
        let at = place(&network);
        let middle = |of: std::ops::Range<usize>| {
            let count = of.len() as f64;
            let sum = at[of].iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
            (sum.0 / count, sum.1 / count)
        };
        let (first, last) = (middle(0..400), middle(480..800));
        let spread = at[..400].iter().map(|p| (p.0 - first.0).hypot(p.1 - first.1)).sum::<f64>() / 400.0;
        let apart = (first.0 - last.0).hypot(first.1 - last.1);
        assert!(apart > 2.0 * spread, "{apart} apart, {spread} wide");
    }

    #[test]
    fn places_are_finite_and_inside_the_square() {
        for &net in Net::ALL.iter().filter(|net| **net != Net::File) {
            let network = Network::from_params(&Params::defaults(net)).unwrap();
            let at = place(&network);
            assert_eq!(at.len(), network.n());
            assert!(at.iter().all(|p| (0.0..=1.0).contains(&p.0) && (0.0..=1.0).contains(&p.1)));
        }
    }
}
