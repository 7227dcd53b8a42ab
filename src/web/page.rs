//! The page: what is shown now, and what happens at each event.
//!
//! Data goes one way: controls and link → [`Params`] → worker → [`Scene`] and [`Snapshot`]s →
//! pictures and numbers. Where the run stands ([`Story`]) belongs to the page and moves with its frames; the
//! worker measures there whenever it is free, so pictures say how fresh the spectrum is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, HtmlInputElement, PointerEvent, ResizeObserver, Worker};

use super::address::{self, Address};
use super::clock::Clock;
use super::dom::{self, Listener, WebError};
use super::engine::{Engine, STOPPED};
use super::pictures::{Frame, MARKED, Pictures};
use super::progress::Progress;
use super::words::{self, Words};
use super::{controls, inspect, outputs};
use crate::dynamics::Traces;
use crate::experiment::{self, Depth, Measures, Stage as Preparation};
use crate::export::Export;
use crate::gallery::{Moment, Picture, Selection};
use crate::limit::{self, Point};
use crate::link::{self, Data, Link, Presentation, Stage};
use crate::message::{self, Heard, Reply, Request, Scene, Scores, Snapshot};
use crate::params::{Cov, Net, Notice, Params, Rule};
use crate::story::{Facts, Story};

/// Frames that a screen usually shows in a second.
const FRAMES_A_SECOND: f64 = 60.0;
/// A frame never moves the run by more than this many seconds, however long the last one is ago.
const LONGEST_FRAME: f64 = 0.1;
/// Listening is cut into about so many parts, of which each is seen, …
const LISTENING_PARTS: u64 = 60;
/// … of at least and at most so many steps; a step takes about 10 µs.
const STEPS_AT_ONCE: (u64, u64) = (100, 20_000);
/// Beyond this many neurons, a network is measured one rule at a time, and that is shown.
const LARGE: usize = message::AT_ONCE_UP_TO;
/// Up to this many neurons, all measures are taken while the run plays; beyond, only at rest.
const ALL_MEASURES_UP_TO: usize = 150;

/// Everything that is shown.
struct Page {
    params: Params,
    /// Where the reader's own matrix is from, as far as a link can say it.
    data: Option<Data>,
    /// A link's matrix, while it is fetched and read.
    awaited: Option<Data>,
    /// As the last link had it; `stage`, `at` and `paused` are wishes until the synapses are scored.
    presentation: Presentation,
    address: Address,
    engine: Engine,
    progress: Progress,
    /// A measurement of a large network that is under way.
    measuring: Option<(usize, Depth)>,
    /// The file that the worker holds, for a worker that takes its place; and one that was offered.
    file: Option<File>,
    offered: Option<File>,
    /// The text of the worm's wiring, once it was needed.
    wiring: Option<String>,
    /// Where to go on when another worker holds the file.
    resume: Option<(Params, Wish)>,
    clock: Clock,
    pictures: Pictures,
    words: Words,
    run: Run,
    /// What of the experiment on the limit is still to be asked for.
    limit_left: Vec<(Net, usize)>,
    /// Where to go as soon as the synapses are scored.
    hurry: Option<Wish>,
    story: Story,
    /// Files that were asked for and are still to be made.
    exports: Vec<Export>,
    shell: Shell,
    /// What the pointer is over, or else what was chosen by a click or a key.
    hovered: Option<Selection>,
    chosen: Option<Selection>,
    /// Where the pointer is, until the next frame looks what is there.
    pointer: Option<(Picture, (f64, f64))>,
    failed: bool,
    /// There is no worker any more.
    lost: bool,
    /// Nobody sees the page.
    asleep: bool,
    /// When the last frame was, in milliseconds.
    last_frame: Option<f64>,
    /// The picture is not what it should be.
    stale: bool,
}

/// What JavaScript does for the page.
struct Shell {
    /// Makes a worker.
    make_worker: Function,
    /// Hands a file to the browser: its name and its bytes.
    deliver: Function,
    /// Fetches the worm's wiring, and calls [`give_wiring`] or [`refuse_file`].
    fetch_wiring: Function,
    /// Fetches the file at an address, and calls [`open_file`] or [`refuse_file`].
    fetch: Function,
}

impl Shell {
    /// A worker that answers to the page.
    fn engine(&self) -> Result<Engine, WebError> {
        let worker: Worker = self.make_worker.call0(&JsValue::NULL)?.unchecked_into();
        Engine::new(worker, |reply| {
            if let Some(page) = kept() {
                with(&page, |page| page.take(reply));
            }
        })
    }
}

/// Name and bytes of a file.
type File = (String, Vec<u8>);

/// What the worker has said.
struct Run {
    /// Another run was asked for, and is not there yet.
    starting: bool,
    scene: Option<Scene>,
    /// None while the synapses listen.
    scores: Option<Scores>,
    heard: Option<Heard>,
    /// The last measures, and the mean errors at every position that was measured.
    snapshot: Option<Snapshot>,
    history: BTreeMap<usize, [f64; 3]>,
    traces: Option<Traces>,
    /// The experiment on the limit: its ε, and what is done.
    eps: f64,
    limit: Vec<Point>,
}

impl Run {
    fn synapses(&self) -> usize {
        self.scene.as_ref().map_or(0, Scene::synapses)
    }

    fn is_scored(&self) -> bool {
        self.scores.is_some() && !self.starting
    }

    fn facts(&self) -> Facts {
        Facts { synapses: self.synapses(), scored: self.is_scored(), compared: self.traces.is_some() }
    }

    /// What is to be seen of it; None before there is a network.
    fn moment(&self, story: &Story, rule: Rule) -> Option<Moment<'_>> {
        Some(Moment {
            scene: self.scene.as_ref()?,
            scores: self.scores.as_ref(),
            heard: self.heard.as_ref(),
            snapshot: self.snapshot.as_ref(),
            history: &self.history,
            traces: self.traces.as_ref(),
            until: story.until(),
            limit: &self.limit,
            eps: self.eps,
            rule,
            decided: story.decided(),
        })
    }
}

/// A place in the story.
#[derive(Clone, Copy, Debug)]
enum Wish {
    Stage(Stage),
    Decided(usize),
    End,
}

/// Empty only while the page is being made.
type Shared = Rc<RefCell<Option<Page>>>;

thread_local! {
    /// The page and its listeners live as long as the document.
    static KEEP: RefCell<Option<(Shared, Vec<Listener>)>> = const { RefCell::new(None) };
}

/// Called once by main.js, with functions that make a worker, save a file, and fetch the worm's wiring or a file.
#[wasm_bindgen(js_name = runPage)]
pub fn run_page(
    make_worker: Function,
    deliver: Function,
    fetch_wiring: Function,
    fetch: Function,
) -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    let page = Page::new(Shell { make_worker, deliver, fetch_wiring, fetch })?;
    let listeners = listen(&page)?;
    KEEP.with(|keep| *keep.borrow_mut() = Some((page, listeners)));
    Ok(())
}

fn kept() -> Option<Shared> {
    KEEP.with(|keep| keep.borrow().as_ref().map(|(page, _)| page.clone()))
}

/// Called by alive.js when the worker has ended without a word.
#[wasm_bindgen(js_name = loseWorker)]
pub fn lose_worker() {
    if let Some(page) = kept() {
        with(&page, |page| page.take(Err(WebError(STOPPED.into()))));
    }
}

/// Called by main.js with a file that was chosen or dropped.
#[wasm_bindgen(js_name = openFile)]
pub fn open_file(name: String, bytes: Vec<u8>) {
    if let Some(page) = kept() {
        with(&page, |page| page.offer(name, bytes));
    }
}

/// Called by main.js with the text of the worm's wiring.
#[wasm_bindgen(js_name = giveWiring)]
pub fn give_wiring(text: String) {
    if let Some(page) = kept() {
        with(&page, |page| {
            page.wiring = Some(text);
            page.request_start()
        });
    }
}

/// Called by main.js when a file cannot be taken up.
#[wasm_bindgen(js_name = refuseFile)]
pub fn refuse_file(reason: &str) {
    if let Some(page) = kept() {
        with(&page, |page| {
            (page.awaited, page.run.starting) = (None, false);
            page.progress.end()?;
            page.alert(Some(reason));
            Ok(())
        });
    }
}

/// Bytes of the largest file that is read.
#[wasm_bindgen(js_name = largestFile)]
pub fn largest_file() -> usize {
    crate::network::read::MAX_BYTES
}

/// Stops everything while nobody sees the page, and goes on afterwards.
#[wasm_bindgen(js_name = sleepPage)]
pub fn sleep_page(asleep: bool) {
    if let Some(page) = kept() {
        with(&page, |page| {
            (page.asleep, page.last_frame) = (asleep, None);
            Ok(())
        });
    }
}

/// Makes a file of the run: numbers, matrix-csv, matrix-npy or table. It comes through `deliver`.
#[wasm_bindgen(js_name = exportRun)]
pub fn export_run(what: &str) {
    let export = match what {
        "numbers" => Export::Numbers,
        "matrix-csv" => Export::MatrixCsv,
        "matrix-npy" => Export::MatrixNpy,
        _ => Export::Table,
    };
    if let Some(page) = kept() {
        with(&page, |page| {
            page.exports.push(export);
            Ok(())
        });
    }
}

/// Makes an SVG file of a picture, as it is now. It comes through `deliver`.
#[wasm_bindgen(js_name = exportSvg)]
pub fn export_svg(picture: &str) {
    let (Some(page), Some(picture)) = (kept(), Picture::from_word(picture)) else { return };
    with(&page, |page| {
        let Some(moment) = page.moment() else { return Ok(()) };
        let document = page.pictures.svg(picture, &moment)?;
        page.deliver(&page.file_name(picture.word(), "svg"), document.as_bytes())
    });
}

/// Draws a picture, as it is now, on a canvas, `scale` times as large as on the page; returns the name of a
/// file for it, empty if there is nothing to be drawn.
#[wasm_bindgen(js_name = paintPicture)]
pub fn paint_picture(picture: &str, canvas: &web_sys::HtmlCanvasElement, scale: f64) -> String {
    let mut name = String::new();
    let (Some(page), Some(picture)) = (kept(), Picture::from_word(picture)) else { return name };
    with(&page, |page| {
        let Some(moment) = page.moment().filter(|moment| moment.has(picture)) else { return Ok(()) };
        page.pictures.paint(picture, &moment, canvas, scale.clamp(0.25, 8.0))?;
        name = page.file_name(picture.word(), "png");
        Ok(())
    });
    name
}

/// Does something to the page and shows an error if there is one. An event that comes while the page
/// is being changed (a control that is set from here) is not the user's, and passes by.
fn with(page: &Shared, action: impl FnOnce(&mut Page) -> Result<(), WebError>) {
    let Ok(mut page) = page.try_borrow_mut() else { return };
    let Some(page) = page.as_mut() else { return };
    let result = action(page).and_then(|()| page.refresh());
    if let Err(error) = result {
        page.alert(Some(&sentence(&error.0)));
        page.offer_reload(true);
    }
}

fn listen(page: &Shared) -> Result<Vec<Listener>, WebError> {
    let shared = page.clone();
    let mut listeners = controls::listen(move |key, text| with(&shared, |page| page.set(key, &text)))?;
    let mut on = |target: EventTarget, kind: &'static str, action: fn(&mut Page) -> Result<(), WebError>| {
        let shared = page.clone();
        listeners.push(Listener::new(&target, kind, move |_| with(&shared, action))?);
        Ok::<(), WebError>(())
    };
    on(dom::by_id("play")?, "click", Page::toggle)?;
    on(dom::by_id("step")?, "click", |page| page.go(Wish::Decided(page.story.decided() + 1)))?;
    on(dom::by_id("finish")?, "click", |page| page.go(Wish::End))?;
    on(dom::by_id("restart")?, "click", Page::restart)?;
    on(dom::by_id("dice")?, "click", Page::roll)?;
    on(dom::by_id("cancel")?, "click", Page::cancel)?;
    on(dom::by_id("limit")?, "click", Page::toggle_limit)?;
    on(dom::by_id("position")?, "input", Page::scrub)?;
    // The address is what is shared, so it must be what is shown.
    on(dom::by_id("share")?, "click", Page::write_address)?;
    on(dom::by_id("stage-listen")?, "click", |page| page.go(Wish::Stage(Stage::Listen)))?;
    on(dom::by_id("stage-score")?, "click", |page| page.go(Wish::Stage(Stage::Score)))?;
    on(dom::by_id("stage-prune")?, "click", |page| page.go(Wish::Stage(Stage::Prune)))?;
    on(dom::by_id("stage-compare")?, "click", |page| page.go(Wish::Stage(Stage::Compare)))?;
    on(dom::by_id("theme")?, "change", |page| page.present("theme"))?;
    on(dom::by_id("view")?, "change", |page| page.present("view"))?;
    on(dom::window()?.into(), "hashchange", Page::follow_link)?;
    // A change of the pixel ratio alone (another screen, the browser's zoom) resizes the window too.
    on(dom::window()?.into(), "resize", Page::resized)?;
    on(dom::window()?.into(), "scroll", Page::scrolled)?;
    if let Some(dark) = dom::window()?.match_media("(prefers-color-scheme: dark)")? {
        on(dark.into(), "change", Page::resized)?;
    }
    let mut hear =
        |target: EventTarget, kind: &'static str, action: fn(&mut Page, &Event) -> Result<(), WebError>| {
            let shared = page.clone();
            listeners
                .push(Listener::new(&target, kind, move |event| with(&shared, |page| action(page, &event)))?);
            Ok::<(), WebError>(())
        };
    hear(dom::by_id("controls")?, "submit", |_, event| {
        event.prevent_default();
        Ok(())
    })?;
    hear(dom::by_id("presets")?, "click", Page::take_preset)?;
    hear(dom::by_id("words")?, "click", Page::open_table)?;
    for kind in ["pointermove", "pointerdown", "pointerout"] {
        hear(dom::by_id("pictures")?, kind, Page::point)?;
    }
    hear(dom::by_id("canvas-network")?, "keydown", Page::key)?;
    let shared = page.clone();
    let resized = Closure::<dyn FnMut()>::new(move || with(&shared, Page::resized));
    ResizeObserver::new(resized.as_ref().unchecked_ref())?.observe(&dom::by_id("pictures")?);
    // The observer lives as long as the document.
    resized.forget();
    Ok(listeners)
}

impl Page {
    fn new(shell: Shell) -> Result<Shared, WebError> {
        let Link { params, data, presentation, notices } = opening()?;
        let shared: Shared = Rc::default();
        let (engine, for_frame) = (shell.engine()?, shared.clone());
        *shared.borrow_mut() = Some(Page {
            params,
            data: None,
            awaited: None,
            presentation,
            address: Address::new(),
            engine,
            progress: Progress::default(),
            measuring: None,
            file: None,
            wiring: None,
            offered: None,
            resume: None,
            clock: Clock::new(move |time| with(&for_frame, |page| page.frame(time))),
            pictures: Pictures::new(),
            words: Words::default(),
            run: Run {
                starting: false,
                scene: None,
                scores: None,
                heard: None,
                snapshot: None,
                history: BTreeMap::new(),
                traces: None,
                eps: 1.0,
                limit: Vec::new(),
            },
            limit_left: Vec::new(),
            hurry: None,
            story: Story::new(false),
            exports: Vec::new(),
            shell,
            hovered: None,
            chosen: None,
            pointer: None,
            failed: false,
            lost: false,
            asleep: false,
            last_frame: None,
            stale: true,
        });
        with(&shared, |page| {
            page.show_presentation()?;
            page.notices(&notices)?;
            page.take_data(data)
        });
        Ok(shared)
    }

    fn is_pruned(&self) -> bool {
        self.story.is_pruned(&self.run.facts())
    }

    fn moment(&self) -> Option<Moment<'_>> {
        self.run.moment(&self.story, self.params.rule)
    }

    /// Asks for the run of the parameters as they are now, to be seen from `wish` on.
    fn start(&mut self, wish: Option<Wish>, playing: bool) -> Result<(), WebError> {
        controls::show(&self.params)?;
        self.story.playing = playing;
        (self.run.starting, self.hurry) = (true, wish);
        self.make_way()?;
        self.request_start()?;
        self.mark_preset()?;
        self.write_address()
    }

    /// Asks the worker for the run, or first for what it needs.
    fn request_start(&mut self) -> Result<(), WebError> {
        let params = self.params.clone();
        let request = match (params.net, &self.wiring) {
            _ if !self.run.starting => return Ok(()),
            (Net::WormGap | Net::WormChem, None) => {
                self.progress.reach("Fetching the worm’s wiring…", (0.0, 0.0))?;
                self.shell.fetch_wiring.call0(&JsValue::NULL)?;
                return Ok(());
            }
            (Net::WormGap | Net::WormChem, Some(wiring)) => Request::StartWorm(params, wiring.clone()),
            _ => Request::Start(params),
        };
        self.engine.start(request)
    }

    /// A worker that is busy with a large network which nobody wants any more is not waited for.
    fn make_way(&mut self) -> Result<(), WebError> {
        let Some(scene) = &self.run.scene else { return Ok(()) };
        let kept = self.params.net == Net::File || experiment::is_same_network(&scene.params, &self.params);
        if scene.n() > LARGE && !kept && !self.engine.is_free() {
            self.engine = self.shell.engine()?;
            self.measuring = None;
        }
        Ok(())
    }

    /// Gives up what is being prepared, at once; the run before it is prepared again.
    fn cancel(&mut self) -> Result<(), WebError> {
        if !std::mem::take(&mut self.run.starting) {
            return Ok(());
        }
        self.engine = self.shell.engine()?;
        (self.measuring, self.awaited, self.offered) = (None, None, None);
        self.progress.end()?;
        show_message("notice", Some("Given up."))?;
        let Some(scene) = &self.run.scene else {
            self.params = first_example()?.unwrap_or_default();
            return self.start(None, false);
        };
        let (params, wish) = (scene.params.clone(), self.place());
        if let (Net::File, Some((name, bytes))) = (params.net, self.file.clone()) {
            self.resume = Some((params, wish));
            return self.engine.start(Request::File { name, bytes });
        }
        self.params = params;
        self.start(Some(wish), false)
    }

    /// Where the run stands.
    fn place(&self) -> Wish {
        match self.story.stage {
            Stage::Prune => Wish::Decided(self.story.decided()),
            stage => Wish::Stage(stage),
        }
    }

    /// A file is given to the worker.
    fn offer(&mut self, name: String, bytes: Vec<u8>) -> Result<(), WebError> {
        self.offered = Some((name.clone(), bytes.clone()));
        self.engine.start(Request::File { name, bytes })
    }

    /// The same as a link has it.
    fn follow_wishes(&mut self) -> Result<(), WebError> {
        let Presentation { stage, at, paused, .. } = self.presentation;
        let wish = match (stage, at) {
            (None | Some(Stage::Prune), Some(at)) => Some(Wish::Decided(at)),
            (Some(Stage::Listen) | None, _) => None,
            (Some(stage), _) => Some(Wish::Stage(stage)),
        };
        // Whoever wants less motion is not shown any unasked.
        let playing = !paused && !dom::prefers(STILL)?;
        self.start(wish, playing)
    }

    /// A control was changed.
    fn set(&mut self, key: &'static str, text: &str) -> Result<(), WebError> {
        let notice = self.params.set(key, text);
        self.notices(notice.as_slice())?;
        self.stale = true;
        match key {
            // These change only how the run is shown.
            "rule" | "speed" => {
                controls::show(&self.params)?;
                self.show_numbers()?;
                self.write_address()
            }
            _ => {
                let playing = (self.story.playing || self.is_pruned()) && !dom::prefers(STILL)?;
                let listens = key == "net" || self.params.cov == Cov::Measured;
                self.start(if listens { None } else { Some(Wish::Stage(Stage::Prune)) }, playing)
            }
        }
    }

    /// A control of the presentation was changed.
    fn present(&mut self, key: &str) -> Result<(), WebError> {
        let text = controls::value(key)?;
        self.presentation.set(key, &text);
        self.show_presentation()?;
        self.write_address()
    }

    /// Tells the style sheet what is to be seen.
    fn show_presentation(&mut self) -> Result<(), WebError> {
        let root = dom::root()?;
        let wanted = &self.presentation;
        let hide: Vec<&str> = wanted.hide.iter().map(|part| part.word()).collect();
        dom::set_attribute(&root, "data-embed", wanted.embed.word());
        dom::set_attribute(&root, "data-view", wanted.view.word());
        dom::set_attribute(&root, "data-hide", &hide.join(" "));
        controls::show_words("theme", link::Look::WORDS, wanted.theme.word())?;
        controls::show_words("view", link::View::WORDS, wanted.view.word())?;
        self.resized()
    }

    fn roll(&mut self) -> Result<(), WebError> {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes)
            .map_err(|error| WebError(format!("The dice cannot be thrown: {error}.")))?;
        // Six digits are easier to read out than ten.
        let seed = u32::from_le_bytes(bytes) % 1_000_000;
        self.set("seed", &seed.to_string())
    }

    /// One of the examples was chosen: its run, in the presentation that stands.
    fn take_preset(&mut self, event: &Event) -> Result<(), WebError> {
        let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
        let preset = target.map(|target| target.closest("a")).transpose()?.flatten();
        let Some(href) = preset.and_then(|preset| preset.get_attribute("href")) else { return Ok(()) };
        event.prevent_default();
        self.params = link::read(&href).params;
        self.notices(&[])?;
        self.start(None, !dom::prefers(STILL)?)
    }

    /// Says which example is shown, and what to look for there.
    fn mark_preset(&self) -> Result<(), WebError> {
        let list = dom::by_id::<Element>("presets")?.query_selector_all("a")?;
        let mut hint = String::new();
        for k in 0..list.length() {
            let Some(preset) = list.item(k).and_then(|node| node.dyn_into::<Element>().ok()) else {
                continue;
            };
            let href = preset.get_attribute("href").unwrap_or_default();
            let params = Params { speed: self.params.speed, ..link::read(&href).params };
            let shown = params == self.params;
            dom::set_attribute(&preset, "aria-current", if shown { "true" } else { "false" });
            if shown {
                hint = preset.get_attribute("data-hint").unwrap_or_default();
            }
        }
        dom::set_text(&dom::by_id("hint")?, &hint);
        Ok(())
    }

    /// The run of a link, after its matrix is there, if it has one.
    fn take_data(&mut self, data: Option<Data>) -> Result<(), WebError> {
        let Some(data) = data.filter(|data| self.data.as_ref() != Some(data)) else {
            return self.follow_wishes();
        };
        controls::show(&self.params)?;
        match (&data, data.table()) {
            (_, Some(table)) => {
                let name = String::from("The matrix in the link");
                self.offer(name, table.into_bytes())?;
            }
            (Data::Address(address), None) => {
                self.progress.reach("Fetching the matrix…", (0.0, 0.0))?;
                self.shell.fetch.call1(&JsValue::NULL, &address.into())?;
            }
            _ => {}
        }
        self.awaited = Some(data);
        Ok(())
    }

    /// The file that was given is read, and becomes the network.
    fn opened(&mut self, report: &str, matrix: Option<String>) -> Result<(), WebError> {
        dom::set_text(&dom::by_id("file-report")?, report);
        self.alert(None);
        self.failed = false;
        self.file = self.offered.take().or(self.file.take());
        if let Some((params, wish)) = self.resume.take() {
            self.params = params;
            return self.start(Some(wish), false);
        }
        let small = matrix.and_then(|pair| Data::read("matrix", pair.strip_prefix("matrix=")?)?.ok());
        let awaited = self.awaited.take();
        let of_link = awaited.is_some();
        self.data = awaited.or(small);
        if of_link {
            return self.follow_wishes();
        }
        self.params.set("net", Net::File.word());
        self.start(None, !dom::prefers(STILL)?)
    }

    /// The user goes on with the run that stands, after an error.
    fn go_on(&mut self) {
        if self.run.scene.is_some() && !self.lost && std::mem::take(&mut self.failed) {
            self.alert(None);
        }
    }

    fn toggle(&mut self) -> Result<(), WebError> {
        self.go_on();
        if self.story.is_over(&self.run.facts()) && !self.story.playing {
            return self.restart();
        }
        self.story.playing = !self.story.playing;
        self.last_frame = None;
        self.write_address()
    }

    fn restart(&mut self) -> Result<(), WebError> {
        self.go_on();
        self.run.history.clear();
        self.story = Story::new(true);
        (self.last_frame, self.stale) = (None, true);
        self.write_address()
    }

    fn go(&mut self, wish: Wish) -> Result<(), WebError> {
        self.go_on();
        if !self.run.is_scored() && !matches!(wish, Wish::Stage(Stage::Listen)) {
            self.hurry = Some(wish);
            return Ok(());
        }
        let facts = self.run.facts();
        match wish {
            Wish::Stage(stage) => self.story.go(stage, &facts),
            Wish::Decided(decided) => self.story.seek(decided, &facts),
            Wish::End => self.story.finish(&facts),
        }
        (self.stale, self.last_frame) = (true, None);
        self.write_address()
    }

    fn scrub(&mut self) -> Result<(), WebError> {
        let slider: HtmlInputElement = dom::by_id("position")?;
        self.go(Wish::Decided(slider.value().parse().unwrap_or(0)))
    }

    /// Writes what is shown into the address: while it plays, the run; at rest, also where it stands.
    fn write_address(&mut self) -> Result<(), WebError> {
        let decided = self.story.decided();
        let (stage, at, paused) = match self.story.stage {
            _ if self.story.playing => (None, None, false),
            _ if !self.run.is_scored() => {
                let Presentation { stage, at, paused, .. } = self.presentation;
                (stage, at, paused)
            }
            Stage::Listen => (None, None, true),
            Stage::Prune => (Some(Stage::Prune), Some(decided), true),
            Stage::Score => (Some(Stage::Score), None, true),
            Stage::Compare => (Some(Stage::Compare), None, true),
        };
        let shown = Presentation { stage, at, paused, ..self.presentation.clone() };
        self.address.set(&self.params, self.data.as_ref(), &shown)
    }

    /// The address was changed by hand or by a link on another page.
    fn follow_link(&mut self) -> Result<(), WebError> {
        if !self.address.was_changed()? {
            return Ok(());
        }
        if address::leads_to_a_part()? {
            return self.write_address();
        }
        let link = address::read()?;
        self.params = link.params;
        self.presentation = link.presentation;
        self.notices(&link.notices)?;
        self.show_presentation()?;
        self.take_data(link.data)
    }

    fn resized(&mut self) -> Result<(), WebError> {
        self.stale = true;
        self.pictures.fit(self.presentation.theme)
    }

    /// Other pictures may have come into sight.
    fn scrolled(&mut self) -> Result<(), WebError> {
        self.stale = true;
        Ok(())
    }

    /// The pointer moves over a picture, goes down on it, or leaves it.
    fn point(&mut self, event: &Event) -> Result<(), WebError> {
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return Ok(()) };
        let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
        let figure = target.map(|target| target.closest(".picture")).transpose()?.flatten();
        let picture =
            figure.as_ref().and_then(|figure| Picture::from_word(figure.id().strip_prefix("figure-")?));
        let pointed = picture.filter(|picture| MARKED.contains(picture)).zip(figure);
        let at = pointed.map(|(picture, figure)| {
            let place = figure.get_bounding_client_rect();
            let border = f64::from(figure.client_left());
            let at = (
                f64::from(event.client_x()) - place.left() - border,
                f64::from(event.client_y()) - place.top() - border,
            );
            (picture, at)
        });
        match event.type_().as_str() {
            "pointerout" => (self.pointer, self.hovered) = (None, None),
            "pointerdown" => {
                self.pointer = None;
                self.hovered = None;
                self.chosen = at.and_then(|(picture, at)| self.under(picture, at));
            }
            _ => self.pointer = at,
        }
        self.stale = true;
        Ok(())
    }

    fn under(&self, picture: Picture, at: (f64, f64)) -> Option<Selection> {
        self.pictures.pointed(picture, &self.moment()?, at)
    }

    /// The table of a picture is asked for.
    fn open_table(&mut self, event: &Event) -> Result<(), WebError> {
        let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
        let word = target.and_then(|target| target.get_attribute("data-table"));
        match (word.and_then(|word| Picture::from_word(&word)), self.moment()) {
            (Some(picture), Some(moment)) => words::open_table(picture, &moment),
            _ => Ok(()),
        }
    }

    /// A key was pressed in the picture of the network.
    fn key(&mut self, event: &Event) -> Result<(), WebError> {
        let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return Ok(()) };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return Ok(());
        }
        let key = event.key();
        if key == "Escape" {
            self.chosen = None;
        } else {
            let drawn = self.pictures.drawn();
            let Some(moment) = self.moment() else { return Ok(()) };
            let Some(selection) = inspect::moved(&moment, drawn, self.chosen, &key) else { return Ok(()) };
            self.chosen = Some(selection);
            event.prevent_default();
        }
        self.hovered = None;
        self.stale = true;
        Ok(())
    }

    /// The worker has answered.
    fn take(&mut self, reply: Result<Reply, WebError>) -> Result<(), WebError> {
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => {
                self.lost = true;
                return Err(error);
            }
        };
        if !self.engine.took(&reply)? {
            return Ok(());
        }
        reply.fit(self.run.scene.as_ref()).map_err(|error| WebError(error.to_string()))?;
        self.stale = true;
        match reply {
            Reply::Ready => Ok(()),
            Reply::Progress(stage) => self.prepare(stage),
            Reply::Failed(reason) => {
                self.failed = true;
                (self.run.starting, self.awaited, self.offered, self.measuring) = (false, None, None, None);
                self.progress.end()?;
                self.exports.clear();
                self.alert(Some(&sentence(&reason)));
                Ok(())
            }
            Reply::Scene(scene) => self.begin(*scene),
            Reply::Heard(heard) => {
                outputs::show_heard(Some(&heard), &self.params)?;
                self.run.heard = Some(*heard);
                Ok(())
            }
            Reply::Scored(scores) => self.scored(*scores),
            Reply::Compared(traces) => {
                self.run.traces = Some(*traces);
                Ok(())
            }
            Reply::Exported(bytes) => self.exported(&bytes),
            Reply::File { report, matrix } => self.opened(&report, matrix),
            Reply::Limit(point) => {
                self.run.limit.push(point);
                self.show_limit()
            }
            Reply::Measuring(done) => self.measure_on(done.min(2)),
            Reply::Measured(snapshot) => {
                self.measuring = None;
                self.progress.end()?;
                let mean = snapshot.rules.each_ref().map(Measures::error);
                self.run.history.insert(snapshot.decided, mean);
                self.run.snapshot = Some(*snapshot);
                self.show_numbers()
            }
        }
    }

    fn begin(&mut self, scene: Scene) -> Result<(), WebError> {
        self.failed = false;
        self.alert(None);
        outputs::show_scene(&scene)?;
        self.pictures.begin();
        self.words.forget();
        (self.run.scene, self.run.starting) = (Some(scene), false);
        self.measuring = None;
        self.progress.end()?;
        (self.run.scores, self.run.heard, self.run.traces) = (None, None, None);
        (self.hovered, self.chosen, self.pointer) = (None, None, None);
        self.run.snapshot = None;
        self.run.history.clear();
        self.exports.clear();
        self.story = Story::new(self.story.playing);
        self.last_frame = None;
        outputs::show_heard(None, &self.params)
    }

    /// The synapses have heard enough.
    fn scored(&mut self, scores: Scores) -> Result<(), WebError> {
        outputs::show_scores(&scores)?;
        outputs::show_heard(scores.heard.as_ref(), &self.params)?;
        self.run.heard = scores.heard.clone().or(self.run.heard.take());
        self.run.scores = Some(scores);
        self.pictures.scored();
        match self.hurry.take() {
            Some(wish) => {
                // A link's position plays on from there, unless it says otherwise.
                let playing = self.story.playing;
                self.go(wish)?;
                self.story.playing |= playing && !matches!(wish, Wish::End);
                self.write_address()
            }
            None => Ok(()),
        }
    }

    /// One frame: moves the run, and draws.
    fn frame(&mut self, time: f64) -> Result<(), WebError> {
        let seconds = self.last_frame.map_or(0.0, |last| (time - last) / 1000.0).clamp(0.0, LONGEST_FRAME);
        self.last_frame = self.story.playing.then_some(time);
        // The old run stands still while another is made: its end would be taken for the other's.
        if self.story.playing && !self.failed && !self.run.starting && self.run.scene.is_some() {
            let facts = self.run.facts();
            match dom::prefers(STILL)? {
                true => self.story.turn_page(&facts),
                false => self.story.advance(seconds * self.params.speed, &facts),
            }
            if !self.story.playing {
                self.write_address()?;
            }
        }
        self.address.keep_up()?;
        if let Some((picture, at)) = self.pointer.take() {
            self.hovered = self.under(picture, at);
        }
        if self.progress.is_on() {
            self.progress.show()?;
            dom::by_id::<Element>("cancel")?.toggle_attribute_with_force("hidden", !self.run.starting)?;
        }
        let selection = self.hovered.or(self.chosen);
        let moment = self.run.moment(&self.story, self.params.rule);
        inspect::show(moment.as_ref(), selection)?;
        if let Some(moment) = moment {
            self.words.say(&moment, time, self.story.playing)?;
            self.stale = self.pictures.draw(&Frame {
                moment,
                time,
                playing: self.story.playing,
                position: self.story.position,
                frames: Story::pruning() * FRAMES_A_SECOND / self.params.speed,
                settled: self.is_pruned() && (!self.story.playing || self.story.stage == Stage::Compare),
                selection,
            })?;
        }
        self.show_transport()
    }

    /// After every event: asks the worker for what is missing, and for a frame if one is needed.
    fn refresh(&mut self) -> Result<(), WebError> {
        let root = dom::root()?;
        let stage = self.story.stage.word();
        if root.get_attribute("data-stage").as_deref() != Some(stage) {
            dom::set_attribute(&root, "data-stage", stage);
            self.announce()?;
            // Other pictures are large now.
            self.resized()?;
        }
        if !self.asleep {
            self.ask()?;
        }
        dom::set_attribute(&root, "data-state", self.state());
        let playing = self.story.playing;
        dom::set_text(&dom::by_id("play")?, if playing { "Pause" } else { "Play" });
        let moves = playing || self.stale || self.hurry.is_some() || self.address.is_due();
        if !self.asleep && (self.progress.is_on() || (self.run.scene.is_some() && moves)) {
            self.clock.ask()?;
        }
        Ok(())
    }

    /// Marks the stage in the stepper, and says it to whoever does not see it.
    fn announce(&self) -> Result<(), WebError> {
        for stage in Stage::ALL {
            let button: Element = dom::by_id(&format!("stage-{}", stage.word()))?;
            let current = if *stage == self.story.stage { "step" } else { "false" };
            dom::set_attribute(&button, "aria-current", current);
        }
        let told: Element = dom::by_id(&format!("told-{}", self.story.stage.word()))?;
        dom::set_text(&dom::by_id("announce")?, &told.text_content().unwrap_or_default());
        Ok(())
    }

    /// Asks the worker for what is missing, one thing at a time.
    fn ask(&mut self) -> Result<(), WebError> {
        let Some(scene) = &self.run.scene else { return Ok(()) };
        if !self.engine.is_free() || self.failed {
            return Ok(());
        }
        let (decided, playing) = (self.story.decided(), self.story.playing);
        let all = !playing || scene.n() <= ALL_MEASURES_UP_TO;
        let measured = self.run.snapshot.as_ref().map(|s| (s.decided, s.rules[0].is_deep()));
        if measured.is_none_or(|(at, deep)| at != decided || (!deep && all)) {
            let depth = if all { Depth::All } else { Depth::Eigenvalues };
            let fresh = self.measuring.is_none();
            let (decided, depth) = *self.measuring.get_or_insert((decided, depth));
            if fresh && scene.n() > LARGE {
                self.measure_on(0)?;
            }
            return self.engine.send(&Request::Measure { decided, depth });
        }
        let needed = self.run.scores.is_none() && (playing || self.hurry.is_some());
        let shown = playing && self.story.stage == Stage::Listen && !dom::prefers(STILL)?;
        let left = self.run.heard.as_ref().map_or(u64::MAX, |heard| heard.left);
        if (needed || shown) && left > 0 {
            let steps = (left / LISTENING_PARTS).clamp(STEPS_AT_ONCE.0, STEPS_AT_ONCE.1);
            let steps = if needed { steps } else { STEPS_AT_ONCE.0 };
            return self.engine.send(&Request::Listen { steps });
        }
        if self.is_pruned() && self.run.traces.is_none() {
            return self.engine.send(&Request::Compare);
        }
        if self.run.scores.is_some()
            && let Some(export) = self.exports.first()
        {
            return self.engine.send(&Request::Export(*export));
        }
        if let (false, Some((net, n))) = (playing, self.limit_left.pop()) {
            return self.engine.send(&Request::Limit { net, n, eps: self.run.eps, seed: self.params.seed });
        }
        Ok(())
    }

    /// A file of the run is made.
    fn exported(&mut self, bytes: &[u8]) -> Result<(), WebError> {
        if self.exports.is_empty() {
            return Ok(());
        }
        let (what, extension) = match self.exports.remove(0) {
            Export::Numbers => ("numbers", "json"),
            Export::MatrixCsv => ("matrix", "csv"),
            Export::MatrixNpy => ("matrix", "npy"),
            Export::Table => ("synapses", "csv"),
        };
        self.deliver(&self.file_name(what, extension), bytes)
    }

    fn deliver(&self, name: &str, bytes: &[u8]) -> Result<(), WebError> {
        self.shell.deliver.call2(&JsValue::NULL, &name.into(), &Uint8Array::from(bytes))?;
        Ok(())
    }

    /// A name that says which run it is.
    fn file_name(&self, what: &str, extension: &str) -> String {
        let Params { net, n, keep, rule, seed, .. } = &self.params;
        format!("noise-prune-{}-{n}-keep{keep}-seed{seed}-{}-{what}.{extension}", net.word(), rule.word())
    }

    /// Starts the experiment on the limit, or ends it where it is.
    fn toggle_limit(&mut self) -> Result<(), WebError> {
        if self.limit_left.is_empty() {
            let given: HtmlInputElement = dom::by_id("limit-eps")?;
            self.run.eps = given.value().parse().unwrap_or(1.0_f64).clamp(0.3, 3.0);
            given.set_value(&self.run.eps.to_string());
            self.story.playing = false;
            self.run.limit.clear();
            // Asked for from the end, small networks first.
            let pairs = limit::SIZES.iter().rev().flat_map(|n| [(Net::Clustered, *n), (Net::Complete, *n)]);
            self.limit_left = pairs.collect();
        } else {
            self.limit_left.clear();
        }
        self.show_limit()
    }

    fn show_limit(&mut self) -> Result<(), WebError> {
        self.stale = true;
        outputs::show_limit(
            &self.run.limit,
            2 * limit::SIZES.len(),
            !self.limit_left.is_empty(),
            self.run.eps,
        )
    }

    fn state(&self) -> &'static str {
        let decided = self.story.decided();
        let measured =
            self.run.snapshot.as_ref().is_some_and(|s| s.decided == decided && s.rules[0].is_deep());
        match &self.run.scene {
            _ if self.failed => "error",
            None => "loading",
            Some(_) if self.is_pruned() && measured => "done",
            Some(_) if self.story.playing || self.is_pruned() || self.hurry.is_some() => "running",
            Some(_) if self.run.snapshot.is_none() => "loading",
            Some(_) => "paused",
        }
    }

    fn show_numbers(&self) -> Result<(), WebError> {
        let Some(snapshot) = &self.run.snapshot else { return Ok(()) };
        outputs::show_snapshot(snapshot, &self.params)
    }

    fn show_transport(&self) -> Result<(), WebError> {
        let (decided, all) = (self.story.decided(), self.run.synapses());
        let slider: HtmlInputElement = dom::by_id("position")?;
        dom::set_attribute(&slider, "max", &all.to_string());
        slider.set_value(&decided.to_string());
        if self.run.scene.is_none() {
            return Ok(());
        }
        let listens = self.run.scores.is_none() || (self.story.playing && self.story.stage == Stage::Listen);
        if let (true, Some(heard)) = (listens, &self.run.heard) {
            let goal = match self.params.cov {
                Cov::Measured => format!(" of {}", heard.goal),
                Cov::Exact => String::new(),
            };
            let status = format!("listening to the noise: {:.1}{goal} τ", heard.observed);
            dom::set_text(&dom::by_id("status")?, &status);
            return Ok(());
        }
        let mut status = format!("{decided} of {all} synapses decided");
        if let Some(at) = self.run.snapshot.as_ref().map(|s| s.decided).filter(|at| *at != decided) {
            status.push_str(&format!("; spectrum and numbers at {at}"));
        }
        dom::set_text(&dom::by_id("status")?, &status);
        Ok(())
    }

    fn prepare(&mut self, stage: Preparation) -> Result<(), WebError> {
        let doing = match stage {
            Preparation::Network => "Making the network…",
            Preparation::Covariance => "Working out how the noise makes neurons vary together…",
            Preparation::Modes => "Finding the patterns of activity and their rates of decay…",
            Preparation::Rules => "Scoring the synapses…",
        };
        if self.run.starting {
            self.progress.reach(doing, stage.share())?;
        }
        Ok(())
    }

    /// A measurement goes on with the next rule; there is a bar for it when nothing else moves.
    fn measure_on(&mut self, done: u8) -> Result<(), WebError> {
        if self.story.playing {
            return self.progress.end();
        }
        let doing = match done {
            0 => "Measuring the network pruned by noise…",
            1 => "Measuring the network pruned by weight…",
            _ => "Measuring the network pruned uniformly…",
        };
        let share = |rules: u8| f64::from(rules) / 3.0;
        self.progress.reach(doing, (share(done), share(done + 1)))
    }

    fn notices(&self, notices: &[Notice]) -> Result<(), WebError> {
        let text: Vec<String> = notices.iter().map(Notice::to_string).collect();
        show_message("notice", Some(text.join("\n")).filter(|text| !text.is_empty()).as_deref())
    }

    /// Shows the button that starts the page anew, or takes it away.
    fn offer_reload(&self, offered: bool) {
        if let Ok(root) = dom::root() {
            // Fails only for a name that is no name.
            let _ = root.toggle_attribute_with_force("data-lost", offered);
        }
    }

    /// Shows an error, or takes it away.
    fn alert(&mut self, message: Option<&str>) {
        if let Some(message) = message {
            web_sys::console::error_1(&message.into());
        }
        self.offer_reload(false);
        let shown = show_message("alert", message);
        if let (Some(_), Ok(()), Ok(root)) = (message, shown, dom::root()) {
            self.failed = true;
            dom::set_attribute(&root, "data-state", "error");
        }
    }
}

/// What the address says or, if it says nothing, the first of the examples.
fn opening() -> Result<Link, WebError> {
    let mut link = address::read()?;
    if address::is_silent()?
        && let Some(params) = first_example()?
    {
        link.params = params;
    }
    Ok(link)
}

/// The run of the first example.
fn first_example() -> Result<Option<Params>, WebError> {
    let first = dom::by_id::<Element>("presets")?.query_selector("a")?;
    Ok(first.and_then(|first| first.get_attribute("href")).map(|href| link::read(&href).params))
}

/// Whether the reader asked for less motion.
const STILL: &str = "(prefers-reduced-motion: reduce)";

fn show_message(id: &str, text: Option<&str>) -> Result<(), WebError> {
    let element: Element = dom::by_id(id)?;
    dom::set_text(&element, text.unwrap_or_default());
    element.toggle_attribute_with_force("hidden", text.is_none())?;
    Ok(())
}

/// A reason as a sentence of its own.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
