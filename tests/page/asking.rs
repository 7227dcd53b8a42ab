//! What a page asks of the guest in it: to open a file, and for its numbers. Whatever it asks, and whatever it sends,
//! there is an answer.

use serde_json::{Value, json};

use crate::browser::Page;
use crate::embedding::{KINDS, host};
use crate::headless::headless;

const MATRIX: &str = "a,b,c,d\\n-2,1,0.5,0\\n1,-3,0.25,1\\n0.5,0.25,-1,0.125\\n0,1,0.125,-2\\n";

/// What a script of the host's comes to, as `[value, error]`. It has `element` (by its id) and `text` (of a matrix).
fn promised(page: &Page, id: &str, script: &str) -> Value {
    let script = format!(
        "const element = document.getElementById('{id}'), text = '{MATRIX}', done = arguments[0];
        (async () => {{ {script} }})().then((value) => done([value ?? null, null]), (error) => done([null, error.message]));"
    );
    page.session.run_async(&script, json!([])).unwrap()
}

fn refusal(page: &Page, id: &str, script: &str) -> String {
    let answer = promised(page, id, script);
    answer[1].as_str().unwrap_or_else(|| panic!("{script} gave {answer}")).to_string()
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn an_element_opens_a_matrix_and_gives_the_numbers_of_its_run() {
    let page = host("embed-element", KINDS);
    // Out of sight, and before its page is loaded.
    let script = "return JSON.stringify(await element.numbers())";
    let [numbers, error] = two(promised(&page, "ring", script));
    assert_eq!(error, Value::Null);
    let numbers = serde_json::from_str(numbers.as_str().unwrap()).unwrap();
    crate::saving::same(&numbers, &headless("v=1&net=ring&n=30"), "");
    // Bytes, a buffer, a blob and a file are all the same.
    for bytes in [
        "new TextEncoder().encode(text)",
        "new TextEncoder().encode(text).buffer",
        "new Blob([text])",
        "new File([text], 'mine.csv')",
    ] {
        let script = format!("return [await element.open({bytes}), await element.numbers(), element.link]");
        let [answer, error] = two(promised(&page, "bridge", &script));
        assert_eq!(error, Value::Null, "{bytes}");
        assert_eq!((&answer[0]["neurons"], &answer[0]["synapses"]), (&json!(4), &json!(5)), "{bytes}");
        assert_eq!((&answer[1]["n"], &answer[1]["params"]["net"]), (&json!(4), &json!("file")));
    }
    // A question after another run is about that run.
    let script = "element.params = 'net=complete&n=9&paused'; return (await element.numbers()).link";
    let [link, _] = two(promised(&page, "bridge", script));
    assert!(link.as_str().unwrap().contains("net=complete&n=9"), "{link}");
}

fn two(answer: Value) -> [Value; 2] {
    [answer[0].clone(), answer[1].clone()]
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_promise_that_cannot_be_kept_is_rejected_with_a_sentence() {
    let page = host("embed-element", KINDS);
    let bytes = "new TextEncoder().encode(text)";
    for (script, says) in [
        ("return element.open('https://example.org/a.csv')", "no file"),
        ("return element.open()", "no file"),
        ("return element.open(null, 'a.csv')", "no file"),
        ("return element.open([1, 2])", "no file"),
        ("return element.open(() => 1)", "cloned"),
        ("return element.open(new Uint8Array(0), 'a.npy')", "no content"),
        ("return element.open(new Uint8Array(129 << 20))", "128 MB"),
        ("return element.open(new TextEncoder().encode('<html>'), 'a.csv')", ""),
        ("const answer = element.numbers(); element.reset(); return answer", "reset"),
        ("const answer = element.numbers(); element.remove(); return answer", "taken out"),
    ] {
        let error = refusal(&page, "bridge", &format!("const bytes = {bytes}; {script}"));
        assert!(error.contains(says) && error.len() > 10, "{script}: {error}");
    }
}

/// A frame of the page's, and what it answers to messages.
const FRAME: &str = "
    window.answers = [];
    window.kinds = [];
    addEventListener('message', ({ data }) => {
        kinds.push(data.type);
        if (data.type === 'answer') answers.push(data);
    });";

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_frame_answers_messages_and_nothing_that_is_sent_harms_it() {
    let page = host("embed-iframe", FRAME);
    page.wait_until("the frame listens", || {
        page.run("return kinds.includes('listening')", json!([])) == json!(true)
    });
    let send = |script: &str| {
        let script = format!(
            "const frame = document.getElementById('example').contentWindow, text = '{MATRIX}';
            const bytes = new TextEncoder().encode(text);
            const post = (message) => frame.postMessage({{ target: 'noise-prune', ...message }}, '*'); {script}"
        );
        page.run(&script, json!([]));
    };
    let answers = |count: usize| {
        page.wait_until(&format!("there are {count} answers"), || {
            page.run("return answers.length", json!([])) == json!(count)
        });
        page.run("return answers.splice(0)", json!([]))
    };
    send("post({ type: 'open', bytes, name: 'mine.csv', id: 'a' }); post({ type: 'numbers', id: 2 })");
    let both = answers(2);
    assert_eq!((&both[0]["id"], &both[0]["value"]["neurons"]), (&json!("a"), &json!(4)));
    assert_eq!((&both[1]["id"], &both[1]["value"]["n"]), (&json!(2), &json!(4)));
    // Of a hundred the last is shown.
    send("for (let id = 0; id < 100; id += 1) post({ type: 'open', bytes, name: `${id}.csv`, id })");
    let all = answers(100);
    let (kept, refused): (Vec<&Value>, Vec<&Value>) =
        all.as_array().unwrap().iter().partition(|answer| answer["error"].is_null());
    assert_eq!(kept.last().unwrap()["id"], 99);
    assert!(refused.iter().all(|answer| answer["error"].as_str().unwrap().contains("Another run")));
    // Names that are long, or would be markup or another type, and ids and bytes of any type.
    let odd = "
        for (const name of ['x'.repeat(5e6) + '.csv', '<img src=x onerror=alert(1)>', {}, [1], 7, null, '\\u{d800}'])
            post({ type: 'open', bytes, name, id: 1 });
        for (const id of [{ a: 1 }, [2], null, undefined, NaN, 1n]) post({ type: 'numbers', id });
        for (const odd of [7, 'text', [1, 2], { byteLength: 4 }, { size: 1 }, new Date(), /x/, new Map()])
            post({ type: 'open', bytes: odd, id: 3 });
        for (const hash of [{}, 7, null, 'net=ring&n=9&paused']) post({ type: 'show', hash });
        post({ type: 'numbers', id: 'end' });";
    send(odd);
    let all = answers(7 + 6 + 8 + 1);
    let end = all.as_array().unwrap().iter().find(|answer| answer["id"] == "end").unwrap();
    assert_eq!(end["value"]["params"]["net"], "ring", "{end}");
}
