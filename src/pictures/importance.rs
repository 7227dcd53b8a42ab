//! Importance against weight. What pruning by weight misses is the upper left corner: weak synapses of great importance.

use super::kit::axis::{Axis, Scale};
use super::kit::chart::{Chart, Guide};
use super::kit::ink::{Pen, Point};
use super::kit::say::from_to;
use super::kit::scatter::{self, Scatter};
use super::kit::{PictureError, Style};
use super::stamp::stamp_of_fates;
use super::{Figure, Floor, Layer, Moment, Selection};
use crate::numerics::order;
use crate::params::Rule;

pub struct Importance;

/// |a| and s of a synapse.
fn values(moment: &Moment, synapse: usize) -> (f64, f64) {
    (moment.scene.weight[synapse].abs(), Moment { rule: Rule::Noise, ..*moment }.importance(synapse))
}

fn data(moment: &Moment) -> Scatter {
    Scatter::of(moment.scene.synapses(), |k| (values(moment, k), moment.fate(k)))
}

/// Lays a scatter out on logarithmic axes that hold all positive values.
pub fn chart(title: &str, scatter: &Scatter, size: Point, style: &Style) -> Chart {
    let x = Axis::over("weight |a|", Scale::Log, scatter.values.iter().map(|pair| pair.0));
    let y = Axis::over("importance s", Scale::Log, scatter.values.iter().map(|pair| pair.1));
    scatter::chart(title, x, y, Guide::Corner("weak but important"), size, style)
}

impl Figure for Importance {
    fn label(&self) -> &'static str {
        "Importance against weight"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "Each mark is a synapse. Pruning by weight keeps what lies to the right; noise keeps what lies at \
         the top."
    }

    fn title(&self, moment: &Moment) -> String {
        scatter::title(self.label(), moment.scene.synapses())
    }

    fn has(&self, moment: &Moment) -> bool {
        moment.scores.is_some()
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        stamp_of_fates(moment)
    }

    fn sentence(&self, moment: &Moment) -> String {
        let values = (0..moment.scene.synapses()).map(|synapse| values(moment, synapse));
        let (weights, importances): (Vec<f64>, Vec<f64>) = values.unzip();
        let (median, high) = (order::quantile(&weights, 0.5), order::quantile(&importances, 0.9));
        let pairs = weights.iter().zip(&importances);
        let missed = pairs.filter(|(w, s)| **w < median && **s > high).count();
        format!(
            "Importances run {}. {missed} synapses of the weaker half are among the most important tenth.",
            from_to(importances.iter().copied())
        )
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        Some(chart(&self.title(moment), &data(moment), size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        chart.map_or(Ok(()), |chart| scatter::draw(pen, chart, &data(moment)).map(drop))
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
        let data = data(moment);
        scatter::nearest(chart?, &data, moment.scene.synapses(), at).map(Selection::Edge)
    }

    fn mark(
        &self,
        pen: &mut Pen,
        moment: &Moment,
        chart: Option<&Chart>,
        selection: Selection,
    ) -> Result<(), PictureError> {
        let (Some(chart), Selection::Edge(k)) = (chart, selection) else { return Ok(()) };
        scatter::mark(pen, chart, values(moment, k), moment.fate(k))
    }
}
