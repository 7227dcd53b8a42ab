//! The worker's shell: carries requests to the desk, and its replies to the page.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::dom::WebError;
use crate::visit::desk::Desk;
use crate::visit::message::{self, Answer, Failure, Reply};

/// Called once by worker.js, when the module is there.
#[wasm_bindgen(js_name = runWorker)]
pub fn run_worker() -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let desk = RefCell::new(Desk::default());
    let onmessage = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // Its bytes are given up before the work: with a large file in them they take a hundred MB.
        let request = message::decode_request(&event.data().unchecked_into::<Uint8Array>().to_vec());
        match request {
            Ok(request) => desk.borrow_mut().answer(request, &mut send),
            Err(error) => send(refusal(&error.to_string())),
        }
    });
    scope.set_onmessage(Some(onmessage.as_ref().unchecked_ref()));
    // The worker listens until it is ended.
    onmessage.forget();
    send(Reply { ticket: 0, answer: Answer::Ready });
    Ok(())
}

/// The answer to what is no request.
fn refusal(reason: &str) -> Reply {
    let failure = Failure { reason: reason.into(), lacks: None };
    Reply { ticket: 0, answer: Answer::Failed(failure) }
}

/// Sends a reply, its bytes handed over rather than copied.
fn send(reply: Reply) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let encoded = message::encode(&reply).map_err(|error| WebError(error.to_string()));
    drop(reply); // a large one need not be there three times
    let sent = encoded.and_then(|bytes| {
        let array = Uint8Array::from(&bytes[..]);
        scope.post_message_with_transfer(&array, &Array::of1(&array.buffer())).map_err(WebError::from)
    });
    if let Err(error) = sent {
        web_sys::console::error_1(&error.to_string().into());
    }
}
