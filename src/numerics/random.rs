//! Random numbers are an argument everywhere: streams of one seed, each for a purpose.

pub use noise_prune_random::{Random, Stream};
