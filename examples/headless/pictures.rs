//! The page's pictures as SVG files.

use std::fs;
use std::path::Path;

use noise_prune::experiment::{Depth, Experiment, Moved, ZERO};
use noise_prune::params::Rule;
use noise_prune::spectrum::max_abs;
use noise_prune::view::network::{Around, Fate, Network};
use noise_prune::view::spectrum::{Axes, Plane, Pruned, Spectrum};
use noise_prune::view::svg::svg;
use noise_prune::view::traces::{Trace, Traces};
use noise_prune::view::{PictureError, Role, Style, Theme};
use noise_prune::view::{convergence, errors, network, scatter, spectrum, traces};
use plotters::prelude::SVGBackend;

/// CSS pixels.
const SIZE: (u32, u32) = (640, 480);
/// Positions of the run at which the error is measured.
const POINTS: usize = 40;

/// Writes a file for each picture of the finished run into `folder`.
pub fn write(experiment: &mut Experiment, folder: &str) -> Result<(), String> {
    let folder = Path::new(folder);
    fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    let save = |name: &str, document: String| {
        let file = folder.join(name);
        fs::write(&file, document).map_err(|error| format!("{} cannot be written: {error}", file.display()))
    };
    save("errors.svg", error_lines(experiment)?)?;
    experiment.advance(usize::MAX);
    save("network.svg", the_network(experiment)?)?;
    save("spectrum.svg", the_spectrum(experiment)?)?;
    let compared = experiment.compare();
    save("traces.svg", activity(experiment, &compared)?)?;
    save("dynamics.svg", dynamics(&compared)?)?;
    if experiment.notes().len() > 1 {
        save("convergence.svg", listening(experiment)?)?;
    }
    if experiment.simulation().is_some() {
        save("probabilities.svg", probabilities(experiment)?)?;
    }
    Ok(())
}

fn picture(draw: impl FnOnce(&mut SVGBackend, &Style) -> Result<(), PictureError>) -> Result<String, String> {
    svg(SIZE, Theme::Light, draw).map_err(|error| error.to_string())
}

fn role(rule: Rule) -> Role {
    match rule {
        Rule::Noise => Role::Noise,
        Rule::Weight => Role::Weight,
        Rule::Uniform => Role::Uniform,
    }
}

fn error_lines(experiment: &mut Experiment) -> Result<String, String> {
    let all = experiment.synapses();
    let (mut x, mut y) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
    for point in 0..=POINTS.min(all) {
        experiment.seek(point * all / POINTS.min(all));
        x.push(experiment.decided() as f64 / all as f64);
        for rule in Rule::ALL {
            let measures =
                experiment.measure(*rule, Depth::Eigenvalues).map_err(|error| error.to_string())?;
            y[*rule as usize].push(measures.error());
        }
    }
    let lines: Vec<errors::Line> = Rule::ALL
        .iter()
        .map(|rule| errors::Line { rule: role(*rule), x: &x, y: &y[*rule as usize] })
        .collect();
    let titles = match experiment.network().is_symmetric() {
        true => ("fraction of synapses decided", "mean |λ′/λ − 1|, error of an eigenvalue"),
        false => ("fraction of synapses decided", "mean |λ′ − λ| over mean |λ|"),
    };
    picture(|backend, style| {
        errors::draw(backend, style, "Error as the run goes on", titles, &lines).map(drop)
    })
}

fn the_network(experiment: &Experiment) -> Result<String, String> {
    let places = experiment.places();
    let synapses = &experiment.network().synapses;
    let rule = experiment.params().rule;
    let pairs = experiment.probabilities(rule).iter().zip(experiment.draws());
    let fate = |(p, u): (&f64, &f64)| if u < p { Fate::Kept { factor: 1.0 / p } } else { Fate::Cut };
    let x: Vec<f64> = places.iter().map(|place| place.0).collect();
    let y: Vec<f64> = places.iter().map(|place| place.1).collect();
    let a: Vec<u32> = synapses.iter().map(|synapse| synapse.j).collect();
    let b: Vec<u32> = synapses.iter().map(|synapse| synapse.i).collect();
    let weight: Vec<f64> = synapses.iter().map(|synapse| synapse.weight).collect();
    let fate: Vec<Fate> = pairs.map(fate).collect();
    let directed = !experiment.network().is_symmetric();
    let data =
        Network { x: &x, y: &y, a: &a, b: &b, weight: &weight, fate: &fate, directed, ..Network::default() };
    let title = format!("The network, pruned: rule {}", rule.word());
    let around = Around { title: &title, legend: true, directed };
    picture(|backend, style| network::draw(backend, style, around, &data).map(drop))
}

fn the_spectrum(experiment: &Experiment) -> Result<String, String> {
    let moved = |rule: &Rule| {
        Ok(experiment.measure(*rule, Depth::Eigenvalues).map_err(|error| error.to_string())?.moved)
    };
    let moved: Vec<Moved> = Rule::ALL.iter().map(moved).collect::<Result<_, String>>()?;
    let before = experiment.eigenvalues();
    if let (Moved::Complex { eigenvalues, .. }, rule) =
        (&moved[experiment.params().rule as usize], experiment.params().rule)
    {
        let original: Vec<(f64, f64)> = before.iter().map(|value| (value.re, value.im)).collect();
        let plane = Plane { rule: role(rule), original: &original, pruned: eigenvalues };
        return picture(|backend, style| {
            let size = (f64::from(SIZE.0), f64::from(SIZE.1));
            let title = "Spectrum: joined before and after pruning";
            let chart = spectrum::plane_chart(plane.range(), role(rule), title, size, style);
            chart.draw_frame(backend, style)?;
            spectrum::draw_plane(backend, style, &chart, &plane).map(drop)
        });
    }
    let original: Vec<f64> = before.iter().map(|value| value.re).collect();
    let pruned: Vec<Pruned> = [Rule::Uniform, Rule::Noise, Rule::Weight]
        .iter()
        .filter_map(|rule| match &moved[*rule as usize] {
            Moved::Real { eigenvalues, .. } => Some(Pruned { rule: role(*rule), eigenvalues }),
            Moved::Complex { .. } => None,
        })
        .collect();
    let axes = Axes::DecayRate { tolerance: ZERO * max_abs(&original) };
    let data = Spectrum { original: &original, pruned: &pruned, axes, selected: None };
    picture(|backend, style| {
        spectrum::draw(backend, style, "Spectrum: after pruning against before", &data).map(drop)
    })
}

fn activity(experiment: &Experiment, compared: &noise_prune::dynamics::Traces) -> Result<String, String> {
    let roles = [Role::Original, Role::Noise, Role::Weight, Role::Uniform];
    let mut rows = Vec::new();
    for (role, rates) in roles.iter().zip(&compared.rates) {
        rows.extend(rates.iter().enumerate().map(|(row, rates)| Trace { row, role: *role, rates }));
    }
    let names = &experiment.network().names;
    let name =
        |neuron: &usize| names.get(*neuron).cloned().unwrap_or_else(|| format!("neuron {}", neuron + 1));
    let labels: Vec<String> = compared.watched.iter().map(name).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let data = Traces { time: &compared.times, names: &labels, traces: &rows };
    let title = "Activity: same start, same input, same noise";
    picture(|backend, style| traces::draw(backend, style, title, "time", &data).map(drop))
}

fn dynamics(compared: &noise_prune::dynamics::Traces) -> Result<String, String> {
    let pairs = Rule::ALL.iter().zip(&compared.relative_error[1..]);
    let lines: Vec<errors::Line> =
        pairs.map(|(rule, y)| errors::Line { rule: role(*rule), x: &compared.times, y }).collect();
    let titles = ("time", "relative error");
    picture(|backend, style| {
        let scale = traces::error_scale(&lines);
        let size = (f64::from(SIZE.0), f64::from(SIZE.1));
        let chart =
            traces::error_chart("Error of the activity, relative", titles.0, &lines, scale, size, style);
        chart.draw_frame(backend, style)?;
        errors::draw_data(backend, style, &chart, &lines).map(drop)
    })
}

fn listening(experiment: &Experiment) -> Result<String, String> {
    let (time, error): (Vec<f64>, Vec<f64>) = experiment.notes().iter().copied().unzip();
    let data = convergence::Convergence { time: &time, error: &error, guide: None };
    let title = "Listening: error of the measured importances";
    picture(|backend, style| convergence::draw(backend, style, title, "observed time, τ", &data).map(drop))
}

fn probabilities(experiment: &Experiment) -> Result<String, String> {
    let exact = experiment.exact_probabilities().map_err(|error| error.to_string())?;
    let data =
        scatter::Scatter { x: &exact, y: experiment.probabilities(Rule::Noise), fate: &[], selected: None };
    picture(|backend, style| {
        let size = (f64::from(SIZE.0), f64::from(SIZE.1));
        let chart =
            scatter::probability_chart("Probability of being kept: measured against exact", size, style);
        chart.draw_frame(backend, style)?;
        scatter::draw_data(backend, style, &chart, &data).map(drop)
    })
}
