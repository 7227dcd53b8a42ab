//! The canvases show something, it moves with the run, and it is sharp.

use std::collections::HashMap;

use noise_prune_kit::screen;
use noise_prune_kit::webdriver::Engine;
use serde_json::{Value, json};

use crate::browser::{Page, engine, left_out};

const PICTURES: [&str; 4] = ["canvas-twin-left", "canvas-slow", "canvas-spectrum", "canvas-errors"];

/// For the layers of each picture (canvases whose id begins with the picture's): how many colours there are in
/// them, up to ten, and a number that changes with the pixels.
const LOOK: &str = "
    const look = {};
    for (const picture of arguments[0]) {
        const colours = new Set();
        let sum = 0;
        for (const canvas of document.querySelectorAll(`canvas[id^='${picture}']`)) {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const pixels = new Uint32Array(data.buffer);
            for (let i = 0; i < pixels.length; i++) {
                if (pixels[i] && colours.size < 10) colours.add(pixels[i]);
                sum = (Math.imul(sum, 31) + pixels[i]) | 0;
            }
        }
        look[picture] = [colours.size, sum];
    }
    return look;";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn no_picture_is_blank_and_all_move_with_the_run() {
    let page = Page::at("v=1&net=clustered&n=60&seed=3&paused");
    page.wait_until("all pictures are drawn", || look(&page).values().all(|(colours, _)| *colours > 1));
    let start = look(&page);
    page.finish();
    page.wait_until("all pictures have changed", || {
        let end = look(&page);
        PICTURES.iter().all(|picture| end[*picture].0 > 1 && end[*picture].1 != start[*picture].1)
    });
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn pictures_have_a_pixel_for_each_of_the_screen_s() {
    let page = Page::new();
    for ratio in [1.0, 2.0] {
        if engine() == Engine::Chromium {
            screen::resize(&page.session, (1440, 900), ratio).unwrap();
        } else if ratio != 1.0 {
            left_out("a screen with two pixels to the CSS pixel");
            continue;
        }
        page.open("v=1&net=barbell&n=40&paused");
        page.wait_for(&["paused"]);
        // A picture that has nothing to show yet has no box. A box need not be a whole number of pixels wide; the
        // buffer is.
        let off = "return [...document.querySelectorAll('canvas')].filter(canvas => canvas.offsetParent).map(canvas => {
            const box = canvas.getBoundingClientRect();
            const off = side => Math.abs(canvas[side] - box[side] * arguments[0]);
            return [canvas.id, Math.max(off('width'), off('height'))];
        })";
        page.wait_until(&format!("every buffer fits its box at ratio {ratio}"), || {
            let off = page.run(off, json!([ratio]));
            let off = off.as_array().expect("a list of canvases");
            off.len() >= PICTURES.len()
                && off.iter().all(|canvas| canvas[1].as_f64().is_some_and(|off| off <= 1.0))
        });
    }
}

fn look(page: &Page) -> HashMap<String, (u64, i64)> {
    let Value::Object(look) = page.run(LOOK, json!([PICTURES])) else { panic!("no look at the pictures") };
    look.into_iter()
        .map(|(picture, seen)| (picture, (seen[0].as_u64().unwrap(), seen[1].as_i64().unwrap())))
        .collect()
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_authors_figure_is_loaded_when_it_is_opened() {
    let page = Page::at("v=1&net=barbell&n=20&paused");
    page.wait_for(&["paused"]);
    let asked = "return performance.getEntriesByType('resource').filter(({ name }) => name.includes('/stills/')).length";
    let frames = "let left = 20; const count = () => --left ? requestAnimationFrame(count) : arguments[0](true); count()";
    page.run("document.getElementById('authors').scrollIntoView()", json!([]));
    page.session.run_async(frames, json!([])).unwrap();
    assert_eq!(page.run(asked, json!([])), 0);
    page.session.click("#authors summary").unwrap();
    let there = "return [...document.querySelectorAll('#authors img')].filter((image) => image.naturalWidth > 0).length";
    let to = "document.querySelector('#authors .stills').scrollIntoView()";
    page.run(to, json!([]));
    page.wait_until("both pictures are there", || page.run(there, json!([])) == 2);
}
