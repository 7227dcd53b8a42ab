//! Strategy: files that NumPy and SciPy wrote, by tests/files/make.py.

use std::path::Path;

use nalgebra::{DMatrix, dmatrix};
use noise_prune::network::read::{Format, Place, Problem, Read, ReadError, read};

use crate::cell;

fn sample(name: &str) -> Result<Read, ReadError> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name);
    read(name, &std::fs::read(path).unwrap())
}

/// A, N, S and K of tests/files/make.py.
fn real() -> DMatrix<f64> {
    dmatrix![-2.5, 0.1, 0.0; 1e-300, -1.0, -3.0; 0.0, 7.25, -1e6]
}
fn whole() -> DMatrix<f64> {
    dmatrix![-2.0, 1.0, 0.0; 0.0, -1.0, -3.0; 5.0, 7.0, -100.0]
}
fn symmetric() -> DMatrix<f64> {
    whole() + whole().transpose()
}
fn skew() -> DMatrix<f64> {
    whole() - whole().transpose()
}
fn pattern() -> DMatrix<f64> {
    whole().map(|value| f64::from(value != 0.0))
}

#[test]
fn files_of_numpy_and_scipy_are_read_to_the_bit() {
    let cases: [(&str, DMatrix<f64>, Format); 22] = [
        ("c-f8.npy", real(), Format::Npy),
        ("fortran-f8.npy", real(), Format::Npy),
        ("big-endian-f8.npy", real(), Format::Npy),
        ("c-f4.npy", whole(), Format::Npy),
        ("big-endian-f4.npy", whole(), Format::Npy),
        ("i8.npy", whole(), Format::Npy),
        ("i4.npy", whole(), Format::Npy),
        ("i2.npy", whole(), Format::Npy),
        ("i1.npy", whole(), Format::Npy),
        ("bool.npy", pattern(), Format::Npy),
        ("version-2.npy", real(), Format::Npy),
        ("version-3.npy", real(), Format::Npy),
        ("general.mtx", real(), Format::MatrixMarket),
        ("integer.mtx", whole(), Format::MatrixMarket),
        ("pattern.mtx", pattern(), Format::MatrixMarket),
        ("symmetric.mtx", symmetric(), Format::MatrixMarket),
        ("skew.mtx", skew(), Format::MatrixMarket),
        ("array.mtx", real(), Format::MatrixMarket),
        ("array-symmetric.mtx", symmetric(), Format::MatrixMarket),
        ("array-skew.mtx", skew(), Format::MatrixMarket),
        ("blanks.txt", real(), Format::Dense),
        ("comma.csv", real(), Format::Dense),
    ];
    for (name, matrix, format) in cases {
        let file = sample(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(file.matrix.dense(), matrix, "{name}");
        assert_eq!((file.format, file.names.len(), file.remarks.len()), (format, 0, 0), "{name}");
    }
}

#[test]
fn files_that_are_no_real_square_matrix_say_so() {
    let problem = |name| sample(name).expect_err(name).problem;
    let kind = |text: &str| Problem::Type { text: text.into() };
    assert_eq!(problem("complex.npy"), kind("<c16"));
    assert_eq!(problem("float16.npy"), kind("<f2"));
    assert!(matches!(problem("records.npy"), Problem::Type { text } if text.starts_with("[('x', '<f8')")));
    assert_eq!(problem("vector.npy"), Problem::Dimensions { found: 1 });
    assert_eq!(problem("not-square.npy"), Problem::NotSquare { rows: 2, columns: 3 });
    assert!(matches!(problem("archive.npz"), Problem::Foreign { .. }));
    let not_finite = sample("not-finite.npy").unwrap_err();
    assert_eq!(not_finite.place, Place::Entry { row: 2, column: 3 });
    assert_eq!(
        not_finite.to_string(),
        "row 2, column 3: ‘NaN’ is not finite; every entry must be a finite number"
    );
    let refused = |name, word: &str, column| {
        let error = sample(name).unwrap_err();
        assert_eq!(error.place, cell(1, column));
        assert!(matches!(error.problem, Problem::Unsupported { text, .. } if text == word));
    };
    refused("complex.mtx", "complex", 4);
    refused("hermitian.mtx", "complex", 4);
}
