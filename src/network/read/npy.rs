//! NumPy's files of one array (NumPy Enhancement Proposal 1 and its later versions): versions 1
//! to 3, C and Fortran order, real and whole numbers of any byte order. The array is square, and
//! its entry [i, j] is a_ij.

use nalgebra::DMatrix;

use super::error::{Place, Problem, ReadError, check_shape};
use super::{Format, MAX_N, Read};
use crate::network::matrix::Matrix;
use crate::params::quoted;

/// How NPY files begin.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";

/// What the header says.
#[derive(Debug, PartialEq, Eq)]
struct Header {
    descr: String,
    fortran_order: bool,
    shape: Vec<usize>,
}

/// Reads an NPY file.
pub(super) fn read(bytes: &[u8]) -> Result<Read, ReadError> {
    let (header, data) = split(bytes).map_err(Problem::in_file)?;
    let n = size(&header.shape).map_err(Problem::in_file)?;
    let kind = Kind::new(&header.descr).map_err(Problem::in_file)?;
    let expected = n * n * kind.size;
    if data.len() != expected {
        let before = bytes.len() - data.len();
        return Err(Problem::Length { found: bytes.len(), expected: before + expected }.in_file());
    }
    let mut matrix =
        DMatrix::from_iterator(n, n, data.chunks_exact(kind.size).map(|bytes| kind.number(bytes)));
    if !header.fortran_order {
        matrix.transpose_mut();
    }
    finite(&matrix)?;
    Ok(Read { matrix: Matrix::from(&matrix), names: Vec::new(), format: Format::Npy, remarks: Vec::new() })
}

fn finite(matrix: &DMatrix<f64>) -> Result<(), ReadError> {
    let n = matrix.nrows();
    match matrix.iter().position(|value| !value.is_finite()) {
        Some(k) => Err(ReadError {
            place: Place::Entry { row: k % n + 1, column: k / n + 1 },
            problem: Problem::NotFinite { text: matrix[k].to_string() },
        }),
        None => Ok(()),
    }
}

/// The header and the bytes behind it.
fn split(bytes: &[u8]) -> Result<(Header, &[u8]), Problem> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(Problem::NoMagic)?;
    let short = |expected| Problem::Length { found: bytes.len(), expected };
    let (version, rest) = rest.split_at_checked(2).ok_or(short(8))?;
    let (length, rest) = match version[0] {
        1 => rest.split_first_chunk().map(|(length, rest)| (u16::from_le_bytes(*length) as usize, rest)),
        2 | 3 => rest.split_first_chunk().map(|(length, rest)| (u32::from_le_bytes(*length) as usize, rest)),
        version => return Err(Problem::Version { version }),
    }
    .ok_or(short(12))?;
    let before = bytes.len() - rest.len();
    let (header, data) = rest.split_at_checked(length).ok_or(short(before.saturating_add(length)))?;
    Ok((parse(&String::from_utf8_lossy(header))?, data))
}

fn size(shape: &[usize]) -> Result<usize, Problem> {
    let [rows, columns] = *shape else { return Err(Problem::Dimensions { found: shape.len() }) };
    check_shape(rows, columns, MAX_N)?;
    Ok(rows)
}

/// Reads the header, a Python dictionary such as
/// `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3), }`.
fn parse(text: &str) -> Result<Header, Problem> {
    let unreadable = |rest: &str| Problem::Header { text: quoted(rest) };
    let mut header = Header { descr: String::new(), fortran_order: false, shape: Vec::new() };
    let mut rest = text.trim_start().strip_prefix('{').ok_or_else(|| unreadable(text))?.trim_start();
    while !rest.starts_with('}') {
        let item = string(rest).and_then(|(key, rest)| Some((key, rest.trim_start().strip_prefix(':')?)));
        let (key, value) = item.ok_or_else(|| unreadable(rest))?;
        let value = value.trim_start();
        let behind = match key {
            // The type of arrays of records is a list.
            "descr" if value.starts_with('[') => return Err(Problem::Type { text: quoted(value) }),
            "descr" => string(value).map(|(descr, behind)| (header.descr = descr.into(), behind)),
            "fortran_order" => {
                boolean(value).map(|(fortran, behind)| (header.fortran_order = fortran, behind))
            }
            "shape" => tuple(value).map(|(shape, behind)| (header.shape = shape, behind)),
            _ => None,
        };
        let ((), behind) = behind.ok_or_else(|| unreadable(rest))?;
        let behind = behind.trim_start();
        rest = behind.strip_prefix(',').unwrap_or(behind).trim_start();
    }
    Ok(header)
}

/// The text in quotes at the beginning of `text`, and what is behind it.
fn string(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| ['\'', '"'].contains(c))?;
    text[1..].split_once(quote)
}

fn boolean(text: &str) -> Option<(bool, &str)> {
    let (yes, no) = (text.strip_prefix("True"), text.strip_prefix("False"));
    yes.map(|rest| (true, rest)).or(no.map(|rest| (false, rest)))
}

/// The whole numbers in parentheses; Python 2 wrote an `L` behind each.
fn tuple(text: &str) -> Option<(Vec<usize>, &str)> {
    let (inside, behind) = text.strip_prefix('(')?.split_once(')')?;
    let numbers =
        inside.split(',').map(|item| item.trim().trim_end_matches('L')).filter(|item| !item.is_empty());
    Some((numbers.map(|item| item.parse().ok()).collect::<Option<_>>()?, behind))
}

/// How numbers are stored.
#[derive(Clone, Copy)]
struct Kind {
    big_endian: bool,
    letter: u8,
    /// Bytes a number.
    size: usize,
}

impl Kind {
    fn new(descr: &str) -> Result<Kind, Problem> {
        let [order, letter, size] = *descr.as_bytes() else {
            return Err(Problem::Type { text: quoted(descr) });
        };
        match (order, letter, size) {
            (b'<' | b'>' | b'=' | b'|', b'f', b'4' | b'8')
            | (b'<' | b'>' | b'=' | b'|', b'i' | b'u', b'1' | b'2' | b'4' | b'8')
            | (_, b'b', b'1') => {
                Ok(Kind { big_endian: order == b'>', letter, size: usize::from(size - b'0') })
            }
            _ => Err(Problem::Type { text: quoted(descr) }),
        }
    }

    /// The number in `bytes`, which are `size` many. Whole numbers beyond 2⁵³ are rounded.
    fn number(self, bytes: &[u8]) -> f64 {
        let mut bits = 0u64;
        for (k, byte) in bytes.iter().enumerate() {
            let place = if self.big_endian { self.size - 1 - k } else { k };
            bits |= u64::from(*byte) << (8 * place);
        }
        let unused = 64 - 8 * self.size;
        match (self.letter, self.size) {
            (b'f', 4) => f64::from(f32::from_bits(bits as u32)),
            (b'f', _) => f64::from_bits(bits),
            // Shifted there and back, so that the sign fills the unused bits.
            (b'i', _) => ((bits << unused) as i64 >> unused) as f64,
            _ => bits as f64,
        }
    }
}

/// `m` as an NPY file: version 1, float64, Fortran order.
pub fn write_npy(m: &DMatrix<f64>) -> Vec<u8> {
    let (rows, columns) = m.shape();
    let dictionary = format!("{{'descr': '<f8', 'fortran_order': True, 'shape': ({rows}, {columns}), }}");
    // Magic, version and length take 10 bytes; the data begin at a multiple of 64.
    let length = (10 + dictionary.len() + 1).next_multiple_of(64) - 10;
    let mut bytes = MAGIC.to_vec();
    bytes.extend([1, 0]);
    bytes.extend((length as u16).to_le_bytes());
    bytes.extend(format!("{dictionary:<width$}\n", width = length - 1).bytes());
    bytes.extend(m.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}
