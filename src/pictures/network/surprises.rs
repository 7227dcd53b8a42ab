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
/// In a picture narrower than this, in CSS pixels, words have this share of their size.
const NARROW: (f64, f64) = (420.0, 0.85);
/// Words begin below the title.
const TOP: f64 = 30.0;
/// The places that are tried for words, across and down.
const PLACES: (usize, usize) = (9, 13);

/// Whether they are told at a moment: while the lines show probability.
pub fn are_told(moment: &Moment) -> bool {
    moment.told.scored > 0.5 && !moment.told.surprises.is_empty()
}

/// Marks them, for the rule that is drawn.
pub fn draw(pen: &mut Pen, fit: &Fit, moment: &Moment) -> Result<(), PictureError> {
    if !are_told(moment) {
        return Ok(());
    }
    let (scene, palette, (width, height)) = (moment.scene, pen.style.palette, pen.size());
    let narrow = if width < NARROW.0 { NARROW.1 } else { 1.0 };
    let (mut taken, grow) = (Vec::new(), pen.style.text * narrow);
    let area =
        Rect { left: 2.0, top: TOP, right: width - 2.0, bottom: (fit.origin.1 + fit.scale).min(height) };
    let radius = node_radius(fit, scene.n());
    let neurons: Vec<Point> = scene.x.iter().zip(&scene.y).map(|(x, y)| fit.point((*x, *y))).collect();
    for surprise in moment.told.surprises {
        let place = |neuron: u32| fit.point((scene.x[neuron as usize], scene.y[neuron as usize]));
        let ends = [place(scene.i[surprise.synapse]), place(scene.j[surprise.synapse])];
        let line = Stroke { colour: palette.ink, width: 1.6 };
        for end in ends {
            pen.ring(end, radius + 3.0, line)?;
        }
        let words = format!("{}: p = {}", surprise.why, short(moment.p(surprise.synapse)));
        let wide = grow * (text::width(&words, SIZE, true) + 8.0);
        let middle = between(ends[0], ends[1], 0.5);
        let at = free(middle, (wide, grow * HEIGHT), area, (&neurons, radius), &taken);
        taken.push(at);
        pen.line(middle, ((at.left + at.right) / 2.0, (at.top + at.bottom) / 2.0), line)?;
        pen.rect(at, palette.paper)?;
        let said = Text { size: SIZE * narrow, colour: palette.ink, bold: true, align: Align::Left };
        pen.text((at.left + 4.0 * grow, (at.top + at.bottom) / 2.0), &words, said)?;
    }
    Ok(())
}

/// A box of this size within the area, apart from what is taken: where it covers the fewest neurons and, of such places,
/// the one nearest to a point.
fn free(
    near: Point,
    (wide, high): (f64, f64),
    area: Rect,
    (neurons, radius): (&[Point], f64),
    taken: &[Rect],
) -> Rect {
    let share = |k: usize, of: usize| k as f64 / (of - 1) as f64;
    let at = |(x, y): (usize, usize)| {
        let left = area.left + share(x, PLACES.0) * (area.width() - wide).max(0.0);
        let top = area.top + share(y, PLACES.1) * (area.height() - high).max(0.0);
        Rect { left, top, right: left + wide, bottom: top + high }
    };
    let meets = |one: &Rect, other: &Rect| {
        one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
    };
    let cost = |at: &Rect| {
        let across = |x: f64| at.left - radius < x && x < at.right + radius;
        let down = |y: f64| at.top - radius < y && y < at.bottom + radius;
        let covered = neurons.iter().filter(|(x, y)| across(*x) && down(*y)).count();
        let middle = ((at.left + at.right) / 2.0, (at.top + at.bottom) / 2.0);
        let others = taken.iter().filter(|other| meets(at, other)).count();
        (others, covered, libm::hypot(middle.0 - near.0, middle.1 - near.1))
    };
    let places = (0..PLACES.0).flat_map(|x| (0..PLACES.1).map(move |y| (x, y))).map(at);
    let best = places.map(|at| (cost(&at), at)).min_by(|(one, _), (other, _)| {
        (one.0, one.1).cmp(&(other.0, other.1)).then(one.2.total_cmp(&other.2))
    });
    best.map_or_else(|| at((0, 0)), |(_, at)| at)
}

#[cfg(test)]
mod tests {
    // Strategy: words that want one place, between two rows of neurons.
    use super::*;

    #[test]
    fn words_give_way_to_neurons_and_to_one_another() {
        let area = Rect { left: 0.0, top: 20.0, right: 400.0, bottom: 300.0 };
        let neurons: Vec<Point> =
            (0..20).flat_map(|k| [(20.0 * f64::from(k), 100.0), (20.0 * f64::from(k), 200.0)]).collect();
        let mut taken: Vec<Rect> = Vec::new();
        for _ in 0..3 {
            taken.push(free((390.0, 100.0), (120.0, HEIGHT), area, (&neurons, 5.0), &taken));
        }
        for (k, at) in taken.iter().enumerate() {
            assert!(at.left >= 0.0 && at.right <= 400.0 && at.top >= 20.0 && at.bottom <= 300.0);
            let apart = |y: f64| at.bottom < y - 5.0 || at.top > y + 5.0;
            assert!(apart(100.0) && apart(200.0), "{at:?} covers neurons");
            let meets = |other: &Rect| {
                at.left < other.right
                    && other.left < at.right
                    && at.top < other.bottom
                    && other.top < at.bottom
            };
            assert!(!taken[k + 1..].iter().any(meets));
        }
    }
}
