//! Strategy: the weak bridge is played to its end, frame by frame; the moment of its loss is known from its turn.

use noise_prune::params::link::Stage;
use noise_prune::visit::event::Event;

use crate::world::World;

/// Milliseconds of a frame.
const FRAME: f64 = 20.0;

/// What is seen at each frame of the pruning: position, rings and news of the right twin.
fn played(world: &mut World) -> Vec<(usize, Vec<u32>, [bool; 2])> {
    world.tell(Event::Stage(Stage::Prune));
    world.tell(Event::Toggle);
    let mut seen = Vec::new();
    while world.page.is_playing() || world.page.moves() {
        world.frame(FRAME);
        while world.arrive() || world.work() {}
        let moment = world.page.moment().unwrap();
        assert!(moment.told.loose[0].is_empty(), "the network pruned by noise stays whole");
        seen.push((moment.decided, moment.told.loose[1].to_vec(), world.page.news()[1]));
    }
    seen
}

#[test]
fn a_piece_that_comes_loose_is_seen_for_a_second() {
    let mut world = World::settled("#v=1&net=barbell&seed=17&paused");
    let moment = world.page.moment().unwrap();
    let bridge = (0..moment.scene.synapses()).find(|k| (moment.scene.i[*k], moment.scene.j[*k]) == (19, 20));
    let turn = moment.draws.turn[bridge.unwrap()] as usize;
    let seen = played(&mut world);
    let ringed: Vec<_> = seen.iter().filter(|(_, loose, _)| !loose.is_empty()).collect();
    // The neurons of one clique, from the turn of the bridge on, for 1.2 seconds.
    assert!(ringed[0].0 > turn && ringed[0].0 <= turn + 2, "{} after {turn}", ringed[0].0);
    assert!((59..=61).contains(&ringed.len()), "{}", ringed.len());
    let clique: Vec<u32> = if ringed[0].1[0] == 0 { (0..20).collect() } else { (20..40).collect() };
    assert!(ringed.iter().all(|(_, loose, _)| *loose == clique));
    // The number of pieces stands out for a second, that of the lost patterns as well.
    let news = |part: usize| seen.iter().filter(|(.., news)| news[part]).count();
    assert!((49..=51).contains(&news(0)) && news(1) >= 49, "{} {}", news(0), news(1));
    assert!(seen.last().unwrap().1.is_empty() && world.page.news() == [[false; 2]; 2]);
}

#[test]
fn nothing_is_lost_by_a_jump() {
    let mut world = World::settled("#v=1&net=barbell&seed=17&paused");
    for decided in [0, 381, 0, 200, 381] {
        world.tell(Event::Seek(decided));
        world.frame(FRAME);
        assert_eq!(world.page.news(), [[false; 2]; 2]);
        assert!(world.page.moment().unwrap().told.loose.iter().all(|loose| loose.is_empty()));
    }
}
