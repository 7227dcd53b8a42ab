//! Spectra, and how far pruning moved them.
//!
//! For a symmetric A with eigenpairs (λ_k, v_k), ascending, and the pruned S with eigenvalues λ'_k:
//! ε_λ = λ'/λ − 1, ε_v = v'Sv/λ − 1, cos θ = v'Sv / ‖Sv‖, and the range of x'Sx / x'Ax over all x.

use nalgebra::linalg::Cholesky;
use nalgebra::{Complex, DMatrix, Dyn};
use noise_prune_linalg as linalg;

use crate::order;
use crate::product::product;

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

/// Eigenvalues of a symmetric matrix, ascending; the same bits as those of [`modes`]. O(n³).
pub fn eigenvalues(a: &DMatrix<f64>) -> Vec<f64> {
    let unit = unit(a);
    let mut values = linalg::eigenvalues((a / unit).as_mut_slice(), a.nrows());
    values.iter_mut().for_each(|value| *value *= unit);
    order::ascending(&mut values);
    values
}

/// The scale of a matrix, so that its decomposition can neither overflow nor underflow.
fn unit(a: &DMatrix<f64>) -> f64 {
    let largest = a.amax();
    if largest > 0.0 && largest.is_finite() { largest } else { 1.0 }
}

/// ε_λ,k = λ'_k / λ_k − 1 for two ascending lists; λ_k ≠ 0.
pub fn eps_lambda(before: &[f64], after: &[f64]) -> Vec<f64> {
    before.iter().zip(after).map(|(before, after)| after / before - 1.0).collect()
}

/// What S does along the old eigenvectors: ε_v,k and cos θ_k. O(n³): one product S V.
///
/// Where S v_k = 0 the direction is lost, and cos θ_k is given as 0.
pub fn along(modes: &Modes, s: &DMatrix<f64>) -> (Vec<f64>, Vec<f64>) {
    let moved = product(s, &modes.vectors);
    let pairs = modes.values.iter().zip(modes.vectors.column_iter()).zip(moved.column_iter());
    pairs
        .map(|((value, v), sv)| {
            let (quotient, length) = (v.dot(&sv), sv.norm());
            (quotient / value - 1.0, if length > 0.0 { quotient / length } else { 0.0 })
        })
        .unzip()
}

/// Least and greatest x'Sx / x'Ax over all x ≠ 0, for a symmetric S and the Cholesky factor L of
/// −A: the extreme eigenvalues of L⁻¹ (−S) L⁻ᵀ. O(n³).
pub fn range(factor: &Cholesky<f64, Dyn>, s: &DMatrix<f64>) -> (f64, f64) {
    let l = factor.l_dirty();
    let mut half = -s;
    l.solve_lower_triangular_mut(&mut half);
    let mut whole = half.transpose();
    l.solve_lower_triangular_mut(&mut whole);
    let values = eigenvalues(&((&whole + whole.transpose()) * 0.5));
    (values.first().copied().unwrap_or(1.0), values.last().copied().unwrap_or(1.0))
}

/// Number of connected pieces of the network, an isolated neuron counting as one; a synapse joins
/// its neurons whatever its direction.
pub fn components(s: &DMatrix<f64>) -> usize {
    let n = s.nrows();
    let mut reached = vec![false; n];
    let mut count = 0;
    for start in 0..n {
        if std::mem::replace(&mut reached[start], true) {
            continue;
        }
        count += 1;
        let mut waiting = vec![start];
        while let Some(i) = waiting.pop() {
            for j in 0..n {
                if !reached[j] && (s[(i, j)] != 0.0 || s[(j, i)] != 0.0) {
                    reached[j] = true;
                    waiting.push(j);
                }
            }
        }
    }
    count
}

/// Mean of the absolute values; 0 for an empty list.
pub fn mean_abs(values: &[f64]) -> f64 {
    values.iter().map(|x| x.abs()).sum::<f64>() / values.len().max(1) as f64
}

/// Largest absolute value; 0 for an empty list.
pub fn max_abs(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, x| most.max(x.abs()))
}

/// An eigenvalue in a sentence.
pub fn show(value: Complex<f64>) -> String {
    match value.im == 0.0 {
        true => format!("{:.3e}", value.re),
        false => {
            format!("{:.3e} {} {:.3e} i", value.re, if value.im < 0.0 { '−' } else { '+' }, value.im.abs())
        }
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn a_scaled_copy_has_constant_errors() {
        let a = dmatrix![-2.0, 1.0; 1.0, -3.0];
        let (modes, factor) = (modes(&a), Cholesky::new(-&a).unwrap());
        let s = &a * 1.5;
        let (eps_v, cos) = along(&modes, &s);
        let range = range(&factor, &s);
        for x in eps_lambda(&modes.values, &eigenvalues(&s)).into_iter().chain(eps_v) {
            assert!((x - 0.5).abs() < 1e-14);
        }
        assert!(cos.iter().all(|x| (x + 1.0).abs() < 1e-14));
        assert!((range.0 - 1.5).abs() < 1e-14 && (range.1 - 1.5).abs() < 1e-14);
    }

    #[test]
    fn pieces_are_counted() {
        let mut s = DMatrix::identity(5, 5);
        assert_eq!(components(&s), 5);
        s[(0, 3)] = 1.0;
        s[(4, 3)] = -1.0;
        assert_eq!(components(&s), 3);
        assert_eq!(components(&DMatrix::zeros(0, 0)), 0);
    }
}
