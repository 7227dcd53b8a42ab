//! The moment at which a network falls apart, or loses a slow pattern, while its pruning plays.
//!
//! Pieces are counted at every frame; slow patterns as often as a spectrum is measured. What has changed since the last
//! time is remembered for about a second, so that it can be seen where it happened.

use std::collections::BTreeMap;

use super::moment::Moment;
use super::patterns;

/// For so many milliseconds neurons that came loose have a ring, …
const RINGS: f64 = 1200.0;
/// … and a number that changed stands out.
const NEWS: f64 = 1000.0;

/// What the networks of both twins have lost lately, the left one first.
#[derive(Debug, Default)]
pub struct Losses {
    twins: [Twin; 2],
}

/// What one network has lost lately.
#[derive(Debug, Default)]
struct Twin {
    /// Synapses decided and pieces, when they were counted last; None while nothing plays.
    pieces: Option<(usize, usize)>,
    /// Synapses decided and slow patterns lost, when they were measured last.
    patterns: Option<(usize, usize)>,
    /// Neurons that came loose, and when.
    loose: Vec<(f64, u32)>,
    /// When a piece, and when a pattern, was lost last.
    times: [Option<f64>; 2],
    /// The neurons that have a ring.
    rings: Vec<u32>,
}

impl Losses {
    /// Looks at a moment of a run that plays.
    pub fn follow(&mut self, moment: &Moment, time: f64) {
        for (twin, rule) in self.twins.iter_mut().zip([moment.params.rule, moment.params.twin]) {
            twin.follow(&Moment { rule, ..*moment }, time);
        }
        self.expire(time);
    }

    /// Nothing plays, or the run has gone somewhere else: what comes next is compared with nothing before.
    pub fn pause(&mut self, time: f64) {
        self.twins.iter_mut().for_each(|twin| (twin.pieces, twin.patterns) = (None, None));
        self.expire(time);
    }

    fn expire(&mut self, time: f64) {
        for twin in &mut self.twins {
            twin.loose.retain(|(since, _)| time - since < RINGS);
            twin.rings = twin.loose.iter().map(|(_, neuron)| *neuron).collect();
            for since in &mut twin.times {
                *since = since.filter(|since| time - since < NEWS);
            }
        }
    }

    /// Whether there is something that will soon be over.
    pub fn are_seen(&self) -> bool {
        self.twins.iter().any(|twin| !twin.rings.is_empty() || twin.times != [None, None])
    }

    /// The neurons of each twin that came loose a moment ago.
    pub fn loose(&self) -> [&[u32]; 2] {
        self.twins.each_ref().map(|twin| &twin.rings[..])
    }

    /// Of each twin, whether pieces and lost patterns have become more a moment ago.
    pub fn news(&self) -> [[bool; 2]; 2] {
        self.twins.each_ref().map(|twin| twin.times.map(|since| since.is_some()))
    }
}

impl Twin {
    fn follow(&mut self, moment: &Moment, time: f64) {
        if self.pieces.is_none_or(|(at, _)| at != moment.decided) {
            let (now, before) = (moment.pieces(), self.pieces);
            self.pieces = Some((moment.decided, now));
            if let Some((at, _)) = before.filter(|(at, pieces)| *at < moment.decided && *pieces < now) {
                self.times[0] = Some(time);
                self.loose.extend(loosened(moment, at).into_iter().map(|neuron| (time, neuron)));
            }
        }
        let Some(snapshot) = moment.snapshot.filter(|_| moment.snapshot_age().is_none()) else { return };
        if self.patterns.is_none_or(|(at, _)| at != snapshot.decided) {
            let Some(measures) = snapshot.of(moment.rule) else { return };
            let (now, _) = patterns::slow_lost(moment.scene, measures);
            let more = self.patterns.is_some_and(|(at, lost)| at < snapshot.decided && lost < now);
            self.patterns = Some((snapshot.decided, now));
            self.times[1] = if more { Some(time) } else { self.times[1] };
        }
    }
}

/// The neurons that came loose since `from` synapses were decided: of each piece that fell apart, all but those of its
/// largest part. O(n log n + m).
fn loosened(moment: &Moment, from: usize) -> Vec<u32> {
    let before = Moment { decided: from, ..*moment }.piece_of_each();
    let now = moment.piece_of_each();
    let mut parts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for part in before.iter().copied().zip(now.iter().copied()) {
        *parts.entry(part).or_default() += 1;
    }
    // Of each piece before, its largest part and that part's size.
    let mut largest: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for ((piece, part), size) in parts {
        let held = largest.entry(piece).or_insert((part, size));
        if size > held.1 {
            *held = (part, size);
        }
    }
    let is_loose = |neuron: &usize| largest[&before[*neuron]].0 != now[*neuron];
    (0..now.len()).filter(is_loose).map(|neuron| neuron as u32).collect()
}
