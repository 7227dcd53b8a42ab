//! The page: what is shown now, and what happens at each event.
//!
//! Data goes one way: controls and link → [`Params`] → worker → [`Scene`] and [`Snapshot`]s →
//! pictures and numbers. Where the run stands ([`Story`]) belongs to the page and moves with its frames; the
//! worker measures there whenever it is free, so pictures say how fresh the spectrum is.

mod beginning;
mod calls;
mod input;
mod replies;

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
use super::pictures::{Frame, Pictures};
use super::progress::Progress;
use super::words::{self, Words};
use super::{controls, inspect, outputs};
use crate::measure::dynamics::Traces;
use crate::measure::limit::{self, Point};
use crate::params::link::{self, Data, Link, Presentation, Stage};
use crate::params::{Changes, Cov, Net, Notice, Params, Rule};
use crate::pictures::{Moment, Picture, Selection};
use crate::run::export::Export;
use crate::run::{Depth, Measures, Stage as Preparation};
use crate::visit::message::{self, Draws, Heard, Reply, Request, Scene, Scores, Snapshot};
use crate::visit::story::{Facts, Story};
use beginning::opening;

/// Frames that a screen usually shows in a second.
const FRAMES_A_SECOND: f64 = 60.0;
/// A frame never moves the run by more than this many seconds, however long the last one is ago.
const LONGEST_FRAME: f64 = 0.1;
/// Beyond this many neurons, a network is measured one rule at a time, and that is shown.
const LARGE: usize = message::AT_ONCE_UP_TO;

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
    params: Option<Params>,
    scene: Option<Scene>,
    draws: Option<Draws>,
    /// None while the synapses listen.
    scores: Option<Scores>,
    heard: Option<Heard>,
    /// The last measures, and the mean errors at every position that was measured.
    snapshot: Option<Snapshot>,
    history: BTreeMap<usize, Vec<f64>>,
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
            params: self.params.as_ref()?,
            scene: self.scene.as_ref()?,
            draws: self.draws.as_ref()?,
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
    controls::build()?;
    outputs::build()?;
    let page = Page::new(Shell { make_worker, deliver, fetch_wiring, fetch })?;
    let listeners = listen(&page)?;
    KEEP.with(|keep| *keep.borrow_mut() = Some((page, listeners)));
    Ok(())
}

fn kept() -> Option<Shared> {
    KEEP.with(|keep| keep.borrow().as_ref().map(|(page, _)| page.clone()))
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
    let set = move |key, text: String| with(&shared, |page| page.set(key, &text));
    let mut listeners = controls::listen(Params::ROWS, set)?;
    let shared = page.clone();
    let present = move |key, text: String| with(&shared, |page| page.present(key, &text));
    listeners.extend(controls::listen(Presentation::ROWS, present)?);
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
            pictures: Pictures::new()?,
            words: Words::default(),
            run: Run {
                starting: false,
                params: None,
                scene: None,
                draws: None,
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

    fn resized(&mut self) -> Result<(), WebError> {
        self.stale = true;
        self.pictures.fit(self.presentation.theme)
    }

    /// Other pictures may have come into sight.
    fn scrolled(&mut self) -> Result<(), WebError> {
        self.stale = true;
        Ok(())
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
