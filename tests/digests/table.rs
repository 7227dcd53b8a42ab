//! Twelve links and what they show, for ever: a later version that keeps other survivors for one of them needs another
//! version of links. Numbers change only where a measure's definition was wrong; CHANGELOG.md says which and why.
//!
//! All networks that a link can name, both covariances, both kinds of neurons, ε and kept fraction.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// A link, the digest of the survivors of its three rules, and the digest of all its numbers.
pub const LINKS: [(&str, &str, &str); 12] = [
    ("v=1&net=clustered&n=60&keep=0.3&seed=3", "3617d3693fa94c3f", "117bd2d365f54e03"),
    (
        "v=1&net=clustered&n=50&inh=0.3&act=relu&drive=0.5&cov=measured&time=20&seed=18",
        "2ded07bb97b6b1bf",
        "93d63c004a4460c6",
    ),
    ("v=1&net=barbell&n=40&keep=0.3&seed=17", "a7be0b92f220bf27", "6419790935c1d9eb"),
    (
        "v=1&net=barbell&n=30&eps=1.5&sigma=2&cov=measured&time=10&seed=5",
        "2d70ed149b35adad",
        "e0b21c06e8c7e7b9",
    ),
    ("v=1&net=worm-gap&seed=5", "7b56a366698e40a1", "d894c1927236568a"),
    ("v=1&net=worm-chem&seed=2", "4adcc87056a93e34", "40f19f479175f509"),
    (
        "v=1&net=worm-chem&act=relu&drive=0.2&cov=measured&time=1&seed=7",
        "6a8199a436748306",
        "402cdef4f2b41af4",
    ),
    ("v=1&net=complete&n=60&eps=1.5&sigma=3&seed=1", "9a26051c481468be", "113ea22ddf34da11"),
    (
        "v=1&net=random&n=50&inh=0.2&keep=0.4&act=relu&drive=0.3&seed=9",
        "3f079887b68e7533",
        "9f5bf7c520f49b3b",
    ),
    (
        "v=1&net=small-world&n=60&near=6&beta=0.05&keep=0.6&cov=measured&time=10&seed=13",
        "4735104c757bd141",
        "f1857fd7081e538d",
    ),
    ("v=1&net=ring&n=40&diag=original&seed=4", "f11dad8418e7a839", "1a5c4546f2df6d3a"),
    (
        "v=1&net=ring&n=40&ways=both&act=relu&eps=2&cov=measured&time=10&seed=6",
        "f9fc36bb568d9529",
        "cf0235c36eba70fc",
    ),
];

/// What is compared of a report. The rest says what was asked for.
const SHOWN: [&str; 7] = ["n", "synapses", "abscissa", "importance_error", "rules", "spectrum", "dynamics"];

/// One digest of the survivors of the three rules.
pub fn survivors(report: &Value) -> String {
    let mut hash = Sha256::new();
    for rule in ["noise", "weight", "uniform"] {
        hash.update(report["rules"][rule]["survivors"].as_str().unwrap());
    }
    short(hash)
}

/// One digest of the bits of all numbers that are shown, in the order of the report.
pub fn numbers(report: &Value) -> String {
    let mut hash = Sha256::new();
    for key in SHOWN {
        take(&report[key], &mut hash);
    }
    short(hash)
}

/// What a report also has since these digests were written down: further rules and measures.
const LATER: [&str; 8] = [
    "strongest",
    "covariance",
    "eps_lambda_worst",
    "eps_lambda_slow",
    "response_error",
    "covariance_error",
    "decay_error",
    "transient_growth",
];

fn take(value: &Value, hash: &mut Sha256) {
    match value {
        Value::Number(number) => hash.update(number.as_f64().unwrap().to_bits().to_le_bytes()),
        Value::Bool(yes) => hash.update([u8::from(*yes)]),
        Value::Null => hash.update([2]),
        Value::String(_) => {}
        Value::Array(values) => values.iter().for_each(|value| take(value, hash)),
        Value::Object(fields) => {
            let then = fields.iter().filter(|(key, _)| !LATER.contains(&key.as_str()));
            then.for_each(|(_, value)| take(value, hash));
        }
    }
}

/// The first 16 hexadecimal digits.
fn short(hash: Sha256) -> String {
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
