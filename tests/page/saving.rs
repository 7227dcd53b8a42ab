//! What can be saved is read again and compared.

use std::fs;
use std::path::{Path, PathBuf};

use noise_prune::network::read::read;
use noise_prune_kit::webdriver::Engine;
use serde_json::{Value, json};

use crate::browser::{Page, engine, left_out};
use crate::headless::headless;

const LINK: &str = "v=1&net=clustered&n=40&keep=0.3&seed=3";

/// A page whose downloads go into a folder of its own; in other browsers than Chromium they are caught on the page.
fn page(folder: &Path) -> Page {
    fs::create_dir_all(folder).unwrap();
    let page = Page::new();
    if engine() == Engine::Chromium {
        let behaviour = json!({ "behavior": "allow", "downloadPath": folder });
        page.session.devtools("Browser.setDownloadBehavior", behaviour).unwrap();
    }
    page.open(LINK);
    page.wait_for(&["running", "paused"]);
    page.finish();
    // The run is done when it is measured; how the networks go on comes after that, and the dialog offers what is there.
    page.wait_until("the last picture is there", || {
        page.run("return !document.getElementById('figure-traces').hidden", json!([])) == json!(true)
    });
    if engine() != Engine::Chromium {
        catch(&page);
    }
    page.click("save");
    page
}

fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("noise-prune-saving-{name}-{}", std::process::id()))
}

/// Keeps the files that the page hands to the browser, as name and hexadecimal digits.
pub fn catch(page: &Page) {
    let script = "
        window.caught = [];
        // The page's policy lets nobody fetch its files by their addresses.
        const made = new Map();
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => {
            const address = make.call(URL, blob);
            made.set(address, blob);
            return address;
        };
        HTMLAnchorElement.prototype.click = async function () {
            const bytes = new Uint8Array(await made.get(this.href).arrayBuffer());
            caught.push([this.download, Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')]);
        };";
    page.run(script, json!([]));
}

/// The file of those with this ending that was caught last.
pub fn caught(page: &Page, ending: &str) -> Option<Vec<u8>> {
    let script = "return caught.findLast(([name]) => name.endsWith(arguments[0]))?.[1] ?? ''";
    let digits = page.run(script, json!([ending])).as_str().unwrap_or("").to_string();
    let bytes = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    let bytes: Vec<u8> = bytes.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

/// The file that appears with this ending.
fn saved(page: &Page, folder: &Path, ending: &str) -> Vec<u8> {
    let mut found = None;
    page.wait_until(&format!("a file …{ending} is saved"), || {
        if engine() != Engine::Chromium {
            found = caught(page, ending);
            return found.is_some();
        }
        let files = fs::read_dir(folder).unwrap().filter_map(|entry| Some(entry.ok()?.path()));
        let file = files.into_iter().find(|path| path.to_string_lossy().ends_with(ending));
        // An empty file keeps the name while the browser still writes.
        found = file.and_then(|path| fs::read(path).ok()).filter(|bytes| !bytes.is_empty());
        found.is_some()
    });
    found.unwrap()
}

fn press(page: &Page, css: &str) {
    page.session.click(&format!("#save-dialog {css}")).unwrap();
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn numbers_are_those_of_headless() {
    let folder = folder("numbers");
    let page = page(&folder);
    press(&page, "[data-run=numbers]");
    let ours: Value = serde_json::from_slice(&saved(&page, &folder, "numbers.json")).unwrap();
    same(&ours, &headless(LINK), "");
    fs::remove_dir_all(folder).unwrap();
}

/// Equal to the last bit, as wherever page and native program are compared.
pub fn same(ours: &Value, theirs: &Value, path: &str) {
    match (ours, theirs) {
        (Value::Number(a), Value::Number(b)) => {
            assert_eq!(a.as_f64().unwrap(), b.as_f64().unwrap(), "{path}");
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().for_each(|(k, (a, b))| same(a, b, &format!("{path}[{k}]")));
        }
        (Value::Object(a), Value::Object(b)) => {
            assert!(a.keys().eq(b.keys()), "{path}: {:?} and {:?}", a.keys(), b.keys());
            a.iter().for_each(|(key, a)| same(a, &b[key], &format!("{path}.{key}")));
        }
        _ => assert_eq!(ours, theirs, "{path}"),
    }
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_matrix_reads_back_equal_from_csv_and_npy() {
    let folder = folder("matrix");
    let page = page(&folder);
    press(&page, "[data-run=matrix-csv]");
    let csv = read("a.csv", &saved(&page, &folder, "matrix.csv")).unwrap().matrix.dense();
    press(&page, "[data-run=matrix-npy]");
    let npy = read("a.npy", &saved(&page, &folder, "matrix.npy")).unwrap().matrix.dense();
    assert_eq!(csv, npy);
    let kept = headless(LINK)["rules"]["noise"]["kept"].as_u64().unwrap() as usize;
    let entries = (0..csv.nrows()).map(|i| (0..i).filter(|j| csv[(i, *j)] != 0.0).count());
    assert_eq!(entries.sum::<usize>(), kept);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_table_has_a_row_a_synapse() {
    let folder = folder("table");
    let page = page(&folder);
    press(&page, "[data-run=table]");
    let table = String::from_utf8(saved(&page, &folder, "synapses.csv")).unwrap();
    let expected = headless(LINK);
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("source,target,weight,importance,p,draw,fate,new_weight"));
    let fates: Vec<&str> = lines.map(|line| line.split(',').nth(6).unwrap()).collect();
    assert_eq!(fates.len() as u64, expected["synapses"].as_u64().unwrap());
    let kept = fates.iter().filter(|fate| **fate == "kept").count() as u64;
    assert_eq!(Some(kept), expected["rules"]["noise"]["kept"].as_u64());
    fs::remove_dir_all(folder).unwrap();
}

/// Every picture that is offered, as SVG with its texts and as PNG of each size.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn pictures_are_vectors_with_words_and_bitmaps_of_every_size() {
    let folder = folder("pictures");
    let first = page(&folder);
    let offered = "return [...document.getElementById('save-picture').options].map(option => option.value)";
    let offered: Vec<String> = serde_json::from_value(first.run(offered, json!([]))).unwrap();
    for wanted in [
        "twin-left",
        "twin-right",
        "slow",
        "spectrum",
        "errors",
        "weights",
        "scope",
        "covariance",
        "keeping",
        "pruned",
        "importance",
        "traces",
        "dynamics",
    ] {
        assert!(offered.iter().any(|word| word == wanted), "{wanted} is not offered");
    }
    drop(first);
    // A browser asks before it takes more than ten files from one page.
    for words in offered.chunks(6) {
        let page = page(&folder);
        for word in words {
            page.set("save-picture", word);
            press(&page, "[data-svg]");
            let svg = String::from_utf8(saved(&page, &folder, &format!("{word}.svg"))).unwrap();
            let parsed = page.run(
                "const root = new DOMParser().parseFromString(arguments[0], 'image/svg+xml').documentElement;
                 return [root.localName, [...root.querySelectorAll('text')].map(text => text.textContent.trim())]",
                json!([svg]),
            );
            assert_eq!(parsed[0], "svg", "{word}");
            assert!(parsed[1].as_array().unwrap().len() >= 2, "{word} has no words: {}", parsed[1]);
        }
    }
    let page = page(&folder);
    page.set("save-picture", "twin-left");
    let mut widths = Vec::new();
    for (scale, ending) in [(1, "twin-left.png"), (2, "twin-left@2x.png"), (4, "twin-left@4x.png")] {
        press(&page, &format!("[data-png='{scale}']"));
        let png = saved(&page, &folder, ending);
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        widths.push(u32::from_be_bytes(png[16..20].try_into().unwrap()));
    }
    assert!(widths[1].abs_diff(2 * widths[0]) <= 2 && widths[2].abs_diff(4 * widths[0]) <= 4, "{widths:?}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_film_can_be_made() {
    let folder = folder("film");
    let page = page(&folder);
    let offers = page.run("return !document.getElementById('save-film-field').hidden", json!([]));
    let can = "return 'MediaRecorder' in window && MediaRecorder.isTypeSupported('video/webm')";
    assert_eq!(offers, page.run(can, json!([])));
    if offers == json!(false) {
        assert_ne!(engine(), Engine::Chromium);
        left_out("a film, which this browser cannot make");
        return;
    }
    press(&page, "#save-film");
    page.frames(120);
    press(&page, "#save-film");
    let film = saved(&page, &folder, ".webm");
    assert_eq!(&film[..4], &[0x1a, 0x45, 0xdf, 0xa3], "not Matroska's beginning");
    assert!(film.len() > 10_000);
    fs::remove_dir_all(folder).unwrap();
}

/// A frame's sandbox may forbid downloads, and tells nobody. Without it, the test can look into the frame.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_frame_says_what_to_do_where_nothing_is_saved() {
    let page = Page::new();
    page.go(&format!("{}www/embed-iframe.html", page.address));
    let free = "const old = document.querySelector('iframe');
        const frame = old.cloneNode();
        frame.removeAttribute('sandbox');
        frame.src += '&paused';
        old.replaceWith(frame);";
    page.run(free, json!([]));
    let inside = |script: &str| {
        let find = "const inside = document.querySelector('iframe').contentDocument; if (!inside?.getElementById('save')) return null;";
        page.run(&format!("{find} {script}"), json!([]))
    };
    page.wait_until("a run is there", || {
        inside("return inside.documentElement.dataset.state") == json!("paused")
    });
    inside("inside.getElementById('save').click(); inside.querySelector('[data-run=table]').click()");
    page.wait_until("it is said", || {
        let said = inside("return inside.getElementById('save-status').textContent");
        said.as_str().is_some_and(|said| said.contains("allows no downloads"))
    });
}
