//! The page for a long time in one tab: what it holds stays what it was after the first few of each thing. Run by
//! `cargo xtask test --soak`, in some minutes.

use noise_prune_kit::webdriver::Engine;
use serde_json::{Value, json};

use crate::altered;
use crate::browser::{Page, engine, left_out};
use crate::monkey;

/// How many times a thing is done before the first look, so that every buffer has met its largest size.
const FIRST: usize = 10;

/// Linear memory may grow by this much from the first look to the last, as blocks of other sizes leave gaps; in bytes.
const MEMORY: i64 = 1 << 20;

/// Nodes of the document and listeners that may be there in addition: a message, a line of text.
const NODES: i64 = 20;
const LISTENERS: i64 = 2;

/// Nodes outside of the document that Chromium may keep for a while, whatever is asked of it. One for each time that
/// something is done would be more.
const GARBAGE: i64 = 160;

/// Keeps the memory of every program that is started, in the page and in the worker, which tells its size when asked.
const KEEP: &str = "
    const start = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...all) => {
        const result = await start.apply(WebAssembly, all);
        globalThis.memory = (result.instance ?? result).exports.memory;
        return result;
    };";
const TELL: &str = "
    const channel = new BroadcastChannel('soak');
    channel.onmessage = ({ data }) => data === 'how much?' && channel.postMessage(memory.buffer.byteLength);";

pub const SIZES: &str = "
    const done = arguments[0];
    const channel = new BroadcastChannel('soak');
    channel.onmessage = ({ data }) => {
        channel.close();
        done({ page: memory.buffer.byteLength, worker: data, document: document.evaluate('count(//node())', document, null, XPathResult.NUMBER_TYPE, null).numberValue });
    };
    channel.postMessage('how much?')";

fn watched(link: &str) -> Page {
    let page = telling(link);
    page.wait_for(&["running", "paused"]);
    page
}

/// A page that was opened with a link, and whose programs tell their memory, with [`SIZES`].
pub fn telling(link: &str) -> Page {
    let page = altered::page(|path, body| {
        let text = |body: Vec<u8>| String::from_utf8(body).unwrap();
        Some(match path {
            // The first script of the page.
            "www/watch.js" => format!("{KEEP}{}", text(body)).into(),
            "www/worker.js" => format!("{}{KEEP}{TELL}", text(body)).into(),
            _ => body,
        })
    });
    page.open(link);
    page
}

/// What the page holds now.
fn sizes(page: &Page) -> Value {
    let mut sizes = page.session.run_async(SIZES, json!([])).unwrap();
    if engine() == Engine::Chromium {
        let ask = |command: &str| page.session.devtools(command, json!({})).unwrap();
        for command in ["Performance.enable", "HeapProfiler.collectGarbage", "HeapProfiler.collectGarbage"] {
            ask(command);
        }
        for metric in ask("Performance.getMetrics")["metrics"].as_array().unwrap() {
            for name in ["JSEventListeners", "Nodes", "JSHeapUsedSize"] {
                if metric["name"] == name {
                    sizes[name] = metric["value"].clone();
                }
            }
        }
    }
    sizes
}

/// Does something `count` times and compares what is held with the first look. `script` does it `arguments[0]` times
/// from `arguments[1]` on and calls its last argument.
fn stays(page: &Page, what: &str, count: usize, script: &str) {
    let run = |from: usize, count: usize| {
        for k in (from..from + count).step_by(FIRST) {
            assert_eq!(page.session.run_async(script, json!([FIRST, k])).unwrap(), "", "{what}");
        }
    };
    run(0, FIRST);
    let first = sizes(page);
    run(FIRST, count - FIRST);
    let last = sizes(page);
    println!("\n{what}, {count} times:\n  after the first {FIRST}: {first}\n  in the end: {last}");
    let grown =
        |key: &str| last[key].as_f64().unwrap_or(0.0) as i64 - first[key].as_f64().unwrap_or(0.0) as i64;
    for (key, most) in [
        ("page", MEMORY),
        ("worker", MEMORY),
        ("document", NODES),
        ("Nodes", GARBAGE),
        ("JSEventListeners", LISTENERS),
    ] {
        assert!(grown(key) <= most, "{what}: {key} has grown by {}", grown(key));
    }
    assert_eq!(page.text("alert"), "");
}

/// The beginning of every script here: `until` waits for something, a frame at a time.
const UNTIL: &str = "
    const [count, from, done] = arguments;
    const byId = (id) => document.getElementById(id);
    const frame = () => new Promise((resolve) => setTimeout(resolve, 8));
    const until = async (holds) => {
        const end = performance.now() + 20_000;
        while (!holds()) {
            if (performance.now() > end) throw new Error(`never: ${holds}; ${location.hash}; ${byId('status').textContent} ${byId('alert').textContent}`);
            await frame();
        }
    };
    const repeat = async (thing) => {
        try {
            for (let k = from; k < from + count; k++) await thing(k);
            done('');
        } catch (error) {
            done(error.message);
        }
    };";

#[test]
#[ignore = "takes minutes; run by cargo xtask test --soak"]
fn a_thousand_restarts() {
    let page = watched("v=1&net=clustered&n=60&seed=3&speed=20");
    if engine() != Engine::Chromium {
        left_out("counts of listeners and of nodes outside of the document");
    }
    let restart = "
        repeat(async (k) => {
            byId('restart').click();
            await until(() => +byId('position').value === 0);
            // Most while the synapses listen, every fifth while they are decided.
            await until(() => k % 5 || +byId('position').value > k % 40);
        });";
    stays(&page, "restarts", 1000, &format!("{UNTIL}{restart}"));
}

#[test]
#[ignore = "takes minutes; run by cargo xtask test --soak"]
fn two_hundred_changes_of_network() {
    let page = watched("v=1&net=clustered&n=60&seed=3&speed=20");
    let change = "
        const links = ['clustered&n=60', 'barbell&n=40', 'worm-gap', 'complete&n=50', 'random&n=50&inh=0.2', 'small-world&n=60',
            'ring&n=40', 'ring&n=40&ways=both', 'worm-gap&cov=measured&time=1', 'clustered&n=50&act=relu&drive=0.5'];
        const numbers = () => byId('out-survivors-noise').textContent;
        repeat(async (k) => {
            const before = numbers();
            location.hash = `v=1&net=${links[k % links.length]}&seed=${k}&speed=20&stage=prune`;
            await until(() => numbers() !== before);
            await until(() => +byId('position').value > 10);
        });";
    stays(&page, "changes of network", 200, &format!("{UNTIL}{change}"));
}

/// A run takes twenty seconds at speed 1: at speed 20, 180 of them go by as in an hour, with as many frames each as fit.
#[test]
#[ignore = "takes minutes; run by cargo xtask test --soak"]
fn an_hour_of_runs_one_after_another() {
    let page = watched("v=1&net=clustered&n=60&seed=3&speed=20");
    let play = "
        repeat(async () => {
            await until(() => byId('play').textContent === 'Play' && document.documentElement.dataset.state === 'done');
            byId('restart').click();
            await until(() => byId('play').textContent === 'Pause');
        });";
    stays(&page, "runs", 180, &format!("{UNTIL}{play}"));
}

/// The monkey of every test, for long and with other seeds.
#[test]
#[ignore = "takes hours; run by cargo xtask test --soak"]
fn a_hundred_thousand_actions_of_a_monkey() {
    monkey::play_long(100_000);
}
