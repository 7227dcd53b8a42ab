//! The kernels that a run spends its time in, on plain slices: the Cholesky factor and the inverse of a positive
//! definite matrix, eigenvalues and eigenvectors of a symmetric one; products of sparse ones ([`sparse`]); and the forces that
//! place neurons in a picture.
//!
//! They are a crate of their own so that they can be compiled for speed where the rest of the page is compiled for
//! size. Dense matrices are n × n, column after column. The order of every sum is written out, in lanes of two or four, and no
//! product is fused with a sum: whatever vectors a machine has, the result has the same bits.

mod band;
mod eigen;
mod forces;
mod lanes;
mod positive;
mod product;
mod reflect;
mod rotate;
pub mod sparse;
mod threads;
mod tridiagonal;

pub use eigen::{eigenvalues, eigenvectors};
pub use forces::place;
pub use positive::{cholesky, inverse};
