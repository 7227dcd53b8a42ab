//! What every rule makes of the synapses: K, and the probability of each to be kept.
//!
//! Most of the work does not depend on how many are to be kept: the importances in their order. It is done once
//! ([`Scoring::new`], O(m log m) for m synapses), so that the kept fraction can be dragged ([`Scoring::score`], O(m)).
//! Nothing here needs the network's matrix: whoever has the weights and variances of the synapses, and their draws,
//! gets the same bits; and whoever has K of each rule needs no order ([`score_with`]).

use std::borrow::Cow;
use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

use super::{Ranking, RuleError, balance, certainties, probability, scale_for_error};
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

impl Synapses<'_> {
    /// s of each under a rule. Those of weight 0 are gone.
    fn importances(&self, rule: Rule) -> impl Iterator<Item = f64> {
        self.weight.iter().zip(self.variance).map(move |(a, variance)| match *a == 0.0 {
            true => 0.0,
            false => rule.importance(a.abs(), *variance),
        })
    }

    fn ranking(&self, rule: Rule) -> Ranking {
        Ranking::new(self.importances(rule).collect())
    }

    fn line(&self) -> Vec<u32> {
        balance::line(self.i, self.j, self.u)
    }

    fn scale_by_error(&self, params: &Params) -> f64 {
        scale_for_error(self.n, params.eps, self.sigma)
    }

    /// How many are to be kept in expectation when a round (the first is 0) is over: of m synapses, after r of R
    /// rounds m (kept / m)^(r / R). Where ε is given, `kept` is what it would keep in one round.
    pub fn target(&self, params: &Params, round: usize) -> f64 {
        let all = self.u.len() as f64;
        let kept = match params.eps > 0.0 {
            true => {
                let scale = self.scale_by_error(params);
                self.importances(Rule::Noise).map(|s| probability(s, scale)).sum()
            }
            false => params.keep * all,
        };
        match round + 1 == params.rounds {
            true => kept,
            false => all * libm::pow(kept / all, (round + 1) as f64 / params.rounds as f64),
        }
    }

    /// K of each rule in the first round or, in most runs, the only one. That of the noise rule is set by ε if it is above 0
    /// and there is one round, else by the number to be kept; the other rules keep as many in expectation.
    fn scales<'r>(
        &self,
        params: &Params,
        ranking: impl Fn(Rule) -> Cow<'r, Ranking>,
    ) -> Result<Vec<f64>, RuleError> {
        let target = self.target(params, 0);
        let of = |rule: &Rule| match *rule {
            Rule::Noise if params.eps > 0.0 && params.rounds == 1 => Ok(self.scale_by_error(params)),
            rule if rule.is_by_chance() => ranking(rule).scale_for_target(target),
            _ => Ok(0.0),
        };
        Rule::ALL.iter().map(of).collect()
    }

    /// p and draws of each rule, from K of each and the `line` of balanced draws.
    fn scored(&self, scale: Vec<f64>, params: &Params, line: &[u32]) -> Scored {
        let target = self.target(params, 0);
        let mut scored = Scored { left_out: vec![0; Rule::ALL.len()], ..Scored::default() };
        if params.draws == Sampling::Independent {
            scored.draws.push(self.u.to_vec());
        }
        for (rule, scale) in Rule::ALL.iter().copied().zip(&scale) {
            let p = match rule.is_by_chance() {
                true => self.importances(rule).map(|s| probability(s, *scale)).collect(),
                false => certainties(&self.importances(rule).collect::<Vec<f64>>(), self.u, target),
            };
            if params.draws == Sampling::Balanced {
                scored.draws.push(balance::draws(params.seed, 0, line, &p));
            }
            scored.probabilities.push(p);
        }
        Scored { scale, ..scored }
    }
}

/// The importances of a network's synapses under each rule, in their order.
#[derive(Debug)]
pub struct Scoring {
    /// In the order of [`Rule::ALL`]; those of a rule that has no K are empty.
    rankings: Vec<Ranking>,
    line: OnceCell<Vec<u32>>,
}

impl Scoring {
    /// For these synapses.
    pub fn new(synapses: &Synapses) -> Scoring {
        let ranking = |rule: &Rule| match rule.is_by_chance() {
            true => synapses.ranking(*rule),
            false => Ranking::new(Vec::new()),
        };
        Scoring { rankings: Rule::ALL.iter().map(ranking).collect(), line: OnceCell::new() }
    }

    /// K, p and draws of each rule in the first round or, in most runs, the only one, of the synapses that this was made for.
    pub fn score(&self, synapses: &Synapses, params: &Params) -> Result<Scored, RuleError> {
        let scale = synapses.scales(params, |rule| Cow::Borrowed(&self.rankings[rule as usize]))?;
        let line = match params.draws {
            Sampling::Balanced => self.line.get_or_init(|| synapses.line()),
            Sampling::Independent => &Vec::new(),
        };
        Ok(synapses.scored(scale, params, line))
    }
}

/// The same as [`Scoring::score`] where no other kept fraction will be asked for: the importances of one rule and another
/// are forgotten in turn.
pub fn score_once(synapses: &Synapses, params: &Params) -> Result<Scored, RuleError> {
    let scale = synapses.scales(params, |rule| Cow::Owned(synapses.ranking(rule)))?;
    Ok(score_with(scale, synapses, params))
}

/// The same again, from K of each rule. O(m), but where draws are balanced.
pub fn score_with(scale: Vec<f64>, synapses: &Synapses, params: &Params) -> Scored {
    let line = match params.draws {
        Sampling::Balanced => synapses.line(),
        Sampling::Independent => Vec::new(),
    };
    synapses.scored(scale, params, &line)
}

/// K and p of one rule in a later round, in which synapses of weight 0 are gone. If the target is not below what is
/// there, all of it stays.
pub fn next(rule: Rule, synapses: &Synapses, target: f64) -> Result<(f64, Vec<f64>), RuleError> {
    let there = || synapses.weight.iter().map(|a| f64::from(u8::from(*a != 0.0)));
    let s: Vec<f64> = synapses.importances(rule).collect();
    // Synapses that can be kept: those of some importance, or of some weight.
    let most = match rule.is_by_chance() {
        true => s.iter().filter(|s| **s > 0.0).count() as f64,
        false => there().sum(),
    };
    match (target < most, rule.is_by_chance()) {
        (false, _) => Ok((0.0, there().collect())),
        (true, true) => {
            let scale = Ranking::new(s).scale_for_target(target)?;
            Ok((scale, synapses.importances(rule).map(|s| probability(s, scale)).collect()))
        }
        (true, false) => Ok((0.0, certainties(&s, synapses.u, target))),
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
        let synapses = synapses();
        let two = Params { keep: 0.2, rounds: 2, ..Params::default() };
        // Of five, one is to be kept: √5 are left after the first of two rounds.
        assert!((synapses.target(&two, 0) - 5f64.sqrt()).abs() < 1e-12);
        assert_eq!((synapses.target(&two, 1), synapses.target(&Params { rounds: 1, ..two }, 0)), (1.0, 1.0));
    }

    #[test]
    fn an_allowed_error_sets_the_chances_of_one_round_and_the_target_of_all_rules() {
        let scoring = Scoring::new(&synapses());
        let one = Params { eps: 10.0, ..Params::default() };
        let (scale, sum) = (scale_for_error(4, 10.0, 1.0), |p: &[f64]| p.iter().sum::<f64>());
        let scored = scoring.score(&synapses(), &one).unwrap();
        assert_eq!(scored.scale[Rule::Noise as usize], scale);
        assert_eq!(scored.p(Rule::Noise), [2.0, 1.0, 2.0, 1.0, 1.0].map(|s| scale * s));
        assert!((sum(scored.p(Rule::Weight)) - 7.0 * scale).abs() < 1e-12);
        let first = scoring.score(&synapses(), &Params { rounds: 2, ..one.clone() }).unwrap();
        let target = 5.0 * (7.0 * scale / 5.0).sqrt();
        assert!((sum(first.p(Rule::Noise)) - target).abs() < 1e-12);
        let strongest = scoring.score(&synapses(), &Params { keep: 0.4, ..Params::default() }).unwrap();
        assert_eq!(strongest.p(Rule::Strongest), [0.0, 1.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn a_later_round_prunes_what_is_left_and_nothing_if_less_is_left() {
        let (weight, variance, u) = ([1.0, 0.0, -2.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0, 0.0], [0.5; 5]);
        let later = Synapses { weight: &weight, variance: &variance, u: &u, ..synapses() };
        let p = |rule, target| next(rule, &later, target).unwrap().1;
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
                let scored = scoring.score(&synapses(), &params).unwrap();
                assert_eq!(score_once(&synapses(), &params).unwrap(), scored);
                assert_eq!(score_with(scored.scale.clone(), &synapses(), &params), scored);
                let lists = if draws == Sampling::Balanced { Rule::ALL.len() } else { 1 };
                assert_eq!((scored.draws.len(), scored.left_out.clone()), (lists, vec![0; Rule::ALL.len()]));
            }
        }
    }
}
