//! Reduction to upper Hessenberg form (zero below the first subdiagonal) by Householder
//! reflections; GVL, algorithm 7.4.2.

use std::ops::Range;

use nalgebra::DMatrix;

use super::{add, dot, reflector};

/// Replaces A by H = P' A P with an orthogonal P that acts on `block` only and makes the diagonal
/// block there upper Hessenberg; everything below that block must be zero. If `u` is given, it
/// becomes U P, and all of A's rows and columns follow; else only the rows and columns of `block`.
pub fn reduce(a: &mut DMatrix<f64>, block: Range<usize>, mut u: Option<&mut DMatrix<f64>>) {
    let n = a.nrows();
    let (top, right) = if u.is_some() { (0, n) } else { (block.start, block.end) };
    let end = block.end;
    let mut y = vec![0.0; n];
    for k in block.start..end.saturating_sub(2) {
        let data = a.as_mut_slice();
        let mut v = data[k * n + k + 1..k * n + end].to_vec();
        let reflector = reflector(&mut v);
        if reflector.tau == 0.0 {
            continue;
        }
        data[k * n + k + 1] = reflector.beta;
        data[k * n + k + 2..k * n + end].fill(0.0);
        both_sides(data, n, &v, reflector.tau, [top, end, right], &mut y);
        if let Some(u) = u.as_deref_mut() {
            from_right(u.as_mut_slice(), n, &v, reflector.tau, k + 1, &mut y);
        }
    }
}

/// With H = I − τ v v', y = A v and w = A' v: H A H = A − (τ v) (w − τ (v'y) v)' − (τ y) v', in one
/// pass that reads A and one that changes it. `v` belongs to the rows that end at `end`.
fn both_sides(data: &mut [f64], n: usize, v: &[f64], tau: f64, bounds: [usize; 3], y: &mut [f64]) {
    let [top, end, right] = bounds;
    let first = end - v.len();
    let y = &mut y[top..end];
    y.fill(0.0);
    for (v, column) in v.iter().zip(data[first * n..].chunks_exact(n)) {
        add(y, *v, &column[top..end]);
    }
    let inner = dot(&y[first - top..], v);
    for (j, column) in data[first * n..right * n].chunks_exact_mut(n).enumerate() {
        let w = dot(&column[first..end], v);
        let own = v.get(j).copied().unwrap_or(0.0);
        if j < v.len() {
            add(&mut column[top..end], -tau * own, y);
        }
        add(&mut column[first..end], tau * (tau * inner * own - w), v);
    }
}

/// U H, where `v` belongs to the columns from `first` on.
fn from_right(data: &mut [f64], n: usize, v: &[f64], tau: f64, first: usize, y: &mut [f64]) {
    y.fill(0.0);
    for (v, column) in v.iter().zip(data[first * n..].chunks_exact(n)) {
        add(y, *v, column);
    }
    for (v, column) in v.iter().zip(data[first * n..].chunks_exact_mut(n)) {
        add(column, -tau * v, y);
    }
}
