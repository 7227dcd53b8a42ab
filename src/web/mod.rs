//! The only code that knows the browser.

mod address;
mod canvas;
mod clock;
mod controls;
mod dom;
mod edges;
mod engine;
mod figures;
mod later;
mod outputs;
mod page;
mod pictures;
mod words;
mod worker;
