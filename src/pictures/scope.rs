//! What one synapse hears: the rates of its two neurons, their difference (their sum, if it is inhibitory), and below
//! them the one number that it keeps, as it listens.

use super::kit::axis::{Axis, Scale};
use super::kit::chart::{Chart, Content};
use super::kit::ink::{Pen, Point, Stroke, Text};
use super::kit::palette::{Dash, Palette, Rgb};
use super::kit::table::{Table, row};
use super::kit::text::{Align, short};
use super::kit::{PictureError, Style};
use super::{Figure, Floor, Moment};
use crate::network::name;
use crate::rule::noise::WARM_UP;
use crate::visit::message::Sample;

pub struct Scope;

/// Rows of the picture, from the top: two rates, what the synapse hears of them, and what it keeps.
const ROWS: usize = 4;
/// A row of rates spans so many standard deviations to each side.
const DEVIATIONS: f64 = 3.5;
/// The exact value stands at this share of its row.
const EXACT_AT: f64 = 0.6;

/// What is shown: a synapse, and what it has heard as far as it is told.
struct Heard<'a> {
    synapse: usize,
    samples: &'a [Sample],
    exact: Option<f64>,
    /// What the times of the samples have before the axis begins: snapshots need no time to settle.
    before: f64,
}

fn heard<'a>(moment: &Moment<'a>) -> Option<Heard<'a>> {
    let scope = moment.told.record?.scope();
    let synapse = if scope.heard.is_empty() { moment.told.worth_hearing? } else { scope.synapse as usize };
    let told = scope.heard.partition_point(|sample| sample.time <= moment.told.time);
    Some(Heard {
        synapse,
        samples: &scope.heard[..told],
        exact: moment.exact(synapse),
        before: if moment.scene.sampled { WARM_UP } else { 0.0 },
    })
}

impl Heard<'_> {
    /// The signals of the three upper rows, without their means.
    fn signals(&self, moment: &Moment) -> [Vec<f64>; 3] {
        let sign = moment.scene.weight[self.synapse].signum();
        let signal = |of: &dyn Fn(&Sample) -> f64| {
            let mean = self.samples.iter().map(of).sum::<f64>() / self.samples.len().max(1) as f64;
            self.samples.iter().map(|sample| of(sample) - mean).collect()
        };
        [
            signal(&|sample| sample.rates.0),
            signal(&|sample| sample.rates.1),
            signal(&|sample| sample.rates.0 - sign * sample.rates.1),
        ]
    }

    /// What the synapse keeps now; None before it listens.
    fn kept(&self) -> Option<f64> {
        self.samples.last().filter(|sample| sample.time > WARM_UP).map(|sample| sample.kept)
    }

    /// The greatest number in the row of what is kept.
    fn top(&self) -> f64 {
        let most = self.samples.iter().map(|sample| sample.kept).fold(0.0, f64::max);
        self.exact.map_or(1.25 * most, |exact| exact / EXACT_AT).max(f64::MIN_POSITIVE)
    }
}

/// The names of a synapse's neurons, the one that receives first.
fn names(moment: &Moment, synapse: usize) -> [String; 2] {
    let scene = moment.scene;
    [scene.i[synapse], scene.j[synapse]].map(|neuron| name(&scene.names, neuron as usize))
}

fn rows(moment: &Moment, synapse: usize) -> Vec<String> {
    let [i, j] = names(moment, synapse);
    let heard = if moment.scene.weight[synapse] < 0.0 { "sum" } else { "difference" };
    vec![i, j, heard.into(), "kept".into()]
}

/// Half of what a row of rates spans: enough for each of them as the exact covariance has it, and for what there is.
fn span(moment: &Moment, heard: &Heard, signals: &[Vec<f64>]) -> f64 {
    let most = signals.iter().flatten().fold(0.0, |most: f64, rate| most.max(rate.abs()));
    if moment.exact(heard.synapse).is_none() {
        return (1.2 * most).max(f64::MIN_POSITIVE);
    }
    let (scene, synapse) = (moment.scene, heard.synapse);
    let variances = [
        scene.variance[scene.i[synapse] as usize],
        scene.variance[scene.j[synapse] as usize],
        scene.difference(synapse),
    ];
    let exact = DEVIATIONS * moment.params.sigma * libm::sqrt(variances.into_iter().fold(0.0, f64::max));
    exact.max(f64::MIN_POSITIVE)
}

/// The middle of a row, counted from the top.
fn middle(row: usize) -> f64 {
    (ROWS - row) as f64 - 0.5
}

/// The colour and width of a row's line.
fn stroke(row: usize, palette: &Palette) -> Stroke {
    let (colour, width): (Rgb, f64) = match row {
        0 | 1 => (palette.muted, 1.1),
        2 => (palette.noise(), 1.1),
        _ => (palette.noise(), 2.4),
    };
    Stroke { colour, width }
}

impl Figure for Scope {
    fn label(&self) -> &'static str {
        "What one synapse hears"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "Two neurons and their difference on one scale, and the mean of its square, which is all that the synapse keeps."
    }

    fn title(&self, moment: &Moment) -> String {
        let Some(heard) = heard(moment) else { return self.label().into() };
        let [i, j] = names(moment, heard.synapse);
        let neurons = if moment.scene.names.is_empty() { "neurons " } else { "" };
        format!("The synapse between {neurons}{i} and {j} listens")
    }

    fn has(&self, moment: &Moment) -> bool {
        heard(moment).is_some()
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        heard(moment).map_or(0, |heard| (heard.synapse as u64) << 32 | heard.samples.len() as u64)
    }

    fn sentence(&self, moment: &Moment) -> String {
        let Some(heard) = heard(moment) else { return String::new() };
        let [i, j] = names(moment, heard.synapse);
        let kept = heard.kept().map_or("nothing yet".into(), short);
        let exact =
            heard.exact.map_or(String::new(), |exact| format!(" The exact value is {}.", short(exact)));
        format!("The synapse between the neurons {i} and {j} keeps {kept}.{exact}")
    }

    fn table(&self, moment: &Moment) -> Table {
        let Some(heard) = heard(moment) else { return Table::default() };
        let [i, j] = names(moment, heard.synapse);
        let of = |k: usize| {
            let Sample { time, rates, kept } = heard.samples[k];
            row(short(time - heard.before), &[rates.0, rates.1, kept])
        };
        let time = if moment.scene.sampled { "snapshots" } else { "time in τ" };
        Table::thinned(&[time, &i, &j, "kept"], heard.samples.len(), of)
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        let heard = heard(moment)?;
        let time = Axis::new(
            if moment.scene.sampled { "snapshots" } else { "time, τ" },
            Scale::Linear,
            (0.0, WARM_UP - heard.before + moment.params.listening().0.max(1.0)),
        );
        let rates = Axis::new("rates", Scale::Linear, (0.0, ROWS as f64));
        let rates = Axis { rows: rows(moment, heard.synapse), ..rates };
        Some(Chart::new(Content::new(&self.title(moment), time, rates), size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        let Some((chart, heard)) = chart.zip(heard(moment)) else { return Ok(()) };
        let palette = pen.style.palette;
        let signals = heard.signals(moment);
        let span = span(moment, &heard, &signals);
        for (row, signal) in signals.iter().enumerate() {
            let height = |rate: &f64| middle(row) + 0.45 * (rate / span).clamp(-1.0, 1.0);
            let line = heard
                .samples
                .iter()
                .zip(signal)
                .map(|(sample, rate)| (sample.time - heard.before, height(rate)));
            chart.draw_line(pen, &line.collect::<Vec<_>>(), stroke(row, &palette), Dash::Solid)?;
        }
        draw_kept(pen, chart, &heard)
    }
}

/// The lowest row: what is kept, and the exact value where it is known.
fn draw_kept(pen: &mut Pen, chart: &Chart, heard: &Heard) -> Result<(), PictureError> {
    let (palette, top) = (pen.style.palette, heard.top());
    let height = |value: f64| 0.9 * (value / top).clamp(0.0, 1.0);
    let (from, to) = (chart.content.x.min, chart.content.x.max);
    let text = |colour, align| Text { size: 12.0, colour, bold: true, align };
    if let Some(exact) = heard.exact {
        let line = [(from, height(exact)), (to, height(exact))];
        chart.draw_line(pen, &line, Stroke { colour: palette.ink, width: 1.2 }, Dash::Dashed)?;
        let (x, y) = chart.point(to, height(exact));
        let said = format!("exact {}", short(exact));
        pen.text((x - 2.0, y - 9.0), &said, text(palette.ink, Align::Right))?;
    }
    let listens = heard.samples.iter().filter(|sample| sample.time > WARM_UP);
    let line: Vec<_> = listens.map(|sample| (sample.time - heard.before, height(sample.kept))).collect();
    chart.draw_line(pen, &line, stroke(ROWS - 1, &palette), Dash::Solid)?;
    let said = match heard.kept() {
        Some(kept) => format!("keeps {}", short(kept)),
        None => "the noise settles".into(),
    };
    let (x, y) = chart.point(from, 0.95);
    pen.text((x + 6.0, y), &said, text(palette.noise(), Align::Left))
}
