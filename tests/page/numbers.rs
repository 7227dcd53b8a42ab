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
    let page = Page::at(link);
    page.finish();
    shown(&page, &headless(link));
}

/// The page shows these numbers of the native program.
pub fn shown(page: &Page, expected: &Value) {
    let outputs = page.outputs();
    let same = |id: &str, expected: &Value| same(&outputs, id, expected);
    let chosen = &expected["rules"][expected["params"]["rule"].as_str().unwrap_or("noise")];
    same("out-n", &expected["n"]);
    same("out-synapses", &expected["synapses"]);
    for (id, key) in [("kept", "kept"), ("kept-fraction", "kept_fraction"), ("components", "components")] {
        same(&format!("out-{id}"), &chosen[key]);
    }
    for rule in RULES {
        let expected = &expected["rules"][rule];
        for key in ["kept", "kept_fraction", "components"] {
            same(&id(key, rule), &expected[key]);
        }
        same(&id("abscissa", rule), &expected["abscissa"]);
        if expected["range"].is_array() {
            for key in ["eps_lambda_mean", "eps_lambda_max", "eps_v_mean", "cos_theta_mean"] {
                same(&id(key, rule), &expected[key]);
            }
            same(&id("range_min", rule), &expected["range"][0]);
            same(&id("range_max", rule), &expected["range"][1]);
        } else {
            for key in ["distance_mean", "distance_max"] {
                same(&id(key, rule), &expected[key]);
            }
        }
        assert_eq!(
            outputs[id("survivors", rule)],
            expected["survivors"],
            "the survivors under the rule {rule}"
        );
    }
}

/// The id of the output for a key of `headless` under a rule.
fn id(key: &str, rule: &str) -> String {
    format!("out-{}-{rule}", key.replace('_', "-"))
}

fn same(outputs: &Value, id: &str, expected: &Value) {
    let text = outputs[id].as_str().unwrap_or_else(|| panic!("there is no {id}"));
    // Where there is no number, the page shows that.
    let (shown, expected) = (text.parse().unwrap_or(f64::NAN), expected.as_f64().unwrap_or(f64::NAN));
    let same = shown == expected || (shown.is_nan() && expected.is_nan());
    assert!(same, "{id} shows '{text}', not {expected}");
}
