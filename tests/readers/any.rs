//! Strategy: random bytes, texts that are nearly files, and random matrices (properties).

use nalgebra::DMatrix;
use noise_prune::network::read::{Place, read, write_csv, write_npy};
use proptest::prelude::*;

use crate::bits;

/// Finite numbers of all sizes, with zeros of both signs and whole numbers among them.
fn entries() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO, (-99i32..99).prop_map(f64::from)]
}

fn matrices() -> impl Strategy<Value = DMatrix<f64>> {
    (1usize..9).prop_flat_map(|n| {
        prop::collection::vec(entries(), n * n).prop_map(move |values| DMatrix::from_vec(n, n, values))
    })
}

/// A matrix and names for it: anything visible, without blanks at either end.
fn named() -> impl Strategy<Value = (DMatrix<f64>, Vec<String>)> {
    let name = prop_oneof!["[a-z]{1,3}", "[0-9]{1,3}", "[ -~\n]{0,6}", "\\PC{0,4}"];
    matrices().prop_flat_map(move |m| {
        let names = prop::collection::vec(name.clone().prop_map(|name| name.trim().to_string()), m.nrows());
        (Just(m), names)
    })
}

/// Text that is nearly a file of one of the formats.
fn nearly_files() -> impl Strategy<Value = String> {
    let begin = prop_oneof![
        Just(""),
        Just("source,target,weight\n"),
        Just("from;to\n"),
        Just("%%MatrixMarket matrix coordinate real symmetric\n"),
        Just("%%MatrixMarket matrix array integer general\n2 2\n"),
    ];
    (begin, "[0-3a;,\t \"#%.\r\ne-]{0,60}").prop_map(|(begin, rest)| format!("{begin}{rest}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_a_matrix_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read("", &bytes);
        let _ = read("x.npy", &[b"\x93NUMPY\x01\0", &bytes[..]].concat());
        let _ = read("x.mtx", &bytes);
    }

    #[test]
    fn nearly_a_file_gives_a_matrix_or_an_error(file in nearly_files()) {
        match read("", file.as_bytes()) {
            Ok(read) => {
                let n = read.matrix.n();
                prop_assert!(n >= 1);
                prop_assert!(read.matrix.entries().all(|entry| entry.2.is_finite()));
                prop_assert!(read.names.is_empty() || read.names.len() == n);
            }
            Err(error) => {
                let lines = file.split(['\n', '\r']).count();
                if let Place::Line(line) | Place::Cell { line, .. } = error.place {
                    prop_assert!((1..=lines).contains(&line), "{error}");
                }
                prop_assert!(!error.to_string().contains(['\n', '\r']));
            }
        }
    }

    #[test]
    fn headers_of_npy_are_read_or_refused(header in "[{}'(),:0-9 <f8descrshapeTu_L\\[]{0,80}", m in matrices()) {
        let mut bytes = b"\x93NUMPY\x01\0".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.bytes());
        let _ = read("", &bytes);
        let bytes = write_npy(&m);
        for end in 0..bytes.len() {
            prop_assert!(read("x.npy", &bytes[..end]).is_err());
        }
    }

    #[test]
    fn npy_comes_back_bit_for_bit(m in matrices()) {
        prop_assert_eq!(bits(&read("", &write_npy(&m)).unwrap().matrix.dense()), bits(&m));
    }

    #[test]
    fn csv_comes_back_bit_for_bit((m, names) in named()) {
        let file = read("", write_csv(&m, &[]).as_bytes()).unwrap();
        prop_assert_eq!(bits(&file.matrix.dense()), bits(&m));
        let csv = write_csv(&m, &names);
        let file = read("", csv.as_bytes()).map_err(|error| TestCaseError::fail(format!("{error}\n{csv}")))?;
        prop_assert_eq!(bits(&file.matrix.dense()), bits(&m));
        prop_assert_eq!(file.names, names);
    }
}
