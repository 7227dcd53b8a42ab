//! Matrix Market files (R. F. Boisvert, R. Pozo, K. A. Remington, The Matrix Market exchange
//! formats: initial design, NISTIR 5935, 1996): `coordinate` and `array`; real, integer and
//! pattern (every entry 1); general, symmetric and skew-symmetric.
//!
//! The entry in row i and column j is a_ij. Entries given more than once are added. Columns in
//! errors are fields of a line.

use nalgebra::DMatrix;

use super::entries::Entries;
use super::error::{Problem, ReadError, check_shape};
use super::number::number;
use super::table::{Row, Table};
use super::{Format, MAX_ENTRIES, MAX_LISTED, MAX_N, Read, Remark};
use crate::network::matrix::Matrix;
use crate::params::quoted;

/// How Matrix Market files begin.
pub(super) const BANNER: &str = "%%MatrixMarket";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Coordinate,
    Array,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Symmetry {
    General,
    Symmetric,
    Skew,
}

/// What the first line says.
struct Banner {
    layout: Layout,
    pattern: bool,
    symmetry: Symmetry,
}

/// Reads a Matrix Market file.
pub(super) fn read(text: &str, tell: &mut dyn FnMut(f64)) -> Result<Read, ReadError> {
    let banner = banner(text.lines().next().unwrap_or_default())?;
    // The banner begins as a comment does, and is passed over like one.
    let mut table = Table::of_words(text).telling(tell);
    let (matrix, count) = match banner.layout {
        Layout::Coordinate => coordinate(&banner, &mut table)?,
        Layout::Array => (array(&banner, &mut table)?, 0),
    };
    let remarks = if count > 0 { vec![Remark::Added { count }] } else { Vec::new() };
    Ok(Read { matrix, names: Vec::new(), format: Format::MatrixMarket, remarks })
}

fn banner(line: &str) -> Result<Banner, ReadError> {
    let line = line.to_ascii_lowercase();
    let mut words = line.split_ascii_whitespace();
    let [begin, object, layout, kind, symmetry] = std::array::from_fn(|_| words.next().unwrap_or_default());
    if begin != BANNER.to_ascii_lowercase() || object != "matrix" {
        return Err(Problem::NoBanner.in_line(1));
    }
    let refuse = |text: &str, column, instead| {
        Err(Problem::Unsupported { text: quoted(text), instead }.in_cell(1, column))
    };
    let layout = match layout {
        "coordinate" => Layout::Coordinate,
        "array" => Layout::Array,
        _ => return refuse(layout, 3, "a matrix is ‘coordinate’ or ‘array’"),
    };
    let pattern = match kind {
        "real" | "double" | "integer" | "unsigned-integer" => false,
        "pattern" if layout == Layout::Coordinate => true,
        _ => return refuse(kind, 4, "entries must be ‘real’, ‘integer’ or, with coordinates, ‘pattern’"),
    };
    let symmetry = match symmetry {
        "general" => Symmetry::General,
        "symmetric" => Symmetry::Symmetric,
        "skew-symmetric" => Symmetry::Skew,
        _ => return refuse(symmetry, 5, "a matrix must be ‘general’, ‘symmetric’ or ‘skew-symmetric’"),
    };
    Ok(Banner { layout, pattern, symmetry })
}

/// The line with the matrix's size: n (at most `most`), n again and, where there are `expected` = 3 numbers, the
/// number of entries, which is returned behind n.
fn size(table: &mut Table, expected: usize, most: usize) -> Result<(usize, usize), ReadError> {
    let Some(row) = table.next()? else { return Err(Problem::NoSize.in_file()) };
    let sizes: Vec<usize> = row.iter().map_while(|field| field.parse().ok()).collect();
    if row.len() != expected || sizes.len() != expected {
        return Err(Problem::Size { expected }.in_line(row.line));
    }
    check_shape(sizes[0], sizes[1], most).map_err(|problem| problem.in_line(row.line))?;
    match sizes[expected - 1] {
        entries if entries > MAX_ENTRIES => Err(Problem::TooManyEntries.in_line(row.line)),
        entries => Ok((sizes[0], entries)),
    }
}

/// The matrix, and how many entries are given again.
fn coordinate(banner: &Banner, table: &mut Table) -> Result<(Matrix, usize), ReadError> {
    let (n, expected) = size(table, 3, MAX_LISTED)?;
    let fields = if banner.pattern { 2 } else { 3 };
    let mut entries = Entries::new(banner.symmetry.mirror());
    let mut found = 0;
    while let Some(row) = table.next()? {
        if row.len() != fields {
            return Err(Problem::Fields { found: row.len(), expected: fields }.in_line(row.line));
        }
        let (i, j) = (index(&row, 0, n)?, index(&row, 1, n)?);
        let value = if banner.pattern { Ok(1.0) } else { number(row.get(2)) };
        let value = value.map_err(|problem| problem.in_cell(row.line, 3))?;
        banner.symmetry.check(i, j).map_err(|problem| problem.in_line(row.line))?;
        entries.add(i, j, value, row.line)?;
        found += 1;
    }
    match found == expected {
        true => entries.finish(&(0..n as u32).collect::<Vec<_>>()),
        false => Err(Problem::Count { found, expected }.in_file()),
    }
}

/// The row or column (from 0) that field `k` is.
fn index(row: &Row, k: usize, n: usize) -> Result<usize, ReadError> {
    match row.get(k).parse() {
        Ok(index) if (1..=n).contains(&index) => Ok(index - 1),
        _ => Err(Problem::Index { text: quoted(row.get(k)), n }.in_cell(row.line, k + 1)),
    }
}

/// Entries column by column; where symmetry gives the rest, only those below the diagonal or on it.
fn array(banner: &Banner, table: &mut Table) -> Result<Matrix, ReadError> {
    let (n, _) = size(table, 2, MAX_N)?;
    let first = |j| match banner.symmetry {
        Symmetry::General => 0,
        Symmetry::Symmetric => j,
        Symmetry::Skew => j + 1,
    };
    let expected = (0..n).map(|j| n - first(j)).sum();
    let mut matrix = DMatrix::zeros(n, n);
    let (mut i, mut j, mut found) = (first(0), 0, 0);
    while let Some(row) = table.next()? {
        for (k, field) in row.iter().enumerate() {
            found += 1;
            if found > expected {
                continue;
            }
            let value = number(field).map_err(|problem| problem.in_cell(row.line, k + 1))?;
            if let Some(factor) = banner.symmetry.mirror() {
                matrix[(j, i)] = factor * value;
            }
            matrix[(i, j)] = value;
            i += 1;
            if i == n {
                j += 1;
                i = first(j);
            }
        }
    }
    if found == expected {
        Ok(Matrix::from(&matrix))
    } else {
        Err(Problem::Count { found, expected }.in_file())
    }
}

impl Symmetry {
    /// a_ji, as a multiple of a_ij, if the file does not say it.
    fn mirror(self) -> Option<f64> {
        match self {
            Symmetry::General => None,
            Symmetry::Symmetric => Some(1.0),
            Symmetry::Skew => Some(-1.0),
        }
    }

    /// An error where a file has no entry.
    fn check(self, i: usize, j: usize) -> Result<(), Problem> {
        match self {
            Symmetry::Symmetric if i < j => Err(Problem::Triangle { symmetry: "symmetric" }),
            Symmetry::Skew if i <= j => Err(Problem::Triangle { symmetry: "skew-symmetric" }),
            _ => Ok(()),
        }
    }
}
