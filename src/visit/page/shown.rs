//! The run that is shown, with everything that was found out about it.

use std::collections::BTreeMap;

use super::Origin;
use super::curve::Curve;
use crate::measure::ALONG_UP_TO;
use crate::measure::dynamics::Traces;
use crate::measure::sampled::SLOWEST;
use crate::network::Symmetry;
use crate::params::{Changes, Params, Rule};
use crate::rule::RuleError;
use crate::run::Depth;
use crate::visit::desk::AT_ONCE_UP_TO;
use crate::visit::message::{
    Ask, Draws, Heard, Opened, Prepared, Scene, Scope, Scores, ScoringAgain, Snapshot,
};
use crate::visit::progress::Pace;
use crate::visit::record::Record;
use crate::visit::story::Facts;
use crate::visit::tally::Tallies;
use crate::visit::telling::Surprise;

/// The run that is shown.
#[derive(Debug)]
pub(super) struct Shown {
    pub params: Params,
    pub origin: Origin,
    /// What its file is, if it is from one.
    pub opened: Option<Opened>,
    pub scene: Scene,
    pub draws: Draws,
    /// None while the synapses listen.
    pub scores: Option<Scores>,
    /// What was counted of the network of each rule, for these scores.
    pub tallies: Tallies,
    /// Made when the scores change for the first time.
    scoring: Option<ScoringAgain>,
    pub heard: Heard,
    /// How fast, and how long the rest will take, in words.
    pace: Pace,
    pub left: Option<String>,
    /// What was heard from the beginning on.
    pub record: Record,
    pub surprises: Vec<Surprise>,
    /// The last measures, and the run that they are of: this one or, while its own are waited for, another with the
    /// same network.
    pub snapshot: Option<Snapshot>,
    pub snapshot_of: Params,
    /// Since when the last measures are of another run, in milliseconds.
    pub late_since: f64,
    /// The mean errors along the run.
    pub curve: Curve,
    /// The comparison of the networks, and the run that it is of.
    pub traces: Option<Traces>,
    pub traces_of: Params,
    /// Since when the errors or the comparison are of another run, in milliseconds.
    pub others_since: f64,
    /// The patterns of activity that were looked at: the share of each neuron.
    pub modes: BTreeMap<usize, Vec<f64>>,
    /// Requests that failed and are not made again.
    pub refused: Vec<Ask>,
    /// Why the synapses are not scored and will not be, if listening has failed.
    pub deaf: Option<String>,
}

impl Shown {
    /// The run that was prepared, with the parts that `before` has of it. None if there are parts that neither has.
    pub fn new(
        params: Params,
        origin: Origin,
        opened: Option<Opened>,
        prepared: Prepared,
        before: Option<Shown>,
    ) -> Option<Shown> {
        let mut record = Record::default();
        let (scene, draws) = match before {
            Some(before)
                if before.params.same_up_to(&params, Changes::Listening) && prepared.scene.is_none() =>
            {
                record = before.record;
                (before.scene, prepared.draws.unwrap_or(before.draws))
            }
            Some(before) => (prepared.scene.unwrap_or(before.scene), prepared.draws.unwrap_or(before.draws)),
            None => (prepared.scene?, prepared.draws?),
        };
        let Prepared { scores, heard, .. } = prepared;
        let heard = scores.as_ref().and_then(|scores| scores.heard.clone()).unwrap_or(heard);
        let mut shown = Shown {
            snapshot_of: params.clone(),
            traces_of: params.clone(),
            curve: Curve::new(params.clone()),
            params,
            origin,
            opened,
            scene,
            draws,
            scores: None,
            tallies: Tallies::default(),
            scoring: None,
            heard: Heard::default(),
            pace: Pace::default(),
            left: None,
            record,
            surprises: Vec::new(),
            snapshot: None,
            late_since: 0.0,
            traces: None,
            others_since: 0.0,
            modes: BTreeMap::new(),
            refused: Vec::new(),
            deaf: None,
        };
        shown.hear(heard, 0.0);
        scores.into_iter().for_each(|scores| shown.take_scores(scores));
        Some(shown)
    }

    /// Takes in what the synapses have heard since the last time, which took so many milliseconds.
    pub fn hear(&mut self, mut heard: Heard, took: f64) {
        if took > 0.0 {
            self.pace.add(took, heard.steps.saturating_sub(self.heard.steps));
        }
        let all = (self.scene.n(), self.scene.synapses());
        self.left = self.pace.left(heard.left, all).filter(|_| self.params.is_heard());
        self.record.add(heard.time, &heard.activity, std::mem::take(&mut heard.scope));
        self.heard = heard;
    }

    /// Decisions of the whole run: one for each synapse in each round.
    fn decisions(&self) -> usize {
        self.scene.synapses() * self.params.rounds
    }

    pub fn facts(&self) -> Facts {
        Facts { decisions: self.decisions(), scored: self.scores.is_some(), compared: self.is_compared() }
    }

    /// The synapses are scored.
    pub fn take_scores(&mut self, mut scores: Scores) {
        scores.complete(&self.scene, &self.draws, &self.params);
        // What one synapse heard is in the record.
        scores.heard.iter_mut().for_each(|heard| heard.scope = Scope::default());
        self.surprises = self.scene.candidates.surprises(&scores);
        (self.scores, self.scoring, self.tallies) = (Some(scores), None, Tallies::default());
    }

    /// Goes on with other parameters, where these change neither the network nor what its synapses hear. The measures
    /// of the run before stay until there are new ones. After an error, everything is as it was.
    pub fn score_again(&mut self, params: Params, time: f64) -> Result<(), RuleError> {
        if let Some(scores) = &mut self.scores {
            let new = || ScoringAgain::new(&self.scene, &self.draws, scores, &params);
            let scoring = self.scoring.take().unwrap_or_else(new);
            let scored = scores.score_again(&scoring, &self.scene, &self.draws, &params);
            self.scoring = Some(scoring);
            scored?;
            self.surprises = self.scene.candidates.surprises(scores);
            self.tallies = Tallies::default();
        }
        for (of, since) in
            [(&self.snapshot_of, &mut self.late_since), (&self.curve.of, &mut self.others_since)]
        {
            if self.params.same_up_to(of, Changes::Scores) {
                *since = time;
            }
        }
        self.params = params;
        self.curve.follow(self.params.same_up_to(&self.curve.of, Changes::Scores));
        self.refused.clear();
        self.deaf = None;
        Ok(())
    }

    /// Forgets the measures of the run before, because there will be no others.
    pub fn forget_others(&mut self) {
        self.curve.show(&self.params);
        if !self.is_own(&self.snapshot_of) {
            self.snapshot = None;
        }
        if !self.is_own(&self.traces_of) {
            self.traces = None;
        }
    }

    /// Whether the pruned networks of this run are compared.
    pub fn is_compared(&self) -> bool {
        self.traces.is_some() && self.is_own(&self.traces_of)
    }

    /// Whether the scores of a run with these parameters, of the same network, are those of this one.
    pub fn is_own(&self, params: &Params) -> bool {
        self.params.same_up_to(params, Changes::Scores)
    }

    /// The last measures, if they are of this run.
    pub fn own_snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref().filter(|_| self.is_own(&self.snapshot_of))
    }

    /// What is measured of this run at a position.
    pub fn measured_at(&self, decided: usize) -> Snapshot {
        let own = self.own_snapshot().filter(|snapshot| snapshot.decided == decided);
        own.cloned().unwrap_or_else(|| Snapshot::empty(decided))
    }

    /// Takes measures, and the parameters with which they were asked for. While the run `plays`, its own curve of errors
    /// is seen to grow.
    pub fn take_snapshot(&mut self, snapshot: Snapshot, of: Params, time: f64, plays: bool) {
        if self.is_own(&of) {
            if snapshot.is_whole(Depth::Eigenvalues) {
                self.curve.take(snapshot.decided, snapshot.errors());
            }
            self.show_whole_curve();
            if plays {
                self.curve.show(&self.params);
            }
        }
        (self.snapshot, self.snapshot_of, self.late_since) = (Some(snapshot), of, time);
    }

    /// Takes the mean error of a rule's network at a position.
    pub fn take_error(&mut self, decided: usize, rule: Rule, error: f64) {
        self.curve.take_one(decided, rule, error);
        self.show_whole_curve();
    }

    fn show_whole_curve(&mut self) {
        if self.missing_error().is_none() {
            self.curve.show(&self.params);
        }
    }

    /// A position at which the errors are not known yet, and the rule whose turn it is there.
    pub fn missing_error(&self) -> Option<(usize, Rule)> {
        let most = match self.scene.symmetry {
            Symmetry::Symmetric => ALONG_UP_TO,
            _ => AT_ONCE_UP_TO,
        };
        let is_measured = self.scores.is_some() && self.scene.n() <= most && !self.scene.sampled;
        self.curve.missing(self.decisions()).filter(|_| is_measured)
    }

    /// The question about a pattern of activity, if it is not known and can be asked.
    pub fn missing_mode(&self, mode: usize) -> Option<Ask> {
        let n = self.scene.n();
        let is_known = match self.scene.sampled {
            true => mode + SLOWEST >= n,
            false => self.scene.is_symmetric() && n <= ALONG_UP_TO,
        };
        let ask = Ask::Mode { index: mode as u32 };
        (is_known && !self.modes.contains_key(&mode) && !self.refused.contains(&ask)).then_some(ask)
    }

    /// Whether all that can be measured is measured where `decided` synapses are decided.
    pub fn is_measured(&self, decided: usize) -> bool {
        self.measured_at(decided).is_whole(Depth::All)
    }
}
