//! Hostile surroundings: whatever fails or is sent, the page says a sentence and offers a way on, or goes on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use noise_prune::params::Params;
use noise_prune::params::link::Presentation;
use noise_prune_kit::wait;
use serde_json::{Value, json};

use crate::altered;
use crate::browser::Page;

const LINK: &str = "v=1&net=barbell&n=20&keep=0.3&seed=5";

/// Remembers the workers that the page makes.
const WORKERS: &str = "
    window.made = [];
    window.Worker = class extends Worker { constructor(...all) { super(...all); made.push(this); } };";

/// The page is in trouble, says this, and the button that is then seen starts it anew.
fn trouble(page: &Page, what: &str) {
    page.wait_for(&["error"]);
    page.wait_until("there is a message", || !page.text("alert").is_empty());
    let said = page.text("alert");
    assert!(said.to_lowercase().contains(what), "'{said}' does not have '{what}'");
    assert!(said.ends_with('.') && !said.contains("undefined is"), "'{said}' is no sentence for a reader");
    page.anew(|| page.click("reload"));
}

/// Opens a page that a script spoils before anything else runs.
fn spoilt(script: &str) -> Page {
    let page = altered::page_with("index.html", script);
    page.open(LINK);
    page
}

/// A site in which one file is another.
fn replaced(path: &'static str, with: impl Fn(Vec<u8>) -> Option<Vec<u8>> + Send + Sync + 'static) -> Page {
    let page = altered::page(move |asked, body| if asked == path { with(body) } else { Some(body) });
    page.open(LINK);
    page
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_worker_that_is_ended_is_missed() {
    let page = spoilt(WORKERS);
    page.wait_for(&["running"]);
    page.wait_until("the worker is watched", || {
        let script = "const done = arguments[0]; navigator.locks.query().then(({ held, pending }) => done(held.length + pending.length))";
        page.session.run_async(script, json!([])).unwrap() == json!(2)
    });
    page.run("made[0].terminate()", json!([]));
    page.wait_for(&["error"]);
    // Its buttons do not take the message away: nothing would come of them.
    page.click("play");
    page.click("restart");
    trouble(&page, "computing part of this page stopped");
    page.wait_for(&["running", "paused", "done"]);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_worker_that_crashes_is_missed() {
    let crash = |mut body: Vec<u8>| {
        body.extend(b"\nsetTimeout(() => { throw new Error('a crash'); }, 1500);");
        Some(body)
    };
    trouble(&replaced("www/worker.js", crash), "computing part of this page stopped");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_worker_that_is_not_there_or_not_allowed_is_said() {
    trouble(&replaced("www/worker.js", |_| None), "computing part of this page stopped");
    let refused = "window.Worker = class { constructor() { throw new Error('no workers here'); } }";
    trouble(&spoilt(refused), "no workers here");
}

/// A reader goes back before everything is loaded, and comes again. Browsers may show the same page then, but have given up
/// what it was loading: here its worker, which the server holds back until the page is left.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_page_that_is_left_while_it_loads_can_be_come_back_to() {
    static IS_ASKED: AtomicBool = AtomicBool::new(false);
    static IS_LEFT: AtomicBool = AtomicBool::new(false);
    let page = altered::page(|path, body| {
        if path == "www/worker.js" {
            IS_ASKED.store(true, Ordering::Release);
            let _ = wait::until(Duration::from_secs(60), || Ok::<_, ()>(IS_LEFT.load(Ordering::Acquire)));
        }
        Some(body)
    });
    page.open(LINK);
    page.wait_until("the worker is loaded", || IS_ASKED.load(Ordering::Acquire));
    assert_eq!(page.state(), "loading");
    page.session.back().unwrap();
    IS_LEFT.store(true, Ordering::Release);
    page.session.forward().unwrap();
    page.wait_until("there is a run", || {
        let script = "return document.documentElement.dataset.state";
        page.session.try_run(script, json!([])).is_ok_and(|state| state == "running")
    });
    assert_eq!(page.text("alert"), "");
}

/// Without a network no worker can be made after the first; who gives up a run keeps the page.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_worker_that_cannot_be_replaced_goes_on() {
    let page = spoilt(
        "window.made = 0;
        window.Worker = class extends Worker {
            constructor(address, options) { super(made++ ? URL.createObjectURL(new Blob([`throw new Error('no network')`])) : address, options); }
        };",
    );
    page.wait_for(&["running"]);
    let give_up = "
        const seed = document.getElementById('seed');
        seed.value = arguments[0];
        seed.dispatchEvent(new Event('change'));
        document.getElementById('cancel').click();";
    page.run(give_up, json!([7]));
    page.wait_until("it is given up", || page.text("notice") == "Given up.");
    page.set("seed", "8");
    page.wait_until("the next run is there", || page.link_value("seed").as_deref() == Some("8"));
    page.finish();
    assert_eq!((page.text("alert"), page.run("return made > 1", json!([]))), (String::new(), json!(true)));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_program_that_is_broken_or_missing_is_said() {
    const PROGRAM: &str = "www/pkg/noise_prune_bg.wasm";
    trouble(&replaced(PROGRAM, |body| Some(body[..body.len() / 2].into())), "could not start");
    trouble(&replaced(PROGRAM, |_| Some(b"<html>A login page</html>".into())), "could not start");
    trouble(&replaced(PROGRAM, |_| None), "is missing (404)");
    for script in ["www/main.js", "www/pkg/noise_prune.js", "www/frame.js"] {
        trouble(&replaced(script, |_| None), "could not load its program");
    }
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_browser_without_web_assembly_is_told() {
    trouble(&spoilt("delete window.WebAssembly"), "a browser of 2023 or later");
    // Where the network fails, no browser helps.
    trouble(
        &spoilt("window.fetch = () => Promise.reject(new TypeError('no network'))"),
        "no network. check the connection",
    );
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_program_that_stops_is_missed() {
    // A call out of the program that never comes back leaves it as a fault of its own would: in the middle of a thing.
    // The script is a file of the site, as browsers tell less of what comes from elsewhere.
    const FAULT: &str =
        "Element.prototype.getAttribute = () => { throw new WebAssembly.RuntimeError('unreachable'); };
        window.spoilt = true";
    let page = altered::page(|path, body| {
        Some(if path == altered::SCRIPT { FAULT.as_bytes().into() } else { body })
    });
    page.open(&format!("{LINK}&paused"));
    page.wait_for(&["paused"]);
    let script =
        "document.head.append(Object.assign(document.createElement('script'), { src: arguments[0] }))";
    page.run(script, json!([altered::SCRIPT]));
    page.wait_until("it is spoilt", || page.run("return window.spoilt === true", json!([])) == json!(true));
    page.run("document.getElementById('step').click()", json!([]));
    trouble(&page, "stopped unexpectedly");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_canvas_that_cannot_be_drawn_on_is_said() {
    trouble(&spoilt("HTMLCanvasElement.prototype.getContext = () => null"), "drawing context");
}

/// Storage, the history and the clipboard may be forbidden; the page needs none of them.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn what_is_forbidden_is_done_without() {
    let page = spoilt(
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
            Object.defineProperty(window, name, { get() { throw new DOMException('forbidden', 'SecurityError'); } });
        }
        Object.defineProperty(document, 'cookie', { get() { throw new Error('forbidden'); }, set() { throw new Error('forbidden'); } });
        history.replaceState = () => { throw new DOMException('too often', 'SecurityError'); };",
    );
    page.wait_for(&["running"]);
    page.finish();
    page.click("restart");
    page.finish();
    assert_eq!(page.text("alert"), "");
    for id in ["share", "save", "help"] {
        page.click(id);
        let open = "return document.querySelector('dialog[open]') !== null";
        page.wait_until("the dialog is open", || page.run(open, json!([])) == json!(true));
        page.run("document.querySelector('dialog[open]').close()", json!([]));
    }
}

/// Browsers take only so many addresses in a while. A slider that is dragged for long still ends in the right one.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_long_drag_is_too_much_for_no_browser() {
    let page = Page::at("v=1&net=clustered&n=60&seed=3&paused");
    let drag = "
        const [slider, done] = [document.getElementById('position'), arguments[0]];
        const to = (value) => {
            slider.value = value;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
        };
        let k = 0;
        const next = () => {
            to(k % 97);
            if (++k < 400) return void setTimeout(next, 5);
            to(55);
            done();
        };
        next();";
    page.session.run_async(drag, json!([])).unwrap();
    assert_eq!((page.state(), page.text("alert")), ("paused".into(), String::new()));
    page.wait_until("the last position is in the address", || page.link_value("at").as_deref() == Some("55"));
}

const FRAME: &str = "
    window.heard = [];
    addEventListener('message', ({ data }) => heard.push(data));";

/// Messages of every wrong shape. The last ones are made on the page, as JSON has no such values.
const RUBBISH: &str = "
    const frame = document.getElementById('example').contentWindow;
    const ring = { target: 'noise-prune' };
    ring.type = ring;
    const own = (type) => ({ target: 'noise-prune', type });
    const rubbish = [undefined, null, true, 7, NaN, 10n, '', 'play', 'x'.repeat(1e6), [], ['play'], {}, { type: 'play' },
        { target: 'noise-prune' }, { target: ['noise-prune'], type: 'play' }, { target: 'Noise-prune', type: 'play' },
        own(null), own(0), own(['play']), own({ toString: 'play' }), own('PLAY'), own('play '), own('__proto__'), own('constructor'),
        own('toString'), own('hasOwnProperty'), own('eval'), ring, new Map([['target', 'noise-prune'], ['type', 'play']]),
        new ArrayBuffer(1000), new Date(), /play/, new Error('play'), new Blob(['play']), { source: 'noise-prune', type: 'height', height: 1e9 }];
    for (const message of rubbish) frame.postMessage(message, '*');
    return rubbish.length";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn rubbish_sent_to_a_frame_does_nothing() {
    const HOST: &str = "www/embed-iframe.html";
    let listening = altered::with_script(HOST, FRAME);
    // At this speed it is soon done when it plays.
    let page = altered::page(move |path, body| match path {
        HOST => Some(
            String::from_utf8(listening(path, body)?).ok()?.replace("seed=17", "seed=17&amp;speed=20").into(),
        ),
        _ => listening(path, body),
    });
    page.go(&format!("{}{HOST}", page.address));
    let heard = || page.run("return window.heard ?? []", json!([])).as_array().unwrap().clone();
    page.wait_until("the frame is ready", || heard().iter().any(|data| data["type"] == "ready"));
    let report = || {
        page.run("heard.length = 0; document.getElementById('example').contentWindow.postMessage({ target: 'noise-prune', type: 'report' }, '*')", json!([]));
        page.wait_until("it answers", || heard().iter().any(|data| data["type"] == "state"));
        heard().into_iter().find(|data| data["type"] == "state").unwrap()
    };
    let before = report();
    assert_eq!(before["state"], "paused");
    page.run("window.all = []; addEventListener('message', ({ data }) => all.push(data))", json!([]));
    assert!(page.run(RUBBISH, json!([])).as_u64() > Some(30));
    // Messages come in their order: when it answers this one, it has been through all the others.
    assert_eq!(report(), before, "rubbish moved it");
    assert_eq!(page.run("return all", json!([])), json!([before]), "it answered rubbish");
    // And of itself it says nothing but its size and its state.
    page.run("document.getElementById('example').contentWindow.postMessage({ target: 'noise-prune', type: 'play' }, '*')", json!([]));
    page.wait_until("it has played", || heard().iter().any(|data| data["type"] == "done"));
    for message in page.run("return all", json!([])).as_array().unwrap() {
        let fields: Vec<&str> = message.as_object().unwrap().keys().map(String::as_str).collect();
        let known = ["source", "type", "height", "link", "state", "stage", "decided", "synapses"];
        assert!(fields.iter().all(|field| known.contains(field)), "{message}");
        assert!(message.as_object().unwrap().values().all(|value| value.is_string() || value.is_number()));
    }
}

/// Elements that a page without markup from elsewhere has.
const ELEMENTS: &str = "return [window.pwned ?? null, document.querySelectorAll('*').length - document.querySelectorAll('option').length,
    document.querySelectorAll('img, iframe:not(.probe), object, embed, [onerror], [onload], a[href^=\"javascript:\"]').length]";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_link_s_markup_never_becomes_markup() {
    let bad = ["<img src=x onerror=pwned=1>", "\"><script>pwned=1</script>", "javascript:pwned=1"];
    let page = Page::at(&format!("{LINK}&paused"));
    let plain = page.run(ELEMENTS, json!([]));
    // The page has pictures of its own.
    assert_eq!(plain[0], Value::Null);
    for text in bad {
        let mut link = String::from("v=1");
        for key in Params::KEYS.iter().chain(Presentation::KEYS) {
            link += &format!("&{key}={text}");
        }
        for link in [link.clone(), encoded(&link), format!("{text}={text}&{text}"), format!("v={text}")] {
            page.open(&format!("{link}&paused"));
            page.wait_for(&["running", "paused", "done", "error"]);
            for id in ["share", "save"] {
                page.run("document.getElementById(arguments[0]).click()", json!([id]));
                page.wait_until("the dialog is open", || {
                    page.run("return document.querySelector('dialog[open]') !== null", json!([]))
                        == json!(true)
                });
                let found = page.run(ELEMENTS, json!([]));
                assert_eq!((&found[0], &found[2]), (&Value::Null, &plain[2]), "{link}");
                page.run("document.querySelector('dialog[open]').close()", json!([]));
            }
            assert_ne!(page.text("notice") + &page.text("alert"), "", "{link} is passed over");
        }
    }
}

/// The values of a link, each letter percent-encoded that may be.
fn encoded(link: &str) -> String {
    let letter = |c: char| match c {
        '&' | '=' => c.to_string(),
        _ if c.is_ascii_alphanumeric() => c.to_string(),
        _ => format!("%{:02X}", c as u32),
    };
    link.chars().map(letter).collect()
}
