//! Places for the neurons of a network by the forces of springs, which is most of what a small network waits for.

/// Pairs of neurons that all rounds together may visit: 10⁷ take about 0.05 s in wasm.
const PAIR_BUDGET: usize = 12_000_000;
/// In a larger network, each neuron is repelled by so many others, at distances in their order that are drawn anew in each
/// round, in place of all (after R. Gove, IEEE Trans. Vis. Comput. Graph. 25, 2019, 2793), …
const REPELLED_BY: usize = 100;
/// … and so many of its synapses, others in each round, pull in place of all.
const PULLS: usize = 60_000;
/// Pull of the middle. Weaker, and clusters shrink to dots far apart; stronger, and they touch.
const GRAVITY: f64 = 2.0;
/// Rounds of forces, …
const ROUNDS: usize = 50;
/// … the longest step in the first of them, …
const LONGEST: f64 = 0.1;
/// … and rounds of smoothing before them, …
const SMOOTHINGS: usize = 60;
/// … which visit so many synapses in all, at most.
const SMOOTHED: usize = 5_000_000;

/// Two neurons, and how strongly they pull at each other.
type Pull = (usize, usize, f64);

/// Places of `n` neurons in the unit square; `random` gives numbers uniform on [0, 1). O(n²) up to some 1,000 neurons, then
/// O(n), and O(m) for m pulls.
pub fn place(n: usize, pulls: &[Pull], random: &mut dyn FnMut() -> f64) -> Vec<(f64, f64)> {
    let spacing = (1.0 / n as f64).sqrt();
    let mut at = smooth(n, pulls, random);
    // Where numbers have 32 bits, the square of 65,536 would be none.
    let rounds = ROUNDS.min(PAIR_BUDGET / (n.saturating_mul(n) / 2 + 1));
    let sampled = rounds < ROUNDS / 2;
    let rounds = if sampled { ROUNDS } else { rounds };
    for round in 0..rounds {
        let cooling = 1.0 - round as f64 / rounds as f64;
        let moves = match sampled {
            true => sampled_moves(&at, pulls, spacing, round, random),
            false => moves(&at, pulls, spacing),
        };
        let longest = LONGEST * cooling * cooling + 1e-4;
        for (at, (dx, dy)) in at.iter_mut().zip(moves) {
            let length = (dx * dx + dy * dy).sqrt().max(1e-12);
            let step = length.min(longest) / length;
            *at = (at.0 + dx * step, at.1 + dy * step);
        }
    }
    to_unit_square(at)
}

/// Where forces begin: random numbers, smoothed along the synapses until what is left of them are mostly the two slowest
/// patterns in which activity spreads over the network, and scaled to the unit square.
fn smooth(n: usize, pulls: &[Pull], random: &mut dyn FnMut() -> f64) -> Vec<(f64, f64)> {
    let mut x: Vec<(f64, f64)> = (0..n).map(|_| (random() - 0.5, random() - 0.5)).collect();
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

fn moves(at: &[(f64, f64)], pulls: &[Pull], spacing: f64) -> Vec<(f64, f64)> {
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
    pulls: &[Pull],
    spacing: f64,
    round: usize,
    random: &mut dyn FnMut() -> f64,
) -> Vec<(f64, f64)> {
    let n = at.len();
    let mut forces = Forces::new(at, spacing);
    for _ in 0..REPELLED_BY {
        let distance = (random() * n as f64) as usize;
        for i in 0..n {
            let j = if i + distance < n { i + distance } else { i + distance - n };
            forces.repel(i, j, n as f64 / (2 * REPELLED_BY) as f64);
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
