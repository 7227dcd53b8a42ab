//! The product Q of the reflections of a tridiagonal form, by blocks of them: H_1 … H_b = 1 − V T V', with an upper
//! triangular T (R. Schreiber, C. Van Loan, SIAM J. Sci. Stat. Comput. 10, 1989, 53).

use crate::lanes::dot;
use crate::product::{Block, Packed, add_product};

/// Reflections in a block.
const WIDTH: usize = 32;

/// Q (n × n), from the reflections in the lower triangle of `a` and their τ.
pub fn product(a: &[f64], n: usize, scales: &[f64]) -> Vec<f64> {
    let mut q = vec![0.0; n * n];
    (0..n).for_each(|i| q[i + i * n] = 1.0);
    // From the last to the first, the product is 1 but for the rows and columns after the block's first.
    for first in (0..scales.len()).step_by(WIDTH).rev() {
        let width = WIDTH.min(scales.len() - first);
        let v = vectors(a, n, first, width);
        let t = triangle(&v, width, &scales[first..first + width]);
        apply(&mut q, n, first + 1, &v, &t, width);
    }
    q
}

/// V: the `width` vectors from the one of column `first` on, one after another, in the rows from `first` + 1 on.
fn vectors(a: &[f64], n: usize, first: usize, width: usize) -> Vec<f64> {
    let height = n - first - 1;
    let mut v = vec![0.0; height * width];
    for k in 0..width {
        let column = &mut v[k * height..(k + 1) * height];
        column[k] = 1.0;
        column[k + 1..].copy_from_slice(&a[(first + k) * n + first + k + 2..(first + k + 1) * n]);
    }
    v
}

/// T, width × width: column k is −τ_k T (V'v_k) above the diagonal, and τ_k on it.
pub fn triangle(v: &[f64], width: usize, scales: &[f64]) -> Vec<f64> {
    let height = v.len() / width;
    let mut t = vec![0.0; width * width];
    for (k, tau) in scales.iter().enumerate() {
        let overlap: Vec<f64> = (0..k)
            .map(|j| dot(&v[j * height + k..(j + 1) * height], &v[k * height + k..(k + 1) * height]))
            .collect();
        for i in 0..k {
            let sum: f64 = (i..k).map(|j| t[i + j * width] * overlap[j]).sum();
            t[i + k * width] = -tau * sum;
        }
        t[k + k * width] = *tau;
    }
    t
}

/// Q ← (1 − V T V') Q, in the rows and columns from `first` on.
fn apply(q: &mut [f64], n: usize, first: usize, v: &[f64], t: &[f64], width: usize) {
    let m = n - first;
    let whole = |columns| Block { start: 0, down: 1, right: width, rows: width, columns };
    let of_v = Block { start: 0, down: 1, right: m, rows: m, columns: width };
    let (mut left, mut right) = (Packed::default(), Packed::default());
    let (mut vq, mut tvq) = (vec![0.0; width * m], vec![0.0; width * m]);
    left.pack(v, of_v.transposed());
    right.pack(q, Block::of(n, first..n, first..n).transposed());
    add_product(&mut vq, whole(m), 1.0, &left, &right);
    left.pack(t, whole(width));
    right.pack(&vq, whole(m).transposed());
    add_product(&mut tvq, whole(m), 1.0, &left, &right);
    left.pack(v, of_v);
    right.pack(&tvq, whole(m).transposed());
    add_product(q, Block::of(n, first..n, first..n), -1.0, &left, &right);
}
