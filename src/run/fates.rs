//! What depends on importances, kept fraction and seed: the draws, their order, and what the rules make of them, round
//! after round.

use nalgebra::DMatrix;

use super::ear::Ear;
use super::model::{Model, SIGMA};
use super::{ExperimentError, MOST_IN_ROUNDS};
use crate::params::{Params, Rule, Sampling};
use crate::rule::{self, Rounds, RuleError, Synapses, balance, covariance, fate};

/// The draws, their order, and the scores.
pub(super) struct Fates {
    /// u of each synapse.
    pub draws: Vec<f64>,
    /// `turn[synapse]` is when it is decided in each round: a permutation of 0, 1, ….
    pub turn: Vec<u32>,
    /// Empty until the synapses are scored.
    pub scored: Scored,
}

/// The scores, and what they were made from.
#[derive(Default)]
pub(super) struct Scored {
    /// Var(x_i − sign(a_ij) x_j) of each synapse as it was used in the first round, exact (for σ = 1) or measured.
    pub variance: Vec<f64>,
    pub rounds: Rounds,
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
    /// Probabilities of all rounds; empty while the synapses still have to listen.
    pub fn new(
        params: &Params,
        model: &Model,
        u: &[f64],
        ear: Option<&Ear>,
    ) -> Result<Scored, ExperimentError> {
        if let (true, Some(refusal)) = (params.rounds > 1, refusal(params, model)) {
            return Err(refusal);
        }
        let (variance, sigma) = match ear.filter(|_| params.is_heard()) {
            Some(ear) if !ear.is_done() => return Ok(Scored::default()),
            Some(ear) => (ear.variances(), params.sigma),
            None if params.is_sparse() => return Ok(Scored::default()),
            None => (model.variance.clone(), SIGMA),
        };
        let lists = Lists::new(model);
        let synapses = lists.with(model, u, &variance, sigma);
        let mut rounds = Rounds(vec![rule::score_once(&synapses, params)?]);
        for round in 1..params.rounds {
            let scored = next_round(params, model, &lists, synapses.target(params, round), &rounds)?;
            rounds.0.push(scored);
        }
        Ok(Scored { variance, rounds })
    }
}

/// p of the noise rule with the exact covariance, in the first round.
pub(super) fn exact(params: &Params, model: &Model, u: &[f64]) -> Result<Vec<f64>, RuleError> {
    let lists = Lists::new(model);
    let scored = rule::score_once(&lists.with(model, u, &model.variance, SIGMA), params)?;
    Ok(scored.p(Rule::Noise).to_vec())
}

/// The synapses as lists.
pub(super) struct Lists {
    pub i: Vec<u32>,
    pub j: Vec<u32>,
    pub weight: Vec<f64>,
}

impl Lists {
    pub fn new(model: &Model) -> Lists {
        let synapses = &model.network.synapses;
        let (i, j) = synapses.iter().map(|synapse| (synapse.i, synapse.j)).unzip();
        Lists { i, j, weight: synapses.iter().map(|synapse| synapse.weight).collect() }
    }

    fn with<'a>(&'a self, model: &Model, u: &'a [f64], variance: &'a [f64], sigma: f64) -> Synapses<'a> {
        let (i, j, weight) = (&self.i, &self.j, &self.weight);
        Synapses { n: model.network.n(), i, j, weight, variance, sigma, u }
    }
}

/// Why there cannot be several rounds, if there cannot.
fn refusal(params: &Params, model: &Model) -> Option<ExperimentError> {
    match (params.is_heard(), model.network.n()) {
        (true, _) => Some(ExperimentError::MeasuredRounds),
        (_, n) if n > MOST_IN_ROUNDS => Some(ExperimentError::ManyInRounds { n }),
        _ => None,
    }
}

/// Scores the synapses that the `before` rounds have left, each rule those of its own network, of which it keeps
/// `target` in expectation. O(n³) for each rule that listens.
fn next_round(
    params: &Params,
    model: &Model,
    lists: &Lists,
    target: f64,
    before: &Rounds,
) -> Result<rule::Scored, ExperimentError> {
    let (round, all) = (before.0.len(), lists.weight.len());
    let u = fate::draws_of_round(params.seed, round, all);
    let line = balance::line(&lists.i, &lists.j, &u);
    let mut scored = rule::Scored::default();
    for rule in Rule::ALL.iter().copied() {
        let weight: Vec<f64> = (0..all).map(|k| before.weight(rule, k, round, lists.weight[k])).collect();
        let (variance, left_out) = match rule.listens() {
            true => heard(params, model, rule, &weight).map_err(|reason| ExperimentError::Round {
                round,
                how: rule.how(),
                reason,
            })?,
            false => (vec![0.0; all], 0),
        };
        let left = Synapses { weight: &weight, ..lists.with(model, &u, &variance, SIGMA) };
        let (scale, p) = rule::next(rule, &left, target)?;
        if params.draws == Sampling::Balanced {
            scored.draws.push(balance::draws(params.seed, round, &line, &p));
        }
        scored.scale.push(scale);
        scored.probabilities.push(p);
        scored.left_out.push(left_out);
    }
    if params.draws == Sampling::Independent {
        scored.draws.push(u);
    }
    Ok(scored)
}

/// What the synapses of a network with these weights hear, and how many patterns of activity were left out of it.
fn heard(
    params: &Params,
    model: &Model,
    rule: Rule,
    weight: &[f64],
) -> Result<(Vec<f64>, usize), covariance::CovarianceError> {
    let network = &model.network;
    let left: DMatrix<f64> = fate::with_weights(network, |k| Some(weight[k]), rule.leak(params.diag));
    let (c, left_out) = covariance::of_the_rest(&left, network.is_symmetric(), SIGMA)?;
    Ok((rule::variances(&network.synapses, &c), left_out))
}
