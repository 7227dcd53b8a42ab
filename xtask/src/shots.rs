//! Screenshots of the page in the sizes and themes that people have.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::project::Project;
use crate::test::Bench;
use crate::webdriver::{Engine as Browser, Options, Session};

const SIZES: [(u32, u32); 3] = [(1440, 900), (1024, 768), (390, 844)];
const THEMES: [&str; 2] = ["light", "dark"];

/// What is photographed: a name, and a link that says where the run stands.
const SCENES: [(&str, &str); 6] = [
    ("1-listen", "v=1&net=clustered&seed=35&stage=listen&paused"),
    ("2-score", "v=1&net=clustered&seed=35&stage=score&paused"),
    ("3-prune", "v=1&net=clustered&seed=35&stage=prune&at=900&paused"),
    ("4-compare", "v=1&net=clustered&seed=35&stage=compare&paused"),
    ("barbell", "v=1&net=barbell&seed=17&stage=compare&paused"),
    ("worm-gap", "v=1&net=worm-gap&seed=5&stage=compare&paused"),
];

/// The networks are compared after everything else.
const HAS_PICTURES: &str = "return document.documentElement.dataset.stage !== 'compare'
    || !document.getElementById('figure-traces').hidden";

/// The page must be ready, or done, within this.
const PATIENCE: Duration = Duration::from_secs(60);

/// The numbers follow the state, and the pictures follow the numbers, within this.
const SETTLING: Duration = Duration::from_millis(600);

/// Writes one PNG a scene, size and theme; `full` has the whole page in it, not only the window.
pub fn run(project: &Project, out: Option<PathBuf>, full: bool) -> Result<()> {
    let out = out.unwrap_or_else(|| project.target.join("shots"));
    fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let bench = Bench::start(project)?;
    let session = Session::start(&bench.driver.url, Browser::Chromium, &Options::default())?;
    for (name, link) in SCENES {
        for (width, height) in SIZES {
            for theme in THEMES {
                emulate(&session, width, height, theme)?;
                session.open("about:blank")?; // a new hash alone would not load the page anew
                session.open(&format!("{}#{link}", bench.site.url))?;
                settle(&session)?;
                let file = out.join(format!("{name}-{width}x{height}-{theme}.png"));
                photograph(&session, full, &file)?;
                println!("{}", file.display());
            }
        }
    }
    Ok(())
}

fn emulate(session: &Session, width: u32, height: u32, theme: &str) -> Result<()> {
    let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
    session.devtools("Emulation.setDeviceMetricsOverride", screen)?;
    session.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true }))?;
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    session.devtools("Emulation.setEmulatedMedia", media)?;
    Ok(())
}

/// Waits until the run stands where its link wants it, and everything is drawn.
fn settle(session: &Session) -> Result<()> {
    wait_for(session, &["paused", "done"])?;
    wait_until(session, "its stage has its pictures", HAS_PICTURES, json!([]))?;
    thread::sleep(SETTLING);
    session.run("scrollTo(0, 0); document.activeElement.blur()", json!([]))?;
    Ok(())
}

fn wait_for(session: &Session, states: &[&str]) -> Result<()> {
    let condition = "return arguments[0].includes(document.documentElement.dataset.state)";
    wait_until(session, &states.join(" or "), condition, json!([states]))
}

/// Waits until a function's body returns true.
fn wait_until(session: &Session, what: &str, condition: &str, arguments: Value) -> Result<()> {
    let start = Instant::now();
    while session.run(condition, arguments.clone())? != true {
        let state = state(session)?;
        if start.elapsed() > PATIENCE || state == "error" {
            bail!("waited in vain until {what}; the page is in the state '{state}'");
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn state(session: &Session) -> Result<String> {
    let state = session.run("return document.documentElement.dataset.state", json!([]))?;
    Ok(state.as_str().unwrap_or("").into())
}

fn photograph(session: &Session, full: bool, file: &Path) -> Result<()> {
    let shot = session
        .devtools("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": full }))?;
    let png = STANDARD.decode(shot["data"].as_str().context("the browser took no picture")?)?;
    fs::write(file, png).with_context(|| format!("cannot write {}", file.display()))
}
