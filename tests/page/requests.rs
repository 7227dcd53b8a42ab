//! The page keeps to itself: it asks its own host and no other.

use std::fs;
use std::path::Path;

use noise_prune_kit::webdriver::Options;
use serde_json::Value;

use crate::browser::{Page, left_out};

/// What the log gives as the origin of the requests that the browser makes on its own account.
const BROWSER: &str = "not an origin";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn no_request_to_any_other_host() {
    if left_out("the log of all requests") {
        return;
    }
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join("requests.json");
    let page = logged_to(&log);
    page.open("v=1&net=worm-gap&seed=7");
    page.wait_for(&["running", "paused", "done"]);
    page.finish();
    page.click("restart");
    page.finish();
    let address = page.address.clone();
    drop(page); // the log is complete when the browser has gone

    let requested = requests(&log);
    assert!(requested.iter().any(|url| url.ends_with(".wasm")), "the log is not complete: {requested:?}");
    for url in requested {
        let from_itself = ["data:", "blob:"].iter().any(|scheme| url.starts_with(scheme));
        assert!(url.starts_with(&address) || from_itself, "the page asked for {url}");
    }
}

/// A browser that writes everything it asks for into a file, which is complete when the browser has gone.
pub fn logged_to(log: &Path) -> Page {
    let flag = format!("--log-net-log={}", log.display());
    Page::with(&Options { flags: &[&flag], ..Options::default() })
}

/// The addresses that the page and its workers asked for. DevTools' own log leaves out the workers, and
/// Chromium's network log has an event a line.
pub fn requests(log: &Path) -> Vec<String> {
    let log = fs::read_to_string(log).expect("the browser wrote no log");
    let events =
        log.lines().filter_map(|line| serde_json::from_str::<Value>(line.trim_end_matches(',')).ok());
    events
        .filter(|event| event["params"]["initiator"].as_str().is_some_and(|origin| origin != BROWSER))
        .filter_map(|event| Some(event["params"]["url"].as_str()?.to_string()))
        .collect()
}
