//! Everything that must hold before a change is good, in the order of what fails soonest.

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
use crate::webdriver::Engine;

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
}

/// The long tests of the page have this in their names.
const SOAK: &str = "soak::";

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
            Self::Weight => weight(project),
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
        timed("browser", || browser::ensure_installed(project, engine))?;
    }
    if steps.iter().any(|step| matches!(step, Step::ClippyWasm | Step::Weight | Step::Page)) {
        build::ensure_wasm_target()?;
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

fn weight(project: &Project) -> Result<()> {
    let site = project.target.join("site");
    build::site(project, Profile::Release, &site)?;
    dist::weigh(&site)
}

/// The tests in `tests/page`, against the page as people get it, in one browser after another. One that cannot be
/// started is said to be left out, if there are others; one whose tests fail does not keep the others from theirs.
fn page(project: &Project, wanted: &Wanted) -> Result<()> {
    // The page's numbers are compared with those of this program. The whole workspace is selected, here and
    // below, so that dependencies have the same features as in the step `native` and are not built again.
    project.cargo(&["build", "--workspace", "--example", "headless"], &[])?;
    let site = serve_site(project)?;
    let chosen = if wanted.browsers.is_empty() { vec![Engine::default()] } else { wanted.browsers.clone() };
    let (mut said, mut failed) = (Vec::new(), Vec::new());
    for engine in &chosen {
        match start_driver(project, *engine) {
            Err(error) if chosen.len() > 1 => said.push(format!("{}: not started: {error:#}", engine.name())),
            Err(error) => return Err(error),
            Ok(driver) => {
                println!("\n-- {}", engine.name());
                let outcome = page_in(project, wanted, *engine, &driver, &site);
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
    driver: &Driver,
    site: &SiteServer,
) -> Result<()> {
    let name =
        |path: PathBuf| path.to_str().map(String::from).context("the target directory's name is not UTF-8");
    let headless = format!("debug/examples/headless{}", std::env::consts::EXE_SUFFIX);
    let (headless, axe) = (name(project.target.join(headless))?, name(axe::script(project)?)?);
    let single = name(project.target.join("site").join(single::NAME))?;
    let environment = [
        ("NOISE_PRUNE_AXE", axe.as_str()),
        ("NOISE_PRUNE_BROWSER", engine.name()),
        ("NOISE_PRUNE_HEADLESS", &headless),
        ("NOISE_PRUNE_PAGE", &site.url),
        ("NOISE_PRUNE_SINGLE", &single),
        ("NOISE_PRUNE_WEBDRIVER", &driver.url),
    ];
    // One browser at a time: a second one would disturb the first one's timing.
    let mut arguments = vec!["test", "--workspace", "--test", "page"];
    arguments.extend(["--", "--ignored", "--test-threads=1", "--nocapture"]);
    let long = format!("{SOAK}{}", wanted.only.as_deref().unwrap_or_default());
    match wanted.soak {
        true => arguments.push(&long),
        false => arguments.extend(["--skip", SOAK].into_iter().chain(wanted.only.as_deref())),
    }
    project.cargo(&arguments, &environment)
}

fn serve_site(project: &Project) -> Result<SiteServer> {
    let folder = project.target.join("site");
    build::site(project, Profile::Release, &folder)?;
    SiteServer::start(serve::listen(0)?, folder)
}

fn start_driver(project: &Project, engine: Engine) -> Result<Driver> {
    browser::ensure_installed(project, engine)?;
    Driver::start(project, engine, &project.target.join(format!("{}-driver.log", engine.name())))
}

/// The page being served, and a driver to look at it with. Both end when it is dropped.
pub struct Bench {
    pub driver: Driver,
    pub site: SiteServer,
}

impl Bench {
    pub fn start(project: &Project) -> Result<Self> {
        let folder = project.target.join("site");
        build::site(project, Profile::Release, &folder)?;
        Self::of(project, folder)
    }

    /// The same for a folder that is built already.
    pub fn of(project: &Project, folder: PathBuf) -> Result<Self> {
        let driver = start_driver(project, Engine::Chromium)?;
        Ok(Self { driver, site: SiteServer::start(serve::listen(0)?, folder)? })
    }
}
