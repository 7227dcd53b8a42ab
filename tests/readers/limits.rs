//! Strategy: files of other kinds, and files that are or claim to be too large.

use nalgebra::{DMatrix, dmatrix};
use noise_prune::network::read::{
    MAX_BYTES, MAX_ENTRIES, MAX_LISTED, MAX_N, Place, Problem, ReadError, content, read, write_npy,
};

use crate::{cell, error, text};

#[test]
fn files_of_other_kinds_are_named() {
    let problem = |name, bytes: &[u8]| read(name, bytes).unwrap_err();
    assert_eq!(problem("a.npy", b"1,2").problem, Problem::NoMagic);
    assert_eq!(
        problem("", b"1,2\n3,\xff4\n"),
        ReadError { place: Place::Line(2), problem: Problem::NotUtf8 }
    );
    let texts = [
        "<!doctype html>\n<p>1,2",
        " <?xml version='1.0'?>",
        "{\"a\": 1}",
        "[[0, 1], [1, 0]]",
        "%PDF-1.7\n1 2",
        "BZh91AY&SY",
        "\u{feff}<div class=\"x\">\n<p class=\"y\">\n",
        "\u{a0}\n\u{3000}<p>1,2",
        "\u{feff}[[0, 1], [1, 0]]",
    ];
    // The third is UTF-32.
    for bytes in [&b"\x1f\x8b\x08"[..], b"1,2\0", b"\xff\xfe\0\x001\0\0\0", b"\xfe\xff\0<\0p"]
        .into_iter()
        .chain(texts.map(str::as_bytes))
    {
        assert!(matches!(problem("", bytes).problem, Problem::Foreign { .. }));
    }
}

#[test]
fn text_in_utf_16_is_read_where_it_begins_with_its_mark() {
    let text = "\u{feff},Zoë,𝒳\nZoë,-1,0.5\n𝒳,2,-3\n";
    let orders: [fn(u16) -> [u8; 2]; 2] = [u16::to_le_bytes, u16::to_be_bytes];
    for order in orders {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        let file = read("", &bytes).unwrap();
        assert_eq!(
            (file.matrix.dense(), file.names),
            (dmatrix![-1.0, 0.5; 2.0, -3.0], vec!["Zoë".into(), "𝒳".into()])
        );
        // Half a letter at the end, and half of one in the middle.
        let broken = [&bytes[..], &b"1"[..]].concat();
        assert_eq!(
            read("", &broken).unwrap_err(),
            ReadError { place: Place::File, problem: Problem::NotUtf16 }
        );
        let broken: Vec<u8> = [0xfeff, 0x31, 0xd835, 0x31].into_iter().flat_map(order).collect();
        assert_eq!(read("", &broken).unwrap_err().problem, Problem::NotUtf16);
    }
}

#[test]
fn limits_are_checked_before_memory_is_taken() {
    let found = MAX_N + 1;
    let too_many = Problem::TooManyNeurons { found, most: MAX_N };
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
    // Lists may have more.
    let (most, found) = (MAX_LISTED, MAX_LISTED + 1);
    let too_many = Problem::TooManyNeurons { found, most };
    let list: String = (0..found / 2 + 1).map(|k| format!("{},{}\n", 2 * k, 2 * k + 1)).collect();
    assert_eq!(error(&format!("from,to\n{list}")), (cell(most / 2 + 2, 1), too_many.clone()));
    let claim = |n: usize, entries: usize| {
        error(&format!("%%MatrixMarket matrix coordinate real general\n{n} {n} {entries}\n"))
    };
    assert_eq!(claim(found, 1), (Place::Line(2), too_many));
    assert_eq!(claim(most, 1_000_000_000), (Place::Line(2), Problem::TooManyEntries));
    assert_eq!(claim(most, 1), (Place::File, Problem::Count { found: 0, expected: 1 }));
    let long = "1 2\n".repeat(MAX_ENTRIES + 1);
    assert_eq!(error(&long), (Place::Line(MAX_ENTRIES + 1), Problem::TooManyEntries));
    // A large number is a name like any other.
    assert_eq!(text("1 100000 1.0\n").names, ["1", "100000"]);
    // Time grows with the file's size and no faster, whatever ends its lines.
    for line in ["1,2\r", "1,2\n\r", "\"\r\"\r", "#\r", "\t\r\n", "1 2\r"] {
        assert!(
            read("", (line.repeat(200_000) + "\n").as_bytes()).is_err() != line.starts_with('1'),
            "{line:?}"
        );
    }
    // As many as are read.
    let list: String = (1..MAX_LISTED).map(|k| format!("{},{}\n", k - 1, k)).collect();
    assert_eq!(text(&list).matrix.n(), MAX_LISTED);
    let large = vec![b'1'; MAX_BYTES + 1];
    assert_eq!(read("", &large).unwrap_err().problem, Problem::TooLarge);
    assert!(Problem::TooLarge.to_string().contains("larger than the 128 MB"));
}

#[test]
fn a_device_that_never_ends_is_too_large() {
    let bytes = content(std::io::repeat(b'1')).unwrap();
    assert_eq!((bytes.len(), read("", &bytes).unwrap_err().problem), (MAX_BYTES + 1, Problem::TooLarge));
    assert_eq!(content(&b"1 2"[..]).unwrap(), b"1 2");
}
