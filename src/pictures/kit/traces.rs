//! Networks compared on the same noise: the traces of a few neurons, and the relative error over time.

use super::chart::{Axis, Chart, Content, Key, LARGEST, Scale};
use super::errors::{self, Line};
use super::ink::{Pen, Point, Stroke, Surface};
use super::palette::{Palette, Role};
use super::{PictureError, Shown, Style, same_length};

/// One neuron's rate in one of the networks.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    /// Row in the picture, from the top.
    pub row: usize,
    pub role: Role,
    /// One value for each time.
    pub rates: &'a [f64],
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Traces<'a> {
    /// Times, ascending.
    pub time: &'a [f64],
    /// The neurons' names, one a row.
    pub names: &'a [&'a str],
    /// In any order; the original is drawn below the others.
    pub traces: &'a [Trace<'a>],
}

impl Traces<'_> {
    /// The axis of time.
    pub fn range(&self, title: &str) -> Axis {
        let finite = || self.time.iter().copied().filter(|t| t.abs() <= LARGEST);
        let (first, last) = (finite().next(), finite().next_back());
        match (first, last) {
            (Some(min), Some(max)) if max > min => {
                Axis { title: title.into(), min, max, scale: Scale::Linear }
            }
            _ => Axis::over(title, Scale::Linear, first),
        }
    }
}

/// Lays the rows out below each other, a neuron's name at each: row k from the top is drawn within 0.45
/// of `names.len() - k - 0.5` on the y axis.
pub fn chart(title: &str, time: Axis, names: &[&str], roles: &[Role], size: Point, style: &Style) -> Chart {
    let y = Axis {
        title: "rates, each on its own scale".into(),
        min: 0.0,
        max: names.len().max(1) as f64,
        scale: Scale::Linear,
    };
    let mut content = Content::new(title, time, y);
    content.keys = roles
        .iter()
        .map(|&role| Key {
            label: role.label(),
            colour: stroke(role, &style.palette).colour,
            line: Some((role.dash(), stroke(role, &style.palette).width)),
            mark: None,
        })
        .collect();
    content.rows = names.iter().map(|name| name.to_string()).collect();
    Chart::new(content, size, style)
}

/// The range of each row that holds these rates, half as much again, so that pruned networks that follow show
/// and one that runs away does not flatten the rest.
pub fn ranges(rates: &[Vec<f64>]) -> Vec<(f64, f64)> {
    rates.iter().map(widened).collect()
}

/// The traces, each row on its own scale: the original's, the same for all networks. A rate that is not finite
/// breaks its line and is counted; one that leaves its row (a network that runs away) is held at the row's edge.
pub fn draw_data<B: Surface>(
    backend: &mut B,
    style: &Style,
    chart: &Chart,
    traces: &Traces,
) -> Result<Shown, PictureError> {
    let ranges: Vec<(f64, f64)> = (0..traces.names.len()).map(|row| row_range(traces, row)).collect();
    draw_rows(backend, style, chart, traces, &ranges)
}

/// The same on scales that are given, one a row, for traces of which only a part is shown.
pub fn draw_rows<B: Surface>(
    backend: &mut B,
    style: &Style,
    chart: &Chart,
    traces: &Traces,
    ranges: &[(f64, f64)],
) -> Result<Shown, PictureError> {
    for trace in traces.traces {
        same_length("rates of a neuron", traces.time.len(), trace.rates.len())?;
    }
    same_length("scales of the rows", traces.names.len(), ranges.len())?;
    rows(&mut Pen::new(backend, style), chart, traces, ranges)
}

/// The original is a broad pale line, on which the pruned networks' thin ones run as long as they agree.
fn stroke(role: Role, palette: &Palette) -> Stroke {
    let colour = palette.role(role);
    match role {
        Role::Original => Stroke { colour: colour.over(palette.paper, 0.35), width: 4.0 },
        _ => Stroke { colour, width: 1.6 },
    }
}

/// The range of a row: the original's or, if it is not there, everyone's.
fn row_range(traces: &Traces, row: usize) -> (f64, f64) {
    let of_row = || traces.traces.iter().filter(move |trace| trace.row == row);
    let original = of_row().find(|trace| trace.role == Role::Original);
    let rates = original.into_iter().chain(of_row().filter(|_| original.is_none())).flat_map(|t| t.rates);
    widened(rates)
}

fn widened<'a>(rates: impl IntoIterator<Item = &'a f64>) -> (f64, f64) {
    let finite = rates.into_iter().filter(|rate| rate.is_finite());
    let (low, high) =
        finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &rate| (low.min(rate), high.max(rate)));
    if low > high {
        return (-1.0, 1.0);
    }
    let (middle, half) = ((low + high) / 2.0, 0.75 * (high - low).max(1e-12));
    (middle - half, middle + half)
}

fn rows(pen: &mut Pen, chart: &Chart, traces: &Traces, ranges: &[(f64, f64)]) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let count = traces.names.len().max(1);
    let mut shown = Shown::default();
    for row in 0..count {
        let Some(&(low, high)) = ranges.get(row) else { break };
        let base = (count - row) as f64 - 0.5;
        let of_row = |original: bool| {
            traces.traces.iter().filter(move |t| t.row == row && (t.role == Role::Original) == original)
        };
        for trace in of_row(true).chain(of_row(false)) {
            let height = |rate: f64| base + 0.9 * (((rate - low) / (high - low)).clamp(0.0, 1.0) - 0.5);
            let place = |(&time, &rate): (&f64, &f64)| {
                rate.is_finite().then(|| chart.point(time, height(rate))).flatten()
            };
            let points: Vec<Option<Point>> = traces.time.iter().zip(trace.rates).map(place).collect();
            points.iter().for_each(|point| shown.count(point));
            let stroke = stroke(trace.role, &palette);
            for piece in points.split(Option::is_none) {
                let piece: Vec<Point> = piece.iter().flatten().copied().collect();
                pen.path(&piece, stroke, trace.role.dash())?;
            }
        }
    }
    Ok(shown)
}

/// Traces in one layer, for export.
pub fn draw<B: Surface>(
    backend: &mut B,
    style: &Style,
    title: &str,
    x_title: &str,
    traces: &Traces,
) -> Result<Shown, PictureError> {
    let mut roles = Vec::new();
    for role in [Role::Original, Role::Noise, Role::Weight, Role::Uniform] {
        if traces.traces.iter().any(|trace| trace.role == role) {
            roles.push(role);
        }
    }
    let size = Pen::new(backend, style).size();
    let chart = chart(title, traces.range(x_title), traces.names, &roles, size, style);
    chart.draw_frame(backend, style)?;
    draw_data(backend, style, &chart, traces)
}

/// The scale of the error over time: logarithmic where a network runs away, for on a linear one nothing would
/// be left of the others.
pub fn error_scale(lines: &[Line]) -> Scale {
    let most = lines.iter().flat_map(|line| line.y).fold(0.0, |most: f64, x| most.max(*x));
    if most > RUNS_AWAY { Scale::Log } else { Scale::Linear }
}

/// A relative error that nobody needs to read off exactly.
const RUNS_AWAY: f64 = 10.0;

/// Lays the relative error over time out; draw it with [`super::errors::draw_data`].
///
/// On a linear axis the error starts at 0; on a logarithmic one errors of exactly 0 have no place.
pub fn error_chart(
    title: &str,
    x_title: &str,
    lines: &[Line],
    scale: Scale,
    size: Point,
    style: &Style,
) -> Chart {
    let time = Axis::over(x_title, Scale::Linear, lines.iter().flat_map(|line| line.x).copied());
    let title_y = "relative error";
    let errors = lines.iter().flat_map(|line| line.y).copied();
    let y = match scale {
        Scale::Linear => errors::range(title_y, lines, 0.0),
        Scale::Log => Axis::over(title_y, Scale::Log, errors),
    };
    let mut content = Content::new(title, time, y);
    content.ends = lines.iter().map(|line| line.rule.label()).collect();
    Chart::new(content, size, style)
}
