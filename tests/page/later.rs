//! The program is in two modules (`xtask/src/split`): the first screen needs only the first, and everything comes out as with
//! both.
//!
//! Strategy: a server that counts how often it is asked for the rest, and may refuse it.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::altered;
use crate::browser::Page;
use crate::headless::headless;

/// A directed network: much of what it needs is in the rest.
const DIRECTED: &str = "v=1&net=file&matrix=-2,1,0;0.3,-2,1;0,0.4,-2&seed=2";

/// What the page says when the rest cannot be had.
const UNLOADED: &str =
    "The rest of this page’s program could not be loaded. Check the connection, then reload the page.";

/// The page without a link, whose server counts how often it is asked for the rest, and gives or refuses it. Its documents
/// begin with a script of the test.
fn page(asked: &'static AtomicUsize, is_given: bool, script: &str) -> Page {
    let with_script = altered::with_script("index.html", script);
    let page = altered::page(move |path, body| {
        let is_rest = path.contains("_later_");
        asked.fetch_add(usize::from(is_rest), Ordering::Relaxed);
        with_script(path, body).filter(|_| is_given || !is_rest)
    });
    page.go(&format!("{}index.html", page.address));
    page
}

/// Goes to the directed network without loading the page again, and looks whether its survivors are the right ones.
fn check_directed(page: &Page) {
    page.run("location.hash = arguments[0]", json!([DIRECTED]));
    page.wait_until("the network is there", || page.number("out-n") == 3.0);
    page.finish();
    assert_eq!(json!(page.text("out-survivors-noise")), headless(DIRECTED)["rules"]["noise"]["survivors"]);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_first_screen_needs_the_first_module_alone() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    // What is on the screen once the page is ready, and there are kept synapses in the left network or there is an alert.
    let script = "
        const root = document.documentElement;
        new MutationObserver((changes, observer) => {
            if ((root.dataset.state ?? 'loading') === 'loading') return;
            observer.disconnect();
            const look = () => {
                const [kept, alert] = ['out-kept', 'alert'].map((id) => document.getElementById(id));
                if (!(Number(kept.dataset.value) > 0) && alert.hidden) return requestAnimationFrame(look);
                window.first = [root.dataset.state, Number(kept.dataset.value) > 0, alert.hidden];
            };
            look();
        }).observe(root, { attributes: true });";
    let page = page(&ASKED, false, script);
    page.wait_until("the first screen is there", || {
        page.run("return window.first ?? null", json!([])) != json!(null)
    });
    assert_eq!(
        page.run("return window.first", json!([])),
        json!(["running", true, true]),
        "is the list old? `cargo xtask later` writes it"
    );
    // What cannot be had when it is needed is said, in place of something that never ends.
    page.wait_for(&["error"]);
    assert_eq!(page.text("alert"), UNLOADED);
    assert_eq!(
        page.run("return document.getElementById('reload').checkVisibility()", json!([])),
        json!(true)
    );
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_rest_is_loaded_once_for_page_and_worker() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    // What comes to need the rest before that is there, as may happen if the machine is busy, loads it at once, once more.
    let script = "
        window.needed = 0;
        window.XMLHttpRequest = class extends XMLHttpRequest {
            open(...all) {
                window.needed++;
                super.open(...all);
            }
        };
        WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
            construct(what, all) {
                const made = new what(...all);
                window.joined = true; // nothing else on the page is joined to the first module
                return made;
            },
        });";
    let page = page(&ASKED, true, script);
    page.wait_until("the rest is there", || page.run("return window.joined", json!([])) == json!(true));
    check_directed(&page);
    let needed = page.run("return window.needed", json!([])).as_u64().unwrap() as usize;
    assert_eq!(ASKED.load(Ordering::Relaxed), 1 + needed);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn what_is_needed_before_the_rest_is_there_loads_it() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    // What the page loads ahead never comes, so that page and worker each ask when they need it.
    let script = "
        const { fetch } = window;
        window.fetch = (what, ...all) =>
            String(what).includes('_later_') ? Promise.reject(new TypeError('refused')) : fetch(what, ...all);";
    let page = page(&ASKED, true, script);
    page.wait_for(&["running"]);
    check_directed(&page);
    assert_eq!(page.text("alert"), "");
    assert!(ASKED.load(Ordering::Relaxed) > 0);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_worker_without_the_rest_says_why_it_stops() {
    let page = altered::page(|path, body| match path {
        // Only the page has it.
        "www/worker.js" => {
            let text = String::from_utf8(body).ok()?;
            let cut = text.replace("takeLater(data)", "data").replace("later);", "'missing.wasm');");
            assert_ne!(text, cut);
            Some(cut.into_bytes())
        }
        _ => Some(body),
    });
    page.open(DIRECTED);
    page.wait_for(&["error"]);
    assert_eq!(page.text("alert"), UNLOADED);
}
