//! The page's address: read once, then kept in step with the controls.

use super::dom::{WebError, window};
use crate::link::{self, Link, Presentation};
use crate::params::Params;

/// What the address says.
pub fn read() -> Result<Link, WebError> {
    Ok(link::read(&window()?.location().hash()?))
}

/// Writes the address anew, in place of what stood there, so that the back button leaves the page.
pub fn write(params: &Params, presentation: &Presentation) -> Result<(), WebError> {
    let window = window()?;
    let hash = format!("#{}", link::write(params, presentation));
    if window.location().hash()? == hash {
        return Ok(());
    }
    let history = window.history()?;
    history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&hash))?;
    Ok(())
}
