//! |S|, the weights as they now are, as a matrix.

use super::kit::PictureError;
use super::kit::cells;
use super::kit::chart::Chart;
use super::kit::ink::Pen;
use super::kit::say::fates;
use super::stamp::stamp_of_fates;
use super::{Figure, Moment};

pub struct Pruned;

impl Figure for Pruned {
    fn label(&self) -> &'static str {
        "Weights |S| after pruning"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "The weights as they are now: cut synapses are gone, kept ones are strengthened, undecided ones \
         are unchanged."
    }

    fn title(&self, moment: &Moment) -> String {
        format!("{}: {}", self.label(), moment.rule.word())
    }

    fn has(&self, moment: &Moment) -> bool {
        moment.scores.is_some()
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        stamp_of_fates(moment)
    }

    fn sentence(&self, moment: &Moment) -> String {
        let (cut, kept, _) = fates(moment);
        format!("By {}, {cut} synapses are cut and {kept} kept and strengthened.", moment.rule.word())
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, _: Option<&Chart>) -> Result<(), PictureError> {
        let sizes = cells::of_synapses(moment, |k| moment.weight(k).abs());
        cells::draw(pen, &self.title(moment), &sizes, None)
    }

    fn is_matrix(&self) -> bool {
        true
    }
}
