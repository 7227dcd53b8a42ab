//! The page's handle of a worker.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, Worker};

use super::dom::{Listener, WebError};
use crate::visit::event::Event;
use crate::visit::message::{self, Request};
use crate::visit::page::STOPPED;

/// A worker, which ends with this value.
pub struct Engine {
    worker: Worker,
    _listeners: Vec<Listener>,
}

impl Engine {
    /// Takes over the worker with this number, which was just made; `tell` is called with each of its replies, or
    /// with its end.
    pub fn new(worker: Worker, number: u32, tell: fn(Event)) -> Result<Engine, WebError> {
        let listeners = vec![
            Listener::new(&worker, "message", move |event| {
                let bytes = event.unchecked_ref::<MessageEvent>().data().unchecked_into::<Uint8Array>();
                tell(Event::Reply { worker: number, bytes: bytes.to_vec() });
            })?,
            Listener::new(&worker, "error", move |_| {
                tell(Event::Lost { worker: number, reason: STOPPED.into() });
            })?,
        ];
        Ok(Engine { worker, _listeners: listeners })
    }

    /// Sends a request.
    pub fn send(&self, request: &Request) -> Result<(), WebError> {
        let bytes = message::encode(request).map_err(|error| WebError(error.to_string()))?;
        let array = Uint8Array::from(&bytes[..]);
        self.worker.post_message_with_transfer(&array, &Array::of1(&array.buffer()))?;
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
