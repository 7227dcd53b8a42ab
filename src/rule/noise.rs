//! The network under noise, and what each synapse learns from it.
//!
//! A synapse sees its two neurons and nothing else. It keeps one number, a running sum of
//! (dx_i − sign(a_ij) dx_j)² with dx the deviation of a neuron from its own running mean, so that
//! the memory is O(synapses), never n × n, and so that listening longer always makes it better:
//! times |a_ij| it tends to the importance s_ij of the rule (Moore & Chaudhuri 2020) with an error
//! that falls as 1/√time.

pub mod flow;
mod leap;
mod statistic;
#[cfg(test)]
mod tests;

use nalgebra::Complex;

use crate::network::Network;
use crate::numerics::order;
use crate::numerics::random::{Random, Stream};
use crate::numerics::schur::{self, SchurError};
use crate::numerics::{digits, symmetric};
use crate::params::{Act, Rule};
use flow::{Flow, Scheme, Stepper};
use leap::Leap;
use statistic::{Neurons, Statistic};

/// Time in τ that passes before the synapses listen, from x = 0. What is left of the start decays as
/// exp(−t/τ): 5e-5 of its mean, 2e-9 of its variance.
pub const WARM_UP: f64 = 10.0;

/// Steps times neurons and synapses of the longest listening: about three hours. The worm's chemical synapses,
/// rectified-linear, need 3e11 for 100 τ.
const LONGEST: f64 = 1e13;

/// Why the noise cannot be listened to.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoiseError {
    /// The noise would grow without bound.
    #[error(
        "the network is not stable: its eigenvalue {} does not decay, so its noise never settles; \
         the neurons need a larger leak (excess or, for a matrix of your own, leak=dominant)",
        digits::complex(*eigenvalue)
    )]
    NotStable { eigenvalue: Complex<f64> },
    /// The network's eigenvalues, and with them its pace, cannot be found.
    #[error("the pace of the network could not be found: {0}")]
    Schur(#[from] SchurError),
    /// The amplitude of the noise is negative, infinite or not a number.
    #[error("the amplitude of the noise is {sigma}; it must be a finite number, 0 or more")]
    BadAmplitude { sigma: f64 },
    /// The network has modes so much faster than its slowest that the end would never come.
    #[error(
        "listening so long would take {steps:.1e} steps, because the network's fastest pattern decays so much sooner \
         than its slowest; take a shorter listening time, or the exact covariance"
    )]
    TooLong { steps: f64 },
    /// A rate grew beyond what a number can hold.
    #[error("the rate of neuron {neuron} grew without bound after {time:.3e} τ; nothing more is learned")]
    Diverged { neuron: usize, time: f64 },
}

/// How fast a network is: it needs a step that resolves its fastest mode, and has to be heard for
/// many times τ = 1 / slowest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// min |Re λ|.
    pub slowest: f64,
    /// max |λ|.
    pub fastest: f64,
}

impl Pace {
    /// From the eigenvalues of A; an error names one that does not decay. An empty list is an error.
    pub fn new(eigenvalues: &[Complex<f64>]) -> Result<Pace, NoiseError> {
        let slowest = eigenvalues.iter().max_by(|x, y| x.re.total_cmp(&y.re));
        let slowest = slowest.copied().unwrap_or(Complex::new(0.0, 0.0));
        let fastest =
            eigenvalues.iter().fold(0.0, |most: f64, value| most.max(libm::hypot(value.re, value.im)));
        match slowest.re < 0.0 && fastest.is_finite() {
            true => Ok(Pace { slowest: -slowest.re, fastest }),
            false => Err(NoiseError::NotStable { eigenvalue: slowest }),
        }
    }

    /// The same, from the eigenvalues of a symmetric A.
    pub fn from_real(eigenvalues: &[f64]) -> Result<Pace, NoiseError> {
        Pace::new(&eigenvalues.iter().map(|value| Complex::new(*value, 0.0)).collect::<Vec<_>>())
    }

    /// The same, from A itself. O(n³).
    pub fn of(network: &Network) -> Result<Pace, NoiseError> {
        match network.is_symmetric() {
            true => Pace::from_real(&symmetric::eigenvalues(network.a())),
            false => Pace::new(&schur::eigenvalues(network.a())?),
        }
    }

    /// τ, in the unit of time of A.
    pub fn tau(&self) -> f64 {
        1.0 / self.slowest
    }
}

impl Scheme {
    /// The scheme for a network: the one without any bias where there is one.
    pub fn of(network: &Network, act: Act) -> Scheme {
        match network.is_symmetric() && act == Act::Linear {
            true => Scheme::Averaged,
            false => Scheme::Heun,
        }
    }

    /// h · max|λ|.
    ///
    /// `Averaged` has no bias at any step, so its step is as long as a time of listening teaches no
    /// less: for `clustered` (n = 140) the importances are 7.7, 7.2, 7.2 and 7.0 % off after 10 τ at
    /// 1, 0.5, 0.25 and 0.1. At 0.5 their error still falls as 1/√time at 10,000 τ (0.24 %).
    ///
    /// `Heun`, off by (h |λ|)²/4 in the fastest mode and less in all others, biases the same
    /// importances by −0.1 % at 0.1 and by −0.45 % at 0.2.
    pub fn resolution(self) -> f64 {
        match self {
            Scheme::Averaged => 0.5,
            Scheme::Heun => 0.1,
        }
    }

    /// Steps from one look at the rates to the next: half the time constant of the fastest mode.
    pub fn stride(self) -> u64 {
        match self {
            Scheme::Averaged => 1,
            Scheme::Heun => 5,
        }
    }
}

/// What drives a simulation.
#[derive(Clone, Debug, PartialEq)]
pub struct Drive {
    /// Linear or rectified-linear.
    pub act: Act,
    /// b, the constant input of every neuron.
    pub input: f64,
    /// σ, the amplitude of the noise.
    pub sigma: f64,
    /// Seed of the noise.
    pub seed: u32,
}

impl Default for Drive {
    fn default() -> Self {
        Drive { act: Act::Linear, input: 0.0, sigma: 1.0, seed: 1 }
    }
}

/// How the state is moved through time.
#[derive(Debug)]
enum Motion {
    Steps(Stepper),
    Leaps(Leap),
}

impl Motion {
    /// Length of a step.
    fn step(&self) -> f64 {
        match self {
            Motion::Steps(stepper) => stepper.step(),
            Motion::Leaps(leap) => leap.step(),
        }
    }

    /// One step of `x` with standard normal numbers `g`; returns how many neurons were active.
    fn advance(&mut self, x: &mut [f64], g: &[f64]) -> usize {
        match self {
            Motion::Steps(stepper) => stepper.advance(x, g),
            Motion::Leaps(leap) => {
                leap.advance(x, g);
                x.len()
            }
        }
    }
}

/// A network under noise. It knows no clock: [`Simulation::advance`] makes steps, and cutting a run
/// into pieces changes no bit of it.
#[derive(Debug)]
pub struct Simulation {
    motion: Motion,
    stride: u64,
    tau: f64,
    random: Random,
    /// x.
    x: Vec<f64>,
    g: Vec<f64>,
    steps: u64,
    warm_up: u64,
    /// |a_ij|.
    strength: Vec<f64>,
    /// Since the beginning, for the eye.
    shown: Neurons,
    /// Since the warm-up.
    neurons: Neurons,
    statistic: Statistic,
    active: usize,
    diverged: Option<NoiseError>,
}

impl Simulation {
    /// A simulation at time 0, with x = 0. `pace` belongs to `network`. O(n²) work; O(n³) for a linear network
    /// with modes so fast beside its slowest that many steps are better made at once.
    pub fn new(network: &Network, pace: Pace, drive: &Drive) -> Result<Simulation, NoiseError> {
        let scheme = Scheme::of(network, drive.act);
        let mut simulation = Simulation::with_scheme(network, pace, drive, scheme)?;
        if drive.act == Act::Linear {
            let work = 2.0 * (network.n() + 2 * network.synapses.len()) as f64;
            let small = simulation.step_length();
            let leap = Leap::worth(network.a(), drive.input, drive.sigma, pace, small, work);
            if let Some(leap) = leap {
                simulation.warm_up = (WARM_UP * pace.tau() / leap.step()).ceil() as u64;
                (simulation.stride, simulation.motion) = (1, Motion::Leaps(leap));
            }
        }
        Ok(simulation)
    }

    /// The same in small steps, with a scheme of the caller's choice.
    pub fn with_scheme(
        network: &Network,
        pace: Pace,
        drive: &Drive,
        scheme: Scheme,
    ) -> Result<Simulation, NoiseError> {
        if !(drive.sigma >= 0.0 && drive.sigma.is_finite()) {
            return Err(NoiseError::BadAmplitude { sigma: drive.sigma });
        }
        let n = network.n();
        let flow = Flow::new(network.a(), &vec![drive.input; n], drive.act);
        let step = scheme.resolution() / pace.fastest;
        Ok(Simulation {
            motion: Motion::Steps(Stepper::new(flow, scheme, step, drive.sigma)),
            stride: scheme.stride(),
            tau: pace.tau(),
            random: Random::new(drive.seed, Stream::Noise),
            x: vec![0.0; n],
            g: vec![0.0; n],
            steps: 0,
            warm_up: (WARM_UP * pace.tau() / step).ceil() as u64,
            strength: network.synapses.iter().map(|synapse| synapse.weight.abs()).collect(),
            shown: Neurons::new(n),
            neurons: Neurons::new(n),
            statistic: Statistic::new(n, &network.synapses),
            active: n,
            diverged: None,
        })
    }

    /// Makes `steps` steps, O(n + synapses) each. Once a rate has diverged, every call gives the
    /// same error and what was learned before stays.
    pub fn advance(&mut self, steps: u64) -> Result<(), NoiseError> {
        for _ in 0..steps {
            if let Some(error) = &self.diverged {
                return Err(error.clone());
            }
            self.step();
        }
        self.diverged.clone().map_or(Ok(()), Err)
    }

    fn step(&mut self) {
        self.g.fill_with(|| self.random.normal());
        self.active = self.motion.advance(&mut self.x, &self.g);
        self.steps += 1;
        // Squares must be finite too; a sum of them is not if any is not.
        if !self.x.iter().map(|x| x * x).sum::<f64>().is_finite() {
            let neuron = self.x.iter().position(|x| !(x * x).is_finite()).unwrap_or(0);
            self.diverged = Some(NoiseError::Diverged { neuron, time: self.time() });
            return;
        }
        if self.steps.is_multiple_of(self.stride) {
            self.shown.look(&self.x);
            if self.steps > self.warm_up {
                let share = self.neurons.look(&self.x);
                self.statistic.look(&self.neurons.deviation, share);
            }
        }
    }

    /// h, in the unit of time of A.
    pub fn step_length(&self) -> f64 {
        self.motion.step()
    }

    /// τ, in the unit of time of A.
    pub fn tau(&self) -> f64 {
        self.tau
    }

    /// Steps made.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Time since the beginning, in τ.
    pub fn time(&self) -> f64 {
        self.steps as f64 * self.motion.step() / self.tau
    }

    /// Time for which the synapses have listened, in τ; 0 during the warm-up.
    pub fn observed(&self) -> f64 {
        (self.neurons.looks * self.stride) as f64 * self.motion.step() / self.tau
    }

    /// Steps from the beginning until `time` (in τ) has been observed, the warm-up included.
    pub fn steps_for(&self, time: f64) -> u64 {
        let looks = (time * self.tau / (self.motion.step() * self.stride as f64)).ceil() as u64;
        (self.warm_up / self.stride).saturating_add(looks).saturating_mul(self.stride)
    }

    /// An error if so many steps are more than anybody would wait for.
    pub fn check_length(&self, steps: u64) -> Result<(), NoiseError> {
        let (n, synapses) = (self.x.len(), self.strength.len());
        let a_step = match self.motion {
            Motion::Steps(_) => n + 2 * synapses,
            Motion::Leaps(_) => n * n,
        };
        let steps = steps as f64;
        if steps * a_step as f64 <= LONGEST { Ok(()) } else { Err(NoiseError::TooLong { steps }) }
    }

    /// The measured Var(x_i − sign(a_ij) x_j) of each synapse, the mean of its statistic, in the order of
    /// `Network::synapses`: always ≥ 0 and, as its product with |a_ij|, finite.
    ///
    /// Before the second look there is no statistic, and one that is not finite is none; both give
    /// 0, which the rule never keeps. [`Simulation::silent`] counts them.
    pub fn variances(&self) -> Vec<f64> {
        (0..self.strength.len()).map(|synapse| self.variance(synapse)).collect()
    }

    /// The same of one synapse.
    pub fn variance(&self, synapse: usize) -> f64 {
        let mean = self.statistic.squares[synapse] / self.neurons.looks.max(1) as f64;
        if (self.strength[synapse] * mean).is_finite() { mean } else { 0.0 }
    }

    /// The measured importance of each synapse under the noise rule, in the order of `Network::synapses`: always
    /// finite and ≥ 0.
    pub fn importances(&self) -> Vec<f64> {
        let pairs = self.strength.iter().zip(self.variances());
        pairs.map(|(size, variance)| Rule::Noise.importance(*size, variance)).collect()
    }

    /// Number of synapses whose measured importance is 0: nothing was heard, or nothing usable.
    pub fn silent(&self) -> usize {
        self.importances().iter().filter(|s| **s == 0.0).count()
    }

    /// x, the rates.
    pub fn rates(&self) -> &[f64] {
        &self.x
    }

    /// Each rate as it may be shown, in −1..1: its deviation from its mean since the beginning, three
    /// standard deviations being 1 and whatever is beyond them too.
    pub fn shown(&self) -> Vec<f64> {
        let looks = self.shown.looks.max(1) as f64;
        let scale = |i: usize| 3.0 * (self.shown.squares[i] / looks).sqrt();
        let deviation = |i: usize| self.x[i] - self.shown.mean[i];
        let shown = |i| if scale(i) > 0.0 { (deviation(i) / scale(i)).clamp(-1.0, 1.0) } else { 0.0 };
        (0..self.x.len()).map(shown).map(|x| if x.is_finite() { x } else { 0.0 }).collect()
    }

    /// Number of neurons that were active in the last step; all, in a linear network.
    pub fn active(&self) -> usize {
        self.active
    }
}

/// Error of measured importances: the median over the synapses of |s / s_exact − 1|, so half of them
/// are closer. Synapses whose exact importance is 0 are left out; 0 when there are no others.
///
/// For clustered networks it is about 0.23 / √(T/τ): 0.07 after 10 τ, 0.007 after 1,000 τ. The root
/// mean square is 1.5 times as large, from the synapses in which slow modes weigh most.
pub fn relative_error(measured: &[f64], exact: &[f64]) -> f64 {
    let pairs = measured.iter().zip(exact).filter(|(_, exact)| **exact > 0.0);
    order::median(pairs.map(|(measured, exact)| (measured / exact - 1.0).abs()).collect())
}
