//! Screenshots of the page in the sizes and themes that people have.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use noise_prune_kit::server::Server;
use noise_prune_kit::webdriver::{Engine, Options, Session};
use noise_prune_kit::{screen, site as files, wait};
use serde_json::json;

use crate::driver::Driver;
use crate::project::Project;
use crate::site::{self, Extent};

/// Which screenshots are taken, and where they go.
#[derive(Default)]
pub struct Wanted {
    /// `target/shots` if there is none.
    pub out: Option<PathBuf>,
    /// The whole page, not only the window.
    pub full: bool,
    /// Those that have all of these in their names.
    pub only: Vec<String>,
}

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

/// Writes one PNG a scene, size and theme.
pub fn run(project: &Project, wanted: &Wanted) -> Result<()> {
    let names: Vec<String> = shots().map(|shot| shot.name()).collect();
    let shots: Vec<Shot> = shots().filter(|shot| wanted.has(&shot.name())).collect();
    ensure!(!shots.is_empty(), "no screenshot is called so; there are {}", names.join(", "));
    let out = wanted.out.clone().unwrap_or_else(|| project.target.join("shots"));
    fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
    let folder = project.target.join("site");
    site::build(project, Extent::Page, &folder)?;
    let server = Server::start(move |target| files::answer(&folder, target))?;
    let driver = Driver::start(project, Engine::Chromium)?;
    let session = Session::start(&driver.url, Engine::Chromium, &Options::default())?;
    for shot in shots {
        screen::resize(&session, shot.size, 1.0)?;
        session.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true }))?;
        screen::prefer(&session, "prefers-color-scheme", shot.theme)?;
        session.open("about:blank")?; // a new hash alone would not load the page anew
        session.open(&format!("{}#{}", server.url, shot.link))?;
        settle(&session)?;
        let file = out.join(format!("{}.png", shot.name()));
        photograph(&session, wanted.full, &file)?;
        println!("{}", file.display());
    }
    Ok(())
}

impl Wanted {
    fn has(&self, name: &str) -> bool {
        self.only.iter().all(|part| name.contains(part.as_str()))
    }
}

/// One screenshot.
struct Shot {
    scene: &'static str,
    link: &'static str,
    size: (u32, u32),
    theme: &'static str,
}

impl Shot {
    fn name(&self) -> String {
        let (width, height) = self.size;
        format!("{}-{width}x{height}-{}", self.scene, self.theme)
    }
}

fn shots() -> impl Iterator<Item = Shot> {
    SCENES.into_iter().flat_map(|(scene, link)| {
        let themes = move |size| THEMES.into_iter().map(move |theme| Shot { scene, link, size, theme });
        SIZES.into_iter().flat_map(themes)
    })
}

/// Waits until the run stands where its link wants it, and everything is drawn.
fn settle(session: &Session) -> Result<()> {
    let state = || session.run("return document.documentElement.dataset.state ?? ''", json!([]));
    let settled = wait::until(PATIENCE, || -> Result<bool> {
        let state = state()?;
        ensure!(state != "error", "the page is in trouble");
        Ok((state == "paused" || state == "done") && session.run(HAS_PICTURES, json!([]))? == true)
    })?;
    ensure!(settled, "waited in vain for the stage's pictures; the page is in the state {}", state()?);
    thread::sleep(SETTLING);
    session.run("scrollTo(0, 0); document.activeElement.blur()", json!([]))?;
    Ok(())
}

fn photograph(session: &Session, full: bool, file: &Path) -> Result<()> {
    let shot = session
        .devtools("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": full }))?;
    let png = STANDARD.decode(shot["data"].as_str().context("the browser took no picture")?)?;
    fs::write(file, png).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    //! Strategy: the names by which screenshots are chosen.
    use super::*;

    #[test]
    fn screenshots_are_chosen_by_parts_of_their_names() {
        let chosen = |only: &[&str]| {
            let only = only.iter().map(|part| part.to_string()).collect();
            let wanted = Wanted { only, ..Wanted::default() };
            shots().map(|shot| shot.name()).filter(|name| wanted.has(name)).collect::<Vec<_>>()
        };
        assert_eq!(chosen(&[]).len(), SCENES.len() * SIZES.len() * THEMES.len());
        assert_eq!(chosen(&["prune", "390x844", "dark"]), ["3-prune-390x844-dark"]);
        assert!(chosen(&["moon"]).is_empty());
    }
}
