//! A browser without SIMD gets another program, and shows the same to the last digit.

use serde_json::json;

use crate::altered;
use crate::browser::Page;

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn without_simd_the_numbers_are_the_same_to_the_last_digit() {
    let link = "v=1&net=clustered&n=60&keep=0.3&seed=3&stage=compare&paused";
    let shown = |page: &Page| {
        page.wait_for(&["done"]);
        let loaded =
            page.run("return performance.getEntriesByType('resource').map(({ name }) => name)", json!([]));
        let plain = loaded.to_string().contains("noise_prune_plain_bg.wasm");
        (plain, page.outputs())
    };
    let usual = shown(&Page::at(link));
    let old = altered::page_with("index.html", "WebAssembly.validate = () => false");
    old.open(link);
    assert_eq!(shown(&old), (true, usual.1));
    assert!(!usual.0);
}
