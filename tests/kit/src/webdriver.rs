//! As much of a WebDriver client as this project needs: a handful of requests of the protocol
//! (<https://www.w3.org/TR/webdriver2/>), one after another, to a driver on this machine.
//!
//! The clients on crates.io, fantoccini and thirtyfour, have all of the protocol but speak it only inside an
//! asynchronous runtime, with 141 and 180 crates; tests and screenshots go one step after another, over ureq.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

/// What a request may take, the start of a browser on a busy machine included. Only what hangs takes so long.
const TIMEOUT: Duration = Duration::from_secs(300);

/// What a script may take on a page that may go meanwhile.
const GONE: Duration = Duration::from_secs(15);

/// The longest answer accepted, in bytes; a screenshot of a long page is a few million.
const LONGEST_ANSWER: u64 = 64 << 20;

/// Isolated, silent and as fast as it goes without a screen. Chromedriver adds an empty profile of its own.
const CHROMIUM: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1440,900",
];

/// The window of every browser, in pixels.
const WINDOW: (u32, u32) = (1440, 900);

/// The browsers that the page is tested in, by the engine that they are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    #[default]
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// What a session of this browser is asked to be.
    fn capabilities(self, options: &Options) -> Value {
        match self {
            Self::Chromium => {
                let flags = [&CHROMIUM, options.flags].concat();
                let mut chromium = json!({ "args": flags });
                let mut logs = json!({ "browser": "ALL" });
                if !options.trace.is_empty() {
                    chromium["perfLoggingPrefs"] = json!({ "traceCategories": options.trace });
                    logs["performance"] = "ALL".into();
                }
                json!({ "browserName": "chrome", "goog:chromeOptions": chromium, "goog:loggingPrefs": logs })
            }
            Self::Firefox => {
                json!({ "browserName": "firefox", "moz:firefoxOptions": { "args": ["-headless"] } })
            }
            Self::WebKit => json!({ "browserName": "MiniBrowser" }),
        }
    }
}

impl FromStr for Engine {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let engine = Self::ALL.into_iter().find(|engine| engine.name() == name);
        engine.ok_or_else(|| {
            Error(format!("there is no browser '{name}'; there are {}", Self::ALL.map(Self::name).join(", ")))
        })
    }
}

/// A request that did not succeed: what was asked, and what came back.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// What Chromium is started with beside the usual; other browsers pass these by.
#[derive(Default)]
pub struct Options<'a> {
    /// Command-line flags.
    pub flags: &'a [&'a str],
    /// Categories of trace events to collect, separated by commas; none if empty.
    pub trace: &'a str,
}

/// A browser of its own, closed when this is dropped.
pub struct Session {
    agent: Agent,
    url: String,
}

impl Session {
    /// Starts a browser through its driver at `driver`, such as `http://127.0.0.1:9515`.
    pub fn start(driver: &str, engine: Engine, options: &Options) -> Result<Self, Error> {
        let agent = Agent::config_builder()
            .proxy(None) // the driver is on this machine, whatever the environment says
            .http_status_as_error(false) // a failure's reason is in its body
            .timeout_global(Some(TIMEOUT))
            .build()
            .new_agent();
        let mut session = Self { agent, url: driver.into() };
        let wanted = json!({ "capabilities": { "alwaysMatch": engine.capabilities(options) } });
        let answer = session.post("session", wanted)?;
        let id = answer["sessionId"].as_str().ok_or_else(|| Error("a session without a name".into()))?;
        session.url = format!("{driver}/session/{id}");
        // Scripts may take nearly as long as requests.
        session.post("timeouts", json!({ "script": TIMEOUT.as_millis() as u64 - 10_000 }))?;
        if engine != Engine::Chromium {
            session.resize(WINDOW.0, WINDOW.1)?;
        }
        Ok(session)
    }

    /// Makes a used browser as good as new: a new window takes the place of all others, and with them go their
    /// addresses, scripts and imitated screens. Chromium forgets what a site at `origin` has stored, too; the other
    /// drivers have no word for that.
    pub fn start_over(&self, engine: Engine, origin: &str) -> Result<(), Error> {
        if engine == Engine::Chromium {
            let all = json!({ "origin": origin, "storageTypes": "all" });
            self.devtools("Storage.clearDataForOrigin", all)?;
            self.devtools("Browser.setDownloadBehavior", json!({ "behavior": "default" }))?;
        }
        let old = self.get("window/handles")?;
        let new = self.post("window/new", json!({ "type": "window" }))?;
        for handle in old.as_array().into_iter().flatten() {
            self.post("window", json!({ "handle": handle }))?;
            self.delete("window")?;
        }
        self.post("window", json!({ "handle": new["handle"] }))?;
        self.resize(WINDOW.0, WINDOW.1)?;
        if engine == Engine::Chromium {
            self.console()?;
        }
        Ok(())
    }

    /// Gives the window another size, in pixels.
    pub fn resize(&self, width: u32, height: u32) -> Result<(), Error> {
        self.post("window/rect", json!({ "width": width, "height": height })).map(drop)
    }

    /// Goes to an address and waits for the document, not for its scripts' work.
    pub fn open(&self, url: &str) -> Result<(), Error> {
        self.post("url", json!({ "url": url })).map(drop)
    }

    pub fn reload(&self) -> Result<(), Error> {
        self.post("refresh", json!({})).map(drop)
    }

    /// Goes back in the history.
    pub fn back(&self) -> Result<(), Error> {
        self.post("back", json!({})).map(drop)
    }

    /// Goes on in the history.
    pub fn forward(&self) -> Result<(), Error> {
        self.post("forward", json!({})).map(drop)
    }

    /// Runs the body of a JavaScript function and returns what it returns.
    pub fn run(&self, script: &str, arguments: Value) -> Result<Value, Error> {
        self.post("execute/sync", json!({ "script": script, "args": arguments }))
    }

    /// The same on a page that may go meanwhile: if it does, WebKit's driver sometimes never answers, but goes on.
    pub fn try_run(&self, script: &str, arguments: Value) -> Result<Value, Error> {
        self.post_within(GONE, "execute/sync", json!({ "script": script, "args": arguments }))
    }

    /// Runs a body that calls its last argument with what it returns.
    pub fn run_async(&self, script: &str, arguments: Value) -> Result<Value, Error> {
        self.post("execute/async", json!({ "script": script, "args": arguments }))
    }

    /// The same on a page that may go meanwhile.
    pub fn try_run_async(&self, script: &str, arguments: Value) -> Result<Value, Error> {
        self.post_within(GONE, "execute/async", json!({ "script": script, "args": arguments }))
    }

    /// Clicks as a person would: the element must be visible, and nothing may cover it.
    pub fn click(&self, css: &str) -> Result<(), Error> {
        let found = self.post("element", json!({ "using": "css selector", "value": css }))?;
        let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        let id = id.ok_or_else(|| Error(format!("{css} has no name")))?;
        self.post(&format!("element/{id}/click"), json!({})).map(drop)
    }

    /// Turns the wheel by so many pixels, over a point of the window.
    pub fn wheel(&self, (x, y): (u32, u32), pixels: i32) -> Result<(), Error> {
        let turn = json!({ "type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": pixels });
        let wheel = json!({ "type": "wheel", "id": "wheel", "actions": [turn] });
        self.post("actions", json!({ "actions": [wheel] })).map(drop)
    }

    /// A command of Chromium's DevTools protocol, such as `Page.captureScreenshot`.
    pub fn devtools(&self, command: &str, parameters: Value) -> Result<Value, Error> {
        self.post("goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// What the console was told since the last call, a line each.
    pub fn console(&self) -> Result<Vec<String>, Error> {
        self.log("browser")
    }

    /// The events that were traced since the last call, in the form that Chromium's traces have.
    pub fn trace(&self) -> Result<Vec<Value>, Error> {
        let logged = self.log("performance")?;
        let events = logged.iter().filter_map(|event| serde_json::from_str::<Value>(event).ok());
        let traced = events.filter(|event| event["message"]["method"] == "Tracing.dataCollected");
        Ok(traced.map(|mut event| event["message"]["params"].take()).collect())
    }

    fn log(&self, kind: &str) -> Result<Vec<String>, Error> {
        let entries = self.post("se/log", json!({ "type": kind }))?;
        let entries = entries.as_array().ok_or_else(|| Error(format!("a log that is no list: {entries}")))?;
        Ok(entries.iter().filter_map(|entry| entry["message"].as_str()).map(String::from).collect())
    }

    fn get(&self, path: &str) -> Result<Value, Error> {
        answered(path, self.agent.get(format!("{}/{path}", self.url)).call())
    }

    fn delete(&self, path: &str) -> Result<Value, Error> {
        answered(path, self.agent.delete(format!("{}/{path}", self.url)).call())
    }

    fn post(&self, path: &str, body: Value) -> Result<Value, Error> {
        self.post_within(TIMEOUT, path, body)
    }

    fn post_within(&self, patience: Duration, path: &str, body: Value) -> Result<Value, Error> {
        let body = body.to_string();
        let post = self.agent.post(format!("{}/{path}", self.url));
        let post = post.config().timeout_global(Some(patience)).build();
        answered(&format!("{path} {body}"), post.content_type("application/json; charset=utf-8").send(&body))
    }
}

/// What the driver's answer to `asked` holds.
fn answered(asked: &str, answer: Result<Response<Body>, ureq::Error>) -> Result<Value, Error> {
    let failed = |reason: &dyn fmt::Display| Error(format!("{asked}: {reason}"));
    let mut answer = answer.map_err(|error| failed(&error))?;
    let text = answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_string();
    let text = text.map_err(|error| failed(&error))?;
    let mut answered: Value = serde_json::from_str(&text).map_err(|error| failed(&error))?;
    match &answered["value"]["error"] {
        Value::String(kind) if !answer.status().is_success() => {
            Err(failed(&format!("{kind}: {}", answered["value"]["message"].as_str().unwrap_or(""))))
        }
        _ => Ok(answered["value"].take()),
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.url).call();
    }
}
