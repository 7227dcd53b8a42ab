//! What stands around the network: its title, and a legend of how synapses look.

use super::graph::Fit;
use crate::network::kinds::Kind;
use crate::pictures::kit::ink::{Pen, Point, Rect, Stroke, Text};
use crate::pictures::kit::palette::{Dash, Mark};
use crate::pictures::kit::text::{self, Align};
use crate::pictures::kit::{PictureError, Style};

/// Text and legend stand so far from the picture's edge.
const PAD: f64 = 8.0;
/// Height of the title, and of a row of the legend.
const TITLE: f64 = 20.0;
const ROW: f64 = 18.0;

/// Where the network lies in a picture of `size` CSS pixels.
pub fn fit(size: Point, style: &Style) -> Fit {
    let bottom = legend(size, style).last().map_or(0.0, |key| key.2 + ROW * style.text);
    let (top, right) = (14.0 + TITLE * style.text, size.0 - 14.0);
    Fit::into(Rect { left: 14.0, top, right, bottom: size.1 - 14.0 - bottom })
}

const KEYS: [&str; 4] = ["excitatory", "inhibitory", "just cut", "just strengthened"];

/// Name, left edge and height (from the legend's top) of each entry.
fn legend(size: Point, style: &Style) -> Vec<(&'static str, f64, f64)> {
    let (mut x, mut y) = (PAD, 0.0);
    let mut keys = Vec::with_capacity(KEYS.len());
    for name in KEYS {
        let wide = style.text * (30.0 + text::width(name, 12.0, false));
        if x > PAD && x + wide > size.0 - PAD {
            (x, y) = (PAD, y + ROW * style.text);
        }
        keys.push((name, x, y));
        x += wide + 14.0 * style.text;
    }
    keys
}

/// Title and legend; an inhibitory synapse has its bullet at its end if synapses are directed, else in its middle.
pub fn draw_frame(pen: &mut Pen, title: &str, directed: bool) -> Result<(), PictureError> {
    let (palette, t, size) = (pen.style.palette, pen.style.text, pen.size());
    let text = Text { size: 13.0, colour: palette.ink, bold: true, align: Align::Left };
    pen.text((PAD, PAD + 8.0 * t), title, text)?;
    let keys = legend(size, pen.style);
    let top = size.1 - PAD - keys.last().map_or(0.0, |key| key.2) - 9.0 * t;
    for (index, (name, x, y)) in keys.into_iter().enumerate() {
        draw_key(pen, index, (x, top + y), directed)?;
        let text = Text { size: 12.0, colour: palette.ink, bold: false, align: Align::Left };
        pen.text((x + 28.0 * t, top + y), name, text)?;
    }
    Ok(())
}

/// What the rings of neurons tell, below the title: small, for the network may come near.
pub fn draw_kinds(pen: &mut Pen, kinds: &[Kind]) -> Result<(), PictureError> {
    let (palette, t) = (pen.style.palette, pen.style.text);
    let text = Text { size: 11.0, colour: palette.muted, bold: false, align: Align::Left };
    for (row, (kind, colour)) in kinds.iter().zip(palette.kinds).enumerate() {
        let y = PAD + (27.0 + 14.0 * row as f64) * t;
        pen.ring((PAD + 5.0 * t, y), 3.0 * t, Stroke { colour, width: 2.0 * t })?;
        pen.text((PAD + 13.0 * t, y), kind.label, text)?;
    }
    Ok(())
}

fn draw_key(pen: &mut Pen, index: usize, (x, y): Point, directed: bool) -> Result<(), PictureError> {
    let palette = pen.style.palette;
    let (from, to) = ((x, y), (x + 22.0 * pen.style.text, y));
    let middle = ((from.0 + to.0) / 2.0, y);
    let line = |colour, width| Stroke { colour, width };
    match index {
        0 => pen.line(from, to, line(palette.excitatory, 2.2)),
        1 => {
            pen.line(from, to, line(palette.inhibitory, 2.2))?;
            pen.disc(if directed { to } else { middle }, 3.4, palette.inhibitory)
        }
        2 => {
            pen.path(&[from, to], line(palette.cut, 1.4), Dash::Dashed)?;
            pen.mark(middle, Mark::Cross, 4.5, palette.cut)
        }
        _ => {
            pen.line(from, to, line(palette.strengthened, 8.0))?;
            pen.line(from, to, line(palette.excitatory, 3.0))
        }
    }
}
