//! What depends on importances, kept fraction and seed: the draws, their order, and the probabilities.

use super::ear::Ear;
use super::model::{Model, SIGMA};
use crate::params::{Cov, Params};
use crate::rule::{self, RuleError, Scoring, Synapses, fate};

/// The draws, their order, and the scores.
pub(super) struct Fates {
    /// u of each synapse.
    pub draws: Vec<f64>,
    /// `turn[synapse]` is when it is decided: a permutation of 0, 1, ….
    pub turn: Vec<u32>,
    /// Empty until the synapses are scored.
    pub scored: Scored,
}

/// The scores, and what they were made from.
#[derive(Default)]
pub(super) struct Scored {
    /// Var(x_i − sign(a_ij) x_j) of each synapse as it was used, exact (for σ = 1) or measured.
    pub variance: Vec<f64>,
    pub by_rule: rule::Scored,
}

impl Fates {
    /// Draws and order of synapses that are not scored yet.
    pub fn new(params: &Params, model: &Model) -> Fates {
        let count = model.network.synapses.len();
        let mut turn = vec![0; count];
        for (k, synapse) in fate::order(params.seed, count).into_iter().enumerate() {
            turn[synapse as usize] = k as u32;
        }
        Fates { draws: fate::draws(params.seed, count), turn, scored: Scored::default() }
    }
}

impl Scored {
    /// Probabilities; empty while the synapses still have to listen.
    pub fn new(params: &Params, model: &Model, u: &[f64], ear: Option<&Ear>) -> Result<Scored, RuleError> {
        match ear.filter(|_| params.cov == Cov::Measured) {
            Some(ear) if !ear.is_done() => Ok(Scored::default()),
            Some(ear) => Scored::from(params, model, u, ear.simulation.variances(), params.sigma),
            None => Scored::exact(params, model, u),
        }
    }

    /// The probabilities with the exact covariance.
    pub fn exact(params: &Params, model: &Model, u: &[f64]) -> Result<Scored, RuleError> {
        Scored::from(params, model, u, model.variance.clone(), SIGMA)
    }

    /// `u` are the draws, which decide between equal weights where the strongest stay.
    fn from(
        params: &Params,
        model: &Model,
        u: &[f64],
        variance: Vec<f64>,
        sigma: f64,
    ) -> Result<Scored, RuleError> {
        let synapses = &model.network.synapses;
        let weight: Vec<f64> = synapses.iter().map(|synapse| synapse.weight).collect();
        let (i, j): (Vec<u32>, Vec<u32>) = synapses.iter().map(|synapse| (synapse.i, synapse.j)).unzip();
        let n = model.network.n();
        let synapses = Synapses { n, i: &i, j: &j, weight: &weight, variance: &variance, sigma, u };
        let by_rule = Scoring::new(&synapses).score(params)?;
        Ok(Scored { variance, by_rule })
    }
}
