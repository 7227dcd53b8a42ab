//! What was heard of the noise, from the beginning on, so that listening can be told again at the pace of the story.
//!
//! The worker listens as fast as it can, or as the story asks; what it hears is kept here with its time. The story says
//! which time it has come to, and what had been heard until then is shown.

use super::message::Scope;
use crate::rule::noise::WARM_UP;

/// Looks at the rates that are kept at most: one for each frame of five seconds.
const LOOKS: usize = 300;
/// The share of the story's listening in which the noise settles, before the synapses listen.
const SETTLING: f64 = 0.2;

/// The rates at times of the listening.
#[derive(Clone, Debug, Default)]
pub struct Record {
    looks: Vec<Look>,
    scope: Scope,
}

#[derive(Clone, Debug)]
struct Look {
    /// In τ, since the beginning.
    time: f64,
    /// Of each neuron, −1..=1.
    activity: Vec<f64>,
}

impl Record {
    /// Takes in what has been heard at a time; of the one synapse, what went before it. Anything older than what is
    /// there already is left.
    pub fn add(&mut self, time: f64, activity: &[f64], scope: Scope) {
        if !activity.is_empty() && self.looks.last().is_none_or(|look| look.time < time) {
            self.looks.push(Look { time, activity: activity.to_vec() });
        }
        if self.looks.len() > LOOKS {
            thin(&mut self.looks);
        }
        self.scope.add(scope);
    }

    /// Activity of the neurons at a time, and the number of the look; empty if nothing was heard.
    pub fn activity(&self, time: f64) -> (usize, &[f64]) {
        let at = self.looks.partition_point(|look| look.time <= time).saturating_sub(1);
        (at, self.looks.get(at).map_or(&[], |look| &look.activity))
    }

    /// The synapse that was listened to in detail.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Scope {
    /// Goes on with what was heard next, or begins with another synapse.
    fn add(&mut self, more: Scope) {
        let Some(first) = more.heard.first() else { return };
        let goes_on =
            more.synapse == self.synapse && self.heard.last().is_none_or(|last| last.time < first.time);
        if !goes_on {
            *self = more;
            return;
        }
        self.synapse = more.synapse;
        self.heard.extend(more.heard);
        if self.heard.len() > 4 * LOOKS {
            thin(&mut self.heard);
        }
    }
}

/// Keeps every other.
fn thin<T>(list: &mut Vec<T>) {
    let mut keep = false;
    list.retain(|_| {
        keep = !keep;
        keep
    });
}

/// The time (τ since the beginning) to which a share of the story's listening has come; `goal` is how long the synapses
/// listen once the noise has settled.
pub fn due(share: f64, goal: f64) -> f64 {
    match share < SETTLING {
        true => WARM_UP * share / SETTLING,
        false => WARM_UP + goal * (share - SETTLING) / (1.0 - SETTLING),
    }
}

#[cfg(test)]
mod tests {
    // Strategy: a record that is longer than is kept, told at every share; and a scope that changes its synapse.
    use super::*;
    use crate::visit::message::Sample;

    fn scope(synapse: u32, times: std::ops::Range<usize>) -> Scope {
        let heard = times.map(|time| Sample { time: time as f64, ..Sample::default() });
        Scope { synapse, heard: heard.collect() }
    }

    #[test]
    fn what_was_heard_is_told_in_its_order() {
        let mut record = Record::default();
        assert!(record.activity(3.0).1.is_empty());
        for time in 0..1000 {
            record.add(f64::from(time), &[f64::from(time)], Scope::default());
        }
        assert!(record.looks.len() <= LOOKS);
        let told: Vec<f64> = (0..=10).map(|share| record.activity(f64::from(share) * 100.0).1[0]).collect();
        assert!(told.is_sorted() && (850.0..1000.0).contains(&told[10]), "{told:?}");
        record.add(5.0, &[-1.0], Scope::default());
        assert_eq!(record.activity(1e9).1, [999.0]);
    }

    #[test]
    fn a_scope_goes_on_until_it_has_another_synapse() {
        let mut record = Record::default();
        record.add(0.0, &[], scope(3, 0..5));
        record.add(0.0, &[], scope(3, 5..9));
        record.add(0.0, &[], Scope::default());
        assert_eq!(record.scope(), &scope(3, 0..9));
        record.add(0.0, &[], scope(4, 9..11));
        assert_eq!(record.scope(), &scope(4, 9..11));
    }

    #[test]
    fn the_story_reaches_the_goal_at_its_end() {
        assert_eq!([0.0, SETTLING, 1.0].map(|share| due(share, 40.0)), [0.0, WARM_UP, WARM_UP + 40.0]);
        // Half way through each part.
        let halves = [0.5 * SETTLING, 0.5 * (1.0 + SETTLING)].map(|share| due(share, 40.0));
        assert!((halves[0] - 0.5 * WARM_UP).abs() < 1e-12 && (halves[1] - WARM_UP - 20.0).abs() < 1e-12);
    }
}
