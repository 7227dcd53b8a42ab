//! An interval that holds the spectrum of a large symmetric matrix, tighter than Gershgorin's.

use nalgebra::DMatrix;

use super::random::{Random, Stream};
use super::sparse::Sparse;
use super::symmetric;

/// Products.
const STEPS: usize = 30;
/// The interval is wider than what was found by so much of it, on each side.
const MARGIN: f64 = 0.01;
/// The number of its random stream: after those of other probes of the same seed.
const ROUND: usize = 1 << 20;

/// Lanczos's method for the ends of a spectrum, one product a step. It is not proved that the interval holds all: an
/// eigenvector that the first, random vector has next to nothing of is missed.
#[derive(Clone, Debug)]
pub struct Edges {
    now: Vec<f64>,
    before: Vec<f64>,
    diagonal: Vec<f64>,
    off: Vec<f64>,
}

impl Edges {
    /// For `a`, from a vector that `seed` decides.
    pub fn new(a: &Sparse, seed: u32) -> Edges {
        let mut random = Random::of_round(seed, Stream::Probes, ROUND);
        let mut now: Vec<f64> = (0..a.n()).map(|_| random.normal()).collect();
        let length = dot(&now, &now).sqrt();
        now.iter_mut().for_each(|x| *x /= length);
        Edges { before: vec![0.0; now.len()], now, diagonal: Vec::new(), off: Vec::new() }
    }

    /// One product with `a`; the interval after the last one.
    pub fn step(&mut self, a: &Sparse) -> Option<(f64, f64)> {
        let mut next = vec![0.0; a.n()];
        a.times(&self.now, &mut next);
        let along = dot(&next, &self.now);
        let back = self.off.last().copied().unwrap_or(0.0);
        for ((next, now), before) in next.iter_mut().zip(&self.now).zip(&self.before) {
            *next -= along * now + back * before;
        }
        let length = dot(&next, &next).sqrt();
        self.diagonal.push(along);
        self.off.push(length);
        let (low, high) = a.bounds();
        let is_spent = length <= 1e-12 * (high - low);
        if self.diagonal.len() < STEPS.min(a.n()) && !is_spent {
            next.iter_mut().for_each(|x| *x /= length);
            self.before = std::mem::replace(&mut self.now, next);
            return None;
        }
        let (least, most) = self.ends();
        let margin = MARGIN * (most - least);
        // What a vector that ended early has missed may be anywhere.
        let (least, most) = if is_spent { (low, high) } else { (least - margin, most + margin) };
        Some((least.max(low), most.min(high)))
    }

    /// The ends of the spectrum of the tridiagonal matrix, each with its error: |off · last component of its vector|.
    fn ends(&self) -> (f64, f64) {
        let n = self.diagonal.len();
        let t = DMatrix::from_fn(n, n, |i, j| match i.abs_diff(j) {
            0 => self.diagonal[i],
            1 => self.off[i.min(j)],
            _ => 0.0,
        });
        let modes = symmetric::modes(&t);
        let error = |k: usize| (self.off[n - 1] * modes.vectors[(n - 1, k)]).abs();
        (modes.values[0] - error(0), modes.values[n - 1] + error(n - 1))
    }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Network, generate};
    use crate::params::Sizes;

    fn edges(a: &DMatrix<f64>) -> (f64, f64) {
        let a = Sparse::from_dense(a);
        let mut edges = Edges::new(&a, 1);
        (0..STEPS).find_map(|_| edges.step(&a)).unwrap()
    }

    #[test]
    fn they_hold_the_spectrum_more_tightly_than_the_rows() {
        let random = &mut Random::new(1, Stream::Network);
        let w = generate::clustered(300, &Sizes::new(&[5, 1, 4]), 2.5, random).unwrap();
        let a = -Network::from_weights(w, 0.01).unwrap().a();
        let values = symmetric::eigenvalues(&a);
        let ((low, high), (least, most)) = (edges(&a), (values[0], values[299]));
        assert!(low <= least && high >= most, "{low} {high} around {least} {most}");
        assert!(high - low < 1.1 * (most - least));
        assert!(Sparse::from_dense(&a).bounds().1 > 1.2 * high);
    }

    #[test]
    fn small_and_plain_matrices_have_edges_too() {
        for (a, least, most) in [
            (DMatrix::from_diagonal_element(4, 4, 2.0), 2.0, 2.0),
            (DMatrix::from_element(3, 3, 1.0), 0.0, 3.0),
            (DMatrix::zeros(2, 2), 0.0, 0.0),
            (DMatrix::from_element(1, 1, -7.0), -7.0, -7.0),
        ] {
            let (low, high) = edges(&a);
            assert!(low <= least + 1e-14 && high >= most - 1e-14, "{low} {high} around {least} {most}");
        }
    }
}
