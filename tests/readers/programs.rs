//! Strategy: files as programs write them (tests/files/programs), each read and compared with what it holds, or refused
//! for what it is; none is left out.

use std::collections::BTreeSet;
use std::path::PathBuf;

use nalgebra::{DMatrix, dmatrix};
use noise_prune::network::read::{Format, Read, ReadError, read};

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/files/programs"].iter().collect()
}

fn file(name: &str) -> Result<Read, ReadError> {
    read(name, &std::fs::read(folder().join(name)).unwrap())
}

/// A of make.py and make.R.
fn real() -> DMatrix<f64> {
    dmatrix![-2.5, 0.1, 0.0; 1e-300, -1.0, -3.0; 0.0, 7.25, -1e6]
}

const LIST: Format = Format::Edges { sends: false };

/// Files that hold A: format, and names of the neurons.
const WHOLE: [(&str, Format, &str); 44] = [
    ("numpy-savetxt.txt", Format::Dense, ""),
    ("numpy-savetxt.csv", Format::Dense, ""),
    ("numpy-savetxt.tsv", Format::Dense, ""),
    ("numpy-save.npy", Format::Npy, ""),
    ("scipy-mmwrite.mtx", Format::MatrixMarket, ""),
    ("pandas-plain.csv", Format::Dense, "0 1 2"),
    ("pandas-counted.csv", Format::Dense, "a b c"),
    ("pandas-named.csv", Format::Dense, "a b c"),
    ("pandas-named-index.csv", Format::Dense, "10 20 30"),
    ("pandas-no-index.csv", Format::Dense, "a b c"),
    ("pandas-german.csv", Format::Dense, "a b c"),
    ("networkx-edgelist.txt", LIST, "a b c"),
    ("networkx-edgelist.csv", LIST, "a b c"),
    ("networkx-edgelist-typed.txt", LIST, "a b c"),
    ("networkx-weighted-edgelist.txt", LIST, "a b c"),
    ("networkx-pandas-edgelist.csv", LIST, "a b c"),
    ("networkx-pandas-edgelist-no-index.csv", LIST, "a b c"),
    ("networkx-pandas-adjacency.csv", Format::Dense, "a b c"),
    ("r-write-csv.csv", Format::Dense, "V1 V2 V3"),
    ("r-write-csv-named.csv", Format::Dense, "a b c"),
    ("r-write-csv-no-row-names.csv", Format::Dense, "V1 V2 V3"),
    ("r-write-csv2.csv", Format::Dense, "a b c"),
    ("r-write-table.txt", Format::Dense, "V1 V2 V3"),
    ("r-write-table-named.txt", Format::Dense, "a b c"),
    ("r-write-table-plain.txt", Format::Dense, ""),
    ("r-edges.csv", LIST, "a b c"),
    ("r-edges-no-row-names.csv", LIST, "a b c"),
    ("r-edges.txt", LIST, "a b c"),
    ("r-edges-reordered.txt", LIST, "a b c"),
    ("matlab-writematrix.csv", Format::Dense, ""),
    ("matlab-writematrix-tab.txt", Format::Dense, ""),
    ("matlab-writetable.csv", Format::Dense, "a b c"),
    ("matlab-mmwrite.mtx", Format::MatrixMarket, ""),
    ("matlab-mmwrite-full.mtx", Format::MatrixMarket, ""),
    ("excel-english.csv", Format::Dense, ""),
    ("excel-english-utf8-named.csv", Format::Dense, "a b c"),
    ("excel-english-title.csv", Format::Dense, ""),
    ("excel-german.csv", Format::Dense, ""),
    ("excel-german-utf8-named.csv", Format::Dense, "a b c"),
    ("excel-german-tab.txt", Format::Dense, ""),
    ("excel-german-sep.csv", Format::Dense, ""),
    ("excel-german-unicode.txt", Format::Dense, ""),
    ("gephi-edges-directed.csv", Format::Edges { sends: true }, "a b c"),
    ("gephi-matrix.csv", Format::Dense, "a b c"),
];

/// Files that are refused, and what their sentence has.
const REFUSED: [(&str, &str); 6] = [
    ("excel-german-names.csv", "UTF-8"),
    ("excel-english-thousands.csv", "without separators of thousands"),
    ("excel-german-thousands.csv", "without separators of thousands"),
    ("excel-english-percent.csv", "‘50%’ is not a number; write numbers without units"),
    ("excel-german-euro.csv", "‘€ 2,50’ is not a number; write numbers without units"),
    ("networkx.graphml", "XML"),
];

#[test]
fn files_of_many_programs_hold_what_was_written() {
    for (name, format, names) in WHOLE {
        let file = file(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((file.matrix.dense(), file.format), (real(), format), "{name}");
        assert_eq!(file.names.join(" "), names, "{name}");
    }
    let pattern = file("networkx-unweighted-edgelist.txt").unwrap();
    assert_eq!(pattern.matrix.dense(), dmatrix![0.0, 1.0, 0.0; 1.0, 0.0, 1.0; 0.0, 1.0, 0.0]);
    let both = file("gephi-edges-undirected.csv").unwrap();
    assert_eq!(both.matrix.dense(), dmatrix![0.0, 0.1, 0.0; 0.1, 0.0, 7.25; 0.0, 7.25, 0.0]);
    assert!(both.remarks.iter().all(|remark| !remark.to_string().contains("Type")), "{:?}", both.remarks);
}

#[test]
fn what_a_program_wrote_and_cannot_be_read_is_refused_with_its_cause() {
    for (name, cause) in REFUSED {
        let error = file(name).expect_err(name).to_string();
        assert!(error.contains(cause), "{name}: {error}");
    }
}

#[test]
fn no_file_is_left_out() {
    let mut known: BTreeSet<&str> = WHOLE.iter().map(|(name, ..)| *name).collect();
    known.extend(REFUSED.map(|(name, _)| name));
    known.extend([
        "networkx-unweighted-edgelist.txt",
        "gephi-edges-undirected.csv",
        "make.py",
        "make.R",
        "README.md",
    ]);
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(known.contains(name.to_str().unwrap()), "{name:?}");
    }
}
