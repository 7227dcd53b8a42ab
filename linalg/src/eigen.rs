//! Eigenvalues and eigenvectors of a symmetric matrix: tridiagonal form, then implicit QR steps with Wilkinson's
//! shift (G. Golub, C. Van Loan, Matrix Computations, 4th ed., section 8.3; the recurrence of LAPACK's `dsteqr`).

use crate::band;
use crate::reflect;
use crate::rotate::{Rotated, Rotation};
use crate::tridiagonal::{self, Tridiagonal};

/// Up to this size the tridiagonal form is made directly. It must stay: the last digits depend on the way.
const DIRECT: usize = 2000;

/// Eigenvalues, in no order, of A (n × n; its lower triangle is read and lost), whose entries are at most 1.
pub fn eigenvalues(a: &mut [f64], n: usize) -> Vec<f64> {
    match n {
        0 => Vec::new(),
        1..=DIRECT => directly(a, n),
        _ => by_band(a, n),
    }
}

pub(crate) fn directly(a: &mut [f64], n: usize) -> Vec<f64> {
    of_tridiagonal(tridiagonal::reduce(a, n))
}

#[inline(never)] // loaded later
pub(crate) fn by_band(a: &mut [f64], n: usize) -> Vec<f64> {
    of_tridiagonal(band::reduce(a, n))
}

fn of_tridiagonal(mut t: Tridiagonal) -> Vec<f64> {
    iterate(&mut t, Vec::new(), &mut |_, _| ());
    t.diagonal
}

/// The same, to the bit if A has no more than 2000 rows, in another order, with the eigenvectors, column after column.
///
/// The eigenvalues are found first, without vectors, for little; they are then the shifts that nearly always find theirs
/// in one step where Wilkinson's takes two, and the rotations of the vectors are most of the work: on dense matrices of
/// n = 300 to 1000, 0.62 n² of them instead of 1.0 n².
pub fn eigenvectors(a: &mut [f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    if n == 0 {
        return (Vec::new(), Vec::new());
    }
    let mut t = tridiagonal::reduce(a, n);
    let mut alone = Tridiagonal { diagonal: t.diagonal.clone(), below: t.below.clone(), scales: Vec::new() };
    iterate(&mut alone, Vec::new(), &mut |_, _| ());
    let mut vectors = Rotated::new(&reflect::product(a, n, &t.scales), n);
    iterate(&mut t, alone.diagonal, &mut |first, rotations| vectors.sweep(first, rotations));
    (t.diagonal, vectors.matrix())
}

/// Makes T diagonal; `turned` is told each step's first row and its rotations. `hints` may have T's eigenvalues, which
/// makes it quicker: the first step towards an eigenvalue takes the nearest of those that are left as its shift. The
/// diagonal is then made of the hints themselves, each where it was found.
fn iterate(t: &mut Tridiagonal, mut hints: Vec<f64>, turned: &mut dyn FnMut(usize, &[Rotation])) {
    let mut rotations = Vec::new();
    let (mut last, mut hinted) = (t.diagonal.len() - 1, false);
    while last > 0 {
        // The rows that hang together with the last one.
        let first = (0..last).rev().find(|k| t.splits(*k)).map_or(0, |k| k + 1);
        if first == last {
            t.found(last, &mut hints);
            (last, hinted) = (last - 1, false);
            continue;
        }
        rotations.clear();
        if first + 1 == last {
            rotations.push(t.two(first));
        } else {
            let usual = t.shift(last);
            let hint = nearest(&hints, usual).filter(|_| !std::mem::replace(&mut hinted, true));
            t.step(first, last, hint.map_or(usual, |hint| hints[hint]), &mut rotations);
        }
        turned(first, &rotations);
    }
    t.found(0, &mut hints);
}

/// Where in a list the value stands that is nearest to x.
fn nearest(values: &[f64], x: f64) -> Option<usize> {
    (0..values.len()).min_by(|a, b| (values[*a] - x).abs().total_cmp(&(values[*b] - x).abs()))
}

impl Tridiagonal {
    /// Whether the entry below the diagonal's k-th vanishes beside its neighbours.
    fn splits(&self, k: usize) -> bool {
        let small = f64::EPSILON * (self.diagonal[k].abs() + self.diagonal[k + 1].abs());
        // Written so that what is not a number splits too, and the iteration ends.
        self.below[k].is_nan() || self.below[k].abs() <= small.max(f64::MIN_POSITIVE)
    }

    /// Row k is done: its eigenvalue is the nearest hint, if there are any.
    fn found(&mut self, k: usize, hints: &mut Vec<f64>) {
        if let Some(hint) = nearest(hints, self.diagonal[k]) {
            self.diagonal[k] = hints.swap_remove(hint);
        }
    }

    /// Makes two rows diagonal that hang together with no others, by C. G. J. Jacobi's rotation.
    fn two(&mut self, k: usize) -> Rotation {
        let (a, b, e) = (self.diagonal[k], self.diagonal[k + 1], self.below[k]);
        let half = (b - a) / (2.0 * e);
        let root = (half * half + 1.0).sqrt();
        let tangent = 1.0 / (half + if half < 0.0 { -root } else { root });
        (self.diagonal[k], self.diagonal[k + 1], self.below[k]) = (a - tangent * e, b + tangent * e, 0.0);
        let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
        (cosine, -tangent * cosine)
    }

    /// Wilkinson's: the eigenvalue of the two rows up to `last`, (a, e; e, b), that is nearer to b.
    fn shift(&self, last: usize) -> f64 {
        let (a, b, e) = (self.diagonal[last - 1], self.diagonal[last], self.below[last - 1]);
        let half = (a - b) / (2.0 * e);
        let root = (half * half + 1.0).sqrt();
        b - e / (half + if half < 0.0 { -root } else { root })
    }

    /// One implicit QR step of the rows `first` to `last`.
    fn step(&mut self, first: usize, last: usize, shift: f64, rotations: &mut Vec<Rotation>) {
        let (d, e) = (&mut self.diagonal, &mut self.below);
        let mut g = d[first] - shift;
        let (mut c, mut s, mut p) = (1.0, 1.0, 0.0);
        for i in first..last {
            let (f, b) = (s * e[i], c * e[i]);
            let r = (f * f + g * g).sqrt();
            (c, s) = if r > 0.0 { (g / r, f / r) } else { (1.0, 0.0) };
            if i > first {
                e[i - 1] = r;
            }
            g = d[i] - p;
            let change = (d[i + 1] - g) * s + 2.0 * c * b;
            p = s * change;
            d[i] = g + p;
            g = c * change - b;
            rotations.push((c, s));
        }
        d[last] -= p;
        e[last - 1] = g;
    }
}

#[cfg(test)]
mod tests {
    //! Strategy: A V = V Λ and V'V = 1 for sizes around the blocks' widths, and spectra that are known.
    use super::*;

    /// Of processors with vectors and without them, and of wasm.
    const DIGEST: u64 = 0xc1f7_a3f1_eb21_1436;

    fn check(a: &[f64], n: usize) -> Vec<f64> {
        let (values, v) = eigenvectors(&mut a.to_vec(), n);
        assert_eq!(sorted(&values), sorted(&eigenvalues(&mut a.to_vec(), n)));
        for j in 0..n {
            for i in 0..n {
                let moved: f64 = (0..n).map(|k| a[i + k * n] * v[k + j * n]).sum();
                assert!((moved - values[j] * v[i + j * n]).abs() < 1e-12, "n = {n}, ({i}, {j})");
                let angle: f64 = (0..n).map(|k| v[k + i * n] * v[k + j * n]).sum();
                assert!((angle - if i == j { 1.0 } else { 0.0 }).abs() < 1e-12, "n = {n}, ({i}, {j})");
            }
        }
        sorted(&values)
    }

    fn sorted(values: &[f64]) -> Vec<f64> {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    }

    #[test]
    fn eigenvectors_are_eigenvectors() {
        for n in [1, 2, 3, 4, 5, 8, 9, 33, 34, 65, 100] {
            let entry = |i: usize, j: usize| ((i * j + 3 * (i + j)) % 29) as f64 / 29.0 - 0.5;
            let a: Vec<f64> = (0..n * n).map(|at| entry(at % n, at / n)).collect();
            check(&a, n);
        }
    }

    #[test]
    fn known_spectra_are_found() {
        let n = 40;
        let same = vec![1.0; n * n]; // n once, 0 else
        let values = check(&same, n);
        assert!((values[n - 1] - 40.0).abs() < 1e-12 && values[..n - 1].iter().all(|x| x.abs() < 1e-12));
        let one: Vec<f64> = (0..n * n).map(|at| if at % n == at / n { 1.0 } else { 0.0 }).collect();
        assert_eq!(check(&one, n), vec![1.0; n]);
        assert_eq!(check(&vec![0.0; n * n], n), vec![0.0; n]);
        // Two equal blocks that know nothing of each other: every eigenvalue twice.
        let chain = |i: usize, j: usize| match i.abs_diff(j) {
            0 => -1.0,
            1 if i.max(j) != n / 2 => 0.5,
            _ => 0.0,
        };
        let values = check(&(0..n * n).map(|at| chain(at % n, at / n)).collect::<Vec<_>>(), n);
        assert!(values.chunks(2).all(|pair| (pair[0] - pair[1]).abs() < 1e-13));
    }

    #[test]
    fn a_graded_matrix_keeps_its_scale() {
        // Entries from 1 down to 1e-39, and the other way round.
        let n = 40;
        let entry = |i: usize, j: usize| 10f64.powi(-(i.max(j) as i32)) * if i == j { 1.0 } else { 0.5 };
        check(&(0..n * n).map(|at| entry(at % n, at / n)).collect::<Vec<_>>(), n);
        check(&(0..n * n).map(|at| entry(n - 1 - at % n, n - 1 - at / n)).collect::<Vec<_>>(), n);
    }

    #[test]
    fn every_machine_has_the_same_bits() {
        let n = 101;
        let entry = |i: usize, j: usize| ((i * j + 3 * (i + j)) % 29) as f64 / 29.0 - 0.5;
        let mut a: Vec<f64> = (0..n * n).map(|at| entry(at % n, at / n)).collect();
        let (values, vectors) = eigenvectors(&mut a, n);
        let mix = |sum: u64, x: &f64| (sum ^ x.to_bits()).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        let digest = values.iter().chain(&vectors).fold(0, mix);
        assert_eq!(digest, DIGEST, "{digest:#x}");
    }

    #[test]
    fn what_is_not_a_number_ends() {
        assert!(eigenvalues(&mut [f64::NAN; 9], 3).iter().all(|x| x.is_nan()));
        assert!(eigenvalues(&mut [], 0).is_empty());
    }
}
