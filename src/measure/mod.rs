//! What is measured of a pruned network, beside the one before: a table of measures, spectrum, activity, and how
//! much can go as networks grow.

pub mod dynamics;
pub mod limit;
mod measures;
pub mod spectrum;
pub mod table;

pub use measures::{ALONG_UP_TO, Along, Before, Depth, Known, MeasureError, Measures, Moved, ZERO};
