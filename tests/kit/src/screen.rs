//! The screens and tastes that people have, as Chromium imitates them.

use serde_json::json;

use crate::webdriver::{Error, Session};

/// A window narrower than this is a phone's, in CSS pixels.
const PHONE: u32 = 600;

/// Gives the window this size in CSS pixels, and `ratio` pixels of the screen to each.
pub fn resize(session: &Session, (width, height): (u32, u32), ratio: f64) -> Result<(), Error> {
    let screen =
        json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": width < PHONE });
    session.devtools("Emulation.setDeviceMetricsOverride", screen).map(drop)
}

/// Gives the reader a taste that style sheets ask for, such as `prefers-color-scheme: dark`.
pub fn prefer(session: &Session, feature: &str, value: &str) -> Result<(), Error> {
    let media = json!({ "features": [{ "name": feature, "value": value }] });
    session.devtools("Emulation.setEmulatedMedia", media).map(drop)
}
