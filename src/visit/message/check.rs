//! What must hold of a decoded message before anybody indexes into it.
//!
//! Two questions: whether a message agrees with itself ([`Request::check`], [`Reply::check`]: asked at every
//! decoding), and whether an answer belongs to the run that is shown ([`Answer::fit`]: asked by the page).

use super::{
    Answer, Ask, CELLS, Cells, Draws, Heard, MessageError, Prepared, Reply, Request, Scene, Scope, Scores,
    Snapshot,
};
use crate::measure::dynamics::Traces;
use crate::measure::limit::Point;
use crate::network::Symmetry;
use crate::params::{MOST_ROUNDS, Net, Params, Rule};
use crate::rule::Scored;
use crate::run::{Measures, Moved};
use crate::visit::desk::MOST_NEURONS;

/// Networks of a comparison: the original, and one a rule.
const COMPARED: usize = 1 + Rule::ALL.len();
/// The greatest ε that a point of the limit may be asked for.
const MOST_EPS: f64 = 100.0;

const LENGTHS: &str = "lists differ in length";
const INDEX: &str = "an index is out of range";
const NUMBER: &str = "a number is not finite";
const RANGE: &str = "a setting is out of its range";
const ORDER: &str = "synapses are not in their order";
const STRANGE: &str = "it belongs to another network";

/// An error unless `holds`.
fn must(holds: bool, what: &'static str) -> Result<(), MessageError> {
    if holds { Ok(()) } else { Err(MessageError::Contradiction(what)) }
}

fn finite<'a>(mut values: impl Iterator<Item = &'a f64>) -> Result<(), MessageError> {
    must(values.all(|value| value.is_finite()), NUMBER)
}

impl Request {
    /// Whether all settings are in their ranges, so that no request leads to a network that is too large.
    pub(super) fn check(&self) -> Result<(), MessageError> {
        must(self.params.out_of_range().is_none(), RANGE)?;
        match &self.ask {
            Ask::Limit { net, n, eps, seed } => {
                let params = Params { n: *n, seed: *seed, ..Params::defaults(*net) };
                let covered = matches!(net, Net::Complete | Net::Clustered);
                must(
                    covered
                        && *n <= MOST_NEURONS
                        && params.out_of_range().is_none()
                        && *eps > 0.0
                        && *eps <= MOST_EPS,
                    RANGE,
                )
            }
            _ => Ok(()),
        }
    }
}

impl Reply {
    /// Whether the reply agrees with itself.
    pub(super) fn check(&self) -> Result<(), MessageError> {
        match &self.answer {
            Answer::Sketch(scene) => scene.check(),
            Answer::Prepared(prepared) => prepared.check(),
            Answer::Scored(scores) => scores.check(),
            Answer::Measured(snapshot) => snapshot.check(),
            Answer::Mode(values) => finite(values.iter()),
            Answer::Comparing(share) | Answer::Reading(share) => finite([share].into_iter()),
            Answer::Compared(traces) => check_traces(traces),
            Answer::Limit(point) => check_point(point),
            Answer::Drawn(drawn) => {
                must(drawn.rules.len() == Rule::ALL.len() && drawn.keep.is_finite(), LENGTHS)
            }
            _ => Ok(()),
        }
    }
}

impl Answer {
    /// Whether a decoded answer belongs to the run of `scene`; an answer about no run always does.
    pub fn fit(&self, scene: Option<&Scene>) -> Result<(), MessageError> {
        let fits = match (self, scene) {
            (Answer::Prepared(prepared), scene) => prepared.fits(scene),
            (Answer::Heard(heard), Some(scene)) => heard.fits(scene),
            (Answer::Scored(scores), Some(scene)) => scores.fits(scene),
            (Answer::Measured(snapshot), Some(scene)) => snapshot.fits(scene),
            (Answer::Mode(values), Some(scene)) => values.len() == scene.n(),
            (Answer::Compared(traces), Some(scene)) => traces.watched.iter().all(|i| *i < scene.n()),
            (Answer::Heard(_) | Answer::Scored(_) | Answer::Measured(_), None) => false,
            (Answer::Compared(_) | Answer::Mode(_), None) => false,
            _ => true,
        };
        must(fits, STRANGE)
    }
}

impl Prepared {
    fn check(&self) -> Result<(), MessageError> {
        must(self.params.out_of_range().is_none(), RANGE)?;
        self.scene.as_ref().map_or(Ok(()), Scene::check)?;
        self.draws.as_ref().map_or(Ok(()), Draws::check)?;
        self.scores.as_ref().map_or(Ok(()), Scores::check)?;
        let scored = self.scores.as_ref().is_none_or(|scores| scores.rounds.0.len() == self.params.rounds);
        must(scored, LENGTHS)
    }

    /// Its parts fit its own scene or, where it has none, the one that the page holds.
    fn fits(&self, held: Option<&Scene>) -> bool {
        let Some(scene) = self.scene.as_ref().or(held) else { return false };
        let draws = match &self.draws {
            Some(draws) => draws.turn.len() == scene.synapses(),
            None => held.is_some_and(|held| held.synapses() == scene.synapses()),
        };
        draws && self.heard.fits(scene) && self.scores.as_ref().is_none_or(|scores| scores.fits(scene))
    }
}

impl Scene {
    fn check(&self) -> Result<(), MessageError> {
        self.check_lengths()?;
        let turns = [&self.weight, &self.covariance, &self.variance, &self.x, &self.y];
        finite(turns.into_iter().flatten().chain(self.eigenvalues.iter().flat_map(|(re, im)| [re, im])))?;
        must(self.tau.is_finite() && self.tau > 0.0 && self.slow_error.is_finite(), NUMBER)?;
        self.check_indices()
    }

    fn check_lengths(&self) -> Result<(), MessageError> {
        let (n, m) = (self.n(), self.synapses());
        let known = |count: usize| if self.sampled { 0 } else { count };
        must([self.covariance.len(), self.variance.len()] == [known(m), known(n)], LENGTHS)?;
        let per_synapse = [self.i.len(), self.j.len()];
        let per_neuron = [self.y.len(), self.eigenvalues.len()];
        must(per_synapse.iter().all(|len| *len == m) && per_neuron.iter().all(|len| *len == n), LENGTHS)?;
        must([0, n].contains(&self.names.len()), LENGTHS)?;
        self.cells.check(n)
    }

    /// The synapses are sorted by (i, j), which is how one is found.
    fn check_indices(&self) -> Result<(), MessageError> {
        let n = self.n();
        let ends = self.i.iter().zip(&self.j);
        must(ends.clone().all(|(i, j)| (*i as usize) < n && (*j as usize) < n), INDEX)?;
        must(self.candidates.each().all(|synapse| (synapse as usize) < self.synapses()), INDEX)?;
        must(ends.clone().zip(ends.skip(1)).all(|(one, next)| one < next), ORDER)
    }
}

impl Draws {
    /// One of each for every synapse, and the turns are a permutation.
    fn check(&self) -> Result<(), MessageError> {
        must(self.turn.len() == self.draw.len(), LENGTHS)?;
        finite(self.draw.iter())?;
        let mut taken = vec![false; self.turn.len()];
        let mut takes = |turn: &u32| match taken.get_mut(*turn as usize) {
            Some(taken) => !std::mem::replace(taken, true),
            None => false,
        };
        must(self.turn.iter().all(&mut takes), INDEX)
    }
}

impl Cells {
    /// The side is compared before it is squared, because a message may hold any number.
    fn check(&self, n: usize) -> Result<(), MessageError> {
        must(self.side <= n.min(CELLS) && self.values.len() == self.side * self.side, LENGTHS)
    }
}

impl Heard {
    fn fits(&self, scene: &Scene) -> bool {
        let Scope { synapse, heard } = &self.scope;
        [0, scene.n()].contains(&self.activity.len())
            && (heard.is_empty() || (*synapse as usize) < scene.synapses())
    }
}

impl Scores {
    fn check(&self) -> Result<(), MessageError> {
        let m = self.variance.len();
        must((1..=MOST_ROUNDS).contains(&self.rounds.0.len()), LENGTHS)?;
        must([0, m].contains(&self.exact.len()), LENGTHS)?;
        must(!self.variance.iter().any(|variance| *variance < 0.0), NUMBER)?;
        chances(self.exact.iter())?;
        // Of several rounds, all is sent.
        let is_left_out = |scored: &Scored| scored.probabilities.is_empty() && scored.draws.is_empty();
        if let [scored] = &self.rounds.0[..]
            && is_left_out(scored)
        {
            return check_scales(scored);
        }
        self.rounds.0.iter().try_for_each(|scored| check_scored(scored, m))
    }

    fn fits(&self, scene: &Scene) -> bool {
        let heard = self.heard.as_ref().is_none_or(|heard| heard.fits(scene));
        self.variance.len() == scene.synapses() && heard
    }
}

/// One K a rule.
fn check_scales(scored: &Scored) -> Result<(), MessageError> {
    let rules = Rule::ALL.len();
    must([scored.scale.len(), scored.left_out.len()] == [rules; 2], LENGTHS)?;
    // An allowed error that is next to nothing makes them infinite.
    must(!scored.scale.iter().any(|scale| *scale < 0.0), NUMBER)
}

/// The scores of one round, of so many synapses.
fn check_scored(scored: &Scored, synapses: usize) -> Result<(), MessageError> {
    check_scales(scored)?;
    let (Scored { probabilities, draws, .. }, rules) = (scored, Rule::ALL.len());
    must(probabilities.len() == rules && [1, rules].contains(&draws.len()), LENGTHS)?;
    must(probabilities.iter().chain(draws).all(|list| list.len() == synapses), LENGTHS)?;
    finite(draws.iter().flatten())?;
    chances(probabilities.iter().flatten())
}

fn chances<'a>(mut p: impl Iterator<Item = &'a f64>) -> Result<(), MessageError> {
    must(p.all(|p| (0.0..=1.0).contains(p)), "a probability is not between 0 and 1")
}

impl Snapshot {
    fn check(&self) -> Result<(), MessageError> {
        must(self.rules.len() == Rule::ALL.len(), LENGTHS)?;
        let mut kinds = self.each().map(|(_, measures)| kind(measures));
        let first = kinds.next();
        must(kinds.all(|kind| Some(kind) == first), LENGTHS)
    }

    fn fits(&self, scene: &Scene) -> bool {
        let symmetric = scene.symmetry == Symmetry::Symmetric;
        let fits = |measures: &Measures| {
            measures.kept <= scene.synapses() && kind(measures) == (symmetric, scene.n())
        };
        self.decided <= MOST_ROUNDS * scene.synapses() && self.each().all(|(_, measures)| fits(measures))
    }
}

/// Whether the measured network is symmetric, and its number of eigenvalues.
fn kind(measures: &Measures) -> (bool, usize) {
    match &measures.moved {
        Moved::Real { eigenvalues, .. } => (true, eigenvalues.len()),
        Moved::Complex { eigenvalues, .. } => (false, eigenvalues.len()),
    }
}

fn check_traces(traces: &Traces) -> Result<(), MessageError> {
    let (times, watched) = (traces.times.len(), traces.watched.len());
    let networks = [traces.rates.len(), traces.relative_error.len(), traces.gone.len()];
    let rates = { traces.rates.iter() }.all(|rates| rates.len() == watched);
    let records = traces.rates.iter().flatten().chain(&traces.relative_error);
    let records = { records }.all(|record| record.len() == times);
    must(times > 0 && networks == [COMPARED; 3] && rates && records, LENGTHS)?;
    finite(traces.times.iter())
}

fn check_point(point: &Point) -> Result<(), MessageError> {
    must(point.n > 0 && point.synapses > 0 && point.kept <= point.synapses, RANGE)
}
