//! Studies of a run: many draws against the same runs made one by one.

use noise_prune::params::{Params, Rule};
use noise_prune::run::Experiment;
use noise_prune::run::many::{self, Drawn};
use noise_prune::visit::event::{Event, Study};

use crate::world::World;

fn study(study: Study, count: u32, fresh: bool) -> Event {
    Event::Study { study, count, fresh }
}

fn set(key: &str, text: &str) -> Event {
    Event::Set { key: key.into(), text: text.into() }
}

/// Not a number is equal to itself here.
fn bits(drawn: &[Drawn]) -> Vec<(u32, u64, Vec<u64>)> {
    let numbers = |drawn: &Drawn| drawn.rules.iter().flatten().map(|x| x.to_bits()).collect();
    drawn.iter().map(|drawn| (drawn.seed, drawn.keep.to_bits(), numbers(drawn))).collect()
}

#[test]
fn draws_are_those_of_runs_made_one_by_one() {
    let mut world = World::settled("#v=1&net=clustered&n=20&excess=0.01&keep=0.4&seed=7&paused");
    let params = world.params().clone();
    world.tell(study(Study::Luck, 4, true));
    assert!(world.page.study(Study::Luck).2);
    world.settle();
    let own = |seed| Drawn::new(&mut Experiment::prepared(&Params { seed, ..params.clone() }, None).unwrap());
    let expected: Vec<Drawn> = (7..11).map(|seed| own(seed).unwrap()).collect();
    assert_eq!(bits(world.page.moment().unwrap().luck), bits(&expected));
    assert!(
        world
            .page
            .study_status(Study::Luck)
            .starts_with("4 draws, seeds 7 to 10, each with a network of its own")
    );
    // Another rule to look at, or another seed, leaves it as it is; another kept fraction does not.
    world.tell(set("twin", "uniform"));
    world.tell(set("seed", "9"));
    world.settle();
    assert_eq!(world.page.moment().unwrap().luck.len(), 4);
    world.tell(set("keep", "0.5"));
    assert!(world.page.moment().unwrap().luck.is_empty());
    assert!(world.page.study_status(Study::Luck).contains("changed"));
}

#[test]
fn a_network_may_stay_while_its_draws_change() {
    let mut world = World::settled("#v=1&net=clustered&n=20&excess=0.01&keep=0.4&seed=7&paused");
    let params = world.params().clone();
    world.tell(study(Study::Luck, 3, false));
    world.settle();
    let mut experiment = Experiment::prepared(&params, None).unwrap();
    let mut own = |seed| {
        experiment.redraw(&Params { seed, ..params.clone() }).unwrap();
        Drawn::new(&mut experiment).unwrap()
    };
    let expected: Vec<Drawn> = (7..10).map(&mut own).collect();
    assert_eq!(bits(world.page.moment().unwrap().luck), bits(&expected));
    assert!(world.page.study_status(Study::Luck).contains("all of the network shown"));
    world.tell(set("seed", "8"));
    world.settle();
    assert!(world.page.moment().unwrap().luck.is_empty(), "the draws are of another network");
}

#[test]
fn a_sweep_has_every_fraction_and_follows_no_slider() {
    let mut world = World::settled("#v=1&net=ring&n=8&seed=3&paused");
    world.tell(study(Study::Cost, 2, true));
    world.settle();
    let moment = world.page.moment().unwrap();
    assert_eq!(moment.cost.len(), 2 * many::SWEEP.len());
    assert!(
        many::SWEEP.iter().all(|keep| moment.cost.iter().filter(|drawn| drawn.keep == *keep).count() == 2)
    );
    world.tell(set("keep", "0.77"));
    world.settle();
    assert_eq!(world.page.moment().unwrap().cost.len(), 2 * many::SWEEP.len());
    world.tell(Event::SaveStudy(Study::Cost));
    let (name, bytes) = world.delivered.last().unwrap();
    assert_eq!(name, "noise-prune-ring-cost.csv");
    let text = String::from_utf8(bytes.clone()).unwrap();
    let rows = many::SWEEP.len() * Rule::ALL.len();
    assert_eq!(text.matches(",distance_mean,2,").count(), rows, "{text}");
}

#[test]
fn a_study_gives_way_and_can_be_stopped() {
    let mut world = World::settled("#v=1&net=clustered&n=20&excess=0.01&keep=0.4&seed=7&paused");
    world.tell(study(Study::Luck, 100, true));
    for _ in 0..6 {
        let _ = world.arrive() || world.work();
    }
    let (done, all, runs) = world.page.study(Study::Luck);
    assert!(runs && all == 100 && done < 6);
    // A change of the run ends it, and what was asked for comes.
    world.tell(set("n", "21"));
    world.settle();
    assert_eq!(world.params().n, 21);
    assert!(!world.page.study(Study::Luck).2);
    world.tell(study(Study::Luck, 50, true));
    let _ = world.arrive() || world.work();
    world.tell(study(Study::Luck, 50, true));
    world.settle();
    assert!(world.page.study(Study::Luck).0 < 50, "it was stopped");
}

#[test]
fn a_view_of_a_study_starts_it_by_itself_and_once() {
    const RUN: &str = "#v=1&net=ring&n=8&seed=3";
    for (view, study, count) in [("draws", Study::Luck, 50), ("sweep", Study::Cost, 5 * many::SWEEP.len())] {
        let mut world = World::settled(&format!("{RUN}&view={view}"));
        assert_eq!(world.page.study(study), (count, count, false), "{view}");
        // The run itself rests at its end, for the full page.
        assert_eq!((world.page.state(), world.page.is_playing()), ("done", false));
        assert!(world.address.contains("stage=compare"), "{}", world.address);
        // Who stops it has stopped it; another run has a study of its own.
        world.tell(Event::Toggle);
        assert_eq!((world.page.state(), world.page.is_playing()), ("running", true));
        world.tell(Event::Toggle);
        world.settle();
        assert!(world.page.study(study).0 < count);
        world.tell(set("n", "9"));
        world.settle();
        assert_eq!(world.page.study(study), (count, count, false), "{view}");
    }
    // Out of sight nothing is drawn, and what waits for the play button waits.
    for hash in [format!("{RUN}&view=draws&paused"), RUN.into()] {
        let mut world = World::settled(&hash);
        assert_eq!(world.page.study(Study::Luck), (0, 0, false), "{hash}");
        if hash.contains("view") {
            assert_eq!((world.page.state(), world.page.is_playing()), ("paused", false));
            world.tell(Event::Sleep(true));
            world.tell(Event::Toggle);
            while world.arrive() || world.work() {}
            assert_eq!(world.page.study(Study::Luck), (0, 50, true));
            world.settle();
            assert_eq!(world.page.study(Study::Luck), (50, 50, false));
        }
    }
}

#[test]
fn where_a_view_shows_a_study_the_story_does_not_play() {
    let mut world = World::settled("#v=1&net=ring&n=8&seed=3&paused");
    // A study begins, the story plays meanwhile, and then the reader looks at the study.
    world.tell(study(Study::Luck, 100, true));
    world.tell(Event::Toggle);
    assert!(world.page.story().playing);
    world.tell(Event::Present { key: "view".into(), text: "draws".into() });
    assert_eq!((world.page.story().playing, world.page.is_playing()), (false, true));
    // The button that says Pause pauses all there is.
    world.tell(Event::Toggle);
    assert!(!world.page.is_playing());
    world.tell(Event::Restart);
    world.settle();
    assert!(!world.page.is_playing() && !world.page.moves());
}
