//! Every picture of a run, from what page and worker say to each other: one home for which data a picture
//! takes, whose colours it has and what it is called, whether it goes to a canvas or into a file.

pub mod kit;
pub mod network;
pub mod words;

use crate::measure::dynamics::Traces;
use crate::measure::limit::{self, Point};
use crate::measure::spectrum::max_abs;
use crate::network::{self as nets, Symmetry};
use crate::numerics::order;
use crate::params::{Cov, Net, Rule, choice};
use crate::pictures::kit::chart::Chart;
use crate::pictures::kit::ink::{Pen, Point as Place, Surface};
use crate::pictures::kit::matrix::{Matrix, Ramp};
use crate::pictures::kit::spectrum::{Axes, Plane, Pruned, Spectrum};
use crate::pictures::kit::{PictureError, Role, Style, Theme};
use crate::pictures::kit::{convergence, errors, limit as limits, matrix, scatter, spectrum, traces};
use crate::rule::fate::Fate;
use crate::run::{Moved, ZERO};
use crate::visit::message::{Cells, Scene};

choice! {
    /// A picture; its word is its canvas's and its file's name.
    Picture {
        Network = "network", "The network";
        Spectrum = "spectrum", "Spectrum";
        Errors = "errors", "Error as the run goes on";
        /// |A|.
        Weights = "weights", "Weights |A|";
        /// C.
        Covariance = "covariance", "Covariance C";
        /// p of each synapse.
        Keeping = "keeping", "Probability p of being kept";
        /// S.
        Pruned = "pruned", "Weights |S| after pruning";
        Importance = "importance", "Importance against weight";
        Traces = "traces", "Activity: same start, same input, same noise";
        Dynamics = "dynamics", "Error of the activity, relative";
        Convergence = "convergence", "Listening: error of the measured importances";
        Probabilities = "probabilities", "Probability of being kept: measured against exact";
        Limit = "limit", "Fraction pruned by the noise rule at a fixed error";
    }
}

/// Marks of a scatter at most: beyond, only every second, third … synapse has one.
const MARKS: usize = 4_000;

/// Ranges of axes that may grow while a run goes on, and do not shrink.
#[derive(Clone, Copy, Debug)]
pub struct Floors {
    rates: Option<(f64, f64)>,
    error: f64,
}

impl Default for Floors {
    fn default() -> Self {
        // Before anything has moved, an error of rounding alone is no scale.
        Floors { rates: None, error: 0.01 }
    }
}

pub use crate::visit::moment::{Moment, Selection};

/// How each rule is drawn.
fn roles() -> Vec<Role> {
    Rule::ALL.iter().map(|rule| role(*rule)).collect()
}

/// How a rule is drawn.
pub fn role(rule: Rule) -> Role {
    match rule {
        Rule::Noise => Role::Noise,
        Rule::Weight => Role::Weight,
        Rule::Uniform => Role::Uniform,
    }
}

impl Moment<'_> {
    /// Whether there is anything to be seen in a picture.
    pub fn has(&self, picture: Picture) -> bool {
        match picture {
            Picture::Network | Picture::Spectrum | Picture::Errors | Picture::Weights => true,
            Picture::Covariance => self.scores.is_some() || self.params.cov == Cov::Exact,
            Picture::Keeping | Picture::Pruned | Picture::Importance => self.scores.is_some(),
            Picture::Traces | Picture::Dynamics => self.traces.is_some(),
            Picture::Convergence => self.heard.is_some_and(|heard| heard.notes.len() > 1),
            Picture::Probabilities => self.scores.is_some_and(|scores| !scores.exact.is_empty()),
            Picture::Limit => !self.limit.is_empty(),
        }
    }

    /// A square of values that synapses have.
    fn cells(&self, value: impl Fn(usize) -> f64) -> Cells {
        let (scene, n) = (self.scene, self.scene.n());
        let mut cells = Cells::empty(n);
        for synapse in 0..scene.synapses() {
            let (i, j) = (scene.i[synapse] as usize, scene.j[synapse] as usize);
            let value = value(synapse);
            cells.put(n, i, j, value);
            if !self.is_directed() {
                cells.put(n, j, i, value);
            }
        }
        cells
    }

    /// One synapse in so many has a mark in a scatter.
    fn every(&self) -> usize {
        self.scene.synapses().div_ceil(MARKS).max(1)
    }

    /// The end of the comparison that is shown.
    fn shown_times(&self, traces: &Traces) -> usize {
        ((self.until * traces.times.len() as f64).ceil() as usize).max(1).min(traces.times.len())
    }
}

/// Title of a picture, with whose network it shows.
pub fn title(picture: Picture, moment: &Moment) -> String {
    let label = Picture::WORDS[picture as usize].1;
    let every = moment.every();
    match (picture, moment.rule) {
        (Picture::Network, _) => network::title(moment).into(),
        (Picture::Spectrum, _) if moment.is_directed() => "Spectrum: joined before and after pruning".into(),
        (Picture::Spectrum, _) => "Spectrum: after pruning against before".into(),
        (Picture::Covariance, _) if moment.params.cov == Cov::Measured => {
            "Heard by the synapses: Var(xᵢ ∓ xⱼ)".into()
        }
        (Picture::Keeping | Picture::Pruned, rule) => format!("{label}: {}", rule.word()),
        (Picture::Importance | Picture::Probabilities, _) if every > 1 => {
            format!("{label} (1 in {every})")
        }
        _ => label.into(),
    }
}

/// What a chart takes, in owned lists. One variant a picture with axes.
enum Data<'a> {
    Real { original: Vec<f64>, pruned: Vec<(Role, &'a [f64])>, axes: Axes },
    Plane { original: &'a [(f64, f64)], pruned: &'a [(f64, f64)], rule: Role },
    Lines { x: Vec<f64>, y: Vec<(Role, Vec<f64>)> },
    Scatter { x: Vec<f64>, y: Vec<f64>, fate: Vec<Fate> },
    Traces { names: Vec<String>, traces: &'a Traces },
    Notes { time: Vec<f64>, error: Vec<f64> },
    Limit { lists: Vec<(Vec<f64>, Vec<f64>)>, expected: Vec<(f64, f64)> },
}

/// The data of a picture with axes; None for one without.
fn data<'a>(picture: Picture, moment: &Moment<'a>) -> Option<Data<'a>> {
    let scene = moment.scene;
    let sample = || (0..scene.synapses()).step_by(moment.every());
    Some(match picture {
        Picture::Spectrum if moment.is_directed() => {
            let after = moment.snapshot.map(|snapshot| &snapshot.rules[moment.rule as usize].moved);
            let pruned = match after {
                Some(Moved::Complex { eigenvalues, .. }) => eigenvalues,
                _ => &scene.eigenvalues,
            };
            Data::Plane { original: &scene.eigenvalues, pruned, rule: role(moment.rule) }
        }
        Picture::Spectrum => {
            let original: Vec<f64> = scene.eigenvalues.iter().map(|value| value.0).collect();
            let axes = Axes::DecayRate { tolerance: ZERO * max_abs(&original) };
            // The order from below: open diamonds let the discs be seen.
            let order = [Rule::Uniform, Rule::Noise, Rule::Weight].into_iter();
            let pruned = order.filter_map(|rule| match &moment.snapshot?.rules[rule as usize].moved {
                Moved::Real { eigenvalues, .. } => Some((role(rule), &eigenvalues[..])),
                Moved::Complex { .. } => None,
            });
            Data::Real { original, pruned: pruned.collect(), axes }
        }
        Picture::Errors => {
            let all = scene.synapses() as f64;
            let x = moment.history.keys().map(|decided| *decided as f64 / all).collect();
            let of = |rule: Rule| moment.history.values().map(|mean| mean[rule as usize]).collect();
            Data::Lines { x, y: Rule::ALL.iter().map(|rule| (role(*rule), of(*rule))).collect() }
        }
        Picture::Dynamics => {
            let traces = moment.traces?;
            let until = moment.shown_times(traces);
            let lines = Rule::ALL.iter().zip(traces.relative_error.iter().skip(1));
            let y = lines.map(|(rule, y)| (role(*rule), y[..until.min(y.len())].to_vec())).collect();
            Data::Lines { x: traces.times[..until].to_vec(), y }
        }
        Picture::Importance => Data::Scatter {
            x: sample().map(|k| scene.weight[k].abs()).collect(),
            y: sample().map(|k| moment.scores.map_or(0.0, |scores| scores.importance[k])).collect(),
            fate: sample().map(|k| moment.fate(k)).collect(),
        },
        Picture::Probabilities => {
            let scores = moment.scores?;
            let noise = Moment { rule: Rule::Noise, ..*moment };
            Data::Scatter {
                x: sample().map(|k| scores.exact[k]).collect(),
                y: sample().map(|k| scores.probability[Rule::Noise as usize][k]).collect(),
                fate: sample().map(|k| noise.fate(k)).collect(),
            }
        }
        Picture::Traces => {
            let traces = moment.traces?;
            let names = traces.watched.iter().map(|neuron| match scene.names.is_empty() {
                true => format!("neuron {}", nets::name(&scene.names, *neuron)),
                false => nets::name(&scene.names, *neuron),
            });
            Data::Traces { names: names.collect(), traces }
        }
        Picture::Convergence => {
            let (time, error) = moment.heard?.notes.iter().copied().unzip();
            Data::Notes { time, error }
        }
        Picture::Limit => {
            let lists = [Net::Complete, Net::Clustered].map(|net| {
                let of = || moment.limit.iter().filter(move |point| point.net == net);
                (of().map(|point| point.n as f64).collect(), of().map(Point::pruned).collect())
            });
            let (least, most) = (limit::SIZES[0] as f64, limit::SIZES[limit::SIZES.len() - 1] as f64);
            let curve = (0..=60).map(|k| least * libm::pow(most / least, f64::from(k) / 60.0));
            let expected = curve.map(|n| (n, limit::complete(n, moment.eps))).collect();
            Data::Limit { lists: lists.into(), expected }
        }
        _ => return None,
    })
}

fn lines<'a>(x: &'a [f64], y: &'a [(Role, Vec<f64>)]) -> Vec<errors::Line<'a>> {
    y.iter().map(|(rule, y)| errors::Line { rule: *rule, x, y }).collect()
}

fn points(lists: &[(Vec<f64>, Vec<f64>)]) -> Vec<limits::Points<'_>> {
    let marks = ["complete", "clustered"].into_iter().zip([Role::Noise, Role::Weight]).zip(lists);
    marks.map(|((label, rule), (n, pruned))| limits::Points { rule, label, n, pruned }).collect()
}

/// Every network of a comparison.
const ROLES: [Role; 4] = [Role::Original, Role::Noise, Role::Weight, Role::Uniform];

/// A picture's axes and words; None for one without axes.
pub fn chart(
    picture: Picture,
    moment: &Moment,
    floors: &mut Floors,
    size: Place,
    style: &Style,
) -> Option<Chart> {
    // A chart's axes are those of the whole comparison, however little of it is shown.
    let whole = Moment { until: 1.0, ..*moment };
    let title = title(picture, moment);
    Some(match data(picture, &whole)? {
        Data::Real { original, pruned, axes } => {
            let pruned = real(&pruned);
            let data = Spectrum { original: &original, pruned: &pruned, axes, selected: None };
            let mut range = data.range();
            let axis = &mut range.axis;
            let before = floors.rates.unwrap_or((axis.min, axis.max));
            (axis.min, axis.max) = (axis.min.min(before.0), axis.max.max(before.1));
            floors.rates = Some((axis.min, axis.max));
            spectrum::chart(axes, &range, &roles(), &title, size, style)
        }
        Data::Plane { original, pruned, rule } => {
            spectrum::plane_chart(Plane { rule, original, pruned }.range(), rule, &title, size, style)
        }
        Data::Lines { x, y } if picture == Picture::Errors => {
            let what = match moment.scene.symmetry {
                Symmetry::Symmetric => "mean |λ′/λ − 1|, error of an eigenvalue",
                _ => "mean |λ′ − λ| over mean |λ|",
            };
            let axis = errors::range(what, &lines(&x, &y), floors.error);
            floors.error = axis.max;
            let across = "fraction of synapses decided";
            errors::chart(&title, across, axis, &roles(), size, style)
        }
        Data::Lines { x, y } => {
            let lines = lines(&x, &y);
            traces::error_chart(&title, "time", &lines, traces::error_scale(&lines), size, style)
        }
        Data::Scatter { x, y, .. } if picture == Picture::Importance => {
            scatter::chart(scatter::range(&x, &y), &title, size, style)
        }
        Data::Scatter { .. } => scatter::probability_chart(&title, size, style),
        Data::Traces { names, traces } => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let data = traces::Traces { time: &traces.times, names: &names, traces: &[] };
            traces::chart(&title, data.range("time"), &names, &ROLES, size, style)
        }
        Data::Notes { time, error } => {
            let data = convergence::Convergence { time: &time, error: &error, guide: None };
            convergence::chart(&title, data.range("observed time, τ"), data.guide(), size, style)
        }
        Data::Limit { lists, expected } => {
            let points = points(&lists);
            let data = limits::Limit { points: &points, expected: &expected };
            limits::chart(&title, data.range(), &points, size, style)
        }
    })
}

fn real<'a>(pruned: &[(Role, &'a [f64])]) -> Vec<Pruned<'a>> {
    pruned.iter().map(|(rule, eigenvalues)| Pruned { rule: *rule, eigenvalues }).collect()
}

/// What moves in a picture with axes.
pub fn draw_data<B: Surface>(
    backend: &mut B,
    style: &Style,
    picture: Picture,
    chart: &Chart,
    moment: &Moment,
) -> Result<(), PictureError> {
    let Some(data) = data(picture, moment) else { return Ok(()) };
    match data {
        Data::Real { original, pruned, axes } => {
            let pruned = real(&pruned);
            let data = Spectrum { original: &original, pruned: &pruned, axes, selected: None };
            spectrum::draw_data(backend, style, chart, &data)?;
        }
        Data::Plane { original, pruned, rule } => {
            spectrum::draw_plane(backend, style, chart, &Plane { rule, original, pruned })?;
        }
        Data::Lines { x, y } => {
            errors::draw_data(backend, style, chart, &lines(&x, &y))?;
        }
        Data::Scatter { x, y, fate } => {
            let data = scatter::Scatter { x: &x, y: &y, fate: &fate, selected: None };
            scatter::draw_data(backend, style, chart, &data)?;
        }
        Data::Traces { names, traces } => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let until = moment.shown_times(traces);
            let mut rows = Vec::new();
            for (role, of_network) in ROLES.iter().zip(&traces.rates) {
                let row = |(row, rates): (usize, &'_ Vec<f64>)| (row, rates.len().min(until));
                for ((row, end), rates) in of_network.iter().enumerate().map(row).zip(of_network) {
                    rows.push(traces::Trace { row, role: *role, rates: &rates[..end] });
                }
            }
            let ranges = traces::ranges(traces.rates.first().map_or(&[], Vec::as_slice));
            let data = traces::Traces { time: &traces.times[..until], names: &names, traces: &rows };
            traces::draw_rows(backend, style, chart, &data, &ranges)?;
        }
        Data::Notes { time, error } => {
            let data = convergence::Convergence { time: &time, error: &error, guide: None };
            convergence::draw_data(backend, style, chart, &data)?;
        }
        Data::Limit { lists, expected } => {
            let points = points(&lists);
            let data = limits::Limit { points: &points, expected: &expected };
            limits::draw_data(backend, style, chart, &data)?;
        }
    }
    Ok(())
}

/// A picture of a matrix.
fn draw_matrix<B: Surface>(
    backend: &mut B,
    style: &Style,
    picture: Picture,
    moment: &Moment,
) -> Result<(), PictureError> {
    let scene = moment.scene;
    let (cells, limit) = match picture {
        Picture::Weights => (moment.cells(|k| scene.weight[k].abs()), None),
        Picture::Keeping => (moment.cells(|k| moment.p(k)), Some(1.0)),
        Picture::Pruned => (moment.cells(|k| moment.weight(k).abs()), None),
        _ if moment.params.cov == Cov::Measured => (moment.cells(|k| moment.statistic(k)), None),
        _ => (scene.cells.clone(), None),
    };
    let values: Vec<f64> = cells.values.iter().map(|value| f64::from(*value)).collect();
    // A few entries of a covariance may be a hundred times as large as the rest, which then could not be seen.
    let limit = if picture == Picture::Covariance { Some(strong(&values)) } else { limit };
    let largest = max_abs(&values);
    let ramp = match values.iter().any(|value| *value < -1e-6 * largest) {
        true => Ramp::Diverging,
        false => Ramp::Sequential,
    };
    let title = title(picture, moment);
    let matrix = Matrix {
        title: &title,
        n: cells.side,
        values: &values,
        by_column: false,
        ramp,
        limit,
        selected: None,
    };
    matrix::draw(backend, style, &matrix).map(drop)
}

/// The magnitude that one in fifty of the entries that are not 0 reach.
fn strong(values: &[f64]) -> f64 {
    let mut sizes: Vec<f64> = values.iter().map(|value| value.abs()).filter(|size| *size > 0.0).collect();
    order::ascending(&mut sizes);
    sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 50)).copied().unwrap_or(1.0)
}

/// A whole picture in one layer.
pub fn draw<B: Surface>(
    backend: &mut B,
    style: &Style,
    picture: Picture,
    moment: &Moment,
    floors: &mut Floors,
) -> Result<(), PictureError> {
    let (width, height) = backend.get_size();
    let size = (f64::from(width) / style.scale, f64::from(height) / style.scale);
    match chart(picture, moment, floors, size, style) {
        Some(chart) => {
            chart.draw_frame(backend, style)?;
            draw_data(backend, style, picture, &chart, moment)
        }
        None if picture == Picture::Network => network::draw(&mut Pen::new(backend, style), moment),
        None => draw_matrix(backend, style, picture, moment),
    }
}

/// A whole picture as an SVG document of this size in CSS pixels.
pub fn svg(
    size: (u32, u32),
    theme: Theme,
    picture: Picture,
    moment: &Moment,
) -> Result<String, PictureError> {
    let document = crate::pictures::kit::svg::svg(size, theme, |backend, style| {
        draw(backend, style, picture, moment, &mut Floors::default())
    })?;
    let words = [title(picture, moment), words::sentence(picture, moment)];
    Ok(crate::pictures::kit::svg::described(&document, &words[0], &words[1]))
}

/// The mark of what is looked at, over a picture that shows synapses.
pub fn draw_selection<B: Surface>(
    backend: &mut B,
    style: &Style,
    picture: Picture,
    moment: &Moment,
    selection: Selection,
) -> Result<(), PictureError> {
    let (width, height) = backend.get_size();
    let size = (f64::from(width) / style.scale, f64::from(height) / style.scale);
    let scene = moment.scene;
    match (picture, selection) {
        (Picture::Network, _) => network::mark(&mut Pen::new(backend, style), moment, selection),
        (Picture::Weights | Picture::Covariance | Picture::Keeping | Picture::Pruned, _) => {
            let n = scene.n();
            let (i, j) = match selection {
                Selection::Edge(synapse) => (scene.i[synapse] as usize, scene.j[synapse] as usize),
                Selection::Node(neuron) => (neuron, neuron),
            };
            matrix::draw_mark(backend, style, n, (i, j))?;
            if moment.is_directed() { Ok(()) } else { matrix::draw_mark(backend, style, n, (j, i)) }
        }
        (Picture::Importance | Picture::Probabilities, Selection::Edge(synapse)) => {
            let Some(chart) = chart(picture, moment, &mut Floors::default(), size, style) else {
                return Ok(());
            };
            let Some(scores) = moment.scores else { return Ok(()) };
            let (x, y) = match picture {
                Picture::Importance => (scene.weight[synapse].abs(), scores.importance[synapse]),
                _ => (scores.exact[synapse], scores.probability[Rule::Noise as usize][synapse]),
            };
            let data =
                scatter::Scatter { x: &[x], y: &[y], fate: &[moment.fate(synapse)], selected: Some(0) };
            scatter::draw_data(backend, style, &chart, &data).map(drop)
        }
        _ => Ok(()),
    }
}

/// The neuron or synapse under a point (CSS pixels) of a picture of this size. In the network only the
/// synapses of `drawn` can be found.
pub fn pointed(
    picture: Picture,
    moment: &Moment,
    drawn: &[u32],
    size: Place,
    at: Place,
    style: &Style,
) -> Option<Selection> {
    let scene = moment.scene;
    match picture {
        Picture::Network => network::pointed(moment, drawn, size, at, style),
        Picture::Weights | Picture::Covariance | Picture::Keeping | Picture::Pruned => {
            let (i, j) = matrix::entry(matrix::area(size, style), scene.n(), at)?;
            if i == j {
                return Some(Selection::Node(i));
            }
            synapse_at(scene, i, j).map(Selection::Edge)
        }
        Picture::Importance | Picture::Probabilities => {
            let chart = chart(picture, moment, &mut Floors::default(), size, style)?;
            let Some(Data::Scatter { x, y, .. }) = data(picture, moment) else { return None };
            let data = scatter::Scatter { x: &x, y: &y, fate: &[], selected: None };
            scatter::nearest(&chart, &data, at, 9.0).map(|mark| Selection::Edge(mark * moment.every()))
        }
        _ => None,
    }
}

/// The synapse from j onto i (or, undirected, between them).
pub fn synapse_at(scene: &Scene, i: usize, j: usize) -> Option<usize> {
    let find = |i: usize, j: usize| {
        // Sorted by (i, j), as `Network::synapses` is.
        let from = scene.i.partition_point(|x| (*x as usize) < i);
        let to = scene.i.partition_point(|x| (*x as usize) <= i);
        let at = from + scene.j[from..to].partition_point(|x| (*x as usize) < j);
        (at < to && scene.j[at] as usize == j).then_some(at)
    };
    let undirected = scene.symmetry == Symmetry::Symmetric;
    find(i, j).or_else(|| if undirected { find(j, i) } else { None })
}
