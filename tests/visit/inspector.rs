//! Strategy: random synapses of several networks under each rule; what is said of them is read as a reader reads it,
//! number by number, and computed again from what is written. Each number is also the rounded value of the run.

use noise_prune::numerics::random::{Random, Stream};
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
