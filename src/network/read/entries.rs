//! A matrix that is put together from single entries.

use nalgebra::DMatrix;

use super::MAX_N;
use super::error::Problem;

/// The sum of single entries. It holds at most 2 `MAX_N`² numbers, however many entries come.
pub(super) struct Entries {
    /// NaN where no entry has come yet, which a finite sum never is.
    sums: DMatrix<f64>,
    /// How many entries came for a place that had one.
    pub(super) repeated: usize,
}

impl Entries {
    pub(super) fn new(n: usize) -> Entries {
        Entries { sums: DMatrix::from_element(n, n, f64::NAN), repeated: 0 }
    }

    /// Adds `value` to a_ij; grows to hold it. `i` and `j` are below [`MAX_N`].
    pub(super) fn add(&mut self, i: usize, j: usize, value: f64) -> Result<(), Problem> {
        let needed = i.max(j) + 1;
        if needed > self.sums.nrows() {
            let size = needed.next_power_of_two().clamp(16, MAX_N.max(needed));
            self.sums.resize_mut(size, size, f64::NAN);
        }
        let sum = &mut self.sums[(i, j)];
        if sum.is_nan() {
            *sum = value;
        } else {
            *sum += value;
            self.repeated += 1;
        }
        if sum.is_finite() { Ok(()) } else { Err(Problem::Overflow) }
    }

    /// The n × n matrix in which row and column k are what was `order[k]` before.
    pub(super) fn ordered(&self, order: &[usize]) -> DMatrix<f64> {
        let n = order.len();
        DMatrix::from_fn(n, n, |i, j| match self.sums.get((order[i], order[j])) {
            Some(sum) if !sum.is_nan() => *sum,
            _ => 0.0,
        })
    }

    /// The matrix as it was put together, zero where no entry came.
    pub(super) fn finish(mut self) -> DMatrix<f64> {
        self.sums.apply(|sum| {
            if sum.is_nan() {
                *sum = 0.0;
            }
        });
        self.sums
    }
}
