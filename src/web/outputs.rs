//! Numbers into their `<output>` elements.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom::{self, WebError};
use crate::measure::table::{self, On, Value};
use crate::network::Symmetry;
use crate::numerics::digits;
use crate::params::{Params, Rule};
use crate::visit::message::{Scene, Scores, Snapshot};

/// Label and gloss of the last row.
const SURVIVORS: (&str, &str) = ("Survivors at the end", "SHA-256: equal digests, equal networks");

/// What depends on the run, not on how far it has come.
pub fn show_scene(scene: &Scene, params: &Params) -> Result<(), WebError> {
    whole("out-n", scene.n())?;
    whole("out-synapses", scene.synapses())?;
    let kind = if scene.symmetry == Symmetry::Symmetric { "symmetric" } else { "directed" };
    let numbers = dom::by_id("numbers")?;
    dom::set_attribute(&numbers, "data-kind", kind);
    dom::set_attribute(&numbers, "data-eps", &params.eps.to_string());
    Ok(())
}

/// Builds the table of numbers: a column a rule, a row a measure, and the digest of the survivors.
pub fn build() -> Result<(), WebError> {
    let table: Element = dom::by_id("numbers-table")?;
    let (head, body) = (add(&table, "thead")?, add(&table, "tbody")?);
    let columns = add(&head, "tr")?;
    add(&columns, "td")?;
    for rule in Rule::ALL {
        let column: HtmlElement = add(&columns, "th")?.unchecked_into();
        dom::set_attribute(&column, "scope", "col");
        dom::set_attribute(&column, "class", rule.word());
        column.style().set_property("--rule", &format!("var(--color-{})", rule.word()))?;
        name(&column, rule.label(), rule.gloss())?;
    }
    for (shown, measure) in table::shown() {
        let class = match measure.on {
            On::All => "",
            On::Symmetric => "symmetric",
            On::Eps => "symmetric eps",
            On::Directed => "directed",
        };
        row(&body, class, shown.id, "", (shown.label, shown.gloss))?;
    }
    row(&body, "", "survivors", "digest", SURVIVORS)
}

/// A row of outputs, `out-<id>-<rule>`, with its label and gloss.
fn row(
    body: &Element,
    class: &str,
    id: &str,
    cell: &str,
    (label, gloss): (&str, &str),
) -> Result<(), WebError> {
    let row = add(body, "tr")?;
    row.set_class_name(class);
    let head = add(&row, "th")?;
    dom::set_attribute(&head, "scope", "row");
    name(&head, label, gloss)?;
    for rule in Rule::ALL {
        let output = add(&add(&row, "td")?, "output")?;
        output.set_id(&format!("out-{id}-{}", rule.word()));
        output.set_class_name(cell);
        output.set_text_content(Some("–"));
    }
    Ok(())
}

/// A label, and small beneath it what it means.
fn name(head: &Element, label: &str, gloss: &str) -> Result<(), WebError> {
    head.set_text_content(Some(&format!("{label} ")));
    if gloss.is_empty() {
        return Ok(());
    }
    let small = add(head, "small")?;
    for (part, is_sub) in table::subscripts(gloss) {
        match is_sub {
            true => add(&small, "sub")?.set_text_content(Some(part)),
            false => small.append_with_str_1(part)?,
        }
    }
    Ok(())
}

fn add(parent: &Element, kind: &str) -> Result<Element, WebError> {
    let child = dom::document()?.create_element(kind)?;
    parent.append_child(&child)?;
    Ok(child)
}

/// What the rules will have made of the network, as soon as its synapses are scored.
pub fn show_scores(scores: Option<&Scores>) -> Result<(), WebError> {
    for (place, rule) in Rule::ALL.iter().enumerate() {
        let output = dom::by_id(&format!("out-survivors-{}", rule.word()))?;
        let digest = scores.map_or("…", |scores| &scores.survivors[place]);
        dom::set_text(&output, digest);
        dom::set_attribute(&output, "title", digest);
    }
    Ok(())
}

/// What was measured; `drawn` is the rule whose network is drawn.
pub fn show_snapshot(snapshot: &Snapshot, params: &Params) -> Result<(), WebError> {
    let rows = table::shown();
    for (rule, measures) in Rule::ALL.iter().zip(&snapshot.rules) {
        for (shown, measure) in &rows {
            let value = measure.value(measures, params.eps);
            show(&format!("out-{}-{}", shown.id, rule.word()), value)?;
        }
        if *rule == params.rule {
            whole("out-kept", measures.kept)?;
            number("out-kept-fraction", measures.kept_fraction)?;
            whole("out-components", measures.components)?;
        }
    }
    Ok(())
}

/// A value in its cell; "…" where it is not there yet.
fn show(id: &str, value: Option<Value>) -> Result<(), WebError> {
    let text = match value {
        None => "…".into(),
        Some(Value::Number(value)) => return number(id, value),
        Some(Value::Count(count)) => count.to_string(),
        Some(Value::Range((least, most))) => format!("{} to {}", digits::short(least), digits::short(most)),
        Some(Value::Yes(yes)) => (if yes { "yes" } else { "no" }).into(),
        Some(Value::Words(words)) => words,
    };
    dom::set_text(&dom::by_id(id)?, &text);
    Ok(())
}

fn whole(id: &str, value: usize) -> Result<(), WebError> {
    dom::set_text(&dom::by_id(id)?, &value.to_string());
    Ok(())
}

/// All digits of a number, the leading ones large.
fn number(id: &str, value: f64) -> Result<(), WebError> {
    let output: Element = dom::by_id(id)?;
    let (head, tail) = digits::split(value);
    if output.text_content().as_deref() == Some(format!("{head}{tail}").as_str()) {
        return Ok(());
    }
    output.set_text_content(Some(&head));
    if !tail.is_empty() {
        let small = add(&output, "span")?;
        small.set_class_name("tail");
        small.set_text_content(Some(&tail));
    }
    Ok(())
}
