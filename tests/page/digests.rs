//! Old links show what they always showed, to the last bit, in every browser.

use serde_json::{Value, json};

use crate::browser::Page;
use crate::saving::{catch, caught};

#[path = "../digests/table.rs"]
mod table;

/// The numbers of a run, as the page saves them.
fn report(page: &Page, link: &str) -> Value {
    page.open(link);
    page.wait_for(&["running", "paused", "done"]);
    catch(page);
    page.finish();
    page.run("document.querySelector('#save-dialog [data-run=numbers]').click()", json!([]));
    let mut report = None;
    page.wait_until("the numbers are there", || {
        report = caught(page, "numbers.json");
        report.is_some()
    });
    serde_json::from_slice(&report.unwrap()).unwrap()
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn twelve_links_keep_their_survivors_and_numbers() {
    let page = Page::new();
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
