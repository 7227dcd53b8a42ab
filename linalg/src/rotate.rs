//! Many plane rotations of a matrix's columns at once.
//!
//! A sweep of the QR iteration turns columns i and i + 1 for one i after another. The sweeps are collected and applied to
//! eight rows of the matrix at a time, which stay in the processor's cache for all of them.

/// Rows at a time.
const ROWS: usize = 8;

/// Rotations that are collected before they are applied: half a megabyte.
const MANY: usize = 1 << 15;

/// A matrix whose columns are rotated.
pub struct Rotated {
    n: usize,
    /// Strips of eight rows, each column after column; the last strip's missing rows are zeros.
    strips: Vec<[f64; ROWS]>,
    /// First column and end of each sweep's rotations.
    sweeps: Vec<(usize, usize)>,
    /// Cosine and sine.
    rotations: Vec<(f64, f64)>,
}

impl Rotated {
    /// From an n × n matrix.
    pub fn new(matrix: &[f64], n: usize) -> Rotated {
        let mut strips = Vec::with_capacity(n.div_ceil(ROWS) * n);
        for first in (0..n).step_by(ROWS) {
            let rows = ROWS.min(n - first);
            for column in matrix.chunks_exact(n) {
                let mut strip = [0.0; ROWS];
                strip[..rows].copy_from_slice(&column[first..first + rows]);
                strips.push(strip);
            }
        }
        Rotated { n, strips, sweeps: Vec::new(), rotations: Vec::new() }
    }

    /// One sweep: the k-th rotation (c, s) makes of the columns x = `first` + k and y after it c x + s y and c y − s x.
    pub fn sweep(&mut self, first: usize, rotations: &[(f64, f64)]) {
        self.rotations.extend_from_slice(rotations);
        self.sweeps.push((first, self.rotations.len()));
        if self.rotations.len() > MANY {
            self.apply();
        }
    }

    fn apply(&mut self) {
        for strip in self.strips.chunks_exact_mut(self.n) {
            let mut from = 0;
            for (first, end) in &self.sweeps {
                turn(&mut strip[*first..], &self.rotations[from..*end]);
                from = *end;
            }
        }
        self.sweeps.clear();
        self.rotations.clear();
    }

    /// The matrix, its columns in this order.
    pub fn columns(mut self, order: &[usize]) -> Vec<f64> {
        self.apply();
        let mut matrix = Vec::with_capacity(self.n * self.n);
        for column in order {
            for (k, strip) in self.strips.chunks_exact(self.n).enumerate() {
                matrix.extend_from_slice(&strip[*column][..ROWS.min(self.n - k * ROWS)]);
            }
        }
        matrix
    }
}

/// One sweep over eight rows.
fn turn(columns: &mut [[f64; ROWS]], rotations: &[(f64, f64)]) {
    let columns = &mut columns[..=rotations.len()];
    let mut x = columns[0];
    for (k, (c, s)) in rotations.iter().enumerate() {
        let y = columns[k + 1];
        for row in 0..ROWS {
            columns[k][row] = c * x[row] + s * y[row];
            x[row] = c * y[row] - s * x[row];
        }
    }
    columns[rotations.len()] = x;
}
