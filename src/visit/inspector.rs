//! The numbers that decide a synapse's fate, in words; and where the keys lead.

use super::moment::{Moment, Selection};
use crate::network::{Symmetry, name};
use crate::numerics::digits::short;
use crate::params::{Cov, Rule};
use crate::rule::fate::{self, Fate};

/// What is looked at, the formula that decides its fate, and its fate; each empty if it has nothing to say.
pub fn describe(moment: &Moment, selection: Selection) -> [String; 3] {
    match selection {
        Selection::Edge(synapse) => of_synapse(moment, synapse),
        Selection::Node(neuron) => of_neuron(moment, neuron),
    }
}

fn of_synapse(moment: &Moment, synapse: usize) -> [String; 3] {
    let scene = moment.scene;
    let (i, j) = (scene.i[synapse] as usize, scene.j[synapse] as usize);
    let (from, to) = (name(&scene.names, j), name(&scene.names, i));
    let weight = scene.weight[synapse];
    let arrow = if scene.symmetry == Symmetry::Symmetric { "–" } else { "→" };
    let sign = if weight < 0.0 { "inhibitory" } else { "excitatory" };
    let what = format!("Synapse {from} {arrow} {to}, {sign}, weight w = {}", short(weight));
    [what, formula(moment, synapse, weight), outcome(moment, synapse, weight)]
}

/// The rule's own formula, with its numbers.
fn formula(moment: &Moment, synapse: usize, weight: f64) -> String {
    let scene = moment.scene;
    let (vi, vj) = (scene.variance[scene.i[synapse] as usize], scene.variance[scene.j[synapse] as usize]);
    let (c, size) = (scene.covariance[synapse], weight.abs());
    let exact = size * (vi + vj - 2.0 * weight.signum() * c);
    let signs = if weight < 0.0 { "+" } else { "−" };
    let covariances = format!(
        "|w| (Cᵢᵢ + Cⱼⱼ {signs} 2 Cᵢⱼ) = {} × ({} + {} {signs} 2 × {}) = {}",
        short(size),
        short(vi),
        short(vj),
        short(c),
        short(exact)
    );
    match moment.rule {
        Rule::Weight => format!("importance s = |w| = {}, whatever the neurons do", short(size)),
        Rule::Uniform => "importance s = 1, the same for every synapse".into(),
        Rule::Noise if moment.params.cov == Cov::Measured && moment.scores.is_some() => format!(
            "importance s = |w| × Var(xᵢ {} xⱼ), as heard = {} × {} = {}; exact, for σ = 1: {covariances}",
            if weight < 0.0 { "+" } else { "−" },
            short(size),
            short(moment.statistic(synapse)),
            short(moment.importance(synapse)),
        ),
        Rule::Noise => format!("importance s = {covariances}"),
    }
}

fn outcome(moment: &Moment, synapse: usize, weight: f64) -> String {
    let scene = moment.scene;
    let Some(scores) = moment.scores else { return "not scored yet: the synapses are listening".into() };
    let (p, u) = (scores.probability[moment.rule as usize][synapse], moment.draws.draw[synapse]);
    let scale = scores.scale[moment.rule as usize];
    let s = moment.importance(synapse);
    let chance = format!("p = min(1, K s) = min(1, {} × {}) = {}", short(scale), short(s), short(p));
    let compared = format!("draw u = {} {} p", short(u), if fate::is_kept(p, u) { "<" } else { "≥" });
    match moment.fate(synapse) {
        Fate::Undecided => format!(
            "{chance}; draw u = {}; its turn is {} of {}",
            short(u),
            moment.draws.turn[synapse] + 1,
            scene.synapses()
        ),
        Fate::Cut => format!("{chance}; {compared}: cut"),
        Fate::Kept { factor } => {
            format!("{chance}; {compared}: kept, new weight w / p = {}", short(weight * factor))
        }
    }
}

fn of_neuron(moment: &Moment, neuron: usize) -> [String; 3] {
    let scene = moment.scene;
    let own = |k: &usize| scene.i[*k] as usize == neuron || scene.j[*k] as usize == neuron;
    let all: Vec<usize> = (0..scene.synapses()).filter(own).collect();
    let there = all.iter().filter(|k| moment.fate(**k) != Fate::Cut).count();
    [
        format!("Neuron {}", name(&scene.names, neuron)),
        format!("variance Cᵢᵢ = {} for noise of amplitude σ = 1", short(scene.variance[neuron])),
        format!("{} synapses before pruning, {there} there now", all.len()),
    ]
}

/// Where a key leads: arrows go through the drawn synapses (left, right; all, if none is drawn) or the neurons (up,
/// down). None for a key that leads nowhere.
pub fn moved(moment: &Moment, drawn: &[u32], now: Option<Selection>, key: &str) -> Option<Selection> {
    let n = moment.scene.n();
    let all: Vec<u32> =
        if drawn.is_empty() { (0..moment.scene.synapses() as u32).collect() } else { drawn.into() };
    let there = |k: &u32| (*k as usize) < moment.scene.synapses() && moment.fate(*k as usize) != Fate::Cut;
    let alive: Vec<u32> = all.into_iter().filter(there).collect();
    let place = match now {
        Some(Selection::Edge(synapse)) => alive.iter().position(|k| *k as usize == synapse),
        _ => None,
    };
    let edge = |place: usize| alive.get(place).map(|k| Selection::Edge(*k as usize));
    let node = match now {
        Some(Selection::Node(neuron)) => Some(neuron),
        _ => None,
    };
    let last = alive.len().saturating_sub(1);
    match key {
        "ArrowRight" => edge(place.map_or(0, |place| (place + 1).min(last))),
        "ArrowLeft" => edge(place.map_or(last, |place| place.saturating_sub(1))),
        "Home" => edge(0),
        "End" => edge(last),
        "ArrowDown" => (n > 0).then(|| Selection::Node(node.map_or(0, |node| (node + 1).min(n - 1)))),
        "ArrowUp" => (n > 0).then(|| Selection::Node(node.map_or(n - 1, |node| node.saturating_sub(1)))),
        _ => None,
    }
}
