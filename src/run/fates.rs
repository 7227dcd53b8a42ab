//! What depends on importances, kept fraction and seed: the draws, their order, and the probabilities.

use super::ear::Ear;
use super::model::{Model, SIGMA};
use crate::params::{Cov, Params, Rule};
use crate::rule::{self, RuleError, fate};

/// The draws, their order, and the scores.
pub(super) struct Fates {
    /// u of each synapse.
    pub draws: Vec<f64>,
    /// `turn[synapse]` is when it is decided: a permutation of 0, 1, ….
    pub turn: Vec<u32>,
    /// Empty until the synapses are scored.
    pub scored: Scored,
}

/// What the importances lead to, in the order of [`Rule::ALL`].
#[derive(Default)]
pub(super) struct Scored {
    /// Var(x_i − sign(a_ij) x_j) of each synapse as it was used, exact (for σ = 1) or measured.
    pub variance: Vec<f64>,
    /// K of each rule; 0 where there is none ([`Rule::is_by_chance`]).
    pub scale: Vec<f64>,
    /// p of each synapse, one list a rule.
    pub probabilities: Vec<Vec<f64>>,
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

    /// K and p of each rule. K of the noise rule is set by ε if it is above 0, else by the kept fraction; the
    /// other rules keep as many in expectation. `u` are the draws, which decide between equal weights where the
    /// strongest stay.
    fn from(
        params: &Params,
        model: &Model,
        u: &[f64],
        variance: Vec<f64>,
        sigma: f64,
    ) -> Result<Scored, RuleError> {
        let noise = model.importance(Rule::Noise, &variance);
        let count = noise.len() as f64;
        let k_noise = match params.eps > 0.0 {
            true => rule::scale_for_error(model.network.n(), params.eps, sigma),
            false => rule::scale_for_target(&noise, params.keep * count)?,
        };
        let p_noise = rule::probabilities(&noise, k_noise);
        let target = if params.eps > 0.0 { p_noise.iter().sum() } else { params.keep * count };
        let mut scored = Scored { variance, ..Scored::default() };
        for &of_rule in Rule::ALL {
            let (k, p) = match of_rule {
                Rule::Noise => (k_noise, p_noise.clone()),
                Rule::Strongest => {
                    let s = model.importance(of_rule, &scored.variance);
                    (0.0, rule::certainties(&s, u, target))
                }
                _ => {
                    let s = model.importance(of_rule, &scored.variance);
                    let k = rule::scale_for_target(&s, target)?;
                    (k, rule::probabilities(&s, k))
                }
            };
            scored.scale.push(k);
            scored.probabilities.push(p);
        }
        Ok(scored)
    }
}
