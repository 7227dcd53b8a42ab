//! The Cholesky factor L of a positive definite matrix M = L L', and M⁻¹ = L⁻ᵀ L⁻¹, by blocks: nearly all of
//! the n³/3 operations of each of the three steps are products of blocks.

use std::ops::Range;

use crate::lanes::add_scaled;
use crate::product::{Block, Packed, add_product};

/// Columns of a block.
const WIDTH: usize = 32;

/// Replaces the lower triangle of M (n × n) by L; the upper one is neither read nor written. False if M is not
/// positive definite; what is left is then of no use.
pub fn cholesky(m: &mut [f64], n: usize) -> bool {
    let (mut left, mut right) = (Packed::default(), Packed::default());
    for columns in blocks(n) {
        let (first, last) = (columns.start, columns.end);
        // What the columns before have to do with these.
        left.pack(m, Block::of(n, first..n, 0..first));
        right.pack(m, Block::of(n, columns.clone(), 0..first));
        add_product(m, Block::of(n, first..n, first..last), -1.0, &left, &right);
        if !columns_of_block(m, n, columns) {
            return false;
        }
    }
    true
}

/// The columns of one block, all before them being done.
fn columns_of_block(m: &mut [f64], n: usize, columns: Range<usize>) -> bool {
    for j in columns.clone() {
        let (before, this) = m.split_at_mut(j * n);
        let this = &mut this[j..n];
        for k in columns.start..j {
            let other = &before[k * n + j..(k + 1) * n];
            add_scaled(this, -other[0], other);
        }
        // Not a number fails too.
        if this[0].is_nan() || this[0] <= 0.0 {
            return false;
        }
        let root = this[0].sqrt();
        this.iter_mut().for_each(|x| *x /= root);
    }
    true
}

/// M⁻¹, whole, from the lower triangle L (n × n) of M = L L'.
pub fn inverse(l: &[f64], n: usize) -> Vec<f64> {
    let x = inverse_of_triangle(l, n);
    let mut out = vec![0.0; n * n];
    let (mut left, mut right) = (Packed::default(), Packed::default());
    for rows in blocks(n) {
        // X is zero above its diagonal.
        let (first, last) = (rows.start, rows.end);
        left.pack(&x, Block::of(n, first..n, rows.clone()).transposed());
        right.pack(&x, Block::of(n, first..n, 0..last).transposed());
        add_product(&mut out, Block::of(n, rows, 0..last), 1.0, &left, &right);
    }
    for j in 0..n {
        for i in 0..j {
            out[i + j * n] = out[j + i * n];
        }
    }
    out
}

/// X = L⁻¹: block row by block row, X_i = L_ii⁻¹ (1_i − L_i X).
fn inverse_of_triangle(l: &[f64], n: usize) -> Vec<f64> {
    let mut x = vec![0.0; n * n];
    let mut sums = vec![0.0; WIDTH * n];
    let (mut left, mut right) = (Packed::default(), Packed::default());
    for rows in blocks(n) {
        let (first, last) = (rows.start, rows.end);
        small_inverse(l, n, rows.clone(), &mut x);
        let height = rows.len();
        sums[..height * first].fill(0.0);
        let of_sums = Block { start: 0, down: 1, right: height, rows: height, columns: first };
        for columns in blocks(first) {
            let depth = columns.start..first;
            left.pack(l, Block::of(n, rows.clone(), depth.clone()));
            right.pack(&x, Block::of(n, depth, columns.clone()).transposed());
            let part = Block { start: columns.start * height, columns: columns.len(), ..of_sums };
            add_product(&mut sums, part, 1.0, &left, &right);
        }
        left.pack(&x, Block::of(n, rows.clone(), rows));
        right.pack(&sums, of_sums.transposed());
        add_product(&mut x, Block::of(n, first..last, 0..first), -1.0, &left, &right);
    }
    x
}

/// Writes the inverse of a block on the diagonal, column by column.
fn small_inverse(l: &[f64], n: usize, block: Range<usize>, x: &mut [f64]) {
    for j in block.clone() {
        let column = &mut x[j * n..(j + 1) * n];
        column[j] = 1.0;
        for k in j..block.end {
            column[k] /= l[k + k * n];
            let (value, below) = (column[k], k + 1..block.end);
            add_scaled(&mut column[below.clone()], -value, &l[k * n..][below]);
        }
    }
}

fn blocks(n: usize) -> impl Iterator<Item = Range<usize>> {
    (0..n).step_by(WIDTH).map(move |first| first..n.min(first + WIDTH))
}

#[cfg(test)]
mod tests {
    //! Strategy: M = B B' + 1 for sizes on both sides of the blocks' width, and what is not positive.
    use super::*;

    fn positive(n: usize) -> Vec<f64> {
        let b = |i: usize, j: usize| ((i * 31 + j * 17) % 23) as f64 / 23.0 - 0.4;
        let entry = |i: usize, j: usize| (0..n).map(|k| b(i, k) * b(j, k)).sum::<f64>();
        (0..n * n).map(|at| entry(at % n, at / n) + if at % n == at / n { 1.0 } else { 0.0 }).collect()
    }

    #[test]
    fn the_inverse_times_the_matrix_is_one() {
        for n in [1, 2, 5, 31, 32, 33, 70, 101] {
            let m = positive(n);
            let mut l = m.clone();
            assert!(cholesky(&mut l, n));
            let inverse = inverse(&l, n);
            for at in 0..n * n {
                let (i, j) = (at % n, at / n);
                let sum: f64 = (0..n).map(|k| inverse[i + k * n] * m[k + j * n]).sum();
                let want = if i == j { 1.0 } else { 0.0 };
                assert!((sum - want).abs() < 1e-11, "{n}: ({i}, {j}) is {sum}");
                assert_eq!(inverse[at], inverse[j + i * n]);
            }
        }
    }

    #[test]
    fn what_is_not_positive_has_no_factor() {
        for bad in [-1.0, 0.0, f64::NAN] {
            let mut m = positive(40);
            m[35 + 35 * 40] = bad;
            assert!(!cholesky(&mut m, 40));
        }
        assert!(cholesky(&mut [], 0) && inverse(&[], 0).is_empty());
    }
}
