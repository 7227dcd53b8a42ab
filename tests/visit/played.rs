//! Any events, in any order.

use proptest::prelude::*;

use super::play::play;

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_visit_holds(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        play(&bytes);
    }
}

/// Run by hand, optimised: `cargo test --release --test visit million -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn a_million_events_hold() {
    use noise_prune::numerics::random::{Random, Stream};
    let (mut played, mut visits) = (0, 0);
    while played < 1_000_000 {
        let mut random = Random::new(visits, Stream::Start);
        let bytes: Vec<u8> = (0..600).map(|_| random.below(256) as u8).collect();
        played += play(&bytes);
        visits += 1;
    }
    println!("{played} events in {visits} visits");
}
