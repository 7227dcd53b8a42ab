//! How the page opens: with the end of the run, which the story then begins from the beginning.

use noise_prune::params::link::Stage;
use noise_prune::pictures;
use noise_prune::visit::event::Event;

use crate::world::World;

const RUN: &str = "#v=1&net=barbell&n=6&keep=0.5&seed=5";
/// Longer than the end is shown before the beginning.
const LATER: f64 = 4000.0;

/// A page that was opened with this hash, as soon as nothing is on its way to it.
fn opened(hash: &str, still: bool) -> World {
    let mut world = World::open("#v=1&net=file");
    world.now.still = still;
    world.tell(Event::Link { query: String::new(), hash: hash.into() });
    while world.arrive() || world.work() {}
    world
}

/// Stage, synapses decided, and whether it plays.
fn place(world: &World) -> (Stage, usize, bool) {
    (world.page.story().stage, world.page.position().0, world.page.is_playing())
}

#[test]
fn the_end_is_seen_first_and_then_the_story() {
    for hash in ["", RUN, "#v=1&net=barbell&n=6&seed=5&embed=basic"] {
        let mut world = opened(hash, false);
        let all = world.page.position().1;
        assert_eq!(place(&world).1, all, "{hash}");
        assert!(world.page.preview().is_some() && world.page.is_playing());
        // It is no end that anybody waits for, and no place for a link.
        assert_eq!((world.page.state(), world.page.summary()), ("running", None));
        assert!(!world.address.contains("stage") && !world.address.contains("paused"), "{}", world.address);
        // What is left is counted.
        assert!(world.page.lines()[1][0].contains("pieces"), "{:?}", world.page.lines());
        world.frame(16.0);
        assert_eq!(place(&world).1, all);
        world.frame(LATER);
        assert_eq!(place(&world), (Stage::Listen, 0, true));
        assert_eq!(world.page.preview(), None);
    }
}

#[test]
fn a_link_to_a_place_opens_there() {
    for (place, expected) in [
        ("&paused", (Stage::Listen, 0, false)),
        ("&stage=listen", (Stage::Listen, 0, true)),
        ("&stage=score", (Stage::Score, 0, true)),
        ("&stage=prune&at=3", (Stage::Prune, 3, true)),
        ("&stage=prune&at=3&paused", (Stage::Prune, 3, false)),
    ] {
        let world = opened(&format!("{RUN}{place}"), false);
        assert_eq!(self::place(&world), expected, "{place}");
        assert_eq!(world.page.preview(), None);
    }
}

#[test]
fn a_run_that_is_not_scored_and_the_second_run_begin_at_once() {
    let measured = opened("#v=1&net=ring&n=6&excess=0.5&cov=measured&time=0.3&seed=3", false);
    assert_eq!(measured.page.preview(), None);
    let mut world = opened(RUN, false);
    for event in [Event::Example(1), Event::Link { query: String::new(), hash: RUN.into() }] {
        world.tell(event);
        while world.arrive() || world.work() {}
        assert_eq!((place(&world), world.page.preview()), ((Stage::Listen, 0, true), None));
    }
}

#[test]
fn whatever_the_reader_does_is_done_from_the_beginning() {
    let set = |key: &str, text: &str| Event::Set { key: key.into(), text: text.into() };
    for (event, expected) in [
        (Event::Step, (Stage::Prune, 1, false)),
        (Event::Seek(3), (Stage::Prune, 3, false)),
        (Event::Stage(Stage::Score), (Stage::Score, 0, true)),
        (Event::Restart, (Stage::Listen, 0, true)),
        (set("seed", "6"), (Stage::Prune, 0, true)),
        (set("net", "ring"), (Stage::Listen, 0, true)),
    ] {
        let mut world = opened(RUN, false);
        world.tell(event.clone());
        while world.arrive() || world.work() {}
        assert_eq!(place(&world), expected, "{event:?}");
        assert_eq!(world.page.preview(), None);
    }
}

#[test]
fn the_kept_fraction_moves_the_end_that_is_seen() {
    let mut world = opened(RUN, false);
    let (all, before) = (world.page.position().1, world.page.lines());
    world.tell(Event::Set { key: "speed".into(), text: "2".into() });
    assert!(world.page.preview().is_some());
    world.tell(Event::Set { key: "keep".into(), text: "0.8".into() });
    assert_eq!((place(&world), world.page.preview()), ((Stage::Compare, all, false), None));
    assert_ne!(world.page.lines(), before);
}

#[test]
fn pause_holds_what_is_seen_and_play_begins_at_the_beginning() {
    let mut world = opened(RUN, false);
    let all = world.page.position().1;
    world.tell(Event::Toggle);
    world.frame(LATER);
    assert_eq!(place(&world), (Stage::Compare, all, false));
    world.tell(Event::Toggle);
    assert_eq!(place(&world), (Stage::Listen, 0, true));
}

#[test]
fn who_wants_less_motion_sees_the_end_and_it_stays() {
    let mut world = opened(RUN, true);
    let all = world.page.position().1;
    world.frame(LATER);
    assert_eq!((place(&world), world.page.state()), ((Stage::Compare, all, false), "done"));
    world.tell(Event::Toggle);
    assert_eq!(place(&world), (Stage::Listen, 0, false));
    // A place in a link, and a link that waits, are as they are for everybody.
    assert_eq!(place(&opened(&format!("{RUN}&stage=prune&at=3"), true)), (Stage::Prune, 3, false));
    assert_eq!(place(&opened(&format!("{RUN}&paused"), true)), (Stage::Listen, 0, false));
}

/// Pictures that say nothing before a stage begin there; the same pictures say what they wait for elsewhere.
#[test]
fn a_view_begins_where_its_pictures_do() {
    for (view, stage) in [
        ("network", Stage::Listen),
        ("twins", Stage::Listen),
        ("scope", Stage::Listen),
        ("importance", Stage::Score),
        ("errors", Stage::Prune),
        ("patterns", Stage::Prune),
        ("dynamics", Stage::Compare),
    ] {
        let mut world = opened(&format!("{RUN}&view={view}&paused"), false);
        assert_eq!(place(&world).0, stage, "{view}");
        world.settle();
        let awaited =
            |world: &World| pictures::awaited(world.page.presentation().view, &world.page.moment().unwrap());
        assert_eq!(awaited(&world), "", "{view}");
        // From the beginning of the story on, it waits for its stage.
        world.tell(Event::Stage(Stage::Listen));
        assert_eq!(
            awaited(&world).is_empty(),
            view != "dynamics" || world.page.moment().unwrap().traces.is_some()
        );
        // It comes back to where it begins, not to where its pictures are empty.
        world.tell(Event::Restart);
        assert_eq!(
            place(&world),
            (stage, if stage == Stage::Compare { world.page.position().1 } else { 0 }, true)
        );
        // A place in the link comes first, and without motion there is the end.
        let asked = opened(&format!("{RUN}&view={view}&stage=prune&at=3&paused"), false);
        assert_eq!(place(&asked), (Stage::Prune, 3, false), "{view}");
        assert_eq!(place(&opened(&format!("{RUN}&view={view}"), true)).0, Stage::Compare, "{view}");
    }
    let early = opened(&format!("{RUN}&view=dynamics&stage=listen&paused"), false);
    let words = pictures::awaited(early.page.presentation().view, &early.page.moment().unwrap());
    assert!(words.contains("last stage"), "{words}");
}

#[test]
fn a_run_that_has_to_listen_plays_on_without_motion_as_well() {
    let mut world =
        opened("#v=1&net=ring&n=6&excess=0.5&cov=measured&time=0.3&seed=3&stage=listen&paused", true);
    assert_eq!(place(&world), (Stage::Listen, 0, false));
    assert!(world.page.moment().unwrap().scores.is_none());
    world.tell(Event::Toggle);
    for _ in 0..1000 {
        world.frame(16.0);
        while world.arrive() || world.work() {}
    }
    // A stage at a time.
    assert_eq!(place(&world), (Stage::Score, 0, false));
    assert!(world.page.moment().unwrap().scores.is_some());
}

#[test]
fn who_asks_for_the_first_stage_of_a_paused_run_does_not_have_it_listen() {
    let mut world =
        opened("#v=1&net=ring&n=6&excess=0.5&cov=measured&time=0.3&seed=3&stage=listen&paused", false);
    world.tell(Event::Stage(Stage::Listen));
    assert_eq!(place(&world), (Stage::Listen, 0, false));
    assert!(!world.work() && world.page.moment().unwrap().scores.is_none());
}

#[test]
fn the_end_of_all_rounds_is_the_end_of_the_last() {
    let world = opened(&format!("{RUN}&rounds=2"), true);
    let moment = world.page.moment().unwrap();
    let synapses = moment.scene.synapses();
    assert_eq!((moment.decided, moment.decisions()), (2 * synapses, 2 * synapses));
    assert_eq!(moment.round_at(moment.decided), (1, synapses));
}

#[test]
fn a_control_that_is_set_to_what_it_shows_changes_nothing() {
    let mut world = opened(&format!("{RUN}&stage=prune&at=3&paused"), false);
    for (key, text) in [("seed", "5"), ("n", "6"), ("keep", "0.5"), ("twin", world.page.params().twin.word())]
    {
        let before = (world.address.clone(), place(&world));
        world.tell(Event::Set { key: key.into(), text: text.into() });
        assert!(!world.page.is_coming() && !world.work(), "{key}");
        assert_eq!((world.address.clone(), place(&world)), before, "{key}");
    }
    // The story goes on to begin.
    let mut world = opened(RUN, false);
    world.tell(Event::Set { key: "keep".into(), text: "0.5".into() });
    world.frame(16.0);
    world.frame(LATER);
    assert_eq!((place(&world), world.page.preview()), ((Stage::Listen, 0, true), None));
}

#[test]
fn a_large_network_is_seen_while_it_is_prepared() {
    // The weights of the second are scaled when it has been seen, and some of them are inhibitory.
    for net in ["random&density=0.03", "clustered&inh=0.2"] {
        is_seen_while_it_is_prepared(&format!("#v=1&net={net}&n=800&keep=0.5&paused"));
    }
}

fn is_seen_while_it_is_prepared(link: &str) {
    let mut world = World::open(link);
    while world.page.sketch().is_none() {
        assert!(world.page.moment().is_none() && (world.arrive() || world.work()), "there is no sketch");
    }
    let [places, synapses] = {
        let sketch = world.page.sketch().unwrap();
        assert_eq!((sketch.scene.n(), sketch.decided), (800, 0));
        [sketch.scene.x.clone(), sketch.scene.weight.clone()]
    };
    // It is of the run that comes, which takes its place.
    while world.page.moment().is_none() {
        assert!(world.arrive() || world.work());
    }
    assert!(world.page.sketch().is_none());
    let scene = world.page.moment().unwrap().scene;
    assert_eq!(scene.x, places);
    let drawn = pictures::network::drawn::evenly(scene.synapses());
    let relative = |weights: Vec<f64>| {
        let largest = weights.iter().fold(0.0_f64, |largest, weight| largest.max(weight.abs()));
        weights.into_iter().map(move |weight| weight / largest)
    };
    let there = relative(drawn.map(|k| scene.weight[k]).collect());
    assert!(synapses.len() == there.len() && synapses.iter().any(|weight| *weight > 0.0));
    for (seen, there) in relative(synapses).zip(there) {
        assert!((seen - there).abs() < 1e-12, "{seen} was seen of {there}");
    }
}

#[test]
fn a_sketch_goes_with_its_plan() {
    let mut world = World::open("#v=1&net=random&n=800&density=0.03&keep=0.5&paused");
    while world.page.sketch().is_none() {
        assert!(world.arrive() || world.work());
    }
    world.tell(Event::Cancel);
    assert!(world.page.sketch().is_none() && world.page.moment().is_none());
    world.settle();
    world.check();
}
