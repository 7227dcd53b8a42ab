//! The rest of the program. The page as people get it is in two modules (`xtask/src/split`), and only the first is loaded
//! before the first screen is there.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Returns when the later module is there. The first module calls it before any function of the later one, until that
    /// is there.
    #[wasm_bindgen(js_namespace = globalThis, js_name = loadLater)]
    fn load_later();
}

/// Asks for the later module. Nobody needs to; it keeps the import above in the program.
#[wasm_bindgen(js_name = needLater)]
pub fn need_later() {
    load_later();
}
