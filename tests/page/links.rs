//! Links that are not quite right: the page mends what it can, and says what it did.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::altered;
use crate::browser::Page;
use crate::headless::headless;
use crate::host::{Host, MATRIX};

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
    assert_eq!(n, 400.0);
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

fn hash(page: &Page) -> String {
    page.run("return location.hash", json!([])).as_str().unwrap_or_default().into()
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_small_matrix_travels_in_the_link() {
    let link = format!("v=1&net=file&keep=0.5&seed=4&matrix={MATRIX}");
    let page = Page::at(&format!("{link}&stage=compare&paused"));
    page.wait_for(&["done"]);
    let expected = headless(&link);
    assert_eq!(page.text("out-survivors-noise"), expected["rules"]["noise"]["survivors"].as_str().unwrap());
    assert!(hash(&page).contains("matrix=-2,1,0.5,0;1,-3"), "{}", hash(&page));
    page.reload();
    assert_eq!(page.number("out-n"), 4.0);
    page.run("document.getElementById('share').click()", json!([]));
    page.wait_until("the dialog is open", || page.value("share-link").contains("matrix="));
    assert_eq!(page.text("share-remark"), "");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_small_file_goes_into_the_link() {
    let page = Page::at("v=1&net=barbell&n=20&paused");
    let script = "
        const files = new DataTransfer();
        files.items.add(new File(['-2,1,0\\n1,-2,1\\n0,1,-2\\n'], 'path.csv'));
        const input = document.getElementById('file');
        input.files = files.files;
        input.dispatchEvent(new Event('change'));";
    page.run(script, json!([]));
    page.wait_until("the file is opened", || hash(&page).contains("matrix=-2,1,0;1,-2,1;0,1,-2"));
    assert_eq!(page.number("out-n"), 3.0);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_matrix_is_fetched_from_its_address() {
    let host = Host::start();
    let data = host.small_in_link();
    let page = Page::at(&format!("v=1&net=file&keep=0.5&seed=4&data={data}&stage=compare&paused"));
    page.wait_for(&["done"]);
    let expected = headless(&format!("v=1&net=file&keep=0.5&seed=4&matrix={MATRIX}"));
    assert_eq!(page.text("out-survivors-noise"), expected["rules"]["noise"]["survivors"].as_str().unwrap());
    assert!(hash(&page).contains(&format!("data={data}")), "{}", hash(&page));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn an_address_that_gives_no_matrix_is_answered_with_a_sentence() {
    let host = Host::start();
    for (path, why) in [
        ("nosuch.csv", "answers 404"),
        ("private.csv", "Access-Control-Allow-Origin"),
        ("huge.csv", "larger than the 128 MB"),
        ("unannounced.csv", "larger than the 128 MB"),
        ("broken.csv", "broke off before its end"),
        // What the page's own policy stops is no fault of a server.
        ("moved.csv", "this page asks no other"),
        ("http://[::1]:9/small.csv", "this page asks no other"),
    ] {
        let page = Page::new();
        let host = if path.contains(':') { "" } else { &host.address };
        page.open(&format!("v=1&net=file&data={host}{path}&paused"));
        page.wait_until(&format!("{path} is refused"), || page.text("alert").contains(why));
        assert!(
            page.text("alert").contains("Download it, and open the file here."),
            "{}",
            page.text("alert")
        );
        // The page goes on with another network.
        page.set("net", "barbell");
        page.wait_until("there is a network", || page.number("out-n") == 40.0);
        assert_eq!(page.text("alert"), "");
    }
    for address in ["javascript:alert(1)", "file:///etc/passwd", "data:text/csv,-1"] {
        let page = Page::new();
        page.open(&format!("v=1&net=file&data={address}&paused"));
        page.wait_until("the address is refused", || page.text("notice").contains("cannot be read"));
    }
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn an_address_that_stays_silent_is_given_up() {
    let host = Host::start();
    let page = altered::page(|path, body| match path {
        "www/data.js" => {
            let text = String::from_utf8(body).unwrap();
            assert!(text.contains("PATIENCE = 30;"), "{text}");
            Some(text.replace("PATIENCE = 30;", "PATIENCE = 1;").into_bytes())
        }
        _ => Some(body),
    });
    page.open(&format!("v=1&net=file&data={}silent.csv&paused", host.address));
    page.wait_until("it is given up", || page.text("alert").contains("nothing for 1 seconds"));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn an_address_keeps_the_run_of_a_page_that_cannot_be_loaded_anew() {
    let host = Host::start();
    let offline = Arc::new(AtomicBool::new(false));
    let is_offline = offline.clone();
    let page = altered::page(move |_, body| (!is_offline.load(Ordering::Acquire)).then_some(body));
    page.open("v=1&net=barbell&n=20&paused");
    page.wait_for(&["paused"]);
    offline.store(true, Ordering::Release);
    page.run("location.hash = arguments[0]", json!([format!("v=1&net=file&data={}", host.small_in_link())]));
    page.wait_until("it is refused", || page.text("alert").contains("cannot be loaded now"));
    assert_eq!(page.number("out-n"), 20.0);
    offline.store(false, Ordering::Release);
    page.run("location.hash = 'v=1&net=barbell&n=12&paused'", json!([]));
    page.wait_until("another network is shown", || page.number("out-n") == 12.0);
    page.run("location.hash = arguments[0]", json!([format!("v=1&net=file&data={}", host.small_in_link())]));
    page.wait_until("it is read", || page.state() != "loading" && page.number("out-n") == 4.0);
}

/// Choosing an example or a network can be taken back with the browser's own button; a drag cannot.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn back_leads_to_the_example_before_with_its_settings() {
    let page = Page::at("v=1&net=barbell&n=20&seed=5&stage=prune&at=7&paused");
    let length = || page.run("return history.length", json!([]));
    let before = length().as_u64().unwrap();
    page.set("keep", "0.5");
    page.wait_until("the kept fraction is in the link", || page.link_value("keep").as_deref() == Some("0.5"));
    page.run("document.querySelectorAll('#presets a')[1].click()", json!([]));
    let shows = |net: &str, keep: &str, position: &str| {
        page.wait_until(&format!("{net} is shown"), || {
            page.link_value("net").as_deref() == Some(net)
                && page.value("net") == net
                && page.value("keep") == keep
                && (position.is_empty() || page.value("position") == position)
        });
    };
    shows("clustered", "0.2", "");
    page.set("net", "ring");
    page.wait_until("it is in the link", || page.link_value("net").as_deref() == Some("ring"));
    for keep in ["0.3", "0.4"] {
        page.set("keep", keep);
    }
    page.wait_until("the kept fraction is in the link", || page.link_value("keep").as_deref() == Some("0.4"));
    assert_eq!(length(), json!(before + 2));
    page.run("history.go(-2)", json!([]));
    shows("barbell", "0.5", "7");
    page.run("history.go(1)", json!([]));
    shows("clustered", "0.2", "");
    page.run("history.go(1)", json!([]));
    shows("ring", "0.4", "");
    assert_eq!(length(), json!(before + 2));
}
