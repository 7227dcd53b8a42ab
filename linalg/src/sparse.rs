//! What large sparse networks spend their time in: products of a symmetric matrix of few entries, the steps of conjugate
//! gradients and of Chebyshev's recurrence, and the local sums of synapses.
//!
//! Most of the time of such a product is spent in waiting for the matrix and for the entries of x that its columns name. So
//! four vectors are multiplied at a time: their entries lie beside each other (a [`Quad`] for each neuron), and the matrix is
//! read once for all. What becomes of one vector does not depend on the other three, not in one bit.

use multiversion::multiversion;

use crate::lanes::{Four, LANES};

/// One number for each of four vectors.
pub type Quad = [f64; LANES];

/// A symmetric n × n matrix: its diagonal and, row after row, all other entries that are not zero.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// Row i has the entries from `starts[i]` up to `starts[i + 1]`; n + 1 numbers.
    pub starts: &'a [u32],
    /// The column of each entry, below n.
    pub columns: &'a [u32],
    /// Each entry.
    pub values: &'a [f64],
    /// n numbers.
    pub diagonal: &'a [f64],
}

impl<'a> Rows<'a> {
    #[inline(always)]
    fn row(&self, i: usize) -> (&'a [u32], &'a [f64]) {
        let range = self.starts[i] as usize..self.starts[i + 1] as usize;
        (&self.columns[range.clone()], &self.values[range])
    }
}

/// y = A x of one vector.
#[multiversion(targets("x86_64+avx2"))]
pub fn times(a: Rows, x: &[f64], y: &mut [f64]) {
    for (i, y) in y.iter_mut().enumerate() {
        let (columns, values) = a.row(i);
        let (four_columns, few_columns) = columns.as_chunks::<LANES>();
        let (four_values, few_values) = values.as_chunks::<LANES>();
        let mut sum = Four::ZERO;
        for (columns, values) in four_columns.iter().zip(four_values) {
            sum = sum + Four::new(*values) * Four::new(columns.map(|j| x[j as usize]));
        }
        let few: f64 = few_columns.iter().zip(few_values).map(|(j, a)| a * x[*j as usize]).sum();
        *y = a.diagonal[i] * x[i] + (sum.total() + few);
    }
}

/// y = A x of four vectors.
#[multiversion(targets("x86_64+avx2"))]
pub fn times_four(a: Rows, x: &[Quad], y: &mut [Quad]) {
    for (i, y) in y.iter_mut().enumerate() {
        *y = row_times(a, i, x).to_array();
    }
}

/// Row i of A, times four vectors. Two sums at a time: each addition waits for the one before.
#[inline(always)]
fn row_times(a: Rows, i: usize, x: &[Quad]) -> Four {
    let (columns, values) = a.row(i);
    let (two_columns, last_column) = columns.as_chunks::<2>();
    let (two_values, last_value) = values.as_chunks::<2>();
    let mut even = Four::splat(a.diagonal[i]) * Four::new(x[i]);
    let mut odd = Four::ZERO;
    for ([j, k], [a_ij, a_ik]) in two_columns.iter().zip(two_values) {
        even = even + Four::splat(*a_ij) * Four::new(x[*j as usize]);
        odd = odd + Four::splat(*a_ik) * Four::new(x[*k as usize]);
    }
    if let ([j], [a_ij]) = (last_column, last_value) {
        even = even + Four::splat(*a_ij) * Four::new(x[*j as usize]);
    }
    even + odd
}

/// y = A x of four vectors, and x'y of each.
#[multiversion(targets("x86_64+avx2"))]
pub fn times_four_and_along(a: Rows, x: &[Quad], y: &mut [Quad]) -> Quad {
    let mut along = [Four::ZERO; 2];
    for (i, (y, x_i)) in y.iter_mut().zip(x).enumerate() {
        let row = row_times(a, i, x);
        *y = row.to_array();
        along[i % 2] = along[i % 2] + row * Four::new(*x_i);
    }
    (along[0] + along[1]).to_array()
}

/// x ← x + α p, r ← r − α q, and Σ r²/d of each of four vectors, for the inverse `over` of d.
#[multiversion(targets("x86_64+avx2"))]
pub fn descend(alpha: Quad, p: &[Quad], q: &[Quad], over: &[f64], x: &mut [Quad], r: &mut [Quad]) -> Quad {
    let (forth, back) = (Four::new(alpha), Four::new(alpha.map(|alpha| -alpha)));
    let mut sums = [Four::ZERO; 2];
    for (i, (x, r)) in x.iter_mut().zip(r).enumerate() {
        *x = (Four::new(*x) + forth * Four::new(p[i])).to_array();
        let rest = Four::new(*r) + back * Four::new(q[i]);
        *r = rest.to_array();
        sums[i % 2] = sums[i % 2] + rest * rest * Four::splat(over[i]);
    }
    (sums[0] + sums[1]).to_array()
}

/// p ← r/d + β p of four vectors.
#[multiversion(targets("x86_64+avx2"))]
pub fn turn(beta: Quad, r: &[Quad], over: &[f64], p: &mut [Quad]) {
    let beta = Four::new(beta);
    for (i, p) in p.iter_mut().enumerate() {
        *p = (Four::splat(over[i]) * Four::new(r[i]) + beta * Four::new(*p)).to_array();
    }
}

/// One step of Chebyshev's recurrence for four vectors: y ← 2 (A x − c x) / e − y, and the sums x'x and y'x of each.
#[multiversion(targets("x86_64+avx2"))]
pub fn chebyshev(a: Rows, (c, e): (f64, f64), x: &[Quad], y: &mut [Quad]) -> [Quad; 2] {
    let (minus_c, twice) = (Four::splat(-c), Four::splat(2.0 / e));
    let (mut xx, mut yx) = ([Four::ZERO; 2], [Four::ZERO; 2]);
    for (i, (y, x_i)) in y.iter_mut().zip(x).enumerate() {
        let x_i = Four::new(*x_i);
        let next = twice * (row_times(a, i, x) + minus_c * x_i) + Four::splat(-1.0) * Four::new(*y);
        *y = next.to_array();
        xx[i % 2] = xx[i % 2] + x_i * x_i;
        yx[i % 2] = yx[i % 2] + next * x_i;
    }
    [(xx[0] + xx[1]).to_array(), (yx[0] + yx[1]).to_array()]
}

/// b ← b + Σ √|a_ij| g_ij (e_i − sign(a_ij) e_j), over synapses (i, j) with `root` = sign(a_ij) √|a_ij| and four numbers
/// g_ij each.
#[multiversion(targets("x86_64+avx2"))]
pub fn spread(i: &[u32], j: &[u32], root: &[f64], g: &[Quad], b: &mut [Quad]) {
    for (((i, j), root), g) in i.iter().zip(j).zip(root).zip(g) {
        let g = Four::new(*g);
        let to_i = &mut b[*i as usize];
        *to_i = (Four::new(*to_i) + Four::splat(root.abs()) * g).to_array();
        let to_j = &mut b[*j as usize];
        *to_j = (Four::new(*to_j) + Four::splat(-root) * g).to_array();
    }
}

/// Adds (x_i − sign(a_ij) x_j)² of four vectors to the sum of each synapse, one vector after the other.
#[multiversion(targets("x86_64+avx2"))]
pub fn add_squares(i: &[u32], j: &[u32], root: &[f64], x: &[Quad], sums: &mut [f64]) {
    for (((i, j), root), sum) in i.iter().zip(j).zip(root).zip(sums) {
        let minus_sign = Four::splat(-1f64.copysign(*root));
        let apart = Four::new(x[*i as usize]) + minus_sign * Four::new(x[*j as usize]);
        *sum = (apart * apart).to_array().iter().fold(*sum, |sum, square| sum + square);
    }
}

/// The products x'y of each of four vectors with each of four: row k holds those of the k-th of `x`.
#[multiversion(targets("x86_64+avx2"))]
pub fn cross(x: &[Quad], y: &[Quad]) -> [Quad; LANES] {
    let mut sums = [Four::ZERO; LANES];
    for (x, y) in x.iter().zip(y) {
        let y = Four::new(*y);
        for (sum, x) in sums.iter_mut().zip(x) {
            *sum = *sum + Four::splat(*x) * y;
        }
    }
    sums.map(Four::to_array)
}

/// y ← y + x C of four vectors each, with the rows of C as in [`cross`].
#[multiversion(targets("x86_64+avx2"))]
pub fn combine(x: &[Quad], c: &[Quad; LANES], y: &mut [Quad]) {
    let c = c.map(Four::new);
    for (x, y) in x.iter().zip(y) {
        let sum = c.iter().zip(x).fold(Four::new(*y), |sum, (c, x)| sum + *c * Four::splat(*x));
        *y = sum.to_array();
    }
}

#[cfg(test)]
mod tests {
    //! Strategy: a small matrix whose products are written out; and that four vectors know nothing of each other.
    use super::*;

    /// 3 on the diagonal of 7 rows; rows of every length from 1 to 6.
    fn matrix() -> (Vec<u32>, Vec<u32>, Vec<f64>, Vec<f64>) {
        let n = 7u32;
        let is_joined = |i: u32, j: u32| i != j && (i + j) % n.min(i.max(j) + 1) != 1;
        let (mut starts, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for i in 0..n {
            for j in (0..n).filter(|j| is_joined(i, *j)) {
                columns.push(j);
                values.push(f64::from(i * j) - 4.0);
            }
            starts.push(columns.len() as u32);
        }
        (starts, columns, values, vec![3.0; 7])
    }

    #[test]
    fn products_of_one_and_of_four_are_those_of_the_dense_matrix() {
        let (starts, columns, values, diagonal) = matrix();
        let rows = Rows { starts: &starts, columns: &columns, values: &values, diagonal: &diagonal };
        let x: Vec<f64> = (0..7).map(|i| f64::from(i * i) - 9.0).collect();
        let want: Vec<f64> = (0..7)
            .map(|i| {
                let (columns, values) = rows.row(i);
                3.0 * x[i] + columns.iter().zip(values).map(|(j, a)| a * x[*j as usize]).sum::<f64>()
            })
            .collect();
        let mut one = vec![0.0; 7];
        times(rows, &x, &mut one);
        assert_eq!(one, want);
        let fours: Vec<Quad> = x.iter().map(|x| [*x, 0.0, -x, 2.0 * x]).collect();
        let mut four = vec![[0.0; 4]; 7];
        let along = times_four_and_along(rows, &fours, &mut four);
        for (got, want) in four.iter().zip(&want) {
            assert_eq!(*got, [*want, 0.0, -want, 2.0 * want]);
        }
        let xy: f64 = x.iter().zip(&want).map(|(x, y)| x * y).sum();
        assert_eq!(along, [xy, 0.0, xy, 4.0 * xy]);
        let mut before = fours.clone();
        let [xx, yx] = chebyshev(rows, (1.0, 2.0), &fours, &mut before);
        for ((got, want), x) in before.iter().zip(&want).zip(&x) {
            assert_eq!(got[0], want - x - x);
        }
        let square: f64 = x.iter().map(|x| x * x).sum();
        assert_eq!((xx[0], yx[0], yx[1]), (square, xy - 2.0 * square, 0.0));
    }

    #[test]
    fn synapses_spread_noise_and_add_squares_by_their_signs() {
        let (i, j, root) = ([0, 1], [2, 2], [2.0, -3.0]);
        let mut b = vec![[0.0; 4]; 3];
        spread(&i, &j, &root, &[[1.0; 4], [10.0; 4]], &mut b);
        assert_eq!(b, [[2.0; 4], [30.0; 4], [28.0; 4]]);
        let mut sums = [0.5, 0.0];
        let x = [[5.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [2.0, 0.0, 0.0, 1.0]];
        add_squares(&i, &j, &root, &x, &mut sums);
        assert_eq!(sums, [0.5 + 9.0 + 1.0, 9.0 + 1.0]);
    }

    #[test]
    fn four_vectors_cross_and_combine_with_four() {
        let (x, y) =
            ([[1.0, 2.0, 0.0, 0.0], [0.0, 1.0, 0.0, -1.0]], [[1.0, 0.0, 0.0, 5.0], [3.0, 0.0, 1.0, 0.0]]);
        let c = cross(&x, &y);
        assert_eq!(c, [[1.0, 0.0, 0.0, 5.0], [5.0, 0.0, 1.0, 10.0], [0.0; 4], [-3.0, 0.0, -1.0, 0.0]]);
        let mut sum = [[0.5; 4], [0.0; 4]];
        combine(&x, &c, &mut sum);
        assert_eq!(sum, [[11.5, 0.5, 2.5, 25.5], [8.0, 0.0, 2.0, 10.0]]);
    }
}
