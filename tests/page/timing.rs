//! The page stays at hand while it computes: what its thread does is short.

use std::time::{Duration, Instant};

use noise_prune_kit::webdriver::Options;
use serde_json::{Value, json};

use crate::browser::{Page, left_out};
use crate::soak;

/// How much of the run is watched, in milliseconds; a shorter run is watched to its end.
const WATCHED: f64 = 6_000.0;

/// Runs before the page's own scripts: marks when the run began and ended.
const WATCH: &str = "
    window.watched = { running: null, done: null };
    new MutationObserver(() => {
        const state = document.documentElement.dataset.state;
        if (watched[state] === null) watched[state] = performance.mark(state).startTime;
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
";

/// A page without a frame for so long is at rest.
const REST: Duration = Duration::from_millis(200);

/// A task that works for so long, in milliseconds, is no drawing: something is computed on the page's thread.
const COMPUTING: f64 = 200.0;

/// Whether the synapses of the left twin are on the screen.
const SEEN: &str = "
    const canvas = document.querySelector('#pictures figure canvas[id*=twin-left]');
    if (!canvas || canvas.width * canvas.height === 0) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Uint32Array(data.buffer).some(pixel => pixel);";

/// What fails is a page that does its worker's work. Processor time is counted, not the clock's: a slow or busy
/// machine is no fault of the page.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn no_long_task_while_a_run_of_200_neurons_plays() {
    if left_out("processor times, which only Chromium tells") {
        return;
    }
    let longest = busy_tasks().into_iter().fold(0.0, f64::max);
    println!("\nthe longest task while a run of 200 neurons plays: {longest:.0} ms of processor time");
    assert!(longest <= COMPUTING, "the page's thread was at work for {longest} ms");
}

/// The processor times of the tasks of the page's thread while a run plays, in milliseconds, as Chromium's trace has
/// them.
fn busy_tasks() -> Vec<f64> {
    let page = Page::with(&Options { trace: "toplevel,blink.user_timing", ..Options::default() });
    page.session.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).unwrap();
    page.open("v=1&net=clustered&n=200");
    page.wait_for(&["running", "done"]);
    page.wait_until("the run has been watched", || {
        let script = "return watched.done !== null || performance.now() - watched.running > arguments[0]";
        page.run(script, json!([WATCHED])).as_bool() == Some(true)
    });
    let events = page.session.trace().unwrap();
    let mark = events.iter().find(|event| event["cat"] == "blink.user_timing" && event["name"] == "running");
    let mark = mark.expect("the trace has no mark for the beginning of the run");
    let on_the_page_s_thread = |event: &&Value| event["pid"] == mark["pid"] && event["tid"] == mark["tid"];
    let tasks = events.iter().filter(on_the_page_s_thread).filter(|event| event["ph"] == "X");
    let tasks = tasks.filter(|event| event["ts"].as_f64() >= mark["ts"].as_f64());
    let times: Vec<_> = tasks.filter_map(|event| Some(event["tdur"].as_f64()? / 1000.0)).collect();
    assert!(!times.is_empty(), "the trace has no tasks");
    times
}

/// Runs before the page's own scripts: counts the callbacks of frames, and those that one frame had too many.
const FRAMES: &str = "
    window.frames_ = { called: 0, last: null, twice: 0 };
    const ask = window.requestAnimationFrame;
    window.requestAnimationFrame = (callback) => ask.call(window, (time) => {
        frames_.called += 1;
        frames_.twice += time === frames_.last;
        frames_.last = time;
        callback(time);
    });";

/// However often a run is begun again, a frame is drawn once; and while nothing moves, none is asked for.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn frames_are_asked_for_one_at_a_time_and_only_while_something_moves() {
    if left_out("scripts that run before those of the page") {
        return;
    }
    let page = Page::new();
    page.session.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": FRAMES })).unwrap();
    page.open("v=1&net=clustered&n=60&seed=3&stage=prune");
    page.wait_for(&["running"]);
    let counted = |what: &str| page.run("return frames_[arguments[0]]", json!([what])).as_u64().unwrap();
    for _ in 0..5 {
        page.click("restart");
        let before = counted("called");
        page.wait_until("it is drawn", || counted("called") >= before + 3);
    }
    assert_eq!(counted("twice"), 0, "frames were asked for twice");
    page.click("play");
    page.wait_for(&["paused"]);
    let mut before = 0;
    page.wait_until("it comes to rest", || {
        std::thread::sleep(REST);
        let now = counted("called");
        std::mem::replace(&mut before, now) == now
    });
    std::thread::sleep(2 * REST);
    assert_eq!(counted("called"), before, "frames are asked for while nothing moves");
}

/// The paper's own size: goes through, within the memory of a tab, and can be given up.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn two_thousand_neurons() {
    if left_out("long tasks and devtools, which only Chromium has") {
        return;
    }
    let page = soak::telling("v=1&net=clustered&n=2000&keep=0.2&stage=compare&paused");
    let begin = Instant::now();
    let (mut said, mut seen): (Vec<(String, f64)>, Option<f64>) = (Vec::new(), None);
    page.wait_until("the spectra are measured", || {
        let text = page.text("working-text");
        let doing = text.split('…').next().unwrap_or_default().to_string();
        if seen.is_none() && page.run(SEEN, json!([])).as_bool() == Some(true) {
            seen = Some(begin.elapsed().as_secs_f64());
        }
        if !doing.is_empty() && said.last().is_none_or(|(last, _)| *last != doing) {
            said.push((doing, begin.elapsed().as_secs_f64()));
        }
        page.state() == "done"
    });
    println!(
        "\n2,000 neurons, {} synapses, in {:.1} s:",
        page.text("out-synapses"),
        begin.elapsed().as_secs_f64()
    );
    said.iter().for_each(|(doing, at)| println!("  {at:5.1} s  {doing}"));
    println!("  {:5.1} s  the network is seen", seen.unwrap_or(f64::NAN));
    let memory = page.session.run_async(soak::SIZES, json!([])).unwrap();
    let megabytes = |of: &str| memory[of].as_f64().unwrap() / f64::from(1 << 20);
    println!(
        "  memory: {:.0} MB in the worker, {:.0} MB in the page",
        megabytes("worker"),
        megabytes("page")
    );
    assert!(megabytes("worker") <= 600.0 && megabytes("page") <= 600.0);
    assert!(seen < said.last().map(|(_, at)| *at), "the network is seen only when all else is done");
    assert!(said.len() > 3, "there was no progress to be seen: {said:?}");
    assert!(page.number("out-eps-lambda-mean-noise") < page.number("out-eps-lambda-mean-uniform"));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn what_takes_long_can_be_given_up() {
    let page = Page::at("v=1&net=barbell&n=30&keep=0.4&seed=5&stage=prune&at=10&paused");
    let survivors = page.text("out-survivors-noise");
    page.run("location.hash = 'v=1&net=clustered&n=2000&paused'", json!([]));
    page.wait_until("there is a bar", || {
        !page.text("working-text").is_empty() && !page.text("cancel").is_empty()
    });
    let script = "const begin = performance.now(); document.getElementById('cancel').click(); return performance.now() - begin";
    let took = page.run(script, json!([])).as_f64().unwrap();
    println!("\ngiven up within {took:.0} ms");
    assert_eq!((page.text("working"), page.text("notice")), (String::new(), "Given up.".into()));
    page.wait_until("the run before it is back", || {
        page.state() == "paused" && page.value("n") == "30" && page.value("position") == "10"
    });
    assert_eq!(page.text("out-survivors-noise"), survivors);
    page.finish();
    assert_eq!(page.text("out-survivors-noise"), survivors);
}
