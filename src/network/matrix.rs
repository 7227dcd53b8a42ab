//! The matrix of a file, by its entries: what is zero takes no room, so it may have as many rows as a large sparse network.

use nalgebra::DMatrix;

/// The entries of two neurons i < j on both sides of the diagonal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub i: u32,
    pub j: u32,
    /// a_ij.
    pub upper: f64,
    /// a_ji.
    pub lower: f64,
}

/// A square matrix: its diagonal, and the pairs of neurons with an entry, sorted by (i, j), each once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    pub diagonal: Vec<f64>,
    pub pairs: Vec<Pair>,
}

impl From<&DMatrix<f64>> for Matrix {
    /// Every bit of a square matrix, the sign of a zero included. O(n²).
    fn from(a: &DMatrix<f64>) -> Matrix {
        let n = a.nrows();
        let places = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
        let pair = |(i, j)| Pair { i: i as u32, j: j as u32, upper: a[(i, j)], lower: a[(j, i)] };
        let pairs = places.map(pair).filter(Pair::is_there).collect();
        Matrix { diagonal: a.diagonal().iter().copied().collect(), pairs }
    }
}

impl Pair {
    /// Whether it has any bit of an entry.
    pub fn is_there(&self) -> bool {
        self.upper.to_bits() != 0 || self.lower.to_bits() != 0
    }

    /// (i, j) as indices into a matrix.
    pub fn at(&self) -> (usize, usize) {
        (self.i as usize, self.j as usize)
    }
}

impl Matrix {
    /// Number of rows.
    pub fn n(&self) -> usize {
        self.diagonal.len()
    }

    /// The same with its zeros, n × n.
    pub fn dense(&self) -> DMatrix<f64> {
        let mut a = DMatrix::zeros(self.n(), self.n());
        self.entries().for_each(|(i, j, value)| a[(i, j)] = value);
        a
    }

    /// Whether m_ij = m_ji throughout.
    pub fn is_symmetric(&self) -> bool {
        self.pairs.iter().all(|pair| pair.upper == pair.lower)
    }

    /// (i, j, m_ij): the diagonal, then both entries of each pair, of which one may be zero.
    pub fn entries(&self) -> impl Iterator<Item = (usize, usize, f64)> + Clone {
        let diagonal = self.diagonal.iter().enumerate().map(|(i, value)| (i, i, *value));
        diagonal.chain(self.pairs.iter().flat_map(|pair| {
            let (i, j) = pair.at();
            [(i, j, pair.upper), (j, i, pair.lower)]
        }))
    }

    /// Sum over j ≠ i of |m_ij|, for each row i: the same sums as of the dense matrix, to the last bit.
    pub fn row_sums(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.n()];
        for pair in &self.pairs {
            let (i, j) = pair.at();
            sums[i] += pair.upper.abs();
            sums[j] += pair.lower.abs();
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    // Strategy: a dense matrix there and back, and its sums.
    use super::*;
    use crate::network::row_sums;
    use nalgebra::dmatrix;

    #[test]
    fn a_dense_matrix_comes_back_to_the_bit_and_has_the_same_sums() {
        let a = dmatrix![-1.0, 0.1, 0.0, -0.0; 0.2, 0.0, 3.0, 0.0; 0.0, 3.0, -0.0, 0.7; 0.0, 0.0, 1e-9, 2.0];
        let matrix = Matrix::from(&a);
        let bits = |a: &DMatrix<f64>| a.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!((bits(&matrix.dense()), matrix.n(), matrix.pairs.len()), (bits(&a), 4, 4));
        assert_eq!(matrix.row_sums(), row_sums(&a));
        assert!(!matrix.is_symmetric() && Matrix::from(&(&a + a.transpose())).is_symmetric());
        assert_eq!(Matrix::from(&DMatrix::zeros(0, 0)), Matrix::default());
    }
}
