//! Large sparse networks, natively, beside SciPy doing the same with one thread.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::engines::{self, SCIPY, numbers};
use super::table::Times;
use super::{SAME_MODES, apart};
use crate::project::Project;

/// Numbers of neurons, each with 42 synapses.
const SIZES: [usize; 2] = [10_000, 100_000];
const ROUNDS: usize = 3;
const STAGES: [&str; 3] = ["128 snapshots", "density of the spectrum", "12 slowest modes"];

/// Prints a table of times, ratios and growth.
pub fn run(project: &Project) -> Result<()> {
    let folder = project.target.join("bench");
    fs::create_dir_all(&folder)?;
    let Some((python, version)) = engines::python(project, &SCIPY) else {
        bail!("SciPy is not installed, and could not be");
    };
    let script = project.root.join("xtask/src/bench/with_scipy.py");
    let place = folder.to_str().context("the target directory's name is not UTF-8")?;
    let names = ["native", &format!("SciPy {version}")];
    let mut times = Times::default();
    let mut synapses = Vec::new();
    for round in 0..ROUNDS {
        for n in SIZES {
            eprintln!("n = {n}, round {} of {ROUNDS}", round + 1);
            let own = project.cargo_output(&[
                "bench",
                "--quiet",
                "--package",
                "noise-prune-bench",
                "--bench",
                "sparse",
                "--",
                place,
                &n.to_string(),
            ])?;
            let mut scipy = Command::new(&python);
            scipy.arg(&script).arg(folder.join(format!("{n}.f64"))).envs(engines::threads(1));
            let output = scipy.output().context("SciPy does not start")?;
            ensure!(output.status.success(), "SciPy failed: {}", String::from_utf8_lossy(&output.stderr));
            let answers: Vec<Value> = [&own[..], &output.stdout]
                .into_iter()
                .map(serde_json::from_slice)
                .collect::<Result<_, _>>()?;
            let modes = apart(&numbers(&answers[0]["slowest"])?, &numbers(&answers[1]["slowest"])?);
            ensure!(modes <= SAME_MODES, "the slowest modes differ by {modes:e}");
            for (engine, answer) in answers.iter().enumerate() {
                for (stage, time) in numbers(&answer["times"])?.into_iter().enumerate() {
                    times.note(stage, n, engine, time);
                }
            }
            if round == 0 {
                synapses.push(answers[0]["synapses"].to_string());
            }
        }
    }
    println!("{}; medians; {} synapses.", engines::processor(), synapses.join(" and "));
    println!("\n{}", times.table(&STAGES, &names, &[(0, 1)]));
    println!("{}", times.growth(&STAGES, &names));
    Ok(())
}
