//! The page as a guest: in frames and as elements.

use serde_json::{Value, json};

use crate::altered;
use crate::browser::Page;

pub const KINDS: &str = "
    window.heard = [];
    for (const type of ['ready', 'step', 'done']) {
        document.addEventListener(`noise-prune-${type}`, ({ target, detail }) => heard.push([target.id, type, detail.decided, detail.synapses]));
    }";

/// A host page of the site, with its events written down from the beginning.
pub fn host(name: &str, script: &str) -> Page {
    let path = format!("www/{name}.html");
    let page = altered::page_with(path.leak(), script);
    page.go(&format!("{}www/{name}.html", page.address));
    page
}

/// What was heard of an element, by kind.
fn heard(page: &Page, id: &str, kind: &str) -> Vec<Value> {
    let heard = page.run("return window.heard", json!([]));
    heard.as_array().unwrap().iter().filter(|event| event[0] == id && event[1] == kind).cloned().collect()
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn three_elements_live_side_by_side() {
    let page = host("embed-element", KINDS);
    for id in ["bridge", "clusters", "ring"] {
        page.run("document.getElementById(arguments[0]).scrollIntoView({ block: 'center' })", json!([id]));
        page.wait_until(&format!("{id} is ready"), || heard(&page, id, "ready").len() == 1);
    }
    let on = |id: &str, script: &str| {
        page.run(&format!("const e = document.getElementById('{id}'); {script}"), json!([]))
    };
    // One of them plays; the others do not move.
    on("ring", "e.paused = false; e.params = 'net=ring&n=30&speed=20'");
    page.wait_until("the ring is done", || !heard(&page, "ring", "done").is_empty());
    let done = &heard(&page, "ring", "done")[0];
    assert_eq!(done[2], done[3], "not all synapses are decided");
    assert!(!heard(&page, "ring", "step").is_empty());
    assert!(heard(&page, "bridge", "done").is_empty() && heard(&page, "clusters", "step").is_empty());
    page.wait_until("the link is known", || {
        on("ring", "return e.link")
            .as_str()
            .is_some_and(|link| link.contains("net=ring") && link.contains("speed=20"))
    });
    // Another run, and the methods: none of them loads anything anew, so there is no second ready.
    let says = |link: &str, holds: bool| {
        page.wait_until(&format!("its link has {link}: {holds}"), || {
            on("ring", "return e.link").as_str().is_some_and(|now| now.contains(link) == holds)
        });
    };
    let history = on("ring", "return history.length");
    let steps = heard(&page, "ring", "step").len();
    on("ring", "e.params = 'net=ring&n=12&stage=prune'");
    says("n=12", true);
    page.wait_until("it plays", || heard(&page, "ring", "step").len() > steps + 1);
    on("ring", "e.pause()");
    says("paused", true);
    on("ring", "e.play()");
    says("paused", false);
    on("ring", "e.reset()");
    says("paused", true);
    assert_eq!(heard(&page, "ring", "ready").len(), 1);
    assert_eq!(on("ring", "return history.length"), history, "the back button leads through a figure");
    // The link is the full page's, without what belongs to a frame.
    let link = on("ring", "return e.link");
    assert!(
        link.as_str().unwrap().starts_with(&format!("{}index.html#v=1&net=ring", page.address)),
        "{link}"
    );
    assert!(!link.as_str().unwrap().contains("embed") && !link.as_str().unwrap().contains("hide"), "{link}");
    assert_eq!(
        on("ring", "return document.createElement('noise-prune').link"),
        format!("{}index.html#", page.address)
    );
    // Properties and attributes are one thing.
    assert_eq!(on("bridge", "e.theme = 'dark'; return e.getAttribute('theme')"), "dark");
    assert_eq!(on("bridge", "e.paused = false; return e.hasAttribute('paused')"), false);
    // Nothing that is no link gets through, and taken out and put back it starts again.
    on(
        "ring",
        "e.params = '\"><img src=x onerror=alert(1)>&n=10&net=ring'; const p = e.parentNode, n = e.nextSibling; e.remove(); p.insertBefore(e, n)",
    );
    page.wait_until("it is ready again", || heard(&page, "ring", "ready").len() == 2);
    page.wait_until("it has the number that was given", || {
        on("ring", "return e.link").as_str().is_some_and(|link| link.contains("n=10"))
    });
}

/// As high as its content, unless the host page's style says otherwise; also where that allows no inline styles.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn an_element_has_the_height_that_its_host_wants() {
    let page = host("embed-element", KINDS);
    page.wait_until("it is ready", || heard(&page, "bridge", "ready").len() == 1);
    let height = |style: &str| {
        let script = "const e = document.getElementById('bridge'); e.style = arguments[0];
            return e.shadowRoot.querySelector('iframe').offsetHeight";
        page.run(script, json!([style])).as_f64().unwrap()
    };
    // Its content's, which the fallback's 520 pixels would only be by chance.
    page.wait_until("it has its content's height", || height("") != 520.0);
    let content = height("");
    assert!((300.0..1200.0).contains(&content), "{content}");
    assert_eq!(height("border: 0; height: 310px"), 310.0);
    assert_eq!(height("border: 0; max-height: 200px"), 200.0);
    assert_eq!(height("border: 0; min-height: 1500px"), 1500.0);
    // What the content needs may be another height in a narrower frame; the frame has it at once.
    for style in ["padding: 40px", "min-height: 50px; max-height: 5000px"] {
        let script = "const e = document.getElementById('bridge'); e.style = arguments[0];
            const frame = e.shadowRoot.querySelector('iframe');
            return frame.offsetHeight - parseFloat(frame.style.height)";
        assert_eq!(page.run(script, json!([style])).as_f64(), Some(0.0), "{style}");
    }
    let script = "const policy = document.createElement('meta');
        policy.httpEquiv = 'Content-Security-Policy';
        policy.content = \"style-src 'self'\";
        document.head.append(policy);
        const element = document.createElement('noise-prune');
        document.body.append(element);
        return getComputedStyle(element.shadowRoot.querySelector('iframe')).borderTopWidth";
    assert_eq!(page.run(script, json!([])), "0px");
}

const FRAME: &str = "
    window.heard = [];
    addEventListener('message', ({ data }) => { if (data.source === 'noise-prune') heard.push(['frame', data.type, data.decided, data.height]); });";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_frame_is_a_good_guest() {
    let page = host("embed-iframe", FRAME);
    page.wait_until("the frame is ready", || !heard(&page, "frame", "ready").is_empty());
    // It says its height, and the example follows.
    page.wait_until("the frame is as high as its content", || {
        let heights = heard(&page, "frame", "height");
        let height = page.run("return Number(document.getElementById('example').height)", json!([]));
        heights.last().is_some_and(|last| last[3] == height)
    });
    // And stops there: a frame that grows with its own height would never end.
    page.frames(30);
    assert!(heard(&page, "frame", "height").len() < 12);
    // It takes no focus, and leaves the wheel to the page that holds it.
    let post = |message: Value| {
        page.run(
            "document.getElementById('example').contentWindow.postMessage(arguments[0], '*')",
            json!([message]),
        );
    };
    post(json!({ "target": "noise-prune", "type": "play" }));
    page.wait_until("it plays", || {
        heard(&page, "frame", "state").len() + heard(&page, "frame", "step").len() > 0
    });
    assert_eq!(page.run("return document.activeElement.localName", json!([])), "body");
    page.run("scrollTo(0, 0)", json!([]));
    page.session.wheel((500, 420), 240).unwrap();
    page.wait_until("the page has scrolled", || page.run("return scrollY", json!([])).as_f64() > Some(100.0));
    // What is no message of ours is passed over.
    for nonsense in [
        json!(null),
        json!(7),
        json!("play"),
        json!({ "target": "noise-prune", "type": "constructor" }),
        json!({ "target": "noise-prune", "type": { "a": 1 } }),
        json!([1, 2]),
        json!({ "type": "reset" }),
    ] {
        post(nonsense);
    }
    let before = heard(&page, "frame", "state").len();
    post(json!({ "target": "noise-prune", "type": "report" }));
    page.wait_until("it still answers", || heard(&page, "frame", "state").len() > before);
}

/// The whole page needs no right but to run scripts, and its height does not follow its frame's.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_frame_with_the_fewest_rights_runs_to_the_end() {
    let page = host("embed-iframe", FRAME);
    // Two of them, of different heights, without the example's id: nothing makes them as high as their content. What is
    // measured by listening has a length of its own; what is heard for show depends on how busy the machine is.
    let script = "
        const old = document.querySelector('iframe');
        const frames = arguments[0].map((height) => {
            const frame = document.createElement('iframe');
            frame.setAttribute('sandbox', 'allow-scripts');
            frame.width = '100%';
            frame.height = height;
            frame.src = '../index.html#v=1&net=barbell&n=20&seed=5&speed=20&cov=measured&time=5';
            return frame;
        });
        window.last = frames.map(() => ({}));
        addEventListener('message', ({ source, data }) => {
            const said = last[frames.findIndex((frame) => frame.contentWindow === source)];
            if (!said) return;
            said[data.type] = (said[data.type] ?? 0) + 1;
            said.natural = data.height ?? said.natural;
        });
        old.replaceWith(...frames);
        // Both are in sight: elsewhere they would rest.
        frames[0].scrollIntoView({ block: 'end' });
        scrollBy(0, 300);";
    page.run(script, json!([[900, 2500]]));
    let mut last = Value::Null;
    page.wait_until_well("both are done, and say the same height", || {
        last = page.run("return last", json!([]));
        let says = |what: &str| [0, 1].map(|k| last[k][what].as_f64());
        let same = says("done").iter().all(Option::is_some) && says("natural")[0] == says("natural")[1];
        same.then_some(()).ok_or_else(|| last.to_string())
    });
    assert_eq!([&last[0]["ready"], &last[1]["ready"]], [1, 1], "{last}");
}

/// Out of sight it rests; back in sight it goes on from where it was.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_frame_rests_out_of_sight() {
    let page = host("embed-iframe", FRAME);
    // Without its sandbox it is of the host's origin; to others Chromium gives no frames out of sight by itself.
    let script = "const old = document.getElementById('example');
        const frame = old.cloneNode();
        frame.removeAttribute('sandbox');
        frame.src += '&stage=prune';
        window.heard = [];
        old.replaceWith(frame);";
    page.run(script, json!([]));
    page.wait_until("the frame is ready", || !heard(&page, "frame", "ready").is_empty());
    let ask = |kind: &str| {
        let script = "document.getElementById('example').contentWindow.postMessage({ target: 'noise-prune', type: arguments[0] }, '*')";
        page.run(script, json!([kind]));
    };
    let decided = || {
        page.run("window.heard = []", json!([]));
        ask("report");
        page.wait_until("it answers", || !heard(&page, "frame", "state").is_empty());
        heard(&page, "frame", "state")[0][2].as_u64().unwrap()
    };
    let look_at = |place: &str| {
        page.run("document.body.style.paddingBottom = '3000px'; scrollTo(0, arguments[0] === 'frame' ? 0 : document.body.scrollHeight)", json!([place]));
        page.frames(30); // for what was under way when it went to sleep
    };
    ask("play");
    page.wait_until("it decides", || decided() > 0);
    look_at("elsewhere");
    let before = decided();
    page.frames(40);
    assert_eq!(decided(), before, "it goes on out of sight");
    look_at("frame");
    page.wait_until("it goes on", || decided() > before);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_examples_keep_nobody_out() {
    for name in ["embed-iframe", "embed-element"] {
        crate::accessibility::violations(&host(name, KINDS), name);
    }
}

/// What a link leaves out is not there, and the way to the full page carries the run along.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_link_says_how_much_of_the_page_there_is() {
    let page = Page::new();
    for (how, gone) in [
        ("embed=basic", &["presets", "controls", "numbers", "about"][..]),
        ("embed=none", &["presets", "controls", "numbers", "about", "transport", "story"]),
        ("hide=story,limit", &["story", "limit-section"]),
    ] {
        page.open(&format!("v=1&net=barbell&n=20&seed=5&paused&{how}"));
        page.wait_for(&["paused"]);
        for id in gone {
            let shown = "return document.getElementById(arguments[0]).checkVisibility()";
            assert_eq!(page.run(shown, json!([id])), false, "{id} with {how}");
        }
        assert_ne!(page.run("return document.getElementById('canvas-twin-left').clientWidth", json!([])), 0);
    }
    page.open("v=1&net=barbell&n=20&seed=5&paused&embed=basic");
    page.wait_for(&["paused"]);
    let script = "const a = document.getElementById('open-full'); a.dispatchEvent(new Event('pointerdown')); return a.href";
    let full = page.run(script, json!([]));
    let full = full.as_str().unwrap();
    assert!(full.contains("net=barbell") && full.contains("seed=5") && !full.contains("embed"), "{full}");
}
