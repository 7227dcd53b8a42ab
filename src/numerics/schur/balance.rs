//! Balancing: a diagonal similarity D⁻¹ B D that brings the norms of row i and column i close to
//! each other (E. Osborne, J. ACM 7 (1960) 338; B. Parlett & C. Reinsch, Numer. Math. 13 (1969)
//! 293). D holds powers of two, so that nothing is rounded; the eigenvalues of a badly scaled
//! matrix gain the digits that its norm would cost them.

use nalgebra::DMatrix;

/// A row and its column are left alone if scaling would reduce the sum of their norms by less.
const GAIN: f64 = 0.95;

/// Bound on the passes over all rows. Two to five are usual; entries from 10⁻³⁰⁰ to 10³⁰⁰ take some
/// dozens.
const PASSES: usize = 200;

/// 2⁻¹⁶, so that no sum over a row overflows.
const HEADROOM: f64 = 1.0 / 65536.0;

/// Balances an irreducible `b` in place. O(n²) a pass.
pub fn balance(b: &mut DMatrix<f64>) {
    for _ in 0..PASSES {
        let mut changed = false;
        for i in 0..b.nrows() {
            changed |= balance_one(b, i);
        }
        if !changed {
            return;
        }
    }
}

/// Scales row and column `i`; whether it was worth it.
fn balance_one(b: &mut DMatrix<f64>, i: usize) -> bool {
    let diagonal = std::mem::replace(&mut b[(i, i)], 0.0);
    let changed = balance_pair(b, i);
    b[(i, i)] = diagonal;
    changed
}

/// The same for a zero diagonal entry.
fn balance_pair(b: &mut DMatrix<f64>, i: usize) -> bool {
    let column: f64 = b.column(i).iter().map(|x| x.abs() * HEADROOM).sum();
    let row: f64 = b.row(i).iter().map(|x| x.abs() * HEADROOM).sum();
    if !(row > 0.0 && column > 0.0) {
        return false;
    }
    // f = 2^k nearest to √(row / column), from the exponents alone.
    let f = power_of_two((exponent(row) - exponent(column)) / 2);
    if column * f + row / f >= GAIN * (column + row) {
        return false;
    }
    b.column_mut(i).scale_mut(f);
    b.row_mut(i).scale_mut(1.0 / f);
    true
}

/// The exponent e of x = m 2^e, 1 ≤ m < 2; −1023 where x is subnormal.
fn exponent(x: f64) -> i64 {
    (x.to_bits() >> 52) as i64 - 1023
}

/// 2^k, for −1022 ≤ k ≤ 1022, and the nearest of these for other k.
fn power_of_two(k: i64) -> f64 {
    f64::from_bits(((k.clamp(-1022, 1022) + 1023) as u64) << 52)
}
