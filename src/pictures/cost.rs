//! What pruning costs: a number of the pruned networks against the kept fraction, a line of medians a rule, in a band from
//! quartile to quartile.

use super::kit::axis::{Axis, Scale};
use super::kit::chart::{Chart, Content, Guide};
use super::kit::ink::{Pen, Point};
use super::kit::lines::{self, Line};
use super::kit::palette::Role;
use super::kit::table::{self, Table, row};
use super::kit::text::short;
use super::kit::{PictureError, Style};
use super::luck::{better, label};
use super::{Figure, Floor, Moment};
use crate::numerics::order::{self, Quartiles};
use crate::params::Rule;
use crate::run::many;

pub struct Cost;

/// Kept fractions of the sweep, ascending.
fn keeps(moment: &Moment) -> Vec<f64> {
    let mut keeps: Vec<f64> = moment.cost.iter().map(|drawn| drawn.keep).collect();
    order::ascending(&mut keeps);
    keeps.dedup();
    keeps
}

/// Quartiles of a rule at each kept fraction that has any.
fn curve(moment: &Moment, rule: Rule) -> Vec<(f64, Quartiles)> {
    let at = |keep: f64| {
        let draws = moment.cost.iter().filter(|drawn| drawn.keep == keep);
        Some((keep, many::quartiles(draws, rule, moment.column)?))
    };
    keeps(moment).into_iter().filter_map(at).collect()
}

fn medians(moment: &Moment) -> Vec<Line> {
    let line = |rule: &Rule| Line {
        rule: Role::By(*rule),
        values: curve(moment, *rule).into_iter().map(|(keep, all)| (keep, all.median)).collect(),
    };
    Rule::ALL.iter().map(line).collect()
}

/// Draws at each kept fraction, at least.
fn count(moment: &Moment) -> usize {
    let at = |keep: f64| moment.cost.iter().filter(|drawn| drawn.keep == keep).count();
    keeps(moment).into_iter().map(at).min().unwrap_or(0)
}

impl Figure for Cost {
    fn label(&self) -> &'static str {
        "What it costs"
    }

    fn title(&self, moment: &Moment) -> String {
        format!("{} against the kept fraction: medians of {} draws", label(moment), count(moment))
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "Lines are medians, bands go from quartile to quartile. The upright line is this run; click, and it is kept elsewhere."
    }

    fn has(&self, moment: &Moment) -> bool {
        !moment.cost.is_empty()
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        (moment.cost.len() as u64) << 8 | moment.column as u64
    }

    fn sentence(&self, moment: &Moment) -> String {
        let keeps = keeps(moment);
        let Some((least, most)) = keeps.first().zip(keeps.last()) else { return String::new() };
        let ends = |rule: &Rule| {
            let curve = curve(moment, *rule);
            let (first, last) = (curve.first()?.1.median, curve.last()?.1.median);
            Some(format!("{} {} to {}", rule.label(), short(first), short(last)))
        };
        let all: Vec<String> = Rule::ALL.iter().filter_map(ends).collect();
        let (what, count) = (label(moment), count(moment));
        format!(
            "{what}, medians of {count} draws from a kept fraction of {least} to {most}: {}. {}",
            all.join("; "),
            better(moment)
        )
        .trim()
        .into()
    }

    fn table(&self, moment: &Moment) -> Table {
        let keeps = keeps(moment);
        let of = |k: usize| {
            let median = |rule: &Rule| {
                let draws = moment.cost.iter().filter(|drawn| drawn.keep == keeps[k]);
                many::quartiles(draws, *rule, moment.column).map_or(f64::NAN, |all| all.median)
            };
            row(keeps[k].to_string(), &Rule::ALL.iter().map(median).collect::<Vec<f64>>())
        };
        Table::thinned(&table::rules(&["kept fraction"]), keeps.len(), of)
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        let all: Vec<f64> = Rule::ALL
            .iter()
            .flat_map(|rule| curve(moment, *rule))
            .flat_map(|(_, all)| [all.q1, all.q3])
            .filter(|value| value.is_finite())
            .collect();
        let zero = all.iter().all(|value| *value >= 0.0).then_some(0.0);
        let y = Axis::over(label(moment), Scale::Linear, all.into_iter().chain(zero));
        let x = Axis::new("kept fraction", Scale::Linear, (0.0, 1.0));
        let mut content = Content::new(&self.title(moment), x, y);
        content.ends = Rule::ALL.iter().map(|rule| rule.label()).collect();
        if moment.params.eps <= 0.0 {
            content.guides.push(Guide::Here(moment.params.keep));
        }
        Some(Chart::new(content, size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        let Some(chart) = chart else { return Ok(()) };
        let palette = pen.style.palette;
        for rule in Rule::ALL.iter().rev() {
            let curve = curve(moment, *rule);
            let up = curve.iter().map(|(keep, all)| chart.point(*keep, all.q3));
            let down = curve.iter().rev().map(|(keep, all)| chart.point(*keep, all.q1));
            let around: Vec<Point> = up.chain(down).collect();
            if curve.len() > 1 {
                pen.polygon(&around, palette.role(Role::By(*rule)).over(palette.paper, 0.13))?;
            }
        }
        lines::draw(pen, chart, &medians(moment)).map(drop)
    }

    fn home(&self) -> &'static str {
        "cost-picture"
    }

    fn sets(&self, moment: &Moment, size: Point, at: Point, style: &Style) -> Option<(&'static str, String)> {
        let chart = self.chart(moment, &mut None, size, style)?;
        let (keep, _) = chart.values(at)?;
        (moment.params.eps <= 0.0).then(|| ("keep", format!("{:.2}", keep.clamp(0.01, 1.0))))
    }
}
