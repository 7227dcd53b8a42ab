//! What can be wrong with a file, and where.

use std::fmt;

use super::{MAX_BYTES, MAX_ENTRIES, MAX_LISTED, MAX_N};

/// Where in a file. All numbers count from 1; a column is the number of the field in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line of text.
    Line(usize),
    /// A field of a line of text.
    Cell { line: usize, column: usize },
    /// An entry of a matrix that has no lines of text.
    Entry { row: usize, column: usize },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File => Ok(()),
            Place::Line(line) => write!(f, "line {line}: "),
            Place::Cell { line, column } => write!(f, "line {line}, column {column}: "),
            Place::Entry { row, column } => write!(f, "row {row}, column {column}: "),
        }
    }
}

/// Why a file gives no matrix, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{place}{problem}")]
pub struct ReadError {
    /// Where the problem is.
    pub place: Place,
    /// What it is.
    pub problem: Problem,
}

/// What is wrong, and what to do about it. Text from the file is short and visible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    // Any file.
    #[error("the file is larger than the {} MB that are read; leave out what is not needed", MAX_BYTES >> 20)]
    TooLarge,
    #[error("the file has no content")]
    NoContent,
    #[error("the file is {what}, which is not read here; {instead}")]
    Foreign { what: &'static str, instead: &'static str },
    #[error("the text is not UTF-8; save it with the encoding UTF-8 (in Excel, as ‘CSV UTF-8’)")]
    NotUtf8,
    #[error("the text begins as UTF-16 does, and goes on as something else; save it with the encoding UTF-8")]
    NotUtf16,
    #[error(
        "there are {found} neurons; at most {most} are read{}",
        if *most < MAX_LISTED { format!(", but of a list of synapses {MAX_LISTED}") } else { String::new() }
    )]
    TooManyNeurons { found: usize, most: usize },
    #[error("there are more than {MAX_ENTRIES} entries, the most that are read")]
    TooManyEntries,
    #[error("the matrix is {rows} × {columns}; it must have as many rows as columns")]
    NotSquare { rows: usize, columns: usize },

    // A matrix in a link.
    #[error("a part of the link is missing or was changed; copy the whole link again")]
    Damaged,

    // Numbers.
    #[error("the cell is empty; write 0 where there is no synapse")]
    EmptyCell,
    #[error("‘{text}’ is not a number; write numbers without units and without separators of thousands")]
    NotANumber { text: String },
    #[error("‘{text}’ is not finite; every entry must be a finite number")]
    NotFinite { text: String },
    #[error(
        "‘{text}’ and a number before it disagree on whether decimals follow a point or a comma; use one of them"
    )]
    MixedDecimals { text: String },
    #[error("‘{text}’ may mean thousands, or have a decimal comma; write numbers with a decimal point")]
    Thousands { text: String },
    #[error("the entries given for these two neurons add up to more than a number can hold")]
    Overflow,

    // Tables.
    #[error("a quotation mark is opened and never closed")]
    OpenQuote,
    #[error("the line has more than {} fields, the most that {MAX_N} neurons need", MAX_N + 1)]
    TooManyFields,
    #[error("the line has {found} fields, but line {like} has {expected}; they must agree")]
    Ragged { found: usize, expected: usize, like: usize },
    #[error("this is one row too many; the matrix must be square, {columns} × {columns}")]
    ExtraRow { columns: usize },
    #[error("the row is called ‘{row}’, but the column of the same number ‘{column}’; name both alike")]
    NamesDiffer { row: String, column: String },
    #[error("the neuron has no name or number")]
    NoName,

    // Matrix Market.
    #[error("the file does not begin with ‘%%MatrixMarket matrix’, as Matrix Market files do")]
    NoBanner,
    #[error("‘{text}’ is not read here; {instead}")]
    Unsupported { text: String, instead: &'static str },
    #[error("the line must be the matrix's size, {expected} whole numbers")]
    Size { expected: usize },
    #[error("the file ends before the line with the matrix's size")]
    NoSize,
    #[error("the line has {found} fields; the banner promises {expected}")]
    Fields { found: usize, expected: usize },
    #[error("‘{text}’ is not the number of a row or column; these go from 1 to {n}")]
    Index { text: String, n: usize },
    #[error(
        "the entry is not below the diagonal, where a {symmetry} file has all its entries{}; \
         swap row and column, or call the file general", if *.symmetry == "symmetric" { " or on it" } else { "" }
    )]
    Triangle { symmetry: &'static str },
    #[error("the file promises {expected} entries and has {found}")]
    Count { found: usize, expected: usize },

    // NPY.
    #[error("the file does not begin as NPY files do")]
    NoMagic,
    #[error("NPY version {version} is not known; versions 1 to 3 are read")]
    Version { version: u8 },
    #[error("the NPY header cannot be read at ‘{text}’")]
    Header { text: String },
    #[error("the numbers are of type ‘{text}’; save them as float64, float32 or integers")]
    Type { text: String },
    #[error("the array has {found} dimensions; a matrix has 2")]
    Dimensions { found: usize },
    #[error("the file should have {expected} bytes and has {found}; it seems cut off or damaged")]
    Length { found: usize, expected: usize },
}

impl Problem {
    /// The problem, in the whole file.
    pub(super) fn in_file(self) -> ReadError {
        ReadError { place: Place::File, problem: self }
    }

    /// The problem, in a line (from 1).
    pub(super) fn in_line(self, line: usize) -> ReadError {
        ReadError { place: Place::Line(line), problem: self }
    }

    /// The problem, in the field number `column` (from 1) of a line (from 1).
    pub(super) fn in_cell(self, line: usize, column: usize) -> ReadError {
        ReadError { place: Place::Cell { line, column }, problem: self }
    }
}

/// An error unless a matrix of this shape is square, and has at least one neuron and at most `most`.
pub(super) fn check_shape(rows: usize, columns: usize, most: usize) -> Result<(), Problem> {
    if rows != columns {
        Err(Problem::NotSquare { rows, columns })
    } else if rows > most {
        Err(Problem::TooManyNeurons { found: rows, most })
    } else if rows == 0 {
        Err(Problem::NoContent)
    } else {
        Ok(())
    }
}
