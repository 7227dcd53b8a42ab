//! Products of blocks, by tiles of 4 × 4 that stay in registers, from packed factors that stay in caches
//! (K. Goto, R. van de Geijn, ACM Trans. Math. Softw. 34, 2008, 12).
//!
//! Each number of a product is one sum, over the depth from its beginning to its end: neither the sizes of the packed parts
//! nor the vectors nor the threads change its bits.

use std::ops::Range;

use multiversion::multiversion;
use multiversion::target::target_cfg_f;

use crate::lanes::{Four, LANES};
use crate::threads;

/// What is multiplied at a time: ROWS × DEPTH numbers of the left factor fill half of a cache of the second level.
const DEPTH: usize = 256;
const ROWS: usize = 64;

/// Products with fewer multiplications are done by one thread.
const FEW: usize = 1 << 20;

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
    /// Rows and columns of a matrix whose columns, of n numbers, lie one after another.
    pub fn of(n: usize, rows: Range<usize>, columns: Range<usize>) -> Block {
        let (start, rows, columns) = (rows.start + columns.start * n, rows.len(), columns.len());
        Block { start, down: 1, right: n, rows, columns }
    }

    /// The same with rows and columns exchanged.
    pub fn transposed(self) -> Block {
        Block { down: self.right, right: self.down, rows: self.columns, columns: self.rows, ..self }
    }

    /// Some of its rows and columns.
    pub fn part(self, rows: Range<usize>, columns: Range<usize>) -> Block {
        let start = self.start + rows.start * self.down + columns.start * self.right;
        Block { start, rows: rows.len(), columns: columns.len(), ..self }
    }
}

/// Four rows of a factor, of as many columns as it is deep; rows that are missing are zeros.
type Strip<'a> = &'a [[f64; LANES]];

/// A factor, packed: for every four rows the columns one after another.
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
        self.entries.resize(block.rows.div_ceil(LANES) * block.columns, [0.0; LANES]);
        for (strip, first) in self.entries.chunks_exact_mut(self.depth.max(1)).zip((0..).step_by(LANES)) {
            let rows = LANES.min(block.rows - first);
            let top = block.start + first * block.down;
            for (column, four) in strip.iter_mut().enumerate() {
                let at = top + column * block.right;
                for (lane, entry) in four[..rows].iter_mut().enumerate() {
                    *entry = matrix[at + lane * block.down];
                }
            }
        }
    }

    /// Packs a part of a symmetric left factor, of which only what is on and below the diagonal is read.
    fn pack_symmetric(&mut self, matrix: &[f64], block: Block, rows: Range<usize>, columns: Range<usize>) {
        if columns.end <= rows.start + 1 {
            return self.pack(matrix, block.part(rows, columns));
        }
        if rows.end <= columns.start + 1 {
            return self.pack(matrix, block.transposed().part(rows, columns));
        }
        self.depth = columns.len();
        self.entries.clear();
        for first in rows.clone().step_by(LANES) {
            for column in columns.clone() {
                self.entries.push(std::array::from_fn(|lane| match first + lane {
                    row if row >= rows.end => 0.0,
                    row => matrix[block.start + row.max(column) * block.down + row.min(column) * block.right],
                }));
            }
        }
    }

    fn strips(&self) -> impl ExactSizeIterator<Item = Strip<'_>> {
        self.entries.chunks_exact(self.depth.max(1))
    }
}

/// Sums for four rows and four columns, column after column.
type Tile = [[f64; LANES]; LANES];

const NOTHING: Tile = [[0.0; LANES]; LANES];

/// A block, and the matrix that it is of.
pub type Factor<'a> = (&'a [f64], Block);

/// Packs rows and columns of a factor.
type Pack<'a> = dyn Fn(&mut Packed, Range<usize>, Range<usize>) + Sync + 'a;

/// A product A B that is being summed up.
pub struct Sums {
    columns: usize,
    /// For every four rows, the tiles of every four columns.
    tiles: Vec<Tile>,
}

impl Sums {
    /// Nothing yet.
    pub fn zeros(rows: usize, columns: usize) -> Sums {
        let tiles = vec![NOTHING; rows.div_ceil(LANES) * columns.div_ceil(LANES)];
        Sums { columns, tiles }
    }

    /// Adds A B over a further stretch of the depth. A is a block of `left` and belongs to the first rows of the sums, B a
    /// block of `right` and belongs to the last columns; there may be more of both. A is known to be zero left of the column
    /// `from(i)`, in its row i and below.
    pub fn add(&mut self, left: Factor, right: Factor, from: impl Fn(usize) -> usize + Sync + Send) {
        let (matrix, a) = left;
        let pack = |to: &mut Packed, rows, columns| to.pack(matrix, a.part(rows, columns));
        self.add_packed(a, &pack, right, &from);
    }

    /// The same for a symmetric A, of which only what is on and below the diagonal is read.
    pub fn add_symmetric(&mut self, left: Factor, right: Factor) {
        let (matrix, a) = left;
        let pack = |to: &mut Packed, rows, columns| to.pack_symmetric(matrix, a, rows, columns);
        self.add_packed(a, &pack, right, &|_| 0);
    }

    // Compiled once: each kind of factor would cost the page another three kilobytes.
    #[inline(never)]
    fn add_packed(
        &mut self,
        a: Block,
        pack: &Pack,
        (matrix, b): Factor,
        from: &(dyn Fn(usize) -> usize + Sync),
    ) {
        let wide = self.columns.div_ceil(LANES);
        let depths = || (0..a.columns).step_by(DEPTH).map(|k| k..a.columns.min(k + DEPTH));
        let packed = |k| {
            let mut packed = Packed::default();
            packed.pack(matrix, b.part(k, 0..b.columns).transposed());
            packed
        };
        let right: Vec<Packed> = depths().map(packed).collect();
        let work = |(first, tiles): (usize, &mut [Tile])| {
            let rows = first..a.rows.min(first + ROWS);
            let mut own = Packed::default();
            let start = from(first);
            for (k, right) in depths().zip(&right).filter(|(k, _)| k.end > start) {
                pack(&mut own, rows.clone(), k);
                accumulate(tiles, wide, &own, right);
            }
        };
        let each = ROWS / LANES * wide;
        let parts = (0..a.rows).step_by(ROWS).zip(self.tiles.chunks_mut(each.max(1)));
        match a.rows * b.columns * a.columns < FEW {
            true => parts.for_each(work),
            false => threads::each(parts.collect(), work),
        }
    }

    /// A B, column after column, each of so many rows.
    pub fn matrix(&self, rows: usize) -> Vec<f64> {
        let mut matrix = vec![0.0; rows * self.columns];
        self.give(&mut matrix, Block::of(rows, 0..rows, 0..self.columns), 1.0, [0, 0]);
        matrix
    }

    /// C ← C + sign · A B for a block C of `matrix`. Its first row and column are those of the sums from `rows` and `columns`
    /// on, both multiples of four.
    pub fn give(&self, matrix: &mut [f64], c: Block, sign: f64, [rows, columns]: [usize; 2]) {
        let wide = self.columns.div_ceil(LANES);
        for i in (0..c.rows).step_by(LANES) {
            for j in (0..c.columns).step_by(LANES) {
                let tile = &self.tiles[(rows + i) / LANES * wide + (columns + j) / LANES];
                let at = c.start + i * c.down + j * c.right;
                for (j, sums) in tile.iter().enumerate().take(c.columns - j) {
                    for (i, sum) in sums.iter().enumerate().take(c.rows - i) {
                        matrix[at + i * c.down + j * c.right] += sign * sum;
                    }
                }
            }
        }
    }
}

/// A B, column after column.
pub fn product(left: Factor, right: Factor) -> Vec<f64> {
    let rows = left.1.rows;
    let mut sums = Sums::zeros(rows, right.1.columns);
    sums.add(left, right, |_| 0);
    sums.matrix(rows)
}

/// C ← C + sign · A B, for the left factor A and the transpose of the right factor, packed to the same depth. C is a
/// block of `matrix` whose columns are contiguous.
#[multiversion(targets("x86_64+avx2"))]
pub fn add_product(matrix: &mut [f64], c: Block, sign: f64, left: &Packed, right: &Packed) {
    let strips: Vec<Strip> = left.strips().collect();
    for (j, right) in right.strips().enumerate() {
        let columns = LANES.min(c.columns - j * LANES);
        let mut row = 0;
        let mut put = |tile: &Tile| {
            for (k, sums) in tile[..columns].iter().enumerate() {
                let at = c.start + row + (j * LANES + k) * c.right;
                let column = &mut matrix[at..][..LANES.min(c.rows - row)];
                column.iter_mut().zip(sums).for_each(|(entry, sum)| *entry += sign * sum);
            }
            row += LANES;
        };
        for strips in strips.chunks(if target_cfg_f!(target_feature = "avx2") { 2 } else { 1 }) {
            match strips {
                [a, b] => tile([*a, *b], right, [NOTHING; 2]).iter().for_each(&mut put),
                [a] => put(&tile([*a], right, [NOTHING])[0]),
                _ => {}
            }
        }
    }
}

/// Adds the product of two packed factors to the last of the `wide` tiles for every four rows.
#[multiversion(targets("x86_64+avx2"))]
fn accumulate(tiles: &mut [Tile], wide: usize, left: &Packed, right: &Packed) {
    let skipped = wide - right.strips().count();
    let mut rows = tiles.chunks_exact_mut(wide).map(|row| &mut row[skipped..]);
    let mut strips = left.strips();
    // Twice the registers hold twice the tiles.
    if target_cfg_f!(target_feature = "avx2") {
        while strips.len() > 1 {
            let (Some(a), Some(b), Some(above), Some(below)) =
                (strips.next(), strips.next(), rows.next(), rows.next())
            else {
                return;
            };
            for ((above, below), right) in above.iter_mut().zip(below).zip(right.strips()) {
                [*above, *below] = tile([a, b], right, [*above, *below]);
            }
        }
    }
    for (a, row) in strips.zip(rows) {
        for (sums, right) in row.iter_mut().zip(right.strips()) {
            [*sums] = tile([a], right, [*sums]);
        }
    }
}

/// Σ over the depth of a_i b_j, by columns j, for one or two strips of rows.
#[inline(always)]
fn tile<const STRIPS: usize>(left: [Strip; STRIPS], right: Strip, sums: [Tile; STRIPS]) -> [Tile; STRIPS] {
    let mut sums = sums.map(|tile| tile.map(Four::new));
    let depth = right.len();
    let left = left.map(|strip| &strip[..depth]);
    for k in 0..depth {
        let b = right[k].map(Four::splat);
        for strip in 0..STRIPS {
            let a = Four::new(left[strip][k]);
            for j in 0..LANES {
                sums[strip][j] = sums[strip][j] + a * b[j];
            }
        }
    }
    sums.map(|tile| tile.map(Four::to_array))
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

    #[test]
    fn a_sum_has_the_same_bits_however_it_is_cut() {
        let n = 300;
        let m: Vec<f64> = (0..n * n).map(|k| ((k * 37) % 1009) as f64 / 1009.0 - 0.4).collect();
        let (a, b) = (Block::of(n, 3..150, 0..n), Block::of(n, 0..n, 7..80));
        let mut sums = Sums::zeros(a.rows, b.columns);
        for k in [0..77, 77..n] {
            sums.add((&m, a.part(0..a.rows, k.clone())), (&m, b.part(k, 0..b.columns)), |_| 0);
        }
        let mut got = vec![0.0; a.rows * b.columns];
        sums.give(&mut got, Block::of(a.rows, 0..a.rows, 0..b.columns), 1.0, [0, 0]);
        for (at, got) in got.iter().enumerate() {
            let (i, j) = (at % a.rows, at / a.rows);
            let sum = (0..n).fold(0.0, |sum, k| sum + m[a.start + i + k * n] * m[b.start + k + j * n]);
            assert_eq!(*got, sum, "({i}, {j})");
        }
    }
}
