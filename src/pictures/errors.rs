//! Errors as the run goes on: one line a rule. Across: the fraction of the run. Up: any measure, from 0, all
//! rules on one scale.

use super::kit::axis::{Axis, Scale};
use super::kit::chart::{Chart, Content};
use super::kit::ink::{Pen, Point};
use super::kit::lines::{self, Line};
use super::kit::palette::Role;
use super::kit::say::each;
use super::kit::table::{self, Table, row};
use super::kit::{PictureError, Style};
use super::stamp::{aged, stamp};
use super::{Figure, Floor, Moment};
use crate::network::Symmetry;
use crate::params::Rule;
use crate::visit::sentences;

/// Before anything has moved, an error of rounding alone is no scale.
const LEAST: f64 = 0.01;

pub struct Errors;

/// The errors at the positions that were measured, up to one.
fn data(moment: &Moment, decided: usize) -> Vec<Line> {
    let all = moment.decisions() as f64;
    let points = moment.history.range(..=decided);
    let values = |rule: Rule| {
        points.clone().map(|(decided, mean)| (*decided as f64 / all, mean[rule as usize])).collect()
    };
    let line = |rule| Line { rule: Role::By(rule), values: values(rule) };
    moment.rules().into_iter().map(line).collect()
}

/// The axis from 0 to a round number above every value, never below `least`.
pub fn range(title: &str, lines: &[Line], least: f64) -> Axis {
    Axis::over(title, Scale::Linear, lines::heights(lines).chain([0.0, least]))
}

/// Lays lines out against the fraction of the run.
pub fn chart(title: &str, y: Axis, lines: &[Line], size: Point, style: &Style) -> Chart {
    let x = Axis::new("fraction of the run", Scale::Linear, (0.0, 1.0));
    let mut content = Content::new(title, x, y);
    content.ends = lines.iter().map(|line| line.rule.label()).collect();
    Chart::new(content, size, style)
}

impl Figure for Errors {
    fn label(&self) -> &'static str {
        "Error as the run goes on"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "How far the eigenvalues have moved on average, as synapses are decided from left to right. Lower \
         is better."
    }

    fn title(&self, moment: &Moment) -> String {
        aged(self.label(), moment.age(moment.of.history))
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        let points = moment.history.iter().map(|(decided, mean)| (*decided as u64, &mean[..]));
        stamp(points.chain([(moment.decided as u64, &[][..])]))
            ^ u64::from(moment.age(moment.of.history).is_some())
    }

    fn sentence(&self, moment: &Moment) -> String {
        let Some((decided, mean)) = moment.history.range(..=moment.decided).next_back() else {
            return String::new();
        };
        format!(
            "With {}, the mean error of the eigenvalues is {}.",
            sentences::stands(moment, *decided),
            each(moment, |rule| mean[rule as usize])
        )
    }

    fn table(&self, moment: &Moment) -> Table {
        let points: Vec<_> = moment.history.range(..=moment.decided).collect();
        let of = |k: usize| row(points[k].0.to_string(), points[k].1);
        Table::thinned(&table::rules(&["decided"]), points.len(), of)
    }

    fn chart(&self, moment: &Moment, floor: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        let what = match moment.scene.symmetry {
            Symmetry::Symmetric => "mean |λ′/λ − 1|, error of an eigenvalue",
            _ => "mean |λ′ − λ| over mean |λ|",
        };
        // The scale is that of the whole run, as far as it is known.
        let axis = range(what, &data(moment, usize::MAX), floor.map_or(LEAST, |(_, most)| most));
        *floor = Some((axis.min, axis.max));
        Some(chart(&self.title(moment), axis, &data(moment, moment.decided), size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        chart.map_or(Ok(()), |chart| lines::draw(pen, chart, &data(moment, moment.decided)).map(drop))
    }
}
