//! How long it takes to listen: relative error of what is measured against the time observed, with the slope -1/2 of an
//! average over independent samples to compare.

use super::kit::axis::{Axis, Scale};
use super::kit::chart::{Chart, Content, Guide};
use super::kit::ink::{Pen, Point, Stroke};
use super::kit::palette::{Dash, Mark};
use super::kit::say::percent;
use super::kit::table::{Table, row};
use super::kit::text::short;
use super::kit::{PictureError, Shown, Style};
use super::{Figure, Floor, Moment};

/// Beads on every point of a denser curve would hide it.
const BEADS: usize = 60;

pub struct Convergence;

fn notes<'a>(moment: &Moment<'a>) -> &'a [(f64, f64)] {
    moment.heard.map_or(&[], |heard| &heard.notes)
}

/// What time and error are called.
pub struct Words {
    pub time: &'static str,
    pub error: &'static str,
    pub guide: &'static str,
}

/// Of a simulation, against the exact importances.
pub const SIMULATED: Words =
    Words { time: "observed time, τ", error: "relative error", guide: "∝ 1/√time" };
/// Of snapshots, against half as many.
const SNAPSHOTS: Words =
    Words { time: "snapshots", error: "change since half as many", guide: "∝ 1/√snapshots" };

/// Lays times observed and errors out; the guide goes through the last of them.
pub fn chart(title: &str, words: &Words, notes: &[(f64, f64)], size: Point, style: &Style) -> Chart {
    let placed = || notes.iter().filter(|(time, error)| *time > 0.0 && *error > 0.0);
    let time = Axis::over(words.time, Scale::Log, placed().map(|(time, _)| *time));
    let error = Axis::over(words.error, Scale::Log, placed().map(|(_, error)| *error));
    let mut content = Content::new(title, time, error);
    let last = placed().rfind(|(time, error)| time.is_finite() && error.is_finite());
    content.guides.extend(last.map(|(time, error)| Guide::Power {
        at_one: error * libm::sqrt(*time),
        slope: -0.5,
        label: words.guide,
    }));
    Chart::new(content, size, style)
}

/// Line and points. Pairs that have no place are left out and counted.
pub fn draw(pen: &mut Pen, chart: &Chart, notes: &[(f64, f64)]) -> Result<Shown, PictureError> {
    let colour = pen.style.palette.noise();
    let placed: Vec<_> = notes.iter().copied().filter(|pair| chart.has_place(*pair)).collect();
    chart.draw_line(pen, &placed, Stroke { colour, width: 1.8 }, Dash::Solid)?;
    if placed.len() <= BEADS {
        chart.draw_marks(pen, &placed, Mark::Disc, 3.0, colour)?;
    }
    Ok(Shown { drawn: placed.len(), left_out: notes.len() - placed.len() })
}

impl Figure for Convergence {
    fn label(&self) -> &'static str {
        "Listening: error of the measured importances"
    }

    fn title(&self, moment: &Moment) -> String {
        match moment.scene.sampled {
            true => "Listening: how much the importances still change".into(),
            false => self.label().into(),
        }
    }

    fn caption(&self, moment: &Moment) -> &'static str {
        if moment.scene.sampled {
            return "By how much the importances change (median) when the snapshots are doubled: about as much as they are \
                still off.";
        }
        "How far measured importances are from the exact ones (median over the synapses), as the synapses \
         listen on."
    }

    fn has(&self, moment: &Moment) -> bool {
        notes(moment).len() > 1
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        notes(moment).len() as u64
    }

    fn sentence(&self, moment: &Moment) -> String {
        let Some((first, last)) = notes(moment).first().zip(notes(moment).last()) else {
            return String::new();
        };
        if moment.scene.sampled {
            return format!(
                "At {} snapshots the importances had changed by {} since half as many, and at {} by {}.",
                first.0,
                percent(first.1),
                last.0,
                percent(last.1)
            );
        }
        format!(
            "Measured importances were off by {} after {} τ, and are off by {} after {} τ.",
            percent(first.1),
            short(first.0),
            percent(last.1),
            short(last.0)
        )
    }

    fn table(&self, moment: &Moment) -> Table {
        let notes = notes(moment);
        let of = |k: usize| row(short(notes[k].0), &[notes[k].1]);
        let head = match moment.scene.sampled {
            true => ["snapshots", "median change since half as many"],
            false => ["time in τ", "median relative error"],
        };
        Table::thinned(&head, notes.len(), of)
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        let words = if moment.scene.sampled { &SNAPSHOTS } else { &SIMULATED };
        Some(chart(&self.title(moment), words, notes(moment), size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        chart.map_or(Ok(()), |chart| draw(pen, chart, notes(moment)).map(drop))
    }
}
