//! The page's canvases: which picture stands where, and when it is drawn again.
//!
//! A picture has a canvas a layer, so that what stays (axes, words) is not drawn with what moves. While a run plays,
//! pictures out of sight are not drawn.
//!
//! A picture on the screen is never empty and never that of another run: what comes into sight is drawn in the same
//! frame, and a canvas is resized, which blanks it, just before it is drawn. Only what shows a moment ago waits.

use std::collections::BTreeMap;

use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::canvas::{Canvas, CanvasError};
use super::dom::{self, WebError};
use super::edges::{Edges, Setting};
use super::figures::{self, figure_id};
use crate::network::kinds;
use crate::params::Rule;
use crate::params::link::{Look, View};
use crate::pictures::kit::chart::Chart;
use crate::pictures::kit::ink::{Pen, ground};
use crate::pictures::kit::{PictureError, Style, Theme};
use crate::pictures::network::drawn::{self, Drawn};
use crate::pictures::network::{self, Graph};
use crate::pictures::{self, Floor, Layer, Moment, Picture, Selection};

/// While a run plays, the pictures beside the network take turns, and rest this many milliseconds between:
/// each draws hundreds of marks, which takes 10 to 20 ms in software.
const REST: f64 = 60.0;

/// While a run plays, synapses that are kept in one twin only are marked at so many positions.
const STEPS: usize = 60;

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

/// What is looked at, where the run stands, whether the pattern that is looked at is known, and how many neurons have a
/// ring, of which this is the first.
type Marked = (Option<Selection>, usize, bool, (usize, Option<u32>));

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
    /// Its size when it was drawn, in CSS pixels.
    size: Option<(f64, f64)>,
    /// What its mark shows; none: it is not known.
    mark: Option<Marked>,
}

/// Whether a picture can be seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    OnScreen,
    /// Somewhere else on the page.
    OnPage,
    Nowhere,
}

/// All pictures.
pub struct Pictures {
    theme: Theme,
    style: Style,
    /// Which pictures may be seen.
    view: View,
    /// Device pixels to the CSS pixel.
    ratio: f64,
    /// The synapses of the run in each of the twins, as pruned by its rule; and whether they have other scores now.
    edges: [Option<(Rule, Edges)>; 2],
    /// Of the same run, as they were drawn before.
    before: [Option<HtmlCanvasElement>; 2],
    scored: [bool; 2],
    /// In the order of [`Picture::ALL`].
    sheets: Vec<Sheet>,
    /// Which activity the neurons show, whether they move, and the position of the synapses marked below them, if any
    /// are.
    activity: [Option<(usize, bool, Option<usize>)>; 2],
    /// Size of each canvas in CSS pixels, asked for once after each change of the window.
    sizes: BTreeMap<String, (f64, f64)>,
    /// When a picture beside the network was last drawn, and which is next.
    last: f64,
    next: usize,
    /// What the twins show is the network of a run that is not there yet.
    sketched: bool,
}

impl Pictures {
    /// Pictures that are not drawn yet; their figures are made.
    pub fn new() -> Result<Pictures, WebError> {
        figures::build()?;
        Ok(Pictures {
            theme: Theme::Light,
            style: Canvas::style(Theme::Light, 1.0),
            view: View::Story,
            ratio: 1.0,
            edges: [None, None],
            before: [None, None],
            scored: [false; 2],
            sheets: Picture::ALL.iter().map(|_| Sheet::default()).collect(),
            activity: [None; 2],
            sizes: BTreeMap::new(),
            last: 0.0,
            next: 0,
            sketched: false,
        })
    }

    /// Takes over theme, sizes and pixel ratio of the window as they are now. What looks otherwise is drawn again.
    pub fn fit(&mut self, look: Look) -> Result<(), WebError> {
        let window = dom::window()?;
        self.ratio = window.device_pixel_ratio().clamp(0.25, 8.0);
        self.theme = theme(look)?;
        let style = Canvas::style(self.theme, self.ratio);
        if std::mem::replace(&mut self.style, style) != style {
            self.forget();
        }
        let root = dom::root()?;
        dom::set_attribute(&root, "data-theme", look.word());
        for (name, value) in self.style.palette.css_vars() {
            root.style().set_property(&name, &value)?;
        }
        self.sizes.clear();
        Ok(())
    }

    /// Hides at once what does not belong to a view; its own pictures come with the next frame.
    pub fn view(&mut self, view: View) -> Result<(), WebError> {
        self.view = view;
        for picture in Picture::ALL.iter().filter(|picture| !Picture::of_view(view).contains(picture)) {
            self.sheets[*picture as usize].available = false;
            show(&figure_id(*picture), false)?;
        }
        Ok(())
    }

    /// Another run begins.
    pub fn begin(&mut self) {
        (self.edges, self.before, self.sketched) = ([None, None], [None, None], false);
        self.sheets.iter_mut().for_each(|sheet| sheet.floor = None);
        self.forget();
    }

    /// The synapses have other scores. What is drawn stays until it is drawn again, picture by picture.
    pub fn scored(&mut self) {
        self.scored = [true; 2];
        self.activity = [None; 2];
        self.sheets.iter_mut().for_each(|sheet| sheet.mark = None);
    }

    /// The synapses of a twin are to be chosen again; their image stays until then.
    fn put_aside(&mut self, twin: usize) {
        let image = self.edges[twin].take().and_then(|(_, edges)| edges.into_image());
        self.before[twin] = image.or(self.before[twin].take());
    }

    /// Everything is drawn again.
    fn forget(&mut self) {
        self.activity = [None; 2];
        for sheet in &mut self.sheets {
            (sheet.chart, sheet.stamp, sheet.mark) = (None, None, None);
        }
    }

    /// Draws what changed: at once what must not be seen as it is, and of the rest the network always and one of the
    /// others at a time, now and then. Returns whether another frame is needed for the same moment.
    pub fn draw(&mut self, frame: &Frame) -> Result<bool, WebError> {
        if self.show_figures(&frame.moment)? {
            // One picture more or less moves the others, into rows of another height.
            self.sizes.clear();
        }
        let unfinished = self.draw_twins(frame)?;
        for picture in self.beside() {
            if self.is_wrong(picture) && self.sight(picture)? == Sight::OnScreen {
                self.draw_beside(picture, frame)?;
                self.last = frame.time;
            }
        }
        if frame.playing && frame.time - self.last < REST {
            return Ok(true);
        }
        let stale = self.stale(frame)?;
        if let Some(picture) = stale.first() {
            self.draw_beside(*picture, frame)?;
            (self.last, self.next) = (frame.time, *picture as usize + 1);
        }
        Ok(self.draw_marks(frame)? || unfinished || stale.len() > 1)
    }

    /// Draws the network of a run that is not there yet. Returns whether another frame is needed.
    pub fn sketch(&mut self, frame: &Frame) -> Result<bool, WebError> {
        if !std::mem::replace(&mut self.sketched, true) {
            self.show_twins(true)?;
        }
        let unfinished = self.draw_twins(frame)?;
        dom::set_text(&dom::by_id("shown")?, "");
        Ok(unfinished)
    }

    /// The run of a sketch will not come.
    pub fn without_sketch(&mut self) -> Result<(), WebError> {
        match std::mem::take(&mut self.sketched) {
            true => self.show_twins(false),
            false => Ok(()),
        }
    }

    fn show_twins(&mut self, there: bool) -> Result<(), WebError> {
        self.sizes.clear();
        for picture in Picture::TWINS {
            let there = there && Picture::of_view(self.view).contains(&picture);
            self.sheets[picture as usize].available = there;
            show(&figure_id(picture), there)?;
        }
        Ok(())
    }

    /// The pictures beside the network that show something, the one whose turn it is first.
    fn beside(&self) -> Vec<Picture> {
        let count = Picture::ALL.len();
        let turns = (0..count).map(|k| Picture::ALL[(self.next + k) % count]);
        let there = |picture: &Picture| self.sheets[*picture as usize].available;
        turns.filter(|picture| !Picture::TWINS.contains(picture)).filter(there).collect()
    }

    /// Whether a picture is empty, or has another run, theme or size.
    fn is_wrong(&self, picture: Picture) -> bool {
        let sheet = &self.sheets[picture as usize];
        let size = self.sizes.get(&Layer::Data.id(picture.word()));
        sheet.stamp.is_none() || size.is_some_and(|size| sheet.size != Some(*size))
    }

    /// Shows the figures in which there is something to be seen, and hides the others. Returns whether one came or went.
    fn show_figures(&mut self, moment: &Moment) -> Result<bool, WebError> {
        let mut moved = false;
        for picture in Picture::ALL {
            let sheet = &mut self.sheets[*picture as usize];
            let available = Picture::of_view(self.view).contains(picture) && moment.has(*picture);
            if std::mem::replace(&mut sheet.available, available) != available {
                show(&figure_id(*picture), available)?;
                moved = true;
            }
        }
        let awaited: web_sys::Element = dom::by_id("awaited")?;
        let words = pictures::awaited(self.view, moment);
        dom::set_text(&awaited, words);
        dom::show(&awaited, !words.is_empty())?;
        Ok(moved)
    }

    /// The pictures beside the network that do not show this moment.
    fn stale(&self, frame: &Frame) -> Result<Vec<Picture>, WebError> {
        let mut stale = Vec::new();
        for picture in self.beside() {
            let is_old = self.sheets[picture as usize].stamp != Some(stamp(picture, &frame.moment));
            if (is_old || self.is_wrong(picture)) && self.is_seen(picture, frame.playing)? {
                stale.push(picture);
            }
        }
        Ok(stale)
    }

    /// Asks for the size of every canvas that has a place: all at once, because each question after a change would lay
    /// the page out again.
    fn lay_out(&mut self) -> Result<(), WebError> {
        let list = dom::document()?.query_selector_all("#pictures canvas")?;
        let canvases = (0..list.length()).filter_map(|k| list.item(k)?.dyn_into::<HtmlCanvasElement>().ok());
        for canvas in canvases {
            let size = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
            if size.0 * size.1 > 0.0 {
                self.sizes.insert(canvas.id(), size);
            }
        }
        Ok(())
    }

    /// Where a picture is.
    fn sight(&self, picture: Picture) -> Result<Sight, WebError> {
        let canvas: web_sys::Element = dom::by_id(&Layer::Data.id(picture.word()))?;
        let (place, height) = (canvas.get_bounding_client_rect(), dom::window()?.inner_height()?.as_f64());
        let on_screen = place.bottom() > 0.0 && place.top() < height.unwrap_or(f64::INFINITY);
        Ok(match (place.width() > 0.0, on_screen) {
            (true, true) => Sight::OnScreen,
            (true, false) => Sight::OnPage,
            (false, _) => Sight::Nowhere,
        })
    }

    /// Whether a picture is on the screen or, while nothing moves, has a place on the page.
    fn is_seen(&self, picture: Picture, playing: bool) -> Result<bool, WebError> {
        Ok(match self.sight(picture)? {
            Sight::OnScreen => true,
            Sight::OnPage => !playing,
            Sight::Nowhere => false,
        })
    }

    /// Draws those of the twins that are seen. Returns whether another frame is needed.
    fn draw_twins(&mut self, frame: &Frame) -> Result<bool, WebError> {
        if self.sizes.is_empty() {
            self.lay_out()?;
        }
        let mut unfinished = false;
        for (twin, picture) in Picture::TWINS.into_iter().enumerate() {
            if self.is_seen(picture, frame.playing)? {
                unfinished |= self.draw_twin(twin, frame)?;
            }
        }
        Ok(unfinished)
    }

    /// The synapses of a twin at every frame; neurons, title and legend above them once.
    fn draw_twin(&mut self, twin: usize, frame: &Frame) -> Result<bool, WebError> {
        let (picture, moment, style) = (Picture::TWINS[twin], &frame.moment, self.style);
        let (scene, rule) = (moment.scene, picture.figure().rule(moment));
        let scored = std::mem::take(&mut self.scored[twin]);
        match &mut self.edges[twin] {
            Some((of, edges)) if *of == rule => {
                if scored {
                    edges.score(|before| before.again(scene, moment.draws, moment.scores, rule));
                }
            }
            _ => {
                self.put_aside(twin);
                let drawn = Drawn::new(scene, moment.draws, moment.scores, rule);
                self.edges[twin] = Some((rule, Edges::new(drawn, self.before[twin].take())));
                self.sheets[picture as usize].stamp = None;
            }
        }
        let (mut canvas, size) = self.canvas(picture, Layer::Data)?;
        let fit = network::fit(size, &style);
        let setting = Setting { style, fit, size, ratio: self.ratio, rule, frames: frame.frames };
        let Some((_, edges)) = &mut self.edges[twin] else { return Ok(false) };
        let unfinished = edges.draw(
            &mut canvas,
            &setting,
            (scene, moment.draws),
            frame.position,
            frame.settled,
            moment.told.scored,
        )?;
        let count = edges.drawn().len();
        let wanted = Some(stamp(picture, moment));
        let begins = self.sheets[picture as usize].stamp != wanted || self.is_wrong(picture);
        if begins {
            let sheet = &mut self.sheets[picture as usize];
            (sheet.stamp, sheet.size, sheet.mark) = (wanted, Some(size), None);
            let (mut canvas, _) = self.canvas(picture, Layer::Frame)?;
            canvas.clear();
            let title = pictures::title(picture, moment);
            let mut pen = Pen::new(&mut canvas, &style);
            network::draw_frame(&mut pen, &title, moment.is_directed()).map_err(drawing)?;
            network::draw_kinds(&mut pen, kinds::kinds(moment.params.net)).map_err(drawing)?;
            network::only::draw_key(&mut pen, &Moment { rule, ..*moment }, &title).map_err(drawing)?;
            network::surprises::draw(&mut pen, &fit, &Moment { rule, ..*moment }).map_err(drawing)?;
            dom::set_text(&dom::by_id("shown")?, &drawn::left_out(count, scene.synapses(), scene.n()));
        }
        let ((look, activity), moves) = (moment.activity(), moment.listens());
        // While a run plays, the marked synapses follow in steps: there may be many of them.
        let step = if frame.playing { scene.synapses() / STEPS + 1 } else { 1 };
        let marked = moment.told.differing.then_some(moment.decided / step * step);
        if begins || self.activity[twin] != Some((look, moves, marked)) {
            let (mut canvas, _) = self.canvas(picture, Layer::Nodes)?;
            let kinds = network::kinds_of(moment);
            let neurons =
                Graph { x: &scene.x, y: &scene.y, activity, moves, kinds: &kinds, ..Graph::default() };
            canvas.clear();
            let mut pen = Pen::new(&mut canvas, &style);
            network::only::draw(&mut pen, &fit, &Moment { rule, ..*moment }, self.drawn(picture))
                .map_err(drawing)?;
            network::draw_nodes(&mut pen, &fit, &neurons).map_err(drawing)?;
        }
        self.activity[twin] = Some((look, moves, marked));
        Ok(unfinished)
    }

    /// A picture beside the network.
    fn draw_beside(&mut self, picture: Picture, frame: &Frame) -> Result<(), WebError> {
        let (moment, style) = (&frame.moment, self.style);
        let is_new = self.is_wrong(picture);
        let (mut canvas, size) = self.canvas(picture, Layer::Data)?;
        canvas.clear();
        let sheet = &mut self.sheets[picture as usize];
        let chart = pictures::chart(picture, moment, &mut sheet.floor, size, &style);
        let axes = is_new || sheet.chart != chart;
        if let Some(chart) = chart.as_ref().filter(|_| axes) {
            let (mut canvas, _) = self.canvas(picture, Layer::Frame)?;
            canvas.clear();
            chart.draw_frame(&mut Pen::new(&mut canvas, &style)).map_err(drawing)?;
        }
        let drawn = picture.figure().draw(&mut Pen::new(&mut canvas, &style), moment, chart.as_ref());
        drawn.map_err(drawing)?;
        let sheet = &mut self.sheets[picture as usize];
        (sheet.chart, sheet.stamp, sheet.size) = (chart, Some(stamp(picture, moment)), Some(size));
        // What is marked may have another place.
        sheet.mark = None;
        Ok(())
    }

    /// Marks what is looked at, in one picture at a time; returns whether there are more.
    fn draw_marks(&mut self, frame: &Frame) -> Result<bool, WebError> {
        let at = if frame.selection.is_some() { frame.moment.decided } else { 0 };
        let mut done = false;
        for picture in Picture::ALL.iter().copied().filter(|picture| picture.is_marked()) {
            let ringed = picture.figure().ringed(&frame.moment);
            let rings = (ringed.len(), ringed.first().copied());
            let wanted = Some((frame.selection, at, frame.moment.told.pattern.is_some(), rings));
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
                let chart = self.sheets[picture as usize].chart.as_ref();
                let marked =
                    pictures::draw_selection(&mut canvas, &style, picture, &frame.moment, chart, selection);
                marked.map_err(drawing)?;
            }
            if !ringed.is_empty() {
                let mut pen = Pen::new(&mut canvas, &style);
                picture.figure().ring(&mut pen, &frame.moment).map_err(drawing)?;
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
        let chart = self.sheets[picture as usize].chart.as_ref();
        pictures::pointed(picture, moment, self.drawn(picture), chart, size, at, &self.style)
    }

    /// What a click at a point (CSS pixels) of a picture sets.
    pub fn sets(&self, picture: Picture, moment: &Moment, at: (f64, f64)) -> Option<(&'static str, String)> {
        let size = *self.sizes.get(&Layer::Data.id(picture.word()))?;
        pictures::sets(picture, moment, size, at, &self.style)
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

    /// A canvas to be drawn on, and its size in CSS pixels. If its buffer does not fit, it is blank now.
    fn canvas(&mut self, picture: Picture, layer: Layer) -> Result<(Canvas, (f64, f64)), WebError> {
        let id = layer.id(picture.word());
        let element: HtmlCanvasElement = dom::by_id(&id)?;
        let measure = || (f64::from(element.client_width()), f64::from(element.client_height()));
        let size = *self.sizes.entry(id).or_insert_with(measure);
        Canvas::resize(&element, size, self.ratio);
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
