//! Drawing in CSS pixels on any plotters backend.
//!
//! A backend counts in whole units, so a picture is drawn in units finer than a pixel
//! (`Style::scale` of them to the CSS pixel) and lines of half a pixel stay lines of half a pixel. All
//! pictures draw through [`Pen`], which knows the backend only as a trait object: their code is compiled
//! once, whatever the number of backends.

use super::palette::{Dash, Mark, Rgb};
use super::text::{Align, Label};
use super::{PictureError, Style};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

/// A plotters backend that can paint a grid of coloured cells.
///
/// The default paints rectangles, which any backend can; one that has bitmaps does better.
pub trait Surface: DrawingBackend {
    /// Paints `colours`, row by row, `columns` to the row, over the rectangle with upper left corner `at`
    /// and size `size` in the backend's units. Cells of one colour that touch are one rectangle.
    fn cells(
        &mut self,
        at: BackendCoord,
        size: (u32, u32),
        columns: usize,
        colours: &[Rgb],
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        let rows = colours.len() / columns.max(1);
        let lap = (edge(0, size.0, 1, 2 * columns), edge(0, size.1, 1, 2 * rows));
        for (row, line) in colours.chunks_exact(columns.max(1)).enumerate() {
            let (top, bottom) = (edge(at.1, size.1, row, rows), edge(at.1, size.1, row + 1, rows));
            let mut begin = 0;
            for run in line.chunk_by(|a, b| a == b) {
                let end = begin + run.len();
                let (left, right) = (edge(at.0, size.0, begin, columns), edge(at.0, size.0, end, columns));
                // Each reaches under its neighbours to the right and below, so that no seam shows.
                let under = (if end < columns { lap.0 } else { 0 }, if row + 1 < rows { lap.1 } else { 0 });
                let corner = (right + under.0, bottom + under.1);
                self.draw_rect((left, top), corner, &Paint { colour: run[0], width: 1 }, true)?;
                begin = end;
            }
        }
        Ok(())
    }
}

impl Surface for plotters::prelude::SVGBackend<'_> {}

/// Where the `index`-th of `count` equal parts of a length begins.
pub fn edge(from: i32, length: u32, index: usize, count: usize) -> i32 {
    from + (u64::from(length) * index as u64 / count.max(1) as u64) as i32
}

/// Colour and width in a backend's units.
#[derive(Clone, Copy)]
struct Paint {
    colour: Rgb,
    width: u32,
}

impl BackendStyle for Paint {
    fn color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.colour.0, self.colour.1, self.colour.2) }
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// What a picture asks of a backend, as a trait that makes an object.
trait Canvas {
    fn size(&self) -> (u32, u32);
    fn stroke(&mut self, path: &[BackendCoord], paint: Paint) -> Result<(), PictureError>;
    fn polygon(&mut self, path: &[BackendCoord], paint: Paint) -> Result<(), PictureError>;
    fn disc(&mut self, at: BackendCoord, radius: u32, paint: Paint, fill: bool) -> Result<(), PictureError>;
    fn area(&mut self, from: BackendCoord, to: BackendCoord, paint: Paint) -> Result<(), PictureError>;
    fn label(&mut self, text: &str, label: &Label, at: BackendCoord) -> Result<(), PictureError>;
    fn grid(
        &mut self,
        at: BackendCoord,
        size: (u32, u32),
        columns: usize,
        colours: &[Rgb],
    ) -> Result<(), PictureError>;
}

impl<B: Surface> Canvas for B {
    fn size(&self) -> (u32, u32) {
        self.get_size()
    }

    fn stroke(&mut self, path: &[BackendCoord], paint: Paint) -> Result<(), PictureError> {
        match *path {
            [from, to] => self.draw_line(from, to, &paint)?,
            _ => self.draw_path(path.iter().copied(), &paint)?,
        }
        Ok(())
    }

    fn polygon(&mut self, path: &[BackendCoord], paint: Paint) -> Result<(), PictureError> {
        Ok(self.fill_polygon(path.iter().copied(), &paint)?)
    }

    fn disc(&mut self, at: BackendCoord, radius: u32, paint: Paint, fill: bool) -> Result<(), PictureError> {
        Ok(self.draw_circle(at, radius, &paint, fill)?)
    }

    fn area(&mut self, from: BackendCoord, to: BackendCoord, paint: Paint) -> Result<(), PictureError> {
        Ok(self.draw_rect(from, to, &paint, true)?)
    }

    fn label(&mut self, text: &str, label: &Label, at: BackendCoord) -> Result<(), PictureError> {
        Ok(self.draw_text(text, label, at)?)
    }

    fn grid(
        &mut self,
        at: BackendCoord,
        size: (u32, u32),
        columns: usize,
        colours: &[Rgb],
    ) -> Result<(), PictureError> {
        Ok(self.cells(at, size, columns, colours)?)
    }
}

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
    canvas: &'a mut dyn Canvas,
    pub style: &'a Style,
    path: Vec<BackendCoord>,
}

impl<'a> Pen<'a> {
    /// A pen on this backend.
    pub fn new<B: Surface>(backend: &'a mut B, style: &'a Style) -> Self {
        Pen { canvas: backend, style, path: Vec::new() }
    }

    /// The picture's size in CSS pixels.
    pub fn size(&self) -> Point {
        let (width, height) = self.canvas.size();
        (f64::from(width) / self.style.scale, f64::from(height) / self.style.scale)
    }

    fn units(&self, (x, y): Point) -> BackendCoord {
        ((x * self.style.scale).round() as i32, (y * self.style.scale).round() as i32)
    }

    fn paint(&self, stroke: Stroke) -> Paint {
        let width = (stroke.width * self.style.line * self.style.scale).round().max(1.0) as u32;
        Paint { colour: stroke.colour, width }
    }

    pub fn line(&mut self, from: Point, to: Point, stroke: Stroke) -> Result<(), PictureError> {
        let path = [self.units(from), self.units(to)];
        let paint = self.paint(stroke);
        self.canvas.stroke(&path, paint)
    }

    /// A line through the points, broken up by `dash`; nothing for fewer than two points.
    pub fn path(&mut self, points: &[Point], stroke: Stroke, dash: Dash) -> Result<(), PictureError> {
        if points.len() < 2 {
            return Ok(());
        }
        match dash.lengths() {
            None => self.whole_path(points, stroke),
            Some((on, off)) => {
                let (on, off) = (on * self.style.line, off * self.style.line);
                for piece in dashes(points, on, off) {
                    self.whole_path(&piece, stroke)?;
                }
                Ok(())
            }
        }
    }

    fn whole_path(&mut self, points: &[Point], stroke: Stroke) -> Result<(), PictureError> {
        let mut path = std::mem::take(&mut self.path);
        path.clear();
        path.extend(points.iter().map(|&point| self.units(point)));
        path.dedup();
        if let [only] = path[..] {
            path.push(only);
        }
        let paint = self.paint(stroke);
        let drawn = self.canvas.stroke(&path, paint);
        self.path = path;
        drawn
    }

    pub fn polygon(&mut self, points: &[Point], colour: Rgb) -> Result<(), PictureError> {
        let path: Vec<_> = points.iter().map(|&point| self.units(point)).collect();
        self.canvas.polygon(&path, Paint { colour, width: 1 })
    }

    pub fn rect(&mut self, rect: Rect, colour: Rgb) -> Result<(), PictureError> {
        let (from, to) = (self.units((rect.left, rect.top)), self.units((rect.right, rect.bottom)));
        self.canvas.area(from, to, Paint { colour, width: 1 })
    }

    pub fn disc(&mut self, at: Point, radius: f64, colour: Rgb) -> Result<(), PictureError> {
        let units = (radius * self.style.scale).round().max(1.0) as u32;
        let at = self.units(at);
        self.canvas.disc(at, units, Paint { colour, width: 1 }, true)
    }

    pub fn ring(&mut self, at: Point, radius: f64, stroke: Stroke) -> Result<(), PictureError> {
        let units = (radius * self.style.scale).round().max(1.0) as u32;
        let (at, paint) = (self.units(at), self.paint(stroke));
        self.canvas.disc(at, units, paint, false)
    }

    /// A ring of ink on a broader one of paper, around what is looked at.
    pub fn halo(&mut self, at: Point, radius: f64) -> Result<(), PictureError> {
        let palette = self.style.palette;
        self.ring(at, radius, Stroke { colour: palette.paper, width: 5.0 })?;
        self.ring(at, radius, Stroke { colour: palette.ink, width: 2.0 })
    }

    /// A mark of the given half-size around a point.
    pub fn mark(&mut self, (x, y): Point, mark: Mark, half: f64, colour: Rgb) -> Result<(), PictureError> {
        let stroke = Stroke { colour, width: 1.4 };
        match mark {
            Mark::Disc => self.disc((x, y), half, colour),
            Mark::Ring => self.ring((x, y), half, stroke),
            Mark::Diamond => {
                let h = half * 1.35;
                let tips = [(x, y - h), (x + h, y), (x, y + h), (x - h, y), (x, y - h), (x + h, y)];
                self.whole_path(&tips, stroke)
            }
            Mark::Plus => {
                self.line((x - half, y), (x + half, y), stroke)?;
                self.line((x, y - half), (x, y + half), stroke)
            }
            Mark::Cross => {
                let h = half * 0.85;
                self.line((x - h, y - h), (x + h, y + h), stroke)?;
                self.line((x - h, y + h), (x + h, y - h), stroke)
            }
        }
    }

    /// Text whose capitals are centred on `y`.
    pub fn text(&mut self, (x, y): Point, content: &str, text: Text) -> Result<(), PictureError> {
        let size = text.size * self.style.text;
        // Backends centre small letters (half the x-height); capitals and digits are taller by this much.
        let at = self.units((x, y + 0.1 * size));
        let label = Label {
            size: size * self.style.scale,
            colour: text.colour,
            family: self.style.font,
            bold: text.bold,
            align: text.align,
        };
        self.canvas.label(content, &label, at)
    }

    /// A grid of cells over a rectangle, row by row.
    pub fn cells(&mut self, rect: Rect, columns: usize, colours: &[Rgb]) -> Result<(), PictureError> {
        let (from, to) = (self.units((rect.left, rect.top)), self.units((rect.right, rect.bottom)));
        let size = ((to.0 - from.0).max(0) as u32, (to.1 - from.1).max(0) as u32);
        self.canvas.grid(from, size, columns, colours)
    }
}

/// The pieces of a line with dashes `on` long and gaps `off` long; corners stay inside a dash.
fn dashes(points: &[Point], on: f64, off: f64) -> Vec<Vec<Point>> {
    let mut pieces = Vec::new();
    let (mut drawing, mut left) = (true, on);
    let mut piece = vec![points[0]];
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut length = libm::hypot(to.0 - from.0, to.1 - from.1);
        while length > left {
            let share = left / length;
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            length -= left;
            if drawing {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            drawing = !drawing;
            left = if drawing { on } else { off };
        }
        left -= length;
        if drawing {
            piece.push(to);
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    // Strategy: dashes are checked by total length, which the corners must not change.
    use super::*;

    #[test]
    fn dashes_cover_their_share_of_a_bent_line() {
        let bent = [(0.0, 0.0), (30.0, 0.0), (30.0, 70.0)];
        let pieces = dashes(&bent, 6.0, 4.0);
        assert_eq!(pieces.len(), 10);
        let drawn: f64 = pieces
            .iter()
            .flat_map(|piece| piece.windows(2))
            .map(|pair| libm::hypot(pair[1].0 - pair[0].0, pair[1].1 - pair[0].1))
            .sum();
        assert!((drawn - 60.0).abs() < 1e-9, "{drawn}");
    }
}
