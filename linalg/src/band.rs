//! Eigenvalues of a large symmetric matrix by way of a band (C. Bischof, B. Lang, X. Sun, ACM Trans. Math. Softw. 26, 2000,
//! 581). The tridiagonal form directly, by [`crate::tridiagonal`], goes over all that is left of the matrix for each of its
//! columns; a large matrix is in no cache. Here nearly all of the 4/3 n³ operations are products of blocks.

use std::ops::Range;

use multiversion::multiversion;

use crate::lanes::{add_scaled, dot};
use crate::product::{Block, Packed, Sums, add_product, product};
use crate::reflect::triangle;
use crate::threads;
use crate::tridiagonal::{Tridiagonal, reflection};

/// Entries below the diagonal in a column of the band.
const WIDTH: usize = 48;

/// While a band is made narrow, some of its columns have nearly twice as many.
const STRIDE: usize = 2 * WIDTH;

/// Rows and columns of the parts that are brought up to date at a time.
const PART: usize = 128;

/// Brings A (n × n, n > 0, of which the lower triangle is read and lost, entries of at most 1) to tridiagonal form, without
/// its reflections.
pub fn reduce(a: &mut [f64], n: usize) -> Tridiagonal {
    for first in (0..n.saturating_sub(WIDTH + 1)).step_by(WIDTH) {
        let top = first + WIDTH;
        let (v, t) = factorize(a, n, first..top);
        let w = other_side(a, n, top, &v, &t);
        subtract(a, n, top, &v, &w);
    }
    let mut band = vec![0.0; n * STRIDE];
    for (j, column) in band.chunks_exact_mut(STRIDE).enumerate() {
        let height = (WIDTH + 1).min(n - j);
        column[..height].copy_from_slice(&a[j * n + j..][..height]);
    }
    narrow(&mut band, n);
    let entry = |row: usize| move |column: &[f64]| column[row];
    let below = band.chunks_exact(STRIDE).take(n - 1).map(entry(1)).collect();
    Tridiagonal { diagonal: band.chunks_exact(STRIDE).map(entry(0)).collect(), below, scales: Vec::new() }
}

/// Makes what is further than the band below the diagonal of some columns zero, by reflections whose product is 1 − V T V',
/// and gives V and T. V has the rows from the last of the columns on.
fn factorize(a: &mut [f64], n: usize, columns: Range<usize>) -> (Vec<f64>, Vec<f64>) {
    let top = columns.end;
    let height = n - top;
    let width = columns.len().min(height - 1);
    let (mut v, mut scales) = (vec![0.0; height * width], Vec::new());
    for k in 0..width {
        let (left, right) = a[(columns.start + k) * n..top * n].split_at_mut(n);
        let x = &mut left[top + k..n];
        let (tau, beta) = reflection(x);
        x[0] = 1.0;
        for column in right.chunks_exact_mut(n) {
            let column = &mut column[top + k..];
            add_scaled(column, -tau * dot(x, column), x);
        }
        v[k * height + k..(k + 1) * height].copy_from_slice(x);
        x.fill(0.0);
        x[0] = beta;
        scales.push(tau);
    }
    let t = triangle(&v, width, &scales);
    (v, t)
}

/// W with (1 − V T V')' A (1 − V T V') = A − V W' − W V', for the rows and columns of A from `top` on:
/// W = Z − V T' V' Z / 2 for Z = A V T.
fn other_side(a: &[f64], n: usize, top: usize, v: &[f64], t: &[f64]) -> Vec<f64> {
    let height = n - top;
    let width = v.len() / height;
    let (tall, small) = (Block::of(height, 0..height, 0..width), Block::of(width, 0..width, 0..width));
    let mut sums = Sums::zeros(height, width);
    sums.add_symmetric((a, Block::of(n, top..n, top..n)), (v, tall));
    let mut w = product((&sums.matrix(height), tall), (t, small));
    let vz = product((v, tall.transposed()), (&w, tall));
    let half: Vec<f64> = product((t, small.transposed()), (&vz, small)).iter().map(|x| 0.5 * x).collect();
    product((v, tall), (&half, small)).iter().zip(&mut w).for_each(|(x, w)| *w -= x);
    w
}

/// A ← A − V W' − W V' in the lower triangle of the rows and columns from `top` on.
fn subtract(a: &mut [f64], n: usize, top: usize, v: &[f64], w: &[f64]) {
    let height = n - top;
    let (vw, wv) = ([v, w].concat(), [w, v].concat());
    let whole = Block::of(height, 0..height, 0..vw.len() / height);
    let packed = |matrix: &[f64]| -> Vec<Packed> {
        let part = |first: usize| {
            let mut packed = Packed::default();
            packed.pack(matrix, whole.part(first..height.min(first + PART), 0..whole.columns));
            packed
        };
        (0..height).step_by(PART).map(part).collect()
    };
    let (left, right) = (packed(&vw), packed(&wv));
    let parts: Vec<_> = a[top * n..].chunks_mut(PART * n).enumerate().collect();
    threads::each(parts, |(j, columns)| {
        for (i, left) in left.iter().enumerate().skip(j) {
            let rows = top + i * PART..n.min(top + (i + 1) * PART);
            let block = Block::of(n, rows, 0..columns.len() / n);
            add_product(columns, block, -1.0, left, &right[j]);
        }
    });
}

/// Brings a band to tridiagonal form. A column has its diagonal first (B. Lang, SIAM J. Sci. Comput. 14, 1993, 1320).
#[multiversion(targets("x86_64+avx2"))]
fn narrow(band: &mut [f64], n: usize) {
    let (mut v, mut next, mut sums) = ([0.0; WIDTH], [0.0; WIDTH], [0.0; WIDTH]);
    for j in 0..n.saturating_sub(2) {
        // The reflection that leaves one entry below the diagonal fills others further down, and so on.
        let (mut start, mut len) = (j + 1, WIDTH.min(n - j - 1));
        let mut tau = reflect(&mut band[j * STRIDE + 1..][..len], &mut v);
        loop {
            on_both_sides(&mut band[start * STRIDE..], &v[..len], tau, &mut sums);
            let height = WIDTH.min(n - start - len);
            if height == 0 {
                break;
            }
            tau = below(&mut band[start * STRIDE..], &v[..len], tau, &mut next[..height], &mut sums);
            (start, len) = (start + len, height);
            std::mem::swap(&mut v, &mut next);
        }
    }
}

/// Makes x = (β, 0, …) by the reflection 1 − τ v v', and gives τ.
#[inline(always)]
fn reflect(x: &mut [f64], v: &mut [f64]) -> f64 {
    let (tau, beta) = reflection(x);
    v[..x.len()].copy_from_slice(x);
    v[0] = 1.0;
    x.fill(0.0);
    x[0] = beta;
    tau
}

/// D ← (1 − τ v v') D (1 − τ v v') for the symmetric block at the start of a band.
#[inline(always)]
fn on_both_sides(band: &mut [f64], v: &[f64], tau: f64, p: &mut [f64; WIDTH]) {
    let len = v.len();
    let p = &mut p[..len];
    p.fill(0.0);
    for (c, column) in band.chunks_exact(STRIDE).take(len).enumerate() {
        let column = &column[..len - c];
        add_scaled(&mut p[c..], v[c], column);
        p[c] += dot(&column[1..], &v[c + 1..]);
    }
    let half = 0.5 * tau * tau * dot(p, v);
    p.iter_mut().zip(v).for_each(|(p, v)| *p = tau * *p - half * v);
    for (c, column) in band.chunks_exact_mut(STRIDE).take(len).enumerate() {
        let (v_c, p_c) = (v[c], p[c]);
        for ((entry, v), p) in column[..len - c].iter_mut().zip(&v[c..]).zip(&p[c..]) {
            *entry -= v * p_c + p * v_c;
        }
    }
}

/// E ← E (1 − τ v v') for the block below; then its first column is made (β, 0, …) by the next reflection, from the left,
/// whose v and τ are given.
#[inline(always)]
fn below(band: &mut [f64], v: &[f64], tau: f64, next: &mut [f64], sums: &mut [f64; WIDTH]) -> f64 {
    let (len, height) = (v.len(), next.len());
    let sums = &mut sums[..height];
    sums.fill(0.0);
    for (c, column) in band.chunks_exact(STRIDE).take(len).enumerate() {
        add_scaled(sums, v[c], &column[len - c..][..height]);
    }
    let mut scale = 0.0;
    for (c, column) in band.chunks_exact_mut(STRIDE).take(len).enumerate() {
        let column = &mut column[len - c..][..height];
        add_scaled(column, -tau * v[c], sums);
        if c == 0 {
            scale = reflect(column, next);
        } else {
            add_scaled(column, -scale * dot(column, next), next);
        }
    }
    scale
}

#[cfg(test)]
mod tests {
    //! Strategy: the eigenvalues beside those of the direct way, for sizes around the widths.
    use crate::eigen::{by_band, directly};

    #[test]
    fn both_ways_have_the_same_eigenvalues() {
        for n in [1, 2, 3, 47, 48, 49, 50, 51, 96, 97, 98, 130, 145, 193, 300] {
            let entry = |i: usize, j: usize| ((i * j + 3 * (i + j)) % 29) as f64 / 29.0 - 0.5;
            let a: Vec<f64> = (0..n * n).map(|at| entry(at % n, at / n)).collect();
            // What stands above the diagonal is not read.
            let lower: Vec<f64> =
                (0..n * n).map(|at| if at % n < at / n { f64::NAN } else { a[at] }).collect();
            let [mut one, mut other] = [by_band(&mut lower.clone(), n), directly(&mut a.clone(), n)];
            one.sort_by(f64::total_cmp);
            other.sort_by(f64::total_cmp);
            for (one, other) in one.iter().zip(&other) {
                assert!((one - other).abs() < 1e-13 * n as f64, "n = {n}: {one} and {other}");
            }
        }
    }

    #[test]
    fn what_is_not_a_number_ends() {
        assert!(by_band(&mut vec![f64::NAN; 100 * 100], 100).iter().all(|x| x.is_nan()));
    }
}
