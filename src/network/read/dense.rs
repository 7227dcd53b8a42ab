//! A matrix as a table of numbers: CSV, TSV, or columns with blanks between them.
//!
//! The entry in row i and column j is a_ij, the synapse from j onto i. The first row may name the
//! columns and the first column the rows; then both must give the same names in the same order.
//! - The first row holds names if its first field is empty (and others are not the only thing in
//!   it), if no field behind the first is a number, or if its first field is none and its second is
//!   the number that the next row begins with.
//! - The first column holds names if the first row's first field is empty, if the last of these is so, if the rows are one
//!   longer than the row of names, or if the first row of data begins with something that is not
//!   a number.
//!
//! If the matrix is then not square, and the first row has both numbers and cells that are none, one of these is what is
//! wrong: `#DIV/0!` is neither a column's name nor a row's.
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

/// Reads a table of numbers.
pub(super) fn read(table: &mut Table) -> Result<Read, ReadError> {
    let mut dense = Dense { numbers: Numbers::new(table.separator), ..Dense::default() };
    let filled = dense.fill(table);
    let odd = dense.odd.take();
    filled.and_then(|()| dense.finish()).map_err(|error| match error.problem {
        Problem::ExtraRow { .. } | Problem::NotSquare { .. } => odd.unwrap_or(error),
        _ => error,
    })
}

/// Whether the first line of a table names its columns, as far as it tells by itself.
fn is_header(first: &Row, numbers: &Numbers) -> bool {
    let (corner, names) = (first.get(0), first.iter().skip(1));
    match first.len() {
        1 => numbers.is_name(corner),
        _ => corner.is_empty() || { names }.all(|field| numbers.is_name(field)),
    }
}

/// The first cell of the line that is no number, if others are and the line's first is not empty.
fn odd_one(first: &Row, numbers: &Numbers) -> Option<ReadError> {
    let (mut odd, mut beside) = (None, false);
    for (k, field) in first.iter().enumerate() {
        match numbers.is_name(field) {
            true => odd = odd.or(Some(k)),
            false => beside = true,
        }
    }
    let k = odd.filter(|_| beside && !first.get(0).is_empty())?;
    Some(Problem::NotANumber { text: quoted(first.get(k)) }.in_cell(first.line, k + 1))
}

/// What has been read of a table.
#[derive(Default)]
struct Dense {
    /// The first line, where it holds names; its number.
    header: Vec<String>,
    header_line: usize,
    /// The first line, where it does not.
    first: Vec<String>,
    /// What is wrong with the first line if the matrix is not square: a cell that is no number beside others that are.
    odd: Option<ReadError>,
    /// Whether there is a second line.
    second: bool,
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
    fn fill(&mut self, table: &mut Table) -> Result<(), ReadError> {
        let Some(row) = table.next()? else { return Err(Problem::NoContent.in_file()) };
        let fields: Vec<String> = row.iter().map(String::from).collect();
        self.header_line = row.line;
        self.odd = odd_one(&row, &self.numbers);
        if is_header(&row, &self.numbers) {
            self.header = fields;
            self.names_rows = row.get(0).is_empty();
        } else {
            self.first = fields;
            self.add(&row)?;
        }
        while let Some(row) = table.next()? {
            if !self.second {
                self.see_second(row.get(0));
            }
            self.add(&row)?;
        }
        Ok(())
    }

    /// The second line begins with `label`. If that is the number behind the first line's name, the first line has labels.
    fn see_second(&mut self, label: &str) {
        self.second = true;
        if self.rows == 1 && self.names_rows && self.numbers.is_name(label) {
            // Both rows have names.
            self.odd = None;
        } else if self.rows == 1 && self.names_rows && self.first[1] == label {
            self.odd = None;
            self.header = std::mem::take(&mut self.first);
            self.entries.clear();
            self.row_names.clear();
            self.rows = 0;
        }
    }

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
        // A word and a number on a single line are no network.
        let single = self.rows == 1 && !self.second && self.names_rows;
        let columns = self.columns.max(self.header.len()) + usize::from(single);
        check_shape(self.rows, columns, MAX_N).map_err(Problem::in_file)?;
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
