//! Strategy: every picture is drawn as an SVG in every theme and two sizes, and the SVG is read as text:
//! its titles are there, its marks are counted, its labels lie inside the picture and do not meet (by
//! estimated widths), no coordinate is NaN; and empty, single and non-finite data do no harm.

use std::collections::BTreeMap;

use noise_prune::params::{Net, Params, Rule};
use noise_prune::pictures::kit::chart::{Chart, Scale};
use noise_prune::pictures::kit::convergence::{self, Convergence};
use noise_prune::pictures::kit::errors::{self, Line};
use noise_prune::pictures::kit::ink::Pen;
use noise_prune::pictures::kit::limit::{self, Limit};
use noise_prune::pictures::kit::matrix::{self, Matrix, Ramp};
use noise_prune::pictures::kit::scatter::{self, Scatter};
use noise_prune::pictures::kit::spectrum::{self, Axes, Plane, Pruned, Spectrum};
use noise_prune::pictures::kit::svg::svg;
use noise_prune::pictures::kit::text;
use noise_prune::pictures::kit::traces::{self, Trace, Traces};
use noise_prune::pictures::kit::{PictureError, Role, Shown, Theme};
use noise_prune::pictures::network::drawn::{Drawn, Part};
use noise_prune::pictures::network::{self, Graph};
use noise_prune::pictures::{self, Moment, Picture};
use noise_prune::rule::fate::Fate;
use noise_prune::run::Experiment;
use noise_prune::visit::message::{Draws, Scene, Scores};

const THEMES: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Projector];
const SIZES: [(u32, u32); 2] = [(640, 480), (360, 280)];

/// Values that look random and are the same on every machine.
fn jitter(k: usize) -> f64 {
    let mixed = (k as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let from =
        tag.find(&format!(" {name}=\"")).unwrap_or_else(|| panic!("no {name} in {tag}")) + name.len() + 3;
    &tag[from..from + tag[from..].find('"').unwrap()]
}

fn number(tag: &str, name: &str) -> f64 {
    attribute(tag, name).parse().unwrap()
}

/// A text of an SVG and the box it is estimated to fill, in CSS pixels.
#[derive(Debug)]
struct Label {
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

fn labels(document: &str) -> Vec<Label> {
    document.split("<text ").skip(1).map(label).collect()
}

fn label(rest: &str) -> Label {
    let (head, tail) = rest.split_once('>').unwrap();
    let tag = format!(" {head}");
    let escaped = tail.split("</text>").next().unwrap().trim();
    let text = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let (size, x) = (number(&tag, "font-size") / 10.0, number(&tag, "x") / 10.0);
    let y = number(&tag, "y") / 10.0 - 0.1 * size;
    let wide = text::width(&text, size, tag.contains("bold"));
    let left = match attribute(&tag, "text-anchor") {
        "start" => x,
        "middle" => x - wide / 2.0,
        _ => x - wide,
    };
    Label { left, right: left + wide, top: y - 0.36 * size, bottom: y + 0.36 * size, text }
}

/// What must hold for every picture.
fn check(document: &str, (width, height): (u32, u32), titles: &[&str]) {
    assert!(document.starts_with("<svg ") && document.trim_end().ends_with("</svg>"));
    assert_eq!(document.matches("</svg>").count(), 1);
    assert!(document.contains(&format!("viewBox=\"0 0 {} {}\"", 10 * width, 10 * height)));
    assert!(!document.contains("NaN") && !document.contains("inf\""), "a coordinate is not a number");
    let labels = labels(document);
    for title in titles {
        assert!(labels.iter().any(|label| label.text == *title), "no {title:?} among {labels:?}");
    }
    for label in &labels {
        let inside = label.left >= 0.0
            && label.right <= f64::from(width)
            && label.top >= 0.0
            && label.bottom <= f64::from(height);
        assert!(inside, "outside {width} x {height}: {label:?}");
    }
    for (k, one) in labels.iter().enumerate() {
        for other in &labels[k + 1..] {
            let apart = one.right <= other.left
                || other.right <= one.left
                || one.bottom <= other.top
                || other.bottom <= one.top;
            assert!(apart, "labels meet: {one:?} {other:?}");
        }
    }
}

/// Draws in every theme and size, checks each, and returns the last document with what it shows.
fn everywhere(
    titles: &[&str],
    draw: impl Fn(&mut Backend, &noise_prune::pictures::kit::Style) -> Result<Shown, PictureError>,
) -> (String, Shown) {
    let mut last = (String::new(), Shown::default());
    for theme in THEMES {
        for size in SIZES {
            let mut shown = Shown::default();
            let document = svg(size, theme, |backend, style| {
                shown = draw(backend, style)?;
                Ok(())
            })
            .unwrap();
            check(&document, size, titles);
            last = (document, shown);
        }
    }
    last
}

type Backend<'a> = plotters::prelude::SVGBackend<'a>;

fn circles(document: &str) -> usize {
    document.matches("<circle").count()
}

fn spectrum_of(axes: Axes, original: &[f64], noise: &[f64], weight: &[f64]) -> (String, Shown) {
    let pruned = [
        Pruned { rule: Role::Noise, eigenvalues: noise },
        Pruned { rule: Role::Weight, eigenvalues: weight },
    ];
    let spectrum = Spectrum { original, pruned: &pruned, axes, selected: None };
    let titles: &[&str] = match axes {
        Axes::Linear => {
            &["Spectrum", "original eigenvalue λ", "eigenvalue after pruning λ′", "noise", "weight"]
        }
        Axes::DecayRate { .. } => &[
            "Spectrum",
            "slow ← original rate of decay −λ → fast",
            "rate of decay after pruning −λ′",
            "λ′ ≥ 0: does not decay",
        ],
    };
    everywhere(titles, |backend, style| spectrum::draw(backend, style, "Spectrum", &spectrum))
}

#[test]
fn the_spectrum_has_one_mark_an_eigenvalue_and_rule() {
    let original: Vec<f64> = (0..140).map(|k| -1.5 + f64::from(k) / 140.0 * 1.49).collect();
    let noise: Vec<f64> = original.iter().enumerate().map(|(k, v)| v * (0.8 + 0.4 * jitter(k))).collect();
    let mut weight: Vec<f64> =
        original.iter().enumerate().map(|(k, v)| v * (0.7 + 0.6 * jitter(k))).collect();
    weight[138] = 3e-15;
    weight[139] = 0.2;
    for axes in [Axes::Linear, Axes::DecayRate { tolerance: 1e-9 }] {
        let (document, shown) = spectrum_of(axes, &original, &noise, &weight);
        assert_eq!(shown, Shown { drawn: 280, left_out: 0 });
        // Discs are the noise rule's, one of them in the legend; closed diamonds have six points.
        assert_eq!(circles(&document), 141);
        assert_eq!(document.matches("<polyline").count(), 141);
    }
}

#[test]
fn what_does_not_decay_lies_in_the_band() {
    let spectrum = Spectrum {
        original: &[-1.0, -0.1, 0.0],
        pruned: &[Pruned { rule: Role::Noise, eigenvalues: &[-1.0, 1e-14, 0.3] }],
        axes: Axes::DecayRate { tolerance: 1e-9 },
        selected: None,
    };
    let style = noise_prune::pictures::kit::Style::new(Theme::Light, 10.0);
    let chart = spectrum::chart(spectrum.axes, &spectrum.range(), &[Role::Noise], "", (400.0, 300.0), &style);
    let (band_x, band_y) = chart.bands();
    assert!(band_x < chart.plot.left && band_y > chart.plot.bottom);
    let at = |point| spectrum::nearest(&chart, &spectrum, point, 1e-6);
    let one = chart.point(1.0, 1.0).unwrap();
    let tenth = chart.point(0.1, 0.1).unwrap();
    assert_eq!(at(one), Some((Role::Noise, 0)));
    assert_eq!(at((tenth.0, band_y)), Some((Role::Noise, 1)));
    assert_eq!(at((band_x, band_y)), Some((Role::Noise, 2)));
}

#[test]
fn a_spectrum_without_numbers_is_an_empty_picture() {
    for axes in [Axes::Linear, Axes::DecayRate { tolerance: 1e-9 }] {
        assert_eq!(spectrum_of(axes, &[], &[], &[]).1, Shown::default());
        assert_eq!(spectrum_of(axes, &[-1.0], &[-1.1], &[0.0]).1.drawn, 2);
        let bad = spectrum_of(axes, &[f64::NAN, -1.0, -2.0], &[-1.0, f64::INFINITY, -2.0], &[-1.0; 3]);
        assert_eq!(bad.1, Shown { drawn: 3, left_out: 3 });
    }
}

#[test]
fn the_complex_plane_joins_partners() {
    let original: Vec<(f64, f64)> = (0..40).map(|k| (-0.1 - jitter(k), jitter(k + 50) - 0.5)).collect();
    let mut pruned: Vec<(f64, f64)> = original.iter().map(|(re, im)| (re + 0.05, im - 0.02)).collect();
    pruned[7] = (f64::NAN, 0.0);
    let plane = Plane { rule: Role::Noise, original: &original, pruned: &pruned };
    let titles = ["Plane", "real part", "imaginary part", "stable", "original", "noise"];
    let (document, shown) = everywhere(&titles, |backend, style| {
        let size = css_size(backend, style);
        let chart = spectrum::plane_chart(plane.range(), plane.rule, "Plane", size, style);
        chart.draw_frame(backend, style)?;
        spectrum::draw_plane(backend, style, &chart, &plane)
    });
    assert_eq!(shown, Shown { drawn: 39, left_out: 1 });
    assert_eq!(circles(&document), 2 * 39 + 2);
}

fn css_size(backend: &Backend, style: &noise_prune::pictures::kit::Style) -> (f64, f64) {
    let (width, height) = plotters_backend::DrawingBackend::get_size(backend);
    (f64::from(width) / style.scale, f64::from(height) / style.scale)
}

fn error_lines(noise: &[f64], weight: &[f64], uniform: &[f64], x: &[f64]) -> (String, Shown) {
    let lines = [
        Line { rule: Role::Noise, x, y: noise },
        Line { rule: Role::Weight, x, y: weight },
        Line { rule: Role::Uniform, x, y: uniform },
    ];
    let titles = ["Error", "fraction decided", "mean error"];
    everywhere(&titles, |backend, style| {
        errors::draw(backend, style, "Error", ("fraction decided", "mean error"), &lines)
    })
}

#[test]
fn error_lines_are_named_at_their_ends() {
    let x: Vec<f64> = (0..=100).map(|k| f64::from(k) / 100.0).collect();
    let y: Vec<f64> = x.iter().map(|x| 0.2 * x).collect();
    // All three lines end at the same place: their names must still keep apart.
    let (document, shown) = error_lines(&y, &y, &y, &x);
    assert_eq!(shown.drawn, 303);
    for name in ["noise", "weight", "uniform"] {
        assert_eq!(labels(&document).iter().filter(|label| label.text == name).count(), 1);
    }
}

#[test]
fn errors_begin_with_nothing_and_break_at_gaps() {
    assert_eq!(error_lines(&[], &[], &[], &[]).1, Shown::default());
    assert_eq!(error_lines(&[0.0], &[0.0], &[0.0], &[0.0]).1.drawn, 3);
    assert_eq!(error_lines(&[0.0, 0.1], &[0.0, 0.3], &[0.0, 1e9], &[0.0, 0.01]).1.drawn, 6);
    let gap = [0.1, f64::NAN, 0.3];
    assert_eq!(
        error_lines(&gap, &[0.0; 3], &[f64::INFINITY; 3], &[0.0, 0.5, 1.0]).1,
        Shown { drawn: 5, left_out: 4 }
    );
}

#[test]
fn the_largest_error_is_inside() {
    let lines = [Line { rule: Role::Weight, x: &[0.0, 1.0], y: &[0.0, 0.97] }];
    let axis = errors::range("e", &lines, 0.0);
    assert!(axis.min == 0.0 && axis.max >= 0.97 && axis.max <= 1.2, "{axis:?}");
    assert_eq!(errors::range("e", &lines, 3.0).max, 3.0);
}

#[test]
fn slices_that_do_not_fit_are_named() {
    let lines = [Line { rule: Role::Noise, x: &[0.0, 1.0], y: &[0.0] }];
    let refused = svg((100, 100), Theme::Light, |backend, style| {
        errors::draw(backend, style, "", ("x", "y"), &lines)?;
        Ok(())
    });
    assert!(refused.unwrap_err().to_string().contains("values of a line: 1 values where 2 belong"));
}

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
    everywhere(&titles, |backend, style| network::draw_graph(&mut Pen::new(backend, style), "Network", graph))
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

/// Every line, dash, disc and head of a document, whatever their order.
fn shapes(document: &str) -> Vec<&str> {
    let shape = |line: &&str| ["<line", "<poly", "<circle"].iter().any(|tag| line.starts_with(tag));
    let mut shapes: Vec<&str> = document.lines().filter(shape).collect();
    shapes.sort_unstable();
    shapes
}

/// Of a network with more synapses than are drawn, a file has the ones that the page's layers have, with their widths.
#[test]
fn a_saved_network_is_the_one_on_the_screen() {
    const SIZE: (u32, u32) = (480, 360);
    let params = Params { n: 150, ..Params::defaults(Net::Complete) };
    let experiment = Experiment::prepared(&params, None).unwrap();
    let (scene, draws) = (Scene::new(&experiment), Draws::new(&experiment));
    let (scores, history) = (Scores::new(&experiment).unwrap(), BTreeMap::new());
    for decided in [0, 5_000, scene.synapses()] {
        let moment = Moment {
            params: &params,
            scene: &scene,
            draws: &draws,
            scores: Some(&scores),
            heard: None,
            snapshot: None,
            history: &history,
            traces: None,
            until: 1.0,
            limit: &[],
            eps: 1.0,
            rule: Rule::Noise,
            decided,
        };
        let file = pictures::svg(SIZE, Theme::Light, Picture::Network, &moment).unwrap();
        let screen = svg(SIZE, Theme::Light, |backend, style| {
            let pen = &mut Pen::new(backend, style);
            let fit = network::fit(pen.size(), style);
            let drawn = Drawn::new(&scene, &draws, Some(&scores), Rule::Noise);
            let (mut part, position) = (Part::default(), decided as f64);
            let from = drawn.window(position);
            drawn.fill(&mut part, (&scene, &draws), &drawn.still(&scene, &draws, from), from as f64, false);
            network::draw_edges(pen, &fit, &part.graph(&scene))?;
            let fresh = decided < scene.synapses();
            drawn.fill(&mut part, (&scene, &draws), drawn.moving(&draws, from), position, fresh);
            network::draw_edges(pen, &fit, &part.graph(&scene))?;
            network::draw_frame(pen, network::title(&moment), false)?;
            network::draw_nodes(pen, &fit, &part.graph(&scene)).map(drop)
        });
        let screen = screen.unwrap();
        assert!(shapes(&screen).len() > 1_000);
        assert!(shapes(&file) == shapes(&screen), "other shapes when {decided} are decided");
    }
}

#[test]
fn matrices_of_any_size_have_a_title_and_a_scale() {
    for (n, ramp) in
        [(0, Ramp::Sequential), (1, Ramp::Diverging), (12, Ramp::Sequential), (300, Ramp::Diverging)]
    {
        let mut values: Vec<f64> = (0..n * n).map(|k| jitter(k) - 0.5).collect();
        if n == 12 {
            values[5] = f64::NAN;
        }
        let matrix = Matrix {
            title: "C",
            n,
            values: &values,
            by_column: false,
            ramp,
            limit: None,
            selected: Some((0, 0)),
        };
        let (_, shown) = everywhere(&["C"], |backend, style| matrix::draw(backend, style, &matrix));
        assert_eq!(shown.left_out, usize::from(n == 12));
        assert_eq!(shown.drawn + shown.left_out, n * n);
    }
}

#[test]
fn the_scatter_counts_what_a_logarithm_cannot_show() {
    let x: Vec<f64> = (0..200).map(|k| jitter(k) - 0.3).collect();
    let mut y: Vec<f64> = (0..200).map(|k| jitter(k + 7).powi(3) + 1e-9).collect();
    (y[0], y[1]) = (0.0, f64::NAN);
    let fate: Vec<Fate> = (0..200).map(|k| if k % 2 == 0 { Fate::Cut } else { Fate::Undecided }).collect();
    let titles = ["Scatter", "weight |a|", "importance s", "undecided", "cut", "kept", "weak but important"];
    for (count, selected) in [(200, Some(5)), (0, Some(5)), (1, None)] {
        let scatter = Scatter { x: &x[..count], y: &y[..count], fate: &fate[..count], selected };
        let (_, shown) =
            everywhere(&titles, |backend, style| scatter::draw(backend, style, "Scatter", &scatter));
        assert_eq!(shown.left_out, count.min(2));
        assert_eq!(shown.drawn, count - count.min(2));
    }
    let p: Vec<f64> = (0..50).map(jitter).collect();
    let titles = ["p", "exact probability p", "measured probability"];
    everywhere(&titles, |backend, style| {
        let chart = scatter::probability_chart("p", css_size(backend, style), style);
        chart.draw_frame(backend, style)?;
        scatter::draw_data(backend, style, &chart, &Scatter { x: &p, y: &p, fate: &[], selected: None })
    });
}

#[test]
fn traces_stand_above_each_other() {
    let time: Vec<f64> = (0..200).map(f64::from).collect();
    let original: Vec<f64> = time.iter().map(|t| (t / 9.0).sin()).collect();
    let noise: Vec<f64> = time.iter().map(|t| (t / 9.0).sin() + 0.1).collect();
    let mut away: Vec<f64> = time.iter().map(|t| (t / 20.0).exp()).collect();
    away[199] = f64::INFINITY;
    let of = |row, role, rates| Trace { row, role, rates };
    let all = [
        of(0, Role::Original, &original[..]),
        of(0, Role::Noise, &noise[..]),
        of(1, Role::Original, &noise[..]),
        of(1, Role::Weight, &away[..]),
    ];
    let pictures = Traces { time: &time, names: &["ADAL", "AVAR"], traces: &all };
    let titles =
        ["Traces", "time", "rates, each on its own scale", "original", "noise", "weight", "ADAL", "AVAR"];
    let (_, shown) =
        everywhere(&titles, |backend, style| traces::draw(backend, style, "Traces", "time", &pictures));
    assert_eq!(shown, Shown { drawn: 799, left_out: 1 });
    let none = Traces { time: &[], names: &[], traces: &[] };
    everywhere(&["Traces"], |backend, style| traces::draw(backend, style, "Traces", "time", &none));
}

#[test]
fn the_error_over_time_has_both_scales() {
    let time: Vec<f64> = (0..60).map(f64::from).collect();
    let error: Vec<f64> = time.iter().map(|t| t / 100.0).collect();
    let lines =
        [Line { rule: Role::Noise, x: &time, y: &error }, Line { rule: Role::Weight, x: &time, y: &error }];
    for (scale, left_out) in [(Scale::Linear, 0), (Scale::Log, 2)] {
        let (_, shown) = everywhere(&["time", "relative error", "noise", "weight"], |backend, style| {
            let size = css_size(backend, style);
            let chart: Chart = traces::error_chart("Dynamics", "time", &lines, scale, size, style);
            chart.draw_frame(backend, style)?;
            errors::draw_data(backend, style, &chart, &lines)
        });
        assert_eq!(shown.left_out, left_out);
    }
}

#[test]
fn the_limit_has_points_and_a_curve() {
    let n = [20.0, 80.0, 320.0];
    let points = [
        limit::Points { rule: Role::Noise, label: "complete", n: &n, pruned: &[0.1, 0.6, 0.9] },
        limit::Points { rule: Role::Weight, label: "clustered", n: &n, pruned: &[0.1, 0.5, f64::NAN] },
    ];
    let expected: Vec<(f64, f64)> = n.iter().map(|&n| (n, 1.0 - 15.0 / n)).collect();
    let full = Limit { points: &points, expected: &expected };
    let titles = ["Limit", "neurons n", "fraction of synapses pruned", "complete", "expected"];
    let (_, shown) = everywhere(&titles, |backend, style| limit::draw(backend, style, "Limit", &full));
    assert_eq!(shown, Shown { drawn: 5, left_out: 1 });
    let none = Limit { points: &[], expected: &[] };
    everywhere(&["Limit"], |backend, style| limit::draw(backend, style, "Limit", &none));
}

#[test]
fn convergence_has_its_guide() {
    let time: Vec<f64> = (0..24).map(|k| 1.5_f64.powi(k)).collect();
    let error: Vec<f64> = time.iter().enumerate().map(|(k, t)| (0.3 + 0.1 * jitter(k)) / t.sqrt()).collect();
    for count in [24, 1, 0] {
        let data = Convergence { time: &time[..count], error: &error[..count], guide: None };
        let titles: &[&str] = &["Listening", "time observed", "relative error", "∝ 1/√time"];
        let (_, shown) = everywhere(&titles[..if count == 24 { 4 } else { 3 }], |backend, style| {
            convergence::draw(backend, style, "Listening", "time observed", &data)
        });
        assert_eq!(shown.drawn, count);
    }
}
