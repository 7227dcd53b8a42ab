//! The page in a real browser. `cargo xtask test page` builds the page, starts the browser's driver, and tells the
//! tests through the environment where both are. Each test has a browser that is as good as new.
//!
//! Strategy: what a person does (follow a link, press a button, reload), and what the page then shows.

mod altered;
mod browser;
mod headless;
mod host;

mod accessibility;
mod asking;
mod blank;
mod controls;
mod digests;
mod embedding;
mod guests;
mod hostile;
mod ink;
mod later;
mod layout;
mod links;
mod listening;
mod looking;
mod monkey;
mod numbers;
mod own;
mod package;
mod pictures;
mod plain;
mod playing;
mod policy;
mod requests;
mod saving;
mod single;
mod soak;
mod story;
mod studies;
mod supplement;
mod timing;
mod words;
