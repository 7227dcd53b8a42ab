//! The spectrum after pruning against the spectrum before: rates of decay if it is real, else the complex plane.

pub mod plane;
pub mod rates;

use super::kit::chart::{Chart, Key};
use super::kit::ink::{Pen, Point};
use super::kit::palette::{Palette, Role};
use super::kit::say::{from_to, percent};
use super::kit::table::{Table, row, rules};
use super::kit::{PictureError, Style};
use super::stamp::{aged, stamp};
use super::{Figure, Floor, Layer, Moment, Selection};
use crate::params::Rule;
use crate::run::{Measures, Moved};
use crate::visit::event::Among;

/// Half the size of a mark in CSS pixels: the noise rule's disc fits inside the weight rule's diamond.
const MARK: f64 = 2.8;
/// The pointer finds a mark that is at most so far away, in CSS pixels.
const NEAR: f64 = 9.0;
/// What keys do where patterns of activity are shown.
pub(super) const KEYS: &str =
    "Arrow keys go from pattern to pattern: left or up to a slower one, right or down to a faster one.";

pub struct Spectrum;

fn keys(roles: &[Role], palette: &Palette) -> Vec<Key> {
    let key = |&role: &Role| Key {
        label: role.label(),
        colour: palette.role(role),
        line: None,
        mark: Some(role.mark()),
    };
    roles.iter().map(key).collect()
}

/// How far the eigenvalues of one rule are off, and what that does.
fn of_rule(rule: Rule, measures: &Measures) -> String {
    let (mean, max) = match &measures.moved {
        Moved::Real { eps_lambda_mean, eps_lambda_max, .. } => (*eps_lambda_mean, *eps_lambda_max),
        Moved::Complex { distance_mean, distance_max, .. } => (*distance_mean, *distance_max),
    };
    let lost = match (measures.unstable, measures.zeros) {
        (true, _) => "; the network is unstable".into(),
        (false, 0) => String::new(),
        (false, zeros) => format!("; {zeros} never die away"),
    };
    let (how, mean, max) = (rule.how(), percent(mean), percent(max));
    format!(" Pruned {how}, eigenvalues are off by {mean} on average and {max} at most{lost}.")
}

fn rates_table(moment: &Moment) -> Table {
    let before = &moment.scene.eigenvalues;
    // A rule that is not measured yet has no numbers in its column.
    let of = |rule: &Rule| moment.snapshot.and_then(|snapshot| rates::moved(snapshot.of(*rule)?));
    let after: Vec<Option<&[f64]>> = Rule::ALL.iter().map(of).collect();
    // The slowest first.
    let of = |k: usize| {
        let k = before.len() - 1 - k;
        let mut rates = vec![before[k].0];
        rates.extend(after.iter().map(|values| values.map_or(f64::NAN, |values| values[k])));
        row((before.len() - k).to_string(), &rates)
    };
    let head = rules(&["eigenvalue, slowest first", "before"]);
    Table::thinned(&head[..2 + after.len()], before.len(), of)
}

fn plane_table(moment: &Moment) -> Table {
    let plane::Plane { original: before, pruned: after, .. } = plane::data(moment);
    let of = |k: usize| row((k + 1).to_string(), &[before[k].0, before[k].1, after[k].0, after[k].1]);
    let head = [
        "eigenvalue",
        "real part before",
        "imaginary part before",
        "real part after",
        "imaginary part after",
    ];
    Table::thinned(&head, before.len().min(after.len()), of)
}

impl Figure for Spectrum {
    fn label(&self) -> &'static str {
        "Spectrum"
    }

    fn caption(&self, moment: &Moment) -> &'static str {
        match moment.is_directed() {
            true => {
                "Each mark is a pattern of activity: how fast it dies away and turns. Lines join before and after."
            }
            false => {
                "Each mark is a pattern of activity, slow ones at the lower left. On the diagonal it decays as before; in the \
                 edge band, never."
            }
        }
    }

    fn title(&self, moment: &Moment) -> String {
        let what = match moment.is_directed() {
            true => "Spectrum: joined before and after pruning",
            false => "Spectrum: after pruning against before",
        };
        aged(what, moment.snapshot_age())
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        let Some(snapshot) = moment.snapshot else { return 0 };
        let errors = snapshot.errors();
        stamp([(snapshot.decided as u64 + 1, &errors[..])].into_iter())
            ^ u64::from(moment.snapshot_age().is_some())
    }

    fn sentence(&self, moment: &Moment) -> String {
        let measured = moment.snapshot.into_iter().flat_map(|snapshot| {
            moment.rules().into_iter().filter_map(|rule| Some(of_rule(rule, snapshot.of(rule)?)))
        });
        format!(
            "{} patterns of activity, whose rates of decay run {} before pruning.{}",
            moment.scene.n(),
            from_to(moment.scene.eigenvalues.iter().map(|value| -value.0)),
            measured.collect::<String>()
        )
    }

    fn table(&self, moment: &Moment) -> Table {
        if moment.is_directed() { plane_table(moment) } else { rates_table(moment) }
    }

    fn chart(&self, moment: &Moment, floor: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        let title = self.title(moment);
        Some(match moment.is_directed() {
            true => plane::chart(&title, &plane::data(moment), size, style),
            false => rates::chart(&title, &rates::data(moment), floor, size, style),
        })
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        let Some(chart) = chart else { return Ok(()) };
        let shown = match moment.is_directed() {
            true => plane::draw(pen, chart, &plane::data(moment)),
            false => rates::draw(pen, chart, &rates::data(moment)),
        };
        shown.map(drop)
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
        let place = chart?.nearest(&places(moment), at, NEAR)?;
        Some(Selection::Mode(place % moment.scene.n()))
    }

    fn mark(
        &self,
        pen: &mut Pen,
        moment: &Moment,
        chart: Option<&Chart>,
        selection: Selection,
    ) -> Result<(), PictureError> {
        let (Some(chart), Selection::Mode(mode)) = (chart, selection) else { return Ok(()) };
        let places = places(moment);
        let own = places.iter().skip(mode).step_by(moment.scene.n()).filter(|place| chart.has_place(**place));
        { own }.try_for_each(|place| pen.halo(chart.point(place.0, place.1), MARK + 3.5))
    }

    fn keys(&self) -> &'static str {
        KEYS
    }

    fn among(&self, _: &[u32]) -> Option<Among> {
        Some(Among::Modes)
    }
}

/// Where the marks of all patterns lie: those of one rule after those of another, each in the order of the patterns.
fn places(moment: &Moment) -> Vec<(f64, f64)> {
    if moment.is_directed() {
        let plane = plane::data(moment);
        return plane.original.iter().chain(plane.pruned).copied().collect();
    }
    let rates = rates::data(moment);
    let of = |after: &Vec<f64>| {
        let pairs = rates.original.iter().zip(after);
        pairs.map(|(before, after)| (-before, -after)).collect::<Vec<_>>()
    };
    rates.pruned.iter().flat_map(|(_, after)| of(after)).collect()
}
