//! One moment of a run: everything that pictures and sentences show, borrowed from the page.

use std::collections::BTreeMap;

use super::message::{Draws, Heard, Scene, Scores, Snapshot};
use crate::measure::dynamics::Traces;
use crate::measure::limit::Point;
use crate::network::Symmetry;
use crate::params::{Params, Rule};
use crate::rule::fate::{self, Fate};

/// A neuron or a synapse, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    Node(usize),
    Edge(usize),
}

/// Everything that pictures and sentences show of one moment of a run.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub params: &'a Params,
    pub scene: &'a Scene,
    pub draws: &'a Draws,
    /// None while the synapses listen.
    pub scores: Option<&'a Scores>,
    pub heard: Option<&'a Heard>,
    pub snapshot: Option<&'a Snapshot>,
    /// Errors of the rules at each position that was measured.
    pub history: &'a BTreeMap<usize, Vec<f64>>,
    pub traces: Option<&'a Traces>,
    /// The share of the comparison that is shown, 0..=1.
    pub until: f64,
    /// The experiment on the limit, and its ε.
    pub limit: &'a [Point],
    pub eps: f64,
    /// The rule whose network is drawn.
    pub rule: Rule,
    /// Synapses decided.
    pub decided: usize,
}

impl Moment<'_> {
    pub fn p(&self, synapse: usize) -> f64 {
        self.scores.map_or(1.0, |scores| scores.probability[self.rule as usize][synapse])
    }

    /// The rules that pictures set side by side: those of the twins, and chance.
    pub fn rules(&self) -> Vec<Rule> {
        let shown = [self.params.rule, self.params.twin, Rule::Uniform];
        Rule::ALL.iter().copied().filter(|rule| shown.contains(rule)).collect()
    }

    pub fn is_directed(&self) -> bool {
        self.scene.symmetry != Symmetry::Symmetric
    }

    /// What has become of a synapse.
    pub fn fate(&self, synapse: usize) -> Fate {
        let p = self.p(synapse);
        match (self.draws.turn[synapse] as usize) < self.decided {
            false => Fate::Undecided,
            true if fate::is_kept(p, self.draws.draw[synapse]) => Fate::Kept { factor: 1.0 / p },
            true => Fate::Cut,
        }
    }

    /// The weight of a synapse as it now is.
    pub fn weight(&self, synapse: usize) -> f64 {
        match self.fate(synapse) {
            Fate::Undecided => self.scene.weight[synapse],
            Fate::Kept { factor } => self.scene.weight[synapse] * factor,
            Fate::Cut => 0.0,
        }
    }

    /// s of a synapse under the rule that is drawn.
    pub fn importance(&self, synapse: usize) -> f64 {
        match (self.rule, self.scores) {
            (Rule::Noise, Some(scores)) => scores.importance[synapse],
            (rule, _) => rule.importance(self.scene.weight[synapse].abs(), self.statistic(synapse)),
        }
    }

    /// What a synapse heard: Var(x_i − sign(a_ij) x_j), exact for σ = 1 or measured.
    pub fn statistic(&self, synapse: usize) -> f64 {
        self.scores.map_or(0.0, |scores| scores.importance[synapse] / self.scene.weight[synapse].abs())
    }
}
