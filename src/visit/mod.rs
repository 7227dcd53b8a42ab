//! All that page and worker decide while somebody is there, without a browser.
//!
//! A *visit* is a [`page`] and a [`desk`] that talk in [`message`]s. The page takes an [`event`] (a control, a key, an
//! answer, a frame) and gives a new state and effects; the desk takes a request and gives replies. Whoever has a
//! browser carries them to and fro; tests and fuzzers play both without one.

pub mod desk;
pub mod event;
pub mod inspector;
pub mod message;
pub mod moment;
pub mod page;
pub mod progress;
pub mod sentences;
pub mod story;
