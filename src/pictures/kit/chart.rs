//! Axes, legend and labels: everything of a chart that stays while its data move.
//!
//! A [`Chart`] is laid out without drawing, so the page can ask it where a value lies or what stands
//! under the pointer. Text sizes are estimated ([`super::text::width`]); everything is in CSS pixels.

use super::ink::{Pen, Point, Rect, Stroke, Surface, Text};
use super::palette::{Dash, Mark, Rgb};
use super::text::{self, Align};
use super::{PictureError, Style};
use crate::numerics::order;

const TITLE: f64 = 13.0;
const LABEL: f64 = 12.0;
const TICK: f64 = 11.0;
/// Space between the picture's edge and everything in it.
const PAD: f64 = 8.0;
/// Height of a band beside a logarithmic axis.
const BAND: f64 = 22.0;

/// No axis goes beyond this magnitude nor, if it is logarithmic, below 1 over it: ratios of its ends and their
/// squares must be numbers.
pub(crate) const LARGEST: f64 = 1e150;

/// How values lie along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    Linear,
    Log,
}

/// An axis: its title and the values at its two ends, `min < max` (both positive if logarithmic).
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub title: String,
    pub min: f64,
    pub max: f64,
    pub scale: Scale,
}

impl Axis {
    /// An axis over the range of `values`, widened to round numbers. Values beyond [`LARGEST`], and those that
    /// are not positive or below 1 over it on a logarithmic axis, do not count; without any the axis is 0..1, or
    /// 0.1..1.
    pub fn over(title: &str, scale: Scale, values: impl IntoIterator<Item = f64>) -> Axis {
        let fits = |v: &f64| v.abs() <= LARGEST && (scale == Scale::Linear || *v >= 1.0 / LARGEST);
        let (low, high) = values
            .into_iter()
            .filter(fits)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let (min, max) = match scale {
            Scale::Linear => round_linear(low, high),
            Scale::Log => round_log(low, high),
        };
        Axis { title: title.into(), min, max, scale }
    }

    /// The same axis with another title.
    pub fn titled(&self, title: &str) -> Axis {
        Axis { title: title.into(), ..self.clone() }
    }

    /// Where a value lies, 0 at `min` and 1 at `max`; `None` if it has no place on this axis at all.
    pub fn place(&self, value: f64) -> Option<f64> {
        let share = match self.scale {
            Scale::Linear => (value - self.min) / (self.max - self.min),
            Scale::Log if value <= 0.0 => return None,
            Scale::Log => libm::log(value / self.min) / libm::log(self.max / self.min),
        };
        share.is_finite().then_some(share)
    }

    /// The value at a place; the inverse of [`Axis::place`].
    pub fn value(&self, share: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.min + share * (self.max - self.min),
            Scale::Log => self.min * libm::pow(self.max / self.min, share),
        }
    }

    /// Values to mark and their labels, at most about `count`.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        match self.scale {
            Scale::Linear => linear_ticks(self.min, self.max, count),
            Scale::Log => log_ticks(self.min, self.max, count),
        }
    }
}

/// A step of 1, 2 or 5 times a power of ten, at least `raw`.
fn round_step(raw: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let step = [1.0, 2.0, 5.0].into_iter().find(|step| step * power >= raw * (1.0 - 1e-9));
    step.unwrap_or(10.0) * power
}

fn round_linear(low: f64, high: f64) -> (f64, f64) {
    if low > high {
        return (0.0, 1.0);
    }
    let width = if high > low { high - low } else { low.abs() }.max(1e-300);
    let step = round_step(width / 10.0);
    // A value beyond a round number by rounding alone, such as the zero eigenvalue 1e-16, adds no step.
    let (min, max) = (libm::floor(low / step + 1e-6) * step, libm::ceil(high / step - 1e-6) * step);
    if max > min { (min, max) } else { (min - step, max + step) }
}

fn round_log(low: f64, high: f64) -> (f64, f64) {
    if low > high {
        return (0.1, 1.0);
    }
    let power = |v: f64| libm::pow(10.0, libm::floor(libm::log10(v)));
    let (down, up) = (power(low), power(high));
    let min = [5.0, 2.0, 1.0].into_iter().find(|step| step * down <= low * 0.999).unwrap_or(0.5) * down;
    let max = [1.0, 2.0, 5.0].into_iter().find(|step| step * up >= high * 1.001).unwrap_or(10.0) * up;
    (min, max)
}

fn linear_ticks(min: f64, max: f64, count: usize) -> Vec<(f64, String)> {
    let step = round_step((max - min) / count.max(1) as f64);
    let decimals = (-libm::floor(libm::log10(step) + 1e-9)).clamp(0.0, 9.0) as usize;
    let first = libm::ceil(min / step - 1e-6) as i64;
    let last = libm::floor(max / step + 1e-6) as i64;
    (first..=last.min(first.saturating_add(50)))
        .map(|k| k as f64 * step)
        .map(|v| {
            let plain = v == 0.0 || (1e-4..1e6).contains(&max.abs().max(min.abs()));
            (v, if plain { text::fixed(v, decimals) } else { text::short(v) })
        })
        .collect()
}

fn log_ticks(min: f64, max: f64, count: usize) -> Vec<(f64, String)> {
    let first = libm::floor(libm::log10(min) + 1e-9) as i32;
    let last = libm::ceil(libm::log10(max) - 1e-9) as i32;
    let decades = libm::log10(max / min);
    let every = (libm::ceil(decades / count.max(1) as f64) as i32).max(1);
    let steps: &[f64] = if decades < 2.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let plain = min >= 0.9e-3 && max <= 1.1e4;
    let mut ticks = Vec::new();
    for exponent in (first..=last).filter(|e| e.rem_euclid(every) == 0) {
        for &step in steps {
            let value = step * libm::pow(10.0, f64::from(exponent));
            if value < min * 0.999 || value > max * 1.001 {
                continue;
            }
            let label = if plain {
                text::short(value)
            } else if step == 1.0 {
                text::power_of_ten(exponent)
            } else {
                format!("{step}·{}", text::power_of_ten(exponent))
            };
            ticks.push((value, label));
        }
    }
    ticks
}

/// An entry of the legend: a short line, a mark, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub label: &'static str,
    pub colour: Rgb,
    /// Dash and width of the line.
    pub line: Option<(Dash, f64)>,
    pub mark: Option<Mark>,
}

/// What belongs to the frame beside the axes.
#[derive(Clone, Debug, PartialEq)]
pub enum Guide {
    /// The line y = x.
    Diagonal,
    /// A vertical line at x with the half-plane to its right set apart, both named.
    Boundary { x: f64, line: &'static str, beyond: &'static str },
    /// A dashed line y = at_one * x^slope with its name.
    Power { at_one: f64, slope: f64, label: &'static str },
    /// A hint in a corner of the plot.
    Corner { text: &'static str, right: bool, below: bool },
}

/// What a chart shows around its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// The picture's title; empty for none.
    pub title: String,
    pub x: Axis,
    pub y: Axis,
    pub keys: Vec<Key>,
    pub guides: Vec<Guide>,
    /// Labels that will stand at the lines' right ends; room is kept for them.
    pub ends: Vec<&'static str>,
    /// Name of a band below the y axis (and its space), for values a logarithm cannot show.
    pub band_y: Option<&'static str>,
    /// The same, left of the x axis (the name is drawn only in the band of y).
    pub band_x: bool,
    /// Names of rows, from the top, if the y axis counts rows (from 0 at the bottom to their number)
    /// instead of measuring; empty for an axis with numbers.
    pub rows: Vec<String>,
}

impl Content {
    /// A chart with nothing but a title and two axes.
    pub fn new(title: &str, x: Axis, y: Axis) -> Content {
        let (keys, guides, ends) = (Vec::new(), Vec::new(), Vec::new());
        Content {
            title: title.into(),
            x,
            y,
            keys,
            guides,
            ends,
            band_y: None,
            band_x: false,
            rows: Vec::new(),
        }
    }
}

/// A chart's content and where it lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    pub content: Content,
    /// The area in which data are drawn, bands not included.
    pub plot: Rect,
    size: Point,
    text: f64,
}

impl Chart {
    /// Lays a chart out in `size` CSS pixels.
    pub fn new(content: Content, size: Point, style: &Style) -> Chart {
        let text = style.text;
        let mut chart =
            Chart { plot: Rect { left: 0.0, top: 0.0, right: size.0, bottom: size.1 }, content, size, text };
        let rows = chart.legend().last().map_or(0.0, |(row, _)| row + 1.0);
        let title = if chart.content.title.is_empty() { 0.0 } else { 20.0 };
        let ends = chart.content.ends.iter().map(|end| text::width(end, LABEL, true)).fold(0.0, f64::max);
        let wide = chart.ticks_up().iter().map(|(_, l)| text::width(l, TICK, false)).fold(0.0, f64::max);
        let band = |there: bool| if there { BAND * text } else { 0.0 };
        let below = band(chart.content.band_y.is_some());
        chart.plot = Rect {
            left: PAD + text * wide + 6.0 + band(chart.content.band_x),
            top: PAD + text * (title + rows * 18.0 + 20.0),
            right: size.0 - PAD - if ends > 0.0 { text * ends + 8.0 } else { 6.0 },
            bottom: size.1 - PAD - text * 34.0 - below,
        };
        // A picture too small for its labels keeps a sliver of a plot rather than one turned inside out.
        chart.plot.right = chart.plot.right.max(chart.plot.left + 8.0);
        chart.plot.bottom = chart.plot.bottom.max(chart.plot.top + 8.0);
        chart
    }

    fn ticks_up(&self) -> Vec<(f64, String)> {
        let count = (self.size.1 / (60.0 * self.text)).clamp(2.0, 8.0) as usize;
        let rows = &self.content.rows;
        let middle = |row: usize| (rows.len() - row) as f64 - 0.5;
        if rows.is_empty() {
            return self.content.y.ticks(count);
        }
        (0..rows.len()).rev().map(|row| (middle(row), rows[row].clone())).collect()
    }

    fn ticks_across(&self) -> Vec<(f64, String)> {
        self.content.x.ticks((self.plot.width() / (62.0 * self.text)).clamp(1.0, 10.0) as usize)
    }

    /// Where a pair of values lies; `None` if either has no place on its axis.
    pub fn point(&self, x: f64, y: f64) -> Option<Point> {
        Some((self.across(self.content.x.place(x)?), self.up(self.content.y.place(y)?)))
    }

    /// The values at a point: the inverse of [`Chart::point`], for the pointer.
    pub fn values(&self, (x, y): Point) -> (f64, f64) {
        (
            self.content.x.value((x - self.plot.left) / self.plot.width()),
            self.content.y.value((self.plot.bottom - y) / self.plot.height()),
        )
    }

    fn across(&self, share: f64) -> f64 {
        // Values far outside the axis stay near the picture, so that no backend's integers overflow.
        self.plot.left + share.clamp(-2.0, 3.0) * self.plot.width()
    }

    fn up(&self, share: f64) -> f64 {
        self.plot.bottom - share.clamp(-2.0, 3.0) * self.plot.height()
    }

    /// The middle of the band below the y axis, and of the one left of the x axis.
    pub fn bands(&self) -> Point {
        (self.plot.left - BAND * self.text / 2.0, self.plot.bottom + BAND * self.text / 2.0)
    }

    /// The static layer: title, legend, axes, guides.
    pub fn draw_frame<B: Surface>(&self, backend: &mut B, style: &Style) -> Result<(), PictureError> {
        self.frame(&mut Pen::new(backend, style))
    }

    pub(crate) fn frame(&self, pen: &mut Pen) -> Result<(), PictureError> {
        self.draw_header(pen)?;
        self.draw_bands(pen)?;
        self.draw_axes(pen)?;
        for guide in &self.content.guides {
            self.draw_guide(pen, guide)?;
        }
        Ok(())
    }

    /// Row and left edge of each entry of the legend.
    fn legend(&self) -> Vec<(f64, f64)> {
        let (mut row, mut x) = (0.0, PAD);
        let mut places = Vec::with_capacity(self.content.keys.len());
        for key in &self.content.keys {
            let wide = self.text * (key_room(key) + text::width(key.label, LABEL, false));
            if x > PAD && x + wide > self.size.0 - PAD {
                (row, x) = (row + 1.0, PAD);
            }
            places.push((row, x));
            x += wide + 16.0 * self.text;
        }
        places
    }

    fn draw_header(&self, pen: &mut Pen) -> Result<(), PictureError> {
        let (palette, t) = (pen.style.palette, self.text);
        let mut y = PAD;
        if !self.content.title.is_empty() {
            let text = Text { size: TITLE, colour: palette.ink, bold: true, align: Align::Left };
            pen.text((PAD, y + 8.0 * t), &self.content.title, text)?;
            y += 20.0 * t;
        }
        let places = self.legend();
        for (key, &(row, x)) in self.content.keys.iter().zip(&places) {
            draw_key(pen, key, (x, y + (8.0 + 18.0 * row) * t))?;
        }
        y += places.last().map_or(0.0, |(row, _)| row + 1.0) * 18.0 * t;
        let text = Text { size: LABEL, colour: palette.muted, bold: false, align: Align::Left };
        pen.text((PAD, y + 8.0 * t), &self.content.y.title, text)
    }

    fn draw_bands(&self, pen: &mut Pen) -> Result<(), PictureError> {
        let palette = pen.style.palette;
        let fill = palette.grid.over(palette.paper, 0.7);
        let band = BAND * self.text;
        if self.content.band_x {
            let left = self.plot.left - band;
            let bottom = self.plot.bottom + if self.content.band_y.is_some() { band } else { 0.0 };
            pen.rect(Rect { left, right: self.plot.left - 2.0, bottom, ..self.plot }, fill)?;
        }
        if let Some(name) = self.content.band_y {
            let (top, bottom) = (self.plot.bottom + 2.0, self.plot.bottom + band);
            pen.rect(Rect { top, bottom, ..self.plot }, fill)?;
            let text = Text { size: TICK, colour: palette.muted, bold: false, align: Align::Right };
            pen.text((self.plot.right - 6.0, self.bands().1 + 1.0), name, text)?;
        }
        Ok(())
    }

    fn draw_axes(&self, pen: &mut Pen) -> Result<(), PictureError> {
        let (palette, t, plot) = (pen.style.palette, self.text, self.plot);
        let grid = Stroke { colour: palette.grid, width: 1.0 };
        let axis = Stroke { colour: palette.axis, width: 1.0 };
        let text = Text { size: TICK, colour: palette.muted, bold: false, align: Align::Right };
        let floor = if self.content.band_y.is_some() { self.bands().1 + BAND * t / 2.0 } else { plot.bottom };
        let wall = if self.content.band_x { plot.left - BAND * t } else { plot.left };
        let mut above = f64::INFINITY;
        for (value, label) in self.ticks_up() {
            let Some(y) = self.content.y.place(value).map(|share| self.up(share)) else { continue };
            pen.line((plot.left, y), (plot.right, y), grid)?;
            if above - y >= TICK * t {
                pen.text((wall - 5.0, y), &label, text)?;
                above = y;
            }
        }
        let mut taken = f64::NEG_INFINITY;
        for (value, label) in self.ticks_across() {
            let Some(x) = self.content.x.place(value).map(|share| self.across(share)) else { continue };
            pen.line((x, plot.top), (x, plot.bottom), grid)?;
            pen.line((x, floor), (x, floor + 4.0), axis)?;
            let half = t * text::width(&label, TICK, false) / 2.0;
            let middle = x.min(self.size.0 - 2.0 - half).max(2.0 + half);
            if middle - half >= taken + 6.0 {
                pen.text((middle, floor + 4.0 + 8.0 * t), &label, Text { align: Align::Centre, ..text })?;
                taken = middle + half;
            }
        }
        pen.line((plot.left, floor), (plot.right, floor), axis)?;
        let title = Text { size: LABEL, colour: palette.muted, bold: false, align: Align::Right };
        let wide = t * text::width(&self.content.x.title, LABEL, false);
        let right = plot.right.max(PAD + wide).min(self.size.0 - 2.0);
        pen.text((right, floor + 4.0 + 23.0 * t), &self.content.x.title, title)
    }

    fn draw_guide(&self, pen: &mut Pen, guide: &Guide) -> Result<(), PictureError> {
        let (palette, t, plot) = (pen.style.palette, self.text, self.plot);
        let hint = Text { size: TICK, colour: palette.muted, bold: false, align: Align::Left };
        let stroke = Stroke { colour: palette.axis, width: 1.0 };
        match *guide {
            Guide::Diagonal => {
                let low = self.content.x.min.max(self.content.y.min);
                let high = self.content.x.max.min(self.content.y.max);
                if let (true, Some(from), Some(to)) =
                    (low < high, self.point(low, low), self.point(high, high))
                {
                    pen.line(from, to, stroke)?;
                }
                Ok(())
            }
            Guide::Boundary { x, line, beyond } => {
                let Some(share) = self.content.x.place(x) else { return Ok(()) };
                let at = self.across(share).clamp(plot.left, plot.right);
                pen.rect(Rect { left: at, ..plot }, palette.grid.over(palette.paper, 0.7))?;
                pen.line((at, plot.top), (at, plot.bottom), Stroke { colour: palette.ink, width: 1.5 })?;
                pen.text((at - 5.0, plot.top + 8.0 * t), line, Text { align: Align::Right, ..hint })?;
                if plot.right - at > t * text::width(beyond, TICK, false) + 8.0 {
                    pen.text((at + 5.0, plot.bottom - 9.0 * t), beyond, hint)?;
                }
                Ok(())
            }
            Guide::Power { at_one, slope, label } => self.draw_power(pen, at_one, slope, label, hint),
            Guide::Corner { text, right, below } => {
                let align = if right { Align::Right } else { Align::Left };
                let x = if right { plot.right - 5.0 } else { plot.left + 5.0 };
                let y = if below { plot.bottom - 9.0 * t } else { plot.top + 9.0 * t };
                pen.text((x, y), text, Text { align, ..hint })
            }
        }
    }

    /// A power law, clipped to the plot, with its name to the right of its upper part (it falls).
    fn draw_power(
        &self,
        pen: &mut Pen,
        at_one: f64,
        slope: f64,
        label: &str,
        hint: Text,
    ) -> Result<(), PictureError> {
        let curve = (0..=60).filter_map(|k| {
            let x = self.content.x.value(f64::from(k) / 60.0);
            let y = at_one * libm::pow(x, slope);
            (y >= self.content.y.min && y <= self.content.y.max).then(|| self.point(x, y)).flatten()
        });
        let curve: Vec<Point> = curve.collect();
        let stroke = Stroke { colour: pen.style.palette.muted, width: 1.2 };
        pen.path(&curve, stroke, Dash::Dashed)?;
        let Some(&(x, y)) = curve.get(curve.len() * 3 / 10) else { return Ok(()) };
        let y = (y - 14.0 * self.text).max(self.plot.top + 8.0 * self.text);
        pen.text((x + 6.0, y), label, hint)
    }

    /// Names at the right ends of lines, moved apart where they would meet and tied to their line's end
    /// by a thin stroke when moved.
    pub(crate) fn draw_ends(&self, pen: &mut Pen, ends: &[(Point, &str, Rgb)]) -> Result<(), PictureError> {
        let step = (LABEL + 3.0) * self.text;
        let order = order::by(ends.len(), &|i, j| ends[i].0.1.total_cmp(&ends[j].0.1));
        let order: Vec<usize> = order.iter().map(|i| *i as usize).collect();
        let wanted: Vec<f64> = order.iter().map(|&i| ends[i].0.1).collect();
        let heights = spread(&wanted, step, self.plot.top + 6.0, self.plot.bottom - 6.0);
        let start = ends.iter().map(|((x, _), ..)| *x).fold(f64::NEG_INFINITY, f64::max) + 8.0;
        for (&i, &y) in order.iter().zip(&heights) {
            let ((x, at), label, colour) = ends[i];
            if (y - at).abs() > 3.0 || start - x > 12.0 {
                pen.line(
                    (x + 3.0, at),
                    (start - 2.0, y),
                    Stroke { colour: pen.style.palette.axis, width: 0.75 },
                )?;
            }
            let text = Text { size: LABEL, colour, bold: true, align: Align::Left };
            pen.text((start, y), label, text)?;
        }
        Ok(())
    }
}

/// Places near the `wanted` ones (ascending), at least `step` apart and within the bounds if they fit.
fn spread(wanted: &[f64], step: f64, low: f64, high: f64) -> Vec<f64> {
    let mut places = wanted.to_vec();
    let mut least = low;
    for place in &mut places {
        *place = place.max(least);
        least = *place + step;
    }
    let mut most = high;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - step;
    }
    places
}

/// Width of a legend entry's line or mark, gap included.
fn key_room(key: &Key) -> f64 {
    if key.line.is_some() { 29.0 } else { 15.0 }
}

fn draw_key(pen: &mut Pen, key: &Key, (x, y): Point) -> Result<(), PictureError> {
    let t = pen.style.text;
    let room = key_room(key) * t;
    if let Some((dash, width)) = key.line {
        pen.path(&[(x, y), (x + 23.0 * t, y)], Stroke { colour: key.colour, width }, dash)?;
    }
    if let Some(mark) = key.mark {
        pen.mark((x + (room - 6.0 * t) / 2.0, y), mark, 3.6, key.colour)?;
    }
    let text = Text { size: LABEL, colour: pen.style.palette.ink, bold: false, align: Align::Left };
    pen.text((x + room, y), key.label, text)
}

#[cfg(test)]
mod tests {
    // Strategy: round numbers, the inverse of a mapping, and labels that keep apart, on hand-made cases.
    use super::*;

    #[test]
    fn values_of_any_size_leave_an_axis_with_numbers() {
        let extremes = [0.0, 5e-324, 1e-308, 1.0, 1e100, 1.0000000000000002e100, 1e308, f64::MAX, f64::NAN];
        for scale in [Scale::Linear, Scale::Log] {
            for (x, y) in extremes.iter().flat_map(|x| extremes.map(|y| (*x, y))) {
                for values in [[x, y], [-x, y]] {
                    let axis = Axis::over("", scale, values);
                    assert!(axis.min < axis.max, "{values:?}");
                    assert!(scale == Scale::Linear || (axis.max / axis.min).is_finite(), "{values:?}");
                    assert!(
                        axis.ticks(8).iter().all(|(tick, label)| tick.is_finite() && !label.contains("NaN"))
                    );
                }
            }
        }
    }

    #[test]
    fn ranges_are_round_and_hold_their_values() {
        let axis = Axis::over("", Scale::Linear, [-1.93, -0.02, f64::NAN]);
        assert_eq!((axis.min, axis.max), (-2.0, 0.0));
        let axis = Axis::over("", Scale::Log, [0.013, 1.7, 0.0, -3.0]);
        assert_eq!((axis.min, axis.max), (0.01, 2.0));
        for empty in [Axis::over("", Scale::Log, []), Axis::over("", Scale::Linear, [f64::INFINITY])] {
            assert!(empty.min < empty.max);
        }
        for single in [0.0, 1e-20, -7.0] {
            let axis = Axis::over("", Scale::Linear, [single]);
            assert!(axis.min <= single && single <= axis.max && axis.min < axis.max, "{single}");
        }
    }

    #[test]
    fn ticks_are_few_and_inside() {
        let linear = [(0.0, 1.0), (-2.0, 0.0), (0.0, 3e-5), (-1e7, 1e7)];
        let log = [(0.01, 2.0), (2.0, 5.0), (1e-9, 3e-5), (1e-12, 1e12)];
        for (scale, ranges) in [(Scale::Linear, linear), (Scale::Log, log)] {
            for (min, max) in ranges {
                let axis = Axis { title: String::new(), min, max, scale };
                let ticks = axis.ticks(5);
                assert!((2..=8).contains(&ticks.len()), "{min} {max} {ticks:?}");
                assert!(ticks.iter().all(|(v, _)| *v >= min - 1e-9 && *v <= max * 1.002), "{ticks:?}");
            }
        }
    }

    #[test]
    fn values_come_back_from_their_points() {
        let x = Axis::over("x", Scale::Log, [0.01, 2.0]);
        let y = Axis::over("y", Scale::Linear, [-1.0, 1.0]);
        let chart =
            Chart::new(Content::new("t", x, y), (400.0, 300.0), &Style::new(super::super::Theme::Light, 1.0));
        let back = chart.point(0.3, -0.4).map(|point| chart.values(point)).unwrap();
        assert!((back.0 - 0.3).abs() < 1e-12 && (back.1 + 0.4).abs() < 1e-12, "{back:?}");
        assert_eq!(chart.point(0.0, 0.0), None);
        assert_eq!(chart.point(1.0, f64::NAN), None);
    }

    #[test]
    fn labels_keep_apart_and_inside() {
        let places = spread(&[10.0, 11.0, 11.5, 98.0], 15.0, 5.0, 100.0);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 15.0 - 1e-9), "{places:?}");
        assert!(places[0] >= 5.0 && places[3] <= 100.0);
    }
}
