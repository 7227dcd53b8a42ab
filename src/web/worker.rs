//! The worker's side: holds the run, and answers one request after another.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::dom::WebError;
use crate::experiment::{Experiment, ExperimentError, Stage};
use crate::limit::Point;
use crate::message::{self, Heard, Reply, Request, Scene, Scores, Snapshot};
use crate::params::Params;

/// Called once by worker.js, when the module is there.
#[wasm_bindgen(js_name = runWorker)]
pub fn run_worker() -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let run = RefCell::new(None);
    let onmessage = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        let reply = match message::decode_request(&bytes) {
            Ok(request) => answer(&mut run.borrow_mut(), request),
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

fn answer(run: &mut Option<Experiment>, request: Request) -> Reply {
    let reply = match (request, run) {
        (Request::Start(params), run) => return start(run, &params),
        (Request::Limit { net, n, eps, seed }, _) => match Point::new(net, n, eps, seed) {
            Ok(point) => return Reply::Limit(point),
            Err(error) => return Reply::Failed(error.to_string()),
        },
        (_, None) => return Reply::Failed("there is no network yet; choose one".into()),
        (Request::Listen { steps }, Some(experiment)) => {
            experiment.listen(steps).and_then(|()| heard(experiment))
        }
        (Request::Measure { decided, depth }, Some(experiment)) => {
            experiment.seek(decided);
            Snapshot::new(experiment, depth).map(|snapshot| Reply::Measured(Box::new(snapshot)))
        }
        (Request::Compare, Some(experiment)) => {
            experiment.seek(usize::MAX);
            Ok(Reply::Compared(Box::new(experiment.compare())))
        }
    };
    reply.unwrap_or_else(|error| Reply::Failed(error.to_string()))
}

fn start(run: &mut Option<Experiment>, params: &Params) -> Reply {
    let mut progress = |stage: Stage| send(&Reply::Progress(stage));
    let result = match run {
        Some(experiment) => experiment.change(params, &mut progress),
        None => Experiment::new(params, &mut progress).map(|experiment| *run = Some(experiment)),
    };
    match (result, run) {
        (Ok(()), Some(experiment)) => {
            send(&Reply::Scene(Box::new(Scene::new(experiment))));
            heard(experiment).unwrap_or_else(|error| Reply::Failed(error.to_string()))
        }
        (Err(error), _) => Reply::Failed(error.to_string()),
        (Ok(()), None) => Reply::Failed("there is no network yet; choose one".into()),
    }
}

/// The scores if the synapses have heard enough, or what they have heard so far.
fn heard(experiment: &Experiment) -> Result<Reply, ExperimentError> {
    if experiment.is_scored() {
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
