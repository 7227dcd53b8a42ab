//! The only code that knows the browser.

mod address;
mod canvas;
mod clock;
mod controls;
mod dom;
mod edges;
mod engine;
mod figures;
mod inspect;
mod outputs;
mod page;
mod pictures;
mod progress;
mod words;
mod worker;
