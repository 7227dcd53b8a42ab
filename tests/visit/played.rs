//! Any events, in any order.

use std::path::{Path, PathBuf};
use std::{fs, thread};

use noise_prune::numerics::random::{Random, Stream};
use proptest::prelude::*;

use super::play::{LINKS, play};

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_visit_holds(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        play(&bytes);
    }
}

/// A folder of the fuzzer that plays visits.
fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join("visit")
}

/// The visit that this seed draws, of so many events.
fn drawn(seed: u32, events: impl FnOnce(&mut Random) -> usize) -> Vec<u8> {
    let mut random = Random::new(seed, Stream::Start);
    let events = events(&mut random);
    (0..1 + 3 * events).map(|_| random.below(256) as u8).collect()
}

#[test]
fn the_fuzzer_s_seeds_and_what_was_found_hold() {
    let cases = |kind| fs::read_dir(folder(kind)).unwrap().map(|entry| entry.unwrap().path());
    for case in cases("seeds").chain(cases("found")) {
        play(&fs::read(&case).unwrap());
    }
}

/// Run by hand: `cargo test --test visit write_the_seeds -- --ignored`. Two visits from each link.
#[test]
#[ignore = "writes the seeds of the fuzzer"]
fn write_the_seeds_of_the_visits() {
    for seed in 0..2 * LINKS.len() {
        let mut visit = drawn(seed as u32, |_| 60);
        visit[0] = (seed % LINKS.len()) as u8;
        fs::write(folder("seeds").join(format!("visit-{seed}")), visit).unwrap();
    }
}

/// Events of the longest visit that is played by hand; most are shorter.
const LONGEST: usize = 500;

/// Says which visit it was, if that fails.
struct Visit(u32);

impl Drop for Visit {
    fn drop(&mut self) {
        if thread::panicking() {
            println!("it was the visit with seed {}", self.0);
        }
    }
}

/// Run by hand, optimised: `cargo test --release --test visit ten_million -- --ignored --nocapture`. It goes on where
/// `NOISE_PRUNE_SEED` says, and for `NOISE_PRUNE_EVENTS` events.
#[test]
#[ignore = "takes hours"]
fn ten_million_events_hold() {
    let told = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let wanted = told("NOISE_PRUNE_EVENTS").unwrap_or(10_000_000) as usize;
    let first = told("NOISE_PRUNE_SEED").unwrap_or(0);
    let (mut played, mut seed) = (0, first);
    while played < wanted {
        let _visit = Visit(seed);
        let bytes = drawn(seed, |random| 1 + random.below(LONGEST));
        let before = played / 100_000;
        played += play(&bytes);
        seed += 1;
        if played / 100_000 > before {
            println!("{played} events in {} visits", seed - first);
        }
    }
}
