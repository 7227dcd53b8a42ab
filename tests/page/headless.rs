//! The native program whose numbers the page must show.

use std::process::Command;

use serde_json::Value;

/// What `headless` prints for a link.
pub fn headless(link: &str) -> Value {
    try_headless(&[link]).unwrap_or_else(|error| panic!("headless failed for {link}: {error}"))
}

/// The same for a whole command line, or what it says if it fails: the program that `NOISE_PRUNE_HEADLESS` names, or the
/// one cargo builds.
pub fn try_headless(arguments: &[&str]) -> Result<Value, String> {
    let mut command = match std::env::var_os("NOISE_PRUNE_HEADLESS") {
        Some(program) => Command::new(program),
        None => {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(["run", "--quiet", "--release", "--example", "headless", "--"]);
            cargo
        }
    };
    let output = command.args(arguments).output().expect("headless does not start");
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout).expect("headless prints JSON")),
        false => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}
