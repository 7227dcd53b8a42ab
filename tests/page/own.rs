//! A matrix of one's own, from a file or from a link.

use nalgebra::DMatrix;
use noise_prune::network::read::{read, write_npy};
use noise_prune::params::link;
use serde_json::{Value, json};

use crate::browser::Page;
use crate::headless::{headless, try_headless};

/// Hands a file to the page as a drop does.
pub fn drop_file(page: &Page, name: &str, bytes: &[u8]) {
    let script = "
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(arguments[1])], arguments[0]));
        document.dispatchEvent(new DragEvent('drop', { dataTransfer: files, cancelable: true, bubbles: true }));";
    page.run(script, json!([name, bytes]));
}

fn hash(page: &Page) -> String {
    page.run("return location.hash.slice(1)", json!([])).as_str().unwrap_or_default().into()
}

pub fn dialog(page: &Page) {
    page.run("document.getElementById('share').click()", json!([]));
    page.wait_until("the dialog is open", || !page.value("share-link").is_empty());
}

pub fn survivors(page: &Page) -> Value {
    page.finish();
    json!(page.text("out-survivors-noise"))
}

/// A full table of n × n numbers that use all their bits, without a diagonal.
pub fn table(n: usize) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |i, j| if i == j { 0.0 } else { (1.5 + (n * i + j) as f64).sqrt().fract() })
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_table_of_sixty_neurons_travels_in_the_link_and_is_what_headless_sees() {
    let page = Page::at("v=1&net=barbell&n=20&paused");
    drop_file(&page, "w.npy", &write_npy(&table(60)));
    page.wait_until("the file is opened", || hash(&page).contains("leak=dominant"));
    assert_eq!(page.text("alert"), "");
    assert!(page.text("file-report").contains("w.npy (NPY): 60 neurons, 3540 synapses"));
    assert!(page.text("file-taken").contains("The diagonal is zero"), "{}", page.text("file-taken"));
    let expected = survivors(&page);
    let link = hash(&page).replace("&stage=compare", "").replace("&paused", "");
    assert!((25_000..40_000).contains(&link.len()), "{}", link.len());
    assert_eq!(expected, headless(&link)["rules"]["noise"]["survivors"]);
    dialog(&page);
    assert!(page.text("share-remark").contains("some programs cut long ones"));
    let fresh = Page::at(&format!("{link}&paused"));
    assert_eq!(survivors(&fresh), expected);
    assert!(fresh.text("file-report").contains("The matrix in the link: 60 neurons"));
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_list_is_undirected_until_somebody_chooses_otherwise_and_its_names_travel() {
    let list = "source,target,weight\n\"a, b\",Zoë,1\nZoë,\"say \"\"no\"\"\",0.5\n\"say \"\"no\"\"\",d,2\nd,\"a, b\",1\n";
    let page = Page::at("v=1&net=barbell&n=20&paused");
    drop_file(&page, "list.csv", list.as_bytes());
    page.wait_until("the file is opened", || hash(&page).contains("sym=both"));
    assert!(page.text("file-taken").contains("undirected") && page.text("notice").contains("undirected"));
    page.run("document.getElementById('offer-sym-given').click()", json!([]));
    page.wait_until("it is directed", || page.text("file-taken").contains("in that direction only"));
    page.wait_until("the link says so", || !hash(&page).contains("sym="));
    let link = hash(&page);
    // Nothing settles without a leak: the button of the alert helps.
    page.run("document.getElementById('offer-leak-given').click()", json!([]));
    page.wait_until("it is said", || page.text("alert").contains("larger leak"));
    let chosen = "return document.querySelector('#offer-leak :checked').value";
    assert_eq!(page.run(chosen, json!([])), json!("dominant"));
    page.run("document.getElementById('mend').click()", json!([]));
    page.wait_until("it runs", || page.text("alert").is_empty());
    // The report goes with its network, and comes back with it; and so do the names.
    page.run("document.querySelectorAll('#presets a')[1].click()", json!([]));
    page.wait_until("another network is shown", || page.link_value("net").as_deref() == Some("clustered"));
    assert_eq!(page.text("file-report"), "");
    page.run("history.back()", json!([]));
    page.wait_until("it is back", || page.text("file-report").contains("list.csv"));
    let fresh = Page::at(&link);
    let names = link::read(&link).data.and_then(|data| data.content()).unwrap();
    let read = read("link", &names).unwrap();
    assert_eq!(read.names, ["a, b", "Zoë", "say \"no\"", "d"]);
    assert_eq!(fresh.number("out-n"), 4.0);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_large_list_is_worked_on_by_noise_and_is_what_headless_sees() {
    let link = "v=1&net=file&keep=0.4&shots=8";
    let page = Page::at(&format!("{}&paused", link.replace("file", "small-world&n=20")));
    // A ring of named neurons, each joined to a hub; its synapses have directions until they are joined.
    let list: String = (0..3000).map(|k| format!("n{k},n{},2\nhub,n{k},-0.5\n", (k + 1) % 3000)).collect();
    let list = format!("pre,post,weight\n{list}");
    drop_file(&page, "ring.csv", list.as_bytes());
    page.wait_until("it is said", || page.text("alert").contains("The network of 3001 neurons is directed"));
    page.run("document.getElementById('mend').click()", json!([]));
    page.wait_until("it is opened", || hash(&page).contains("sym=both"));
    assert!(page.text("file-report").contains("ring.csv (a list of synapses): 3001 neurons, 6000 synapses"));
    let found = survivors(&page);
    let file = std::env::temp_dir().join(format!("noise-prune-ring-{}.csv", std::process::id()));
    std::fs::write(&file, list).expect("the file can be written");
    let said = format!("{link}&sym=both");
    let expected = try_headless(&[&said, "--matrix", &file.display().to_string()]).expect("headless runs it");
    std::fs::remove_file(&file).expect("the file is there");
    assert_eq!(found, expected["rules"]["noise"]["survivors"]);
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn the_same_file_can_be_chosen_again() {
    let page = Page::at("v=1&net=barbell&n=20&paused");
    // As a reader does: the field opens, a file is chosen, and browsers tell of it only if it is another one.
    let choose = "
        const [input, text] = [document.getElementById('file'), arguments[0]];
        input.addEventListener('click', (event) => event.preventDefault(), { once: true });
        input.click();
        if (input.value.endsWith('own.csv')) return false;
        const files = new DataTransfer();
        files.items.add(new File([text], 'own.csv'));
        input.files = files.files;
        input.dispatchEvent(new Event('change'));
        return true;";
    for text in ["-2,1\n1,-2\n", "-2,1,0\n1,-2,1\n0,1,-2\n"] {
        assert_eq!(page.run(choose, json!([text])), json!(true), "it is not opened again");
        page.wait_until("it is opened", || page.number("out-n") == text.lines().count() as f64);
    }
    page.click("settings");
    assert_eq!(page.text("file-name"), "own.csv");
}

#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn while_a_file_is_dragged_the_page_says_that_it_takes_it() {
    let page = Page::at("v=1&net=barbell&n=20&paused");
    let drag = |kind: &str| {
        let script = "
            const files = new DataTransfer();
            if (arguments[1]) files.items.add(new File(['%PDF'], 'paper.pdf'));
            else files.setData('text/plain', 'words');
            const event = new DragEvent(arguments[0], { dataTransfer: files, cancelable: true, bubbles: true });
            document.body.dispatchEvent(event);
            return [event.defaultPrevented, document.getElementById('drop').checkVisibility()];";
        page.run(script, json!([kind, kind != "words"]))
    };
    assert_eq!(drag("dragover"), json!([true, true]));
    assert_eq!(drag("dragleave")[1], json!(false));
    assert_eq!(drag("dragover")[1], json!(true));
    // A file that is no matrix is refused in a sentence, and nothing navigates away.
    assert_eq!(drag("drop"), json!([true, false]));
    page.wait_until("it is refused", || page.text("alert").contains("paper.pdf"));
    assert_eq!(page.number("out-n"), 20.0);
}

/// A script cannot make a folder: the event only looks like the one that browsers make of a folder.
#[test]
#[ignore = "needs a browser; run by cargo xtask test"]
fn a_folder_is_refused_for_what_it_is() {
    let page = Page::at("v=1&net=barbell&n=20&paused");
    let drop = "
        const folder = { kind: 'file', webkitGetAsEntry: () => ({ isDirectory: true }) };
        const dataTransfer = { files: [new File([], 'matrices')], items: [{ kind: 'string' }, folder] };
        document.dispatchEvent(Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer }));";
    page.run(drop, json!([]));
    page.wait_until("it is refused", || {
        page.text("alert") == "‘matrices’ is a folder; drop the one file in it that has the matrix."
    });
    assert_eq!(page.number("out-n"), 20.0);
}

#[test]
#[ignore = "needs the native program; run by cargo xtask test"]
fn the_native_program_takes_the_settings_of_a_file_and_no_link_with_a_mistake() {
    let file = std::env::temp_dir().join(format!("noise-prune-settings-{}.csv", std::process::id()));
    std::fs::write(&file, "-5,1\n2,-6\n").unwrap();
    let run = try_headless(&["v=1&keep=0.3&leak=dominant", "--matrix", file.to_str().unwrap()]).unwrap();
    let link = run["link"].as_str().unwrap();
    assert!(link.contains("net=file") && link.contains("leak=dominant"), "{link}");
    let error = try_headless(&["v=1&net=barbell&keep=7"]).unwrap_err();
    assert!(error.contains("only links without a mistake") && error.contains("out of range"), "{error}");
}
