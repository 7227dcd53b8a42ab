//! The page in a real browser. `cargo xtask test page` builds and serves the page, starts a chromedriver,
//! and tells the tests through the environment where both are. Each test has a browser of its own.
//!
//! Strategy: what a person does (follow a link, press a button, reload), and what the page then shows.

mod browser;
mod headless;
mod webdriver;

mod accessibility;
mod controls;
mod embedding;
mod links;
mod looking;
mod numbers;
mod pictures;
mod playing;
mod policy;
mod requests;
mod saving;
mod story;
mod timing;
mod words;
