//! The network in the plane: neurons as discs, synapses as lines.
//!
//! Width grows with the square root of |weight| (as the current weight: a strengthened synapse is wider),
//! colour is the sign. Undecided synapses are pale and thin, kept ones full and thick, so that a dense
//! haze turns into a sparse skeleton. A synapse just cut is a bright dashed line with a cross that fades
//! away; one just strengthened glows for a while.
//!
//! Synapses are drawn in runs of one look (layer, sign, width step), weak ones first, in opaque colours
//! mixed with the paper: a backend can join a run into one stroke, and the picture is the same if it
//! does not.

use super::ink::{Pen, Point, Rect, Stroke, Surface, Text};
use super::palette::{Dash, Mark, Palette, Rgb};
use super::text::{self, Align};
use super::{PictureError, Shown, Style, same_length};
use crate::numerics::order;
pub use crate::rule::fate::Fate;
pub use crate::visit::moment::Selection;

/// More synapses than this are not drawn, the strongest go first.
///
/// Headless Chromium without a GPU, on two busy cores, took 17 to 22 microseconds a line of this picture's
/// length, so these take about a tenth of a second there and far less with a GPU; of a denser haze no
/// single line can be seen.
pub const EDGE_LIMIT: usize = 6_000;

/// Arrow heads and bullets are drawn on kept synapses when there are no more than this: beyond, they
/// hide each other.
const HEAD_LIMIT: usize = 700;

/// Steps of width and of fading: few, so that runs of one look are long; fine enough not to be seen.
const STEPS: u8 = 8;

/// What is drawn. Slices of nodes have one length, slices of edges another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Network<'a> {
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
    pub selected: Option<Selection>,
    /// Names of the neurons; empty: none shown.
    pub labels: &'a [&'a str],
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

impl Network<'_> {
    fn check(&self) -> Result<(), PictureError> {
        let (nodes, edges) = (self.x.len(), self.weight.len());
        same_length("y of the neurons", nodes, self.y.len())?;
        same_length("first ends of the synapses", edges, self.a.len())?;
        same_length("second ends of the synapses", edges, self.b.len())?;
        for (what, expected, found) in [
            ("fates", edges, self.fate.len()),
            ("ages", edges, self.age.len()),
            ("activities", nodes, self.activity.len()),
            ("names of the neurons", nodes, self.labels.len()),
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

    fn fate(&self, edge: usize) -> Fate {
        self.fate.get(edge).copied().unwrap_or(Fate::Undecided)
    }

    fn age(&self, edge: usize) -> f64 {
        self.age.get(edge).map_or(1.0, |age| if age.is_finite() { age.clamp(0.0, 1.0) } else { 1.0 })
    }

    /// |weight| as it now is; `None` for a synapse that is gone and forgotten, or has no place.
    fn strength(&self, edge: usize) -> Option<f64> {
        let factor = match self.fate(edge) {
            Fate::Undecided => 1.0,
            Fate::Kept { factor } => factor,
            Fate::Cut if self.age(edge) < 1.0 => 1.0,
            Fate::Cut => return None,
        };
        let strength = self.weight[edge].abs() * factor;
        (strength > 0.0 && strength.is_finite()).then_some(strength)
    }

    fn has_place(&self, node: u32) -> bool {
        self.x[node as usize].is_finite() && self.y[node as usize].is_finite()
    }

    fn place(&self, node: u32) -> Point {
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

/// What stands around the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around<'a> {
    /// The title; empty for none.
    pub title: &'a str,
    /// Whether the legend is drawn; a page that has one of its own leaves it out.
    pub legend: bool,
    /// Whether synapses have a direction, which the legend explains.
    pub directed: bool,
}

/// Where the network lies in a picture of `size` CSS pixels.
pub fn fit(size: Point, around: Around, style: &Style) -> Fit {
    let top = if around.title.is_empty() { 0.0 } else { 20.0 * style.text };
    let bottom = if around.legend {
        legend(size, style).last().map_or(0.0, |key| key.2 + 18.0 * style.text)
    } else {
        0.0
    };
    Fit::into(Rect { left: 14.0, top: 14.0 + top, right: size.0 - 14.0, bottom: size.1 - 14.0 - bottom })
}

const KEYS: [&str; 4] = ["excitatory", "inhibitory", "just cut", "just strengthened"];

/// Name, left edge and height (from the legend's top) of each entry.
fn legend(size: Point, style: &Style) -> Vec<(&'static str, f64, f64)> {
    let (mut x, mut y) = (8.0, 0.0);
    let mut keys = Vec::with_capacity(KEYS.len());
    for name in KEYS {
        let wide = style.text * (30.0 + text::width(name, 12.0, false));
        if x > 8.0 && x + wide > size.0 - 8.0 {
            (x, y) = (8.0, y + 18.0 * style.text);
        }
        keys.push((name, x, y));
        x += wide + 14.0 * style.text;
    }
    keys
}

/// The static layer: title and legend.
pub fn draw_frame<B: Surface>(backend: &mut B, style: &Style, around: Around) -> Result<(), PictureError> {
    frame(&mut Pen::new(backend, style), around)
}

fn frame(pen: &mut Pen, around: Around) -> Result<(), PictureError> {
    let (palette, t, size) = (pen.style.palette, pen.style.text, pen.size());
    if !around.title.is_empty() {
        let text = Text { size: 13.0, colour: palette.ink, bold: true, align: Align::Left };
        pen.text((8.0, 8.0 + 8.0 * t), around.title, text)?;
    }
    if !around.legend {
        return Ok(());
    }
    let keys = legend(size, pen.style);
    let top = size.1 - 8.0 - keys.last().map_or(0.0, |key| key.2) - 9.0 * t;
    for (index, (name, x, y)) in keys.into_iter().enumerate() {
        let (from, to) = ((x, top + y), (x + 22.0 * t, top + y));
        let middle = ((from.0 + to.0) / 2.0, from.1);
        let line = |colour, width| Stroke { colour, width };
        match index {
            0 => pen.line(from, to, line(palette.excitatory, 2.2))?,
            1 => {
                pen.line(from, to, line(palette.inhibitory, 2.2))?;
                pen.disc(if around.directed { to } else { middle }, 3.4, palette.inhibitory)?;
            }
            2 => {
                pen.path(&[from, to], line(palette.cut, 1.4), Dash::Dashed)?;
                pen.mark(middle, Mark::Cross, 4.5, palette.cut)?;
            }
            _ => {
                pen.line(from, to, line(palette.strengthened, 8.0))?;
                pen.line(from, to, line(palette.excitatory, 3.0))?;
            }
        }
        let text = Text { size: 12.0, colour: palette.ink, bold: false, align: Align::Left };
        pen.text((x + 28.0 * t, top + y), name, text)?;
    }
    Ok(())
}

/// A synapse's place in the order of drawing; equal looks are neighbours.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    layer: Layer,
    /// Fading, 0 (none) to STEPS - 1.
    faded: u8,
    /// Width, 0 (thinnest) to STEPS - 1.
    width: u8,
    negative: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Undecided,
    /// Cut a while ago: under the kept ones.
    Fading,
    Glow,
    Kept,
    Cut,
}

/// A value in 0..=1 as one of `STEPS` steps.
fn step(value: f64) -> u8 {
    (value.clamp(0.0, 1.0) * f64::from(STEPS)).min(f64::from(STEPS - 1)) as u8
}

/// The middle of a step, the inverse of [`step`].
fn unstep(step: u8) -> f64 {
    (f64::from(step) + 0.5) / f64::from(STEPS)
}

/// A width of 1 stands for this multiple of the network's largest original weight; a synapse that is
/// strengthened beyond it gets no wider.
const STRONGEST: f64 = 6.0;

impl Look {
    /// Colour and width (CSS pixels).
    fn stroke(self, palette: &Palette, boldness: f64) -> Stroke {
        let share = unstep(self.width);
        let sign = palette.sign(self.negative);
        // 0.7 to 6.2 pixels; an original weight, at most 1 / sqrt(STRONGEST) = 0.41 of it, up to 3.
        let full = 0.35 + 5.9 * share * boldness;
        let fresh = 1.0 - unstep(self.faded);
        match self.layer {
            Layer::Undecided => Stroke {
                colour: sign.over(palette.paper, 0.14 + 0.62 * share),
                width: 0.3 + 2.2 * share * boldness,
            },
            Layer::Kept => Stroke { colour: sign.over(palette.paper, 0.72 + 0.9 * share), width: full },
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

/// Factor on the width of lines: less the more synapses there are and the smaller the picture, so that
/// what is kept of a dense network is still a drawing of lines.
fn boldness(edges: usize, fit: &Fit) -> f64 {
    (0.05 * fit.scale / libm::sqrt(edges.max(1) as f64)).clamp(0.25, 1.0)
}

/// Largest finite |weight|.
pub fn largest(weights: &[f64]) -> f64 {
    weights.iter().filter(|w| w.is_finite()).fold(0.0, |max, w| max.max(w.abs()))
}

/// The looks of every synapse that is drawn, in the order of drawing.
fn looks(network: &Network, limit: usize) -> (Vec<(Look, u32)>, Shown) {
    let mut edges: Vec<(f64, u32)> = (0..network.weight.len())
        .filter(|&edge| network.has_place(network.a[edge]) && network.has_place(network.b[edge]))
        .filter_map(|edge| Some((network.strength(edge)?, edge as u32)))
        .collect();
    let alive = (0..network.weight.len())
        .filter(|&edge| network.fate(edge) != Fate::Cut || network.age(edge) < 1.0)
        .count();
    if edges.len() > limit {
        let strongest = order::by(edges.len(), &|x, y| edges[y].0.total_cmp(&edges[x].0));
        edges = strongest[..limit].iter().map(|k| edges[*k as usize]).collect();
    }
    let shown = Shown { drawn: edges.len(), left_out: alive - edges.len() };
    let largest = network.part_of.map_or_else(|| largest(network.weight), |whole| whole.largest);
    let mut looks = Vec::with_capacity(edges.len() + 64);
    for (strength, index) in edges {
        let edge = index as usize;
        let (negative, age) = (network.weight[edge] < 0.0, network.age(edge));
        let width = step(libm::sqrt(strength / largest / STRONGEST));
        let look = |layer, faded| Look { layer, faded, width, negative };
        match network.fate(edge) {
            Fate::Undecided => looks.push((look(Layer::Undecided, 0), index)),
            Fate::Cut => {
                let layer = if age < 0.4 { Layer::Cut } else { Layer::Fading };
                looks.push((Look { width: 0, negative: false, ..look(layer, step(age)) }, index));
            }
            Fate::Kept { factor } => {
                if age < 1.0 && factor > 1.0 + 1e-9 {
                    // The most faded glow comes first in the order, the freshest lies on top.
                    looks.push((Look { negative: false, ..look(Layer::Glow, step(age)) }, index));
                }
                looks.push((look(Layer::Kept, 0), index));
            }
        }
    }
    let rank = |k: usize| {
        let (look, index) = looks[k];
        let fade = if look.layer == Layer::Undecided { 0 } else { STEPS - look.faded };
        (look.layer, fade, look.width, look.negative, index)
    };
    let order = order::by(looks.len(), &|x, y| rank(x).cmp(&rank(y)));
    (order.iter().map(|k| looks[*k as usize]).collect(), shown)
}

/// The synapses. Returns how many were drawn and how many left out, beyond [`EDGE_LIMIT`] or without a
/// finite place and weight; those cut long ago count as neither.
pub fn draw_edges<B: Surface>(
    backend: &mut B,
    style: &Style,
    fit: &Fit,
    network: &Network,
) -> Result<Shown, PictureError> {
    network.check()?;
    edges(&mut Pen::new(backend, style), fit, network)
}

fn edges(pen: &mut Pen, fit: &Fit, network: &Network) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let (looks, shown) = looks(network, EDGE_LIMIT);
    let boldness = boldness(network.part_of.map_or(network.weight.len(), |whole| whole.synapses), fit);
    let kept = network.part_of.map(|whole| whole.kept);
    let kept = kept.unwrap_or_else(|| looks.iter().filter(|(look, _)| look.layer == Layer::Kept).count());
    let ends = |index: u32| {
        let edge = index as usize;
        (fit.point(network.place(network.a[edge])), fit.point(network.place(network.b[edge])))
    };
    for run in looks.chunk_by(|one, other| one.0 == other.0) {
        let stroke = run[0].0.stroke(&palette, boldness);
        let cut = matches!(run[0].0.layer, Layer::Cut | Layer::Fading);
        for &(_, index) in run {
            let (from, to) = ends(index);
            if cut { pen.path(&[from, to], stroke, Dash::Dashed)? } else { pen.line(from, to, stroke)? }
        }
        if cut {
            for &(_, index) in run {
                let (from, to) = ends(index);
                pen.mark(between(from, to, 0.5), Mark::Cross, 5.0, stroke.colour)?;
            }
        }
    }
    if kept <= HEAD_LIMIT {
        let radius = node_radius(fit, network.x.len());
        for &(look, index) in looks.iter().filter(|(look, _)| look.layer == Layer::Kept) {
            let (from, to) = ends(index);
            head(
                pen,
                (from, to),
                radius,
                (look.stroke(&palette, boldness), look.negative),
                network.directed,
            )?;
        }
    }
    selected_edges(pen, fit, network)?;
    Ok(shown)
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

fn between(from: Point, to: Point, share: f64) -> Point {
    (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
}

/// The selected synapse, or the selected neuron's synapses, in ink over everything else.
fn selected_edges(pen: &mut Pen, fit: &Fit, network: &Network) -> Result<(), PictureError> {
    let palette = pen.style.palette;
    let chosen = |edge: usize| match network.selected {
        Some(Selection::Edge(index)) => edge == index,
        Some(Selection::Node(node)) => {
            network.strength(edge).is_some()
                && (network.a[edge] as usize == node || network.b[edge] as usize == node)
        }
        None => false,
    };
    for edge in (0..network.weight.len()).filter(|&edge| network.selected.is_some() && chosen(edge)) {
        let (a, b) = (network.a[edge], network.b[edge]);
        if !network.has_place(a) || !network.has_place(b) {
            continue;
        }
        let (from, to) = (fit.point(network.place(a)), fit.point(network.place(b)));
        pen.line(from, to, Stroke { colour: palette.paper, width: 5.0 })?;
        let dash = if network.fate(edge) == Fate::Cut { Dash::Dashed } else { Dash::Solid };
        pen.path(&[from, to], Stroke { colour: palette.ink, width: 2.4 }, dash)?;
    }
    Ok(())
}

/// Radius of a neuron's disc in CSS pixels: smaller the more there are.
pub fn node_radius(fit: &Fit, nodes: usize) -> f64 {
    (0.11 * fit.scale / libm::sqrt(nodes.max(1) as f64)).clamp(1.6, 9.0)
}

/// The neurons: paper where activity is lowest, ink where it is highest, with a ring; ring and name of
/// the selected one are bold. Returns how many have a place.
pub fn draw_nodes<B: Surface>(
    backend: &mut B,
    style: &Style,
    fit: &Fit,
    network: &Network,
) -> Result<Shown, PictureError> {
    network.check()?;
    nodes(&mut Pen::new(backend, style), fit, network)
}

fn nodes(pen: &mut Pen, fit: &Fit, network: &Network) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let radius = node_radius(fit, network.x.len());
    let with_place = |&node: &u32| network.has_place(node);
    let level = |node: usize| network.activity.get(node).map_or(STEPS / 2, |&a| step((a + 1.0) / 2.0));
    let order = order::by(network.x.len(), &|x, y| level(x).cmp(&level(y)));
    let order: Vec<(u8, u32)> =
        order.into_iter().filter(with_place).map(|node| (level(node as usize), node)).collect();
    for &(_, node) in &order {
        pen.disc(fit.point(network.place(node)), radius + 1.0, palette.muted)?;
    }
    for &(level, node) in &order {
        let colour = palette.ink.over(palette.paper, f64::from(level) / f64::from(STEPS - 1));
        pen.disc(fit.point(network.place(node)), radius, colour)?;
    }
    rings(pen, fit, network, radius)?;
    names(pen, fit, network, radius)?;
    Ok(Shown { drawn: order.len(), left_out: network.x.len() - order.len() })
}

/// The selected neuron's or synapse's marks alone, for a layer of their own.
pub fn draw_selection<B: Surface>(
    backend: &mut B,
    style: &Style,
    fit: &Fit,
    network: &Network,
) -> Result<(), PictureError> {
    network.check()?;
    let mut pen = Pen::new(backend, style);
    selected_edges(&mut pen, fit, network)?;
    rings(&mut pen, fit, network, node_radius(fit, network.x.len()))
}

/// A ring around each neuron that the selection is about.
fn rings(pen: &mut Pen, fit: &Fit, network: &Network, radius: f64) -> Result<(), PictureError> {
    let palette = pen.style.palette;
    for node in ringed(network).into_iter().flatten().filter(|node| network.has_place(*node)) {
        let at = fit.point(network.place(node));
        pen.ring(at, radius + 3.0, Stroke { colour: palette.paper, width: 5.0 })?;
        pen.ring(at, radius + 3.0, Stroke { colour: palette.ink, width: 2.0 })?;
    }
    Ok(())
}

/// The neurons a selection is about.
fn ringed(network: &Network) -> [Option<u32>; 2] {
    match network.selected {
        Some(Selection::Node(node)) if node < network.x.len() => [Some(node as u32), None],
        Some(Selection::Edge(edge)) if edge < network.a.len() => {
            [Some(network.a[edge]), Some(network.b[edge])]
        }
        _ => [None, None],
    }
}

/// Names beside their neurons, the selected first, as many as do not meet.
fn names(pen: &mut Pen, fit: &Fit, network: &Network, radius: f64) -> Result<(), PictureError> {
    let (palette, t, size) = (pen.style.palette, pen.style.text, pen.size());
    let first = ringed(network);
    let others = (0..network.labels.len() as u32).filter(|node| !first.contains(&Some(*node)));
    let order: Vec<u32> = first.into_iter().flatten().chain(others).collect();
    let mut taken: Vec<Rect> = Vec::new();
    for node in order.into_iter().filter(|&node| network.has_place(node)) {
        let Some(&name) = network.labels.get(node as usize) else { continue };
        let (x, y) = fit.point(network.place(node));
        let wide = t * text::width(name, 11.0, true);
        let right = x + radius + 4.0 + wide > size.0 - 4.0;
        let start = if right { x - radius - 4.0 - wide } else { x + radius + 4.0 };
        let own = Rect { left: start, right: start + wide, top: y - 7.0 * t, bottom: y + 7.0 * t };
        let meets = |other: &Rect| {
            own.left < other.right
                && other.left < own.right
                && own.top < other.bottom
                && other.top < own.bottom
        };
        if taken.iter().any(meets) {
            continue;
        }
        taken.push(own);
        let chosen = first.contains(&Some(node));
        let colour: Rgb = if chosen { palette.ink } else { palette.muted };
        pen.text((start, y), name, Text { size: 11.0, colour, bold: chosen, align: Align::Left })?;
    }
    Ok(())
}

/// The neuron nearest to a place in the unit square, at most `within` away.
pub fn nearest_node(network: &Network, (px, py): Point, within: f64) -> Option<usize> {
    let far = |node: usize| libm::hypot(network.x[node] - px, network.y[node] - py);
    (0..network.x.len().min(network.y.len()))
        .map(|node| (far(node), node))
        .filter(|(distance, _)| *distance <= within)
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, node)| node)
}

/// The synapse, among those that are visible, whose line passes nearest to a place in the unit square,
/// at most `within` away.
///
/// # Panics
/// If a synapse names a neuron that is not there, or slices of edges differ in length.
pub fn nearest_edge(network: &Network, place: Point, within: f64) -> Option<usize> {
    (0..network.weight.len())
        .filter(|&edge| network.strength(edge).is_some())
        .map(|edge| (to_segment(place, network.place(network.a[edge]), network.place(network.b[edge])), edge))
        .filter(|(distance, _)| *distance <= within)
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, edge)| edge)
}

/// Distance of a point from the segment between two others.
fn to_segment(point: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 { ((point.0 - from.0) * dx + (point.1 - from.1) * dy) / square } else { 0.0 };
    let foot = between(from, to, along.clamp(0.0, 1.0));
    libm::hypot(point.0 - foot.0, point.1 - foot.1)
}

/// Everything in one layer, for export.
pub fn draw<B: Surface>(
    backend: &mut B,
    style: &Style,
    around: Around,
    network: &Network,
) -> Result<Shown, PictureError> {
    let fit = fit(Pen::new(backend, style).size(), around, style);
    draw_frame(backend, style, around)?;
    let shown = draw_edges(backend, style, &fit, network)?;
    draw_nodes(backend, style, &fit, network)?;
    Ok(shown)
}

#[cfg(test)]
mod tests {
    // Strategy: hit tests against hand-placed lines; the limit and the looks against counts.
    use super::*;

    fn square<'a>() -> Network<'a> {
        Network {
            x: &[0.0, 1.0, 1.0, 0.0],
            y: &[0.0, 0.0, 1.0, 1.0],
            a: &[0, 1, 2, 0],
            b: &[1, 2, 3, 2],
            weight: &[1.0, -2.0, 3.0, 4.0],
            ..Network::default()
        }
    }

    #[test]
    fn pointing_finds_what_is_near() {
        let network = square();
        assert_eq!(nearest_node(&network, (0.9, 0.05), 0.2), Some(1));
        assert_eq!(nearest_node(&network, (0.5, 0.5), 0.2), None);
        assert_eq!(nearest_edge(&network, (0.52, 0.5), 0.1), Some(3));
        assert_eq!(nearest_edge(&network, (0.98, 0.4), 0.1), Some(1));
        assert_eq!(nearest_edge(&network, (0.3, 0.7), 0.1), None);
        let cut = [Fate::Undecided, Fate::Undecided, Fate::Undecided, Fate::Cut];
        assert_eq!(nearest_edge(&Network { fate: &cut, ..network }, (0.52, 0.5), 0.1), None);
    }

    #[test]
    fn the_strongest_are_drawn_and_the_rest_counted() {
        let (looks, shown) = looks(&square(), 2);
        assert_eq!(shown, Shown { drawn: 2, left_out: 2 });
        let mut drawn: Vec<u32> = looks.iter().map(|(_, edge)| *edge).collect();
        drawn.sort_unstable();
        assert_eq!(drawn, [2, 3]);
    }

    #[test]
    fn equal_looks_are_neighbours() {
        let weight: Vec<f64> = (1..=4000).map(|k| f64::from(k % 97 - 40)).collect();
        let ends: Vec<u32> = (0..4000).map(|k| k % 50).collect();
        let places: Vec<f64> = (0..50).map(|k| f64::from(k) / 50.0).collect();
        let network =
            Network { x: &places, y: &places, a: &ends, b: &ends, weight: &weight, ..Network::default() };
        let (looks, _) = looks(&network, 4000);
        let runs = looks.chunk_by(|one, other| one.0 == other.0).count();
        assert!(runs <= 2 * usize::from(STEPS), "{runs} runs");
    }

    #[test]
    fn a_place_comes_back_from_its_point() {
        let fit = Fit::into(Rect { left: 10.0, top: 20.0, right: 310.0, bottom: 220.0 });
        assert_eq!(fit.scale, 200.0);
        let back = fit.place(fit.point((0.25, 0.75)));
        assert!((back.0 - 0.25).abs() < 1e-12 && (back.1 - 0.75).abs() < 1e-12);
    }
}
