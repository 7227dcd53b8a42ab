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
use crate::experiment::ZERO;
use crate::message::{EVERY_RULE, Scene, Snapshot};
use crate::params::{Params, Rule};
use crate::spectrum::max_abs;
use crate::view::chart::Chart;
use crate::view::network::{self, Around};
use crate::view::spectrum::{self as eigenvalues, Axes, Pruned, Spectrum};
use crate::view::{PictureError, Role, Style, Theme, errors};

/// While a run plays, spectrum and errors take turns, and rest this many milliseconds between: each
/// draws hundreds of marks, which takes 10 to 20 ms in software.
const REST: f64 = 60.0;

/// All that the pictures show.
pub struct Moment<'a> {
    pub scene: &'a Scene,
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

    /// Another run begins.
    pub fn begin(&mut self) {
        self.edges = None;
        self.frames.network = false;
        self.rates = None;
        self.error = 0.0;
        self.drawn = Drawn::default();
    }

    /// Draws what changed: the network always, and one of the other two at a time, now and then.
    /// Returns whether another frame is needed for the same moment.
    pub fn draw(&mut self, moment: &Moment) -> Result<bool, WebError> {
        let unfinished = self.draw_network(moment)?;
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
        }
        Ok(unfinished || self.drawn.spectrum != Some(now) || self.drawn.errors != Some(now))
    }

    /// The synapses at every frame; neurons, title and legend above them once.
    fn draw_network(&mut self, moment: &Moment) -> Result<bool, WebError> {
        let (scene, rule) = (moment.scene, moment.params.rule);
        if self.edges.as_ref().is_none_or(|(of, _)| *of != rule) {
            self.edges = Some((rule, Edges::new(scene, rule)));
            self.frames.network = false;
        }
        let around = Around { title: title(rule), legend: true, directed: false };
        let (mut canvas, size) = self.canvas("canvas-network")?;
        let (style, ratio) = (self.style, self.ratio);
        let fit = network::fit(size, around, &style);
        let setting = Setting { style, fit, size, ratio, rule, frames: moment.frames };
        let Some((_, edges)) = &mut self.edges else { return Ok(false) };
        let unfinished = edges.draw(&mut canvas, &setting, scene, moment.position, moment.settled)?;
        let drawn = edges.drawn();
        if !std::mem::replace(&mut self.frames.network, true) {
            let (mut canvas, _) = self.canvas("canvas-network-frame")?;
            let neurons = network::Network { x: &scene.x, y: &scene.y, ..network::Network::default() };
            canvas.clear();
            network::draw_nodes(&mut canvas, &style, &setting.fit, &neurons).map_err(drawing)?;
            network::draw_frame(&mut canvas, &style, around).map_err(drawing)?;
            say_what_is_left_out(drawn, scene.synapses())?;
        }
        Ok(unfinished)
    }

    fn draw_spectrum(&mut self, moment: &Moment) -> Result<(), WebError> {
        let original = &moment.scene.eigenvalues;
        let axes = Axes::DecayRate { tolerance: ZERO * max_abs(original) };
        let pruned: Vec<Pruned> = moment.snapshot.map_or_else(Vec::new, |snapshot| {
            // The order from below: open diamonds let the discs be seen.
            [Rule::Uniform, Rule::Noise, Rule::Weight]
                .map(|rule| Pruned {
                    rule: role(rule),
                    eigenvalues: &snapshot.rules[rule as usize].eigenvalues,
                })
                .into()
        });
        let spectrum = Spectrum { original, pruned: &pruned, axes, selected: None };
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

    fn draw_errors(&mut self, moment: &Moment) -> Result<(), WebError> {
        let all = moment.scene.synapses() as f64;
        let x: Vec<f64> = moment.history.keys().map(|decided| *decided as f64 / all).collect();
        let y = EVERY_RULE
            .map(|rule| moment.history.values().map(|mean| mean[rule as usize]).collect::<Vec<f64>>());
        let lines = EVERY_RULE.map(|rule| errors::Line { rule: role(rule), x: &x, y: &y[rule as usize] });
        let axis = errors::range("mean |λ′/λ − 1|, error of an eigenvalue", &lines, self.error);
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
