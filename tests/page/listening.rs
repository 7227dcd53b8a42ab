//! Listening can be seen: neurons move in both twins, from the first second of the story's listening to its last, and
//! again when it is told again.

use serde_json::{Value, json};

use crate::browser::Page;

/// Of one moment: a number that changes with the pixels of the neurons, for each twin, and the time that was listened,
/// without how long it will take. Nothing once another stage is told.
const LOOK: &str = "
    if (document.documentElement.dataset.stage !== 'listen') return null;
    const [left, right] = ['left', 'right'].map(side => {
        const canvas = document.getElementById(`canvas-twin-${side}-nodes`);
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Uint32Array(data.buffer).reduce((sum, pixel) => (Math.imul(sum, 31) + pixel) | 0, 0);
    });
    return [left, right, document.getElementById('status').textContent.split(';')[0]];";

/// Frames from one look to the next.
const APART: usize = 12;

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn neurons_move_for_as_long_as_listening_is_told() {
    // Once with the exact covariance, and once measured in far less time than it is told in.
    for link in ["v=1&net=barbell&seed=17", "v=1&net=barbell&n=20&cov=measured&time=20&seed=4"] {
        let page = Page::new();
        page.open(link);
        let script = "return document.documentElement.dataset.stage";
        page.wait_for(&["running"]);
        page.wait_until("listening is told", || page.run(script, json!([])) == "listen");
        let first = moved(&page);
        assert!(first >= 4, "{link}: the neurons moved {first} times");
        page.finish();
        page.click("restart");
        let again = moved(&page);
        assert!(again >= 4, "{link}: told again, the neurons moved {again} times");
    }
}

/// How often, of the looks at it, both twins had changed. While the time that was listened goes on, they must have; it stands while
/// the page waits for its worker.
fn moved(page: &Page) -> usize {
    let (mut before, mut changes) = (Value::Null, 0);
    loop {
        let look = page.run(LOOK, json!([]));
        if look.is_null() {
            return changes;
        }
        let changed = |k: usize| look[k] != before[k];
        match (changed(0), changed(1)) {
            _ if before.is_null() => {}
            (true, true) => changes += 1,
            _ => assert!(!changed(2), "{before} became {look}: not both of the twins changed"),
        }
        before = look;
        page.frames(APART);
    }
}
