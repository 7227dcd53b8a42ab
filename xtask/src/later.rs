//! What the first screen does not need of the program: found by watching a page that opens.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use noise_prune_kit::server::{Answer, Server};
use noise_prune_kit::webdriver::{Engine, Options, Session};
use noise_prune_kit::{screen, site as files, wait};
use serde_json::{Value, json};

use crate::driver::Driver;
use crate::project::{PAGE, Project};
use crate::site::{self, Extent};
use crate::split::{Program, PutOff, watched};
use crate::wasm::{Features, Form, Profile, bind, compile};

/// Windows in which the page opens: of a laptop, and of a telephone.
const SIZES: [(u32, u32); 2] = [(1440, 900), (390, 844)];

/// How much slower processors are than this one: on slow ones, the page says what it waits for.
const SLOWED: [u32; 3] = [1, 4, 8];

/// The first pictures are there within this.
const PATIENCE: Duration = Duration::from_secs(60);

/// Puts down which functions page and worker have called, 1.5 s after the first pictures: what is measured of them is there,
/// too, and the story has not begun. The policy of the page lets no other script in, so this is added to the bindings.
///
/// What slows the page's processor does not slow its worker's: so each of the worker's replies waits for as many milliseconds
/// as a constant before this says.
const WATCH: &str = r"
const called = () => Object.keys(wasm).filter((name) => /^\d+$/.test(name) && wasm[name].value).map(Number);
const channel = new BroadcastChannel('called');
if (globalThis.document) {
  globalThis.watched = [];
  channel.onmessage = ({ data }) => watched.push(data);
  const root = document.documentElement;
  new MutationObserver((changes, observer) => {
    if (root.dataset.state === 'loading') return;
    observer.disconnect();
    setTimeout(() => {
      watched.push(called());
      channel.postMessage(null);
    }, 1500);
  }).observe(root, { attributes: true });
} else {
  channel.onmessage = () => channel.postMessage(called());
  const { postMessage } = globalThis;
  globalThis.postMessage = (...reply) => {
    const end = performance.now() + LATE;
    while (performance.now() < end);
    postMessage.apply(globalThis, reply);
  };
}
";

/// How late the worker's replies are for each time that the processor is slowed, in milliseconds: late enough that the page
/// tells how long it will take.
const LATE: u32 = 100;

/// Where the bindings lie in the site.
const BINDINGS: &str = "www/pkg/noise_prune.js";

/// Writes the list.
pub fn run(project: &Project) -> Result<()> {
    let folder = project.target.join("watched");
    site::build(project, Extent::Page, &folder)?;
    // In place of its two modules, the program in one piece, which counts.
    let package = project.target.join("watched-pkg");
    bind(
        &compile(project, PAGE, Profile::Release, Features::Simd)?,
        Profile::Release,
        Form::Module,
        &package,
    )?;
    let wasm = fs::read(package.join("noise_prune_bg.wasm"))?;
    let program = Program::read(&wasm)?;
    fs::write(folder.join("www/pkg/noise_prune_bg.wasm"), watched(&wasm, &program)?)?;
    let bindings = fs::read_to_string(package.join("noise_prune.js"))?;
    let late = Arc::new(AtomicU32::new(0));
    let now = late.clone();
    let server = Server::start(move |target| match target.trim_start_matches('/') {
        BINDINGS => {
            let late = now.load(Ordering::Relaxed);
            Answer::file("text/javascript", format!("{bindings}const LATE = {late};\n{WATCH}"))
        }
        _ => files::answer(&folder, target),
    })?;
    let driver = Driver::start(project, Engine::Chromium)?;
    let session = Session::start(&driver.url, Engine::Chromium, &Options::default())?;
    let mut called = BTreeSet::new();
    for size in SIZES {
        for slowed in SLOWED {
            screen::resize(&session, size, 1.0)?;
            session.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": slowed }))?;
            late.store((slowed - 1) * LATE, Ordering::Relaxed);
            called.extend(called_by(&session, &server.url)?);
            println!("{size:?}, slowed {slowed} times: {} functions so far", called.len());
        }
    }
    let with = |wanted: bool| {
        let functions = program.defined().filter(|function| called.contains(function) == wanted);
        functions.map(|function| &program.names[function as usize][..]).collect::<BTreeSet<_>>()
    };
    PutOff::new(&with(true), &with(false)).write(project)
}

/// The functions that page and worker call until the first pictures are there.
fn called_by(session: &Session, url: &str) -> Result<Vec<u32>> {
    session.open("about:blank")?;
    session.open(url)?;
    let watched = || session.run("return globalThis.watched ?? []", json!([]));
    let count = || Ok::<_, anyhow::Error>(watched()?.as_array().map_or(0, Vec::len));
    ensure!(
        wait::until(PATIENCE, || Ok::<_, anyhow::Error>(count()? == 2))?,
        "waited in vain for the first pictures"
    );
    let watched = watched()?;
    let called = watched.as_array().into_iter().flatten().filter_map(Value::as_array).flatten();
    Ok(called.filter_map(Value::as_u64).map(u32::try_from).collect::<Result<_, _>>()?)
}
