//! What is measured of a pruned network, against the one before pruning: a table of measures, the spectrum, the
//! activity, and how much can be pruned as networks grow.

pub mod dynamics;
pub mod limit;
mod measures;
pub mod sampled;
pub mod spectrum;
pub mod table;

pub use measures::{
    ALONG_UP_TO, Along, Before, Counts, Deep, Depth, Known, MeasureError, Measures, Moved, Reference, ZERO,
    growth,
};
