//! Products of blocks, C ← C ± A B, by tiles of 4 × 4 that stay in registers.
//!
//! Both factors are first packed into the order in which the tiles read them (K. Goto, R. van de Geijn, ACM
//! Trans. Math. Softw. 34, 2008, 12). Packing copies, so that factors and result may lie in one matrix.

use crate::lanes::LANES;

/// A block of a matrix inside a slice: its element (i, j) lies at `start + i * down + j * right`.
#[derive(Clone, Copy)]
pub struct Block {
    pub start: usize,
    pub down: usize,
    pub right: usize,
    pub rows: usize,
    pub columns: usize,
}

impl Block {
    /// Rows and columns of an n × n matrix.
    pub fn of(n: usize, rows: std::ops::Range<usize>, columns: std::ops::Range<usize>) -> Block {
        let (start, rows, columns) = (rows.start + columns.start * n, rows.len(), columns.len());
        Block { start, down: 1, right: n, rows, columns }
    }

    /// The same with rows and columns exchanged.
    pub fn transposed(self) -> Block {
        Block { down: self.right, right: self.down, rows: self.columns, columns: self.rows, ..self }
    }
}

/// A factor, packed: for every four rows (of the last, some may be zeros) the columns one after another.
#[derive(Default)]
pub struct Packed {
    depth: usize,
    entries: Vec<[f64; LANES]>,
}

impl Packed {
    /// Packs a left factor; a right factor is packed transposed.
    pub fn pack(&mut self, matrix: &[f64], block: Block) {
        self.depth = block.columns;
        self.entries.clear();
        for first in (0..block.rows).step_by(LANES) {
            let rows = LANES.min(block.rows - first);
            let top = block.start + first * block.down;
            for column in 0..block.columns {
                let at = top + column * block.right;
                let mut four = [0.0; LANES];
                for (lane, entry) in four[..rows].iter_mut().enumerate() {
                    *entry = matrix[at + lane * block.down];
                }
                self.entries.push(four);
            }
        }
    }

    fn strips(&self) -> impl Iterator<Item = &[[f64; LANES]]> {
        self.entries.chunks_exact(self.depth.max(1))
    }
}

/// C ← C + sign · A B, for the left factor A and the transpose of the right factor, packed to the same depth. C is a
/// block of `matrix` whose columns are contiguous.
pub fn add_product(matrix: &mut [f64], c: Block, sign: f64, left: &Packed, right: &Packed) {
    for (j, right) in right.strips().enumerate() {
        let columns = LANES.min(c.columns - j * LANES);
        for (i, left) in left.strips().enumerate() {
            let rows = LANES.min(c.rows - i * LANES);
            let at = c.start + i * LANES + j * LANES * c.right;
            let tile = tile(left, right);
            for (column, sums) in tile[..columns].iter().enumerate() {
                let from = at + column * c.right;
                for (entry, sum) in matrix[from..from + rows].iter_mut().zip(sums) {
                    *entry += sign * sum;
                }
            }
        }
    }
}

/// Σ over the depth of a_i b_j, by columns j.
fn tile(left: &[[f64; LANES]], right: &[[f64; LANES]]) -> [[f64; LANES]; LANES] {
    let mut sums = [[0.0; LANES]; LANES];
    for (a, b) in left.iter().zip(right) {
        for (sums, b) in sums.iter_mut().zip(b) {
            for (sum, a) in sums.iter_mut().zip(a) {
                *sum += a * b;
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    //! Strategy: products of odd sizes beside sums written out.
    use super::*;

    #[test]
    fn blocks_of_any_size_multiply() {
        let n = 13;
        let m: Vec<f64> = (0..n * n).map(|k| ((k * 37) % 19) as f64 - 9.0).collect();
        for (rows, depth, columns) in [(1, 1, 1), (4, 4, 4), (5, 7, 3), (6, 2, 9)] {
            let a = Block::of(n, 0..rows, 2..2 + depth);
            let b = Block::of(n, 3..3 + depth, 1..1 + columns);
            let c = Block::of(n, 7..7 + rows, 4..4 + columns);
            let (mut left, mut right) = (Packed::default(), Packed::default());
            left.pack(&m, a);
            right.pack(&m, b.transposed());
            let mut got = m.clone();
            add_product(&mut got, c, -1.0, &left, &right);
            let mut want = m.clone();
            for i in 0..rows {
                for j in 0..columns {
                    let sum = (0..depth).map(|k| m[a.start + i + k * n] * m[b.start + k + j * n]);
                    want[c.start + i + j * n] -= sum.sum::<f64>();
                }
            }
            assert_eq!(got, want);
        }
    }
}
