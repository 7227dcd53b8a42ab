//! Extreme eigenvalues of a symmetric matrix that is too large for its whole spectrum.

use nalgebra::DMatrix;

/// Steps, at most.
const MOST: usize = 300;
/// The eigenvalue is looked at after so many steps each.
const EVERY: usize = 5;
/// It is found when two looks differ by no more than this, relatively: from one to the next its error falls manyfold.
const SAME: f64 = 1e-15;

/// The largest eigenvalue of a symmetric matrix of finite entries, to rounding or as near as [`MOST`] steps come; 0 of an
/// empty one.
///
/// By Lanczos's method, where each new vector is made orthogonal to all before it (B. N. Parlett, The Symmetric Eigenvalue
/// Problem, 1980, chapter 13). O(n²) for a step.
pub fn largest_eigenvalue(a: &DMatrix<f64>) -> f64 {
    largest_eigenvalue_of(a.nrows(), |x| product(a, x))
}

/// The same of the n × n matrix that `product` multiplies a vector with.
pub fn largest_eigenvalue_of(n: usize, product: impl Fn(&[f64]) -> Vec<f64>) -> f64 {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let (mut diagonal, mut off): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    // The multiples of the golden ratio: no pattern that a network could be blind to.
    let mut next: Vec<f64> = (0..n).map(|i| 0.5 + (i as f64 * 0.618_033_988_749_895).fract()).collect();
    let mut found = f64::NEG_INFINITY;
    while basis.len() < MOST.min(n) {
        let length = dot(&next, &next).sqrt();
        let scale = diagonal.iter().chain(&off).fold(0.0, |most: f64, x| most.max(x.abs()));
        if length <= f64::EPSILON * scale || length == 0.0 {
            break; // the vectors so far hold everything that the first one does
        }
        if !basis.is_empty() {
            off.push(length);
        }
        let v: Vec<f64> = next.iter().map(|x| x / length).collect();
        next = product(&v);
        diagonal.push(dot(&next, &v));
        basis.push(v);
        // Twice is enough.
        for _ in 0..2 {
            for v in &basis {
                let part = dot(&next, v);
                next.iter_mut().zip(v).for_each(|(x, v)| *x -= part * v);
            }
        }
        if basis.len().is_multiple_of(EVERY) {
            let before = std::mem::replace(&mut found, largest_of_tridiagonal(&diagonal, &off));
            if (found - before).abs() <= SAME * found.abs() {
                return found;
            }
        }
    }
    if diagonal.is_empty() { 0.0 } else { largest_of_tridiagonal(&diagonal, &off) }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// A x, by columns.
fn product(a: &DMatrix<f64>, x: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; a.nrows()];
    for (column, x) in a.column_iter().zip(x).filter(|(_, x)| **x != 0.0) {
        y.iter_mut().zip(&column).for_each(|(y, a)| *y += a * x);
    }
    y
}

/// The largest eigenvalue of a symmetric tridiagonal matrix, by bisection between Gershgorin's bounds: the number of
/// negative pivots of T − x is the number of eigenvalues below x.
fn largest_of_tridiagonal(diagonal: &[f64], off: &[f64]) -> f64 {
    let beside = |k: usize| {
        let of = |k: Option<usize>| k.and_then(|k| off.get(k)).map_or(0.0, |x| x.abs());
        of(k.checked_sub(1)) + of(Some(k))
    };
    let ends = (0..diagonal.len()).map(|k| (diagonal[k] - beside(k), diagonal[k] + beside(k)));
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    let (mut low, mut high) = ends.fold(start, |all, end| (all.0.min(end.0), all.1.max(end.1)));
    let all_are_below = |x: f64| {
        let mut pivot = 1.0;
        (0..diagonal.len()).all(|k| {
            let square = if k == 0 { 0.0 } else { off[k - 1] * off[k - 1] };
            pivot = diagonal[k] - x - square / pivot;
            pivot < 0.0
        })
    };
    loop {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            return high;
        }
        if all_are_below(middle) { high = middle } else { low = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generate;
    use crate::numerics::random::{Random, Stream};
    use crate::numerics::symmetric;
    use crate::params::Sizes;

    #[test]
    fn it_is_the_last_of_all_eigenvalues() {
        // Two equal blocks have two eigenvalues that nearly agree; fewer neurons than steps end it early.
        for (n, sizes) in [(150, &[5, 1, 4][..]), (150, &[1, 1]), (20, &[1]), (40, &[1; 8])] {
            let w = generate::clustered(n, &Sizes::new(sizes), 0.5, &mut Random::new(3, Stream::Network))
                .unwrap();
            let want = symmetric::eigenvalues(&w).last().copied().unwrap();
            let got = largest_eigenvalue(&w);
            assert!((got / want - 1.0).abs() < 1e-13, "{n} {sizes:?}: {got} for {want}");
        }
    }

    #[test]
    fn matrices_that_end_it_at_once() {
        assert_eq!(largest_eigenvalue(&DMatrix::zeros(0, 0)), 0.0);
        assert_eq!(largest_eigenvalue(&DMatrix::zeros(4, 4)), 0.0);
        assert!((largest_eigenvalue(&DMatrix::from_diagonal_element(5, 5, -2.0)) + 2.0).abs() < 1e-12);
    }
}
