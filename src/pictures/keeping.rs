//! p, the probability of being kept, of each synapse as a matrix.

use super::kit::PictureError;
use super::kit::cells;
use super::kit::chart::Chart;
use super::kit::ink::Pen;
use super::kit::say::from_to;
use super::stamp::stamp_of_fates;
use super::{Figure, Moment};

pub struct Keeping;

impl Figure for Keeping {
    fn label(&self) -> &'static str {
        "Probability p of being kept"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "Each cell is a synapse, in the place of its weight; the colour is the probability that it is kept."
    }

    fn title(&self, moment: &Moment) -> String {
        format!("{}: {}", self.label(), moment.rule.word())
    }

    fn has(&self, moment: &Moment) -> bool {
        moment.scores.is_some()
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        // p is the same at every position.
        stamp_of_fates(&Moment { decided: 0, ..*moment })
    }

    fn sentence(&self, moment: &Moment) -> String {
        let p = || (0..moment.scene.synapses()).map(|k| moment.p(k));
        let certain = p().filter(|p| *p >= 1.0).count();
        format!(
            "Under the rule {}, probabilities of being kept run {}; {certain} synapses are certain.",
            moment.rule.word(),
            from_to(p())
        )
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, _: Option<&Chart>) -> Result<(), PictureError> {
        let p = cells::of_synapses(moment, |k| moment.p(k));
        cells::draw(pen, &self.title(moment), &p, Some(1.0))
    }

    fn is_matrix(&self) -> bool {
        true
    }
}
