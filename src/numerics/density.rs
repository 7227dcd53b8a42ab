//! The density of the spectrum of a symmetric matrix that is too large for its eigenvalues, by the kernel polynomial method
//! (A. Weiße, G. Wellein, A. Alvermann, H. Fehske, Rev. Mod. Phys. 78, 2006, 275).
//!
//! With the spectrum scaled to (−1, 1) by H = (A − c)/e, the moments μ_k = tr T_k(H) / n of Chebyshev's polynomials are
//! estimated by means of v'T_k(H) v over vectors v of random signs. Two moments come from each product:
//! with t_k = T_k(H) v,
//!
//! ```text
//! μ_2k = 2 t_k't_k − μ_0,     μ_2k+1 = 2 t_k+1't_k − μ_1
//! ```
//!
//! The share of eigenvalues up to x = cos θ is then 1 − θ/π − (2/π) Σ g_k μ_k sin(kθ)/k, where Jackson's g_k take the ripples
//! out of the cut sum: each eigenvalue counts as a bell of width π/300 of half the spectrum, narrower towards the ends. Where
//! many eigenvalues are equal, the true share jumps, and this one climbs over that width.

use std::f64::consts::PI;

use noise_prune_linalg::sparse as kernels;

use super::edges::Edges;
use super::random::{Random, Stream};
use super::sparse::Sparse;

/// Moments, two for each product.
const MOMENTS: usize = 300;
/// Random vectors, at least: as many as are multiplied at a time.
const VECTORS: usize = 12;
/// Random vectors times rows, at least. The error of the share is at most √(1/2) over the root of it: 0.0025.
const SAMPLES: usize = 80_000;
/// Points at which the share is tabulated: several within a width.
const TABLE: usize = 4096;

/// A number for each of [`VECTORS`].
type Block = kernels::Twelve;

/// The density of a spectrum. It is complete when [`Density::step`] says so.
#[derive(Clone, Debug)]
pub struct Density {
    seed: u32,
    /// Times [`VECTORS`] that are wanted, and that are done.
    wanted: usize,
    done: usize,
    phase: Phase,
    /// An interval (c − e, c + e) that holds the spectrum.
    centre: f64,
    half: f64,
    /// Sums of v'T_k(H) v over the vectors that are done.
    sums: Vec<f64>,
    /// The share of eigenvalues up to c − e cos(π j / TABLE), for j from 0 to TABLE.
    table: Vec<f64>,
}

#[derive(Clone, Debug)]
enum Phase {
    Edges(Box<Edges>),
    /// t_k and t_k−1 of so many vectors, and what they have given so far.
    Moments {
        k: usize,
        now: Vec<Block>,
        before: Vec<Block>,
        moments: Vec<Block>,
    },
    Done,
}

impl Density {
    /// Of the spectrum of `a`, by vectors that `seed` decides. Takes no time yet.
    pub fn new(a: &Sparse, seed: u32) -> Density {
        let phase = if a.n() == 0 { Phase::Done } else { Phase::Edges(Box::new(Edges::new(a, seed))) };
        Density {
            seed,
            wanted: SAMPLES.div_ceil(a.n().max(1)).div_ceil(VECTORS).max(1),
            done: 0,
            phase,
            centre: 0.0,
            half: 1.0,
            sums: vec![0.0; MOMENTS],
            table: Vec::new(),
        }
    }

    /// All of it: O(m) for each of 150 products with twelve vectors, of more in matrices of fewer than 6,667 rows.
    pub fn whole(a: &Sparse, seed: u32) -> Density {
        let mut density = Density::new(a, seed);
        while !density.step(a) {}
        density
    }

    /// One product with `a`, the matrix that it was made for. Returns whether that was the last one.
    pub fn step(&mut self, a: &Sparse) -> bool {
        match &mut self.phase {
            Phase::Edges(edges) => {
                if let Some((low, high)) = edges.step(a) {
                    self.between(a, low, high);
                }
            }
            Phase::Moments { k, now, before, moments } => {
                let scale = (self.centre, self.half);
                let [mut square, mut product] = kernels::chebyshev_twelve(a.rows(), scale, now, before);
                if *k == 0 {
                    // T_1 = H, the half of what the recurrence makes from nothing.
                    let t = before.as_flattened_mut().as_flattened_mut();
                    t.iter_mut().chain(product.as_flattened_mut()).for_each(|t| *t *= 0.5);
                } else {
                    let twice = |mut sum: Block, less: Block| {
                        let both = sum.as_flattened_mut().iter_mut().zip(less.as_flattened());
                        both.for_each(|(sum, less)| *sum = 2.0 * *sum - less);
                        sum
                    };
                    // An eigenvalue outside of the interval: its T_k grow without bound.
                    let mut both = square.as_flattened().iter().zip(moments[0].as_flattened());
                    if both.any(|(square, first)| *square > first * (1.0 + 1e-6)) {
                        let (low, high) = a.bounds();
                        self.between(a, low, high);
                        return false;
                    }
                    (square, product) = (twice(square, moments[0]), twice(product, moments[1]));
                }
                moments.extend([square, product]);
                std::mem::swap(now, before);
                *k += 1;
                if moments.len() >= MOMENTS {
                    for (sum, block) in self.sums.iter_mut().zip(moments) {
                        *sum += block.as_flattened().iter().sum::<f64>();
                    }
                    self.done += 1;
                    self.next(a.n());
                }
            }
            Phase::Done => {}
        }
        matches!(self.phase, Phase::Done)
    }

    /// How much of it is done, 0 to 1.
    pub fn progress(&self) -> f64 {
        let part = match &self.phase {
            Phase::Moments { moments, .. } => moments.len() as f64 / MOMENTS as f64,
            _ => 0.0,
        };
        ((self.done as f64 + part) / self.wanted as f64).min(1.0)
    }

    /// Begins with the moments on an interval that holds the spectrum.
    fn between(&mut self, a: &Sparse, low: f64, high: f64) {
        self.centre = 0.5 * (low + high);
        // An eigenvalue at the very end would be as good as outside; and all of them may be equal.
        self.half = 0.5 * (high - low) * 1.005 + f64::EPSILON * (low.abs() + high.abs()) + f64::MIN_POSITIVE;
        self.sums.fill(0.0);
        self.done = 0;
        self.next(a.n());
    }

    fn next(&mut self, n: usize) {
        if self.done < self.wanted {
            let mut random = Random::of_round(self.seed, Stream::Probes, self.done);
            let mut sign = || if random.uniform() < 0.5 { -1.0 } else { 1.0 };
            let mut now = vec![Block::default(); n];
            now.as_flattened_mut().as_flattened_mut().iter_mut().for_each(|x| *x = sign());
            let before = vec![Block::default(); n];
            self.phase = Phase::Moments { k: 0, now, before, moments: Vec::with_capacity(MOMENTS) };
        } else {
            self.phase = Phase::Done;
            self.table = table(&self.sums);
        }
    }

    /// The interval that holds the spectrum.
    pub fn bounds(&self) -> (f64, f64) {
        (self.centre - self.half, self.centre + self.half)
    }

    /// The width of the bell that an eigenvalue in the middle of the spectrum counts as (its standard deviation).
    pub fn width(&self) -> f64 {
        self.half * PI / MOMENTS as f64
    }

    /// The share of eigenvalues ≤ x, 0 to 1; 0 before it is complete.
    pub fn cumulative(&self, x: f64) -> f64 {
        let Some(last) = self.table.len().checked_sub(1) else { return 0.0 };
        let cosine = ((self.centre - x) / self.half).clamp(-1.0, 1.0);
        let at = libm::acos(cosine) / PI * last as f64;
        let below = (at as usize).min(last - 1);
        let part = at - below as f64;
        self.table[below] + part * (self.table[below + 1] - self.table[below])
    }

    /// `count` numbers that lie in the spectrum as its eigenvalues do, ascending: those with shares of ½/count, 1½/count, …;
    /// none before it is complete.
    pub fn quantiles(&self, count: usize) -> Vec<f64> {
        let Some(last) = self.table.len().checked_sub(1) else { return Vec::new() };
        let mut j = 0;
        let at = |k: usize| {
            let share = (k as f64 + 0.5) / count as f64;
            while j + 1 < last && self.table[j + 1] < share {
                j += 1;
            }
            let climb = self.table[j + 1] - self.table[j];
            let part = if climb > 0.0 { ((share - self.table[j]) / climb).clamp(0.0, 1.0) } else { 0.0 };
            self.centre - self.half * libm::cos(PI * (j as f64 + part) / last as f64)
        };
        (0..count).map(at).collect()
    }

    /// The density at `points` places over [`Density::bounds`], each the mean around its place: (eigenvalue, share of all
    /// eigenvalues per unit).
    pub fn values(&self, points: usize) -> Vec<(f64, f64)> {
        let (low, high) = self.bounds();
        let step = (high - low) / points as f64;
        let end = |p: usize| low + step * p as f64;
        let one = |p: usize| {
            let share = self.cumulative(end(p + 1)) - self.cumulative(end(p));
            (end(p) + 0.5 * step, share / step)
        };
        (0..points).map(one).collect()
    }
}

/// The shares, from sums of moments.
fn table(sums: &[f64]) -> Vec<f64> {
    let most = sums.len() as f64 + 1.0;
    // Jackson's kernel, equation (71) of the review.
    let jackson = |k: f64| {
        let q = PI / most;
        ((most - k) * libm::cos(q * k) + libm::sin(q * k) * libm::cos(q) / libm::sin(q)) / most
    };
    let weight = |k: usize| jackson(k as f64) * sums[k] / sums[0] / k as f64;
    let weights: Vec<f64> = (1..sums.len()).map(weight).collect();
    let sine: Vec<f64> = (0..2 * TABLE).map(|at| libm::sin(PI * at as f64 / TABLE as f64)).collect();
    // x = −cos φ with φ = π − θ, for which sin kθ = −(−1)^k sin kφ.
    let share = |j: usize| {
        let terms = weights.iter().enumerate().map(|(k, weight)| {
            let value = weight * sine[(k + 1) * j % (2 * TABLE)];
            if k % 2 == 0 { -value } else { value }
        });
        j as f64 / TABLE as f64 + 2.0 / PI * terms.sum::<f64>()
    };
    let mut table: Vec<f64> = (0..=TABLE).map(share).collect();
    // Rounding must not make it fall.
    let mut most = 0.0;
    for share in &mut table {
        most = share.clamp(most, 1.0);
        *share = most;
    }
    table
}

#[cfg(test)]
mod tests {
    // Strategy: the share up to each eigenvalue of dense matrices; means where eigenvalues are equal; the end cases.
    use super::*;
    use crate::network::{Network, generate};
    use crate::numerics::symmetric;
    use crate::params::{Sizes, Ways};
    use nalgebra::DMatrix;

    /// −A and its eigenvalues.
    fn dense(weights: DMatrix<f64>, excess: f64) -> (Sparse, Vec<f64>) {
        let a = -Network::from_weights(weights, excess).unwrap().a();
        (Sparse::from_dense(&a), symmetric::eigenvalues(&a))
    }

    fn random() -> Random {
        Random::new(3, Stream::Network)
    }

    #[test]
    fn the_share_is_that_of_the_dense_spectrum() {
        let clustered = |n| generate::clustered(n, &Sizes::new(&[5, 1, 4]), 2.5, &mut random()).unwrap();
        let networks = [
            ("clustered", clustered(500), 0.0),
            ("clustered", clustered(1000), 0.01),
            ("small world", generate::small_world(1000, 10, 0.2, &mut random()).dense(), 0.01),
            ("random", generate::random(500, 0.03, &mut random()), 0.01),
        ];
        for (name, weights, excess) in networks {
            let n = weights.nrows();
            let (a, eigenvalues) = dense(weights, excess);
            let density = Density::whole(&a, 1);
            for (k, value) in eigenvalues.iter().enumerate() {
                let error = density.cumulative(*value) - (k as f64 + 0.5) / n as f64;
                assert!(error.abs() < 0.01, "{name} {n}: {error} at {value}");
            }
            let (low, high) = density.bounds();
            assert!(low < eigenvalues[0] && high > eigenvalues[n - 1]);
            // Quantiles are the shares' inverse, and nearly the eigenvalues themselves.
            let quantiles = density.quantiles(n);
            for (k, value) in quantiles.iter().enumerate() {
                assert!((density.cumulative(*value) - (k as f64 + 0.5) / n as f64).abs() < 1e-6);
            }
            let between =
                quantiles.iter().zip(&eigenvalues).map(|(x, y)| (x - y).abs()).sum::<f64>() / n as f64;
            assert!(between < density.width(), "{name} {n}: {between} of {}", density.width());
            let total: f64 = density.values(77).iter().map(|(_, share)| share * (high - low) / 77.0).sum();
            assert!((total - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn many_equal_eigenvalues_make_a_climb_of_the_width() {
        // The ring's spectrum ends in peaks, and the complete graph has n − 1 equal eigenvalues and one by itself.
        let (ring, values) = dense(generate::ring(600, 6, Ways::Both).dense(), 0.01);
        let density = Density::whole(&ring, 1);
        let count = |x: f64| values.partition_point(|value| *value <= x) as f64 / 600.0;
        for at in 0..100 {
            let x = 0.16 * f64::from(at);
            let (low, high) = (count(x - 2.0 * density.width()), count(x + 2.0 * density.width()));
            let share = density.cumulative(x);
            assert!(share > low - 0.01 && share < high + 0.01, "{share} of {low} to {high} at {x}");
        }
        let (complete, values) = dense(generate::complete(200), 0.01);
        let density = Density::whole(&complete, 1);
        let most = values[199];
        assert!(density.cumulative(most + 4.0 * density.width()) > 0.998);
        assert!((density.cumulative(most) - 0.5).abs() < 0.02);
        assert!((density.cumulative(most - 4.0 * density.width()) - 0.005).abs() < 0.008);
    }

    #[test]
    fn matrices_without_a_spectrum_to_speak_of() {
        let none = Density::whole(&Sparse::from_dense(&DMatrix::zeros(0, 0)), 1);
        assert_eq!((none.cumulative(1.0), none.quantiles(3)), (0.0, Vec::new()));
        for value in [0.0, 1.0, -3.0, 1e50, 1e-50] {
            let one = Density::whole(&Sparse::from_dense(&DMatrix::from_diagonal_element(5, 5, value)), 1);
            let near = 1e-9 * value.abs() + 1e-100;
            assert!(
                one.quantiles(5).iter().all(|x| (x - value).abs() <= near),
                "{value}: {:?}",
                one.quantiles(5)
            );
            assert_eq!((one.cumulative(value - near), one.cumulative(value + near)), (0.0, 1.0));
        }
    }

    #[test]
    fn an_eigenvalue_that_the_edges_missed_is_noticed() {
        let (a, values) = dense(generate::ring(300, 4, Ways::Both).dense(), 0.01);
        let mut density = Density::new(&a, 1);
        density.between(&a, 1.0, 4.0);
        while !density.step(&a) {}
        let (low, high) = density.bounds();
        assert!(low < values[0] && high > values[299], "{low} {high}");
        assert_eq!(density.progress(), 1.0);
    }
}
