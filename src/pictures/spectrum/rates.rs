//! The spectrum of a symmetric network: rates of decay after pruning against those before.
//!
//! Each eigenvalue is a mark: across where it was, up where it is now; on the diagonal nothing has changed. The slow
//! modes, on which everything hangs, are those near zero: on linear axes they would crowd into a corner, so the axes are
//! rates of decay, -λ, and logarithmic. What does not decay (λ >= 0 up to a tolerance) has no logarithm and lies in a
//! band of its own.

use super::keys;
use crate::measure::spectrum::max_abs;
use crate::params::Rule;
use crate::pictures::kit::axis::{Axis, Scale};
use crate::pictures::kit::chart::{Chart, Content, Guide};
use crate::pictures::kit::ink::{Pen, Point};
use crate::pictures::kit::palette::Role;
use crate::pictures::kit::text::Align;
use crate::pictures::kit::{PictureError, Shown, Style, same_length};
use crate::pictures::{Floor, Moment};
use crate::run::{Measures, Moved, ZERO};

/// A spectrum before pruning, and after it by some rules.
#[derive(Clone, Debug)]
pub struct Rates {
    /// Eigenvalues, ascending.
    pub original: Vec<f64>,
    /// For each rule its eigenvalues in the order of the original ones. Later ones lie on top: open marks let discs
    /// be seen.
    pub pruned: Vec<(Role, Vec<f64>)>,
    /// A rate of decay of at most this is none.
    pub tolerance: f64,
}

/// λ' of a symmetric network.
pub(in crate::pictures) fn moved(measures: &Measures) -> Option<&[f64]> {
    match &measures.moved {
        Moved::Real { eigenvalues, .. } => Some(eigenvalues),
        Moved::Complex { .. } => None,
    }
}

pub(super) fn data(moment: &Moment) -> Rates {
    let original: Vec<f64> = moment.scene.eigenvalues.iter().map(|value| value.0).collect();
    let of = |rule: Rule| Some((Role::By(rule), moved(moment.snapshot?.of(rule)?)?.to_vec()));
    let tolerance = ZERO * max_abs(&original);
    let mut rules = moment.rules();
    rules.sort_by_key(|rule| *rule != Rule::Uniform); // chance lies below all others
    Rates { original, pruned: rules.into_iter().filter_map(of).collect(), tolerance }
}

impl Rates {
    /// The end of the band of what does not decay at which fewer marks stand; `middle` is the axis's.
    fn free_end(&self, middle: f64) -> Align {
        let pairs = self.pruned.iter().flat_map(|(_, after)| self.original.iter().zip(after));
        let still = pairs.filter(|(_, after)| -**after <= self.tolerance);
        let (fast, slow): (Vec<_>, Vec<_>) = still.partition(|(before, _)| -**before > middle);
        if fast.len() > slow.len() { Align::Left } else { Align::Right }
    }
}

/// Lays the picture out; both axes are the same and hold what `floor` holds.
pub fn chart(title: &str, rates: &Rates, floor: &mut Floor, size: Point, style: &Style) -> Chart {
    let decays = |eigenvalue: &&f64| -**eigenvalue > rates.tolerance;
    let all = rates.original.iter().chain(rates.pruned.iter().flat_map(|(_, after)| after));
    let axis = Axis::over("", Scale::Log, all.filter(decays).map(|eigenvalue| -eigenvalue));
    let before = floor.unwrap_or((axis.min, axis.max));
    let (min, max) = (axis.min.min(before.0), axis.max.max(before.1));
    *floor = Some((min, max));
    let axis = |title: &str, band| Axis { band, ..Axis::new(title, Scale::Log, (min, max)) };
    // Only an original network with modes that do not decay needs a band for them.
    let still = rates.original.iter().any(|eigenvalue| -eigenvalue <= rates.tolerance);
    let x = axis("slow ← original rate of decay −λ → fast", still.then_some(rates.tolerance));
    let y = axis("rate of decay after pruning −λ′", Some(rates.tolerance));
    let mut content = Content::new(title, x, y);
    let roles: Vec<Role> = rates.pruned.iter().map(|(role, _)| *role).collect();
    content.keys = keys(&roles, &style.palette);
    content.guides =
        vec![Guide::Diagonal, Guide::Band("λ′ ≥ 0: does not decay", rates.free_end((min * max).sqrt()))];
    Chart::new(content, size, style)
}

/// The marks. Those whose original or pruned eigenvalue is not finite are left out and counted.
pub fn draw(pen: &mut Pen, chart: &Chart, rates: &Rates) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let mut shown = Shown::default();
    for (rule, after) in &rates.pruned {
        same_length("pruned eigenvalues", rates.original.len(), after.len())?;
        let values: Vec<_> =
            rates.original.iter().zip(after).map(|(before, after)| (-before, -after)).collect();
        let colour = palette.role(*rule);
        let colour = if *rule == Role::By(Rule::Uniform) { colour.over(palette.paper, 0.6) } else { colour };
        shown += chart.draw_marks(pen, &values, rule.mark(), super::MARK, colour)?;
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_band_stands_where_no_marks_are() {
        let end = |after: [f64; 4]| {
            let original = vec![-0.1, -0.2, -5.0, -10.0];
            let pruned = vec![(Role::By(Rule::Noise), after.to_vec())];
            Rates { original, pruned, tolerance: 1e-9 }.free_end(1.0)
        };
        assert_eq!(end([-0.1, -0.2, -5.0, -9.0]), Align::Right);
        assert_eq!(end([0.0, -0.2, -5.0, -9.0]), Align::Right);
        assert_eq!(end([-0.1, -0.2, 0.0, -9.0]), Align::Left);
        assert_eq!(end([0.0, -0.2, 0.0, -9.0]), Align::Right);
    }
}
