//! What the page's JavaScript calls.

use super::*;

/// Called by alive.js when the worker has ended without a word.
#[wasm_bindgen(js_name = loseWorker)]
pub fn lose_worker() {
    if let Some(page) = kept() {
        with(&page, |page| page.take(Err(WebError(STOPPED.into()))));
    }
}

/// Called by main.js with a file that was chosen or dropped.
#[wasm_bindgen(js_name = openFile)]
pub fn open_file(name: String, bytes: Vec<u8>) {
    if let Some(page) = kept() {
        with(&page, |page| page.offer(name, bytes));
    }
}

/// Called by main.js with the text of the worm's wiring.
#[wasm_bindgen(js_name = giveWiring)]
pub fn give_wiring(text: String) {
    if let Some(page) = kept() {
        with(&page, |page| {
            page.wiring = Some(text);
            page.request_start()
        });
    }
}

/// Called by main.js when a file cannot be taken up.
#[wasm_bindgen(js_name = refuseFile)]
pub fn refuse_file(reason: &str) {
    if let Some(page) = kept() {
        with(&page, |page| {
            (page.awaited, page.run.starting) = (None, false);
            page.progress.end()?;
            page.alert(Some(reason));
            Ok(())
        });
    }
}

/// Bytes of the largest file that is read.
#[wasm_bindgen(js_name = largestFile)]
pub fn largest_file() -> usize {
    crate::network::read::MAX_BYTES
}

/// Stops everything while nobody sees the page, and goes on afterwards.
#[wasm_bindgen(js_name = sleepPage)]
pub fn sleep_page(asleep: bool) {
    if let Some(page) = kept() {
        with(&page, |page| {
            (page.asleep, page.last_frame) = (asleep, None);
            Ok(())
        });
    }
}

/// Makes a file of the run: numbers, matrix-csv, matrix-npy or table. It comes through `deliver`.
#[wasm_bindgen(js_name = exportRun)]
pub fn export_run(what: &str) {
    if let Some(page) = kept() {
        with(&page, |page| {
            match Export::from_word(what) {
                Ok(export) => page.exports.push(export),
                Err(error) => page.alert(Some(&error.to_string())),
            }
            Ok(())
        });
    }
}

/// Makes an SVG file of a picture, as it is now. It comes through `deliver`.
#[wasm_bindgen(js_name = exportSvg)]
pub fn export_svg(picture: &str) {
    let (Some(page), Some(picture)) = (kept(), Picture::from_word(picture)) else { return };
    with(&page, |page| {
        let Some(moment) = page.moment() else { return Ok(()) };
        let document = page.pictures.svg(picture, &moment)?;
        page.deliver(&page.file_name(picture.word(), "svg"), document.as_bytes())
    });
}

/// Draws a picture, as it is now, on a canvas, `scale` times as large as on the page; returns the name of a
/// file for it, empty if there is nothing to be drawn.
#[wasm_bindgen(js_name = paintPicture)]
pub fn paint_picture(picture: &str, canvas: &web_sys::HtmlCanvasElement, scale: f64) -> String {
    let mut name = String::new();
    let (Some(page), Some(picture)) = (kept(), Picture::from_word(picture)) else { return name };
    with(&page, |page| {
        let Some(moment) = page.moment().filter(|moment| moment.has(picture)) else { return Ok(()) };
        page.pictures.paint(picture, &moment, canvas, scale.clamp(0.25, 8.0))?;
        name = page.file_name(picture.word(), "png");
        Ok(())
    });
    name
}
