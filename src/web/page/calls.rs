//! What the page's JavaScript calls.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::{kept, tell_kept, with};
use crate::pictures::Picture;
use crate::run::export::Export;
use crate::visit::event::Event;
use crate::visit::page::STOPPED;

/// Called by alive.js when the worker with this number has ended without a message, with the reason if there is one.
#[wasm_bindgen(js_name = loseWorker)]
pub fn lose_worker(worker: u32, reason: Option<String>) {
    tell_kept(Event::Lost { worker, reason: reason.unwrap_or(STOPPED.into()) });
}

/// Called by main.js with a file that was chosen or dropped.
#[wasm_bindgen(js_name = openFile)]
pub fn open_file(name: String, bytes: Vec<u8>) {
    tell_kept(Event::File((name, bytes)));
}

/// Called by main.js when a file that was chosen or dropped cannot be read.
#[wasm_bindgen(js_name = refuseFile)]
pub fn refuse_file(name: String, reason: String) {
    tell_kept(Event::FileRefused { name, reason });
}

/// Called by frame.js with a file that the page around this one hands over, in a question with this id.
#[wasm_bindgen(js_name = openHanded)]
pub fn open_handed(id: u32, name: String, bytes: Vec<u8>) {
    tell_kept(Event::Handed { id, result: Ok((name, bytes)) });
}

/// Called by frame.js when what the page around this one hands over cannot be had.
#[wasm_bindgen(js_name = refuseHanded)]
pub fn refuse_handed(id: u32, reason: String) {
    tell_kept(Event::Handed { id, result: Err(reason) });
}

/// Called by frame.js when the page around this one wants the numbers of the run.
#[wasm_bindgen(js_name = askNumbers)]
pub fn ask_numbers(id: u32) {
    tell_kept(Event::Numbers { id });
}

/// Called by main.js with what was fetched under an id.
#[wasm_bindgen(js_name = takeFetched)]
pub fn take_fetched(id: u32, name: String, bytes: Vec<u8>) {
    tell_kept(Event::Fetched { id, result: Ok((name, bytes)) });
}

/// Called by main.js when nothing can be fetched for an id.
#[wasm_bindgen(js_name = refuseFetched)]
pub fn refuse_fetched(id: u32, reason: String) {
    tell_kept(Event::Fetched { id, result: Err(reason) });
}

/// Bytes of the largest file that is read.
#[wasm_bindgen(js_name = largestFile)]
pub fn largest_file() -> usize {
    crate::network::read::MAX_BYTES
}

/// Stops everything while nobody sees the page, and goes on afterwards.
#[wasm_bindgen(js_name = sleepPage)]
pub fn sleep_page(asleep: bool) {
    tell_kept(Event::Sleep(asleep));
}

/// Called by save.js: the words of the files that can be made of a run and their labels, one after the other.
#[wasm_bindgen(js_name = exportWords)]
pub fn export_words() -> Vec<String> {
    Export::WORDS.iter().flat_map(|(word, label)| [word.to_string(), label.to_string()]).collect()
}

/// Makes a file of the run, from one of [`export_words`]. It comes through `deliver`.
#[wasm_bindgen(js_name = exportRun)]
pub fn export_run(what: String) {
    tell_kept(Event::Export(what));
}

/// Called by share.js: what is said beside the link at this address.
#[wasm_bindgen(js_name = sharingWords)]
pub fn sharing_words(address: &str) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(shell) = kept() {
        with(&shell, |shell| {
            words.extend(shell.page.sharing(address));
            Ok(())
        });
    }
    words
}

/// Called by share.js: what the page as one file has in it. A name for the file, the run's link, and name and bytes of its
/// matrix's file if the link does not hold that; nothing before there is a run.
#[wasm_bindgen(js_name = runInside)]
pub fn run_inside() -> Vec<JsValue> {
    let mut inside = Vec::new();
    if let Some(shell) = kept() {
        with(&shell, |shell| {
            let Some((name, (link, file))) = shell.page.file_name("page", "html").zip(shell.page.inside())
            else {
                return Ok(());
            };
            inside.extend([name.into(), link.into()]);
            if let Some((name, bytes)) = file {
                inside.extend([name.into(), Uint8Array::from(&bytes[..]).into()]);
            }
            Ok(())
        });
    }
    inside
}

/// Makes an SVG file of a picture, as it is now. It comes through `deliver`.
#[wasm_bindgen(js_name = exportSvg)]
pub fn export_svg(picture: &str) {
    let (Some(shell), Some(picture)) = (kept(), Picture::from_word(picture)) else { return };
    with(&shell, |shell| {
        let moment = shell.page.moment();
        let Some((moment, name)) = moment.zip(shell.page.file_name(picture.word(), "svg")) else {
            return Ok(());
        };
        let document = shell.pictures.svg(picture, &moment)?;
        shell.deliver(&name, document.as_bytes())
    });
}

/// Draws a picture, as it is now, on a canvas, `scale` times as large as on the page; returns the name of a
/// file for it, empty if there is nothing to be drawn.
#[wasm_bindgen(js_name = paintPicture)]
pub fn paint_picture(picture: &str, canvas: &web_sys::HtmlCanvasElement, scale: f64) -> String {
    let mut painted = String::new();
    let (Some(shell), Some(picture)) = (kept(), Picture::from_word(picture)) else { return painted };
    with(&shell, |shell| {
        let Some(moment) = shell.page.moment().filter(|moment| moment.has(picture)) else { return Ok(()) };
        shell.pictures.paint(picture, &moment, canvas, scale.clamp(0.25, 8.0))?;
        painted = shell.page.file_name(picture.word(), "png").unwrap_or_default();
        Ok(())
    });
    painted
}
