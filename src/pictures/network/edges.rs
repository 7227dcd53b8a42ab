//! The synapses as lines, and what stands at the ends of those that are kept.

use super::graph::{Fit, Graph, ends, node_radius};
use super::looks::{Layer, Widths, looks};
use crate::pictures::kit::ink::{Pen, Point, Stroke};
use crate::pictures::kit::palette::{Dash, Mark};
use crate::pictures::kit::{PictureError, Shown};

/// Arrow heads and bullets are drawn on kept synapses when there are no more than this: beyond, they hide each other.
const HEAD_LIMIT: usize = 700;

/// Draws the synapses. Returns how many, and how many were left out for want of a finite place and weight; those cut
/// long ago count as neither.
pub fn draw_edges(pen: &mut Pen, fit: &Fit, graph: &Graph) -> Result<Shown, PictureError> {
    graph.check()?;
    let palette = pen.style.palette;
    let (looks, shown) = looks(graph);
    let widths = Widths::new(graph.part_of.map_or(graph.weight.len(), |whole| whole.synapses), fit);
    for run in looks.chunk_by(|one, other| one.0 == other.0) {
        let look = run[0].0;
        let ends: Vec<_> = run.iter().map(|(_, index)| ends(fit, graph, *index)).collect();
        draw_run(pen, look.layer, look.stroke(&palette, widths), &ends)?;
    }
    let kept = || looks.iter().filter(|(look, _)| look.layer == Layer::Kept);
    if graph.part_of.map_or_else(|| kept().count(), |whole| whole.kept) <= HEAD_LIMIT {
        let radius = node_radius(fit, graph.x.len());
        for &(look, index) in kept() {
            let stroke = look.stroke(&palette, widths);
            head(pen, ends(fit, graph, index), radius, (stroke, look.negative), graph.directed)?;
        }
    }
    Ok(shown)
}

/// Draws synapses of one look.
fn draw_run(
    pen: &mut Pen,
    layer: Layer,
    stroke: Stroke,
    ends: &[(Point, Point)],
) -> Result<(), PictureError> {
    if !matches!(layer, Layer::Cut | Layer::Fading) {
        return ends.iter().try_for_each(|(from, to)| pen.line(*from, *to, stroke));
    }
    ends.iter().try_for_each(|(from, to)| pen.path(&[*from, *to], stroke, Dash::Dashed))?;
    ends.iter().try_for_each(|(from, to)| pen.mark(between(*from, *to, 0.5), Mark::Cross, 5.0, stroke.colour))
}

/// The end of a kept synapse: an arrow head if it excites, a bullet if it inhibits; an undirected one
/// has only the bullet, in its middle.
fn head(
    pen: &mut Pen,
    (from, to): (Point, Point),
    radius: f64,
    (stroke, negative): (Stroke, bool),
    directed: bool,
) -> Result<(), PictureError> {
    let size = 2.0 + 0.7 * stroke.width;
    let length = libm::hypot(to.0 - from.0, to.1 - from.1);
    if negative {
        let share = if directed { 1.0 - (radius + size) / length.max(radius + size) } else { 0.5 };
        return pen.disc(between(from, to, share), size, stroke.colour);
    }
    if !directed || length <= radius + 2.0 * size {
        return Ok(());
    }
    let (ux, uy) = ((to.0 - from.0) / length, (to.1 - from.1) / length);
    let tip = (to.0 - radius * ux, to.1 - radius * uy);
    let back = (tip.0 - 2.2 * size * ux, tip.1 - 2.2 * size * uy);
    let wing = (-size * uy, size * ux);
    let corners = [tip, (back.0 + wing.0, back.1 + wing.1), (back.0 - wing.0, back.1 - wing.1)];
    pen.polygon(&corners, stroke.colour)
}

pub(super) fn between(from: Point, to: Point, share: f64) -> Point {
    (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
}
