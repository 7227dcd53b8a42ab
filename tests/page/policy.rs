//! What a page may run and ask for is settled by its own policy.
//!
//! Strategy: what an injected script or a careless change would do is done from the test, and must fail.

use serde_json::{Value, json};

use crate::browser::Page;
use crate::host::Host;

/// Whether a script that is put into the document runs, and what fetching an address gives.
const TRY: &str = "
    const [address, done] = arguments;
    const script = document.createElement('script');
    script.textContent = 'window.intruder = 1';
    const foreign = document.createElement('script');
    foreign.src = new URL('/script.js', address);
    const tried = new Promise((settle) => { foreign.onload = foreign.onerror = settle; });
    document.head.append(script, foreign);
    const style = document.createElement('div');
    style.setAttribute('style', 'width: 7px');
    document.body.append(style);
    const drawn = getComputedStyle(style).width === '7px';
    style.remove();
    tried.then(() => fetch(address)).then(() => true, () => false)
        .then(fetched => done([window.intruder === 1, drawn, fetched]))";

pub fn tried(page: &Page, address: &str) -> Value {
    page.session.run_async(TRY, json!([address])).unwrap()
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn no_script_is_run_and_no_host_asked_but_those_of_the_page() {
    let (host, page) = (Host::start(), Page::at("v=1&net=barbell&n=20&paused"));
    assert_eq!(tried(&page, &host.small()), json!([false, false, false]));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_link_s_matrix_opens_the_way_to_its_own_address_alone() {
    let (asked, other) = (Host::start(), Host::start());
    let page = Page::new();
    page.open(&format!("v=1&net=file&data={}&paused", asked.small_in_link()));
    page.wait_for(&["paused"]);
    assert_eq!(tried(&page, &asked.small()), json!([false, false, true]));
    assert_eq!(tried(&page, &other.small()), json!([false, false, false]));
    assert_eq!(tried(&page, &asked.address), json!([false, false, false]));
    // Another link needs another policy, and so the page anew.
    let hash = format!("v=1&net=file&data={}&paused", other.small_in_link());
    page.run("location.hash = arguments[0]", json!([hash]));
    page.wait_until("the other matrix is there", || {
        let script = "return document.readyState === 'complete' && document.documentElement.dataset.asked.startsWith(arguments[0])";
        // While one page is replaced by the other there is none that could answer.
        page.session.try_run(script, json!([other.address])).is_ok_and(|answer| answer == true)
            && page.state() == "paused"
    });
    assert_eq!(tried(&page, &other.small()), json!([false, false, true]));
}
