//! A matrix of one's own: what it is opened with, what is said and offered of it, and how it travels.

use noise_prune::params::{Leak, Sym};
use noise_prune::visit::event::Event;

use crate::world::{World, file};

const BARBELL: &str = "#v=1&net=barbell&n=6&keep=0.5&seed=5&paused";

fn set(key: &str, text: &str) -> Event {
    Event::Set { key: key.into(), text: text.into() }
}

/// A page on which these files were opened, one after the other.
fn opened(files: &[usize]) -> World {
    let mut world = World::settled(BARBELL);
    for which in files {
        world.tell(Event::File(file(*which)));
        world.settle();
        assert_eq!(world.page.warning(), None);
    }
    world
}

fn taken_with(world: &World) -> (Leak, Sym) {
    (world.params().leak, world.params().sym)
}

#[test]
fn weights_get_a_leak_and_a_list_is_undirected_at_once_and_the_link_says_so() {
    let mut world = opened(&[5]);
    assert_eq!(taken_with(&world), (Leak::Dominant, Sym::Given));
    assert!(world.page.file_taken().starts_with("The diagonal is zero"), "{}", world.page.file_taken());
    assert!(world.address.contains("&leak=dominant&"), "{}", world.address);
    world.check_against_a_fresh_visit();

    world.tell(Event::File(file(6)));
    world.settle();
    assert_eq!(taken_with(&world), (Leak::Dominant, Sym::Both));
    assert!(world.page.moment().unwrap().scene.is_symmetric());
    assert_eq!(world.page.moment().unwrap().scene.names, ["a, b", "Zoë", "say \"no\"", "d"]);
    assert!(world.page.file_taken().contains("undirected"), "{}", world.page.file_taken());
    assert!(world.page.notice().ends_with("below the pictures."), "{}", world.page.notice());
    world.check_against_a_fresh_visit();

    // What one file lacked is no setting for the next.
    world.tell(Event::File(file(0)));
    world.settle();
    assert_eq!(taken_with(&world), (Leak::Given, Sym::Given));
    assert_eq!((world.page.file_taken(), world.page.offers("sym")), (String::new(), false));
}

#[test]
fn what_was_decided_can_be_undone_where_it_is_said() {
    let mut world = opened(&[6]);
    assert!(world.page.offers("leak") && world.page.offers("sym") && !world.page.offers("keep"));
    world.tell(set("sym", "given"));
    world.settle();
    assert_eq!((taken_with(&world), world.page.warning()), ((Leak::Dominant, Sym::Given), None));
    assert!(world.page.file_taken().contains("in that direction only"), "{}", world.page.file_taken());
    // Without a leak there is no run: that is said, what was shown stays, and a button helps.
    world.tell(set("leak", "given"));
    world.settle();
    assert_eq!(taken_with(&world), (Leak::Dominant, Sym::Given));
    assert!(world.page.warning().unwrap().remedy().is_some());
    world.tell(Event::Mend);
    world.settle();
    assert_eq!((taken_with(&world), world.page.warning()), ((Leak::Dominant, Sym::Given), None));
    // Opened once more, it is opened as at first.
    world.tell(Event::File(file(6)));
    world.settle();
    assert_eq!(taken_with(&world), (Leak::Dominant, Sym::Both));
    world.check_against_a_fresh_visit();
}

#[test]
fn a_button_beside_the_sentence_takes_the_file_as_it_stands() {
    // A list with leaks of its own, which names each pair once.
    let leaky = ("leaky.csv".into(), b"source,target,weight\na,a,-3\nb,b,-3\na,b,1\n".to_vec());
    let mut world = World::settled(BARBELL);
    world.tell(Event::File(leaky));
    world.settle();
    assert_eq!((taken_with(&world), world.page.undoes()), ((Leak::Given, Sym::Both), true));
    world.tell(Event::Undo);
    world.settle();
    assert_eq!((taken_with(&world), world.page.undoes()), ((Leak::Given, Sym::Given), false));
    assert_eq!((world.page.notice(), world.page.warning()), ("", None));
    world.check_against_a_fresh_visit();
    // Without a leak there is no run: that is said, what was shown stays, and a button helps.
    world.tell(Event::File(file(5)));
    world.settle();
    assert!(world.page.undoes());
    world.tell(Event::Undo);
    world.settle();
    assert_eq!(taken_with(&world), (Leak::Dominant, Sym::Given));
    assert!(world.page.warning().unwrap().remedy().is_some() && !world.page.undoes());
    // Another example is no file, and has nothing to undo.
    world.tell(Event::File(file(5)));
    world.settle();
    world.tell(Event::Example(1));
    world.settle();
    assert!(!world.page.undoes());
}

#[test]
fn a_slider_that_moves_while_a_file_is_read_changes_nothing_else() {
    let mut world = World::settled(BARBELL);
    world.tell(Event::File(file(6)));
    world.tell(set("keep", "0.6"));
    world.settle();
    assert_eq!((taken_with(&world), world.params().keep), ((Leak::Dominant, Sym::Both), 0.6));
    // What is chosen for the file before is no choice for the next.
    world.tell(Event::File(file(5)));
    world.tell(set("sym", "mean"));
    world.settle();
    assert_eq!(taken_with(&world), (Leak::Dominant, Sym::Given));
    world.check_against_a_fresh_visit();
}

#[test]
fn the_report_goes_with_its_network_and_comes_back_with_it() {
    let mut world = opened(&[6]);
    let (report, link) = (world.page.file_report().to_string(), world.address.clone());
    assert!(report.contains("list.csv (a list of synapses): 4 neurons"), "{report}");
    world.tell(Event::Example(1));
    world.settle();
    assert_eq!(
        (world.page.file_report(), world.page.file_taken(), world.page.offers("leak")),
        ("", String::new(), false)
    );
    assert_eq!(world.left.pop(), Some(link.clone()));
    world.tell(Event::Link { query: String::new(), hash: format!("#{link}") });
    world.settle();
    assert_eq!(world.page.file_report(), report);
    assert!(world.page.file_taken().contains("undirected"));
}

#[test]
fn whatever_leaks_too_little_has_a_button_that_helps() {
    for hash in [
        "#v=1&net=complete&n=6&excess=0&paused",
        "#v=1&net=file&matrix=0,1;1,0&paused",
        "#v=1&net=file&leak=one&matrix=0,5;5,0&paused",
        "#v=1&net=file&leak=dominant&excess=0&matrix=0,5;5,0&paused",
        "#v=1&net=file&data=https://example.org/unstable.csv&paused",
    ] {
        let mut world = World::settled(hash);
        let alert = world.page.warning().unwrap_or_else(|| panic!("{hash} has no alert"));
        assert!(alert.remedy().is_some(), "{hash}: {}", alert.text);
        world.tell(Event::Mend);
        world.settle();
        assert_eq!(world.page.warning(), None, "{hash}");
        world.check_against_a_fresh_visit();
    }
}

#[test]
fn a_large_directed_list_has_a_button_that_joins_its_directions() {
    let mut world = World::settled(BARBELL);
    let list: String = (1..2200).map(|k| format!("n{k},n{},1\n", k + 1)).collect();
    world.tell(Event::File(("large.csv".into(), format!("pre,post,weight\n{list}").into_bytes())));
    world.settle();
    let alert = world.page.warning().unwrap().clone();
    assert!(alert.text.contains("2200 neurons is directed"), "{}", alert.text);
    assert_eq!(alert.remedy(), Some("Join both directions of each synapse"));
    // What was to be done to it is not said beside the run that stays.
    assert_eq!((world.page.notice(), world.page.undoes()), ("", false));
    world.tell(Event::Mend);
    world.settle();
    assert_eq!((taken_with(&world), world.page.warning()), ((Leak::Dominant, Sym::Both), None));
    assert!(world.page.moment().unwrap().scene.sampled);
}

#[test]
fn lines_that_may_be_no_synapses_are_taken_for_them_only_when_the_reader_says_so() {
    let mut world = World::settled(BARBELL);
    let shown = world.params();
    world.tell(Event::File(file(7)));
    world.settle();
    let alert = world.page.warning().unwrap().clone();
    assert!(alert.text.contains("‘pairs.csv’ does not say") && alert.remedy().is_some(), "{}", alert.text);
    assert_eq!(world.params(), shown);
    world.tell(Event::Mend);
    world.settle();
    assert_eq!((world.params().n, taken_with(&world)), (4, (Leak::Dominant, Sym::Both)));
    assert!(world.page.undoes() && world.page.warning().is_none());
    world.check_against_a_fresh_visit();
    // It is asked of each file that is chosen, and not while the same one is shown.
    world.tell(set("seed", "9"));
    world.settle();
    assert_eq!(world.page.warning(), None);
    world.tell(Event::File(file(7)));
    world.settle();
    assert!(world.page.warning().unwrap().remedy().is_some());
    // A page around this one has said what the file is, and so has a link.
    let mut world = World::settled(BARBELL);
    world.tell(Event::Handed { id: 1, result: Ok(file(7)) });
    world.settle();
    assert_eq!((world.params().n, world.page.warning()), (4, None));
    let world = World::settled("#v=1&net=file&leak=dominant&data=https://example.org/pairs.csv&paused");
    assert_eq!((world.params().n, world.page.warning()), (4, None));
}

#[test]
fn points_that_may_mean_thousands_are_decimal_points_only_when_the_reader_says_so() {
    let mut world = World::settled(BARBELL);
    let shown = world.params();
    world.tell(Event::File(file(8)));
    world.settle();
    let alert = world.page.warning().unwrap().clone();
    assert!(
        alert.text.contains("‘points.csv’ has three digits behind every point, as in -4.250"),
        "{}",
        alert.text
    );
    assert_eq!((alert.remedy(), world.params()), (Some("Take the points as decimal points"), shown));
    world.tell(Event::Mend);
    world.settle();
    assert_eq!((world.page.moment().unwrap().scene.weight[0], world.page.warning()), (1.125, None));
    let report = world.page.file_report().to_string();
    assert!(report.contains("such as -4.250 were read with a decimal point"), "{report}");
    world.check_against_a_fresh_visit();
    // A page around this one has said what the file is.
    let mut world = World::settled(BARBELL);
    world.tell(Event::Handed { id: 1, result: Ok(file(8)) });
    world.settle();
    assert_eq!((world.params().n, world.page.warning()), (2, None));
}

#[test]
fn the_name_of_the_file_is_shown_without_marks_of_direction() {
    let mut world = opened(&[0]);
    assert_eq!(world.page.file_chosen(), "both.csv");
    let (_, bytes) = file(1);
    world.tell(Event::File(("my \u{202e}vsc.exe".into(), bytes)));
    assert_eq!(world.page.file_chosen(), "my vsc.exe");
    world.settle();
    assert_eq!(world.page.file_chosen(), "my vsc.exe");
    // What is refused is not shown, and another network has no file.
    world.tell(Event::File(file(4)));
    world.settle();
    assert_eq!(world.page.file_chosen(), "my vsc.exe");
    world.tell(Event::Example(1));
    world.settle();
    assert_eq!(world.page.file_chosen(), "");
}

#[test]
fn a_file_without_synapses_gets_no_advice_about_drawn_networks() {
    let mut world = opened(&[]);
    world.tell(Event::File(file(3)));
    world.settle();
    let alert = world.page.warning().unwrap();
    assert!(alert.text.contains("every entry outside of the diagonal is zero"), "{}", alert.text);
}

#[test]
fn a_link_that_was_cut_says_so() {
    let whole = opened(&[6]).address;
    let cut = whole.split('&').find(|pair| pair.starts_with("matrix=")).unwrap();
    let world = World::settled(&format!("#v=1&net=file&{}", &cut[..cut.len() - 3]));
    assert!(world.page.warning().unwrap().text.contains("copy the whole link again"));
}

#[test]
fn sharing_says_what_does_not_travel_and_the_file_has_it_inside() {
    let shared = |world: &World| world.page.sharing("https://example.org/#");
    let world = opened(&[6]);
    assert!(shared(&world)[0].contains("to the last bit") && shared(&world)[1].is_empty());
    let (link, none) = world.page.inside().unwrap();
    assert_eq!((&link, none), (&world.address, None));
    // A name of 70,000 letters is too long for any link.
    let mut world = World::settled(BARBELL);
    let table = format!("a,b,{}\n0,1,0\n1,0,2\n0,2,0\n", "x".repeat(70_000));
    world.tell(Event::File(("large.csv".into(), table.clone().into())));
    world.settle();
    let [does, lacks] = shared(&world);
    assert_eq!(does, "");
    assert!(lacks.contains("not in this link: 3 neurons and 2 synapses"), "{lacks}");
    let (link, file) = world.page.inside().unwrap();
    assert_eq!(file.as_ref().map(|(name, bytes)| (&**name, &**bytes)), Some(("large.csv", table.as_bytes())));
    // The file opens on that run, and comes back to it.
    let mut inside = World::inside(&link, file);
    assert!(inside.page.moment().unwrap().scene == world.page.moment().unwrap().scene);
    assert_eq!((inside.params(), &inside.address), (world.params(), &link));
    for event in [Event::Example(1), set("net", "file")] {
        inside.tell(event);
        inside.settle();
    }
    assert_eq!((inside.params().n, inside.page.warning()), (3, None));
    // The address of a file is no part of the page that has the file in it.
    let world = World::settled("#v=1&net=file&data=https://example.org/both.csv&paused");
    assert!(shared(&world)[1].contains("https://example.org/both.csv"));
    let (link, file) = world.page.inside().unwrap();
    assert!(!link.contains("data=") && file.is_some(), "{link}");
    let inside = World::inside(&link, file);
    assert!(inside.page.moment().unwrap().scores == world.page.moment().unwrap().scores);
}

#[test]
fn any_run_can_be_inside_and_a_link_goes_before_it() {
    let world = World::inside("v=1&net=complete&n=5&keep=0.4&seed=3&paused", None);
    assert_eq!((world.params().n, world.params().net.word()), (5, "complete"));
    world.check_against_a_fresh_visit();
    let mut world = World::inside("v=1&net=complete&n=5&paused", None);
    world.tell(Event::Link { query: String::new(), hash: BARBELL.into() });
    world.settle();
    assert_eq!(world.params().net.word(), "barbell");
}
