//! Every control is in the link, and a link restores every control.

use noise_prune::params::link::{Embed, Part};
use serde_json::json;

use crate::browser::Page;

const START: &str = "v=1&net=clustered&n=40&paused";

const CONTROLS: [&str; 10] = ["net", "n", "excess", "keep", "rule", "diag", "seed", "speed", "theme", "view"];

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_changed_control_is_in_the_link_and_survives_a_reload() {
    let page = Page::new();
    for key in CONTROLS {
        page.open(START);
        page.wait_for(&["paused"]);
        let before = page.value(key);
        page.set(key, &other_value(&page, key));
        let after = page.value(key);
        assert_ne!(before, after, "{key} has only one value");
        page.wait_until(&format!("{key}={after} is in the link"), || {
            page.link_value(key).as_deref() == Some(after.as_str())
        });
        page.reload();
        assert_eq!(page.value(key), after, "{key} after a reload");
    }
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_dice_draw_another_seed() {
    // A network that settles with every seed: any number may come.
    let page = Page::at("v=1&net=clustered&n=40&excess=0.01&seed=3&paused");
    let before = page.value("seed");
    page.click("settings");
    page.click("dice");
    page.wait_until("there is another seed", || page.value("seed") != before);
    let after = page.value("seed");
    page.wait_until("it is in the link", || page.link_value("seed").as_ref() == Some(&after));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_kept_fraction_does_not_redraw_the_network() {
    let page = Page::at("v=1&net=clustered&n=60&keep=0.3&seed=3");
    page.finish();
    let (synapses, kept) = (page.text("out-synapses"), page.number("out-kept"));
    page.set("keep", "0.6");
    // The run stays at its end, and the finished network follows.
    page.wait_until("more are kept", || page.number("out-kept") > kept);
    assert_eq!(page.text("out-synapses"), synapses);
    page.wait_for(&["done"]);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_share_dialog_offers_all_that_links_have_words_for() {
    let page = Page::at(START);
    page.run("document.getElementById('share').click()", json!([]));
    page.wait_until("the dialog is open", || page.value("share-frame").contains("embed=basic"));
    let offered = "return ['share-embed', 'share-hide'].map(id =>
        [...document.querySelectorAll(`#${id} input`)].map(box => [box.value, box.parentNode.textContent.trim()]))";
    assert_eq!(page.run(offered, json!([])), json!([Embed::WORDS, Part::WORDS]));
    page.set("share-theme", "dark");
    page.run("document.querySelector('#share-hide [value=about]').click()", json!([]));
    let run = "net=clustered&amp;n=40&amp;";
    let frame = page.value("share-frame");
    assert!(frame.contains(&format!("{run}embed=basic&amp;theme=dark&amp;hide=about")), "{frame}");
    let element = page.value("share-element");
    assert!(element.contains("embed=\"basic\" theme=\"dark\" hide=\"about\""), "{element}");
}

/// Addresses are written a little later than they change; who shares has the newest.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn what_was_changed_just_now_is_in_the_link_that_is_shared() {
    let page = Page::at(START);
    let script = "
        const keep = document.getElementById('keep');
        for (const value of [0.3, 0.4, 0.5]) {
            keep.value = value;
            keep.dispatchEvent(new Event('input', { bubbles: true }));
        }
        document.getElementById('share').click();";
    page.run(script, json!([]));
    page.wait_until("the dialog is open", || !page.value("share-link").is_empty());
    let link = page.value("share-link");
    assert!(link.contains("keep=0.5&"), "{link}");
}

/// A value that the control can have and does not have now.
fn other_value(page: &Page, id: &str) -> String {
    let script = "
        const e = document.getElementById(arguments[0]);
        if (e.options) return [...e.options].find(option => !option.selected && !option.disabled).value;
        const before = e.value;
        if (e.step === 'any') return String(+before + (+before + 0.01 <= +e.max ? 0.01 : -0.01));
        e.stepUp();
        if (e.value === before) e.stepDown();
        const other = e.value;
        e.value = before;
        return other;";
    page.run(script, json!([id])).as_str().unwrap_or_default().into()
}
