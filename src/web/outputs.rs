//! Numbers into their `<output>` elements.

use super::dom::{self, WebError};
use crate::digits;
use crate::experiment::Measures;
use crate::message::{EVERY_RULE, Scene, Snapshot};
use crate::params::Rule;

/// What depends on the run, not on how far it has come.
pub fn show_scene(scene: &Scene) -> Result<(), WebError> {
    whole("out-n", scene.n())?;
    whole("out-synapses", scene.synapses())?;
    for (rule, digest) in EVERY_RULE.iter().zip(&scene.survivors) {
        let output = dom::by_id(&format!("out-survivors-{}", rule.word()))?;
        dom::set_text(&output, digest);
        dom::set_attribute(&output, "title", digest);
    }
    Ok(())
}

/// What was measured; `drawn` is the rule whose network is drawn.
pub fn show_snapshot(snapshot: &Snapshot, drawn: Rule) -> Result<(), WebError> {
    for (rule, measures) in EVERY_RULE.iter().zip(&snapshot.rules) {
        show_measures(rule.word(), measures)?;
        if *rule == drawn {
            whole("out-kept", measures.kept)?;
            number("out-kept-fraction", Some(measures.kept_fraction))?;
            whole("out-components", measures.components)?;
        }
    }
    Ok(())
}

fn show_measures(rule: &str, measures: &Measures) -> Result<(), WebError> {
    whole(&format!("out-kept-{rule}"), measures.kept)?;
    whole(&format!("out-components-{rule}"), measures.components)?;
    dom::set_text(&dom::by_id(&format!("out-stability-{rule}"))?, &stability(measures));
    let along = measures.along;
    for (name, value) in [
        ("kept-fraction", Some(measures.kept_fraction)),
        ("eps-lambda-mean", Some(measures.eps_lambda_mean)),
        ("eps-lambda-max", Some(measures.eps_lambda_max)),
        ("eps-v-mean", along.map(|along| along.eps_v_mean)),
        ("cos-theta-mean", along.map(|along| along.cos_theta_mean)),
        ("range-min", along.map(|along| along.range.0)),
        ("range-max", along.map(|along| along.range.1)),
        ("strengthening", Some(measures.largest_strengthening)),
    ] {
        number(&format!("out-{name}-{rule}"), value)?;
    }
    Ok(())
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
