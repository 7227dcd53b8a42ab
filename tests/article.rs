//! Strategy: the article's stills are files, drawn once. What each still of a network says of itself is computed from
//! the link of its figure, so that a still from another run, or from before a change, is found. The run of the authors'
//! figure is too long for a test: its stills, and what is said of it, are held to the numbers that were kept of it.

use std::fs;

use noise_prune::params::{Rule, link};
use noise_prune::pictures::kit::say::percent;
use noise_prune::pictures::kit::text::short;
use noise_prune::run::{Depth, Experiment};
use serde_json::Value;

const ARTICLE: &str = include_str!("../www/supplement.html");
const PAGE: &str = include_str!("../index.html");
const README: &str = include_str!("../README.md");
/// What `cargo xtask stills --large` kept of the run of the authors' figure, which takes minutes and 4 GB.
const AUTHORS: &str = include_str!("../www/stills/authors.json");

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
    let mut shown: Vec<_> = figures().into_iter().flat_map(|(_, stills)| stills).collect();
    shown.extend(PAGE.split("\"www/stills/").skip(1).map(|still| still.split_once('"').unwrap().0));
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/www/stills")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(shown.contains(&&name[..]), "{name} stands in no figure");
    }
}

fn authors() -> Value {
    serde_json::from_str(AUTHORS).unwrap()
}

/// A number of a rule.
fn of(numbers: &Value, rule: Rule, key: &str) -> f64 {
    numbers["rules"][rule.word()][key].as_f64().unwrap()
}

/// Fails unless a text says all of it, wherever its lines end.
fn says(name: &str, text: &str, all: &[String]) {
    let text = text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ");
    for said in all {
        assert!(text.contains(&said[..]), "{name} does not say: {said}");
    }
}

#[test]
fn the_authors_figure_is_of_the_run_whose_link_stands_beside_it() {
    let numbers = authors();
    let link = numbers["link"].as_str().unwrap();
    let read = link::read(link);
    assert_eq!(read.notices, []);
    assert_eq!(serde_json::to_value(&read.params).unwrap(), numbers["params"]);
    assert_eq!((numbers["n"].as_u64(), &numbers["theorem"]), (Some(10_000), &Value::from("holds")));
    let command = [format!("headless -- \\ '{link}' --svg"), "14,160,231 synapses".into()];
    assert_eq!(numbers["synapses"], 14_160_231);
    says("README", README, &command);
    says("the page", PAGE, &command);
    says("the page", PAGE, &[format!("href=\"index.html#{link}\"")]);
}

#[test]
fn the_authors_stills_have_the_numbers_of_their_run() {
    let (numbers, spectrum, boxes) = (authors(), still("authors-spectrum.svg"), still("authors-boxes.svg"));
    for rule in [Rule::Noise, Rule::Weight, Rule::Uniform] {
        let [mean, max] = ["eps_lambda_mean", "eps_lambda_max"].map(|key| percent(of(&numbers, rule, key)));
        let said =
            format!("Pruned {}, eigenvalues are off by {mean} on average and {max} at most", rule.how());
        says("the spectrum", &spectrum, &[said]);
    }
    for rule in Rule::ALL.iter().copied() {
        let (_, rest) = boxes.split_once(&format!("Pruned {}: ", rule.how())).unwrap();
        let said = rest.split_once('.').map(|_| rest.split(" Pruned ").next().unwrap()).unwrap();
        // The largest |λ'/λ − 1| is one of the two ends.
        let worst = short(of(&numbers, rule, "eps_lambda_worst"));
        let (_, ends) = said.split_once("all from ").unwrap();
        assert!(ends.contains(&worst), "{}: {worst} is not in {said}", rule.word());
        let lost = of(&numbers, rule, "zero_eigenvalues");
        assert_eq!(said.contains("never die away"), lost > 0.0, "{said}");
        assert!(lost == 0.0 || said.contains(&format!("; {lost} never die away")), "{said}");
    }
    for still in [spectrum, boxes] {
        assert!(still.len() < 60_000, "{} bytes", still.len());
    }
}

#[test]
fn what_is_said_of_the_authors_figure_are_the_numbers_of_its_run() {
    let numbers = authors();
    let row = |name: &str, key: &str, say: fn(f64) -> String| {
        let all = Rule::ALL.iter().map(|rule| say(of(&numbers, *rule, key)));
        format!("| {name} | {} |", all.collect::<Vec<_>>().join(" | "))
    };
    let epsilon = short(numbers["implied_eps"].as_f64().unwrap());
    let rows = [
        row("all modes, mean abs ε<sub>λ</sub>", "eps_lambda_mean", percent),
        row("max abs ε<sub>λ</sub>", "eps_lambda_max", percent),
        row("five slowest modes, mean abs ε<sub>λ</sub>", "eps_lambda_slow", percent),
        row("patterns that never decay", "zero_eigenvalues", short),
        row("pieces", "components", short),
        format!("ε = {epsilon}"),
    ];
    says("README", README, &rows);
    let percent = |rule, key| percent(of(&numbers, rule, key));
    let count = |rule, key| short(of(&numbers, rule, key));
    let sentences = [
        format!("<i>ε</i> is {epsilon}"),
        format!("none moves by more than {}", percent(Rule::Noise, "eps_lambda_max")),
        format!(
            "into {} pieces, and {} patterns",
            count(Rule::Weight, "components"),
            count(Rule::Weight, "zero_eigenvalues")
        ),
        format!(
            "at random, {} and {}.",
            count(Rule::Uniform, "components"),
            count(Rule::Uniform, "zero_eigenvalues")
        ),
        format!(
            "{} on average (by noise, {})",
            percent(Rule::Strongest, "eps_lambda_mean"),
            percent(Rule::Noise, "eps_lambda_mean")
        ),
        format!("there are {} pieces", count(Rule::Strongest, "components")),
        format!(
            "move by {} (by noise, {})",
            percent(Rule::Covariance, "eps_lambda_slow"),
            percent(Rule::Noise, "eps_lambda_slow")
        ),
        format!("average eigenvalue by {}.", percent(Rule::Covariance, "eps_lambda_mean")),
    ];
    says("the page", PAGE, &sentences);
}
