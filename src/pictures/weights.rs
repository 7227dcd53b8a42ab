//! |A|, the weights before pruning, as a matrix: row i has what neuron i receives.

use super::kit::PictureError;
use super::kit::cells;
use super::kit::chart::Chart;
use super::kit::ink::Pen;
use super::kit::say::from_to;
use super::{Figure, Moment};

pub struct Weights;

impl Figure for Weights {
    fn label(&self) -> &'static str {
        "Weights |A|"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "Row i is what neuron i receives. In a large network a cell shows the strongest synapse that it \
         stands for."
    }

    fn sentence(&self, moment: &Moment) -> String {
        let n = moment.scene.n();
        let sizes = moment.scene.weight.iter().map(|weight| weight.abs());
        format!("A matrix of {n} by {n}. Magnitudes of its weights run {}.", from_to(sizes))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, _: Option<&Chart>) -> Result<(), PictureError> {
        let sizes = cells::of_synapses(moment, |k| moment.scene.weight[k].abs());
        cells::draw(pen, self.label(), &sizes, None)
    }

    fn is_matrix(&self) -> bool {
        true
    }
}
