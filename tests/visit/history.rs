//! The browser's history: another example or network is an entry of its own, and nothing else is.

use noise_prune::visit::event::Event;

use crate::world::{World, file};

const BARBELL: &str = "#v=1&net=barbell&n=6&keep=0.5&seed=5&paused";

fn set(key: &str, text: &str) -> Event {
    Event::Set { key: key.into(), text: text.into() }
}

/// The networks of the entries before the address, and of the address.
fn entries(world: &World) -> Vec<&str> {
    world.left.iter().chain([&world.address]).map(|link| net(link)).collect()
}

fn net(link: &str) -> &str {
    link.split('&').find_map(|pair| pair.strip_prefix("net=")).unwrap_or_default()
}

#[test]
fn another_example_network_or_file_is_an_entry() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::Seek(3));
    let before = world.address.clone();
    for event in [Event::Example(1), set("net", "ring"), Event::File(file(0))] {
        world.tell(event);
        world.settle();
    }
    assert_eq!(entries(&world), ["barbell", "complete", "ring", "file"]);
    // What is left is as it was left.
    assert_eq!(world.left[0], before);
    assert!(before.ends_with("stage=prune&at=3&paused"), "{before}");
}

#[test]
fn everything_else_is_none() {
    let mut world = World::settled(BARBELL);
    for event in [
        set("keep", "0.4"),
        set("keep", "0.3"),
        set("seed", "6"),
        set("n", "7"),
        set("rule", "weight"),
        Event::Roll(8),
        Event::Seek(2),
        Event::Finish,
        Event::Restart,
    ] {
        world.tell(event);
        world.settle();
    }
    assert!(world.left.is_empty(), "{:?}", world.left);
    assert!(world.address.contains("seed=8"), "{}", world.address);
}

#[test]
fn an_entry_is_made_when_its_run_is_there_and_only_once() {
    let mut world = World::settled(BARBELL);
    // Chosen and never seen: the second takes its place. What is dragged meanwhile belongs to it.
    for event in [Event::Example(1), Event::Example(2), set("keep", "0.7")] {
        world.tell(event);
        assert!(world.left.is_empty());
    }
    world.settle();
    assert_eq!(entries(&world), ["barbell", "ring"]);
    assert!(world.address.contains("keep=0.7"), "{}", world.address);
    // The example with other settings is an entry; the one that is shown already is none.
    for _ in 0..2 {
        world.tell(Event::Example(2));
        world.settle();
        assert_eq!(entries(&world), ["barbell", "ring", "ring"]);
    }
}

#[test]
fn a_run_that_does_not_come_is_none() {
    for give_up in [Event::Cancel, Event::Link { query: String::new(), hash: BARBELL.into() }] {
        let mut world = World::settled(BARBELL);
        world.tell(Event::Example(1));
        world.tell(give_up);
        world.settle();
        world.tell(set("keep", "0.4"));
        world.settle();
        assert_eq!(entries(&world), ["barbell"]);
    }
    // The third of the files is not stable, so its run fails.
    let mut world = World::settled(BARBELL);
    world.tell(Event::File(file(2)));
    world.settle();
    assert!(world.page.warning().is_some());
    world.tell(set("keep", "0.4"));
    world.settle();
    assert_eq!(entries(&world), ["barbell"]);
}

#[test]
fn going_back_shows_the_run_as_it_was_left_and_makes_no_entry() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::Seek(3));
    world.tell(Event::Example(1));
    world.settle();
    let back = world.left.pop().unwrap();
    world.tell(Event::Link { query: String::new(), hash: format!("#{back}") });
    world.settle();
    assert_eq!((world.address.as_str(), world.page.position().0), (back.as_str(), 3));
    assert!(world.left.is_empty());
}

#[test]
fn a_guest_makes_none() {
    let mut world = World::guest(BARBELL);
    for event in [Event::Example(1), set("net", "ring")] {
        world.settle();
        world.tell(event);
    }
    world.settle();
    assert_eq!(entries(&world), ["ring"]);
}
