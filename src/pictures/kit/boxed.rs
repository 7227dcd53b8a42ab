//! Boxes in rows, a row a rule: from quartile to quartile, with a line at the median.

use super::PictureError;
use super::axis::{Axis, Scale};
use super::chart::Chart;
use super::ink::{Pen, Rect, Stroke};
use super::palette::Role;
use crate::numerics::order::Quartiles;
use crate::params::Rule;

/// Half the height of a box, and of the cloud of marks around it, of a row.
pub const HALF: f64 = 0.32;

/// The axis up, with a row for each rule.
pub fn rows() -> Axis {
    let names = Rule::ALL.iter().map(|rule| rule.label().to_string()).collect();
    Axis { rows: names, ..Axis::new("", Scale::Linear, (0.0, Rule::ALL.len() as f64)) }
}

/// The middle of a rule's row, on that axis.
pub fn middle(rule: Rule) -> f64 {
    (Rule::ALL.len() - rule as usize) as f64 - 0.5
}

/// The box of a rule.
pub fn draw(pen: &mut Pen, chart: &Chart, rule: Rule, of: &Quartiles) -> Result<(), PictureError> {
    let (palette, middle) = (pen.style.palette, middle(rule));
    let colour = palette.role(Role::By(rule));
    let ((left, top), (right, bottom)) =
        (chart.point(of.q1, middle + HALF), chart.point(of.q3, middle - HALF));
    let right = right.max(left + 1.0);
    pen.rect(Rect { left, top, right, bottom }, colour.over(palette.paper, 0.22))?;
    let at = chart.point(of.median, middle).0;
    pen.line((at, top - 2.0), (at, bottom + 2.0), Stroke { colour, width: 2.5 })
}
