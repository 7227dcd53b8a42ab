//! A matrix as a table of numbers: CSV, TSV, or columns with blanks between them.
//!
//! The entry in row i and column j is a_ij, the synapse from j onto i. The first row may name the
//! columns and the first column the rows; then both must give the same names in the same order.
//! - The first row holds names if its first field is empty (and others are not the only thing in
//!   it), if no field behind the first is a number, or if its first field is none and its second is
//!   the number that the next row begins with.
//! - The first column holds names if the first row's first field is empty or the last of these, if the rows are one
//!   longer than the row of names, or if the first row of data begins with something that is not
//!   a number.
//!
//! Where the rows are counted, from 0 or from 1, and the columns have other names, these are the neurons'.
//! Blanks around a name are no part of it.

use std::fmt::Write;

use nalgebra::DMatrix;

use super::error::{Problem, ReadError, check_shape};
use super::number::Numbers;
use super::table::{Row, Table};
use super::{Format, MAX_N, Read};
use crate::network::matrix::Matrix;
use crate::params::quoted;

/// Reads a table of numbers, of which `begin` is another copy.
pub(super) fn read(table: &mut Table, begin: Table) -> Result<Read, ReadError> {
    let first = first(begin)?;
    read_below(&first, table).map_err(|error| match (&error.problem, first.wrong) {
        (Problem::ExtraRow { .. } | Problem::NotSquare { .. }, Some(wrong)) => wrong,
        _ => error,
    })
}

fn read_below(first: &First, table: &mut Table) -> Result<Read, ReadError> {
    let mut dense = Dense { numbers: Numbers::new(table.separator), ..Dense::default() };
    if first.is_header
        && let Some(row) = table.next()?
    {
        dense.header = row.iter().map(String::from).collect();
        dense.header_line = row.line;
        dense.names_rows = first.has_corner;
    }
    while let Some(row) = table.next()? {
        dense.add(&row)?;
    }
    dense.finish()
}

/// What the first line of a table is.
struct First {
    is_header: bool,
    /// Whether it begins with what stands over the rows' names.
    has_corner: bool,
    /// A cell of it that is no number beside others that are: what is wrong if the matrix is not square.
    wrong: Option<ReadError>,
}

/// The first line, judged by itself and by what the next line begins with.
fn first(mut table: Table) -> Result<First, ReadError> {
    let numbers = Numbers::new(table.separator);
    let Some(row) = table.next()? else { return Err(Problem::NoContent.in_file()) };
    let (line, fields): (_, Vec<String>) = (row.line, row.iter().map(String::from).collect());
    let label = table.next()?.map_or("", |row| row.get(0));
    let names: Vec<bool> = fields.iter().map(|field| numbers.is_name(field)).collect();
    let (is_name, behind) = (names[0], &names[1..]);
    let labelled = is_name && behind.first() == Some(&false) && !label.is_empty() && fields[1] == label;
    let has_corner = !behind.is_empty() && (fields[0].is_empty() || labelled);
    let is_header = has_corner || behind.iter().all(|name| *name) && (is_name || !behind.is_empty());
    // A name before the first row is none if the second has none.
    let from = usize::from(numbers.is_name(label));
    let odd = (from..names.len()).find(|k| names[*k] && !has_corner && names.contains(&false));
    let wrong = odd.map(|k| Problem::NotANumber { text: quoted(&fields[k]) }.in_cell(line, k + 1));
    match wrong {
        // One line of a word and a number is no network.
        Some(wrong) if label.is_empty() && !is_header => Err(wrong),
        wrong => Ok(First { is_header, has_corner, wrong }),
    }
}

/// What has been read of a table.
#[derive(Default)]
struct Dense {
    /// The first line, where it holds names; its number.
    header: Vec<String>,
    header_line: usize,
    /// Whether the first field of a row is its name.
    names_rows: bool,
    row_names: Vec<String>,
    /// The entries, row by row.
    entries: Vec<f64>,
    /// Entries in a row, and the number of the line that had so many; 0 before the first.
    columns: usize,
    first_line: usize,
    rows: usize,
    numbers: Numbers,
}

impl Dense {
    fn add(&mut self, row: &Row) -> Result<(), ReadError> {
        if self.rows == 0 {
            self.settle_shape(row)?;
        }
        let skipped = usize::from(self.names_rows);
        if row.len() != self.columns + skipped {
            let expected = self.columns + skipped;
            return Err(
                Problem::Ragged { found: row.len(), expected, like: self.first_line }.in_line(row.line)
            );
        }
        if self.rows == self.columns {
            return Err(Problem::ExtraRow { columns: self.columns }.in_line(row.line));
        }
        if self.names_rows {
            self.add_name(row)?;
        }
        for k in skipped..row.len() {
            let value = self.numbers.read(row.get(k)).map_err(|problem| problem.in_cell(row.line, k + 1))?;
            self.entries.push(value);
        }
        self.rows += 1;
        Ok(())
    }

    /// Number of columns and place of the names, from the first row of numbers.
    fn settle_shape(&mut self, row: &Row) -> Result<(), ReadError> {
        let longer = !self.header.is_empty() && row.len() == self.header.len() + 1;
        self.names_rows |= longer || (row.len() > 1 && self.numbers.is_name(row.get(0)));
        if self.names_rows && !self.header.is_empty() && !longer {
            self.header.remove(0);
        }
        self.columns = row.len() - usize::from(self.names_rows);
        self.first_line = row.line;
        if !self.header.is_empty() && self.columns != self.header.len() {
            let expected = self.header.len() + usize::from(self.names_rows);
            return Err(
                Problem::Ragged { found: row.len(), expected, like: self.header_line }.in_line(row.line)
            );
        }
        check_shape(self.columns, self.columns, MAX_N).map_err(|problem| problem.in_line(row.line))
    }

    fn add_name(&mut self, row: &Row) -> Result<(), ReadError> {
        let name = row.get(0);
        match self.header.get(self.rows) {
            // Rows may be counted, as R and pandas do.
            Some(column)
                if column != name
                    && ![self.rows, self.rows + 1].map(|k| k.to_string()).contains(&name.into()) =>
            {
                Err(Problem::NamesDiffer { row: quoted(name), column: quoted(column) }.in_cell(row.line, 1))
            }
            _ => {
                self.row_names.push(name.into());
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<Read, ReadError> {
        let remarks = self.numbers.check().map_err(Problem::in_file)?.into_iter().collect();
        check_shape(self.rows, self.columns.max(self.header.len()), MAX_N).map_err(Problem::in_file)?;
        let mut matrix = DMatrix::from_vec(self.rows, self.columns, self.entries);
        matrix.transpose_mut();
        let names = if self.header.is_empty() { self.row_names } else { self.header };
        Ok(Read { matrix: Matrix::from(&matrix), names, format: Format::Dense, remarks })
    }
}

/// `m` as CSV, which [`read`](super::read) reads back bit for bit: each number in its fewest
/// digits, and the names in the first row and column where there is one for each neuron.
pub fn write_csv(m: &DMatrix<f64>, names: &[String]) -> String {
    let mut csv = String::new();
    let named = !names.is_empty() && names.len() == m.nrows() && m.is_square();
    if named {
        for name in names {
            csv.push(',');
            push_name(&mut csv, name);
        }
        csv.push('\n');
    }
    for (i, row) in m.row_iter().enumerate() {
        if named {
            push_name(&mut csv, &names[i]);
            csv.push(',');
        }
        for (j, value) in row.iter().enumerate() {
            if j > 0 {
                csv.push(',');
            }
            push_number(&mut csv, *value);
        }
        csv.push('\n');
    }
    csv
}

fn push_name(csv: &mut String, name: &str) {
    if name.contains([',', ';', '\t', '"', '\r', '\n', '#', '%']) {
        csv.push('"');
        csv.push_str(&name.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(name);
    }
}

/// The fewest digits that give the same bits, with an exponent where it is shorter.
fn push_number(csv: &mut String, value: f64) {
    let plain = value == 0.0 || (1e-5..1e16).contains(&value.abs());
    // Writing to a String cannot fail.
    let _ = if plain { write!(csv, "{value}") } else { write!(csv, "{value:e}") };
}
