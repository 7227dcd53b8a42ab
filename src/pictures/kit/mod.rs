//! What pictures share: palette, ink, text, charts.
//!
//! All of it draws on a [`plotters_backend::DrawingBackend`], be it the page's canvas, plotters' SVG backend for a file,
//! or a string in a test. A picture with axes comes in two layers: a frame (title, axes, labels: costly on a canvas, so
//! that it is drawn only when a range or the size changes) and the data, for every frame of a run. Both read their
//! places from the same [`chart::Chart`], which is plain data.

pub mod axis;
pub mod boxed;
pub mod cells;
pub mod chart;
mod frame;
pub mod ink;
mod legend;
pub mod lines;
pub mod matrix;
pub mod palette;
mod paper;
pub mod say;
pub mod scatter;
mod series;
pub mod svg;
mod symbol;
pub mod table;
pub mod text;

pub use ink::Surface;
pub use palette::{Palette, Role, Theme};

use palette::Dash;
use plotters::drawing::DrawingAreaErrorKind;
use plotters_backend::DrawingErrorKind;

/// How a picture looks, whatever it shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub palette: Palette,
    /// Units of the backend to the CSS pixel: device pixel ratio times enlargement times the backend's
    /// own subdivision of a pixel. Sizes of text, lines and margins are multiplied by it.
    pub scale: f64,
    /// A CSS font family. Layout assumes a face about as wide as Helvetica.
    pub font: &'static str,
    /// Factor on the width of every line.
    pub line: f64,
    /// Factor on the size of every text.
    pub text: f64,
}

impl Style {
    /// A length in CSS pixels in the backend's units.
    pub(crate) fn units(&self, length: f64) -> i32 {
        (length * self.scale).round() as i32
    }

    /// Lengths of a dash and of the gap after it in the backend's units; `None` for a solid line.
    pub(crate) fn dash(&self, dash: Dash) -> Option<(i32, i32)> {
        let (on, off) = dash.lengths()?;
        Some((self.units(on * self.line), self.units(off * self.line)))
    }

    /// The style of a theme at this scale (units of the backend to the CSS pixel).
    pub fn new(theme: Theme, scale: f64) -> Style {
        let (line, text) = if theme == Theme::Projector { (1.6, 1.25) } else { (1.0, 1.0) };
        Style { palette: Palette::of(theme), scale, font: "Helvetica, Arial, sans-serif", line, text }
    }
}

/// How much of the data a picture shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Values drawn.
    pub drawn: usize,
    /// Values left out because they have no place in the picture: not finite, or not positive on a
    /// logarithmic axis.
    pub left_out: usize,
}

impl std::ops::AddAssign for Shown {
    fn add_assign(&mut self, more: Shown) {
        self.drawn += more.drawn;
        self.left_out += more.left_out;
    }
}

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The backend refused.
    #[error("the picture could not be drawn: {0}")]
    Backend(String),
    /// Two slices that belong together differ in length.
    #[error("{what}: {found} values where {expected} belong")]
    Length { what: &'static str, expected: usize, found: usize },
    /// A synapse names a neuron that is not there.
    #[error("synapse {edge} ends at neuron {node}, but there are {nodes}")]
    NoSuchNode { edge: usize, node: usize, nodes: usize },
}

impl<E: std::error::Error + Send + Sync> From<DrawingErrorKind<E>> for PictureError {
    fn from(error: DrawingErrorKind<E>) -> Self {
        PictureError::Backend(error.to_string())
    }
}

impl From<DrawingAreaErrorKind<PictureError>> for PictureError {
    fn from(error: DrawingAreaErrorKind<PictureError>) -> Self {
        match error {
            DrawingAreaErrorKind::BackendError(DrawingErrorKind::DrawingError(error)) => error,
            other => PictureError::Backend(other.to_string()),
        }
    }
}

/// An error unless `found` is `expected`.
pub(crate) fn same_length(what: &'static str, expected: usize, found: usize) -> Result<(), PictureError> {
    if expected == found { Ok(()) } else { Err(PictureError::Length { what, expected, found }) }
}
