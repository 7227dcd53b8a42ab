//! Nearly everything goes: the fraction pruned against the size of the network.

use super::chart::{Axis, Chart, Content, Key, Scale};
use super::ink::{Pen, Point, Stroke, Surface};
use super::palette::{Dash, Role};
use super::{PictureError, Shown, Style, same_length};

/// One kind of networks.
#[derive(Clone, Copy, Debug)]
pub struct Points<'a> {
    /// Whose colour and mark they have.
    pub rule: Role,
    pub label: &'static str,
    /// Sizes of the networks.
    pub n: &'a [f64],
    /// Fraction of synapses pruned, 0..=1.
    pub pruned: &'a [f64],
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Limit<'a> {
    pub points: &'a [Points<'a>],
    /// Size and fraction pruned, along the expected curve.
    pub expected: &'a [(f64, f64)],
}

impl Limit<'_> {
    /// The axis of n.
    pub fn range(&self) -> Axis {
        let measured = self.points.iter().flat_map(|points| points.n).copied();
        Axis::over("neurons n", Scale::Log, measured.chain(self.expected.iter().map(|e| e.0)))
    }
}

/// Lays the picture out.
pub fn chart(title: &str, n: Axis, points: &[Points], size: Point, style: &Style) -> Chart {
    let y = Axis { title: "fraction of synapses pruned".into(), min: 0.0, max: 1.0, scale: Scale::Linear };
    let mut content = Content::new(title, n, y);
    content.keys = points
        .iter()
        .map(|points| Key {
            label: points.label,
            colour: style.palette.role(points.rule),
            line: None,
            mark: Some(points.rule.mark()),
        })
        .chain([Key {
            label: "expected",
            colour: style.palette.muted,
            line: Some((Dash::Dashed, 1.6)),
            mark: None,
        }])
        .collect();
    Chart::new(content, size, style)
}

/// Points and curve.
pub fn draw_data<B: Surface>(
    backend: &mut B,
    style: &Style,
    chart: &Chart,
    limit: &Limit,
) -> Result<Shown, PictureError> {
    for points in limit.points {
        same_length("fractions pruned", points.n.len(), points.pruned.len())?;
    }
    data(&mut Pen::new(backend, style), chart, limit)
}

fn data(pen: &mut Pen, chart: &Chart, limit: &Limit) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let curve: Vec<Point> = limit.expected.iter().filter_map(|&(n, pruned)| chart.point(n, pruned)).collect();
    pen.path(&curve, Stroke { colour: palette.muted, width: 1.6 }, Dash::Dashed)?;
    let mut shown = Shown::default();
    for points in limit.points.iter().rev() {
        for (&n, &pruned) in points.n.iter().zip(points.pruned) {
            let at = chart.point(n, pruned);
            shown.count(&at);
            if let Some(at) = at {
                pen.mark(at, points.rule.mark(), 3.6, palette.role(points.rule))?;
            }
        }
    }
    Ok(shown)
}

/// Everything in one layer, for export.
pub fn draw<B: Surface>(
    backend: &mut B,
    style: &Style,
    title: &str,
    limit: &Limit,
) -> Result<Shown, PictureError> {
    let size = Pen::new(backend, style).size();
    let chart = chart(title, limit.range(), limit.points, size, style);
    chart.draw_frame(backend, style)?;
    draw_data(backend, style, &chart, limit)
}
