//! The page is nobody's informer: it asks its own host and no other.

use serde_json::Value;

use crate::browser::Page;

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn no_request_to_any_other_host() {
    let page = Page::at("v=1&net=worm-gap&seed=7");
    page.finish();
    page.click("restart");
    page.finish();

    let requested = requests(&page);
    assert!(requested.iter().any(|url| url.ends_with(".wasm")), "the log is not complete: {requested:?}");
    for url in requested {
        let ours =
            url.starts_with(&page.address) || ["data:", "blob:", "about:"].iter().any(|s| url.starts_with(s));
        assert!(ours, "the page asked for {url}");
    }
}

/// The addresses of all requests since the browser was started, the worker's included.
fn requests(page: &Page) -> Vec<String> {
    let entries = page.session.log("performance").unwrap();
    let events =
        entries.iter().filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok());
    events
        .filter(|event| event["message"]["method"] == "Network.requestWillBeSent")
        .filter_map(|event| Some(event["message"]["params"]["request"]["url"].as_str()?.to_string()))
        .collect()
}
