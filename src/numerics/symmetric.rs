//! Eigenvalues and eigenvectors of a symmetric matrix.

use nalgebra::DMatrix;
use noise_prune_linalg as linalg;

use super::order;

/// Eigenvalues ascending and, in the columns of `vectors`, their unit eigenvectors.
#[derive(Clone, Debug)]
pub struct Modes {
    /// λ_1 ≤ … ≤ λ_n.
    pub values: Vec<f64>,
    /// n × n; column k belongs to `values[k]`.
    pub vectors: DMatrix<f64>,
}

/// Eigenvalues and eigenvectors of a symmetric matrix. O(n³), about three times [`eigenvalues`].
pub fn modes(a: &DMatrix<f64>) -> Modes {
    let (n, unit) = (a.nrows(), unit(a));
    let (values, vectors) = linalg::eigenvectors((a / unit).as_mut_slice(), n);
    let order = order::by(n, &|x, y| values[x].total_cmp(&values[y]));
    let order: Vec<usize> = order.iter().map(|k| *k as usize).collect();
    Modes {
        values: order.iter().map(|k| values[*k] * unit).collect(),
        vectors: DMatrix::from_vec(n, n, vectors).select_columns(&order),
    }
}

/// Eigenvalues of a symmetric matrix, ascending; up to 2,000 rows the same bits as those of [`modes`], then the same to
/// rounding. O(n³).
pub fn eigenvalues(a: &DMatrix<f64>) -> Vec<f64> {
    eigenvalues_of(a.clone())
}

/// The same of a matrix that nobody needs afterwards: there is no copy of it.
pub fn eigenvalues_of(mut a: DMatrix<f64>) -> Vec<f64> {
    let (n, unit) = (a.nrows(), unit(&a));
    a /= unit;
    let mut values = linalg::eigenvalues(a.as_mut_slice(), n);
    values.iter_mut().for_each(|value| *value *= unit);
    order::ascending(&mut values);
    values
}

/// The scale of a matrix, so that its decomposition can neither overflow nor underflow.
fn unit(a: &DMatrix<f64>) -> f64 {
    let largest = a.amax();
    if largest > 0.0 && largest.is_finite() { largest } else { 1.0 }
}

#[cfg(test)]
mod tests {
    // Strategy: small matrices against the equation, and at the ends of the range of numbers.
    use super::*;
    use nalgebra::dmatrix;

    #[test]
    fn modes_are_sorted_with_their_vectors() {
        let a = dmatrix![-2.0, 1.0, 0.0; 1.0, -2.0, 0.5; 0.0, 0.5, -1.0];
        let modes = modes(&a);
        assert!(modes.values.windows(2).all(|pair| pair[0] <= pair[1]));
        for (k, value) in modes.values.iter().enumerate() {
            let v = modes.vectors.column(k);
            assert!((&a * v - v * *value).norm() < 1e-13);
        }
        assert_eq!(eigenvalues(&a), modes.values);
    }

    #[test]
    fn huge_and_tiny_matrices_keep_their_eigenvalues() {
        for unit in [1e300, 1e-300] {
            let values = eigenvalues(&(dmatrix![-2.0, 1.0; 1.0, -2.0] * unit));
            assert!((values[0] / unit + 3.0).abs() < 1e-14 && (values[1] / unit + 1.0).abs() < 1e-14);
        }
    }
}
