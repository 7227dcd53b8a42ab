//! The page in a browser: carries events in and effects out, and shows what there is to be seen. What happens at an
//! event is decided in [`crate::visit::page`].

mod calls;
mod listening;
mod showing;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Worker;

use super::address::{self, Address};
use super::clock::Clock;
use super::dom::{self, Listener, WebError};
use super::engine::Engine;
use super::pictures::Pictures;
use super::words::Words;
use super::{controls, outputs};
use crate::pictures::Picture;
use crate::visit::event::{Effect, Event, Now, Wanted};
use crate::visit::page::Page;
use showing::Seen;

/// Everything that the browser has of the page.
struct Shell {
    page: Page,
    /// The workers, by their numbers.
    engines: Vec<(u32, Engine)>,
    calls: Calls,
    address: Address,
    clock: Clock,
    pictures: Pictures,
    words: Words,
    seen: Seen,
    /// Where the pointer is, until the next frame looks up what is there.
    pointer: Option<(Picture, (f64, f64))>,
    /// The pictures are not what they should be.
    stale: bool,
}

/// What JavaScript does for the page.
struct Calls {
    /// Makes a worker.
    make_worker: Function,
    /// Hands a file to the browser: its name and its bytes.
    deliver: Function,
    /// Fetches a dataset for an id by its file and what it is called, and calls [`calls::take_fetched`] or [`calls::refuse_fetched`].
    fetch_dataset: Function,
    /// The same for the file at an address: id and address.
    fetch: Function,
    /// Answers a question of the page that holds this one: its id, JSON or null, and a sentence or null.
    answer: Function,
}

/// Empty only while the page is being made.
type Shared = Rc<RefCell<Option<Shell>>>;

thread_local! {
    /// The page and its listeners live as long as the document.
    static KEEP: RefCell<Option<(Shared, Vec<Listener>)>> = const { RefCell::new(None) };
}

/// Called once by main.js, with functions that make a worker, save a file, fetch a dataset or a file, and answer the page
/// around this one; and, if the page is one file with a run in it, the run's link, and name and bytes of its matrix's file
/// if the link does not hold that.
#[wasm_bindgen(js_name = runPage)]
#[allow(clippy::too_many_arguments, reason = "JavaScript hands over all that it does for the page, once")]
pub fn run_page(
    make_worker: Function,
    deliver: Function,
    fetch_dataset: Function,
    fetch: Function,
    answer: Function,
    link: Option<String>,
    name: String,
    bytes: Option<Vec<u8>>,
) -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    controls::build()?;
    controls::build_offered()?;
    outputs::build()?;
    let shared: Shared = Rc::default();
    let for_frame = shared.clone();
    *shared.borrow_mut() = Some(Shell {
        page: Page::new(listening::examples()?, dom::is_framed()?),
        engines: Vec::new(),
        calls: Calls { make_worker, deliver, fetch_dataset, fetch, answer },
        address: Address::new(),
        clock: Clock::new(move |time| with(&for_frame, |shell| shell.frame(time))),
        pictures: Pictures::new()?,
        words: Words::default(),
        seen: Seen::default(),
        pointer: None,
        stale: true,
    });
    let listeners = listening::listen(&shared)?;
    KEEP.with(|keep| *keep.borrow_mut() = Some((shared.clone(), listeners)));
    if let Some(link) = link {
        tell(&shared, Event::Inside { link, file: bytes.map(|bytes| (name, bytes)) });
    }
    let (query, hash) = address::read()?;
    tell(&shared, Event::Link { query, hash });
    Ok(())
}

fn kept() -> Option<Shared> {
    KEEP.with(|keep| keep.borrow().as_ref().map(|(shell, _)| shell.clone()))
}

/// Does something with the page, and shows the result. An event that comes while the page is being changed (because a
/// control is set from here) is not the reader's, and is ignored.
fn with(shared: &Shared, action: impl FnOnce(&mut Shell) -> Result<(), WebError>) {
    let Ok(mut shell) = shared.try_borrow_mut() else { return };
    let Some(shell) = shell.as_mut() else { return };
    let result = action(shell).and_then(|()| shell.show());
    if let Err(error) = result {
        // If even that cannot be shown, there is nothing to show it on.
        let _ = shell.handle(Event::Fault(error.0)).and_then(|()| shell.show());
    }
}

/// Tells the page of an event.
fn tell(shared: &Shared, event: Event) {
    with(shared, |shell| shell.handle(event));
}

/// The same, from JavaScript.
fn tell_kept(event: Event) {
    if let Some(shared) = kept() {
        tell(&shared, event);
    }
}

/// Whether the reader asked for less motion.
const STILL: &str = "(prefers-reduced-motion: reduce)";

impl Shell {
    /// Tells the page of an event, and carries out what it wants done.
    fn handle(&mut self, event: Event) -> Result<(), WebError> {
        self.stale |= !matches!(event, Event::Frame | Event::Reply { .. });
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            self.stale |= matches!(event, Event::Reply { .. });
            let now = Now { time: dom::time()?, still: dom::prefers(STILL)? };
            for effect in self.page.handle(event, now) {
                events.extend(self.carry_out(effect)?);
            }
        }
        Ok(())
    }

    /// Does what the page wants done. If that fails at once, the failure is the event.
    fn carry_out(&mut self, effect: Effect) -> Result<Option<Event>, WebError> {
        let null = JsValue::NULL;
        match effect {
            Effect::NewWorker(worker) => match self.new_engine(worker) {
                Ok(engine) => self.engines.push((worker, engine)),
                Err(error) => return Ok(Some(Event::Lost { worker, reason: error.0 })),
            },
            Effect::EndWorker(worker) => self.engines.retain(|(number, _)| *number != worker),
            Effect::Send(request) => {
                let asked = self.page.worker_number();
                if let Some((_, engine)) = self.engines.iter().find(|(number, _)| *number == asked) {
                    engine.send(&request)?;
                }
            }
            Effect::Fetch { id, wanted: Wanted::Dataset(data) } => {
                self.calls.fetch_dataset.call3(
                    &null,
                    &id.into(),
                    &data.file().into(),
                    &data.label().into(),
                )?;
            }
            Effect::Fetch { id, wanted: Wanted::Address(address) } => {
                self.calls.fetch.call2(&null, &id.into(), &address.into())?;
            }
            Effect::Address(link) => self.address.set(&link)?,
            Effect::Entry(link) => self.address.enter(&link)?,
            Effect::AddressNow => self.address.write_due()?,
            Effect::Deliver { name, bytes } => self.deliver(&name, &bytes)?,
            Effect::Answer { id, result } => {
                let (json, reason) = match result {
                    Ok(json) => (json.into(), null.clone()),
                    Err(reason) => (null.clone(), reason.into()),
                };
                self.calls.answer.call3(&null, &id.into(), &json, &reason)?;
            }
            Effect::SaveStatus(text) => dom::set_text(&dom::by_id("save-status")?, &text),
            Effect::Begin => {
                self.pictures.begin();
                self.words.forget();
                self.pointer = None;
                self.seen.begin();
            }
            Effect::Scored => {
                self.pictures.scored();
                self.words.forget();
                self.seen.score();
            }
        }
        Ok(None)
    }

    /// A worker that answers to the page.
    fn new_engine(&self, number: u32) -> Result<Engine, WebError> {
        let worker: Worker = self.calls.make_worker.call1(&JsValue::NULL, &number.into())?.unchecked_into();
        Engine::new(worker, number, tell_kept)
    }

    /// Hands a file to the reader.
    fn deliver(&self, name: &str, bytes: &[u8]) -> Result<(), WebError> {
        self.calls.deliver.call2(&JsValue::NULL, &name.into(), &Uint8Array::from(bytes))?;
        Ok(())
    }
}
