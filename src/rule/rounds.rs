//! Several rounds of listening, scoring and pruning: what the rules make of the synapses in each of them.
//!
//! A round begins with the network that the one before has left of each rule, and has scores and draws of its own. Its
//! probabilities are those of what is left: a synapse that is gone has p = 0, and one that is there in a round that
//! prunes nothing has p = 1. So the fate of a synapse is that of its rounds, one after another. Every round keeps the
//! mean of the network that it began with, and so all of them together keep the mean of the first.

use serde::{Deserialize, Serialize};

use super::Scored;
use super::fate::{self, Fate};
use crate::params::Rule;

/// The scores of each round, the first one first; none until the synapses are scored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rounds(pub Vec<Scored>);

impl Rounds {
    /// What the first round makes of the synapses.
    pub fn first(&self) -> &Scored {
        static NONE: Scored =
            Scored { scale: Vec::new(), probabilities: Vec::new(), draws: Vec::new(), left_out: Vec::new() };
        self.0.first().unwrap_or(&NONE)
    }

    /// p and u of a synapse under a rule, round after round.
    pub fn of(&self, rule: Rule, synapse: usize) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.0.iter().map(move |scored| (scored.p(rule)[synapse], scored.u(rule)[synapse]))
    }

    /// What has become of a synapse that has met its fate in so many rounds.
    pub fn fate(&self, rule: Rule, synapse: usize, passed: usize) -> Fate {
        Fate::after(self.of(rule, synapse).take(passed))
    }

    /// Its weight, which was `a`, then.
    pub fn weight(&self, rule: Rule, synapse: usize, passed: usize, a: f64) -> f64 {
        self.of(rule, synapse).take(passed).fold(a, |a, (p, u)| fate::weight_after(a, p, u))
    }

    /// Whether a synapse is left when all rounds are over.
    pub fn is_kept(&self, rule: Rule, synapse: usize) -> bool {
        self.of(rule, synapse).all(|(p, u)| fate::is_kept(p, u))
    }
}

#[cfg(test)]
mod tests {
    // Strategy: three synapses and two rounds, whose fates can be told by hand.
    use super::*;

    fn round(p: [f64; 3], u: [f64; 3]) -> Scored {
        let rules = Rule::ALL.len();
        Scored { probabilities: vec![p.to_vec(); rules], draws: vec![u.to_vec()], ..Scored::default() }
    }

    #[test]
    fn fates_are_those_of_the_rounds_one_after_another() {
        let rounds =
            Rounds(vec![round([0.5, 0.5, 0.25], [0.4, 0.6, 0.2]), round([0.5, 0.0, 1.0], [0.7, 0.0, 0.9])]);
        let fates = |passed| [0, 1, 2].map(|k| rounds.fate(Rule::Noise, k, passed));
        assert_eq!(fates(0), [Fate::Undecided; 3]);
        assert_eq!(fates(1), [Fate::Kept { factor: 2.0 }, Fate::Cut, Fate::Kept { factor: 4.0 }]);
        assert_eq!(fates(2), [Fate::Cut, Fate::Cut, Fate::Kept { factor: 4.0 }]);
        assert_eq!([0, 1, 2].map(|k| rounds.is_kept(Rule::Noise, k)), [false, false, true]);
        assert_eq!([0, 1, 2].map(|k| rounds.weight(Rule::Noise, k, 2, 3.0)), [0.0, 0.0, 12.0]);
        assert!(Rounds::default().first().p(Rule::Noise).is_empty());
    }

    #[test]
    fn in_each_round_the_synapses_have_their_turns() {
        let passed = |decided| [0, 1, 2].map(|turn| fate::passed(decided, turn, 3));
        assert_eq!(
            [passed(0), passed(1), passed(3), passed(5), passed(6)],
            [[0; 3], [1, 0, 0], [1; 3], [2, 2, 1], [2; 3]]
        );
    }
}
