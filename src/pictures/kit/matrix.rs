//! A matrix as an image: one cell an entry, with its colour scale.
//!
//! Its rows and columns are neurons, without ticks or names, so that a chart of plotters would be a frame and nothing
//! more; and plotters' matrices are a rectangle an entry, 90,000 of them at n = 300, where a canvas takes one image.
//!
//! Where there are more entries than pixels, a cell shows the entry of largest magnitude among those it
//! stands for, so that a single strong synapse never vanishes.

use super::ink::{Pen, Point, Rect, Stroke, Text};
use super::palette::{Palette, Rgb};
use super::text::{self, Align};
use super::{PictureError, Shown, Style, same_length};

/// Colours of a matrix's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ramp {
    /// 0 is paper, the limit is ink, with a hue between; for values of one sign.
    Sequential,
    /// 0 is paper, one sign each side; for values of both signs.
    Diverging,
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    pub title: &'a str,
    /// Number of rows, and of columns.
    pub n: usize,
    /// The entries row by row.
    pub values: &'a [f64],
    pub ramp: Ramp,
    /// The magnitude of the strongest colour; `None`: the largest finite one there is.
    pub limit: Option<f64>,
}

impl Matrix<'_> {
    /// The magnitude that the strongest colour stands for.
    pub fn limit(&self) -> f64 {
        let largest =
            || self.values.iter().filter(|v| v.is_finite()).fold(0.0_f64, |max, v| max.max(v.abs()));
        let limit = self.limit.unwrap_or_else(largest);
        if limit.is_finite() && limit > 0.0 { limit } else { 1.0 }
    }
}

/// A colour for `share` in -1..=1 of the limit.
fn colour(palette: &Palette, ramp: Ramp, share: f64) -> Rgb {
    if share.is_nan() {
        return palette.axis;
    }
    let hue = match ramp {
        Ramp::Sequential => palette.noise(),
        Ramp::Diverging => palette.sign(share < 0.0),
    };
    let strength = share.abs().min(1.0);
    // The first half goes from paper to the hue, the second towards ink: lightness changes all the way,
    // so the order of values survives in grey.
    if strength < 0.6 {
        hue.over(palette.paper, strength / 0.6)
    } else {
        palette.ink.over(hue, (strength - 0.6) / 0.4 * 0.85)
    }
}

/// Where the cells lie in a picture of `size` CSS pixels.
pub fn area(size: Point, style: &Style) -> Rect {
    let t = style.text;
    let (top, bottom) = (8.0 + 22.0 * t, size.1 - 8.0 - 34.0 * t);
    let side = (size.0 - 16.0).min(bottom - top).max(8.0);
    let left = (size.0 - side) / 2.0;
    Rect { left, top, right: left + side, bottom: top + side }
}

/// Row and column under a point in CSS pixels.
pub fn entry(area: Rect, n: usize, (x, y): Point) -> Option<(usize, usize)> {
    let (across, down) = ((x - area.left) / area.width(), (y - area.top) / area.height());
    let inside = (0.0..1.0).contains(&across) && (0.0..1.0).contains(&down);
    inside.then_some(((down * n as f64) as usize, (across * n as f64) as usize))
}

/// Cells a side: as many as there are entries, no more than pixels.
fn cells_a_side(n: usize, side: f64) -> usize {
    n.min(side.max(1.0) as usize).max(1)
}

/// The whole picture. Returns how many entries are finite and how many are not (drawn in grey).
pub fn draw(pen: &mut Pen, matrix: &Matrix) -> Result<Shown, PictureError> {
    same_length("entries of the matrix", matrix.n * matrix.n, matrix.values.len())?;
    let (palette, t) = (pen.style.palette, pen.style.text);
    let (size, limit) = (pen.size(), matrix.limit());
    let area = area(size, pen.style);
    let title = Text { size: 13.0, colour: palette.ink, bold: true, align: Align::Left };
    pen.text((8.0, 8.0 + 8.0 * t), matrix.title, title)?;
    let left_out = matrix.values.iter().filter(|v| !v.is_finite()).count();
    if matrix.n > 0 {
        let count = cells_a_side(matrix.n, area.width());
        let colours = cells(matrix, count, limit, &palette);
        pen.cells(area, count, &colours)?;
    }
    outline(pen, area, Stroke { colour: palette.axis, width: 1.0 })?;
    let beyond = matrix.values.iter().any(|value| value.abs() > limit * 1.001);
    scale(pen, area, matrix.ramp, limit, beyond)?;
    Ok(Shown { drawn: matrix.values.len() - left_out, left_out })
}

/// A box around an entry (row and column) of an n × n matrix, for a layer of its own.
pub fn mark(pen: &mut Pen, n: usize, (row, column): (usize, usize)) -> Result<(), PictureError> {
    let palette = pen.style.palette;
    let area = area(pen.size(), pen.style);
    let cell = area.width() / n.max(1) as f64;
    let half = (cell / 2.0).max(3.0) + 2.0;
    let (x, y) = (area.left + (column as f64 + 0.5) * cell, area.top + (row as f64 + 0.5) * cell);
    let around = Rect { left: x - half, top: y - half, right: x + half, bottom: y + half };
    outline(pen, around, Stroke { colour: palette.paper, width: 4.0 })?;
    outline(pen, around, Stroke { colour: palette.ink, width: 1.8 })
}

fn cells(matrix: &Matrix, count: usize, limit: f64, palette: &Palette) -> Vec<Rgb> {
    // 64 shades a sign: the eye tells no more apart, and runs of one colour stay long in an SVG.
    let table: Vec<Rgb> = (-64..=64).map(|k| colour(palette, matrix.ramp, f64::from(k) / 64.0)).collect();
    let span = |cell: usize| cell * matrix.n / count..(cell + 1) * matrix.n / count;
    let mut colours = Vec::with_capacity(count * count);
    for row in 0..count {
        for column in 0..count {
            let mut strongest = 0.0_f64;
            for i in span(row) {
                for j in span(column) {
                    let value = matrix.values[i * matrix.n + j];
                    if value.is_nan() || value.abs() > strongest.abs() {
                        strongest = value;
                    }
                }
            }
            let share = strongest / limit;
            colours.push(if share.is_nan() { palette.axis } else { shade(&table, share) });
        }
    }
    colours
}

/// The shade of a share in -1..=1 of the limit.
fn shade(table: &[Rgb], share: f64) -> Rgb {
    table[(share.clamp(-1.0, 1.0) * 64.0 + 64.0).round() as usize]
}

fn outline(pen: &mut Pen, r: Rect, stroke: Stroke) -> Result<(), PictureError> {
    let corners =
        [(r.left, r.top), (r.right, r.top), (r.right, r.bottom), (r.left, r.bottom), (r.left, r.top)];
    pen.path(&corners, stroke, super::palette::Dash::Solid)
}

/// The colour scale below the cells, with the values at its ends and whether there are values beyond.
fn scale(pen: &mut Pen, area: Rect, ramp: Ramp, limit: f64, beyond: bool) -> Result<(), PictureError> {
    let (palette, t) = (pen.style.palette, pen.style.text);
    let top = area.bottom + 8.0;
    let bar = Rect { top, bottom: top + 8.0 * t, ..area };
    let low = if ramp == Ramp::Sequential { 0.0 } else { -1.0 };
    let colours: Vec<Rgb> =
        (0..64).map(|k| colour(&palette, ramp, low + (1.0 - low) * f64::from(k) / 63.0)).collect();
    pen.cells(bar, 64, &colours)?;
    let y = bar.bottom + 9.0 * t;
    let label = Text { size: 11.0, colour: palette.muted, bold: false, align: Align::Left };
    let end = |value: f64, sign: &str| match beyond && value != 0.0 {
        true => format!("{sign} {}", text::short(value)),
        false => text::short(value),
    };
    pen.text((bar.left, y), &end(low * limit, "≤"), label)?;
    if ramp == Ramp::Diverging {
        pen.text(((bar.left + bar.right) / 2.0, y), "0", Text { align: Align::Centre, ..label })?;
    }
    pen.text((bar.right, y), &end(limit, "≥"), Text { align: Align::Right, ..label })
}

#[cfg(test)]
mod tests {
    // Strategy: down-sampling keeps the strongest entry wherever it stands; ramps are monotone in light.
    use super::*;
    use crate::pictures::kit::Theme;

    #[test]
    fn the_strongest_entry_survives_down_sampling() {
        let palette = Palette::of(Theme::Light);
        for place in [0, 17, 4999, 9999] {
            let mut values = vec![0.0; 10_000];
            values[place] = -2.0;
            let matrix = Matrix { title: "", n: 100, values: &values, ramp: Ramp::Diverging, limit: None };
            let colours = cells(&matrix, 7, matrix.limit(), &palette);
            assert_eq!(colours.iter().filter(|c| **c != palette.paper).count(), 1, "entry {place}");
        }
    }

    #[test]
    fn ramps_change_lightness_all_the_way() {
        for theme in [Theme::Light, Theme::Dark, Theme::Projector] {
            let palette = Palette::of(theme);
            for (ramp, sign) in [(Ramp::Sequential, 1.0), (Ramp::Diverging, 1.0), (Ramp::Diverging, -1.0)] {
                let light: Vec<f64> = (0..=20)
                    .map(|k| colour(&palette, ramp, sign * f64::from(k) / 20.0).contrast(palette.paper))
                    .collect();
                assert!(light.windows(2).all(|pair| pair[1] > pair[0]), "{theme:?} {ramp:?} {light:?}");
            }
        }
    }

    #[test]
    fn the_pointer_finds_its_entry() {
        let area = Rect { left: 10.0, top: 20.0, right: 110.0, bottom: 120.0 };
        assert_eq!(entry(area, 10, (15.0, 111.0)), Some((9, 0)));
        assert_eq!(entry(area, 10, (9.0, 50.0)), None);
    }
}
