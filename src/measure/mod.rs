//! What is measured of a pruned network, beside the one before: spectrum, activity, and how much can go as networks grow.

pub mod dynamics;
pub mod limit;
pub mod spectrum;
