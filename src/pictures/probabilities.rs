//! The probability of being kept from measured importances against that from exact ones.

use super::kit::axis::{Axis, Scale};
use super::kit::chart::{Chart, Guide};
use super::kit::ink::{Pen, Point};
use super::kit::scatter::{self, Scatter};
use super::kit::text::short;
use super::kit::{PictureError, Style};
use super::stamp::stamp_of_fates;
use super::{Figure, Floor, Layer, Moment, Selection};
use crate::numerics::order;
use crate::params::Rule;
use crate::rule::fate::Fate;
use crate::visit::message::Scores;

pub struct Probabilities;

/// Exact and measured p of a synapse.
fn values(scores: &Scores, synapse: usize) -> (f64, f64) {
    (scores.exact[synapse], scores.rounds.first().p(Rule::Noise)[synapse])
}

/// What the noise rule makes of a synapse, whatever rule is drawn.
fn fate(moment: &Moment, synapse: usize) -> Fate {
    Moment { rule: Rule::Noise, ..*moment }.fate(synapse)
}

fn data(moment: &Moment) -> Option<Scatter> {
    let scores = moment.scores.filter(|scores| !scores.exact.is_empty())?;
    Some(Scatter::of(moment.scene.synapses(), |k| (values(scores, k), fate(moment, k))))
}

/// Lays two probabilities out.
pub fn chart(title: &str, size: Point, style: &Style) -> Chart {
    let axis = |title: &str| Axis::new(title, Scale::Linear, (0.0, 1.0));
    let (x, y) = (axis("exact probability p"), axis("measured probability"));
    scatter::chart(title, x, y, Guide::Diagonal, size, style)
}

impl Figure for Probabilities {
    fn label(&self) -> &'static str {
        "Probability of being kept: measured against exact"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "Each mark is a synapse. On the diagonal, listening gives it the same probability as exact \
         calculation."
    }

    fn title(&self, moment: &Moment) -> String {
        scatter::title(self.label(), moment.scene.synapses())
    }

    fn has(&self, moment: &Moment) -> bool {
        moment.scores.is_some_and(|scores| !scores.exact.is_empty())
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        stamp_of_fates(moment)
    }

    fn sentence(&self, moment: &Moment) -> String {
        let Some(scores) = moment.scores else { return String::new() };
        let pairs = scores.rounds.first().p(Rule::Noise).iter().zip(&scores.exact);
        let off: Vec<f64> = pairs.map(|(measured, exact)| (measured - exact).abs()).collect();
        let median = short(order::quantile(&off, 0.5));
        format!("Measured and exact probabilities differ by {median} in the median.")
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        Some(chart(&self.title(moment), size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        let Some((chart, data)) = chart.zip(data(moment)) else { return Ok(()) };
        scatter::draw(pen, chart, &data).map(drop)
    }

    fn layers(&self) -> &'static [Layer] {
        &[Layer::Frame, Layer::Data, Layer::Mark]
    }

    fn pointed(
        &self,
        moment: &Moment,
        _drawn: &[u32],
        chart: Option<&Chart>,
        _: Point,
        at: Point,
        _: &Style,
    ) -> Option<Selection> {
        scatter::nearest(chart?, &data(moment)?, moment.scene.synapses(), at).map(Selection::Edge)
    }

    fn mark(
        &self,
        pen: &mut Pen,
        moment: &Moment,
        chart: Option<&Chart>,
        selection: Selection,
    ) -> Result<(), PictureError> {
        let (Some(chart), Selection::Edge(k), Some(scores)) = (chart, selection, moment.scores) else {
            return Ok(());
        };
        scatter::mark(pen, chart, values(scores, k), fate(moment, k))
    }
}
