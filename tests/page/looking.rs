//! A synapse can be looked at: with the pointer, with the keys, and in every picture at once.

use serde_json::{Value, json};

use crate::browser::Page;

const LINK: &str = "v=1&net=barbell&n=20&keep=0.3&seed=5";

fn press(page: &Page, key: &str) {
    let script = "document.getElementById('canvas-twin-left').dispatchEvent(
        new KeyboardEvent('keydown', { key: arguments[0], bubbles: true, cancelable: true }))";
    page.run(script, json!([key]));
}

/// Whether anything is drawn on a layer.
fn is_marked(page: &Page, picture: &str) -> bool {
    let script = "
        const canvas = document.getElementById(`canvas-${arguments[0]}-mark`);
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return data.some(value => value !== 0)";
    page.run(script, json!([picture])) == Value::Bool(true)
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn keys_go_from_synapse_to_synapse_and_it_lights_up_everywhere() {
    let page = Page::at(&format!("{LINK}&stage=score&paused"));
    let hint = page.text("inspect-hint");
    assert!(!hint.is_empty());
    let mut seen = Vec::new();
    for _ in 0..3 {
        press(&page, "ArrowRight");
        page.wait_until("another synapse is described", || {
            let text = page.text("inspect-what");
            text.starts_with("Synapse") && seen.last() != Some(&text)
        });
        seen.push(page.text("inspect-what"));
    }
    for picture in ["twin-left", "twin-right", "weights", "covariance", "keeping", "pruned", "importance"] {
        page.wait_until(&format!("the synapse is marked in {picture}"), || is_marked(&page, picture));
    }
    press(&page, "ArrowDown");
    page.wait_until("a neuron is described", || page.text("inspect-what").starts_with("Neuron"));
    press(&page, "Escape");
    page.wait_until("it is let go", || page.text("inspect-hint") == hint && !is_marked(&page, "twin-left"));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_pointer_finds_what_is_under_it() {
    let page = Page::at(&format!("{LINK}&stage=score&paused"));
    // The matrix of weights: row 3, column 8 of twenty; cells lie in a square in the middle of the picture.
    let script = "
        const canvas = document.getElementById('canvas-keeping');
        canvas.scrollIntoView({ block: 'center' });
        const place = canvas.getBoundingClientRect();
        const side = Math.min(place.width - 16, place.height - 72);
        const at = { x: place.left + (place.width - side) / 2 + side * 8.5 / 20, y: place.top + 30 + side * 3.5 / 20 };
        canvas.dispatchEvent(new PointerEvent('pointermove', { clientX: at.x, clientY: at.y, bubbles: true }));";
    page.wait_until("the synapse under the pointer is described", || {
        page.run(script, json!([]));
        let text = page.text("inspect-what");
        text.starts_with("Synapse 9 – 4") || text.starts_with("Synapse 4 – 9")
    });
}
