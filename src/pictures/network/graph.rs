//! What the picture of the network is drawn from: neurons with places, synapses with weights and fates.

use crate::pictures::kit::ink::{Point, Rect};
use crate::pictures::kit::{PictureError, same_length};
use crate::rule::fate::Fate;

/// What is drawn. Slices of nodes have one length, slices of edges another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Graph<'a> {
    /// Places of the neurons, in 0..=1 each way, y downwards.
    pub x: &'a [f64],
    pub y: &'a [f64],
    /// The two neurons of each synapse; if directed, from `a` onto `b`.
    pub a: &'a [u32],
    pub b: &'a [u32],
    /// The weight before pruning.
    pub weight: &'a [f64],
    /// Fate of each synapse; empty: all undecided.
    pub fate: &'a [Fate],
    /// Time since the fate was decided, 0 (just now) to 1 (long ago); empty: long ago.
    pub age: &'a [f64],
    pub directed: bool,
    /// Activity of each neuron in -1..=1; empty: none shown.
    pub activity: &'a [f64],
    /// The kind of each neuron, by its colour; empty: none shown.
    pub kinds: &'a [Option<usize>],
    /// Whether a neuron stands higher or lower than its place as well, the more active it is.
    pub moves: bool,
    /// What these synapses are a part of; `None`: they are the whole network.
    pub part_of: Option<Whole>,
}

/// What the looks of a synapse take from the whole network, so that a picture can be drawn in parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Whole {
    /// Number of synapses.
    pub synapses: usize,
    /// Largest |weight| before pruning.
    pub largest: f64,
    /// Synapses kept at the end.
    pub kept: usize,
}

impl Graph<'_> {
    pub(super) fn check(&self) -> Result<(), PictureError> {
        let (nodes, edges) = (self.x.len(), self.weight.len());
        same_length("y of the neurons", nodes, self.y.len())?;
        same_length("first ends of the synapses", edges, self.a.len())?;
        same_length("second ends of the synapses", edges, self.b.len())?;
        for (what, expected, found) in [
            ("fates", edges, self.fate.len()),
            ("ages", edges, self.age.len()),
            ("activities", nodes, self.activity.len()),
            ("kinds", nodes, self.kinds.len()),
        ] {
            if found > 0 {
                same_length(what, expected, found)?;
            }
        }
        let ends = self.a.iter().zip(self.b).map(|(&a, &b)| a.max(b) as usize);
        match ends.enumerate().find(|&(_, node)| node >= nodes) {
            Some((edge, node)) => Err(PictureError::NoSuchNode { edge, node, nodes }),
            None => Ok(()),
        }
    }

    pub(super) fn fate(&self, edge: usize) -> Fate {
        self.fate.get(edge).copied().unwrap_or(Fate::Undecided)
    }

    pub(super) fn age(&self, edge: usize) -> f64 {
        self.age.get(edge).map_or(1.0, |age| if age.is_finite() { age.clamp(0.0, 1.0) } else { 1.0 })
    }

    /// |weight| as it now is; `None` for a synapse that is gone and forgotten, or has no place.
    pub(super) fn strength(&self, edge: usize) -> Option<f64> {
        let factor = match self.fate(edge) {
            Fate::Undecided => 1.0,
            Fate::Kept { factor } => factor,
            Fate::Cut if self.age(edge) < 1.0 => 1.0,
            Fate::Cut => return None,
        };
        let strength = self.weight[edge].abs() * factor;
        (strength > 0.0 && strength.is_finite()).then_some(strength)
    }

    pub(super) fn has_place(&self, node: u32) -> bool {
        self.x[node as usize].is_finite() && self.y[node as usize].is_finite()
    }

    pub(super) fn place(&self, node: u32) -> Point {
        (self.x[node as usize], self.y[node as usize])
    }
}

/// From the unit square to the picture, shape kept, and back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// CSS pixels to the unit.
    pub scale: f64,
    /// Where (0, 0) lies, in CSS pixels.
    pub origin: Point,
}

impl Fit {
    /// The unit square, as large as it fits into `area`, in its middle.
    pub fn into(area: Rect) -> Fit {
        let scale = area.width().min(area.height()).max(1.0);
        let origin = (area.left + (area.width() - scale) / 2.0, area.top + (area.height() - scale) / 2.0);
        Fit { scale, origin }
    }

    pub fn point(&self, (x, y): Point) -> Point {
        (self.origin.0 + x * self.scale, self.origin.1 + y * self.scale)
    }

    /// The inverse of [`Fit::point`].
    pub fn place(&self, (x, y): Point) -> Point {
        ((x - self.origin.0) / self.scale, (y - self.origin.1) / self.scale)
    }
}

/// Largest finite |weight|.
pub fn largest(weights: &[f64]) -> f64 {
    weights.iter().filter(|w| w.is_finite()).fold(0.0, |max, w| max.max(w.abs()))
}

/// Radius of a neuron's disc in CSS pixels: smaller the more there are.
pub fn node_radius(fit: &Fit, nodes: usize) -> f64 {
    (0.11 * fit.scale / libm::sqrt(nodes.max(1) as f64)).clamp(1.6, 9.0)
}

/// Where a synapse begins and ends, in CSS pixels.
pub(super) fn ends(fit: &Fit, graph: &Graph, edge: u32) -> (Point, Point) {
    let at = |list: &[u32]| fit.point(graph.place(list[edge as usize]));
    (at(graph.a), at(graph.b))
}
