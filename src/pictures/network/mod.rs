//! The network in the plane: neurons as discs, synapses as lines.
//!
//! It has no axes, so that nothing of plotters' charts serves here: it is drawn on plotters' backends directly, in runs
//! of equal lines, of which there are thousands a frame.

pub mod drawn;
mod edges;
mod frame;
mod graph;
mod looks;
mod nodes;
pub mod only;
mod pick;
pub mod surprises;

pub use edges::draw_edges;
pub use frame::{draw_frame, draw_kinds, fit};
pub use graph::{Fit, Graph, Whole};
pub use nodes::{draw_nodes, draw_selection};

use self::drawn::{Drawn, Part};
use self::graph::node_radius;
use super::kit::chart::Chart;
use super::kit::ink::{Pen, Point};
use super::kit::say::fates;
use super::kit::{PictureError, Shown, Style};
use super::{Figure, Layer, Moment, Selection};
use crate::network::kinds;
use crate::params::Rule;
use crate::rule::fate::Fate;
use crate::visit::event::Among;
use crate::visit::message::Scene;

/// A neuron is found so far outside its disc, a synapse so far from its line, in CSS pixels.
const NEAR_NEURON: f64 = 3.0;
const NEAR_SYNAPSE: f64 = 7.0;

/// The network twice, pruned by two rules with the same draws: the one on the left by the rule of the run, the one on
/// the right by the rule beside it.
pub enum Twin {
    Left,
    Right,
}

impl Twin {
    /// The moment as this twin has it.
    fn own<'a>(&self, moment: &Moment<'a>) -> Moment<'a> {
        Moment { rule: self.rule(moment), ..*moment }
    }
}

/// The kind of each neuron, as far as its name says it; empty where no names do.
pub fn kinds_of(moment: &Moment) -> Vec<Option<usize>> {
    let net = moment.params.net;
    match kinds::kinds(net) {
        [] => Vec::new(),
        _ => (0..moment.scene.n()).map(|k| kinds::kind(net, moment.scene.names.get(k)?)).collect(),
    }
}

/// A graph with its title and legend, all in one layer. Returns how many synapses were drawn.
pub fn draw_graph(pen: &mut Pen, title: &str, graph: &Graph) -> Result<Shown, PictureError> {
    let fit = fit(pen.size(), pen.style);
    draw_frame(pen, title, graph.directed)?;
    let shown = draw_edges(pen, &fit, graph)?;
    draw_nodes(pen, &fit, graph)?;
    Ok(shown)
}

impl Figure for Twin {
    fn label(&self) -> &'static str {
        match self {
            Twin::Left => "The network, left",
            Twin::Right => "The network, right",
        }
    }

    fn caption(&self, _: &Moment) -> &'static str {
        match self {
            Twin::Left => {
                "Lines are synapses, dots are neurons, shaded by their activity. What is cut fades; what is strengthened glows."
            }
            Twin::Right => {
                "The same network in the same places, pruned by a second rule with the same draws."
            }
        }
    }

    fn rule(&self, moment: &Moment) -> Rule {
        match self {
            Twin::Left => moment.rule,
            Twin::Right => moment.params.twin,
        }
    }

    /// Says how the network is pruned.
    fn title(&self, moment: &Moment) -> String {
        let how = self.rule(moment).how();
        match moment.told.scored > 0.5 {
            true => format!("Width: chance to be kept {how}"),
            false if moment.decided == 0 => format!("To be pruned {how}"),
            false => format!("Pruned {how}"),
        }
    }

    /// Of title and legend; synapses and neurons are drawn at every frame.
    fn stamp(&self, moment: &Moment) -> u64 {
        u64::from(moment.decided > 0)
            + 2 * u64::from(surprises::are_told(moment))
            + 4 * u64::from(moment.told.differing)
    }

    fn sentence(&self, moment: &Moment) -> String {
        let moment = &self.own(moment);
        let (scene, (cut, kept, undecided)) = (moment.scene, fates(moment));
        let inhibitory = scene.weight.iter().filter(|weight| **weight < 0.0).count();
        let directed = if moment.is_directed() { "directed " } else { "" };
        format!(
            "{} neurons and {} {directed}synapses, {inhibitory} of them inhibitory, in {} separate piece(s). By {}, {cut} \
             are cut, {kept} kept and strengthened, {undecided} undecided.",
            scene.n(),
            scene.synapses(),
            moment.pieces(),
            moment.rule.label()
        )
    }

    /// The network as it stands, with the synapses that the page draws of it.
    fn draw(&self, pen: &mut Pen, moment: &Moment, _: Option<&Chart>) -> Result<(), PictureError> {
        let moment = &self.own(moment);
        let scene = moment.scene;
        let drawn = Drawn::new(scene, moment.draws, moment.scores, moment.rule);
        let fresh = moment.decided < moment.decisions();
        let mut part = Part::default();
        match moment.told.scored > 0.5 {
            true => drawn.fill_scored(&mut part, scene, drawn.synapses()),
            false => {
                drawn.fill(&mut part, (scene, moment.draws), drawn.synapses(), moment.decided as f64, fresh)
            }
        }
        let (activity, moves) = (moment.activity().1, moment.listens());
        let (title, fit) = (self.title(moment), fit(pen.size(), pen.style));
        let kinds = kinds_of(moment);
        let graph = Graph { activity, moves, kinds: &kinds, ..part.graph(scene) };
        draw_frame(pen, &title, graph.directed)?;
        draw_kinds(pen, kinds::kinds(moment.params.net))?;
        only::draw_key(pen, moment, &title)?;
        draw_edges(pen, &fit, &graph)?;
        only::draw(pen, &fit, moment, drawn.synapses())?;
        draw_nodes(pen, &fit, &graph)?;
        surprises::draw(pen, &fit, moment)
    }

    fn layers(&self) -> &'static [Layer] {
        &[Layer::Data, Layer::Nodes, Layer::Frame, Layer::Mark]
    }

    fn pointed(
        &self,
        moment: &Moment,
        drawn: &[u32],
        _: Option<&Chart>,
        size: Point,
        at: Point,
        style: &Style,
    ) -> Option<Selection> {
        let moment = &self.own(moment);
        let (scene, fit) = (moment.scene, fit(size, style));
        let few = Few::of(moment, drawn);
        let (graph, place) = (few.graph(scene), fit.place(at));
        let near = (node_radius(&fit, scene.n()) + NEAR_NEURON) / fit.scale;
        pick::nearest_node(&graph, place, near).map(Selection::Node).or_else(|| {
            let edge = pick::nearest_edge(&graph, place, NEAR_SYNAPSE / fit.scale)?;
            Some(Selection::Edge(drawn[edge] as usize))
        })
    }

    fn mark(
        &self,
        pen: &mut Pen,
        moment: &Moment,
        _: Option<&Chart>,
        selection: Selection,
    ) -> Result<(), PictureError> {
        let moment = &self.own(moment);
        let scene = moment.scene;
        let (chosen, neurons) = match selection {
            Selection::Edge(synapse) => (vec![synapse as u32], vec![scene.i[synapse], scene.j[synapse]]),
            Selection::Node(neuron) => {
                let own = |k: &u32| [scene.i[*k as usize], scene.j[*k as usize]].contains(&(neuron as u32));
                let there = |k: &u32| moment.fate(*k as usize) != Fate::Cut;
                ((0..scene.synapses() as u32).filter(own).filter(there).collect(), vec![neuron as u32])
            }
            Selection::Mode(mode) => {
                let known = moment.told.pattern.filter(|(of, _)| *of == mode);
                let graph = Graph { x: &scene.x, y: &scene.y, ..Graph::default() };
                let fit = fit(pen.size(), pen.style);
                return known.map_or(Ok(()), |(_, shares)| nodes::draw_pattern(pen, &fit, &graph, shares));
            }
        };
        let fit = fit(pen.size(), pen.style);
        draw_selection(pen, &fit, &Few::of(moment, &chosen).graph(scene), &neurons)
    }

    fn ringed<'a>(&self, moment: &Moment<'a>) -> &'a [u32] {
        moment.told.loose[match self {
            Twin::Left => 0,
            Twin::Right => 1,
        }]
    }

    fn ring(&self, pen: &mut Pen, moment: &Moment) -> Result<(), PictureError> {
        let fit = fit(pen.size(), pen.style);
        let graph = Graph { x: &moment.scene.x, y: &moment.scene.y, ..Graph::default() };
        draw_selection(pen, &fit, &graph, self.ringed(moment))
    }

    fn keys(&self) -> &'static str {
        "Arrow keys go from synapse to synapse (left, right) and from neuron to neuron (up, down)."
    }

    fn among(&self, drawn: &[u32]) -> Option<Among> {
        Some(Among::Network(drawn.into()))
    }
}

/// A choice of synapses as they stand, each with its fate and without its age.
struct Few {
    a: Vec<u32>,
    b: Vec<u32>,
    weight: Vec<f64>,
    fate: Vec<Fate>,
}

impl Few {
    fn of(moment: &Moment, chosen: &[u32]) -> Few {
        let scene = moment.scene;
        let pick = |list: &[u32]| chosen.iter().map(|k| list[*k as usize]).collect();
        Few {
            a: pick(&scene.j),
            b: pick(&scene.i),
            weight: chosen.iter().map(|k| scene.weight[*k as usize]).collect(),
            fate: chosen.iter().map(|k| moment.fate(*k as usize)).collect(),
        }
    }

    fn graph<'a>(&'a self, scene: &'a Scene) -> Graph<'a> {
        Graph {
            x: &scene.x,
            y: &scene.y,
            a: &self.a,
            b: &self.b,
            weight: &self.weight,
            fate: &self.fate,
            ..Graph::default()
        }
    }
}
