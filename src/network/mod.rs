//! The network: its matrix, its synapses, and where they come from.

pub mod generate;
pub mod layout;
pub mod read;
pub mod repair;
pub mod worm;

use nalgebra::DMatrix;

use crate::params::{Net, Params};
use crate::random::{Random, Stream};

/// Which theorem covers a network: the structure of its matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symmetry {
    /// A = A'. A synapse is an unordered pair.
    Symmetric,
    /// A A' = A' A, but not symmetric.
    Normal,
    /// Anything else.
    General,
}

/// One synapse, a_ij with i ≠ j; in a symmetric network i < j and it stands for a_ji too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Synapse {
    /// i, the receiving neuron.
    pub i: u32,
    /// j, the sending neuron.
    pub j: u32,
    /// a_ij, in the matrix's own unit; negative for an inhibitory synapse.
    pub weight: f64,
}

impl Synapse {
    /// (i, j) as indices into a matrix.
    pub fn at(&self) -> (usize, usize) {
        (self.i as usize, self.j as usize)
    }
}

/// What drawing needs to know beyond the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// Placed by forces: neurons that are strongly joined come to lie close.
    Forces,
    /// On a circle, in their order.
    Circle,
}

/// A recurrent network dx/dt = A x + noise with A = W − diag(d).
#[derive(Clone, Debug)]
pub struct Network {
    /// A, n × n.
    pub a: DMatrix<f64>,
    /// Structure of A.
    pub symmetry: Symmetry,
    /// The synapses, sorted by (i, j).
    pub synapses: Vec<Synapse>,
    /// Names of the neurons; empty where they have none.
    pub names: Vec<String>,
    /// How it is drawn.
    pub arrangement: Arrangement,
}

/// Why there is no network.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// Rows and columns differ in number.
    #[error(
        "the matrix has {rows} rows and {columns} columns; a network needs as many of one as of the other"
    )]
    NotSquare { rows: usize, columns: usize },
    /// An entry is infinite or not a number (0-based indices).
    #[error("the entry in row {} and column {} is {value}; every entry must be a finite number", row + 1, column + 1)]
    NotFinite { row: usize, column: usize, value: f64 },
    /// Nothing to prune.
    #[error("the network has no synapses, so there is nothing to prune; choose more neurons or another seed")]
    NoSynapses,
    /// The worm's data cannot be read (never with the data that ships).
    #[error("line {line} of the wiring data cannot be read: {text}")]
    Wiring { line: usize, text: String },
}

impl Network {
    /// The network that `params` describe.
    pub fn from_params(params: &Params) -> Result<Network, NetworkError> {
        let mut random = Random::new(params.seed, Stream::Network);
        match params.net {
            Net::Clustered => {
                Network::from_weights(generate::clustered(params.n, &mut random)?, params.excess)
            }
            Net::Barbell => Network::from_weights(generate::barbell(params.n), params.excess),
            Net::WormGap => {
                let (weights, names) = worm::gap_junctions()?;
                Ok(Network { names, ..Network::from_weights(weights, params.excess)? })
            }
        }
    }

    /// A network of the weights `w` (n × n; the diagonal is ignored), where each neuron leaks the
    /// sum of |w_ij| over its row plus `excess` times the mean of these sums.
    pub fn from_weights(mut w: DMatrix<f64>, excess: f64) -> Result<Network, NetworkError> {
        w.fill_diagonal(0.0);
        let sums = row_sums(&w);
        let mean = sums.iter().sum::<f64>() / sums.len().max(1) as f64;
        for (i, sum) in sums.iter().enumerate().take(w.nrows().min(w.ncols())) {
            w[(i, i)] = -(sum + excess * mean);
        }
        Network::from_matrix(w)
    }

    /// A network of the whole matrix A, diagonal included.
    pub fn from_matrix(a: DMatrix<f64>) -> Result<Network, NetworkError> {
        if !a.is_square() {
            return Err(NetworkError::NotSquare { rows: a.nrows(), columns: a.ncols() });
        }
        for (column, entries) in a.column_iter().enumerate() {
            if let Some((row, value)) = entries.iter().enumerate().find(|(_, value)| !value.is_finite()) {
                return Err(NetworkError::NotFinite { row, column, value: *value });
            }
        }
        let symmetry = symmetry(&a);
        let synapses = synapses(&a, symmetry);
        if synapses.is_empty() {
            return Err(NetworkError::NoSynapses);
        }
        Ok(Network { a, symmetry, synapses, names: Vec::new(), arrangement: Arrangement::Forces })
    }

    /// Number of neurons.
    pub fn n(&self) -> usize {
        self.a.nrows()
    }

    /// Whether a synapse stands for both of its directions.
    pub fn is_symmetric(&self) -> bool {
        self.symmetry == Symmetry::Symmetric
    }

    /// Whether every neuron leaks at least the sum of |a_ij| over its row, to rounding: with a
    /// symmetric A, the condition of the theorem.
    pub fn is_diagonally_dominant(&self) -> bool {
        let sums = row_sums(&self.a);
        sums.iter().enumerate().all(|(i, sum)| -self.a[(i, i)] >= sum * (1.0 - 1e-12))
    }
}

/// Sum over j ≠ i of |m_ij|, for each row i.
pub fn row_sums(m: &DMatrix<f64>) -> Vec<f64> {
    let mut sums = vec![0.0; m.nrows()];
    for (j, column) in m.column_iter().enumerate() {
        for (i, value) in column.iter().enumerate().filter(|(i, _)| *i != j) {
            sums[i] += value.abs();
        }
    }
    sums
}

fn symmetry(a: &DMatrix<f64>) -> Symmetry {
    let n = a.nrows();
    if (0..n).all(|j| (0..j).all(|i| a[(i, j)] == a[(j, i)])) {
        return Symmetry::Symmetric;
    }
    let commutator = a * a.transpose() - a.transpose() * a;
    let scale = a.norm_squared();
    if commutator.norm() <= 1e-12 * scale { Symmetry::Normal } else { Symmetry::General }
}

fn synapses(a: &DMatrix<f64>, symmetry: Symmetry) -> Vec<Synapse> {
    let n = a.nrows();
    let mut list = Vec::new();
    for i in 0..n {
        let first = if symmetry == Symmetry::Symmetric { i + 1 } else { 0 };
        for j in (first..n).filter(|j| *j != i && a[(i, *j)] != 0.0) {
            list.push(Synapse { i: i as u32, j: j as u32, weight: a[(i, j)] });
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn the_leak_is_the_row_sum_and_the_excess() {
        let network =
            Network::from_weights(dmatrix![9.0, 1.0, 0.0; 1.0, 0.0, -2.0; 0.0, -2.0, 0.0], 0.5).unwrap();
        // Row sums 1, 3, 2 with mean 2, so the excess adds 1 to each.
        assert_eq!(network.a.diagonal().as_slice(), [-2.0, -4.0, -3.0]);
        assert_eq!(network.synapses.len(), 2);
        assert!(network.is_symmetric() && network.is_diagonally_dominant());
    }

    #[test]
    fn structure_is_recognised() {
        let kind = |a| Network::from_matrix(a).unwrap().symmetry;
        assert_eq!(kind(dmatrix![-2.0, 1.0; 1.0, -2.0]), Symmetry::Symmetric);
        let ring = dmatrix![-2.0, 1.0, 0.0; 0.0, -2.0, 1.0; 1.0, 0.0, -2.0];
        assert_eq!(kind(ring), Symmetry::Normal);
        assert_eq!(kind(dmatrix![-2.0, 1.0; 0.5, -2.0]), Symmetry::General);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |a| Network::from_matrix(a).unwrap_err();
        assert_eq!(error(DMatrix::zeros(2, 3)), NetworkError::NotSquare { rows: 2, columns: 3 });
        assert_eq!(error(DMatrix::zeros(3, 3)), NetworkError::NoSynapses);
        assert_eq!(error(DMatrix::zeros(0, 0)), NetworkError::NoSynapses);
        let text = error(dmatrix![-1.0, f64::INFINITY; 0.0, -1.0]).to_string();
        assert!(text.contains("row 1 and column 2"), "{text}");
    }
}
