//! Pictures in words: what they say is what was measured, and it keeps up with the run.

use serde_json::json;

use crate::browser::Page;
use crate::headless::headless;

const LINK: &str = "v=1&net=barbell&n=20&keep=0.3&seed=5";

fn label(page: &Page, picture: &str) -> String {
    let script = "return document.getElementById(`canvas-${arguments[0]}`).getAttribute('aria-label')";
    page.run(script, json!([picture])).as_str().unwrap_or_default().into()
}

fn open(page: &Page) {
    page.run("document.getElementById('words').open = true", json!([]));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn pictures_are_said_in_words_that_keep_up() {
    let page = Page::at(&format!("{LINK}&stage=prune&at=0&paused"));
    page.wait_until("nothing is cut yet", || label(&page, "twin-left").contains("0 are cut, 0 kept"));
    page.click("finish");
    page.wait_for(&["done"]);
    let kept = headless(LINK)["rules"]["noise"]["kept"].as_u64().unwrap();
    page.wait_until("the survivors are counted", || {
        label(&page, "twin-left").contains(&format!("{kept} kept and strengthened, 0 undecided"))
    });
    open(&page);
    page.wait_until("the words have their place", || {
        let sentence = page.text("words-twin-left");
        sentence.contains(&format!("{kept} kept")) && !page.text("words-dynamics").is_empty()
    });
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_table_has_the_numbers_of_its_picture() {
    let page = Page::at(&format!("{LINK}&stage=compare&paused"));
    page.wait_for(&["done"]);
    open(&page);
    page.wait_until("the words have their place", || !page.text("words-spectrum").is_empty());
    page.session.click("[data-table=spectrum]").unwrap();
    let rows =
        "return [...document.querySelectorAll('#table-numbers tr')].map(row => row.cells[1].textContent)";
    let expected = headless(LINK)["spectrum"]["original"].as_array().unwrap().clone();
    let mut shown = json!([]);
    page.wait_until_well("the table is filled", || {
        shown = page.run(rows, json!([]));
        let count = shown.as_array().unwrap().len();
        if count == expected.len() + 1 { Ok(()) } else { Err(format!("it has {count} rows")) }
    });
    let shown: Vec<&str> = shown.as_array().unwrap().iter().filter_map(|cell| cell.as_str()).collect();
    for (text, value) in shown[1..].iter().zip(expected.iter().rev()) {
        let (read, value) = (number(text), value.as_f64().unwrap());
        assert!((read - value).abs() <= 0.06 * value.abs(), "{text} for {value}");
    }
}

/// A number as pictures write it: −1.2·10⁻⁴.
fn number(text: &str) -> f64 {
    let plain = |letter: char| match letter {
        '−' | '⁻' => '-',
        _ => "⁰¹²³⁴⁵⁶⁷⁸⁹"
            .chars()
            .position(|raised| raised == letter)
            .map_or(letter, |k| (b'0' + k as u8) as char),
    };
    text.replace("·10", "e").chars().map(plain).collect::<String>().parse().unwrap()
}
