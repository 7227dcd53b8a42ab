//! The page stays at hand while it computes: what its thread does is short.

use serde_json::{Value, json};

use crate::browser::{Page, left_out};
use crate::webdriver::Options;

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
