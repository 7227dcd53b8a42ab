//! C, the covariance of the neurons, as a matrix; or, where it is measured, what each synapse has heard.

use super::kit::PictureError;
use super::kit::cells;
use super::kit::chart::Chart;
use super::kit::ink::Pen;
use super::kit::say::from_to;
use super::kit::table::{Table, row};
use super::{Figure, Moment};
use crate::network::name;
use crate::numerics::order;
use crate::visit::message::Cells;

pub struct Covariance;

/// The magnitude that one in fifty of the entries that are not 0 reach. A few may be a hundred times as large as the
/// rest, which then could not be seen.
fn strong(cells: &Cells) -> f64 {
    let sizes = cells.values.iter().map(|value| f64::from(value.abs()));
    let mut sizes: Vec<f64> = sizes.filter(|size| *size > 0.0).collect();
    order::ascending(&mut sizes);
    sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 50)).copied().unwrap_or(1.0)
}

impl Figure for Covariance {
    fn label(&self) -> &'static str {
        "Covariance C"
    }

    fn caption(&self, moment: &Moment) -> &'static str {
        match moment.params.is_heard() {
            true => {
                "Each cell is a synapse: how much its two neurons differ (for an inhibitory one: how much their sum varies)."
            }
            false => {
                "How the noise makes neurons vary: each by itself on the diagonal, two of them together beside it."
            }
        }
    }

    fn title(&self, moment: &Moment) -> String {
        match moment.params.is_heard() {
            true => "Heard by the synapses: Var(xᵢ ∓ xⱼ)".into(),
            false => self.label().into(),
        }
    }

    fn has(&self, moment: &Moment) -> bool {
        moment.scores.is_some() || !moment.params.is_heard()
    }

    fn sentence(&self, moment: &Moment) -> String {
        if moment.scene.sampled {
            let heard = (0..moment.scene.synapses()).map(|k| moment.statistic(k));
            return format!("What the synapses heard runs {}.", from_to(heard));
        }
        format!("Variances of the neurons run {}.", from_to(moment.scene.variance.iter().copied()))
    }

    fn table(&self, moment: &Moment) -> Table {
        let scene = moment.scene;
        if scene.sampled {
            let ends = |k: usize| [scene.i[k], scene.j[k]].map(|neuron| name(&scene.names, neuron as usize));
            let of = |k: usize| row(ends(k).join(" – "), &[moment.statistic(k)]);
            return Table::thinned(&["synapse", "variance heard"], scene.synapses(), of);
        }
        let of = |k: usize| row(name(&scene.names, k), &[scene.variance[k]]);
        Table::thinned(&["neuron", "variance"], scene.n(), of)
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, _: Option<&Chart>) -> Result<(), PictureError> {
        let heard = || cells::of_synapses(moment, |k| moment.statistic(k));
        let measured = moment.params.is_heard().then(heard);
        let cells = measured.as_ref().unwrap_or(&moment.scene.cells);
        cells::draw(pen, &self.title(moment), cells, Some(strong(cells)))
    }

    fn is_matrix(&self) -> bool {
        true
    }
}
