//! Patterns of activity, the modes of the network before pruning, and what becomes of the rates at which they die away.
//!
//! A pattern goes by the place of its eigenvalue in the scene's list, which is sorted by real part: the last is the
//! slowest. After pruning it has the eigenvalue at the same place, in a symmetric network, or else the one that is
//! matched with its own.

use super::message::Scene;
use crate::measure::sampled::SLOWEST;
use crate::measure::{Measures, Moved, ZERO, spectrum};

/// A pattern of activity is slow if it dies away at less than this share of the median rate, …
const SLOW: f64 = 0.25;
/// … and lost if pruning changes its rate by more than this share.
pub const LOST: f64 = 0.5;
/// The same for people.
pub const DEFINITION: &str = "A slow pattern of activity dies away at less than a quarter of the median rate. It is lost \
                              if pruning changes that rate by more than half.";

/// The rate at which a pattern dies away before pruning.
pub fn before(scene: &Scene, pattern: usize) -> f64 {
    -scene.eigenvalues[pattern].0
}

/// The same after pruning: 0 where it is zero to rounding, below 0 where the pattern grows.
pub fn after(scene: &Scene, measures: &Measures, pattern: usize) -> f64 {
    rate(measures, pattern, zero(scene))
}

/// A rate of no more than this is zero to rounding. O(n).
fn zero(scene: &Scene) -> f64 {
    ZERO * scene.eigenvalues.iter().fold(0.0, |most: f64, (re, im)| most.max(libm::hypot(*re, *im)))
}

fn rate(measures: &Measures, pattern: usize, zero: f64) -> f64 {
    let value = match &measures.moved {
        Moved::Real { eigenvalues, .. } => eigenvalues[pattern],
        Moved::Complex { eigenvalues, .. } => eigenvalues[pattern].0,
    };
    if value.abs() <= zero { 0.0 } else { -value }
}

/// The patterns, the slowest first. Of two that turn the opposite way and are alike otherwise, there is one.
pub fn slowest_first(scene: &Scene) -> impl Iterator<Item = usize> + '_ {
    (0..scene.n()).rev().filter(|pattern| scene.eigenvalues[*pattern].1 >= 0.0)
}

/// Whether a pattern of a symmetric network is slow. Where synapses have a direction, no pattern is called so.
pub fn is_slow(scene: &Scene, pattern: usize) -> bool {
    let median = scene.eigenvalues.get(scene.n() / 2).map_or(0.0, |value| value.0);
    scene.is_symmetric() && scene.eigenvalues[pattern].0 > SLOW * median
}

/// How many patterns have the rate of this one, itself included.
pub fn alike(scene: &Scene, pattern: usize) -> usize {
    let values: Vec<f64> = scene.eigenvalues.iter().map(|value| value.0).collect();
    let space = spectrum::eigenspaces(&values).into_iter().find(|space| space.contains(&pattern));
    space.map_or(0, |space| space.len())
}

/// Whether a rate changes so much that its pattern is lost.
pub fn is_lost(before: f64, after: f64) -> bool {
    (after / before - 1.0).abs() > LOST
}

/// How many slow patterns are lost, and how many there are.
pub fn slow_lost(scene: &Scene, measures: &Measures) -> (usize, usize) {
    // The slow ones are the last. Of a large network a few are known each for itself, and the others as a sample.
    let most = if scene.sampled { SLOWEST } else { scene.n() };
    let slow = || (0..scene.n()).rev().take(most).take_while(|pattern| is_slow(scene, *pattern));
    let zero = zero(scene);
    let lost = |pattern: &usize| is_lost(before(scene, *pattern), rate(measures, *pattern, zero));
    (slow().filter(lost).count(), slow().count())
}
