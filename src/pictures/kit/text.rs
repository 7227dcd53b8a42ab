//! Text: how wide it is without asking anyone, and how numbers are written on axes.
//!
//! A label carries its own measure, so that laying a picture out needs no browser and no font file, and
//! the same picture comes out on a canvas, in an SVG and in a test.

use super::palette::Rgb;
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, FontFamily, FontStyle, FontTransform};
use std::convert::Infallible;

/// plotters gives text in units of a line's height: its SVG backend divides by this to get a font size.
pub const LINE_HEIGHT: f64 = 1.24;

/// The width of a bold text over that of the same text in the regular weight.
const BOLD: f64 = 1.08;

/// Width of `text` in a common sans-serif face at this font size, in the unit of `size`.
///
/// Rounded up to classes of letters, so it is right for Helvetica, Arial and Liberation Sans to some 5 %,
/// rather too wide than too narrow.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let em: f64 = text.chars().map(advance).sum();
    em * size * if bold { BOLD } else { 1.0 }
}

/// Advance of a letter in a common sans-serif face, in em.
fn advance(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' => 0.23,
        ' ' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '!' | '/' | '′' => 0.29,
        'r' | '(' | ')' | '[' | ']' | '-' | '¹' | '²' | '³' | '⁰'..='₉' => 0.36,
        'm' | 'M' | 'W' | '%' => 0.86,
        'w' | 'A'..='H' | 'K' | 'N'..='V' | 'X'..='Z' => 0.74,
        _ => 0.58,
    }
}

/// A text's look, in a backend's units; what plotters' backends ask for when they draw text.
#[derive(Clone, Copy, Debug)]
pub struct Label<'a> {
    /// Font size, in the backend's units.
    pub size: f64,
    pub colour: Rgb,
    /// A CSS font family.
    pub family: &'a str,
    pub bold: bool,
    pub align: Align,
}

/// Which end of a text stands at the point given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
}

impl Align {
    /// Where a text of this width begins when it is put at `x`.
    pub fn start(self, x: f64, width: f64) -> f64 {
        match self {
            Align::Left => x,
            Align::Centre => x - width / 2.0,
            Align::Right => x - width,
        }
    }
}

impl BackendTextStyle for Label<'_> {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.colour.0, self.colour.1, self.colour.2) }
    }

    fn size(&self) -> f64 {
        self.size * LINE_HEIGHT
    }

    fn transform(&self) -> FontTransform {
        FontTransform::None
    }

    fn style(&self) -> FontStyle {
        if self.bold { FontStyle::Bold } else { FontStyle::Normal }
    }

    fn anchor(&self) -> Pos {
        let across = match self.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        Pos::new(across, VPos::Center)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(self.family)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        let across = width(text, self.size, self.bold).ceil() as i32;
        Ok(((0, 0), (across, self.size.ceil() as i32)))
    }

    /// Letters are not drawn pixel by pixel: every backend used here has text of its own.
    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _text: &str,
        _pos: BackendCoord,
        _draw: F,
    ) -> Result<Result<(), E>, Infallible> {
        Ok(Ok(()))
    }
}

/// A number with `decimals` digits after the point and a true minus sign; never "−0".
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.*}", decimals, value.abs());
    let zero = text.bytes().all(|digit| digit == b'0' || digit == b'.');
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}

/// A number short enough for a label: three significant digits, plain between 0.001 and 100,000, as a
/// multiple of a power of ten beyond.
pub fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".into() } else { "—".into() };
    }
    let exponent = libm::floor(libm::log10(value.abs())) as i32;
    if (-3..5).contains(&exponent) {
        let text = fixed(value, (2 - exponent).max(0) as usize);
        if !text.contains('.') {
            return text;
        }
        return text.trim_end_matches('0').trim_end_matches('.').to_string();
    }
    format!("{}·{}", fixed(value / libm::pow(10.0, f64::from(exponent)), 1), power_of_ten(exponent))
}

/// `10` with the exponent raised, as on logarithmic axes.
pub fn power_of_ten(exponent: i32) -> String {
    let raised = |digit: char| match digit {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        _ => char::from_u32('⁰' as u32 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit),
    };
    format!("10{}", exponent.to_string().chars().map(raised).collect::<String>())
}

#[cfg(test)]
mod tests {
    // Strategy: numbers as a reader expects to see them, at the edges of each form.
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(fixed(-0.5, 1), "−0.5");
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(short(0.0), "0");
        assert_eq!(short(0.25), "0.25");
        assert_eq!(short(1234.0), "1234");
        assert_eq!(short(-3.0), "−3");
        assert_eq!(short(2.5e-7), "2.5·10⁻⁷");
        assert_eq!(short(f64::NAN), "—");
        assert_eq!(power_of_ten(-12), "10⁻¹²");
        assert_eq!(power_of_ten(3), "10³");
    }
}
