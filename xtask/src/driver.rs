//! Browsers and their drivers: installed where we may, started and stopped.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use noise_prune_kit::wait;
use noise_prune_kit::webdriver::Engine;

use crate::install::{built, ensure_built, ensure_program, program};
use crate::project::Project;

/// Firefox's driver is in no package of Debian; cargo builds this version.
const GECKODRIVER: &str = "0.37.1";

/// Drivers of other browsers than Chromium open one browser at a time. So many of them are as good as one that opens
/// several: two tests at a time, with two browsers each.
const SEVERAL: usize = 4;

/// Drivers that this program has started.
static STARTED: AtomicUsize = AtomicUsize::new(0);

/// How long a driver may take to start, and to close its browsers.
const PATIENCE: Duration = Duration::from_secs(20);

/// The programs that a browser's tests need, each with Debian's package for it. Firefox's driver is not among
/// them. WebKit's browser opens windows, so it gets a screen that nobody sees.
fn needs(engine: Engine) -> &'static [(&'static str, &'static str)] {
    match engine {
        Engine::Chromium => &[("chromium", "chromium"), ("chromedriver", "chromium-driver")],
        Engine::Firefox => &[("firefox-esr", "firefox-esr")],
        Engine::WebKit => &[("WebKitWebDriver", "webkit2gtk-driver"), ("Xvfb", "xvfb")],
    }
}

/// Makes sure that there are a browser and a driver, installing them if this is root's Debian.
pub fn ensure_installed(project: &Project, engine: Engine) -> Result<()> {
    for (name, package) in needs(engine) {
        ensure_program(name, package)?;
    }
    if engine == Engine::Firefox && geckodriver(project).is_none() {
        ensure_built(project, "geckodriver", GECKODRIVER)?;
    }
    Ok(())
}

fn geckodriver(project: &Project) -> Option<PathBuf> {
    let built = built(project, "geckodriver");
    program("geckodriver").or(Some(built).filter(|file| file.is_file()))
}

/// A running driver. Dropping it closes its browsers too, and leaves none of their files behind.
pub struct Driver {
    pub url: String,
    engine: Engine,
    process: Child,
    screen: Option<Child>,
    /// Where the browsers keep their profiles and sockets. The path is short, as a socket's must be.
    scratch: PathBuf,
}

impl Driver {
    /// Starts a browser's driver on a free port, after installing what is missing. Its complaints go into a file.
    pub fn start(project: &Project, engine: Engine) -> Result<Self> {
        ensure_installed(project, engine)?;
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let log = project.target.join(format!("{}-driver-{number}.log", engine.name()));
        let scratch = env::temp_dir().join(format!("noise-prune-{}-{number}", process::id()));
        fs::create_dir_all(&scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
        // The listener goes, and leaves the driver its port.
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr())?.port();
        let complaints = fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut command = driver(project, engine, port)?;
        command.env("TMPDIR", &scratch).stdout(complaints.try_clone()?).stderr(complaints);
        let screen = (engine == Engine::WebKit).then(screen).transpose()?;
        if let Some((_, number)) = &screen {
            // Where there is no graphics processor, WebKit imitates one unless it is told to draw without: a window of the page then
            // had 1.3 frames a second, and has 40 (two processors, busy).
            command.env("DISPLAY", format!(":{number}")).env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        }
        let process =
            command.spawn().with_context(|| format!("{}'s driver does not start", engine.name()))?;
        let url = format!("http://127.0.0.1:{port}");
        let mut driver = Self { url, engine, process, screen: screen.map(|(screen, _)| screen), scratch };
        driver.await_answer()?;
        Ok(driver)
    }

    /// Starts as many drivers as the page's tests need.
    pub fn start_all(project: &Project, engine: Engine) -> Result<Vec<Self>> {
        let count = if engine == Engine::Chromium { 1 } else { SEVERAL };
        (0..count).map(|_| Driver::start(project, engine)).collect()
    }

    /// Returns when the driver answers.
    fn await_answer(&mut self) -> Result<()> {
        let stopped = || anyhow!("{}'s driver stopped before it listened", self.engine.name());
        let answers = wait::until(PATIENCE, || match self.process.try_wait()? {
            Some(_) => Err(stopped()),
            None => Ok(ureq::get(format!("{}/status", self.url)).call().is_ok()),
        })?;
        answers.then_some(()).ok_or_else(stopped)
    }
}

fn driver(project: &Project, engine: Engine, port: u16) -> Result<Command> {
    let find = |name| program(name).with_context(|| format!("there is no {name}"));
    let mut command = match engine {
        Engine::Chromium => Command::new(find("chromedriver")?),
        Engine::Firefox => Command::new(geckodriver(project).context("there is no geckodriver")?),
        Engine::WebKit => Command::new(find("WebKitWebDriver")?),
    };
    match engine {
        Engine::Chromium => command.arg("--log-level=WARNING"),
        Engine::Firefox => command.arg("--log=warn").arg("--binary").arg(find("firefox-esr")?),
        Engine::WebKit => command.arg("--host=127.0.0.1"),
    };
    command.arg(format!("--port={port}"));
    Ok(command)
}

/// A screen that nobody sees, and its number, which it chooses itself.
fn screen() -> Result<(Child, u32)> {
    let xvfb = program("Xvfb").context("there is no Xvfb")?;
    let mut screen = Command::new(xvfb)
        .args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("Xvfb does not start")?;
    let mut number = String::new();
    BufReader::new(screen.stdout.take().context("Xvfb has no output")?).read_line(&mut number)?;
    let number = number.trim().parse().context("Xvfb stopped before it had a screen")?;
    Ok((screen, number))
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.engine == Engine::Chromium {
            // Killing the driver would leave its browsers behind; asked to shut down, it closes them.
            let _ = ureq::get(format!("{}/shutdown", self.url)).call();
            let _ = wait::until(PATIENCE, || self.process.try_wait().map(|ended| ended.is_some()));
        } else {
            // The other drivers have no such word. What they have started are their children.
            let _ = Command::new("pkill").args(["-P", &self.process.id().to_string()]).status();
        }
        for process in [Some(&mut self.process), self.screen.as_mut()].into_iter().flatten() {
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = fs::remove_dir_all(&self.scratch);
    }
}
