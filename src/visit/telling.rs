//! Which synapses the story points at, and why.

use serde::{Deserialize, Serialize};

use super::message::{Scene, Scores};
use crate::numerics::order;
use crate::params::Rule;

/// A synapse whose probability is not what its weight suggests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surprise {
    pub synapse: usize,
    pub why: &'static str,
}

/// A weight is weak, or strong, if it belongs to this share of the synapses and the middle one does not.
const EXTREME: f64 = 0.25;
/// Noise must give a synapse so many times the chance that weight gives it, or the other way round.
const FAR: f64 = 2.0;

/// The synapses that the story may point at, whatever their chances are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Candidates {
    /// The synapse whose noise is worth hearing: a bridge, and of several, or without any, the most important one. None in
    /// a network without synapses.
    pub worth_hearing: Option<u32>,
    weak_bridges: Vec<u32>,
    other_weak: Vec<u32>,
    strong: Vec<u32>,
}

impl Candidates {
    /// None where all weights are alike. O(m log m).
    pub fn new(scene: &Scene) -> Candidates {
        let size = |k: usize| scene.weight[k].abs();
        let mut sizes: Vec<f64> = (0..scene.synapses()).map(size).collect();
        order::ascending(&mut sizes);
        let at = |share: f64| sizes.get((share * sizes.len() as f64) as usize).copied().unwrap_or(0.0);
        let (low, middle, high) = (at(EXTREME), at(0.5), at(1.0 - EXTREME));
        let bridge = bridges(scene);
        let mut candidates =
            Candidates { worth_hearing: worth_hearing(scene, &bridge), ..Candidates::default() };
        for (k, is_bridge) in bridge.into_iter().enumerate() {
            let list = match size(k) {
                size if size <= low && size < middle && is_bridge => &mut candidates.weak_bridges,
                size if size <= low && size < middle => &mut candidates.other_weak,
                size if size >= high && size > middle => &mut candidates.strong,
                _ => continue,
            };
            list.push(k as u32);
        }
        candidates
    }

    /// All of them.
    pub fn each(&self) -> impl Iterator<Item = u32> {
        let lists = [&self.weak_bridges, &self.other_weak, &self.strong];
        lists.into_iter().flatten().copied().chain(self.worth_hearing)
    }

    /// Surprises at most one of a kind: a weak synapse that is the only bridge between two parts of the network, a weak
    /// one that is important all the same, and a strong one that is not. O(m).
    pub fn surprises(&self, scores: &Scores) -> Vec<Surprise> {
        let [noise, weight] = [Rule::Noise, Rule::Weight].map(|rule| scores.rounds.first().p(rule));
        let ratio = |k: usize| noise[k] / weight[k].max(f64::MIN_POSITIVE);
        let most = |of: &[u32], by: &dyn Fn(usize) -> f64| {
            let far = of.iter().map(|k| *k as usize).filter(|k| by(*k) >= FAR);
            far.max_by(|one, other| by(*one).total_cmp(&by(*other)))
        };
        let kinds = [
            (most(&self.weak_bridges, &ratio), "weak, but the only bridge"),
            (most(&self.other_weak, &ratio), "weak, but its neurons differ"),
            (most(&self.strong, &|k| 1.0 / ratio(k)), "strong, but its neurons agree"),
        ];
        kinds.into_iter().filter_map(|(synapse, why)| Some(Surprise { synapse: synapse?, why })).collect()
    }
}

fn worth_hearing(scene: &Scene, bridge: &[bool]) -> Option<u32> {
    // What is not known yet, counts the same for all.
    let difference = |k: usize| if scene.sampled { 1.0 } else { scene.difference(k) };
    let importance = |k: usize| scene.weight[k].abs() * difference(k);
    let (mut most, mut at) = ((false, f64::NEG_INFINITY), None);
    for (k, is_bridge) in bridge.iter().enumerate() {
        let rank = (*is_bridge, importance(k));
        if rank >= most {
            (most, at) = (rank, Some(k as u32));
        }
    }
    at
}

/// Whether the network falls apart without a synapse, for each; a synapse each way between two neurons is two.
///
/// R. E. Tarjan, "A note on finding the bridges of a graph", Information Processing Letters 2 (1974), 160. O(n + m).
pub fn bridges(scene: &Scene) -> Vec<bool> {
    // The neurons that each is joined to, and by which synapses: those of neuron i from `starts[i]` on.
    let mut starts = vec![0_usize; scene.n() + 1];
    scene.i.iter().chain(&scene.j).for_each(|i| starts[*i as usize + 1] += 1);
    (0..scene.n()).for_each(|i| starts[i + 1] += starts[i]);
    let (mut at, mut next) = (vec![(0_u32, 0_u32); 2 * scene.synapses()], starts.clone());
    for (k, (i, j)) in scene.i.iter().zip(&scene.j).enumerate() {
        for (i, j) in [(i, j), (j, i)] {
            let next = &mut next[*i as usize];
            at[*next] = (*j, k as u32);
            *next += 1;
        }
    }
    let at = |neuron: usize, place: usize| {
        let (next, synapse) = *at[starts[neuron]..starts[neuron + 1]].get(place)?;
        Some((next as usize, synapse as usize))
    };
    let mut bridge = vec![false; scene.synapses()];
    // When a neuron was reached (from 1), and the earliest one that its branch reaches by another way.
    let (mut reached, mut earliest) = (vec![0; scene.n()], vec![0; scene.n()]);
    let mut clock = 0;
    for root in 0..scene.n() {
        if reached[root] > 0 {
            continue;
        }
        // Neuron, the synapse that led to it, and how many of its own have been followed.
        let mut path = vec![(root, usize::MAX, 0)];
        while let Some((neuron, through, followed)) = path.last_mut() {
            let (neuron, through) = (*neuron, *through);
            if *followed == 0 {
                clock += 1;
                (reached[neuron], earliest[neuron]) = (clock, clock);
            }
            match at(neuron, *followed) {
                Some((next, synapse)) => {
                    *followed += 1;
                    match reached[next] {
                        0 => path.push((next, synapse, 0)),
                        time if synapse != through => earliest[neuron] = earliest[neuron].min(time),
                        _ => {}
                    }
                }
                None => {
                    path.pop();
                    if let Some((before, ..)) = path.last() {
                        bridge[through] = earliest[neuron] == reached[neuron];
                        earliest[*before] = earliest[*before].min(earliest[neuron]);
                    }
                }
            }
        }
    }
    bridge
}

#[cfg(test)]
mod tests {
    // Strategy: two cliques and their bridge, a tree, a ring, and a network whose weights are all alike.
    use super::*;
    use crate::params::{Net, Params};
    use crate::run::Experiment;

    fn told(params: &Params) -> (Scene, Vec<Surprise>) {
        let experiment = Experiment::prepared(params, None).unwrap();
        let scene = Scene::new(&experiment);
        let surprises = scene.candidates.surprises(&Scores::new(&experiment).unwrap());
        (scene, surprises)
    }

    #[test]
    fn the_bridge_is_heard_and_told_of() {
        let (scene, surprises) = told(&Params { seed: 17, ..Params::defaults(Net::Barbell) });
        let bridge = scene.candidates.worth_hearing.unwrap() as usize;
        assert_eq!((scene.i[bridge], scene.j[bridge]), (19, 20));
        assert_eq!(bridges(&scene).iter().filter(|is_bridge| **is_bridge).count(), 1);
        assert_eq!(surprises[0], Surprise { synapse: bridge, why: "weak, but the only bridge" });
    }

    #[test]
    fn without_a_difference_in_weight_nothing_is_a_surprise() {
        let (scene, surprises) = told(&Params { n: 20, ..Params::defaults(Net::Complete) });
        assert!(surprises.is_empty() && bridges(&scene).iter().all(|is_bridge| !is_bridge));
    }

    #[test]
    fn a_ring_has_no_bridge_and_a_line_only_bridges() {
        let (mut scene, _) = told(&Params { n: 12, ..Params::defaults(Net::Ring) });
        let around: Vec<(u32, u32)> = (0..12).map(|k| (k, (k + 1) % 12)).collect();
        let set = |scene: &mut Scene, pairs: &[(u32, u32)]| {
            (scene.i, scene.j) = pairs.iter().copied().unzip();
            scene.weight = vec![1.0; pairs.len()];
        };
        set(&mut scene, &around);
        assert!(bridges(&scene).iter().all(|is_bridge| !is_bridge));
        set(&mut scene, &around[..11]);
        assert!(bridges(&scene).iter().all(|is_bridge| *is_bridge));
        set(&mut scene, &[(0, 1), (1, 0), (1, 2)]);
        assert_eq!(bridges(&scene), [false, false, true]);
    }
}
