//! Matrices from people's files.
//!
//! What a file is shows from its content, in this order: NPY and Matrix Market by how they begin;
//! a list of synapses by the names of its columns ([`edges`]); anything else is a table of numbers
//! ([`dense`]). In all of them the entry in row i and column j is a_ij, the synapse from j onto i.
//!
//! What is read is what stands in the file: finite, square, and not repaired in any way. A file
//! that is not that gives a [`ReadError`], which says where; nothing in a file is a panic, and
//! memory stays within a few times [`MAX_BYTES`], [`MAX_ENTRIES`] entries and [`MAX_N`]² numbers. Lists of synapses and Matrix
//! Market coordinates are read without any matrix of n × n.

pub mod dense;
pub mod edges;
mod entries;
pub mod error;
pub mod matrix_market;
pub mod npy;
mod number;
pub mod packed;
mod table;

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read as _};

use super::matrix::Matrix;

pub use dense::write_csv;
pub use error::{Place, Problem, ReadError};
pub use npy::write_npy;

use table::Table;

/// The most neurons of a table, and of any network that is worked on by linear algebra. The covariance of so many takes
/// seconds, and 32 MB.
pub const MAX_N: usize = 2000;

/// The most neurons of a list of synapses or of Matrix Market coordinates.
pub const MAX_LISTED: usize = 100_000;

/// The most entries of these. Three million synapses that are named in both directions, and the leaks, are fewer.
pub const MAX_ENTRIES: usize = 1 << 23;

/// The largest file that is read: 128 MB. Three million synapses between neurons whose names have 18 characters are as large,
/// and twice a table of [`MAX_N`] neurons at 16 characters an entry.
pub const MAX_BYTES: usize = 128 << 20;

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// n × n, finite; n is at least 1 and at most [`MAX_LISTED`].
    pub matrix: Matrix,
    /// Names of the neurons; empty where the file gives none.
    pub names: Vec<String>,
    /// How the file was read.
    pub format: Format,
    /// What the person whose file it is should know.
    pub remarks: Vec<Remark>,
}

/// How a file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Dense,
    /// Whether the columns' names say which neuron sends (`pre`, `post`).
    Edges {
        sends: bool,
    },
    MatrixMarket,
    Npy,
    Packed,
}

impl Format {
    /// The format's name behind that of a file, for people.
    pub fn label(self) -> &'static str {
        match self {
            Format::Dense => " (a table of numbers)",
            Format::Edges { .. } => " (a list of synapses)",
            Format::MatrixMarket => " (Matrix Market)",
            Format::Npy => " (NPY)",
            Format::Packed => "",
        }
    }
}

/// Something about a file that was decided in reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// So many entries were for a place that had one already.
    Added { count: usize },
    /// The file has no line with the names of its columns. It is `sure` to be a list where neurons have names and synapses
    /// weights, where weights are no whole numbers, and where names stand in both columns: two words a line are any text.
    TakenForEdges { weighted: bool, sure: bool },
    /// No column of weights among those that have names.
    NoWeights,
    /// Columns that were passed over.
    Unused { columns: Vec<String> },
    /// All points, as in this number, may mean thousands.
    Points { text: String },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::Added { count: 1 } => write!(f, "One entry is given again; it was added to the first."),
            Remark::Added { count } => {
                write!(f, "{count} entries are given again; they were added to the first.")
            }
            Remark::TakenForEdges { weighted: true, .. } => {
                write!(f, "The lines were taken for synapses: source, target, weight.")
            }
            Remark::TakenForEdges { weighted: false, .. } => {
                write!(f, "The lines were taken for synapses of weight 1: source, target.")
            }
            Remark::NoWeights => write!(f, "No column is called weight, so every synapse has the weight 1."),
            Remark::Unused { columns } => {
                let shown = columns[..columns.len().min(5)].join(", ");
                let more = if columns.len() > 5 { ", …" } else { "" };
                write!(f, "Columns that were not used: {shown}{more}.")
            }
            Remark::Points { text } => {
                write!(f, "Numbers such as {text} were read with a decimal point, not as thousands.")
            }
        }
    }
}

/// What is in a file, a device or a pipe, up to one byte more than [`MAX_BYTES`]: a device need not end, and [`read`] then
/// says that it is too large.
pub fn content(from: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The matrix in a file of the content `bytes`. The name only serves to notice a file that is not
/// what it is called.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Read, ReadError> {
    read_telling(file_name, bytes, &mut |_| ())
}

/// The same; `tell` is called with the share that is done, some times a second where that takes long.
pub fn read_telling(file_name: &str, bytes: &[u8], tell: &mut dyn FnMut(f64)) -> Result<Read, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(Problem::TooLarge.in_file());
    }
    let named = |ending: &str| file_name.to_ascii_lowercase().ends_with(ending);
    if bytes.starts_with(npy::MAGIC) || (named(".npy") && !bytes.is_empty()) {
        return npy::read(bytes);
    }
    if let Some(text) = bytes.strip_prefix(packed::MAGIC) {
        return packed::read(text);
    }
    let text = text(bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let begin = text.as_bytes().get(..matrix_market::BANNER.len());
    if begin.is_some_and(|begin| begin.eq_ignore_ascii_case(matrix_market::BANNER.as_bytes()))
        || (named(".mtx") && !text.is_empty())
    {
        return matrix_market::read(text, tell);
    }
    let mut table = Table::new(text).telling(tell);
    match edges::columns(Table::new(text))? {
        Some(columns) => edges::read(&mut table, columns),
        None => dense::read(&mut table),
    }
}

/// How files begin that people may try, what they are, and what to do with them.
const FOREIGN: &[(&[u8], &str, &str)] = &[
    (
        b"PK\x03\x04",
        "an archive, as spreadsheets and NPZ files are",
        "save the sheet as CSV, or the array with numpy.save",
    ),
    (b"<", "a web page, or XML", "save the matrix itself as CSV or NPY"),
    (b"{", "JSON", "save the matrix as CSV or NPY"),
    (b"[", "JSON, or printed", "save the matrix as CSV or NPY"),
    (b"%PDF", "a PDF", "save the matrix as CSV or NPY"),
    (b"\x1f\x8b", "compressed with gzip", "unpack it first"),
    (b"BZh", "compressed with bzip2", "unpack it first"),
    (b"MATLAB 5.0", "a MATLAB file", "save the matrix with writematrix, as CSV"),
    (b"\x89HDF", "an HDF5 file", "save the matrix as CSV or NPY"),
];

/// The text that `bytes` are, perhaps with a byte order mark.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => narrow(bytes).map(Cow::Borrowed),
    }
}

/// The text that `bytes` are in UTF-16, as Excel writes "Unicode text".
fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, ReadError> {
    let (pairs, rest) = bytes.as_chunks();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
    let text = text.ok().filter(|_| rest.is_empty()).ok_or(Problem::NotUtf16.in_file())?;
    narrow(text.as_bytes())?;
    Ok(Cow::Owned(text))
}

/// The text that `bytes` are in UTF-8, if they do not begin as something else does, with or without blanks before.
fn narrow(bytes: &[u8]) -> Result<&str, ReadError> {
    let text = std::str::from_utf8(bytes);
    let begin = text.map_or(bytes.trim_ascii_start(), |text| {
        text.strip_prefix('\u{feff}').unwrap_or(text).trim_start().as_bytes()
    });
    if let Some((_, what, instead)) = FOREIGN.iter().find(|foreign| begin.starts_with(foreign.0)) {
        return Err(Problem::Foreign { what, instead }.in_file());
    }
    if bytes.contains(&0) {
        let instead = "save the matrix as CSV or NPY";
        return Err(Problem::Foreign { what: "no text", instead }.in_file());
    }
    text.map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        Problem::NotUtf8.in_line(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    })
}
