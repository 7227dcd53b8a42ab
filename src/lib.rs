//! noise-prune: a recurrent network finds out, from its own noise, which synapses it can lose.

pub mod covariance;
pub mod digits;
pub mod experiment;
pub mod link;
pub mod lyapunov;
pub mod message;
pub mod network;
pub mod params;
pub mod prune;
pub mod random;
pub mod report;
pub mod rule;
pub mod spectrum;
pub mod view;
#[cfg(target_arch = "wasm32")]
mod web;
