//! Drawing in CSS pixels on any plotters backend.
//!
//! A backend counts in whole units, so a picture is drawn in units finer than a pixel (`Style::scale` of them to the
//! CSS pixel) and lines of half a pixel stay lines of half a pixel. What has axes is drawn by plotters' charts
//! ([`super::chart`]); the rest, and the words around a chart, by a [`Pen`].

use super::palette::{Dash, Mark, Rgb};
use super::paper::Paint;
pub use super::paper::{Paper, Surface};
use super::symbol::Symbol;
use super::text::{Align, Label};
use super::{PictureError, Style};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{DashedPathElement, Drawable};
use plotters::prelude::IntoDrawingArea;
use plotters::style::{Color, ShapeStyle};
use plotters_backend::text_anchor::VPos;
use plotters_backend::{BackendCoord, DrawingBackend};

/// A point or a size in CSS pixels, y downwards.
pub type Point = (f64, f64);

/// A rectangle in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// Colour and width (CSS pixels) of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub colour: Rgb,
    pub width: f64,
}

/// Size (CSS pixels), colour and alignment of a text.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    pub size: f64,
    pub colour: Rgb,
    pub bold: bool,
    pub align: Align,
}

/// Covers everything with the theme's paper.
pub fn ground<B: Surface>(backend: &mut B, style: &Style) -> Result<(), PictureError> {
    let mut pen = Pen::new(backend, style);
    let (right, bottom) = pen.size();
    pen.rect(Rect { left: 0.0, top: 0.0, right, bottom }, style.palette.paper)
}

/// Draws in CSS pixels, with the style's weight of line and size of text.
pub struct Pen<'a> {
    paper: Paper<'a>,
    pub style: &'a Style,
}

impl<'a> Pen<'a> {
    /// A pen on this backend.
    pub fn new<B: Surface>(backend: &'a mut B, style: &'a Style) -> Self {
        Pen { paper: Paper::new(backend), style }
    }

    /// The picture's size in CSS pixels.
    pub fn size(&self) -> Point {
        let (width, height) = self.paper.get_size();
        (f64::from(width) / self.style.scale, f64::from(height) / self.style.scale)
    }

    /// The whole picture as plotters takes it.
    pub fn area(&mut self) -> DrawingArea<Paper<'_>, Shift> {
        self.paper.again().into_drawing_area()
    }

    /// How plotters is told of a line.
    pub fn shape(&self, stroke: Stroke) -> ShapeStyle {
        stroke.colour.stroke_width(self.paint(stroke).width)
    }

    fn units(&self, (x, y): Point) -> BackendCoord {
        (self.style.units(x), self.style.units(y))
    }

    fn paint(&self, stroke: Stroke) -> Paint {
        let width = self.style.units(stroke.width * self.style.line).max(1);
        Paint { colour: stroke.colour, width: width.unsigned_abs() }
    }

    pub fn line(&mut self, from: Point, to: Point, stroke: Stroke) -> Result<(), PictureError> {
        let (from, to) = (self.units(from), self.units(to));
        Ok(self.paper.draw_line(from, to, &self.paint(stroke))?)
    }

    /// A line through the points, broken up by `dash`; nothing for fewer than two points.
    pub fn path(&mut self, points: &[Point], stroke: Stroke, dash: Dash) -> Result<(), PictureError> {
        if points.len() < 2 {
            return Ok(());
        }
        let path: Vec<_> = points.iter().map(|&point| self.units(point)).collect();
        let shape = self.shape(stroke);
        match self.style.dash(dash) {
            None => Ok(self.paper.draw_path(path, &shape)?),
            Some((on, off)) => {
                // The element's own points are for charts; here they are places already.
                let dashed = DashedPathElement::new(std::iter::empty::<BackendCoord>(), on, off, shape);
                Ok(dashed.draw(path.into_iter(), &mut self.paper, (0, 0))?)
            }
        }
    }

    pub fn polygon(&mut self, points: &[Point], colour: Rgb) -> Result<(), PictureError> {
        let path: Vec<_> = points.iter().map(|&point| self.units(point)).collect();
        Ok(self.paper.fill_polygon(path, &colour.filled())?)
    }

    pub fn rect(&mut self, rect: Rect, colour: Rgb) -> Result<(), PictureError> {
        let (from, to) = (self.units((rect.left, rect.top)), self.units((rect.right, rect.bottom)));
        Ok(self.paper.draw_rect(from, to, &colour.filled(), true)?)
    }

    pub fn disc(&mut self, at: Point, radius: f64, colour: Rgb) -> Result<(), PictureError> {
        let radius = self.style.units(radius).max(1).unsigned_abs();
        Ok(self.paper.draw_circle(self.units(at), radius, &colour.filled(), true)?)
    }

    pub fn ring(&mut self, at: Point, radius: f64, stroke: Stroke) -> Result<(), PictureError> {
        let radius = self.style.units(radius).max(1).unsigned_abs();
        Ok(self.paper.draw_circle(self.units(at), radius, &self.paint(stroke), false)?)
    }

    /// A ring of ink on a broader one of paper, around what is looked at.
    pub fn halo(&mut self, at: Point, radius: f64) -> Result<(), PictureError> {
        let palette = self.style.palette;
        self.ring(at, radius, Stroke { colour: palette.paper, width: 5.0 })?;
        self.ring(at, radius, Stroke { colour: palette.ink, width: 2.0 })
    }

    /// A mark of the given half-size around a point.
    pub fn mark(&mut self, at: Point, mark: Mark, half: f64, colour: Rgb) -> Result<(), PictureError> {
        let symbol = Symbol::new(at, mark, half, colour, self.style);
        Ok(symbol.draw_at(self.units(at), &mut self.paper)?)
    }

    /// Text whose capitals are centred on `y`.
    pub fn text(&mut self, (x, y): Point, content: &str, text: Text) -> Result<(), PictureError> {
        let size = text.size * self.style.text;
        // Backends centre small letters (half the x-height); capitals and digits are taller by this much.
        let at = self.units((x, y + CAPITALS * size));
        let label = Label {
            size: size * self.style.scale,
            colour: text.colour,
            family: self.style.font,
            bold: text.bold,
            align: text.align,
            height: VPos::Center,
        };
        Ok(self.paper.draw_text(content, &label, at)?)
    }

    /// A grid of cells over a rectangle, row by row.
    pub fn cells(&mut self, rect: Rect, columns: usize, colours: &[Rgb]) -> Result<(), PictureError> {
        let (from, to) = (self.units((rect.left, rect.top)), self.units((rect.right, rect.bottom)));
        let size = ((to.0 - from.0).max(0) as u32, (to.1 - from.1).max(0) as u32);
        self.paper.cells(from, size, columns, colours)
    }
}

/// How far below its middle a text is put so that its capitals are centred, in font sizes.
pub(super) const CAPITALS: f64 = 0.1;
