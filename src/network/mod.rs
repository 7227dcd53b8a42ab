//! The network: its matrix, its synapses, and where they come from.

pub mod connectome;
pub mod generate;
pub mod kinds;
pub mod layout;
pub mod matrix;
pub mod read;
pub mod repair;
pub mod write;

use std::sync::OnceLock;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::numerics::digits;
use crate::numerics::random::{Random, Stream};
use crate::params::{Dataset, Leak, Net, Params, Ways};
use generate::Weights;
use matrix::Matrix;
use read::{MAX_N, Read};

/// Which theorem covers a network: the structure of its matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Symmetry {
    /// A = A'. A synapse is an unordered pair.
    Symmetric,
    /// A A' = A' A, but not symmetric.
    Normal,
    /// Anything else.
    General,
}

/// Magnitude of the largest entry of a matrix; 1 over it is the smallest. Within, no product of entries,
/// variances and 1/p leaves the range of numbers.
pub const LARGEST: f64 = 1e50;

/// Synapses of a network that is made here, at most.
const MOST_SYNAPSES: f64 = 1e8;

/// Why linear algebra is to work on a network that is too large for it.
const ASKED: &str = "the link asks for it (way=dense); choose way=sparse, or fewer neurons";

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
    /// d: what each neuron leaks, −a_ii.
    pub leak: Vec<f64>,
    /// Structure of A.
    pub symmetry: Symmetry,
    /// The synapses, sorted by (i, j).
    pub synapses: Vec<Synapse>,
    /// Names of the neurons; empty where they have none.
    pub names: Vec<String>,
    /// How it is drawn.
    pub arrangement: Arrangement,
    /// A, n × n. A large sparse network has none unless somebody asks for it.
    dense: OnceLock<DMatrix<f64>>,
}

/// Is told of a network before all of it is known.
pub type Early<'a> = &'a mut dyn FnMut(&Network);

/// The name of neuron `i`, or its number, counted from 1.
pub fn name(names: &[String], i: usize) -> String {
    names.get(i).cloned().unwrap_or_else(|| (i + 1).to_string())
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
    /// An entry beyond [`LARGEST`] or, if not zero, below 1 over it (0-based indices).
    #[error(
        "the entry in row {} and column {} is {value:e}; entries must lie between 1e-50 and 1e50 in magnitude, or be \
         zero: choose another unit",
        row + 1,
        column + 1
    )]
    OutOfRange { row: usize, column: usize, value: f64 },
    /// `file` without a file.
    #[error("no matrix has been opened; choose a file with your matrix, or another network")]
    NoFile,
    /// Nothing to prune.
    #[error("the network has no synapses, so there is nothing to prune; choose more neurons or another seed")]
    NoSynapses,
    /// The same, of a matrix of the reader's own.
    #[error("there are no synapses to prune: every entry outside of the diagonal is zero")]
    NoneInFile,
    /// An animal's data has not been loaded.
    #[error("the data of this network ({}) has not been loaded", data.label())]
    NoData { data: Dataset },
    /// There are more neurons than linear algebra has time for, and noise does not serve.
    #[error("{n} neurons are too many for linear algebra, which goes up to {most} here, and {why}")]
    TooLarge { n: usize, most: usize, why: &'static str },
    /// The synapses have directions, and noise takes the place of linear algebra (0-based indices).
    #[error(
        "the network of {n} neurons is directed: neurons {} and {} differ most in what they send each other, by {}. \
         Snapshots of the noise, by which it is worked on, are known of symmetric networks only; join \
         the directions (sym=both, or sym=mean), or choose fewer neurons",
        i + 1,
        j + 1,
        digits::short(*by)
    )]
    Directed { n: usize, i: usize, j: usize, by: f64 },
    /// What came in place of the data is something else.
    #[error("what was loaded is not {}: it has {found} neurons in place of {expected}", data.label())]
    NotTheData { data: Dataset, found: usize, expected: usize },
    /// The data cannot be read (never with the data that ships).
    #[error("line {line} of the data of this network ({}) cannot be read: {text}", data.label())]
    Data { data: Dataset, line: usize, text: String },
}

impl Network {
    /// The name of neuron `i`, or its number, counted from 1.
    pub fn name(&self, i: usize) -> String {
        name(&self.names, i)
    }

    /// The network that `params` describe.
    pub fn from_params(params: &Params) -> Result<Network, NetworkError> {
        Network::from_params_seen(params, None)
    }

    /// The same. `early` is told of the network as soon as it has all but the scale of its weights, if that takes long
    /// to find.
    pub fn from_params_seen(params: &Params, mut early: Option<Early>) -> Result<Network, NetworkError> {
        let spec = params.net.spec();
        if !params.is_sparse() && params.n > spec.dense_up_to {
            let why = match (params.net, params.ways) {
                (Net::Ring, Ways::One) => {
                    "a ring whose synapses go one way is directed: snapshots of the noise are known of symmetric networks \
                     only; choose both directions, or fewer neurons"
                }
                _ => ASKED,
            };
            return Err(NetworkError::TooLarge { n: params.n, most: spec.dense_up_to, why });
        }
        if generate::expected_synapses(params) > MOST_SYNAPSES {
            let why = "so many synapses cannot be held; choose a number of synapses a neuron (degree), or fewer neurons";
            return Err(NetworkError::TooLarge { n: params.n, most: spec.dense_up_to, why });
        }
        let inh = if spec.signs { params.inh } else { 0.0 };
        let signs = || Random::new(params.seed, Stream::Signs);
        let mut unscaled = |w: &DMatrix<f64>| {
            let Some(early) = &mut early else { return };
            let mut w = w.clone();
            turn_signs(&mut w, inh, &mut signs());
            // What is wrong with it, the scaled network will say.
            if let Ok(network) = Network::from_weights(w, params.excess) {
                early(&network);
            }
        };
        let (weights, names) = generate::weights(params, &mut unscaled)?;
        let random = &mut signs();
        let network = match weights {
            Weights::Dense(mut w) => {
                turn_signs(&mut w, inh, random);
                Network::from_weights(w, params.excess)?
            }
            Weights::Pairs { n, mut pairs } => {
                for pair in pairs.iter_mut().filter(|pair| pair.weight != 0.0) {
                    pair.weight *= if random.uniform() < inh { -1.0 } else { 1.0 };
                }
                Network::from_pairs(n, pairs, params.excess)?
            }
        };
        let arrangement = if spec.circle { Arrangement::Circle } else { Arrangement::Forces };
        Ok(Network { names, arrangement, ..network })
    }

    /// The same as [`Network::from_weights`] for synapses without direction, sorted by (i, j), i < j, each pair once: no
    /// matrix is made. O(n + m).
    pub fn from_pairs(n: usize, pairs: Vec<Synapse>, excess: f64) -> Result<Network, NetworkError> {
        let sums = pair_sums(n, pairs.iter().copied());
        let mean = sums.iter().sum::<f64>() / n.max(1) as f64;
        let leak = sums.iter().map(|sum| sum + excess * mean).collect();
        check(pairs.iter().map(|pair| (pair.i as usize, pair.j as usize, pair.weight)))?;
        Network::symmetric(leak, pairs)
    }

    /// The network with these leaks and these synapses without direction, sorted by (i, j), i < j, each pair once, all of
    /// them in range; those of weight zero are none.
    fn symmetric(leak: Vec<f64>, mut synapses: Vec<Synapse>) -> Result<Network, NetworkError> {
        synapses.retain(|synapse| synapse.weight != 0.0);
        if synapses.is_empty() {
            return Err(NetworkError::NoSynapses);
        }
        let (symmetry, names, arrangement) = (Symmetry::Symmetric, Vec::new(), Arrangement::Forces);
        Ok(Network { leak, symmetry, synapses, names, arrangement, dense: OnceLock::new() })
    }

    /// The network of a file's matrix, changed in no other way than `params` ask for: made symmetric, given the
    /// leak that makes it diagonally dominant. Of a symmetric one no matrix of n × n is made: O(n + m).
    pub fn from_file(file: &Read, params: &Params) -> Result<Network, NetworkError> {
        let n = file.matrix.n();
        if !params.is_sparse() && n > MAX_N {
            return Err(NetworkError::TooLarge { n, most: MAX_N, why: ASKED });
        }
        let matrix = repair::directed(file.matrix.clone(), params.sym);
        let matrix = match params.leak {
            Leak::Given => matrix,
            Leak::Dominant => repair::leak_to_dominance(matrix, params.excess),
            Leak::One => repair::add_leak(matrix, 1.0),
        };
        let network = match repair::largest_asymmetry(&matrix) {
            Some((i, j, by)) if params.is_sparse() => return Err(NetworkError::Directed { n, i, j, by }),
            Some(_) => Network::from_matrix(matrix.dense()),
            None => Network::from_symmetric(matrix),
        };
        let network = network.map_err(|error| match error {
            NetworkError::NoSynapses => NetworkError::NoneInFile,
            other => other,
        })?;
        Ok(Network { names: file.names.clone(), ..network })
    }

    /// The same as [`Network::from_matrix`] for a symmetric matrix.
    fn from_symmetric(matrix: Matrix) -> Result<Network, NetworkError> {
        check(matrix.entries())?;
        let Matrix { diagonal, pairs } = matrix;
        let synapses = pairs.iter().map(|pair| Synapse { i: pair.i, j: pair.j, weight: pair.upper });
        Network::symmetric(diagonal.iter().map(|entry| -entry).collect(), synapses.collect())
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
        let n = a.nrows();
        check(a.iter().enumerate().map(|(k, value)| (k % n, k / n, *value)))?;
        let symmetry = symmetry(&a);
        let synapses = synapses(&a, symmetry);
        if synapses.is_empty() {
            return Err(NetworkError::NoSynapses);
        }
        let leak = a.diagonal().iter().map(|entry| -entry).collect();
        let (names, arrangement) = (Vec::new(), Arrangement::Forces);
        Ok(Network { leak, symmetry, synapses, names, arrangement, dense: a.into() })
    }

    /// Number of neurons.
    pub fn n(&self) -> usize {
        self.leak.len()
    }

    /// A, n × n: the weights off the diagonal, −d on it. O(n²) when a network that was made of its synapses is asked for it first.
    pub fn a(&self) -> &DMatrix<f64> {
        self.dense.get_or_init(|| {
            let mut a = DMatrix::zeros(self.n(), self.n());
            for synapse in &self.synapses {
                let (i, j) = synapse.at();
                a[(i, j)] = synapse.weight;
                if self.is_symmetric() {
                    a[(j, i)] = synapse.weight;
                }
            }
            for (i, leak) in self.leak.iter().enumerate() {
                a[(i, i)] = -leak;
            }
            a
        })
    }

    /// Whether a synapse stands for both of its directions.
    pub fn is_symmetric(&self) -> bool {
        self.symmetry == Symmetry::Symmetric
    }

    /// Whether every neuron leaks at least the sum of |a_ij| over its row, to rounding: with a
    /// symmetric A, the condition of the theorem. For a normal A, at least the mean over its row and its column: then the
    /// symmetric part of A is dominant.
    pub fn is_diagonally_dominant(&self) -> bool {
        let sums = match self.symmetry {
            Symmetry::Symmetric => pair_sums(self.n(), self.synapses.iter().copied()),
            Symmetry::Normal => mean_sums(self.a()),
            Symmetry::General => row_sums(self.a()),
        };
        sums.iter().zip(&self.leak).all(|(sum, leak)| *leak >= sum * (1.0 - 1e-12))
    }
}

/// An error for the first entry (i, j, a_ij), column by column, that is not finite, or else that is out of range.
fn check(entries: impl Iterator<Item = (usize, usize, f64)> + Clone) -> Result<(), NetworkError> {
    let first = |bad: fn(f64) -> bool| {
        entries.clone().filter(|entry| bad(entry.2)).min_by_key(|entry| (entry.1, entry.0))
    };
    if let Some((row, column, value)) = first(|x| !x.is_finite()) {
        return Err(NetworkError::NotFinite { row, column, value });
    }
    match first(|x| x != 0.0 && !(1.0 / LARGEST..=LARGEST).contains(&x.abs())) {
        Some((row, column, value)) => Err(NetworkError::OutOfRange { row, column, value }),
        None => Ok(()),
    }
}

/// Turns the sign of each synapse with probability `share`: one uniform number a synapse, in the
/// order of (i, j), and the sign turns iff it is below `share`, so that a larger share turns more
/// and none back. Symmetric weights stay symmetric.
fn turn_signs(w: &mut DMatrix<f64>, share: f64, random: &mut Random) {
    let structure = if *w == w.transpose() { Symmetry::Symmetric } else { Symmetry::General };
    for synapse in synapses(w, structure) {
        if random.uniform() < share {
            let (i, j) = synapse.at();
            w[(i, j)] = -synapse.weight;
            if structure == Symmetry::Symmetric {
                w[(j, i)] = -synapse.weight;
            }
        }
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

/// The same for synapses without direction, sorted by (i, j), of `n` neurons: the same sums, to the last bit.
pub fn pair_sums(n: usize, synapses: impl Iterator<Item = Synapse>) -> Vec<f64> {
    let mut sums = vec![0.0; n];
    for synapse in synapses {
        let (i, j) = synapse.at();
        sums[i] += synapse.weight.abs();
        sums[j] += synapse.weight.abs();
    }
    sums
}

/// Mean of the sums of |m_ij|, j ≠ i, over row and column i.
pub fn mean_sums(m: &DMatrix<f64>) -> Vec<f64> {
    let mut sums = row_sums(m);
    for (j, column) in m.column_iter().enumerate() {
        let sent: f64 =
            column.iter().enumerate().filter(|(i, _)| *i != j).map(|(_, value)| value.abs()).sum();
        sums[j] = 0.5 * (sums[j] + sent);
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
        // Symmetric matrices are read along their columns, which lie in one piece.
        let weight = |j: usize| if first > 0 { a[(j, i)] } else { a[(i, j)] };
        for j in (first..n).filter(|j| *j != i && weight(*j) != 0.0) {
            list.push(Synapse { i: i as u32, j: j as u32, weight: weight(j) });
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
        assert_eq!(network.a().diagonal().as_slice(), [-2.0, -4.0, -3.0]);
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
    fn of(params: Params) -> Network {
        Network::from_params(&params).unwrap()
    }

    #[test]
    fn every_network_is_what_its_name_says() {
        for (net, n, synapses, symmetry) in [
            (Net::Barbell, 40, 2 * 190 + 1, Symmetry::Symmetric),
            (Net::WormGap, 253, 514, Symmetry::Symmetric),
            (Net::Mouse, 332, 27_880, Symmetry::Symmetric),
            (Net::Fly, 209, 7425, Symmetry::General),
            (Net::WormChem, 279, 2194, Symmetry::General),
            (Net::Complete, 100, 4950, Symmetry::Symmetric),
            (Net::SmallWorld, 120, 720, Symmetry::Symmetric),
            (Net::Ring, 60, 180, Symmetry::Normal),
        ] {
            let network = of(Params::defaults(net));
            assert_eq!(
                (network.n(), network.synapses.len(), network.symmetry),
                (n, synapses, symmetry),
                "{net:?}"
            );
            let named = net.spec().data.is_some();
            assert_eq!(network.names.len(), if named { n } else { 0 });
        }
        let both = of(Params { ways: Ways::Both, ..Params::defaults(Net::Ring) });
        assert_eq!((both.synapses.len(), both.symmetry), (180, Symmetry::Symmetric));
        assert_eq!(both.arrangement, Arrangement::Circle);
    }

    #[test]
    fn every_network_is_determined_and_settles() {
        for &net in Net::ALL.iter().filter(|net| **net != Net::File) {
            let params = Params::defaults(net);
            let network = of(params.clone());
            assert_eq!(network.a(), of(params).a());
            assert!(network.is_diagonally_dominant(), "{net:?}");
            let c = crate::rule::covariance::exact(&network, 1.0).unwrap();
            assert!(c.iter().all(|x| x.is_finite()) && c.diagonal().min() > 0.0, "{net:?}");
        }
    }

    #[test]
    fn the_seed_matters_where_something_is_drawn() {
        for &net in Net::ALL.iter().filter(|net| **net != Net::File) {
            let drawn = matches!(net, Net::Clustered | Net::Random | Net::SmallWorld);
            let at = |seed| of(Params { seed, ..Params::defaults(net) }).a().clone();
            assert_eq!(at(1) != at(2), drawn, "{net:?}");
        }
    }

    #[test]
    fn the_inhibitory_share_turns_signs_and_nothing_else() {
        for &net in Net::ALL.iter().filter(|net| Params::matters(**net, "inh")) {
            let at = |inh| of(Params { inh, ..Params::defaults(net) });
            let (none, some, more, all) = (at(0.0), at(0.3), at(0.6), at(1.0));
            let params = Params::defaults(net);
            let untouched = Network::from_weights(
                generate::weights(&params, &mut |_| ()).unwrap().0.dense(),
                params.excess,
            )
            .unwrap();
            assert_eq!(none.a(), untouched.a());
            assert_eq!(some.a().abs(), none.a().abs());
            assert_eq!(some.is_symmetric(), none.is_symmetric());
            let turned = |of: &Network| -> Vec<bool> {
                of.synapses.iter().zip(&none.synapses).map(|(s, t)| s.weight != t.weight).collect()
            };
            let count = turned(&some).iter().filter(|t| **t).count() as f64;
            let synapses = none.synapses.len() as f64;
            // Four standard deviations.
            assert!((count - 0.3 * synapses).abs() < 4.0 * (0.21 * synapses).sqrt(), "{net:?}: {count}");
            assert!(turned(&some).iter().zip(turned(&more)).all(|(s, m)| *s <= m));
            assert!(turned(&all).iter().all(|t| *t));
            assert!(crate::rule::covariance::exact(&some, 1.0).is_ok(), "{net:?}");
        }
        let worm = |inh| of(Params { inh, ..Params::defaults(Net::WormChem) }).a().clone();
        assert_eq!(worm(0.5), worm(0.0));
    }
}
