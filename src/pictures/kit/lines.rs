//! One line a rule, with its name at its end.

use super::chart::Chart;
use super::ink::{Pen, Stroke};
use super::palette::Role;
use super::{PictureError, Shown};

/// One rule's line. Values that have no place break it.
#[derive(Clone, Debug)]
pub struct Line {
    pub rule: Role,
    pub values: Vec<(f64, f64)>,
}

/// Every finite value up.
pub fn heights(lines: &[Line]) -> impl Iterator<Item = f64> + '_ {
    lines.iter().flat_map(|line| line.values.iter().map(|(_, y)| *y))
}

/// The lines and the names at their ends, the first on top. Values without a place are counted.
pub fn draw(pen: &mut Pen, chart: &Chart, lines: &[Line]) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let mut shown = Shown::default();
    let mut ends = Vec::with_capacity(lines.len());
    for line in lines.iter().rev() {
        let colour = palette.role(line.rule);
        let stroke = Stroke { colour, width: 2.0 };
        shown += chart.draw_line(pen, &line.values, stroke, line.rule.dash())?;
        if let Some(&last) = line.values.iter().rfind(|pair| chart.has_place(**pair)) {
            pen.disc(chart.point(last.0, last.1), 3.0, colour)?;
            ends.push((last, line.rule.label(), colour));
        }
    }
    chart.draw_ends(pen, &ends)?;
    Ok(shown)
}
