//! Links that are not quite right: the page mends what it can, and says what it did.

use crate::browser::Page;

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_value_out_of_range_is_clamped_and_named() {
    let page = Page::at("v=1&net=clustered&n=40&keep=7&paused");
    assert!(page.text("notice").contains("keep"), "the notice is '{}'", page.text("notice"));
    assert!(page.value("keep").parse::<f64>().unwrap() <= 1.0);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_network_too_large_is_made_smaller_and_that_is_said() {
    let page = Page::at("v=1&net=barbell&n=999999&paused");
    let (notice, n) = (page.text("notice"), page.number("out-n"));
    assert!(notice.contains("n=") || notice.contains("999999"), "the notice is '{notice}'");
    assert!((2.0..10_000.0).contains(&n), "n is {n}");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn an_unknown_key_is_ignored_and_named() {
    let page = Page::at("v=1&net=clustered&n=40&colour=green&paused");
    assert!(page.text("notice").contains("colour"), "the notice is '{}'", page.text("notice"));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_good_link_needs_no_notice() {
    let page = Page::at("v=1&net=clustered&n=40&keep=0.3&seed=3&paused");
    assert_eq!(page.text("notice"), "");
    assert_eq!(page.text("alert"), "");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_broken_link_is_answered_with_a_sentence() {
    let page = Page::new();
    page.open("v=1&net=nosuch");
    page.wait_for(&["running", "paused", "done", "error"]);
    let said = page.text("alert") + &page.text("notice");
    assert!(said.contains("nosuch"), "the page says '{said}'");
}
