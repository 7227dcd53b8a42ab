//! What every rule makes of the synapses: K, and the probability of each to be kept.
//!
//! Most of the work does not depend on how many are to be kept: the importances, and their order. It is done once
//! ([`Scoring::new`], O(m log m) for m synapses), so that the kept fraction can be dragged ([`Scoring::score`], O(m)).
//! Nothing here needs the network's matrix: whoever has the weights and variances of the synapses, and their draws,
//! gets the same bits.

use serde::{Deserialize, Serialize};

use super::{Ranking, RuleError, balance, certain, most_important_first, probabilities, scale_for_error};
use crate::params::{Params, Rule, Sampling};

/// What the importances lead to, in the order of [`Rule::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// K of each rule; 0 where there is none ([`Rule::is_by_chance`]).
    pub scale: Vec<f64>,
    /// p of each synapse, one list a rule.
    pub probabilities: Vec<Vec<f64>>,
    /// u of each synapse: one list for all rules or, where draws are balanced, one a rule.
    pub draws: Vec<Vec<f64>>,
}

impl Scored {
    /// p of each synapse under a rule; empty until they are scored.
    pub fn p(&self, rule: Rule) -> &[f64] {
        self.probabilities.get(rule as usize).map_or(&[], Vec::as_slice)
    }

    /// u of each synapse as a rule uses it; empty until they are scored.
    pub fn u(&self, rule: Rule) -> &[f64] {
        self.draws.get(rule as usize).or(self.draws.first()).map_or(&[], Vec::as_slice)
    }
}

/// The synapses of a network, and what is known of each.
#[derive(Clone, Copy, Debug)]
pub struct Synapses<'a> {
    /// Neurons of the network.
    pub n: usize,
    /// The neurons of each synapse.
    pub i: &'a [u32],
    pub j: &'a [u32],
    /// a_ij.
    pub weight: &'a [f64],
    /// The variance of its two neurons ([`super::variances`], or what was heard), which noise of amplitude `sigma`
    /// gave.
    pub variance: &'a [f64],
    pub sigma: f64,
    /// A uniform number each.
    pub u: &'a [f64],
}

/// The importances of a network's synapses under each rule, in their order.
#[derive(Clone, Debug)]
pub struct Scoring {
    n: usize,
    sigma: f64,
    /// In the order of [`Rule::ALL`].
    ranked: Vec<Ranked>,
    /// u of each synapse, and its place in the order of balanced draws.
    u: Vec<f64>,
    line: Vec<u32>,
}

/// The synapses as one rule sees them.
#[derive(Clone, Debug)]
enum Ranked {
    /// Importances, and what K is found with.
    ByChance { s: Vec<f64>, ranking: Ranking },
    /// The synapses, those that stay longest first.
    Certain { order: Vec<u32> },
}

impl Scoring {
    /// The draws decide between equal weights where the strongest stay.
    pub fn new(synapses: &Synapses) -> Scoring {
        let Synapses { n, i, j, weight, variance, sigma, u } = *synapses;
        let rank = |rule: &Rule| {
            let pairs = weight.iter().zip(variance);
            let s: Vec<f64> = pairs.map(|(a, variance)| rule.importance(a.abs(), *variance)).collect();
            match rule.is_by_chance() {
                true => Ranked::ByChance { ranking: Ranking::new(&s), s },
                false => Ranked::Certain { order: most_important_first(&s, u) },
            }
        };
        let ranked = Rule::ALL.iter().map(rank).collect();
        Scoring { n, sigma, ranked, u: u.to_vec(), line: balance::line(i, j, u) }
    }

    /// K and p of each rule. K of the noise rule is set by ε if it is above 0, else by the kept fraction; the other
    /// rules keep as many in expectation.
    pub fn score(&self, params: &Params) -> Result<Scored, RuleError> {
        let noise = &self.ranked[Rule::Noise as usize];
        let mut target = params.keep * noise.synapses() as f64;
        let of_noise = match params.eps > 0.0 {
            true => noise.scaled(scale_for_error(self.n, params.eps, self.sigma)),
            false => noise.kept(target)?,
        };
        if params.eps > 0.0 {
            target = of_noise.1.iter().sum();
        }
        let mut scored = Scored::default();
        if params.draws == Sampling::Independent {
            scored.draws.push(self.u.clone());
        }
        for (rule, ranked) in Rule::ALL.iter().zip(&self.ranked) {
            let (scale, p) = match rule {
                Rule::Noise => of_noise.clone(),
                _ => ranked.kept(target)?,
            };
            if params.draws == Sampling::Balanced {
                scored.draws.push(balance::draws(params.seed, &self.line, &p));
            }
            scored.scale.push(scale);
            scored.probabilities.push(p);
        }
        Ok(scored)
    }
}

impl Ranked {
    fn synapses(&self) -> usize {
        match self {
            Ranked::ByChance { s, .. } => s.len(),
            Ranked::Certain { order } => order.len(),
        }
    }

    /// K and p with which `target` synapses are kept, in expectation or as the nearest whole number.
    fn kept(&self, target: f64) -> Result<(f64, Vec<f64>), RuleError> {
        match self {
            Ranked::ByChance { ranking, .. } => Ok(self.scaled(ranking.scale_for_target(target)?)),
            Ranked::Certain { order } => Ok((0.0, certain(order, target))),
        }
    }

    /// This K, and p.
    fn scaled(&self, scale: f64) -> (f64, Vec<f64>) {
        match self {
            Ranked::ByChance { s, .. } => (scale, probabilities(s, scale)),
            Ranked::Certain { order } => (0.0, vec![0.0; order.len()]),
        }
    }
}
