//! How a synapse looks: its layer, its width, how far it has faded.
//!
//! Width grows with the square root of |weight| (as the current weight: a strengthened synapse is wider, up to a
//! bound), colour is the sign. There is one scale for the whole run, so that a network that lost most of its synapses
//! is lighter than it was. A synapse just cut is dashed with a cross that fades away; one just strengthened glows for
//! a while.
//!
//! Looks come in few steps, and synapses are drawn in runs of one look, weak ones first, in opaque colours mixed with
//! the paper: a backend can join a run into one stroke, and the picture is the same if it does not.

use super::graph::{Fit, Graph, largest};
use crate::numerics::order;
use crate::pictures::kit::Shown;
use crate::pictures::kit::ink::Stroke;
use crate::pictures::kit::palette::Palette;
use crate::rule::fate::Fate;

/// Steps of width and of fading: few, so that runs of one look are long; fine enough not to be seen.
pub(super) const STEPS: u8 = 8;

/// A synapse's place in the order of drawing; equal looks are neighbours.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Look {
    pub(super) layer: Layer,
    /// Fading, 0 (none) to STEPS - 1.
    faded: u8,
    /// Width, 0 (thinnest) to STEPS - 1.
    width: u8,
    pub(super) negative: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    Undecided,
    /// Cut a while ago: under the kept ones.
    Fading,
    Glow,
    Kept,
    Cut,
}

/// A value in 0..=1 as one of `STEPS` steps.
pub(super) fn step(value: f64) -> u8 {
    (value.clamp(0.0, 1.0) * f64::from(STEPS)).min(f64::from(STEPS - 1)) as u8
}

/// The middle of a step, the inverse of [`step`].
fn unstep(step: u8) -> f64 {
    (f64::from(step) + 0.5) / f64::from(STEPS)
}

/// A width of 1 stands for this multiple of the network's largest original weight; a synapse that is
/// strengthened beyond it gets no wider.
const STRONGEST: f64 = 2.0;
/// The weakest line has this share of its colour, the rest is paper: enough for a contrast of 3 to 1 in every theme.
const LEAST_INK: f64 = 0.85;

impl Look {
    /// Colour and width (CSS pixels).
    pub(super) fn stroke(self, palette: &Palette, widths: Widths) -> Stroke {
        let share = unstep(self.width);
        let sign = palette.sign(self.negative);
        // Up to 3.5 pixels; an original weight, at most 1 / sqrt(STRONGEST) = 0.71 of the width, up to 2.6.
        let full = widths.least + widths.more * share;
        let fresh = 1.0 - unstep(self.faded);
        match self.layer {
            Layer::Undecided | Layer::Kept => {
                let ink = LEAST_INK + (1.0 - LEAST_INK) * share;
                Stroke { colour: sign.over(palette.paper, ink), width: full }
            }
            Layer::Glow => Stroke {
                colour: palette.strengthened.over(palette.paper, fresh),
                width: full + 2.0 + 6.0 * fresh,
            },
            Layer::Fading | Layer::Cut => {
                Stroke { colour: palette.cut.over(palette.paper, fresh), width: 0.6 + 1.3 * fresh }
            }
        }
    }
}

/// Widths of lines in CSS pixels, from 0 to the strongest.
#[derive(Clone, Copy)]
pub(super) struct Widths {
    least: f64,
    /// What the strongest line has beyond it.
    more: f64,
}

/// All lines together may cover the picture about so many times. Where they cover it more often, they are a flat haze
/// from which nothing could be taken that is seen.
const COVER: f64 = 3.0;

impl Widths {
    /// Less the more synapses there are and the smaller the picture, so that what is kept of a dense network is still
    /// a drawing of lines.
    pub(super) fn new(edges: usize, fit: &Fit) -> Widths {
        let edges = edges.max(1) as f64;
        let bold = (0.05 * fit.scale / libm::sqrt(edges)).clamp(0.25, 1.0);
        // A line is about a pixel wide and half as long as the picture. The power leaves room for lines that are
        // strengthened later, and become wider.
        let fine = libm::pow((2.0 * COVER * fit.scale / edges).min(1.0), 1.5);
        Widths { least: 0.4 * fine, more: 3.1 * bold * fine }
    }
}

/// The looks of every synapse that is there and has a place, in the order of drawing; one that glows is there twice.
pub(super) fn looks(graph: &Graph) -> (Vec<(Look, u32)>, Shown) {
    let edges: Vec<(f64, u32)> = (0..graph.weight.len())
        .filter(|&edge| graph.has_place(graph.a[edge]) && graph.has_place(graph.b[edge]))
        .filter_map(|edge| Some((graph.strength(edge)?, edge as u32)))
        .collect();
    let is_there = |edge: &usize| graph.fate(*edge) != Fate::Cut || graph.age(*edge) < 1.0;
    let there = (0..graph.weight.len()).filter(is_there).count();
    let shown = Shown { drawn: edges.len(), left_out: there - edges.len() };
    let largest = graph.part_of.map_or_else(|| largest(graph.weight), |whole| whole.largest);
    let mut looks = Vec::with_capacity(edges.len() + 64);
    for (strength, index) in edges {
        let width = step(libm::sqrt(strength / largest / STRONGEST));
        let (glow, look) = of_edge(graph, index as usize, width);
        looks.extend(glow.map(|glow| (glow, index)));
        looks.push((look, index));
    }
    let rank = |k: usize| {
        let (look, index) = looks[k];
        // The most faded come first, the freshest lie on top.
        let fade = if look.layer == Layer::Undecided { 0 } else { STEPS - look.faded };
        (look.layer, fade, look.width, look.negative, index)
    };
    let order = order::by(looks.len(), &|x, y| rank(x).cmp(&rank(y)));
    (order.iter().map(|k| looks[*k as usize]).collect(), shown)
}

/// The looks of a synapse of this width: its glow, if it has one, and its line.
fn of_edge(graph: &Graph, edge: usize, width: u8) -> (Option<Look>, Look) {
    let (negative, age) = (graph.weight[edge] < 0.0, graph.age(edge));
    let look = |layer, faded| Look { layer, faded, width, negative };
    match graph.fate(edge) {
        Fate::Undecided => (None, look(Layer::Undecided, 0)),
        Fate::Cut => {
            let layer = if age < 0.4 { Layer::Cut } else { Layer::Fading };
            (None, Look { width: 0, negative: false, ..look(layer, step(age)) })
        }
        Fate::Kept { factor } => {
            let glows = age < 1.0 && factor > 1.0 + 1e-9;
            let glow = Look { negative: false, ..look(Layer::Glow, step(age)) };
            (glows.then_some(glow), look(Layer::Kept, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    // Strategy: many synapses of few looks make few runs; the palest line against the paper of each theme.
    use super::*;
    use crate::pictures::kit::{Style, Theme};

    #[test]
    fn the_weakest_synapse_can_be_seen_before_its_turn() {
        for theme in [Theme::Light, Theme::Dark, Theme::Projector] {
            let palette = Style::new(theme, 1.0).palette;
            for negative in [false, true] {
                let look = Look { layer: Layer::Undecided, faded: 0, width: 0, negative };
                let widths = Widths { least: 0.4, more: 3.1 };
                let contrast = look.stroke(&palette, widths).colour.contrast(palette.paper);
                assert!(contrast >= 3.0, "{theme:?} {negative}: {contrast}");
            }
        }
    }

    #[test]
    fn equal_looks_are_neighbours() {
        let weight: Vec<f64> = (1..=4000).map(|k| f64::from(k % 97 - 40)).collect();
        let ends: Vec<u32> = (0..4000).map(|k| k % 50).collect();
        let places: Vec<f64> = (0..50).map(|k| f64::from(k) / 50.0).collect();
        let graph = Graph { x: &places, y: &places, a: &ends, b: &ends, weight: &weight, ..Graph::default() };
        let (looks, _) = looks(&graph);
        let runs = looks.chunk_by(|one, other| one.0 == other.0).count();
        assert!(runs <= 2 * usize::from(STEPS), "{runs} runs");
    }
}
