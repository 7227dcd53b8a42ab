//! One mark a synapse, whose shape is its fate.

use super::axis::Axis;
use super::chart::{Chart, Content, Guide, Key};
use super::ink::{Pen, Point};
use super::palette::{Mark, Palette, Rgb};
use super::{PictureError, Shown, Style};
use crate::rule::fate::Fate;

/// Marks at most: beyond, only every second, third … synapse has one.
const MARKS: usize = 4_000;

/// The pointer finds a mark that is at most so far away, in CSS pixels.
const NEAR: f64 = 9.0;

/// One synapse in so many has a mark.
pub fn every(synapses: usize) -> usize {
    synapses.div_ceil(MARKS).max(1)
}

/// A title that says so.
pub fn title(label: &str, synapses: usize) -> String {
    let every = every(synapses);
    if every > 1 { format!("{label} (1 in {every})") } else { label.into() }
}

/// Two values of each synapse, and its fate.
#[derive(Clone, Debug, Default)]
pub struct Scatter {
    pub values: Vec<(f64, f64)>,
    pub fate: Vec<Fate>,
}

impl Scatter {
    /// Of so many synapses, those that have a mark.
    pub fn of(synapses: usize, synapse: impl Fn(usize) -> ((f64, f64), Fate)) -> Scatter {
        let (values, fate) = (0..synapses).step_by(every(synapses)).map(synapse).unzip();
        Scatter { values, fate }
    }
}

/// Lays a scatter out, with a legend of fates.
pub fn chart(title: &str, x: Axis, y: Axis, guide: Guide, size: Point, style: &Style) -> Chart {
    let mut content = Content::new(title, x, y);
    content.keys = keys(&style.palette);
    content.guides = vec![guide];
    Chart::new(content, size, style)
}

/// Mark and colour of a fate.
fn look(fate: Fate, palette: &Palette) -> (Mark, Rgb) {
    match fate {
        Fate::Undecided => (Mark::Ring, palette.axis),
        Fate::Kept { .. } => (Mark::Disc, palette.noise()),
        Fate::Cut => (Mark::Cross, palette.muted.over(palette.paper, 0.75)),
    }
}

/// Names of fates, in the order in which they are drawn: what is kept lies on top.
const FATES: [(&str, Fate); 3] =
    [("undecided", Fate::Undecided), ("cut", Fate::Cut), ("kept", Fate::Kept { factor: 1.0 })];

fn keys(palette: &Palette) -> Vec<Key> {
    let key = |(label, fate)| {
        let (mark, colour) = look(fate, palette);
        Key { label, colour, line: None, mark: Some(mark) }
    };
    FATES.map(key).into()
}

/// The marks. Values without a place are left out and counted.
pub fn draw(pen: &mut Pen, chart: &Chart, scatter: &Scatter) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    // Marks are smaller the more there are, so that a cloud keeps its grain.
    let half = (60.0 / libm::sqrt(scatter.values.len().max(1) as f64)).clamp(1.3, 3.0);
    let mut shown = Shown::default();
    for (_, wanted) in FATES {
        let (mark, colour) = look(wanted, &palette);
        let is_wanted = |fate: &Fate| std::mem::discriminant(fate) == std::mem::discriminant(&wanted);
        let of_fate = scatter.values.iter().zip(&scatter.fate).filter(|(_, fate)| is_wanted(fate));
        let values: Vec<_> = of_fate.map(|(pair, _)| *pair).collect();
        shown += chart.draw_marks(pen, &values, mark, half, colour)?;
    }
    Ok(shown)
}

/// Draws one synapse again, with a halo.
pub fn mark(pen: &mut Pen, chart: &Chart, values: (f64, f64), fate: Fate) -> Result<(), PictureError> {
    draw(pen, chart, &Scatter { values: vec![values], fate: vec![fate] })?;
    if chart.has_place(values) {
        pen.halo(chart.point(values.0, values.1), 7.0)?;
    }
    Ok(())
}

/// The synapse whose mark is nearest to a point in CSS pixels.
pub fn nearest(chart: &Chart, scatter: &Scatter, synapses: usize, at: Point) -> Option<usize> {
    chart.nearest(&scatter.values, at, NEAR).map(|mark| mark * every(synapses))
}
