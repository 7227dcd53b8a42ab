//! The page as one file: it works from a disk, and asks for nothing.

use std::fs;

use serde_json::json;

use crate::accessibility::violations;
use crate::browser::{Page, folder, left_out};
use crate::embedding::{KINDS, host};
use crate::headless::headless;
use crate::host::Host;
use crate::policy::tried;
use crate::requests::{logged_to, requests};

/// The file's address on the disk.
fn address() -> String {
    format!("file://{}", folder().join("noise-prune.html").display())
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn one_file_works_from_a_disk_and_asks_for_nothing() {
    const LINK: &str = "v=1&net=clustered&n=40&keep=0.3&seed=3";
    let log = std::env::temp_dir().join(format!("noise-prune-single-{}.json", std::process::id()));
    let page = logged_to(&log);
    page.go(&format!("{}#{LINK}", address()));
    page.wait_for(&["running", "done"]);
    page.finish();
    assert_eq!(json!(page.text("out-survivors-noise")), headless(LINK)["rules"]["noise"]["survivors"]);
    for id in ["share", "save", "help"] {
        page.click(id);
        page.wait_until("the dialog is open", || {
            page.run("return document.querySelector('dialog[open]') !== null", json!([])) == json!(true)
        });
        if id == "share" {
            // Beside the file lies no script of an element.
            let offered = "return ['share-frame', 'share-element'].map(id => document.getElementById(id).checkVisibility())";
            assert_eq!(page.run(offered, json!([])), json!([true, false]));
        }
        page.run("document.querySelector('dialog[open]').close()", json!([]));
    }
    drop(page);
    if left_out("the log of all requests") {
        return;
    }
    for url in requests(&log) {
        let inside = ["file:", "data:", "blob:", "about:"].iter().any(|scheme| url.starts_with(scheme));
        assert!(inside, "the file asked for {url}");
    }
    fs::remove_file(log).unwrap();
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn its_policy_lets_no_script_run_and_no_host_be_asked() {
    let (host, page) = (Host::start(), Page::new());
    page.go(&format!("{}#v=1&net=barbell&n=20&paused", address()));
    page.wait_for(&["paused"]);
    assert_eq!(tried(&page, &host.small()), json!([false, false, false]));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn its_example_keeps_nobody_out() {
    violations(&host("embed-single", KINDS), "embed-single");
}
