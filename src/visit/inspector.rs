//! The numbers that decide a synapse's fate, or that say what became of a pattern of activity, in words; and where the
//! keys lead.

use super::event::Among;
use super::moment::{Moment, Selection};
use super::patterns;
use crate::measure::ALONG_UP_TO;
use crate::network::{Symmetry, kinds, name};
use crate::numerics::arithmetic::{LEAST, agree, written};
use crate::numerics::digits::{rounded, short};
use crate::params::Rule;
use crate::rule::Rounds;
use crate::rule::fate::{self, Fate};

/// What is looked at, the formula that decides its fate, and its fate; each empty if it has nothing to say.
pub fn describe(moment: &Moment, selection: Selection) -> [String; 3] {
    match selection {
        Selection::Edge(synapse) => of_synapse(moment, synapse),
        Selection::Node(neuron) => of_neuron(moment, neuron),
        Selection::Mode(mode) => of_mode(moment, mode),
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
    let (outcome, digits) = outcome(moment, synapse, weight);
    let formula = formula(moment, synapse, weight, digits);
    let first = if moment.params.rounds > 1 { "in the first night, " } else { "" };
    [what, format!("{first}{formula}"), outcome]
}

/// The rule's own formula with its numbers, the importance in so many digits.
fn formula(moment: &Moment, synapse: usize, weight: f64, digits: usize) -> String {
    let size = weight.abs();
    match moment.rule {
        Rule::Weight | Rule::Strongest => {
            format!("importance s = |w| = {}, whatever the neurons do", rounded(size, digits).0)
        }
        Rule::Covariance => format!("importance s = {}", variance(moment, synapse, weight, digits)),
        Rule::Uniform => "importance s = 1, the same for every synapse".into(),
        Rule::Noise if moment.params.is_heard() && moment.scores.is_some() => {
            let (s, heard) = (moment.importance(synapse), moment.statistic(synapse));
            let ([w, heard], _) = written([size, heard], |[w, heard]| agree(w * heard, s, digits));
            let exact = match moment.scene.sampled {
                true => String::new(),
                false => format!("; exact, for σ = 1: {}", covariances(moment, synapse, weight, LEAST)),
            };
            format!(
                "importance s = |w| × Var(xᵢ {} xⱼ), as heard = {w} × {heard} = {}{exact}",
                if weight < 0.0 { "+" } else { "−" },
                rounded(s, digits).0,
            )
        }
        Rule::Noise if moment.scene.sampled => {
            "its importance is not known before the noise is heard: nothing of this network is computed exactly".into()
        }
        Rule::Noise => format!("importance s = {}", covariances(moment, synapse, weight, digits)),
    }
}

/// What a synapse heard, which alone is its importance where the weight does not count.
fn variance(moment: &Moment, synapse: usize, weight: f64, digits: usize) -> String {
    let sign = if weight < 0.0 { "+" } else { "−" };
    let heard = if moment.params.is_heard() { "as heard" } else { "for noise of amplitude σ = 1" };
    format!("Var(xᵢ {sign} xⱼ) = {}, {heard}", rounded(moment.importance(synapse), digits).0)
}

/// The importance of a synapse from the covariance, for noise of amplitude 1.
fn covariances(moment: &Moment, synapse: usize, weight: f64, digits: usize) -> String {
    let scene = moment.scene;
    let (vi, vj) = (scene.variance[scene.i[synapse] as usize], scene.variance[scene.j[synapse] as usize]);
    let sign = weight.signum();
    let importance = |[w, vi, vj, c]: [f64; 4]| w * (vi + vj - 2.0 * sign * c);
    let inputs = [weight.abs(), vi, vj, scene.covariance[synapse]];
    let s = importance(inputs);
    let ([w, vi, vj, c], _) = written(inputs, |said| agree(importance(said), s, digits));
    let signs = if weight < 0.0 { "+" } else { "−" };
    let s = rounded(s, digits).0;
    format!("|w| (Cᵢᵢ + Cⱼⱼ {signs} 2 Cᵢⱼ) = {w} × ({vi} + {vj} {signs} 2 × {c}) = {s}")
}

/// From the importance to the fate; and in how many digits the importance stands there.
fn outcome(moment: &Moment, synapse: usize, weight: f64) -> (String, usize) {
    let Some(scores) = moment.scores else {
        return ("not scored yet: the synapses are listening".into(), LEAST);
    };
    let (p, u) = (moment.p(synapse), moment.u(synapse));
    let (scale, s) = (scores.rounds.first().scale[moment.rule as usize], moment.importance(synapse));
    let is_kept = fate::is_kept(p, u);
    if moment.params.rounds > 1 {
        return (nights(moment, &scores.rounds, synapse), LEAST);
    }
    if !moment.rule.is_by_chance() {
        return (certain(moment, synapse), LEAST);
    }
    let strengthened = weight / p;
    // Both the comparison and the division must be right as they stand there.
    let follows = |[w, p, u]: [f64; 3]| {
        fate::is_kept(p, u) == is_kept && (!is_kept || agree(w / p, strengthened, LEAST))
    };
    let ([w_text, p_text, u_text], p_digits) = written([weight, p, u], follows);
    let chance = |[scale, s]: [f64; 2]| agree((scale * s).min(1.0), p, p_digits);
    let ([scale_text, s_text], digits) = written([scale, s], chance);
    let chance = format!("p = min(1, K s) = min(1, {scale_text} × {s_text}) = {p_text}");
    let compared = format!("draw u = {u_text} {} p", if is_kept { "<" } else { "≥" });
    let text = match moment.fate(synapse) {
        Fate::Undecided => {
            let (turn, all) = (moment.draws.turn[synapse] + 1, moment.scene.synapses());
            format!("{chance}; draw u = {u_text}; its turn is {turn} of {all}")
        }
        Fate::Cut => format!("{chance}; {compared}: cut"),
        Fate::Kept { factor } => {
            let new = rounded(weight * factor, LEAST).0;
            format!("{chance}; {compared}: kept, new weight w / p = {w_text} / {p_text} = {new}")
        }
    };
    (text, digits)
}

/// The fate of a synapse in the nights that it has been through, and its turn in the one that is to come.
fn nights(moment: &Moment, rounds: &Rounds, synapse: usize) -> String {
    let (passed, all) = (moment.passed(synapse), moment.scene.synapses());
    let (mut weight, mut told) = (moment.scene.weight[synapse], Vec::new());
    for (night, (p, u)) in rounds.of(moment.rule, synapse).take(passed).enumerate() {
        let is_kept = fate::is_kept(p, u);
        let ([p_text, u_text], _) = written([p, u], |[p, u]| fate::is_kept(p, u) == is_kept);
        let compared = match (moment.rule.is_by_chance(), is_kept) {
            (false, true) => "among the strongest".into(),
            (false, false) => "not among the strongest".into(),
            (true, true) => format!("p = {p_text}, draw u = {u_text} < p"),
            (true, false) => format!("p = {p_text}, draw u = {u_text} ≥ p"),
        };
        weight = fate::weight_after(weight, p, u);
        let fate = if is_kept { format!("kept, weight {}", rounded(weight, LEAST).0) } else { "cut".into() };
        told.push(format!("night {}: {compared}: {fate}", night + 1));
        if !is_kept {
            return told.join("; ");
        }
    }
    if passed < rounds.0.len() {
        told.push(format!("its turn in night {} is {} of {all}", passed + 1, moment.draws.turn[synapse] + 1));
    }
    told.join("; ")
}

/// The fate of a synapse where the strongest stay.
fn certain(moment: &Moment, synapse: usize) -> String {
    let all = moment.scene.synapses();
    let stays = moment.p(synapse) > 0.0;
    match moment.fate(synapse) {
        Fate::Undecided => {
            let turn = moment.draws.turn[synapse] + 1;
            let fate = if stays { "it will stay" } else { "it will be cut" };
            format!("{fate}, for certain; its turn is {turn} of {all}")
        }
        Fate::Kept { .. } => "among the strongest: kept, its weight as it was".into(),
        Fate::Cut => "not among the strongest: cut, without a draw".into(),
    }
}

fn of_neuron(moment: &Moment, neuron: usize) -> [String; 3] {
    let scene = moment.scene;
    let own = |k: &usize| scene.i[*k] as usize == neuron || scene.j[*k] as usize == neuron;
    let all: Vec<usize> = (0..scene.synapses()).filter(own).collect();
    let there = all.iter().filter(|k| moment.fate(**k) != Fate::Cut).count();
    let net = moment.params.net;
    let kind = scene.names.get(neuron).and_then(|name| kinds::kind(net, name));
    let kind = kind.map_or(String::new(), |kind| format!(", {}", kinds::kinds(net)[kind].label));
    [
        format!("Neuron {}{kind}", name(&scene.names, neuron)),
        match scene.variance.get(neuron) {
            Some(variance) => format!("variance Cᵢᵢ = {} for noise of amplitude σ = 1", short(*variance)),
            None => "in a network of this size the noise is kept for the synapses only".into(),
        },
        format!("{} synapses before pruning, {there} there now", all.len()),
    ]
}

/// A pattern's rates before pruning and after it by the rules of both twins.
fn of_mode(moment: &Moment, mode: usize) -> [String; 3] {
    let (scene, n) = (moment.scene, moment.scene.n());
    let before = patterns::before(scene, mode);
    let slow = if patterns::is_slow(scene, mode) { ", a slow one" } else { "" };
    let place = match n - mode {
        1 => "the slowest".into(),
        place => format!("number {place}, counted from the slowest"),
    };
    let what =
        format!("Pattern of activity: {place} of {n}{slow}; it dies away at a rate of {}", short(before));
    let mut rules = vec![moment.params.rule, moment.params.twin];
    rules.dedup();
    let after = moment
        .snapshot
        .into_iter()
        .flat_map(|snapshot| rules.iter().filter_map(move |rule| Some((rule, snapshot.of(*rule)?))));
    let after: Vec<String> = after
        .map(|(rule, measures)| {
            let after = patterns::after(scene, measures, mode);
            let lost = if slow.is_empty() || !patterns::is_lost(before, after) { "" } else { " (lost)" };
            match after {
                after if after > 0.0 => {
                    format!("{}: {}, {} times that{lost}", rule.how(), short(after), short(after / before))
                }
                0.0 => format!("{}: it never dies away{lost}", rule.how()),
                _ => format!("{}: it grows{lost}", rule.how()),
            }
        })
        .collect();
    [
        what,
        picture_of_mode(moment, mode),
        if after.is_empty() { String::new() } else { format!("Pruned {}", after.join("; ")) },
    ]
}

/// How a pattern is seen in the networks, or why it is not.
fn picture_of_mode(moment: &Moment, mode: usize) -> String {
    let scene = moment.scene;
    if !scene.is_symmetric() {
        return "Where synapses have a direction, the neurons’ part in a pattern is not shown.".into();
    }
    if scene.n() > ALONG_UP_TO {
        return format!("Of more than {ALONG_UP_TO} neurons, the neurons’ part in a pattern is not shown.");
    }
    let alike = patterns::alike(scene, mode);
    let alike = match alike {
        1 => String::new(),
        alike => format!(" {alike} patterns have this rate, and any mix of them is one, too."),
    };
    format!(
        "The larger a neuron is drawn, the greater its part; neurons of different colours go opposite ways.{alike}"
    )
}

/// Where a key leads in a picture with patterns of activity: to a slower one (left, up), to a faster one, to the ends.
fn moved_mode(n: usize, now: Option<Selection>, key: &str) -> Option<Selection> {
    let last = n.checked_sub(1)?;
    let now = match now {
        Some(Selection::Mode(mode)) => Some(mode),
        _ => None,
    };
    let mode = match key {
        "ArrowLeft" | "ArrowUp" => now.map_or(last, |mode| (mode + 1).min(last)),
        "ArrowRight" | "ArrowDown" => now.map_or(last, |mode| mode.saturating_sub(1)),
        "Home" => last,
        "End" => 0,
        _ => return None,
    };
    Some(Selection::Mode(mode))
}

/// Where a key leads: arrows go through the drawn synapses (left, right; all, if none is drawn) or the neurons (up,
/// down), or through the patterns of activity. None for a key that leads nowhere.
pub fn moved(moment: &Moment, among: &Among, now: Option<Selection>, key: &str) -> Option<Selection> {
    let n = moment.scene.n();
    let Among::Network(drawn) = among else { return moved_mode(n, now, key) };
    let all: Vec<u32> =
        if drawn.is_empty() { (0..moment.scene.synapses() as u32).collect() } else { drawn.to_vec() };
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
