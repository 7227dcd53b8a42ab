//! Many plane rotations of a matrix's columns at once.
//!
//! A sweep of the QR iteration turns columns i and i + 1 for one i after another. The sweeps are collected and applied to
//! a strip of the matrix's rows at a time, which stays in the processor's cache for all of them.
//!
//! Each column is kept as a multiple δ of itself, so that a rotation takes two multiplications a row instead of four
//! (W. M. Gentleman, J. Inst. Math. Appl. 12, 1973, 329): with x = δ_x X and y = δ_y Y,
//!
//! c x + s y = c δ_x (X + a Y), a = (s / c) (δ_y / δ_x), and c y − s x = c δ_y (Y − b X), b = (s / c) (δ_x / δ_y).

use wide::f64x2;

const PAIRS: usize = 6;

/// Rows at a time.
const ROWS: usize = 2 * PAIRS;

/// Numbers that are collected before they are applied: half a megabyte.
const MANY: usize = 1 << 16;

/// A sweep with a cosine below this is done with all four multiplications, and so is one of a column with a δ below
/// [`SCALE`]: nothing may overflow.
const COSINE: f64 = 1e-10;
const SCALE: f64 = 1e-100;

/// Cosine c and sine s.
pub type Rotation = (f64, f64);

/// A matrix whose columns are rotated.
pub struct Rotated {
    n: usize,
    /// δ of each column.
    scales: Vec<f64>,
    /// Strips of the rows, each column after column; the last strip's missing rows are zeros.
    strips: Vec<[f64x2; PAIRS]>,
    sweeps: Vec<Sweep>,
    /// What the rotations multiply with: two or four numbers each.
    factors: Vec<f64>,
}

/// Rotations of columns `first` and its next, and so on.
struct Sweep {
    first: usize,
    /// Where its factors end.
    end: usize,
    /// Two factors a rotation, a and b; else four.
    scaled: bool,
}

impl Rotated {
    /// From an n × n matrix.
    pub fn new(matrix: &[f64], n: usize) -> Rotated {
        let mut strips = Vec::with_capacity(n.div_ceil(ROWS) * n);
        for first in (0..n).step_by(ROWS) {
            for column in matrix.chunks_exact(n) {
                let row = |row: usize| column.get(first + row).copied().unwrap_or(0.0);
                strips.push(std::array::from_fn(|pair| f64x2::new([row(2 * pair), row(2 * pair + 1)])));
            }
        }
        Rotated { n, scales: vec![1.0; n], strips, sweeps: Vec::new(), factors: Vec::new() }
    }

    /// One sweep: the k-th rotation (c, s) makes of the columns x = `first` + k and y after it c x + s y and c y − s x.
    pub fn sweep(&mut self, first: usize, rotations: &[Rotation]) {
        let scales = &mut self.scales[first..=first + rotations.len()];
        let scaled = rotations.iter().all(|(c, _)| c.abs() >= COSINE)
            && scales.iter().all(|scale| scale.abs() >= SCALE);
        for (k, &(c, s)) in rotations.iter().enumerate() {
            let (x, y) = (scales[k], scales[k + 1]);
            if scaled {
                let ratio = y / x;
                let tangent = s / c;
                self.factors.extend([tangent * ratio, tangent / ratio]);
                (scales[k], scales[k + 1]) = (c * x, c * y);
            } else {
                self.factors.extend([c * x, s * y, c * y, s * x]);
                (scales[k], scales[k + 1]) = (1.0, 1.0);
            }
        }
        self.sweeps.push(Sweep { first, end: self.factors.len(), scaled });
        if self.factors.len() > MANY {
            self.apply();
        }
    }

    fn apply(&mut self) {
        for strip in self.strips.chunks_exact_mut(self.n) {
            let mut from = 0;
            for Sweep { first, end, scaled } in &self.sweeps {
                let factors = &self.factors[from..*end];
                match scaled {
                    true => turn_scaled(&mut strip[*first..], factors.as_chunks().0),
                    false => turn(&mut strip[*first..], factors.as_chunks().0),
                }
                from = *end;
            }
        }
        self.sweeps.clear();
        self.factors.clear();
    }

    /// The matrix.
    pub fn matrix(mut self) -> Vec<f64> {
        self.apply();
        let mut matrix = Vec::with_capacity(self.n * self.n);
        for (column, scale) in self.scales.iter().enumerate() {
            for (k, strip) in self.strips.chunks_exact(self.n).enumerate() {
                let rows = strip[column].iter().flat_map(|pair| pair.to_array());
                matrix.extend(rows.take(self.n - k * ROWS).map(|x| x * scale));
            }
        }
        matrix
    }
}

/// One sweep over a strip: X + a Y and Y − b X.
fn turn_scaled(columns: &mut [[f64x2; PAIRS]], factors: &[[f64; 2]]) {
    let columns = &mut columns[..=factors.len()];
    let mut x = columns[0];
    for (k, factors) in factors.iter().enumerate() {
        let ([a, b], y) = (factors.map(f64x2::splat), columns[k + 1]);
        for pair in 0..PAIRS {
            columns[k][pair] = x[pair] + a * y[pair];
            x[pair] = y[pair] - b * x[pair];
        }
    }
    columns[factors.len()] = x;
}

/// The same with four factors: A X + B Y and C Y − D X.
fn turn(columns: &mut [[f64x2; PAIRS]], factors: &[[f64; 4]]) {
    let columns = &mut columns[..=factors.len()];
    let mut x = columns[0];
    for (k, factors) in factors.iter().enumerate() {
        let ([a, b, c, d], y) = (factors.map(f64x2::splat), columns[k + 1]);
        for pair in 0..PAIRS {
            columns[k][pair] = a * x[pair] + b * y[pair];
            x[pair] = c * y[pair] - d * x[pair];
        }
    }
    columns[factors.len()] = x;
}

#[cfg(test)]
mod tests {
    //! Strategy: the same rotations one by one; with cosines and in numbers that need both ways of a sweep.
    use super::*;

    #[test]
    fn sweeps_are_rotations_one_after_another() {
        for (n, sweeps, quarter) in [(2, 1, false), (9, 700, false), (17, 5, true), (40, 900, true)] {
            let mut want: Vec<f64> = (0..n * n).map(|k| ((k * 29) % 31) as f64 / 31.0 - 0.5).collect();
            let mut rotated = Rotated::new(&want, n);
            for sweep in 0..sweeps {
                let first = if n > 4 { sweep % (n - 3) } else { 0 };
                let angle = |k: usize| match quarter && (sweep + k).is_multiple_of(7) {
                    true => (0.0, 1.0),
                    false => (((sweep + k) as f64).cos(), ((sweep + k) as f64).sin()),
                };
                let rotations: Vec<Rotation> = (first..n - 1).map(angle).collect();
                for (k, (c, s)) in rotations.iter().enumerate() {
                    for row in 0..n {
                        let at = (first + k) * n + row;
                        let (x, y) = (want[at], want[at + n]);
                        (want[at], want[at + n]) = (c * x + s * y, c * y - s * x);
                    }
                }
                rotated.sweep(first, &rotations);
            }
            let got = rotated.matrix();
            assert!(got.iter().zip(&want).all(|(got, want)| (got - want).abs() < 1e-12), "n = {n}");
        }
    }
}
