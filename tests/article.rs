//! Strategy: the article's stills are files, drawn once. What each still of a network says of itself is computed from
//! the link of its figure, so that a still from another run, or from before a change, is found.

use std::fs;

use noise_prune::params::{Rule, link};
use noise_prune::run::{Depth, Experiment};

const ARTICLE: &str = include_str!("../www/supplement.html");

/// The link of each figure, and the names of its stills.
fn figures() -> Vec<(String, Vec<&'static str>)> {
    let figure = |text: &'static str| {
        let (link, rest) = text.split_once("params=\"").unwrap().1.split_once('"').unwrap();
        let (inside, _) = rest.split_once("</noise-prune>").unwrap();
        let stills = inside.split("src=\"stills/").skip(1).map(|still| still.split_once('"').unwrap().0);
        (link.replace("&amp;", "&"), stills.collect())
    };
    ARTICLE.split("<noise-prune ").skip(1).map(figure).collect()
}

fn still(name: &str) -> String {
    let path = format!("{}/www/stills/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn stills_of_networks_are_of_the_figures_runs() {
    let mut checked = 0;
    for (text, stills) in figures() {
        let read = link::read(&format!("v=1&{text}"));
        assert_eq!(read.notices, [], "{text}");
        let twins: Vec<_> = stills.into_iter().filter(|name| name.contains("-twin-")).collect();
        if twins.is_empty() {
            continue;
        }
        let mut run = Experiment::prepared(&read.params, None).unwrap();
        run.seek(usize::MAX);
        for name in twins {
            let rule = if name.ends_with("-left.svg") { Rule::Noise } else { Rule::Weight };
            let measures = run.measure(rule, Depth::Eigenvalues).unwrap();
            let said = format!(" in {} separate piece(s).", measures.components);
            assert!(still(name).contains(&said), "{name} does not say{said} Run `cargo xtask stills`");
            let said = format!(" {} kept ", measures.kept);
            assert!(still(name).contains(&said), "{name} does not say{said}: run `cargo xtask stills`");
            checked += 1;
        }
    }
    assert_eq!(checked, 6);
}

/// Their titles count the draws.
#[test]
fn stills_of_studies_have_as_many_draws_as_their_captions() {
    assert!(ARTICLE.contains("Fifty networks") && still("draws-luck.svg").contains(": 50 draws"));
    assert!(
        ARTICLE.contains("medians of five draws") && still("sweep-cost.svg").contains("medians of 5 draws")
    );
}

#[test]
fn every_still_is_shown() {
    let shown: Vec<_> = figures().into_iter().flat_map(|(_, stills)| stills).collect();
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/www/stills")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(shown.contains(&&name[..]), "{name} stands in no figure");
    }
}
