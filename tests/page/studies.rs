//! Many draws and the sweep, as a reader starts them.

use serde_json::json;

use crate::browser::Page;

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn many_draws_are_drawn_and_a_click_in_the_sweep_keeps_as_much() {
    let page = Page::at("v=1&net=clustered&n=40&excess=0.01&keep=0.3&seed=4&paused");
    assert!(
        !page
            .run("return document.getElementById('figure-luck').checkVisibility()", json!([]))
            .as_bool()
            .unwrap()
    );
    page.set("luck-count", "20");
    page.click("luck");
    page.wait_until("twenty draws are done", || {
        page.text("luck-status").starts_with("20 draws, seeds 4 to 23")
    });
    let says = |what: &str| {
        page.wait_until(&format!("the picture says {what}"), || {
            page.run("return document.getElementById('canvas-luck').getAttribute('aria-label')", json!([]))
                .as_str()
                .is_some_and(|said| said.starts_with(what))
        });
    };
    says("Error of the five slowest modes: 20 draws.");
    page.set("study-column", "Patterns lost (zero eigenvalues)");
    says("Patterns lost (zero eigenvalues): 20 draws.");
    page.set("cost-count", "5");
    page.click("cost");
    page.wait_until("the sweep is done", || page.text("cost-status").starts_with("55 draws"));
    let click = "const canvas = document.getElementById('canvas-cost');
        canvas.scrollIntoView({ block: 'center' });
        const { left, top, width, height } = canvas.getBoundingClientRect();
        const place = { bubbles: true, clientX: left + width * arguments[0], clientY: top + height / 2 };
        canvas.dispatchEvent(new MouseEvent('click', place))";
    page.run(click, json!([0.6]));
    page.wait_until("the run keeps more", || {
        page.link_value("keep").and_then(|keep| keep.parse().ok()).is_some_and(|keep: f64| keep > 0.5)
    });
    // The draws are of another fraction now; the sweep is still of this run.
    page.wait_until("the draws are gone", || page.text("luck-status").contains("changed"));
    assert!(page.text("cost-status").starts_with("55 draws"));
}
