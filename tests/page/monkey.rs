//! A monkey plays with the page: actions that are drawn from a seed, good and bad, without regard to what the page does.
//! Now and then it lets the page come to rest at the end of a run; what the page then shows must be what the native
//! program says of the link that stands in the address.
//!
//! What it did is printed when it finds something. `NOISE_PRUNE_SEED` and `NOISE_PRUNE_ACTIONS` play that again:
//! `NOISE_PRUNE_SEED=7 NOISE_PRUNE_ACTIONS=120 cargo xtask test page --only monkey`. More actions begin with the same ones.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{env, fs, thread};

use noise_prune::numerics::random::{Random, Stream};
use noise_prune::params::link::{self, Data, Presentation};
use noise_prune::params::{Params, Rule};
use noise_prune::pictures::Picture;
use noise_prune_kit::webdriver::Engine;
use serde_json::{Value, json};

use crate::altered;
use crate::browser::{Page, engine};
use crate::headless::try_headless;
use crate::host::Host;
use crate::{numbers, saving};

/// Actions in every test, and in one of the many visits of the long test.
const ACTIONS: usize = 300;
const LONG_VISIT: usize = 1000;

/// So many actions from one rest to the next.
const UNTIL_REST: usize = 50;

/// At most so many actions without a pause.
const AT_ONCE: usize = 5;

/// The page's examples, each a small network.
const EXAMPLES: [&str; 4] = [
    "v=1&amp;net=barbell&amp;n=12&amp;seed=17",
    "v=1&amp;net=clustered&amp;n=20&amp;keep=0.4&amp;seed=3",
    "v=1&amp;net=ring&amp;n=12&amp;cov=measured&amp;time=0.5&amp;act=relu&amp;drive=0.5&amp;seed=2",
    "v=1&amp;net=small-world&amp;n=14&amp;near=4&amp;keep=0.6&amp;seed=13",
];

/// What a reader may write after the `#`. An `@` stands for the address of a host of matrices.
const LINKS: [&str; 24] = [
    "",
    "v=1&net=barbell&n=12&seed=17",
    "v=1&net=complete&n=9&inh=0.3&keep=0.6&seed=4&excess=1",
    "v=1&net=ring&n=10&ways=one&keep=0.7&seed=1&stage=prune&at=3",
    "v=1&net=small-world&n=12&near=4&keep=0.5&seed=2&stage=compare&paused",
    "v=1&net=ring&n=12&excess=0.5&cov=measured&time=0.3&seed=3",
    "v=1&net=complete&n=8&excess=1&cov=measured&time=0.2&act=relu&drive=0.5&seed=3&stage=compare&paused",
    "v=1&net=random&n=10&density=0.9&keep=0.8&seed=6&rule=weight&stage=score",
    "v=1&net=random&n=12&density=0.5&inh=0.5&excess=0&seed=6",
    "v=1&net=file&matrix=-2,1;1,-2&paused",
    "v=1&net=file&matrix=-1,2;2,-1",
    "v=1&net=file&leak=dominant&sym=both&matrix=0,1,0;0,0,2;0.5,0,0",
    "v=1&net=file&leak=one&matrix=zcut",
    "v=1&net=file",
    "v=1&net=file&data=@small.csv?a=1%26b",
    "v=1&net=file&data=@slow.csv&stage=prune&at=2&paused",
    "v=1&net=file&data=@missing.csv",
    "v=1&net=file&data=@private.csv&paused",
    "v=1&net=file&data=javascript:alert(1)",
    "v=1&net=complete&n=9&keep=0.5&rounds=3&seed=2&stage=prune&at=30",
    "v=1&net=ring&n=9&ways=both&keep=0.6&rounds=2&draws=balanced&seed=5&stage=compare&paused",
    "net=barbell&excess=0&n=6&theme=dark&hide=about&at=x&view=patterns",
    "v=1&net=clustered&n=20&embed=basic&view=scope&differ",
    "about-rule",
];

/// Networks that are made, and what an animal's is called.
const NETS: [&str; 7] = ["clustered", "barbell", "complete", "random", "small-world", "ring", "file"];
const ANIMALS: [&str; 2] = ["worm-gap", "fly"];

/// Numbers as people type them, well and badly; of neurons, and of anything else.
const SIZES: [&str; 9] = ["6", "8", "12", "20", "21", "-1", "x", "", "7.5"];
const NUMBERS: [&str; 15] =
    ["0", "0.01", "0.3", "0.5", "0.9", "1", "2", "3", "6", "-1", "1e9", "NaN", "", "x", "5,1,4"];
const TIMES: [&str; 6] = ["0.1", "0.3", "0.5", "2", "0", "x"];

const SLIDERS: [&str; 3] = ["keep", "speed", "position"];
const MENUS: [&str; 14] = [
    "rule",
    "twin",
    "diag",
    "cov",
    "act",
    "draws",
    "leak",
    "sym",
    "ways",
    "view",
    "theme",
    "study-column",
    "luck-count",
    "save-picture",
];
/// Fields that are typed into.
const FIELDS: [&str; 13] =
    ["n", "n", "excess", "sizes", "long", "density", "near", "beta", "inh", "drive", "sigma", "time", "eps"];
const LESS_COMMON: [&str; 3] = ["rounds", "seed", "limit-eps"];

/// What is pressed, the common ones more than once.
const BUTTONS: [&str; 44] = [
    "#play",
    "#play",
    "#play",
    "#step",
    "#step",
    "#finish",
    "#finish",
    "#restart",
    "#restart",
    "#cancel",
    "#cancel",
    "#cancel",
    "#mend",
    "#mend",
    "#undo",
    "#dismiss",
    "#dice",
    "#dice",
    "#inspect-close",
    "#stage-listen",
    "#stage-score",
    "#stage-prune",
    "#stage-prune",
    "#stage-compare",
    "#settings",
    "#drawer-close",
    "#differ",
    "#all-digits",
    "#study-fresh",
    "#luck",
    "#luck",
    "#luck-save",
    "#cost",
    "#cost-save",
    "#limit",
    "#share",
    "#save",
    "#help",
    "#words summary",
    ".more summary",
    "#save-dialog [data-svg]",
    "#save-dialog [data-png='1']",
    "#share-dialog input[type=checkbox]",
    "dialog[open] form button",
];
/// Of several that are alike, any.
const SEVERAL: [&str; 4] = ["#presets a", "#file-choices input", "#save-run button", "#words-list button"];

const KEYS: [&str; 16] =
    ["k", " ", ".", "1", "2", "3", "4", "r", "e", "d", "s", "?", "Escape", "Enter", "Tab", "x"];
const ARROWS: [&str; 8] = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "Escape", "x"];

const WINDOWS: [(u32, u32); 5] = [(1440, 900), (1024, 700), (700, 1000), (500, 800), (1900, 1100)];

/// What the monkey does: something on the page, or around it.
#[derive(Clone, Debug)]
enum Action {
    /// The name of a hand in monkey.js, and what that is told.
    Page(Value),
    Resize(u32, u32),
    /// Nothing can be loaded any more, or can again.
    Offline(bool),
    /// It waits until the next frame, …
    Frame,
    /// … or until the page has nothing to do.
    Calm,
}

/// Draws actions.
struct Mind {
    random: Random,
    host: String,
    files: Vec<String>,
}

impl Mind {
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.random.below(all.len())]
    }

    fn share(&mut self) -> f64 {
        (self.random.uniform() * 1000.0).round() / 1000.0
    }

    fn picture(&mut self) -> &'static str {
        match self.random.below(2) {
            0 => self.of(&Picture::TWINS).word(),
            _ => self.of(Picture::ALL).word(),
        }
    }

    /// The next action, or several that belong together.
    fn next(&mut self) -> Vec<Action> {
        let page = |action: Value| vec![Action::Page(action)];
        match self.random.below(100) {
            0..22 => page(json!(["click", self.of(&BUTTONS)])),
            22..26 => page(json!(["clickAny", self.of(&SEVERAL), self.random.below(10)])),
            26..36 => page(json!(["slide", self.of(&SLIDERS), self.share()])),
            36..44 => {
                let (menu, place) = (self.of(&MENUS), self.random.below(12));
                let choose = json!(["choose", menu, place]);
                match menu {
                    // Listening for as long as usual would take too long.
                    "cov" => vec![Action::Page(choose), Action::Page(json!(["set", "time", "0.5"]))],
                    _ => page(choose),
                }
            }
            // An animal is seldom: its nervous system takes longer than all other networks of a visit together.
            44..47 if self.random.below(100) == 0 => page(json!(["set", "net", self.of(&ANIMALS)])),
            44..47 => {
                let net = json!(["set", "net", self.of(&NETS)]);
                vec![Action::Page(net), Action::Page(json!(["set", "n", self.of(&SIZES[..5])]))]
            }
            47..55 => {
                let field = self.of(&FIELDS);
                let text = match field {
                    "n" => self.of(&SIZES),
                    "time" => self.of(&TIMES),
                    _ => self.of(&NUMBERS),
                };
                page(json!(["set", field, text]))
            }
            55 => page(json!(["set", self.of(&LESS_COMMON), self.of(&NUMBERS)])),
            56..61 => page(json!(["key", self.of(&KEYS)])),
            61..65 => page(json!(["keyIn", self.picture(), self.of(&ARROWS)])),
            65..71 => page(json!(["tap", self.picture(), self.share(), self.share()])),
            71..73 => page(json!(["hover", self.picture(), self.share(), self.share()])),
            73 => page(json!(["leave", self.picture()])),
            74..77 => {
                let [x, y, dx, dy] = [0; 4].map(|_| self.share());
                page(json!(["drag", self.picture(), x, y, dx - x, dy - y]))
            }
            77..82 => {
                let name = self.files[self.random.below(self.files.len())].clone();
                page(json!(["file", name, self.random.below(2) == 0]))
            }
            82..85 => page(json!(["link", self.of(&LINKS).replace('@', &self.host)])),
            85..87 => page(json!(["go", self.of(&[-1, -1, -2, 1, 1, 2])])),
            87 if self.random.below(4) == 0 => page(json!(["reload"])),
            87 => page(json!(["scroll", self.share()])),
            88 => page(json!(["scroll", 0])),
            89 if self.random.below(3) == 0 => page(json!(["lose"])),
            89 => vec![Action::Offline(self.random.below(2) == 0)],
            90 => {
                let (width, height) = self.of(&WINDOWS);
                vec![Action::Resize(width, height)]
            }
            91..96 => vec![Action::Frame],
            _ => vec![Action::Calm],
        }
    }
}

/// A page with a monkey.
struct Visit {
    page: Page,
    mind: Mind,
    seed: u32,
    offline: Arc<AtomicBool>,
    /// What was done.
    done: Vec<Action>,
    /// The page may have lost its worker, or not have been loaded: something was done to it.
    excused: bool,
    _host: Host,
}

impl Drop for Visit {
    fn drop(&mut self) {
        if thread::panicking() {
            println!("\nthe monkey of seed {} has done {} things:", self.seed, self.done.len());
            for (k, action) in self.done.iter().enumerate() {
                match action {
                    Action::Page(action) => println!("{k:5} {action}"),
                    other => println!("{k:5} {other:?}"),
                }
            }
        }
    }
}

/// Files that a reader may open, with their bytes: good ones, and bad ones.
fn files() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let in_folder = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let paths = in_folder(folder.clone()).chain(in_folder(folder.join("programs")));
    let mut all: Vec<_> = paths
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().into(), fs::read(path).unwrap()))
        .collect();
    all.sort();
    all
}

/// The page, with smaller examples and the monkey's script, and whether it is out of reach.
fn page(files: &[(String, Vec<u8>)]) -> (Page, Arc<AtomicBool>) {
    let files: Value = files.iter().map(|(name, bytes)| (name.clone(), json!(bytes))).collect();
    let script = format!("const FILES = {files};\n{}", include_str!("monkey.js"));
    let with_script = altered::with_script("index.html", &script);
    let offline = Arc::new(AtomicBool::new(false));
    let out_of_reach = offline.clone();
    let page = altered::page(move |path, body| {
        if out_of_reach.load(Ordering::Acquire) {
            return None;
        }
        let body = with_script(path, body)?;
        Some(if path == "index.html" { with_small_examples(body) } else { body })
    });
    (page, offline)
}

fn with_small_examples(body: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(body).unwrap();
    let mut parts = text.split("<a href=\"#v=1");
    let mut small = parts.next().unwrap_or_default().to_string();
    for (k, part) in parts.enumerate() {
        let (_, rest) = part.split_once('"').unwrap();
        small += &format!("<a href=\"#{}\"{rest}", EXAMPLES[k % EXAMPLES.len()]);
    }
    small.into_bytes()
}

impl Visit {
    fn new(seed: u32) -> Visit {
        let (files, host) = (files(), Host::start());
        let (page, offline) = page(&files);
        let files = files.into_iter().map(|(name, _)| name).collect();
        let mind = Mind { random: Random::new(seed, Stream::Start), host: host.address.clone(), files };
        page.open("v=1&net=barbell&n=12&seed=17");
        Visit { page, mind, seed, offline, done: Vec::new(), excused: false, _host: host }
    }

    /// What a script gives; null while there is no page that could answer, because another is being loaded.
    fn ask(&self, script: &str, arguments: Value) -> Value {
        let script = format!("return window.monkey?.busy ? (() => {{ {script} }})() : null");
        self.page.session.try_run(&script, arguments).unwrap_or_default()
    }

    fn play(&mut self, actions: usize) {
        while self.done.len() < actions {
            let mut at_once = Vec::new();
            let most = 1 + self.mind.random.below(AT_ONCE);
            while at_once.len() < most {
                for action in self.mind.next() {
                    self.done.push(action.clone());
                    match action {
                        Action::Page(action) => at_once.push(action),
                        other => {
                            self.act(&mut at_once);
                            self.around(&other);
                        }
                    }
                    if self.done.len().is_multiple_of(UNTIL_REST) {
                        self.act(&mut at_once);
                        self.rest();
                    }
                }
            }
            self.act(&mut at_once);
        }
        self.rest();
    }

    fn act(&mut self, actions: &mut Vec<Value>) {
        let actions = std::mem::take(actions);
        self.excused |= actions.iter().any(|action| action[0] == "lose");
        if !actions.is_empty() {
            self.ask("monkey.act(arguments[0]); return true", json!([actions]));
        }
    }

    fn around(&mut self, action: &Action) {
        match action {
            Action::Page(_) => {}
            Action::Resize(width, height) => self.page.session.resize(*width, *height).unwrap(),
            Action::Offline(offline) => {
                self.excused |= offline;
                self.offline.store(*offline, Ordering::Release);
            }
            Action::Frame => self.frames(1),
            Action::Calm => {
                self.page.wait_until_well("the page has nothing to do", || {
                    let busy = self.ask("return monkey.busy()", json!([]));
                    // What cannot be loaded now is not waited for.
                    let offline = self.offline.load(Ordering::Acquire);
                    if busy.is_null() && !offline {
                        self.go_back();
                    }
                    if busy == json!("") || offline { Ok(()) } else { Err(busy.to_string()) }
                });
            }
        }
    }

    /// Brings the page to rest at the end of a run, and compares what it shows.
    fn rest(&mut self) {
        self.offline.store(false, Ordering::Release);
        let (mut seen, mut before) = (Value::Null, Value::Null);
        let mut lost = None;
        self.page.wait_until_well("the page comes to rest", || {
            // What was done last may begin a little later: it rests if it still does after some frames.
            before = std::mem::replace(&mut seen, self.ask("return monkey.settle()", json!([])));
            self.frames(2);
            match seen.as_str() {
                Some("lost") => {
                    lost.get_or_insert_with(|| self.page.text("alert") + &self.page.text("working-text"));
                    self.ask("location.reload(); return true", json!([]));
                }
                None => self.go_back(),
                _ => {}
            }
            match seen.as_str() {
                Some("" | "no end") if seen == before => Ok(()),
                _ => Err(format!("{seen}, {}", self.hash())),
            }
        });
        if let Some(alert) = lost {
            assert!(self.excused, "the page is lost, and says '{alert}'");
            assert!(alert.ends_with('.'), "'{alert}' is no sentence");
        }
        let excused = std::mem::take(&mut self.excused);
        match seen.as_str() {
            Some("") => self.compare(),
            // What it said may have been of a worker that was lost: it goes on with another.
            _ if excused && self.native(&self.hash()).is_ok() => return self.rest(),
            _ => self.check_failure(),
        }
        let mut faults = Value::Null;
        self.page.wait_until("nothing is missing", || {
            faults = self.ask("return monkey.faults()", json!([]));
            let blank = |line: &Value| line.as_str().is_some_and(|line| line.ends_with("is blank"));
            faults.as_array().is_some_and(|faults| !faults.iter().any(blank))
        });
        assert_eq!(faults, json!([]));
        if engine() == Engine::Chromium {
            let console = self.page.session.console().unwrap().join("\n");
            assert!(!console.contains("panicked"), "{console}");
        }
    }

    /// Waits for so many frames, if there is a page.
    fn frames(&self, count: usize) {
        if self.ask("return true", json!([])) == true {
            // Another page may come in between.
            let _ = self.page.try_frames(count);
        }
    }

    /// There is no page: it could not be loaded, or the browser's history led away from it.
    fn go_back(&self) {
        let script = "
            if (document.readyState !== 'complete' || window.monkey) return;
            if (location.href.startsWith(arguments[0])) location.reload();
            else history.forward();";
        let _ = self.page.session.try_run(script, json!([self.page.address]));
    }

    /// The page shows the numbers of the native program for its link.
    fn compare(&self) {
        self.ask("monkey.save(); return true", json!([]));
        let mut saved = Value::Null;
        self.page.wait_until("the numbers are saved", || {
            saved = self.ask("return monkey.saved", json!([]));
            !saved.is_null()
        });
        let ours: Value = serde_json::from_str(saved["text"].as_str().unwrap()).unwrap();
        let of = |text: &str| {
            let link = link::read(text);
            (link.params, link.data)
        };
        let mut hash = String::new();
        let wanted = of(ours["link"].as_str().unwrap());
        self.page.wait_until("the address is that of the numbers", || {
            hash = self.hash();
            of(&hash) == wanted
        });
        let theirs = self.native(&hash).unwrap_or_else(|error| panic!("{hash}: {error}"));
        saving::same(&ours, &theirs, &hash);
        numbers::shown(&self.page, &theirs);
        let Params { rule, twin, .. } = wanted.0;
        for (side, rule) in [("left", rule), ("right", twin)] {
            let script = "return document.getElementById(arguments[0]).textContent";
            let line = self.ask(script, json!([format!("out-line-{side}")]));
            let (pieces, synapses) = counted(&theirs, rule);
            let line = line.as_str().unwrap_or_default();
            assert!(
                line.starts_with(&pieces) && line.ends_with(&synapses),
                "{hash}: '{line}', {pieces}, {synapses}"
            );
        }
    }

    /// A run that has no end on the page has none natively.
    fn check_failure(&self) {
        let (hash, alert) = (self.hash(), self.page.text("alert"));
        assert!(alert.ends_with(['.', '!', '?']), "'{alert}' is no sentence");
        assert!(self.native(&hash).is_err(), "{hash} has an end, but the page says '{alert}'");
        self.ask("document.querySelector('#presets a').click(); return true", json!([]));
    }

    fn hash(&self) -> String {
        self.ask("return location.hash.slice(1)", json!([])).as_str().unwrap_or_default().into()
    }

    /// What the native program says of a link.
    fn native(&self, hash: &str) -> Result<Value, String> {
        let link = link::read(hash);
        // How it is shown may be all but what a link can ask for.
        let text = link::write_with(&link.params, link.data.as_ref(), &Presentation::default());
        let Some(Data::Address(_)) = link.data else { return try_headless(&[&text]) };
        let folder = env::temp_dir().join(format!("noise-prune-monkey-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("small.csv");
        fs::write(&file, crate::host::MATRIX.replace(';', "\n")).unwrap();
        try_headless(&[&text, "--matrix", file.to_str().unwrap()])
    }
}

/// How the line under a twin begins, and how it ends.
fn counted(numbers: &Value, rule: Rule) -> (String, String) {
    let (all, rule) = (&numbers["synapses"], &numbers["rules"][rule.word()]);
    let kept = if rule["kept"] == *all { String::new() } else { format!(" → {}", rule["kept"]) };
    let word = if *all == 1 && kept.is_empty() { "synapse" } else { "synapses" };
    (format!("{} piece", rule["components"]), format!(" · {all}{kept} {word}"))
}

/// A number that the environment has.
fn told(name: &str) -> Option<usize> {
    env::var(name).ok()?.parse().ok()
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn what_a_monkey_leaves_is_what_its_link_says() {
    let seed = told("NOISE_PRUNE_SEED").unwrap_or(1) as u32;
    let actions = told("NOISE_PRUNE_ACTIONS").unwrap_or(ACTIONS);
    println!("\nthe monkey of seed {seed} does {actions} things");
    Visit::new(seed).play(actions);
}

/// Called by the long tests: `actions` in all, in visits of seeds from `NOISE_PRUNE_SEED` on.
pub fn play_long(actions: usize) {
    let first = told("NOISE_PRUNE_SEED").unwrap_or(100);
    let actions = told("NOISE_PRUNE_ACTIONS").unwrap_or(actions);
    for (seed, done) in (first..).zip((0..actions).step_by(LONG_VISIT)) {
        println!("\nthe monkey of seed {seed}; {done} things are done");
        Visit::new(seed as u32).play(LONG_VISIT.min(actions - done));
    }
}
