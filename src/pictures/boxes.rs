//! How far pruning moved the eigenvalues of a symmetric network: λ'/λ − 1 of all of them, as one box a rule.
//!
//! The box goes from quartile to quartile, with a line at the median; the whiskers reach from 1 to 99 in 100, and each
//! eigenvalue beyond them is a mark, so that the extremes are always marks. All rules have one axis. What lies beyond its
//! ends stands there and is counted.

use super::kit::axis::{Axis, Scale};
use super::kit::boxed;
use super::kit::chart::{Chart, Content, Guide};
use super::kit::ink::{Pen, Point, Stroke, Text};
use super::kit::palette::Role;
use super::kit::table::{Table, row};
use super::kit::text::{Align, short};
use super::kit::{PictureError, Shown, Style};
use super::spectrum::rates;
use super::stamp::aged;
use super::{Figure, Floor, Moment};
use crate::measure::spectrum::max_abs;
use crate::numerics::order::{self, Quartiles};
use crate::params::Rule;
use crate::run::ZERO;

/// Where the whiskers end.
const WHISKERS: (f64, f64) = (0.01, 0.99);
/// The axis goes so far to either side, at most.
const MOST: f64 = 2.0;
/// Half the size of a mark, in CSS pixels.
const MARK: f64 = 2.2;
/// Half the height of a whisker's end, of a row.
const CAP: f64 = 0.12;
/// How far below the middle of its row its counts stand, of a row, and the size of their letters.
const BELOW: f64 = 0.42;
const WORDS: f64 = 11.0;

pub struct Boxes;

/// λ'/λ − 1 of the eigenvalues of one network.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    pub rule: Rule,
    /// Ascending, and not empty.
    all: Vec<f64>,
    quartiles: Quartiles,
    /// The ends of the whiskers.
    whiskers: (f64, f64),
    /// How many never die away any more.
    lost: usize,
}

impl Spread {
    /// The eigenvalues λ `before` and λ' `after` pruning, in the same order. One that was zero to rounding has no
    /// λ'/λ, and what is not finite is left out; none if nothing is left.
    pub fn new(rule: Rule, before: &[f64], after: &[f64]) -> Option<Spread> {
        let zero = ZERO * max_abs(before);
        let defined = || before.iter().zip(after).filter(|(before, _)| before.abs() > zero);
        let mut all: Vec<f64> = defined().map(|(before, after)| after / before - 1.0).collect();
        all.retain(|error| error.is_finite());
        order::ascending(&mut all);
        let whiskers = (order::between(&all, WHISKERS.0)?, order::between(&all, WHISKERS.1)?);
        let lost = defined().filter(|(_, after)| **after >= -zero).count();
        Some(Spread { rule, quartiles: order::quartiles_of(&all)?, whiskers, all, lost })
    }

    /// The least and the greatest.
    fn ends(&self) -> (f64, f64) {
        (self.all[0], self.all[self.all.len() - 1])
    }

    /// Those beyond the whiskers.
    fn marks(&self) -> impl Iterator<Item = f64> + '_ {
        let (low, high) = self.whiskers;
        self.all.iter().copied().filter(move |error| *error < low || *error > high)
    }

    /// How many lie beyond the left and the right end of the axis.
    fn beyond(&self) -> [usize; 2] {
        let count = |is_there: fn(&&f64) -> bool| self.all.iter().filter(is_there).count();
        [count(|error| **error < -MOST), count(|error| **error > MOST)]
    }

    fn row(&self) -> Vec<String> {
        let ((least, most), (low, high), Quartiles { q1, median, q3 }) =
            (self.ends(), self.whiskers, self.quartiles);
        row(self.rule.label(), &[least, low, q1, median, q3, high, most, self.lost as f64])
    }
}

/// The rules whose networks are measured.
fn data(moment: &Moment) -> Vec<Spread> {
    let before: Vec<f64> = moment.scene.eigenvalues.iter().map(|value| value.0).collect();
    let of = |rule: &Rule| Spread::new(*rule, &before, rates::moved(moment.snapshot?.of(*rule)?)?);
    Rule::ALL.iter().filter_map(of).collect()
}

/// Lays the boxes out; the axis holds what `floor` holds.
pub fn chart(title: &str, spreads: &[Spread], floor: &mut Floor, size: Point, style: &Style) -> Chart {
    let ends = spreads.iter().flat_map(|spread| <[f64; 2]>::from(spread.ends()));
    let held = ends.map(|end| end.clamp(-MOST, MOST));
    let before = floor.iter().flat_map(|floor| <[f64; 2]>::from(*floor));
    let x = Axis::over("λ′/λ − 1 of every eigenvalue", Scale::Linear, held.chain(before).chain([0.0]));
    *floor = Some((x.min, x.max));
    let mut content = Content::new(title, x, boxed::rows());
    content.guides = vec![Guide::Here(0.0)];
    Chart::new(content, size, style)
}

/// Boxes, whiskers and marks.
pub fn draw(pen: &mut Pen, chart: &Chart, spreads: &[Spread]) -> Result<Shown, PictureError> {
    let mut shown = Shown::default();
    for spread in spreads {
        let (role, middle) = (Role::By(spread.rule), boxed::middle(spread.rule));
        let colour = pen.style.palette.role(role);
        let stroke = Stroke { colour, width: 1.5 };
        let (Quartiles { q1, q3, .. }, (low, high)) = (spread.quartiles, spread.whiskers);
        for (from, to) in [(q1, low), (q3, high)] {
            pen.line(chart.point(from, middle), chart.point(to, middle), stroke)?;
            pen.line(chart.point(to, middle - CAP), chart.point(to, middle + CAP), stroke)?;
        }
        boxed::draw(pen, chart, spread.rule, &spread.quartiles)?;
        let marks: Vec<_> = spread.marks().map(|error| (error, middle)).collect();
        shown += chart.draw_marks(pen, &marks, role.mark(), MARK, colour)?;
        draw_counts(pen, chart, spread)?;
    }
    Ok(shown)
}

/// Counts what one mark may stand for: the patterns that never die away, and what lies beyond the ends of the axis.
fn draw_counts(pen: &mut Pen, chart: &Chart, spread: &Spread) -> Result<(), PictureError> {
    let ([left, right], plot) = (spread.beyond(), chart.plot);
    let y = chart.point(0.0, boxed::middle(spread.rule) - BELOW).1;
    let counted = |count: usize, said: String| (count > 0).then_some(said);
    let to_left = [
        counted(left, format!("← {left} beyond")),
        counted(spread.lost, format!("{} never decay", spread.lost)),
    ];
    let to_left = to_left.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let to_right = counted(right, format!("{right} beyond →")).unwrap_or_default();
    let muted = pen.style.palette.muted;
    let ends = [(plot.left + 4.0, Align::Left, to_left), (plot.right - 4.0, Align::Right, to_right)];
    for (x, align, said) in ends.iter().filter(|(.., said)| !said.is_empty()) {
        pen.text((*x, y), said, Text { size: WORDS, colour: muted, bold: false, align: *align })?;
    }
    Ok(())
}

/// What has become of the eigenvalues under one rule.
fn said(spread: &Spread) -> String {
    let from_to = |(from, to): (f64, f64)| format!("from {} to {}", short(from), short(to));
    let Quartiles { q1, median, q3 } = spread.quartiles;
    let beyond: usize = spread.beyond().iter().sum();
    let beyond = if beyond > 0 { format!(" ({beyond} beyond the axis)") } else { String::new() };
    let lost = if spread.lost > 0 { format!("; {} never die away", spread.lost) } else { String::new() };
    format!(
        " Pruned {}: half lie {}, with {} in the middle; 98 in 100 {}; all {}{beyond}{lost}.",
        spread.rule.how(),
        from_to((q1, q3)),
        short(median),
        from_to(spread.whiskers),
        from_to(spread.ends()),
    )
}

impl Figure for Boxes {
    fn label(&self) -> &'static str {
        "How far the eigenvalues move"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "A box holds half of the patterns, the whiskers 98 in 100; marks are the rest. At 0 a pattern decays as \
         before, at −1 never."
    }

    fn title(&self, moment: &Moment) -> String {
        aged(self.label(), moment.snapshot_age())
    }

    fn has(&self, moment: &Moment) -> bool {
        !moment.is_directed()
            && moment.snapshot.is_some_and(|snapshot| snapshot.rules.iter().any(Option::is_some))
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        super::spectrum::Spectrum.stamp(moment)
    }

    fn sentence(&self, moment: &Moment) -> String {
        let spreads = data(moment);
        let count = spreads.first().map_or(0, |spread| spread.all.len());
        let each: String = spreads.iter().map(said).collect();
        format!(
            "λ′/λ − 1 of {count} eigenvalues: 0 where a pattern decays as before, −1 where it never does.{each}"
        )
    }

    fn table(&self, moment: &Moment) -> Table {
        let spreads = data(moment);
        let head =
            ["rule", "least", "1 %", "quartile", "median", "quartile", "99 %", "greatest", "never decay"];
        Table::thinned(&head, spreads.len(), |k| spreads[k].row())
    }

    fn chart(&self, moment: &Moment, floor: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        Some(chart(&self.title(moment), &data(moment), floor, size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        chart.map_or(Ok(()), |chart| draw(pen, chart, &data(moment)).map(drop))
    }
}
