//! The page's address: read once, then kept in step with the controls.

use super::dom::{WebError, document, window};
use crate::link::{self, Data, Link, Presentation};
use crate::params::Params;

/// What the address says: its query, and after that its hash, unless that leads to a part of the page.
pub fn read() -> Result<Link, WebError> {
    let location = window()?.location();
    let hash = if leads_to_a_part()? { String::new() } else { location.hash()? };
    Ok(link::read_with(&location.search()?, &hash))
}

/// Whether the address says nothing of a run.
pub fn is_silent() -> Result<bool, WebError> {
    Ok(window()?.location().hash()?.len() < 2 || leads_to_a_part()?)
}

/// Whether the hash is the id of an element, to which the browser scrolls, and no link.
pub fn leads_to_a_part() -> Result<bool, WebError> {
    let hash = window()?.location().hash()?;
    let id = hash.trim_start_matches('#');
    Ok(!id.is_empty() && document()?.get_element_by_id(id).is_some())
}

/// Whether the address still is what was written last.
pub fn is(hash: &str) -> Result<bool, WebError> {
    Ok(window()?.location().hash()? == hash)
}

/// Writes the address anew, in place of what stood there, so that the back button leaves the page; returns what
/// was written.
pub fn write(params: &Params, data: Option<&Data>, presentation: &Presentation) -> Result<String, WebError> {
    let hash = format!("#{}", link::write_with(params, data, presentation));
    if !is(&hash)? {
        let history = window()?.history()?;
        history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&hash))?;
    }
    Ok(hash)
}
