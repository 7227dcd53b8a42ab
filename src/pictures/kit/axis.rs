//! Axes: what they span, where a value lies on them, and which values are marked.
//!
//! Values are mapped by plotters' own coordinates, linear and logarithmic ([`Coord`]). What plotters lacks and is ours:
//! - ticks at 1, 2 and 5 times powers of ten on a logarithmic axis (plotters marks powers alone, or all nine steps), and
//!   ticks of small numbers at all: it compares with f64::EPSILON, so that an axis up to 1e-17 has a single tick;
//! - a band beside a logarithm for what a logarithm cannot show;
//! - the way back from a place to a value on a logarithmic axis, for the pointer.

use std::rc::Rc;

use super::text;
use plotters::coord::ranged1d::{
    KeyPointHint, NoDefaultFormatting, Ranged, ReversibleRanged, ValueFormatter,
};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{IntoLogRange, LogCoord};

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
    /// Values of at most this lie in a band of their own, before the beginning of a logarithmic axis.
    pub band: Option<f64>,
    /// Names of rows, from the top, if the axis counts rows (from 0 at the bottom to their number) instead of
    /// measuring; empty for an axis with numbers.
    pub rows: Vec<String>,
}

impl Axis {
    /// An axis that spans `min..max`.
    pub fn new(title: &str, scale: Scale, (min, max): (f64, f64)) -> Axis {
        Axis { title: title.into(), min, max, scale, band: None, rows: Vec::new() }
    }

    /// An axis over the range of `values`, widened to round numbers. Values beyond [`LARGEST`], and those that
    /// are not positive or below 1 over it on a logarithmic axis, do not count; without any the axis is 0..1, or
    /// 0.1..1.
    pub fn over(title: &str, scale: Scale, values: impl IntoIterator<Item = f64>) -> Axis {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let fits = |v: &f64| v.abs() <= LARGEST && (scale == Scale::Linear || *v >= 1.0 / LARGEST);
        for v in values.into_iter().filter(fits) {
            (low, high) = (low.min(v), high.max(v));
        }
        Axis::new(title, scale, round(scale, low, high))
    }

    /// Whether a value has a place on this axis; one beyond its ends stands at them.
    pub fn has_place(&self, value: f64) -> bool {
        value.is_finite() && (self.scale == Scale::Linear || value > 0.0 || self.is_in_band(value))
    }

    /// Whether a value lies in the band.
    fn is_in_band(&self, value: f64) -> bool {
        self.band.is_some_and(|most| value <= most)
    }

    /// Values to mark and their labels, at most about `count` unless the axis has rows.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        let middle = |row: usize| (self.rows.len() - row) as f64 - 0.5;
        match self.scale {
            _ if !self.rows.is_empty() => {
                (0..self.rows.len()).rev().map(|row| (middle(row), self.rows[row].clone())).collect()
            }
            Scale::Linear => linear_ticks(self.min, self.max, count),
            Scale::Log => log_ticks(self.min, self.max, count),
        }
    }
}

/// Round numbers around a range; `low > high` if it is empty.
fn round(scale: Scale, low: f64, high: f64) -> (f64, f64) {
    match scale {
        Scale::Linear => round_linear(low, high),
        Scale::Log => round_log(low, high),
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

/// An axis as plotters takes it: laid out, with the values that are marked. Cheap to clone, for plotters takes it whole
/// for each series.
#[derive(Clone)]
pub struct Coord(Rc<Laid>);

struct Laid {
    axis: Axis,
    /// Length of the band in the backend's units.
    band: i32,
    ticks: Vec<f64>,
    /// The part beyond the band.
    scale: Mapping,
}

enum Mapping {
    Linear(RangedCoordf64),
    Log(LogCoord<f64>),
}

impl Coord {
    /// Lays out an axis; `band` is the length of its band in the backend's units, if it has one.
    pub fn new(axis: &Axis, band: i32, ticks: &[(f64, String)]) -> Coord {
        let range = axis.min..axis.max;
        let scale = match axis.scale {
            Scale::Linear => Mapping::Linear(range.into()),
            Scale::Log => Mapping::Log(range.log_scale().into()),
        };
        let band = if axis.band.is_some() { band } else { 0 };
        let ticks = ticks.iter().map(|(value, _)| *value).collect();
        Coord(Rc::new(Laid { axis: axis.clone(), band, ticks, scale }))
    }

    /// The part of `limit` that is not the band.
    fn beyond_band(&self, (from, to): (i32, i32)) -> (i32, i32) {
        (from + (to - from).signum() * self.0.band.min((to - from).abs() / 2), to)
    }
}

impl Ranged for Coord {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let (axis, beyond) = (&self.0.axis, self.beyond_band(limit));
        // plotters' places are integers, which a value far outside would overflow.
        let inside = value.clamp(axis.min, axis.max);
        match &self.0.scale {
            _ if axis.is_in_band(*value) => (limit.0 + beyond.0) / 2,
            Mapping::Linear(linear) => linear.map(&inside, beyond),
            Mapping::Log(log) => log.map(&inside, beyond),
        }
    }

    /// Only bold lines, at the ticks that were chosen when the axis was laid out.
    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.0.ticks.clone() }
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.0.axis.min..self.0.axis.max
    }
}

impl ReversibleRanged for Coord {
    fn unmap(&self, at: i32, limit: (i32, i32)) -> Option<f64> {
        let (axis, beyond) = (&self.0.axis, self.beyond_band(limit));
        if (at - beyond.0).signum() * (limit.1 - limit.0).signum() < 0 {
            return axis.band.filter(|_| self.0.band > 0);
        }
        match &self.0.scale {
            Mapping::Linear(linear) => linear.unmap(at, beyond),
            Mapping::Log(_) => {
                let powers = libm::log(axis.min)..libm::log(axis.max);
                RangedCoordf64::from(powers).unmap(at, beyond).map(libm::exp)
            }
        }
    }
}

impl ValueFormatter<f64> for Coord {
    fn format(value: &f64) -> String {
        text::short(*value)
    }
}

#[cfg(test)]
mod tests {
    // Strategy: round numbers, ticks and the inverse of a mapping, on hand-made cases and at the ends of f64.
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
                let axis = Axis::new("", scale, (min, max));
                let ticks = axis.ticks(5);
                assert!((2..=8).contains(&ticks.len()), "{min} {max} {ticks:?}");
                assert!(ticks.iter().all(|(v, _)| *v >= min - 1e-9 && *v <= max * 1.002), "{ticks:?}");
            }
        }
    }

    #[test]
    fn values_come_back_from_their_places() {
        let (across, up) = ((100, 4100), (3000, 200));
        for (scale, value) in [(Scale::Linear, 0.7), (Scale::Log, 0.3)] {
            for band in [None, Some(0.01)] {
                let coord = Coord::new(&Axis { band, ..Axis::new("", scale, (0.02, 2.0)) }, 90, &[]);
                for limit in [across, up] {
                    let back = coord.unmap(coord.map(&value, limit), limit).unwrap();
                    assert!((back / value - 1.0).abs() < 5e-3, "{back} for {value}");
                    assert_eq!(coord.unmap(coord.map(&0.001, limit), limit).filter(|v| *v <= 0.01), band);
                }
            }
        }
    }

    #[test]
    fn what_has_no_place_is_not_in_the_picture_and_what_is_beyond_stands_at_the_edge() {
        let log = Axis::new("", Scale::Log, (0.1, 10.0));
        assert!([0.0, -1.0, f64::NAN, f64::INFINITY].iter().all(|value| !log.has_place(*value)));
        assert!(Axis { band: Some(1e-9), ..log.clone() }.has_place(-1.0));
        let coord = Coord::new(&log, 0, &[]);
        for (value, edge) in [(1e300, 500), (1e-300, 20), (f64::NAN, 20)] {
            assert_eq!(coord.map(&value, (20, 500)), edge, "{value}");
        }
    }
}
