//! What changes neither the network nor what its synapses hear is followed at once: the fates before the worker answers,
//! the measures when they come.

use noise_prune::params::{Params, Rule};
use noise_prune::run::{Depth, Experiment};
use noise_prune::visit::event::Event;
use noise_prune::visit::message::{Answer, Scores, Snapshot};
use noise_prune::visit::moment::Selection;

use crate::world::World;

/// Longer than a page waits before it says that measures are late.
const LATE: f64 = 150.0;

fn set(key: &str, text: &str) -> Event {
    Event::Set { key: key.into(), text: text.into() }
}

/// The finished run of these parameters.
fn finished(params: &Params) -> Experiment {
    let mut experiment = Experiment::prepared(params, None).unwrap();
    experiment.seek(usize::MAX);
    experiment
}

#[test]
fn fates_follow_without_the_worker_and_measures_say_how_old_they_are() {
    let networks =
        ["net=barbell&n=6", "net=ring&n=9&ways=one", "net=complete&n=8&cov=measured&time=5&sigma=2"];
    for net in networks {
        let mut world = World::settled(&format!("#v=1&{net}&keep=0.5&seed=3&stage=compare&paused"));
        for (key, text, age) in [
            ("keep", "0.7", "at 50 % kept"),
            ("eps", "2.5", "at 70 % kept"),
            ("eps", "3", "at ε = 2.5"),
            ("diag", "original", "with another leak"),
        ] {
            let requests = world.sent;
            world.tell(set(key, text));
            let moment = world.page.moment().unwrap();
            let fresh = finished(moment.params);
            assert_eq!(moment.params.get(key).as_deref(), Some(text));
            assert_eq!(moment.scores, Some(&Scores::new(&fresh).unwrap()), "{net}, {key}={text}");
            assert!(!world.page.is_coming() && world.sent <= requests + 1);
            // For a moment nobody can tell; then it is said.
            assert_eq!((moment.snapshot_age(), world.page.state()), (None, "running"));
            world.frame(LATE);
            let moment = world.page.moment().unwrap();
            assert_eq!(moment.snapshot_age().as_deref(), Some(age));
            assert!(world.page.status().ends_with(age), "{}", world.page.status());
            world.settle();
            world.frame(LATE);
            let moment = world.page.moment().unwrap();
            assert_eq!(moment.snapshot, Some(&Snapshot::new(&fresh, Depth::All).unwrap()));
            assert_eq!(
                (moment.snapshot_age(), moment.age(moment.of.history), world.page.state()),
                (None, None, "done")
            );
            world.check_against_a_fresh_visit();
        }
    }
}

#[test]
fn a_drag_shows_measures_of_a_moment_ago_and_ends_with_its_own() {
    let mut world = World::settled("#v=1&net=complete&n=12&keep=0.4&seed=1&stage=compare&paused");
    let mut measured = Vec::new();
    for tick in 0..20 {
        world.tell(set("keep", &format!("{}", f64::from(41 + tick) / 100.0)));
        // The worker is slower than the hand.
        if tick % 3 == 2 {
            world.work();
            while world.arrive() {}
        }
        let snapshot = world.page.moment().unwrap().snapshot.unwrap();
        measured.push(snapshot.of(Rule::Noise).unwrap().error().to_bits());
    }
    measured.dedup();
    assert!(measured.len() > 4, "the spectrum stands still while the kept fraction is dragged");
    world.settle();
    let moment = world.page.moment().unwrap();
    assert_eq!(moment.snapshot, Some(&Snapshot::new(&finished(moment.params), Depth::All).unwrap()));
}

#[test]
fn eigenvalues_come_first_and_nobody_waits_for_the_rest() {
    let mut world = World::settled("#v=1&net=complete&n=64&keep=0.4&seed=1&stage=compare&paused");
    for keep in ["0.5", "0.6", "0.7"] {
        world.tell(set("keep", keep));
        // What was asked for before is answered first; it is a part of one rule's measures, not of all.
        for _ in 0..2 {
            world.work();
            while world.arrive() {}
        }
        let moment = world.page.moment().unwrap();
        // Those of the twins before all others.
        let twins = [Rule::Noise, Rule::Weight];
        let expected = Snapshot::of_some(&finished(moment.params), Depth::Eigenvalues, &twins).unwrap();
        let snapshot = moment.snapshot.unwrap();
        assert!(twins.iter().all(|rule| snapshot.of(*rule) == expected.of(*rule)), "{keep}");
        assert!(snapshot.of(Rule::Covariance).is_none(), "nobody waits for the rest");
        assert_eq!(world.page.state(), "running");
    }
    world.settle();
    assert_eq!(world.page.state(), "done");
    world.check_against_a_fresh_visit();
}

#[test]
fn dragging_sends_neither_networks_nor_scores() {
    let mut world = World::settled("#v=1&net=complete&n=60&keep=0.4&seed=1&paused");
    let (whole, mut replies) = (world.received, 0);
    for keep in ["0.41", "0.42", "0.43"] {
        let before = world.received;
        world.tell(set("keep", keep));
        while world.work() {
            replies += 1;
            while world.arrive() {}
            if world.page.state() == "paused" {
                break;
            }
        }
        let dragged = world.received - before;
        assert!(dragged < whole / 5, "{dragged} of {whole} bytes");
    }
    assert!(replies >= 3);
}

#[test]
fn listening_says_how_long_it_will_take_before_it_begins() {
    let link = "#v=1&net=complete&n=30&excess=0.01&act=relu&cov=measured&seed=3&paused";
    let world = World::settled(&format!("{link}&time=1"));
    assert!(!world.page.status().contains("left"), "{}", world.page.status());
    let mut world = World::settled(&format!("{link}&time=10000"));
    assert!(world.page.status().ends_with(" s left"), "{}", world.page.status());
    // A part that takes an hour is a part of many.
    world.tell(Event::Finish);
    for _ in 0..2 {
        world.work();
        world.now.time += 3_600_000.0;
        world.arrive();
        assert!(world.page.status().ends_with(" h left"), "{}", world.page.status());
    }
}

#[test]
fn what_cannot_be_kept_is_refused_at_once() {
    let mut world = World::open("#v=1&net=barbell&n=6&keep=0.3&seed=3&stage=compare&paused");
    // One synapse has heard nothing that can be used, so that not all can be kept.
    world.spoil(|answer| {
        if let Answer::Prepared(prepared) = answer {
            prepared.scores.as_mut().unwrap().variance[0] = 0.0;
        }
    });
    world.settle();
    let (params, address) = (world.params(), world.address.clone());
    let scores = world.page.moment().unwrap().scores.cloned();
    world.tell(set("keep", "1"));
    assert!(world.page.warning().is_some_and(|alert| alert.text.contains("cannot be kept")));
    assert_eq!((world.page.params(), &world.address, world.page.state()), (&params, &address, "error"));
    assert_eq!(world.page.moment().unwrap().scores.cloned(), scores);
    world.tell(set("keep", "0.4"));
    assert_eq!((world.page.warning(), world.page.params().keep), (None, 0.4));
}

#[test]
fn a_file_that_was_asked_for_before_a_change_is_not_taken_for_the_next() {
    let mut world = World::settled("#v=1&net=barbell&n=6&keep=0.5&seed=5&stage=compare&paused");
    world.tell(Event::Export("table".into()));
    // The worker makes the first file while the run is changed and changed back, and another file is wanted.
    assert!(world.work());
    world.tell(set("keep", "0.6"));
    world.tell(set("keep", "0.5"));
    world.tell(Event::Export("numbers".into()));
    world.settle();
    assert_eq!(world.delivered.len(), 1);
    let (name, bytes) = &world.delivered[0];
    assert!(name.ends_with("numbers.json") && bytes.starts_with(b"{"), "{name}");
    world.check_the_last_file();
}

#[test]
fn the_curve_of_errors_is_the_true_one_wherever_a_link_leads() {
    for net in ["net=barbell&n=6", "net=ring&n=9&ways=one&keep=0.5"] {
        let world = World::settled(&format!("#v=1&{net}&seed=3&stage=prune&at=9&paused"));
        let moment = world.page.moment().unwrap();
        let (mut experiment, all) = (finished(moment.params), moment.scene.synapses());
        let expected = (all + 1).min(30);
        assert!(moment.history.len() >= expected, "{} of {expected} positions", moment.history.len());
        for (decided, errors) in moment.history {
            experiment.seek(*decided);
            let snapshot = Snapshot::new(&experiment, Depth::Eigenvalues).unwrap();
            assert_eq!(*errors, snapshot.errors());
        }
    }
}

#[test]
fn a_run_of_several_nights_stays_where_it_is_while_it_is_dragged() {
    let mut world = World::settled("#v=1&net=complete&n=12&keep=0.4&rounds=4&seed=1&stage=prune&at=200");
    assert!(
        world.page.status().starts_with("night 4 of 4: 2 of 66 synapses decided"),
        "{}",
        world.page.status()
    );
    for (key, text, at) in
        [("keep", "0.5", 200), ("draws", "balanced", 200), ("rounds", "2", 100), ("keep", "0.3", 100)]
    {
        world.tell(set(key, text));
        world.settle();
        let moment = world.page.moment().unwrap();
        assert_eq!((moment.decided, moment.decisions()), (at, 66 * moment.params.rounds), "{key}={text}");
        assert_eq!(moment.scores, Some(&Scores::new(&finished(moment.params)).unwrap()));
        world.check_against_a_fresh_visit();
    }
    // At the end it shows the end.
    world.finish();
    for (key, text) in [("keep", "0.6"), ("rounds", "1"), ("rounds", "3")] {
        world.tell(set(key, text));
        world.settle();
        assert!(world.page.is_pruned() && world.page.state() == "done", "{}", world.page.status());
        let moment = world.page.moment().unwrap();
        assert_eq!(moment.scores, Some(&Scores::new(&finished(moment.params)).unwrap()));
        world.check_against_a_fresh_visit();
    }
}

#[test]
fn what_cannot_be_in_several_nights_is_said_and_the_run_stays() {
    let mut world = World::settled("#v=1&net=complete&n=12&keep=0.4&rounds=2&seed=1&stage=compare&paused");
    let before = world.params();
    world.tell(set("cov", "measured"));
    world.settle();
    let alert = &world.page.warning().unwrap().text;
    assert!(alert.starts_with("Several rounds need the exact covariance"), "{alert}");
    assert_eq!((world.params(), world.page.params()), (before.clone(), &before));
}

#[test]
fn a_synapse_tells_of_all_its_nights() {
    let mut world = World::settled("#v=1&net=complete&n=12&keep=0.4&rounds=3&seed=1&stage=compare&paused");
    let (rounds, rule) = (finished(&world.params()).rounds().clone(), world.params().rule);
    for synapse in 0..66 {
        world.tell(Event::Choose(Some(Selection::Edge(synapse))));
        let [_, formula, fate] = world.page.inspection();
        let nights = rounds.of(rule, synapse).position(|(p, u)| u >= p).map_or(3, |night| night + 1);
        assert_eq!(fate.matches("night ").count(), nights, "{fate}");
        assert_eq!(fate.ends_with("cut"), !rounds.is_kept(rule, synapse), "{fate}");
        assert!(formula.starts_with("in the first night, "), "{formula}");
    }
    world.tell(Event::Seek(0));
    assert!(
        world.page.inspection()[2].starts_with("its turn in night 1 is "),
        "{}",
        world.page.inspection()[2]
    );
}
