//! Text: how wide it is without asking anyone.
//!
//! A label carries its own measure, so that laying a picture out needs no browser and no font file, and
//! the same picture comes out on a canvas, in an SVG and in a test.

use super::palette::Rgb;
pub use crate::numerics::digits::{fixed, power_of_ten, short};
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
#[derive(Clone, Copy)]
pub struct Label<'a> {
    /// Font size, in the backend's units.
    pub size: f64,
    pub colour: Rgb,
    /// A CSS font family.
    pub family: &'a str,
    pub bold: bool,
    pub align: Align,
    /// Which height of the text stands at the point given.
    pub height: VPos,
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
        Pos::new(across, self.height)
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
