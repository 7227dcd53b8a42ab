//! The story of a run in its four stages. It is told how many seconds have passed, and knows no clock.
//!
//! [`Story::position`] is how many decisions are made, one a synapse in each round (and a fraction of the next);
//! everything else that is shown follows from it, the stage, and the time since the stage began.

use crate::params::link::Stage;

/// Seconds that the stages take at speed 1, in their order: thirty in all.
const SECONDS: [f64; 4] = [5.0, 4.0, 14.0, 7.0];

/// Seconds in which the lines change from weight to probability, and back.
const CHANGING: f64 = 1.0;

/// Where a run stands in its story.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Story {
    pub stage: Stage,
    pub playing: bool,
    /// Decisions made, and a fraction of the next.
    pub position: f64,
    /// Seconds since the stage began, at speed 1.
    clock: f64,
}

/// What a story needs to know of its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What is decided in all: every synapse, in every round.
    pub decisions: usize,
    /// Whether the synapses are scored; until then nothing is decided.
    pub scored: bool,
    /// Whether the comparison is there to be shown.
    pub compared: bool,
}

impl Story {
    /// The beginning.
    pub fn new(playing: bool) -> Story {
        Story { stage: Stage::Listen, playing, position: 0.0, clock: 0.0 }
    }

    /// Decisions made: in one round, synapses decided.
    pub fn decided(&self) -> usize {
        self.position as usize
    }

    /// Whether all is decided.
    pub fn is_pruned(&self, facts: &Facts) -> bool {
        facts.scored && self.decided() >= facts.decisions
    }

    /// Whether there is nothing left to play.
    pub fn is_over(&self, facts: &Facts) -> bool {
        self.stage == Stage::Compare && self.is_pruned(facts) && self.until() >= 1.0
    }

    /// The share of the comparison that is shown.
    pub fn until(&self) -> f64 {
        match self.stage {
            Stage::Compare => (self.clock / SECONDS[3]).min(1.0),
            _ => 1.0,
        }
    }

    /// The share of the listening that is told.
    pub fn listened(&self) -> f64 {
        match self.stage {
            Stage::Listen => (self.clock / SECONDS[0]).min(1.0),
            _ => 1.0,
        }
    }

    /// How far the lines have changed from weight, 0, to probability, 1; before pruning begins they are back.
    pub fn scored(&self) -> f64 {
        let left = SECONDS[Stage::Score as usize] - self.clock;
        match self.stage {
            Stage::Score => (self.clock / CHANGING).min(left / CHANGING).clamp(0.0, 1.0),
            _ => 0.0,
        }
    }

    /// Seconds that pruning takes at speed 1.
    pub fn pruning() -> f64 {
        SECONDS[Stage::Prune as usize]
    }

    /// Lets `seconds` (times the speed) go by.
    pub fn advance(&mut self, seconds: f64, facts: &Facts) {
        if !self.playing {
            return;
        }
        let last = SECONDS[self.stage as usize];
        match self.stage {
            Stage::Listen => {
                self.clock += seconds;
                if facts.scored && self.clock >= last {
                    self.enter(Stage::Score);
                }
            }
            Stage::Score => {
                self.clock += seconds;
                if self.clock >= last {
                    self.enter(Stage::Prune);
                }
            }
            Stage::Prune => {
                let all = facts.decisions as f64;
                self.position = (self.position + seconds * all / last).min(all);
                if self.is_pruned(facts) {
                    self.enter(Stage::Compare);
                }
            }
            Stage::Compare if facts.compared => {
                self.clock += seconds;
                self.playing = self.clock < last;
            }
            Stage::Compare => {}
        }
    }

    /// Goes to the end of the stage or, from there, to the end of the next one, and stops: for a reader who wants
    /// nothing to move.
    pub fn turn_page(&mut self, facts: &Facts) {
        if !self.playing || !facts.scored {
            return;
        }
        match self.stage {
            Stage::Listen => self.go_still(Stage::Score),
            Stage::Score => {
                self.enter(Stage::Prune);
                self.position = facts.decisions as f64;
            }
            Stage::Prune if !self.is_pruned(facts) => self.position = facts.decisions as f64,
            Stage::Prune => self.go_still(Stage::Compare),
            Stage::Compare => self.clock = SECONDS[3],
        }
        self.playing = false;
    }

    /// Goes to the beginning of a stage. One that does not play shows all of a comparison, and the probabilities.
    pub fn go(&mut self, stage: Stage, facts: &Facts) {
        match self.playing {
            true => self.enter(stage),
            false => self.go_still(stage),
        }
        self.position = match stage {
            Stage::Compare => facts.decisions as f64,
            _ => 0.0,
        };
    }

    /// Stops where `decided` decisions (at most all) are made.
    pub fn seek(&mut self, decided: usize, facts: &Facts) {
        self.enter(Stage::Prune);
        self.playing = false;
        self.position = decided.min(facts.decisions) as f64;
    }

    /// Stops at the end of everything.
    pub fn finish(&mut self, facts: &Facts) {
        self.playing = false;
        self.go(Stage::Compare, facts);
    }

    /// Enters a stage where it shows what it is about.
    fn go_still(&mut self, stage: Stage) {
        let clock = match stage {
            Stage::Score => CHANGING,
            Stage::Compare => SECONDS[stage as usize],
            Stage::Listen | Stage::Prune => 0.0,
        };
        (self.stage, self.clock) = (stage, clock);
    }

    fn enter(&mut self, stage: Stage) {
        (self.stage, self.clock) = (stage, 0.0);
    }
}

#[cfg(test)]
mod tests {
    // Strategy: the story played frame by frame, and every jump in it.
    use super::*;

    const RUN: Facts = Facts { decisions: 100, scored: true, compared: true };

    #[test]
    fn it_tells_itself_in_thirty_seconds() {
        let (mut story, mut seconds, mut seen) = (Story::new(true), 0.0, vec![Stage::Listen]);
        while story.playing {
            story.advance(0.02, &RUN);
            seconds += 0.02;
            if seen.last() != Some(&story.stage) {
                seen.push(story.stage);
            }
        }
        assert_eq!(seen, Stage::ALL);
        assert!((29.0..31.0).contains(&seconds), "{seconds}");
        assert!(story.is_over(&RUN));
    }

    #[test]
    fn lines_change_to_probability_and_back() {
        let mut story = Story::new(true);
        story.go(Stage::Score, &RUN);
        let mut seen = Vec::new();
        while story.stage == Stage::Score {
            seen.push(story.scored());
            story.advance(0.05, &RUN);
        }
        let whole = seen.iter().filter(|share| **share == 1.0).count();
        assert!(seen[0] == 0.0 && seen[seen.len() - 1] < 0.1 && whole > 30, "{seen:?}");
        assert_eq!(story.scored(), 0.0);
        story.playing = false;
        story.go(Stage::Score, &RUN);
        assert_eq!(story.scored(), 1.0);
    }

    #[test]
    fn it_waits_for_what_is_not_there() {
        let mut story = Story::new(true);
        story.advance(100.0, &Facts { scored: false, ..RUN });
        assert_eq!((story.stage, story.decided()), (Stage::Listen, 0));
        story.go(Stage::Compare, &RUN);
        story.advance(100.0, &Facts { compared: false, ..RUN });
        assert!(story.playing && story.until() == 0.0 && story.is_pruned(&RUN));
    }

    #[test]
    fn jumps_lead_where_they_say() {
        let mut story = Story::new(true);
        story.seek(40, &RUN);
        assert_eq!((story.stage, story.decided(), story.playing), (Stage::Prune, 40, false));
        story.seek(4000, &RUN);
        assert!(story.is_pruned(&RUN) && !story.is_over(&RUN));
        story.go(Stage::Score, &RUN);
        assert_eq!(story.decided(), 0);
        story.finish(&RUN);
        assert!(story.is_over(&RUN) && !story.playing);
    }

    #[test]
    fn page_by_page_nothing_moves() {
        let mut story = Story::new(false);
        let mut stills = Vec::new();
        while !story.is_over(&RUN) {
            story.playing = true;
            story.turn_page(&RUN);
            assert!(!story.playing);
            stills.push((story.stage, story.decided()));
        }
        assert_eq!(stills, [(Stage::Score, 0), (Stage::Prune, 100), (Stage::Compare, 100)]);
    }
}
