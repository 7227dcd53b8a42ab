//! The dense kernels that a run spends its time in, on plain slices: the Cholesky factor and the inverse of a positive
//! definite matrix, eigenvalues and eigenvectors of a symmetric one.
//!
//! They are a crate of their own so that they can be compiled for speed where the rest of the page is compiled for
//! size. Matrices are n × n, column after column. Every sum has an order of its own, written out in lanes of four: a
//! compiler may put the lanes into vectors of any width, and the result has the same bits on every machine.

mod eigen;
mod lanes;
mod positive;
mod product;
mod reflect;
mod rotate;
mod tridiagonal;

pub use eigen::{eigenvalues, eigenvectors};
pub use positive::{cholesky, inverse};

pub fn only_reduce(a: &mut [f64], n: usize) -> f64 {
    tridiagonal::reduce(a, n).below[3]
}
pub fn only_q(a: &mut [f64], n: usize) -> f64 {
    let t = tridiagonal::reduce(a, n);
    reflect::product(a, n, &t.scales)[3]
}
