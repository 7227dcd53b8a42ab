//! What a matrix from elsewhere lacks for the theorem, and repairs by choice.
//!
//! People bring one of two things: the weights W, with nothing on the diagonal, or the whole
//! matrix A = W − diag(d), with a negative diagonal. [`Report::convention`] says which it looks
//! like; nothing is repaired unless asked for, and each repair is a function from matrix to matrix. All of it takes O(n + m)
//! for m pairs of neurons with an entry.

use std::fmt;

use nalgebra::DMatrix;
use noise_prune_linalg as linalg;

use super::matrix::{Matrix, Pair};
use super::read::{Format, Read};
use crate::params::{Leak, Sym};

/// What a matrix is, as its diagonal tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// Weights W: the diagonal is zero throughout, so the leak is still to be chosen.
    Weights,
    /// The whole matrix A: every neuron leaks.
    Whole,
    /// Neither. `row` (from 0) is the first whose diagonal entry is zero among leaks, or positive.
    Unclear { row: usize },
}

/// What is known about a matrix. Indices count from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Number of neurons.
    pub n: usize,
    /// Number of synapses: entries off the diagonal that are not zero, in pairs if symmetric.
    pub synapses: usize,
    /// Number of synapses that are negative.
    pub inhibitory: usize,
    /// Whether there are synapses, and none of them is given in both directions.
    pub once: bool,
    /// Weights, or the whole matrix.
    pub convention: Convention,
    /// Whether m_ij = m_ji throughout, to the last bit.
    pub symmetric: bool,
    /// The largest |m_ij − m_ji| and its i < j; `None` for a symmetric matrix.
    pub largest_asymmetry: Option<(usize, usize, f64)>,
    /// Whether −m_ii ≥ Σ_j |m_ij| in each row, to rounding.
    pub dominant: bool,
    /// The row that lacks most leak for dominance, and how much; `None` for a dominant matrix.
    pub worst_row: Option<(usize, f64)>,
    /// Largest real part of an eigenvalue, once [`Report::with_abscissa`] was told.
    pub abscissa: Option<f64>,
    /// Whether every eigenvalue has a negative real part, by more than rounding; `None` where
    /// that is not known without the eigenvalues.
    pub stable: Option<bool>,
    /// Largest row sum of absolute values, the diagonal included: the scale of rounding errors.
    norm: f64,
}

impl fmt::Display for Report {
    /// What somebody whose matrix it is should know, in sentences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let neuron = |i: usize| i + 1;
        write!(f, "{} neurons, {} synapses, {} of them inhibitory.", self.n, self.synapses, self.inhibitory)?;
        match self.largest_asymmetry {
            None => write!(f, " Symmetric.")?,
            Some(_) if self.once => write!(f, " No two neurons are joined both ways.")?,
            Some((i, j, by)) => write!(
                f,
                " Not symmetric: neurons {} and {} differ most, by {by:.3e}.",
                neuron(i),
                neuron(j)
            )?,
        }
        match self.convention {
            // Then it is neither dominant nor stable.
            Convention::Weights => {
                return write!(f, " The diagonal is zero.");
            }
            Convention::Whole => write!(f, " The diagonal is negative throughout: the leaks are in it.")?,
            Convention::Unclear { row } => {
                write!(f, " Neuron {} has no leak (its diagonal entry is not negative).", neuron(row))?;
            }
        }
        match self.worst_row {
            None => write!(f, " Diagonally dominant.")?,
            Some((row, by)) => write!(
                f,
                " Not diagonally dominant: neuron {} leaks {by:.3e} less than it receives.",
                neuron(row)
            )?,
        }
        match self.stable {
            Some(true) => write!(f, " Stable."),
            Some(false) => write!(f, " Not stable."),
            None => Ok(()),
        }
    }
}

/// An abscissa nearer to zero than this part of the matrix's norm may be zero: eigenvalues carry
/// rounding errors of some n ε ‖A‖, with n ε = 4e-13 for the largest matrices read.
const ROUNDING: f64 = 1e-12;

/// All that takes no eigenvalues to find out about `m`, a matrix of finite entries.
///
/// Stability is known without eigenvalues in two cases: a trace that is not negative means an
/// eigenvalue that is not; and if every m_ii + Σ_j |m_ij| is negative, so is every eigenvalue's
/// real part (Gershgorin's circles).
pub fn inspect(m: &Matrix) -> Report {
    let n = m.n();
    let sums = m.row_sums();
    let largest_asymmetry = largest_asymmetry(m);
    let symmetric = largest_asymmetry.is_none();
    let synapses = |test: fn(f64) -> bool| {
        let count = m.pairs.iter().flat_map(|pair| [pair.upper, pair.lower]).filter(|x| test(*x)).count();
        if symmetric { count / 2 } else { count }
    };
    let norm = sums.iter().zip(&m.diagonal).map(|(sum, leak)| sum + leak.abs()).fold(0.0, f64::max);
    let stable = if m.diagonal.iter().sum::<f64>() >= 0.0 {
        Some(false)
    } else {
        sums.iter().zip(&m.diagonal).all(|(sum, leak)| leak + sum < -ROUNDING * norm).then_some(true)
    };
    let worst_row = worst_row(m, &sums);
    Report {
        n,
        synapses: synapses(|value| value != 0.0),
        inhibitory: synapses(|value| value < 0.0),
        once: !symmetric && m.pairs.iter().all(|pair| pair.upper == 0.0 || pair.lower == 0.0),
        convention: convention(m),
        symmetric,
        largest_asymmetry,
        dominant: worst_row.is_none(),
        worst_row,
        abscissa: None,
        stable,
        norm,
    }
}

impl Report {
    /// The report with the largest real part of the matrix's eigenvalues (of a symmetric one, by
    /// [`symmetric_abscissa`]), which settles stability.
    pub fn with_abscissa(self, abscissa: f64) -> Report {
        Report { stable: Some(abscissa < -ROUNDING * self.norm), abscissa: Some(abscissa), ..self }
    }
}

/// The largest eigenvalue of `m`, a symmetric matrix of finite entries, by its eigenvalues: O(n³).
/// `None` if it is empty, or an entry is not finite.
pub fn symmetric_abscissa(m: &DMatrix<f64>) -> Option<f64> {
    let scale = m.iter().map(|value| value.abs()).fold(0.0, f64::max);
    if m.is_empty() || m.iter().any(|value| !value.is_finite()) {
        return None;
    }
    if scale == 0.0 {
        return Some(0.0);
    }
    // Scaled, so that squares of entries neither overflow nor vanish.
    let eigenvalues = linalg::eigenvalues((m / scale).as_mut_slice(), m.nrows());
    Some(eigenvalues.into_iter().fold(f64::NEG_INFINITY, f64::max) * scale)
}

/// The leak and the directions that a file is opened with, unless a link says otherwise.
///
/// Weights without a diagonal get the leak that makes them dominant: without one no activity settles. A list that names
/// each pair of neurons once is taken as undirected, as most programs take it, unless its columns say that one of the two
/// neurons sends (`pre`, `post`). A table has a place for each direction, and is taken as it stands.
pub fn opened_with(file: &Read, report: &Report) -> (Leak, Sym) {
    let leak = if report.convention == Convention::Weights { Leak::Dominant } else { Leak::Given };
    let listed = matches!(file.format, Format::Edges { sends: false });
    (leak, if listed && report.once { Sym::Both } else { Sym::Given })
}

fn convention(m: &Matrix) -> Convention {
    if m.diagonal.iter().all(|value| *value == 0.0) {
        return Convention::Weights;
    }
    let leaks = |value: f64| value < 0.0;
    match m.diagonal.iter().position(|value| !leaks(*value)) {
        Some(row) => Convention::Unclear { row },
        None => Convention::Whole,
    }
}

/// The pair that differs most; of equals the one farthest to the right.
pub(super) fn largest_asymmetry(m: &Matrix) -> Option<(usize, usize, f64)> {
    let apart = |pair: &Pair| (pair.at().0, pair.at().1, (pair.upper - pair.lower).abs());
    let differ = m.pairs.iter().filter(|pair| pair.upper != pair.lower).map(apart);
    differ.max_by(|a, b| a.2.total_cmp(&b.2).then((a.1, a.0).cmp(&(b.1, b.0))))
}

/// The row whose deficit Σ_j |m_ij| + m_ii is largest, if it is positive by more than rounding.
fn worst_row(m: &Matrix, sums: &[f64]) -> Option<(usize, f64)> {
    (0..m.n())
        .filter(|i| -m.diagonal[*i] < sums[*i] * (1.0 - 1e-12))
        .map(|i| (i, sums[i] + m.diagonal[i]))
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

/// The matrix with its directions as asked for:
/// - the mean of both (M + M') / 2; a synapse that is listed in one direction only comes out with half its weight in both;
/// - or both directions joined: one that is listed in one direction only acts in both with the weight that it has; of one
///   that is listed in both directions, the mean is taken.
pub fn directed(mut m: Matrix, sym: Sym) -> Matrix {
    for pair in &mut m.pairs {
        // Halved first, so that the sum of two large entries does not overflow.
        let mean = pair.upper / 2.0 + pair.lower / 2.0;
        (pair.upper, pair.lower) = match (sym, pair.upper, pair.lower) {
            (Sym::Given, ..) => (pair.upper, pair.lower),
            (Sym::Both, 0.0, weight) | (Sym::Both, weight, 0.0) => (weight, weight),
            (Sym::Both | Sym::Mean, ..) => (mean, mean),
        };
    }
    m
}

/// The matrix whose leaks make it dominant: m_ii becomes −(Σ_j |m_ij| + `excess` times the mean of
/// these sums), whatever it was. `excess` ≥ 0; at 0 the matrix may be singular.
pub fn leak_to_dominance(m: Matrix, excess: f64) -> Matrix {
    let sums = m.row_sums();
    let n = sums.len().max(1) as f64;
    let mean: f64 = sums.iter().map(|sum| sum / n).sum();
    Matrix { diagonal: sums.iter().map(|sum| -(sum + excess * mean)).collect(), ..m }
}

/// M − `leak` I: the same leak for all neurons, on top of the diagonal as it is. A leak of 1 makes
/// A of the weights of dx/dt = −x + W x.
pub fn add_leak(mut m: Matrix, leak: f64) -> Matrix {
    m.diagonal.iter_mut().for_each(|value| *value -= leak);
    m
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

    fn of(m: &DMatrix<f64>) -> Report {
        inspect(&Matrix::from(m))
    }

    fn dominant(m: &DMatrix<f64>, sym: Sym, excess: f64) -> DMatrix<f64> {
        leak_to_dominance(directed(Matrix::from(m), sym), excess).dense()
    }

    #[test]
    fn a_matrix_of_weights_is_recognised_and_repaired() {
        let w = dmatrix![0.0, 1.0, 0.0; 3.0, 0.0, -2.0; 0.0, -2.0, 0.0];
        let report = of(&w);
        assert_eq!((report.n, report.synapses, report.inhibitory), (3, 4, 2));
        assert_eq!(report.convention, Convention::Weights);
        assert_eq!(report.largest_asymmetry, Some((0, 1, 2.0)));
        assert_eq!(report.worst_row, Some((1, 5.0)));
        assert_eq!((report.symmetric, report.dominant, report.stable), (false, false, Some(false)));

        let repaired = dominant(&w, Sym::Mean, 0.1);
        let report = of(&repaired);
        assert_eq!((report.synapses, report.inhibitory), (2, 1));
        assert_eq!(report.convention, Convention::Whole);
        assert_eq!((report.symmetric, report.dominant, report.stable), (true, true, Some(true)));
        // Row sums 2, 4, 2.
        let leak = 0.1 * 8.0 / 3.0;
        for (i, sum) in [2.0, 4.0, 2.0].into_iter().enumerate() {
            assert!((repaired[(i, i)] + sum + leak).abs() < 1e-14);
        }
    }

    #[test]
    fn stability_is_left_open_until_the_eigenvalues_are_known() {
        // Not dominant; the determinants are −1.25 and, with the greater leak, 1.75.
        let m = dmatrix![-1.0, 1.5; 1.5, -1.0];
        let stable = |m: &DMatrix<f64>| {
            let report = of(m);
            assert_eq!(report.stable, None);
            report.with_abscissa(symmetric_abscissa(m).unwrap()).stable
        };
        assert_eq!(stable(&m), Some(false));
        assert_eq!(stable(&dmatrix![-1.0, 1.5; 1.5, -4.0]), Some(true));
        // Dominant without excess: an eigenvalue 0, which is not stable.
        assert_eq!(stable(&dominant(&m, Sym::Given, 0.0)), Some(false));
    }

    #[test]
    fn a_positive_or_missing_leak_is_named() {
        let convention = |d: [f64; 3]| of(&DMatrix::from_diagonal(&d.to_vec().into())).convention;
        assert_eq!(convention([-1.0, 0.0, -1.0]), Convention::Unclear { row: 1 });
        assert_eq!(convention([-1.0, -1.0, 2.0]), Convention::Unclear { row: 2 });
        assert_eq!(convention([-1.0, -1.0, -2.0]), Convention::Whole);
    }

    #[test]
    fn a_synapse_that_is_listed_once_acts_both_ways_with_its_weight() {
        let m = dmatrix![-1.0, 2.0, 0.0; 0.0, 0.5, 3.0; 0.0, 1.0, 0.0];
        assert!(!of(&m).once && of(&dmatrix![0.0, 1.0; 0.0, 0.0]).once);
        assert!(!of(&DMatrix::zeros(2, 2)).once);
        let with = |sym| directed(Matrix::from(&m), sym).dense();
        assert_eq!(with(Sym::Both), dmatrix![-1.0, 2.0, 0.0; 2.0, 0.5, 2.0; 0.0, 2.0, 0.0]);
        assert_eq!((with(Sym::Mean)[(0, 1)], with(Sym::Given)), (1.0, m));
    }

    #[test]
    fn a_file_is_opened_with_what_it_lacks() {
        let with = |name: &str, text: &str| {
            let file = crate::network::read::read(name, text.as_bytes()).unwrap();
            opened_with(&file, &inspect(&file.matrix))
        };
        for (text, expected) in [
            ("source,target\na,b\nb,c\n", (Leak::Dominant, Sym::Both)),
            ("1 2\n2 3\n3 4\n", (Leak::Dominant, Sym::Both)),
            ("pre,post\na,b\nb,c\n", (Leak::Dominant, Sym::Given)),
            ("source,target\na,b\nb,a\nb,c\n", (Leak::Dominant, Sym::Given)),
            ("source,target,weight\na,a,-3\na,b,1\n", (Leak::Given, Sym::Both)),
            ("0,1,0\n0,0,1\n0,0,0\n", (Leak::Dominant, Sym::Given)),
            ("-1,0.5\n0.5,-1\n", (Leak::Given, Sym::Given)),
        ] {
            assert_eq!(with("a", text), expected, "{text}");
        }
    }

    #[test]
    fn extreme_matrices_are_reported_without_panic() {
        let values = [0.0, 1e308, -1e308, 5e-324, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        for x in values {
            for y in values {
                let m = dmatrix![x, y; y, x];
                let report = of(&m);
                if let Some(abscissa) = symmetric_abscissa(&m) {
                    report.with_abscissa(abscissa);
                }
                of(&dominant(&m, Sym::Mean, 0.1));
            }
        }
        of(&DMatrix::zeros(0, 0));
        assert_eq!(symmetric_abscissa(&DMatrix::zeros(0, 0)), None);
        assert_eq!(symmetric_abscissa(&dmatrix![-1e308, 1e308; 1e308, -1e308]), Some(0.0));
    }
}
