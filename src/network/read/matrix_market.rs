//! Matrix Market files (R. F. Boisvert, R. Pozo, K. A. Remington, The Matrix Market exchange
//! formats: initial design, NISTIR 5935, 1996): `coordinate` and `array`; real, integer and
//! pattern (every entry 1); general, symmetric and skew-symmetric.
//!
//! The entry in row i and column j is a_ij. Entries given more than once are added. Columns in
//! errors are fields of a line.

use super::entries::Entries;
use super::error::{Problem, ReadError, check_shape};
use super::number::number;
use super::table::{Row, Table};
use super::{Format, Read, Remark};
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
pub(super) fn read(text: &str) -> Result<Read, ReadError> {
    let banner = banner(text.lines().next().unwrap_or_default())?;
    // The banner begins as a comment does, and is passed over like one.
    let mut table = Table::of_words(text);
    let entries = match banner.layout {
        Layout::Coordinate => coordinate(&banner, &mut table)?,
        Layout::Array => array(&banner, &mut table)?,
    };
    let count = entries.repeated;
    let remarks = if count > 0 { vec![Remark::Added { count }] } else { Vec::new() };
    Ok(Read { matrix: entries.finish(), names: Vec::new(), format: Format::MatrixMarket, remarks })
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

/// The line with the matrix's size: n, n again and, where there are `expected` = 3 numbers, the
/// number of entries, which is returned behind n.
fn size(table: &mut Table, expected: usize) -> Result<(usize, usize), ReadError> {
    let Some(row) = table.next()? else { return Err(Problem::NoSize.in_file()) };
    let sizes: Vec<usize> = row.iter().map_while(|field| field.parse().ok()).collect();
    if row.len() != expected || sizes.len() != expected {
        return Err(Problem::Size { expected }.in_line(row.line));
    }
    check_shape(sizes[0], sizes[1]).map_err(|problem| problem.in_line(row.line))?;
    Ok((sizes[0], sizes[expected - 1]))
}

fn coordinate(banner: &Banner, table: &mut Table) -> Result<Entries, ReadError> {
    let (n, expected) = size(table, 3)?;
    let fields = if banner.pattern { 2 } else { 3 };
    let mut entries = Entries::new(n);
    let mut found = 0;
    while let Some(row) = table.next()? {
        if row.len() != fields {
            return Err(Problem::Fields { found: row.len(), expected: fields }.in_line(row.line));
        }
        let (i, j) = (index(&row, 0, n)?, index(&row, 1, n)?);
        let value = if banner.pattern { Ok(1.0) } else { number(row.get(2)) };
        let value = value.map_err(|problem| problem.in_cell(row.line, 3))?;
        add(&mut entries, banner.symmetry, i, j, value).map_err(|problem| problem.in_line(row.line))?;
        found += 1;
    }
    if found == expected { Ok(entries) } else { Err(Problem::Count { found, expected }.in_file()) }
}

/// The row or column (from 0) that field `k` is.
fn index(row: &Row, k: usize, n: usize) -> Result<usize, ReadError> {
    match row.get(k).parse() {
        Ok(index) if (1..=n).contains(&index) => Ok(index - 1),
        _ => Err(Problem::Index { text: quoted(row.get(k)), n }.in_cell(row.line, k + 1)),
    }
}

/// Entries column by column; where symmetry gives the rest, only those below the diagonal or on it.
fn array(banner: &Banner, table: &mut Table) -> Result<Entries, ReadError> {
    let (n, _) = size(table, 2)?;
    let first = |j| match banner.symmetry {
        Symmetry::General => 0,
        Symmetry::Symmetric => j,
        Symmetry::Skew => j + 1,
    };
    let expected = (0..n).map(|j| n - first(j)).sum();
    let mut entries = Entries::new(n);
    let (mut i, mut j, mut found) = (first(0), 0, 0);
    while let Some(row) = table.next()? {
        for (k, field) in row.iter().enumerate() {
            found += 1;
            if found > expected {
                continue;
            }
            let added = number(field).and_then(|value| add(&mut entries, banner.symmetry, i, j, value));
            added.map_err(|problem| problem.in_cell(row.line, k + 1))?;
            i += 1;
            if i == n {
                j += 1;
                i = first(j);
            }
        }
    }
    if found == expected { Ok(entries) } else { Err(Problem::Count { found, expected }.in_file()) }
}

/// Adds an entry, and the one that symmetry gives with it.
fn add(entries: &mut Entries, symmetry: Symmetry, i: usize, j: usize, value: f64) -> Result<(), Problem> {
    match symmetry {
        Symmetry::General => return entries.add(i, j, value),
        Symmetry::Symmetric if i == j => return entries.add(i, j, value),
        Symmetry::Symmetric if i < j => return Err(Problem::Triangle { symmetry: "symmetric" }),
        Symmetry::Skew if i <= j => return Err(Problem::Triangle { symmetry: "skew-symmetric" }),
        Symmetry::Symmetric => entries.add(j, i, value)?,
        Symmetry::Skew => entries.add(j, i, -value)?,
    }
    // An entry given twice counts once, not once more for its mirror image.
    let repeated = entries.repeated;
    entries.add(i, j, value)?;
    entries.repeated = repeated;
    Ok(())
}
