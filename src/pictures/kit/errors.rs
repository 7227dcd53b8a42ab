//! Errors as the run goes on: one line a rule, its name at the line's end.
//!
//! Across: the fraction of synapses decided. Up: any measure, from 0, all rules on one scale.

use super::chart::{Axis, Chart, Content, Scale};
use super::ink::{Pen, Point, Stroke, Surface};
use super::palette::Role;
use super::{PictureError, Shown, Style, same_length};

/// One rule's line.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub rule: Role,
    pub x: &'a [f64],
    /// Values that are not finite break the line and are counted.
    pub y: &'a [f64],
}

/// The y axis from 0 to a round number above every value, never below `least` (the last range's `max`,
/// for a scale that does not shrink while a run goes on).
pub fn range(title: &str, lines: &[Line], least: f64) -> Axis {
    let values = lines.iter().flat_map(|line| line.y).copied();
    Axis::over(title, Scale::Linear, values.chain([0.0, least]))
}

/// Lays the picture out; `x_title` is "fraction of synapses decided" on the page.
pub fn chart(title: &str, x_title: &str, y: Axis, rules: &[Role], size: Point, style: &Style) -> Chart {
    let x = Axis { title: x_title.into(), min: 0.0, max: 1.0, scale: Scale::Linear };
    let mut content = Content::new(title, x, y);
    content.ends = rules.iter().map(|rule| rule.label()).collect();
    Chart::new(content, size, style)
}

/// The lines and the names at their ends.
pub fn draw_data<B: Surface>(
    backend: &mut B,
    style: &Style,
    chart: &Chart,
    lines: &[Line],
) -> Result<Shown, PictureError> {
    for line in lines {
        same_length("values of a line", line.x.len(), line.y.len())?;
    }
    draw_lines(&mut Pen::new(backend, style), chart, lines)
}

pub(crate) fn draw_lines(pen: &mut Pen, chart: &Chart, lines: &[Line]) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let mut shown = Shown::default();
    let mut ends = Vec::with_capacity(lines.len());
    for line in lines.iter().rev() {
        let colour = palette.role(line.rule);
        let points: Vec<Option<Point>> =
            line.x.iter().zip(line.y).map(|(&x, &y)| chart.point(x, y)).collect();
        points.iter().for_each(|point| shown.count(point));
        for piece in points.split(Option::is_none) {
            let piece: Vec<Point> = piece.iter().flatten().copied().collect();
            pen.path(&piece, Stroke { colour, width: 2.0 }, line.rule.dash())?;
        }
        if let Some(&last) = points.iter().flatten().next_back() {
            pen.disc(last, 3.0, colour)?;
            ends.push((last, line.rule.label(), colour));
        }
    }
    chart.draw_ends(pen, &ends)?;
    Ok(shown)
}

/// Everything in one layer, for export.
pub fn draw<B: Surface>(
    backend: &mut B,
    style: &Style,
    title: &str,
    (x_title, y_title): (&str, &str),
    lines: &[Line],
) -> Result<Shown, PictureError> {
    let rules: Vec<Role> = lines.iter().map(|line| line.rule).collect();
    let size = Pen::new(backend, style).size();
    let chart = chart(title, x_title, range(y_title, lines, 0.0), &rules, size, style);
    chart.draw_frame(backend, style)?;
    draw_data(backend, style, &chart, lines)
}
