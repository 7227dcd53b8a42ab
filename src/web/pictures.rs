//! The page's canvases: which picture stands where, and when it is drawn anew.
//!
//! Each picture has two canvases. The frame (axes, words) is drawn when its size or ranges change, the
//! data when the data do.

use std::collections::BTreeMap;

use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::canvas::{Canvas, CanvasError};
use super::dom::{self, WebError};
use super::edges::{Edges, Setting};
use crate::dynamics::Traces;
use crate::experiment::{Moved, ZERO};
use crate::limit::{self, Point};
use crate::message::{EVERY_RULE, Heard, Scene, Scores, Snapshot};
use crate::network::Symmetry;
use crate::params::{Net, Params, Rule};
use crate::spectrum::max_abs;
use crate::view::chart::Chart;
use crate::view::limit as limit_picture;
use crate::view::network::{self, Around};
use crate::view::spectrum::{self as eigenvalues, Axes, Pruned, Spectrum};
use crate::view::{PictureError, Role, Style, Theme, convergence, errors, scatter, traces};

/// While a run plays, spectrum and errors take turns, and rest this many milliseconds between: each
/// draws hundreds of marks, which takes 10 to 20 ms in software.
const REST: f64 = 60.0;

/// All that the pictures show.
pub struct Moment<'a> {
    pub scene: &'a Scene,
    pub scores: Option<&'a Scores>,
    pub heard: Option<&'a Heard>,
    pub traces: Option<&'a Traces>,
    pub params: &'a Params,
    /// Milliseconds, from any beginning.
    pub time: f64,
    pub playing: bool,
    /// Synapses decided, and a fraction of the next.
    pub position: f64,
    /// Frames that the whole run takes at its speed.
    pub frames: f64,
    /// The run is over: nothing is fresh any more.
    pub settled: bool,
    pub snapshot: Option<&'a Snapshot>,
    /// Mean |ε_λ| of the three rules at each position that was measured.
    pub history: &'a BTreeMap<usize, [f64; 3]>,
}

/// The three pictures.
pub struct Pictures {
    style: Style,
    /// Device pixels to the CSS pixel.
    ratio: f64,
    /// The synapses of the run, as pruned by the rule that is drawn.
    edges: Option<(Rule, Edges)>,
    /// Least and greatest rate of decay of the run so far.
    rates: Option<(f64, f64)>,
    /// Greatest mean error so far.
    error: f64,
    frames: Frames,
    /// Size of each canvas in CSS pixels, asked for once after each change of the window.
    sizes: BTreeMap<String, (f64, f64)>,
    drawn: Drawn,
}

/// Which measures the pictures show: those at a position, and a number of points of the errors.
#[derive(Default)]
struct Drawn {
    spectrum: Option<(Option<usize>, usize)>,
    errors: Option<(Option<usize>, usize)>,
    spectrum_last: bool,
    /// When one of them was last drawn, in milliseconds.
    time: f64,
}

/// What the frames show now.
#[derive(Default)]
struct Frames {
    network: bool,
    /// The pictures below: dynamics, and what was measured.
    more: bool,
    /// Observed time of the activity that the neurons show.
    activity: Option<f64>,
    spectrum: Option<Chart>,
    errors: Option<Chart>,
}

impl Pictures {
    /// Pictures that are not drawn yet.
    pub fn new() -> Pictures {
        Pictures {
            style: Canvas::style(Theme::Light, 1.0),
            ratio: 1.0,
            edges: None,
            rates: None,
            error: 0.0,
            frames: Frames::default(),
            sizes: BTreeMap::new(),
            drawn: Drawn::default(),
        }
    }

    /// Takes over theme, sizes and pixel ratio of the window as they are now; all is drawn anew.
    pub fn fit(&mut self) -> Result<(), WebError> {
        let window = dom::window()?;
        let dark = window.match_media("(prefers-color-scheme: dark)")?.is_some_and(|query| query.matches());
        self.ratio = window.device_pixel_ratio().clamp(0.25, 8.0);
        self.style = Canvas::style(if dark { Theme::Dark } else { Theme::Light }, self.ratio);
        let root =
            dom::document()?.document_element().and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok());
        for (name, value) in self.style.palette.css_vars() {
            if let Some(root) = &root {
                root.style().set_property(name, &value)?;
            }
        }
        self.frames = Frames::default();
        self.sizes.clear();
        self.drawn = Drawn::default();
        Ok(())
    }

    /// The synapses have been scored.
    pub fn scored(&mut self) {
        self.edges = None;
        self.frames.more = false;
    }

    /// There is more to be seen below.
    pub fn begin_more(&mut self) {
        self.frames.more = false;
    }

    /// Another run begins.
    pub fn begin(&mut self) {
        self.edges = None;
        self.frames = Frames::default();
        self.rates = None;
        self.error = 0.0;
        self.drawn = Drawn::default();
    }

    /// Draws what changed: the network always, and one of the other two at a time, now and then.
    /// Returns whether another frame is needed for the same moment.
    pub fn draw(&mut self, moment: &Moment) -> Result<bool, WebError> {
        // A frame's work is short: what a new run or a new size wants drawn anew comes one by one.
        let begins = !self.frames.network;
        let unfinished = self.draw_network(moment)?;
        if begins {
            return Ok(true);
        }
        let now = (moment.snapshot.map(|snapshot| snapshot.decided), moment.history.len());
        let stale = [self.drawn.spectrum != Some(now), self.drawn.errors != Some(now)];
        let early = moment.playing && moment.time - self.drawn.time < REST;
        if !early && stale != [false, false] {
            self.drawn.time = moment.time;
            if stale[0] && (!stale[1] || !self.drawn.spectrum_last) {
                self.draw_spectrum(moment)?;
                (self.drawn.spectrum, self.drawn.spectrum_last) = (Some(now), true);
            } else {
                self.draw_errors(moment)?;
                (self.drawn.errors, self.drawn.spectrum_last) = (Some(now), false);
            }
            return Ok(true);
        }
        let heard_more = moment.heard.is_some() && moment.scores.is_none() && !early;
        if !self.frames.more || heard_more {
            self.draw_more(moment)?;
            self.frames.more = true;
        }
        Ok(unfinished || self.drawn.spectrum != Some(now) || self.drawn.errors != Some(now))
    }

    /// The synapses at every frame; neurons, title and legend above them once.
    fn draw_network(&mut self, moment: &Moment) -> Result<bool, WebError> {
        let (scene, rule) = (moment.scene, moment.params.rule);
        if self.edges.as_ref().is_none_or(|(of, _)| *of != rule) {
            self.edges = Some((rule, Edges::new(scene, moment.scores, rule)));
            self.frames.network = false;
        }
        let directed = scene.symmetry != Symmetry::Symmetric;
        let around = Around { title: title(rule), legend: true, directed };
        let (mut canvas, size) = self.canvas("canvas-network")?;
        let (style, ratio) = (self.style, self.ratio);
        let fit = network::fit(size, around, &style);
        let setting = Setting { style, fit, size, ratio, rule, frames: moment.frames };
        let Some((_, edges)) = &mut self.edges else { return Ok(false) };
        let unfinished = edges.draw(&mut canvas, &setting, scene, moment.position, moment.settled)?;
        let drawn = edges.drawn();
        let activity = moment.heard.map_or(0.0, |heard| heard.observed);
        let nodes_stale = self.frames.activity != Some(activity) || !self.frames.network;
        if !std::mem::replace(&mut self.frames.network, true) {
            let (mut canvas, _) = self.canvas("canvas-network-frame")?;
            canvas.clear();
            network::draw_frame(&mut canvas, &style, around).map_err(drawing)?;
            say_what_is_left_out(drawn, scene.synapses())?;
        }
        if nodes_stale {
            let (mut canvas, _) = self.canvas("canvas-network-nodes")?;
            let activity = moment.heard.map_or(&[][..], |heard| &heard.activity);
            let neurons =
                network::Network { x: &scene.x, y: &scene.y, activity, ..network::Network::default() };
            canvas.clear();
            network::draw_nodes(&mut canvas, &style, &setting.fit, &neurons).map_err(drawing)?;
        }
        self.frames.activity = Some(activity);
        Ok(unfinished)
    }

    fn draw_spectrum(&mut self, moment: &Moment) -> Result<(), WebError> {
        if moment.scene.symmetry != Symmetry::Symmetric {
            return self.draw_plane(moment);
        }
        let original: Vec<f64> = moment.scene.eigenvalues.iter().map(|value| value.0).collect();
        let axes = Axes::DecayRate { tolerance: ZERO * max_abs(&original) };
        let after = EVERY_RULE
            .map(|rule| moment.snapshot.and_then(|snapshot| real(&snapshot.rules[rule as usize].moved)));
        // The order from below: open diamonds let the discs be seen.
        let order = [Rule::Uniform, Rule::Noise, Rule::Weight];
        let pruned: Vec<Pruned> = order
            .iter()
            .filter_map(|rule| Some(Pruned { rule: role(*rule), eigenvalues: after[*rule as usize]? }))
            .collect();
        let spectrum = Spectrum { original: &original, pruned: &pruned, axes, selected: None };
        let mut range = spectrum.range();
        // The axes may grow while a run goes on, and do not shrink.
        let axis = &mut range.axis;
        let before = self.rates.unwrap_or((axis.min, axis.max));
        (axis.min, axis.max) = (axis.min.min(before.0), axis.max.max(before.1));
        self.rates = Some((axis.min, axis.max));
        let (mut canvas, size) = self.canvas("canvas-spectrum")?;
        let rules = EVERY_RULE.map(role);
        let chart = eigenvalues::chart(
            axes,
            &range,
            &rules,
            "Spectrum: after pruning against before",
            size,
            &self.style,
        );
        if self.frames.spectrum.as_ref() != Some(&chart) {
            self.draw_frame("canvas-spectrum-frame", &chart)?;
            self.frames.spectrum = Some(chart.clone());
        }
        canvas.clear();
        eigenvalues::draw_data(&mut canvas, &self.style, &chart, &spectrum).map_err(drawing)?;
        Ok(())
    }

    /// Eigenvalues of a network without symmetry, in the complex plane, for the rule that is drawn.
    fn draw_plane(&mut self, moment: &Moment) -> Result<(), WebError> {
        let rule = moment.params.rule;
        let original = &moment.scene.eigenvalues;
        let after = moment.snapshot.map(|snapshot| &snapshot.rules[rule as usize].moved);
        let pruned = match after {
            Some(Moved::Complex { eigenvalues, .. }) => eigenvalues,
            _ => original,
        };
        let plane = eigenvalues::Plane { rule: role(rule), original, pruned };
        let (mut canvas, size) = self.canvas("canvas-spectrum")?;
        let title = "Spectrum: joined before and after pruning";
        let chart = eigenvalues::plane_chart(plane.range(), role(rule), title, size, &self.style);
        if self.frames.spectrum.as_ref() != Some(&chart) {
            self.draw_frame("canvas-spectrum-frame", &chart)?;
            self.frames.spectrum = Some(chart.clone());
        }
        canvas.clear();
        eigenvalues::draw_plane(&mut canvas, &self.style, &chart, &plane).map_err(drawing)?;
        Ok(())
    }

    /// What stands below the three pictures: shown when there is something to see, drawn once.
    fn draw_more(&mut self, moment: &Moment) -> Result<(), WebError> {
        let notes = moment.heard.map_or(&[][..], |heard| &heard.notes);
        let exact = moment.scores.map_or(&[][..], |scores| &scores.exact);
        show("figure-traces", moment.traces.is_some())?;
        show("figure-dynamics", moment.traces.is_some())?;
        show("figure-convergence", notes.len() > 1)?;
        show("figure-probabilities", !exact.is_empty())?;
        if let Some(traces) = moment.traces {
            self.draw_traces(traces, &moment.scene.names)?;
            self.draw_dynamics(traces)?;
        }
        if notes.len() > 1 {
            let (time, error): (Vec<f64>, Vec<f64>) = notes.iter().copied().unzip();
            let data = convergence::Convergence { time: &time, error: &error, guide: None };
            let title = "Listening: error of the measured importances";
            let (mut canvas, size) = self.canvas("canvas-convergence")?;
            let chart =
                convergence::chart(title, data.range("observed time, τ"), data.guide(), size, &self.style);
            canvas.clear();
            chart.draw_frame(&mut canvas, &self.style).map_err(drawing)?;
            convergence::draw_data(&mut canvas, &self.style, &chart, &data).map_err(drawing)?;
        }
        if let (Some(scores), false) = (moment.scores, exact.is_empty()) {
            let measured = &scores.probability[Rule::Noise as usize];
            let data = scatter::Scatter { x: exact, y: measured, fate: &[], selected: None };
            let (mut canvas, size) = self.canvas("canvas-probabilities")?;
            let chart = scatter::probability_chart(
                "Probability of being kept: measured against exact",
                size,
                &self.style,
            );
            canvas.clear();
            chart.draw_frame(&mut canvas, &self.style).map_err(drawing)?;
            scatter::draw_data(&mut canvas, &self.style, &chart, &data).map_err(drawing)?;
        }
        Ok(())
    }

    /// The experiment on the limit, as far as it is.
    pub fn draw_limit(&mut self, points: &[Point], eps: f64) -> Result<(), WebError> {
        show("figure-limit", !points.is_empty())?;
        if points.is_empty() {
            return Ok(());
        }
        let of = |net| points.iter().filter(move |point| point.net == net);
        let lists = [Net::Complete, Net::Clustered].map(|net| {
            let n: Vec<f64> = of(net).map(|point| point.n as f64).collect();
            (n, of(net).map(Point::pruned).collect::<Vec<f64>>())
        });
        let marks = ["complete", "clustered"].into_iter().zip([Role::Noise, Role::Weight]);
        let points: Vec<limit_picture::Points> = marks
            .zip(&lists)
            .map(|((label, role), (n, pruned))| limit_picture::Points { rule: role, label, n, pruned })
            .collect();
        let (least, most) = (limit::SIZES[0] as f64, limit::SIZES[limit::SIZES.len() - 1] as f64);
        let curve = (0..=60).map(|k| least * libm::pow(most / least, f64::from(k) / 60.0));
        let expected: Vec<(f64, f64)> = curve.map(|n| (n, limit::complete(n, eps))).collect();
        let data = limit_picture::Limit { points: &points, expected: &expected };
        let (mut canvas, size) = self.canvas("canvas-limit")?;
        let title = "Fraction pruned by the noise rule at a fixed error";
        let chart = limit_picture::chart(title, data.range(), &points, size, &self.style);
        canvas.clear();
        chart.draw_frame(&mut canvas, &self.style).map_err(drawing)?;
        limit_picture::draw_data(&mut canvas, &self.style, &chart, &data).map_err(drawing)?;
        Ok(())
    }

    fn draw_traces(&mut self, traces: &Traces, names: &[String]) -> Result<(), WebError> {
        let roles = [Role::Original, Role::Noise, Role::Weight, Role::Uniform];
        let mut rows = Vec::new();
        for (role, rates) in roles.iter().zip(&traces.rates) {
            rows.extend(rates.iter().enumerate().map(|(row, rates)| traces::Trace {
                row,
                role: *role,
                rates,
            }));
        }
        let name =
            |neuron: &usize| names.get(*neuron).cloned().unwrap_or_else(|| format!("neuron {}", neuron + 1));
        let labels: Vec<String> = traces.watched.iter().map(name).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let data = traces::Traces { time: &traces.times, names: &labels, traces: &rows };
        let (mut canvas, size) = self.canvas("canvas-traces")?;
        let title = "Activity: same start, same input, same noise";
        let chart = traces::chart(title, data.range("time"), &labels, &roles, size, &self.style);
        canvas.clear();
        chart.draw_frame(&mut canvas, &self.style).map_err(drawing)?;
        traces::draw_data(&mut canvas, &self.style, &chart, &data).map_err(drawing)?;
        Ok(())
    }

    fn draw_dynamics(&mut self, traces: &Traces) -> Result<(), WebError> {
        let line = |(rule, y): (&Rule, &Vec<f64>)| (role(*rule), y.clone());
        let lines: Vec<(Role, Vec<f64>)> =
            EVERY_RULE.iter().zip(traces.relative_error.iter().skip(1)).map(line).collect();
        let lines: Vec<errors::Line> =
            lines.iter().map(|(rule, y)| errors::Line { rule: *rule, x: &traces.times, y }).collect();
        let (mut canvas, size) = self.canvas("canvas-dynamics")?;
        let title = "Error of the activity, relative";
        let chart =
            traces::error_chart(title, "time", &lines, traces::error_scale(&lines), size, &self.style);
        canvas.clear();
        chart.draw_frame(&mut canvas, &self.style).map_err(drawing)?;
        errors::draw_data(&mut canvas, &self.style, &chart, &lines).map_err(drawing)?;
        Ok(())
    }

    fn draw_errors(&mut self, moment: &Moment) -> Result<(), WebError> {
        let all = moment.scene.synapses() as f64;
        let x: Vec<f64> = moment.history.keys().map(|decided| *decided as f64 / all).collect();
        let y = EVERY_RULE
            .map(|rule| moment.history.values().map(|mean| mean[rule as usize]).collect::<Vec<f64>>());
        let lines = EVERY_RULE.map(|rule| errors::Line { rule: role(rule), x: &x, y: &y[rule as usize] });
        let what = match moment.scene.symmetry {
            Symmetry::Symmetric => "mean |λ′/λ − 1|, error of an eigenvalue",
            _ => "mean |λ′ − λ| over mean |λ|",
        };
        let axis = errors::range(what, &lines, self.error);
        self.error = axis.max;
        let (mut canvas, size) = self.canvas("canvas-errors")?;
        let across = "fraction of synapses decided";
        let chart =
            errors::chart("Error as the run goes on", across, axis, &EVERY_RULE.map(role), size, &self.style);
        if self.frames.errors.as_ref() != Some(&chart) {
            self.draw_frame("canvas-errors-frame", &chart)?;
            self.frames.errors = Some(chart.clone());
        }
        canvas.clear();
        errors::draw_data(&mut canvas, &self.style, &chart, &lines).map_err(drawing)?;
        Ok(())
    }

    fn draw_frame(&mut self, id: &str, chart: &Chart) -> Result<(), WebError> {
        let (mut canvas, _) = self.canvas(id)?;
        canvas.clear();
        chart.draw_frame(&mut canvas, &self.style).map_err(drawing)
    }

    /// A canvas with a buffer that fits, and its size in CSS pixels.
    fn canvas(&mut self, id: &str) -> Result<(Canvas, (f64, f64)), WebError> {
        let element: HtmlCanvasElement = dom::by_id(id)?;
        let size = match self.sizes.get(id) {
            Some(size) => *size,
            None => {
                let size = (f64::from(element.client_width()), f64::from(element.client_height()));
                Canvas::resize(&element, size, self.ratio);
                self.sizes.insert(id.into(), size);
                size
            }
        };
        Ok((Canvas::new(&element).map_err(|error: CanvasError| WebError(error.to_string()))?, size))
    }
}

/// How a rule is drawn.
fn role(rule: Rule) -> Role {
    match rule {
        Rule::Noise => Role::Noise,
        Rule::Weight => Role::Weight,
        Rule::Uniform => Role::Uniform,
    }
}

fn title(rule: Rule) -> &'static str {
    match rule {
        Rule::Noise => "The network, pruned by noise",
        Rule::Weight => "The network, pruned by weight",
        Rule::Uniform => "The network, pruned uniformly",
    }
}

/// The eigenvalues of a symmetric network.
fn real(moved: &Moved) -> Option<&[f64]> {
    match moved {
        Moved::Real { eigenvalues, .. } => Some(eigenvalues),
        Moved::Complex { .. } => None,
    }
}

fn show(id: &str, shown: bool) -> Result<(), WebError> {
    dom::by_id::<web_sys::Element>(id)?.toggle_attribute_with_force("hidden", !shown)?;
    Ok(())
}

fn say_what_is_left_out(drawn: usize, all: usize) -> Result<(), WebError> {
    let text = match drawn == all {
        true => String::new(),
        false => format!(
            "The picture shows the {drawn} synapses that are strongest before or after pruning, of {all}."
        ),
    };
    dom::set_text(&dom::by_id("shown")?, &text);
    Ok(())
}

fn drawing(error: PictureError) -> WebError {
    WebError(error.to_string())
}
