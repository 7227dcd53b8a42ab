//! Mutation testing: cargo-mutants changes the program in one small way after another, and runs the tests that could
//! notice. How it builds, and which changes nobody could notice, stands in `.cargo/mutants.toml`; here, which tests an
//! area is held to.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::install;
use crate::project::{PAGE, Project};

/// The version of cargo-mutants, which decides what is changed.
const VERSION: &str = "27.1.0";

/// The areas, and the tests of each: few, since all of them are linked, and run if nothing fails, for every change.
const AREAS: [(&str, &[&str]); 5] = [
    ("src/params", &["--lib", "--test=visit", "--test=changes", "--test=hostile"]),
    ("src/rule", &["--lib", "--test=reference", "--test=claims", "--test=digests", "--test=properties"]),
    ("src/measure", &["--lib", "--test=reference", "--test=claims", "--test=digests", "--test=properties"]),
    ("src/visit", &["--lib", "--test=visit", "--test=hostile"]),
    ("src/network/read", &["--lib", "--test=readers", "--test=hostile"]),
];

/// What cargo-mutants says at its end. A change that makes the tests hang is noticed as well.
const ALL_CAUGHT: i32 = 0;
const SOME_MISSED: i32 = 2;
const SOME_HUNG: i32 = 3;

/// What is changed.
#[derive(Default)]
pub struct Wanted {
    /// Every N-th change of each path, beginning with the K-th, as `K/N` from 0; all of them if there is none.
    pub shard: Option<String>,
    /// Files and folders; all areas if there are none.
    pub paths: Vec<String>,
}

/// Fails if there are changes that no test notices, after it has tried all that are wanted.
pub fn run(project: &Project, wanted: &Wanted) -> Result<()> {
    let all = AREAS.map(|(folder, _)| folder.to_owned());
    let paths = if wanted.paths.is_empty() { &all[..] } else { &wanted.paths };
    let paths = paths.iter().map(|path| Ok((path, tests(path)?))).collect::<Result<Vec<_>>>()?;
    install::ensure_built(project, "cargo-mutants", VERSION)?;
    let mut unnoticed = Vec::new();
    for (path, tests) in paths {
        if !are_noticed(project, path.trim_end_matches('/'), tests, wanted.shard.as_deref())? {
            unnoticed.push(path.as_str());
        }
    }
    ensure!(unnoticed.is_empty(), "some changes are noticed by no test: {}", unnoticed.join(", "));
    Ok(())
}

/// The tests of the area that a path is in.
fn tests(path: &str) -> Result<&'static [&'static str]> {
    let is_in =
        |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let area = AREAS.into_iter().find(|(folder, _)| is_in(folder));
    let (_, tests) = area.with_context(|| {
        let folders = AREAS.map(|(folder, _)| folder).join(", ");
        format!("{path} is in no area that is tested so; these are {folders}")
    })?;
    Ok(tests)
}

/// Whether the tests notice every change of a file or folder. What they did not notice is printed, and stands in
/// `missed.txt` in a folder of that name under target/mutants, beside the logs.
fn are_noticed(project: &Project, path: &str, tests: &[&str], shard: Option<&str>) -> Result<bool> {
    let glob = if path.ends_with(".rs") { path.to_owned() } else { format!("{path}/**") };
    let place = project.target.join("mutants");
    let output = place.join(path.replace('/', "-"));
    fs::create_dir_all(&output)?;
    let status = Command::new(install::built(project, "cargo-mutants"))
        .args(["mutants", "--package", PAGE, "--file", &glob])
        .args(shard.into_iter().flat_map(|shard| ["--shard", shard, "--sharding", "round-robin"]))
        .args(tests.iter().map(|test| format!("--cargo-arg={test}")))
        .arg("--output")
        .arg(output)
        // One folder for all runs, so that the dependencies are built once.
        .env("CARGO_TARGET_DIR", place.join("build"))
        .current_dir(&project.root)
        .status()
        .context("cargo-mutants does not start")?;
    match status.code() {
        Some(ALL_CAUGHT | SOME_HUNG) => Ok(true),
        Some(SOME_MISSED) => Ok(false),
        _ => bail!("cargo-mutants failed ({status})"),
    }
}

#[cfg(test)]
mod tests {
    // Strategy: paths as a person types them, in an area and beside it.
    use super::*;

    #[test]
    fn a_path_has_the_tests_of_its_area() {
        for path in ["src/rule", "src/rule/", "src/rule/noise.rs", "src/rule/noise"] {
            assert!(tests(path).unwrap().contains(&"--test=claims"));
        }
        for path in ["src/rules", "src/network", "rule", "src", ""] {
            assert!(tests(path).is_err(), "{path}");
        }
    }
}
