//! What knows no network: random streams, sorting, numbers as text and arithmetic that is shown, decisions as letters, spectra,
//! Lyapunov's equation, matching, products, exponentials; and of large sparse symmetric matrices the solutions, the density
//! of the spectrum and the slowest modes.

pub mod arithmetic;
pub mod coder;
pub mod conjugate;
pub mod density;
pub mod digits;
pub mod edges;
pub mod exponential;
pub mod lanczos;
pub mod lyapunov;
pub mod matching;
pub mod order;
pub mod pieces;
pub mod product;
pub mod random;
pub mod schur;
pub mod slowest;
pub mod sparse;
pub mod symmetric;
