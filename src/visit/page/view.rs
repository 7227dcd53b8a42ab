//! What is to be seen of the page: everything that a browser shows, as plain data and text.

use super::plan::{Plan, Remedy, Step};
use super::{Effect, Page, Shown, Wish, Worker};
use crate::measure::limit;
use crate::params::link::{self, Data, Presentation, Stage};
use crate::params::{Net, Params, quoted};
use crate::visit::event::{File, Study};
use crate::visit::message::Opened;
use crate::visit::moment::{Moment, Selection, Sources, Told};
use crate::visit::progress::Bar;
use crate::visit::record;
use crate::visit::story::{Facts, Story};
use crate::visit::{inspector, sentences};

/// Measures that were taken up to so many milliseconds ago are shown beside new fates without a word.
const LATE: f64 = 100.0;

/// A worker that has not said so many milliseconds after it was made that it is there, may never do.
const SILENT: f64 = 10_000.0;
const NOT_STARTED: &str = "The computing part of this page does not start. If it still does not in a while, reload the \
    page; something between you and it may keep it back, such as an add-on of the browser.";

/// What went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// A sentence.
    pub text: String,
    /// A run that would not fail like this.
    pub(super) mend: Option<Remedy>,
}

impl Alert {
    /// What the button says that mends it, if there is one.
    pub fn remedy(&self) -> Option<&'static str> {
        self.mend.as_ref().map(|remedy| remedy.label)
    }
}

/// A reason as a sentence of its own.
pub(super) fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let rest = letters.as_str();
    let end = if rest.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{first}{rest}{end}")
}

impl Page {
    /// The run that is shown; None before there is one.
    pub(super) fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// What is to be seen of the run that is shown; None before there is one.
    pub fn moment(&self) -> Option<Moment<'_>> {
        let shown = self.shown()?;
        Some(Moment {
            params: &shown.params,
            scene: &shown.scene,
            draws: &shown.draws,
            scores: shown.scores.as_ref(),
            heard: Some(&shown.heard).filter(|heard| !heard.activity.is_empty()),
            snapshot: shown.snapshot.as_ref(),
            history: &shown.curve.shown,
            of: self.sources(shown),
            traces: shown.traces.as_ref(),
            until: self.story.until(),
            luck: self.draws(Study::Luck),
            cost: self.draws(Study::Cost),
            column: self.study_column(),
            limit: &self.limit.points,
            eps: self.limit.eps,
            rule: shown.params.rule,
            decided: self.story.decided(),
            told: Told {
                stage: Some(self.story.stage),
                record: Some(&shown.record),
                time: record::due(self.story.listened(), shown.params.listening().0),
                left: shown.left.as_deref(),
                worth_hearing: shown.scene.candidates.worth_hearing.map(|k| k as usize),
                surprises: &shown.surprises,
                scored: self.story.scored(),
                pattern: self.pattern(shown),
                differing: self.presentation.differ
                    || (self.story.stage == Stage::Compare && !self.previews()),
                loose: self.losses.loose(),
                tallies: Some(&shown.tallies),
            },
        })
    }

    /// The network of the first run while that is prepared: nothing but its twins can be drawn.
    pub fn sketch(&self) -> Option<Moment<'_>> {
        let plan = self.plan.as_ref().filter(|_| self.shown.is_none())?;
        let sketch = plan.sketch.as_ref().filter(|_| matches!(plan.step, Step::Preparing(_)))?;
        Some(Moment::bare(&plan.params, &sketch.scene, &sketch.draws))
    }

    /// The pattern of activity that is looked at, as far as it is known.
    fn pattern<'a>(&self, shown: &'a Shown) -> Option<(usize, &'a [f64])> {
        let Some(Selection::Mode(mode)) = self.selection() else { return None };
        shown.modes.get(&mode).map(|values| (mode, &values[..]))
    }

    /// Which runs the measures are of. Those of a moment ago are no others to the eye.
    fn sources<'a>(&self, shown: &'a Shown) -> Sources<'a> {
        let own = &shown.params;
        let of = |since, of: &'a Params| if self.is_late(since) { of } else { own };
        Sources {
            snapshot: of(shown.late_since, &shown.snapshot_of),
            history: of(shown.others_since, &shown.curve.of),
            traces: of(shown.others_since, &shown.traces_of),
        }
    }

    /// Where the story stands.
    pub fn story(&self) -> &Story {
        &self.story
    }

    /// How the run is shown.
    pub fn presentation(&self) -> &Presentation {
        &self.presentation
    }

    /// What is looked at: what the pointer is over, or else what was chosen.
    pub fn selection(&self) -> Option<Selection> {
        self.hovered.or(self.chosen)
    }

    /// What is said of the selection.
    pub fn inspection(&self) -> [String; 3] {
        let selected = self.moment().zip(self.selection());
        selected.map_or_else(Default::default, |(moment, selection)| inspector::describe(&moment, selection))
    }

    /// What went wrong, until something is done about it.
    pub fn warning(&self) -> Option<&Alert> {
        self.alert.as_ref()
    }

    /// What was not done as asked, or was given up; empty if there is nothing to say.
    pub fn notice(&self) -> &str {
        &self.notice
    }

    /// Whether the notice says something that can be undone.
    pub fn undoes(&self) -> bool {
        self.undoes && !self.notice.is_empty()
    }

    /// Whether only loading the page again helps.
    pub fn is_lost(&self) -> bool {
        self.failed && (self.faulty || self.worker == Worker::Lost)
    }

    /// Whether a run plays, or will as soon as it is there.
    pub fn is_playing(&self) -> bool {
        let studies = self.study_in_view().is_some_and(|study| self.study(study).2);
        studies || self.on_its_way().map_or(self.story.playing, |plan| plan.playing)
    }

    fn facts(&self) -> Facts {
        self.shown().map(Shown::facts).unwrap_or(Facts { decisions: 0, scored: false, compared: false })
    }

    /// Whether measures of what is shown are still to come.
    pub fn is_due(&self) -> bool {
        let due = |shown: &Shown| !shown.is_measured(self.story.decided());
        self.shown().is_some_and(due) && self.worker != Worker::Lost
    }

    /// Whether all synapses are decided.
    pub fn is_pruned(&self) -> bool {
        self.shown.is_some() && self.story.is_pruned(&self.facts())
    }

    pub(super) fn is_over(&self) -> bool {
        self.story.is_over(&self.facts())
    }

    /// Whether the pictures show a finished run, in which no change is marked as new.
    pub fn is_settled(&self) -> bool {
        self.is_pruned() && (!self.story.playing || self.story.stage == Stage::Compare || self.previews())
    }

    /// The state of the page in a word, for style sheets, tests and pages that embed this one.
    pub fn state(&self) -> &'static str {
        let Some(shown) = &self.shown else {
            return if self.failed { "error" } else { "loading" };
        };
        match () {
            () if self.failed => "error",
            () if self.is_coming() || self.previews() => "running",
            () if self.study_in_view().is_some_and(|study| self.study(study).2) => "running",
            () if self.study_in_view().is_some_and(|study| !self.has_study(study)) => "paused",
            () if self.is_pruned() && shown.is_measured(self.story.decided()) => "done",
            () if self.story.playing || self.is_pruned() || self.hurry.is_some() => "running",
            () if shown.own_snapshot().is_none() => "loading",
            () => "paused",
        }
    }

    /// The plan, unless it has failed.
    pub(super) fn on_its_way(&self) -> Option<&Plan> {
        self.plan.as_ref().filter(|plan| plan.step != Step::Failed)
    }

    /// Whether another run is on its way.
    pub fn is_coming(&self) -> bool {
        self.on_its_way().is_some()
    }

    /// How far long work has come.
    pub fn bar(&self, time: f64) -> Option<Bar> {
        let bar = self.progress.bar(time)?;
        let silent = self.worker == Worker::Starting && time - self.made > SILENT;
        Some(if silent { Bar { text: NOT_STARTED.into(), ..bar } } else { bar })
    }

    /// Whether the next frame would show anything else than this one.
    pub fn moves(&self) -> bool {
        let soon_late = |shown: &Shown| {
            shown.snapshot.is_some() && shown.own_snapshot().is_none() && !self.is_late(shown.late_since)
        };
        let waits = matches!(self.worker, Worker::Busy(_)) && self.shown().is_some_and(soon_late);
        !self.asleep
            && (self.progress.is_on()
                || waits
                || self.losses.are_seen()
                || (self.shown.is_some() && (self.story.playing || self.hurry.is_some())))
    }

    /// Whether the measures of a changed run are waited for so long that it has to be said.
    fn is_late(&self, since: f64) -> bool {
        self.time - since > LATE
    }

    /// Whether the page is out of sight.
    pub fn is_asleep(&self) -> bool {
        self.asleep
    }

    /// Decisions made, and all: one for each synapse in each round.
    pub fn position(&self) -> (usize, usize) {
        (self.story.decided(), self.facts().decisions)
    }

    /// Where the run stands, in words.
    pub fn status(&self) -> String {
        let says = |moment: Moment| match self.preview() {
            Some(words) => words.into(),
            None => sentences::status(&moment, &self.story),
        };
        self.moment().map_or_else(|| "Loading…".into(), says)
    }

    /// What a person would count in each of the twins, the left one first.
    pub fn lines(&self) -> [[String; 3]; 2] {
        let lines =
            |moment: Moment| [moment.rule, moment.params.twin].map(|rule| sentences::line(&moment, rule));
        self.moment().map_or_else(Default::default, lines)
    }

    /// For each of the twins, whether its pieces and its lost patterns have become more a moment ago.
    pub fn news(&self) -> [[bool; 2]; 2] {
        self.losses.news()
    }

    /// Where the story stands, for whoever does not see it; None until all that the stage is about is known.
    pub fn summary(&self) -> Option<String> {
        let stage = self.story.stage;
        let known = stage != Stage::Compare || self.shown()?.is_measured(self.facts().decisions);
        self.moment().filter(|_| known && !self.previews()).map(|moment| sentences::summary(&moment, stage))
    }

    /// What the theorem says of the run, and what this draw shows.
    pub fn theorem(&self) -> String {
        self.moment().map(|moment| sentences::theorem(&moment)).unwrap_or_default()
    }

    /// What the synapses have heard.
    pub fn heard(&self) -> String {
        let heard = self.moment().and_then(|moment| {
            let heard = sentences::heard(moment.heard?, moment.params);
            let sampled = if heard.is_empty() { String::new() } else { sentences::sampled(moment.scene) };
            Some(heard + &sampled)
        });
        heard.unwrap_or_default()
    }

    /// The file of the plan's run or, if it has none, of the shown one; and the run's parameters.
    fn own_file(&self) -> Option<(&Opened, &Params)> {
        let planned = self.plan.as_ref().map(|plan| (plan.opened.as_ref(), &plan.params));
        let shown = self.shown().map(|shown| (shown.opened.as_ref(), &shown.params));
        let runs = [planned, shown].into_iter().flatten().filter(|(_, params)| params.net == Net::File);
        runs.filter_map(|(opened, params)| Some((opened?, params))).next()
    }

    /// What the matrix of the reader's own is; empty if the network is another.
    pub fn file_report(&self) -> &str {
        self.own_file().map_or("", |(opened, _)| &opened.report)
    }

    /// The name of its file, without what would turn it around; empty where there is none.
    pub fn file_chosen(&self) -> String {
        let planned = self.plan.as_ref().map(|plan| (&plan.origin, &plan.params));
        let shown = self.shown().map(|shown| (&shown.origin, &shown.params));
        let own = planned.or(shown).filter(|(_, params)| params.net == Net::File);
        let source = own.and_then(|(origin, _)| origin.source.as_ref());
        source.map_or_else(String::new, |source| quoted(&source.name))
    }

    /// What was made of it; empty if it is taken as it stands.
    pub fn file_taken(&self) -> String {
        self.own_file().map_or_else(String::new, |(opened, params)| sentences::taken(opened, params))
    }

    /// Whether a setting is offered where that is said: those that matter for this matrix.
    pub fn offers(&self, key: &str) -> bool {
        self.own_file().is_some_and(|(opened, _)| match key {
            "leak" => true,
            "sym" => !opened.symmetric,
            _ => false,
        })
    }

    /// What is said beside the link: what it does, and what it does not hold or may lose on its way.
    pub fn sharing(&self, address: &str) -> [String; 2] {
        let own = self.shown().filter(|shown| shown.params.net == Net::File);
        let data = own.map(|shown| shown.origin.data.as_ref());
        self.moment().map_or_else(Default::default, |moment| sentences::sharing(moment.scene, data, address))
    }

    /// What the page as one file has in it: the link of what is shown and, where that does not hold it, the matrix's file.
    pub fn inside(&self) -> Option<(String, Option<File>)> {
        let shown = self.shown()?;
        let data = shown.origin.data.as_ref().filter(|data| matches!(data, Data::Matrix(_)));
        let file = shown.origin.source.as_ref().filter(|_| shown.params.net == Net::File && data.is_none());
        Some((self.link_with(data)?, file.map(|source| (source.name.clone(), source.bytes.clone()))))
    }

    /// The place of the example whose run this is; none if it is no example's.
    pub fn example_shown(&self) -> Option<usize> {
        let speed = self.params().speed;
        let same = |link: &String| Params { speed, ..link::read(link).params } == *self.params();
        self.examples.iter().position(same)
    }

    /// How far the experiment on the limit is: networks done and in all, and whether it goes on.
    pub fn limit(&self) -> (usize, usize, bool) {
        (self.limit.points.len(), 2 * limit::SIZES.len(), !self.limit.left.is_empty())
    }

    /// The ε of the experiment on the limit.
    pub fn limit_eps(&self) -> f64 {
        self.limit.eps
    }

    /// What came of the experiment on the limit.
    pub fn limit_status(&self) -> String {
        sentences::limit(&self.limit.points, 2 * limit::SIZES.len(), self.limit.eps)
    }

    /// A file name that says which run it is of; None before there is one.
    pub fn file_name(&self, what: &str, extension: &str) -> Option<String> {
        let Params { net, n, keep, rule, seed, .. } = &self.shown()?.params;
        let (net, rule) = (net.word(), rule.word());
        Some(format!("noise-prune-{net}-{n}-keep{keep}-seed{seed}-{rule}-{what}.{extension}"))
    }

    pub(super) fn alert(&mut self, reason: &str) {
        self.alert = Some(Alert { text: sentence(reason), mend: None });
        self.failed = true;
    }

    /// The link of what is shown: while it plays, the run; at rest, also where it stands.
    pub fn link(&self) -> Option<String> {
        self.link_with(self.shown()?.origin.data.as_ref())
    }

    fn link_with(&self, data: Option<&Data>) -> Option<String> {
        let shown = self.shown()?;
        let decided = self.story.decided();
        let (stage, at, paused) = match (self.story.stage, self.hurry) {
            (_, Some(Wish::Decided(at))) => (Some(Stage::Prune), Some(at), !self.story.playing),
            (_, Some(Wish::Stage(stage))) => (Some(stage), None, !self.story.playing),
            (_, Some(Wish::End)) => (Some(Stage::Compare), None, true),
            _ if self.story.playing => (None, None, false),
            // A view may begin elsewhere.
            (Stage::Listen, _) => (self.presentation.view.begins_at().and(Some(Stage::Listen)), None, true),
            (Stage::Prune, _) => (Some(Stage::Prune), Some(decided), true),
            (stage, _) => (Some(stage), None, true),
        };
        let presentation = Presentation { stage, at, paused, ..self.presentation.clone() };
        Some(link::write_with(&shown.params, data, &presentation))
    }

    /// Writes what is shown into the address: another example or network as a new entry, as soon as it is there, and
    /// everything else in place of what stood there. A link that the reader wrote stays while its run is on its way; if
    /// that run fails or is given up, the address goes back to the run that is shown.
    pub(super) fn write_address(&mut self, fx: &mut Vec<Effect>) {
        if self.led && self.is_coming() {
            return;
        }
        if let Some(link) = self.link().filter(|link| *link != self.written) {
            self.written.clone_from(&link);
            let enters = !self.is_coming() && std::mem::take(&mut self.enters);
            fx.push(if enters { Effect::Entry(link) } else { Effect::Address(link) });
        }
    }
}
