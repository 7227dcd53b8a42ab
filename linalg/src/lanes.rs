//! Sums over slices, in four lanes.
//!
//! The page is made small as a whole, and a compiler that makes programs small finds no vectors: for wasm they are written
//! out. Natively the compiler finds the widest that the processor has.

use std::ops::{Add, Mul};

#[cfg(target_arch = "wasm32")]
use wide::f64x2;

/// What is added at a time.
pub const LANES: usize = 4;

/// Four numbers.
#[derive(Clone, Copy)]
pub struct Four(#[cfg(target_arch = "wasm32")] [f64x2; 2], #[cfg(not(target_arch = "wasm32"))] [f64; LANES]);

#[cfg(target_arch = "wasm32")]
impl Four {
    #[inline(always)]
    pub fn new([a, b, c, d]: [f64; LANES]) -> Four {
        Four([f64x2::new([a, b]), f64x2::new([c, d])])
    }

    #[inline(always)]
    pub fn to_array(self) -> [f64; LANES] {
        let [[a, b], [c, d]] = self.0.map(|two| two.to_array());
        [a, b, c, d]
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Four {
    #[inline(always)]
    pub fn new(four: [f64; LANES]) -> Four {
        Four(four)
    }

    #[inline(always)]
    pub fn to_array(self) -> [f64; LANES] {
        self.0
    }
}

impl Four {
    pub const ZERO: Four = Four(ZERO);

    #[inline(always)]
    pub fn splat(x: f64) -> Four {
        Four::new([x; LANES])
    }

    /// The sum of the lanes.
    pub fn total(self) -> f64 {
        let [a, b, c, d] = self.to_array();
        (a + c) + (b + d)
    }
}

#[cfg(target_arch = "wasm32")]
const ZERO: [f64x2; 2] = [f64x2::ZERO; 2];
#[cfg(not(target_arch = "wasm32"))]
const ZERO: [f64; LANES] = [0.0; LANES];

impl Add for Four {
    type Output = Four;

    #[inline(always)]
    fn add(mut self, other: Four) -> Four {
        for lane in 0..self.0.len() {
            self.0[lane] += other.0[lane];
        }
        self
    }
}

impl Mul for Four {
    type Output = Four;

    #[inline(always)]
    fn mul(mut self, other: Four) -> Four {
        for lane in 0..self.0.len() {
            self.0[lane] *= other.0[lane];
        }
        self
    }
}

/// Σ x_i y_i.
#[inline]
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    let (x4, x_rest) = x.as_chunks();
    let (y4, y_rest) = y.as_chunks();
    let mut sum = Four::ZERO;
    for (x, y) in x4.iter().zip(y4) {
        sum = sum + Four::new(*x) * Four::new(*y);
    }
    let rest: f64 = x_rest.iter().zip(y_rest).map(|(x, y)| x * y).sum();
    sum.total() + rest
}

/// y ← y + a x.
#[inline]
pub fn add_scaled(y: &mut [f64], a: f64, x: &[f64]) {
    let (y4, y_rest) = y.as_chunks_mut();
    let (x4, x_rest) = x.as_chunks();
    for (y, x) in y4.iter_mut().zip(x4) {
        *y = (Four::new(*y) + Four::splat(a) * Four::new(*x)).to_array();
    }
    for (y, x) in y_rest.iter_mut().zip(x_rest) {
        *y += a * x;
    }
}
