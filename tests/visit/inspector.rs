//! Strategy: random synapses of several networks under each rule; what is said of them is read as a reader reads it,
//! number by number, and computed again from what is written. Each number is also the rounded value of the run.

use noise_prune::numerics::random::{Random, Stream};
use noise_prune::rule::fate::Fate;
use noise_prune::visit::event::{Among, Event};
use noise_prune::visit::inspector;
use noise_prune::visit::moment::{Moment, Selection};

use crate::world::World;

const RUNS: [&str; 6] = [
    "#v=1&net=barbell&n=20&keep=0.3&seed=5",
    "#v=1&net=clustered&n=40&seed=35",
    "#v=1&net=complete&n=12&inh=0.3&keep=0.6&seed=4",
    "#v=1&net=ring&n=10&ways=one&keep=0.7&seed=1&excess=0.5",
    "#v=1&net=small-world&n=30&near=4&beta=0.1&keep=0.5&seed=2&excess=0.0001",
    "#v=1&net=complete&n=8&excess=1&cov=measured&time=0.5&sigma=0.3&seed=3",
];
const SYNAPSES: usize = 60;

/// A number as it is written: its value, and half a unit of its last digit.
#[derive(Clone, Copy, Debug)]
struct Written {
    value: f64,
    half: f64,
}

impl Written {
    /// Whether a number would be written like this, up to what a floating-point number loses.
    fn is(&self, number: f64) -> bool {
        (self.value - number).abs() <= self.half * (1.0 + 1e-6) + 1e-14 * number.abs()
    }
}

/// A text in ASCII, powers of ten as exponents.
fn plain(text: &str) -> String {
    let text = text.replace("·10", "e").replace(['−', '⁻'], "-");
    let digit = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|raised| raised == c);
    text.chars().map(|c| digit(c).map_or(c, |digit| char::from(b'0' + digit as u8))).collect()
}

/// The numbers in a text, in their order.
fn numbers(text: &str) -> Vec<Written> {
    let text = plain(text);
    let words = text.split(|c: char| c.is_whitespace() || "(),;=".contains(c));
    let number = |word: &str| {
        let value: f64 = word.parse().ok()?;
        let (mantissa, exponent) = word.split_once('e').unwrap_or((word, "0"));
        let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
        Some(Written { value, half: 0.5 * 10f64.powi(exponent.parse::<i32>().unwrap() - decimals) })
    };
    words.filter_map(number).collect()
}

#[test]
fn what_is_said_of_a_synapse_adds_up_as_it_is_written() {
    let mut random = Random::new(7, Stream::Network);
    let mut longest = 0;
    for run in RUNS {
        for rule in ["noise", "weight", "uniform"] {
            let mut world = World::settled(&format!("{run}&rule={rule}&paused"));
            world.finish();
            let synapses = world.page.moment().unwrap().scene.synapses();
            for _ in 0..SYNAPSES {
                let synapse = (random.uniform() * synapses as f64) as usize;
                world.tell(Event::Choose(Some(Selection::Edge(synapse))));
                let said = world.page.inspection();
                longest = longest.max(said[1].chars().count());
                check(&world.page.moment().unwrap(), synapse, &said);
            }
        }
    }
    println!("the longest formula has {longest} letters");
}

fn check(moment: &Moment, synapse: usize, [what, formula, fate]: &[String; 3]) {
    let all = format!("{what}\n{formula}\n{fate}");
    let weight = moment.scene.weight[synapse];
    assert!(numbers(what).last().unwrap().is(weight), "{all}");
    if formula.contains(" 2 × ") {
        check_covariances(moment, synapse, formula, &all);
    }
    // The two ones of min(1, …), K, s, p, u; and w, p and the new weight, if it is kept.
    let found = numbers(fate);
    let [_, _, scale, s, p, u] = found[..6] else { panic!("{all}") };
    let importance = moment.importance(synapse);
    let are_true =
        scale.is(moment.scores.unwrap().rounds.first().scale[moment.rule as usize]) && s.is(importance);
    assert!(are_true && p.is(moment.p(synapse)), "{all}");
    assert!(p.is((scale.value * s.value).min(1.0)), "{all}");
    let is_kept = moment.u(synapse) < moment.p(synapse);
    assert_eq!((u.value < p.value, fate.contains("kept")), (is_kept, is_kept), "{all}");
    if is_kept {
        let [w, again, new] = found[6..] else { panic!("{all}") };
        assert!(again.value == p.value && new.is(w.value / p.value), "{all}");
    }
    // s is the same number in both lines.
    let in_formula = match formula.split_once("as heard = ") {
        Some((_, heard)) => {
            let [size, variance, s] = numbers(heard)[..3] else { panic!("{all}") };
            assert!(s.is(size.value * variance.value), "{all}");
            s
        }
        None => *numbers(formula).last().unwrap(),
    };
    assert_eq!(in_formula.value, s.value, "{all}");
}

/// The last part of a formula with the covariance: |w| × (C_ii + C_jj ∓ 2 × C_ij) = s.
fn check_covariances(moment: &Moment, synapse: usize, formula: &str, all: &str) {
    let scene = moment.scene;
    let (i, j, w) = (scene.i[synapse] as usize, scene.j[synapse] as usize, scene.weight[synapse]);
    let parts: Vec<&str> = formula.split(" = ").collect();
    let expression = parts[parts.len() - 2];
    let [size, vi, vj, _, c] = numbers(expression)[..] else { panic!("{all}") };
    let true_ones = [w.abs(), scene.variance[i], scene.variance[j], scene.covariance[synapse]];
    assert!([size, vi, vj, c].iter().zip(true_ones).all(|(written, it)| written.is(it)), "{all}");
    let sign = if expression.contains("− 2 ×") { 1.0 } else { -1.0 };
    assert_eq!(sign, w.signum(), "{all}");
    let s = numbers(parts[parts.len() - 1])[0];
    assert!(s.is(size.value * (vi.value + vj.value - sign * 2.0 * c.value)), "{all}");
}

#[test]
fn a_pattern_is_told_with_its_rates_and_shown_in_both_networks() {
    let mut world = World::settled("#v=1&net=barbell&seed=17&paused");
    world.finish();
    let key = |key: &str| Event::Key { key: key.into(), among: Among::Modes };
    // From the slowest to the next, which is lost with the bridge.
    for pressed in ["ArrowRight", "ArrowRight"] {
        world.tell(key(pressed));
    }
    assert_eq!(world.page.selection(), Some(Selection::Mode(38)));
    world.settle();
    let [what, _, fate] = world.page.inspection();
    assert!(
        what.starts_with("Pattern of activity: number 2, counted from the slowest of 40, a slow one"),
        "{what}"
    );
    let after = |pair: usize| numbers(&fate)[pair].value;
    assert!(fate.starts_with("Pruned by noise: ") && fate.ends_with("times that (lost)"), "{fate}");
    assert!(after(1) > 0.9 && after(3) < 0.5, "{fate}");
    // It is the one in which the two cliques go opposite ways.
    let moment = world.page.moment().unwrap();
    let (mode, shares) = moment.told.pattern.unwrap();
    assert_eq!((mode, shares.len()), (38, 40));
    assert!(shares[..20].iter().all(|share| share * shares[0] > 0.0));
    assert!(shares[20..].iter().all(|share| share * shares[0] < 0.0));
    world.tell(key("ArrowLeft"));
    world.settle();
    assert!(world.page.moment().unwrap().told.pattern.is_some_and(|(mode, _)| mode == 39));
}

#[test]
fn where_a_pattern_cannot_be_shown_it_is_said() {
    let mut world = World::settled("#v=1&net=ring&n=10&ways=one&seed=1&paused");
    world.finish();
    world.tell(Event::Choose(Some(Selection::Mode(9))));
    world.settle();
    assert!(
        world.page.inspection()[1].contains("direction")
            && world.page.moment().unwrap().told.pattern.is_none()
    );
    let alike = World::settled("#v=1&net=complete&n=12&seed=4&paused");
    let moment = alike.page.moment().unwrap();
    assert!(inspector::describe(&moment, Selection::Mode(3))[1].contains("11 patterns have this rate"));
}

/// The places that keys lead to, one after another, from nothing.
fn walked(moment: &Moment, among: &Among, keys: &str) -> Vec<Option<Selection>> {
    let step = |now: &mut Option<Selection>, key: &str| {
        *now = inspector::moved(moment, among, *now, key);
        Some(*now)
    };
    keys.split(' ').scan(None, step).collect()
}

#[test]
fn arrows_go_through_the_synapses_that_are_there_and_stop_at_the_ends() {
    let mut world = World::settled("#v=1&net=barbell&n=8&keep=0.5&seed=3&rule=uniform&paused");
    world.finish();
    let moment = world.page.moment().unwrap();
    let there: Vec<usize> = (0..moment.scene.synapses()).filter(|k| moment.fate(*k) != Fate::Cut).collect();
    let [first, second, .., before, last] = there[..] else { panic!("{there:?}") };
    assert!(there.len() < moment.scene.synapses());
    let edges = |drawn: &[u32], keys| {
        let at = |place| match place {
            Some(Selection::Edge(synapse)) => synapse,
            other => panic!("{other:?}"),
        };
        walked(&moment, &Among::Network(drawn.into()), keys).into_iter().map(at).collect::<Vec<_>>()
    };
    assert_eq!(
        edges(&[], "ArrowRight ArrowRight ArrowLeft ArrowLeft End"),
        [first, second, first, first, last]
    );
    assert_eq!(edges(&[], "ArrowLeft ArrowRight ArrowLeft Home"), [last, last, before, first]);
    // Of those that are drawn, too, one that is cut is passed over; what is no synapse of this run is none.
    let cut = (0..moment.scene.synapses()).find(|k| !there.contains(k)).unwrap();
    let drawn = [before as u32, cut as u32, second as u32, moment.scene.synapses() as u32];
    assert_eq!(edges(&drawn, "ArrowRight ArrowRight ArrowRight Home"), [before, second, second, before]);
}

#[test]
fn arrows_up_and_down_go_through_the_neurons_and_the_patterns() {
    let world = World::settled("#v=1&net=barbell&n=6&seed=3&paused");
    let moment = world.page.moment().unwrap();
    let nodes = |keys| walked(&moment, &Among::Network([].into()), keys);
    let node = |neuron| Some(Selection::Node(neuron));
    assert_eq!(nodes("ArrowDown ArrowDown ArrowUp ArrowUp"), [0, 1, 0, 0].map(node));
    assert_eq!(nodes("ArrowUp ArrowDown ArrowUp"), [5, 5, 4].map(node));
    assert_eq!(nodes("Enter"), [None]);
    let modes = |keys| walked(&moment, &Among::Modes, keys);
    let mode = |mode| Some(Selection::Mode(mode));
    assert_eq!(modes("ArrowRight ArrowRight ArrowLeft ArrowUp"), [5, 4, 5, 5].map(mode));
    assert_eq!(modes("End ArrowDown ArrowLeft Home"), [0, 0, 1, 5].map(mode));
    assert_eq!(modes("Enter"), [None]);
}

#[test]
fn a_neuron_is_told_with_its_synapses() {
    let mut world = World::settled("#v=1&net=barbell&n=8&keep=0.4&seed=3&rule=uniform&paused");
    let told =
        |world: &World, neuron| inspector::describe(&world.page.moment().unwrap(), Selection::Node(neuron));
    // Two cliques of four, joined by a synapse of the fourth neuron and the fifth.
    assert_eq!(told(&world, 0)[2], "3 synapses before pruning, 3 there now");
    assert_eq!(told(&world, 3)[2], "4 synapses before pruning, 4 there now");
    world.finish();
    let moment = world.page.moment().unwrap();
    let mut sum = 0;
    for neuron in 0..8 {
        let [what, variance, synapses] = told(&world, neuron);
        assert_eq!(what, format!("Neuron {}", neuron + 1));
        assert!(numbers(&variance)[0].is(moment.scene.variance[neuron]), "{variance}");
        let [all, there] = numbers(&synapses)[..] else { panic!("{synapses}") };
        assert_eq!(all.value, if [3, 4].contains(&neuron) { 4.0 } else { 3.0 });
        sum += there.value as usize;
    }
    let there = (0..13).filter(|k| moment.fate(*k) != Fate::Cut).count();
    assert!(sum == 2 * there && there < 13, "each synapse has two neurons");
}

#[test]
fn where_the_strongest_stay_it_is_said_before_and_after() {
    let mut world = World::settled("#v=1&net=clustered&n=20&keep=0.3&seed=3&rule=strongest&paused");
    let told =
        |world: &World, k| inspector::describe(&world.page.moment().unwrap(), Selection::Edge(k))[2].clone();
    world.tell(Event::Seek(0));
    world.settle();
    let synapses = world.page.moment().unwrap().scene.synapses();
    let before: Vec<String> = (0..synapses).map(|k| told(&world, k)).collect();
    world.finish();
    let moment = world.page.moment().unwrap();
    let mut stayed = 0;
    for (k, before) in before.iter().enumerate() {
        let (stays, turn) = (moment.fate(k) != Fate::Cut, moment.draws.turn[k] + 1);
        let will = if stays { "it will stay" } else { "it will be cut" };
        assert_eq!(before, &format!("{will}, for certain; its turn is {turn} of {synapses}"));
        assert!(told(&world, k).starts_with(if stays { "among the strongest: kept" } else { "not among" }));
        stayed += usize::from(stays);
    }
    assert_eq!(stayed, (0.3 * synapses as f64).round() as usize);
}

#[test]
fn a_rule_that_leaves_the_weight_out_tells_what_was_heard() {
    for (run, heard) in [
        ("#v=1&net=complete&n=12&inh=0.3&seed=4", "for noise of amplitude σ = 1"),
        ("#v=1&net=complete&n=8&excess=1&cov=measured&time=0.5&seed=3", "as heard"),
    ] {
        let mut world = World::settled(&format!("{run}&rule=covariance&paused"));
        world.finish();
        let moment = world.page.moment().unwrap();
        for k in 0..moment.scene.synapses() {
            let formula = inspector::describe(&moment, Selection::Edge(k))[1].clone();
            let sign = if moment.scene.weight[k] < 0.0 { "+" } else { "−" };
            let begin = format!("importance s = Var(xᵢ {sign} xⱼ) = ");
            let rest = formula.strip_prefix(&begin).unwrap_or_else(|| panic!("{formula}"));
            assert!(rest.ends_with(heard) && numbers(rest)[0].is(moment.importance(k)), "{formula}");
        }
    }
}
