//! Sequences of events that once went wrong.

use noise_prune::params::link::{Data, Stage};
use noise_prune::params::{Dataset, Leak, Net, Params, Rule};
use noise_prune::run::Experiment;
use noise_prune::run::export::{self, Export};
use noise_prune::visit::event::{Event, Wanted};

use crate::world::{World, file};

const BARBELL: &str = "#v=1&net=barbell&n=6&keep=0.5&seed=5&paused";

fn set(key: &str, text: &str) -> Event {
    Event::Set { key: key.into(), text: text.into() }
}

fn follow(hash: &str) -> Event {
    Event::Link { query: String::new(), hash: hash.into() }
}

fn prepared(params: &Params) -> Experiment {
    Experiment::prepared(params, None).unwrap()
}

#[test]
fn a_file_has_the_rule_that_its_name_has() {
    let mut world = World::settled(BARBELL);
    world.tell(set("rule", "weight"));
    for word in ["table", "matrix-csv", "numbers"] {
        world.tell(Event::Export(word.into()));
        world.settle();
        let (name, bytes) = world.delivered.pop().unwrap();
        assert!(name.contains("-weight-"), "{name}");
        let export = match word {
            "table" => Export::Table,
            "matrix-csv" => Export::MatrixCsv,
            _ => Export::Numbers,
        };
        let mut experiment = prepared(&Params { rule: Rule::Weight, ..world.params() });
        let expected = export::bytes(&mut experiment, export, Rule::Weight, None).unwrap();
        assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&expected), "{word}");
    }
}

#[test]
fn a_link_of_many_unknown_settings_is_no_tower_of_sentences() {
    let unknown: String = (0..2000).map(|k| format!("&k{k}=1")).collect();
    let world = World::settled(&format!("{BARBELL}{unknown}"));
    assert!(world.page.notice().lines().count() < 8 && world.page.notice().contains("more settings"));
    world.check();
}

#[test]
fn what_is_said_of_a_file_stays_when_a_run_that_was_on_its_way_comes() {
    for refused in [
        Event::FileRefused { name: "a\u{202e}vsc.b".into(), reason: "is too large".into() },
        Event::File(file(4)),
    ] {
        let mut world = World::open(BARBELL);
        assert!(world.arrive() && world.work());
        world.tell(refused.clone());
        world.settle();
        for _ in 0..100 {
            world.frame(50.0);
        }
        world.settle();
        let text = world.page.warning().map(|alert| alert.text.clone()).unwrap_or_default();
        // The marks that turn a name around are no part of a sentence.
        assert!(
            text.starts_with("‘avsc.b’ is too large") || text.contains("rubbish.csv"),
            "{refused:?}: {text}"
        );
    }
}

#[test]
fn a_file_that_is_called_nothing_is_not_a_table() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::Export("pdf".into()));
    world.settle();
    assert!(world.delivered.is_empty());
    assert!(world.saving.contains("pdf"), "{}", world.saving);
}

#[test]
fn a_network_too_large_for_a_tab_is_refused_with_what_runs_it() {
    let mut world = World::settled(BARBELL);
    let shown = world.params();
    world.tell(follow("#v=1&net=clustered&n=10000&sizes=66,10,24&keep=0.03"));
    world.settle();
    let alert = world.page.warning().unwrap().text.clone();
    assert!(
        alert.contains("4000")
            && alert.contains("headless -- 'v=1&net=clustered&n=10000&sizes=66,10,24&keep=0.03'"),
        "{alert}"
    );
    assert_eq!(world.params(), shown);
}

#[test]
fn a_late_file_belongs_to_the_link_that_asked_for_it() {
    let slow = "#v=1&net=file&data=https://example.org/both.csv";
    // Another file comes first, an example is chosen, or another link is followed.
    for meanwhile in [Event::File(file(1)), Event::Example(1), follow(BARBELL)] {
        let mut world = World::open(slow);
        assert!(matches!(world.fetches[..], [(_, Wanted::Address(_))]));
        world.tell(meanwhile.clone());
        let fetches = std::mem::take(&mut world.fetches);
        world.settle();
        let (before, address) = (world.params(), world.address.clone());
        world.fetches = fetches;
        for good in [true, false] {
            world.fetch(0, good);
            world.settle();
            assert_eq!((world.params(), &world.address), (before.clone(), &address), "{meanwhile:?}");
            assert_eq!(world.page.warning(), None);
        }
        world.check_against_a_fresh_visit();
    }
}

#[test]
fn a_late_file_does_not_play_where_the_link_says_paused() {
    let mut world = World::open("#v=1&net=file&data=https://example.org/both.csv&paused");
    world.fetch(0, true);
    world.settle();
    assert!(!world.page.is_playing());
    assert!(world.address.contains("data=https://example.org/both.csv"), "{}", world.address);
}

#[test]
fn a_dropped_file_outlives_a_control_and_a_busy_worker() {
    let mut world = World::settled(BARBELL);
    // The worker is busy with another run when the file comes and the control is moved.
    world.tell(set("seed", "4"));
    world.tell(Event::File(file(0)));
    world.tell(set("keep", "0.7"));
    world.settle();
    let params = world.params();
    assert_eq!((params.net, params.n, params.keep), (Net::File, 3, 0.7));
    world.check_against_a_fresh_visit();
}

#[test]
fn one_s_own_matrix_outlives_its_worker() {
    let mut world = World::open("#v=1&net=file&data=https://example.org/one.csv&paused");
    world.settle();
    let link = world.address.clone();
    // A run that takes long is cancelled, which ends the worker; then the worker stops by itself.
    world.tell(set("seed", "3"));
    world.tell(Event::Cancel);
    world.settle();
    assert_eq!(world.address, link);
    world.tell(Event::Finish);
    world.settle();
    assert_eq!(world.page.state(), "done");
    world.lose();
    assert!(world.page.is_lost());
    for event in [set("keep", "0.4"), follow(&format!("#{link}"))] {
        world.tell(event);
        world.settle();
        assert_eq!((world.params().net, world.page.warning()), (Net::File, None));
        world.check_against_a_fresh_visit();
    }
}

#[test]
fn a_bad_answer_for_the_wiring_is_not_kept() {
    let mut world = World::settled(BARBELL);
    for _ in 0..2 {
        world.tell(set("net", "worm-gap"));
        assert!(
            matches!(world.fetches[..], [(_, Wanted::Dataset(Dataset::Worm))]),
            "it is not asked for again"
        );
        world.fetch(0, false);
        world.settle();
        let alert = world.page.warning().unwrap();
        assert!(alert.text.contains("wiring"), "{}", alert.text);
        assert_eq!(world.params().net, Net::Barbell);
    }
    // A wiring that fails late stops no other run.
    world.tell(set("net", "worm-gap"));
    world.tell(Event::Example(0));
    world.fetch(0, false);
    world.settle();
    assert_eq!(world.page.warning(), None);
}

#[test]
fn what_is_refused_leaves_everything_as_it_was() {
    let barbell = "#v=1&net=barbell&n=6&seed=5&paused";
    for refused in [set("excess", "0"), set("net", "file"), Event::File(file(2)), Event::File(file(4))] {
        let mut world = World::settled(barbell);
        world.finish();
        let (params, address) = (world.params(), world.address.clone());
        world.tell(refused.clone());
        world.settle();
        let alert = world.page.warning().unwrap_or_else(|| panic!("{refused:?} is not refused")).clone();
        assert_eq!((world.page.params(), &world.address), (&params, &address), "{refused:?}");
        assert_eq!(world.page.state(), "error");
        world.check();
        // Moving in the run that stands does nothing about it.
        world.tell(Event::Finish);
        world.settle();
        assert_eq!(world.page.warning(), Some(&alert));
        world.tell(set("keep", "0.9"));
        world.settle();
        assert_eq!(world.page.warning(), None);
    }
}

#[test]
fn a_link_that_is_refused_or_given_up_does_not_stay_in_the_address() {
    let slow = "#v=1&net=file&data=https://example.org/both.csv";
    for refused in ["#v=1&net=barbell&n=6&excess=0", "#v=1&net=file", slow] {
        let mut world = World::settled(BARBELL);
        world.finish();
        let (params, address) = (world.params(), world.address.clone());
        world.tell(follow(refused));
        // While its run is on its way, the link stays: a reload, or another try, finds it there.
        assert_eq!(world.address, refused[1..]);
        if refused == slow {
            world.tell(Event::Cancel);
        }
        world.settle();
        assert_eq!((world.page.params(), &world.address), (&params, &address), "{refused}");
        world.check();
    }
}

#[test]
fn a_file_keeps_its_name_in_what_is_said_of_it() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::File(file(4)));
    world.settle();
    let alert = &world.page.warning().unwrap().text;
    assert!(alert.starts_with("‘rubbish.csv’ cannot be used: "), "{alert}");
}

#[test]
fn an_unstable_file_can_be_run_with_larger_leaks_at_once() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::File(file(2)));
    world.settle();
    assert!(world.page.warning().unwrap().remedy().is_some());
    world.tell(Event::Mend);
    world.settle();
    let params = world.params();
    assert_eq!((params.net, params.leak, params.n), (Net::File, Leak::Dominant, 3));
    world.check_against_a_fresh_visit();
}

#[test]
fn runs_are_never_mixed() {
    let mut world = World::settled("#v=1&net=complete&n=8&inh=0.3&seed=1&paused");
    world.finish();
    let (params, survivors) = {
        let moment = world.page.moment().unwrap();
        (moment.params.clone(), moment.survivors(Rule::Noise))
    };
    // The first change is under way when a bad file comes.
    world.tell(set("inh", "0.6"));
    world.work();
    world.tell(Event::File(file(4)));
    world.settle();
    let moment = world.page.moment().unwrap();
    assert_eq!((moment.params, moment.survivors(Rule::Noise)), (&params, survivors));
    world.check_against_a_fresh_visit();
    // And with other sizes.
    world.tell(set("n", "5"));
    world.work();
    world.tell(Event::File(file(4)));
    world.settle();
    assert!(world.page.warning().is_some());
    world.tell(set("n", "7"));
    world.settle();
    assert_eq!((world.params().n, world.page.warning()), (7, None));
    world.check_against_a_fresh_visit();
}

#[test]
fn an_example_is_marked_only_while_it_is_shown() {
    let mut world = World::settled("");
    assert_eq!(world.page.example_shown(), Some(0));
    world.tell(set("speed", "3"));
    assert_eq!(world.page.example_shown(), Some(0));
    world.tell(set("rule", "uniform"));
    assert_eq!(world.page.example_shown(), None);
}

#[test]
fn files_are_named_with_their_own_number_of_neurons() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::File(file(1)));
    world.settle();
    let name = world.page.file_name("numbers", "json").unwrap();
    assert!(name.starts_with("noise-prune-file-4-"), "{name}");
    world.tell(Event::Export("numbers".into()));
    world.settle();
    let json: serde_json::Value = serde_json::from_slice(&world.delivered[0].1).unwrap();
    assert_eq!((&json["n"], &json["params"]["n"]), (&4.into(), &4.into()));
    // The link reproduces the run.
    let link = json["link"].as_str().unwrap();
    let again = World::settled(&format!("#{link}&paused"));
    let scene = again.page.moment().unwrap().scene;
    assert_eq!((again.params().n, &*scene.names), (4, &["a", "b", "c", "d"].map(String::from)[..]));
}

#[test]
fn of_a_run_that_cannot_be_scored_nothing_is_promised() {
    // Too few neurons are ever active.
    let mut world = World::settled(
        "#v=1&net=complete&n=5&excess=1&inh=1&cov=measured&time=0.2&act=relu&drive=-9&seed=3&stage=compare&paused",
    );
    assert!(world.page.warning().unwrap().text.contains("synapse has heard anything"));
    // Whoever wants to go on is told why that cannot be, each time.
    for event in [Event::Finish, Event::Toggle, Event::Stage(Stage::Prune)] {
        world.tell(Event::Dismiss);
        assert!(world.page.warning().is_none());
        world.tell(event);
        world.settle();
        assert!(world.page.warning().unwrap().text.contains("synapse has heard anything"));
        assert_eq!(world.page.state(), "error");
    }
    world.tell(Event::Numbers { id: 1 });
    world.settle();
    assert!(
        matches!(&world.answers[..], [(1, Err(why))] if why.contains("synapse has heard anything")),
        "{:?}",
        world.answers
    );
    world.tell(Event::Export("numbers".into()));
    assert!(world.saving.contains("not scored"), "{}", world.saving);
    world.settle();
    assert!(world.delivered.is_empty());
}

#[test]
fn saving_ends_with_an_error() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::Export("numbers".into()));
    world.lose();
    assert!(!world.saving.contains("is made"), "{}", world.saving);
    let mut world = World::settled(BARBELL);
    world.tell(Event::Export("numbers".into()));
    world.tell(set("seed", "9"));
    assert!(world.saving.contains("another run"), "{}", world.saving);
}

#[test]
fn a_worker_busy_with_a_large_network_is_not_waited_for() {
    // The network that is being made is the large one; the one that is shown is small.
    let mut world = World::settled(BARBELL);
    let before = world.page.worker_number();
    world.tell(set("n", "400"));
    world.tell(set("n", "7"));
    assert!(world.page.worker_number() > before);
    world.settle();
    assert_eq!(world.params().n, 7);
    // While the same network is being made, other settings wait for it.
    let before = world.page.worker_number();
    world.tell(set("n", "400"));
    world.tell(set("keep", "0.9"));
    assert_eq!(world.page.worker_number(), before);
}

#[test]
fn without_a_network_giving_up_loses_no_worker() {
    let mut world = World::settled(BARBELL);
    world.offline = true;
    for seed in ["9", "10"] {
        world.tell(set("seed", seed));
        // What the worker was asked is done before it is known that there will be no other, or is not.
        let _ = seed == "9" && world.work();
        world.tell(Event::Cancel);
        world.settle();
        assert_eq!(
            (world.page.notice(), world.page.warning(), world.page.is_lost()),
            ("Given up.", None, false)
        );
    }
    // The old worker does what is wanted next.
    world.tell(set("seed", "4"));
    world.settle();
    assert_eq!((world.params().seed, world.page.warning()), (4, None));
    world.finish();
    world.check_against_a_fresh_visit();
    // With a network, the old one is ended as soon as there is a new one.
    world.offline = false;
    let before = world.page.worker_number();
    world.tell(set("seed", "5"));
    world.tell(Event::Cancel);
    world.settle();
    assert!(world.page.worker_number() > before);
    world.check_against_a_fresh_visit();
}

#[test]
fn a_worker_that_goes_on_is_known_to_have_kept_nothing_of_a_file_that_it_could_not_read() {
    let mut world = World::settled(BARBELL);
    world.offline = true;
    world.tell(Event::File(file(4)));
    world.tell(Event::Cancel);
    // The worker has answered before it is known that there will be no other.
    world.sent |= 1;
    assert!(world.work());
    world.settle();
    world.tell(Event::File(file(4)));
    world.settle();
    let alert = &world.page.warning().unwrap().text;
    assert!(alert.contains("cannot be used"), "{alert}");
}

/// Small networks of its own are all that the experiment on the limit needs.
#[test]
fn the_experiment_on_the_limit_does_not_take_a_file_to_the_worker() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::File(file(0)));
    world.finish();
    // Another worker, which has no file, and nothing left to do for it but the experiment.
    world.tell(Event::File(file(1)));
    world.tell(Event::Cancel);
    world.settle();
    world.tell(Event::Limit("1".into()));
    assert!(world.work() && world.arrive());
    world.tell(Event::Limit("1".into()));
    world.tell(Event::Export("numbers".into()));
    world.settle();
    assert_eq!((world.page.warning(), world.delivered.len()), (None, 1));
    world.check_the_last_file();
}

#[test]
fn a_large_file_is_read_by_the_worker_while_the_page_answers() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::File(file(1)));
    world.frame(2000.0);
    assert_eq!(world.page.bar(world.now.time).unwrap().text, "Reading the file…");
    // Meanwhile the page does what it is asked for: another file takes its place, or it is given up.
    world.tell(Event::File(file(0)));
    world.settle();
    assert_eq!((world.params().n, world.page.file_chosen()), (3, "both.csv".into()));
    world.tell(Event::File(file(1)));
    world.tell(Event::Cancel);
    world.settle();
    assert_eq!((world.params().n, world.page.notice()), (3, "Given up."));
}

#[test]
fn a_worker_that_never_answers_is_said() {
    let mut world = World::open(BARBELL);
    let text = |world: &World| world.page.bar(world.now.time).unwrap().text;
    world.frame(2000.0);
    assert!(world.page.moves() && text(&world).contains("Finishing"), "{}", text(&world));
    world.frame(10_000.0);
    assert!(text(&world).contains("does not start"), "{}", text(&world));
    // It may still come.
    world.settle();
    assert_eq!((world.page.bar(world.now.time), world.page.warning()), (None, None));
}

#[test]
fn every_wait_has_a_bar_that_can_be_cancelled() {
    let mut world = World::open("#v=1&net=file&data=https://example.org/both.csv");
    world.frame(500.0);
    assert!(world.page.bar(world.now.time).is_some() && world.page.is_coming());
    world.tell(Event::Cancel);
    world.settle();
    assert_eq!(world.page.notice(), "Given up.");
    assert_eq!(world.page.example_shown(), Some(0));
    // The worker is busy with something else, and another run is wanted.
    world.tell(Event::Finish);
    world.tell(set("seed", "9"));
    world.frame(500.0);
    assert!(world.page.bar(world.now.time).is_some() && world.page.is_coming());
    world.tell(Event::Cancel);
    world.settle();
    world.check_against_a_fresh_visit();
}

#[test]
fn the_dice_on_a_file_make_no_new_network() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::File(file(0)));
    world.settle();
    let before = world.received;
    world.tell(Event::Roll(77));
    let mut stages = Vec::new();
    while world.page.is_coming() {
        let _ = world.arrive() || world.work();
        stages.push(world.page.bar(world.now.time + 1e6).map(|bar| bar.text));
    }
    assert!(!stages.iter().flatten().any(|text| text.contains("Making the network")), "{stages:?}");
    assert!(world.received > before);
    let data = Data::Matrix("-2,1,0;1,-3,1;0,1,-2".into());
    assert!(world.address.contains(&data.write()), "{}", world.address);
}

#[test]
fn with_less_motion_play_at_the_end_begins_at_the_first_stage() {
    for again in [Event::Toggle, Event::Restart] {
        let mut world = World::settled(BARBELL);
        world.now.still = true;
        world.finish();
        world.tell(again);
        for _ in 0..3 {
            world.frame(16.0);
        }
        assert_eq!((world.page.story().stage, world.page.is_playing()), (Stage::Listen, false));
        world.tell(Event::Toggle);
        world.frame(16.0);
        assert_eq!((world.page.story().stage, world.page.is_playing()), (Stage::Score, false));
    }
}

#[test]
fn the_kept_fraction_is_dragged_without_leaving_the_place() {
    let mut world = World::settled("#v=1&net=complete&n=20&keep=0.4&seed=1&stage=prune&at=70&paused");
    for keep in ["0.41", "0.5", "0.6", "0.3"] {
        world.tell(set("keep", keep));
        if keep == "0.5" {
            world.work();
        }
    }
    world.settle();
    assert_eq!((world.page.position().0, world.params().keep), (70, 0.3));
    // At the end, the finished networks follow.
    world.finish();
    world.tell(set("keep", "0.5"));
    world.settle();
    assert_eq!(world.page.state(), "done");
    world.check_against_a_fresh_visit();
}
