//! Any events, in any order.

use std::thread;

use noise_prune::numerics::random::{Random, Stream};
use proptest::prelude::*;

use super::play::play;

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_visit_holds(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        play(&bytes);
    }
}

/// Events of the longest visit that is played by hand; most are shorter.
const LONGEST: u32 = 500;

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
        let mut random = Random::new(seed, Stream::Start);
        let events = 1 + random.below(LONGEST as usize);
        let bytes: Vec<u8> = (0..1 + 3 * events).map(|_| random.below(256) as u8).collect();
        let before = played / 100_000;
        played += play(&bytes);
        seed += 1;
        if played / 100_000 > before {
            println!("{played} events in {} visits", seed - first);
        }
    }
}
