//! Networks compared on the same noise: the activity of a few neurons, a row each.

use super::kit::axis::{Axis, LARGEST, Scale};
use super::kit::chart::{Chart, Content, Key};
use super::kit::ink::{Pen, Point, Stroke, Text};
use super::kit::palette::{Palette, Role};
use super::kit::table::{Table, row};
use super::kit::text::{Align, short};
use super::kit::{PictureError, Shown, Style};
use super::stamp::{aged, stamp_of_traces};
use super::{Figure, Floor, Moment};
use crate::measure::dynamics;
use crate::network::name;

pub struct Traces;

/// The end of the comparison that is shown, as a number of its times.
pub(super) fn shown(moment: &Moment, traces: &dynamics::Traces) -> usize {
    ((moment.until * traces.times.len() as f64).ceil() as usize).max(1).min(traces.times.len())
}

/// The networks of a comparison that are shown, with their places in it: the original, and those of the rules.
fn networks(moment: &Moment) -> Vec<(Role, usize)> {
    let pruned = moment.rules().into_iter().map(|rule| (Role::By(rule), 1 + rule as usize));
    std::iter::once((Role::Original, 0)).chain(pruned).collect()
}

/// Rates of some neurons in some networks.
pub struct Rates<'a> {
    /// Times, ascending, and how many of them are shown.
    pub times: &'a [f64],
    pub until: usize,
    /// The neurons' names, one a row, from the top.
    pub names: Vec<String>,
    /// Whose the networks are, and for each a list of rates for each row; the original comes first.
    pub networks: Vec<(Role, &'a [Vec<f64>])>,
}

fn data<'a>(moment: &Moment<'a>) -> Option<Rates<'a>> {
    let (traces, scene) = (moment.traces?, moment.scene);
    let names = traces.watched.iter().map(|neuron| match scene.names.is_empty() {
        true => format!("neuron {}", name(&scene.names, *neuron)),
        false => name(&scene.names, *neuron),
    });
    let (times, until) = (&traces.times[..], shown(moment, traces));
    let of = |(role, network): (Role, usize)| Some((role, traces.rates.get(network)?.as_slice()));
    let networks = networks(moment).into_iter().filter_map(of).collect();
    Some(Rates { times, until, names: names.collect(), networks })
}

/// Lays the rows out below each other: row k from the top is drawn within 0.45 of `names.len() - k - 0.5` on the y axis.
pub fn chart(title: &str, rates: &Rates, size: Point, style: &Style) -> Chart {
    let rows = rates.names.len().max(1) as f64;
    let y = Axis::new("rates, each on its own scale", Scale::Linear, (0.0, rows));
    let mut content = Content::new(title, time_axis(rates.times), Axis { rows: rates.names.clone(), ..y });
    let key = |role: Role| {
        let Stroke { colour, width } = stroke(role, &style.palette);
        Key { label: role.label(), colour, line: Some((role.dash(), width)), mark: None }
    };
    content.keys = rates.networks.iter().map(|(role, _)| key(*role)).collect();
    Chart::new(content, size, style)
}

fn time_axis(times: &[f64]) -> Axis {
    let finite = || times.iter().copied().filter(|time| time.abs() <= LARGEST);
    match (finite().next(), finite().next_back()) {
        (Some(min), Some(max)) if max > min => Axis::new("time", Scale::Linear, (min, max)),
        (first, _) => Axis::over("time", Scale::Linear, first),
    }
}

/// The original is a broad pale line, on which the pruned networks' thin ones run as long as they agree.
fn stroke(role: Role, palette: &Palette) -> Stroke {
    let colour = palette.role(role);
    match role {
        Role::Original => Stroke { colour: colour.over(palette.paper, 0.35), width: 4.0 },
        _ => Stroke { colour, width: 1.6 },
    }
}

/// The range of a row: half as much again as the original's, so that pruned networks that follow show and one that runs
/// away does not flatten the rest.
fn range(rates: &[f64]) -> (f64, f64) {
    let finite = rates.iter().filter(|rate| rate.is_finite());
    let (low, high) =
        finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &rate| (low.min(rate), high.max(rate)));
    if low > high {
        return (-1.0, 1.0);
    }
    let (middle, half) = ((low + high) / 2.0, 0.75 * (high - low).max(1e-12));
    (middle - half, middle + half)
}

/// Draws the rates, each row on the scale of its original. A rate that is not finite breaks its line and is counted; one
/// that leaves its row (a network that runs away) is held at the row's edge, and named there.
pub fn draw(pen: &mut Pen, chart: &Chart, rates: &Rates) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let mut shown = Shown::default();
    for (row, original) in rates.networks.first().into_iter().flat_map(|(_, rows)| *rows).enumerate() {
        let (low, high) = range(original);
        let base = (rates.names.len() - row) as f64 - 0.5;
        let height = |rate: f64| match rate.is_finite() {
            true => base + 0.9 * (((rate - low) / (high - low)).clamp(0.0, 1.0) - 0.5),
            false => f64::NAN,
        };
        for &(role, network) in &rates.networks {
            let of_row = rates.times.iter().zip(&network[row]).take(rates.until);
            let values: Vec<_> = of_row.map(|(time, rate)| (*time, height(*rate))).collect();
            shown += chart.draw_line(pen, &values, stroke(role, &palette), role.dash())?;
        }
        let is_beyond = |rate: &f64| rate.is_finite() && !(low..=high).contains(rate);
        let beyond =
            rates.networks.iter().filter(|(_, rows)| rows[row].iter().take(rates.until).any(is_beyond));
        let names: Vec<&str> = beyond.map(|(role, _)| role.label()).collect();
        if !names.is_empty() {
            let at = (chart.plot.right - 4.0, chart.point(chart.content.x.min, base + 0.45).1);
            let text = Text { size: 11.0, colour: palette.muted, bold: false, align: Align::Right };
            pen.text(at, &format!("beyond: {}", names.join(", ")), text)?;
        }
    }
    Ok(shown)
}

impl Figure for Traces {
    fn label(&self) -> &'static str {
        "Activity: same start, same input, same noise"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "A neuron a row, among them the ones that vary most and least. The nearer to the broad grey line, the better."
    }

    fn title(&self, moment: &Moment) -> String {
        aged(self.label(), moment.age(moment.of.traces))
    }

    fn has(&self, moment: &Moment) -> bool {
        moment.traces.is_some()
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        stamp_of_traces(moment)
    }

    fn sentence(&self, moment: &Moment) -> String {
        let Some(traces) = moment.traces else { return String::new() };
        let watched: Vec<String> = traces.watched.iter().map(|k| name(&moment.scene.names, *k)).collect();
        let end = traces.times.last().copied().unwrap_or(0.0);
        format!(
            "Activity of the neurons {} in the original and the pruned networks, up to time {}.",
            watched.join(", "),
            short(end)
        )
    }

    fn table(&self, moment: &Moment) -> Table {
        let Some(traces) = moment.traces else { return Table::default() };
        let mut head = vec![String::from("time")];
        let shown = networks(moment);
        for neuron in &traces.watched {
            let neuron = name(&moment.scene.names, *neuron);
            head.extend(shown.iter().map(|(role, _)| format!("{neuron}, {}", role.label())));
        }
        let of = |k: usize| {
            let watched = 0..traces.watched.len();
            let rates =
                watched.flat_map(|row| shown.iter().map(move |(_, network)| traces.rates[*network][row][k]));
            row(short(traces.times[k]), &rates.collect::<Vec<f64>>())
        };
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        Table::thinned(&head, traces.times.len(), of)
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        Some(chart(&self.title(moment), &data(moment)?, size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        let Some((chart, rates)) = chart.zip(data(moment)) else { return Ok(()) };
        draw(pen, chart, &rates).map(drop)
    }
}
