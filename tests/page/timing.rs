//! The page stays at hand while it computes: what its thread does is short.

use std::time::Instant;

use noise_prune_kit::webdriver::Options;
use serde_json::{Value, json};

use crate::browser::{Page, left_out};
use crate::soak;

/// Longer tasks are felt, and it is what browsers call a long task; in milliseconds.
const LONGEST_TASK: f64 = 50.0;

/// How much of the run is watched, in milliseconds; a shorter run is watched to its end.
const WATCHED: f64 = 6_000.0;

/// Runs before the page's own scripts: collects long tasks, and marks when the run began and ended.
const WATCH: &str = "
    window.watched = { tasks: [], running: null, done: null };
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) watched.tasks.push([task.startTime, task.duration]);
    }).observe({ type: 'longtask', buffered: true });
    new MutationObserver(() => {
        const state = document.documentElement.dataset.state;
        if (watched[state] === null) watched[state] = performance.mark(state).startTime;
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
";

/// A task that works for so long, in milliseconds, is no drawing: something is computed on the page's thread.
const COMPUTING: f64 = 200.0;

/// Reports the long tasks of a run that plays: by the wall clock, which says how long a person had to wait but
/// counts what else the machine was busy with, and by processor time, which does not. Speed is reported, for
/// a slow machine is no fault of the page; what fails is a page that does its worker's work.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn long_tasks_while_a_run_of_200_neurons_plays() {
    if left_out("long tasks and processor times, which only Chromium tells") {
        return;
    }
    longest("by the wall clock", &long_tasks());
    let worked = longest("by processor time", &busy_tasks());
    assert!(worked <= COMPUTING, "the page's thread was at work for {worked} ms");
}

/// Durations of the long tasks while playing, in milliseconds of the wall clock, as the page itself sees them.
fn long_tasks() -> Vec<f64> {
    let page = watch(&Options::default());
    let watched = page.run("return watched", json!([]));
    let running = watched["running"].as_f64().expect("the page was never in the state running");
    let tasks = watched["tasks"].as_array().expect("a list of tasks").iter();
    let tasks = tasks.filter_map(|task| Some((task[0].as_f64()?, task[1].as_f64()?)));
    tasks.filter(|(start, _)| *start >= running).map(|(_, duration)| duration).collect()
}

/// The processor times of the same tasks in a second run, as Chromium's trace has them.
fn busy_tasks() -> Vec<f64> {
    let page = watch(&Options { trace: "toplevel,blink.user_timing", ..Options::default() });
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

/// Follows a link to a network of 200 neurons, and watches it for a while.
fn watch(options: &Options) -> Page {
    let page = Page::with(options);
    page.session.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).unwrap();
    page.open("v=1&net=clustered&n=200");
    page.wait_for(&["running", "done"]);
    page.wait_until("the run has been watched", || {
        let script = "return watched.done !== null || performance.now() - watched.running > arguments[0]";
        page.run(script, json!([WATCHED])).as_bool() == Some(true)
    });
    page
}

/// The longest of these times, and a line about them for whoever reads the report.
fn longest(kind: &str, times: &[f64]) -> f64 {
    let longest = times.iter().copied().fold(0.0, f64::max);
    let count = times.iter().filter(|time| **time > LONGEST_TASK).count();
    println!(
        "\ntasks over {LONGEST_TASK} ms while a run of 200 neurons plays, {kind}: {count}, the longest {longest:.0} ms"
    );
    longest
}

/// Runs before the page's own scripts: how long each callback of a frame takes, and when something was first drawn.
const FRAMES: &str = "
    window.frameTimes = [];
    window.firstPicture = null;
    const ask = window.requestAnimationFrame;
    window.requestAnimationFrame = callback => ask.call(window, time => {
        const begin = performance.now();
        callback(time);
        frameTimes.push(performance.now() - begin);
        const canvas = document.getElementById('canvas-network-frame');
        if (firstPicture === null && canvas?.width > 300) firstPicture = performance.now();
    });";

/// Reports what frames cost while a run plays, and when the first picture was there. A slow or busy machine is no
/// fault of the page, so nothing is asserted of times.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn frames_while_a_run_plays() {
    if left_out("scripts that run before those of the page") {
        return;
    }
    for (name, link) in [("the opening network", ""), ("300 neurons", "v=1&net=clustered&n=300")] {
        let page = Page::new();
        page.session.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": FRAMES })).unwrap();
        page.open(link);
        page.wait_for(&["running", "done"]);
        // Listening, scoring, and the first part of the pruning.
        page.wait_until("the run has been watched", || {
            page.run("return performance.now() > 14000", json!([])).as_bool() == Some(true)
        });
        let times = page.run("return frameTimes", json!([]));
        let mut times: Vec<f64> = times.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        times.sort_unstable_by(f64::total_cmp);
        let first = page.run("return firstPicture", json!([])).as_f64().expect("nothing was drawn");
        assert!(times.len() > 50, "only {} frames in 14 s", times.len());
        let part = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
        println!(
            "\n{name}: {} frames, scripts take {:.1} ms (median), {:.1} (95 %), {:.1} (most); first picture after {first:.0} ms",
            times.len(),
            part(0.5),
            part(0.95),
            part(1.0)
        );
    }
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
    let mut said: Vec<(String, f64)> = Vec::new();
    page.wait_until("the spectra are measured", || {
        let text = page.text("working-text");
        let doing = text.split('…').next().unwrap_or_default().to_string();
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
    let memory = page.session.run_async(soak::SIZES, json!([])).unwrap();
    let megabytes = |of: &str| memory[of].as_f64().unwrap() / f64::from(1 << 20);
    println!(
        "  memory: {:.0} MB in the worker, {:.0} MB in the page",
        megabytes("worker"),
        megabytes("page")
    );
    assert!(megabytes("worker") <= 600.0 && megabytes("page") <= 600.0);
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
