//! A run that the reader wants and that is not there yet: how it begins, and how it is given up.

use std::rc::Rc;

use super::{Ask, Origin, Page, Replaced, Source, Wish, Worker};
use crate::params::link::Data;
use crate::params::{Changes, Leak, Net, Params, Sym};
use crate::visit::desk::AT_ONCE_UP_TO;
use crate::visit::event::{Effect, File, Now, Wanted};
use crate::visit::message::{Draws, Lack, Opened, Scene, SourceId};

/// A run that the reader wants.
#[derive(Debug)]
pub(super) struct Plan {
    pub params: Params,
    pub origin: Origin,
    /// What its file is, once the worker has read it.
    pub opened: Option<Opened>,
    /// The reader has just opened its file, and the worker has yet to say with which leak and directions.
    pub just_opened: bool,
    /// The reader has chosen the file, and is asked if its lines may be no synapses.
    pub asks: bool,
    /// Where to go in it, and whether it plays on from there.
    pub wish: Option<Wish>,
    pub playing: bool,
    pub step: Step,
    /// Its network, to be looked at while the rest is prepared.
    pub sketch: Option<Sketch>,
}

/// A network, with draws that nothing depends on.
#[derive(Debug)]
pub(super) struct Sketch {
    pub scene: Scene,
    pub draws: Draws,
}

impl Sketch {
    pub fn new(scene: Scene) -> Sketch {
        Sketch { draws: Draws::in_order(scene.synapses()), scene }
    }
}

/// How far a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Its file is being fetched, with this id.
    Fetching(u32),
    /// It waits for the worker to be free.
    Waiting,
    /// The worker prepares it, at a request with this ticket.
    Preparing(u32),
    /// It failed, and there is no shown run to go back to.
    Failed,
}

impl Source {
    pub fn new((name, bytes): File) -> Rc<Source> {
        Rc::new(Source { id: SourceId::of(&bytes), name, bytes })
    }
}

impl Origin {
    /// The origin of a link's matrix. A matrix in the link itself counts as a file.
    pub fn of_link(data: Data) -> Origin {
        let source = data.content().map(|content| Source::new(("The matrix in the link".into(), content)));
        Origin { data: Some(data), source }
    }

    pub fn id(&self) -> Option<SourceId> {
        self.source.as_ref().map(|source| source.id)
    }
}

/// An extra leak that is enough where there was none.
const EXTRA_LEAK: f64 = 0.01;

/// A run in place of one that failed: its noise settles, where neurons leaked too little; or its file is what it may be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Remedy {
    pub params: Params,
    pub origin: Origin,
    /// Its file is opened with it.
    pub just_opened: bool,
    /// What its button says.
    pub label: &'static str,
}

impl Remedy {
    /// What helps a run whose network lacks something; none if it has all that helps.
    fn new(lack: Lack, params: &Params, origin: &Origin) -> Option<Remedy> {
        let (mut params, origin) = (params.clone(), origin.clone());
        if lack == Lack::Symmetry {
            params.sym = Sym::Both;
            let label = "Join both directions of each synapse";
            return Some(Remedy { params, origin, just_opened: false, label });
        }
        let label = match (params.net, params.leak) {
            (Net::File, Leak::Given | Leak::One) => {
                params.leak = Leak::Dominant;
                "Give each neuron a leak as large as its input"
            }
            _ if params.excess < EXTRA_LEAK => "Give the neurons an extra leak of 0.01",
            _ => return None,
        };
        params.excess = params.excess.max(EXTRA_LEAK);
        Some(Remedy { params, origin, just_opened: false, label })
    }
}

/// Whether both runs have the same network, so that the second begins at once.
pub(super) fn is_same_network(one: (&Params, &Origin), other: (&Params, &Origin)) -> bool {
    let files = one.0.net != Net::File || one.1.id() == other.1.id();
    files && one.0.same_up_to(other.0, Changes::Network)
}

/// Neurons of the network that a request is about.
fn neurons(params: &Params, ask: &Ask) -> usize {
    match ask {
        Ask::Limit { n, .. } => *n,
        _ => params.n,
    }
}

impl Page {
    /// Begins a plan for these parameters, to be shown from `wish` on.
    pub(super) fn begin(
        &mut self,
        params: Params,
        origin: Origin,
        wish: Option<Wish>,
        playing: bool,
        now: Now,
        fx: &mut Vec<Effect>,
    ) {
        self.take_up("the file was not made, because another run was chosen", fx);
        let fetching = match &self.plan {
            Some(Plan { step: Step::Fetching(id), origin: before, params: old, .. })
                if *before == origin && old.net == params.net =>
            {
                Some(*id)
            }
            _ => None,
        };
        if !self.is_coming() {
            self.progress.end();
        }
        let step = fetching.map_or_else(|| self.first_step(&params, &origin, fx), Step::Fetching);
        let opened = self.known(&origin);
        let params = match &opened {
            Some(opened) if params.net == Net::File => opened.params(params, false),
            _ => params,
        };
        let same = self.plan.as_ref().filter(|plan| plan.origin == origin);
        let (just_opened, asks) = same.map_or((false, false), |plan| (plan.just_opened, plan.asks));
        let doing = match (step, params.net.spec().data) {
            (Step::Fetching(_), Some(_)) => "Fetching what was measured in the animal…",
            (Step::Fetching(_), None) => "Fetching the matrix…",
            _ => "Finishing earlier work…",
        };
        self.progress.reach(doing, (0.0, 0.0), now.time);
        self.plan =
            Some(Plan { params, origin, opened, just_opened, asks, wish, playing, step, sketch: None });
        self.make_way(fx);
        if self.worker == Worker::Lost {
            self.new_worker(fx);
        }
    }

    /// The plan is another example or network than the one that is shown: the back button is to lead to that one.
    pub(super) fn enter(&mut self) {
        let (Some(plan), Some(shown)) = (&self.plan, &self.shown) else { return };
        let same =
            plan.params.same_up_to(&shown.params, Changes::Scores) && plan.origin.id() == shown.origin.id();
        self.enters = !same && !self.guest;
    }

    /// The reader wants another run: what was said of the one before is over, and its files are not made.
    pub(super) fn take_up(&mut self, reason: &str, fx: &mut Vec<Effect>) {
        (self.alert, self.failed, self.led) = (None, false, false);
        self.drop_exports(reason, fx);
    }

    /// What is known of the origin's file, if the shown run has the same one.
    fn known(&self, origin: &Origin) -> Option<Opened> {
        let shown = self.shown.as_ref().filter(|shown| shown.origin.id() == origin.id());
        shown.and_then(|shown| shown.opened.clone())
    }

    /// Fetches what the network is made from, if that is not there.
    fn first_step(&mut self, params: &Params, origin: &Origin, fx: &mut Vec<Effect>) -> Step {
        let wanted = match (params.net, &origin.data) {
            (Net::File, Some(Data::Address(address))) if origin.source.is_none() => {
                Wanted::Address(address.clone())
            }
            (net, _) => match net.spec().data {
                Some(data) if self.datasets[data as usize].is_none() && origin.source.is_none() => {
                    Wanted::Dataset(data)
                }
                _ => return Step::Waiting,
            },
        };
        self.fetches += 1;
        fx.push(Effect::Fetch { id: self.fetches, wanted });
        Step::Fetching(self.fetches)
    }

    /// A fetch has ended. Its file goes to the plan that asked for it, and to no other.
    #[inline(never)] // loaded later
    pub(super) fn fetched(&mut self, id: u32, result: Result<File, String>, now: Now, fx: &mut Vec<Effect>) {
        let Some(plan) = self.plan.as_mut().filter(|plan| plan.step == Step::Fetching(id)) else { return };
        match result {
            Ok(file) => {
                plan.origin.source = Some(Source::new(file));
                plan.step = Step::Waiting;
                self.progress.reach("Reading what was fetched…", (0.0, 0.0), now.time);
            }
            Err(reason) => self.fail_plan(&reason, None, fx),
        }
    }

    /// Replaces a worker that is busy with a large network which is no longer wanted.
    fn make_way(&mut self, fx: &mut Vec<Effect>) {
        let (Worker::Busy(asked), Some(plan)) = (&self.worker, &self.plan) else { return };
        let same = !matches!(asked.ask, Ask::Limit { .. } | Ask::Draw { .. })
            && asked.params.same_up_to(&plan.params, Changes::Network)
            && (plan.params.net != Net::File || self.given == plan.origin.id());
        if neurons(&asked.params, &asked.ask) > AT_ONCE_UP_TO && !same {
            self.new_worker(fx);
        }
    }

    /// Makes another worker, which knows nothing. The one before it ends when the new one is there.
    pub(super) fn new_worker(&mut self, fx: &mut Vec<Effect>) {
        let worker = std::mem::replace(&mut self.worker, Worker::Starting);
        if matches!(worker, Worker::Busy(_)) {
            let (number, given, knows) = (self.number, self.given, self.knows);
            self.replaced = Some(Replaced { number, worker, given, knows });
        }
        self.workers += 1;
        (self.number, self.given, self.knows) = (self.workers, None, Default::default());
        self.made = self.time;
        if !self.is_coming() {
            self.progress.end();
        }
        if let Some(plan) = &mut self.plan
            && matches!(plan.step, Step::Preparing(_))
        {
            plan.step = Step::Waiting;
        }
        fx.push(Effect::NewWorker(self.workers));
    }

    /// The plan has failed: the page goes on with the shown run.
    pub(super) fn fail_plan(&mut self, reason: &str, lacks: Option<Lack>, fx: &mut Vec<Effect>) {
        self.progress.end();
        self.enters = false;
        self.alert(reason);
        self.drop_exports(reason, fx);
        let Some(plan) = &mut self.plan else { return };
        if let (Some(lack), Some(alert)) = (lacks, &mut self.alert) {
            alert.mend = Remedy::new(lack, &plan.params, &plan.origin);
        }
        match self.shown {
            Some(_) => {
                self.plan = None;
                self.story.playing = false;
                if std::mem::take(&mut self.undoes) {
                    // What was done to the file is no news of the run that stays.
                    self.notice.clear();
                }
            }
            None => (plan.step, plan.playing) = (Step::Failed, false),
        }
    }

    /// Gives up the plan at once. Without a shown run to go back to, the first example replaces it.
    #[inline(never)] // loaded later
    pub(super) fn cancel(&mut self, now: Now, fx: &mut Vec<Effect>) {
        if self.plan.take_if(|plan| plan.step != Step::Failed).is_none() {
            return;
        }
        self.progress.end();
        self.enters = false;
        (self.notice, self.undoes) = ("Given up.".into(), false);
        if matches!(self.worker, Worker::Busy(_)) {
            self.new_worker(fx);
        }
        match self.shown {
            Some(_) => self.story.playing = false,
            None => {
                let params = self.example(0).unwrap_or_default();
                self.begin(params, Origin::default(), None, false, now, fx);
            }
        }
    }

    /// Runs the file that was just opened as it stands, with the leak and the directions that it gives.
    #[inline(never)] // loaded later
    pub(super) fn undo(&mut self, now: Now, fx: &mut Vec<Effect>) {
        if !std::mem::take(&mut self.undoes) {
            return;
        }
        self.notice.clear();
        let coming = self.plan.as_ref().map(|plan| (&plan.params, &plan.origin));
        let held = coming.or(self.shown.as_ref().map(|shown| (&shown.params, &shown.origin)));
        let Some((params, origin)) = held.filter(|(params, _)| params.net == Net::File) else { return };
        let params = Params { leak: Leak::Given, sym: Sym::Given, ..params.clone() };
        let origin = origin.clone();
        self.begin(params, origin, None, !now.still, now, fx);
    }

    /// Begins the run that the alert is about, with what helps it.
    #[inline(never)] // loaded later
    pub(super) fn mend(&mut self, now: Now, fx: &mut Vec<Effect>) {
        let remedy = self.alert.as_mut().and_then(|alert| alert.mend.take());
        if let Some(Remedy { params, origin, just_opened, .. }) = remedy {
            self.plan = None;
            self.begin(params, origin, None, !now.still, now, fx);
            self.plan.iter_mut().for_each(|plan| plan.just_opened = just_opened);
            self.enter();
        }
    }
}
