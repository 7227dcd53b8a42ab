//! The page as one file: it works from a disk, and asks for nothing.

use std::fs;

use noise_prune::network::matrix::Matrix;
use noise_prune::network::read::write_npy;
use noise_prune::network::write;
use serde_json::json;

use crate::accessibility::violations;
use crate::browser::{Page, folder, left_out};
use crate::embedding::{KINDS, host};
use crate::headless::headless;
use crate::host::Host;
use crate::own::{dialog, drop_file, survivors, table};
use crate::policy::tried;
use crate::requests::{logged_to, requests};
use crate::saving::{catch, caught};

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

/// The text of the page as one file that the page at hand hands over.
fn whole(page: &Page) -> String {
    catch(page);
    dialog(page);
    page.run("document.getElementById('share-whole').click()", json!([]));
    page.wait_until("it is made", || page.text("share-note").contains("is saved"));
    let mut file = None;
    page.wait_until("it is there", || {
        file = caught(page, ".html");
        file.is_some()
    });
    String::from_utf8(file.unwrap()).unwrap()
}

/// A page at a file of this text on the disk.
fn from_disk(text: &str, name: &str) -> Page {
    let path = std::env::temp_dir().join(format!("noise-prune-own-{name}-{}.html", std::process::id()));
    fs::write(&path, text).unwrap();
    let page = Page::new();
    page.go(&format!("file://{}", path.display()));
    page.wait_for(&["running", "paused", "done"]);
    page
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_matrix_of_any_size_travels_in_the_page_as_one_file() {
    let large = table(90);
    assert_eq!(write::for_link(&Matrix::from(&large), &[]), None);
    let page = Page::at("v=1&net=file&matrix=-2,1;1,-2&seed=6&paused");
    drop_file(&page, "</script><b>.npy", &write_npy(&large));
    page.wait_until("the file is opened", || page.number("out-n") == 90.0);
    let expected = survivors(&page);
    dialog(&page);
    assert!(page.text("share-remark").contains("not in this link") && page.text("share-does").is_empty());
    let text = whole(&page);
    // From the disk, it is that run; and the file makes one from itself.
    let opened = from_disk(&text, "first");
    assert_eq!(survivors(&opened), expected);
    assert!(opened.text("file-report").contains("</script><b>.npy"), "{}", opened.text("file-report"));
    let again = whole(&opened);
    assert!(again.len().abs_diff(text.len()) < 1000, "{} {}", again.len(), text.len());
    assert_eq!(survivors(&from_disk(&again, "second")), expected);
    // The file of the site has none in it.
    let site = fs::read_to_string(folder().join("noise-prune.html")).unwrap();
    assert!(site.contains("<script id=\"inside\" type=\"text/plain\"></script>"));
}
