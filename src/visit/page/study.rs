//! Studies: the run that is shown, drawn many times. One asks whether what is seen is luck, the other what pruning costs.

use super::{Effect, Origin, Page, Shown};
use crate::params::link::View;
use crate::params::{Changes, Params};
use crate::run::many::{self, Drawn, SWEEP};
use crate::visit::event::Study;
use crate::visit::message::Ask;

/// Draws of a study, at most.
pub const MOST: u32 = 500;
/// Draws of a study that begins by itself, in the order of [`Study::ALL`] and, in a sweep, at each fraction: enough
/// to see which rule is better, and done in seconds.
const BY_ITSELF: [u32; 2] = [50, 5];
/// Draws that fail before any succeeds, after which a study is given up.
const HOPELESS: usize = 3;

/// One study of a run.
#[derive(Debug, Default)]
pub(super) struct Studied {
    /// The run that it is about, and where its matrix is from; none before the first study.
    run: Option<(Params, Origin)>,
    /// Whether each draw has a network of its own, where chance makes the network.
    fresh: bool,
    /// Seeds from the first on.
    first: u32,
    count: u32,
    draws: Vec<Drawn>,
    /// Draws that could not be made.
    failed: usize,
    /// Kept fractions and seeds that are still to be drawn; the next stands last.
    left: Vec<(f64, u32)>,
}

impl Studied {
    /// Whether it is about this run.
    fn is_about(&self, study: Study, shown: &Shown) -> bool {
        let Some((params, origin)) = &self.run else { return false };
        // The seed of what is shown decides nothing of a study that draws every network; its kept fraction nothing of one
        // that goes through them all.
        let mut like = params.clone();
        if self.fresh {
            like.seed = shown.params.seed;
        }
        if study == Study::Cost {
            (like.keep, like.eps) = (shown.params.keep, shown.params.eps);
        }
        like.same_up_to(&shown.params, Changes::Scores) && origin.id() == shown.origin.id()
    }

    fn runs(&self) -> bool {
        !self.left.is_empty()
    }
}

impl Page {
    /// Starts a study of the run that is shown, or stops it if it goes on.
    pub(super) fn toggle_study(&mut self, study: Study, count: u32, fresh: bool) {
        if self.studied(study).runs() {
            self.studied_mut(study).left.clear();
            return;
        }
        let Some(shown) = self.shown.as_ref().filter(|_| !self.is_coming()) else { return };
        let (params, origin) = (shown.params.clone(), shown.origin.clone());
        let count = count.clamp(1, MOST);
        let first = params.seed.min(u32::MAX - count);
        let seeds = first..first + count;
        let keeps: Vec<f64> = match study {
            Study::Luck => vec![params.keep],
            Study::Cost => SWEEP.to_vec(),
        };
        // All fractions of a seed one after another: they share their network, and a rough curve is there soon.
        let pairs = seeds.flat_map(|seed| keeps.iter().map(move |keep| (*keep, seed)));
        let mut left: Vec<(f64, u32)> = pairs.collect();
        left.reverse();
        self.story.playing = false;
        *self.studied_mut(study) =
            Studied { run: Some((params, origin)), fresh, first, count, left, ..Studied::default() };
    }

    /// The study that the view shows.
    pub(super) fn study_in_view(&self) -> Option<Study> {
        match self.presentation.view {
            View::Draws => Some(Study::Luck),
            View::Sweep => Some(Study::Cost),
            _ => None,
        }
    }

    /// Starts the study that the view shows, if there is none of the run that is shown. What plays there is the study, and
    /// not the story: draws wait while that plays.
    pub(super) fn begin_study_in_view(&mut self) {
        let Some(study) = self.study_in_view() else { return };
        self.story.playing = false;
        self.plan.iter_mut().for_each(|plan| plan.playing = false);
        if self.study_waits || self.failed {
            return;
        }
        let about = |shown: &Shown| self.studied(study).is_about(study, shown);
        if self.shown.as_ref().is_some_and(|shown| !about(shown)) && !self.is_coming() {
            self.toggle_study(study, BY_ITSELF[study as usize], true);
        }
    }

    /// Play and pause, where the view shows a study. Says no if it does not.
    pub(super) fn toggle_study_in_view(&mut self) -> bool {
        let Some(study) = self.study_in_view() else { return false };
        self.study_waits = false;
        self.toggle_study(study, BY_ITSELF[study as usize], true);
        true
    }

    #[inline(never)] // loaded later
    fn studied(&self, study: Study) -> &Studied {
        &self.studies[study as usize]
    }

    fn studied_mut(&mut self, study: Study) -> &mut Studied {
        &mut self.studies[study as usize]
    }

    /// The next draw of the study that goes on, as parameters and question.
    pub(super) fn next_draw(&self) -> Option<(Params, Ask)> {
        let study = Study::ALL.into_iter().find(|study| self.studied(*study).runs())?;
        let studied = self.studied(study);
        let (params, _) = studied.run.as_ref()?;
        let (keep, seed) = *studied.left.last()?;
        let mut drawn = Params { keep, seed, ..params.clone() };
        if study == Study::Cost {
            drawn.eps = 0.0;
        }
        Some((drawn, Ask::Draw { network: (!studied.fresh).then_some(params.seed) }))
    }

    /// A draw is done, or could not be made.
    pub(super) fn drawn(&mut self, params: &Params, drawn: Option<Drawn>) {
        let asked = |studied: &&mut Studied| studied.left.last() == Some(&(params.keep, params.seed));
        let Some(studied) = self.studies.iter_mut().find(asked) else { return };
        studied.left.pop();
        match drawn {
            Some(drawn) => studied.draws.push(drawn),
            None => studied.failed += 1,
        }
        if studied.draws.is_empty() && studied.failed >= HOPELESS {
            studied.left.clear();
        }
    }

    /// Studies of another run than the one that is shown do not go on.
    pub(super) fn end_stale_studies(&mut self) {
        for study in Study::ALL {
            let studied = self.studied(study);
            if studied.runs() && !self.shown.as_ref().is_some_and(|shown| studied.is_about(study, shown)) {
                self.studied_mut(study).left.clear();
            }
        }
    }

    /// No study goes on.
    pub(super) fn end_studies(&mut self) {
        self.studies.iter_mut().for_each(|studied| studied.left.clear());
    }

    /// The draws of a study of the run that is shown.
    pub(super) fn draws(&self, study: Study) -> &[Drawn] {
        let about = self.shown.as_ref().is_some_and(|shown| self.studied(study).is_about(study, shown));
        if about { &self.studied(study).draws } else { &[] }
    }

    /// How far a study is: draws done and in all, and whether it goes on.
    pub fn study(&self, study: Study) -> (usize, usize, bool) {
        let studied = self.studied(study);
        let done = studied.draws.len() + studied.failed;
        (done, done + studied.left.len(), studied.runs())
    }

    /// What came of a study, in a sentence; empty before there is one of the run that is shown.
    pub fn study_status(&self, study: Study) -> String {
        let studied = self.studied(study);
        if !self.shown.as_ref().is_some_and(|shown| studied.is_about(study, shown)) {
            return match studied.run {
                Some(_) => "The run has changed since; draw again.".into(),
                None => String::new(),
            };
        }
        let Studied { first, count, failed, fresh, .. } = studied;
        let (done, all, runs) = self.study(study);
        let last = first + count - 1;
        let network = match (fresh, studied.run.as_ref().is_some_and(|(params, _)| params.is_network_drawn()))
        {
            (_, false) => "",
            (true, true) => ", each with a network of its own",
            (false, true) => ", all of the network shown",
        };
        let failed = match failed {
            0 => String::new(),
            failed => format!(" {failed} of them could not be made: their noise never settles."),
        };
        match runs {
            true => format!("{done} of {all} draws done{network}.{failed}"),
            false => format!("{done} draws, seeds {first} to {last}{network}.{failed}"),
        }
    }

    /// Whether there is a draw of the run that is shown.
    pub fn has_study(&self, study: Study) -> bool {
        !self.draws(study).is_empty()
    }

    /// What the numbers of the studies are called; nothing before there is a run.
    pub fn study_columns(&self) -> Vec<&'static str> {
        let columns = self.shown.as_ref().map(|shown| many::columns(shown.scene.is_symmetric()));
        columns.into_iter().flatten().map(|column| column.label).collect()
    }

    /// The number that is looked at, by its place; one of another kind of network may be out of reach.
    pub fn study_column(&self) -> usize {
        if self.column < self.study_columns().len() { self.column } else { 0 }
    }

    /// Shows another number of the studies, by its place among [`many::columns`].
    #[inline(never)] // loaded later
    pub(super) fn take_column(&mut self, column: usize) {
        let all = self.shown.as_ref().map_or(0, |shown| many::columns(shown.scene.is_symmetric()).len());
        if column < all {
            self.column = column;
        }
    }

    /// Medians and quartiles of a study as a file.
    #[inline(never)] // loaded later
    pub(super) fn save_study(&mut self, study: Study, fx: &mut Vec<Effect>) {
        let (Some(shown), false) = (&self.shown, self.draws(study).is_empty()) else {
            return fx.push(Effect::SaveStatus("There are no draws to save yet.".into()));
        };
        let text = many::csv(self.draws(study), shown.scene.is_symmetric());
        let name = format!("noise-prune-{}-{}.csv", shown.params.net.word(), study.word());
        fx.push(Effect::Deliver { name, bytes: text.into_bytes() });
    }
}
