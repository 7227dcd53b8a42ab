//! Synapses whose fate differs between the twins: in each, those that are kept there and cut in the other.

use super::graph::Fit;
use crate::pictures::kit::PictureError;
use crate::pictures::kit::ink::{Pen, Stroke, Text};
use crate::pictures::kit::palette::{Rgb, Role};
use crate::pictures::kit::text::{self, Align};
use crate::rule::fate::Fate;
use crate::visit::moment::Moment;

/// What they are called.
const WORDS: &str = "kept only here";
const SIZE: f64 = 12.0;
/// Widest and thinnest line in CSS pixels; so many lines have the thinnest.
const WIDTH: (f64, f64) = (3.0, 1.2);
const MANY: f64 = 400.0;

/// Of the synapses `drawn`, those that the rule of this moment has kept and that of the other twin has cut.
pub fn only_here(moment: &Moment, drawn: &[u32]) -> Vec<u32> {
    let rule = if moment.rule == moment.params.rule { moment.params.twin } else { moment.params.rule };
    let other = Moment { rule, ..*moment };
    let differs = |synapse: &u32| {
        let synapse = *synapse as usize;
        matches!(moment.fate(synapse), Fate::Kept { .. }) && other.fate(synapse) == Fate::Cut
    };
    drawn.iter().copied().filter(differs).collect()
}

fn colour(pen: &Pen, moment: &Moment) -> Rgb {
    pen.style.palette.role(Role::By(moment.rule))
}

/// Draws them in the colour of their rule, if they are asked for.
pub fn draw(pen: &mut Pen, fit: &Fit, moment: &Moment, drawn: &[u32]) -> Result<(), PictureError> {
    if !moment.told.differing {
        return Ok(());
    }
    let (scene, only) = (moment.scene, only_here(moment, drawn));
    let thin = (only.len() as f64 / MANY).min(1.0);
    let stroke =
        Stroke { colour: colour(pen, moment), width: WIDTH.0 + (WIDTH.1 - WIDTH.0) * libm::sqrt(thin) };
    let place = |neuron: u32| fit.point((scene.x[neuron as usize], scene.y[neuron as usize]));
    { only.into_iter() }.try_for_each(|synapse| {
        let synapse = synapse as usize;
        pen.line(place(scene.j[synapse]), place(scene.i[synapse]), stroke)
    })
}

/// Says at the upper right, beside the title or below it, what their colour means.
pub fn draw_key(pen: &mut Pen, moment: &Moment, title: &str) -> Result<(), PictureError> {
    if !moment.told.differing {
        return Ok(());
    }
    let (t, right, colour) = (pen.style.text, pen.size().0 - 8.0, colour(pen, moment));
    let wide = t * (text::width(WORDS, SIZE, true) + 26.0);
    let title = 8.0 + t * text::width(title, 13.0, true);
    let y = if title + wide + 16.0 < right { 8.0 + 8.0 * t } else { 8.0 + 26.0 * t };
    pen.line((right - wide, y), (right - wide + 20.0 * t, y), Stroke { colour, width: WIDTH.0 })?;
    pen.text((right, y), WORDS, Text { size: SIZE, colour, bold: true, align: Align::Right })
}
