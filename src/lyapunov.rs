//! The Lyapunov equation A C + C A' + Q = 0, as one linear system in the n² entries of C. O(n⁶).

use nalgebra::{Complex, DMatrix, DVector};

/// Why there is no solution.
#[derive(Debug, thiserror::Error)]
pub enum LyapunovError {
    /// The noise would grow without bound.
    #[error("the eigenvalue {eigenvalue} does not decay")]
    NotStable { eigenvalue: Complex<f64> },
    /// Two eigenvalues of A sum to zero.
    #[error("the equation is singular")]
    Singular,
}

/// C for a square A and Q.
pub fn solve(a: &DMatrix<f64>, q: &DMatrix<f64>) -> Result<DMatrix<f64>, LyapunovError> {
    let n = a.nrows();
    let values = a.complex_eigenvalues();
    if let Some(eigenvalue) = values.iter().copied().find(|value| value.re >= 0.0) {
        return Err(LyapunovError::NotStable { eigenvalue });
    }
    let one = DMatrix::<f64>::identity(n, n);
    let system = one.kronecker(a) + a.kronecker(&one);
    let entries =
        system.lu().solve(&-DVector::from_column_slice(q.as_slice())).ok_or(LyapunovError::Singular)?;
    Ok(DMatrix::from_column_slice(n, n, entries.as_slice()))
}
