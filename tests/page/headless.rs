//! The native program whose numbers the page must show.

use std::process::{Command, Stdio};

use serde_json::Value;

/// What `headless` prints for a link: the program that `NOISE_PRUNE_HEADLESS` names, or the one cargo builds.
pub fn headless(link: &str) -> Value {
    let mut command = match std::env::var_os("NOISE_PRUNE_HEADLESS") {
        Some(program) => Command::new(program),
        None => {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(["run", "--quiet", "--release", "--example", "headless", "--"]);
            cargo
        }
    };
    let output = command.arg(link).stderr(Stdio::inherit()).output().expect("headless does not start");
    assert!(output.status.success(), "headless failed for {link}");
    serde_json::from_slice(&output.stdout).expect("headless prints JSON")
}
