//! The neurons as discs, and the marks of what is looked at.

use super::graph::{Fit, Graph, ends, largest, node_radius};
use super::looks::{STEPS, step};
use crate::numerics::order;
use crate::pictures::kit::ink::{Pen, Stroke};
use crate::pictures::kit::palette::Dash;
use crate::pictures::kit::{PictureError, Shown, same_length};
use crate::rule::fate::Fate;

/// A neuron that moves goes so many times its radius to either side of its place.
const REACH: f64 = 1.6;

/// Neurons drawn at most: more would hide each other, and take longer than a frame has.
pub const MOST: usize = 4_000;

/// The ring around a neuron, in CSS pixels; one that tells the neuron's kind is wider.
const RING: f64 = 1.0;
const RING_OF_KIND: f64 = 2.0;

/// The neurons that are drawn: those that have a place and, of very many, evenly chosen ones.
fn shown<'a>(graph: &'a Graph) -> impl Iterator<Item = u32> + 'a {
    let nodes = graph.x.len();
    (0..nodes as u32).step_by(every(nodes)).filter(|node| graph.has_place(*node))
}

/// Of so many neurons one in this many is drawn.
fn every(nodes: usize) -> usize {
    nodes.div_ceil(MOST).max(1)
}

/// How many of so many neurons are drawn.
pub fn drawn_of(nodes: usize) -> usize {
    nodes.div_ceil(every(nodes))
}

/// The neurons: paper where activity is lowest, ink where it is highest, with a ring of its kind's colour. Returns how many have a place.
pub fn draw_nodes(pen: &mut Pen, fit: &Fit, graph: &Graph) -> Result<Shown, PictureError> {
    graph.check()?;
    let palette = pen.style.palette;
    let radius = node_radius(fit, graph.x.len());
    let level = |node: usize| graph.activity.get(node).map_or(STEPS / 2, |&a| step((a + 1.0) / 2.0));
    let shown: Vec<u32> = shown(graph).collect();
    let level_of = |k: usize| level(shown[k] as usize);
    let order = order::by(shown.len(), &|x, y| level_of(x).cmp(&level_of(y)));
    let order: Vec<u32> = order.into_iter().map(|k| shown[k as usize]).collect();
    let reach = if graph.moves { REACH * radius } else { 0.0 };
    let place = |node: u32| {
        let (x, y) = fit.point(graph.place(node));
        (x, y - reach * graph.activity.get(node as usize).unwrap_or(&0.0))
    };
    let kind = |node: u32| graph.kinds.get(node as usize).copied().flatten();
    // Rings of one colour in one run.
    for of in [None].into_iter().chain((0..palette.kinds.len()).map(Some)) {
        let (colour, ring) = of.map_or((palette.muted, RING), |kind| (palette.kinds[kind], RING_OF_KIND));
        for &node in order.iter().filter(|node| kind(**node) == of) {
            pen.disc(place(node), radius + ring, colour)?;
        }
    }
    for &node in &order {
        let share = f64::from(level(node as usize)) / f64::from(STEPS - 1);
        pen.disc(place(node), radius, palette.ink.over(palette.paper, share))?;
    }
    Ok(Shown { drawn: order.len(), left_out: graph.x.len() - order.len() })
}

/// Marks the synapses of `graph` (one that is looked at, or those of a neuron) and these neurons.
pub fn draw_selection(pen: &mut Pen, fit: &Fit, graph: &Graph, neurons: &[u32]) -> Result<(), PictureError> {
    graph.check()?;
    let palette = pen.style.palette;
    let has_place = |edge: &u32| {
        let edge = *edge as usize;
        graph.has_place(graph.a[edge]) && graph.has_place(graph.b[edge])
    };
    for edge in (0..graph.weight.len() as u32).filter(has_place) {
        let (from, to) = ends(fit, graph, edge);
        pen.line(from, to, Stroke { colour: palette.paper, width: 5.0 })?;
        let dash = if graph.fate(edge as usize) == Fate::Cut { Dash::Dashed } else { Dash::Solid };
        pen.path(&[from, to], Stroke { colour: palette.ink, width: 2.4 }, dash)?;
    }
    let radius = node_radius(fit, graph.x.len()) + 3.0;
    let known = |node: &&u32| (**node as usize) < graph.x.len() && graph.has_place(**node);
    for node in neurons.iter().filter(known) {
        pen.halo(fit.point(graph.place(*node)), radius)?;
    }
    Ok(())
}

/// A neuron that takes no part in a pattern has this share of its radius, …
const LEAST_PART: f64 = 0.25;
/// … and the one that takes the greatest part has this.
const MOST_PART: f64 = 1.7;

/// The neurons as a pattern of activity has them: larger the greater a neuron's share is, in one of two colours by its
/// sign. Shares that are not finite count as 0.
pub fn draw_pattern(pen: &mut Pen, fit: &Fit, graph: &Graph, shares: &[f64]) -> Result<(), PictureError> {
    graph.check()?;
    same_length("shares of a pattern", graph.x.len(), shares.len())?;
    let palette = pen.style.palette;
    let largest = largest(shares).max(f64::MIN_POSITIVE);
    let radius = node_radius(fit, graph.x.len());
    for node in shown(graph) {
        let (at, share) = (fit.point(graph.place(node)), shares[node as usize] / largest);
        let part = if share.is_finite() { share.abs() } else { 0.0 };
        let size = radius * (LEAST_PART + (MOST_PART - LEAST_PART) * part);
        pen.disc(at, size.max(radius) + 2.0, palette.paper)?;
        pen.disc(at, size + 0.8, palette.sign(share < 0.0))?;
    }
    Ok(())
}
