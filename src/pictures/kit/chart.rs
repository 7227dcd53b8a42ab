//! A chart: axes and what stands around them, laid out, and drawn by plotters.
//!
//! plotters' `ChartBuilder` divides the picture into margins, labels and plot, its `Cartesian2d` says where a value lies
//! and which value lies somewhere, its mesh draws grid, ticks and labels, its series the data. Title, legend and names of
//! axes are ours ([`super::frame`]): plotters lays its caption out while it draws and turns the name of the vertical axis
//! on its side. So is the choice of labels, for plotters draws those that meet one another.
//!
//! A [`Chart`] is laid out without drawing, so that the page can ask it what stands under the pointer. Everything is in
//! CSS pixels; text is as wide as [`super::text::width`] estimates.

use super::axis::{Axis, Coord};
use super::ink::{Paper, Point, Rect};
use super::legend::{self, KEY_ROW, LABEL, PAD};
use super::text::{self, Align};
use super::{PictureError, Style};
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::{CoordTranslate, ReverseCoordTranslate, Shift};
use plotters::drawing::DrawingArea;

pub(super) const TITLE: f64 = 13.0;
pub(super) const TICK: f64 = 11.0;
/// Height of the title.
pub(super) const TITLE_ROW: f64 = 20.0;
/// Height of a band beside a logarithmic axis.
const BAND: f64 = 22.0;
/// Least distance between two labels on the axis across.
const APART: f64 = 6.0;

pub use super::legend::Key;

/// The plane in which data lie.
pub type Plane = Cartesian2d<Coord, Coord>;

/// What belongs to the frame beside the axes.
#[derive(Clone, Debug, PartialEq)]
pub enum Guide {
    /// The line y = x.
    Diagonal,
    /// A vertical line at x with the half-plane to its right set apart, both named.
    Boundary { x: f64, line: &'static str, beyond: &'static str },
    /// A dashed line y = at_one * x^slope with its name.
    Power { at_one: f64, slope: f64, label: &'static str },
    /// A hint in the upper left corner of the plot.
    Corner(&'static str),
    /// An upright line at x: where this run is.
    Here(f64),
    /// The values across between these two are set apart.
    Corridor(f64, f64),
    /// The name of the band below the axis up, and at which end of it the name stands.
    Band(&'static str, Align),
}

/// What a chart shows around its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    pub title: String,
    pub x: Axis,
    pub y: Axis,
    pub keys: Vec<Key>,
    pub guides: Vec<Guide>,
    /// Labels that will stand at the lines' right ends; room is kept for them.
    pub ends: Vec<&'static str>,
}

impl Content {
    /// A chart with nothing but a title and two axes.
    pub fn new(title: &str, x: Axis, y: Axis) -> Content {
        Content { title: title.into(), x, y, keys: Vec::new(), guides: Vec::new(), ends: Vec::new() }
    }
}

/// Widths around the plot, bands not included, in the backend's units.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Margins {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

/// A chart's content and where it lies.
#[derive(Clone)]
pub struct Chart {
    pub content: Content,
    /// The area in which data are drawn, without its bands.
    pub plot: Rect,
    /// The same with its bands.
    pub outer: Rect,
    pub(super) size: Point,
    pub(super) text: f64,
    scale: f64,
    margins: Margins,
    x: Coord,
    y: Coord,
    /// Values that are marked, and their labels; a label that gives way to another is empty.
    pub(super) across: Vec<(f64, String)>,
    pub(super) up: Vec<(f64, String)>,
}

impl Chart {
    /// Lays a chart out in `size` CSS pixels.
    pub fn new(content: Content, size: Point, style: &Style) -> Chart {
        let text = style.text;
        let up = content.y.ticks((size.1 / (60.0 * text)).clamp(2.0, 8.0) as usize);
        let outer = around(&content, &up, size, text);
        let wide = |outer: &Rect| content.x.ticks(ticks_in(outer.width(), text));
        // The last label of the axis across reaches beyond the plot by half its width.
        let half = wide(&outer).into_iter().map(|(_, label)| text * text::width(&label, TICK, false) / 2.0);
        let right = outer.right.min(size.0 - 2.0 - half.fold(0.0, f64::max));
        let margins = Margins::of(Rect { right, ..outer }, size, style);
        let outer = margins.inside(size, style);
        let band = |axis: &Axis| if axis.band.is_some() { BAND * text } else { 0.0 };
        let (left, bottom) = (outer.left + band(&content.x), outer.bottom - band(&content.y));
        let across = wide(&outer);
        let units = style.units(BAND * text);
        let (x, y) = (Coord::new(&content.x, units, &across), Coord::new(&content.y, units, &up));
        let (plot, scale) = (Rect { left, bottom, ..outer }, style.scale);
        let mut chart = Chart { content, plot, outer, size, text, scale, margins, x, y, across, up };
        chart.thin_labels();
        chart
    }

    /// Takes away labels that would meet the one before them.
    fn thin_labels(&mut self) {
        let (mut across, mut up) = (self.across.clone(), self.up.clone());
        let mut taken = f64::NEG_INFINITY;
        for (value, label) in &mut across {
            let half = self.text * text::width(label, TICK, false) / 2.0;
            let x = self.point(*value, self.content.y.min).0;
            if x - half >= taken + APART { taken = x + half } else { label.clear() }
        }
        let mut above = f64::INFINITY;
        for (value, label) in &mut up {
            let y = self.point(self.content.x.min, *value).1;
            if above - y >= TICK * self.text { above = y } else { label.clear() }
        }
        (self.across, self.up) = (across, up);
    }

    /// Whether a pair of values has a place in the chart.
    pub fn has_place(&self, (x, y): (f64, f64)) -> bool {
        self.content.x.has_place(x) && self.content.y.has_place(y)
    }

    /// The plane of this chart, as [`ChartBuilder`] lays it out.
    pub(super) fn plane(&self) -> Plane {
        let units = |length: f64| (length * self.scale).round() as i32;
        let (right, bottom) = (units(self.size.0), units(self.size.1));
        let Margins { left, top, right: beside, bottom: below } = self.margins;
        let (right, bottom) = (right - beside - 1, bottom - below - 1);
        Plane::new(self.x.clone(), self.y.clone(), (left..right, bottom..top))
    }

    /// Where a pair of values lies, in CSS pixels; it should have a place.
    pub fn point(&self, x: f64, y: f64) -> Point {
        self.point_in(&self.plane(), (x, y))
    }

    /// The same for many pairs, in a plane that is made once.
    pub(super) fn point_in(&self, plane: &Plane, values: (f64, f64)) -> Point {
        let (x, y) = plane.translate(&values);
        (f64::from(x) / self.scale, f64::from(y) / self.scale)
    }

    /// The values at a point, the inverse of [`Chart::point`]; `None` outside the plot.
    pub fn values(&self, (x, y): Point) -> Option<(f64, f64)> {
        self.plane().reverse_translate(((x * self.scale).round() as i32, (y * self.scale).round() as i32))
    }

    /// The chart on a picture of its size.
    pub(super) fn on<'p>(
        &self,
        area: &DrawingArea<Paper<'p>, Shift>,
    ) -> Result<ChartContext<'p, Paper<'p>, Plane>, PictureError> {
        let Margins { left, top, right, bottom } = self.margins;
        let mut builder = ChartBuilder::on(area);
        builder.margin_top(top).margin_right(right).y_label_area_size(left).x_label_area_size(bottom);
        Ok(builder.build_cartesian_2d(self.x.clone(), self.y.clone())?)
    }
}

impl Margins {
    /// What is left around `plot`; at most a third of the picture each, so that something stays of a tiny one.
    fn of(plot: Rect, size: Point, style: &Style) -> Margins {
        let within = |length: f64, all: f64| style.units(length.clamp(0.0, (all / 3.0).max(0.0)));
        Margins {
            left: within(plot.left, size.0),
            top: within(plot.top, size.1),
            right: within(size.0 - plot.right, size.0),
            bottom: within(size.1 - plot.bottom, size.1),
        }
    }

    /// What they leave of a picture, in CSS pixels.
    fn inside(&self, size: Point, style: &Style) -> Rect {
        let length = |units: i32| f64::from(units) / style.scale;
        let (right, bottom) = (size.0 - length(self.right), size.1 - length(self.bottom));
        Rect { left: length(self.left), top: length(self.top), right, bottom }
    }
}

/// From equal contents, sizes and styles follow equal layouts.
impl PartialEq for Chart {
    fn eq(&self, other: &Chart) -> bool {
        let of = |chart: &Chart| (chart.size, chart.text, chart.scale);
        of(self) == of(other) && self.content == other.content
    }
}

/// How many ticks fit on an axis across of this width.
fn ticks_in(width: f64, text: f64) -> usize {
    (width / (62.0 * text)).clamp(1.0, 10.0) as usize
}

/// What title, legend, names and labels leave of a picture for the plot and its bands.
fn around(content: &Content, up: &[(f64, String)], size: Point, text: f64) -> Rect {
    let rows = legend::places(&content.keys, size, text).last().map_or(0.0, |(row, _)| row + 1.0);
    let title = if content.title.is_empty() { 0.0 } else { TITLE_ROW };
    let ends = content.ends.iter().map(|end| text::width(end, LABEL, true)).fold(0.0, f64::max);
    let wide = up.iter().map(|(_, label)| text::width(label, TICK, false)).fold(0.0, f64::max);
    let (left, top) = (PAD + text * wide + 6.0, PAD + text * (title + rows * KEY_ROW + 20.0));
    Rect {
        left,
        top,
        // A picture too small for its labels keeps a sliver of a plot rather than one turned inside out.
        right: (size.0 - PAD - if ends > 0.0 { text * ends + 8.0 } else { 6.0 }).max(left + 8.0),
        bottom: (size.1 - PAD - text * 34.0).max(top + 8.0),
    }
}

#[cfg(test)]
mod tests {
    // Strategy: what is laid out without drawing must be what plotters lays out when it draws.
    use super::*;
    use crate::pictures::kit::axis::Scale;
    use crate::pictures::kit::svg::svg;
    use crate::pictures::kit::{Theme, ink::Pen};

    fn chart(size: (u32, u32), style: &Style) -> Chart {
        let x = Axis::over("x", Scale::Log, [0.01, 2.0]);
        let y = Axis { band: Some(1e-9), ..Axis::over("y", Scale::Log, [0.1, 1.0]) };
        Chart::new(Content::new("t", x, y), (f64::from(size.0), f64::from(size.1)), style)
    }

    #[test]
    fn the_plane_is_the_one_that_plotters_draws_in() {
        for size in [(400, 300), (37, 41), (3, 2), (1, 1)] {
            svg(size, Theme::Light, |backend, style| {
                let chart = chart(size, style);
                let mut pen = Pen::new(backend, style);
                let area = pen.area();
                let context = chart.on(&area)?;
                for values in [(0.01, 0.1), (2.0, 1.0), (0.3, 0.4), (0.5, 0.0)] {
                    assert_eq!(context.backend_coord(&values), chart.plane().translate(&values), "{size:?}");
                }
                Ok(())
            })
            .unwrap();
        }
    }

    #[test]
    fn values_come_back_from_their_points() {
        let chart = chart((400, 300), &Style::new(Theme::Light, 10.0));
        let (x, y) = chart.point(0.3, 0.4);
        let back = chart.values((x, y)).unwrap();
        assert!((back.0 / 0.3 - 1.0).abs() < 5e-3 && (back.1 / 0.4 - 1.0).abs() < 5e-3, "{back:?}");
        assert_eq!(chart.values((chart.size.0 - 1.0, y)), None);
    }
}
