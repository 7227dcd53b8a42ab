//! Pictures: functions from plain numbers to any plotters backend.
//!
//! They know nothing of the model and nothing of the browser: each takes slices and draws on a
//! [`plotters_backend::DrawingBackend`], be it the page's canvas, plotters' SVG backend for an exported
//! figure, or a string in a test. A picture with axes comes in two layers: [`chart::Chart::draw_frame`]
//! (title, axes, labels: costly on a canvas, redrawn only when a range or the size changes) and the
//! picture's own `draw_data`, for every frame. Both read their coordinates from the same
//! [`chart::Chart`], which is plain data.
//!
//! Axes are our own rather than plotters' `ChartBuilder`, because they need what it has not: labels that
//! give way to each other, a marked band beside a logarithmic axis for what a logarithm cannot show, a
//! layout that is known without drawing (for hit tests), and code that is compiled once for all backends.

pub mod chart;
pub mod convergence;
pub mod errors;
pub mod ink;
pub mod limit;
pub mod matrix;
pub mod palette;
pub mod scatter;
pub mod spectrum;
pub mod svg;
pub mod text;
pub mod traces;

pub use ink::Surface;
pub use palette::{Palette, Role, Theme};

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

impl Shown {
    pub(crate) fn count<T>(&mut self, value: &Option<T>) {
        if value.is_some() { self.drawn += 1 } else { self.left_out += 1 }
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

/// An error unless `found` is `expected`.
pub(crate) fn same_length(what: &'static str, expected: usize, found: usize) -> Result<(), PictureError> {
    if expected == found { Ok(()) } else { Err(PictureError::Length { what, expected, found }) }
}
