//! Eigenvalues and real Schur form of a general real matrix.
//!
//! A = U T U' with U orthogonal and T upper quasi-triangular: real eigenvalues stand on its
//! diagonal, and each complex pair α ± iβ is a 2 × 2 block with equal diagonal α and off-diagonal
//! entries of opposite sign. The way there, each step in its own file:
//!
//! 1. [`blocks`]: a permutation to block triangular form. In a sparse directed network most
//!    neurons lie on no cycle, and their eigenvalues are then exact.
//! 2. [`balance`]: rows and columns scaled by powers of two (eigenvalues only).
//! 3. [`hessenberg`]: Householder reduction to upper Hessenberg form.
//! 4. [`francis`]: implicitly double-shifted QR steps with deflation and exceptional shifts.
//!
//! G. Golub & C. Van Loan, *Matrix Computations*, 4th ed. (2013), chapter 7. Both factors are
//! backward stable: they belong to a matrix within a small multiple of ε‖A‖ of A.

mod balance;
mod blocks;
mod francis;
mod hessenberg;
#[cfg(test)]
mod tests;

use nalgebra::{Complex, DMatrix};

use crate::numerics::order;

/// Why there is no Schur form.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SchurError {
    /// Rows and columns differ in number.
    #[error("the matrix has {rows} rows and {columns} columns; eigenvalues need a square matrix")]
    NotSquare { rows: usize, columns: usize },
    /// An entry is infinite or not a number (0-based indices).
    #[error("the entry in row {} and column {} is not a finite number", row + 1, column + 1)]
    NotFinite { row: usize, column: usize },
    /// The QR iteration used all of its steps; `left` eigenvalues of `n` were not found. No matrix
    /// is known for which this happens.
    #[error("the QR iteration did not converge: {left} of {n} eigenvalues were not found")]
    NotConverged { left: usize, n: usize },
    /// An eigenvalue, or an entry of T, exceeds the largest floating-point number.
    #[error("the matrix is too large: an eigenvalue is beyond the range of floating-point numbers")]
    Overflow,
}

/// The eigenvalues of `a` with their multiplicities, sorted by real part, then by imaginary part.
///
/// Complex ones come in exactly conjugate pairs. O(n³) work, and copies of the irreducible blocks.
pub fn eigenvalues(a: &DMatrix<f64>) -> Result<Vec<Complex<f64>>, SchurError> {
    check(a)?;
    let mut values = Vec::with_capacity(a.nrows());
    for block in blocks::irreducible(a) {
        if let [alone] = block[..] {
            values.push(Complex::new(a[(alone, alone)], 0.0));
            continue;
        }
        let mut b = DMatrix::from_fn(block.len(), block.len(), |i, j| a[(block[i], block[j])]);
        balance::balance(&mut b);
        let unit = power_of_two_below(b.amax());
        b /= unit;
        hessenberg::reduce(&mut b, 0..block.len(), None);
        francis::iterate(&mut b, 0..block.len(), None)
            .map_err(|left| SchurError::NotConverged { left, n: a.nrows() })?;
        values.extend(diagonal(&b).into_iter().map(|value| value * unit));
    }
    if values.iter().any(|value| !(value.re.is_finite() && value.im.is_finite())) {
        return Err(SchurError::Overflow);
    }
    sort(&mut values);
    Ok(values)
}

/// U orthogonal and T upper quasi-triangular with `a` = U T U'. O(n³) work, about three times
/// that of [`eigenvalues`].
pub fn schur(a: &DMatrix<f64>) -> Result<(DMatrix<f64>, DMatrix<f64>), SchurError> {
    check(a)?;
    let n = a.nrows();
    let blocks = blocks::irreducible(a);
    let order = blocks.concat();
    let unit = power_of_two_below(a.amax());
    let mut t = DMatrix::from_fn(n, n, |i, j| a[(order[i], order[j])] / unit);
    let mut u = DMatrix::zeros(n, n);
    for (k, &i) in order.iter().enumerate() {
        u[(i, k)] = 1.0;
    }
    let mut first = 0;
    for block in &blocks {
        let rows = first..first + block.len();
        first = rows.end;
        hessenberg::reduce(&mut t, rows.clone(), Some(&mut u));
        francis::iterate(&mut t, rows, Some(&mut u)).map_err(|left| SchurError::NotConverged { left, n })?;
    }
    t *= unit;
    if t.iter().any(|value| !value.is_finite()) {
        return Err(SchurError::Overflow);
    }
    Ok((u, t))
}

/// The eigenvalues of an upper quasi-triangular T whose 2 × 2 blocks have equal diagonals, as
/// [`schur`] gives it, from the top down.
pub fn diagonal(t: &DMatrix<f64>) -> Vec<Complex<f64>> {
    let n = t.nrows();
    let mut values = Vec::with_capacity(n);
    while values.len() < n {
        let k = values.len();
        let below = if k + 1 < n { t[(k + 1, k)] } else { 0.0 };
        if below == 0.0 {
            values.push(Complex::new(t[(k, k)], 0.0));
        } else {
            // (T − α)² = −β² with −β² the product of the off-diagonal entries; two roots, because
            // the product itself may underflow.
            let im = t[(k, k + 1)].abs().sqrt() * below.abs().sqrt();
            values.push(Complex::new(t[(k, k)], -im));
            values.push(Complex::new(t[(k, k)], im));
        }
    }
    values
}

/// By real part, then by imaginary part, both ascending. Zeros lose their sign first.
fn sort(values: &mut [Complex<f64>]) {
    for value in values.iter_mut() {
        *value = Complex::new(value.re + 0.0, value.im + 0.0);
    }
    let compare = |x: usize, y: usize| {
        values[x].re.total_cmp(&values[y].re).then(values[x].im.total_cmp(&values[y].im))
    };
    let sorted: Vec<_> = order::by(values.len(), &compare).iter().map(|k| values[*k as usize]).collect();
    values.copy_from_slice(&sorted);
}

fn check(a: &DMatrix<f64>) -> Result<(), SchurError> {
    if !a.is_square() {
        return Err(SchurError::NotSquare { rows: a.nrows(), columns: a.ncols() });
    }
    match not_finite(a) {
        Some((row, column)) => Err(SchurError::NotFinite { row, column }),
        None => Ok(()),
    }
}

/// Row and column of the first entry that is infinite or not a number.
pub(crate) fn not_finite(a: &DMatrix<f64>) -> Option<(usize, usize)> {
    let place = a.iter().position(|value| !value.is_finite())?;
    Some((place % a.nrows(), place / a.nrows()))
}

/// The greatest power of two that is not above `x`, between 2⁻¹⁰²² and 2¹⁰²², so that dividing by
/// it is exact and undone by multiplying; 1 for zero.
pub(crate) fn power_of_two_below(x: f64) -> f64 {
    match x {
        0.0 => 1.0,
        _ => f64::from_bits(x.to_bits() & EXPONENT).clamp(SMALLEST, 1.0 / SMALLEST),
    }
}

/// The exponent's bits of a number.
const EXPONENT: u64 = 0x7ff0_0000_0000_0000;

/// 2⁻¹⁰²², the smallest normal number; its inverse is a number too.
const SMALLEST: f64 = f64::MIN_POSITIVE;

/// A Householder reflector H = I − τ v v' with v_0 = 1 (GVL, algorithm 5.1.1).
struct Reflector {
    tau: f64,
    /// The first entry of H x; the others are zero.
    beta: f64,
}

/// The reflector that maps `x` to a multiple of e_0; `x` becomes its v. τ = 0 if x is one already.
#[inline]
fn reflector(x: &mut [f64]) -> Reflector {
    let alpha = x[0];
    let largest = x[1..].iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    x[0] = 1.0;
    if largest == 0.0 {
        return Reflector { tau: 0.0, beta: alpha };
    }
    // Scaled, so that no square overflows or loses its digits.
    let unit = largest.max(alpha.abs());
    let rest: f64 = x[1..].iter().map(|value| (value / unit) * (value / unit)).sum();
    let norm = unit * ((alpha / unit) * (alpha / unit) + rest).sqrt();
    let beta = if alpha > 0.0 { -norm } else { norm };
    for value in &mut x[1..] {
        *value /= alpha - beta;
    }
    Reflector { tau: (beta - alpha) / beta, beta }
}

/// x · y in a fixed order of four partial sums, which compilers turn into vector instructions.
#[inline]
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (x, y) = (x.chunks_exact(4), y.chunks_exact(4));
    let rest: f64 = x.remainder().iter().zip(y.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in x.zip(y) {
        for k in 0..4 {
            sums[k] += x[k] * y[k];
        }
    }
    (sums[0] + sums[2]) + (sums[1] + sums[3]) + rest
}

/// y += c x.
#[inline]
pub(crate) fn add(y: &mut [f64], c: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += c * x;
    }
}
