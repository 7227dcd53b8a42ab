//! What page and worker decide while somebody is there, without a browser.

pub mod message;
pub mod moment;
pub mod story;
