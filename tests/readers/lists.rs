//! Strategy: small lists of synapses by hand, good ones and one for each error.

use nalgebra::dmatrix;
use noise_prune::network::read::{Format, Place, Problem, Remark};

use crate::{cell, error, text};

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
        assert_eq!((file.matrix.dense(), file.remarks.len()), (m.clone(), 0), "{list}");
        assert_eq!(
            (file.format, file.names),
            (
                Format::Edges { sends: list.to_lowercase().contains("pre") },
                vec!["x".into(), "a".into(), "m".into()]
            )
        );
    }
    // Behind the first line, what begins with # is a name unless a blank stands behind that.
    let file = text("# made by hand\nsource,target,weight\n#1,a,2\n# a,a,5\na,#2,-1.5\n");
    assert_eq!((file.matrix.dense(), file.names.join(" ")), (m.clone(), "#1 a #2".into()));
    let file = text("x,a,2\na,m,-1.5\n");
    assert_eq!(
        (file.matrix.dense(), file.remarks),
        (m, vec![Remark::TakenForEdges { weighted: true, sure: true }])
    );
}

#[test]
fn numbered_neurons_come_in_the_order_of_their_numbers() {
    for shift in [0, 1, 1000] {
        let list = format!("source,target\n{},{}\n{},{}\n", 10 + shift, 2 + shift, 2 + shift, shift);
        let file = text(&list);
        assert_eq!(file.names, [0, 2, 10].map(|k: usize| (k + shift).to_string()));
        assert_eq!(file.matrix.dense(), dmatrix![0.0, 1.0, 0.0; 0.0, 0.0, 1.0; 0.0, 0.0, 0.0]);
        assert_eq!(file.remarks, [Remark::NoWeights]);
    }
    // One name among them, and they come as they are listed.
    assert_eq!(text("from,to\n10,2\n2,a\n").names, ["10", "2", "a"]);
    // Without a header, numbers are a list unless they are as many lines as columns.
    assert_eq!(text("0 1 0.5\n1 2 0.25\n").format, Format::Edges { sends: false });
    assert_eq!(text("0 1 0.5\n1 2 0.25\n2 0 1\n").format, Format::Dense);
    assert_eq!(text("1 2\n2 3\n3 1\n").remarks, [Remark::TakenForEdges { weighted: false, sure: false }]);
}

#[test]
fn a_list_without_a_header_is_sure_where_it_can_be_nothing_else() {
    let sure = |list: &str| match &text(list).remarks[..] {
        [Remark::TakenForEdges { sure, .. }, ..] => *sure,
        other => panic!("{list}: {other:?}"),
    };
    for list in ["a,b\nb,c\n", "a b 1\nc d 2\n", "0 1 0.5\n1 2 1\n", "0 1 {}\n1 2 {}\n", "0;1;0,5\n1;2;1\n"] {
        assert!(sure(list), "{list}");
    }
    // Any text of two words a line: a server's answer, numbers with units, times, truth values, a style sheet, a program.
    for text in [
        "Not Found\n",
        "nodes,edges\n",
        "5 nS,2 nS\n3 nS,4 nS\n",
        "12:30,13:00\n14:00,15:00\n",
        "TRUE,FALSE\nFALSE,TRUE\nTRUE,TRUE\n",
        "a { color: red }\nb { color: blue }\n",
        "key: value\nother: value\n",
        "import numpy\nimport scipy\n",
        "Dear Sir\nMany thanks\nYours truly\n",
        "a,a\nb,c\n",
    ] {
        assert!(!sure(text), "{text}");
    }
    assert_eq!(error("a = 1\nb = 2\n"), (cell(1, 2), Problem::NotANumber { text: "=".into() }));
    // Decimal commas, thousands, or a table of three columns.
    for list in ["1,5\n2,25\n3,5\n", "1,234,567\n2,345,678\n", "1\t2\t3\n4\t5\t6\n7\t8\t9\n10\t11\t12\n"] {
        assert!(!sure(list), "{list}");
    }
}

#[test]
fn counted_lines_and_kinds_of_edges_are_no_synapses() {
    let m = dmatrix![0.0, 0.0; 2.0, 0.0];
    for list in [
        ",source,target,weight\n0,a,b,2\n",
        "\"\",\"from\",\"to\",\"weight\"\n\"1\",\"a\",\"b\",2\n",
        "\"from\" \"to\" \"weight\"\n\"1\" \"a\" \"b\" 2\n",
        "\"weight\"\t\"from\"\t\"to\"\n\"e1\"\t2\t\"a\"\t\"b\"\n",
        "source,target,weight,\na,b,2,\n",
        "a b {'weight': 2}\n",
        "Source;Target;Type;Weight\na;b;Directed;2\n",
    ] {
        let file = text(list);
        assert_eq!((file.matrix.dense(), file.names.join(" ")), (m.clone(), "a b".into()), "{list}");
    }
    assert_eq!(text("from to\ne2 a b\ne1 b a\n").names, ["a", "b"]);
    // What NetworkX knows of an edge beside its weight, whatever the delimiter, on some lines or all.
    let m = dmatrix![0.0, 0.0, 0.0; 0.5, 0.0, 0.0; 0.0, 1.5, 0.0];
    for between in [" ", "\t", ";", ",", "|"] {
        for list in [
            "0 1 {'weight': 0.5, 'type': 'chem'}\n1 2 {'weight': 1.5}\n",
            "0 1 {'type': 'weight: 3', 'old_weight': 2, 'weight': 0.5}\n1 2 {'x': 1, 'weight': 1.5, 'y': (1, 2)}\n",
        ] {
            let list: String = list.lines().map(|line| line.replacen(' ', between, 2) + "\n").collect();
            assert_eq!(text(&list).matrix.dense(), m, "{list}");
        }
    }
    assert_eq!(text("a b {'weight': 0.5, 'x': 1}\nb c {}\n").matrix.dense().sum(), 1.5);
    assert_eq!(text("Source,Target,Type\na,b,Undirected\n").matrix.dense(), dmatrix![0.0, 1.0; 1.0, 0.0]);
    assert!(
        text("Source,Target,Type\na,b,chemical\n")
            .remarks
            .contains(&Remark::Unused { columns: vec!["Type".into()] })
    );
    // Two neurons that happen to be called so.
    let file = text(",source,target\nsource,-1,2\ntarget,3,-4\n");
    assert_eq!((file.format, file.names.join(" ")), (Format::Dense, "source target".into()));
}

#[test]
fn repeated_synapses_are_added_and_unused_columns_told() {
    let file = text("source,target,kind,weight\na,b,x,1\nb,a,x,4\na,b,y,2\na,a,x,-3\na,b,y,-3\n");
    assert_eq!(file.matrix.dense(), dmatrix![-3.0, 4.0; 0.0, 0.0]);
    assert_eq!(file.remarks, [Remark::Unused { columns: vec!["kind".into()] }, Remark::Added { count: 2 }]);
    assert_eq!(file.remarks[1].to_string(), "2 entries are given again; they were added to the first.");
    let file = text("%%MatrixMarket matrix coordinate real symmetric\n2 2 3\n2 1 1\n2 1 2\n1 1 -4\n");
    assert_eq!(file.matrix.dense(), dmatrix![-4.0, 3.0; 3.0, 0.0]);
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
        ("from;to\na;b;0,5\n", Place::Line(2), Problem::Ragged { found: 3, expected: 2, like: 1 }),
        ("from,to,w\na,b,1,2\n", Place::Line(2), Problem::Ragged { found: 4, expected: 3, like: 1 }),
        ("from,to,w\na,b,1e308\na,b,1e308\n", Place::Line(3), Problem::Overflow),
        ("from,to,w\n", Place::File, Problem::NoContent),
        ("a b {'x': 1}\n", cell(1, 3), Problem::NotANumber { text: text("{'x': 1}") }),
        ("a b {'weight': None, 'x': 1}\n", cell(1, 3), Problem::NotANumber { text: text("None") }),
    ];
    for (file, place, problem) in cases {
        assert_eq!(error(file), (place, problem), "{file}");
    }
}
