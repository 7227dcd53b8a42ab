//! The page's canvases: which picture stands where, and when it is drawn again.
//!
//! A picture has a canvas a layer, so that what stays (axes, words) is not drawn with what moves. While a run plays,
//! pictures out of sight are not drawn.

use std::collections::BTreeMap;

use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::canvas::{Canvas, CanvasError};
use super::dom::{self, WebError};
use super::edges::{Edges, Setting};
use super::figures::{self, figure_id};
use crate::params::Rule;
use crate::params::link::Look;
use crate::pictures::kit::chart::Chart;
use crate::pictures::kit::ink::{Pen, ground};
use crate::pictures::kit::{PictureError, Style, Theme};
use crate::pictures::network::drawn::{self, Drawn};
use crate::pictures::network::{self, Graph};
use crate::pictures::{self, Floor, Layer, Moment, Picture, Selection};

/// While a run plays, the pictures beside the network take turns, and rest this many milliseconds between:
/// each draws hundreds of marks, which takes 10 to 20 ms in software.
const REST: f64 = 60.0;

/// One frame of the page.
pub struct Frame<'a> {
    pub moment: Moment<'a>,
    /// Milliseconds, from any beginning.
    pub time: f64,
    pub playing: bool,
    /// Synapses decided, and a fraction of the next.
    pub position: f64,
    /// Frames that the whole run takes at its speed.
    pub frames: f64,
    /// The run is over: nothing is fresh any more.
    pub settled: bool,
    pub selection: Option<Selection>,
}

/// What a picture was drawn from; with an equal stamp it would look the same.
type Stamp = (Rule, u64);

/// One canvas, or several one above the other.
#[derive(Default)]
struct Sheet {
    /// Whether the page has it.
    available: bool,
    chart: Option<Chart>,
    /// What its axes do not shrink below.
    floor: Floor,
    stamp: Option<Stamp>,
    /// What its mark shows.
    mark: Option<(Selection, usize)>,
}

/// All pictures.
pub struct Pictures {
    theme: Theme,
    style: Style,
    /// Device pixels to the CSS pixel.
    ratio: f64,
    /// The synapses of the run in each of the twins, as pruned by its rule.
    edges: [Option<(Rule, Edges)>; 2],
    /// In the order of [`Picture::ALL`].
    sheets: Vec<Sheet>,
    /// Observed time of the activity that the neurons show.
    activity: [Option<f64>; 2],
    /// Size of each canvas in CSS pixels, asked for once after each change of the window.
    sizes: BTreeMap<String, (f64, f64)>,
    /// When a picture beside the network was last drawn, and which is next.
    last: f64,
    next: usize,
}

impl Pictures {
    /// Pictures that are not drawn yet; their figures are made.
    pub fn new() -> Result<Pictures, WebError> {
        figures::build()?;
        Ok(Pictures {
            theme: Theme::Light,
            style: Canvas::style(Theme::Light, 1.0),
            ratio: 1.0,
            edges: [None, None],
            sheets: Picture::ALL.iter().map(|_| Sheet::default()).collect(),
            activity: [None; 2],
            sizes: BTreeMap::new(),
            last: 0.0,
            next: 0,
        })
    }

    /// Takes over theme, sizes and pixel ratio of the window as they are now; everything is drawn again.
    pub fn fit(&mut self, look: Look) -> Result<(), WebError> {
        let window = dom::window()?;
        self.ratio = window.device_pixel_ratio().clamp(0.25, 8.0);
        self.theme = theme(look)?;
        self.style = Canvas::style(self.theme, self.ratio);
        let root = dom::root()?;
        dom::set_attribute(&root, "data-theme", look.word());
        for (name, value) in self.style.palette.css_vars() {
            root.style().set_property(name, &value)?;
        }
        self.sizes.clear();
        self.forget();
        Ok(())
    }

    /// Another run begins.
    pub fn begin(&mut self) {
        self.edges = [None, None];
        self.sheets.iter_mut().for_each(|sheet| sheet.floor = None);
        self.forget();
    }

    /// The synapses have been scored.
    pub fn scored(&mut self) {
        self.edges = [None, None];
        self.forget();
    }

    /// Everything is drawn again when its turn comes.
    fn forget(&mut self) {
        self.activity = [None; 2];
        for sheet in &mut self.sheets {
            (sheet.chart, sheet.stamp, sheet.mark) = (None, None, None);
        }
    }

    /// Draws what changed: the network always, and one of the others at a time, now and then. Returns whether
    /// another frame is needed for the same moment.
    pub fn draw(&mut self, frame: &Frame) -> Result<bool, WebError> {
        if self.show_figures(&frame.moment)? {
            // One picture more or less moves the others, into rows of another height.
            self.sizes.clear();
            self.forget();
        }
        if self.sizes.is_empty() {
            self.lay_out()?;
        }
        // A frame's work is short: after a new run or a new size, the pictures are drawn again one by one.
        let begins = self.sheets[Picture::TwinLeft as usize].stamp.is_none();
        let mut unfinished = false;
        for (twin, picture) in Picture::TWINS.into_iter().enumerate() {
            if self.is_seen(picture, frame.playing)? {
                unfinished |= self.draw_twin(twin, frame)?;
            }
        }
        let early = frame.playing && frame.time - self.last < REST;
        if begins || early {
            return Ok(true);
        }
        let stale = self.stale(frame)?;
        if let Some(picture) = stale.first() {
            self.draw_beside(*picture, frame)?;
            (self.last, self.next) = (frame.time, *picture as usize + 1);
        }
        Ok(self.draw_marks(frame)? || unfinished || stale.len() > 1)
    }

    /// Shows the figures in which there is something to be seen, and hides the others. Returns whether one came or went.
    fn show_figures(&mut self, moment: &Moment) -> Result<bool, WebError> {
        let mut moved = false;
        for picture in Picture::ALL {
            let sheet = &mut self.sheets[*picture as usize];
            let available = moment.has(*picture);
            if std::mem::replace(&mut sheet.available, available) != available {
                show(&figure_id(*picture), available)?;
                moved = true;
            }
        }
        Ok(moved)
    }

    /// The pictures beside the network that show something old, the one whose turn it is first.
    fn stale(&self, frame: &Frame) -> Result<Vec<Picture>, WebError> {
        let mut stale = Vec::new();
        let count = Picture::ALL.len();
        let turns = (0..count).map(|k| Picture::ALL[(self.next + k) % count]);
        for picture in turns.filter(|picture| !Picture::TWINS.contains(picture)) {
            let sheet = &self.sheets[picture as usize];
            let is_old = sheet.available && sheet.stamp != Some(stamp(picture, &frame.moment));
            if is_old && self.is_seen(picture, frame.playing)? {
                stale.push(picture);
            }
        }
        Ok(stale)
    }

    /// Gives every canvas that has a place a buffer that fits it: all are asked before any is changed.
    fn lay_out(&mut self) -> Result<(), WebError> {
        let list = dom::document()?.query_selector_all("#pictures canvas")?;
        let canvases = (0..list.length()).filter_map(|k| list.item(k)?.dyn_into::<HtmlCanvasElement>().ok());
        let size = |canvas: &HtmlCanvasElement| {
            (f64::from(canvas.client_width()), f64::from(canvas.client_height()))
        };
        let sized: Vec<_> = canvases.map(|canvas| (size(&canvas), canvas)).collect();
        for (size, canvas) in sized.into_iter().filter(|(size, _)| size.0 * size.1 > 0.0) {
            Canvas::resize(&canvas, size, self.ratio);
            self.sizes.insert(canvas.id(), size);
        }
        Ok(())
    }

    /// Whether a picture is on the screen or, while nothing moves, has a place on the page.
    fn is_seen(&self, picture: Picture, playing: bool) -> Result<bool, WebError> {
        let canvas: web_sys::Element = dom::by_id(&Layer::Data.id(picture.word()))?;
        let (place, height) = (canvas.get_bounding_client_rect(), dom::window()?.inner_height()?.as_f64());
        let on_screen = place.bottom() > 0.0 && place.top() < height.unwrap_or(f64::INFINITY);
        Ok(place.width() > 0.0 && (on_screen || !playing))
    }

    /// The synapses of a twin at every frame; neurons, title and legend above them once.
    fn draw_twin(&mut self, twin: usize, frame: &Frame) -> Result<bool, WebError> {
        let (picture, moment, style) = (Picture::TWINS[twin], &frame.moment, self.style);
        let (scene, rule) = (moment.scene, picture.figure().rule(moment));
        if self.edges[twin].as_ref().is_none_or(|(of, _)| *of != rule) {
            let drawn = Drawn::new(scene, moment.draws, moment.scores, rule);
            self.edges[twin] = Some((rule, Edges::new(drawn)));
            self.sheets[picture as usize].stamp = None;
        }
        let (mut canvas, size) = self.canvas(picture, Layer::Data)?;
        let fit = network::fit(size, &style);
        let setting = Setting { style, fit, size, ratio: self.ratio, rule, frames: frame.frames };
        let Some((_, edges)) = &mut self.edges[twin] else { return Ok(false) };
        let unfinished =
            edges.draw(&mut canvas, &setting, (scene, moment.draws), frame.position, frame.settled)?;
        let count = edges.drawn().len();
        let wanted = Some(stamp(picture, moment));
        let begins = std::mem::replace(&mut self.sheets[picture as usize].stamp, wanted) != wanted;
        if begins {
            let (mut canvas, _) = self.canvas(picture, Layer::Frame)?;
            canvas.clear();
            let title = pictures::title(picture, moment);
            network::draw_frame(&mut Pen::new(&mut canvas, &style), &title, moment.is_directed())
                .map_err(drawing)?;
            dom::set_text(&dom::by_id("shown")?, &drawn::left_out(count, scene.synapses()));
        }
        let observed = moment.heard.map_or(0.0, |heard| heard.observed);
        if begins || self.activity[twin] != Some(observed) {
            let (mut canvas, _) = self.canvas(picture, Layer::Nodes)?;
            let activity = moment.heard.map_or(&[][..], |heard| &heard.activity);
            let neurons = Graph { x: &scene.x, y: &scene.y, activity, ..Graph::default() };
            canvas.clear();
            network::draw_nodes(&mut Pen::new(&mut canvas, &style), &fit, &neurons).map_err(drawing)?;
        }
        self.activity[twin] = Some(observed);
        Ok(unfinished)
    }

    /// A picture beside the network.
    fn draw_beside(&mut self, picture: Picture, frame: &Frame) -> Result<(), WebError> {
        let (moment, style) = (&frame.moment, self.style);
        let (mut canvas, size) = self.canvas(picture, Layer::Data)?;
        canvas.clear();
        let sheet = &mut self.sheets[picture as usize];
        let chart = pictures::chart(picture, moment, &mut sheet.floor, size, &style);
        if let Some(chart) = chart.as_ref().filter(|chart| sheet.chart.as_ref() != Some(*chart)) {
            let (mut canvas, _) = self.canvas(picture, Layer::Frame)?;
            canvas.clear();
            chart.draw_frame(&mut Pen::new(&mut canvas, &style)).map_err(drawing)?;
        }
        let drawn = picture.figure().draw(&mut Pen::new(&mut canvas, &style), moment, chart.as_ref());
        drawn.map_err(drawing)?;
        let sheet = &mut self.sheets[picture as usize];
        (sheet.chart, sheet.stamp, sheet.mark) = (chart, Some(stamp(picture, moment)), None);
        Ok(())
    }

    /// Marks what is looked at, in one picture at a time; returns whether there are more.
    fn draw_marks(&mut self, frame: &Frame) -> Result<bool, WebError> {
        let wanted = frame.selection.map(|selection| (selection, frame.moment.decided));
        let mut done = false;
        for picture in Picture::ALL.iter().copied().filter(|picture| picture.is_marked()) {
            let sheet = &self.sheets[picture as usize];
            if sheet.mark == wanted
                || !sheet.available
                || sheet.stamp.is_none()
                || !self.is_seen(picture, frame.playing)?
            {
                continue;
            }
            if std::mem::replace(&mut done, true) {
                return Ok(true);
            }
            let style = self.style;
            let (mut canvas, _) = self.canvas(picture, Layer::Mark)?;
            canvas.clear();
            if let Some(selection) = frame.selection {
                let marked = pictures::draw_selection(&mut canvas, &style, picture, &frame.moment, selection);
                marked.map_err(drawing)?;
            }
            self.sheets[picture as usize].mark = wanted;
        }
        Ok(false)
    }

    /// The synapses that a picture of the network has; of any other, those of the first.
    pub fn drawn(&self, picture: Picture) -> &[u32] {
        let twin = Picture::TWINS.iter().position(|twin| *twin == picture).unwrap_or(0);
        self.edges[twin].as_ref().map_or(&[], |(_, edges)| edges.drawn())
    }

    /// What is under a point (CSS pixels) of a picture.
    pub fn pointed(&self, picture: Picture, moment: &Moment, at: (f64, f64)) -> Option<Selection> {
        let size = *self.sizes.get(&Layer::Data.id(picture.word()))?;
        pictures::pointed(picture, moment, self.drawn(picture), size, at, &self.style)
    }

    /// A picture as an SVG document, of the size that it has on the page.
    pub fn svg(&self, picture: Picture, moment: &Moment) -> Result<String, WebError> {
        let (width, height) = self.size(picture);
        let size = (width.round() as u32, height.round() as u32);
        pictures::svg(size, self.theme, picture, moment).map_err(drawing)
    }

    /// A picture on another canvas, `scale` times as large as on the page.
    pub fn paint(
        &self,
        picture: Picture,
        moment: &Moment,
        element: &HtmlCanvasElement,
        scale: f64,
    ) -> Result<(), WebError> {
        Canvas::resize(element, self.size(picture), scale);
        let mut canvas = Canvas::new(element).map_err(refused)?;
        let style = Canvas::style(self.theme, scale);
        ground(&mut canvas, &style).map_err(drawing)?;
        pictures::draw(&mut canvas, &style, picture, moment).map_err(drawing)
    }

    /// The size of a picture on the page, or a usual one if it has none there.
    fn size(&self, picture: Picture) -> (f64, f64) {
        let size = self.sizes.get(&Layer::Data.id(picture.word())).copied();
        size.filter(|size| size.0 * size.1 > 0.0).unwrap_or((480.0, 360.0))
    }

    /// A canvas with a buffer that fits, and its size in CSS pixels.
    fn canvas(&mut self, picture: Picture, layer: Layer) -> Result<(Canvas, (f64, f64)), WebError> {
        let id = layer.id(picture.word());
        let element: HtmlCanvasElement = dom::by_id(&id)?;
        let size = match self.sizes.get(&id) {
            Some(size) => *size,
            None => {
                let size = (f64::from(element.client_width()), f64::from(element.client_height()));
                Canvas::resize(&element, size, self.ratio);
                self.sizes.insert(id, size);
                size
            }
        };
        Ok((Canvas::new(&element).map_err(refused)?, size))
    }
}

fn stamp(picture: Picture, moment: &Moment) -> Stamp {
    let figure = picture.figure();
    (figure.rule(moment), figure.stamp(moment))
}

fn theme(look: Look) -> Result<Theme, WebError> {
    Ok(match look {
        Look::Light => Theme::Light,
        Look::Dark => Theme::Dark,
        Look::Projector => Theme::Projector,
        Look::Auto => match dom::prefers("(prefers-color-scheme: dark)")? {
            true => Theme::Dark,
            false => Theme::Light,
        },
    })
}

fn show(id: &str, shown: bool) -> Result<(), WebError> {
    dom::by_id::<web_sys::Element>(id)?.toggle_attribute_with_force("hidden", !shown)?;
    Ok(())
}

fn drawing(error: PictureError) -> WebError {
    WebError(error.to_string())
}

fn refused(error: CanvasError) -> WebError {
    WebError(error.to_string())
}
