//! The outputs show the numbers of their run, each in its place.
//!
//! Strategy: two links, one for each form of the table (symmetric networks, whose eigenvalues are compared in their
//! order, and directed ones, whose are matched), beside the native program. That all numbers of all networks are the
//! native program's to the last bit is asked in digests.rs.

use serde_json::Value;

use crate::browser::Page;
use crate::headless::headless;

const RULES: [&str; 3] = ["noise", "weight", "uniform"];

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_symmetric_network_as_in_headless() {
    compare("v=1&net=clustered&n=60&keep=0.3&seed=3");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_directed_and_rectified_network_as_in_headless() {
    compare("v=1&net=ring&n=30&keep=0.5&seed=4&act=relu&drive=0.5&cov=measured&time=20");
}

fn compare(link: &str) {
    let expected = headless(link);
    let page = Page::at(link);
    page.finish();

    let chosen = &expected["rules"][expected["params"]["rule"].as_str().unwrap_or("noise")];
    same(&page, "out-n", &expected["n"]);
    same(&page, "out-synapses", &expected["synapses"]);
    for (id, key) in [("kept", "kept"), ("kept-fraction", "kept_fraction"), ("components", "components")] {
        same(&page, &format!("out-{id}"), &chosen[key]);
    }
    for rule in RULES {
        let expected = &expected["rules"][rule];
        for key in ["kept", "kept_fraction", "components"] {
            same(&page, &id(key, rule), &expected[key]);
        }
        same(&page, &id("abscissa", rule), &expected["abscissa"]);
        if expected["range"].is_array() {
            for key in ["eps_lambda_mean", "eps_lambda_max", "eps_v_mean", "cos_theta_mean"] {
                same(&page, &id(key, rule), &expected[key]);
            }
            same(&page, &id("range_min", rule), &expected["range"][0]);
            same(&page, &id("range_max", rule), &expected["range"][1]);
        } else {
            for key in ["distance_mean", "distance_max"] {
                same(&page, &id(key, rule), &expected[key]);
            }
        }
        let survivors = expected["survivors"].as_str().expect("survivors");
        assert_eq!(page.text(&id("survivors", rule)), survivors, "the survivors under the rule {rule}");
    }
}

/// The id of the output for a key of `headless` under a rule.
fn id(key: &str, rule: &str) -> String {
    format!("out-{}-{rule}", key.replace('_', "-"))
}

fn same(page: &Page, id: &str, expected: &Value) {
    let (shown, text) = (page.number(id), page.text(id));
    let expected = expected.as_f64().unwrap_or(f64::NAN);
    let same = shown == expected || (shown.is_nan() && expected.is_nan());
    assert!(same, "{id} shows '{text}' for {shown}, not {expected}");
}
