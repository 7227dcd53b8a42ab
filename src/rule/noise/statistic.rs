//! What neurons and synapses keep of the rates that go by: running means, and sums of squares about them.

use crate::network::Synapse;

/// Mean and sum of squared deviations of each neuron, kept while the rates go by (B. P. Welford,
/// Technometrics 4, 1962, 419).
///
/// Without input a linear network's mean is 0, but a neuron cannot know that. Taking the mean of
/// what it heard instead makes a variance too small by 2 τ_mode / T, an order below its statistical
/// error √(2 τ_mode / T): −1 % against 7 % on average after 10 τ.
#[derive(Clone, Debug)]
pub(super) struct Neurons {
    pub looks: u64,
    pub mean: Vec<f64>,
    pub squares: Vec<f64>,
    /// x − mean, the mean being that *before* the last look.
    pub deviation: Vec<f64>,
}

impl Neurons {
    pub fn new(n: usize) -> Neurons {
        Neurons { looks: 0, mean: vec![0.0; n], squares: vec![0.0; n], deviation: vec![0.0; n] }
    }

    /// Takes in the rates `x`; returns the factor (N − 1)/N, which turns a squared deviation from
    /// the mean of the N − 1 looks before into this look's share of the sum about the mean of all N.
    pub fn look(&mut self, x: &[f64]) -> f64 {
        self.looks += 1;
        let one = 1.0 / self.looks as f64;
        for (i, x) in x.iter().enumerate() {
            self.deviation[i] = x - self.mean[i];
            self.mean[i] += self.deviation[i] * one;
            self.squares[i] += (1.0 - one) * self.deviation[i] * self.deviation[i];
        }
        1.0 - one
    }
}

/// The synapses' statistic, in the order of `Network::synapses`.
#[derive(Clone, Debug)]
pub(super) struct Statistic {
    /// Synapses with first neuron i are `starts[i]..starts[i + 1]`.
    starts: Vec<usize>,
    /// Their second neuron j.
    other: Vec<u32>,
    /// sign(a_ij).
    sign: Vec<f64>,
    /// Σ (dx_i − sign(a_ij) dx_j)² about the mean of all looks.
    pub squares: Vec<f64>,
}

impl Statistic {
    pub fn new(n: usize, synapses: &[Synapse]) -> Statistic {
        let starts = (0..=n).map(|i| synapses.partition_point(|synapse| (synapse.i as usize) < i)).collect();
        let other = synapses.iter().map(|synapse| synapse.j).collect();
        let sign = synapses.iter().map(|synapse| synapse.weight.signum()).collect();
        Statistic { starts, other, sign, squares: vec![0.0; synapses.len()] }
    }

    /// The mean of x_i − s x_j is the combination of its neurons' means, so what Welford's update
    /// needs is known to the two neurons, and the sum comes out as if the mean had been known from
    /// the first look.
    pub fn look(&mut self, deviation: &[f64], share: f64) {
        for (i, deviation_i) in deviation.iter().enumerate() {
            let of_i = self.starts[i]..self.starts[i + 1];
            let synapses = self.other[of_i.clone()].iter().zip(&self.sign[of_i.clone()]);
            for ((j, sign), squares) in synapses.zip(&mut self.squares[of_i]) {
                let d = deviation_i - sign * deviation[*j as usize];
                *squares += share * (d * d);
            }
        }
    }
}
