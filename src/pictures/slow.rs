//! The slowest patterns of activity, a row each, and what pruning by the rules of the twins does to the rates at which
//! they die away: what is lost leaves the grey band.
//!
//! Across lies the rate after pruning over the rate before, on one scale for both rules and for the whole run. What never
//! dies away has a band of its own at the left; what lies beyond the right end stands there and is counted.

use super::kit::axis::{Axis, Scale};
use super::kit::chart::{Chart, Content, Guide, Key};
use super::kit::ink::{Pen, Point, Stroke, Text};
use super::kit::palette::{Dash, Role};
use super::kit::table::{Table, row};
use super::kit::text::{Align, short};
use super::kit::{PictureError, Style};
use super::spectrum::KEYS;
use super::stamp::{aged, stamp};
use super::{Figure, Floor, Layer, Moment, Selection};
use crate::measure::Measures;
use crate::numerics::digits::rounded;
use crate::params::Rule;
use crate::visit::event::Among;
use crate::visit::patterns::{self, LOST};

pub struct Slow;

/// Rows at most, and the height in CSS pixels that one takes.
const ROWS: usize = 12;
const ROW: f64 = 22.0;
/// Rows of patterns that are not slow, at most, where there are slow ones.
const OTHERS: usize = 3;
/// What title, legend and axis take.
const AROUND: f64 = 110.0;
/// The greatest ratio of rates that the axis has.
const MOST: f64 = 2.0;
/// Half the size of a mark, and of one whose pattern is lost, in CSS pixels.
const MARK: (f64, f64) = (3.2, 5.0);
/// The marks of two rules stand so far above and below the middle of their row: this share of its height, and at most so
/// many CSS pixels.
const APART: (f64, f64) = (0.2, 8.0);

/// The rules of the twins, the left one first.
fn rules(moment: &Moment) -> Vec<Rule> {
    let mut rules = vec![moment.params.rule, moment.params.twin];
    rules.dedup();
    rules
}

/// The patterns that have a row in a picture of this height: the slow ones, and a few others for comparison.
fn rows(moment: &Moment, height: f64, text: f64) -> Vec<usize> {
    let fitting = ((height - AROUND * text) / (ROW * text)).clamp(4.0, ROWS as f64) as usize;
    let slow = patterns::slowest_first(moment.scene).take_while(|row| patterns::is_slow(moment.scene, *row));
    let wanted = match slow.count() {
        0 => ROWS,
        slow => slow + OTHERS,
    };
    patterns::slowest_first(moment.scene).take(fitting.min(wanted)).collect()
}

fn measured<'a>(moment: &Moment<'a>) -> Vec<(Rule, &'a Measures)> {
    let of = |rule: Rule| Some((rule, moment.snapshot?.of(rule)?));
    rules(moment).into_iter().filter_map(of).collect()
}

/// The rate after pruning over the rate before; below 0 for what never dies away.
fn ratio(moment: &Moment, measures: &Measures, pattern: usize) -> f64 {
    let (before, after) =
        (patterns::before(moment.scene, pattern), patterns::after(moment.scene, measures, pattern));
    if after > 0.0 { after / before } else { -1.0 }
}

/// How many slow patterns each rule loses, and how many there are; none in a directed network.
fn lost(moment: &Moment) -> Option<(Vec<(Rule, usize)>, usize)> {
    let counts = measured(moment).into_iter().map(|(rule, measures)| {
        let (lost, of) = patterns::slow_lost(moment.scene, measures);
        (rule, lost, of)
    });
    let counts: Vec<_> = counts.collect();
    let of = counts.first().map(|count| count.2).filter(|of| *of > 0)?;
    Some((counts.into_iter().map(|(rule, lost, _)| (rule, lost)).collect(), of))
}

impl Figure for Slow {
    fn label(&self) -> &'static str {
        "The slowest patterns"
    }

    fn caption(&self, moment: &Moment) -> &'static str {
        match moment.is_directed() {
            true => {
                "A row is a pattern of activity, the slowest on top. Outside the grey band, its rate of decay changed by more than half."
            }
            false => {
                "A row is a pattern of activity, the slowest on top. A slow one is lost if its rate of decay leaves the grey band."
            }
        }
    }

    fn title(&self, moment: &Moment) -> String {
        let what = match lost(moment) {
            Some((lost, of)) => {
                let each: Vec<String> =
                    lost.iter().map(|(rule, count)| format!("{} {count}", rule.label())).collect();
                format!("Slow patterns lost: {} of {of}", each.join(", "))
            }
            None => self.label().into(),
        };
        aged(&what, moment.snapshot_age())
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        let Some(snapshot) = moment.snapshot else { return 0 };
        let errors = snapshot.errors();
        let rules: u64 = rules(moment).iter().fold(0, |sum, rule| 8 * sum + *rule as u64);
        stamp([(snapshot.decided as u64 + 1, &errors[..]), (rules, &[][..])].into_iter())
            ^ u64::from(moment.snapshot_age().is_some())
    }

    fn sentence(&self, moment: &Moment) -> String {
        let slowest = patterns::slowest_first(moment.scene).next();
        let rate = slowest.map_or(0.0, |pattern| patterns::before(moment.scene, pattern));
        let first = format!(
            "Before pruning, the slowest pattern of activity dies away at a rate of {}.",
            short(rate)
        );
        let after = slowest.into_iter().flat_map(|pattern| {
            measured(moment).into_iter().map(move |(rule, measures)| {
                let after = patterns::after(moment.scene, measures, pattern);
                match after > 0.0 {
                    true => format!(" Pruned by {}, at {}.", rule.label(), short(after)),
                    false => format!(" Pruned by {}, it never dies away.", rule.label()),
                }
            })
        });
        let lost = lost(moment).map_or_else(String::new, |(lost, of)| {
            let each: Vec<String> =
                lost.iter().map(|(rule, count)| format!("{count} by {}", rule.label())).collect();
            format!(" Of {of} slow patterns are lost: {}.", each.join(", "))
        });
        format!("{first}{}{lost}", after.collect::<String>())
    }

    fn table(&self, moment: &Moment) -> Table {
        let all: Vec<usize> = patterns::slowest_first(moment.scene).collect();
        let measured = measured(moment);
        let head: Vec<&str> = ["pattern, slowest first", "rate before"]
            .into_iter()
            .chain(measured.iter().map(|(rule, _)| rule.label()))
            .collect();
        let of = |k: usize| {
            let after = measured.iter().map(|(_, measures)| patterns::after(moment.scene, measures, all[k]));
            let rates: Vec<f64> =
                std::iter::once(patterns::before(moment.scene, all[k])).chain(after).collect();
            row((k + 1).to_string(), &rates)
        };
        Table::thinned(&head, all.len(), of)
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        let rows = rows(moment, size.1, style.text);
        let x = Axis::new("rate after pruning, over the rate before", Scale::Linear, (0.0, MOST));
        let y = Axis::new("rate of decay before pruning", Scale::Linear, (0.0, rows.len().max(1) as f64));
        let names = rows.iter().map(|pattern| short(patterns::before(moment.scene, *pattern))).collect();
        let (x, y) = (Axis { band: Some(0.0), ..x }, Axis { rows: names, ..y });
        let mut content = Content::new(&self.title(moment), x, y);
        let key = |role: Role| Key {
            label: role.label(),
            colour: style.palette.role(role),
            line: None,
            mark: Some(role.mark()),
        };
        content.keys = rules(moment).into_iter().map(|rule| key(Role::By(rule))).collect();
        content.guides = vec![Guide::Corridor(1.0 - LOST, 1.0 + LOST), Guide::Here(1.0)];
        Some(Chart::new(content, size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        let Some(chart) = chart else { return Ok(()) };
        let count = chart.content.y.rows.len();
        let rows: Vec<usize> = patterns::slowest_first(moment.scene).take(count).collect();
        let slow = rows.iter().take_while(|row| patterns::is_slow(moment.scene, **row)).count();
        draw_border(pen, chart, slow)?;
        let measured = measured(moment);
        let apart = APART.0.min(APART.1 * pen.style.text * count as f64 / chart.plot.height());
        let mut beyond = 0;
        for (place, (rule, measures)) in measured.iter().enumerate() {
            let offset = if measured.len() > 1 { apart * (1.0 - 2.0 * place as f64) } else { 0.0 };
            for (k, pattern) in rows.iter().enumerate() {
                let up = (count - k) as f64 - 0.5 + offset;
                let ratio = ratio(moment, measures, *pattern);
                beyond += usize::from(ratio > MOST);
                let role = Role::By(*rule);
                match k < slow && patterns::is_lost(1.0, ratio) {
                    true => draw_lost(pen, chart, role, (ratio, up))?,
                    false => draw_kept(pen, chart, role, (ratio, up), slow == 0 || k < slow)?,
                }
            }
        }
        chart.draw_beyond(pen, beyond)
    }

    fn layers(&self) -> &'static [Layer] {
        &[Layer::Frame, Layer::Data, Layer::Mark]
    }

    fn pointed(
        &self,
        moment: &Moment,
        _: &[u32],
        chart: Option<&Chart>,
        _: Point,
        at: Point,
        _: &Style,
    ) -> Option<Selection> {
        let (chart, (_, up)) = (chart?, chart?.values(at)?);
        let row = (chart.content.y.max - up).max(0.0) as usize;
        patterns::slowest_first(moment.scene).nth(row).map(Selection::Mode)
    }

    fn mark(
        &self,
        pen: &mut Pen,
        moment: &Moment,
        chart: Option<&Chart>,
        selection: Selection,
    ) -> Result<(), PictureError> {
        let (Some(chart), Selection::Mode(mode)) = (chart, selection) else { return Ok(()) };
        let count = chart.content.y.rows.len();
        let rows = patterns::slowest_first(moment.scene).take(count);
        // Of two that turn the opposite way, one has the row of both.
        let alike = |row: usize| {
            row == mode
                || (moment.scene.eigenvalues[row].0, -moment.scene.eigenvalues[row].1)
                    == moment.scene.eigenvalues[mode]
        };
        let Some(row) = { rows }.position(alike) else { return Ok(()) };
        let [top, bottom] = [count - row, count - row - 1].map(|up| chart.point(0.0, up as f64).1);
        let (left, right) = (chart.outer.left, chart.outer.right);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        pen.path(&corners, Stroke { colour: pen.style.palette.ink, width: 1.6 }, Dash::Solid)
    }

    fn keys(&self) -> &'static str {
        KEYS
    }

    fn among(&self, _: &[u32]) -> Option<Among> {
        Some(Among::Modes)
    }
}

/// The mark of a pattern that is not lost; pale where it is there for comparison.
fn draw_kept(pen: &mut Pen, chart: &Chart, role: Role, at: Point, full: bool) -> Result<(), PictureError> {
    let palette = pen.style.palette;
    let colour = palette.role(role).over(palette.paper, if full { 1.0 } else { 0.6 });
    chart.draw_marks(pen, &[at], role.mark(), MARK.0, colour).map(drop)
}

/// The mark of a slow pattern that is lost, and what has become of it.
fn draw_lost(pen: &mut Pen, chart: &Chart, role: Role, (ratio, up): Point) -> Result<(), PictureError> {
    let colour = pen.style.palette.role(role);
    if chart.draw_marks(pen, &[(ratio, up)], role.mark(), MARK.1, colour)?.drawn == 0 {
        return Ok(());
    }
    let words =
        if ratio < 0.0 { "never dies away".into() } else { format!("lost: {} ×", rounded(ratio, 2).0) };
    let (x, y) = chart.point(ratio, up);
    let (away, align) = if ratio < 1.0 { (10.0, Align::Left) } else { (-10.0, Align::Right) };
    pen.text((x + away, y), &words, Text { size: 11.0, colour, bold: true, align })
}

/// A line below the rows of the slow patterns, if there are others below it.
fn draw_border(pen: &mut Pen, chart: &Chart, slow: usize) -> Result<(), PictureError> {
    let count = chart.content.y.rows.len();
    if slow == 0 || slow >= count {
        return Ok(());
    }
    let y = chart.point(0.0, (count - slow) as f64).1;
    let stroke = Stroke { colour: pen.style.palette.axis, width: 1.0 };
    pen.line((chart.plot.left, y), (chart.plot.right, y), stroke)?;
    let text = Text { size: 11.0, colour: pen.style.palette.muted, bold: false, align: Align::Right };
    pen.text((chart.plot.right - 4.0, y + 8.0 * pen.style.text), "not slow", text)
}
