//! The marks of points, as an element of plotters.
//!
//! plotters has circles, crosses and triangles, and composes others from several elements, each of which it maps and
//! draws on its own. A spectrum has hundreds of marks a frame, so ours is one element.

use super::Style;
use super::palette::{Mark, Rgb};
use plotters::element::{Drawable, PointCollection};
use plotters::style::{Color, ShapeStyle};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};

/// Width of the lines of open marks, in CSS pixels.
const LINE: f64 = 1.4;

/// A mark at a pair of values.
#[derive(Clone, Copy)]
pub struct Symbol {
    at: (f64, f64),
    mark: Mark,
    /// Half its size in CSS pixels, and units to the CSS pixel.
    half: f64,
    scale: f64,
    style: ShapeStyle,
}

impl Symbol {
    /// A mark of this half-size (CSS pixels).
    pub fn new(at: (f64, f64), mark: Mark, half: f64, colour: Rgb, style: &Style) -> Symbol {
        let width = style.units(LINE * style.line).max(1).unsigned_abs();
        let shape = if mark == Mark::Disc { colour.filled() } else { colour.stroke_width(width) };
        Symbol { at, mark, half, scale: style.scale, style: shape }
    }

    /// Draws the mark around a point in the backend's units.
    pub fn draw_at<DB: DrawingBackend>(
        &self,
        (x, y): BackendCoord,
        backend: &mut DB,
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        let units = |share: f64| (share * self.half * self.scale).round().max(1.0) as i32;
        let style = &self.style;
        match self.mark {
            Mark::Disc => backend.draw_circle((x, y), units(1.0).unsigned_abs(), style, true),
            Mark::Ring => backend.draw_circle((x, y), units(1.0).unsigned_abs(), style, false),
            Mark::Diamond => {
                let h = units(1.35);
                // A step beyond its beginning closes its corner.
                let tips = [(x, y - h), (x + h, y), (x, y + h), (x - h, y), (x, y - h), (x + h, y)];
                backend.draw_path(tips, style)
            }
            Mark::Square => {
                let h = units(1.0);
                let corners = [(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)];
                backend.draw_path(corners.into_iter().chain([corners[0], corners[1]]), style)
            }
            Mark::Triangle => {
                let h = units(1.15);
                let tips = [(x, y - h), (x + h, y + h), (x - h, y + h)];
                backend.draw_path(tips.into_iter().chain([tips[0], tips[1]]), style)
            }
            Mark::Plus => {
                let h = units(1.0);
                backend.draw_line((x - h, y), (x + h, y), style)?;
                backend.draw_line((x, y - h), (x, y + h), style)
            }
            Mark::Cross => {
                let h = units(0.85);
                backend.draw_line((x - h, y - h), (x + h, y + h), style)?;
                backend.draw_line((x - h, y + h), (x + h, y - h), style)
            }
        }
    }
}

impl<'a> PointCollection<'a, (f64, f64)> for &'a Symbol {
    type Point = &'a (f64, f64);
    type IntoIter = std::iter::Once<&'a (f64, f64)>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.at)
    }
}

impl<DB: DrawingBackend> Drawable<DB> for Symbol {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut DB,
        _parent: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        points.next().map_or(Ok(()), |at| self.draw_at(at, backend))
    }
}
