//! The readers of files, and the writers beside them.
//!
//! Strategy: files that NumPy and SciPy wrote are read back to the bit (`samples`), and those of many programs (`programs`); small files by hand show each rule
//! of each format, and each error names its place (`tables`, `lists`, `npy`, `limits`); what is written is known to the letter (`written`); and whatever the bytes, a reader
//! returns, and what a writer writes is read back to the bit (`any`, over random cases).

mod any;
mod limits;
mod lists;
mod npy;
mod programs;
mod samples;
mod tables;
mod written;

use nalgebra::DMatrix;
use noise_prune::network::read::{Place, Problem, Read, ReadError, read};

fn text(text: &str) -> Read {
    read("", text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn error(text: &str) -> (Place, Problem) {
    let ReadError { place, problem } = read("", text.as_bytes()).expect_err(text);
    (place, problem)
}

fn cell(line: usize, column: usize) -> Place {
    Place::Cell { line, column }
}

fn bits(m: &DMatrix<f64>) -> (usize, usize, Vec<u64>) {
    (m.nrows(), m.ncols(), m.iter().map(|value| value.to_bits()).collect())
}
