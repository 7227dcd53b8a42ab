//! What a person would count of a run while it plays: pieces and cut synapses, at every position.
//!
//! Both are asked for at every frame, and a large network has millions of synapses: they are counted once, for all
//! positions of the run.

use std::cell::OnceCell;

use super::message::{Draws, Scene, Scores};
use crate::numerics::pieces::Pieces;
use crate::params::Rule;
use crate::rule::fate;

/// The tally of each rule, made when it is first asked for.
#[derive(Debug, Default)]
pub struct Tallies([OnceCell<Tally>; Rule::ALL.len()]);

impl Tallies {
    /// That of a rule, for the only scores that this is ever asked about; None where there are none yet. O(m) the first
    /// time.
    pub(super) fn of(&self, scene: &Scene, draws: &Draws, scores: &Scores, rule: Rule) -> Option<&Tally> {
        let is_scored = !scores.rounds.0.is_empty();
        is_scored.then(|| self.0[rule as usize].get_or_init(|| Tally::new(scene, draws, scores, rule)))
    }
}

/// The tally of one rule.
#[derive(Debug)]
pub(super) struct Tally {
    /// A bit for each decision, in their order: whether it cuts a synapse.
    cuts: Vec<u64>,
    /// How many are cut by the decisions of each of these words and of those before it.
    until: Vec<usize>,
    /// The decisions that break a piece in two, in their order.
    breaks: Vec<usize>,
    /// Pieces at the end of the run.
    last: usize,
}

impl Tally {
    fn new(scene: &Scene, draws: &Draws, scores: &Scores, rule: Rule) -> Tally {
        let (m, rounds) = (scene.synapses(), &scores.rounds);
        let ends = |synapse: usize| (scene.i[synapse] as usize, scene.j[synapse] as usize);
        let mut cuts = vec![0_u64; (m * rounds.0.len()).div_ceil(64)];
        let mut in_order = vec![0_u32; m];
        let mut pieces = Pieces::new(scene.n());
        for (synapse, turn) in draws.turn.iter().map(|turn| *turn as usize).enumerate() {
            in_order[turn] = synapse as u32;
            match rounds.of(rule, synapse).position(|(p, u)| !fate::is_kept(p, u)) {
                Some(round) => cuts[(round * m + turn) / 64] |= 1 << ((round * m + turn) % 64),
                None => {
                    let (i, j) = ends(synapse);
                    pieces.join(i, j);
                }
            }
        }
        let last = pieces.count();
        // From the end of the run to its beginning, what is cut comes back, until the network is in one piece.
        let mut breaks = Vec::new();
        for decision in (0..m * rounds.0.len()).rev() {
            if pieces.count() == 1 {
                break;
            }
            if cuts[decision / 64] >> (decision % 64) & 1 == 1 {
                let (i, j) = ends(in_order[decision % m] as usize);
                if pieces.join(i, j) {
                    breaks.push(decision);
                }
            }
        }
        breaks.reverse();
        let sums = cuts.iter().scan(0, |sum, word| {
            *sum += word.count_ones() as usize;
            Some(*sum)
        });
        Tally { until: sums.collect(), cuts, breaks, last }
    }

    /// Pieces after so many decisions.
    pub fn pieces(&self, decided: usize) -> usize {
        self.last - (self.breaks.len() - self.breaks.partition_point(|decision| *decision < decided))
    }

    /// Synapses that are cut after so many decisions.
    pub fn cut(&self, decided: usize) -> usize {
        let (word, bit) = (decided / 64, decided % 64);
        let before = word.checked_sub(1).map_or(0, |word| self.until[word]);
        before + self.cuts.get(word).map_or(0, |cuts| (cuts & ((1 << bit) - 1)).count_ones() as usize)
    }
}

#[cfg(test)]
mod tests {
    // Strategy: at many positions of runs that fall apart in different ways, a moment with tallies says what one
    // without them counts.
    use super::*;
    use crate::params::{Net, Params};
    use crate::run::Experiment;
    use crate::visit::moment::{Moment, Told};

    #[test]
    fn what_is_tallied_is_what_is_counted() {
        for params in [
            Params::defaults(Net::Barbell),
            Params { n: 60, keep: 0.02, ..Params::defaults(Net::Complete) },
            Params { n: 40, keep: 0.5, rounds: 3, ..Params::defaults(Net::Random) },
            Params { keep: 0.3, ..Params::defaults(Net::WormGap) },
            Params { n: 64, long: 0.0, keep: 0.1, ..Params::defaults(Net::Clustered) },
        ] {
            let experiment = Experiment::prepared(&params, None).unwrap();
            let (scene, draws) = (Scene::new(&experiment), Draws::new(&experiment));
            let scores = Scores::new(&experiment).unwrap();
            let tallies = Tallies::default();
            let all = experiment.decisions();
            let mut most = 0;
            for decided in (0..all).step_by(all / 97 + 1).chain([all - 1, all, 63, 64, 65]) {
                for &rule in Rule::ALL {
                    let counted = Moment {
                        scores: Some(&scores),
                        rule,
                        decided,
                        ..Moment::bare(&params, &scene, &draws)
                    };
                    let tallied =
                        Moment { told: Told { tallies: Some(&tallies), ..Told::default() }, ..counted };
                    let expected = (counted.pieces(), counted.cut());
                    assert_eq!((tallied.pieces(), tallied.cut()), expected, "{rule:?} at {decided}");
                    most = most.max(expected.0);
                }
            }
            assert!(most > 1, "nothing fell apart");
        }
    }
}
