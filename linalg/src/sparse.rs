//! What large sparse networks spend their time in: products of a symmetric matrix of few entries, the steps of conjugate
//! gradients and of Chebyshev's recurrence, and the local sums of synapses.
//!
//! Most of the time of such a product is spent in waiting for the matrix and for the entries of x that its columns name. So
//! several vectors are multiplied at a time: their entries lie beside each other (Q [`Quad`]s for each neuron), and the matrix
//! is read once for all. In a network of 10⁵ neurons, whose vectors no cache near the processor holds, a product with twelve
//! vectors takes natively hardly longer than one with four, and in wasm twice as long. What becomes of one vector does not
//! depend on the others, not in one bit.

use multiversion::multiversion;

use crate::lanes::{Four, LANES};

/// One number for each of four vectors, of eight, and of twelve.
pub type Quad = [f64; LANES];
pub type Eight = [Quad; 2];
pub type Twelve = [Quad; 3];

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

// What is public here is for some number of vectors each: a function for any number would be compiled where it is called, for
// size.

/// y = A x of four vectors.
#[multiversion(targets("x86_64+avx2"))]
pub fn times_four(a: Rows, x: &[Quad], y: &mut [Quad]) {
    let x = x.as_chunks::<1>().0;
    for (i, y) in y.iter_mut().enumerate() {
        *y = row_times(a, i, x)[0].to_array();
    }
}

/// Row i of A, times 4 Q vectors. Two sums at a time: each addition waits for the one before.
#[inline(always)]
fn row_times<const Q: usize>(a: Rows, i: usize, x: &[[Quad; Q]]) -> [Four; Q] {
    let (columns, values) = a.row(i);
    let (two_columns, last_column) = columns.as_chunks::<2>();
    let (two_values, last_value) = values.as_chunks::<2>();
    let mut even = x[i].map(|x| Four::splat(a.diagonal[i]) * Four::new(x));
    let mut odd = [Four::ZERO; Q];
    for ([j, k], [a_ij, a_ik]) in two_columns.iter().zip(two_values) {
        add_scaled(&mut even, *a_ij, &x[*j as usize]);
        add_scaled(&mut odd, *a_ik, &x[*k as usize]);
    }
    if let ([j], [a_ij]) = (last_column, last_value) {
        add_scaled(&mut even, *a_ij, &x[*j as usize]);
    }
    std::array::from_fn(|q| even[q] + odd[q])
}

/// sum ← sum + a x.
#[inline(always)]
fn add_scaled<const Q: usize>(sum: &mut [Four; Q], a: f64, x: &[Quad; Q]) {
    for q in 0..Q {
        sum[q] = sum[q] + Four::splat(a) * Four::new(x[q]);
    }
}

/// Sums over neurons of 4 Q products each, in two lanes.
#[derive(Clone, Copy)]
struct Sums<const Q: usize>([[Four; Q]; 2]);

impl<const Q: usize> Sums<Q> {
    const ZERO: Sums<Q> = Sums([[Four::ZERO; Q]; 2]);

    /// Adds x y of neuron i.
    #[inline(always)]
    fn add(&mut self, i: usize, x: [Four; Q], y: [Four; Q]) {
        let sum = &mut self.0[i % 2];
        for q in 0..Q {
            sum[q] = sum[q] + x[q] * y[q];
        }
    }

    #[inline(always)]
    fn total(self) -> [Quad; Q] {
        std::array::from_fn(|q| (self.0[0][q] + self.0[1][q]).to_array())
    }
}

/// y = A x of eight vectors, and x'y of each.
#[multiversion(targets("x86_64+avx2"))]
pub fn times_eight_and_along(a: Rows, x: &[Eight], y: &mut [Eight]) -> Eight {
    let mut along = Sums::ZERO;
    for (i, (y, x_i)) in y.iter_mut().zip(x).enumerate() {
        let row = row_times(a, i, x);
        *y = row.map(Four::to_array);
        along.add(i, row, x_i.map(Four::new));
    }
    along.total()
}

/// x ← x + α p, r ← r − α q, and Σ r²/d of each of eight vectors, for the inverse `over` of d.
#[multiversion(targets("x86_64+avx2"))]
pub fn descend(
    alpha: Eight,
    (p, q): (&[Eight], &[Eight]),
    over: &[f64],
    x: &mut [Eight],
    r: &mut [Eight],
) -> Eight {
    let (forth, back) = (alpha.map(Four::new), alpha.map(|alpha| Four::new(alpha.map(|alpha| -alpha))));
    let mut sums = Sums::ZERO;
    for (i, (x, r)) in x.iter_mut().zip(r).enumerate() {
        *x = std::array::from_fn(|k| (Four::new(x[k]) + forth[k] * Four::new(p[i][k])).to_array());
        let rest: [Four; 2] = std::array::from_fn(|k| Four::new(r[k]) + back[k] * Four::new(q[i][k]));
        *r = rest.map(Four::to_array);
        sums.add(i, rest.map(|rest| rest * rest), [Four::splat(over[i]); 2]);
    }
    sums.total()
}

/// p ← r/d + β p of eight vectors.
#[multiversion(targets("x86_64+avx2"))]
pub fn turn(beta: Eight, r: &[Eight], over: &[f64], p: &mut [Eight]) {
    let beta = beta.map(Four::new);
    for (i, p) in p.iter_mut().enumerate() {
        let over = Four::splat(over[i]);
        *p = std::array::from_fn(|k| (over * Four::new(r[i][k]) + beta[k] * Four::new(p[k])).to_array());
    }
}

/// One step of Chebyshev's recurrence for four vectors: y ← 2 (A x − c x) / e − y.
#[multiversion(targets("x86_64+avx2"))]
pub fn chebyshev_four(a: Rows, scale: (f64, f64), x: &[Quad], y: &mut [Quad]) {
    chebyshev(a, scale, x.as_chunks::<1>().0, y.as_chunks_mut::<1>().0);
}

/// The same for twelve, and the sums x'x and y'x of each.
#[multiversion(targets("x86_64+avx2"))]
pub fn chebyshev_twelve(a: Rows, scale: (f64, f64), x: &[Twelve], y: &mut [Twelve]) -> [Twelve; 2] {
    chebyshev(a, scale, x, y)
}

#[inline(always)]
fn chebyshev<const Q: usize>(
    a: Rows,
    (c, e): (f64, f64),
    x: &[[Quad; Q]],
    y: &mut [[Quad; Q]],
) -> [[Quad; Q]; 2] {
    let (minus_c, twice) = (Four::splat(-c), Four::splat(2.0 / e));
    let (mut xx, mut yx) = (Sums::ZERO, Sums::ZERO);
    for (i, (y, x_i)) in y.iter_mut().zip(x).enumerate() {
        let (row, x_i) = (row_times(a, i, x), x_i.map(Four::new));
        let next: [Four; Q] = std::array::from_fn(|k| {
            twice * (row[k] + minus_c * x_i[k]) + Four::splat(-1.0) * Four::new(y[k])
        });
        *y = next.map(Four::to_array);
        xx.add(i, x_i, x_i);
        yx.add(i, next, x_i);
    }
    [xx.total(), yx.total()]
}

/// b ← b + Σ √|a_ij| g_ij (e_i − sign(a_ij) e_j), over synapses (i, j) with `root` = sign(a_ij) √|a_ij| and eight numbers
/// g_ij each.
#[multiversion(targets("x86_64+avx2"))]
pub fn spread(i: &[u32], j: &[u32], root: &[f64], g: &[Eight], b: &mut [Eight]) {
    for (((i, j), root), g) in i.iter().zip(j).zip(root).zip(g) {
        for (neuron, factor) in [(i, root.abs()), (j, -root)] {
            let to = &mut b[*neuron as usize];
            let mut sum = to.map(Four::new);
            add_scaled(&mut sum, factor, g);
            *to = sum.map(Four::to_array);
        }
    }
}

/// Adds (x_i − sign(a_ij) x_j)² of eight vectors to the sum of each synapse, one vector after the other.
#[multiversion(targets("x86_64+avx2"))]
pub fn add_squares(i: &[u32], j: &[u32], root: &[f64], x: &[Eight], sums: &mut [f64]) {
    for (((i, j), root), sum) in i.iter().zip(j).zip(root).zip(sums) {
        let minus_sign = Four::splat(-1f64.copysign(*root));
        for (x_i, x_j) in x[*i as usize].iter().zip(&x[*j as usize]) {
            let apart = Four::new(*x_i) + minus_sign * Four::new(*x_j);
            *sum = (apart * apart).to_array().iter().fold(*sum, |sum, square| sum + square);
        }
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
    fn products_of_one_and_of_several_are_those_of_the_dense_matrix() {
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
        let fours: Vec<[Quad; 2]> = x.iter().map(|x| [[*x, 0.0, -x, 2.0 * x], [0.0, 0.0, 0.0, *x]]).collect();
        let mut each = vec![[[0.0; 4]; 2]; 7];
        let along = times_eight_and_along(rows, &fours, &mut each);
        let first = |x: &[Eight]| x.iter().map(|x| x[0]).collect::<Vec<Quad>>();
        let mut alone = first(&fours);
        times_four(rows, &first(&fours), &mut alone);
        assert_eq!(alone, first(&each));
        for (got, want) in each.iter().zip(&want) {
            assert_eq!(*got, [[*want, 0.0, -want, 2.0 * want], [0.0, 0.0, 0.0, *want]]);
        }
        let xy: f64 = x.iter().zip(&want).map(|(x, y)| x * y).sum();
        assert_eq!(along, [[xy, 0.0, xy, 4.0 * xy], [0.0, 0.0, 0.0, xy]]);
        let mut before = fours.clone();
        let [xx, yx] = chebyshev(rows, (1.0, 2.0), &fours, &mut before);
        for ((got, want), x) in before.iter().zip(&want).zip(&x) {
            assert_eq!([got[0][0], got[1][3]], [want - x - x; 2]);
        }
        let square: f64 = x.iter().map(|x| x * x).sum();
        assert_eq!((xx[0][0], yx[0][0], yx[0][1]), (square, xy - 2.0 * square, 0.0));
        assert_eq!((xx[1][3], yx[1][3], xx[1][0]), (square, xy - 2.0 * square, 0.0));
        let (mut four, twelve) = (first(&fours), fours.iter().map(|x| [x[1], x[0], x[1]]));
        let (mut next, twelve) = (twelve.clone().collect::<Vec<Twelve>>(), twelve.collect::<Vec<Twelve>>());
        chebyshev_four(rows, (1.0, 2.0), &first(&fours), &mut four);
        let [of_twelve, _] = chebyshev_twelve(rows, (1.0, 2.0), &twelve, &mut next);
        assert_eq!((four, of_twelve), (first(&before), [xx[1], xx[0], xx[1]]));
        assert_eq!(next.iter().map(|x| x[1]).collect::<Vec<Quad>>(), first(&before));
    }

    #[test]
    fn synapses_spread_noise_and_add_squares_by_their_signs() {
        let (i, j, root) = ([0, 1], [2, 2], [2.0, -3.0]);
        let mut b = vec![[[0.0; 4]; 2]; 3];
        spread(&i, &j, &root, &[[[1.0; 4]; 2], [[10.0; 4]; 2]], &mut b);
        assert_eq!(b, [[[2.0; 4]; 2], [[30.0; 4]; 2], [[28.0; 4]; 2]]);
        let mut sums = [0.5, 0.0];
        let none = [0.0; 4];
        let x = [[[5.0, 0.0, 0.0, 0.0], none], [none, [1.0, 0.0, 0.0, 0.0]], [[2.0, 0.0, 0.0, 1.0], none]];
        add_squares(&i, &j, &root, &x, &mut sums);
        assert_eq!(sums, [0.5 + 9.0 + 1.0, 4.0 + 1.0 + 1.0]);
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
