//! Strategy: spectra that are known in closed form, on matrices that stall or break textbook
//! QR; for all others the two properties that define a Schur form, and the invariants trace and
//! sum of squares.

use super::*;
use crate::numerics::random::{Random, Stream};

fn random(n: usize, seed: u32) -> DMatrix<f64> {
    let mut random = Random::new(seed, Stream::Network);
    DMatrix::from_fn(n, n, |_, _| random.normal())
}

/// The matrix with the weights `c_k` on the k-th cyclic diagonal below the main one.
fn circulant(n: usize, c: &[f64]) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |i, j| c.get((i + n - j) % n).copied().unwrap_or(0.0))
}

/// Σ_k c_k exp(−2πi k m / n) for each m.
fn circulant_spectrum(n: usize, c: &[f64]) -> Vec<Complex<f64>> {
    let turn = |k: usize| Complex::from_polar(1.0, -2.0 * std::f64::consts::PI * k as f64 / n as f64);
    (0..n).map(|m| c.iter().enumerate().map(|(k, c)| turn(k * m % n) * *c).sum()).collect()
}

/// Largest distance from an expected eigenvalue to the one found that is nearest and not taken.
fn distance(found: &[Complex<f64>], expected: &[Complex<f64>]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let mut free = found.to_vec();
    let mut worst: f64 = 0.0;
    for value in expected {
        let near =
            (0..free.len()).min_by(|x, y| (free[*x] - value).norm().total_cmp(&(free[*y] - value).norm()));
        worst = worst.max((free.swap_remove(near.unwrap()) - value).norm());
    }
    worst
}

fn real(values: &[f64]) -> Vec<Complex<f64>> {
    values.iter().map(|x| Complex::new(*x, 0.0)).collect()
}

/// Both factors are what they should be, and the eigenvalues of T those of `a`, each relative
/// to the size of `a`. Returns the largest relative error.
fn check_schur(a: &DMatrix<f64>) -> f64 {
    let n = a.nrows();
    let (u, t) = schur(a).unwrap();
    let unit = power_of_two_below(a.amax());
    let scale = (a / unit).norm().max(f64::MIN_POSITIVE);
    for j in 0..n {
        assert!((j + 2..n).all(|i| t[(i, j)] == 0.0), "below the blocks");
        if j + 1 < n && t[(j + 1, j)] != 0.0 {
            assert!(j + 2 >= n || t[(j + 2, j + 1)] == 0.0, "two blocks overlap");
            assert_eq!(t[(j, j)], t[(j + 1, j + 1)]);
            assert!(t[(j, j + 1)].signum() != t[(j + 1, j)].signum());
        }
    }
    let orthogonal = (u.tr_mul(&u) - DMatrix::identity(n, n)).norm() / (n.max(1) as f64).sqrt();
    let residual = (a / unit - &u * (t / unit) * u.transpose()).norm() / scale;
    orthogonal.max(residual)
}

#[test]
fn cyclic_permutations_have_the_roots_of_unity() {
    for n in 3..=64 {
        let found = eigenvalues(&circulant(n, &[0.0, 1.0])).unwrap();
        let worst = distance(&found, &circulant_spectrum(n, &[0.0, 1.0]));
        assert!(worst < 1e-13, "{n}: {worst:e}");
        assert!(check_schur(&circulant(n, &[0.0, 1.0])) < 1e-13);
    }
}

#[test]
fn circulants_have_the_fourier_transform_of_their_weights() {
    for n in [3, 4, 5, 8, 12, 16, 30, 31, 32, 64, 100] {
        for c in [&[-2.0, 1.0, 0.5][..], &[-1.5, 0.0, 1.0], &[0.0, 1.0, 1.0], &[-3.0, 1.0, 1.0, 1.0]] {
            let c = &c[..c.len().min(n)];
            let found = eigenvalues(&circulant(n, c)).unwrap();
            let worst = distance(&found, &circulant_spectrum(n, c));
            assert!(worst < 1e-12, "{n} {c:?}: {worst:e}");
            assert!(check_schur(&circulant(n, c)) < 1e-13);
        }
    }
}

#[test]
fn every_signed_permutation_of_up_to_five_converges() {
    for n in 1..=5usize {
        let mut order: Vec<usize> = (0..n).collect();
        for code in 0..n.pow(n as u32) {
            let mut rest = code;
            order.iter_mut().for_each(|x| (*x, rest) = (rest % n, rest / n));
            for signs in 0..1 << n {
                // Also maps that are no permutations: nilpotent and rank-deficient matrices.
                let a = DMatrix::from_fn(n, n, |i, j| match order[j] == i {
                    true => {
                        if signs >> j & 1 == 1 {
                            -1.0
                        } else {
                            1.0
                        }
                    }
                    false => 0.0,
                });
                let values = eigenvalues(&a).unwrap();
                for value in values {
                    let size = value.norm();
                    assert!(size < 1e-15 || (size - 1.0).abs() < 1e-14, "{a}{value}");
                }
                assert!(check_schur(&a) < 1e-14);
            }
        }
    }
}

#[test]
fn defective_matrices_are_decoupled_exactly() {
    let jordan = DMatrix::from_fn(20, 20, |i, j| match j as i64 - i as i64 {
        0 => -2.0,
        1 => 1.0,
        _ => 0.0,
    });
    assert_eq!(eigenvalues(&jordan).unwrap(), real(&[-2.0; 20]));
    assert_eq!(eigenvalues(&jordan.transpose()).unwrap(), real(&[-2.0; 20]));
    assert_eq!(eigenvalues(&DMatrix::zeros(7, 7)).unwrap(), real(&[0.0; 7]));
    assert_eq!(eigenvalues(&DMatrix::zeros(0, 0)).unwrap(), []);
    // Hidden behind a similarity, the error is the ε^(1/k) that the theory allows.
    let u = schur(&random(6, 1)).unwrap().0;
    let hidden = &u * jordan.view((0, 0), (6, 6)) * u.transpose();
    assert!(distance(&eigenvalues(&hidden).unwrap(), &real(&[-2.0; 6])) < 1e-2);
    assert!(check_schur(&hidden) < 1e-14);
}

#[test]
fn companion_matrices_have_the_roots_of_their_polynomial() {
    // Coefficients of (x − 1)(x − 2)…(x − 8) below the leading one, highest first.
    let c = [-36.0, 546.0, -4536.0, 22449.0, -67284.0, 118124.0, -109584.0, 40320.0];
    let a = DMatrix::from_fn(8, 8, |i, j| {
        if i == 0 {
            -c[j]
        } else if i == j + 1 {
            1.0
        } else {
            0.0
        }
    });
    let found = eigenvalues(&a).unwrap();
    assert!(distance(&found, &real(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])) < 1e-8);
    assert!(check_schur(&a) < 1e-14);
    // x⁴⁰ + 1 and x² (x⁴ + 2x² + 1), whose roots ±i are double.
    let a = DMatrix::from_fn(40, 40, |i, j| {
        if (i, j) == (0, 39) {
            -1.0
        } else if i == j + 1 {
            1.0
        } else {
            0.0
        }
    });
    assert!(eigenvalues(&a).unwrap().iter().all(|value| (value.norm() - 1.0).abs() < 1e-13));
    let a = DMatrix::from_fn(6, 6, |i, j| match (i, j) {
        (0, 1) => -2.0,
        (0, 3) => -1.0,
        _ if i == j + 1 => 1.0,
        _ => 0.0,
    });
    let i = Complex::new(0.0, 1.0);
    let expected = [i, i, -i, -i, Complex::ZERO, Complex::ZERO];
    assert!(distance(&eigenvalues(&a).unwrap(), &expected) < 1e-7);
}

#[test]
fn graded_matrices_keep_their_small_eigenvalues() {
    // D⁻¹ B D with entries from 10⁻³⁰⁰ to 10³⁰⁰ has the eigenvalues of B.
    let b = random(12, 5);
    let d = |i: usize| 2f64.powi(90 * i as i32 - 495);
    let a = DMatrix::from_fn(12, 12, |i, j| b[(i, j)] * (d(j) / d(i)));
    assert!(a.amax() > 1e296 && a.iter().any(|x| x.abs() < 1e-296));
    let expected = eigenvalues(&b).unwrap();
    assert!(distance(&eigenvalues(&a).unwrap(), &expected) < 1e-13);
    assert!(check_schur(&a) < 1e-14);
    // Not a similarity: every size between.
    let a = DMatrix::from_fn(20, 20, |i, j| b[(i % 12, j % 12)] * 10f64.powi(300 - 15 * (i + j) as i32));
    assert!(eigenvalues(&a).unwrap().iter().all(|value| value.im == 0.0 || value.im.is_finite()));
    assert!(check_schur(&a) < 1e-14);
}

#[test]
fn the_ends_of_the_range_of_numbers_are_safe() {
    let b = random(9, 6);
    for unit in [1e307, 1e-300, 1e-318] {
        let found = eigenvalues(&(&b * unit)).unwrap();
        let expected: Vec<_> = eigenvalues(&b).unwrap().iter().map(|value| value * unit).collect();
        let tolerance = if unit < 1e-310 { 1e-4 } else { 1e-13 };
        let worst = found.iter().zip(&expected).map(|(x, y)| ((x - y) / unit).norm()).fold(0.0, f64::max);
        assert!(worst < tolerance, "{unit:e}: {worst:e}");
    }
    let ones = DMatrix::from_element(50, 50, f64::MAX);
    assert_eq!(eigenvalues(&ones), Err(SchurError::Overflow));
    assert_eq!(eigenvalues(&DMatrix::from_element(50, 50, f64::from_bits(1))).unwrap().len(), 50);
}

#[test]
fn nearly_singular_matrices_keep_a_small_eigenvalue() {
    // A Laplacian of a directed ring with a shortcut: zero row sums, so an exact zero.
    let mut a = circulant(30, &[-1.0, 1.0]);
    a[(5, 20)] += 0.5;
    a[(5, 5)] -= 0.5;
    let values = eigenvalues(&a).unwrap();
    assert!(values[29].norm() < 1e-14, "{}", values[29]);
    assert!(values[28].re < -1e-3);
}

#[test]
fn random_matrices_satisfy_the_definition() {
    for n in [1, 2, 3, 4, 5, 7, 10, 23, 50, 120] {
        for seed in 0..5 {
            let a = random(n, seed);
            let error = check_schur(&a);
            assert!(error < 1e-14 * (n as f64).sqrt(), "{n}: {error:e}");
            let values = eigenvalues(&a).unwrap();
            let sum: Complex<f64> = values.iter().sum();
            let squares: Complex<f64> = values.iter().map(|value| value * value).sum();
            assert!((sum.re - a.trace()).abs() < 1e-12 * n as f64 && sum.im == 0.0);
            assert!((squares.re - (&a * &a).trace()).abs() < 1e-12 * (n * n) as f64);
            let mut from_t = diagonal(&schur(&a).unwrap().1);
            sort(&mut from_t);
            assert!(distance(&values, &from_t) < 1e-12 * n as f64);
        }
    }
}

#[test]
fn pairs_are_exactly_conjugate_and_the_order_is_by_real_part() {
    let values = eigenvalues(&random(61, 9)).unwrap();
    assert!(values.windows(2).all(|x| (x[0].re, x[0].im) <= (x[1].re, x[1].im)));
    let mut conjugate: Vec<_> = values.iter().map(|value| value.conj()).collect();
    sort(&mut conjugate);
    assert_eq!(values, conjugate);
}

#[test]
fn sparse_and_small_integer_matrices_converge() {
    let mut random = Random::new(4, Stream::Draws);
    for trial in 0..3000 {
        let n = 2 + random.below(14);
        let density = random.uniform();
        let a = DMatrix::from_fn(n, n, |_, _| match random.uniform() < density {
            true => random.below(5) as f64 - 2.0,
            false => 0.0,
        });
        let values = eigenvalues(&a).unwrap_or_else(|error| panic!("{trial}: {error}{a}"));
        let sum: Complex<f64> = values.iter().sum();
        assert!((sum.re - a.trace()).abs() < 1e-12);
        let error = check_schur(&a);
        assert!(error < 1e-13, "{trial}: {error:e}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    assert_eq!(eigenvalues(&DMatrix::zeros(2, 3)), Err(SchurError::NotSquare { rows: 2, columns: 3 }));
    let mut a = random(4, 1);
    a[(1, 2)] = f64::NAN;
    assert_eq!(schur(&a), Err(SchurError::NotFinite { row: 1, column: 2 }));
}
