//! A symmetric matrix brought to tridiagonal form, T = Q' A Q, by Householder reflections
//! (G. Golub, C. Van Loan, Matrix Computations, 4th ed., section 8.3.1).
//!
//! The usual algorithm goes over what is left of A twice for each reflection v: for p = A v, and for the
//! update A ← A − v w' − w v'. Here the update waits until the next reflection is known, which needs only one column of
//! it; then both are done in one pass, for twice as much arithmetic on each number that is loaded.

use wide::f64x2;

use crate::lanes::{add_scaled, dot};

/// T and, in A's place, the reflections.
pub struct Tridiagonal {
    /// T's diagonal, n.
    pub diagonal: Vec<f64>,
    /// T's entries below it, n − 1.
    pub below: Vec<f64>,
    /// τ of each reflection 1 − τ v v'; v_k has a 1 in row k + 1, and the rows after stand in column k of A.
    pub scales: Vec<f64>,
}

/// What A still is to lose: u w' + w u'. Of u, w, v and p only the rows that are left matter.
struct Pass {
    u: Vec<f64>,
    w: Vec<f64>,
    v: Vec<f64>,
    p: Vec<f64>,
}

/// Entries below this, whose squares may vanish, are taken for zero; the matrix has entries up to 1.
const NOTHING: f64 = 1e-140;

/// Brings A (n × n, n > 0, of which the lower triangle is read, entries of at most 1) to tridiagonal form.
pub fn reduce(a: &mut [f64], n: usize) -> Tridiagonal {
    let zeros = || vec![0.0; n];
    let mut pass = Pass { u: zeros(), w: zeros(), v: zeros(), p: zeros() };
    let mut t = Tridiagonal { diagonal: zeros(), below: vec![0.0; n - 1], scales: vec![0.0; n - 1] };
    for k in 0..n {
        let column = &mut a[k * n + k..(k + 1) * n];
        let (u, w) = (&pass.u[k..], &pass.w[k..]);
        let (u_k, w_k) = (u[0], w[0]);
        add_scaled(column, -w_k, u);
        add_scaled(column, -u_k, w);
        t.diagonal[k] = column[0];
        if k + 1 == n {
            break;
        }
        (t.scales[k], t.below[k]) = reflection(&mut column[1..]);
        pass.v[k + 1..].copy_from_slice(&column[1..]);
        pass.v[k + 1] = 1.0;
        pass.run(a, n, k + 1);
        pass.follow(k + 1, t.scales[k]);
    }
    t
}

/// Turns x into v, whose first entry is 1 and not written, such that (1 − τ v v') x = (β, 0, …); gives τ and β.
pub fn reflection(x: &mut [f64]) -> (f64, f64) {
    let first = x[0];
    let rest = dot(&x[1..], &x[1..]);
    if rest < NOTHING * NOTHING {
        x[1..].fill(0.0);
        return (0.0, first);
    }
    let norm = (first * first + rest).sqrt();
    let beta = if first > 0.0 { -norm } else { norm };
    let scale = 1.0 / (first - beta);
    x[1..].iter_mut().for_each(|x| *x *= scale);
    ((beta - first) / beta, beta)
}

impl Pass {
    /// Brings the columns from `first` on up to date, and sets p = A v.
    fn run(&mut self, a: &mut [f64], n: usize, first: usize) {
        self.p[first..].fill(0.0);
        let mut j = first;
        while j + 1 < n {
            let (left, right) = a[j * n..].split_at_mut(n);
            self.two_columns(&mut left[j..n], &mut right[j..n], j);
            j += 2;
        }
        if j < n {
            let (u, w, v) = (self.u[j], self.w[j], self.v[j]);
            a[j * n + j] -= 2.0 * u * w;
            self.p[j] += a[j * n + j] * v;
        }
    }

    /// The same for columns j and j + 1, from row j on.
    fn two_columns(&mut self, left: &mut [f64], right: &mut [f64], j: usize) {
        let here = [[self.u[j], self.w[j], self.v[j]], [self.u[j + 1], self.w[j + 1], self.v[j + 1]]];
        let [[u0, w0, v0], [u1, w1, v1]] = here;
        left[0] -= 2.0 * u0 * w0;
        left[1] -= u1 * w0 + w1 * u0;
        right[1] -= 2.0 * u1 * w1;
        let rest = j + 2..;
        let [p0, p1] = sweep(
            [&mut left[2..], &mut right[2..]],
            [&self.u[rest.clone()], &self.w[rest.clone()], &self.v[rest.clone()]],
            &mut self.p[rest],
            here,
        );
        self.p[j] += left[0] * v0 + left[1] * v1 + p0;
        self.p[j + 1] += left[1] * v0 + right[1] * v1 + p1;
    }

    /// After the pass: w = τ p − (τ²/2) (p · v) v, and v is the next u.
    fn follow(&mut self, first: usize, tau: f64) {
        let (p, v) = (&self.p[first..], &self.v[first..]);
        let half = 0.5 * tau * tau * dot(p, v);
        for (w, (p, v)) in self.w[first..].iter_mut().zip(p.iter().zip(v)) {
            *w = tau * p - half * v;
        }
        std::mem::swap(&mut self.u, &mut self.v);
    }
}

/// The rows below two columns: each entry a_ij loses u_i w_j + w_i u_j; then p_i gains a_ij v_j, and the sums of
/// a_ij v_i are given. `here` has u_j, w_j, v_j of the columns.
fn sweep(columns: [&mut [f64]; 2], uwv: [&[f64]; 3], p: &mut [f64], here: [[f64; 3]; 2]) -> [f64; 2] {
    let [left, right] = columns;
    let [u, w, v] = uwv;
    let [[u0, w0, v0], [u1, w1, v1]] = here.map(|of_column| of_column.map(f64x2::splat));
    let (left2, left) = left.as_chunks_mut();
    let (right2, right) = right.as_chunks_mut();
    let ((u2, u), (w2, w), (v2, v)) = (u.as_chunks(), w.as_chunks(), v.as_chunks());
    let (p2, p) = p.as_chunks_mut();
    let mut sums = [f64x2::ZERO; 2];
    for (((((left, right), u), w), v), p) in left2.iter_mut().zip(right2).zip(u2).zip(w2).zip(v2).zip(p2) {
        let (u, w, v) = (f64x2::new(*u), f64x2::new(*w), f64x2::new(*v));
        let a = f64x2::new(*left) - u * w0 - w * u0;
        let b = f64x2::new(*right) - u * w1 - w * u1;
        sums = [sums[0] + a * v, sums[1] + b * v];
        *p = (f64x2::new(*p) + (a * v0 + b * v1)).to_array();
        (*left, *right) = (a.to_array(), b.to_array());
    }
    // The last row, when their number is odd.
    let last = match (left, right, u, w, v, p) {
        ([left], [right], [u], [w], [v], [p]) => one_row([left, right], [*u, *w, *v], p, here),
        _ => [0.0; 2],
    };
    [0, 1].map(|k| sums[k].to_array()[0] + sums[k].to_array()[1] + last[k])
}

/// The same for one row.
fn one_row(entries: [&mut f64; 2], [u, w, v]: [f64; 3], p: &mut f64, here: [[f64; 3]; 2]) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for ((entry, [u_j, w_j, v_j]), sum) in entries.into_iter().zip(here).zip(&mut sums) {
        *entry = *entry - u * w_j - w * u_j;
        *p += *entry * v_j;
        *sum = *entry * v;
    }
    sums
}
