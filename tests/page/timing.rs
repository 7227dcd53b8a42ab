//! The page stays at hand while it computes: no task on its thread blocks it.

use serde_json::json;

use crate::browser::Page;

/// Longer tasks are felt, and it is what browsers call a long task; in milliseconds.
const LONGEST_TASK: f64 = 50.0;

/// How much of the run is watched, in milliseconds; a shorter run is watched to its end.
const WATCHED: f64 = 8_000.0;

/// Runs before the page's own scripts: collects long tasks, and the moment the run began.
const WATCH: &str = "
    window.watched = { tasks: [], running: null, ended: null };
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) watched.tasks.push([task.startTime, task.duration]);
    }).observe({ type: 'longtask', buffered: true });
    new MutationObserver(() => {
        const state = document.documentElement.dataset.state;
        if (state === 'running') watched.running ??= performance.now();
        if (state === 'done') watched.ended ??= performance.now();
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] });
";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn no_long_task_while_a_run_of_200_neurons_plays() {
    let page = Page::new();
    page.session.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).unwrap();
    page.open("v=1&net=clustered&n=200");
    page.wait_for(&["running", "done"]);
    page.wait_until("the run has been watched", || {
        let script = "return watched.ended !== null || performance.now() - watched.running > arguments[0]";
        page.run(script, json!([WATCHED])).as_bool() == Some(true)
    });

    let watched = page.run("return watched", json!([]));
    let running = watched["running"].as_f64().expect("the page was never in the state running");
    let tasks = watched["tasks"].as_array().expect("a list of tasks").iter();
    let tasks: Vec<_> = tasks.map(|task| (task[0].as_f64().unwrap(), task[1].as_f64().unwrap())).collect();
    let (before, during): (Vec<_>, Vec<_>) = tasks.into_iter().partition(|(start, _)| *start < running);
    let longest = |tasks: &[(f64, f64)]| tasks.iter().map(|task| task.1).fold(0.0, f64::max);
    println!(
        "long tasks at n = 200: {} while playing (longest {} ms), {} while loading (longest {} ms)",
        during.len(),
        longest(&during),
        before.len(),
        longest(&before),
    );
    assert!(longest(&during) <= LONGEST_TASK, "the page was blocked for {} ms", longest(&during));
}
