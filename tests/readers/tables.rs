//! Strategy: small tables and Matrix Market files by hand, good ones and one for each error.

use nalgebra::dmatrix;
use noise_prune::network::read::{Format, Place, Problem, Remark, read};

use crate::{cell, error, text};

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
        "#a comment\n  -1   5e-1\n% another\n 2 -3e0 \n##\n## the end\n",
        "\"-1\",\"0.5\"\n2,-3",
        // As Fortran and as typesetting programs write numbers.
        "-1.0D+00 5.d-1\n2 -3.0D0\n",
        "−1,0.5\n2,−3\n",
        "−1;0,5\n2;−3\n",
    ];
    for file in plain {
        let file = text(file);
        assert_eq!((file.matrix.dense(), file.names.len(), file.format), (m.clone(), 0, Format::Dense));
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
        assert_eq!((file.matrix.dense(), file.format), (m.clone(), Format::Dense));
        assert_eq!(file.names, ["AVA", "RI, A"]);
    }
    // The first field may be called too where names are numbers.
    assert_eq!(text("id,10,20\n10,-1,0.5\n20,2,-3\n").matrix.dense(), m);
    assert_eq!(text("neuron 0 1\n0 -1 0.5\n1 2 -3\n").names, ["0", "1"]);
    assert_eq!(error("id,10,20\n10,-1,0.5\n30,2,-3\n").0, cell(3, 1));
    // No title, as the last name goes on in the next line.
    assert_eq!(text(",a,\"b\n|\"\na,1,2\n\"b\n|\",3,4\n").names, ["a", "b\n|"]);
    // Names that begin as what NetworkX knows of an edge.
    assert_eq!(text(",a,{',c\na,1,2,3\n{',4,5,6\nc,7,8,9\n").names, ["a", "{'", "c"]);
    // As pandas numbers rows and columns, and R names them between blanks.
    assert_eq!(text(",0,1\n0,-1.0,0.5\n1,2.0,-3.0\n").names, ["0", "1"]);
    assert_eq!(text("a b\na -1 0.5\nb 2 -3\n").names, ["a", "b"]);
    assert_eq!(text("source,goal\n-1,0.5\n2,-3").names, ["source", "goal"]);
    assert_eq!(text("7").matrix.dense(), dmatrix![7.0]);
}

#[test]
fn what_spreadsheets_make_of_a_table_is_read_or_refused_for_what_it_is() {
    let m = dmatrix![-1.0, 0.5; 2.0, -3.0];
    for file in [
        "sep=;\n-1;0,5\n2;-3\n",
        "sep=,\r\n-1,0.5\r\n2,-3\r\n",
        "\"sep=;\"\r\n-1;0,5\r\n2;-3\r\n",
        "-1\t0,5\n2\t-3\n",
        "-1|0.5\n2|-3\n",
        "Weights of January,\n-1,0.5\n2,-3\n",
        "Weights of January\n\n-1,0.5\n2,-3\n",
        "weights\n-1 0.5\n2 -3\n",
    ] {
        let found = text(file);
        assert_eq!((found.matrix.dense(), found.format), (m.clone(), Format::Dense), "{file}");
    }
    let named = text("\"my AVA\" \"RIA\"\n\"my AVA\" -1 0.5\n\"RIA\" 2 -3\n");
    assert_eq!((named.matrix.dense(), named.names.join("; ")), (m.clone(), "my AVA; RIA".into()));
    // Three digits behind every comma may be thousands; one other number settles it.
    assert_eq!(text("-1,000;0,500\n2,000;-3,000\n").matrix.dense(), m);
    let doubtful = Problem::Thousands { text: "-1,000".into() };
    assert_eq!(error("-1,000;5\n2,000;-3,000\n"), (Place::File, doubtful));
    let doubtful = Problem::Thousands { text: "−1,000".into() };
    assert_eq!(error("−1,000;5\n2;3\n"), (Place::File, doubtful));
    // Three digits behind every point may be German thousands where semicolons separate; then the reader is asked.
    let points = |file: &str| text(file).remarks;
    assert_eq!(points("-1.234;2\n2;-3.000\n"), [Remark::Points { text: "-1.234".into() }]);
    assert_eq!(points("-1.234;2\n2;-3.500\n").len(), 1);
    for sure in [
        "-1.234;2\n2;-3.5\n",
        "-1.234;0.500\n2;-3.000\n",
        "-1.234;2.5e0\n2;3\n",
        "-1.234\t2\n2\t-3.000\n",
        "-1.234,2\n2,3\n",
        "-1;2\n3;4\n",
    ] {
        assert_eq!(points(sure), [], "{sure}");
    }
    assert_eq!(error("1,2\n\"3,4\n5,6\n"), (Place::Line(2), Problem::OpenQuote));
    assert_eq!(error("1 2\n\"3 4\n"), (Place::Line(2), Problem::OpenQuote));
    for (file, column, wrong) in [
        ("50%,1%\n2%,3%\n", 1, "50%"),
        ("1;€ 2,50\n3;4\n", 2, "€ 2,50"),
        ("\"1,234.5\",2\n3,4\n", 1, "1,234.5"),
        ("1.234,5;2\n3;4\n", 1, "1.234,5"),
        ("1;2'345\n3;4\n", 2, "2'345"),
        ("1\u{202f}000;2\u{202f}000\n3\u{202f}000;4\u{202f}000\n", 1, "1\u{202f}000"),
    ] {
        assert_eq!(error(file), (cell(1, column), Problem::NotANumber { text: wrong.into() }), "{file}");
    }
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
        ("#NV;2\n1;5\n", cell(1, 1), Problem::NotANumber { text: text("#NV") }),
        ("#REF!,2\n1,5\n", cell(1, 1), Problem::NotANumber { text: text("#REF!") }),
        ("1,2\n#N/A,5\n3,4\n", cell(2, 1), Problem::NotANumber { text: text("#N/A") }),
        ("a,b\n1,2\n3,-inf\n", cell(3, 2), Problem::NotFinite { text: text("-inf") }),
        ("1,1e999\n3,4\n", cell(1, 2), Problem::NotFinite { text: text("1e999") }),
        ("1;2,5\n3;4.5\n", cell(2, 2), Problem::MixedDecimals { text: text("4.5") }),
        ("1,5;2,5\n3;4.5\n", cell(2, 2), Problem::MixedDecimals { text: text("4.5") }),
        ("1.5;2.5\n3;4,5\n", cell(2, 2), Problem::MixedDecimals { text: text("4,5") }),
        // One bad cell in the first line makes no header of it, nor of its row one with a name.
        ("-5,#DIV/0!\n.75,-6\n", cell(1, 2), Problem::NotANumber { text: text("#DIV/0!") }),
        ("-5;01. Mai\n.75;-6\n", cell(1, 2), Problem::NotANumber { text: text("01. Mai") }),
        ("-5,0.5 # note\n1,2\n", cell(1, 2), Problem::NotANumber { text: text("0.5 # note") }),
        ("1+2i,3\n4,5\n", cell(1, 1), Problem::NotANumber { text: text("1+2i") }),
        ("1/2,3,1\n4,5,1\n1,2,3\n", cell(1, 1), Problem::NotANumber { text: text("1/2") }),
        ("0,5;1;#NV\n2;3;4\n3;4;5\n", cell(1, 3), Problem::NotANumber { text: text("#NV") }),
        ("0x10,1\n2,0x3\n", cell(1, 1), Problem::NotANumber { text: text("0x10") }),
        ("Error 404\n", cell(1, 1), Problem::NotANumber { text: text("Error") }),
        ("a,b,1,2\nb,c,3,4\n", cell(1, 2), Problem::NotANumber { text: text("b") }),
        ("a,1,2\nb,3,4\nc,5,6\n", Place::Line(3), Problem::ExtraRow { columns: 2 }),
        (",1,2,sum\n1,3,4,7\n2,5,6,11\n", Place::File, Problem::NotSquare { rows: 2, columns: 3 }),
        ("sep=:\n1:2\n3:4\n", cell(3, 1), Problem::NotANumber { text: text("3:4") }),
        (",a,b\na,1,2\nc,3,4\n", cell(3, 1), Problem::NamesDiffer { row: text("c"), column: text("b") }),
        ("1,2\n3,4,5\n", Place::Line(2), Problem::Ragged { found: 3, expected: 2, like: 1 }),
        (",a,b\na,1,2\nb,3\n", Place::Line(3), Problem::Ragged { found: 2, expected: 3, like: 2 }),
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
    let shape = |file: &str| error(file).1.to_string();
    assert_eq!(shape("1,2.5\n"), "the matrix is 1 × 2; it must have as many rows as columns");
    assert_eq!(shape("1\n2.5\n"), "this is one row too many; the matrix must be square, 1 × 1");
    let (place, problem) = error(&format!("1,2\n{}\u{7},4\n", "long".repeat(30)));
    assert_eq!((place, problem), (cell(2, 1), Problem::NotANumber { text: "long".repeat(10) }));
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
        ("2 2 18446744073709551615\n1 2 1\n", Place::Line(3), Problem::TooManyEntries),
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
