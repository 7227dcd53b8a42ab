//! Strategy: files that NumPy and SciPy wrote are read back to the bit; small files by hand show
//! each rule of each format; each error names its place; and whatever the bytes, a reader returns,
//! and what a writer writes is read back to the bit (properties over random cases).

use std::path::Path;

use nalgebra::{DMatrix, dmatrix};
use noise_prune::network::read::{
    Format, MAX_BYTES, MAX_N, Place, Problem, Read, ReadError, Remark, read, write_csv, write_npy,
};
use proptest::prelude::*;

fn sample(name: &str) -> Result<Read, ReadError> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name);
    read(name, &std::fs::read(path).unwrap())
}

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
        assert_eq!(file.matrix, matrix, "{name}");
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

#[test]
fn a_table_of_numbers_may_be_separated_and_named_in_many_ways() {
    let m = dmatrix![-1.0, 0.5; 2.0, -3.0];
    let plain = [
        "-1,0.5\n2,-3\n",
        "-1,0.5\r\n2,-3",
        "-1,0.5\r2,-3\r",
        "\u{feff}-1 , 0.5\n\n2, -3\n\n",
        "-1;0,5\n2;-3",
        "-1\t.5\n+2\t-3.",
        "# a comment\n  -1   5e-1\n% another\n 2 -3e0 \n",
        "\"-1\",\"0.5\"\n2,-3",
    ];
    for file in plain {
        let file = text(file);
        assert_eq!((file.matrix, file.names.len(), file.format), (m.clone(), 0, Format::Dense));
    }
    let named = [
        "AVA,\"RI, A\"\n-1,0.5\n2,-3\n",
        ",AVA,\"RI, A\"\nAVA,-1,0.5\n\"RI, A\",2,-3\n",
        "neuron;AVA;RI, A\nAVA;-1;0.5\nRI, A;2;-3\n",
        "AVA\tRI, A\nAVA\t-1\t0.5\nRI, A\t2\t-3\n",
        "AVA,-1,0.5\n\"RI, A\",2,-3\n",
    ];
    for file in named {
        let file = text(file);
        assert_eq!((file.matrix, file.format), (m.clone(), Format::Dense));
        assert_eq!(file.names, ["AVA", "RI, A"]);
    }
    // As pandas numbers rows and columns, and R names them between blanks.
    assert_eq!(text(",0,1\n0,-1.0,0.5\n1,2.0,-3.0\n").names, ["0", "1"]);
    assert_eq!(text("a b\na -1 0.5\nb 2 -3\n").names, ["a", "b"]);
    assert_eq!(text("source,goal\n-1,0.5\n2,-3").names, ["source", "goal"]);
    assert_eq!(text("7").matrix, dmatrix![7.0]);
}

#[test]
fn errors_in_a_table_name_line_and_column() {
    let text = |text: &str| text.to_string();
    let cases = [
        ("1,2\n3,x4\n", cell(2, 2), Problem::NotANumber { text: text("x4") }),
        ("1,2\n\n# note\n3,\n", cell(4, 2), Problem::EmptyCell),
        ("1,2\r\n\r\n3, \r\n", cell(3, 2), Problem::EmptyCell),
        ("1,2\r\r#\r3, \r", cell(4, 2), Problem::EmptyCell),
        ("1\t\n3\t4\n", cell(1, 2), Problem::EmptyCell),
        ("a,b\n1,2\n3,-inf\n", cell(3, 2), Problem::NotFinite { text: text("-inf") }),
        ("1,1e999\n3,4\n", cell(1, 2), Problem::NotFinite { text: text("1e999") }),
        ("1;2,5\n3;4.5\n", cell(2, 2), Problem::MixedDecimals { text: text("4.5") }),
        (",a,b\na,1,2\nc,3,4\n", cell(3, 1), Problem::NamesDiffer { row: text("c"), column: text("b") }),
        ("1,2\n3,4,5\n", Place::Line(2), Problem::Ragged { found: 3, expected: 2, like: 1 }),
        ("#\na,b,c\n1,2\n3,4\n", Place::Line(3), Problem::Ragged { found: 2, expected: 3, like: 2 }),
        ("1,2.5\n3,4\n5,6\n", Place::Line(3), Problem::ExtraRow { columns: 2 }),
        ("1,2,3,4\n5,6,7,8\n", Place::File, Problem::NotSquare { rows: 2, columns: 4 }),
        ("a,b,c,d\n", Place::File, Problem::NotSquare { rows: 0, columns: 4 }),
        ("", Place::File, Problem::NoContent),
        ("\n \n# nothing\n", Place::File, Problem::NoContent),
        ("\"a\nb\",c\n1,2\n3,\n", cell(4, 2), Problem::EmptyCell),
    ];
    for (file, place, problem) in cases {
        assert_eq!(error(file), (place, problem), "{file}");
    }
    let (place, problem) = error(&format!("1,2\n{}\u{7},4\n", "long".repeat(30)));
    assert_eq!((place, problem), (cell(2, 1), Problem::NotANumber { text: "long".repeat(10) }));
}

#[test]
fn a_list_of_synapses_goes_from_source_to_target() {
    // Entry [target, source].
    let m = dmatrix![0.0, 0.0, 0.0; 2.0, 0.0, 0.0; 0.0, -1.5, 0.0];
    let lists = [
        "source,target,weight\nx,a,2\na,m,-1.5\n",
        "Target;Weight;SOURCE\na;2;x\nm;-1,5;a\n",
        "from to weight\nx a 2\na m -1.5",
        "\"pre\"\t\"post\"\t\"w\"\nx\ta\t2\na\tm\t-1.5\n",
    ];
    for list in lists {
        let file = text(list);
        assert_eq!((file.matrix, file.remarks.len()), (m.clone(), 0), "{list}");
        assert_eq!((file.format, file.names), (Format::Edges, vec!["x".into(), "a".into(), "m".into()]));
    }
    let file = text("x,a,2\na,m,-1.5\n");
    assert_eq!((file.matrix, file.remarks), (m, vec![Remark::TakenForEdges { weighted: true }]));
}

#[test]
fn numbered_neurons_come_in_the_order_of_their_numbers() {
    for shift in [0, 1, 1000] {
        let list = format!("source,target\n{},{}\n{},{}\n", 10 + shift, 2 + shift, 2 + shift, shift);
        let file = text(&list);
        assert_eq!(file.names, [0, 2, 10].map(|k: usize| (k + shift).to_string()));
        assert_eq!(file.matrix, dmatrix![0.0, 1.0, 0.0; 0.0, 0.0, 1.0; 0.0, 0.0, 0.0]);
        assert_eq!(file.remarks, [Remark::NoWeights]);
    }
    // One name among them, and they come as they are listed.
    assert_eq!(text("from,to\n10,2\n2,a\n").names, ["10", "2", "a"]);
    // Without a header, numbers are a list unless they are as many lines as columns.
    assert_eq!(text("0 1 0.5\n1 2 0.25\n").format, Format::Edges);
    assert_eq!(text("0 1 0.5\n1 2 0.25\n2 0 1\n").format, Format::Dense);
    assert_eq!(text("1 2\n2 3\n3 1\n").remarks, [Remark::TakenForEdges { weighted: false }]);
}

#[test]
fn repeated_synapses_are_added_and_unused_columns_told() {
    let file = text("source,target,kind,weight\na,b,x,1\nb,a,x,4\na,b,y,2\na,a,x,-3\na,b,y,-3\n");
    assert_eq!(file.matrix, dmatrix![-3.0, 4.0; 0.0, 0.0]);
    assert_eq!(file.remarks, [Remark::Unused { columns: vec!["kind".into()] }, Remark::Added { count: 2 }]);
    assert_eq!(file.remarks[1].to_string(), "2 entries are given again; they were added to the first.");
    let file = text("%%MatrixMarket matrix coordinate real symmetric\n2 2 3\n2 1 1\n2 1 2\n1 1 -4\n");
    assert_eq!(file.matrix, dmatrix![-4.0, 3.0; 3.0, 0.0]);
    assert_eq!(file.remarks, [Remark::Added { count: 1 }]);
}

#[test]
fn errors_in_a_list_name_line_and_column() {
    let text = |text: &str| text.to_string();
    let cases = [
        ("source,target,weight\na,b,heavy\n", cell(2, 3), Problem::NotANumber { text: text("heavy") }),
        ("source,target,weight\n\na,b,\n", cell(3, 3), Problem::EmptyCell),
        ("weight,source,target\n1,a,\n", cell(2, 3), Problem::NoName),
        ("source,target,weight\na,b,nan\n", cell(2, 3), Problem::NotFinite { text: text("nan") }),
        ("source,target\na,b,1\n", Place::Line(2), Problem::Ragged { found: 3, expected: 2, like: 1 }),
        ("from,to,w\na,b,1e308\na,b,1e308\n", Place::Line(3), Problem::Overflow),
        ("from,to,w\n", Place::File, Problem::NoContent),
    ];
    for (file, place, problem) in cases {
        assert_eq!(error(file), (place, problem), "{file}");
    }
}

#[test]
fn errors_in_matrix_market_name_line_and_column() {
    let text = |text: &str| text.to_string();
    let general = "%%MatrixMarket matrix coordinate real general\n% note\n";
    let cases = [
        ("2 2\n", Place::Line(3), Problem::Size { expected: 3 }),
        ("2 x 1\n", Place::Line(3), Problem::Size { expected: 3 }),
        ("2 3 1\n1 1 1\n", Place::Line(3), Problem::NotSquare { rows: 2, columns: 3 }),
        ("2 2 1\n1 1\n", Place::Line(4), Problem::Fields { found: 2, expected: 3 }),
        ("2 2 1\n1 3 1\n", cell(4, 2), Problem::Index { text: text("3"), n: 2 }),
        ("2 2 1\n0 1 1\n", cell(4, 1), Problem::Index { text: text("0"), n: 2 }),
        ("2 2 1\n\n1 2 1x\n", cell(5, 3), Problem::NotANumber { text: text("1x") }),
        ("2 2 2\n1 2 1\n", Place::File, Problem::Count { found: 1, expected: 2 }),
        ("2 2 18446744073709551615\n1 2 1\n", Place::File, Problem::Count { found: 1, expected: usize::MAX }),
        ("", Place::File, Problem::NoSize),
    ];
    for (file, place, problem) in cases {
        assert_eq!(error(&format!("{general}{file}")), (place, problem), "{file}");
    }
    let array = "%%MatrixMarket MATRIX array real general\n";
    assert_eq!(error(&format!("{array}1 1\n1\n2\n")).1, Problem::Count { found: 2, expected: 1 });
    assert_eq!(error(&format!("{array}1 1\nx\n")).0, cell(3, 1));
    let triangle = |symmetry: &'static str, file: &str| {
        let file = format!("%%MatrixMarket matrix coordinate integer {symmetry}\n2 2 1\n{file}\n");
        assert_eq!(error(&file), (Place::Line(3), Problem::Triangle { symmetry }));
    };
    triangle("symmetric", "1 2 1");
    triangle("skew-symmetric", "2 2 1");
    assert_eq!(read("a.MTX", b"1 2 3").unwrap_err().problem, Problem::NoBanner);
}

#[test]
fn files_of_other_kinds_are_named() {
    let problem = |name, bytes: &[u8]| read(name, bytes).unwrap_err();
    assert_eq!(problem("a.npy", b"1,2").problem, Problem::NoMagic);
    assert_eq!(
        problem("", b"1,2\n3,\xff4\n"),
        ReadError { place: Place::Line(2), problem: Problem::NotUtf8 }
    );
    for bytes in [&b"\x1f\x8b\x08"[..], b"\xff\xfe1\0", b"1,2\0"] {
        assert!(matches!(problem("", bytes).problem, Problem::Foreign { .. }));
    }
}

#[test]
fn limits_are_checked_before_memory_is_taken() {
    let found = MAX_N + 1;
    let too_many = Problem::TooManyNeurons { found };
    // Claims only, in the header.
    let claim = format!("%%MatrixMarket matrix array real general\n{found} {found}\n");
    assert_eq!(error(&claim), (Place::Line(2), too_many.clone()));
    let mut npy = write_npy(&DMatrix::zeros(1, 1));
    let shape = String::from_utf8_lossy(&npy).find("(1, 1)").unwrap_or_default();
    // The text before the shape has six bytes that are not ASCII: one, of three as a replacement.
    npy.splice(shape - 2..shape + 4, format!("({found}, {found})").bytes());
    assert_eq!(read("", &npy).unwrap_err().problem, too_many);
    let row = vec!["0"; found].join(",");
    assert_eq!(error(&row), (Place::Line(1), too_many.clone()));
    let row = vec!["0"; found + 1].join(",");
    assert_eq!(error(&row), (Place::Line(1), Problem::TooManyFields));
    assert_eq!(error(&row.replace(',', " ")), (Place::Line(1), Problem::TooManyFields));
    let list: String = (0..found / 2 + 1).map(|k| format!("{},{}\n", 2 * k, 2 * k + 1)).collect();
    assert_eq!(error(&format!("from,to\n{list}")), (cell(1002, 1), too_many));
    // Time grows with the file's size and no faster, whatever ends its lines.
    for line in ["1,2\r", "1,2\n\r", "\"\r\"\r", "#\r", "\t\r\n", "1 2\r"] {
        assert!(
            read("", (line.repeat(200_000) + "\n").as_bytes()).is_err() != line.starts_with('1'),
            "{line:?}"
        );
    }
    // As many as are read.
    let list: String = (1..MAX_N).map(|k| format!("{},{}\n", k - 1, k)).collect();
    assert_eq!(text(&list).matrix.shape(), (MAX_N, MAX_N));
    let large = vec![b'1'; MAX_BYTES + 1];
    let error = read("", &large).unwrap_err();
    assert_eq!(error.to_string(), "the file has 67108865 bytes; at most 67108864 (64 MB) are read");
}

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
                let n = read.matrix.nrows();
                prop_assert!(n >= 1 && read.matrix.is_square());
                prop_assert!(read.matrix.iter().all(|value| value.is_finite()));
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
        prop_assert_eq!(bits(&read("", &write_npy(&m)).unwrap().matrix), bits(&m));
    }

    #[test]
    fn csv_comes_back_bit_for_bit((m, names) in named()) {
        let file = read("", write_csv(&m, &[]).as_bytes()).unwrap();
        prop_assert_eq!(bits(&file.matrix), bits(&m));
        let csv = write_csv(&m, &names);
        let file = read("", csv.as_bytes()).map_err(|error| TestCaseError::fail(format!("{error}\n{csv}")))?;
        prop_assert_eq!(bits(&file.matrix), bits(&m));
        prop_assert_eq!(file.names, names);
    }
}
