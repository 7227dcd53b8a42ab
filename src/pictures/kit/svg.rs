//! A picture as an SVG document with vector text.

use super::{PictureError, Style, Theme};
use plotters::prelude::SVGBackend;

/// Units to the CSS pixel: plotters' SVG backend counts in whole units, so a tenth of a pixel is the
/// finest step of a line's position and width.
const UNITS: u32 = 10;

/// The SVG document, `size` CSS pixels large, of what `draw` draws on a ground of the theme's paper.
///
/// The document is `size` pixels large on a page and has a view box ten times finer.
pub fn svg(
    size: (u32, u32),
    theme: Theme,
    draw: impl FnOnce(&mut SVGBackend, &Style) -> Result<(), PictureError>,
) -> Result<String, PictureError> {
    let style = Style::new(theme, f64::from(UNITS));
    let (width, height) = (size.0.max(1) * UNITS, size.1.max(1) * UNITS);
    let mut document = String::new();
    let mut backend = SVGBackend::with_string(&mut document, (width, height));
    super::ink::ground(&mut backend, &style)?;
    draw(&mut backend, &style)?;
    drop(backend);
    let fine = format!("width=\"{width}\" height=\"{height}\"");
    let coarse = format!("width=\"{}\" height=\"{}\"", size.0.max(1), size.1.max(1));
    Ok(document.replacen(&fine, &coarse, 1))
}

/// The document with a title and a description, for those who do not see it.
pub fn described(document: &str, title: &str, description: &str) -> String {
    let Some((root, rest)) = document.split_once('>') else { return document.into() };
    let [title, description] = [title, description].map(escaped);
    format!("{root}><title>{title}</title><desc>{description}</desc>{rest}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_no_markup() {
        let document = described("<svg width=\"1\">\n</svg>", "a<b", "x & </desc>");
        assert_eq!(
            document,
            "<svg width=\"1\"><title>a&lt;b</title><desc>x &amp; &lt;/desc&gt;</desc>\n</svg>"
        );
    }
}
