//! Numbers into their `<output>` elements.

use super::dom::{self, WebError};
use crate::measure::limit::Point;
use crate::network::Symmetry;
use crate::numerics::digits;
use crate::params::{Act, Cov, Params, Rule};
use crate::run::{Measures, Moved};
use crate::visit::message::{Heard, Scene, Scores, Snapshot};

/// What depends on the run, not on how far it has come.
pub fn show_scene(scene: &Scene, params: &Params) -> Result<(), WebError> {
    whole("out-n", scene.n())?;
    whole("out-synapses", scene.synapses())?;
    let kind = if scene.symmetry == Symmetry::Symmetric { "symmetric" } else { "directed" };
    let numbers = dom::by_id("numbers")?;
    dom::set_attribute(&numbers, "data-kind", kind);
    dom::set_attribute(&numbers, "data-eps", &params.eps.to_string());
    dom::set_text(&dom::by_id("theorem")?, &theorem(scene, params));
    Ok(())
}

/// What the rules will have made of the network.
pub fn show_scores(scores: &Scores) -> Result<(), WebError> {
    for (rule, digest) in Rule::ALL.iter().zip(&scores.survivors) {
        let output = dom::by_id(&format!("out-survivors-{}", rule.word()))?;
        dom::set_text(&output, digest);
        dom::set_attribute(&output, "title", digest);
    }
    Ok(())
}

/// What was measured; `drawn` is the rule whose network is drawn.
pub fn show_snapshot(snapshot: &Snapshot, params: &Params) -> Result<(), WebError> {
    for (rule, measures) in Rule::ALL.iter().zip(&snapshot.rules) {
        show_measures(rule.word(), measures, params.eps)?;
        if *rule == params.rule {
            whole("out-kept", measures.kept)?;
            number("out-kept-fraction", Some(measures.kept_fraction))?;
            whole("out-components", measures.components)?;
        }
    }
    Ok(())
}

fn show_measures(rule: &str, measures: &Measures, eps: f64) -> Result<(), WebError> {
    whole(&format!("out-kept-{rule}"), measures.kept)?;
    whole(&format!("out-components-{rule}"), measures.components)?;
    dom::set_text(&dom::by_id(&format!("out-stability-{rule}"))?, &stability(measures));
    number(&format!("out-kept-fraction-{rule}"), Some(measures.kept_fraction))?;
    number(&format!("out-strengthening-{rule}"), Some(measures.largest_strengthening))?;
    number(&format!("out-abscissa-{rule}"), Some(measures.abscissa))?;
    let (mut real, mut distances, mut along) = ([None; 2], [None; 2], None);
    match &measures.moved {
        Moved::Real { eps_lambda_mean, eps_lambda_max, along: more, .. } => {
            (real, along) = ([Some(*eps_lambda_mean), Some(*eps_lambda_max)], *more);
        }
        Moved::Complex { distance_mean, distance_max, .. } => {
            distances = [Some(*distance_mean), Some(*distance_max)];
        }
    }
    for (name, value) in [
        ("eps-lambda-mean", real[0]),
        ("eps-lambda-max", real[1]),
        ("distance-mean", distances[0]),
        ("distance-max", distances[1]),
        ("eps-v-mean", along.map(|along| along.eps_v_mean)),
        ("cos-theta-mean", along.map(|along| along.cos_theta_mean)),
        ("range-min", along.map(|along| along.range.0)),
        ("range-max", along.map(|along| along.range.1)),
    ] {
        number(&format!("out-{name}-{rule}"), value)?;
    }
    let within =
        along.filter(|_| eps > 0.0).map(|along| along.range.0 >= 1.0 - eps && along.range.1 <= 1.0 + eps);
    let within = within.map_or("…", |within| if within { "yes" } else { "no" });
    dom::set_text(&dom::by_id(&format!("out-within-{rule}"))?, within);
    Ok(())
}

/// What was heard of the noise.
pub fn show_heard(heard: Option<&Heard>, params: &Params) -> Result<(), WebError> {
    let text = heard.map_or_else(String::new, |heard| {
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
    });
    dom::set_text(&dom::by_id("heard")?, &text);
    Ok(())
}

/// How far the experiment on the limit is, and what came of it.
pub fn show_limit(points: &[Point], all: usize, runs: bool, eps: f64) -> Result<(), WebError> {
    dom::set_text(&dom::by_id("limit")?, if runs { "Stop" } else { "Run it" });
    let bar: web_sys::Element = dom::by_id("limit-progress")?;
    dom::set_attribute(&bar, "value", &points.len().to_string());
    dom::set_attribute(&bar, "max", &all.to_string());
    bar.toggle_attribute_with_force("hidden", !runs)?;
    let text = points.last().map_or_else(String::new, |point| {
        let within = points.iter().filter(|point| point.is_within(eps)).count();
        format!(
            "{} of {all} networks done. The last, {} with {} neurons: {:.1} % of {} synapses pruned, all x·Sx / x·Ax \
             between {:.2} and {:.2}. Within 1 ± {eps}: {within} of {}.",
            points.len(),
            point.net.word(),
            point.n,
            100.0 * point.pruned(),
            point.synapses,
            point.range.0,
            point.range.1,
            points.len()
        )
    });
    dom::set_text(&dom::by_id("limit-status")?, &text);
    Ok(())
}

/// Which theorem covers the network that is shown, in a sentence.
fn theorem(scene: &Scene, params: &Params) -> String {
    let theorem = match (scene.symmetry, scene.dominant) {
        (Symmetry::Symmetric, true) => {
            "The theorem covers this network: it is symmetric, and every neuron leaks at least what it receives."
        }
        (Symmetry::Normal, true) => {
            "The theorem covers this network’s covariance, for its matrix is normal; what is left after pruning need not be, and no bound on its complex eigenvalues is proved."
        }
        (Symmetry::General, true) => {
            "No theorem covers this network: its synapses have a direction and its matrix is not normal. The rule runs all the same."
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

fn stability(measures: &Measures) -> String {
    match (measures.unstable, measures.zeros) {
        (true, _) => "unstable: activity would grow without end".into(),
        (false, 0) => "stable".into(),
        (false, 1) => "one pattern never dies away".into(),
        (false, zeros) => format!("{zeros} patterns never die away"),
    }
}

fn whole(id: &str, value: usize) -> Result<(), WebError> {
    dom::set_text(&dom::by_id(id)?, &value.to_string());
    Ok(())
}

/// All digits of a number, the leading ones large; "…" where it is not there yet.
fn number(id: &str, value: Option<f64>) -> Result<(), WebError> {
    let output: web_sys::Element = dom::by_id(id)?;
    let (head, tail) = value.map_or_else(|| ("…".into(), String::new()), digits::split);
    if output.text_content().as_deref() == Some(format!("{head}{tail}").as_str()) {
        return Ok(());
    }
    output.set_text_content(Some(&head));
    if !tail.is_empty() {
        let small = dom::document()?.create_element("span")?;
        small.set_class_name("tail");
        small.set_text_content(Some(&tail));
        output.append_child(&small)?;
    }
    Ok(())
}
