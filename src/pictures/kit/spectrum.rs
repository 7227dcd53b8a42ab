//! The spectrum after pruning against the spectrum before.
//!
//! For symmetric networks each eigenvalue is a mark: across where it was, up where it is now; on the
//! diagonal nothing has changed. The slow modes, on which everything hangs, are those near zero: on
//! linear axes they crowd into a corner, so there is also a picture in rates of decay, -λ, on logarithmic
//! axes. What does not decay (λ >= 0 up to a tolerance) has no logarithm and lies in a band of its own.
//!
//! For directed networks eigenvalues are complex, and original and pruned ones are joined in the complex
//! plane, beside the boundary of stability.

use super::chart::{Axis, Chart, Content, Guide, Key, Scale};
use super::ink::{Pen, Point, Stroke, Surface};
use super::palette::{Dash, Mark, Palette, Role};
use super::{PictureError, Shown, Style, same_length};

/// Half the size of a mark in CSS pixels: the noise rule's disc fits inside the weight rule's diamond.
const MARK: f64 = 2.8;

/// What the axes show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Axes {
    /// Eigenvalues.
    Linear,
    /// Rates of decay, -λ, on logarithmic axes; those of at most `tolerance` count as "does not decay".
    DecayRate { tolerance: f64 },
}

/// A spectrum after pruning by one rule.
#[derive(Clone, Copy, Debug)]
pub struct Pruned<'a> {
    pub rule: Role,
    /// Eigenvalues in the order of the original ones.
    pub eigenvalues: &'a [f64],
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Spectrum<'a> {
    /// Real eigenvalues of the network before pruning, ascending.
    pub original: &'a [f64],
    /// Later ones lie on top; with the weight rule's open diamonds last, both rules are seen.
    pub pruned: &'a [Pruned<'a>],
    pub axes: Axes,
    /// Index of an eigenvalue to ring.
    pub selected: Option<usize>,
}

impl Spectrum<'_> {
    /// The value on the axes of an eigenvalue, and whether it lies in the band instead.
    fn shown(&self, eigenvalue: f64) -> (f64, bool) {
        match self.axes {
            Axes::Linear => (eigenvalue, false),
            Axes::DecayRate { tolerance } => (-eigenvalue, -eigenvalue <= tolerance.max(0.0)),
        }
    }

    /// The range that holds every finite eigenvalue, original and pruned.
    pub fn range(&self) -> Range {
        let scale = if self.axes == Axes::Linear { Scale::Linear } else { Scale::Log };
        let still = self.original.iter().any(|&v| self.shown(v).1);
        let all = self.original.iter().chain(self.pruned.iter().flat_map(|p| p.eigenvalues));
        let values = all.map(|&v| self.shown(v)).filter(|(_, banded)| !banded).map(|(value, _)| value);
        Range { axis: Axis::over("", scale, values), still }
    }
}

/// What both axes span.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    pub axis: Axis,
    /// Whether the original network has modes that do not decay, which need a band of their own.
    pub still: bool,
}

/// Lays the picture out, with the rules named in `rules` in the legend.
pub fn chart(axes: Axes, range: &Range, rules: &[Role], title: &str, size: Point, style: &Style) -> Chart {
    let (x, y) = match axes {
        Axes::Linear => ("original eigenvalue λ", "eigenvalue after pruning λ′"),
        Axes::DecayRate { .. } => {
            ("slow ← original rate of decay −λ → fast", "rate of decay after pruning −λ′")
        }
    };
    let mut content = Content::new(title, range.axis.titled(x), range.axis.titled(y));
    content.keys = keys(rules, &style.palette);
    content.guides = vec![Guide::Diagonal];
    if let Axes::DecayRate { .. } = axes {
        content.band_y = Some("λ′ ≥ 0: does not decay");
        content.band_x = range.still;
    }
    Chart::new(content, size, style)
}

fn keys(rules: &[Role], palette: &Palette) -> Vec<Key> {
    let key = |&rule: &Role| Key {
        label: rule.label(),
        colour: palette.role(rule),
        line: None,
        mark: Some(rule.mark()),
    };
    rules.iter().map(key).collect()
}

/// The marks. Those whose original or pruned eigenvalue is not finite are left out and counted.
pub fn draw_data<B: Surface>(
    backend: &mut B,
    style: &Style,
    chart: &Chart,
    spectrum: &Spectrum,
) -> Result<Shown, PictureError> {
    for pruned in spectrum.pruned {
        same_length("pruned eigenvalues", spectrum.original.len(), pruned.eigenvalues.len())?;
    }
    marks(&mut Pen::new(backend, style), chart, spectrum)
}

fn marks(pen: &mut Pen, chart: &Chart, spectrum: &Spectrum) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let mut shown = Shown::default();
    for pruned in spectrum.pruned {
        let colour = palette.role(pruned.rule);
        let colour = if pruned.rule == Role::Uniform { colour.over(palette.paper, 0.6) } else { colour };
        for (&before, &after) in spectrum.original.iter().zip(pruned.eigenvalues) {
            let at = place(chart, spectrum, before, after);
            shown.count(&at);
            if let Some(at) = at {
                pen.mark(at, pruned.rule.mark(), MARK, colour)?;
            }
        }
    }
    let Some(selected) = spectrum.selected.filter(|&k| k < spectrum.original.len()) else { return Ok(shown) };
    for pruned in spectrum.pruned {
        if let Some(at) = place(chart, spectrum, spectrum.original[selected], pruned.eigenvalues[selected]) {
            pen.ring(at, 2.6 * MARK, Stroke { colour: palette.ink, width: 1.6 })?;
        }
    }
    Ok(shown)
}

fn place(chart: &Chart, spectrum: &Spectrum, before: f64, after: f64) -> Option<Point> {
    if !before.is_finite() || !after.is_finite() {
        return None;
    }
    let ((x, x_banded), (y, y_banded)) = (spectrum.shown(before), spectrum.shown(after));
    let (x, y) =
        (if x_banded { chart.content.x.min } else { x }, if y_banded { chart.content.y.min } else { y });
    let at = chart.point(x, y)?;
    let bands = chart.bands();
    Some((if x_banded { bands.0 } else { at.0 }, if y_banded { bands.1 } else { at.1 }))
}

/// The mark nearest to a point in CSS pixels, at most `within` away: rule and index of the eigenvalue.
pub fn nearest(chart: &Chart, spectrum: &Spectrum, at: Point, within: f64) -> Option<(Role, usize)> {
    let mut best = (within, None);
    for pruned in spectrum.pruned {
        for (k, (&before, &after)) in spectrum.original.iter().zip(pruned.eigenvalues).enumerate() {
            let Some((x, y)) = place(chart, spectrum, before, after) else { continue };
            let far = libm::hypot(x - at.0, y - at.1);
            if far <= best.0 {
                best = (far, Some((pruned.rule, k)));
            }
        }
    }
    best.1
}

/// Everything in one layer, for export.
pub fn draw<B: Surface>(
    backend: &mut B,
    style: &Style,
    title: &str,
    spectrum: &Spectrum,
) -> Result<Shown, PictureError> {
    let has = |rule: &Role| spectrum.pruned.iter().any(|pruned| pruned.rule == *rule);
    let rules: Vec<Role> = Role::RULES.into_iter().filter(has).collect();
    let size = Pen::new(backend, style).size();
    let chart = chart(spectrum.axes, &spectrum.range(), &rules, title, size, style);
    chart.draw_frame(backend, style)?;
    draw_data(backend, style, &chart, spectrum)
}

/// A complex spectrum before and after pruning by one rule, matched one to one.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    pub rule: Role,
    /// Real and imaginary parts before pruning.
    pub original: &'a [(f64, f64)],
    /// The partner of each.
    pub pruned: &'a [(f64, f64)],
}

impl Plane<'_> {
    /// Axes of the real and the imaginary part that hold every finite eigenvalue and the imaginary axis.
    pub fn range(&self) -> (Axis, Axis) {
        let finite = |(re, im): &&(f64, f64)| re.is_finite() && im.is_finite();
        let all: Vec<_> = self.original.iter().chain(self.pruned).filter(finite).collect();
        let re = Axis::over("real part", Scale::Linear, all.iter().map(|v| v.0).chain([0.0]));
        let im = Axis::over("imaginary part", Scale::Linear, all.iter().flat_map(|v| [v.1, -v.1]));
        // A little of the unstable side is always seen, so that the boundary is not the picture's edge.
        let max = re.max.max(0.08 * (re.max - re.min));
        (Axis { max, ..re }, im)
    }
}

/// Lays the complex plane out.
pub fn plane_chart(range: (Axis, Axis), rule: Role, title: &str, size: Point, style: &Style) -> Chart {
    let mut content = Content::new(title, range.0, range.1);
    content.keys = keys(&[Role::Original, rule], &style.palette);
    content.guides = vec![Guide::Boundary { x: 0.0, line: "stable", beyond: "unstable" }];
    Chart::new(content, size, style)
}

/// Eigenvalues in the plane, each joined to its partner. Pairs that are not finite are left out and
/// counted.
pub fn draw_plane<B: Surface>(
    backend: &mut B,
    style: &Style,
    chart: &Chart,
    plane: &Plane,
) -> Result<Shown, PictureError> {
    same_length("pruned eigenvalues", plane.original.len(), plane.pruned.len())?;
    joined(&mut Pen::new(backend, style), chart, plane)
}

fn joined(pen: &mut Pen, chart: &Chart, plane: &Plane) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let mut shown = Shown::default();
    let mut pairs: Vec<(Point, Point)> = Vec::with_capacity(plane.original.len());
    for (&(re, im), &(to_re, to_im)) in plane.original.iter().zip(plane.pruned) {
        let pair = chart.point(re, im).zip(chart.point(to_re, to_im));
        shown.count(&pair);
        pairs.extend(pair);
    }
    let colour = palette.role(plane.rule);
    for &(from, to) in &pairs {
        let stroke = Stroke { colour: colour.over(palette.paper, 0.45), width: 1.0 };
        pen.path(&[from, to], stroke, Dash::Solid)?;
    }
    for &(from, _) in &pairs {
        pen.mark(from, Mark::Ring, MARK, palette.ink)?;
    }
    for &(_, to) in &pairs {
        pen.mark(to, plane.rule.mark(), MARK, colour)?;
    }
    Ok(shown)
}
