//! The page as the tests see it: states, controls and outputs by their ids. Everything here panics with a
//! sentence when the page does not do as it should.

use std::convert::Infallible;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use noise_prune_kit::server::Server;
use noise_prune_kit::webdriver::{Engine, Error, Options, Session};
use noise_prune_kit::{site, wait};
use serde_json::{Value, json};

/// Only what hangs takes so long: no test waits for it, but for a state. On two slow processors with six other programs,
/// one of the links of digests.rs took more than 90 seconds.
const PATIENCE: Duration = Duration::from_secs(300);

/// Ends after so many frames.
const FRAMES: &str = "
    const done = arguments[1];
    let left = arguments[0];
    const count = () => (left-- > 0 ? requestAnimationFrame(count) : done());
    count();";

/// The page in a browser, fresh for each test.
pub struct Page {
    pub session: Lent,
    /// The address without a hash, ending in a slash.
    pub address: String,
}

impl Page {
    /// A browser with nothing in it yet.
    pub fn new() -> Self {
        Self::on(SITE.url.clone())
    }

    /// The same for the page at another address.
    pub fn on(address: String) -> Self {
        Self { session: Lent::fresh(), address }
    }

    /// A browser that is started in a way of its own. There is none for others than Chromium.
    pub fn with(options: &Options) -> Self {
        let session = match engine() {
            Engine::Chromium => Lent { session: Some(start(options)), again: false },
            Engine::Firefox | Engine::WebKit => Lent::fresh(),
        };
        Self { session, address: SITE.url.clone() }
    }

    /// A fresh browser in which this link has been followed and its network is there.
    pub fn at(link: &str) -> Self {
        let page = Self::new();
        page.open(link);
        page.wait_for(&["running", "paused", "done"]);
        page
    }

    /// Follows a link. Returns when the document is there, whatever the page makes of it.
    pub fn open(&self, link: &str) {
        self.session.open("about:blank").unwrap(); // a new hash alone would not load the page anew
        self.go(&format!("{}index.html#{link}", self.address));
    }

    /// Goes to an address that names another document. Returns when that document is there: in a window that has just
    /// been opened, the driver sometimes comes back while the empty document is still in its place.
    pub fn go(&self, url: &str) {
        self.session.open(url).unwrap();
        let document = url.split('#').next();
        self.wait_until(&format!("{url} is there"), || {
            self.string("return location.href", json!([])).split('#').next() == document
        });
    }

    pub fn reload(&self) {
        self.anew(|| self.session.reload().unwrap());
        self.wait_for(&["running", "paused", "done"]);
    }

    /// Does what loads the page anew, and returns when the old one has gone: WebKit's driver comes back earlier.
    pub fn anew(&self, load: impl FnOnce()) {
        self.run("window.isOld = true", json!([]));
        load();
        let gone = || {
            matches!(self.session.try_run("return window.isOld ?? false", json!([])), Ok(Value::Bool(false)))
        };
        self.wait_until("the page is loaded anew", gone);
    }

    pub fn run(&self, script: &str, arguments: Value) -> Value {
        self.session.run(script, arguments).unwrap()
    }

    pub fn state(&self) -> String {
        self.string("return document.documentElement.dataset.state", json!([]))
    }

    /// Waits until the page is in one of these states and says in which.
    pub fn wait_for(&self, states: &[&str]) -> String {
        let mut state = String::new();
        self.wait_until(&format!("{} is reached", states.join(" or ")), || {
            state = self.state();
            states.contains(&state.as_str())
        });
        state
    }

    /// Waits until something holds, and panics with what the page shows if it does not come to pass.
    pub fn wait_until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        self.wait_until_well(what, || holds().then_some(()).ok_or("it does not".into()));
    }

    /// The same for what can say why it does not hold.
    pub fn wait_until_well(&self, what: &str, mut look: impl FnMut() -> Result<(), String>) {
        let mut wrong = String::new();
        let Ok(held) = wait::until(PATIENCE, || {
            wrong = look().err().unwrap_or_default();
            Ok::<_, Infallible>(wrong.is_empty())
        });
        if !held {
            let (state, alert) = (self.state(), self.text("alert"));
            let console = self.session.console().unwrap_or_default().join("\n");
            panic!(
                "waited in vain until {what}: {wrong}; state '{state}', alert '{alert}'; console:\n{console}"
            );
        }
    }

    /// Waits until the page has had so many frames: a busy machine has them later.
    pub fn frames(&self, count: usize) {
        self.session.run_async(FRAMES, json!([count])).unwrap();
    }

    /// The same, where the page may go meanwhile.
    pub fn try_frames(&self, count: usize) -> Result<(), Error> {
        self.session.try_run_async(FRAMES, json!([count])).map(drop)
    }

    pub fn click(&self, id: &str) {
        self.session.click(&format!("#{id}")).unwrap();
    }

    /// Presses `finish` and waits for the end of the run.
    pub fn finish(&self) {
        if self.state() != "done" {
            self.click("finish");
        }
        self.wait_for(&["done"]);
    }

    /// An element's text, empty if there is no such element or it is hidden.
    pub fn text(&self, id: &str) -> String {
        let script = "const e = document.getElementById(arguments[0]);
            return e && e.checkVisibility() ? e.textContent.trim() : ''";
        self.string(script, json!([id]))
    }

    /// The number in an output, in all its digits; NaN where the page shows that there is none.
    pub fn number(&self, id: &str) -> f64 {
        let script = "return document.getElementById(arguments[0])?.dataset.value ?? ''";
        self.string(script, json!([id])).parse().unwrap_or(f64::NAN)
    }

    /// What a control is set to.
    pub fn value(&self, id: &str) -> String {
        self.string("return document.getElementById(arguments[0]).value", json!([id]))
    }

    /// Sets a control and tells the page as a browser does.
    pub fn set(&self, id: &str, value: &str) {
        let script = "const e = document.getElementById(arguments[0]);
            e.value = arguments[1];
            for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind, { bubbles: true }));";
        self.run(script, json!([id, value]));
    }

    /// What the address says of a key after the hash.
    pub fn link_value(&self, key: &str) -> Option<String> {
        let script = "return new URLSearchParams(location.hash.slice(1)).get(arguments[0])";
        self.run(script, json!([key])).as_str().map(String::from)
    }

    /// The numbers, in all their digits, or else the texts of all outputs by id.
    pub fn outputs(&self) -> Value {
        let script = "return Object.fromEntries([...document.querySelectorAll('output[id]')]
            .map(output => [output.id, output.dataset.value ?? output.textContent]))";
        self.run(script, json!([]))
    }

    /// What a script says of the page. While one page is replaced by another there is none that could answer: it is asked
    /// again.
    fn string(&self, script: &str, arguments: Value) -> String {
        let mut answer = Ok(Value::Null);
        let Ok(_) = wait::until(PATIENCE, || {
            answer = self.session.try_run(script, arguments.clone());
            Ok::<_, Infallible>(answer.is_ok())
        });
        answer.unwrap().as_str().unwrap_or("").into()
    }
}

/// The folder of the site that is tested.
pub fn folder() -> PathBuf {
    environment("NOISE_PRUNE_SITE").into()
}

/// The site as it is, for all tests.
static SITE: LazyLock<Server> = LazyLock::new(|| {
    let folder = folder();
    Server::start(move |target| site::answer(&folder, target)).expect("the site cannot be served")
});

/// Browsers that no test uses now. They are closed with their drivers.
static IDLE: Mutex<Vec<Session>> = Mutex::new(Vec::new());

/// A browser that is handed on when a test is through with it. A failed test keeps nothing for others.
pub struct Lent {
    session: Option<Session>,
    again: bool,
}

impl Lent {
    /// A browser that was used before, made as good as new, or a new one: to start one takes some seconds.
    fn fresh() -> Self {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let renewed = idle.filter(|session| session.start_over(engine(), &SITE.url).is_ok());
        let session = renewed.unwrap_or_else(|| start(&Options::default()));
        Self { session: Some(session), again: true }
    }
}

impl Deref for Lent {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session.as_ref().expect("a browser is there until it is dropped")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if self.again && !thread::panicking() {
            IDLE.lock().unwrap_or_else(PoisonError::into_inner).extend(self.session.take());
        }
    }
}

/// Held while a browser is asked for. WebKit's driver refuses a second browser only once its first is there: asked for two
/// at a time, it forgets one of them.
static STARTING: Mutex<()> = Mutex::new(());

/// A browser through the first driver that has room for one: most have for one alone.
fn start(options: &Options) -> Session {
    let (drivers, mut refusals) = (environment("NOISE_PRUNE_WEBDRIVER"), Vec::new());
    let mut started = None;
    let Ok(_) = wait::until(PATIENCE, || {
        let _alone = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        refusals.clear();
        for driver in drivers.split(' ') {
            match Session::start(driver, engine(), options) {
                Ok(session) => {
                    started = Some(session);
                    return Ok::<_, Infallible>(true);
                }
                Err(refusal) => refusals.push(refusal),
            }
        }
        Ok(false)
    });
    started.unwrap_or_else(|| panic!("no browser: {refusals:?}"))
}

/// The browser that the tests run in.
pub fn engine() -> Engine {
    environment("NOISE_PRUNE_BROWSER").parse().unwrap()
}

/// Whether a test, or a part of one, must be left out because it needs what only Chromium's driver gives. Says so.
pub fn left_out(what: &str) -> bool {
    let is_left_out = engine() != Engine::Chromium;
    if is_left_out {
        println!("\nleft out in {}: {what}", engine().name());
    }
    is_left_out
}

pub fn environment(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test page`"))
}
