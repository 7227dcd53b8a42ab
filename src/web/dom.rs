//! The few things that the shell asks of the document, without a way to panic.

use std::fmt;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, Window};

/// What went wrong in the browser, for the alert and the console.
#[derive(Clone, Debug)]
pub struct WebError(pub String);

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<JsValue> for WebError {
    fn from(value: JsValue) -> WebError {
        let text = value.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
        WebError(text.or_else(|| value.as_string()).unwrap_or_else(|| format!("{value:?}")))
    }
}

impl From<WebError> for JsValue {
    fn from(error: WebError) -> JsValue {
        js_sys::Error::new(&error.0).into()
    }
}

/// The window.
pub fn window() -> Result<Window, WebError> {
    web_sys::window().ok_or_else(|| WebError("there is no window".into()))
}

/// The document.
pub fn document() -> Result<Document, WebError> {
    window()?.document().ok_or_else(|| WebError("there is no document".into()))
}

/// The root element.
pub fn root() -> Result<HtmlElement, WebError> {
    let root = document()?.document_element().and_then(|root| root.dyn_into().ok());
    root.ok_or_else(|| WebError("the document has no root".into()))
}

/// Whether the page is in a frame of another one.
pub fn is_framed() -> Result<bool, WebError> {
    let window = window()?;
    Ok(window.parent()?.is_some_and(|parent| parent != window))
}

/// Whether the reader's system prefers something, as a media query says it.
pub fn prefers(query: &str) -> Result<bool, WebError> {
    Ok(window()?.match_media(query)?.is_some_and(|query| query.matches()))
}

/// The element with this id, as a `T`.
pub fn by_id<T: JsCast>(id: &str) -> Result<T, WebError> {
    let element = document()?.get_element_by_id(id);
    let element = element.ok_or_else(|| WebError(format!("the page has no element #{id}")))?;
    element.dyn_into().map_err(|_| WebError(format!("#{id} is not the kind of element it should be")))
}

/// Shows an element, or hides it.
pub fn show(element: &Element, shown: bool) -> Result<(), WebError> {
    if element.has_attribute("hidden") == shown {
        element.toggle_attribute_with_force("hidden", !shown)?;
    }
    Ok(())
}

/// The time, in milliseconds since the page was opened.
pub fn time() -> Result<f64, WebError> {
    let clock = window()?.performance().ok_or_else(|| WebError("there is no clock".into()))?;
    Ok(clock.now())
}

/// Sets an attribute only where it changes, so that nobody is told of what stayed.
pub fn set_attribute(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        // Fails only for a name that is no name.
        let _ = element.set_attribute(name, value);
    }
}

/// Sets the text of an element only where it changes.
pub fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Something to do at an event, for as long as this value lives.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `action` at each event of `kind` on `target`.
    pub fn new(
        target: &EventTarget,
        kind: &'static str,
        action: impl FnMut(Event) + 'static,
    ) -> Result<Listener, WebError> {
        let closure = Closure::<dyn FnMut(Event)>::new(action);
        target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref())?;
        Ok(Listener { target: target.clone(), kind, closure })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.kind, callback);
    }
}
