//! The page and the native program compute the same thing from the same link.

use serde_json::Value;

use crate::browser::Page;
use crate::headless::headless;

/// The page shows 13 digits; that the others are the same, too, is seen in digests.rs.
const SHOWN: f64 = 1e-12;

const RULES: [&str; 3] = ["noise", "weight", "uniform"];

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn clustered_network_as_in_headless() {
    compare("v=1&net=clustered&n=60&keep=0.3&seed=3");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn barbell_network_as_in_headless() {
    compare("v=1&net=barbell&n=40&keep=0.3&seed=5");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn worm_network_as_in_headless() {
    compare("v=1&net=worm-gap&keep=0.5&seed=7");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn every_other_network_as_in_headless() {
    for net in
        ["worm-chem", "complete&n=40", "random&n=50&inh=0.2", "small-world&n=50", "ring", "ring&ways=both"]
    {
        compare(&format!("v=1&net={net}&seed=2"));
    }
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn measured_and_rectified_as_in_headless() {
    for (act, cov) in [("linear", "measured"), ("relu", "measured"), ("relu", "exact")] {
        compare(&format!("v=1&net=clustered&n=50&keep=0.3&seed=4&act={act}&drive=0.5&cov={cov}&time=20"));
    }
    compare("v=1&net=complete&n=40&eps=1.5&sigma=3");
}

/// Every network with each covariance and each kind of neuron. Short times: a spectrum is compared, not its quality.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn every_network_in_every_combination_as_in_headless() {
    for net in [
        "clustered&n=40",
        "barbell&n=20",
        "worm-gap",
        "worm-chem",
        "complete&n=30",
        "random&n=40&inh=0.3",
        "small-world&n=40",
        "ring&n=30",
        "ring&n=30&ways=both",
    ] {
        for cov in ["exact", "measured"] {
            for act in ["linear", "relu"] {
                compare(&format!("v=1&net={net}&seed=5&cov={cov}&act={act}&drive=0.3&time=1"));
            }
        }
    }
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
    let close = (shown - expected).abs() <= SHOWN * expected.abs();
    assert!(close || (shown.is_nan() && expected.is_nan()), "{id} shows '{text}', not {expected}");
}
