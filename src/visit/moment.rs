//! One moment of a run: everything that pictures and sentences show, borrowed from the page.

use std::collections::BTreeMap;

use super::message::{Draws, Heard, Scene, Scores, Snapshot};
use super::record::Record;
use super::tally::{Tallies, Tally};
use super::telling::Surprise;
use crate::measure::dynamics::Traces;
use crate::measure::limit::Point;
use crate::measure::spectrum;
use crate::network::{Symmetry, Synapse};
use crate::numerics::pieces::Pieces;
use crate::params::link::Stage;
use crate::params::{Act, Changes, Params, Rule};
use crate::rule::fate::{self, Fate};
use crate::run::many::Drawn;

/// A neuron, a synapse or a pattern of activity (see [`super::patterns`]), by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    Node(usize),
    Edge(usize),
    Mode(usize),
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
    /// The runs that these three are of.
    pub of: Sources<'a>,
    /// The share of the comparison that is shown, 0..=1.
    pub until: f64,
    /// Many draws of this run, and of it at many kept fractions; and which of their numbers is looked at.
    pub luck: &'a [Drawn],
    pub cost: &'a [Drawn],
    pub column: usize,
    /// The experiment on the limit, and its ε.
    pub limit: &'a [Point],
    pub eps: f64,
    /// The rule whose network is drawn.
    pub rule: Rule,
    /// Decisions made: in one round, synapses decided.
    pub decided: usize,
    pub told: Told<'a>,
}

/// The runs that measures are of. While a parameter is dragged that changes no more than the fates, they are those of the
/// run before, until there are new ones.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    pub snapshot: &'a Params,
    pub history: &'a Params,
    pub traces: &'a Params,
}

impl<'a> Sources<'a> {
    /// All measures are of this run.
    pub fn all(params: &'a Params) -> Sources<'a> {
        Sources { snapshot: params, history: params, traces: params }
    }
}

/// What a visit adds to a moment; by default, nothing.
#[derive(Clone, Copy, Default)]
pub struct Told<'a> {
    /// None outside a story.
    pub stage: Option<Stage>,
    /// What was heard, and the time (τ since the beginning) to which it is told.
    pub record: Option<&'a Record>,
    pub time: f64,
    /// How long listening will take from here on, in words, if it is to go on and takes long.
    pub left: Option<&'a str>,
    /// The synapse that is listened to in detail unless the reader chose another.
    pub worth_hearing: Option<usize>,
    /// Synapses whose probability is not what their weight suggests.
    pub surprises: &'a [Surprise],
    /// How far the lines have changed from weight, 0, to probability, 1.
    pub scored: f64,
    /// The pattern of activity that is looked at, and the share of each neuron in it, of either sign; None where that is
    /// not known.
    pub pattern: Option<(usize, &'a [f64])>,
    /// Whether synapses are marked that are kept in one of the twins only.
    pub differing: bool,
    /// The neurons of the left and of the right twin that came loose a moment ago.
    pub loose: [&'a [u32]; 2],
    /// What was counted of this run, for all its positions.
    pub tallies: Option<&'a Tallies>,
}

static NO_HISTORY: BTreeMap<usize, Vec<f64>> = BTreeMap::new();

impl<'a> Moment<'a> {
    /// The beginning of a run of which nothing is known but its network.
    pub fn bare(params: &'a Params, scene: &'a Scene, draws: &'a Draws) -> Moment<'a> {
        Moment {
            params,
            scene,
            draws,
            scores: None,
            heard: None,
            snapshot: None,
            history: &NO_HISTORY,
            of: Sources::all(params),
            traces: None,
            until: 0.0,
            luck: &[],
            cost: &[],
            column: 0,
            limit: &[],
            eps: 1.0,
            rule: params.rule,
            decided: 0,
            told: Told::default(),
        }
    }

    /// Activity of the neurons as far as it is told, −1..=1 each, and a number that changes with it; empty if nothing
    /// was heard.
    pub fn activity(&self) -> (usize, &'a [f64]) {
        let told = self.told.record.map(|record| record.activity(self.told.time));
        let heard = || self.heard.map_or(&[][..], |heard| &heard.activity);
        told.filter(|(_, activity)| !activity.is_empty()).unwrap_or_else(|| (0, heard()))
    }

    /// Whether the neurons are shown as they move.
    pub fn listens(&self) -> bool {
        self.told.stage == Some(Stage::Listen)
    }

    /// The number that a synapse would keep if it listened for ever; None where it is not known.
    pub fn exact(&self, synapse: usize) -> Option<f64> {
        let Params { act, sigma, .. } = *self.params;
        let is_known = act == Act::Linear && !self.scene.sampled;
        is_known.then(|| sigma * sigma * self.scene.difference(synapse))
    }

    /// What says that something is of another run than the one that is shown, as in 'measured at 30 % kept'.
    pub fn age(&self, of: &Params) -> Option<String> {
        let (shown, keep, eps) = (self.params, of.keep, of.eps);
        match (eps != shown.eps, keep != shown.keep) {
            _ if of.same_up_to(shown, Changes::Scores) => None,
            (true, _) if eps > 0.0 => Some(format!("at ε = {eps}")),
            (true, _) | (_, true) => Some(format!("at {:.0} % kept", 100.0 * keep)),
            _ if of.draws != shown.draws => Some("with other draws".into()),
            _ => Some("with another leak".into()),
        }
    }

    /// The same for the measures.
    pub fn snapshot_age(&self) -> Option<String> {
        self.snapshot.and_then(|_| self.age(self.of.snapshot))
    }

    /// Number of connected pieces of the network as it now is, an isolated neuron counting as one. O(m), once for a run
    /// whose tallies are kept.
    pub fn pieces(&self) -> usize {
        match self.tally() {
            Some(tally) => tally.pieces(self.decided),
            None => spectrum::pieces(self.scene.n(), self.joined()),
        }
    }

    /// Number of synapses that are cut. O(m), once for a run whose tallies are kept.
    pub fn cut(&self) -> usize {
        match self.tally() {
            Some(tally) => tally.cut(self.decided),
            None => (0..self.scene.synapses()).filter(|synapse| self.fate(*synapse) == Fate::Cut).count(),
        }
    }

    fn tally(&self) -> Option<&'a Tally> {
        self.told.tallies?.of(self.scene, self.draws, self.scores?, self.rule)
    }

    /// The piece of each neuron, as a neuron of that piece. O(n + m).
    pub fn piece_of_each(&self) -> Vec<usize> {
        let mut pieces = Pieces::new(self.scene.n());
        self.joined().for_each(|(i, j)| {
            pieces.join(i, j);
        });
        pieces.of_each()
    }

    /// The neurons at the ends of each synapse that is there.
    fn joined(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let there = (0..self.scene.synapses()).filter(|synapse| self.fate(*synapse) != Fate::Cut);
        there.map(|synapse| (self.scene.i[synapse] as usize, self.scene.j[synapse] as usize))
    }

    /// Decisions of the whole run.
    pub fn decisions(&self) -> usize {
        self.scene.synapses() * self.params.rounds
    }

    /// The round (the first is 0) in which so many decisions are made, and how many of them in it.
    pub fn round_at(&self, decided: usize) -> (usize, usize) {
        let all = self.scene.synapses();
        let round = (decided / all.max(1)).min(self.params.rounds - 1);
        (round, decided - round * all)
    }

    /// In how many rounds a synapse has met its fate.
    pub fn passed(&self, synapse: usize) -> usize {
        fate::passed(self.decided, self.draws.turn[synapse], self.scene.synapses())
    }

    /// p of a synapse in the first round; 1 until it is scored.
    pub fn p(&self, synapse: usize) -> f64 {
        self.scores.map_or(1.0, |scores| scores.rounds.first().p(self.rule)[synapse])
    }

    /// u of a synapse as the rule that is drawn uses it in the first round.
    pub fn u(&self, synapse: usize) -> f64 {
        self.scores.map_or(0.0, |scores| scores.rounds.first().u(self.rule)[synapse])
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
        let passed = self.passed(synapse);
        self.scores.map_or(Fate::Undecided, |scores| scores.rounds.fate(self.rule, synapse, passed))
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
        self.rule.importance(self.scene.weight[synapse].abs(), self.statistic(synapse))
    }

    /// What a synapse heard: Var(x_i − sign(a_ij) x_j), exact for σ = 1 or measured.
    pub fn statistic(&self, synapse: usize) -> f64 {
        self.scores.map_or(0.0, |scores| scores.variance[synapse])
    }

    /// The digest of the synapses that a rule will have kept; None until they are scored. O(m).
    pub fn survivors(&self, rule: Rule) -> Option<String> {
        let rounds = &self.scores?.rounds;
        let ends = self.scene.i.iter().zip(&self.scene.j).zip(&self.scene.weight);
        let synapses: Vec<Synapse> =
            ends.map(|((i, j), weight)| Synapse { i: *i, j: *j, weight: *weight }).collect();
        Some(fate::digest(&synapses, |synapse| rounds.is_kept(rule, synapse)))
    }
}
