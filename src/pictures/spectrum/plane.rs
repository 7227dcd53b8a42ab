//! The spectrum of a directed network: eigenvalues before and after pruning, joined in the complex plane, beside the
//! boundary of stability.

use super::{MARK, keys};
use crate::pictures::Moment;
use crate::pictures::kit::axis::{Axis, Scale};
use crate::pictures::kit::chart::{Chart, Content, Guide};
use crate::pictures::kit::ink::{Pen, Point, Stroke};
use crate::pictures::kit::palette::{Dash, Mark, Role};
use crate::pictures::kit::{PictureError, Shown, Style, same_length};
use crate::run::Moved;

/// A complex spectrum before and after pruning by one rule, matched one to one.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    pub rule: Role,
    /// Real and imaginary parts before pruning.
    pub original: &'a [(f64, f64)],
    /// The partner of each.
    pub pruned: &'a [(f64, f64)],
}

pub(super) fn data<'a>(moment: &Moment<'a>) -> Plane<'a> {
    let original = &moment.scene.eigenvalues[..];
    let after = moment.snapshot.and_then(|snapshot| Some(&snapshot.of(moment.rule)?.moved));
    let pruned = match after {
        Some(Moved::Complex { eigenvalues, .. }) => eigenvalues,
        _ => original,
    };
    Plane { rule: Role::By(moment.rule), original, pruned }
}

impl Plane<'_> {
    /// Axes of the real and the imaginary part that hold every finite eigenvalue and the imaginary axis.
    fn range(&self) -> (Axis, Axis) {
        let finite = |(re, im): &&(f64, f64)| re.is_finite() && im.is_finite();
        let all: Vec<_> = self.original.iter().chain(self.pruned).filter(finite).collect();
        let re = Axis::over("real part", Scale::Linear, all.iter().map(|v| v.0).chain([0.0]));
        let im = Axis::over("imaginary part", Scale::Linear, all.iter().flat_map(|v| [v.1, -v.1]));
        // A little of the unstable side is always seen, so that the boundary is not the picture's edge.
        let max = re.max.max(0.08 * (re.max - re.min));
        (Axis { max, ..re }, im)
    }
}

/// Lays the complex plane out.
pub fn chart(title: &str, plane: &Plane, size: Point, style: &Style) -> Chart {
    let (re, im) = plane.range();
    let mut content = Content::new(title, re, im);
    content.keys = keys(&[Role::Original, plane.rule], &style.palette);
    content.guides = vec![Guide::Boundary { x: 0.0, line: "stable", beyond: "unstable" }];
    Chart::new(content, size, style)
}

/// Eigenvalues in the plane, each joined to its partner. Pairs that are not finite are left out and counted.
pub fn draw(pen: &mut Pen, chart: &Chart, plane: &Plane) -> Result<Shown, PictureError> {
    same_length("pruned eigenvalues", plane.original.len(), plane.pruned.len())?;
    let palette = pen.style.palette;
    let both = plane.original.iter().copied().zip(plane.pruned.iter().copied());
    let (from, to): (Vec<_>, Vec<_>) =
        both.filter(|(from, to)| chart.has_place(*from) && chart.has_place(*to)).unzip();
    let colour = palette.role(plane.rule);
    let stroke = Stroke { colour: colour.over(palette.paper, 0.45), width: 1.0 };
    for (from, to) in from.iter().zip(&to) {
        chart.draw_line(pen, &[*from, *to], stroke, Dash::Solid)?;
    }
    chart.draw_marks(pen, &from, Mark::Ring, MARK, palette.ink)?;
    chart.draw_marks(pen, &to, plane.rule.mark(), MARK, colour)?;
    Ok(Shown { drawn: from.len(), left_out: plane.original.len() - from.len() })
}
