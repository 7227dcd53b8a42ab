//! The controls: filled from the table of parameters, read as text, written as text.

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlInputElement, HtmlSelectElement};

use super::dom::{self, Listener, WebError};
use crate::params::{KEYS, Kind, Params, Spec};

/// Calls `on_change` with a key and the text that was given for it.
pub fn listen(on_change: impl Fn(&'static str, String) + Clone + 'static) -> Result<Vec<Listener>, WebError> {
    let mut listeners = Vec::new();
    for key in KEYS {
        let target: EventTarget = dom::by_id(key)?;
        let act = on_change.clone();
        // A slider acts while it moves, a number when it is finished.
        let slides = target.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.type_() == "range");
        listeners.push(Listener::new(&target, if slides { "input" } else { "change" }, move |_| {
            if let Ok(text) = value(key) {
                act(key, text);
            }
        })?);
    }
    Ok(listeners)
}

/// Shows `params`, with the ranges and defaults that its network has.
pub fn show(params: &Params) -> Result<(), WebError> {
    for key in KEYS {
        let (Some(spec), Some(text)) = (Params::spec(params.net, key), params.get(key)) else { continue };
        let element: Element = dom::by_id(key)?;
        dom::set_attribute(&element, "title", spec.help);
        if let Some(field) = element.closest(".field")? {
            field.toggle_attribute_with_force("hidden", !Params::matters(params.net, key))?;
        }
        match element.dyn_into::<HtmlSelectElement>() {
            Ok(select) => show_choice(&select, &spec, &text)?,
            Err(element) => show_number(&element.unchecked_into(), &spec, &text),
        }
    }
    dom::set_text(&dom::by_id("show-keep")?, &format!("{:.0} %", 100.0 * params.keep));
    dom::set_text(&dom::by_id("show-speed")?, &format!("{} ×", params.speed));
    Ok(())
}

/// Shows `word` in a control that offers `words`.
pub fn show_words(id: &str, words: &[(&str, &str)], word: &str) -> Result<(), WebError> {
    fill(&dom::by_id(id)?, words, word)
}

fn show_choice(select: &HtmlSelectElement, spec: &Spec, text: &str) -> Result<(), WebError> {
    match spec.kind {
        Kind::Choice(words) => fill(select, words, text),
        _ => Ok(()),
    }
}

fn fill(select: &HtmlSelectElement, words: &[(&str, &str)], text: &str) -> Result<(), WebError> {
    if select.length() == 0 {
        for (word, label) in words {
            let option = dom::document()?.create_element("option")?;
            option.set_attribute("value", word)?;
            option.set_text_content(Some(label));
            select.append_child(&option)?;
        }
    }
    select.set_value(text);
    Ok(())
}

fn show_number(input: &HtmlInputElement, spec: &Spec, text: &str) {
    let (min, max, step) = match spec.kind {
        Kind::Integer { min, max } => (min.to_string(), max.to_string(), "1".into()),
        // A typed number need not be a multiple of the step, so only a slider has one.
        Kind::Real { min, max, step } if input.type_() == "range" => {
            (min.to_string(), max.to_string(), step.to_string())
        }
        Kind::Real { min, max, .. } => (min.to_string(), max.to_string(), "any".into()),
        Kind::Choice(_) => return,
    };
    input.set_min(&min);
    input.set_max(&max);
    input.set_step(&step);
    input.set_disabled(min == max);
    if input.value() != text {
        input.set_value(text);
    }
}

/// The text of a control.
pub fn value(key: &str) -> Result<String, WebError> {
    let element: Element = dom::by_id(key)?;
    match element.dyn_into::<HtmlSelectElement>() {
        Ok(select) => Ok(select.value()),
        Err(element) => Ok(element.unchecked_into::<HtmlInputElement>().value()),
    }
}
