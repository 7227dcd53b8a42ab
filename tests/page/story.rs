//! The story in its stages, and every way through it.

use noise_prune_kit::screen;
use serde_json::json;

use crate::altered;
use crate::browser::{Page, left_out};
use crate::headless::headless;

const LINK: &str = "v=1&net=clustered&n=60&keep=0.3&seed=3";

fn stage(page: &Page) -> String {
    page.run("return document.documentElement.dataset.stage", json!([])).as_str().unwrap_or("").into()
}

/// The pictures in the first row, beside the left network.
fn beside(page: &Page) -> Vec<String> {
    let script = "
        const top = document.getElementById('figure-twin-left').getBoundingClientRect().top;
        return [...document.querySelectorAll('figure.picture')]
            .filter(figure => figure.id !== 'figure-twin-left' && figure.checkVisibility()
                && Math.abs(figure.getBoundingClientRect().top - top) < 2)
            .map(figure => figure.id.replace('figure-', ''))";
    let mut names: Vec<String> = serde_json::from_value(page.run(script, json!([]))).unwrap();
    names.sort();
    names
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn it_tells_itself_stage_by_stage_to_the_end() {
    let page = Page::at(&format!("{LINK}&speed=4"));
    // The end, for a moment, and then the story.
    page.wait_until("the story begins", || stage(&page) == "listen");
    let mut seen = vec![stage(&page)];
    page.wait_until("the story is over", || {
        let now = stage(&page);
        if seen.last() != Some(&now) {
            seen.push(now);
        }
        page.text("play") == "Play"
    });
    assert_eq!(seen, ["listen", "score", "prune", "compare"]);
    assert_eq!(page.state(), "done");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn each_stage_has_its_words_and_its_pictures() {
    let page = Page::at(&format!("{LINK}&paused"));
    for (name, pictures) in [
        ("score", ["importance", "twin-right"]),
        ("prune", ["slow", "twin-right"]),
        ("compare", ["traces", "twin-right"]),
    ] {
        page.click(&format!("stage-{name}"));
        page.wait_until("the stage's pictures are there", || beside(&page) == pictures);
        assert_eq!(stage(&page), name);
        assert!(page.text(&format!("told-{name}")).len() > 100);
        let current = page.run("return document.querySelector('#stages [aria-current=step]').id", json!([]));
        assert_eq!(current, json!(format!("stage-{name}")));
    }
    page.click("stage-listen");
    page.wait_until("the whole network is back", || page.value("position") == "0");
}

/// Looks at every frame whether the end is shown: it may be over when a busy machine looks from outside.
const END: &str = "
    const look = () => {
        const text = (id) => document.getElementById(id)?.textContent ?? '';
        window.isEndSeen ||= text('preview').includes('The end.') && text('out-line-right').includes('2 pieces');
        requestAnimationFrame(look);
    };
    look();";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_first_opening_is_an_example_and_plays() {
    let page = Page::new();
    page.open("");
    page.wait_for(&["running"]);
    assert_eq!(page.link_value("net").as_deref(), Some("barbell"));
    let current =
        page.run("return document.querySelectorAll('#presets [aria-current=true]').length", json!([]));
    assert_eq!(current, json!(1));
    assert!(page.text("hint").len() > 50);
    // First the end: what is left, and a word that says so. Then the story.
    let page = altered::page_with("index.html", END);
    page.open("");
    page.wait_until("the end is seen", || page.run("return window.isEndSeen", json!([])) == json!(true));
    page.wait_until("the story begins", || stage(&page) == "listen");
    assert_eq!((page.text("preview"), page.text("play")), (String::new(), "Pause".into()));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn every_example_is_one_click_and_says_what_to_look_for() {
    let page = Page::at(&format!("{LINK}&paused"));
    let count = page.run("return document.querySelectorAll('#presets a').length", json!([]));
    for k in 0..count.as_u64().unwrap() {
        let href = page.run(
            "const a = document.querySelectorAll('#presets a')[arguments[0]]; a.click(); return a.getAttribute('href')",
            json!([k]),
        );
        let link = href.as_str().unwrap().trim_start_matches('#').to_string();
        page.wait_until(&format!("{link} is in the address"), || {
            page.run("return location.hash.slice(1)", json!([])).as_str().unwrap().starts_with(&link)
        });
        page.finish();
        assert_eq!(page.text("alert"), "");
        assert!(page.text("hint").len() > 50, "{link} has no hint");
        let survivors = &headless(&link)["rules"]["noise"]["survivors"];
        assert_eq!(&json!(page.text("out-survivors-noise")), survivors, "{link}");
    }
    assert!(count.as_u64() >= Some(6));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn scrubbing_there_and_back_gives_the_same_network() {
    let page = Page::at(&format!("{LINK}&paused"));
    let all: usize =
        page.run("return +document.getElementById('position').max", json!([])).as_u64().unwrap() as usize;
    let at = |decided: usize| {
        page.set("position", &decided.to_string());
        page.wait_until("the numbers have followed", || {
            page.text("status") == format!("{decided} of {all} synapses decided")
        });
        page.outputs()
    };
    let there = [0, all / 3, all / 2, all].map(at);
    let back = [all, all / 2, all / 3, 0].map(at);
    assert!(there.iter().eq(back.iter().rev()));
    assert_ne!(there[1], there[2]);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn stage_and_position_travel_in_the_link() {
    let page = Page::at(&format!("{LINK}&paused"));
    page.set("position", "77");
    page.wait_until("the position is in the link", || page.link_value("at").as_deref() == Some("77"));
    let outputs = || {
        page.wait_until("it is measured", || {
            page.text("status").starts_with("77 of") && !page.text("status").contains(';')
        });
        page.outputs()
    };
    let before = outputs();
    page.reload();
    page.wait_until("the position is back", || page.value("position") == "77");
    assert_eq!((outputs(), page.state()), (before, "paused".into()));
    page.click("stage-compare");
    page.wait_until("the stage is in the link", || page.link_value("stage").as_deref() == Some("compare"));
    page.reload();
    page.wait_for(&["done"]);
    assert_eq!(stage(&page), "compare");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn who_wants_less_motion_turns_pages() {
    if left_out("a reader who prefers less motion") {
        return;
    }
    let page = Page::new();
    screen::prefer(&page.session, "prefers-reduced-motion", "reduce").unwrap();
    page.open(LINK);
    page.wait_for(&["done"]);
    assert_eq!(stage(&page), "compare");
    let mut stills = Vec::new();
    for _ in 0..4 {
        page.click("play");
        page.wait_until("the page is turned", || {
            page.text("play") == "Play" && stills.last() != Some(&stage(&page))
        });
        stills.push(stage(&page));
    }
    assert_eq!(stills, ["listen", "score", "prune", "compare"]);
    page.wait_for(&["done"]);
}
