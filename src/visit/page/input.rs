//! What a reader does to the page.

use super::host::UNSCORED;
use super::plan::{Step, is_same_network};
use super::view::sentence;
use super::{Effect, Now, Origin, Page, Saving, Source, Story, Taker, Wish, Worker};
use crate::measure::limit;
use crate::params::link::{self, Link, Presentation, Stage};
use crate::params::{Changes, Net, Notice, Params};
use crate::run::export::Export;
use crate::visit::event::{Among, File};
use crate::visit::inspector;
use crate::visit::moment::Selection;

/// A frame never moves the run by more than this many seconds, however long ago the last one was.
const LONGEST_FRAME: f64 = 0.1;
/// The range of the ε that the experiment on the limit takes.
const LIMIT_EPS: (f64, f64) = (0.3, 3.0);

impl Page {
    /// The page itself has this run in it. Its matrix is the one that a link without a matrix means.
    #[inline(never)] // loaded later
    pub(super) fn hold(&mut self, link: String, file: Option<File>) {
        self.inside = Some(link);
        self.last = file.map(|file| Origin { data: None, source: Some(Source::new(file)) });
    }

    /// The page was opened with this address, or its address has changed.
    pub(super) fn follow(&mut self, query: &str, hash: &str, now: Now, fx: &mut Vec<Effect>) {
        let silent = hash.trim_start_matches('#').is_empty();
        let inside = self.inside.clone().filter(|_| silent);
        let Link { mut params, data, presentation, notices } =
            link::read_with(query, inside.as_deref().unwrap_or(hash));
        if let (true, Some(first)) = (silent && inside.is_none(), self.example(0)) {
            params = first;
        }
        self.notices(&notices);
        let Presentation { stage, at, paused, .. } = presentation;
        // These three hold for this link alone, not for the next run.
        self.presentation = Presentation { stage: None, at: None, paused: false, ..presentation };
        let opens = self.shown.is_none() && (stage, at, paused) == (None, None, false);
        let begins = self.presentation.view.begins_at();
        self.opens = opens && begins.is_none();
        self.study_waits = paused;
        let wish = match (stage.or(begins.filter(|_| at.is_none())), at) {
            // Who asked for less motion sees the end, and it stays.
            _ if opens && now.still => Some(Wish::End),
            (None | Some(Stage::Prune), Some(at)) => Some(Wish::Decided(at)),
            (Some(Stage::Listen) | None, _) => None,
            (Some(stage), _) => Some(Wish::Stage(stage)),
        };
        let held = self.shown.as_ref().map(|shown| &shown.origin).into_iter().chain(&self.last);
        let held = held.filter(|_| data.is_some()).find(|origin| origin.data == data).cloned();
        let origin = match (held, data) {
            (Some(origin), _) => origin,
            (None, Some(data)) => Origin::of_link(data),
            // A link without a matrix means the one that was opened last.
            (None, None) if params.net == Net::File => self.last.clone().unwrap_or_default(),
            (None, None) => Origin::default(),
        };
        // For a reader who asked for less motion, nothing starts to move by itself.
        let playing = !paused && !now.still && self.study_in_view().is_none();
        self.begin(params, origin, wish, playing, now, fx);
        self.written.clear();
        (self.led, self.enters) = (true, false);
    }

    /// A control was changed.
    pub(super) fn set(&mut self, key: &str, text: &str, now: Now, fx: &mut Vec<Effect>) {
        let before = self.params().clone();
        let mut params = before.clone();
        let notice = params.set(key, text);
        self.notices(notice.as_slice());
        if params == before && !self.failed {
            return;
        }
        if params.changes(key) == Some(Changes::Show) {
            for held in
                [self.shown.as_mut().map(|s| &mut s.params), self.plan.as_mut().map(|p| &mut p.params)]
            {
                held.into_iter().for_each(|held| drop(held.set(key, text)));
            }
            return;
        }
        let is_local =
            (before.rounds, params.rounds) == (1, 1) && params.same_up_to(&before, Changes::Listening);
        if self.plan.is_none() && self.is_scored() && is_local {
            self.hold_preview();
            return self.score_again(params, now, fx);
        }
        self.end_preview();
        let base = self.plan.as_ref().map(|plan| (&plan.params, &plan.origin));
        let base = base.or(self.shown.as_ref().map(|shown| (&shown.params, &shown.origin)));
        let origin = match base {
            Some((old, origin)) if old.net == params.net => origin.clone(),
            _ if params.net == Net::File => self.last.clone().unwrap_or_default(),
            _ => Origin::default(),
        };
        let (wish, playing) = match &self.plan {
            // The network and what was heard of it stay.
            Some(plan) if params.same_up_to(&plan.params, Changes::Listening) => (plan.wish, plan.playing),
            None if self.is_scored() && params.same_up_to(&before, Changes::Listening) => {
                self.same_place(&params)
            }
            _ => self.another_beginning(key, &params, now),
        };
        self.begin(params, origin, wish, playing, now, fx);
        if key == "net" {
            // A file that is chosen again is opened again.
            self.plan.iter_mut().for_each(|plan| plan.just_opened = plan.params.net == Net::File);
            self.enter();
        }
    }

    /// The network and what was heard of it stay: the new fates are seen at once, where the run stands. The measures
    /// follow.
    fn score_again(&mut self, params: Params, now: Now, fx: &mut Vec<Effect>) {
        self.take_up("the file was not made, because the run was changed", fx);
        self.measuring = None;
        self.losses.pause(now.time);
        self.progress.end();
        let Some(shown) = &mut self.shown else { return };
        match shown.score_again(params, now.time) {
            Ok(()) => fx.push(Effect::Scored),
            Err(error) => {
                self.alert(&error.to_string());
                self.story.playing = false;
            }
        }
        if self.worker == Worker::Lost {
            self.new_worker(fx);
        }
    }

    /// Where a run stands that is another only in its fates, and whether it plays: as far as the shown one.
    fn same_place(&self, params: &Params) -> (Option<Wish>, bool) {
        let Some(shown) = &self.shown else { return (None, false) };
        let Story { stage, playing, .. } = self.story;
        let wish = match stage {
            Stage::Prune => Wish::Decided(self.story.decided() * params.rounds / shown.params.rounds),
            Stage::Compare if !playing => Wish::End,
            stage => Wish::Stage(stage),
        };
        (Some(wish), playing)
    }

    /// From where on a run with another network, or other noise, is seen, and whether it plays.
    fn another_beginning(&self, key: &str, params: &Params, now: Now) -> (Option<Wish>, bool) {
        let planned = self.on_its_way();
        let plays = planned.is_some_and(|plan| plan.playing) || self.story.playing || self.is_pruned();
        let listens = key == "net" || params.is_heard() || planned.is_some_and(|plan| plan.wish.is_none());
        ((!listens).then_some(Wish::Stage(Stage::Prune)), plays && !now.still)
    }

    fn is_scored(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.scores.is_some())
    }

    /// A control of the presentation was changed.
    pub(super) fn present(&mut self, key: &str, text: &str) {
        let notice = self.presentation.set(key, text).flatten();
        // The transport sets the place in the story; these controls do not.
        let Presentation { stage, at, paused, .. } = &mut self.presentation;
        (*stage, *at, *paused) = (None, None, false);
        self.notices(notice.as_slice());
    }

    /// The run of an example.
    pub(super) fn example(&self, place: usize) -> Option<Params> {
        self.examples.get(place).map(|link| link::read(link).params)
    }

    /// One of the examples was chosen: its run, in the presentation that stands.
    #[inline(never)] // loaded later
    pub(super) fn take_example(&mut self, place: usize, now: Now, fx: &mut Vec<Effect>) {
        let Some(params) = self.example(place) else { return };
        self.notices(&[]);
        self.begin(params, Origin::default(), None, !now.still, now, fx);
        self.enter();
    }

    /// A file becomes the network.
    pub(super) fn take_file(&mut self, file: File, now: Now, fx: &mut Vec<Effect>) {
        let mut params = self.params().clone();
        self.notices(&[]);
        params.set("net", Net::File.word());
        let origin = Origin { data: None, source: Some(Source::new(file)) };
        self.begin(params, origin, None, !now.still, now, fx);
        if let Some(plan) = &mut self.plan {
            plan.just_opened = true;
        }
        self.enter();
    }

    /// After an error, the reader goes on with the shown run.
    fn go_on(&mut self) {
        if self.shown.is_some() && self.worker != Worker::Lost {
            self.failed = false;
        }
    }

    #[inline(never)] // loaded later
    pub(super) fn toggle(&mut self, now: Now) {
        self.go_on();
        self.last_frame = None;
        if self.toggle_study_in_view() || self.hold_preview() {
            return;
        }
        if let Some(plan) = self.coming() {
            plan.playing = !plan.playing;
        } else if self.is_over() && !self.story.playing {
            self.restart(now);
        } else if self.story.playing || !self.is_stuck() {
            self.story.playing = !self.story.playing;
        }
    }

    /// Whether the synapses are not scored and will not be, because listening has failed. If so, it says why once more.
    fn is_stuck(&mut self) -> bool {
        let Some(why) = self.shown.as_ref().and_then(|shown| shown.deaf.clone()) else { return false };
        self.alert(&why);
        true
    }

    /// Back to the beginning, or to where the pictures of the view begin. For whoever wants less motion the story waits there: it goes on a stage at a time, and
    /// would leave the first one at once.
    pub(super) fn restart(&mut self, now: Now) {
        self.go_on();
        self.last_frame = None;
        let begins = self.presentation.view.begins_at().map(Wish::Stage);
        if let Some(plan) = self.coming() {
            (plan.playing, plan.wish) = (!now.still, begins);
            return;
        }
        self.hurry = None;
        if self.shown.is_some() {
            self.story = Story::new(!now.still);
            begins.into_iter().for_each(|wish| self.go(wish));
        }
    }

    /// Goes to a place of the story: now, or as soon as the synapses are scored.
    pub(super) fn go(&mut self, wish: Wish) {
        self.go_on();
        self.last_frame = None;
        if let Some(plan) = self.coming() {
            plan.wish = Some(wish);
            plan.playing &= matches!(wish, Wish::Stage(_));
            return;
        }
        let Some(shown) = &self.shown else { return };
        let facts = shown.facts();
        if !facts.scored && wish != Wish::Stage(Stage::Listen) {
            if !self.is_stuck() {
                // Without a worker, the synapses will not be scored.
                self.hurry = Some(wish).filter(|_| self.worker != Worker::Lost);
            }
            return;
        }
        self.hurry = None;
        match wish {
            Wish::Stage(stage) => self.story.go(stage, &facts),
            Wish::Decided(decided) => self.story.seek(decided, &facts),
            Wish::End => self.story.finish(&facts),
        }
    }

    /// A frame of the screen moves the run on. While another run is on its way, the shown one stands still: its end
    /// would be taken for the other's.
    pub(super) fn frame(&mut self, now: Now) {
        let passed = self.last_frame.map_or(0.0, |last| (now.time - last) / 1000.0);
        self.last_frame = self.story.playing.then_some(now.time);
        let Some(shown) = self.shown.as_ref().filter(|_| self.plan.is_none() && !self.failed) else {
            return self.losses.pause(now.time);
        };
        let facts = shown.facts();
        match now.still {
            _ if self.previews() => self.frame_of_preview(now),
            true => self.story.turn_page(&facts),
            false => self.story.advance(passed.clamp(0.0, LONGEST_FRAME) * shown.params.speed, &facts),
        }
        self.follow_losses(now);
    }

    /// Looks for what is lost while pruning plays, its end included.
    fn follow_losses(&mut self, now: Now) {
        let plays = self.story.playing && matches!(self.story.stage, Stage::Prune | Stage::Compare);
        let mut losses = std::mem::take(&mut self.losses);
        match self.moment().filter(|_| plays && !self.previews() && !now.still) {
            Some(moment) => losses.follow(&moment, now.time),
            None => losses.pause(now.time),
        }
        self.losses = losses;
    }

    /// A key was pressed in a picture in which keys go through these.
    pub(super) fn key(&mut self, key: &str, among: &Among) {
        self.hovered = None;
        if key == "Escape" {
            self.chosen = None;
            return;
        }
        let Some(moment) = self.moment() else { return };
        if let Some(selection) = inspector::moved(&moment, among, self.chosen, key) {
            self.chosen = Some(selection);
        }
    }

    /// The selection, if the run has that neuron or synapse.
    pub(super) fn valid(&self, selection: Option<Selection>) -> Option<Selection> {
        let scene = &self.shown.as_ref()?.scene;
        selection.filter(|selection| match selection {
            Selection::Node(neuron) => *neuron < scene.n(),
            Selection::Edge(synapse) => *synapse < scene.synapses(),
            Selection::Mode(mode) => *mode < scene.n(),
        })
    }

    /// The reader wants a file of the run.
    pub(super) fn export(&mut self, word: &str, fx: &mut Vec<Effect>) {
        let export = match Export::of(word) {
            Ok(export) => export,
            Err(error) => return fx.push(Effect::SaveStatus(sentence(&error.to_string()))),
        };
        if self.shown().is_some_and(|shown| shown.deaf.is_some()) {
            return fx.push(Effect::SaveStatus(sentence(UNSCORED)));
        }
        let (what, extension) = export.file();
        match self.file_name(what, extension).filter(|_| !self.is_coming()) {
            Some(name) => {
                self.go_on();
                let params = self.params().clone();
                self.exports.push(Saving { export, taker: Taker::Reader(name), params });
                fx.push(Effect::SaveStatus("Going to the end of the run and making the file…".into()));
            }
            None => fx.push(Effect::SaveStatus(
                "There is no run to save yet. Wait until it is shown, then save it.".into(),
            )),
        }
    }

    /// Starts the experiment on the limit, or stops it if it runs.
    pub(super) fn toggle_limit(&mut self, eps: &str) {
        if !self.limit.left.is_empty() {
            self.limit.left.clear();
            return;
        }
        let given = eps.trim().parse().ok().filter(|eps: &f64| !eps.is_nan());
        self.limit.eps = given.unwrap_or(1.0).clamp(LIMIT_EPS.0, LIMIT_EPS.1);
        self.limit.seed = self.params().seed;
        self.story.playing = false;
        self.limit.points.clear();
        // The next network is taken from the end, so the smallest ones stand last.
        let pairs = limit::SIZES.iter().rev().flat_map(|n| [(Net::Clustered, *n), (Net::Complete, *n)]);
        self.limit.left = pairs.collect();
    }

    fn notices(&mut self, notices: &[Notice]) {
        self.notice = Notice::told(notices);
        self.undoes = false;
    }

    /// The plan that is on its way.
    fn coming(&mut self) -> Option<&mut super::Plan> {
        self.plan.as_mut().filter(|plan| plan.step != Step::Failed)
    }

    /// Which parts of the shown run belong to the run of these parameters as well.
    pub(super) fn have(&self, params: &Params, origin: &Origin) -> crate::visit::message::Have {
        let shown = self
            .shown
            .as_ref()
            .filter(|shown| is_same_network((&shown.params, &shown.origin), (params, origin)));
        let draws = shown.is_some_and(|shown| shown.params.same_up_to(params, Changes::Draws));
        crate::visit::message::Have { scene: shown.is_some(), draws }
    }
}
