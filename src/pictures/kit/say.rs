//! Phrases that sentences about pictures share.

use super::text::short;
use crate::params::Rule;
use crate::rule::fate::Fate;
use crate::visit::moment::Moment;

/// Synapses that are cut, kept and undecided.
pub fn fates(moment: &Moment) -> (usize, usize, usize) {
    (0..moment.scene.synapses()).fold((0, 0, 0), |(cut, kept, undecided), k| match moment.fate(k) {
        Fate::Cut => (cut + 1, kept, undecided),
        Fate::Kept { .. } => (cut, kept + 1, undecided),
        Fate::Undecided => (cut, kept, undecided + 1),
    })
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
