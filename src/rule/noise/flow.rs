//! The deterministic part of a network's dynamics, in sparse rows, and one step of it in time.

use nalgebra::DMatrix;

use crate::numerics::sparse::Sparse;
use crate::params::Act;

/// The flow f of dx/dt = f(x) + σ ξ, with D = −diag(A) and W = A off the diagonal:
///
/// - linear: f(x) = A x + b;
/// - rectified-linear: f(x) = −D x + [W x + b]₊.
///
/// Only the diagonal and the synapses that exist are stored, so f costs O(n + synapses).
#[derive(Clone, Debug)]
pub struct Flow {
    act: Act,
    /// a_ii.
    diagonal: Vec<f64>,
    /// b.
    input: Vec<f64>,
    /// Row i holds entries `starts[i]..starts[i + 1]` of `columns` and `weights`.
    starts: Vec<usize>,
    columns: Vec<u32>,
    weights: Vec<f64>,
}

/// Gives i, j and a_ij of all entries beside the diagonal that are not zero, column after column.
fn off_diagonal(a: &DMatrix<f64>, mut give: impl FnMut(usize, usize, f64)) {
    for (j, column) in a.column_iter().enumerate() {
        for (i, weight) in column.iter().enumerate().filter(|(i, weight)| *i != j && **weight != 0.0) {
            give(i, j, *weight);
        }
    }
}

impl Flow {
    /// The flow of A (n × n) with input b (n numbers; panics if it has another length).
    pub fn new(a: &DMatrix<f64>, input: &[f64], act: Act) -> Flow {
        let n = a.nrows();
        assert!(a.is_square() && input.len() == n, "one input a neuron");
        // Row by row, but read along the columns, which lie in one piece.
        let mut starts = vec![0; n + 1];
        off_diagonal(a, |i, _, _| starts[i + 1] += 1);
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let (mut columns, mut weights) = (vec![0; starts[n]], vec![0.0; starts[n]]);
        let mut next = starts.clone();
        off_diagonal(a, |i, j, weight| {
            (columns[next[i]], weights[next[i]]) = (j as u32, weight);
            next[i] += 1;
        });
        let diagonal = a.diagonal().as_slice().to_vec();
        Flow { act, diagonal, input: input.to_vec(), starts, columns, weights }
    }

    /// The same from −A, symmetric and sparse. O(m).
    pub fn of_sparse(minus_a: Sparse, input: &[f64], act: Act) -> Flow {
        assert!(input.len() == minus_a.n(), "one input a neuron");
        let (starts, columns, mut weights, mut diagonal) = minus_a.into_parts();
        weights.iter_mut().chain(&mut diagonal).for_each(|value| *value = -*value);
        let starts = starts.into_iter().map(|start| start as usize).collect();
        Flow { act, diagonal, input: input.to_vec(), starts, columns, weights }
    }

    /// Number of neurons.
    pub fn n(&self) -> usize {
        self.diagonal.len()
    }

    /// Writes f(x) into `out` and returns how many neurons are active, [W x + b]_i > 0 (all, in a
    /// linear network). Both slices have n numbers.
    pub fn at(&self, x: &[f64], out: &mut [f64]) -> usize {
        let mut active = 0;
        for (i, out) in out.iter_mut().enumerate() {
            let drive = self.input[i] + self.recurrent(i, x);
            let passes = self.act == Act::Linear || drive > 0.0;
            active += usize::from(passes);
            *out = self.diagonal[i] * x[i] + if passes { drive } else { 0.0 };
        }
        active
    }

    /// (W x)_i, in four interleaved sums: a fixed order, and no addition waits for the one before.
    fn recurrent(&self, i: usize, x: &[f64]) -> f64 {
        let row = self.starts[i]..self.starts[i + 1];
        let (columns, rest_columns) = self.columns[row.clone()].as_chunks::<4>();
        let (weights, rest_weights) = self.weights[row].as_chunks::<4>();
        let mut sums = [0.0; 4];
        for (j, w) in columns.iter().zip(weights) {
            for k in 0..4 {
                sums[k] += w[k] * x[j[k] as usize];
            }
        }
        let rest: f64 = rest_columns.iter().zip(rest_weights).map(|(j, w)| w * x[*j as usize]).sum();
        (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
    }

    /// A bound on max |λ| over every set of active neurons (Gershgorin): max_i |a_ii| + Σ_j |a_ij|.
    pub fn fastest(&self) -> f64 {
        let row = |i: usize| self.weights[self.starts[i]..self.starts[i + 1]].iter();
        let sum = |i: usize| self.diagonal[i].abs() + row(i).map(|w| w.abs()).sum::<f64>();
        (0..self.n()).map(sum).fold(0.0, f64::max)
    }
}

/// A way to step dx/dt = f(x) + σ ξ through time. Both cost one normal number a neuron and step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// x ← x + h f(x) + σ √h (g + g⁺)/2, with g⁺ this step's and g the last step's normal numbers
    /// (B. Leimkuhler & C. Matthews, Appl. Math. Res. eXpress 2013, 34). One f a step.
    ///
    /// For a linear network with symmetric A its stationary covariance is −(σ²/2) A⁻¹ *exactly*, at
    /// any step h < 2 / max|λ|: with s² = σ² h, a mode of rate a obeys
    /// V = (1 − ha)² V + s²/2 + (1 − ha) s²/2, so V = σ² / 2a, where Euler–Maruyama has
    /// σ² / (2a − h a²). For other networks its error is O(h).
    Averaged,
    /// The trapezoidal rule with an explicit predictor (P. E. Kloeden & E. Platen, Numerical
    /// Solution of Stochastic Differential Equations, 1992, chapter 15). Two f a step.
    ///
    /// A mode of rate a of a linear network gets the variance
    /// σ² / 2a · (2 − ha) / (2 − ha + (ha)²/2): too small by (ha)²/4, whatever the network.
    Heun,
}

/// A network, its state's step in time, and the memory for it.
#[derive(Clone, Debug)]
pub struct Stepper {
    flow: Flow,
    scheme: Scheme,
    /// h.
    step: f64,
    /// σ √h.
    amplitude: f64,
    /// The last step's normal numbers; all zero before the first.
    last: Vec<f64>,
    slope: Vec<f64>,
    predicted: Vec<f64>,
    slope_there: Vec<f64>,
}

impl Stepper {
    /// Steps of length `step` for noise of amplitude `sigma`.
    pub fn new(flow: Flow, scheme: Scheme, step: f64, sigma: f64) -> Stepper {
        let zeros = vec![0.0; flow.n()];
        let (slope, predicted, slope_there) = (zeros.clone(), zeros.clone(), zeros.clone());
        let amplitude = sigma * step.sqrt();
        Stepper { flow, scheme, step, amplitude, last: zeros, slope, predicted, slope_there }
    }

    /// The flow that it follows.
    pub fn into_flow(self) -> Flow {
        self.flow
    }

    /// h.
    pub fn step(&self) -> f64 {
        self.step
    }

    /// One step of the state `x` with standard normal numbers `g`; returns how many neurons were
    /// active where it began.
    pub fn advance(&mut self, x: &mut [f64], g: &[f64]) -> usize {
        let active = self.flow.at(x, &mut self.slope);
        match self.scheme {
            Scheme::Averaged => self.averaged(x, g),
            Scheme::Heun => self.heun(x, g),
        }
        active
    }

    fn averaged(&mut self, x: &mut [f64], g: &[f64]) {
        let half = 0.5 * self.amplitude;
        for (i, x) in x.iter_mut().enumerate() {
            *x += self.step * self.slope[i] + half * (self.last[i] + g[i]);
        }
        self.last.copy_from_slice(g);
    }

    fn heun(&mut self, x: &mut [f64], g: &[f64]) {
        for (i, predicted) in self.predicted.iter_mut().enumerate() {
            *predicted = x[i] + self.step * self.slope[i] + self.amplitude * g[i];
        }
        self.flow.at(&self.predicted, &mut self.slope_there);
        for (i, x) in x.iter_mut().enumerate() {
            *x += 0.5 * self.step * (self.slope[i] + self.slope_there[i]) + self.amplitude * g[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DVector, dmatrix};

    fn a() -> DMatrix<f64> {
        dmatrix![-2.0, 1.0, 0.0; -0.5, -3.0, 0.25; 0.0, 4.0, -1.0]
    }

    #[test]
    fn the_flow_is_the_equation() {
        let (x, b) = ([1.0, -2.0, 0.5], [0.25, -1.0, 9.0]);
        let mut out = [0.0; 3];
        assert_eq!(Flow::new(&a(), &b, Act::Linear).at(&x, &mut out), 3);
        let expected = a() * DVector::from_row_slice(&x) + DVector::from_row_slice(&b);
        assert_eq!(out, expected.as_slice());
        // W x + b is −1.75, −1.375, 1.
        assert_eq!(Flow::new(&a(), &b, Act::Relu).at(&x, &mut out), 1);
        assert_eq!(out, [-2.0, 6.0, 0.5]);
    }

    #[test]
    fn long_rows_are_summed_whole() {
        let n = 12;
        let a = DMatrix::from_fn(n, n, |i, j| (i * n + j) as f64);
        let x: Vec<f64> = (0..n).map(|j| j as f64 - 5.0).collect();
        let mut out = vec![0.0; n];
        Flow::new(&a, &vec![0.0; n], Act::Linear).at(&x, &mut out);
        assert_eq!(out, (&a * DVector::from_vec(x)).as_slice());
    }

    #[test]
    fn gershgorin_bounds_the_fastest() {
        assert_eq!(Flow::new(&a(), &[0.0; 3], Act::Linear).fastest(), 5.0);
    }

    /// dx/dt = −x without noise: Heun's factor is 1 − h + h²/2, the other's 1 − h.
    #[test]
    fn each_scheme_has_its_factor() {
        for (scheme, factor) in [(Scheme::Averaged, 0.9), (Scheme::Heun, 0.905)] {
            let flow = Flow::new(&dmatrix![-1.0], &[0.0], Act::Linear);
            let mut x = [2.0];
            Stepper::new(flow, scheme, 0.1, 1.0).advance(&mut x, &[0.0]);
            assert!((x[0] - 2.0 * factor).abs() < 1e-15);
        }
    }

    /// The stationary covariance that a scheme really has: the linear map of one step on (x, last),
    /// read off unit vectors, squared to V = F V F' + G G' until it stands.
    fn covariance(a: &DMatrix<f64>, scheme: Scheme, step: f64) -> DMatrix<f64> {
        let n = a.nrows();
        let mut map = DMatrix::zeros(2 * n, 3 * n);
        for k in 0..3 * n {
            let mut stepper = Stepper::new(Flow::new(a, &vec![0.0; n], Act::Linear), scheme, step, 1.0);
            let unit: Vec<f64> = (0..3 * n).map(|i| f64::from(u8::from(i == k))).collect();
            let mut x = unit[..n].to_vec();
            stepper.last.copy_from_slice(&unit[n..2 * n]);
            stepper.advance(&mut x, &unit[2 * n..]);
            for i in 0..n {
                map[(i, k)] = x[i];
                map[(n + i, k)] = if scheme == Scheme::Averaged { stepper.last[i] } else { 0.0 };
            }
        }
        let (mut f, g) = (map.columns(0, 2 * n).into_owned(), map.columns(2 * n, n));
        let mut v = g * g.transpose();
        for _ in 0..40 {
            v = &f * &v * f.transpose() + v;
            f = &f * &f;
        }
        v.view((0, 0), (n, n)).into_owned()
    }

    #[test]
    fn averaged_noise_has_the_exact_covariance_of_a_symmetric_network() {
        let a = dmatrix![-2.0, 1.0, 0.0; 1.0, -2.5, -0.5; 0.0, -0.5, -1.0];
        let exact = -a.clone().try_inverse().unwrap() * 0.5;
        for step in [0.01, 0.1, 0.5] {
            assert!((covariance(&a, Scheme::Averaged, step) - &exact).amax() < 1e-13);
        }
    }

    #[test]
    fn heun_is_off_by_the_square_of_the_step() {
        let a = dmatrix![-2.0, 1.0, 0.0; 0.2, -2.5, -0.5; 0.0, -1.5, -3.0];
        let error = |step| {
            let c = covariance(&a, Scheme::Heun, step);
            (&a * &c + c * a.transpose() + DMatrix::identity(3, 3)).amax()
        };
        let (coarse, fine) = (error(0.04), error(0.02));
        assert!(coarse < 5e-3 && (coarse / fine - 4.0).abs() < 0.3, "{coarse} {fine}");
    }
}
