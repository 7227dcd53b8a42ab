//! Sentences about a run.

use super::message::{Heard, Scene};
use super::moment::Moment;
use super::story::Story;
use crate::measure::limit::Point;
use crate::network::Symmetry;
use crate::params::link::Stage;
use crate::params::{Act, Cov, Params};

/// Where a run stands.
pub fn status(moment: &Moment, story: &Story) -> String {
    let listens = moment.scores.is_none() || (story.playing && story.stage == Stage::Listen);
    if let (true, Some(heard)) = (listens, moment.heard) {
        let goal = match moment.params.cov {
            Cov::Measured => format!(" of {}", heard.goal),
            Cov::Exact => String::new(),
        };
        return format!("listening to the noise: {:.1}{goal} τ", heard.observed);
    }
    let (decided, all) = (moment.decided, moment.scene.synapses());
    match moment.snapshot.map(|snapshot| snapshot.decided).filter(|at| *at != decided) {
        Some(at) => format!("{decided} of {all} synapses decided; spectrum and numbers at {at}"),
        None => format!("{decided} of {all} synapses decided"),
    }
}

/// Which theorem covers a network.
pub fn theorem(scene: &Scene, params: &Params) -> String {
    let theorem = match (scene.symmetry, scene.dominant) {
        (Symmetry::Symmetric, true) => {
            "The theorem covers this network: it is symmetric, and every neuron leaks at least what it receives."
        }
        (Symmetry::Normal, true) => {
            "The theorem covers this network’s covariance, for its matrix is normal; what is left after pruning need \
             not be, and no bound on its complex eigenvalues is proved."
        }
        (Symmetry::General, true) => {
            "No theorem covers this network: its synapses have a direction and its matrix is not normal. The rule runs \
             all the same."
        }
        (_, false) => {
            "No theorem covers this network: some neurons leak less than they receive. The rule runs all the same."
        }
    };
    match params.act {
        Act::Linear => theorem.into(),
        Act::Relu => {
            format!("{theorem} For rectified-linear neurons it holds at each fixed set of active neurons.")
        }
    }
}

/// What the synapses have heard of the noise so far.
pub fn heard(heard: &Heard, params: &Params) -> String {
    let error = heard.notes.last().map_or_else(String::new, |(_, error)| {
        format!("; importances are {:.2} % off the exact ones (median)", 100.0 * error)
    });
    let silent = match heard.silent {
        0 => String::new(),
        silent => format!("; {silent} synapses heard nothing that can be used, and count as unimportant"),
    };
    let active = match params.act {
        Act::Linear => String::new(),
        Act::Relu => format!("; {} of {} neurons are active", heard.active, heard.activity.len()),
    };
    let goal = match params.cov {
        Cov::Measured => format!(" of {} τ", heard.goal),
        Cov::Exact => " τ, for show; the rule uses the exact values".into(),
    };
    format!("The synapses have listened for {:.4}{goal}{error}{active}{silent}.", heard.observed)
}

/// What came of the experiment on the limit, which has `all` networks; empty before the first is done.
pub fn limit(points: &[Point], all: usize, eps: f64) -> String {
    let Some(point) = points.last() else { return String::new() };
    let within = points.iter().filter(|point| point.is_within(eps)).count();
    format!(
        "{done} of {all} networks done. The last, {} with {} neurons: {:.1} % of {} synapses pruned, all x·Sx / x·Ax \
         between {:.2} and {:.2}. Within 1 ± {eps}: {within} of {done}.",
        point.net.word(),
        point.n,
        100.0 * point.pruned(),
        point.synapses,
        point.range.0,
        point.range.1,
        done = points.len(),
    )
}
