//! Symmetric matrices of few entries.

use noise_prune_linalg::sparse::{self as kernels, Rows};

/// A symmetric n × n matrix. Its diagonal is kept apart; of all other entries those that are not zero are kept, row after
/// row, from both sides of the diagonal: 12 bytes for each of them, so 24 for a synapse.
#[derive(Clone, Debug, Default)]
pub struct Sparse {
    starts: Vec<u32>,
    columns: Vec<u32>,
    values: Vec<f64>,
    diagonal: Vec<f64>,
}

impl Sparse {
    /// The matrix with `diagonal` (n numbers) and the entry `weight(k)` at (`i[k]`, `j[k]`) and (`j[k]`, `i[k]`) for every
    /// k. Pairs stand in any order, each once, with i ≠ j and both below n; a weight of zero has no entry. At most
    /// 2³¹ pairs. O(n + m).
    pub fn new(n: usize, i: &[u32], j: &[u32], weight: impl Fn(usize) -> f64, diagonal: Vec<f64>) -> Sparse {
        Sparse::of_pairs(n, i.len(), |k| (i[k] as usize, j[k] as usize, weight(k)), diagonal)
    }

    /// The same of `count` pairs (i, j, weight) that are in no such lists.
    pub fn of_pairs(
        n: usize,
        count: usize,
        pair: impl Fn(usize) -> (usize, usize, f64),
        diagonal: Vec<f64>,
    ) -> Sparse {
        let pairs = || (0..count).map(&pair).filter(|pair| pair.2 != 0.0);
        let mut starts = vec![0u32; n + 1];
        for (i, j, _) in pairs() {
            starts[i + 1] += 1;
            starts[j + 1] += 1;
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let entries = starts[n] as usize;
        let (mut columns, mut values) = (vec![0u32; entries], vec![0.0; entries]);
        let mut next = starts.clone();
        let mut put = |i: usize, column: usize, value: f64| {
            let at = next[i] as usize;
            next[i] += 1;
            (columns[at], values[at]) = (column as u32, value);
        };
        for (i, j, value) in pairs() {
            put(i, j, value);
            put(j, i, value);
        }
        let matrix = Sparse { starts, columns, values, diagonal };
        // Pairs that are sorted, i < j, come into the rows with their columns ascending.
        if matrix.is_sorted() { matrix } else { matrix.sorted() }
    }

    fn is_sorted(&self) -> bool {
        (0..self.n()).all(|i| self.row(i).0.is_sorted())
    }

    /// The columns of each row ascending, by counting: what stands across the diagonal in their order.
    fn sorted(self) -> Sparse {
        let Sparse { starts, columns: rows, values: across, diagonal } = self;
        let (mut columns, mut values) = (vec![0u32; rows.len()], vec![0.0; rows.len()]);
        let mut next = starts.clone();
        for column in 0..diagonal.len() {
            for k in starts[column] as usize..starts[column + 1] as usize {
                let next = &mut next[rows[k] as usize];
                (columns[*next as usize], values[*next as usize]) = (column as u32, across[k]);
                *next += 1;
            }
        }
        Sparse { starts, columns, values, diagonal }
    }

    /// The same as a dense symmetric matrix.
    #[cfg(test)]
    pub fn from_dense(a: &nalgebra::DMatrix<f64>) -> Sparse {
        let pairs = (0..a.ncols() as u32).flat_map(|j| (0..j).map(move |i| (i, j)));
        let (i, j): (Vec<u32>, Vec<u32>) = pairs.unzip();
        let weight = |k: usize| a[(i[k] as usize, j[k] as usize)];
        Sparse::new(a.nrows(), &i, &j, weight, a.diagonal().iter().copied().collect())
    }

    /// Where each row's entries begin and the last one's end, their columns, the entries, and the diagonal.
    pub fn into_parts(self) -> (Vec<u32>, Vec<u32>, Vec<f64>, Vec<f64>) {
        (self.starts, self.columns, self.values, self.diagonal)
    }

    /// Number of rows.
    pub fn n(&self) -> usize {
        self.diagonal.len()
    }

    /// Number of entries off the diagonal, two for each pair.
    pub fn entries(&self) -> usize {
        self.columns.len()
    }

    /// The diagonal.
    pub fn diagonal(&self) -> &[f64] {
        &self.diagonal
    }

    /// The columns, ascending, and the entries of row `i` off the diagonal.
    pub fn row(&self, i: usize) -> (&[u32], &[f64]) {
        let range = self.starts[i] as usize..self.starts[i + 1] as usize;
        (&self.columns[range.clone()], &self.values[range])
    }

    /// y = A x.
    pub fn times(&self, x: &[f64], y: &mut [f64]) {
        kernels::times(self.rows(), x, y);
    }

    /// The matrix as the kernels take it.
    pub fn rows(&self) -> Rows<'_> {
        let Sparse { starts, columns, values, diagonal } = self;
        Rows { starts, columns, values, diagonal }
    }

    /// An interval that holds every eigenvalue (Gershgorin's theorem): each lies as near to some entry of the diagonal as
    /// the sum of |a_ij| over its row. (0, 0) of an empty matrix.
    pub fn bounds(&self) -> (f64, f64) {
        let around = |i: usize| {
            let sum: f64 = self.row(i).1.iter().map(|a| a.abs()).sum();
            (self.diagonal[i] - sum, self.diagonal[i] + sum)
        };
        let all = (0..self.n()).map(around);
        all.reduce(|x, y| (x.0.min(y.0), x.1.max(y.1))).unwrap_or((0.0, 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::random::{Random, Stream};

    #[test]
    fn pairs_in_any_order_make_sorted_rows_of_both_triangles() {
        let n = 30;
        let mut random = Random::new(1, Stream::Network);
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for i in 0..n {
            for j in 0..i {
                if random.uniform() < 0.3 {
                    pairs.push(if random.uniform() < 0.5 { (i, j) } else { (j, i) });
                }
            }
        }
        let order = random.permutation(pairs.len());
        let (i, j): (Vec<u32>, Vec<u32>) = order.iter().map(|k| pairs[*k as usize]).unzip();
        let weight = |k: usize| if k % 7 == 3 { 0.0 } else { k as f64 + 1.0 };
        let diagonal: Vec<f64> = (0..n).map(f64::from).collect();
        let a = Sparse::new(30, &i, &j, weight, diagonal);
        let mut dense = vec![vec![0.0; 30]; 30];
        for k in 0..i.len() {
            let (i, j) = (i[k] as usize, j[k] as usize);
            (dense[i][j], dense[j][i]) = (weight(k), weight(k));
        }
        for (i, dense) in dense.iter().enumerate() {
            let (columns, values) = a.row(i);
            assert!(columns.windows(2).all(|pair| pair[0] < pair[1]));
            let mut row = vec![0.0; 30];
            columns.iter().zip(values).for_each(|(j, a)| row[*j as usize] = *a);
            assert_eq!(row, *dense);
            assert_eq!(columns.len(), dense.iter().filter(|a| **a != 0.0).count());
        }
        let x: Vec<f64> = (0..30).map(|i| f64::from(i % 5) - 2.0).collect();
        let mut y = vec![0.0; 30];
        a.times(&x, &mut y);
        for (i, y) in y.iter().enumerate() {
            let sum: f64 = dense[i].iter().zip(&x).map(|(a, x)| a * x).sum();
            assert_eq!(*y, sum + i as f64 * x[i]);
        }
    }

    #[test]
    fn bounds_hold_the_spectrum() {
        // 2 and −1 beside each other, joined by 3: eigenvalues 0.5 ± 3.35.
        let a = Sparse::new(2, &[0], &[1], |_| 3.0, vec![2.0, -1.0]);
        assert_eq!(a.bounds(), (-4.0, 5.0));
        assert_eq!(Sparse::new(0, &[], &[], |_| 0.0, Vec::new()).bounds(), (0.0, 0.0));
    }
}
