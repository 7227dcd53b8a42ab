//! How long it takes to listen: relative error of a measured statistic against the time observed, with
//! the slope -1/2 of an average over independent samples to compare.

use super::chart::{Axis, Chart, Content, Guide, Scale};
use super::ink::{Pen, Point, Stroke, Surface};
use super::palette::{Dash, Mark};
use super::{PictureError, Shown, Style, same_length};

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Convergence<'a> {
    /// Time observed.
    pub time: &'a [f64],
    /// Relative error after that time.
    pub error: &'a [f64],
    /// The guide line is this times time^(-1/2); `None`: through the last point.
    pub guide: Option<f64>,
}

impl Convergence<'_> {
    fn pairs(&self) -> impl DoubleEndedIterator<Item = (f64, f64)> {
        let positive =
            |(time, error): &(f64, f64)| *time > 0.0 && *error > 0.0 && time.is_finite() && error.is_finite();
        self.time.iter().copied().zip(self.error.iter().copied()).filter(positive)
    }

    /// Axes of time and error.
    pub fn range(&self, x_title: &str) -> (Axis, Axis) {
        let time = Axis::over(x_title, Scale::Log, self.pairs().map(|pair| pair.0));
        (time, Axis::over("relative error", Scale::Log, self.pairs().map(|pair| pair.1)))
    }

    /// The guide line at time 1.
    pub fn guide(&self) -> Option<f64> {
        self.guide.or_else(|| self.pairs().next_back().map(|(time, error)| error * libm::sqrt(time)))
    }
}

/// Lays the picture out; `guide` is the guide line's value at time 1.
pub fn chart(title: &str, range: (Axis, Axis), guide: Option<f64>, size: Point, style: &Style) -> Chart {
    let mut content = Content::new(title, range.0, range.1);
    content.guides =
        guide.map(|at_one| Guide::Power { at_one, slope: -0.5, label: "∝ 1/√time" }).into_iter().collect();
    Chart::new(content, size, style)
}

/// Line and points. Pairs that are not positive and finite are left out and counted.
pub fn draw_data<B: Surface>(
    backend: &mut B,
    style: &Style,
    chart: &Chart,
    convergence: &Convergence,
) -> Result<Shown, PictureError> {
    same_length("errors", convergence.time.len(), convergence.error.len())?;
    data(&mut Pen::new(backend, style), chart, convergence)
}

fn data(pen: &mut Pen, chart: &Chart, convergence: &Convergence) -> Result<Shown, PictureError> {
    let colour = pen.style.palette.noise;
    let points: Vec<Point> =
        convergence.pairs().filter_map(|(time, error)| chart.point(time, error)).collect();
    pen.path(&points, Stroke { colour, width: 1.8 }, Dash::Solid)?;
    // Beads on every point of a dense curve would hide it.
    if points.len() <= 60 {
        for &at in &points {
            pen.mark(at, Mark::Disc, 3.0, colour)?;
        }
    }
    Ok(Shown { drawn: points.len(), left_out: convergence.time.len() - points.len() })
}

/// Everything in one layer, for export.
pub fn draw<B: Surface>(
    backend: &mut B,
    style: &Style,
    title: &str,
    x_title: &str,
    convergence: &Convergence,
) -> Result<Shown, PictureError> {
    let size = Pen::new(backend, style).size();
    let chart = chart(title, convergence.range(x_title), convergence.guide(), size, style);
    chart.draw_frame(backend, style)?;
    draw_data(backend, style, &chart, convergence)
}
