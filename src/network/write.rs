//! A matrix as text, as [`super::read`] reads it again: one number format ([`digits::exact`]) for files and links.

use nalgebra::DMatrix;

use crate::numerics::digits;
use crate::params::link::MAX_MATRIX;

/// A matrix as CSV without a header, one row a line, each ended by a newline.
pub fn csv(m: &DMatrix<f64>) -> String {
    m.row_iter().map(|row| entries(row.iter()) + "\n").collect()
}

/// The text of a matrix as `matrix=` has it in a link; none if it is too large to travel in one. O(n²), stopping at what a
/// link holds.
pub fn for_link(m: &DMatrix<f64>) -> Option<String> {
    let mut text = String::new();
    for (i, row) in m.row_iter().enumerate() {
        if i > 0 {
            text.push(';');
        }
        text.push_str(&entries(row.iter()));
        if text.len() > MAX_MATRIX {
            return None;
        }
    }
    Some(text)
}

fn entries<'a>(row: impl Iterator<Item = &'a f64>) -> String {
    row.map(|x| digits::exact(*x)).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    // Strategy: what is written is read by the project's own readers and compared bit by bit.
    use super::*;
    use crate::network::read::read;
    use crate::params::link::{self, Data};

    fn matrix() -> DMatrix<f64> {
        DMatrix::from_row_slice(2, 2, &[-1.0, 0.1 + 0.2, 1e-30, -2.5e20])
    }

    #[test]
    fn csv_reads_back_to_the_same_bits() {
        assert_eq!(read("a.csv", csv(&matrix()).as_bytes()).unwrap().matrix, matrix());
    }

    #[test]
    fn small_matrices_travel_in_a_link_to_the_last_bit() {
        let data = Data::Matrix(for_link(&matrix()).unwrap());
        let link = link::read(&format!("v=1&net=file&{}", data.write()));
        assert_eq!((link.notices.len(), &link.data), (0, &Some(data)));
        let table = link.data.and_then(|data| data.table()).unwrap();
        assert_eq!(read("link", table.as_bytes()).unwrap().matrix, matrix());
        assert_eq!(for_link(&DMatrix::from_element(30, 30, 0.25)), None);
    }
}
