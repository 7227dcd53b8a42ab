//! From upper Hessenberg to quasi-triangular form: implicitly double-shifted QR steps.
//!
//! J. Francis, Comput. J. 4 (1961) 265 and (1962) 332; GVL, section 7.5. Three things make it
//! finish on every matrix that we know of: shifts as in J. Wilkinson's strategy (a real pair is
//! replaced by the nearer of the two, twice), *exceptional shifts* whenever ten steps have split
//! nothing off (without them a cyclic permutation matrix never changes), and the deflation test of
//! M. Ahues & F. Tisseur (LAPACK Working Note 122, 1997). Steps are counted: it never hangs.

use std::ops::Range;

use nalgebra::DMatrix;

use super::{Reflector, reflector};

/// Steps allowed for each eigenvalue; two are usual.
const STEPS: usize = 30;

/// Steps without a deflation after which one is made with an exceptional shift.
const PATIENCE: usize = 10;

/// Reflections that are applied together to what lies away from the diagonal.
const GROUP: usize = 16;

/// Columns that are reflected side by side.
const SIDE: usize = 8;

/// Relative rounding, 2⁻⁵².
const ULP: f64 = f64::EPSILON;

/// Entries below this are zero: the matrix is scaled to about 1.
const TINY: f64 = f64::MIN_POSITIVE / ULP;

/// Makes the diagonal block `block` of `h`, upper Hessenberg there, quasi-triangular, its 2 × 2
/// blocks with equal diagonals and off-diagonal entries of opposite sign.
///
/// If `u` is given it is multiplied by the same orthogonal transformations, and all rows and
/// columns of `h` follow; else what lies outside the diagonal blocks is left meaningless.
/// The error is the number of eigenvalues not found.
pub fn iterate(h: &mut DMatrix<f64>, block: Range<usize>, u: Option<&mut DMatrix<f64>>) -> Result<(), usize> {
    let n = h.nrows();
    let mut steps = STEPS * block.len().max(10);
    let mut stalled = 0;
    let mut end = block.end;
    let mut work = Work { h: h.as_mut_slice(), u: u.map(|u| u.as_mut_slice()), n };
    while end > block.start {
        let start = work.deflate(block.start, end);
        if end - start <= 2 {
            if end - start == 2 {
                work.standardise(start);
            }
            end = start;
            stalled = 0;
            continue;
        }
        if steps == 0 {
            return Err(end - block.start);
        }
        steps -= 1;
        stalled += 1;
        let shifts = match stalled % PATIENCE {
            0 => work.exceptional(start, end, stalled / PATIENCE),
            _ => work.shifts(end),
        };
        work.step(start, end, shifts);
    }
    Ok(())
}

/// Two shifts, both real or a complex pair.
#[derive(Clone, Copy)]
struct Shifts {
    re: [f64; 2],
    /// Imaginary part of the first, ≥ 0.
    im: f64,
}

struct Work<'a> {
    /// H by columns.
    h: &'a mut [f64],
    /// U by columns.
    u: Option<&'a mut [f64]>,
    n: usize,
}

impl Work<'_> {
    #[inline]
    fn at(&self, i: usize, j: usize) -> f64 {
        self.h[j * self.n + i]
    }

    #[inline]
    fn set(&mut self, i: usize, j: usize, value: f64) {
        self.h[j * self.n + i] = value;
    }

    /// Sets the last negligible subdiagonal entry to zero; where the block after it starts.
    fn deflate(&mut self, first: usize, end: usize) -> usize {
        for k in (first + 1..end).rev() {
            if self.negligible(k, first, end) {
                self.set(k, k - 1, 0.0);
                return k;
            }
        }
        first
    }

    /// Whether h_{k,k−1} may be set to zero: it is small beside its neighbours on the diagonal,
    /// and so is what it does to the eigenvalues of the 2 × 2 block around it.
    fn negligible(&self, k: usize, first: usize, end: usize) -> bool {
        let below = self.at(k, k - 1).abs();
        if below <= TINY {
            return true;
        }
        let (a, d) = (self.at(k - 1, k - 1), self.at(k, k));
        let mut scale = a.abs() + d.abs();
        if scale == 0.0 {
            scale += if k >= first + 2 { self.at(k - 1, k - 2).abs() } else { 0.0 };
            scale += if k + 1 < end { self.at(k + 1, k).abs() } else { 0.0 };
        }
        if below > ULP * scale {
            return false;
        }
        let above = self.at(k - 1, k).abs();
        let (large, small) = (below.max(above), below.min(above));
        let (wide, narrow) = (d.abs().max((a - d).abs()), d.abs().min((a - d).abs()));
        let sum = wide + large;
        small * (large / sum) <= TINY.max(ULP * (narrow * (wide / sum)))
    }

    /// The eigenvalues of the last 2 × 2 block; of two real ones the nearer to the corner, twice.
    fn shifts(&self, end: usize) -> Shifts {
        let k = end - 1;
        pair(self.at(k - 1, k - 1), self.at(k - 1, k), self.at(k, k - 1), self.at(k, k))
    }

    /// Shifts that owe nothing to the last 2 × 2 block: a complex pair at the distance of the
    /// subdiagonal's size from the diagonal, alternately of the last and the first row, and each
    /// time in another direction, so that no symmetry of H can withstand them all.
    fn exceptional(&self, start: usize, end: usize, count: usize) -> Shifts {
        let (centre, distance) = match count % 2 {
            1 => {
                (self.at(end - 1, end - 1), self.at(end - 1, end - 2).abs() + self.at(end - 2, end - 3).abs())
            }
            _ => {
                (self.at(start, start), self.at(start + 1, start).abs() + self.at(start + 2, start + 1).abs())
            }
        };
        // Multiples of the golden section modulo 1 spread the directions evenly.
        let turn = (count as f64 * 0.618_033_988_749_894_9) % 1.0;
        let re = centre + distance * (turn - 0.25);
        Shifts { re: [re, re], im: distance * (1.0 - 0.5 * turn) }
    }

    /// One double step on the unreduced block `start..end` of at least three rows.
    ///
    /// Reflections are made in groups: each at once within a window on the diagonal, which is all
    /// that the next one needs, and the whole group afterwards on the columns to the right and on
    /// the rows above, each of which then passes through the cache once a group.
    fn step(&mut self, start: usize, end: usize, shifts: Shifts) {
        let (first, v) = self.bulge(start, end, shifts);
        let (top, right) = if self.u.is_some() { (0, self.n) } else { (start, end) };
        let n = self.n;
        let mut turns = Vec::with_capacity(GROUP);
        for k in (first..end - 1).step_by(GROUP) {
            let window = k..(k + GROUP + 2).min(end);
            turns.clear();
            for k in k..(k + GROUP).min(end - 1) {
                let turn = self.turn(k, (first, v), start, end);
                turn.within(&mut self.h[k * n..window.end * n], n);
                columns(self.h, n, window.start..(k + 4).min(end), &turn);
                turns.push(turn);
            }
            rows(&mut self.h[window.end * n..right * n], n, &turns);
            for turn in &turns {
                columns(self.h, n, top..window.start, turn);
                if let Some(u) = self.u.as_deref_mut() {
                    columns(u, n, 0..n, turn);
                }
            }
        }
    }

    /// The reflection that starts the bulge, `v` at row `first`, or moves it on to row `k`; in
    /// column k − 1 it is carried out.
    fn turn(&mut self, k: usize, (first, v): (usize, [f64; 3]), start: usize, end: usize) -> Turn {
        let size = (end - k).min(3);
        if k == first {
            let mut v = v;
            let Reflector { tau, .. } = reflector(&mut v);
            if k > start {
                // Of this column only the entry above the bulge is not negligible.
                self.set(k, k - 1, self.at(k, k - 1) * (1.0 - tau));
            }
            return Turn { k, size, v, tau };
        }
        let mut v = [0.0; 3];
        let column = &mut self.h[(k - 1) * self.n + k..][..size];
        v[..size].copy_from_slice(column);
        let Reflector { tau, beta } = reflector(&mut v[..size]);
        column.fill(0.0);
        column[0] = beta;
        Turn { k, size, v, tau }
    }

    /// Where the step can start (below two small subdiagonal entries in a row, if there are such),
    /// and the first column there of (H − s₁)(H − s₂), up to a factor.
    fn bulge(&self, start: usize, end: usize, shifts: Shifts) -> (usize, [f64; 3]) {
        let Shifts { re: [s1, s2], im } = shifts;
        let mut k = end - 3;
        loop {
            let (a, d) = (self.at(k, k), self.at(k + 1, k + 1));
            let below = self.at(k + 1, k);
            let unit = (a - s2).abs() + im + below.abs();
            let low = below / unit;
            let v = [
                low * self.at(k, k + 1) + (a - s1) * ((a - s2) / unit) + im * (im / unit),
                low * (a + d - s1 - s2),
                low * self.at(k + 2, k + 1),
            ];
            if k == start {
                return (k, v);
            }
            let neighbours = self.at(k - 1, k - 1).abs() + a.abs() + d.abs();
            let lost = self.at(k, k - 1).abs() * (v[1].abs() + v[2].abs());
            if lost <= ULP * v[0].abs() * neighbours {
                return (k, v);
            }
            k -= 1;
        }
    }

    /// Gives the 2 × 2 block at `k` its final form: triangular, or of equal diagonal.
    fn standardise(&mut self, k: usize) {
        let (a, b, c, d) = (self.at(k, k), self.at(k, k + 1), self.at(k + 1, k), self.at(k + 1, k + 1));
        let Standard { block, cos, sin } = standard(a, b, c, d);
        let (n, m) = (self.n, [cos, sin, -sin, cos]);
        if let Some(u) = self.u.as_deref_mut() {
            for column in self.h[(k + 2) * n..].chunks_exact_mut(n) {
                let (x, y) = (column[k], column[k + 1]);
                column[k] = m[0] * x + m[1] * y;
                column[k + 1] = m[2] * x + m[3] * y;
            }
            columns2(&mut self.h[k * n..(k + 2) * n], n, 0..k, m);
            columns2(&mut u[k * n..(k + 2) * n], n, 0..n, m);
        }
        for (place, value) in [(k, k), (k, k + 1), (k + 1, k), (k + 1, k + 1)].into_iter().zip(block) {
            self.set(place.0, place.1, value);
        }
    }
}

/// A reflection I − τ v v' of the `size` (two or three) rows or columns from `k` on; v_0 = 1.
#[derive(Clone, Copy)]
struct Turn {
    k: usize,
    size: usize,
    v: [f64; 3],
    tau: f64,
}

/// The reflections from the left, one after another, on every column. Each waits for the one
/// before, so several columns go side by side, in a copy by rows that vector instructions can use.
fn rows(columns: &mut [f64], n: usize, turns: &[Turn]) {
    let (Some(first), Some(last)) = (turns.first(), turns.last()) else { return };
    let span = first.k..last.k + last.size;
    let mut copy = [[0.0; SIDE]; GROUP + 2];
    for columns in columns.chunks_mut(SIDE * n) {
        for (c, column) in columns.chunks_exact(n).enumerate() {
            for (row, value) in copy.iter_mut().zip(&column[span.clone()]) {
                row[c] = *value;
            }
        }
        for turn in turns {
            turn.reflect(&mut copy[turn.k - first.k..][..turn.size]);
        }
        for (c, column) in columns.chunks_exact_mut(n).enumerate() {
            for (row, value) in copy.iter().zip(&mut column[span.clone()]) {
                *value = row[c];
            }
        }
    }
}

impl Turn {
    /// This reflection from the left on every column.
    #[inline]
    fn within(&self, columns: &mut [f64], n: usize) {
        let Turn { k, size, v, tau } = self;
        for column in columns.chunks_exact_mut(n) {
            if let [x, y, z] = &mut column[*k..k + size] {
                let sum = tau * (*x + v[1] * *y + v[2] * *z);
                *x -= sum;
                *y -= sum * v[1];
                *z -= sum * v[2];
            } else if let [x, y] = &mut column[*k..k + size] {
                let sum = tau * (*x + v[1] * *y);
                *x -= sum;
                *y -= sum * v[1];
            }
        }
    }

    /// This reflection of two or three rows of `SIDE` columns.
    #[inline]
    fn reflect(&self, rows: &mut [[f64; SIDE]]) {
        let Turn { v, tau, .. } = self;
        if let [x, y, z] = rows {
            for c in 0..SIDE {
                let sum = tau * (x[c] + v[1] * y[c] + v[2] * z[c]);
                x[c] -= sum;
                y[c] -= sum * v[1];
                z[c] -= sum * v[2];
            }
        } else if let [x, y] = rows {
            for c in 0..SIDE {
                let sum = tau * (x[c] + v[1] * y[c]);
                x[c] -= sum;
                y[c] -= sum * v[1];
            }
        }
    }
}

/// The reflection from the right, on `rows` of its columns.
fn columns(matrix: &mut [f64], n: usize, rows: Range<usize>, turn: &Turn) {
    let Turn { k, size, v, tau } = *turn;
    let columns = &mut matrix[k * n..(k + size) * n];
    match size {
        3 => columns3(columns, n, rows, &v, tau),
        _ => columns2(columns, n, rows, [1.0 - tau, -tau * v[1], -tau * v[1], 1.0 - tau * v[1] * v[1]]),
    }
}

/// (I − τ v v') from the right on three adjacent columns.
fn columns3(columns: &mut [f64], n: usize, rows: Range<usize>, v: &[f64; 3], tau: f64) {
    let (x, rest) = columns.split_at_mut(n);
    let (y, z) = rest.split_at_mut(n);
    let (x, y, z) = (&mut x[rows.clone()], &mut y[rows.clone()], &mut z[rows]);
    for ((x, y), z) in x.iter_mut().zip(y).zip(z) {
        let sum = tau * (*x + v[1] * *y + v[2] * *z);
        *x -= sum;
        *y -= sum * v[1];
        *z -= sum * v[2];
    }
}

/// M' from the right on two adjacent columns.
fn columns2(columns: &mut [f64], n: usize, rows: Range<usize>, m: [f64; 4]) {
    let (x, y) = columns.split_at_mut(n);
    for (x, y) in x[rows.clone()].iter_mut().zip(&mut y[rows]) {
        (*x, *y) = (m[0] * *x + m[1] * *y, m[2] * *x + m[3] * *y);
    }
}

/// p² + bc with p = (a − d) / 2: the eigenvalues of [a b; c d] are (a + d) / 2 ± its root.
fn discriminant(p: f64, b: f64, c: f64) -> f64 {
    p * p + b * c
}

/// Francis' shifts from the block [a b; c d].
fn pair(a: f64, b: f64, c: f64, d: f64) -> Shifts {
    let p = 0.5 * (a - d);
    let under = discriminant(p, b, c);
    if under < 0.0 {
        let re = d + p;
        return Shifts { re: [re, re], im: (-under).sqrt() };
    }
    // d + z and d − bc / z; the latter is nearer to d, since |z| ≥ √|bc|.
    let z = p + under.sqrt().copysign(p);
    let nearer = if z == 0.0 { d } else { d - b * (c / z) };
    Shifts { re: [nearer, nearer], im: 0.0 }
}

/// A 2 × 2 block by rows in its final form, and the rotation [cos sin; −sin cos] =: M that leads to
/// it: M [a b; c d] M'.
struct Standard {
    block: [f64; 4],
    cos: f64,
    sin: f64,
}

/// The final form of [a b; c d], c ≠ 0.
///
/// Two real eigenvalues: (z, c) is an eigenvector of d + z, where z is the larger root of
/// z² − 2pz − bc = 0, and becomes the first axis. A complex pair: a rotation by θ with
/// tan 2θ = (a − d) / (b + c) makes the diagonal equal; b − c and bc + p² do not change.
fn standard(a: f64, b: f64, c: f64, d: f64) -> Standard {
    let p = 0.5 * (a - d);
    let under = discriminant(p, b, c);
    if under >= 0.0 {
        let z = p + under.sqrt().copysign(p);
        let length = length(z, c);
        let other = if z == 0.0 { d } else { d - b * (c / z) };
        return Standard { block: [d + z, b - c, 0.0, other], cos: z / length, sin: c / length };
    }
    let (sum, difference) = (b + c, b - c);
    let r = length(2.0 * p, sum);
    // Half of the one that is summed without cancellation; the other from their product.
    let large = 0.5 * (difference + r.copysign(difference));
    let small = under / large;
    let sign = if sum >= 0.0 { 1.0 } else { -1.0 };
    let same = sign * difference > 0.0;
    let (above, below) = if same { (large, small) } else { (-small, -large) };
    let cos = if r == 0.0 { 1.0 } else { (0.5 * (1.0 + sum.abs() / r)).sqrt() };
    let sin = if r == 0.0 { 0.0 } else { -sign * p / (r * cos) };
    Standard { block: [d + p, above, below, d + p], cos, sin }
}

/// √(x² + y²) without overflow; at least one of them is not zero.
fn length(x: f64, y: f64) -> f64 {
    let unit = x.abs().max(y.abs());
    if unit == 0.0 {
        return 0.0;
    }
    unit * ((x / unit) * (x / unit) + (y / unit) * (y / unit)).sqrt()
}
