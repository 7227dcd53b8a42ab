//! Products of matrices, the same bits everywhere.
//!
//! nalgebra leaves products to the crate matrixmultiply, which uses fused multiply-add where the processor has it:
//! natively it mostly does, wasm has none. A fused step rounds once instead of twice, and a link would show other last
//! digits on the page than in the native program. So the native program sums as wasm does.

use nalgebra::DMatrix;

/// Up to this size nalgebra multiplies itself, without fused steps.
#[cfg(not(target_arch = "wasm32"))]
const SMALL: usize = 5;

/// matrixmultiply sums over blocks of so many columns, and then over the blocks.
#[cfg(not(target_arch = "wasm32"))]
const BLOCK: usize = 256;

/// A B. O(n³).
#[cfg(target_arch = "wasm32")]
pub fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    a * b
}

/// A B. O(n³).
#[cfg(not(target_arch = "wasm32"))]
pub fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let (rows, inner, columns) = (a.nrows(), a.ncols(), b.ncols());
    if [rows, inner, columns].into_iter().min() <= Some(SMALL) || inner != b.nrows() {
        return a * b; // which says so if the shapes do not fit
    }
    let mut c = DMatrix::zeros(rows, columns);
    let mut sum = vec![0.0; rows];
    for first in (0..inner).step_by(BLOCK) {
        let last = inner.min(first + BLOCK);
        let part = &a.as_slice()[first * rows..last * rows];
        for j in 0..columns {
            sum.fill(0.0);
            add(part, &b.as_slice()[j * inner + first..j * inner + last], &mut sum);
            c.column_mut(j).iter_mut().zip(&sum).for_each(|(c, sum)| *c += sum);
        }
    }
    c
}

/// Adds A x to `sum`, A by columns one after another; four in a pass, which changes no order.
#[cfg(not(target_arch = "wasm32"))]
fn add(a: &[f64], x: &[f64], sum: &mut [f64]) {
    let rows = sum.len();
    for (columns, x) in a.chunks(4 * rows).zip(x.chunks(4)) {
        if let [x0, x1, x2, x3] = *x {
            let (a0, rest) = columns.split_at(rows);
            let (a1, rest) = rest.split_at(rows);
            let (a2, a3) = rest.split_at(rows);
            for ((((sum, a0), a1), a2), a3) in sum.iter_mut().zip(a0).zip(a1).zip(a2).zip(a3) {
                *sum = *sum + a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3;
            }
        } else {
            for (column, x) in columns.chunks(rows).zip(x) {
                sum.iter_mut().zip(column).for_each(|(sum, a)| *sum += a * x);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! Strategy: against nalgebra's product, in shapes on both sides of every limit; and against the definition, bit
    //! by bit. That wasm has the same bits is seen in tests/page/digests.rs.
    use super::*;
    use crate::numerics::random::{Random, Stream};

    fn matrix(random: &mut Random, rows: usize, columns: usize) -> DMatrix<f64> {
        DMatrix::from_fn(rows, columns, |_, _| random.normal())
    }

    #[test]
    fn it_is_the_product() {
        let mut random = Random::new(1, Stream::Network);
        for (rows, inner, columns) in
            [(1, 1, 1), (5, 7, 9), (6, 6, 6), (7, 10, 8), (9, 255, 6), (6, 257, 7), (6, 600, 11)]
        {
            let (a, b) = (matrix(&mut random, rows, inner), matrix(&mut random, inner, columns));
            assert!((product(&a, &b) - &a * &b).amax() < 1e-14 * inner as f64, "{rows}, {inner}, {columns}");
        }
    }

    #[test]
    fn sums_are_taken_in_the_order_of_the_columns() {
        let mut random = Random::new(2, Stream::Network);
        let (a, b) = (matrix(&mut random, 7, 300), matrix(&mut random, 300, 6));
        let c = product(&a, &b);
        for i in 0..7 {
            for j in 0..6 {
                let sum =
                    |range: std::ops::Range<usize>| range.fold(0.0, |sum, k| sum + a[(i, k)] * b[(k, j)]);
                assert_eq!(c[(i, j)].to_bits(), (sum(0..256) + sum(256..300)).to_bits());
            }
        }
    }

    #[test]
    #[should_panic]
    fn shapes_must_fit() {
        product(&DMatrix::zeros(8, 8), &DMatrix::zeros(9, 9));
    }
}
