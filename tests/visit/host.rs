//! The page as a guest: what the page around it asks is answered, each question once.

use noise_prune::params::Net;
use noise_prune::visit::event::Event;
use serde_json::Value;

use crate::world::{World, file};

const BARBELL: &str = "#v=1&net=barbell&n=6&keep=0.5&seed=5&paused";

fn open(id: u32, which: usize) -> Event {
    Event::Handed { id, result: Ok(file(which)) }
}

/// The answer to a question, which must have one.
fn answer(world: &World, id: u32) -> Result<Value, String> {
    let found = world.answers.iter().find(|(answered, _)| *answered == id);
    let (_, result) = found.unwrap_or_else(|| panic!("{id} has no answer"));
    result.clone().map(|json| serde_json::from_str(&json).unwrap())
}

fn refusal(world: &World, id: u32) -> String {
    answer(world, id).unwrap_err()
}

#[test]
fn a_file_that_is_handed_over_is_shown_and_its_numbers_are_those_that_are_saved() {
    let mut world = World::guest(BARBELL);
    // Before anything is there.
    world.tell(open(1, 1));
    world.tell(Event::Numbers { id: 2 });
    assert!(world.answers.is_empty());
    world.settle();
    let opened = answer(&world, 1).unwrap();
    assert_eq!((&opened["neurons"], &opened["synapses"]), (&4.into(), &5.into()));
    assert!(opened["report"].as_str().unwrap().contains("4 neurons"), "{opened}");
    assert_eq!((world.params().net, world.left.len()), (Net::File, 0));
    world.tell(Event::Export("numbers".into()));
    world.settle();
    let saved: Value = serde_json::from_slice(&world.delivered.pop().unwrap().1).unwrap();
    assert_eq!(answer(&world, 2).unwrap(), saved);
    assert!(!world.saving.is_empty());
}

#[test]
fn numbers_are_no_file_for_the_reader_and_one_file_answers_all_who_wait() {
    let mut world = World::settled(BARBELL);
    let before = world.sent;
    (0..100).for_each(|id| world.tell(Event::Numbers { id }));
    world.settle();
    assert_eq!((world.answers.len(), world.sent), (100, before + 1));
    assert!(world.delivered.is_empty() && world.saving.is_empty());
    assert_eq!(answer(&world, 99).unwrap()["params"]["net"], "barbell");
}

#[test]
fn what_cannot_be_shown_is_refused_with_what_the_page_says() {
    let mut world = World::settled(BARBELL);
    for (id, which) in [(1, 3), (2, 4)] {
        world.tell(open(id, which));
        world.settle();
        assert_eq!(refusal(&world, id), world.page.warning().unwrap().text);
    }
    world.tell(Event::Handed { id: 3, result: Err("it is no file".into()) });
    assert_eq!(refusal(&world, 3), "It is no file.");
    // The run that was shown still is, and has its numbers.
    world.tell(Event::Numbers { id: 4 });
    world.settle();
    assert_eq!(answer(&world, 4).unwrap()["params"]["net"], "barbell");
}

#[test]
fn of_a_hundred_files_the_last_is_shown_and_the_others_are_refused() {
    let mut world = World::settled(BARBELL);
    (0..100).for_each(|id| world.tell(open(id, (id as usize + 1) % 2)));
    world.settle();
    assert_eq!(world.answers.len(), 100);
    (0..99).for_each(|id| assert!(refusal(&world, id).contains("Another run"), "{id}"));
    assert_eq!(answer(&world, 99).unwrap()["neurons"], 3);
    // The same file once more is shown already, and answered all the same.
    world.tell(open(100, 0));
    world.settle();
    assert_eq!(answer(&world, 100).unwrap()["neurons"], 3);
}

#[test]
fn a_question_is_refused_when_the_reader_wants_something_else_or_gives_up() {
    for event in [Event::Example(1), Event::Cancel] {
        let mut world = World::settled(BARBELL);
        world.tell(open(1, 0));
        world.tell(event);
        assert!(refusal(&world, 1).contains("Another run"));
        world.settle();
        world.tell(Event::Numbers { id: 2 });
        world.tell(Event::Example(2));
        assert!(refusal(&world, 2).contains("another run"));
    }
}

#[test]
fn a_worker_that_is_lost_leaves_no_question_open() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::Numbers { id: 1 });
    world.lose();
    assert!(refusal(&world, 1).contains("stopped"));
    world.tell(Event::Numbers { id: 2 });
    assert!(refusal(&world, 2).contains("stopped"));
    let mut world = World::settled(BARBELL);
    world.tell(open(3, 0));
    world.lose();
    assert!(refusal(&world, 3).contains("stopped"));
}

#[test]
fn questions_are_answered_out_of_sight_and_while_a_run_plays() {
    let mut world = World::guest("#v=1&net=barbell&n=6&keep=0.5&seed=5");
    world.tell(Event::Sleep(true));
    world.tell(open(1, 1));
    world.tell(Event::Numbers { id: 2 });
    while world.arrive() || world.work() {}
    assert!(answer(&world, 1).is_ok() && answer(&world, 2).is_ok());
    let sent = world.sent;
    world.frame(16.0);
    assert_eq!(world.sent, sent, "out of sight it does more than it was asked");
}
