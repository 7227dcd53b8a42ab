//! How far a long work of the worker is, for the bar above the pictures.

use web_sys::Element;

use super::dom::{self, WebError};

/// Work that is done within this many milliseconds is not worth a bar.
const PATIENCE: f64 = 400.0;
/// Before this share is done, how long the rest takes is a guess.
const GUESS: f64 = 0.08;

/// A work of the worker.
#[derive(Default)]
pub struct Progress {
    /// When it began, in milliseconds; none: there is no work.
    since: Option<f64>,
    /// What is being done, its share of the whole at its beginning and at its end, and when it began.
    doing: &'static str,
    from: f64,
    to: f64,
    at: f64,
}

impl Progress {
    /// Whether there is work.
    pub fn is_on(&self) -> bool {
        self.since.is_some()
    }

    /// A part of the work begins; the whole with the first.
    pub fn reach(&mut self, doing: &'static str, (from, to): (f64, f64)) -> Result<(), WebError> {
        let now = now()?;
        self.since.get_or_insert(now);
        (self.doing, self.from, self.to, self.at) = (doing, from, to, now);
        Ok(())
    }

    /// The work is done, or given up.
    pub fn end(&mut self) -> Result<(), WebError> {
        self.since = None;
        self.show()
    }

    /// Shows how far it is: what is done of a part is taken from how long the parts before it took.
    pub fn show(&self) -> Result<(), WebError> {
        let working: Element = dom::by_id("working")?;
        let passed = match self.since {
            Some(since) => now()? - since,
            None => 0.0,
        };
        let shown = self.since.is_some() && passed >= PATIENCE;
        working.toggle_attribute_with_force("hidden", !shown)?;
        if !shown {
            return Ok(());
        }
        let pace = self.from / (passed - (now()? - self.at)).max(1.0);
        let done = (self.from + pace * (now()? - self.at)).min(self.to);
        let left = (done > GUESS).then(|| passed * (1.0 - done) / done / 1000.0);
        let text = match left {
            Some(left) => format!("{} About {:.0} s left.", self.doing, left.max(1.0)),
            None => self.doing.into(),
        };
        dom::set_attribute(&dom::by_id("working-bar")?, "value", &format!("{done:.3}"));
        dom::set_text(&dom::by_id("working-text")?, &text);
        Ok(())
    }
}

/// The time, in milliseconds.
fn now() -> Result<f64, WebError> {
    let clock = dom::window()?.performance().ok_or_else(|| WebError("there is no clock".into()))?;
    Ok(clock.now())
}
