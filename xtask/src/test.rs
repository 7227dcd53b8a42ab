//! Everything that must hold before a change is good, in the order of what fails soonest.

use std::fs;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, anyhow};

use crate::axe;
use crate::browser::{self, Driver};
use crate::build::{self, Profile};
use crate::dist;
use crate::project::Project;
use crate::serve::{self, SiteServer};
use crate::single;

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

    fn run(self, project: &Project, only: Option<&str>) -> Result<()> {
        let cargo = |line: &str| project.cargo(&line.split(' ').collect::<Vec<_>>(), &[]);
        match self {
            Self::Format => cargo("fmt --all --check"),
            Self::Clippy => cargo("clippy --workspace --all-targets -- -D warnings"),
            Self::ClippyWasm => cargo(
                "clippy --package noise-prune --package noise-prune-bench --target wasm32-unknown-unknown --lib -- -D warnings",
            ),
            Self::Native => cargo("test --workspace"),
            Self::Weight => weight(project),
            Self::Page => page(project, only),
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

/// Runs the chosen steps, or all if none is chosen, and stops at the first that fails. Of the page's tests it
/// runs those that have `only` in their names.
pub fn run(project: &Project, chosen: &[Step], only: Option<&str>) -> Result<()> {
    let steps = Step::ALL.into_iter().filter(|step| chosen.is_empty() || chosen.contains(step));
    let steps: Vec<_> = steps.collect();
    if steps.contains(&Step::Page) {
        // First of all: nobody should wait for a build to learn that there is no browser.
        timed("browser", browser::ensure_installed)?;
    }
    if steps.iter().any(|step| matches!(step, Step::ClippyWasm | Step::Weight | Step::Page)) {
        build::ensure_wasm_target()?;
    }
    let mut times = Vec::new();
    for step in steps {
        let time = timed(step.name(), || step.run(project, only))?;
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

fn weight(project: &Project) -> Result<()> {
    let site = project.target.join("site");
    build::site(project, Profile::Release, &site)?;
    dist::weigh(&site)
}

/// The tests in `tests/page`, against the page as people get it.
fn page(project: &Project, only: Option<&str>) -> Result<()> {
    // The page's numbers are compared with those of this program. The whole workspace is selected, here and
    // below, so that dependencies have the same features as in the step `native` and are not built again.
    project.cargo(&["build", "--workspace", "--example", "headless"], &[])?;
    let headless =
        project.target.join("debug/examples").join(format!("headless{}", std::env::consts::EXE_SUFFIX));
    let headless = headless.to_str().context("the target directory's name is not UTF-8")?;
    let axe = axe::script(project)?;
    let axe = axe.to_str().context("the target directory's name is not UTF-8")?;
    let bench = Bench::start(project)?;
    let single = project.target.join("site").join(single::NAME);
    let single = single.to_str().context("the target directory's name is not UTF-8")?;
    let environment = [
        ("NOISE_PRUNE_AXE", axe),
        ("NOISE_PRUNE_SINGLE", single),
        ("NOISE_PRUNE_PAGE", bench.site.url.as_str()),
        ("NOISE_PRUNE_WEBDRIVER", &bench.driver.url),
        ("NOISE_PRUNE_HEADLESS", headless),
    ];
    // One browser at a time: a second one would disturb the first one's timing.
    let mut arguments = vec!["test", "--workspace", "--test", "page"];
    arguments.extend(["--", "--ignored", "--test-threads=1", "--nocapture"]);
    arguments.extend(only);
    project.cargo(&arguments, &environment)
}

/// The page being served, and a driver to look at it with. Both end when it is dropped.
pub struct Bench {
    pub driver: Driver,
    pub site: SiteServer,
}

impl Bench {
    pub fn start(project: &Project) -> Result<Self> {
        browser::ensure_installed()?;
        let folder = project.target.join("site");
        build::site(project, Profile::Release, &folder)?;
        Self::of(project, folder)
    }

    /// The same for a folder that is built already.
    pub fn of(project: &Project, folder: PathBuf) -> Result<Self> {
        browser::ensure_installed()?;
        let log = project.target.join("chromedriver.log");
        fs::write(&log, "").with_context(|| format!("cannot write {}", log.display()))?;
        Ok(Self { site: SiteServer::start(serve::listen(0)?, folder)?, driver: Driver::start(&log)? })
    }
}
