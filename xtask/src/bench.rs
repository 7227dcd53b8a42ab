//! How fast the stages of a run are in the browser, beside other programs on the same matrices.
//!
//! All programs take turns in rounds, one at a time, so that whatever else the machine does meets them alike.

mod engines;
pub mod large;
pub mod sparse;
mod table;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use noise_prune_kit::server::Server;
use noise_prune_kit::site as files;
use noise_prune_kit::webdriver::{Engine as Browser, Options, Session};
use serde_json::json;

use crate::driver::Driver;
use crate::project::Project;
use crate::site::empty;
use crate::wasm::{Features, Form, Profile, bind, compile};
use engines::Engine;
use table::Times;

/// What all programs do, by the name in questions and in the table; then what only the page does.
const STAGES: [(&str, &str); 8] = [
    ("covariance", "covariance"),
    ("eigenvalues", "eigenvalues"),
    ("modes", "eigenvalues and vectors"),
    ("network", "making the network"),
    ("place", "placing its neurons"),
    ("rule", "importances, K, probabilities"),
    ("prune", "one run's prune"),
    ("preparation", "all preparation"),
];
const SHARED: usize = 3;

/// Numbers of neurons, and rounds for each.
const FULL: [(usize, usize); 5] = [(100, 9), (200, 9), (300, 9), (500, 7), (1000, 3)];
const QUICK: [(usize, usize); 3] = [(100, 3), (200, 3), (300, 3)];

/// From this many neurons on ml-matrix, which then takes many seconds, is in the first round only.
const ONCE: usize = 1000;

/// A stage is repeated until this has passed, in ms: the clocks of browsers are coarse.
const LEAST: f64 = 40.0;

/// Results may differ by this, relatively.
const SAME: f64 = 1e-8;

/// And the slowest modes of large sparse networks, which are searched for, by this.
const SAME_MODES: f64 = 1e-5;

/// Eigenpairs and right angles may be off by this.
const ACCURATE: f64 = 1e-10;

/// The page's code, the first engine.
const OURS: usize = 0;

/// The package that is timed.
const PACKAGE: &str = "noise-prune-bench";

const PAGE: &str = "<!doctype html><meta charset=\"utf-8\"><title>bench</title>\
    <script type=\"module\" src=\"page.js\"></script>";

/// Prints a table of times, ratios and growth.
pub fn run(project: &Project, quick: bool) -> Result<()> {
    let folder = project.target.join("bench");
    build(project, &folder)?;
    let server = Server::start(move |target| files::answer(&folder, target))?;
    let driver = Driver::start(project, Browser::Chromium)?;
    let session = Session::start(&driver.url, Browser::Chromium, &Options::default())?;
    session.open(&server.url)?;
    let mut engines = vec![
        Engine::page(&session, "page (wasm)", "noise-prune"),
        Engine::page(&session, "nalgebra 0.35 (wasm)", "nalgebra"),
        Engine::ml_matrix(project)?,
    ];
    match Engine::numpy(project)? {
        Some(numpy) => engines.push(numpy),
        None => println!("The column of NumPy is missing: it is not installed, and could not be."),
    }
    let mut times = Times::default();
    for (n, rounds) in if quick { &QUICK[..] } else { &FULL } {
        measure(&mut engines, *n, *rounds, &project.target.join("bench"), &mut times)?;
    }
    report(&session, &engines, &times)
}

/// Builds what is timed into a folder: the program as the page has it, with no page around it.
fn build(project: &Project, folder: &Path) -> Result<()> {
    let wasm = compile(project, PACKAGE, Profile::Release, Features::Simd)?;
    empty(folder)?;
    bind(&wasm, Profile::Release, Form::Module, &folder.join("pkg"))?;
    fs::write(folder.join("index.html"), PAGE)?;
    fs::write(folder.join("page.js"), include_str!("bench/page.js"))?;
    Ok(())
}

/// All rounds at one size, after making sure that all engines compute the same.
fn measure(engines: &mut [Engine], n: usize, rounds: usize, folder: &Path, times: &mut Times) -> Result<()> {
    let file = folder.join(format!("{n}.f64"));
    let matrix = engines[OURS].load(n, &file)?;
    let matrix = STANDARD.decode(matrix.as_str().context("the page gave no matrix")?)?;
    ensure!(matrix.len() == 8 * n * n, "the page gave {} bytes for {n} neurons", matrix.len());
    fs::write(&file, matrix).with_context(|| format!("cannot write {}", file.display()))?;
    for engine in &mut engines[1..] {
        engine.load(n, &file)?;
    }
    agree(engines)?;
    for round in 0..rounds {
        eprintln!("n = {n}, round {} of {rounds}", round + 1);
        for (stage, (word, _)) in STAGES.iter().enumerate() {
            let count = if stage < SHARED { engines.len() } else { 1 };
            for turn in 0..count {
                let engine = (turn + round) % count; // another one begins each time
                if n < ONCE || round == 0 || !engines[engine].name.starts_with("ml-matrix") {
                    times.note(stage, n, engine, engines[engine].time(word, LEAST)?);
                }
            }
        }
    }
    Ok(())
}

/// Fails unless the engines' results are the same, and their eigenvectors are eigenvectors.
fn agree(engines: &mut [Engine]) -> Result<()> {
    for (stage, _) in &STAGES[..SHARED] {
        let mut first = None;
        for engine in &mut *engines {
            let mut got = engine.check(stage)?;
            if *stage != "covariance" {
                got.sort_by(f64::total_cmp);
            }
            let want = first.get_or_insert_with(|| got.clone());
            let apart = apart(want, &got);
            ensure!(apart <= SAME, "{}: its {stage} differ by {apart:e}", engine.name);
        }
    }
    for engine in &mut *engines {
        let errors = engine.errors()?;
        let accurate = errors.len() == 2 && errors.iter().all(|error| *error <= ACCURATE);
        ensure!(accurate, "{}: its eigenvectors are off by {errors:?}", engine.name);
    }
    for (stage, _) in &STAGES[SHARED..] {
        let got = engines[OURS].check(stage)?;
        ensure!(!got.is_empty() && got.iter().all(|x| x.is_finite()), "{stage} came to {got:?}");
    }
    Ok(())
}

/// The largest relative difference; infinite where the lists are not comparable.
fn apart(want: &[f64], got: &[f64]) -> f64 {
    if want.is_empty() || want.len() != got.len() || !got.iter().all(|x| x.is_finite()) {
        return f64::INFINITY;
    }
    let differences = want.iter().zip(got).map(|(want, got)| (got - want).abs() / want.abs());
    differences.fold(0.0, f64::max)
}

fn report(session: &Session, engines: &[Engine], times: &Times) -> Result<()> {
    let browser = session.run("return navigator.userAgent.match(/Chrome\\/[0-9.]+/)?.[0]", json!([]))?;
    println!("{}; headless {}; medians.", engines::processor(), browser.as_str().unwrap_or("browser"));
    if times.has(ONCE) {
        println!("At n = {ONCE} ml-matrix is timed once.");
    }
    let names: Vec<&str> = engines.iter().map(|engine| engine.name.as_str()).collect();
    let stages = STAGES.map(|(_, name)| name);
    // Ours over NumPy, ml-matrix and nalgebra over ours.
    let mut ratios = vec![(2, OURS), (1, OURS)];
    if engines.len() > 3 {
        ratios.insert(0, (OURS, 3));
    }
    println!("\n{}", times.table(&stages, &names, &ratios));
    println!("{}", times.growth(&stages, &names));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_seen() {
        assert_eq!(apart(&[1.0, -4.0], &[1.0, -5.0]), 0.25);
        assert_eq!(apart(&[1.0], &[1.0, 2.0]), f64::INFINITY);
        assert_eq!(apart(&[1.0, 2.0], &[f64::NAN, 2.0]), f64::INFINITY);
        assert_eq!(apart(&[], &[]), f64::INFINITY);
    }
}
