//! Numbers into their `<output>` elements.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::dom::{self, WebError};
use crate::measure::table::{self, On};
use crate::network::Symmetry;
use crate::params::{Params, Rule};
use crate::visit::message::{Scene, Snapshot};
use crate::visit::moment::Moment;
use crate::visit::numbers::{self, Cell};

/// Label and gloss of the last row.
const SURVIVORS: (&str, &str) = ("Survivors at the end", "SHA-256: equal digests, equal networks");

/// The box that asks for all digits.
pub const ALL_DIGITS: &str = "all-digits";

/// What depends on the run, not on how far it has come.
pub fn show_scene(scene: &Scene) -> Result<(), WebError> {
    show("out-n", &Cell::count(scene.n()), false)?;
    show("out-synapses", &Cell::count(scene.synapses()), false)?;
    let kind = if scene.symmetry == Symmetry::Symmetric { "symmetric" } else { "directed" };
    dom::set_attribute(&dom::by_id("numbers")?, "data-kind", kind);
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

/// A row of outputs, `out-<id>-<rule>`, with its label and gloss; beside each the mark of the best, `best-<id>-<rule>`.
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
        let place = add(&row, "td")?;
        let output = add(&place, "output")?;
        output.set_id(&format!("out-{id}-{}", rule.word()));
        output.set_class_name(cell);
        output.set_text_content(Some("–"));
        // A table that is read aloud while it changes cannot be listened to.
        dom::set_attribute(&output, "aria-live", "off");
        place.append_with_str_1(" ")?;
        let mark = add(&place, "small")?;
        mark.set_id(&format!("best-{id}-{}", rule.word()));
        mark.set_text_content(Some("best"));
        dom::show(&mark, false)?;
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

/// What the rules will have made of the network, as soon as its synapses are scored. O(m).
pub fn show_digests(moment: &Moment) -> Result<(), WebError> {
    for rule in Rule::ALL {
        let output = dom::by_id(&format!("out-survivors-{}", rule.word()))?;
        let digest = moment.survivors(*rule).unwrap_or_else(|| "…".into());
        dom::set_text(&output, &digest);
        dom::set_attribute(&output, "title", &digest);
    }
    Ok(())
}

/// What was measured, in all digits if the reader wants them.
pub fn show_snapshot(snapshot: &Snapshot, scene: &Scene, params: &Params) -> Result<(), WebError> {
    let in_all_digits = dom::by_id::<HtmlInputElement>(ALL_DIGITS)?.checked();
    dom::set_attribute(&dom::by_id("numbers")?, "data-eps", &params.eps.to_string());
    for (id, cells) in numbers::rows(snapshot, scene, params) {
        for (rule, cell) in Rule::ALL.iter().zip(cells) {
            show(&format!("out-{id}-{}", rule.word()), &cell, in_all_digits)?;
            dom::show(&dom::by_id(&format!("best-{id}-{}", rule.word()))?, cell.is_best)?;
        }
    }
    let Some(drawn) = snapshot.of(params.rule) else { return Ok(()) };
    show("out-kept", &Cell::count(drawn.kept), false)?;
    show("out-kept-fraction", &Cell::number(drawn.kept_fraction, 1.0), in_all_digits)?;
    show("out-components", &Cell::count(drawn.components), false)
}

/// A number for people as text, and for programs, and whoever points at it, in all digits.
fn show(id: &str, cell: &Cell, in_all_digits: bool) -> Result<(), WebError> {
    let output: Element = dom::by_id(id)?;
    let all = in_all_digits && !cell.exact.is_empty();
    dom::set_text(&output, if all { &cell.exact } else { &cell.text });
    for (name, value) in [("data-value", &cell.exact), ("title", &cell.exact)] {
        match value.is_empty() {
            true => output.remove_attribute(name)?,
            false => dom::set_attribute(&output, name, value),
        }
    }
    Ok(())
}
