//! Spectra, and how far pruning moved them.
//!
//! For a symmetric A with eigenpairs (λ_k, v_k), ascending, and the pruned S with eigenvalues λ'_k:
//! ε_λ = λ'/λ − 1, ε_v = v'Sv/λ − 1, cos θ = v'Sv / ‖Sv‖, and the range of x'Sx / x'Ax over all x.

use crate::numerics::pieces::Pieces;
use crate::numerics::product::product;
pub use crate::numerics::symmetric::{Modes, eigenvalues, eigenvalues_of, modes};
use nalgebra::linalg::Cholesky;
use nalgebra::{DMatrix, Dyn};
use std::ops::Range;

/// How many of the slowest modes are looked at by themselves.
const SLOW: usize = 5;

/// ε_λ,k = λ'_k / λ_k − 1 for two ascending lists; λ_k ≠ 0.
pub fn eps_lambda(before: &[f64], after: &[f64]) -> Vec<f64> {
    before.iter().zip(after).map(|(before, after)| after / before - 1.0).collect()
}

/// Eigenvalues whose gap is less than this times the largest belong to one eigenspace.
const ONE: f64 = 1e-9;

/// What S does along the old eigenvectors: ε_v,k and cos θ_k. O(n³): one product S V.
///
/// Within an eigenspace of several dimensions, with basis V, the eigenvectors are anyone's choice; there those are taken
/// for which V'SV is diagonal, so that nothing depends on the basis. Where S v_k = 0 the direction is lost, and cos θ_k
/// is given as 0.
pub fn along(modes: &Modes, s: &DMatrix<f64>) -> (Vec<f64>, Vec<f64>) {
    let moved = product(s, &modes.vectors);
    let (mut eps_v, mut cos_theta) = (Vec::new(), Vec::new());
    for space in eigenspaces(&modes.values) {
        let (first, count) = (space.start, space.len());
        let (v, mut sv) = (modes.vectors.columns(first, count), moved.columns(first, count).into_owned());
        let mut quotients = vec![v.column(0).dot(&sv.column(0))];
        if count > 1 {
            let within = v.tr_mul(&sv);
            let own = self::modes(&((&within + within.transpose()) * 0.5));
            sv = product(&sv, &own.vectors);
            quotients = own.values;
        }
        for ((quotient, sv), k) in quotients.iter().zip(sv.column_iter()).zip(space) {
            let length = sv.norm();
            eps_v.push(quotient / modes.values[k] - 1.0);
            cos_theta.push(if length > 0.0 { quotient / length } else { 0.0 });
        }
    }
    (eps_v, cos_theta)
}

/// The eigenspaces of ascending eigenvalues, as ranges of their indices.
pub fn eigenspaces(values: &[f64]) -> Vec<Range<usize>> {
    let apart = ONE * max_abs(values);
    let mut spaces: Vec<Range<usize>> = Vec::new();
    for k in 0..values.len() {
        match spaces.last_mut() {
            Some(space) if values[k] - values[k - 1] <= apart => space.end = k + 1,
            _ => spaces.push(k..k + 1),
        }
    }
    spaces
}

/// Mean |ε_λ| of the five slowest modes, the last of ascending eigenvalues; of all, if there are fewer.
pub fn slow(eps_lambda: &[f64]) -> f64 {
    mean_abs(&eps_lambda[eps_lambda.len().saturating_sub(SLOW)..])
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
    let entries = (0..n).flat_map(|j| (0..n).map(move |i| (i, j)));
    pieces(n, entries.filter(|at| s[*at] != 0.0))
}

/// The same of `n` neurons, from the pairs that are joined.
pub fn pieces(n: usize, pairs: impl Iterator<Item = (usize, usize)>) -> usize {
    let mut pieces = Pieces::new(n);
    for (i, j) in pairs {
        pieces.join(i, j);
        if pieces.count() == 1 {
            break;
        }
    }
    pieces.count()
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
    fn a_basis_of_an_eigenspace_is_nobodys_choice() {
        // -2 twice: any turn of the first two directions is a basis as good as another.
        let a = DMatrix::from_diagonal(&nalgebra::dvector![-2.0, -2.0, -1.0]);
        let s = dmatrix![-2.0, 0.4, 0.1; 0.4, -3.0, 0.0; 0.1, 0.0, -1.0];
        let of = |angle: f64| {
            let (sin, cos) = angle.sin_cos();
            let vectors = dmatrix![cos, -sin, 0.0; sin, cos, 0.0; 0.0, 0.0, 1.0];
            along(&Modes { values: vec![-2.0, -2.0, -1.0], vectors }, &s)
        };
        let (straight, turned) = (of(0.0), of(0.7));
        for (x, y) in [(&straight.0, &turned.0), (&straight.1, &turned.1)] {
            assert!(x.iter().zip(y).all(|(x, y)| (x - y).abs() < 1e-13), "{x:?} {y:?}");
        }
        assert_eq!(of(0.0).0.len(), modes(&a).values.len());
    }

    #[test]
    fn the_five_slowest_count() {
        assert!((slow(&[9.0, -1.0, 0.5, 0.0, 0.0, 0.5]) - 0.4).abs() < 1e-15);
        assert_eq!((slow(&[-0.5, 0.25]), slow(&[])), (0.375, 0.0));
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
