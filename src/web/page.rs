//! The page: what is shown now, and what happens at each event.
//!
//! Data goes one way: controls and link → [`Params`] → worker → [`Scene`] and [`Snapshot`]s →
//! pictures and numbers. The position (how many synapses are decided) belongs to the page and moves
//! with its frames; the worker measures at the position whenever it is free, so pictures say how
//! fresh the spectrum is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{Element, EventTarget, HtmlInputElement, ResizeObserver, Worker};

use super::clock::Clock;
use super::dom::{self, Listener, WebError};
use super::engine::Engine;
use super::pictures::{Moment, Pictures};
use super::{address, controls, outputs};
use crate::dynamics::Traces;
use crate::experiment::{Depth, Measures, Stage};
use crate::limit::{self, Point};
use crate::link::{Link, Presentation};
use crate::message::{Heard, Reply, Request, Scene, Scores, Snapshot};
use crate::params::{Net, Notice, Params};

/// Seconds that a whole run takes at speed 1.
const RUN_SECONDS: f64 = 20.0;
/// Frames that a screen usually shows in a second.
const FRAMES_A_SECOND: f64 = 60.0;
/// A frame never moves the run by more than this many seconds, however long the last one is ago.
const LONGEST_FRAME: f64 = 0.1;
/// ε of the experiment on the limit.
const LIMIT_EPS: f64 = 1.0;
/// Listening is cut into about so many parts, of which each is seen, …
const LISTENING_PARTS: u64 = 60;
/// … of at least and at most so many steps; a step takes about 10 µs.
const STEPS_AT_ONCE: (u64, u64) = (100, 20_000);
/// Up to this many neurons, all measures are taken while the run plays; beyond, only at rest.
const ALL_MEASURES_UP_TO: usize = 150;

/// Everything that is shown.
struct Page {
    params: Params,
    presentation: Presentation,
    engine: Engine,
    clock: Clock,
    pictures: Pictures,
    scene: Option<Scene>,
    /// None while the synapses listen.
    scores: Option<Scores>,
    heard: Option<Heard>,
    traces: Option<Traces>,
    /// The experiment on the limit: what is done, and what is still to be asked for.
    limit: Vec<Point>,
    limit_left: Vec<(Net, usize)>,
    /// Where to go as soon as the synapses are scored.
    hurry: Option<usize>,
    /// The last measures, and the mean errors at every position that was measured.
    snapshot: Option<Snapshot>,
    history: BTreeMap<usize, [f64; 3]>,
    /// Synapses decided, and a fraction of the next.
    position: f64,
    playing: bool,
    failed: bool,
    /// When the last frame was, in milliseconds.
    last_frame: Option<f64>,
    /// The picture is not what it should be.
    stale: bool,
}

/// Empty only while the page is being made.
type Shared = Rc<RefCell<Option<Page>>>;

thread_local! {
    /// The page and its listeners live as long as the document.
    static KEEP: RefCell<Option<(Shared, Vec<Listener>)>> = const { RefCell::new(None) };
}

/// Called once by main.js, with a function that makes a worker.
#[wasm_bindgen(js_name = runPage)]
pub fn run_page(make_worker: &Function) -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    let page = Page::new(make_worker)?;
    let listeners = listen(&page)?;
    KEEP.with(|keep| *keep.borrow_mut() = Some((page, listeners)));
    Ok(())
}

/// Called by main.js with a file that was chosen or dropped.
#[wasm_bindgen(js_name = openFile)]
pub fn open_file(name: String, bytes: Vec<u8>) {
    let page = KEEP.with(|keep| keep.borrow().as_ref().map(|(page, _)| page.clone()));
    if let Some(page) = page {
        with(&page, |page| page.engine.start(Request::File { name, bytes }));
    }
}

/// Called by main.js when a file cannot be taken up.
#[wasm_bindgen(js_name = refuseFile)]
pub fn refuse_file(reason: &str) {
    let page = KEEP.with(|keep| keep.borrow().as_ref().map(|(page, _)| page.clone()));
    if let Some(page) = page {
        with(&page, |_| Err(WebError(reason.into())));
    }
}

/// Bytes of the largest file that is read.
#[wasm_bindgen(js_name = largestFile)]
pub fn largest_file() -> usize {
    crate::network::read::MAX_BYTES
}

/// Does something to the page and shows an error if there is one. An event that comes while the page
/// is being changed (a control that is set from here) is not the user's, and passes by.
fn with(page: &Shared, action: impl FnOnce(&mut Page) -> Result<(), WebError>) {
    let Ok(mut page) = page.try_borrow_mut() else { return };
    let Some(page) = page.as_mut() else { return };
    let result = action(page).and_then(|()| page.refresh());
    if let Err(error) = result {
        page.alert(Some(&error.0));
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
    on(dom::by_id("step")?, "click", |page| page.go_to(page.decided() + 1))?;
    on(dom::by_id("finish")?, "click", |page| page.go_to(usize::MAX))?;
    on(dom::by_id("restart")?, "click", Page::restart)?;
    on(dom::by_id("dice")?, "click", Page::roll)?;
    on(dom::by_id("limit")?, "click", Page::toggle_limit)?;
    on(dom::by_id("position")?, "input", Page::scrub)?;
    on(dom::by_id("controls")?, "submit", |_| Ok(()))?;
    on(dom::window()?.into(), "hashchange", Page::follow_link)?;
    // A change of the pixel ratio alone (another screen, the browser's zoom) resizes the window too.
    on(dom::window()?.into(), "resize", Page::resized)?;
    if let Some(dark) = dom::window()?.match_media("(prefers-color-scheme: dark)")? {
        on(dark.into(), "change", Page::resized)?;
    }
    let shared = page.clone();
    let resized = Closure::<dyn FnMut()>::new(move || with(&shared, Page::resized));
    ResizeObserver::new(resized.as_ref().unchecked_ref())?.observe(&dom::by_id("pictures")?);
    // The observer lives as long as the document.
    resized.forget();
    Ok(listeners)
}

impl Page {
    fn new(make_worker: &Function) -> Result<Shared, WebError> {
        let Link { params, presentation, notices } = address::read()?;
        let worker: Worker = make_worker.call0(&JsValue::NULL)?.unchecked_into();
        let shared: Shared = Rc::default();
        let (for_reply, for_frame) = (shared.clone(), shared.clone());
        let playing = !presentation.paused;
        *shared.borrow_mut() = Some(Page {
            params,
            presentation,
            engine: Engine::new(worker, move |reply| with(&for_reply, |page| page.take(reply)))?,
            clock: Clock::new(move |time| with(&for_frame, |page| page.frame(time))),
            pictures: Pictures::new(),
            scene: None,
            scores: None,
            heard: None,
            traces: None,
            limit: Vec::new(),
            limit_left: Vec::new(),
            hurry: None,
            snapshot: None,
            history: BTreeMap::new(),
            position: 0.0,
            playing,
            failed: false,
            last_frame: None,
            stale: true,
        });
        with(&shared, |page| {
            page.pictures.fit()?;
            page.notices(&notices)?;
            page.start()
        });
        Ok(shared)
    }

    /// Synapses decided.
    fn decided(&self) -> usize {
        self.position as usize
    }

    fn synapses(&self) -> usize {
        self.scene.as_ref().map_or(0, Scene::synapses)
    }

    fn at_end(&self) -> bool {
        self.scores.is_some() && self.decided() >= self.synapses()
    }

    /// Asks for the run of the parameters as they are now.
    fn start(&mut self) -> Result<(), WebError> {
        controls::show(&self.params)?;
        address::write(&self.params, &self.presentation)?;
        self.engine.start(Request::Start(self.params.clone()))
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
                address::write(&self.params, &self.presentation)
            }
            _ => self.start(),
        }
    }

    fn roll(&mut self) -> Result<(), WebError> {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes)
            .map_err(|error| WebError(format!("The dice cannot be thrown: {error}.")))?;
        // Six digits are easier to read out than ten.
        let seed = u32::from_le_bytes(bytes) % 1_000_000;
        self.set("seed", &seed.to_string())
    }

    /// The file that was given is read, and becomes the network.
    fn opened(&mut self, report: &str) -> Result<(), WebError> {
        dom::set_text(&dom::by_id("file-report")?, report);
        self.alert(None);
        self.failed = false;
        self.params.set("net", Net::File.word());
        self.start()
    }

    /// The user goes on with the run that stands, after an error.
    fn go_on(&mut self) {
        if self.scene.is_some() && std::mem::take(&mut self.failed) {
            self.alert(None);
        }
    }

    fn toggle(&mut self) -> Result<(), WebError> {
        self.go_on();
        if self.at_end() && !self.playing {
            return self.restart();
        }
        self.playing = !self.playing;
        self.last_frame = None;
        Ok(())
    }

    fn restart(&mut self) -> Result<(), WebError> {
        self.go_on();
        self.position = 0.0;
        self.history.clear();
        self.playing = true;
        self.last_frame = None;
        self.stale = true;
        Ok(())
    }

    fn go_to(&mut self, decided: usize) -> Result<(), WebError> {
        self.go_on();
        self.playing = false;
        if self.scores.is_none() {
            self.hurry = Some(decided);
            return Ok(());
        }
        self.position = decided.min(self.synapses()) as f64;
        self.stale = true;
        Ok(())
    }

    fn scrub(&mut self) -> Result<(), WebError> {
        let slider: HtmlInputElement = dom::by_id("position")?;
        self.go_to(slider.value().parse().unwrap_or(0))
    }

    /// The address was changed by hand or by a link on another page.
    fn follow_link(&mut self) -> Result<(), WebError> {
        let link = address::read()?;
        if link.params == self.params && link.presentation == self.presentation {
            return Ok(());
        }
        self.params = link.params;
        self.playing = !link.presentation.paused;
        self.presentation = link.presentation;
        self.notices(&link.notices)?;
        self.start()
    }

    fn resized(&mut self) -> Result<(), WebError> {
        self.stale = true;
        self.pictures.fit()?;
        self.pictures.draw_limit(&self.limit, LIMIT_EPS)
    }

    /// The worker has answered.
    fn take(&mut self, reply: Result<Reply, WebError>) -> Result<(), WebError> {
        let reply = reply?;
        if !self.engine.took(&reply)? {
            return Ok(());
        }
        self.stale = true;
        match reply {
            Reply::Ready => Ok(()),
            Reply::Progress(stage) => self.progress(stage),
            Reply::Failed(reason) => {
                self.failed = true;
                self.alert(Some(&sentence(&reason)));
                Ok(())
            }
            Reply::Scene(scene) => self.begin(*scene),
            Reply::Heard(heard) => {
                outputs::show_heard(Some(&heard), self.params.act)?;
                self.heard = Some(*heard);
                Ok(())
            }
            Reply::Scored(scores) => self.scored(*scores),
            Reply::Compared(traces) => {
                self.traces = Some(*traces);
                self.pictures.begin_more();
                Ok(())
            }
            Reply::File(report) => self.opened(&report),
            Reply::Limit(point) => {
                self.limit.push(point);
                self.show_limit()
            }
            Reply::Measured(snapshot) => {
                let mean = snapshot.rules.each_ref().map(Measures::error);
                self.history.insert(snapshot.decided, mean);
                self.snapshot = Some(*snapshot);
                self.show_numbers()
            }
        }
    }

    fn begin(&mut self, scene: Scene) -> Result<(), WebError> {
        self.failed = false;
        self.alert(None);
        outputs::show_scene(&scene)?;
        self.pictures.begin();
        self.scene = Some(scene);
        (self.scores, self.heard, self.traces, self.hurry) = (None, None, None, None);
        self.snapshot = None;
        self.history.clear();
        self.position = 0.0;
        self.last_frame = None;
        outputs::show_heard(None, self.params.act)
    }

    /// The synapses have heard enough.
    fn scored(&mut self, scores: Scores) -> Result<(), WebError> {
        if !scores.fit(self.synapses()) {
            return Err(WebError("The computing part of this page sent scores of another network.".into()));
        }
        outputs::show_scores(&scores)?;
        outputs::show_heard(scores.heard.as_ref(), self.params.act)?;
        self.heard = scores.heard.clone().or(self.heard.take());
        self.scores = Some(scores);
        self.pictures.scored();
        match self.hurry.take() {
            Some(decided) => self.go_to(decided),
            None => Ok(()),
        }
    }

    /// One frame: moves the run, and draws.
    fn frame(&mut self, time: f64) -> Result<(), WebError> {
        let seconds = self.last_frame.map_or(0.0, |last| (time - last) / 1000.0).clamp(0.0, LONGEST_FRAME);
        self.last_frame = self.playing.then_some(time);
        if self.playing && !self.failed && self.scores.is_some() {
            let all = self.synapses() as f64;
            self.position = (self.position + seconds * self.params.speed * all / RUN_SECONDS).min(all);
        }
        if self.at_end() {
            self.playing = false;
        }
        if let Some(scene) = &self.scene {
            let moment = Moment {
                scene,
                scores: self.scores.as_ref(),
                heard: self.heard.as_ref(),
                traces: self.traces.as_ref(),
                params: &self.params,
                time,
                playing: self.playing,
                position: self.position,
                frames: RUN_SECONDS * FRAMES_A_SECOND / self.params.speed,
                settled: !self.playing && self.at_end(),
                snapshot: self.snapshot.as_ref(),
                history: &self.history,
            };
            self.stale = self.pictures.draw(&moment)?;
        }
        self.show_transport()
    }

    /// After every event: asks the worker for what is missing, and for a frame if one is needed.
    fn refresh(&mut self) -> Result<(), WebError> {
        self.measure()?;
        let state = self.state();
        dom::set_attribute(&dom::document()?.document_element().ok_or_else(no_root)?, "data-state", state);
        dom::set_text(&dom::by_id("play")?, if self.playing { "Pause" } else { "Play" });
        if self.scene.is_some() && (self.playing || self.stale || self.hurry.is_some()) {
            self.clock.ask()?;
        }
        Ok(())
    }

    /// Asks the worker for what is missing, one thing at a time.
    fn measure(&mut self) -> Result<(), WebError> {
        let Some(scene) = &self.scene else { return Ok(()) };
        if !self.engine.is_free() || self.failed {
            return Ok(());
        }
        let all = !self.playing || scene.n() <= ALL_MEASURES_UP_TO;
        let measured = self.snapshot.as_ref().map(|s| (s.decided, s.rules[0].is_deep()));
        let listens = self.scores.is_none() && (self.playing || self.hurry.is_some());
        if measured.is_none_or(|(at, deep)| at != self.decided() || (!deep && all)) {
            let depth = if all { Depth::All } else { Depth::Eigenvalues };
            return self.engine.send(&Request::Measure { decided: self.decided(), depth });
        }
        if let (true, Some(heard)) = (listens, &self.heard) {
            let steps = (heard.left / LISTENING_PARTS).clamp(STEPS_AT_ONCE.0, STEPS_AT_ONCE.1);
            return self.engine.send(&Request::Listen { steps });
        }
        if self.at_end() && !self.playing && self.traces.is_none() {
            return self.engine.send(&Request::Compare);
        }
        if let (false, Some((net, n))) = (self.playing, self.limit_left.pop()) {
            return self.engine.send(&Request::Limit { net, n, eps: LIMIT_EPS, seed: self.params.seed });
        }
        Ok(())
    }

    /// Starts the experiment on the limit, or ends it where it is.
    fn toggle_limit(&mut self) -> Result<(), WebError> {
        if self.limit_left.is_empty() {
            self.playing = false;
            self.limit.clear();
            // Asked for from the end, small networks first.
            let pairs = limit::SIZES.iter().rev().flat_map(|n| [(Net::Clustered, *n), (Net::Complete, *n)]);
            self.limit_left = pairs.collect();
        } else {
            self.limit_left.clear();
        }
        self.show_limit()
    }

    fn show_limit(&mut self) -> Result<(), WebError> {
        outputs::show_limit(&self.limit, 2 * limit::SIZES.len(), !self.limit_left.is_empty(), LIMIT_EPS)?;
        self.pictures.draw_limit(&self.limit, LIMIT_EPS)
    }

    fn state(&self) -> &'static str {
        let measured =
            self.snapshot.as_ref().is_some_and(|s| s.decided == self.decided() && s.rules[0].is_deep());
        match &self.scene {
            _ if self.failed => "error",
            None => "loading",
            Some(_) if self.at_end() && measured => "done",
            Some(_) if self.playing || self.at_end() || self.hurry.is_some() => "running",
            Some(_) if self.snapshot.is_none() => "loading",
            Some(_) => "paused",
        }
    }

    fn show_numbers(&self) -> Result<(), WebError> {
        let Some(snapshot) = &self.snapshot else { return Ok(()) };
        outputs::show_snapshot(snapshot, &self.params)
    }

    fn show_transport(&self) -> Result<(), WebError> {
        let (decided, all) = (self.decided(), self.synapses());
        let slider: HtmlInputElement = dom::by_id("position")?;
        dom::set_attribute(&slider, "max", &all.to_string());
        slider.set_value(&decided.to_string());
        if let (None, Some(heard)) = (&self.scores, &self.heard) {
            let status = format!("listening to the noise: {:.1} of {} τ", heard.observed, heard.goal);
            dom::set_text(&dom::by_id("status")?, &status);
            return Ok(());
        }
        let mut status = format!("{decided} of {all} synapses decided");
        if let Some(at) = self.snapshot.as_ref().map(|s| s.decided).filter(|at| *at != decided) {
            status.push_str(&format!("; spectrum and numbers at {at}"));
        }
        dom::set_text(&dom::by_id("status")?, &status);
        Ok(())
    }

    fn progress(&self, stage: Stage) -> Result<(), WebError> {
        let doing = match stage {
            Stage::Network => "Making the network…",
            Stage::Covariance => "Working out how the noise makes neurons vary together…",
            Stage::Modes => "Finding the patterns of activity and their rates of decay…",
            Stage::Rules => "Scoring the synapses…",
        };
        dom::set_text(&dom::by_id("status")?, doing);
        Ok(())
    }

    fn notices(&self, notices: &[Notice]) -> Result<(), WebError> {
        let text: Vec<String> = notices.iter().map(Notice::to_string).collect();
        show_message("notice", Some(text.join("\n")).filter(|text| !text.is_empty()).as_deref())
    }

    /// Shows an error, or takes it away.
    fn alert(&mut self, message: Option<&str>) {
        if let Some(message) = message {
            web_sys::console::error_1(&message.into());
        }
        let shown = show_message("alert", message);
        let root = dom::document().map(|document| document.document_element());
        if let (Some(_), Ok(()), Ok(Some(root))) = (message, shown, root) {
            self.failed = true;
            dom::set_attribute(&root, "data-state", "error");
        }
    }
}

fn show_message(id: &str, text: Option<&str>) -> Result<(), WebError> {
    let element: Element = dom::by_id(id)?;
    dom::set_text(&element, text.unwrap_or_default());
    element.toggle_attribute_with_force("hidden", text.is_none())?;
    Ok(())
}

/// A reason as a sentence of its own.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

fn no_root() -> WebError {
    WebError("the document has no root".into())
}
