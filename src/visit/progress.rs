//! How far long work of the worker has come, for the bar above the pictures.

/// Work that is done within this many milliseconds is not worth a bar.
const PATIENCE: f64 = 400.0;
/// So many milliseconds after the last news of a part that should be over by now, or of which nothing is known, the
/// silence is said.
const SILENT: f64 = 60_000.0;
/// Before this share is done, the time that is left is too uncertain to be shown.
const GUESS: f64 = 0.08;

/// What a step of listening adds up for each neuron and for both neurons of each synapse, so many in a millisecond; in a
/// browser on a laptop.
const ADDED_A_MILLISECOND: f64 = 4e5;
/// Listening that is done within so many seconds is short.
const SHORT: f64 = 10.0;

/// How fast the worker listens: what it took until now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    milliseconds: f64,
    steps: u64,
}

impl Pace {
    /// So many steps took so long.
    pub fn add(&mut self, milliseconds: f64, steps: u64) {
        self.milliseconds += milliseconds;
        self.steps += steps;
    }

    /// How long so many steps will take, in words: as long as those before or, where there are none, as the numbers of
    /// neurons and synapses tell. None if that is short.
    pub fn left(&self, steps: u64, (neurons, synapses): (usize, usize)) -> Option<String> {
        let of_step = match self.steps {
            0 => (neurons + 2 * synapses) as f64 / ADDED_A_MILLISECOND,
            done => self.milliseconds / done as f64,
        };
        let seconds = steps as f64 * of_step / 1000.0;
        (seconds > SHORT).then(|| about(seconds))
    }
}

/// A time in words that claim no more than is known.
fn about(seconds: f64) -> String {
    let (number, unit) = match seconds {
        ..100.0 => (seconds.max(1.0), "s"),
        ..6000.0 => (seconds / 60.0, "min"),
        _ => (seconds / 3600.0, "h"),
    };
    format!("about {number:.0} {unit}")
}

/// A work of the worker, in parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// When it began, in milliseconds; none: there is no work.
    since: Option<f64>,
    /// What is being done, its share of the whole at its beginning and at its end, and when it began.
    doing: &'static str,
    from: f64,
    to: f64,
    at: f64,
}

/// What the bar says.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The share that is done, 0..=1.
    pub share: f64,
    pub text: String,
}

impl Progress {
    /// Whether there is work.
    pub fn is_on(&self) -> bool {
        self.since.is_some()
    }

    /// A part of the work begins; the whole with the first.
    pub fn reach(&mut self, doing: &'static str, (from, to): (f64, f64), now: f64) {
        self.since.get_or_insert(now);
        (self.doing, self.from, self.to, self.at) = (doing, from, to, now);
    }

    /// The work is done, or given up.
    pub fn end(&mut self) {
        self.since = None;
    }

    /// How far the work has come; none if there is no work, or it is not worth a bar yet. Within a part, the share is
    /// estimated from the time that the parts before it took. A worker that is lost without a word cannot be told from a
    /// slow one: the bar says for how long there has been no news.
    pub fn bar(&self, now: f64) -> Option<Bar> {
        let (passed, silence) = (now - self.since?, now - self.at);
        if passed < PATIENCE {
            return None;
        }
        let before = (passed - silence).max(1.0);
        let pace = self.from / before;
        let share = (self.from + pace * silence).min(self.to);
        // A part that takes longer than it should says nothing of those behind it: their time is not raised by it.
        let due = if share < self.to { passed } else { before * self.to / self.from };
        // What has no share of the whole, as a fetch, is not told of here while it goes on.
        let is_told_of = self.to > 0.0;
        let is_overdue = is_told_of && silence > SILENT && (share == self.to || self.from == 0.0);
        let text = match share > GUESS && self.from > 0.0 {
            _ if is_overdue => format!("{} No news for {}.", self.doing, about(silence / 1000.0)),
            true => format!(
                "{} {} left.",
                self.doing,
                about(due * (1.0 - share) / share / 1000.0).replacen('a', "A", 1)
            ),
            false => self.doing.into(),
        };
        Some(Bar { share, text })
    }
}

#[cfg(test)]
mod tests {
    // Strategy: a work of two parts, looked at before, in and after each.
    use super::*;

    #[test]
    fn a_bar_comes_late_and_guesses_from_what_is_done() {
        let mut progress = Progress::default();
        assert_eq!(progress.bar(1e6), None);
        progress.reach("First…", (0.0, 0.5), 1000.0);
        assert_eq!(progress.bar(1399.0), None);
        assert_eq!(progress.bar(1500.0), Some(Bar { share: 0.0, text: "First…".into() }));
        assert_eq!(progress.bar(121_000.0).unwrap().text, "First… No news for about 2 min.");
        progress.reach("Fetching…", (0.0, 0.0), 1000.0);
        assert_eq!(progress.bar(121_000.0).unwrap().text, "Fetching…");
        progress.reach("Second…", (0.5, 1.0), 3000.0);
        let bar = progress.bar(4000.0).unwrap();
        assert_eq!((bar.share, &bar.text[..]), (0.75, "Second… About 1 s left."));
        // A part that takes longer than it should does not go beyond its end.
        assert_eq!(progress.bar(60_000.0).unwrap().share, 1.0);
        // And the time that is left after it does not grow while it lasts.
        progress.reach("Third…", (0.5, 0.75), 3000.0);
        let late = |now| progress.bar(now).unwrap().text;
        assert_eq!(late(4e4), "Third… About 1 s left.");
        assert_eq!(late(6e4), late(4e4));
        // A minute after the last news, that is said instead.
        assert_eq!(late(7e4), "Third… No news for about 67 s.");
        assert_eq!(late(1e6), "Third… No news for about 17 min.");
        progress.end();
        assert_eq!(progress.bar(60_000.0), None);
        // Little is done, and says little of the rest.
        progress.reach("First…", (0.0, 0.02), 1000.0);
        progress.reach("Second…", (0.02, 1.0), 2000.0);
        let bar = progress.bar(2500.0).unwrap();
        assert_eq!((bar.share, &bar.text[..]), (0.03, "Second…"));
    }

    #[test]
    fn times_are_said_in_the_unit_that_fits() {
        let said = |seconds| about(seconds);
        assert_eq!([0.0, 0.4, 1.6, 99.0].map(said), ["about 1 s", "about 1 s", "about 2 s", "about 99 s"]);
        assert_eq!([110.0, 5900.0, 6100.0].map(said), ["about 2 min", "about 98 min", "about 2 h"]);
    }

    #[test]
    fn listening_says_how_long_it_will_take_before_it_begins_and_learns_from_what_it_took() {
        let mut pace = Pace::default();
        // 4,000 additions a step: 100 steps a millisecond.
        let left = |pace: &Pace, steps| pace.left(steps, (2000, 1000));
        assert_eq!(left(&pace, 900_000), None);
        assert_eq!(left(&pace, 5_000_000).as_deref(), Some("about 50 s"));
        assert_eq!(left(&pace, 60_000_000).as_deref(), Some("about 10 min"));
        assert_eq!(left(&pace, 3_600_000_000).as_deref(), Some("about 10 h"));
        pace.add(1000.0, 50_000);
        assert_eq!(left(&pace, 5_000_000).as_deref(), Some("about 2 min"));
    }
}
