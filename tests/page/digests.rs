//! Old links show what they always showed, to the last bit, in every browser.
//!
//! Strategy: one page follows all links of the table, one after another as a reader would who edits the address, and
//! its numbers are held to the digests that the native program is held to, too. So page and native program have the
//! same bits for every network, both covariances, both kinds of neurons, ε and kept fraction; what other links show
//! is tested natively alone.

use serde_json::{Value, json};

use crate::browser::Page;
use crate::headless::headless;
use crate::saving::{catch, caught};

#[path = "../digests/table.rs"]
mod table;

/// The numbers of the run that is shown, which should be this link's, as the page saves them; none if another run comes
/// before they are made.
fn saved(page: &Page, link: &str) -> Option<Value> {
    let script = "caught.length = 0; document.querySelector('#save-dialog [data-run=numbers]').click()";
    page.run(script, json!([]));
    let mut file = None;
    page.wait_until_well(&format!("the numbers of {link} are saved, or will not be"), || {
        file = caught(page, "numbers.json");
        let status = page.run("return document.getElementById('save-status').textContent", json!([]));
        let comes =
            ["making the file…", "is saved."].iter().any(|end| status.as_str().unwrap().ends_with(end));
        if file.is_some() || !comes { Ok(()) } else { Err(status.to_string()) }
    });
    Some(serde_json::from_slice(&file?).unwrap())
}

/// Whether a report is of this link's run; no two links of the table have network and seed in common.
fn is_of(report: &Value, link: &str) -> bool {
    let of = |key| link.split('&').find_map(|pair| pair.strip_prefix(key));
    of("net=") == report["params"]["net"].as_str()
        && of("seed=").map(String::from) == report["params"]["seed"].as_u64().map(|seed| seed.to_string())
}

/// The numbers of a link's run.
fn report(page: &Page, link: &str) -> Value {
    page.run("location.hash = arguments[0]", json!([format!("{link}&stage=compare&paused")]));
    let mut report = None;
    page.wait_until(&format!("{link} is shown"), || {
        page.wait_for(&["done"]);
        report = saved(page, link).filter(|report| is_of(report, link));
        report.is_some()
    });
    report.unwrap_or_default()
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

/// Of networks that are worked on by noise in place of linear algebra.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn sparse_networks_are_those_of_the_native_program_to_the_last_bit() {
    let page = Page::at("v=1&net=barbell&n=10&paused");
    catch(&page);
    for link in [
        "v=1&net=clustered&n=300&degree=12&way=sparse&shots=24&seed=21",
        "v=1&net=small-world&n=200&inh=0.2&way=sparse&shots=16&seed=22",
        "v=1&net=ring&n=150&ways=both&way=sparse&shots=20&excess=0.0001&seed=23",
        "v=1&net=clustered&n=3000&degree=20&keep=0.3&seed=25",
    ] {
        let digests = |report: &Value| (table::survivors(report), table::numbers(report));
        assert_eq!(digests(&report(&page, link)), digests(&headless(link)), "{link}");
    }
}
