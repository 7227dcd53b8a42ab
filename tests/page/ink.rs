//! Pruning looks like pruning: a network that has lost more than half of its synapses is lighter than it was, in the
//! pixels of every example.

use serde_json::json;

use crate::browser::Page;

/// How much a twin's figure differs from its paper, summed over pixels and channels, as if its layers were printed one
/// above the other.
const INK: &str = "
    const figure = document.getElementById(`figure-twin-${arguments[0]}`);
    const paper = getComputedStyle(document.documentElement).getPropertyValue('--color-paper');
    const layers = [...figure.querySelectorAll('canvas')].filter(canvas => canvas.width * canvas.height > 0);
    const { width, height } = layers[0];
    const sheet = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    const pixels = () => sheet.getImageData(0, 0, width, height).data;
    sheet.fillStyle = paper;
    sheet.fillRect(0, 0, width, height);
    const blank = pixels();
    layers.forEach(layer => sheet.drawImage(layer, 0, 0));
    return pixels().reduce((sum, value, k) => sum + Math.abs(value - blank[k]), 0);";

/// Two looks so many frames apart that show the same are of a finished picture.
const REST: usize = 10;

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_network_that_lost_half_of_its_synapses_is_lighter_than_it_was() {
    let page = Page::at("paused");
    let examples = page.run(
        "return [...document.querySelectorAll('#presets a')].map(a => [a.textContent, a.hash.slice(1)])",
        json!([]),
    );
    let (mut lighter, mut darker) = (0, Vec::new());
    println!();
    for example in examples.as_array().unwrap() {
        let (name, link) = (example[0].as_str().unwrap(), example[1].as_str().unwrap());
        for theme in ["light", "dark"] {
            page.open(&format!("{link}&theme={theme}&stage=listen&paused"));
            page.wait_for(&["paused"]);
            let before = ["left", "right"].map(|side| ink(&page, side));
            page.finish();
            for (side, before) in ["left", "right"].into_iter().zip(before) {
                let (after, left) = (ink(&page, side), share_left(&page, side));
                println!(
                    "  {name}, {theme}, {side}: ink {before} → {after} (× {:.2}), synapses × {left:.2}",
                    after as f64 / before as f64
                );
                match left < 0.5 {
                    true if after < before => lighter += 1,
                    true => darker.push(format!("{name}, {theme}, {side}")),
                    false => {}
                }
            }
        }
    }
    assert!(darker.is_empty(), "darker than at the beginning: {darker:?}");
    assert!(lighter >= 12, "only {lighter} pictures lost more than half of their synapses");
}

/// The ink of a twin when it no longer changes.
fn ink(page: &Page, side: &str) -> u64 {
    let mut last = 0;
    page.wait_until("the picture has come to rest", || {
        page.frames(REST);
        let now = page.run(INK, json!([side])).as_u64().unwrap();
        std::mem::replace(&mut last, now) == now && now > 0
    });
    last
}

/// The share of its synapses that a twin has, from the line below it.
fn share_left(page: &Page, side: &str) -> f64 {
    let line = page.text(&format!("out-line-{side}"));
    let words: Vec<f64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
    match words[..] {
        [.., before, after] if line.contains('→') => after / before,
        _ => 1.0,
    }
}
