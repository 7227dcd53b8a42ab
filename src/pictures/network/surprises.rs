//! Synapses whose probability is not what their weight suggests: a word on each, and how likely it is kept.

use super::edges::between;
use super::graph::{Fit, node_radius};
use crate::pictures::kit::PictureError;
use crate::pictures::kit::ink::{Pen, Point, Rect, Stroke, Text};
use crate::pictures::kit::text::{self, Align, short};
use crate::visit::moment::Moment;

/// Size of the words, and the height of their box.
const SIZE: f64 = 12.0;
const HEIGHT: f64 = 18.0;
/// Between the synapse and the words.
const AWAY: f64 = 16.0;

/// Whether they are told at a moment: while the lines show probability.
pub fn are_told(moment: &Moment) -> bool {
    moment.told.scored > 0.5 && !moment.told.surprises.is_empty()
}

/// Marks them, for the rule that is drawn.
pub fn draw(pen: &mut Pen, fit: &Fit, moment: &Moment) -> Result<(), PictureError> {
    if !are_told(moment) {
        return Ok(());
    }
    let (scene, palette, width) = (moment.scene, pen.style.palette, pen.size().0);
    let (mut taken, grow) = (Vec::new(), pen.style.text);
    for surprise in moment.told.surprises {
        let place = |neuron: u32| fit.point((scene.x[neuron as usize], scene.y[neuron as usize]));
        let ends = [place(scene.i[surprise.synapse]), place(scene.j[surprise.synapse])];
        let line = Stroke { colour: palette.ink, width: 1.6 };
        for end in ends {
            pen.ring(end, node_radius(fit, scene.n()) + 3.0, line)?;
        }
        let words = format!("{}: p = {}", surprise.why, short(moment.p(surprise.synapse)));
        let wide = grow * (text::width(&words, SIZE, true) + 8.0);
        let middle = between(ends[0], ends[1], 0.5);
        let at = free(middle, (wide, grow * HEIGHT), width, &mut taken);
        pen.line(middle, ((at.left + at.right) / 2.0, (at.top + at.bottom) / 2.0), line)?;
        pen.rect(at, palette.paper)?;
        let said = Text { size: SIZE, colour: palette.ink, bold: true, align: Align::Left };
        pen.text((at.left + 4.0 * grow, (at.top + at.bottom) / 2.0), &words, said)?;
    }
    Ok(())
}

/// A box of this size above a point, within the picture's width and below what is taken.
fn free(middle: Point, (wide, high): (f64, f64), width: f64, taken: &mut Vec<Rect>) -> Rect {
    let left = (middle.0 - wide / 2.0).min(width - wide - 2.0).max(2.0);
    let top = (middle.1 - AWAY - high).max(26.0);
    let mut at = Rect { left, top, right: left + wide, bottom: top + high };
    let meets = |at: &Rect, other: &Rect| {
        at.left < other.right && other.left < at.right && at.top < other.bottom && other.top < at.bottom
    };
    while let Some(other) = taken.iter().find(|other| meets(&at, other)) {
        let top = other.bottom + 2.0;
        at = Rect { top, bottom: top + high, ..at };
    }
    taken.push(at);
    at
}

#[cfg(test)]
mod tests {
    // Strategy: words at one place stand below each other, and within the picture.
    use super::*;

    #[test]
    fn words_give_way_to_one_another() {
        let mut taken = Vec::new();
        for _ in 0..3 {
            free((390.0, 100.0), (120.0, HEIGHT), 400.0, &mut taken);
        }
        assert!(taken.windows(2).all(|pair| pair[1].top >= pair[0].bottom));
        assert!(taken.iter().all(|at| at.right <= 400.0));
    }
}
