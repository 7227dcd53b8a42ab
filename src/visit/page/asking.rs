//! What the page asks of the worker, one thing at a time.

use super::answers::{COMPARING, READING};
use super::plan::Step;
use super::{Asked, Effect, Now, Origin, Page, Saving, Shown, Worker};
use crate::numerics::conjugate::AT_A_TIME;
use crate::params::link::Stage;
use crate::params::{Net, Params, Rule};
use crate::run::Depth;
use crate::visit::desk::{ALL_AT_ONCE_UP_TO, AT_ONCE_UP_TO};
use crate::visit::message::{Ask, Have, Heard, Request, Upload};
use crate::visit::moment::Selection;
use crate::visit::record;

/// Listening is cut into about this many parts, so that it can be watched, …
const LISTENING_PARTS: u64 = 60;
/// … and into about this many where it goes at the pace of the story.
const TOLD_PARTS: u64 = 150;
/// Least and most steps of one part; a step takes about 10 µs.
/// Snapshots of the noise that are taken at once: of a large network these few take about a second.
const SNAPSHOTS_AT_ONCE: u64 = AT_A_TIME as u64;
const STEPS_AT_ONCE: (u64, u64) = (100, 20_000);
/// Most steps of one part where the synapses need not listen: the worker has more to do.
const STEPS_FOR_SHOW: u64 = 2_000;

impl Page {
    /// Asks the worker for what is missing, if the worker is free and the page is in sight.
    pub(super) fn ask(&mut self, now: Now, fx: &mut Vec<Effect>) {
        self.end_stale_studies();
        // Who is asked by another page answers out of sight, too.
        if (self.asleep && !self.host.waits()) || self.worker != Worker::Free {
            return;
        }
        if let Some(plan) = self.plan.as_ref().filter(|plan| plan.step == Step::Waiting) {
            let (params, origin) = (plan.params.clone(), plan.origin.clone());
            let just_opened = plan.just_opened;
            // Only the worker knows what a file is opened with.
            let have = if just_opened { Have::default() } else { self.have(&params, &origin) };
            let ask = Ask::Prepare { have, just_opened };
            if params.net == Net::File && self.given != origin.id() {
                self.progress.reach(READING, (0.0, 1.0), now.time);
            }
            let ticket = self.send(params, &origin, ask, fx);
            if let Some(plan) = &mut self.plan {
                plan.step = Step::Preparing(ticket);
            }
            return;
        }
        let Some(shown) = &self.shown else { return };
        if let Some(ask) = self.missing(shown, now).filter(|ask| !shown.refused.contains(ask)) {
            let params = match (&ask, self.exports.first()) {
                (Ask::Export { .. }, Some(wanted)) => wanted.params.clone(),
                (Ask::Draw { .. }, _) => self.next_draw().map_or(shown.params.clone(), |(params, _)| params),
                _ => shown.params.clone(),
            };
            let origin = shown.origin.clone();
            self.begin_work(&ask, now);
            self.send(params, &origin, ask, fx);
        }
    }

    /// The next question about the shown run; none if nothing is missing.
    fn missing(&self, shown: &Shown, now: Now) -> Option<Ask> {
        let (decided, playing) = (self.story.decided(), self.story.playing);
        if let Some(Selection::Mode(mode)) = self.selection()
            && let Some(ask) = shown.missing_mode(mode)
        {
            // It is short, and somebody points at it now.
            return Some(ask);
        }
        if let (Some(_), Some(Saving { export, .. })) = (&shown.scores, self.exports.first()) {
            // While a run plays, there is always something to measure.
            return Some(Ask::Export { export: *export, data: shown.origin.data.clone() });
        }
        if let Some(measure) = self.unmeasured(shown, decided).filter(|ask| !shown.refused.contains(ask)) {
            return Some(measure);
        }
        let exports = !self.exports.is_empty();
        let needed = shown.scores.is_none() && (playing || self.hurry.is_some() || exports);
        let seen = playing && self.story.stage == Stage::Listen && !now.still && !self.is_coming();
        if needed || seen {
            let waits = self.hurry.is_some() || exports || !seen;
            let until = match waits {
                true if shown.scene.sampled => Some(shown.heard.steps + SNAPSHOTS_AT_ONCE),
                true => Some(in_a_hurry(&shown.heard)),
                false => self.in_time(&shown.heard, needed),
            };
            if let Some(until) = until {
                return Some(Ask::Listen { until, synapse: self.listener() });
            }
        }
        let over = self.is_pruned() && !self.previews();
        if over && !shown.is_compared() && !shown.refused.contains(&Ask::Compare) {
            return Some(Ask::Compare);
        }
        if let (Some((_, ask)), false) = (self.next_draw(), playing) {
            return Some(ask);
        }
        match self.limit.left.last().filter(|_| !playing) {
            Some((net, n)) => {
                Some(Ask::Limit { net: *net, n: *n, eps: self.limit.eps, seed: self.limit.seed })
            }
            None => shown.missing_error().map(|(decided, rule)| Ask::MeanError { decided, rule }),
        }
    }

    /// What is not measured where the run stands (or stood, when it was begun): of all but small networks first the
    /// eigenvalues, which are seen, and then, where the run rests, all the others. The networks of the twins come first, and
    /// then one after another, so that another question need not wait long; while a run of few neurons plays, all in one go.
    fn unmeasured(&self, shown: &Shown, decided: usize) -> Option<Ask> {
        let (n, plays) = (shown.scene.n(), self.story.playing);
        let small = n <= ALL_AT_ONCE_UP_TO;
        let begun = self.measuring.as_ref().filter(|begun| plays || begun.decided == decided);
        let here = begun.cloned().unwrap_or_else(|| shown.measured_at(decided));
        let depth = match small || (here.is_whole(Depth::Eigenvalues) && !plays) {
            true => Depth::All,
            false => Depth::Eigenvalues,
        };
        let twins = [shown.params.rule, shown.params.twin];
        let mut rules: Vec<Rule> =
            Rule::ALL.iter().copied().filter(|rule| here.lacks(*rule, depth)).collect();
        rules.sort_by_key(|rule| !twins.contains(rule));
        let at_once = match (n, depth) {
            _ if small => rules.len(),
            (..=AT_ONCE_UP_TO, Depth::Eigenvalues) if plays => rules.len(),
            (..=AT_ONCE_UP_TO, _) => rules.iter().filter(|rule| twins.contains(rule)).count().max(1),
            _ => 1,
        };
        rules.truncate(at_once);
        (!rules.is_empty()).then_some(Ask::Measure { decided: here.decided, depth, rules })
    }

    /// Steps until which to listen so that the story has what it tells; None if it has.
    fn in_time(&self, heard: &Heard, needed: bool) -> Option<u64> {
        if heard.activity.is_empty() {
            return Some(1);
        }
        let whole = heard.steps + heard.left;
        let share = record::due(self.story.listened(), heard.goal) / record::due(1.0, heard.goal);
        let due = ((share * whole as f64).ceil() as u64).min(whole).saturating_sub(heard.steps);
        if self.shown.as_ref().is_some_and(|shown| shown.scene.sampled) {
            return (heard.left > 0 && due > 0).then(|| heard.steps + due.min(SNAPSHOTS_AT_ONCE));
        }
        let least = (whole / TOLD_PARTS).clamp(1, heard.left.max(1));
        let most = if needed { STEPS_AT_ONCE.1 } else { STEPS_FOR_SHOW };
        (heard.left > 0 && due >= least).then(|| heard.steps + due.min(most))
    }

    /// The synapse that is listened to in detail: the one that the reader chose, or the one that the story has.
    fn listener(&self) -> Option<u32> {
        match self.chosen {
            Some(Selection::Edge(synapse)) => Some(synapse as u32),
            _ => self.shown.as_ref()?.scene.candidates.worth_hearing,
        }
    }

    /// Shows a bar for long work while nothing else on the page moves.
    fn begin_work(&mut self, ask: &Ask, now: Now) {
        if self.story.playing || self.plan.is_some() {
            return;
        }
        match ask {
            Ask::Measure { .. } if self.measuring.is_none() => self.measure_on(0, now),
            Ask::Compare if !self.progress.is_on() => self.progress.reach(COMPARING, (0.0, 1.0), now.time),
            Ask::Export { .. } => self.progress.reach("Making the file…", (0.0, 1.0), now.time),
            _ => {}
        }
    }

    /// Sends a request, with the bytes of its source if this worker does not have them. Returns its ticket.
    fn send(&mut self, params: Params, origin: &Origin, ask: Ask, fx: &mut Vec<Effect>) -> u32 {
        let source = match ask {
            // Its networks are its own, and the worker takes nothing for it.
            Ask::Limit { .. } => None,
            _ => self.upload(&params, origin),
        };
        self.tickets += 1;
        let ticket = self.tickets;
        self.worker = Worker::Busy(Box::new(Asked {
            ticket,
            params: params.clone(),
            ask: ask.clone(),
            since: self.time,
        }));
        fx.push(Effect::Send(Box::new(Request { ticket, params, source, ask })));
        ticket
    }

    /// What a request about this run brings along, with its bytes if the worker does not have them. It has them then.
    fn upload(&mut self, params: &Params, origin: &Origin) -> Option<Upload> {
        let (source, known) = match (params.net, params.net.spec().data) {
            (Net::File, _) => (origin.source.clone(), self.given),
            (_, Some(data)) => {
                let source = origin.source.clone().or(self.datasets[data as usize].clone());
                let known = source.as_ref().map(|source| source.id).filter(|_| self.knows[data as usize]);
                self.knows[data as usize] = source.is_some();
                (source, known)
            }
            _ => (None, None),
        };
        let source = source.map(|source| {
            let file = (known != Some(source.id)).then(|| (source.name.clone(), source.bytes.clone()));
            Upload { id: source.id, file }
        });
        if params.net == Net::File {
            self.given = source.as_ref().map(|source| source.id);
        }
        source
    }
}

/// Steps until which to listen where nobody watches.
fn in_a_hurry(heard: &Heard) -> u64 {
    heard.steps + (heard.left / LISTENING_PARTS).clamp(STEPS_AT_ONCE.0, STEPS_AT_ONCE.1)
}
