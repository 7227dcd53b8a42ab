//! Play, pause, step, restart, finish.

use serde_json::json;

use crate::browser::Page;

/// Enough synapses that the run does not end by itself during the test.
const LONG_RUN: &str = "v=1&net=clustered&n=140&seed=3";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_page_starts_by_itself() {
    let page = Page::new();
    page.open("");
    page.wait_for(&["running", "done"]);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn play_moves_the_numbers_and_pause_holds_them() {
    let page = Page::at(&format!("{LONG_RUN}&paused"));
    assert_eq!(page.state(), "paused");
    let start = page.outputs();

    page.click("play");
    page.wait_for(&["running"]);
    page.wait_until("the numbers move", || page.outputs() != start);
    page.click("play");
    page.wait_for(&["paused"]);
    let held = settled(&page);
    page.frames(25);
    assert_eq!(page.outputs(), held, "the numbers move while the page is paused");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_step_moves_the_numbers_and_can_be_taken_back() {
    let page = Page::at(&format!("{LONG_RUN}&paused"));
    let start = settled(&page);

    page.click("step");
    page.wait_until("a step is seen", || page.outputs() != start);
    assert_eq!(page.state(), "paused");
    page.set("position", "0");
    page.wait_until("the step is taken back", || page.outputs() == start);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn restart_plays_from_the_whole_network() {
    let page = Page::at(LONG_RUN);
    page.finish();
    page.wait_until("most synapses are gone", || page.number("out-kept") < page.number("out-synapses") / 2.0);
    page.click("restart");
    page.wait_for(&["running"]);
    page.wait_until("they are back", || page.number("out-kept") > page.number("out-synapses") / 2.0);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_finished_run_restarts_to_the_same_end() {
    let page = Page::at("v=1&net=clustered&n=40&seed=3");
    page.finish();
    let end = settled(&page);
    page.click("restart");
    page.wait_for(&["running", "paused"]);
    page.finish();
    page.wait_until("the end is the same", || page.outputs() == end);
}

/// The outputs, once everything is measured where the run stands.
fn settled(page: &Page) -> serde_json::Value {
    page.wait_until("everything is measured", || {
        let ranges = "return [...document.querySelectorAll('[id^=out-range-max-]')].every((output) => output.dataset.value)";
        page.run(ranges, json!([])) == json!(true) && !page.text("status").contains(';')
    });
    page.outputs()
}
