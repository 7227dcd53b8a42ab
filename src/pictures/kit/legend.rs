//! The legend of a chart: its entries, where they lie, and how they are drawn.

use super::PictureError;
use super::ink::{Pen, Point, Stroke, Text};
use super::palette::{Dash, Mark, Rgb};
use super::text::{self, Align};

/// Size of the legend's words, and of the names of axes and lines.
pub(super) const LABEL: f64 = 12.0;
/// Space between the picture's edge and everything in it.
pub(super) const PAD: f64 = 8.0;
/// Height of a row of the legend.
pub(super) const KEY_ROW: f64 = 18.0;

/// An entry of the legend: a short line, a mark, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub label: &'static str,
    pub colour: Rgb,
    /// Dash and width of the line.
    pub line: Option<(Dash, f64)>,
    pub mark: Option<Mark>,
}

/// Row and left edge of each entry of a legend.
pub(super) fn places(keys: &[Key], size: Point, t: f64) -> Vec<(f64, f64)> {
    let (mut row, mut x) = (0.0, PAD);
    let mut places = Vec::with_capacity(keys.len());
    for key in keys {
        let wide = t * (key_room(key) + text::width(key.label, LABEL, false));
        if x > PAD && x + wide > size.0 - PAD {
            (row, x) = (row + 1.0, PAD);
        }
        places.push((row, x));
        x += wide + 16.0 * t;
    }
    places
}

/// Width of a legend entry's line or mark, gap included.
fn key_room(key: &Key) -> f64 {
    if key.line.is_some() { 29.0 } else { 15.0 }
}

/// Draws an entry at its left edge, in the middle of its row.
pub(super) fn draw_key(pen: &mut Pen, key: &Key, (x, y): Point) -> Result<(), PictureError> {
    let t = pen.style.text;
    let room = key_room(key) * t;
    if let Some((dash, width)) = key.line {
        pen.path(&[(x, y), (x + 23.0 * t, y)], Stroke { colour: key.colour, width }, dash)?;
    }
    if let Some(mark) = key.mark {
        pen.mark((x + (room - 6.0 * t) / 2.0, y), mark, 3.6, key.colour)?;
    }
    let text = Text { size: LABEL, colour: pen.style.palette.ink, bold: false, align: Align::Left };
    pen.text((x + room, y), key.label, text)
}
