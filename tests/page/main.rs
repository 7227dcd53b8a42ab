//! The page in a real browser. `cargo xtask test page` builds and serves the page, starts the browser's driver,
//! and tells the tests through the environment where both are. Each test has a browser of its own.
//!
//! Strategy: what a person does (follow a link, press a button, reload), and what the page then shows.

mod altered;
mod browser;
mod headless;
mod webdriver;

mod accessibility;
mod controls;
mod digests;
mod embedding;
mod hostile;
mod links;
mod looking;
mod numbers;
mod pictures;
mod playing;
mod policy;
mod requests;
mod saving;
mod soak;
mod story;
mod timing;
mod words;
