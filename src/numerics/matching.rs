//! Which eigenvalue became which: the one-to-one matching of two spectra with the least total *squared*
//! distance in the complex plane. (The least total distance is often that of many matchings, for example on the
//! real axis, where crossing partners costs nothing; then the largest distance would be anyone's choice.)
//!
//! The assignment problem is solved by the Hungarian method (H. Kuhn, Naval Res. Logist. Quart. 2
//! (1955) 83; J. Munkres, J. SIAM 5 (1957) 32) on *whole numbers*: squares of distances are rounded to a grid
//! much finer than any picture of them. Sums are then exact, so that it surely ends, and the same
//! spectra are matched alike everywhere.

use nalgebra::Complex;
use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;

/// Why two spectra cannot be matched.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum MatchingError {
    /// One is longer than the other.
    #[error("{original} eigenvalues cannot be matched one to one with {pruned}")]
    Lengths { original: usize, pruned: usize },
    /// An eigenvalue is infinite or not a number; its 0-based index in its list.
    #[error("eigenvalue {} is not a finite number", index + 1)]
    NotFinite { index: usize },
}

/// For each of the `original` eigenvalues, the index of its partner among the `pruned` ones.
///
/// The total exceeds the least possible by at most n 2⁻⁷⁵ times the square of the largest coordinate, for up to
/// 2²⁰ eigenvalues. O(n³) time in the worst case and O(n²) memory.
pub fn match_spectra(
    original: &[Complex<f64>],
    pruned: &[Complex<f64>],
) -> Result<Vec<usize>, MatchingError> {
    if original.len() != pruned.len() {
        return Err(MatchingError::Lengths { original: original.len(), pruned: pruned.len() });
    }
    for list in [original, pruned] {
        if let Some(index) = list.iter().position(|z| !(z.re.is_finite() && z.im.is_finite())) {
            return Err(MatchingError::NotFinite { index });
        }
    }
    if original.is_empty() {
        return Ok(Vec::new());
    }
    let distances = on_grid(original, pruned);
    Ok(kuhn_munkres_min(&distances).1)
}

/// Cells of the grid in the square of the largest coordinate. Squares of distances are below 8 of these units, labels
/// below n times that, and their sums over n below 2¹²⁷ for n up to 2²⁰.
const CELLS: f64 = (1_u128 << 76) as f64;

/// The squares of the distances as whole multiples of a power of two times the square of the largest coordinate.
fn on_grid(original: &[Complex<f64>], pruned: &[Complex<f64>]) -> Matrix<i128> {
    let coordinates = original.iter().chain(pruned).flat_map(|z| [z.re.abs(), z.im.abs()]);
    let largest = coordinates.fold(0.0, f64::max);
    let unit = if largest > 0.0 { largest } else { 1.0 };
    Matrix::from_fn(original.len(), pruned.len(), |(i, j)| {
        // Each divided first: differences of the largest numbers would overflow.
        let re = original[i].re / unit - pruned[j].re / unit;
        let im = original[i].im / unit - pruned[j].im / unit;
        ((re * re + im * im) * CELLS).round() as i128
    })
}

#[cfg(test)]
mod tests {
    //! Strategy: permutations that must be recovered, all permutations tried for small n, and the
    //! arrangements in which taking the nearest first is wrong; looks at a distance are counted, not timed.

    use std::cell::Cell;

    use pathfinding::kuhn_munkres::Weights;

    use super::*;
    use crate::numerics::random::{Random, Stream};

    fn spectrum(n: usize, random: &mut Random) -> Vec<Complex<f64>> {
        (0..n).map(|_| Complex::new(random.normal(), random.normal())).collect()
    }

    fn total(original: &[Complex<f64>], pruned: &[Complex<f64>], partners: &[usize]) -> f64 {
        original.iter().zip(partners).map(|(z, j)| (z - pruned[*j]).norm_sqr()).sum()
    }

    /// The least total over all permutations that extend `partners`.
    fn least(original: &[Complex<f64>], pruned: &[Complex<f64>], partners: &mut Vec<usize>) -> f64 {
        if partners.len() == original.len() {
            return total(original, pruned, partners);
        }
        let mut best = f64::INFINITY;
        for j in 0..pruned.len() {
            if !partners.contains(&j) {
                partners.push(j);
                best = best.min(least(original, pruned, partners));
                partners.pop();
            }
        }
        best
    }

    fn real(values: &[f64]) -> Vec<Complex<f64>> {
        values.iter().map(|x| Complex::new(*x, 0.0)).collect()
    }

    #[test]
    fn a_spectrum_matches_itself_and_its_permutations() {
        let mut random = Random::new(1, Stream::Draws);
        for n in [0, 1, 2, 10, 100] {
            let original = spectrum(n, &mut random);
            let identity: Vec<usize> = (0..n).collect();
            assert_eq!(match_spectra(&original, &original).unwrap(), identity);
            let order = random.permutation(n);
            let mut pruned = vec![Complex::ZERO; n];
            for (z, j) in original.iter().zip(&order) {
                pruned[*j as usize] = z + Complex::new(1e-6, -1e-6);
            }
            let expected: Vec<usize> = order.iter().map(|j| *j as usize).collect();
            assert_eq!(match_spectra(&original, &pruned).unwrap(), expected);
        }
    }

    #[test]
    fn no_permutation_of_up_to_six_is_better() {
        let mut random = Random::new(2, Stream::Draws);
        for trial in 0..300 {
            let n = 1 + trial % 6;
            // Every other trial on a coarse grid, which makes ties.
            let round = |z: &mut Complex<f64>| *z = Complex::new(z.re.round(), z.im.round());
            let (mut original, mut pruned) = (spectrum(n, &mut random), spectrum(n, &mut random));
            if trial % 2 == 0 {
                original.iter_mut().chain(&mut pruned).for_each(round);
            }
            let found = total(&original, &pruned, &match_spectra(&original, &pruned).unwrap());
            let best = least(&original, &pruned, &mut Vec::new());
            assert!((found - best).abs() <= 1e-14 * best.max(1.0), "{found} {best}");
        }
    }

    #[test]
    fn the_nearest_first_is_not_always_best() {
        // On a line, 1 -> 0.9 first would leave 0 -> 2 with a total of 4.01 instead of 1.81.
        let (original, pruned) = (real(&[0.0, 1.0]), real(&[2.0, 0.9]));
        assert_eq!(match_spectra(&original, &pruned).unwrap(), [1, 0]);
        // A chain in which every nearest neighbour is the wrong one.
        let original = [Complex::new(0.0, 0.0), Complex::new(1.0, 0.0), Complex::new(0.5, 0.8)];
        let pruned = [Complex::new(0.9, 0.1), Complex::new(0.6, 0.8), Complex::new(0.5, 3.0)];
        let found = total(&original, &pruned, &match_spectra(&original, &pruned).unwrap());
        assert!((found - least(&original, &pruned, &mut Vec::new())).abs() < 1e-14);
    }

    #[test]
    fn the_ends_of_the_range_of_numbers_are_safe() {
        for unit in [f64::MAX, 1e-300, f64::from_bits(1)] {
            let original = real(&[-unit, unit, 0.0]);
            assert_eq!(match_spectra(&original, &real(&[0.0, -unit, unit])).unwrap(), [1, 2, 0]);
        }
        assert_eq!(match_spectra(&real(&[0.0, 0.0]), &real(&[0.0, -0.0])).unwrap().len(), 2);
    }

    /// Distances that count how often they are looked at.
    struct Counted<'a> {
        distances: Matrix<i128>,
        looks: &'a Cell<u64>,
    }

    impl Weights<i128> for Counted<'_> {
        fn rows(&self) -> usize {
            self.distances.rows
        }
        fn columns(&self) -> usize {
            self.distances.columns
        }
        fn at(&self, row: usize, col: usize) -> i128 {
            self.looks.set(self.looks.get() + 1);
            self.distances[(row, col)]
        }
        fn neg(&self) -> Self {
            Counted { distances: -self.distances.clone(), looks: self.looks }
        }
    }

    #[test]
    fn the_work_grows_no_faster_than_n_cubed() {
        let mut random = Random::new(3, Stream::Draws);
        for n in [50, 100, 200, 400] {
            let original = spectrum(n, &mut random);
            // Far away and all alike: the labels climb as high as they can.
            let pruned: Vec<_> = spectrum(n, &mut random).iter().map(|z| z * 1e-3 + 1e3).collect();
            let looks = Cell::new(0);
            let counted = Counted { distances: on_grid(&original, &pruned), looks: &looks };
            assert_eq!(kuhn_munkres_min(&counted).1, match_spectra(&original, &pruned).unwrap());
            let share = looks.get() as f64 / (n as f64).powi(3);
            assert!(share < 0.5, "{n}: {share}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let one = real(&[1.0, 2.0]);
        assert_eq!(match_spectra(&one, &one[..1]), Err(MatchingError::Lengths { original: 2, pruned: 1 }));
        let bad = [Complex::ZERO, Complex::new(0.0, f64::NAN)];
        assert_eq!(match_spectra(&one, &bad), Err(MatchingError::NotFinite { index: 1 }));
    }
}
