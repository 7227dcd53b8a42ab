//! How far long work of the worker has come, for the bar above the pictures.

/// Work that is done within this many milliseconds is not worth a bar.
const PATIENCE: f64 = 400.0;
/// Before this share is done, the time that is left is too uncertain to be shown.
const GUESS: f64 = 0.08;

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
    /// estimated from the time that the parts before it took.
    pub fn bar(&self, now: f64) -> Option<Bar> {
        let passed = now - self.since?;
        if passed < PATIENCE {
            return None;
        }
        let pace = self.from / (passed - (now - self.at)).max(1.0);
        let share = (self.from + pace * (now - self.at)).min(self.to);
        let left = (share > GUESS).then(|| passed * (1.0 - share) / share / 1000.0);
        let text = match left {
            Some(left) => format!("{} About {:.0} s left.", self.doing, left.max(1.0)),
            None => self.doing.into(),
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
        progress.reach("Second…", (0.5, 1.0), 3000.0);
        let bar = progress.bar(4000.0).unwrap();
        assert_eq!((bar.share, &bar.text[..]), (0.75, "Second… About 1 s left."));
        // A part that takes longer than it should does not go beyond its end.
        assert_eq!(progress.bar(60_000.0).unwrap().share, 1.0);
        progress.end();
        assert_eq!(progress.bar(60_000.0), None);
    }
}
