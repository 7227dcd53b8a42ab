//! The article with six live figures: each figure comes to life when it is seen, says what it shows, and stands still on
//! paper.

use noise_prune_kit::screen;
use serde_json::json;

use crate::accessibility;
use crate::altered;
use crate::browser::{Page, left_out};
use crate::embedding::{KINDS, host};

const FIGURES: usize = 6;

fn article() -> Page {
    host("supplement", KINDS)
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn every_figure_comes_to_life_where_it_is_seen_and_only_there() {
    let page = article();
    let live = "return [...document.querySelectorAll('noise-prune')].map((e) => Boolean(e.shadowRoot.querySelector('iframe.live')))";
    for figure in 0..FIGURES {
        let to = "document.querySelectorAll('noise-prune')[arguments[0]].scrollIntoView({ block: 'center' })";
        page.run(to, json!([figure]));
        page.wait_until(&format!("figure {} is live", figure + 1), || {
            page.run(live, json!([]))[figure] == true
        });
        if figure == 0 {
            assert_eq!(page.run(live, json!([]))[FIGURES - 1], false, "the last figure does not wait");
        }
    }
    // The last one is shown in full: its twins and its spectrum.
    let numbers = "document.querySelectorAll('noise-prune')[5].numbers()
        .then((n) => arguments[0]([n.n, n.rules.noise.components, n.rules.weight.components]))";
    assert_eq!(page.session.run_async(numbers, json!([])).unwrap(), json!([332, 1, 9]));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn figures_have_captions_stills_and_links_to_the_same_run() {
    let page = article();
    let wrong = "return [...document.querySelectorAll('figure')].flatMap((figure) => {
        const element = figure.querySelector('noise-prune'), caption = figure.querySelector('figcaption');
        const run = (text) => text.split('&').filter((pair) => !/^(v|view|stage)(=|$)/.test(pair)).join('&');
        const full = caption.querySelector('a[href^=\"../index.html#\"]').href.split('#')[1];
        const wrong = [];
        if (run(element.getAttribute('params')) !== run(full)) wrong.push(`${figure.id}: another run`);
        if (!element.getAttribute('label') || caption.textContent.length < 100) wrong.push(`${figure.id}: no words`);
        const stills = [...element.querySelectorAll('img')];
        if (!stills.length || stills.some((still) => !still.complete || !still.naturalWidth || !still.alt)) wrong.push(`${figure.id}: stills`);
        return wrong;
    })";
    page.wait_until("the stills are there", || page.run(wrong, json!([])) == json!([]));
    let count = "return document.querySelectorAll('figure').length";
    assert_eq!(page.run(count, json!([])), json!(FIGURES));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn it_fits_a_phone_and_keeps_nobody_out() {
    let page = article();
    for width in [320, 390, 1100] {
        if screen::resize(&page.session, (width, 800), 1.0).is_err() {
            break; // only Chromium imitates screens
        }
        let over = "return document.documentElement.scrollWidth - innerWidth";
        page.wait_until(&format!("nothing is wider than {width}"), || {
            page.run(over, json!([])).as_f64() <= Some(0.0)
        });
    }
    for theme in ["light", "dark"] {
        if screen::prefer(&page.session, "prefers-color-scheme", theme).is_ok() {
            accessibility::violations(&page, &format!("the article, {theme}"));
        }
    }
    if page.session.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).is_ok() {
        let shown = "return [...document.querySelectorAll('noise-prune')].filter((element) =>
            element.querySelector('img').checkVisibility() && element.querySelector('img').getBoundingClientRect().height > 50
            && !element.shadowRoot.querySelector('iframe').checkVisibility()).length";
        page.wait_until("stills stand on paper", || page.run(shown, json!([])) == json!(FIGURES));
    }
}

/// Six figures on one page keep one worker busy: that of the figure that is looked at.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_study_rests_when_the_reader_has_gone_on() {
    if left_out("looking into a frame that is out of sight") {
        return;
    }
    // Without its sandbox a frame is of the article's origin, and the test can look into it.
    let page = altered::page(|asked, body| match asked {
        "www/embed.js" => {
            let script = String::from_utf8(body).ok()?;
            assert!(script.contains("setAttribute(\"sandbox\""));
            Some(script.replacen("setAttribute(\"sandbox\"", "setAttribute(\"data-sandbox\"", 1).into_bytes())
        }
        _ => Some(body),
    });
    page.go(&format!("{}www/supplement.html", page.address));
    let look_at = |figure: usize| {
        let to = "document.getElementById(`figure-${arguments[0]}`).scrollIntoView({ block: 'center' })";
        page.run(to, json!([figure]));
    };
    let status = || {
        let said = "return document.querySelector('#figure-3 noise-prune').shadowRoot.querySelector('iframe')
            .contentDocument?.getElementById('luck-status')?.textContent ?? ''";
        page.run(said, json!([])).as_str().unwrap().to_string()
    };
    look_at(3);
    page.wait_until("draws come", || status().contains(" of 50 draws"));
    look_at(6);
    // A draw may be under way when it goes to sleep.
    let mut before = status();
    page.wait_until("it rests", || {
        page.frames(60);
        let now = status();
        std::mem::replace(&mut before, now.clone()) == now
    });
    assert!(before.contains(" of 50 draws"), "it was done before it could rest: {before}");
    page.frames(90);
    assert_eq!(status(), before, "it goes on out of sight");
    look_at(3);
    page.wait_until("it goes on", || status() != before);
}
