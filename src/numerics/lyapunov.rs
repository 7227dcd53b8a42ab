//! The Lyapunov equation A C + C A' + Q = 0 for any stable A.
//!
//! R. Bartels & G. Stewart, Comm. ACM 15 (1972) 820. With the real Schur form A = U T U', the
//! equation becomes T Y + Y T' + F = 0 for Y = U' C U and F = U' Q U. T is upper quasi-triangular,
//! so the last columns of Y come first: those of one diagonal block S (one real eigenvalue or a
//! complex pair) satisfy
//!
//! ```text
//! T Y_k + Y_k S' = −F_k − Σ_{j>k} Y_j T_kj'
//! ```
//!
//! and, Y being symmetric, their rows below the block are known already. What is left is a
//! back substitution with systems of at most four unknowns, in real arithmetic.

use std::ops::Range;

use nalgebra::{Complex, DMatrix, SMatrix, SVector};

use crate::numerics::product::product;
use crate::numerics::schur::{self, SchurError, add, not_finite, power_of_two_below};

/// A real part above −`TOLERANCE` times the largest |a_ij| counts as not stable. An eigenvalue
/// that is zero in truth comes out as 10⁻¹⁵ or so of either sign, and C would have no correct
/// digit.
pub const TOLERANCE: f64 = 1e-14;

/// Why there is no solution.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LyapunovError {
    /// A has an eigenvalue whose real part is not below −[`TOLERANCE`] max |a_ij|; the one with the
    /// largest real part.
    #[error("the matrix is not stable: it has the eigenvalue {eigenvalue}")]
    NotStable { eigenvalue: Complex<f64> },
    /// The eigenvalues of A were not found.
    #[error("the eigenvalues were not found, so the Lyapunov equation was not solved")]
    NotConverged,
    /// A is not square, or Q is not of A's shape.
    #[error("the matrix has {rows} rows and {columns} columns; it should be square, and both of one size")]
    NotSquare { rows: usize, columns: usize },
    /// An entry of A or Q is infinite or not a number (0-based indices).
    #[error("the entry in row {} and column {} is not a finite number", row + 1, column + 1)]
    NotFinite { row: usize, column: usize },
    /// The solution exceeds the largest floating-point number.
    #[error("the solution of the Lyapunov equation is beyond the range of floating-point numbers")]
    Overflow,
}

impl From<SchurError> for LyapunovError {
    fn from(error: SchurError) -> Self {
        match error {
            SchurError::NotSquare { rows, columns } => LyapunovError::NotSquare { rows, columns },
            SchurError::NotFinite { row, column } => LyapunovError::NotFinite { row, column },
            SchurError::NotConverged { .. } => LyapunovError::NotConverged,
            SchurError::Overflow => LyapunovError::Overflow,
        }
    }
}

/// The symmetric C with `a` C + C `a`' + `q` = 0, for a stable `a` and a symmetric `q` (both n × n;
/// of another `q`, its symmetric part counts).
///
/// C is exactly symmetric. Its residual is a small multiple of ε ‖A‖ ‖C‖. O(n³) work, most of it
/// in the Schur form, and about six n × n matrices.
pub fn solve(a: &DMatrix<f64>, q: &DMatrix<f64>) -> Result<DMatrix<f64>, LyapunovError> {
    if a.shape() != q.shape() {
        return Err(LyapunovError::NotSquare { rows: q.nrows(), columns: q.ncols() });
    }
    if let Some((row, column)) = not_finite(q) {
        return Err(LyapunovError::NotFinite { row, column });
    }
    let unit = power_of_two_below(a.amax());
    let unit_q = power_of_two_below(q.amax());
    let (u, t) = schur::schur(&(a / unit))?;
    check_stable(&t, a.amax() / unit)
        .map_err(|value| LyapunovError::NotStable { eigenvalue: value * unit })?;
    let q = (q + q.transpose()) * (0.5 / unit_q);
    let mut y = product(&u.tr_mul(&q), &u);
    solve_triangular(&t, &mut y);
    let c = product(&product(&u, &y), &u.transpose());
    let c = (&c + c.transpose()) * 0.5 / unit * unit_q;
    if c.iter().all(|value| value.is_finite()) { Ok(c) } else { Err(LyapunovError::Overflow) }
}

/// The rightmost eigenvalue of T, if it is not stable.
fn check_stable(t: &DMatrix<f64>, largest: f64) -> Result<(), Complex<f64>> {
    let values = schur::diagonal(t).into_iter();
    match values.max_by(|x, y| x.re.total_cmp(&y.re).then(x.im.total_cmp(&y.im))) {
        Some(value) if value.re >= -TOLERANCE * largest => Err(value),
        _ => Ok(()),
    }
}

/// Replaces F, symmetric, by Y with T Y + Y T' + F = 0.
fn solve_triangular(t: &DMatrix<f64>, y: &mut DMatrix<f64>) {
    let blocks = diagonal_blocks(t);
    for (k, block) in blocks.iter().enumerate().rev() {
        right_side(t, y, block.clone());
        for above in blocks[..=k].iter().rev() {
            back_substitute(t, y, above.clone(), block.clone());
        }
        for j in block.clone() {
            for i in 0..block.start {
                y[(j, i)] = y[(i, j)];
            }
        }
    }
}

/// The rows of each diagonal block of T, from the top down.
fn diagonal_blocks(t: &DMatrix<f64>) -> Vec<Range<usize>> {
    let n = t.nrows();
    let mut blocks = Vec::with_capacity(n);
    let mut k = 0;
    while k < n {
        let size = if k + 1 < n && t[(k + 1, k)] != 0.0 { 2 } else { 1 };
        blocks.push(k..k + size);
        k += size;
    }
    blocks
}

/// In the columns of `block`, the rows down to its end: −F − Σ_j Y_j T_kj' − Σ_j T_j Y_jk over all
/// j below the block, whose Y are known.
fn right_side(t: &DMatrix<f64>, y: &mut DMatrix<f64>, block: Range<usize>) {
    let (n, end) = (t.nrows(), block.end);
    let (left, known) = y.as_mut_slice().split_at_mut(end * n);
    for k in block {
        let column = &mut left[k * n..(k + 1) * n];
        let (right, below) = column.split_at_mut(end);
        right.iter_mut().for_each(|value| *value = -*value);
        for j in end..n {
            add(right, -t[(k, j)], &known[(j - end) * n..][..end]);
            add(right, -below[j - end], &t.as_slice()[j * n..][..end]);
        }
    }
}

/// Solves T_ii X + X S' = R for the rows `i` of the columns of S = T_kk, and takes what X
/// contributes from the right sides of the rows above.
fn back_substitute(t: &DMatrix<f64>, y: &mut DMatrix<f64>, i: Range<usize>, k: Range<usize>) {
    match (i.len(), k.len()) {
        (1, 1) => small::<1, 1, 1>(t, y, i.start, k.start),
        (1, _) => small::<1, 2, 2>(t, y, i.start, k.start),
        (_, 1) => small::<2, 1, 2>(t, y, i.start, k.start),
        _ => small::<2, 2, 4>(t, y, i.start, k.start),
    }
    let n = t.nrows();
    for column in k {
        let (above, x) = y.as_mut_slice()[column * n..][..i.end].split_at_mut(i.start);
        for (j, x) in i.clone().zip(x) {
            add(above, -*x, &t.as_slice()[j * n..][..i.start]);
        }
    }
}

/// T_ii X + X S' = R as P × K = N linear equations (I ⊗ T_ii + S ⊗ I) vec X = vec R, in place.
fn small<const P: usize, const K: usize, const N: usize>(
    t: &DMatrix<f64>,
    y: &mut DMatrix<f64>,
    i: usize,
    k: usize,
) {
    let mut system = SMatrix::<f64, N, N>::zeros();
    let mut right = SVector::<f64, N>::zeros();
    for (c, r) in (0..K).flat_map(|c| (0..P).map(move |r| (c, r))) {
        right[c * P + r] = y[(i + r, k + c)];
        for other in 0..P {
            system[(c * P + r, c * P + other)] += t[(i + r, i + other)];
        }
        for other in 0..K {
            system[(c * P + r, other * P + r)] += t[(k + c, k + other)];
        }
    }
    eliminate(&mut system, &mut right);
    for (c, r) in (0..K).flat_map(|c| (0..P).map(move |r| (c, r))) {
        y[(i + r, k + c)] = right[c * P + r];
    }
}

/// Gaussian elimination with partial pivoting: `right` becomes the solution. The system is
/// regular, since its eigenvalues are sums of two eigenvalues of a stable T.
fn eliminate<const N: usize>(system: &mut SMatrix<f64, N, N>, right: &mut SVector<f64, N>) {
    for k in 0..N {
        let pivot =
            (k..N).fold(k, |best, i| if system[(i, k)].abs() > system[(best, k)].abs() { i } else { best });
        system.swap_rows(k, pivot);
        right.swap_rows(k, pivot);
        for i in k + 1..N {
            let factor = system[(i, k)] / system[(k, k)];
            for j in k + 1..N {
                system[(i, j)] -= factor * system[(k, j)];
            }
            right[i] -= factor * right[k];
        }
    }
    for k in (0..N).rev() {
        for j in k + 1..N {
            right[k] -= system[(k, j)] * right[j];
        }
        right[k] /= system[(k, k)];
    }
}

#[cfg(test)]
mod tests {
    //! Strategy: the residual of the equation itself on random, non-normal and badly scaled stable
    //! matrices; the Kronecker system for small ones; the reference cases of an independent program.

    use super::*;
    use crate::numerics::random::{Random, Stream};
    use nalgebra::{DVector, dmatrix};

    /// A random matrix whose rightmost eigenvalue is at −`margin`.
    fn stable(n: usize, margin: f64, seed: u32) -> DMatrix<f64> {
        let mut random = Random::new(seed, Stream::Network);
        let a = DMatrix::from_fn(n, n, |_, _| random.normal());
        let rightmost = schur::eigenvalues(&a).unwrap().last().unwrap().re;
        &a - DMatrix::identity(n, n) * (rightmost + margin)
    }

    fn symmetric(n: usize, seed: u32) -> DMatrix<f64> {
        let mut random = Random::new(seed, Stream::Noise);
        let half = DMatrix::from_fn(n, n, |_, _| random.normal());
        &half + half.transpose()
    }

    /// ‖A C + C A' + Q‖ / (2 ‖A‖ ‖C‖ + ‖Q‖).
    fn residual(a: &DMatrix<f64>, c: &DMatrix<f64>, q: &DMatrix<f64>) -> f64 {
        assert_eq!(c, &c.transpose());
        (a * c + c * a.transpose() + q).norm() / (2.0 * a.norm() * c.norm() + q.norm())
    }

    #[test]
    fn random_stable_matrices_leave_no_residual() {
        for n in [1, 2, 3, 4, 5, 8, 17, 40, 60] {
            for seed in 0..5 {
                let (a, q) = (stable(n, 0.1, seed), symmetric(n, seed));
                for q in [DMatrix::identity(n, n) * 2.25, q] {
                    let c = solve(&a, &q).unwrap();
                    assert!(residual(&a, &c, &q) < 1e-13, "{n}: {:e}", residual(&a, &c, &q));
                    // Also relative to Q alone, for these well-conditioned matrices.
                    assert!((&a * &c + &c * a.transpose() + &q).norm() < 1e-10 * q.norm());
                }
            }
        }
    }

    #[test]
    fn the_kronecker_system_has_the_same_solution() {
        for n in 1..=6 {
            let (a, q) = (stable(n, 0.3, n as u32), symmetric(n, 3));
            let identity = DMatrix::identity(n, n);
            let system = identity.kronecker(&a) + a.kronecker(&identity);
            let right = DVector::from_column_slice((-&q).as_slice());
            let expected = system.lu().solve(&right).unwrap();
            let found = solve(&a, &q).unwrap();
            let found = DVector::from_column_slice(found.as_slice());
            assert!((&found - &expected).norm() < 1e-11 * expected.norm());
        }
    }

    #[test]
    fn strongly_non_normal_matrices_are_solved() {
        for n in [5, 12, 40] {
            let a = DMatrix::from_fn(n, n, |i, j| match j as i64 - i as i64 {
                0 => -1.0,
                1.. => 3.0,
                _ => 0.0,
            });
            let q = DMatrix::identity(n, n);
            let c = solve(&a, &q).unwrap();
            assert!(residual(&a, &c, &q) < 1e-13);
            // The same behind a similarity, with complex pairs from a weak loop.
            let mut b = a.clone();
            b[(n - 1, 0)] = -1e-9;
            let u = schur::schur(&symmetric(n, 1)).unwrap().0;
            let b = &u * b * u.transpose();
            match solve(&b, &q) {
                Ok(c) => assert!(residual(&b, &c, &q) < 1e-13),
                Err(error) => assert!(matches!(error, LyapunovError::NotStable { .. })),
            }
        }
        // In closed form: c_01 = w / 4 and c_00 = (1 + w c_01 · 2) / 2 for the weight w.
        let mut a = dmatrix![-1.0, 1e4; 0.0, -1.0];
        let c = solve(&a, &DMatrix::identity(2, 2)).unwrap();
        assert!((c[(0, 1)] / 2.5e3 - 1.0).abs() < 1e-14 && (c[(0, 0)] / (0.5 + 2.5e7) - 1.0).abs() < 1e-14);
        a[(0, 1)] = 1e300;
        assert_eq!(
            solve(&a, &DMatrix::identity(2, 2)),
            Err(LyapunovError::NotStable { eigenvalue: Complex::new(-1.0, 0.0) })
        );
    }

    #[test]
    fn scale_does_not_matter() {
        let (a, q) = (stable(7, 0.1, 2), symmetric(7, 2));
        let c = solve(&a, &q).unwrap();
        for unit in [2f64.powi(900), 2f64.powi(-900)] {
            assert_eq!(solve(&(&a * unit), &(&q * unit)).unwrap(), c);
            assert_eq!(solve(&a, &(&q * unit)).unwrap(), &c * unit);
        }
        assert_eq!(solve(&(&a * 2f64.powi(-1000)), &(&q * 2f64.powi(900))), Err(LyapunovError::Overflow));
    }

    fn reference(name: &str, text: &str) {
        let case: serde_json::Value = serde_json::from_str(text).unwrap();
        let matrix = |key: &str| {
            let rows: Vec<Vec<f64>> = serde_json::from_value(case[key].clone()).unwrap();
            DMatrix::from_fn(rows.len(), rows.len(), |i, j| rows[i][j])
        };
        let (a, expected) = (matrix("a"), matrix("covariance"));
        let found = solve(&a, &DMatrix::identity(a.nrows(), a.nrows())).unwrap();
        let error = (&found - &expected).amax() / expected.amax();
        println!("{name}: covariance {error:.1e}");
        assert!(error < 1e-10, "{name}: {error:e}");
    }

    #[test]
    fn the_reference_cases_agree() {
        reference("directed-24", include_str!("../../tests/reference/directed-24.json"));
        reference("circulant-16", include_str!("../../tests/reference/circulant-16.json"));
        reference("clustered-40", include_str!("../../tests/reference/clustered-40.json"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let one = DMatrix::identity(2, 2);
        let unstable = dmatrix![-1.0, 2.0; 2.0, -1.0];
        match solve(&unstable, &one) {
            Err(LyapunovError::NotStable { eigenvalue }) => assert!((eigenvalue - 1.0).norm() < 1e-14),
            other => panic!("{other:?}"),
        }
        // Zero row sums: the eigenvalue 0 is not exact, and still found.
        let marginal = dmatrix![-0.3, 0.1, 0.2; 0.7, -0.8, 0.1; 0.1, 0.2, -0.3];
        assert!(matches!(solve(&marginal, &DMatrix::identity(3, 3)), Err(LyapunovError::NotStable { .. })));
        let oscillating = dmatrix![0.0, 1.0; -1.0, 0.0];
        assert_eq!(
            solve(&oscillating, &one),
            Err(LyapunovError::NotStable { eigenvalue: Complex::new(0.0, 1.0) })
        );
        assert_eq!(
            solve(&DMatrix::zeros(2, 3), &DMatrix::zeros(2, 3)),
            Err(LyapunovError::NotSquare { rows: 2, columns: 3 })
        );
        assert_eq!(solve(&one, &DMatrix::zeros(3, 3)), Err(LyapunovError::NotSquare { rows: 3, columns: 3 }));
        let q = dmatrix![1.0, f64::INFINITY; 0.0, 1.0];
        assert_eq!(solve(&-&one, &q), Err(LyapunovError::NotFinite { row: 0, column: 1 }));
        assert_eq!(solve(&q, &one), Err(LyapunovError::NotFinite { row: 0, column: 1 }));
        assert_eq!(solve(&DMatrix::zeros(0, 0), &DMatrix::zeros(0, 0)).unwrap(), DMatrix::zeros(0, 0));
    }
}
