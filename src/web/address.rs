//! The page's address: read once, then kept in step with the controls.

use wasm_bindgen::JsValue;
use web_sys::History;

use super::dom::{WebError, document, root, set_attribute, time, window};

/// What the address says: its query, and its hash unless that leads to a part of the page.
pub fn read() -> Result<(String, String), WebError> {
    let location = window()?.location();
    let hash = if leads_to_a_part()? { String::new() } else { location.hash()? };
    Ok((location.search()?, hash))
}

/// Whether the hash is the id of an element, to which the browser scrolls, and no link.
pub fn leads_to_a_part() -> Result<bool, WebError> {
    let hash = window()?.location().hash()?;
    let id = hash.trim_start_matches('#');
    Ok(!id.is_empty() && document()?.get_element_by_id(id).is_some())
}

/// Milliseconds between two writings. Browsers refuse, some without a word, more than a hundred in half a minute
/// (WebKit) or two hundred in ten seconds (Firefox, Chromium), which one drag of a slider comes to.
const REST: f64 = 350.0;

/// How an address gets into the history.
type Writer = fn(&History, &JsValue, &str, Option<&str>) -> Result<(), JsValue>;

/// The address, which follows the page.
pub struct Address {
    /// As it was written last.
    written: String,
    /// What it should be, if it is not that yet.
    due: Option<String>,
    /// When it was last written, or tried to, in milliseconds.
    at: f64,
}

impl Address {
    /// An address that nothing has been written to.
    pub fn new() -> Address {
        Address { written: String::new(), due: None, at: f64::NEG_INFINITY }
    }

    /// Whether there is something to be written.
    pub fn is_due(&self) -> bool {
        self.due.is_some()
    }

    /// Whether somebody else has changed the address since the last call. Until then, what they wrote is not written
    /// over: the page hears of a change later than it happens.
    pub fn was_changed(&mut self) -> Result<bool, WebError> {
        let hash = window()?.location().hash()?;
        let changed = hash != self.written;
        if changed {
            (self.written, self.due) = (hash, None);
        }
        Ok(changed)
    }

    /// What the address should say from now on, after its `#`; written soon.
    pub fn set(&mut self, link: &str) -> Result<(), WebError> {
        self.due = Some(format!("#{link}"));
        self.keep_up()
    }

    /// What the address should say from now on, as a new entry of the history. What is still due belongs to the entry
    /// before.
    pub fn enter(&mut self, link: &str) -> Result<(), WebError> {
        let time = time()?;
        if self.due.is_some() {
            self.write(time, History::replace_state_with_url)?;
        }
        self.due = Some(format!("#{link}"));
        self.write(time, History::push_state_with_url)
    }

    /// Writes what is due, unless something was written just now.
    pub fn keep_up(&mut self) -> Result<(), WebError> {
        let time = time()?;
        match self.due.is_some() && time - self.at >= REST {
            true => self.write(time, History::replace_state_with_url),
            false => Ok(()),
        }
    }

    /// Writes what is due, however soon after the last time.
    pub fn write_due(&mut self) -> Result<(), WebError> {
        self.write(time()?, History::replace_state_with_url)
    }

    /// Writes what is due. What a browser refuses stays due, and comes in place of what stands there.
    fn write(&mut self, time: f64, how: Writer) -> Result<(), WebError> {
        let location = window()?.location();
        let stands = location.hash()?;
        if self.at.is_finite() && stands != self.written {
            return Ok(());
        }
        let Some(hash) = self.due.take() else { return Ok(()) };
        self.at = time;
        if stands != hash {
            // Whether it worked is read from the address below.
            let _ = how(&window()?.history()?, &JsValue::NULL, "", Some(&hash));
        }
        self.written = location.hash()?;
        if self.written == hash {
            // For a page that embeds this one.
            let root: web_sys::Element = root()?.into();
            set_attribute(&root, "data-link", &hash);
        } else {
            self.due = Some(hash);
        }
        Ok(())
    }
}
