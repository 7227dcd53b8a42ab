//! Importance against weight, and measured against exact probabilities.
//!
//! What pruning by weight misses is the upper left corner: weak synapses of great importance.

use super::chart::{Axis, Chart, Content, Guide, Key, Scale};
use super::ink::{Pen, Point, Stroke, Surface};
use super::palette::{Mark, Palette, Rgb};
use super::{PictureError, Shown, Style, same_length};
use crate::rule::fate::Fate;

/// What is drawn, one entry a synapse.
#[derive(Clone, Copy, Debug)]
pub struct Scatter<'a> {
    pub x: &'a [f64],
    pub y: &'a [f64],
    /// Fate of each synapse; empty: all undecided.
    pub fate: &'a [Fate],
    pub selected: Option<usize>,
}

/// Axes of |weight| and importance, both logarithmic, that hold all positive values.
pub fn range(weight: &[f64], importance: &[f64]) -> (Axis, Axis) {
    let x = Axis::over("weight |a|", Scale::Log, weight.iter().map(|w| w.abs()));
    (x, Axis::over("importance s", Scale::Log, importance.iter().copied()))
}

/// Lays importance against weight out.
pub fn chart(range: (Axis, Axis), title: &str, size: Point, style: &Style) -> Chart {
    let mut content = Content::new(title, range.0, range.1);
    content.keys = keys(&style.palette);
    content.guides = vec![Guide::Corner { text: "weak but important", right: false, below: false }];
    Chart::new(content, size, style)
}

/// Lays measured against exact probability of keeping out, both from 0 to 1.
pub fn probability_chart(title: &str, size: Point, style: &Style) -> Chart {
    let axis = |title: &str| Axis { title: title.into(), min: 0.0, max: 1.0, scale: Scale::Linear };
    let mut content = Content::new(title, axis("exact probability p"), axis("measured probability"));
    content.keys = keys(&style.palette);
    content.guides = vec![Guide::Diagonal];
    Chart::new(content, size, style)
}

/// Mark and colour of a fate.
fn look(fate: Fate, palette: &Palette) -> (Mark, Rgb) {
    match fate {
        Fate::Undecided => (Mark::Ring, palette.axis),
        Fate::Kept { .. } => (Mark::Disc, palette.noise),
        Fate::Cut => (Mark::Cross, palette.muted.over(palette.paper, 0.75)),
    }
}

fn keys(palette: &Palette) -> Vec<Key> {
    [("undecided", Fate::Undecided), ("cut", Fate::Cut), ("kept", Fate::Kept { factor: 1.0 })]
        .map(|(label, fate)| {
            let (mark, colour) = look(fate, palette);
            Key { label, colour, line: None, mark: Some(mark) }
        })
        .to_vec()
}

/// The marks: undecided first, kept on top. Values without a place are left out and counted.
pub fn draw_data<B: Surface>(
    backend: &mut B,
    style: &Style,
    chart: &Chart,
    scatter: &Scatter,
) -> Result<Shown, PictureError> {
    same_length("values across and up", scatter.x.len(), scatter.y.len())?;
    if !scatter.fate.is_empty() {
        same_length("fates", scatter.x.len(), scatter.fate.len())?;
    }
    marks(&mut Pen::new(backend, style), chart, scatter)
}

fn layer(fate: Fate) -> u8 {
    match fate {
        Fate::Undecided => 0,
        Fate::Cut => 1,
        Fate::Kept { .. } => 2,
    }
}

fn marks(pen: &mut Pen, chart: &Chart, scatter: &Scatter) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let mut shown = Shown::default();
    let places: Vec<Option<Point>> = places(chart, scatter).collect();
    places.iter().for_each(|place| shown.count(place));
    // Marks are smaller the more there are, so that a cloud keeps its grain.
    let half = (60.0 / libm::sqrt(places.len().max(1) as f64)).clamp(1.3, 3.0);
    for wanted in 0..3 {
        for (index, place) in places.iter().enumerate() {
            let fate = scatter.fate.get(index).copied().unwrap_or(Fate::Undecided);
            if let (Some(at), true) = (*place, layer(fate) == wanted) {
                let (mark, colour) = look(fate, &palette);
                pen.mark(at, mark, half, colour)?;
            }
        }
    }
    if let Some(&Some(at)) = scatter.selected.and_then(|index| places.get(index)) {
        pen.ring(at, 7.0, Stroke { colour: palette.paper, width: 4.5 })?;
        pen.ring(at, 7.0, Stroke { colour: palette.ink, width: 2.0 })?;
    }
    Ok(shown)
}

fn places<'a>(chart: &'a Chart, scatter: &'a Scatter) -> impl Iterator<Item = Option<Point>> + 'a {
    let magnitude = |x: f64| if chart.content.x.scale == Scale::Log { x.abs() } else { x };
    scatter.x.iter().zip(scatter.y).map(move |(&x, &y)| chart.point(magnitude(x), y))
}

/// The synapse whose mark is nearest to a point in CSS pixels, at most `within` away.
pub fn nearest(chart: &Chart, scatter: &Scatter, at: Point, within: f64) -> Option<usize> {
    places(chart, scatter)
        .enumerate()
        .filter_map(|(index, place)| place.map(|(x, y)| (libm::hypot(x - at.0, y - at.1), index)))
        .filter(|(far, _)| *far <= within)
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, index)| index)
}

/// Importance against weight in one layer, for export.
pub fn draw<B: Surface>(
    backend: &mut B,
    style: &Style,
    title: &str,
    scatter: &Scatter,
) -> Result<Shown, PictureError> {
    let size = Pen::new(backend, style).size();
    let chart = chart(range(scatter.x, scatter.y), title, size, style);
    chart.draw_frame(backend, style)?;
    draw_data(backend, style, &chart, scatter)
}
