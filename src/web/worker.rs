//! The worker's side: holds the run, and answers one request after another.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::dom::WebError;
use crate::measure::limit::Point;
use crate::network::read::{Read, read};
use crate::network::{repair, worm, write};
use crate::numerics::schur;
use crate::params::{self, Params, Rule};
use crate::run::export;
use crate::run::{Depth, Experiment, ExperimentError, Measures, Stage};
use crate::visit::message::{self, AT_ONCE_UP_TO, Draws, Heard, Reply, Request, Scene, Scores, Snapshot};

/// Called once by worker.js, when the module is there.
#[wasm_bindgen(js_name = runWorker)]
pub fn run_worker() -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let held = RefCell::new(Held::default());
    let onmessage = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = event.data().unchecked_into::<Uint8Array>().to_vec();
        let reply = match message::decode_request(&bytes) {
            Ok(request) => answer(&mut held.borrow_mut(), request),
            Err(error) => Reply::Failed(error.to_string()),
        };
        send(&reply);
    });
    scope.set_onmessage(Some(onmessage.as_ref().unchecked_ref()));
    // The worker listens until it is ended.
    onmessage.forget();
    send(&Reply::Ready);
    Ok(())
}

/// What the worker holds between two requests.
#[derive(Default)]
struct Held {
    run: Option<Experiment>,
    file: Option<Read>,
    /// The rules that are measured, of a large network.
    part: Option<Part>,
}

/// Measures of the first rules at one position.
struct Part {
    decided: usize,
    depth: Depth,
    rules: Vec<Measures>,
}

fn answer(held: &mut Held, request: Request) -> Reply {
    let reply = match (request, &mut held.run) {
        (Request::Start(params), _) => return start(held, &params),
        (Request::StartWorm(params, wiring), _) => {
            worm::give(&wiring);
            return start(held, &params);
        }
        (Request::File { name, bytes }, _) => return open(held, &name, &bytes),
        (Request::Limit { net, n, eps, seed }, _) => match Point::new(net, n, eps, seed) {
            Ok(point) => return Reply::Limit(point),
            Err(error) => return Reply::Failed(error.to_string()),
        },
        (_, None) => return Reply::Failed("there is no network yet; choose one".into()),
        (Request::Listen { steps }, Some(experiment)) => {
            let scored = experiment.is_scored();
            experiment.listen(steps).and_then(|()| heard(experiment, scored))
        }
        (Request::Export(export), Some(experiment)) => {
            let rule = experiment.params().rule;
            export::bytes(experiment, export, rule, None).map(Reply::Exported)
        }
        (Request::Measure { decided, depth }, Some(experiment)) => {
            measure(experiment, &mut held.part, decided, depth)
        }
        (Request::Compare, Some(experiment)) => {
            experiment.seek(usize::MAX);
            Ok(Reply::Compared(Box::new(experiment.compare())))
        }
    };
    reply.unwrap_or_else(|error| Reply::Failed(error.to_string()))
}

/// Measures the three networks at a position, or one more of them if they are large.
fn measure(
    experiment: &mut Experiment,
    held: &mut Option<Part>,
    decided: usize,
    depth: Depth,
) -> Result<Reply, ExperimentError> {
    experiment.seek(decided);
    if experiment.network().n() <= AT_ONCE_UP_TO {
        return Snapshot::new(experiment, depth).map(|snapshot| Reply::Measured(Box::new(snapshot)));
    }
    let begun = held.take().filter(|part| part.decided == decided && part.depth == depth);
    let mut part = begun.unwrap_or(Part { decided, depth, rules: Vec::new() });
    part.rules.push(experiment.measure(Rule::ALL[part.rules.len()], depth)?);
    if part.rules.len() < Rule::ALL.len() {
        let done = part.rules.len() as u8;
        *held = Some(part);
        return Ok(Reply::Measuring(done));
    }
    Ok(Reply::Measured(Box::new(Snapshot { decided: experiment.decided(), rules: part.rules })))
}

/// Reads a file; the one before stays if that fails.
fn open(held: &mut Held, name: &str, bytes: &[u8]) -> Reply {
    let file = match read(name, bytes) {
        Ok(file) => file,
        Err(error) => return Reply::Failed(format!("{} cannot be used: {error}", params::quoted(name))),
    };
    let report = repair::inspect(&file.matrix);
    let abscissa = match (report.stable, report.symmetric) {
        (Some(_), _) => None,
        (None, true) => repair::symmetric_abscissa(&file.matrix),
        (None, false) => schur::eigenvalues(&file.matrix).ok().and_then(|values| values.last().map(|x| x.re)),
    };
    let report = abscissa.map_or(report.clone(), |abscissa| report.with_abscissa(abscissa));
    let remarks: String = file.remarks.iter().map(|remark| format!(" {remark}")).collect();
    let text = format!("{} ({}): {report}{remarks}", params::quoted(name), file.format.label());
    let matrix = write::for_link(&file.matrix);
    held.file = Some(file);
    Reply::File { report: text, matrix }
}

fn start(held: &mut Held, params: &Params) -> Reply {
    held.part = None;
    let (run, file) = (&mut held.run, held.file.as_ref());
    let mut progress = |stage: Stage| send(&Reply::Progress(stage));
    let result = match run {
        Some(experiment) => experiment.change(params, file, &mut progress),
        None => Experiment::new(params, file, &mut progress).map(|experiment| *run = Some(experiment)),
    };
    match (result, run) {
        (Ok(()), Some(experiment)) => {
            let (params, scene) = (experiment.params().clone(), Scene::new(experiment));
            let draws = Box::new(Draws::new(experiment));
            send(&Reply::Scene { params: Box::new(params), scene: Box::new(scene), draws });
            heard(experiment, false).unwrap_or_else(|error| Reply::Failed(error.to_string()))
        }
        (Err(error), _) => Reply::Failed(error.to_string()),
        (Ok(()), None) => Reply::Failed("there is no network yet; choose one".into()),
    }
}

/// The scores if the synapses have just heard enough, or what they have heard so far.
fn heard(experiment: &Experiment, scored_before: bool) -> Result<Reply, ExperimentError> {
    if experiment.is_scored() && !scored_before {
        return Ok(Reply::Scored(Box::new(Scores::new(experiment)?)));
    }
    Ok(Reply::Heard(Box::new(Heard::new(experiment).unwrap_or_default())))
}

/// Sends a reply, its bytes handed over rather than copied.
fn send(reply: &Reply) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let sent = message::encode(reply).map_err(|error| WebError(error.to_string())).and_then(|bytes| {
        let array = Uint8Array::from(&bytes[..]);
        scope.post_message_with_transfer(&array, &Array::of1(&array.buffer())).map_err(WebError::from)
    });
    if let Err(error) = sent {
        web_sys::console::error_1(&error.to_string().into());
    }
}
