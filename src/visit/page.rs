//! The page's side of a visit: it takes an event, changes its state, and returns a list of effects.
//!
//! The state has three parts: the run that is *shown*, with everything that was found out about it; a *plan*, which is
//! a run that the reader wants and that is not there yet; and the *worker*, which does one thing at a time. A plan
//! replaces the shown run in one step, or not at all. If it fails, the controls, the address and the saved files go
//! back to the shown run. Every answer carries the number of its request; an answer to any other is ignored.

mod answers;
mod asking;
mod curve;
mod host;
mod input;
mod plan;
mod preview;
mod shown;
mod study;
mod view;

use std::rc::Rc;

use super::event::{Effect, Event, Now};
use super::losses::Losses;
use super::message::{Ask, Snapshot, SourceId};
use super::moment::Selection;
use super::progress::Progress;
use super::story::Story;
use crate::measure::limit::Point;
use crate::params::link::{Data, Presentation, Stage};
use crate::params::{Dataset, Net, Params, quoted};
use crate::run::export::Export;

use host::Host;
use plan::Plan;
use preview::Preview;
use shown::Shown;
use study::Studied;

pub use answers::STOPPED;
pub use view::Alert;

/// A place in the story.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wish {
    Stage(Stage),
    Decided(usize),
    End,
}

/// A file, or a dataset.
#[derive(Debug, PartialEq)]
struct Source {
    id: SourceId,
    name: String,
    bytes: Vec<u8>,
}

/// What a run's network is made from besides its parameters.
#[derive(Clone, Debug, Default, PartialEq)]
struct Origin {
    /// What the run's link has for it.
    data: Option<Data>,
    /// None until it is fetched.
    source: Option<Rc<Source>>,
}

/// What the worker does.
#[derive(Clone, Debug, PartialEq)]
enum Worker {
    /// It was made, and has not said yet that it is there.
    Starting,
    Free,
    /// It answers this.
    Busy(Box<Asked>),
    /// There is none.
    Lost,
}

/// A request that is under way.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    ticket: u32,
    params: Params,
    ask: Ask,
    /// When it was sent, in milliseconds.
    since: f64,
}

/// A worker that is replaced while it works. It goes on until the new one says that it is there: without a network, none
/// can be made.
#[derive(Debug)]
struct Replaced {
    number: u32,
    /// What it does.
    worker: Worker,
    given: Option<SourceId>,
    knows: [bool; Dataset::ALL.len()],
}

/// Who gets a file that is made of a run.
#[derive(Debug)]
enum Taker {
    /// The reader, under this name.
    Reader(String),
    /// The page that holds this one.
    Host,
}

/// A file that the worker has yet to make.
#[derive(Debug)]
struct Saving {
    export: Export,
    taker: Taker,
    /// The run, as it was drawn when its file was asked for.
    params: Params,
}

/// The experiment on the limit.
#[derive(Debug, Default)]
struct Limit {
    eps: f64,
    seed: u32,
    points: Vec<Point>,
    /// The networks still to be computed; the next one stands last.
    left: Vec<(Net, usize)>,
}

/// Everything that the page knows and decides.
#[derive(Debug)]
pub struct Page {
    /// The examples, as links.
    examples: Vec<String>,
    /// The link of the run that the page itself has in it.
    inside: Option<String>,
    presentation: Presentation,
    shown: Option<Shown>,
    plan: Option<Plan>,
    story: Story,
    losses: Losses,
    /// The end of the run, while it is shown before the story.
    preview: Option<Preview>,
    /// The first run to come opens the page, with its end.
    opens: bool,
    /// Where to go as soon as the synapses are scored.
    hurry: Option<Wish>,

    worker: Worker,
    /// Its number, and when it was made, in milliseconds.
    number: u32,
    made: f64,
    /// The one that it takes the place of.
    replaced: Option<Replaced>,
    /// Numbers of the last worker, request and fetch.
    workers: u32,
    tickets: u32,
    fetches: u32,
    /// The file that the worker was given last.
    given: Option<SourceId>,
    /// Whether the worker was given each of the datasets, …
    knows: [bool; Dataset::ALL.len()],
    /// … and each of them, after a worker has taken it.
    datasets: [Option<Rc<Source>>; Dataset::ALL.len()],
    /// The file that was read last.
    last: Option<Origin>,
    progress: Progress,
    /// The measurement under way, if it is made one rule at a time.
    measuring: Option<Snapshot>,

    /// Files that were asked for and the worker has yet to make.
    exports: Vec<Saving>,
    host: Host,
    limit: Limit,
    /// A study of each kind, and which of their numbers is looked at.
    studies: [Studied; 2],
    column: usize,
    /// The study that the view shows waits for the play button.
    study_waits: bool,

    hovered: Option<Selection>,
    chosen: Option<Selection>,
    alert: Option<Alert>,
    notice: String,
    /// Whether the notice says how a file was taken, and that can be undone.
    undoes: bool,
    /// Something went wrong, and nobody has gone on since.
    failed: bool,
    /// The browser cannot do what it must.
    faulty: bool,
    asleep: bool,
    /// When the last event was, in milliseconds.
    time: f64,
    /// When the last frame of a story that plays was.
    last_frame: Option<f64>,
    /// What the page wrote last into the address; empty after the reader has changed it.
    written: String,
    /// The run on its way is that of the address, as the reader wrote it.
    led: bool,
    /// The run on its way gets an entry of its own in the browser's history.
    enters: bool,
    /// The page is a part of another one, which has no use for such entries.
    guest: bool,
}

impl Page {
    /// A page with these examples (links), a page of its own or a `guest` in another one, before anything has happened;
    /// its first event is [`Event::Link`].
    pub fn new(examples: Vec<String>, guest: bool) -> Page {
        Page {
            examples,
            inside: None,
            presentation: Presentation::default(),
            shown: None,
            plan: None,
            story: Story::new(false),
            losses: Losses::default(),
            preview: None,
            opens: false,
            hurry: None,
            worker: Worker::Lost,
            number: 0,
            made: 0.0,
            replaced: None,
            workers: 0,
            tickets: 0,
            fetches: 0,
            given: None,
            knows: Default::default(),
            datasets: Default::default(),
            last: None,
            progress: Progress::default(),
            measuring: None,
            exports: Vec::new(),
            host: Host::default(),
            limit: Limit { eps: 1.0, ..Limit::default() },
            studies: Default::default(),
            column: 0,
            study_waits: false,
            hovered: None,
            chosen: None,
            alert: None,
            notice: String::new(),
            undoes: false,
            failed: false,
            faulty: false,
            asleep: false,
            time: 0.0,
            last_frame: None,
            written: String::new(),
            led: false,
            enters: false,
            guest,
        }
    }

    /// Takes an event, and returns what has to be done.
    pub fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        self.time = now.time;
        let mut effects = Vec::new();
        let fx = &mut effects;
        if Page::is_about_the_story(&event) {
            self.end_preview();
        }
        let shares = event == Event::Share;
        match event {
            Event::Link { query, hash } => self.follow(&query, &hash, now, fx),
            Event::Frame => self.frame(now),
            Event::Sleep(asleep) => (self.asleep, self.last_frame) = (asleep, None),
            Event::Reply { worker, bytes } => self.take(worker, bytes, now, fx),
            Event::Hover(selection) => self.hovered = self.valid(selection),
            Event::Fault(reason) => {
                self.alert(&reason);
                self.faulty = true;
            }
            Event::Lost { worker, reason } => self.lose(worker, &reason, fx),
            event => self.act(event, now, fx),
        }
        self.answer_host(fx);
        self.begin_study_in_view();
        self.ask(now, fx);
        self.write_address(fx);
        effects.extend(shares.then_some(Effect::AddressNow));
        effects
    }

    /// What the reader, a file or the host page wants: nothing that comes by itself while the page opens.
    #[inline(never)] // loaded later
    fn act(&mut self, event: Event, now: Now, fx: &mut Vec<Effect>) {
        match event {
            Event::Inside { link, file } => self.hold(link, file),
            Event::Set { key, text } => self.set(&key, &text, now, fx),
            Event::Present { key, text } => self.present(&key, &text),
            Event::Example(place) => self.take_example(place, now, fx),
            // Six digits are easier to read out than ten.
            Event::Roll(number) => self.set("seed", &(number % 1_000_000).to_string(), now, fx),
            Event::File(file) => {
                self.take_file(file, now, fx);
                self.plan.iter_mut().for_each(|plan| plan.asks = true);
            }
            Event::FileRefused { name, reason } => self.alert(&format!("‘{}’ {reason}", quoted(&name))),
            Event::Handed { id, result } => self.handed(id, result, now, fx),
            Event::Numbers { id } => self.ask_numbers(id),
            Event::Fetched { id, result } => self.fetched(id, result, now, fx),
            Event::Mend => self.mend(now, fx),
            Event::Undo => self.undo(now, fx),
            Event::Dismiss => self.alert = None,
            Event::Cancel => self.cancel(now, fx),
            Event::Toggle => self.toggle(now),
            Event::Step => self.go(Wish::Decided(self.story.decided() + 1)),
            Event::Finish => self.go(Wish::End),
            Event::Restart => self.restart(now),
            Event::Stage(stage) => self.go(Wish::Stage(stage)),
            Event::Seek(decided) => self.go(Wish::Decided(decided)),
            Event::Choose(selection) => (self.hovered, self.chosen) = (None, self.valid(selection)),
            Event::Key { key, among } => self.key(&key, &among),
            // The address is what is shared, and is written after every event.
            Event::Share => {}
            Event::Link { .. }
            | Event::Frame
            | Event::Sleep(_)
            | Event::Reply { .. }
            | Event::Hover(_)
            | Event::Fault(_)
            | Event::Lost { .. } => {} // `handle` has done it
            Event::Export(word) => self.export(&word, fx),
            Event::Limit(eps) => self.toggle_limit(&eps),
            Event::Study { study, count, fresh } => self.toggle_study(study, count, fresh),
            Event::SaveStudy(study) => self.save_study(study, fx),
            Event::Column(column) => self.take_column(column),
        }
    }

    /// The parameters that the controls show: those of the run that is on its way, or else of the one that is shown.
    pub fn params(&self) -> &Params {
        static FIRST: std::sync::LazyLock<Params> = std::sync::LazyLock::new(Params::default);
        let planned = self.plan.as_ref().map(|plan| &plan.params);
        planned.or(self.shown.as_ref().map(|shown| &shown.params)).unwrap_or(&FIRST)
    }

    /// The number of the worker that is asked.
    pub fn worker_number(&self) -> u32 {
        self.number
    }
}
