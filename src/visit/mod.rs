//! All that page and worker decide while somebody is there, without a browser.
//!
//! A *visit* is a [`page`] and a [`desk`] that talk in [`message`]s. The page takes an [`event`] (a control, a key, an
//! answer, a frame), changes its state and returns effects; the desk takes a request and returns replies. In a browser
//! the web shell carries them between the two; tests and fuzzers play both sides without a browser.

pub mod desk;
pub mod event;
pub mod inspector;
pub mod losses;
pub mod message;
pub mod moment;
pub mod numbers;
pub mod page;
pub mod patterns;
pub mod progress;
pub mod record;
pub mod sentences;
pub mod story;
mod tally;
pub mod telling;
