//! The authors' largest figure as a whole run, natively, beside NumPy with as many threads.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::engines;
use crate::project::Project;

/// Neurons of the figure.
pub const N: usize = 10_000;
/// Proportions of the clusters, long synapses a neuron, kept fraction.
const SIZES: &str = "66,10,16,1,1,1,1,1,1,1,1";
const LONG: &str = "0.5";
const KEEP: &str = "0.03";

/// How often the memory of the program is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// The figure with so many neurons.
pub fn link(n: usize) -> String {
    format!("v=1&net=clustered&n={n}&sizes={SIZES}&long={LONG}&keep={KEEP}")
}

/// Runs both, one after the other, and prints what each took.
pub fn run(project: &Project, n: usize) -> Result<()> {
    project.cargo(&["build", "--release", "--example", "headless"], &[])?;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    println!("{}; n = {n}, {threads} threads each.", engines::processor());
    let link = link(n);
    let folder = project.target.join("bench");
    fs::create_dir_all(&folder)?;
    let out = folder.join("large.json");
    let (seconds, megabytes) = timed(
        Command::new(project.target.join("release/examples/headless")).arg(&link).arg("--out").arg(&out),
    )?;
    println!("headless '{link}'\n  {seconds:.0} s, {megabytes:.0} MB at most");
    let report: Value = serde_json::from_str(&fs::read_to_string(&out)?)?;
    println!(
        "  {} synapses, implied eps {:.3}",
        report["synapses"],
        report["implied_eps"].as_f64().unwrap_or(f64::NAN)
    );
    let Some((python, version)) = engines::python(project, &engines::NUMPY) else {
        bail!("NumPy is not installed, and could not be");
    };
    let output = Command::new(python)
        .arg(project.root.join("xtask/src/bench/whole_run.py"))
        .args([&n.to_string(), SIZES, LONG, KEEP])
        .envs(engines::threads(threads))
        .output()
        .context("NumPy does not start")?;
    ensure!(output.status.success(), "NumPy failed: {}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout)?;
    let numpy = answer["seconds"].as_f64().context("no time")?;
    println!(
        "NumPy {version}\n  {numpy:.0} s, {:.0} MB at most: {}",
        answer["megabytes"].as_f64().unwrap_or(0.0),
        answer["stages"]
    );
    println!("headless / NumPy: {:.2}", seconds / numpy);
    Ok(())
}

/// Seconds that a program takes, and the most memory (MB) that it was seen to hold; 0 where the system does not tell.
fn timed(command: &mut Command) -> Result<(f64, f64)> {
    let start = Instant::now();
    let mut process = command.spawn().context("headless does not start")?;
    let mut most: f64 = 0.0;
    loop {
        if let Some(status) = process.try_wait()? {
            ensure!(status.success(), "headless failed");
            return Ok((start.elapsed().as_secs_f64(), most));
        }
        let told = fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap_or_default();
        let peak = told
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        most = most.max(peak.unwrap_or(0.0) / 1024.0);
        thread::sleep(LOOK);
    }
}
