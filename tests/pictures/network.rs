//! The picture of the network.

use noise_prune::params::{Net, Params, Rule};
use noise_prune::pictures::kit::ink::Pen;
use noise_prune::pictures::kit::svg::svg;
use noise_prune::pictures::kit::{PictureError, Shown, Theme};
use noise_prune::pictures::network::drawn::{Drawn, Part};
use noise_prune::pictures::network::{self, Graph};
use noise_prune::pictures::{self, Moment, Picture};
use noise_prune::rule::fate::Fate;
use noise_prune::run::Experiment;
use noise_prune::visit::message::{Draws, Scene, Scores};

use crate::document::{circles, everywhere, jitter, shapes};

/// A ring of 30 with chords, some of each fate.
struct Ring {
    x: Vec<f64>,
    y: Vec<f64>,
    a: Vec<u32>,
    b: Vec<u32>,
    weight: Vec<f64>,
    fate: Vec<Fate>,
    age: Vec<f64>,
    activity: Vec<f64>,
}

fn ring() -> Ring {
    let turn = |k: u32| f64::from(k) / 30.0 * std::f64::consts::TAU;
    let a: Vec<u32> = (0..90).map(|k| k % 30).collect();
    let fate = |k: u32| match k % 3 {
        0 => Fate::Undecided,
        1 => Fate::Kept { factor: 2.5 },
        _ => Fate::Cut,
    };
    Ring {
        x: (0..30).map(|k| 0.5 + 0.5 * turn(k).cos()).collect(),
        y: (0..30).map(|k| 0.5 + 0.5 * turn(k).sin()).collect(),
        b: (0..90).map(|k| (k % 30 + 1 + k / 30 * 7) % 30).collect(),
        a,
        weight: (0..90).map(|k| jitter(k) - 0.2).collect(),
        fate: (0..90).map(fate).collect(),
        age: (0..90).map(|k| f64::from(k) / 60.0).collect(),
        activity: (0..30).map(|k| 2.0 * jitter(k) - 1.0).collect(),
    }
}

impl Ring {
    fn graph(&self) -> Graph<'_> {
        Graph {
            x: &self.x,
            y: &self.y,
            a: &self.a,
            b: &self.b,
            weight: &self.weight,
            fate: &self.fate,
            age: &self.age,
            activity: &self.activity,
            ..Graph::default()
        }
    }
}

fn network_everywhere(graph: &Graph) -> (String, Shown) {
    let titles = ["Network", "excitatory", "inhibitory", "just cut", "just strengthened"];
    everywhere(&titles, |pen| network::draw_graph(pen, "Network", graph))
}

#[test]
fn the_network_shows_every_neuron_and_what_is_left_of_its_synapses() {
    let ring = ring();
    for directed in [false, true] {
        let (document, shown) = network_everywhere(&Graph { directed, ..ring.graph() });
        // Of the 30 cut, 20 are younger than 1 and still fading.
        assert_eq!(shown, Shown { drawn: 80, left_out: 0 });
        assert!(circles(&document) >= 60);
    }
}

#[test]
fn a_network_may_be_empty_single_or_have_no_numbers() {
    assert_eq!(network_everywhere(&Graph::default()).1, Shown::default());
    assert_eq!(network_everywhere(&Graph { x: &[0.5], y: &[0.5], ..Graph::default() }).1.drawn, 0);
    let graph = Graph {
        x: &[0.0, f64::NAN, 1.0],
        y: &[0.0, 0.5, 1.0],
        a: &[0, 0, 1, 2],
        b: &[1, 2, 2, 0],
        weight: &[1.0, 1.0, 1.0, f64::INFINITY],
        ..Graph::default()
    };
    assert_eq!(network_everywhere(&graph).1, Shown { drawn: 1, left_out: 3 });
}

#[test]
fn a_synapse_to_nowhere_is_an_error() {
    let graph = Graph { x: &[0.0], y: &[0.0], a: &[0], b: &[4], weight: &[1.0], ..Graph::default() };
    let refused = svg((100, 100), Theme::Light, |backend, style| {
        network::draw_graph(&mut Pen::new(backend, style), "", &graph).map(drop)
    });
    assert!(matches!(refused, Err(PictureError::NoSuchNode { edge: 0, node: 4, nodes: 1 })));
}

/// Of a network with more synapses than are drawn, a file has the ones that the page's layers have, with their widths.
#[test]
fn a_saved_network_is_the_one_on_the_screen() {
    const SIZE: (u32, u32) = (480, 360);
    let params = Params { n: 150, ..Params::defaults(Net::Complete) };
    let experiment = Experiment::prepared(&params, None).unwrap();
    let (scene, draws) = (Scene::new(&experiment), Draws::new(&experiment));
    let scores = Scores::new(&experiment).unwrap();
    for decided in [0, 5_000, scene.synapses()] {
        let moment = Moment {
            scores: Some(&scores),
            rule: Rule::Noise,
            decided,
            ..Moment::bare(&params, &scene, &draws)
        };
        let file = pictures::svg(SIZE, Theme::Light, Picture::TwinLeft, &moment).unwrap();
        let screen = svg(SIZE, Theme::Light, |backend, style| {
            let pen = &mut Pen::new(backend, style);
            let fit = network::fit(pen.size(), style);
            let drawn = Drawn::new(&scene, &draws, Some(&scores), Rule::Noise);
            let (mut part, position) = (Part::default(), decided as f64);
            let from = drawn.window(position);
            drawn.fill(&mut part, (&scene, &draws), &drawn.still(&scene, &draws, from), from as f64, false);
            network::draw_edges(pen, &fit, &part.graph(&scene))?;
            let fresh = decided < scene.synapses();
            drawn.fill(&mut part, (&scene, &draws), &drawn.moving(&draws, from), position, fresh);
            network::draw_edges(pen, &fit, &part.graph(&scene))?;
            network::draw_frame(pen, &pictures::title(Picture::TwinLeft, &moment), false)?;
            network::draw_nodes(pen, &fit, &part.graph(&scene)).map(drop)
        });
        let screen = screen.unwrap();
        assert!(shapes(&screen).len() > 1_000);
        assert!(shapes(&file) == shapes(&screen), "other shapes when {decided} are decided");
    }
}
