//! What the page asks of the worker, and what it makes of the answers.

use super::*;

/// Listening is cut into about so many parts, of which each is seen, …
const LISTENING_PARTS: u64 = 60;
/// … of at least and at most so many steps; a step takes about 10 µs.
const STEPS_AT_ONCE: (u64, u64) = (100, 20_000);
/// Up to this many neurons, all measures are taken while the run plays; beyond, only at rest.
const ALL_MEASURES_UP_TO: usize = 150;

impl Page {
    /// The worker has answered.
    pub(super) fn take(&mut self, reply: Result<Reply, WebError>) -> Result<(), WebError> {
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => {
                self.lost = true;
                return Err(error);
            }
        };
        if !self.engine.took(&reply)? {
            return Ok(());
        }
        reply.fit(self.run.scene.as_ref()).map_err(|error| WebError(error.to_string()))?;
        self.stale = true;
        match reply {
            Reply::Ready => Ok(()),
            Reply::Progress(stage) => self.prepare(stage),
            Reply::Failed(reason) => {
                self.failed = true;
                (self.run.starting, self.awaited, self.offered, self.measuring) = (false, None, None, None);
                self.progress.end()?;
                self.exports.clear();
                self.alert(Some(&sentence(&reason)));
                Ok(())
            }
            Reply::Scene { params, scene, draws } => self.begin(*params, *scene, *draws),
            Reply::Heard(heard) => {
                outputs::show_heard(Some(&heard), &self.params)?;
                self.run.heard = Some(*heard);
                Ok(())
            }
            Reply::Scored(scores) => self.scored(*scores),
            Reply::Compared(traces) => {
                self.run.traces = Some(*traces);
                Ok(())
            }
            Reply::Exported(bytes) => self.exported(&bytes),
            Reply::File { report, matrix } => self.opened(&report, matrix),
            Reply::Limit(point) => {
                self.run.limit.push(point);
                self.show_limit()
            }
            Reply::Measuring(done) => self.measure_on(done.min(2)),
            Reply::Measured(snapshot) => {
                self.measuring = None;
                self.progress.end()?;
                let mean = snapshot.rules.iter().map(Measures::error).collect();
                self.run.history.insert(snapshot.decided, mean);
                self.run.snapshot = Some(*snapshot);
                self.show_numbers()
            }
        }
    }

    pub(super) fn begin(&mut self, params: Params, scene: Scene, draws: Draws) -> Result<(), WebError> {
        self.failed = false;
        self.alert(None);
        outputs::show_scene(&scene, &params)?;
        self.pictures.begin();
        self.words.forget();
        (self.run.scene, self.run.starting) = (Some(scene), false);
        (self.run.params, self.run.draws) = (Some(params), Some(draws));
        self.measuring = None;
        self.progress.end()?;
        (self.run.scores, self.run.heard, self.run.traces) = (None, None, None);
        (self.hovered, self.chosen, self.pointer) = (None, None, None);
        self.run.snapshot = None;
        self.run.history.clear();
        self.exports.clear();
        self.story = Story::new(self.story.playing);
        self.last_frame = None;
        outputs::show_heard(None, &self.params)
    }

    /// The synapses have heard enough.
    pub(super) fn scored(&mut self, scores: Scores) -> Result<(), WebError> {
        outputs::show_scores(&scores)?;
        outputs::show_heard(scores.heard.as_ref(), &self.params)?;
        self.run.heard = scores.heard.clone().or(self.run.heard.take());
        self.run.scores = Some(scores);
        self.pictures.scored();
        match self.hurry.take() {
            Some(wish) => {
                // A link's position plays on from there, unless it says otherwise.
                let playing = self.story.playing;
                self.go(wish)?;
                self.story.playing |= playing && !matches!(wish, Wish::End);
                self.write_address()
            }
            None => Ok(()),
        }
    }

    /// Asks the worker for what is missing, one thing at a time.
    pub(super) fn ask(&mut self) -> Result<(), WebError> {
        let Some(scene) = &self.run.scene else { return Ok(()) };
        if !self.engine.is_free() || self.failed {
            return Ok(());
        }
        let (decided, playing) = (self.story.decided(), self.story.playing);
        let all = !playing || scene.n() <= ALL_MEASURES_UP_TO;
        let measured = self.run.snapshot.as_ref().map(|s| (s.decided, s.rules[0].is_deep()));
        if measured.is_none_or(|(at, deep)| at != decided || (!deep && all)) {
            let depth = if all { Depth::All } else { Depth::Eigenvalues };
            let fresh = self.measuring.is_none();
            let (decided, depth) = *self.measuring.get_or_insert((decided, depth));
            if fresh && scene.n() > LARGE {
                self.measure_on(0)?;
            }
            return self.engine.send(&Request::Measure { decided, depth });
        }
        let needed = self.run.scores.is_none() && (playing || self.hurry.is_some());
        let shown = playing && self.story.stage == Stage::Listen && !dom::prefers(STILL)?;
        let left = self.run.heard.as_ref().map_or(u64::MAX, |heard| heard.left);
        if (needed || shown) && left > 0 {
            let steps = (left / LISTENING_PARTS).clamp(STEPS_AT_ONCE.0, STEPS_AT_ONCE.1);
            let steps = if needed { steps } else { STEPS_AT_ONCE.0 };
            return self.engine.send(&Request::Listen { steps });
        }
        if self.is_pruned() && self.run.traces.is_none() {
            return self.engine.send(&Request::Compare);
        }
        if self.run.scores.is_some()
            && let Some(export) = self.exports.first()
        {
            return self.engine.send(&Request::Export(*export));
        }
        if let (false, Some((net, n))) = (playing, self.limit_left.pop()) {
            return self.engine.send(&Request::Limit { net, n, eps: self.run.eps, seed: self.params.seed });
        }
        Ok(())
    }

    /// A file of the run is made.
    pub(super) fn exported(&mut self, bytes: &[u8]) -> Result<(), WebError> {
        if self.exports.is_empty() {
            return Ok(());
        }
        let (what, extension) = self.exports.remove(0).file();
        self.deliver(&self.file_name(what, extension), bytes)
    }

    pub(super) fn deliver(&self, name: &str, bytes: &[u8]) -> Result<(), WebError> {
        self.shell.deliver.call2(&JsValue::NULL, &name.into(), &Uint8Array::from(bytes))?;
        Ok(())
    }

    /// A name that says which run it is.
    pub(super) fn file_name(&self, what: &str, extension: &str) -> String {
        let Params { net, n, keep, rule, seed, .. } = &self.params;
        format!("noise-prune-{}-{n}-keep{keep}-seed{seed}-{}-{what}.{extension}", net.word(), rule.word())
    }

    pub(super) fn prepare(&mut self, stage: Preparation) -> Result<(), WebError> {
        let doing = match stage {
            Preparation::Network => "Making the network…",
            Preparation::Covariance => "Working out how the noise makes neurons vary together…",
            Preparation::Modes => "Finding the patterns of activity and their rates of decay…",
            Preparation::Rules => "Scoring the synapses…",
        };
        if self.run.starting {
            self.progress.reach(doing, stage.share())?;
        }
        Ok(())
    }

    /// A measurement goes on with the next rule; there is a bar for it when nothing else moves.
    pub(super) fn measure_on(&mut self, done: u8) -> Result<(), WebError> {
        if self.story.playing {
            return self.progress.end();
        }
        let doing = match done {
            0 => "Measuring the network pruned by noise…",
            1 => "Measuring the network pruned by weight…",
            _ => "Measuring the network pruned uniformly…",
        };
        let share = |rules: u8| f64::from(rules) / 3.0;
        self.progress.reach(doing, (share(done), share(done + 1)))
    }

    pub(super) fn show_limit(&mut self) -> Result<(), WebError> {
        self.stale = true;
        outputs::show_limit(
            &self.run.limit,
            2 * limit::SIZES.len(),
            !self.limit_left.is_empty(),
            self.run.eps,
        )
    }

    pub(super) fn show_numbers(&self) -> Result<(), WebError> {
        let Some(snapshot) = &self.run.snapshot else { return Ok(()) };
        outputs::show_snapshot(snapshot, &self.params)
    }
}
