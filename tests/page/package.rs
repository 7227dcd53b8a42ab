//! The element's package, as somebody uses it who has a bundler: packed by npm, put into `node_modules`, bundled, and run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use noise_prune_kit::server::{Answer, Server};
use noise_prune_kit::site;
use serde_json::{Value, json};

use crate::browser::Page;

/// The two lines of the package's README, and the element.
const SCRIPT: &str = "
    import { NoisePrune } from 'noise-prune';
    import page from 'noise-prune/page.html';
    NoisePrune.page = page;
    window.NoisePrune = NoisePrune;";

const DOCUMENT: &str = "<!doctype html><title>A page of somebody's own</title>
    <noise-prune params='net=barbell&amp;n=12&amp;seed=3' paused></noise-prune>
    <script type=module src=bundle/main.js></script>";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_bundler_s_page_has_the_element() {
    let folder = env::temp_dir().join(format!("noise-prune-package-{}", std::process::id()));
    let package = packed(&folder);
    bundle(&folder);
    let page = served(&folder);
    page.go(&format!("{}index.html", page.address));
    let script = "const done = arguments[0], element = document.querySelector('noise-prune');
        customElements.whenDefined('noise-prune')
            .then(async () => {
                const first = await element.numbers();
                const opened = await element.open(new Blob(['-2,1,0\\n1,-3,1\\n0,1,-2\\n']), 'mine.csv');
                return [first.params.net, opened.synapses, (await element.numbers()).n, element.link];
            })
            .then(done, (error) => done(String(error)));";
    let answer = page.session.run_async(script, json!([])).unwrap();
    assert_eq!((&answer[0], &answer[1], &answer[2]), (&json!("barbell"), &json!(2), &json!(3)), "{answer}");
    let link = answer[3].as_str().unwrap();
    assert!(link.starts_with(&format!("{}bundle/", page.address)), "{link}");
    described(&page, &package);
    drop(page);
    fs::remove_dir_all(folder).unwrap();
}

/// Unpacks what npm packs into the folder's `node_modules`. Returns where the package lies.
fn packed(folder: &Path) -> PathBuf {
    let package = variable("NOISE_PRUNE_PACKAGE");
    let modules = folder.join("node_modules");
    fs::create_dir_all(&modules).unwrap();
    let said =
        run(Command::new("npm").args(["pack", "--json", "--pack-destination"]).arg(&modules).arg(package));
    let said: Value = serde_json::from_slice(&said).unwrap();
    run(Command::new("tar").arg("-xzf").arg(said[0]["filename"].as_str().unwrap()).current_dir(&modules));
    let place = modules.join("noise-prune");
    fs::rename(modules.join("package"), &place).unwrap();
    for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "index.d.ts", "custom-elements.json"] {
        assert!(place.join(file).is_file(), "{file}");
    }
    let manifest = json_of(&place.join("package.json"));
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    place
}

fn bundle(folder: &Path) {
    fs::write(folder.join("main.js"), SCRIPT).unwrap();
    fs::write(folder.join("index.html"), DOCUMENT).unwrap();
    let options =
        ["--bundle", "--format=esm", "--loader:.html=file", "--outdir=bundle", "--public-path=/bundle"];
    let bundler = variable("NOISE_PRUNE_BUNDLER");
    run(Command::new("node").arg(bundler).arg("main.js").args(options).current_dir(folder));
}

/// A browser whose site is the folder.
fn served(folder: &Path) -> Page {
    let folder = folder.to_path_buf();
    let server = Server::start(move |target| {
        let file = site::local_path(target).and_then(|path| Some((fs::read(folder.join(&path)).ok()?, path)));
        file.map_or_else(Answer::missing, |(body, path)| Answer::file(site::content_type(&path), body))
    });
    let server: &Server = Box::leak(Box::new(server.unwrap()));
    Page::on(server.url.clone())
}

/// What the package says of the element is what the element has.
fn described(page: &Page, package: &Path) {
    let elements = json_of(&package.join("custom-elements.json"));
    let element = &elements["modules"][0]["declarations"][0];
    let names = |list: &str, holds: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let all = element[list].as_array().unwrap().iter().filter(|entry| holds(entry));
        all.map(|entry| entry["name"].as_str().unwrap().to_string()).collect()
    };
    let attributes = page.run("return NoisePrune.observedAttributes", json!([]));
    assert_eq!(json!(names("attributes", &|_| true)), attributes);
    let own = |entry: &Value| entry["static"].is_null();
    let mut members = names("members", &own);
    members.sort();
    let script = "return Object.getOwnPropertyNames(NoisePrune.prototype).sort()
        .filter(name => !/^constructor$|Callback$/.test(name))";
    assert_eq!(json!(members), page.run(script, json!([])));
    let types = fs::read_to_string(package.join("index.d.ts")).unwrap();
    for name in members.iter().chain(&names("events", &|_| true)) {
        assert!(types.contains(name.as_str()), "index.d.ts lacks {name}");
    }
}

fn json_of(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// What a program prints. It gets pipes, also for its errors: the bundler ends at once where these go into a file.
fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    assert!(output.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn variable(name: &str) -> PathBuf {
    env::var_os(name).unwrap_or_else(|| panic!("{name} is set by cargo xtask test page")).into()
}
