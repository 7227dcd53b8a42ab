//! Spectra, and how far pruning moved them.
//!
//! For a symmetric A with eigenpairs (λ_k, v_k), ascending, and the pruned S with eigenvalues λ'_k:
//! ε_λ = λ'/λ − 1, ε_v = v'Sv/λ − 1, cos θ = v'Sv / ‖Sv‖, and the range of x'Sx / x'Ax over all x.

use crate::numerics::product::product;
pub use crate::numerics::symmetric::{Modes, eigenvalues, modes};
use nalgebra::linalg::Cholesky;
use nalgebra::{DMatrix, Dyn};

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

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;

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
