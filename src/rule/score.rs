//! What every rule makes of the synapses: K, and the probability of each to be kept.
//!
//! Most of the work does not depend on how many are to be kept: the importances, and their order. It is done once
//! ([`Scoring::new`], O(m log m) for m synapses), so that the kept fraction can be dragged ([`Scoring::score`], O(m)).
//! Nothing here needs the network's matrix: whoever has the weights and variances of the synapses, and their draws,
//! gets the same bits.

use std::borrow::Cow;

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
    /// Patterns of activity of each rule's network that never died away when this round began, and were left out of
    /// the covariance.
    pub left_out: Vec<usize>,
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
        let ranked = Rule::ALL.iter().map(|rule| Ranked::new(*rule, weight, variance, u)).collect();
        Scoring { n, sigma, ranked, u: u.to_vec(), line: balance::line(i, j, u) }
    }

    /// K, p and draws of each rule in the first round or, in most runs, the only one. K of the noise rule is set by ε if
    /// it is above 0 and there is one round, else by the number to be kept; the other rules keep as many in expectation.
    pub fn score(&self, params: &Params) -> Result<Scored, RuleError> {
        self.asked(params).score(|rule| Cow::Borrowed(&self.ranked[rule as usize]))
    }

    /// How many synapses are to be kept in expectation when a round (the first is 0) is over: of m synapses, after r of R
    /// rounds m (kept / m)^(r / R). Where ε is given, `kept` is what it would keep in one round.
    pub fn target(&self, params: &Params, round: usize) -> f64 {
        self.asked(params).target(&self.ranked[Rule::Noise as usize], round)
    }

    fn asked<'a>(&'a self, params: &'a Params) -> Asked<'a> {
        Asked { params, n: self.n, sigma: self.sigma, u: &self.u, line: &self.line }
    }
}

/// The same as [`Scoring::score`] where no other kept fraction will be asked for: the importances of one rule and another
/// are forgotten in turn, which saves eight numbers a synapse.
pub fn score_once(synapses: &Synapses, params: &Params) -> Result<Scored, RuleError> {
    let Synapses { n, i, j, weight, variance, sigma, u } = *synapses;
    let line = match params.draws {
        Sampling::Balanced => balance::line(i, j, u),
        Sampling::Independent => Vec::new(),
    };
    let asked = Asked { params, n, sigma, u, line: &line };
    asked.score(|rule| Cow::Owned(Ranked::new(rule, weight, variance, u)))
}

/// What scores are made from besides importances.
struct Asked<'a> {
    params: &'a Params,
    n: usize,
    sigma: f64,
    u: &'a [f64],
    line: &'a [u32],
}

impl Asked<'_> {
    fn score<'r>(&self, ranked: impl Fn(Rule) -> Cow<'r, Ranked>) -> Result<Scored, RuleError> {
        let params = self.params;
        let noise = ranked(Rule::Noise);
        let target = self.target(&noise, 0);
        let mut scored = Scored { left_out: vec![0; Rule::ALL.len()], ..Scored::default() };
        if params.draws == Sampling::Independent {
            scored.draws.push(self.u.to_vec());
        }
        for rule in Rule::ALL.iter().copied() {
            let (scale, p) = match rule {
                Rule::Noise if params.eps > 0.0 && params.rounds == 1 => noise.scaled(self.by_error()),
                Rule::Noise => noise.kept(target)?,
                _ => ranked(rule).kept(target)?,
            };
            if params.draws == Sampling::Balanced {
                scored.draws.push(balance::draws(params.seed, 0, self.line, &p));
            }
            scored.scale.push(scale);
            scored.probabilities.push(p);
        }
        Ok(scored)
    }

    fn by_error(&self) -> f64 {
        scale_for_error(self.n, self.params.eps, self.sigma)
    }

    /// [`Scoring::target`], from the synapses as the noise rule sees them.
    fn target(&self, noise: &Ranked, round: usize) -> f64 {
        let params = self.params;
        let all = noise.synapses() as f64;
        let kept = match params.eps > 0.0 {
            true => noise.scaled(self.by_error()).1.iter().sum(),
            false => params.keep * all,
        };
        match round + 1 == params.rounds {
            true => kept,
            false => all * libm::pow(kept / all, (round + 1) as f64 / params.rounds as f64),
        }
    }
}

/// K and p of one rule in a later round, in which synapses of weight 0 are gone. If the target is not below what is
/// there, all of it stays.
pub fn next(
    rule: Rule,
    weight: &[f64],
    variance: &[f64],
    u: &[f64],
    target: f64,
) -> Result<(f64, Vec<f64>), RuleError> {
    let ranked = Ranked::new(rule, weight, variance, u);
    match target < ranked.most(weight) as f64 {
        true => ranked.kept(target),
        false => Ok((0.0, weight.iter().map(|a| f64::from(u8::from(*a != 0.0))).collect())),
    }
}

impl Ranked {
    fn new(rule: Rule, weight: &[f64], variance: &[f64], u: &[f64]) -> Ranked {
        let importance = |(a, variance): (&f64, &f64)| match *a == 0.0 {
            true => 0.0,
            false => rule.importance(a.abs(), *variance),
        };
        let s: Vec<f64> = weight.iter().zip(variance).map(importance).collect();
        match rule.is_by_chance() {
            true => Ranked::ByChance { ranking: Ranking::new(&s), s },
            false => Ranked::Certain { order: most_important_first(&s, u) },
        }
    }

    /// Synapses that can be kept: those of some importance, and of some weight.
    fn most(&self, weight: &[f64]) -> usize {
        match self {
            Ranked::ByChance { ranking, .. } => ranking.sorted.len(),
            Ranked::Certain { .. } => weight.iter().filter(|a| **a != 0.0).count(),
        }
    }

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

#[cfg(test)]
mod tests {
    // Strategy: five synapses whose targets and chances can be told by hand, and both ways to score against each other.
    use super::*;

    /// Their importances under the noise rule are 2, 1, 2, 1, 1.
    fn synapses() -> Synapses<'static> {
        Synapses {
            n: 4,
            i: &[0, 0, 1, 1, 2],
            j: &[1, 2, 2, 3, 3],
            weight: &[1.0, -2.0, 0.5, 4.0, 1.0],
            variance: &[2.0, 0.5, 4.0, 0.25, 1.0],
            sigma: 1.0,
            u: &[0.1, 0.9, 0.3, 0.7, 0.5],
        }
    }

    #[test]
    fn rounds_go_to_their_target_by_equal_factors() {
        let scoring = Scoring::new(&synapses());
        let two = Params { keep: 0.2, rounds: 2, ..Params::default() };
        // Of five, one is to be kept: √5 are left after the first of two rounds.
        assert!((scoring.target(&two, 0) - 5f64.sqrt()).abs() < 1e-12);
        assert_eq!((scoring.target(&two, 1), scoring.target(&Params { rounds: 1, ..two }, 0)), (1.0, 1.0));
    }

    #[test]
    fn an_allowed_error_sets_the_chances_of_one_round_and_the_target_of_all_rules() {
        let scoring = Scoring::new(&synapses());
        let one = Params { eps: 10.0, ..Params::default() };
        let (scale, sum) = (scale_for_error(4, 10.0, 1.0), |p: &[f64]| p.iter().sum::<f64>());
        let scored = scoring.score(&one).unwrap();
        assert_eq!(scored.scale[Rule::Noise as usize], scale);
        assert_eq!(scored.p(Rule::Noise), [2.0, 1.0, 2.0, 1.0, 1.0].map(|s| scale * s));
        assert!((sum(scored.p(Rule::Weight)) - 7.0 * scale).abs() < 1e-12);
        let first = scoring.score(&Params { rounds: 2, ..one.clone() }).unwrap();
        let target = 5.0 * (7.0 * scale / 5.0).sqrt();
        assert!((sum(first.p(Rule::Noise)) - target).abs() < 1e-12);
        let strongest = scoring.score(&Params { keep: 0.4, ..Params::default() }).unwrap();
        assert_eq!(strongest.p(Rule::Strongest), [0.0, 1.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn a_later_round_prunes_what_is_left_and_nothing_if_less_is_left() {
        let (weight, variance, u) = ([1.0, 0.0, -2.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0, 0.0], [0.5; 5]);
        let p = |rule, target| next(rule, &weight, &variance, &u, target).unwrap().1;
        assert_eq!(p(Rule::Weight, 2.0), [0.5, 0.0, 1.0, 0.0, 0.5]);
        assert_eq!(p(Rule::Strongest, 1.0), [0.0, 0.0, 1.0, 0.0, 0.0]);
        for rule in [Rule::Weight, Rule::Strongest, Rule::Uniform] {
            assert_eq!(p(rule, 3.0), [1.0, 0.0, 1.0, 0.0, 1.0], "{rule:?}");
        }
        // The last one has heard nothing, so that of three synapses two can be pruned by noise.
        assert_eq!(p(Rule::Noise, 1.5), [0.5, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(p(Rule::Noise, 2.0), [1.0, 0.0, 1.0, 0.0, 1.0]);
    }

    #[test]
    fn rules_in_turn_are_scored_as_rules_together() {
        let scoring = Scoring::new(&synapses());
        for draws in [Sampling::Independent, Sampling::Balanced] {
            for eps in [0.0, 10.0] {
                let params = Params { draws, eps, keep: 0.5, ..Params::default() };
                let scored = scoring.score(&params).unwrap();
                assert_eq!(score_once(&synapses(), &params).unwrap(), scored);
                let lists = if draws == Sampling::Balanced { Rule::ALL.len() } else { 1 };
                assert_eq!((scored.draws.len(), scored.left_out.clone()), (lists, vec![0; Rule::ALL.len()]));
            }
        }
    }
}
