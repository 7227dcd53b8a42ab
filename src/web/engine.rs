//! The page's handle of the worker: one request under way at a time.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, Worker};

use super::dom::{Listener, WebError};
use crate::visit::message::{self, Reply, Request};

/// What is said when the worker is gone.
pub const STOPPED: &str = "The computing part of this page stopped unexpectedly";

/// The worker, and whether it is at work.
pub struct Engine {
    worker: Worker,
    busy: bool,
    /// A start that came while the worker was busy; it goes before anything else.
    waiting: Option<Request>,
    _listeners: Vec<Listener>,
}

impl Engine {
    /// Takes over a worker that was just made; `on_reply` is called with each reply, or with why
    /// there will be none.
    pub fn new(
        worker: Worker,
        on_reply: impl Fn(Result<Reply, WebError>) + Clone + 'static,
    ) -> Result<Engine, WebError> {
        let on_error = on_reply.clone();
        let listeners = vec![
            Listener::new(&worker, "message", move |event| {
                let bytes =
                    event.unchecked_ref::<MessageEvent>().data().unchecked_into::<Uint8Array>().to_vec();
                on_reply(message::decode_reply(&bytes).map_err(|error| WebError(error.to_string())));
            })?,
            Listener::new(&worker, "error", move |_| {
                on_error(Err(WebError(STOPPED.into())));
            })?,
        ];
        Ok(Engine { worker, busy: true, waiting: None, _listeners: listeners })
    }

    /// Whether a request would be sent at once.
    pub fn is_free(&self) -> bool {
        !self.busy
    }

    /// Starts a run now, or as soon as the worker is free; only the last of several is kept.
    pub fn start(&mut self, request: Request) -> Result<(), WebError> {
        match self.busy {
            true => {
                self.waiting = Some(request);
                Ok(())
            }
            false => self.send(&request),
        }
    }

    /// Sends a request to a free worker.
    pub fn send(&mut self, request: &Request) -> Result<(), WebError> {
        let bytes = message::encode(request).map_err(|error| WebError(error.to_string()))?;
        let array = Uint8Array::from(&bytes[..]);
        self.worker.post_message_with_transfer(&array, &Array::of1(&array.buffer()))?;
        self.busy = true;
        Ok(())
    }

    /// To be called at each reply: whether it answers what is still wanted.
    pub fn took(&mut self, reply: &Reply) -> Result<bool, WebError> {
        // These are followed by another.
        if matches!(reply, Reply::Progress(_) | Reply::Scene { .. }) {
            return Ok(self.waiting.is_none());
        }
        self.busy = false;
        match self.waiting.take() {
            Some(request) => self.send(&request).map(|()| false),
            None => Ok(true),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
