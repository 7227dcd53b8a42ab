//! What the page does with the worker's answers.

use super::plan::{Remedy, Sketch, Step};
use super::{Asked, Effect, Now, Origin, Page, Plan, Replaced, Shown, Story, Taker, Wish, Worker};
use crate::params::{Net, Params, Rule, quoted};
use crate::run::Preparation;
use crate::run::export::Export;
use crate::visit::losses::Losses;
use crate::visit::message::{
    self, Answer, Ask, Doubt, Failure, Opened, Prepared, Reply, Scene, Scores, Snapshot,
};
use crate::visit::sentences;

/// Said of a file whose lines may be synapses.
const COLUMNS: &str = "does not say what its columns are. Its lines may be synapses (source, target, weight) or something \
    else. A first line with these words answers that once and for all.";

/// Said of a file with semicolons, of all its numbers with a point.
const POINTS: &str = "has three digits behind every point";
const THOUSANDS: &str =
    "It may be a decimal point, or mean thousands; if thousands, save the file without it.";

/// The alert when the worker has ended by itself.
pub const STOPPED: &str = "The computing part of this page stopped unexpectedly";

impl Page {
    /// The worker has sent these bytes. An answer to a request that is no longer open is ignored.
    pub(super) fn take(&mut self, worker: u32, bytes: Vec<u8>, now: Now, fx: &mut Vec<Effect>) {
        if let Some(replaced) = self.replaced.as_mut().filter(|replaced| replaced.number == worker) {
            // Nobody waits for what it says, but that it is done.
            if message::decode_reply(&bytes).is_ok_and(|reply| reply.answer.is_last()) {
                replaced.worker = Worker::Free;
                // What it could not read, it has not kept; it gets everything again.
                (replaced.given, replaced.knows) = (None, Default::default());
            }
            return;
        }
        if worker != self.number || self.worker == Worker::Lost {
            return;
        }
        let reply = match message::decode_reply(&bytes) {
            Ok(reply) => reply,
            Err(error) => return self.lose(worker, &error.to_string(), fx),
        };
        // They may be many, and there is more to be made from the reply.
        drop(bytes);
        match (&self.worker, reply) {
            (Worker::Starting, Reply { answer: Answer::Ready, .. }) => {
                self.worker = Worker::Free;
                fx.extend(self.replaced.take().map(|replaced| Effect::EndWorker(replaced.number)));
            }
            (Worker::Busy(asked), Reply { ticket, answer }) if asked.ticket == ticket => {
                if let Err(error) = answer.fit(self.shown.as_ref().map(|shown| &shown.scene)) {
                    return self.lose(worker, &error.to_string(), fx);
                }
                let asked = Asked::clone(asked);
                self.answered(asked, answer, now, fx);
            }
            _ => {}
        }
    }

    fn answered(&mut self, asked: Asked, answer: Answer, now: Now, fx: &mut Vec<Effect>) {
        match answer {
            Answer::Reading(share) => return self.progress.reach(READING, (share, 1.0), now.time),
            Answer::Opened(opened) => {
                self.progress.end();
                return self.opened(asked.ticket, opened, fx);
            }
            Answer::Progress(stage) => return self.reached(stage, now),
            Answer::Sketch(scene) => return self.sketched(asked.ticket, *scene),
            _ => self.worker = Worker::Free,
        }
        let goes_on = self.is_coming() || matches!(answer, Answer::Measured(_) | Answer::Comparing(_));
        if !goes_on {
            self.progress.end();
        }
        let own = self.shown.as_ref().is_none_or(|shown| shown.is_own(&asked.params));
        match (answer, &asked.ask) {
            (Answer::Prepared(prepared), _) => self.prepared(asked.ticket, *prepared, fx),
            (Answer::Measured(snapshot), Ask::Measure { .. }) => self.measured(*snapshot, asked.params, now),
            (answer @ Answer::Scored(_), _) if own => self.found(answer, asked, now, fx),
            (answer, _) => self.answered_later(answer, asked, own, now, fx),
        }
    }

    /// Answers to what nobody asks while the page opens, and failures. `own`: of the run that is shown, with its scores.
    #[inline(never)] // loaded later
    fn answered_later(&mut self, answer: Answer, asked: Asked, own: bool, now: Now, fx: &mut Vec<Effect>) {
        match (answer, &asked.ask) {
            (Answer::Failed(_), Ask::Draw { .. }) => self.drawn(&asked.params, None),
            (Answer::Drawn(drawn), Ask::Draw { .. }) => self.drawn(&asked.params, Some(drawn)),
            (Answer::Failed(failure), Ask::Prepare { .. } | Ask::Limit { .. }) => {
                self.refused(asked, failure, fx)
            }
            (Answer::Limit(point), &Ask::Limit { eps, seed, .. }) => {
                // The reader may have stopped the experiment, or started another, since it was asked.
                let wanted = (self.limit.eps, self.limit.seed) == (eps, seed)
                    && self.limit.left.last() == Some(&(point.net, point.n));
                if wanted {
                    self.limit.left.pop();
                    self.limit.points.push(point);
                }
                self.progress.end();
            }
            // The run has other scores by now, and the question is asked again.
            _ if !own => {}
            (Answer::Failed(failure), _) => self.refused(asked, failure, fx),
            (Answer::Exported(bytes), Ask::Export { export, .. }) => self.exported(*export, bytes, fx),
            (answer, _) => self.found(answer, asked, now, fx),
        }
    }

    /// What was found out about the run that is shown.
    fn found(&mut self, answer: Answer, asked: Asked, now: Now, fx: &mut Vec<Effect>) {
        let Some(shown) = &mut self.shown else { return };
        let (ask, took) = (asked.ask, now.time - asked.since);
        match answer {
            Answer::MeanError(error) => {
                if let Ask::MeanError { decided, rule } = ask {
                    shown.take_error(decided, rule, error);
                }
            }
            Answer::Mode(values) => {
                if let Ask::Mode { index } = ask {
                    shown.modes.insert(index as usize, values);
                }
            }
            Answer::Heard(heard) => shown.hear(*heard, took),
            Answer::Scored(scores) => {
                scores.heard.clone().into_iter().for_each(|heard| shown.hear(heard, took));
                self.scored(*scores, fx);
            }
            Answer::Comparing(share) => self.progress.reach(COMPARING, (share, 1.0), now.time),
            Answer::Compared(traces) => {
                (shown.traces, shown.traces_of) = (Some(*traces), shown.params.clone());
                self.progress.end();
            }
            _ => {}
        }
    }

    /// Measures of some rules are there; while a parameter is dragged, they may be those of a moment ago. Where the run
    /// rests they are shown at once, and while it plays when those of all rules are there.
    fn measured(&mut self, measured: Snapshot, of: Params, now: Now) {
        let plays = self.story.playing;
        let Some(shown) = &mut self.shown else { return };
        if !shown.is_own(&of) {
            self.progress.end();
            return shown.take_snapshot(measured, of, now.time, plays);
        }
        let begun = self.measuring.take().filter(|begun| begun.decided == measured.decided);
        let mut snapshot = begun.unwrap_or_else(|| shown.measured_at(measured.decided));
        snapshot.take(measured);
        let done = Rule::ALL.iter().filter(|rule| snapshot.of(**rule).is_some()).count();
        let is_whole = done == Rule::ALL.len();
        if !plays || is_whole {
            shown.take_snapshot(snapshot.clone(), of, now.time, plays);
        }
        match is_whole {
            true => self.progress.end(),
            false => {
                self.measuring = Some(snapshot);
                self.measure_on(done, now);
            }
        }
    }

    /// The plan's file is read.
    #[inline(never)] // loaded later
    fn opened(&mut self, ticket: u32, opened: Opened, fx: &mut Vec<Effect>) {
        let Some(plan) = self.plan.as_mut().filter(|plan| plan.step == Step::Preparing(ticket)) else {
            return;
        };
        if let Some(doubt) = opened.doubt.as_ref().filter(|_| plan.asks) {
            return self.ask_reader(doubt, fx);
        }
        let just_opened = std::mem::take(&mut plan.just_opened);
        plan.params = opened.params(plan.params.clone(), just_opened);
        let taken = sentences::taken(&opened, &plan.params);
        if just_opened && !taken.is_empty() {
            self.notice = format!("{taken} You can choose otherwise below the pictures.");
            self.undoes = true;
        }
        plan.origin.data = plan.origin.data.take().or(opened.matrix.clone());
        plan.opened = Some(opened);
        self.last = Some(plan.origin.clone());
        if let Worker::Busy(asked) = &mut self.worker {
            asked.params.clone_from(&plan.params);
        }
    }

    /// The plan's file may be one thing or another: the reader knows.
    #[inline(never)] // loaded later
    fn ask_reader(&mut self, doubt: &Doubt, fx: &mut Vec<Effect>) {
        let Some(plan) = &self.plan else { return };
        let (params, origin) = (plan.params.clone(), plan.origin.clone());
        let name = origin.source.as_ref().map_or_else(String::new, |source| quoted(&source.name));
        let (question, label) = match doubt {
            Doubt::Synapses => (COLUMNS.to_string(), "Take each line as a synapse"),
            Doubt::Points(number) => {
                (format!("{POINTS}, as in {number}. {THOUSANDS}"), "Take the points as decimal points")
            }
        };
        self.fail_plan(&format!("‘{name}’ {question}"), None, fx);
        if let Some(alert) = &mut self.alert {
            alert.mend = Some(Remedy { params, origin, just_opened: true, label });
        }
    }

    /// The plan's network can be seen.
    fn sketched(&mut self, ticket: u32, scene: Scene) {
        if let Some(plan) = self.plan.as_mut().filter(|plan| plan.step == Step::Preparing(ticket)) {
            plan.sketch = Some(Sketch::new(scene));
        }
    }

    /// The plan's run takes the place of the one that is shown.
    fn prepared(&mut self, ticket: u32, prepared: Prepared, fx: &mut Vec<Effect>) {
        let Some(plan) = self.plan.take_if(|plan| plan.step == Step::Preparing(ticket)) else { return };
        let Plan { params, origin, opened, wish, playing, .. } = plan;
        if let Some(data) = params.net.spec().data {
            // The worker has read it, so it is the data.
            let kept = &mut self.datasets[data as usize];
            *kept = origin.source.clone().or(kept.take());
        }
        let params = Params { n: prepared.params.n, ..params };
        let origin = if params.net == Net::File { origin } else { Origin::default() };
        self.shown = Shown::new(params, origin, opened, prepared, self.shown.take());
        (self.hovered, self.chosen, self.measuring) = (None, None, None);
        self.losses = Losses::default();
        self.progress.end();
        (self.story, self.preview, self.last_frame) = (Story::new(playing), None, None);
        self.hurry = wish;
        self.failed = false;
        fx.push(Effect::Begin);
        self.arrive();
        if std::mem::take(&mut self.opens) {
            self.begin_preview();
        }
    }

    fn scored(&mut self, scores: Scores, fx: &mut Vec<Effect>) {
        if let Some(shown) = &mut self.shown {
            shown.take_scores(scores);
        }
        fx.push(Effect::Scored);
        self.arrive();
    }

    /// Goes where the reader wished to be as soon as the synapses are scored.
    fn arrive(&mut self) {
        if self.shown.as_ref().is_none_or(|shown| shown.scores.is_none()) {
            return;
        }
        if let Some(wish) = self.hurry.take() {
            // A story that plays goes on playing from the new place.
            let playing = self.story.playing && wish != Wish::End;
            self.go(wish);
            self.story.playing |= playing;
        }
    }

    fn refused(&mut self, asked: Asked, failure: Failure, fx: &mut Vec<Effect>) {
        let (Asked { ticket, ask, .. }, Failure { reason, lacks }) = (asked, failure);
        self.progress.end();
        match ask {
            Ask::Prepare { .. } => {
                // The worker does not keep what it cannot read.
                self.given = None;
                self.knows = Default::default();
                if self.plan.as_ref().is_some_and(|plan| plan.step == Step::Preparing(ticket)) {
                    self.fail_plan(&reason, lacks, fx);
                }
            }
            ask => self.give_up(ask, &reason, fx),
        }
    }

    /// The worker cannot answer this question about the shown run; the page does not ask it again.
    #[inline(never)] // loaded later
    fn give_up(&mut self, ask: Ask, reason: &str, fx: &mut Vec<Effect>) {
        if let (Ask::MeanError { .. }, Some(shown)) = (&ask, &mut self.shown) {
            // Nobody has asked for the curve, and nobody is told that it has gaps.
            shown.refused.push(ask);
            return shown.forget_others();
        }
        if let (Ask::Mode { .. }, Some(shown)) = (&ask, &mut self.shown) {
            // What is said of the pattern stands there without its picture.
            return shown.refused.push(ask);
        }
        self.alert(reason);
        self.measuring = None;
        match ask {
            Ask::Export { .. } => self.drop_exports(reason, fx),
            Ask::Limit { .. } => self.limit.left.clear(),
            ask => {
                if let Some(shown) = &mut self.shown {
                    if matches!(ask, Ask::Listen { .. }) {
                        shown.deaf = Some(reason.into());
                    }
                    shown.refused.push(ask);
                    shown.forget_others();
                }
                self.drop_exports(reason, fx);
                (self.hurry, self.story.playing) = (None, false);
            }
        }
    }

    /// The worker has ended. The page starts another when it needs one.
    pub(super) fn lose(&mut self, worker: u32, reason: &str, fx: &mut Vec<Effect>) {
        if worker != self.number || self.worker == Worker::Lost {
            self.replaced.take_if(|replaced| replaced.number == worker);
            return;
        }
        fx.push(Effect::EndWorker(worker));
        if let Some(Replaced { number, worker, given, knows }) = self.replaced.take() {
            // The new one has never been there: the one before it goes on, whoever waits for that.
            (self.worker, self.number) = (worker, number);
            (self.given, self.knows) = (given, knows);
            return;
        }
        self.worker = Worker::Lost;
        self.shown.iter_mut().for_each(Shown::forget_others);
        self.end_studies();
        (self.given, self.knows, self.measuring) = (None, Default::default(), None);
        self.limit.left.clear();
        (self.hurry, self.story.playing) = (None, false);
        self.progress.end();
        match self.plan {
            Some(_) => self.fail_plan(reason, None, fx),
            None => {
                self.alert(reason);
                self.drop_exports(reason, fx);
            }
        }
    }

    #[inline(never)] // loaded later
    fn exported(&mut self, export: Export, bytes: Vec<u8>, fx: &mut Vec<Effect>) {
        self.progress.end();
        // The reader may have changed the run and its file since it was asked for.
        if self.exports.first().is_some_and(|first| first.export == export) {
            match self.exports.remove(0).taker {
                Taker::Reader(name) => fx.push(Effect::Deliver { name, bytes }),
                Taker::Host => self.give_numbers(&bytes, fx),
            }
        }
    }

    /// Forgets the files that were asked for, and says why.
    pub(super) fn drop_exports(&mut self, reason: &str, fx: &mut Vec<Effect>) {
        let dropped = std::mem::take(&mut self.exports);
        if dropped.iter().any(|saving| matches!(saving.taker, Taker::Reader(_))) {
            fx.push(Effect::SaveStatus(super::view::sentence(reason)));
        }
        if dropped.iter().any(|saving| matches!(saving.taker, Taker::Host)) {
            self.refuse_numbers(reason, fx);
        }
    }

    /// Preparation has come to this step: of the plan's run or, in a new worker, of the shown one.
    fn reached(&mut self, stage: Preparation, now: Now) {
        let doing = match stage {
            Preparation::Network => "Making the network…",
            Preparation::Covariance => "Working out how the noise makes neurons vary together…",
            Preparation::Modes => "Finding the patterns of activity and their rates of decay…",
            Preparation::Rules => "Scoring the synapses…",
        };
        self.progress.reach(doing, stage.share(), now.time);
    }

    /// A measurement goes on with the next rule. It has a bar while nothing else on the page moves.
    pub(super) fn measure_on(&mut self, done: usize, now: Now) {
        let share = |rules: usize| rules as f64 / Rule::ALL.len() as f64;
        match self.story.playing || self.plan.is_some() {
            true if self.plan.is_none() => self.progress.end(),
            true => {}
            false => self.progress.reach(MEASURING, (share(done), share(done + 1)), now.time),
        }
    }
}

pub(super) const COMPARING: &str = "Running the networks on the same noise…";
pub(super) const READING: &str = "Reading the file…";
pub(super) const MEASURING: &str = "Measuring the pruned networks…";
