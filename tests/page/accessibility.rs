//! Nobody is kept out: axe-core finds no violation of WCAG 2.2 AA, in any theme, size, stage or form of the page.

use noise_prune_kit::screen;
use noise_prune_kit::webdriver::Engine;
use serde_json::{Value, json};

use crate::browser::{Page, engine, left_out};

const LINK: &str = "v=1&net=clustered&n=40&keep=0.3&seed=3";

const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
        .then(({ violations }) => done(violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary)])),
            (error) => done([[String(error), []]]));";

/// Fails if there is anything to find on the page that is open.
pub fn violations(page: &Page, what: &str) {
    let axe =
        std::env::var("NOISE_PRUNE_AXE").expect("NOISE_PRUNE_AXE is not set: run `cargo xtask test page`");
    let axe = std::fs::read_to_string(axe).unwrap();
    page.run(&format!("if (!window.axe) {{ {axe} }}"), json!([]));
    let found = page.session.run_async(RUN, json!([])).unwrap();
    assert_eq!(found, Value::Array(vec![]), "{what}");
}

/// Gives the page a window of this size and a reader of this taste; says no where that cannot be done. The usual
/// window is there in every browser.
fn emulate(page: &Page, (width, height): (u32, u32), theme: &str) -> bool {
    if engine() != Engine::Chromium && (width, height, theme) == (1440, 900, "light") {
        return true;
    }
    if left_out(&format!("a window of {width} x {height}, {theme}")) {
        return false;
    }
    screen::resize(&page.session, (width, height), 1.0).unwrap();
    screen::prefer(&page.session, "prefers-color-scheme", theme).unwrap();
    true
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_whole_page_in_light_and_dark_wide_and_narrow() {
    let page = Page::new();
    for size in [(1440, 900), (390, 844)] {
        for theme in ["light", "dark"] {
            if !emulate(&page, size, theme) {
                continue;
            }
            for stage in ["listen", "score", "prune", "compare"] {
                page.open(&format!("{LINK}&stage={stage}&paused"));
                page.wait_for(&["paused", "done"]);
                page.run(
                    "document.querySelectorAll('details').forEach(details => { details.open = true })",
                    json!([]),
                );
                violations(&page, &format!("{stage}, {theme}, {size:?}"));
            }
        }
    }
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn embedded_and_in_every_look() {
    let page = Page::new();
    emulate(&page, (800, 600), "light"); // in other browsers, as they are
    for how in [
        "embed=basic",
        "embed=none",
        "embed=basic&theme=dark",
        "theme=projector",
        "view=matrices",
        "hide=header,story",
    ] {
        page.open(&format!("{LINK}&stage=prune&at=100&paused&{how}"));
        page.wait_for(&["paused"]);
        violations(&page, how);
    }
}

/// Presses a key in the element of this id, or in the page's body.
fn press(page: &Page, on: &str, key: &str) {
    let script = "(arguments[0] ? document.getElementById(arguments[0]) : document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key: arguments[1], bubbles: true, cancelable: true }))";
    page.run(script, json!([on, key]));
}

fn open_dialog(page: &Page, id: &str) {
    page.click(id);
    page.wait_until("the dialog is open", || {
        page.run("return document.querySelector('dialog[open]') !== null", json!([])) == json!(true)
    });
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn dialogs_and_messages() {
    let page = Page::at(&format!("{LINK}&keep=7&paused"));
    violations(&page, "a notice");
    for size in [(1440, 900), (390, 844)] {
        for theme in ["light", "dark"] {
            if !emulate(&page, size, theme) {
                continue;
            }
            for id in ["share", "save", "help"] {
                open_dialog(&page, id);
                violations(&page, &format!("{id}, {theme}, {size:?}"));
                page.run("document.querySelector('dialog[open]').close()", json!([]));
            }
            page.click("settings");
            page.run("document.querySelector('.more').open = true", json!([]));
            press(&page, "canvas-twin-left", "ArrowRight");
            page.wait_until("a synapse is looked at", || !page.text("inspect-what").is_empty());
            violations(&page, &format!("settings, {theme}, {size:?}"));
            page.click("drawer-close");
        }
    }
}

/// At 320 CSS pixels, and so at 400 % of 1280, nothing has to be scrolled sideways (WCAG 2.2, 1.4.10).
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_narrowest_window_needs_no_sideways_scrolling() {
    let page = Page::new();
    for (width, height) in [(320, 640), (720, 450)] {
        if !emulate(&page, (width, height), "light") {
            continue;
        }
        page.open(&format!("{LINK}&stage=compare&paused"));
        page.wait_for(&["done"]);
        let wide = page.run("return document.documentElement.scrollWidth", json!([]));
        assert!(wide.as_u64() <= Some(u64::from(width)), "{wide} at {width}");
    }
}

/// What was copied is said where it can be seen, and the snippets hold what is shown and what was chosen.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn sharing_on_a_small_screen() {
    let page = Page::new();
    emulate(&page, (390, 844), "light"); // in other browsers, as they are
    page.open(&format!("{LINK}&view=matrices&paused"));
    page.wait_for(&["paused"]);
    open_dialog(&page, "share");
    page.set("share-width", "640");
    page.set("share-height", "500");
    let frame = page.value("share-frame");
    for part in ["view=matrices", "width=\"640\"", "height=\"500\""] {
        assert!(frame.contains(part), "{part} in {frame}");
    }
    page.set("share-width", "\" onload=\"");
    assert!(page.value("share-frame").contains("width=\"100%\""), "{}", page.value("share-frame"));
    // With some fonts it lies under the row of buttons that stays in sight, from where one scrolls.
    page.run(
        "document.querySelector('[data-copy=share-element]').scrollIntoView({ block: 'center' })",
        json!([]),
    );
    // Engines find what is under a point where the last frame had it, and on a busy machine that is an old one: a click
    // that did not meet the button is repeated.
    page.run("addEventListener('click', ({ target }) => { window.met = target.dataset.copy })", json!([]));
    page.wait_until_well("it is copied", || {
        page.frames(2);
        if page.run("return window.met", json!([])) != "share-element" {
            page.session.click("[data-copy=share-element]").unwrap();
        }
        match page.text("share-note") {
            note if note == "Copied." => Ok(()),
            note => {
                Err(format!("it says '{note}' when {} is pressed", page.run("return window.met", json!([]))))
            }
        }
    });
    let seen = "const { left, top } = document.getElementById('share-note').getBoundingClientRect();
        return document.elementFromPoint(left + 2, top + 2)?.id";
    assert_eq!(page.run(seen, json!([])), json!("share-note"));
}

/// An equation that is a little too high for its box would get a scrollbar beside it.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn equations_have_no_scrollbars_of_their_own() {
    let page = Page::at(&format!("{LINK}&paused"));
    let wrong = "return [...document.querySelectorAll('math[display=block]')]
        .filter((equation) => equation.scrollHeight > equation.clientHeight).length";
    assert_eq!(page.run(wrong, json!([])), json!(0));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn keys_press_the_buttons_but_not_while_one_types() {
    let page = Page::at(&format!("{LINK}&paused"));
    let press = |on: &str, key: &str| press(&page, on, key);
    press("", "3");
    page.wait_until("the stage is there", || {
        page.run("return document.documentElement.dataset.stage", json!([])) == json!("prune")
    });
    press("", ".");
    page.wait_until("a synapse is decided", || page.value("position") == "1");
    press("n", ".");
    press("", "e");
    page.wait_for(&["done"]);
    assert_ne!(page.value("position"), "2", "a key that was typed into a field pressed a button");
    press("", "?");
    page.wait_until("the help is open", || page.text("help-title") == "Keys");
}

/// Changes of what is read aloud unasked, by the id of the region, in so many seconds.
const SPOKEN: &str = "
    const [seconds, done] = arguments;
    const regions = [...document.querySelectorAll('output, [role=status], [role=alert], [role=log], [aria-live]')]
        .filter((region) => region.getAttribute('aria-live') !== 'off');
    const changes = {};
    const watch = new MutationObserver((records) => records.forEach(({ target }) => {
        const region = regions.find((region) => region.contains(target));
        changes[region?.id] = (changes[region?.id] ?? 0) + 1;
    }));
    regions.forEach((region) => watch.observe(region, { childList: true, characterData: true, subtree: true }));
    setTimeout(() => done(changes), 1000 * seconds)";

/// One summary a stage, and nothing else: a run that plays is no torrent of numbers.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_run_that_plays_says_one_thing_a_stage() {
    let page = Page::at("v=1&net=clustered&n=60&keep=0.3&seed=3&speed=4");
    let changes = page.session.run_async(SPOKEN, json!([6])).unwrap();
    let said = changes["announce"].as_u64().unwrap_or(0);
    println!("{changes} changes of live regions in 6 s");
    assert!((1..=4).contains(&said) && changes.as_object().unwrap().len() == 1, "{changes}");
    page.finish();
    page.wait_until("the end is summed up", || {
        let summary = "return document.getElementById('announce').textContent";
        page.run(summary, json!([])).as_str().is_some_and(|text| text.contains("Stage 4 of 4"))
    });
}

/// Every picture says in words how it is read, all of them in sight, whatever the width.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn captions_are_whole() {
    let page = Page::new();
    let cut = "return [...document.querySelectorAll('figure:not([hidden]) figcaption')].filter((caption) => {
        if (innerWidth <= 640 && caption.parentElement.id.startsWith('figure-twin')) return false;
        const [own, figure] = [caption, caption.parentElement].map((element) => element.getBoundingClientRect());
        return figure.height > 0 && (own.height < 10 || own.bottom > figure.bottom || own.height > figure.height / 3);
    }).map((caption) => caption.parentElement.id)";
    for size in [(1440, 900), (1024, 768), (390, 844), (320, 640)] {
        if !emulate(&page, size, "light") {
            continue;
        }
        for how in ["", "&embed=basic"] {
            page.open(&format!("{LINK}&stage=compare&paused{how}"));
            page.wait_for(&["done"]);
            assert_eq!(page.run(cut, json!([])), json!([]), "{size:?} {how}");
        }
    }
    // A guest says what it shows, unless its host says it.
    for (how, is_said) in [("none", true), ("none&hide=captions", false)] {
        page.open(&format!("{LINK}&view=spectrum&stage=compare&paused&embed={how}"));
        page.wait_for(&["done"]);
        let seen = "return document.querySelector('#figure-spectrum figcaption').checkVisibility()";
        assert_eq!(page.run(seen, json!([])), json!(is_said), "{how}");
    }
}
