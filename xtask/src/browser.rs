//! Chromium and its driver: found, installed where we may, started and stopped.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

const WHAT_TO_INSTALL: &str = "the page's tests need chromium and chromedriver: \
    install Debian's packages chromium and chromium-driver, or put both programs on the PATH";

/// How long the driver may take to start, and to close its browsers.
const PATIENCE: Duration = Duration::from_secs(20);

/// Makes sure that there are a browser and a driver, installing them if this is root's Debian.
pub fn ensure_installed() -> Result<()> {
    if installed() {
        return Ok(());
    }
    ensure!(may_install(), WHAT_TO_INSTALL);
    apt_get(&["update"])?;
    apt_get(&["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"])?;
    ensure!(installed(), WHAT_TO_INSTALL);
    Ok(())
}

/// Makes sure that there is a program, installing Debian's package for it if this is root's Debian.
pub fn ensure_program(name: &str, package: &str) -> Result<()> {
    if program(name).is_some() {
        return Ok(());
    }
    ensure!(may_install(), "the page's tests need {name}: install it and put it on the PATH");
    apt_get(&["update"])?;
    apt_get(&["install", "-y", "--no-install-recommends", package])
}

fn installed() -> bool {
    program("chromium").is_some() && program("chromedriver").is_some()
}

fn may_install() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    root && program("apt-get").is_some()
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let status = Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .context("apt-get does not start")?;
    ensure!(status.success(), "`apt-get {}` failed; {WHAT_TO_INSTALL}", arguments.join(" "));
    Ok(())
}

/// Where a program lies, on the PATH or in /usr/bin.
fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain([PathBuf::from("/usr/bin")])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// A running chromedriver. Dropping it closes its browsers too, and leaves none of their files behind.
pub struct Driver {
    pub url: String,
    process: Child,
    /// Where the browsers keep their profiles and sockets. The path is short, as a socket's must be.
    scratch: PathBuf,
}

impl Driver {
    /// Starts chromedriver on a free port, its complaints in the file `log`.
    pub fn start(log: &Path) -> Result<Self> {
        let chromedriver = program("chromedriver").context(WHAT_TO_INSTALL)?;
        let scratch = env::temp_dir().join(format!("noise-prune-{}", process::id()));
        fs::create_dir_all(&scratch).with_context(|| format!("cannot make {}", scratch.display()))?;
        let process = Command::new(chromedriver)
            .args(["--port=0", "--log-level=WARNING"])
            .arg(format!("--log-path={}", log.display()))
            .env("TMPDIR", &scratch)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver does not start")?;
        let mut driver = Self { url: String::new(), process, scratch };
        let port = driver.announced_port()?;
        driver.url = format!("http://127.0.0.1:{port}");
        Ok(driver)
    }

    /// The port that chromedriver's greeting names, once it listens there.
    fn announced_port(&mut self) -> Result<u16> {
        let greeting = self.process.stdout.take().context("chromedriver has no output")?;
        for line in BufReader::new(greeting).lines() {
            if let Some((_, port)) = line?.split_once("started successfully on port ") {
                return port.trim_end_matches('.').parse().context("chromedriver's port is no number");
            }
        }
        bail!("chromedriver stopped before it listened")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Killing the driver would leave its browsers behind; asked to shut down, it closes them.
        let _ = ureq::get(format!("{}/shutdown", self.url)).call();
        let deadline = Instant::now() + PATIENCE;
        while matches!(self.process.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.scratch);
    }
}
