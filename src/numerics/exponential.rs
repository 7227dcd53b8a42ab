//! The exponential of a matrix, and what it makes of a vector.

use nalgebra::linalg::Cholesky;
use nalgebra::{DMatrix, DVector, Dyn, LU};
use noise_prune_linalg as linalg;

use super::product::product;
use super::symmetric;

/// Terms of the series, for a matrix of norm at most a half: what is left out is below 2⁻⁵³.
const TERMS: usize = 15;
/// Of the time, the part that the inverse looks at: what converges best for a decaying vector (J. van den Eshof and
/// M. Hochbruck, SIAM J. Sci. Comput. 27 (2006) 1438).
const SHIFT: f64 = 0.1;
/// Directions after which the result is looked at, and again after as many.
const A_LOOK: usize = 12;
/// Directions at most.
const MOST: usize = 96;
/// Two results that differ by less, relative to the start, are one.
const EQUAL: f64 = 1e-11;
/// Doublings of the time in the search for the largest growth, at most, and what counts as little that is left.
const DOUBLINGS: usize = 60;
const LITTLE: f64 = 0.3;
/// Turns in the search for the largest singular value, at most.
const TURNS: usize = 200;

/// exp(A) by scaling and squaring. O(n³ log norm(A)).
pub fn exponential(a: &DMatrix<f64>) -> DMatrix<f64> {
    let norm = largest_row_sum(a);
    let halvings = if norm > 0.5 { libm::ceil(libm::log2(2.0 * norm)).min(1000.0) as i32 } else { 0 };
    let a = a * libm::exp2(-f64::from(halvings));
    let unit = DMatrix::identity(a.nrows(), a.nrows());
    let mut sum = unit.clone();
    // From the last term on: 1 + A/1 (1 + A/2 (1 + …)).
    for k in (1..=TERMS).rev() {
        sum = &unit + product(&a, &sum) / k as f64;
    }
    for _ in 0..halvings {
        sum = product(&sum, &sum);
    }
    sum
}

/// Transient growth of a stable A, n × n: the largest norm(exp(A t)) over all t ≥ 0, in the 2-norm, to about a thousandth;
/// 1 if no activity ever grows. O(n³ log(norm(A) t)).
///
/// Times are doubled until what is left is small, and those around the largest are looked at in steps of a quarter.
pub fn transient_growth(a: &DMatrix<f64>) -> f64 {
    let symmetric_part = (a + a.transpose()) * 0.5;
    if symmetric::eigenvalues(&symmetric_part).last().is_none_or(|most| *most <= 0.0) {
        return 1.0;
    }
    let first = exponential(&(a * (0.5 / largest_row_sum(a))));
    let (mut norms, mut powers) = (vec![largest_singular_value(&first)], vec![first]);
    let mut best = 0;
    for k in 1..DOUBLINGS {
        let next = product(&powers[k - 1], &powers[k - 1]);
        norms.push(largest_singular_value(&next));
        powers.push(next);
        best = if norms[k] > norms[best] { k } else { best };
        if norms[k] < LITTLE {
            break;
        }
    }
    // From half the best time to twice it, in quarters of the half.
    let step = best.saturating_sub(3);
    let mut now = powers[best.saturating_sub(1)].clone();
    let mut around = vec![largest_singular_value(&now)];
    for _ in 0..12 {
        now = product(&now, &powers[step]);
        around.push(largest_singular_value(&now));
    }
    let parabola = |three: &[f64]| {
        let (slope, bend) = ((three[2] - three[0]) / 2.0, three[0] - 2.0 * three[1] + three[2]);
        let is_top = three[1] >= three[0] && three[1] >= three[2] && bend < 0.0;
        if is_top { three[1] - slope * slope / (2.0 * bend) } else { three[1] }
    };
    let top = around.windows(3).map(parabola).fold(1.0, f64::max);
    norms.into_iter().chain(around).fold(top, f64::max)
}

/// The 2-norm of a matrix, to about 1e-6: by turns M and M' on a vector.
fn largest_singular_value(m: &DMatrix<f64>) -> f64 {
    let mut x = DVector::from_element(m.ncols(), 1.0).normalize();
    let mut before = 0.0;
    for _ in 0..TURNS {
        let y = m.tr_mul(&(m * &x));
        let norm = y.norm();
        if norm == 0.0 {
            return 0.0;
        }
        x = y / norm;
        if (norm - before).abs() <= 1e-7 * norm {
            return norm.sqrt();
        }
        before = norm;
    }
    before.sqrt()
}

/// exp(A t) x for a stable A, n × n, and t > 0, to about 1e-10 of the norm of x; none if a system of equations has no
/// solution. Works in the few directions that (1 − A t / 10)⁻¹ makes of x, in which fast patterns are already gone: an
/// A of any stiffness takes a few dozen. O(n³) for the inverse, with Cholesky's factor if `symmetric`.
pub fn decayed(a: &DMatrix<f64>, symmetric: bool, t: f64, x: &[f64]) -> Option<Vec<f64>> {
    let n = a.nrows();
    let (start, shift) = (DVector::from_column_slice(x), SHIFT * t);
    let norm = start.norm();
    if norm == 0.0 {
        return Some(x.to_vec());
    }
    let shifted = DMatrix::identity(n, n) - a * shift;
    let solver = if symmetric { Solver::symmetric(shifted)? } else { Solver::Any(LU::new(shifted)) };
    let mut basis = vec![start / norm];
    let mut h = DMatrix::zeros(MOST + 1, MOST);
    let mut last: Option<DVector<f64>> = None;
    for k in 0..MOST.min(n) {
        let mut next = solver.solve(&basis[k])?;
        // Twice: once leaves what rounding makes of nearly parallel directions.
        for _ in 0..2 {
            for (i, v) in basis.iter().enumerate() {
                let along = v.dot(&next);
                h[(i, k)] += along;
                next.axpy(-along, v, 1.0);
            }
        }
        let length = next.norm();
        let is_all = k + 1 == n || length <= 1e-14;
        if is_all || (k + 1) % A_LOOK == 0 || k + 1 == MOST {
            let now = combined(&basis, &h.view((0, 0), (k + 1, k + 1)).into_owned(), norm)?;
            if is_all || last.is_some_and(|last| (&last - &now).norm() <= EQUAL * norm) {
                return Some(now.as_slice().to_vec());
            }
            last = Some(now);
        }
        h[(k + 1, k)] = length;
        basis.push(next / length);
    }
    last.map(|last| last.as_slice().to_vec())
}

/// exp(A t) x from the directions found, in which (1 − A t / 10)⁻¹ is `h`: there A t is 10 (1 − h⁻¹).
fn combined(basis: &[DVector<f64>], h: &DMatrix<f64>, norm: f64) -> Option<DVector<f64>> {
    let m = h.nrows();
    let inverse = LU::new(h.clone()).try_inverse()?;
    let there = exponential(&((DMatrix::identity(m, m) - inverse) / SHIFT));
    let mut sum = DVector::zeros(basis[0].len());
    for (v, share) in basis.iter().zip(there.column(0).iter()) {
        sum.axpy(norm * share, v, 1.0);
    }
    sum.iter().all(|x| x.is_finite()).then_some(sum)
}

/// Solves systems of one matrix.
enum Solver {
    Symmetric(Cholesky<f64, Dyn>),
    Any(LU<f64, Dyn, Dyn>),
}

impl Solver {
    fn symmetric(mut m: DMatrix<f64>) -> Option<Solver> {
        let n = m.nrows();
        linalg::cholesky(m.as_mut_slice(), n).then(|| Solver::Symmetric(Cholesky::pack_dirty(m)))
    }

    fn solve(&self, x: &DVector<f64>) -> Option<DVector<f64>> {
        match self {
            Solver::Symmetric(factor) => Some(factor.solve(x)),
            Solver::Any(factor) => factor.solve(x),
        }
    }
}

fn largest_row_sum(a: &DMatrix<f64>) -> f64 {
    a.row_iter().map(|row| row.iter().map(|x| x.abs()).sum()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    // Strategy: closed forms (rotation, nilpotent, diagonal of any stiffness), and one way against the other.
    use super::*;
    use crate::numerics::random::{Random, Stream};
    use nalgebra::dmatrix;

    #[test]
    fn closed_forms() {
        let turn = exponential(&dmatrix![0.0, -30.0; 30.0, 0.0]);
        let (sin, cos) = 30.0_f64.sin_cos();
        assert!((turn - dmatrix![cos, -sin; sin, cos]).amax() < 1e-13);
        let nilpotent = exponential(&dmatrix![0.0, 1e3, 0.0; 0.0, 0.0, 2.0; 0.0, 0.0, 0.0]);
        assert!((nilpotent - dmatrix![1.0, 1e3, 1e3; 0.0, 1.0, 2.0; 0.0, 0.0, 1.0]).amax() < 1e-10);
        assert_eq!(exponential(&DMatrix::zeros(3, 3)), DMatrix::identity(3, 3));
    }

    #[test]
    fn a_stiff_diagonal_decays_as_it_must() {
        let rates: Vec<f64> = (0..300).map(|k| 10f64.powf(f64::from(k) / 50.0)).collect();
        let a = DMatrix::from_diagonal(&DVector::from_iterator(300, rates.iter().map(|rate| -rate)));
        for symmetric in [true, false] {
            let x = decayed(&a, symmetric, 1.0, &[1.0; 300]).unwrap();
            let off = x.iter().zip(&rates).map(|(x, rate)| (x - (-rate).exp()).abs());
            let off = off.fold(0.0, f64::max);
            assert!(off < 1e-8, "{off}");
        }
    }

    #[test]
    fn a_vector_decays_as_the_whole_exponential_says() {
        let mut random = Random::new(1, Stream::Network);
        for n in [1, 2, 5, 40] {
            let weights = DMatrix::from_fn(n, n, |_, _| random.normal());
            let a = weights - DMatrix::identity(n, n) * (2.5 * (n as f64).sqrt());
            let x: Vec<f64> = (0..n).map(|_| random.uniform()).collect();
            let expected = exponential(&(&a * 0.3)) * DVector::from_column_slice(&x);
            let found = DVector::from_vec(decayed(&a, false, 0.3, &x).unwrap());
            assert!(
                (&found - &expected).norm() < 1e-9 * expected.norm().max(1e-3),
                "{n}: {found} {expected}"
            );
        }
    }

    #[test]
    fn growth_is_that_of_the_closed_form() {
        assert_eq!(transient_growth(&dmatrix![-1.0, 0.5; 0.5, -2.0]), 1.0);
        // exp(A t) = exp(−t) (1, 20 t; 0, 1): its norm is looked for on a fine grid.
        let norm = |t: f64| {
            let shear = 20.0 * t;
            (-t).exp() * (shear / 2.0 + (1.0 + shear * shear / 4.0).sqrt())
        };
        let expected = (0..40_000).map(|k| norm(f64::from(k) * 1e-4)).fold(0.0, f64::max);
        let found = transient_growth(&dmatrix![-1.0, 20.0; 0.0, -1.0]);
        assert!((found / expected - 1.0).abs() < 2e-3, "{found} {expected}");
    }

    #[test]
    fn nothing_stays_nothing() {
        assert_eq!(decayed(&dmatrix![-1.0], true, 1.0, &[0.0]), Some(vec![0.0]));
    }
}
