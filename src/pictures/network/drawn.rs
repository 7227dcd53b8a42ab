//! Which synapses the picture of the network has, and how each of them stands at a position of the run.
//!
//! A stroke costs several microseconds, so that thousands of synapses cannot be drawn in a frame. A synapse looks
//! the same for most of a run: only around its own turn does it change. So the run is cut into windows, and at a
//! position there are few synapses that move, in the window of the position and in those beside it, and many that
//! lie still, which a canvas keeps as an image. A file has all of them at once: the same ones, with the same looks.

use std::rc::Rc;

use super::graph::{Graph, Whole, largest};
use super::nodes;
use crate::network::Symmetry;
use crate::numerics::order;
use crate::params::Rule;
use crate::rule::fate::{self, Fate};
use crate::visit::message::{Draws, Scene, Scores};

/// Synapses drawn at most. Of a denser haze no single line can be seen, and these take about a tenth of a second
/// without a GPU (headless Chromium, two busy cores: 17 to 22 µs a line).
pub const MOST: usize = 6_000;

/// So many of them are there because they are the most important.
const IMPORTANT: usize = 60;

/// The part of a run that is one window, …
const WINDOW: f64 = 0.02;
/// … in synapses, at least.
const WINDOW_LEAST: usize = 3;

/// Of so many synapses, those that are drawn whatever their importance.
pub fn evenly(all: usize) -> impl Iterator<Item = usize> {
    let count = if all > MOST { MOST - IMPORTANT } else { all };
    // In 64 bits: wasm counts in 32, and the product of both is beyond that from 700,000 synapses on.
    (0..count as u64).map(move |k| (k * all as u64 / count as u64) as usize)
}

/// The synapses of one run that are drawn, for one rule.
pub struct Drawn {
    /// In the order of their turns.
    synapses: Vec<u32>,
    whole: Whole,
    window: usize,
    /// The same, ascending; and p and u of each in each round, all rounds of one beside each other.
    ascending: Vec<u32>,
    chances: Vec<(f64, f64)>,
    /// The most important synapses, if not all are drawn.
    important: Rc<[u32]>,
}

impl Drawn {
    /// Chooses among the synapses of `scene`, whose network as pruned by `rule` is drawn.
    ///
    /// Up to [`MOST`] there is no choice. Beyond, the synapses are taken evenly from all, whatever becomes of them: of
    /// the lines that are drawn before pruning, the same share is left after it as of the network's synapses. A few are
    /// there because they are the most important: a bridge between two parts must be seen.
    pub fn new(scene: &Scene, draws: &Draws, scores: Option<&Scores>, rule: Rule) -> Drawn {
        let important = match scores {
            Some(scores) if scene.synapses() > MOST => most_important(scene, &scores.variance),
            _ => Vec::new(),
        };
        Drawn::from(scene, draws, scores, rule, important.into())
    }

    /// The same as [`Drawn::new`] where nothing but the kept fraction has changed: what is important is so still.
    pub fn again(&self, scene: &Scene, draws: &Draws, scores: Option<&Scores>, rule: Rule) -> Drawn {
        match self.important.is_empty() {
            true => Drawn::new(scene, draws, scores, rule),
            false => Drawn::from(scene, draws, scores, rule, self.important.clone()),
        }
    }

    fn from(
        scene: &Scene,
        draws: &Draws,
        scores: Option<&Scores>,
        rule: Rule,
        important: Rc<[u32]>,
    ) -> Drawn {
        let all = scene.synapses();
        let chosen: Vec<u32> =
            evenly(all).map(|synapse| synapse as u32).chain(important.iter().copied()).collect();
        let turn = |k: usize| draws.turn[chosen[k] as usize];
        let turns = order::by(chosen.len(), &|x, y| turn(x).cmp(&turn(y)));
        let mut synapses: Vec<u32> = turns.iter().map(|k| chosen[*k as usize]).collect();
        synapses.dedup();
        let mut ascending = synapses.clone();
        ascending.sort_unstable();
        let chances = match scores {
            Some(scores) => ascending.iter().flat_map(|s| scores.rounds.of(rule, *s as usize)).collect(),
            // Until the synapses are scored, all of them stand.
            None => vec![(1.0, 0.0); ascending.len()],
        };
        let whole = Whole { synapses: synapses.len(), largest: largest(&scene.weight), kept: 0 };
        let window = ((WINDOW * all as f64) as usize).max(WINDOW_LEAST);
        let mut drawn = Drawn { synapses, whole, window, ascending, chances, important };
        let is_kept = |s: &&u32| drawn.fate(**s as usize, usize::MAX) != Fate::Cut;
        drawn.whole.kept = drawn.synapses.iter().filter(is_kept).count();
        drawn
    }

    /// The synapses that are drawn, in the order of their turns.
    pub fn synapses(&self) -> &[u32] {
        &self.synapses
    }

    /// Where the window of a position begins, in synapses decided.
    pub fn window(&self, position: f64) -> usize {
        position as usize / self.window * self.window
    }

    /// Where the window after the one that begins at `from` begins.
    pub fn after(&self, from: usize) -> usize {
        from + self.window
    }

    /// The part of a run that a window is.
    pub const fn share() -> f64 {
        WINDOW
    }

    /// The synapses that are drawn, the likeliest first.
    pub fn likely_first(&self) -> Vec<u32> {
        let p = |k: usize| self.p(self.synapses[k] as usize);
        let order = order::by(self.synapses.len(), &|x, y| p(y).total_cmp(&p(x)));
        order.iter().map(|k| self.synapses[*k as usize]).collect()
    }

    /// p and u of a synapse that is drawn, round after round.
    fn of(&self, synapse: usize) -> &[(f64, f64)] {
        let rounds = self.chances.len() / self.ascending.len().max(1);
        let place = self.ascending.binary_search(&(synapse as u32)).unwrap_or(self.ascending.len());
        self.chances.get(place * rounds..(place + 1) * rounds).unwrap_or(&[])
    }

    /// p of a synapse in the first round.
    fn p(&self, synapse: usize) -> f64 {
        self.of(synapse).first().map_or(1.0, |(p, _)| *p)
    }

    /// What has become of a synapse after so many rounds.
    fn fate(&self, synapse: usize, passed: usize) -> Fate {
        Fate::after(self.of(synapse).iter().take(passed).copied())
    }

    /// The synapses that may change while the position is in the window that begins at `from`. Where the window meets
    /// the end of a round, they are the last ones of it and the first ones of the next.
    pub fn moving(&self, draws: &Draws, from: usize) -> Vec<u32> {
        let (first, end, all) =
            (from.saturating_sub(self.window), from + self.window, draws.turn.len().max(1));
        let (round, last) = (first / all, end / all);
        let part = |from, to| self.synapses[self.between(draws, from, to)].iter().copied();
        match (first % all, end % all) {
            (first, end) if round == last => part(first, end).collect(),
            // More than a round: all of them.
            (first, end) if last > round + 1 || end > first => part(0, all).collect(),
            (first, end) => part(0, end).chain(part(first, all)).collect(),
        }
    }

    /// The synapses that are there and lie still meanwhile, in the order in which they are drawn: the undecided
    /// below the survivors, the weak below the strong.
    pub fn still(&self, scene: &Scene, draws: &Draws, from: usize) -> Vec<u32> {
        let mut moves = vec![false; draws.turn.len()];
        self.moving(draws, from).into_iter().for_each(|s| moves[s as usize] = true);
        let still = self.synapses.iter().copied().filter(|s| !moves[*s as usize]);
        let passed = |s: u32| fate::passed(from, draws.turn[s as usize], draws.turn.len());
        let there = still.filter(|s| self.fate(*s as usize, passed(*s)) != Fate::Cut);
        let (undecided, survivors): (Vec<u32>, Vec<u32>) = there.partition(|s| passed(*s) == 0);
        [undecided, survivors].iter().flat_map(|list| weak_first(scene, list)).collect()
    }

    /// Where in the order of turns the turns `from..to` lie.
    fn between(&self, draws: &Draws, from: usize, to: usize) -> std::ops::Range<usize> {
        let place =
            |turn: usize| self.synapses.partition_point(|s| (draws.turn[*s as usize] as usize) < turn);
        place(from)..place(to)
    }

    /// Takes `synapses` into `part` as they were scored: the width of a line says how likely it is kept.
    pub fn fill_scored(&self, part: &mut Part, scene: &Scene, synapses: &[u32]) {
        part.clear();
        (part.whole, part.directed) = (Some(self.whole), scene.symmetry != Symmetry::Symmetric);
        for s in synapses.iter().map(|s| *s as usize) {
            part.a.push(scene.j[s]);
            part.b.push(scene.i[s]);
            // A line grows with the root of its weight; of these, in proportion to p. The likeliest is as wide as the
            // strongest weight.
            part.weight
                .push(self.whole.largest * (self.p(s) * self.p(s)).max(1e-6) * scene.weight[s].signum());
            part.fate.push(Fate::Undecided);
            part.age.push(1.0);
        }
    }

    /// Takes `synapses` into `part` as they are when `position` of all (and a fraction) are decided. Only where
    /// there is something `fresh`, the time since a synapse was decided shows.
    pub fn fill(
        &self,
        part: &mut Part,
        (scene, draws): (&Scene, &Draws),
        synapses: &[u32],
        position: f64,
        fresh: bool,
    ) {
        part.clear();
        (part.whole, part.directed) = (Some(self.whole), scene.symmetry != Symmetry::Symmetric);
        for s in synapses.iter().map(|s| *s as usize) {
            part.a.push(scene.j[s]);
            part.b.push(scene.i[s]);
            part.weight.push(scene.weight[s]);
            let (turn, all) = (draws.turn[s], draws.turn.len());
            let mut rounds = fate::passed(position as usize, turn, all);
            // A synapse that is cut has not changed since then.
            while rounds > 1 && self.fate(s, rounds - 1) == Fate::Cut {
                rounds -= 1;
            }
            part.fate.push(self.fate(s, rounds));
            let changed = rounds.saturating_sub(1) as f64 * all as f64 + f64::from(turn);
            let passed = (position - changed - 1.0) / self.window as f64;
            part.age.push(if fresh { passed.clamp(0.0, 1.0) } else { 1.0 });
        }
    }
}

fn most_important(scene: &Scene, variance: &[f64]) -> Vec<u32> {
    let s = importances(scene, variance);
    order::first(s.len(), IMPORTANT, &|x, y| s[y].total_cmp(&s[x]))
}

/// s of each synapse under the noise rule.
fn importances(scene: &Scene, variance: &[f64]) -> Vec<f64> {
    let pairs = scene.weight.iter().zip(variance);
    pairs.map(|(weight, variance)| Rule::Noise.importance(weight.abs(), *variance)).collect()
}

fn weak_first(scene: &Scene, synapses: &[u32]) -> Vec<u32> {
    let strength = |k: usize| scene.weight[synapses[k] as usize].abs();
    let order = order::by(synapses.len(), &|x, y| strength(y).total_cmp(&strength(x)));
    order.iter().rev().map(|k| synapses[*k as usize]).collect()
}

/// What is said where not all synapses, or not all neurons, are drawn: `drawn` synapses of `all`. Empty where all are.
pub fn left_out(drawn: usize, all: usize, neurons: usize) -> String {
    let mut words = String::new();
    if drawn < all {
        words = format!(
            "The picture shows {drawn} of the {all} synapses, the same ones before and after pruning: taken evenly from all, \
             and the most important."
        );
    }
    let nodes = nodes::drawn_of(neurons);
    if nodes < neurons {
        let space = if words.is_empty() { "" } else { " " };
        words += &format!("{space}It shows {nodes} of the {neurons} neurons, taken evenly from all.");
    }
    words
}

/// Some of the synapses, as the picture takes them. It is kept between frames for its allocations.
#[derive(Default)]
pub struct Part {
    a: Vec<u32>,
    b: Vec<u32>,
    weight: Vec<f64>,
    fate: Vec<Fate>,
    age: Vec<f64>,
    directed: bool,
    whole: Option<Whole>,
}

impl Part {
    fn clear(&mut self) {
        self.a.clear();
        self.b.clear();
        self.weight.clear();
        self.fate.clear();
        self.age.clear();
    }

    /// These synapses between the neurons of `scene`.
    pub fn graph<'a>(&'a self, scene: &'a Scene) -> Graph<'a> {
        Graph {
            x: &scene.x,
            y: &scene.y,
            a: &self.a,
            b: &self.b,
            directed: self.directed,
            weight: &self.weight,
            fate: &self.fate,
            age: &self.age,
            part_of: self.whole,
            ..Graph::default()
        }
    }
}

#[cfg(test)]
mod tests {
    // Strategy: a run of more synapses than are drawn is cut into windows; whatever the position, moving and still
    // ones together are all that is there, each once, and those that lie still do not change within the window.
    use super::*;
    use crate::params::{Net, Params};
    use crate::run::Experiment;

    fn with_run(look: impl FnOnce(&Scene, &Draws, &Scores)) {
        let params = Params { n: 150, ..Params::defaults(Net::Complete) };
        let experiment = Experiment::prepared(&params, None).unwrap();
        let (scene, draws) = (Scene::new(&experiment), Draws::new(&experiment));
        look(&scene, &draws, &Scores::new(&experiment).unwrap());
    }

    #[test]
    fn a_fair_share_the_most_important_and_some_of_each_part_are_drawn() {
        with_run(|scene, draws, scores| {
            let drawn = Drawn::new(scene, draws, Some(scores), Rule::Noise);
            let chosen = drawn.synapses();
            assert!(scene.synapses() > MOST && (MOST - IMPORTANT..=MOST).contains(&chosen.len()));
            assert!(
                chosen.windows(2).all(|pair| draws.turn[pair[0] as usize] < draws.turn[pair[1] as usize])
            );
            let importance = importances(scene, &scores.variance);
            let best = (0..scene.synapses()).max_by(|x, y| importance[*x].total_cmp(&importance[*y]));
            assert!(chosen.contains(&(best.unwrap() as u32)));
            let touched = |neuron: u32| {
                chosen.iter().any(|s| scene.i[*s as usize] == neuron || scene.j[*s as usize] == neuron)
            };
            assert!((0..scene.n() as u32).all(touched));
            let kept = |s: &&u32| scores.rounds.is_kept(Rule::Noise, **s as usize);
            let share = |list: &[u32]| list.iter().filter(kept).count() as f64 / list.len() as f64;
            let all: Vec<u32> = (0..scene.synapses() as u32).collect();
            assert!((share(chosen) - share(&all)).abs() < 0.03, "{} of {}", share(chosen), share(&all));
            // The same ones, whatever the rule and however many are kept.
            let by_weight = Drawn::new(scene, draws, Some(scores), Rule::Weight);
            assert_eq!(by_weight.synapses(), chosen);
        });
    }

    #[test]
    fn what_is_not_drawn_is_said() {
        assert_eq!(left_out(6_000, 6_000, 4_000), "");
        let both = left_out(6_000, 2_000_000, 100_000);
        assert!(both.contains("6000 of the 2000000 synapses") && both.contains("4000 of the 100000 neurons"));
        assert!(left_out(5_000, 5_000, 5_001).starts_with("It shows 2501 of the 5001 neurons"));
    }

    #[test]
    fn at_another_kept_fraction_the_choice_is_the_same() {
        with_run(|scene, draws, scores| {
            let params = Params { n: 150, keep: 0.7, ..Params::defaults(Net::Complete) };
            let other = Scores::new(&Experiment::prepared(&params, None).unwrap()).unwrap();
            let expected = Drawn::new(scene, draws, Some(&other), Rule::Weight);
            let before = Drawn::new(scene, draws, Some(scores), Rule::Weight);
            assert_eq!(before.synapses(), expected.synapses());
            for before in [None, Some(scores)] {
                let again = Drawn::new(scene, draws, before, Rule::Weight);
                let again = again.again(scene, draws, Some(&other), Rule::Weight);
                assert_eq!(again.synapses(), expected.synapses());
            }
        });
    }

    #[test]
    fn at_the_end_of_a_night_those_move_that_are_its_last_and_the_next_one_s_first() {
        let params = Params { n: 60, rounds: 3, ..Params::defaults(Net::Complete) };
        let experiment = Experiment::prepared(&params, None).unwrap();
        let (scene, draws) = (Scene::new(&experiment), Draws::new(&experiment));
        let scores = Scores::new(&experiment).unwrap();
        let (drawn, all) = (Drawn::new(&scene, &draws, Some(&scores), Rule::Noise), scene.synapses());
        for position in [0, all / 2, all - 1, all, all + 3, 2 * all, 3 * all - 1, 3 * all] {
            let from = drawn.window(position as f64);
            let (moving, still) = (drawn.moving(&draws, from), drawn.still(&scene, &draws, from));
            assert!(moving.iter().all(|s| !still.contains(s)) && moving.len() < all / 10);
            let passed = |s: u32, at| fate::passed(at, draws.turn[s as usize], all);
            for s in (0..all as u32).filter(|s| !moving.contains(s)) {
                let end = (drawn.after(from) - 1).min(3 * all);
                assert_eq!(passed(s, from), passed(s, end), "{s} changes at {position}");
                assert_eq!(still.contains(&s), drawn.fate(s as usize, passed(s, from)) != Fate::Cut);
            }
        }
    }

    #[test]
    fn moving_and_still_synapses_are_all_that_is_there() {
        with_run(|scene, draws, scores| {
            let drawn = Drawn::new(scene, draws, Some(scores), Rule::Noise);
            for position in [0.0, 500.5, 5000.0, scene.synapses() as f64] {
                let from = drawn.window(position);
                let (moving, still) = (drawn.moving(draws, from), drawn.still(scene, draws, from));
                let mut both: Vec<u32> = still.iter().chain(&moving).copied().collect();
                both.sort_unstable();
                assert!(both.windows(2).all(|pair| pair[0] < pair[1]), "one is there twice");
                let (mut part, mut at_the_end) = (Part::default(), Part::default());
                drawn.fill(&mut part, (scene, draws), &still, position, true);
                let last = (drawn.after(from) - 1) as f64;
                drawn.fill(&mut at_the_end, (scene, draws), &still, last.max(position), false);
                assert_eq!(part.fate, at_the_end.fate);
                assert!(
                    part.age.iter().zip(&part.fate).all(|(age, fate)| {
                        *fate == Fate::Undecided || (*fate != Fate::Cut && *age == 1.0)
                    })
                );
                let gone = drawn.synapses().iter().filter(|s| !both.contains(s));
                let cut = |s: &u32| drawn.fate(*s as usize, 1) == Fate::Cut;
                assert!(gone.into_iter().all(cut));
            }
        });
    }
}
