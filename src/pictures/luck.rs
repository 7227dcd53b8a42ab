//! Many draws of one run: a row a rule, a mark a draw, and over them the median between the quartiles.

use super::kit::axis::{Axis, Scale};
use super::kit::boxed;
use super::kit::chart::{Chart, Content};
use super::kit::ink::{Pen, Point, Stroke};
use super::kit::palette::Role;
use super::kit::table::{self, Table, row};
use super::kit::text::short;
use super::kit::{PictureError, Style};
use super::{Figure, Floor, Moment};
use crate::numerics::order::Quartiles;
use crate::params::Rule;
use crate::run::many::{self, Drawn};

/// The golden section of 1: steps of it spread draws evenly over a cloud.
const GOLDEN: f64 = 0.618_033_988_749_895;

pub struct Luck;

fn value(drawn: &Drawn, rule: Rule, column: usize) -> f64 {
    drawn.rules.get(rule as usize).and_then(|values| values.get(column)).copied().unwrap_or(f64::NAN)
}

/// The number that is looked at, for people.
pub(super) fn label(moment: &Moment) -> &'static str {
    let columns = many::columns(!moment.is_directed());
    columns.get(moment.column).map_or("", |column| column.label)
}

/// What is better, for captions.
pub(super) fn better(moment: &Moment) -> &'static str {
    let columns = many::columns(!moment.is_directed());
    match columns.get(moment.column).and_then(many::is_less_better) {
        Some(true) => "Less is better.",
        Some(false) => "More is better.",
        None => "",
    }
}

/// Median and quartiles of a rule's draws.
fn quartiles(moment: &Moment, rule: Rule) -> Option<Quartiles> {
    many::quartiles(moment.luck.iter(), rule, moment.column)
}

impl Figure for Luck {
    fn label(&self) -> &'static str {
        "Many draws of this run"
    }

    fn title(&self, moment: &Moment) -> String {
        format!("{}: {} draws", label(moment), moment.luck.len())
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "A mark is a draw. The bar goes from quartile to quartile, the line in it is the median; the ring is the seed shown above."
    }

    fn has(&self, moment: &Moment) -> bool {
        !moment.luck.is_empty()
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        (moment.luck.len() as u64) << 8 | moment.column as u64
    }

    fn sentence(&self, moment: &Moment) -> String {
        let of = |rule: &Rule| {
            let all = quartiles(moment, *rule)?;
            Some(format!("{} {} ({} to {})", rule.label(), short(all.median), short(all.q1), short(all.q3)))
        };
        let all: Vec<String> = Rule::ALL.iter().filter_map(of).collect();
        let (count, what) = (moment.luck.len(), label(moment));
        format!("{what}, median and quartiles of {count} draws: {}. {}", all.join("; "), better(moment))
            .trim()
            .into()
    }

    fn table(&self, moment: &Moment) -> Table {
        let of = |k: usize| {
            let drawn = &moment.luck[k];
            let values: Vec<f64> = Rule::ALL.iter().map(|rule| value(drawn, *rule, moment.column)).collect();
            row(drawn.seed.to_string(), &values)
        };
        Table::thinned(&table::rules(&["seed"]), moment.luck.len(), of)
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        let all = || {
            moment
                .luck
                .iter()
                .flat_map(|drawn| Rule::ALL.iter().map(|rule| value(drawn, *rule, moment.column)))
        };
        // A share of the way from 0 is what a length is read as.
        let zero = all().filter(|value| value.is_finite()).all(|value| value >= 0.0).then_some(0.0);
        let x = Axis::over(label(moment), Scale::Linear, all().filter(|value| value.is_finite()).chain(zero));
        Some(Chart::new(Content::new(&self.title(moment), x, boxed::rows()), size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        let Some(chart) = chart else { return Ok(()) };
        let palette = pen.style.palette;
        for &rule in Rule::ALL {
            let (role, middle) = (Role::By(rule), boxed::middle(rule));
            let colour = palette.role(role);
            if let Some(all) = quartiles(moment, rule) {
                boxed::draw(pen, chart, rule, &all)?;
            }
            let height =
                |drawn: &Drawn| middle + boxed::HALF * (2.0 * (f64::from(drawn.seed) * GOLDEN).fract() - 1.0);
            let at = |drawn: &Drawn| (value(drawn, rule, moment.column), height(drawn));
            let places: Vec<_> = moment.luck.iter().map(at).collect();
            chart.draw_marks(pen, &places, role.mark(), 2.2, colour.over(palette.paper, 0.8))?;
            if let Some(own) = moment.luck.iter().find(|drawn| drawn.seed == moment.params.seed).map(at)
                && chart.has_place(own)
            {
                pen.ring(chart.point(own.0, own.1), 6.0, Stroke { colour: palette.ink, width: 1.8 })?;
            }
        }
        Ok(())
    }

    fn home(&self) -> &'static str {
        "luck-picture"
    }
}
