//! Data on a chart, as series of plotters: lines that break where there is no value, marks, and names at lines' ends.

use super::axis::Axis;
use super::chart::Chart;
use super::ink::{Pen, Point, Stroke, Text};
use super::legend::LABEL;
use super::palette::{Dash, Mark, Rgb};
use super::symbol::Symbol;
use super::text::Align;
use super::{PictureError, Shown};
use crate::numerics::order;
use plotters::series::{DashedLineSeries, LineSeries, PointSeries};

impl Chart {
    /// A line through these pairs of values. It breaks where one has no place, which is counted.
    pub fn draw_line(
        &self,
        pen: &mut Pen,
        values: &[(f64, f64)],
        stroke: Stroke,
        dash: Dash,
    ) -> Result<Shown, PictureError> {
        let (shape, dash) = (pen.shape(stroke), pen.style.dash(dash));
        let area = pen.area();
        let mut context = self.on(&area)?;
        let pieces = values.split(|pair| !self.has_place(*pair)).filter(|piece| piece.len() > 1);
        for piece in pieces {
            let line = piece.iter().copied();
            match dash {
                None => context.draw_series(LineSeries::new(line, shape))?,
                Some((on, off)) => context.draw_series(DashedLineSeries::new(line, on, off, shape))?,
            };
        }
        Ok(self.shown(values))
    }

    /// Marks of this half-size (CSS pixels) at these pairs of values. Those without a place are left out and counted. Of
    /// those that would lie within half a pixel of each other one is drawn: a cloud of thousands is no heavier than
    /// what is seen of it.
    pub fn draw_marks(
        &self,
        pen: &mut Pen,
        values: &[(f64, f64)],
        mark: Mark,
        half: f64,
        colour: Rgb,
    ) -> Result<Shown, PictureError> {
        let style = pen.style;
        let area = pen.area();
        let mut context = self.on(&area)?;
        let placed: Vec<_> = values.iter().copied().filter(|pair| self.has_place(*pair)).collect();
        let symbol = |at, half, _| Symbol::new(at, mark, half, colour, style);
        let seen = self.apart(&placed);
        context.draw_series(PointSeries::of_element(seen, half, &colour, &symbol))?;
        Ok(self.shown(values))
    }

    /// One of the pairs of values in each square of half a pixel, in their order. The first and the last, which are the
    /// extremes of a sorted list, stay.
    fn apart(&self, values: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let plane = self.plane();
        let square = |pair: &(f64, f64)| {
            let (x, y) = self.point_in(&plane, *pair);
            ((2.0 * x) as i32, (2.0 * y) as i32)
        };
        let squares: Vec<_> = values.iter().map(square).collect();
        let order = order::by(squares.len(), &|i, j| squares[i].cmp(&squares[j]));
        let mut stays = vec![true; values.len()];
        for pair in order.windows(2) {
            stays[pair[1] as usize] = squares[pair[0] as usize] != squares[pair[1] as usize];
        }
        if let Some(last) = stays.last_mut() {
            *last = true;
        }
        values.iter().zip(stays).filter(|(_, stays)| *stays).map(|(pair, _)| *pair).collect()
    }

    /// Says at the right edge how many values lie beyond it, if any do.
    pub fn draw_beyond(&self, pen: &mut Pen, count: usize) -> Result<(), PictureError> {
        if count == 0 {
            return Ok(());
        }
        let text = Text { size: LABEL, colour: pen.style.palette.muted, bold: false, align: Align::Right };
        let at = (self.plot.right - 4.0, self.plot.bottom - 9.0 * self.text);
        pen.text(at, &format!("{count} beyond →"), text)
    }

    /// How many of these pairs of values have a place.
    fn shown(&self, values: &[(f64, f64)]) -> Shown {
        let drawn = values.iter().filter(|pair| self.has_place(**pair)).count();
        Shown { drawn, left_out: values.len() - drawn }
    }

    /// The pair of values whose mark is nearest to a point (CSS pixels), at most `within` away.
    pub fn nearest(&self, values: &[(f64, f64)], at: Point, within: f64) -> Option<usize> {
        let (plot, plane) = (self.outer, self.plane());
        // Only what lies in a window of values around the point is measured in pixels.
        let corner = |x: f64, y: f64| {
            let inside = (x.clamp(plot.left, plot.right - 1.0), y.clamp(plot.top, plot.bottom - 1.0));
            self.values(inside)
        };
        let low = corner(at.0 - within, at.1 + within)?;
        let high = corner(at.0 + within, at.1 - within)?;
        // All that lies in a band lies where its greatest value does.
        let held = |axis: &Axis, value: f64| axis.band.map_or(value, |most| value.max(most));
        let is_near = |pair: &(f64, f64)| {
            let (x, y) = (held(&self.content.x, pair.0), held(&self.content.y, pair.1));
            (low.0..=high.0).contains(&x) && (low.1..=high.1).contains(&y) && self.has_place(*pair)
        };
        (0..values.len())
            .filter(|k| is_near(&values[*k]))
            .map(|k| {
                let (x, y) = self.point_in(&plane, values[k]);
                (libm::hypot(x - at.0, y - at.1), k)
            })
            .filter(|(far, _)| *far <= within)
            .min_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, k)| k)
    }

    /// Names at the right ends of lines (the values there), moved apart where they would meet and tied to their line's
    /// end by a thin stroke when moved.
    pub fn draw_ends(&self, pen: &mut Pen, ends: &[((f64, f64), &str, Rgb)]) -> Result<(), PictureError> {
        let plane = self.plane();
        let place = |end: &((f64, f64), &str, Rgb)| self.point_in(&plane, end.0);
        let order = order::by(ends.len(), &|i, j| place(&ends[i]).1.total_cmp(&place(&ends[j]).1));
        let wanted: Vec<f64> = order.iter().map(|i| place(&ends[*i as usize]).1).collect();
        let step = (LABEL + 3.0) * self.text;
        let heights = spread(&wanted, step, self.plot.top + 6.0, self.plot.bottom - 6.0);
        let start = ends.iter().map(|end| place(end).0).fold(f64::NEG_INFINITY, f64::max) + 8.0;
        for (i, y) in order.into_iter().zip(heights) {
            let (_, label, colour) = ends[i as usize];
            let (x, at) = place(&ends[i as usize]);
            if (y - at).abs() > 3.0 || start - x > 12.0 {
                let stroke = Stroke { colour: pen.style.palette.axis, width: 0.75 };
                pen.line((x + 3.0, at), (start - 2.0, y), stroke)?;
            }
            pen.text((start, y), label, Text { size: LABEL, colour, bold: true, align: Align::Left })?;
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

#[cfg(test)]
mod tests {
    // Strategy: labels that want the same place, by hand.
    use super::*;

    #[test]
    fn labels_keep_apart_and_inside() {
        let places = spread(&[10.0, 11.0, 11.5, 98.0], 15.0, 5.0, 100.0);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 15.0 - 1e-9), "{places:?}");
        assert!(places[0] >= 5.0 && places[3] <= 100.0);
    }
}
