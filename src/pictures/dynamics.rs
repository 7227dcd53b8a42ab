//! The relative error of the activity over time, one line a rule.
//!
//! On a linear axis the error starts at 0. Where a network runs away the axis is logarithmic, for on a linear one nothing
//! would be left of the others; there errors of exactly 0 have no place.

use super::kit::axis::{Axis, Scale};
use super::kit::chart::{Chart, Content};
use super::kit::ink::{Pen, Point};
use super::kit::lines::{self, Line};
use super::kit::palette::Role;
use super::kit::say::each;
use super::kit::table::{self, Table, row};
use super::kit::text::short;
use super::kit::{PictureError, Style};
use super::stamp::{aged, stamp_of_traces};
use super::{Figure, Floor, Moment, errors, traces};
use crate::measure::dynamics::Traces;
use crate::params::Rule;

/// A relative error that nobody needs to read off exactly.
const RUNS_AWAY: f64 = 10.0;

pub struct Dynamics;

fn data(moment: &Moment) -> Option<Vec<Line>> {
    let traces = moment.traces?;
    let times = &traces.times[..traces::shown(moment, traces)];
    let values = |y: &[f64]| times.iter().copied().zip(y.iter().copied()).collect();
    let line = |rule| Line { rule: Role::By(rule), values: values(errors_of(traces, rule)) };
    Some(moment.rules().into_iter().map(line).collect())
}

/// Errors of a rule's network at all times. The first network is the original.
fn errors_of(traces: &Traces, rule: Rule) -> &[f64] {
    traces.relative_error.get(1 + rule as usize).map_or(&[], Vec::as_slice)
}

/// Lays lines out against time.
pub fn chart(title: &str, lines: &[Line], size: Point, style: &Style) -> Chart {
    let times = lines.iter().flat_map(|line| line.values.iter().map(|(time, _)| *time));
    let time = Axis::over("time", Scale::Linear, times);
    let name = "relative error";
    let y = match lines::heights(lines).fold(0.0, f64::max) {
        most if most > RUNS_AWAY => Axis::over(name, Scale::Log, lines::heights(lines)),
        _ => errors::range(name, lines, 0.0),
    };
    let mut content = Content::new(title, time, y);
    content.ends = lines.iter().map(|line| line.rule.label()).collect();
    Chart::new(content, size, style)
}

impl Figure for Dynamics {
    fn label(&self) -> &'static str {
        "Error of the activity, relative"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "Distance of all rates from those of the original network, relative to their size. Lower is better."
    }

    fn title(&self, moment: &Moment) -> String {
        aged(self.label(), moment.age(moment.of.traces))
    }

    fn has(&self, moment: &Moment) -> bool {
        moment.traces.is_some()
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        stamp_of_traces(moment)
    }

    fn sentence(&self, moment: &Moment) -> String {
        let Some(traces) = moment.traces else { return String::new() };
        let end = traces.times.last().copied().unwrap_or(0.0);
        let last = |rule| errors_of(traces, rule).last().copied().unwrap_or(0.0);
        format!("At time {}, activity is off by {}.", short(end), each(moment, last))
    }

    fn table(&self, moment: &Moment) -> Table {
        let Some(traces) = moment.traces else { return Table::default() };
        let errors = &traces.relative_error[1..];
        let at = |k: usize| errors.iter().map(|error| error[k]).collect::<Vec<f64>>();
        let of = |k: usize| row(short(traces.times[k]), &at(k));
        Table::thinned(&table::rules(&["time"]), traces.times.len(), of)
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        Some(chart(&self.title(moment), &data(moment)?, size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        let Some((chart, lines)) = chart.zip(data(moment)) else { return Ok(()) };
        lines::draw(pen, chart, &lines).map(drop)
    }
}
