//! Old links show what they always showed, to the last bit, in every browser.
//!
//! Strategy: one page follows all links of the table, one after another as a reader would who edits the address, and
//! its numbers are held to the digests that the native program is held to, too. So page and native program have the
//! same bits for every network, both covariances, both kinds of neurons, ε and kept fraction; what other links show
//! is tested natively alone.

use serde_json::{Value, json};

use crate::browser::Page;
use crate::saving::{catch, caught};

#[path = "../digests/table.rs"]
mod table;

/// The numbers of a link's run, as the page saves them.
fn report(page: &Page, link: &str) -> Value {
    page.run("location.hash = arguments[0]", json!([format!("{link}&stage=compare&paused")]));
    let asked = |report: &Value| {
        let of = |key: &str| {
            link.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=')).map(String::from)
        };
        of("net").as_deref() == report["params"]["net"].as_str()
            && of("seed") == report["params"]["seed"].as_u64().map(|seed| seed.to_string())
    };
    let mut found = None;
    page.wait_until(&format!("the numbers of {link} are there"), || {
        if page.state() != "done" {
            return false;
        }
        page.run("document.querySelector('#save-dialog [data-run=numbers]').click()", json!([]));
        let report = caught(page, "numbers.json").and_then(|file| serde_json::from_slice(&file).ok());
        found = report.filter(asked);
        found.is_some()
    });
    found.unwrap()
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn twelve_links_keep_their_survivors_and_numbers() {
    let page = Page::at("v=1&net=barbell&n=10&paused");
    catch(&page);
    let mut wrong = Vec::new();
    for (link, survivors, numbers) in table::LINKS {
        let report = report(&page, link);
        let found = (table::survivors(&report), table::numbers(&report));
        if found != (survivors.into(), numbers.into()) {
            wrong.push(format!("(\"{link}\", \"{}\", \"{}\"),", found.0, found.1));
        }
    }
    assert!(wrong.is_empty(), "these show something else:\n{}", wrong.join("\n"));
}
