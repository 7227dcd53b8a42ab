//! Strategy: each example of the page is run to its end, and what its hint claims is computed. An example that
//! has no check here fails.

use nalgebra::DMatrix;
use noise_prune::measure::spectrum::components;
use noise_prune::params::{Params, Rule, link};
use noise_prune::run::{Depth, Experiment, Measures};

const PAGE: &str = include_str!("../index.html");

/// An example at its end.
struct Example {
    hint: String,
    run: Experiment,
}

impl Example {
    /// The example of this name.
    fn named(name: &str) -> Example {
        let [_, link, hint] = examples().into_iter().find(|example| example[0] == name).unwrap();
        let link = link::read(&link);
        assert_eq!(link.notices, []);
        let mut run = Experiment::prepared(&link.params, None).unwrap();
        run.seek(usize::MAX);
        Example { hint, run }
    }

    fn params(&self) -> &Params {
        self.run.params()
    }

    fn says(&self, words: &str) {
        assert!(self.hint.contains(words), "'{words}' is not in: {}", self.hint);
    }

    fn measures(&self, rule: Rule) -> Measures {
        self.run.measure(rule, Depth::Eigenvalues).unwrap()
    }

    fn pieces(&self, rule: Rule) -> usize {
        self.measures(rule).components
    }

    /// The synapses with such ends.
    fn synapses(&self, is_it: impl Fn(usize, usize) -> bool) -> Vec<usize> {
        let synapses = &self.run.network().synapses;
        let ends = |k: &usize| is_it(synapses[*k].at().0, synapses[*k].at().1);
        (0..synapses.len()).filter(ends).collect()
    }
}

/// Name, link and hint of each example of the page.
fn examples() -> Vec<[String; 3]> {
    let (_, list) = PAGE.split_once("<nav id=\"presets\"").unwrap();
    let (list, _) = list.split_once("</nav>").unwrap();
    let example = |text: &str| {
        let (link, rest) = text.split_once("\" data-hint=\"").unwrap();
        let (hint, rest) = rest.split_once("\">").unwrap();
        let (name, _) = rest.split_once("</a>").unwrap();
        [name, link, hint].map(|part| part.replace("&amp;", "&"))
    };
    list.split("<a href=\"#").skip(1).map(example).collect()
}

#[test]
fn every_example_is_checked() {
    const CHECKED: [&str; 7] = [
        "A weak bridge",
        "Three clusters",
        "A worm",
        "Mouse brain",
        "Nearly everything goes",
        "Small world",
        "Rectified",
    ];
    // Two lines beside the examples.
    assert!(examples().iter().all(|[.., hint]| hint.chars().count() <= 160));
    let names: Vec<String> = examples().into_iter().map(|[name, ..]| name).collect();
    assert_eq!(names, CHECKED);
}

#[test]
fn three_clusters_lose_four_neurons_and_two_patterns_by_weight() {
    let example = Example::named("Three clusters");
    example.says("Noise keeps the network in one piece");
    let noise = example.measures(Rule::Noise);
    assert_eq!((noise.components, noise.zeros), (1, 0));
    example.says("weight cuts off four neurons, and two patterns never die away");
    let matrix = example.run.matrix(Rule::Weight);
    assert_eq!((sizes(&matrix), example.measures(Rule::Weight).zeros), (vec![136, 3, 1], 2));
}

/// The sizes of a network's pieces, the largest first: a piece at a time is taken out.
fn sizes(matrix: &DMatrix<f64>) -> Vec<usize> {
    let n = matrix.nrows();
    let mut left: Vec<usize> = (0..n).collect();
    let mut sizes = Vec::new();
    while let Some(first) = left.first().copied() {
        let mut piece = vec![first];
        let mut next = 0;
        while next < piece.len() {
            let joined = |i: &usize| matrix[(*i, piece[next])] != 0.0 || matrix[(piece[next], *i)] != 0.0;
            let found: Vec<usize> =
                left.iter().copied().filter(|i| !piece.contains(i) && joined(i)).collect();
            piece.extend(found);
            next += 1;
        }
        left.retain(|i| !piece.contains(i));
        sizes.push(piece.len());
    }
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(sizes.len(), components(matrix));
    sizes
}

#[test]
fn the_weak_bridge_is_kept_by_noise_and_cut_by_weight() {
    let example = Example::named("A weak bridge");
    let half = example.params().n / 2;
    let bridge = example.synapses(|i, j| (i < half) != (j < half));
    let [bridge] = bridge[..] else { panic!("one synapse between the cliques, not {bridge:?}") };
    let others = || (0..example.run.synapses()).filter(|k| *k != bridge);
    example.says("one weak synapse between them");
    let weight = example.run.used_importance(Rule::Weight);
    assert!(others().all(|k| weight[k] > weight[bridge]));
    example.says("whose neurons differ most");
    let noise = example.run.used_importance(Rule::Noise);
    let differ = |k: usize| noise[k] / weight[k];
    assert!(others().all(|k| differ(k) < differ(bridge)));
    example.says("Noise is certain to keep it");
    assert_eq!((example.run.probabilities(Rule::Noise)[bridge], example.pieces(Rule::Noise)), (1.0, 1));
    example.says("by weight it is the least likely to stay, and is cut");
    let p = example.run.probabilities(Rule::Weight);
    assert!(others().all(|k| p[k] > p[bridge]));
    assert_eq!(example.pieces(Rule::Weight), 2);
}

#[test]
fn the_worm_has_fewest_pieces_by_noise() {
    let example = Example::named("A worm");
    example.says("about half of them go");
    for rule in Rule::ALL {
        assert!((0.45..0.55).contains(&example.measures(*rule).kept_fraction));
    }
    let [noise, weight] = [Rule::Noise, Rule::Weight].map(|rule| example.pieces(rule));
    example.says(&format!("{noise} by noise, {weight} by weight"));
    assert!(noise < weight && noise < example.pieces(Rule::Uniform));
}

#[test]
fn a_mouse_stays_in_one_piece_by_noise() {
    let example = Example::named("Mouse brain");
    let (n, synapses) = (example.run.network().n(), example.run.synapses());
    example.says(&format!("{n} regions"));
    example.says(&format!("{},{:03} connections", synapses / 1000, synapses % 1000));
    example.says("nine in ten go");
    assert!((0.09..0.11).contains(&example.measures(Rule::Noise).kept_fraction));
    example.says("Noise keeps them in one piece");
    assert_eq!(example.pieces(Rule::Noise), 1);
    example.says(&format!("by weight leaves {} pieces", example.pieces(Rule::Weight)));
}

#[test]
fn equal_synapses_make_equal_rules() {
    let example = Example::named("Nearly everything goes");
    example.says("joined by equal synapses");
    let synapses = &example.run.network().synapses;
    assert!(synapses.iter().all(|synapse| synapse.weight == synapses[0].weight));
    let n = example.params().n;
    assert_eq!(synapses.len(), n * (n - 1) / 2);
    example.says("all rules of chance keep the same ones");
    let by_chance = Rule::ALL.iter().filter(|rule| rule.is_by_chance());
    let survivors = by_chance.map(|rule| example.run.survivors(*rule));
    assert!(survivors.collect::<Vec<_>>().windows(2).all(|two| two[0] == two[1]));
    let measures = example.measures(Rule::Noise);
    example.says(&format!("{:.0} % go", 100.0 * (1.0 - measures.kept_fraction)));
    example.says("one piece stays");
    assert_eq!(measures.components, 1);
}

#[test]
fn noise_hears_the_shortcuts_of_a_small_world() {
    let example = Example::named("Small world");
    example.says("all of equal weight, so weight tells nothing");
    let (weight, uniform) = (example.run.survivors(Rule::Weight), example.run.survivors(Rule::Uniform));
    assert_eq!(weight, uniform);
    let (n, near) = (example.params().n, example.params().near);
    let apart = |i: usize, j: usize| i.abs_diff(j).min(n - i.abs_diff(j));
    let is_long = |i: usize, j: usize| apart(i, j) > (near / 2).max(n / 10);
    let shortcuts = example.synapses(is_long);
    let s = example.run.used_importance(Rule::Noise);
    let least = shortcuts.iter().map(|k| s[*k]).fold(f64::INFINITY, f64::min);
    let above = s.iter().filter(|s| **s >= least).count();
    println!("{} long shortcuts are among the {above} most important of {}", shortcuts.len(), s.len());
    example.says("the long shortcuts (top of the scatter)");
    assert!(!shortcuts.is_empty() && above < 2 * shortcuts.len() && above < s.len() / 15);
    example.says("gains only a little");
    let [noise, weight] = [Rule::Noise, Rule::Weight].map(|rule| example.measures(rule).error());
    assert!(noise < weight && noise > 0.95 * weight, "{noise} {weight}");
}

#[test]
fn rectified_activity_stays_nearest_by_noise() {
    let example = Example::named("Rectified");
    example.says("noise stays nearer to the original than weight or chance");
    let traces = example.run.compare();
    for time in [10.0, 20.0, 40.0] {
        let error = |rule: Rule| traces.error_at(rule as usize + 1, time).unwrap();
        let noise = error(Rule::Noise);
        assert!(noise < error(Rule::Weight) && noise < error(Rule::Uniform), "{time}: {noise}");
    }
}
