//! The Cholesky factor L of a positive definite matrix M = L L', and M⁻¹ = L⁻ᵀ L⁻¹, by blocks: nearly all of
//! the n³/3 operations of each of the three steps are products of blocks.

use std::ops::Range;

use crate::lanes::add_scaled;
use crate::product::{Block, Packed, Sums, add_product};

/// Columns of a block.
const WIDTH: usize = 32;

/// Columns that have the products with all columns before them made at once, so that what is packed is used often.
const PANEL: usize = 4 * WIDTH;

/// Replaces the lower triangle of M (n × n) by L; the upper one is neither read nor written. False if M is not
/// positive definite; what is left is then of no use.
pub fn cholesky(m: &mut [f64], n: usize) -> bool {
    for panel in ranges(0..n, PANEL) {
        // What the columns before have to do with these.
        let top = panel.start;
        let mut sums = Sums::zeros(n - top, panel.len());
        let before = Block::of(n, top..n, 0..top);
        sums.add((m, before), (m, Block { rows: panel.len(), ..before }.transposed()), |_| 0);
        for columns in ranges(panel.clone(), WIDTH) {
            let (first, last) = (columns.start, columns.end);
            sums.give(m, Block::of(n, first..n, first..last), -1.0, [first - top, first - top]);
            if !columns_of_block(m, n, columns) {
                return false;
            }
            if last < panel.end {
                let rest = Block::of(n, last..panel.end, first..last);
                sums.add((m, Block::of(n, top..n, first..last)), (m, rest.transposed()), |_| 0);
            }
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

/// Replaces the lower triangle L (n × n) of M = L L' by M⁻¹, whole. What stands above L is not read.
pub fn inverse(l: &mut [f64], n: usize) {
    invert_triangle(l, n);
    // Row i of X'X takes the rows of X from i on: none that has been replaced already.
    for panel in ranges(0..n, PANEL) {
        let (top, all) = (panel.start, 0..panel.end);
        let mut sums = Sums::zeros(all.len(), panel.len());
        let rest = |columns| Block::of(n, top..n, columns);
        sums.add((l, rest(all.clone()).transposed()), (l, rest(panel.clone())), |column| {
            column.saturating_sub(top)
        });
        all.clone().for_each(|j| l[j * n..][panel.clone()].fill(0.0));
        sums.give(l, Block::of(n, panel, all).transposed(), 1.0, [0, 0]);
    }
    mirror(l, n);
}

/// L ← X = L⁻¹, zero above its diagonal, block of rows by block of rows: X_i = L_ii⁻¹ (1_i − L_i X).
fn invert_triangle(l: &mut [f64], n: usize) {
    (0..n).for_each(|j| l[j * n..j * n + j].fill(0.0));
    let (mut left, mut right) = (Packed::default(), Packed::default());
    for panel in ranges(0..n, PANEL) {
        // (L X)' for the rows of the panel. X has zeros in the rows before that of a column's own number.
        let top = panel.start;
        let mut sums = Sums::zeros(panel.end, panel.len());
        let add = |sums: &mut Sums, l: &[f64], depth: Range<usize>| {
            let x = Block::of(n, depth.clone(), 0..depth.end).transposed();
            let (start, rows) = (depth.start, depth.end.max(top)..panel.end);
            let rest = Block::of(n, rows, depth).transposed();
            sums.add((l, x), (l, rest), |column| column.saturating_sub(start));
        };
        add(&mut sums, l, 0..top);
        for rows in ranges(panel.clone(), WIDTH) {
            let (first, last, height) = (rows.start, rows.end, rows.len());
            small_inverse(l, n, rows.clone());
            let mut part = vec![0.0; height * first];
            let of_part = Block::of(height, 0..height, 0..first);
            sums.give(&mut part, of_part.transposed(), 1.0, [0, first - top]);
            left.pack(l, Block::of(n, rows.clone(), rows.clone()));
            right.pack(&part, of_part.transposed());
            (0..first).for_each(|j| l[j * n..][rows.clone()].fill(0.0));
            add_product(l, Block::of(n, rows.clone(), 0..first), -1.0, &left, &right);
            if last < panel.end {
                add(&mut sums, l, rows);
            }
        }
    }
}

/// Replaces a block on the diagonal by its inverse, column by column.
fn small_inverse(x: &mut [f64], n: usize, block: Range<usize>) {
    let l: Vec<f64> = block.clone().flat_map(|j| x[j * n..][block.clone()].to_vec()).collect();
    let width = block.len();
    for j in 0..width {
        let column = &mut x[(block.start + j) * n..][block.clone()];
        column.fill(0.0);
        column[j] = 1.0;
        for k in j..width {
            column[k] /= l[k + k * width];
            let value = column[k];
            add_scaled(&mut column[k + 1..], -value, &l[k * width + k + 1..(k + 1) * width]);
        }
    }
}

/// Copies what is below the diagonal to above it.
fn mirror(m: &mut [f64], n: usize) {
    for columns in ranges(0..n, WIDTH) {
        for rows in ranges(columns.start..n, WIDTH) {
            for j in columns.clone() {
                for i in rows.start.max(j + 1)..rows.end {
                    m[j + i * n] = m[i + j * n];
                }
            }
        }
    }
}

/// A range in parts of `width`.
fn ranges(all: Range<usize>, width: usize) -> impl Iterator<Item = Range<usize>> {
    all.clone().step_by(width).map(move |first| first..all.end.min(first + width))
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
        for n in [1, 2, 5, 31, 32, 33, 70, 101, 128, 129, 300] {
            let m = positive(n);
            let mut l = m.clone();
            assert!(cholesky(&mut l, n));
            let mut inverse = l;
            super::inverse(&mut inverse, n);
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
        assert!(cholesky(&mut [], 0));
        inverse(&mut [], 0);
    }
}
