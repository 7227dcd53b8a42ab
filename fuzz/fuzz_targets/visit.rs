//! Whole visits: any events in any order, against the real desk.
#![no_main]

#[path = "../../tests/visit/play.rs"]
mod play;
#[path = "../../tests/visit/world.rs"]
#[allow(dead_code, reason = "the tests look at more of it")]
mod world;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    play::play(bytes);
});
