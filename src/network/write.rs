//! A matrix as text, as [`super::read`] reads it again: one number format ([`digits::exact`]) for files and links.

use nalgebra::DMatrix;

use super::matrix::Matrix;
use super::read::{MAX_N, packed};
use crate::numerics::digits;
use crate::params::link::Data;

/// Characters of a matrix that are still read by people, at most.
const READABLE: usize = 200;

/// A matrix as CSV without a header, one row a line, each ended by a newline.
pub fn csv(m: &DMatrix<f64>) -> String {
    m.row_iter().map(|row| entries(row.iter()) + "\n").collect()
}

/// A matrix and its names as a link has them; none if they are too large to travel in one. A small matrix without names
/// stays readable. O(n²), stopping at what a link holds; one of more than [`MAX_N`] neurons is too large at once.
pub fn for_link(m: &Matrix, names: &[String]) -> Option<Data> {
    let m = (m.n() <= MAX_N).then(|| m.dense())?;
    let readable = names.is_empty().then(|| readable(&m)).flatten();
    readable.or_else(|| packed::pack(&m, names)).map(Data::Matrix)
}

fn readable(m: &DMatrix<f64>) -> Option<String> {
    let mut text = String::new();
    for (i, row) in m.row_iter().enumerate() {
        if i > 0 {
            text.push(';');
        }
        text.push_str(&entries(row.iter()));
        if text.len() > READABLE {
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
    use crate::params::link;

    fn matrix() -> DMatrix<f64> {
        DMatrix::from_row_slice(2, 2, &[-1.0, 0.1 + 0.2, 1e-30, -2.5e20])
    }

    #[test]
    fn csv_reads_back_to_the_same_bits() {
        assert_eq!(read("a.csv", csv(&matrix()).as_bytes()).unwrap().matrix.dense(), matrix());
    }

    #[test]
    fn matrices_and_names_travel_in_a_link_to_the_last_bit() {
        let names = ["Zoë, \"a\"".into(), "b".into()];
        for (m, names) in
            [(matrix(), &[][..]), (matrix(), &names), (DMatrix::from_element(30, 30, 0.25), &[])]
        {
            let data = for_link(&Matrix::from(&m), names).unwrap();
            let link = link::read(&format!("v=1&net=file&{}", data.write()));
            assert_eq!((link.notices.len(), &link.data), (0, &Some(data)));
            let back = read("link", &link.data.and_then(|data| data.content()).unwrap()).unwrap();
            assert_eq!((back.matrix.dense(), &*back.names), (m, names));
        }
        let shown = for_link(&Matrix::from(&matrix()), &[]).unwrap().write();
        assert_eq!(shown, "matrix=-1,0.30000000000000004;1e-30,-2.5e20");
        let arbitrary = DMatrix::from_fn(90, 90, |i, j| libm::sin((i * 90 + j) as f64));
        assert_eq!(for_link(&Matrix::from(&arbitrary), &[]), None);
    }
}
