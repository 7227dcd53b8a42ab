//! Strategy: NPY files that end too early or too late say, to the byte, what was found and what should be there.

use nalgebra::DMatrix;
use noise_prune::network::read::{Problem, read, write_npy};

#[test]
fn a_file_of_the_wrong_length_says_what_it_should_be() {
    let whole = write_npy(&DMatrix::from_element(3, 3, -1.5));
    assert_eq!(whole.len(), 128 + 9 * 8);
    let problem = |bytes: &[u8]| read("a.npy", bytes).unwrap_err().problem;
    // Within the version, the header and the numbers, and one byte behind them.
    let longer = [&whole[..], b"\n"].concat();
    for (end, expected) in [(7, 8), (11, 128), (127, 128), (128, 200), (199, 200), (201, 200)] {
        assert_eq!(problem(&longer[..end]), Problem::Length { found: end, expected });
    }
    let mut unknown = whole.clone();
    unknown[6] = 4;
    assert_eq!(problem(&unknown), Problem::Version { version: 4 });
}

#[test]
fn the_place_of_a_number_that_is_none_is_its_row_and_column() {
    let mut m = DMatrix::from_element(4, 4, 1.0);
    m[(3, 1)] = f64::INFINITY;
    let error = read("", &write_npy(&m)).unwrap_err().to_string();
    assert!(error.starts_with("row 4, column 2: ‘inf’ is not finite"), "{error}");
}
