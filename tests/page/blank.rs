//! No panel is empty at any time after the first picture: the canvases of every figure on the screen are looked at
//! after each frame that the page draws, while stages and examples change.

use serde_json::json;

use crate::browser::{Page, left_out};

/// Runs before the page's own scripts: after each frame, looks at all figures on the screen. One of which no layer has
/// a pixel is blank.
const WATCH: &str = "
    window.blanks = { frames: 0, pictures: 0, found: {} };
    let pending = 0, begun = false;
    const ask = window.requestAnimationFrame;
    const has = canvas => {
        if (canvas.width * canvas.height === 0) return false;
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Uint32Array(data.buffer).some(pixel => pixel);
    };
    const look = () => {
        blanks.frames += 1;
        for (const figure of document.querySelectorAll('#pictures figure')) {
            const { top, bottom, width } = figure.getBoundingClientRect();
            if (width === 0 || bottom < 40 || top > innerHeight - 40) continue;
            const full = [...figure.querySelectorAll('canvas')].some(has);
            begun ||= full;
            blanks.pictures += begun;
            if (begun && !full) blanks.found[figure.id] = (blanks.found[figure.id] ?? 0) + 1;
        }
    };
    // The page's own frame comes before the look at it.
    window.requestAnimationFrame = callback => {
        pending += 1;
        return ask.call(window, time => { pending -= 1; callback(time); look(); });
    };
    const watch = () => { if (pending === 0) look(); ask.call(window, watch); };
    ask.call(window, watch);";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn no_panel_is_ever_blank() {
    if left_out("scripts that run before those of the page, and a slower processor") {
        return;
    }
    println!();
    for slowed in [1, 4] {
        let page = Page::new();
        page.session.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).unwrap();
        page.session.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": slowed })).unwrap();
        page.open("v=1&net=clustered&n=100&seed=3&speed=10");
        page.wait_for(&["done"]);
        tour(&page);
        // Another network, and then one that is measured, in which listening has no matrix yet.
        for example in [0, 5] {
            page.run("document.querySelectorAll('#presets a')[arguments[0]].click()", json!([example]));
            page.wait_until("the example is there", || {
                page.state() != "done" && page.value("position") == "0"
            });
            tour(&page);
        }
        let seen = page.run("return blanks", json!([]));
        println!("  slowed {slowed} times: {} frames, {} pictures", seen["frames"], seen["pictures"]);
        assert_eq!(seen["found"], json!({}), "blank pictures, and in how many frames, slowed {slowed} times");
        assert!(seen["pictures"].as_u64() > Some(100), "hardly anything was looked at: {seen}");
        page.session.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 1 })).unwrap();
    }
}

/// Goes through the stages while the run plays, and to the end.
fn tour(page: &Page) {
    for stage in ["score", "prune", "listen", "compare"] {
        page.click(&format!("stage-{stage}"));
        frames(page, 8);
    }
    page.finish();
    frames(page, 8);
    page.click("restart");
    frames(page, 8);
}

/// Waits until so many frames more are seen.
fn frames(page: &Page, more: u64) {
    let count = || page.run("return blanks.frames", json!([])).as_u64().unwrap();
    let until = count() + more;
    page.wait_until("some frames are drawn", || count() >= until);
}
