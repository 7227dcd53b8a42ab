//! Everything that must hold before a change is good, in the order of what fails soonest.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, anyhow};
use noise_prune_kit::webdriver::Engine;

use crate::axe;
use crate::driver::{self, Driver};
use crate::package;
use crate::project::Project;
use crate::site::{self, Extent};
use crate::wasm;
use crate::weight;

/// What is tested, and where.
#[derive(Default)]
pub struct Wanted {
    /// All of them if there are none.
    pub steps: Vec<Step>,
    /// Of the page's tests, those that have this in their names.
    pub only: Option<String>,
    /// The browsers of the page's tests; Chromium if there are none.
    pub browsers: Vec<Engine>,
    /// The long tests of the page, in place of all others.
    pub soak: bool,
    /// Without what takes long and is seldom hurt: see [`SELDOM`].
    pub quick: bool,
}

/// The long tests of the page have this in their names.
const SOAK: &str = "soak::";

/// Seldom hurt, or slow: the page as one file, the package with it, the program for browsers without SIMD, and times with
/// large networks.
const SELDOM: [&str; 4] = ["single::", "package::", "plain::", "timing::"];

/// So many tests of the page run at a time, each in a browser of its own: they mostly wait.
const AT_A_TIME: &str = "--test-threads=2";

impl Wanted {
    fn extent(&self) -> Extent {
        if self.quick { Extent::Page } else { Extent::Whole }
    }

    /// What the tests' program is told of the tests that are wanted.
    fn filter(&self) -> Vec<String> {
        let only = self.only.clone().unwrap_or_default();
        if self.soak {
            return vec![format!("{SOAK}{only}")];
        }
        let skipped = [SOAK].into_iter().chain(self.quick.then_some(SELDOM).into_iter().flatten());
        let skipped = skipped.flat_map(|name| ["--skip".into(), name.into()]);
        skipped.chain(self.only.clone()).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Format,
    Clippy,
    ClippyWasm,
    Native,
    Weight,
    Page,
}

impl Step {
    const ALL: [Self; 6] =
        [Self::Format, Self::Clippy, Self::ClippyWasm, Self::Native, Self::Weight, Self::Page];

    fn name(self) -> &'static str {
        match self {
            Self::Format => "fmt",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy-wasm",
            Self::Native => "native",
            Self::Weight => "weight",
            Self::Page => "page",
        }
    }

    fn run(self, project: &Project, wanted: &Wanted) -> Result<()> {
        let cargo = |line: &str| project.cargo(&line.split(' ').collect::<Vec<_>>(), &[]);
        match self {
            Self::Format => cargo("fmt --all --check"),
            Self::Clippy => cargo("clippy --workspace --all-targets -- -D warnings"),
            Self::ClippyWasm => cargo(
                "clippy --package noise-prune --package noise-prune-bench --target wasm32-unknown-unknown --lib -- -D warnings",
            ),
            Self::Native => cargo("test --workspace"),
            Self::Weight => weight(project, wanted),
            Self::Page => page(project, wanted),
        }
    }
}

impl FromStr for Step {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            anyhow!("there is no step '{name}'; the steps are {names}")
        })
    }
}

/// Runs the chosen steps, or all if none is chosen, and stops at the first that fails.
pub fn run(project: &Project, wanted: &Wanted) -> Result<()> {
    let is_wanted = |step: &Step| match wanted.soak {
        true => *step == Step::Page,
        false => wanted.steps.is_empty() || wanted.steps.contains(step),
    };
    let steps: Vec<_> = Step::ALL.into_iter().filter(is_wanted).collect();
    if steps.contains(&Step::Page) && wanted.browsers.len() < 2 {
        // First of all: nobody should wait for a build to learn that there is no browser.
        let engine = wanted.browsers.first().copied().unwrap_or_default();
        timed("browser", || driver::ensure_installed(project, engine))?;
    }
    if steps.iter().any(|step| matches!(step, Step::ClippyWasm | Step::Weight | Step::Page)) {
        wasm::ensure_target()?;
    }
    let mut times = Vec::new();
    for step in steps {
        let time = timed(step.name(), || step.run(project, wanted))?;
        times.push(format!("{} {:.1} s", step.name(), time.as_secs_f64()));
    }
    println!("\nall good: {}", times.join(", "));
    Ok(())
}

/// Runs something under a heading, and says how long it took.
fn timed(name: &str, work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    println!("\n== {name}");
    let start = Instant::now();
    let outcome = work();
    let time = start.elapsed();
    println!("== {name}: {} in {:.1} s", if outcome.is_ok() { "ok" } else { "failed" }, time.as_secs_f64());
    outcome.map(|()| time)
}

/// The folder of the site, which is built.
fn built(project: &Project, wanted: &Wanted) -> Result<PathBuf> {
    let folder = project.target.join("site");
    site::build(project, wanted.extent(), &folder)?;
    Ok(folder)
}

fn weight(project: &Project, wanted: &Wanted) -> Result<()> {
    weight::weigh(&built(project, wanted)?)
}

/// The tests in `tests/page`, against the page as people get it, in one browser after another. One that cannot be
/// started is said to be left out, if there are others; one whose tests fail does not keep the others from theirs.
fn page(project: &Project, wanted: &Wanted) -> Result<()> {
    // The page's numbers are compared with those of this program. The whole workspace is selected, here and
    // below, so that dependencies have the same features as in the step `native` and are not built again.
    project.cargo(&["build", "--workspace", "--example", "headless"], &[])?;
    let site = built(project, wanted)?;
    let chosen = if wanted.browsers.is_empty() { vec![Engine::default()] } else { wanted.browsers.clone() };
    let (mut said, mut failed) = (Vec::new(), Vec::new());
    for engine in &chosen {
        match Driver::start_all(project, *engine) {
            Err(error) if chosen.len() > 1 => said.push(format!("{}: not started: {error:#}", engine.name())),
            Err(error) => return Err(error),
            Ok(drivers) => {
                println!("\n-- {}", engine.name());
                let outcome = page_in(project, wanted, *engine, &drivers, site.clone());
                said.push(format!("{}: {}", engine.name(), if outcome.is_ok() { "ok" } else { "failed" }));
                failed.extend(outcome.err());
            }
        }
    }
    println!("\n{}", said.join("\n"));
    failed.into_iter().next().map_or(Ok(()), Err)
}

fn page_in(
    project: &Project,
    wanted: &Wanted,
    engine: Engine,
    drivers: &[Driver],
    site: PathBuf,
) -> Result<()> {
    let name =
        |path: PathBuf| path.to_str().map(String::from).context("the target directory's name is not UTF-8");
    let headless = format!("debug/examples/headless{}", std::env::consts::EXE_SUFFIX);
    let (headless, axe) = (name(project.target.join(headless))?, name(axe::script(project)?)?);
    let mut packed = Vec::new();
    if wanted.extent() == Extent::Whole {
        let folder = project.target.join("npm");
        package::write(project, &site, &folder)?;
        packed.push(("NOISE_PRUNE_PACKAGE", name(folder)?));
        packed.push(("NOISE_PRUNE_BUNDLER", name(package::bundler(project)?)?));
    }
    let site = name(site)?;
    let urls: Vec<&str> = drivers.iter().map(|driver| driver.url.as_str()).collect();
    let urls = urls.join(" ");
    let mut environment = vec![
        ("NOISE_PRUNE_AXE", axe.as_str()),
        ("NOISE_PRUNE_BROWSER", engine.name()),
        ("NOISE_PRUNE_HEADLESS", &headless),
        ("NOISE_PRUNE_SITE", &site),
        ("NOISE_PRUNE_WEBDRIVER", &urls),
    ];
    environment.extend(packed.iter().map(|(key, value)| (*key, value.as_str())));
    let filter = wanted.filter();
    // The long tests compare what one page holds over time: nothing else runs beside them.
    let at_a_time = if wanted.soak { "--test-threads=1" } else { AT_A_TIME };
    let mut arguments =
        vec!["test", "--workspace", "--test", "page", "--", "--ignored", "--nocapture", at_a_time];
    arguments.extend(filter.iter().map(String::as_str));
    project.cargo(&arguments, &environment)
}

#[cfg(test)]
mod tests {
    //! Strategy: what the tests' program is told for each kind of wish.
    use super::*;

    #[test]
    fn only_the_wanted_tests_of_the_page_are_run() {
        let only = Some("kept".into());
        let filter = |quick, soak, only| Wanted { quick, soak, only, ..Wanted::default() }.filter().join(" ");
        assert_eq!(filter(false, false, None), "--skip soak::");
        assert_eq!(filter(false, false, only.clone()), "--skip soak:: kept");
        assert_eq!(
            filter(true, false, None),
            "--skip soak:: --skip single:: --skip package:: --skip plain:: --skip timing::"
        );
        assert_eq!(filter(true, true, only), "soak::kept");
    }
}
