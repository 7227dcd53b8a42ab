//! Many small steps of a linear network at once.
//!
//! A network whose fastest mode is thousands of times faster than its slowest needs a small step for
//! the one and a long time for the other: the worm's chemical synapses, 300,000 steps in one τ. But
//! for a linear network a step is a matrix and a normal number a neuron, and so are two steps:
//!
//! x ← M x + c + ξ, ξ ~ N(0, Q)  twice is  x ← M² x + (M c + c) + ξ', ξ' ~ N(0, M Q M' + Q).
//!
//! Doubling so k times gives 2^k steps of [`Scheme::Heun`](super::flow::Scheme) for one dense product: a
//! chain with the same law as every 2^k-th state of the small steps, not an approximation to it.

use nalgebra::{DMatrix, DVector};
use noise_prune_linalg as linalg;

use super::Pace;
use crate::numerics::product::product;

/// h · max|λ| of the small step; the covariance of the fastest mode is then off by 1.5e-5.
const RESOLUTION: f64 = 1.0 / 128.0;
/// A leap is at most this part of τ: more looks in a τ teach the synapses nothing about the slow modes,
/// which are the ones that take long to hear.
const OF_TAU: f64 = 1.0 / 200.0;
/// Beyond this many neurons the doublings, 4 n³ operations each, take longer than they save.
const MOST: usize = 600;
/// How many times cheaper a τ must become.
const WORTH: f64 = 4.0;

/// A leap of x, and the memory for it.
#[derive(Clone, Debug)]
pub struct Leap {
    /// M, n × n.
    map: DMatrix<f64>,
    /// c.
    shift: DVector<f64>,
    /// The lower triangular L with L L' = Q.
    noise: DMatrix<f64>,
    step: f64,
    before: DVector<f64>,
    normal: DVector<f64>,
}

impl Leap {
    /// Leaps of the linear network A with input b on every neuron, if they are worth it beside small steps
    /// of length `small`, of which each costs about `work` operations. O(n³) a doubling.
    pub fn worth(
        a: &DMatrix<f64>,
        input: f64,
        sigma: f64,
        pace: Pace,
        small: f64,
        work: f64,
    ) -> Option<Leap> {
        let n = a.nrows();
        let dense = 3.0 * (n * n) as f64 / OF_TAU;
        if n > MOST || dense * WORTH > work * pace.tau() / small {
            return None;
        }
        let h = RESOLUTION / pace.fastest;
        let doublings = libm::floor(libm::log2(OF_TAU * pace.tau() / h)).max(0.0) as u32;
        Leap::new(a, input, sigma, h, doublings)
    }

    /// 2^`doublings` steps of length `h`. None if Q is not positive definite in floating point, as for σ = 0.
    fn new(a: &DMatrix<f64>, input: f64, sigma: f64, h: f64, doublings: u32) -> Option<Leap> {
        let n = a.nrows();
        let half = DMatrix::identity(n, n) + a * (0.5 * h);
        // Heun: x ← (1 + hA + h²A²/2) x + (1 + hA/2) (h b + σ √h g).
        let mut map = DMatrix::identity(n, n) + product(a, &half) * h;
        let mut shift = &half * DVector::from_element(n, h * input);
        let mut covariance = product(&half, &half.transpose()) * (sigma * sigma * h);
        for _ in 0..doublings {
            shift += &map * shift.clone();
            covariance += product(&product(&map, &covariance), &map.transpose());
            map = product(&map, &map);
        }
        if !linalg::cholesky(covariance.as_mut_slice(), n) {
            return None;
        }
        covariance.fill_upper_triangle(0.0, 1);
        let (before, normal) = (DVector::zeros(n), DVector::zeros(n));
        let step = libm::ldexp(h, doublings as i32);
        Some(Leap { map, shift, noise: covariance, step, before, normal })
    }

    /// Length of a leap in time.
    pub fn step(&self) -> f64 {
        self.step
    }

    /// One leap of the state `x` with standard normal numbers `g`.
    pub fn advance(&mut self, x: &mut [f64], g: &[f64]) {
        self.before.copy_from_slice(x);
        self.normal.copy_from_slice(g);
        let mut after = self.shift.clone();
        after.gemv(1.0, &self.map, &self.before, 1.0);
        after.gemv(1.0, &self.noise, &self.normal, 1.0);
        x.copy_from_slice(after.as_slice());
    }
}

#[cfg(test)]
mod tests {
    // Strategy: a leap is its small steps, first for the deterministic part, then for the law.
    use super::*;
    use crate::params::Act;
    use crate::rule::noise::flow::{Flow, Scheme, Stepper};
    use nalgebra::dmatrix;

    fn a() -> DMatrix<f64> {
        dmatrix![-2.0, 1.0, 0.0; -0.5, -3.0, 0.25; 0.0, 4.0, -5.0]
    }

    #[test]
    fn without_noise_a_leap_is_its_small_steps() {
        let (h, input) = (0.01, 0.7);
        let mut leap = Leap::new(&a(), input, 1.0, h, 5).unwrap();
        let mut stepper = Stepper::new(Flow::new(&a(), &[input; 3], Act::Linear), Scheme::Heun, h, 1.0);
        let (mut one, mut many) = ([1.0, -2.0, 3.0], [1.0, -2.0, 3.0]);
        leap.advance(&mut one, &[0.0; 3]);
        for _ in 0..32 {
            stepper.advance(&mut many, &[0.0; 3]);
        }
        assert!((leap.step() - 0.32).abs() < 1e-15);
        assert!(one.iter().zip(many).all(|(x, y)| (x - y).abs() < 1e-13), "{one:?} {many:?}");
    }

    #[test]
    fn a_leap_of_any_number_of_doublings_knows_its_length() {
        for doublings in [0, 5, 30, 31, 46] {
            let h = 1e-16;
            let leap = Leap::new(&a(), 0.0, 1.0, h, doublings).unwrap();
            assert_eq!(leap.step(), h * (1u64 << doublings) as f64);
        }
    }

    /// The stationary covariance V = M V M' + L L' solves the Lyapunov equation to the small step's error.
    #[test]
    fn leaps_have_the_covariance_of_the_network() {
        let leap = Leap::new(&a(), 0.0, 1.5, 1e-4, 12).unwrap();
        let (mut map, mut v) = (leap.map.clone(), &leap.noise * leap.noise.transpose());
        for _ in 0..30 {
            v += &map * &v * map.transpose();
            map = &map * &map;
        }
        let rest = a() * &v + &v * a().transpose() + DMatrix::identity(3, 3) * (1.5 * 1.5);
        assert!(rest.amax() < 1e-6, "{rest}");
    }

    #[test]
    fn only_where_they_pay_and_there_is_noise() {
        let worth = |slowest: f64, sigma: f64| {
            let pace = Pace { slowest, fastest: 6.0 };
            Leap::worth(&a(), 0.0, sigma, pace, 0.1 / pace.fastest, 20.0).is_some()
        };
        assert!(!worth(1.0, 1.0) && worth(1e-4, 1.0) && !worth(1e-4, 0.0));
    }
}
