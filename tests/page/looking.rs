//! A synapse can be looked at: with the pointer, with the keys, and in every picture at once.

use serde_json::{Value, json};

use crate::browser::Page;

const LINK: &str = "v=1&net=barbell&n=20&keep=0.3&seed=5";

/// A number that is shown with three digits is off by no more than this part of it.
const ROUNDED: f64 = 0.005;

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

/// The numbers in a text, in their order.
fn numbers(text: &str) -> Vec<f64> {
    let text = text.replace('−', "-");
    let words = text.split(|c: char| !(c.is_ascii_digit() || ".-".contains(c)));
    words.filter_map(|word| word.trim_end_matches('.').parse().ok()).collect()
}

/// The rule's formula, recomputed from the numbers that are shown. With this excess of leak the variances are of the
/// size of their difference, so that three digits of each are nearly three digits of s.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_formula_is_the_rule_s_own_with_its_numbers() {
    let page = Page::at(&format!("{LINK}&excess=1&stage=compare&paused"));
    page.wait_for(&["done"]);
    press(&page, "Home");
    for _ in 0..5 {
        let before = page.text("inspect-what");
        press(&page, "ArrowRight");
        page.wait_until("another synapse is described", || page.text("inspect-what") != before);
        // |w|, C_ii, C_jj, 2, C_ij, s.
        let formula = numbers(&page.text("inspect-formula"));
        let [w, vi, vj, two, c, s] = formula[formula.len() - 6..] else { panic!("{formula:?}") };
        let rounded = ROUNDED * (2.0 * w * (vi + vj + two * c.abs()) + s);
        assert!(rounded < 0.1 * s, "the variances nearly cancel: {formula:?}");
        assert!((w * (vi + vj - two * c) - s).abs() <= rounded, "{formula:?}");
        let fate = page.text("inspect-fate");
        let found = numbers(&fate);
        // The two ones of min(1, …), K, s, p, u; and the new weight, if it is kept.
        let (k, p, u) = (found[2], found[4], found[5]);
        assert_eq!(found[3], s, "{fate}");
        assert!(((k * s).min(1.0) - p).abs() <= ROUNDED * (2.0 * k * s + p), "{fate}");
        assert_eq!(fate.contains("kept"), u < p, "{fate}");
    }
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
