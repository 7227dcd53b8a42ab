//! The page as a guest in a column of any width: nothing is cut, nothing has to be scrolled that has the height it
//! needs, and what has another height fits into it as long as a picture can be read.
//!
//! Strategy: one frame in a page of the site follows what it says of its height, and is given widths and links.

use serde_json::{Value, json};

use crate::browser::Page;
use crate::embedding::{KINDS, host};

const WIDTHS: [u32; 5] = [320, 480, 640, 800, 1100];
const RUN: &str = "v=1&net=barbell&n=12&seed=17&stage=compare&paused";
const VIEWS: [(&str, usize); 12] = [
    ("network", 2),
    ("twins", 2),
    ("patterns", 3),
    ("scope", 1),
    ("slow", 1),
    ("spectrum", 1),
    ("errors", 1),
    ("matrices", 4),
    ("importance", 1),
    ("dynamics", 2),
    ("draws", 1),
    ("sweep", 1),
];

/// A frame of the site's own origin, so that the test can look into it.
const FRAME: &str = "
    const frame = document.createElement('iframe');
    frame.id = 'guest';
    frame.style = 'border: 0; display: block; height: 500px; width: 640px';
    frame.src = '../index.html#' + arguments[0];
    document.querySelector('main').replaceChildren(frame);
    window.follows = true;
    addEventListener('message', ({ source, data }) => {
        if (window.follows && source === frame.contentWindow && data.type === 'height') frame.style.height = `${data.height}px`;
    });";

/// What is wrong with what the frame shows, and how many pictures it shows.
const LOOK: &str = "
    const frame = document.getElementById('guest');
    const { document: inside, innerWidth: width, innerHeight: height } = frame.contentWindow;
    const root = inside.documentElement;
    const wrong = [];
    if (root.scrollWidth > width) wrong.push(`${root.scrollWidth} wide in ${width}`);
    if (root.scrollHeight > height) wrong.push(`${root.scrollHeight} high in ${height}`);
    for (const element of inside.body.querySelectorAll('*')) {
        const place = element.getBoundingClientRect();
        if (!element.checkVisibility({ visibilityProperty: true }) || place.width < 2 || element.closest('.scroll, #presets')) continue;
        const name = element.id || element.className || element.localName;
        if (place.right > width + 1 || place.left < -1) wrong.push(`${name} ends at ${place.right}`);
        if (place.bottom > Math.max(height, root.scrollHeight) + 1) wrong.push(`${name} ends below`);
        const clips = element.matches('figcaption, .line, button, output, #inspector, #awaited');
        if (clips && (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)) wrong.push(`${name} is cut`);
    }
    const figures = [...inside.querySelectorAll('.picture')].filter((figure) => figure.checkVisibility());
    for (const figure of figures) {
        const canvas = figure.querySelector('canvas')?.getBoundingClientRect();
        if (!canvas) wrong.push(`${figure.id} is not made yet`);
        else if (canvas.height < 120 || canvas.width < 140) wrong.push(`${figure.id} is ${canvas.width} x ${canvas.height}`);
    }
    return { wrong, figures: figures.length, state: root.dataset.state, view: root.dataset.view, embed: root.dataset.embed,
        captions: figures.filter((figure) => figure.querySelector('figcaption')?.checkVisibility()).length };";

fn guest(link: &str) -> Page {
    let page = host("embed-iframe", KINDS);
    page.run(FRAME, json!([link]));
    // Another hash before the page is there would keep it from coming.
    let there = "return frames[0]?.document.documentElement?.dataset.state ?? null";
    page.wait_until("the page is in the frame", || !page.run(there, json!([])).is_null());
    page
}

fn show(page: &Page, width: u32, link: &str) {
    let script = "const frame = document.getElementById('guest'); frame.style.width = `${arguments[0]}px`;
        frame.contentWindow.location.hash = arguments[1]";
    page.run(script, json!([width, link]));
}

/// Waits until the frame shows so many pictures and nothing is wrong with them; panics with what is wrong.
fn is_well(page: &Page, what: &str, (embed, view): (&str, &str), pictures: usize) -> Value {
    let mut seen = Value::Null;
    page.wait_until_well(&format!("{what} is well, with {pictures} pictures"), || {
        page.frames(10); // heights follow each other
        let last = std::mem::replace(&mut seen, page.run(LOOK, json!([])));
        let here = seen["embed"] == embed && seen["view"] == view && seen["figures"] == pictures;
        let well = here && seen["wrong"] == json!([]) && seen == last;
        well.then_some(()).ok_or_else(|| format!("{last}, {seen}"))
    });
    seen
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn nothing_is_cut_or_trapped_at_five_widths() {
    let page = guest(&format!("{RUN}&embed=basic"));
    for width in WIDTHS {
        for (embed, pictures) in [("basic", 3), ("none", 3)] {
            show(&page, width, &format!("{RUN}&embed={embed}"));
            is_well(&page, &format!("{embed} at {width}"), (embed, "story"), pictures);
        }
    }
    // The whole page has its tables and examples in boxes of their own that scroll sideways.
    for width in [320, 1100] {
        show(&page, width, &format!("{RUN}&embed=full"));
        is_well(&page, &format!("full at {width}"), ("full", "story"), 14);
    }
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_view_is_its_pictures_with_captions_and_no_more() {
    let page = guest(&format!("{RUN}&embed=none&view=network"));
    for (view, pictures) in VIEWS {
        let link = match view {
            "draws" | "sweep" => "v=1&net=barbell&n=12&seed=17&stage=compare",
            _ => RUN,
        };
        let word = if view == "twins" { "network" } else { view };
        for width in [320, 800] {
            show(&page, width, &format!("{link}&embed=none&view={view}"));
            let seen = is_well(&page, &format!("{view} at {width}"), ("none", word), pictures);
            assert_eq!(seen["captions"], pictures, "{view} at {width}");
        }
    }
    show(&page, 640, &format!("{RUN}&embed=none&view=network&hide=captions"));
    page.wait_until("there are no captions", || page.run(LOOK, json!([]))["captions"] == 0);
}

/// A host that gives a height gets that height: pictures share it, and only what cannot be read any more scrolls.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_frame_of_a_fixed_height_is_filled() {
    let page = guest(&format!("{RUN}&embed=none&view=network"));
    let fix = |height: u32| {
        let script =
            "window.follows = false; document.getElementById('guest').style.height = `${arguments[0]}px`";
        page.run(script, json!([height]));
    };
    for (embed, view, width, height, pictures) in [
        ("none", "network", 640, 300, 2),
        ("none", "network", 320, 700, 2),
        ("none", "scope", 480, 260, 1),
        ("basic", "story", 1100, 500, 3),
        ("basic", "story", 640, 800, 3),
    ] {
        fix(height);
        show(&page, width, &format!("{RUN}&embed={embed}&view={view}"));
        is_well(&page, &format!("{embed} {view}, {width} x {height}"), (embed, view), pictures);
        let filled =
            "return document.getElementById('guest').contentDocument.body.getBoundingClientRect().height";
        assert_eq!(page.run(filled, json!([])), height, "{embed} {view}, {width} x {height}");
    }
    // Too low for two pictures above each other: it scrolls, and nothing is lost.
    fix(200);
    show(&page, 320, &format!("{RUN}&embed=none&view=network"));
    page.wait_until("it scrolls", || {
        let script = "const { scrollHeight, clientHeight } = document.getElementById('guest').contentDocument.documentElement;
            return scrollHeight > clientHeight";
        page.run(script, json!([])) == true
    });
}

/// The lines that Share gives have the height that the frame needs at the width that was chosen.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn share_measures_the_height() {
    let page = Page::at(&format!("{RUN}&embed=full"));
    page.click("share");
    let height = || -> u64 { page.value("share-height").parse().unwrap_or(0) };
    for (width, embed) in [("320", "basic"), ("1100", "basic"), ("640", "none")] {
        page.run("document.querySelector(`#share-embed [value=${arguments[0]}]`).click()", json!([embed]));
        page.set("share-width", width);
        let known = guest(&format!("{RUN}&embed={embed}"));
        show(&known, width.parse().unwrap(), &format!("{RUN}&embed={embed}"));
        is_well(&known, &format!("{embed} at {width}"), (embed, "story"), 3);
        let needed = known.run("return document.getElementById('guest').offsetHeight", json!([]));
        page.wait_until(&format!("{needed} is measured"), || json!(height()) == needed);
        assert!(page.value("share-frame").contains(&format!("height=\"{needed}\"")));
    }
    // A height of one's own stays.
    page.set("share-height", "444");
    page.set("share-width", "500");
    page.frames(30);
    assert_eq!(height(), 444);
}
