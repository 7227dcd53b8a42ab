//! The controls: built from the rows of the tables, read as text, written as text.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Element, EventTarget, HtmlInputElement, HtmlSelectElement};

use super::dom::{self, Listener, WebError};
use crate::numerics::order;
use crate::params::link::Presentation;
use crate::params::{Kind, Params, Place, Range, Row, Spec};

/// Builds the fields of the form, in the order of their places. An element of the page that is no parameter's, but
/// has its place beside or before one's, says so in `data-beside` or `data-before`; one that stands for a field that
/// is not in the form but there, in `data-home`.
pub fn build() -> Result<(), WebError> {
    let form: Element = dom::by_id("controls")?;
    let (more, fields) = (find(&form, ".more")?, find(&form, ".fields")?);
    let mut built = fields_of(Params::ROWS, &Params::default())?;
    built.extend(fields_of(Presentation::ROWS, &Presentation::default())?);
    let order = order::by(built.len(), &|x, y| built[x].0.cmp(&built[y].0));
    for (place, key, field) in order.into_iter().map(|k| &built[k as usize]) {
        if let Some(beside) = form.query_selector(&format!("[data-beside={key}]"))? {
            let pair = child(field, "span", &[("class", "pair")])?;
            pair.append_child(&*find(field, "input, select")?)?;
            pair.append_child(&beside)?;
        }
        let (parent, next): (&Element, _) = match place {
            Place::Main(_) => (&form, Some(&*more)),
            _ => (&fields, None),
        };
        if let Some(before) = form.query_selector(&format!("[data-before={key}]"))? {
            parent.insert_before(&before, next)?;
        }
        let home = dom::document()?.query_selector(&format!("[data-home={key}]"))?;
        if let Some(home) = home {
            home.replace_with_with_node_1(field)?;
            continue;
        }
        parent.insert_before(field, next)?;
    }
    Ok(())
}

/// Calls `on_change` with the key and the text of a control that was changed.
pub fn listen<S>(
    rows: &'static [Row<S>],
    on_change: impl Fn(&'static str, String) + Clone + 'static,
) -> Result<Vec<Listener>, WebError> {
    let mut listeners = Vec::new();
    for row in with_controls(rows) {
        let (key, target, act) = (row.key, dom::by_id::<EventTarget>(row.key)?, on_change.clone());
        // A slider acts while it moves, a number when it is finished.
        let kind = if row.spec.slider.is_some() { "input" } else { "change" };
        listeners.push(Listener::new(&target, kind, move |_| {
            if let Ok(text) = value(key) {
                act(key, text);
            }
        })?);
    }
    Ok(listeners)
}

/// Shows the values of `of`, with the ranges that they have beside each other.
pub fn show<S>(rows: &[Row<S>], of: &S) -> Result<(), WebError> {
    for row in with_controls(rows) {
        let (element, text): (Element, String) = (dom::by_id(row.key)?, row.get(of));
        if let Some(field) = element.closest(".field")? {
            field.toggle_attribute_with_force("hidden", !(row.spec.matters)(of))?;
        }
        match row.kind(of) {
            Kind::Choice(_) | Kind::Several(_) => {
                element.unchecked_into::<HtmlSelectElement>().set_value(&text);
            }
            Kind::Integer(range) | Kind::Real(range) => {
                show_number(&element.unchecked_into(), range, &text);
            }
            Kind::Numbers(_) => element.unchecked_into::<HtmlInputElement>().set_value(&text),
            Kind::Flag => element.unchecked_into::<HtmlInputElement>().set_checked(text.is_empty()),
        }
        if let Some(slider) = &row.spec.slider {
            dom::set_text(&dom::by_id(&format!("show-{}", row.key))?, &(slider.shown)(of));
        }
    }
    Ok(())
}

/// The settings that are offered a second time where it is said what a file is, as radio buttons.
pub const OFFERED: [&str; 2] = ["leak", "sym"];

/// Builds the offered settings.
pub fn build_offered() -> Result<(), WebError> {
    let place: Element = dom::by_id("file-choices")?;
    for row in OFFERED.iter().filter_map(|key| Params::row(key)) {
        let set = child(&place, "fieldset", &[("id", &format!("offer-{}", row.key))])?;
        child(&set, "legend", &[])?.set_text_content(Some(row.spec.label));
        let Kind::Choice(words) = row.kind(&Params::default()) else { continue };
        for (word, text) in words {
            let label = child(&set, "label", &[])?;
            let (id, name) = (offered(row.key, word), format!("offer-{}", row.key));
            let attributes =
                [("type", "radio"), ("id", &*id), ("name", &name), ("value", word), ("data-key", row.key)];
            child(&label, "input", &attributes)?;
            label.append_with_str_1(&format!(" {text}"))?;
        }
    }
    Ok(())
}

/// Shows which of the offered settings are chosen.
pub fn show_offered(params: &Params) -> Result<(), WebError> {
    for row in OFFERED.iter().filter_map(|key| Params::row(key)) {
        dom::by_id::<HtmlInputElement>(&offered(row.key, &row.get(params)))?.set_checked(true);
    }
    Ok(())
}

fn offered(key: &str, word: &str) -> String {
    format!("offer-{key}-{word}")
}

/// The text of a control.
pub fn value(key: &str) -> Result<String, WebError> {
    let element: Element = dom::by_id(key)?;
    let input = match element.dyn_into::<HtmlSelectElement>() {
        Ok(select) => return Ok(select.value()),
        Err(element) => element.unchecked_into::<HtmlInputElement>(),
    };
    // A link has a flag's key alone for yes.
    Ok(match (input.type_().as_str(), input.checked()) {
        ("checkbox", true) => String::new(),
        ("checkbox", false) => "0".into(),
        _ => input.value(),
    })
}

/// Called by share.js: the words of a key of the presentation and their labels, one after the other.
#[wasm_bindgen(js_name = wordsOf)]
pub fn words_of(key: &str) -> Vec<String> {
    let kind = Presentation::row(key).map(|row| row.kind(&Presentation::default()));
    match kind {
        Some(Kind::Choice(words) | Kind::Several(words)) => {
            words.iter().flat_map(|(word, label)| [word.to_string(), label.to_string()]).collect()
        }
        _ => Vec::new(),
    }
}

fn with_controls<S>(rows: &[Row<S>]) -> impl Iterator<Item = &Row<S>> {
    rows.iter().filter(|row| row.spec.place != Place::Nowhere)
}

/// The fields that `rows` have in the form: place, key and element of each.
fn fields_of<S>(rows: &[Row<S>], of: &S) -> Result<Vec<(Place, &'static str, Element)>, WebError> {
    let field_of = |row: &Row<S>| {
        let Spec { label, note, help, wide, .. } = row.spec;
        let step = row.spec.slider.as_ref().map(|slider| slider.step);
        field(&Form { key: row.key, label, note, help, wide, step, kind: row.kind(of) })
    };
    with_controls(rows).map(|row| Ok((row.spec.place, row.key, field_of(row)?))).collect()
}

/// What a row's field is made from: the same whatever the row is a part of, so that the page has the code once.
struct Form {
    key: &'static str,
    label: &'static str,
    note: &'static str,
    help: &'static str,
    wide: bool,
    /// Of its slider, if it has one.
    step: Option<f64>,
    kind: Kind,
}

fn field(spec: &Form) -> Result<Element, WebError> {
    let key = spec.key;
    let class = match spec.step {
        Some(_) => "field range",
        None if spec.wide => "field wide",
        None => "field",
    };
    let field = dom::document()?.create_element("p")?;
    field.set_class_name(class);
    let label = child(&field, "label", &[("for", key)])?;
    label.set_text_content(Some(spec.label));
    if !spec.note.is_empty() {
        label.append_with_str_1(" ")?;
        child(&label, "small", &[])?.set_text_content(Some(spec.note));
    }
    let control = control(&field, spec)?;
    if !spec.help.is_empty() {
        control.set_attribute("title", spec.help)?;
    }
    if spec.step.is_some() {
        // The slider itself is read aloud when it moves.
        child(&field, "output", &[("for", key), ("id", &format!("show-{key}")), ("aria-live", "off")])?;
    }
    Ok(field)
}

fn control(field: &Element, spec: &Form) -> Result<Element, WebError> {
    let (id, name) = (("id", spec.key), ("name", spec.key));
    match (&spec.kind, spec.step) {
        (Kind::Choice(words) | Kind::Several(words), _) => {
            let select = child(field, "select", &[id, name])?;
            for (word, label) in *words {
                child(&select, "option", &[("value", word)])?.set_text_content(Some(label));
            }
            Ok(select)
        }
        (Kind::Integer(_) | Kind::Real(_), Some(step)) => {
            child(field, "input", &[id, name, ("type", "range"), ("step", &step.to_string())])
        }
        (Kind::Integer(_), None) => {
            child(field, "input", &[id, name, ("type", "number"), ("inputmode", "numeric"), ("step", "1")])
        }
        // A typed number need not be a multiple of anything.
        (Kind::Real(_), None) => {
            child(field, "input", &[id, name, ("type", "number"), ("inputmode", "decimal"), ("step", "any")])
        }
        (Kind::Numbers(_), _) => child(
            field,
            "input",
            &[id, name, ("inputmode", "text"), ("autocomplete", "off"), ("spellcheck", "false")],
        ),
        (Kind::Flag, _) => child(field, "input", &[id, name, ("type", "checkbox")]),
    }
}

fn show_number(input: &HtmlInputElement, (min, max): Range, text: &str) {
    input.set_min(&min.to_string());
    input.set_max(&max.to_string());
    input.set_disabled(min == max);
    if input.value() != text {
        input.set_value(text);
    }
}

/// A new element at the end of `parent`.
fn child(parent: &Element, name: &str, attributes: &[(&str, &str)]) -> Result<Element, WebError> {
    let element = dom::document()?.create_element(name)?;
    for (attribute, value) in attributes {
        element.set_attribute(attribute, value)?;
    }
    parent.append_child(&element)?;
    Ok(element)
}

fn find(within: &Element, selector: &str) -> Result<Element, WebError> {
    let found = within.query_selector(selector)?;
    found.ok_or_else(|| WebError(format!("the form has no {selector}")))
}
