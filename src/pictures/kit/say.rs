//! Phrases that sentences about pictures share.

use super::text::short;
use crate::params::Rule;
use crate::visit::moment::Moment;

/// Synapses that are cut, kept and undecided.
pub fn fates(moment: &Moment) -> (usize, usize, usize) {
    let (all, cut) = (moment.scene.synapses(), moment.cut());
    // In the first round, each decision is that of another synapse.
    let decided = if moment.scores.is_some() { moment.decided.min(all) } else { 0 };
    (cut, decided - cut, all - decided)
}

/// "from the least to the greatest" of these values.
pub fn from_to(values: impl Iterator<Item = f64>) -> String {
    let both = |(least, most): (f64, f64), x: f64| (least.min(x), most.max(x));
    let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), both);
    format!("from {} to {}", short(least), short(most))
}

/// An error of each rule that is shown.
pub fn each(moment: &Moment, of: impl Fn(Rule) -> f64) -> String {
    let named = moment.rules().into_iter().map(|rule| format!("{} ({})", percent(of(rule)), rule.word()));
    named.collect::<Vec<_>>().join(", ")
}

/// A share as a percentage.
pub fn percent(x: f64) -> String {
    format!("{} %", short((1e5 * x).round() / 1e3))
}
