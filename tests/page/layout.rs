//! Where things are: the pictures soon after the upper edge, nothing wider than the window, nothing that moves because
//! a text beside it has grown.

use noise_prune_kit::screen;
use serde_json::{Value, json};

use crate::browser::{Page, left_out};

const LINK: &str = "v=1&net=clustered&n=40&keep=0.3&seed=3";

/// Width and height of a window, and the most that may stand above the pictures. 720 x 450 is a small laptop at twice
/// the usual size.
const WINDOWS: [((u32, u32), f64); 7] = [
    ((1440, 900), 190.0),
    ((1366, 768), 190.0),
    ((1024, 768), 190.0),
    ((768, 1024), 190.0),
    ((720, 450), 175.0),
    ((390, 844), 150.0),
    ((320, 640), 150.0),
];

/// Left, top, right and bottom of an element in the window.
fn place(page: &Page, id: &str) -> [f64; 4] {
    let script =
        "const { left, top, right, bottom } = document.getElementById(arguments[0]).getBoundingClientRect();
        return [left, top, right, bottom]";
    serde_json::from_value(page.run(script, json!([id]))).unwrap()
}

fn focused(page: &Page) -> Value {
    page.run("return document.activeElement.id", json!([]))
}

/// Also with the longest of the hints, and in every stage.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_pictures_begin_soon() {
    if left_out("windows of many sizes") {
        return;
    }
    let page = Page::new();
    for ((width, height), most) in WINDOWS {
        screen::resize(&page.session, (width, height), 1.0).unwrap();
        page.open(&format!("{LINK}&paused"));
        page.wait_for(&["paused"]);
        let longest = "const hints = [...document.querySelectorAll('#presets a')].map(a => a.dataset.hint);
            document.getElementById('hint').textContent = hints.sort((a, b) => b.length - a.length)[0]";
        page.run(longest, json!([]));
        let mut tops = Vec::new();
        for stage in ["listen", "score", "prune", "compare"] {
            page.run("document.getElementById(arguments[0]).click()", json!([format!("stage-{stage}")]));
            page.wait_until("the stage is there", || {
                page.run("return document.documentElement.dataset.stage", json!([])) == json!(stage)
            });
            tops.push(place(&page, "figure-twin-left")[1]);
        }
        println!("{width} x {height}: the pictures begin at {tops:.0?}");
        assert!(tops.iter().all(|top| *top <= most && *top == tops[0]), "{tops:?} at {width} x {height}");
        // The left network, and what is said of it, is in sight as a whole, and so is the row of the run.
        let lower = place(&page, "out-line-left")[3];
        assert!(lower <= f64::from(height), "{lower} at {width} x {height}");
        let [left, top, right, bottom] = place(&page, "transport");
        assert!(
            left >= 0.0 && top >= 0.0 && right <= f64::from(width) && bottom <= f64::from(height),
            "the row of the run is not in sight at {width} x {height}"
        );
        if width <= 640 {
            assert!(lower <= top, "the row of the run lies over the left network at {width} x {height}");
        }
        let wide = page.run("return document.documentElement.scrollWidth", json!([]));
        assert!(wide.as_u64() <= Some(u64::from(width)), "{wide} at {width} x {height}");
    }
}

/// The text that says where the run stands is as wide whatever it says.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn sliders_keep_their_width() {
    let page = Page::at(&format!("{LINK}&paused"));
    let widths = || ["position", "keep"].map(|id| place(&page, id)).map(|[left, _, right, _]| (left, right));
    let (before, top) = (widths(), place(&page, "figure-twin-left")[1]);
    for text in ["", "12345 of 123456 synapses decided; spectrum and numbers at 12345"] {
        page.run("document.getElementById('status').textContent = arguments[0]", json!([text]));
        assert_eq!((widths(), place(&page, "figure-twin-left")[1]), (before, top), "{text}");
    }
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_drawer_stands_beside_the_pictures_of_a_wide_window() {
    let page = Page::at(&format!("{LINK}&paused"));
    let is_open = || page.run("return document.getElementById('drawer').checkVisibility()", json!([]));
    assert_eq!(is_open(), json!(false));
    page.click("settings");
    assert_eq!((is_open(), focused(&page)), (json!(true), json!("drawer-title")));
    let (pictures, drawer) = (place(&page, "pictures"), place(&page, "drawer"));
    assert!(pictures[2] <= drawer[0] && drawer[1] < 200.0, "{pictures:?} {drawer:?}");
    // It stays while the reader looks at what a setting does.
    page.click("dice");
    page.session.click("#canvas-twin-left").unwrap();
    assert_eq!(is_open(), json!(true));
    page.click("settings");
    assert_eq!(is_open(), json!(false));
    page.click("settings");
    page.click("drawer-close");
    assert_eq!((is_open(), focused(&page)), (json!(false), json!("settings")));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_drawer_lies_over_the_pictures_of_a_narrow_window() {
    if left_out("windows of many sizes") {
        return;
    }
    let page = Page::new();
    let is_open = || page.run("return document.getElementById('drawer').checkVisibility()", json!([]));
    let press = |on: &str| {
        let script = "document.querySelector(arguments[0]).dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))";
        page.run(script, json!([on]));
    };
    for (width, height) in [(1024, 768), (390, 844)] {
        screen::resize(&page.session, (width, height), 1.0).unwrap();
        page.open(&format!("{LINK}&paused"));
        page.wait_for(&["paused"]);
        let before = place(&page, "figure-twin-left");
        page.click("settings");
        assert_eq!(is_open(), json!(true));
        assert_eq!(place(&page, "figure-twin-left"), before, "the pictures have moved");
        // The first network, the row of the run and the examples can still be seen.
        let (drawer, bar) = (place(&page, "drawer"), place(&page, "transport"));
        assert!(drawer[0] >= before[2] || drawer[1] >= before[1] + 150.0, "{drawer:?} {before:?}");
        assert!(drawer[3] <= bar[1] || bar[3] <= drawer[1], "{drawer:?} {bar:?}");
        // A setting works in it, and it stays open.
        page.set("seed", "4");
        page.wait_until("the seed is in the link", || page.link_value("seed").as_deref() == Some("4"));
        assert_eq!(is_open(), json!(true));
        press("#seed");
        assert_eq!((is_open(), focused(&page)), (json!(false), json!("settings")));
        page.click("settings");
        page.session.click("#canvas-twin-left").unwrap();
        assert_eq!(is_open(), json!(false), "it stays after a tap outside of it");
    }
}

/// What is tapped on a telephone is explained in sight, above the row of the run, and nothing moves for it.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn what_is_tapped_is_explained_in_a_sheet() {
    if left_out("windows of many sizes") {
        return;
    }
    let page = Page::new();
    // A finger that glides over the network looks at nothing; a tap looks at the first thing it finds.
    let touch = |kind: &str| {
        let script = "const canvas = document.getElementById('canvas-twin-left');
            const { left, top, width, height } = canvas.getBoundingClientRect();
            for (let x = 0.2; x < 0.8; x += 0.02) for (let y = 0.2; y < 0.8; y += 0.05) {
                const at = { clientX: left + x * width, clientY: top + y * height, pointerType: 'touch', bubbles: true };
                canvas.dispatchEvent(new PointerEvent(arguments[0], at));
                if (document.getElementById('inspector').dataset.empty === '0') return true;
            }
            return false";
        page.run(script, json!([kind]))
    };
    for (width, height) in [(390, 844), (320, 640)] {
        screen::resize(&page.session, (width, height), 1.0).unwrap();
        page.open(&format!("{LINK}&stage=prune&at=20&paused"));
        page.wait_for(&["paused"]);
        page.wait_until("the third picture is there", || place(&page, "figure-slow")[3] > 0.0);
        let pictures = || ["figure-twin-left", "figure-twin-right", "figure-slow"].map(|id| place(&page, id));
        let before = pictures();
        assert_eq!(touch("pointermove"), json!(false));
        assert_eq!(touch("click"), json!(true));
        assert!(page.text("inspect-what").len() > 5);
        let (sheet, bar) = (place(&page, "inspector"), place(&page, "transport"));
        assert!(
            sheet[1] > before[0][1] && sheet[3] <= bar[1] + 1.0 && bar[3] <= f64::from(height),
            "{sheet:?} {bar:?}"
        );
        assert!(sheet[2] - sheet[0] >= f64::from(width) - 1.0, "{sheet:?}");
        let after = pictures();
        let moved = before.iter().flatten().zip(after.iter().flatten()).map(|(a, b)| (a - b).abs());
        assert!(moved.fold(0.0, f64::max) < 12.0, "{before:?} {after:?}");
        page.click("inspect-close");
        page.wait_until("it is closed", || page.text("inspect-what").is_empty());
    }
}
