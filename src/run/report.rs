//! All numbers of a finished run, as the JSON that the command line prints and the page exports.

use serde::Serialize;

use crate::numerics::order;
use crate::params::link::{self, Presentation};
use crate::params::{Cov, Params, Rule};
use crate::run::{Depth, Experiment, ExperimentError, Moved};

/// Times of the comparison that are reported, in the matrix's unit.
const TIMES: [f64; 3] = [10.0, 20.0, 40.0];

/// A finished run. Field names are the names in the JSON; what does not apply is left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Version of the program.
    pub version: &'static str,
    /// The link that reproduces the run.
    pub link: String,
    /// All parameters, defaults filled in.
    pub params: Params,
    /// Neurons.
    pub n: usize,
    /// Synapses before pruning.
    pub synapses: usize,
    /// Largest real part of an eigenvalue before pruning.
    pub abscissa: f64,
    /// Relative error of the measured importances (median over the synapses), where there are exact ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub importance_error: Option<f64>,
    /// One set of numbers a rule.
    pub rules: Rules<RuleReport>,
    /// Eigenvalues before and after.
    pub spectrum: Spectra,
    /// Relative error of the dynamics.
    pub dynamics: Dynamics,
}

/// One of something for each rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rules<T> {
    pub noise: T,
    pub weight: T,
    pub uniform: T,
}

/// What one rule left of the network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleReport {
    /// Synapses kept.
    pub kept: usize,
    /// Synapses kept, as a fraction of all.
    pub kept_fraction: f64,
    /// Connected pieces.
    pub components: usize,
    /// Largest 1 / p among the kept.
    pub largest_strengthening: f64,
    /// Eigenvalues of S that are zero to rounding.
    pub zero_eigenvalues: usize,
    /// Whether there is one.
    pub has_zero_eigenvalue: bool,
    /// Largest real part of an eigenvalue of S.
    pub abscissa: f64,
    /// Whether it is above zero.
    pub unstable: bool,
    /// The measures that this kind of network has.
    #[serde(flatten)]
    pub errors: Errors,
    /// SHA-256 of the kept synapses ([`crate::rule::fate::survivors`]).
    pub survivors: String,
}

/// How far a spectrum moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Errors {
    /// Of a symmetric network.
    Symmetric {
        /// Mean, median and largest |ε_λ|.
        eps_lambda_mean: f64,
        eps_lambda_median: f64,
        eps_lambda_max: f64,
        /// Mean of |ε_v|.
        eps_v_mean: f64,
        /// Mean of |cos θ|.
        cos_theta_mean: f64,
        /// Least and greatest x'Sx / x'Ax.
        range: (f64, f64),
        /// Whether the range lies within (1 − ε, 1 + ε), if the theorem's ε was given.
        #[serde(skip_serializing_if = "Option::is_none")]
        within_eps: Option<bool>,
    },
    /// Of any other.
    Matched {
        /// Mean and largest distance of matched eigenvalues, over the mean |λ|.
        distance_mean: f64,
        distance_max: f64,
    },
}

/// A spectrum: numbers for a symmetric network, pairs of real and imaginary part for any other.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Eigenvalues {
    Real(Vec<f64>),
    Complex(Vec<(f64, f64)>),
}

/// The spectra, those after pruning in the order of the original one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spectra {
    pub original: Eigenvalues,
    #[serde(flatten)]
    pub rules: Rules<Eigenvalues>,
}

/// norm(x_A(t) − x_S(t)) / norm(x_A(t)) at each of the times; `null` where the comparison did not get that far.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dynamics {
    pub t: [f64; 3],
    #[serde(flatten)]
    pub rules: Rules<[Option<f64>; 3]>,
}

impl Report {
    /// Runs `experiment`, whose synapses are scored, to its end and measures it there. O(n³) for each rule.
    pub fn new(experiment: &mut Experiment) -> Result<Report, ExperimentError> {
        experiment.advance(usize::MAX);
        let params = experiment.params().clone();
        let of = |rule| RuleReport::new(experiment, rule);
        let [noise, weight, uniform] = [of(Rule::Noise)?, of(Rule::Weight)?, of(Rule::Uniform)?];
        let before = experiment.eigenvalues();
        let original = match experiment.network().is_symmetric() {
            true => Eigenvalues::Real(before.iter().map(|value| value.re).collect()),
            false => Eigenvalues::Complex(before.iter().map(|value| (value.re, value.im)).collect()),
        };
        let traces = experiment.compare();
        let errors = |network| TIMES.map(|t| traces.error_at(network, t));
        Ok(Report {
            version: env!("CARGO_PKG_VERSION"),
            link: link::write(&params, &Presentation::default()),
            n: experiment.network().n(),
            synapses: experiment.synapses(),
            abscissa: before.iter().fold(f64::NEG_INFINITY, |most, value| most.max(value.re)),
            importance_error: experiment
                .notes()
                .last()
                .filter(|_| params.cov == Cov::Measured)
                .map(|(_, error)| *error),
            rules: Rules { noise: noise.0, weight: weight.0, uniform: uniform.0 },
            spectrum: Spectra {
                original,
                rules: Rules { noise: noise.1, weight: weight.1, uniform: uniform.1 },
            },
            dynamics: Dynamics {
                t: TIMES,
                rules: Rules { noise: errors(1), weight: errors(2), uniform: errors(3) },
            },
            params,
        })
    }
}

impl Report {
    /// The report as JSON, indented, with a newline at its end.
    pub fn to_json(&self) -> String {
        // Fails only for a map whose keys are no text, or a writer that refuses.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

impl RuleReport {
    fn new(experiment: &Experiment, rule: Rule) -> Result<(RuleReport, Eigenvalues), ExperimentError> {
        let measures = experiment.measure(rule, Depth::All)?;
        let (errors, eigenvalues) = errors(experiment, measures.moved);
        let report = RuleReport {
            kept: measures.kept,
            kept_fraction: measures.kept_fraction,
            components: measures.components,
            largest_strengthening: measures.largest_strengthening,
            zero_eigenvalues: measures.zeros,
            has_zero_eigenvalue: measures.zeros > 0,
            abscissa: measures.abscissa,
            unstable: measures.unstable,
            errors,
            survivors: experiment.survivors(rule),
        };
        Ok((report, eigenvalues))
    }
}

fn errors(experiment: &Experiment, moved: Moved) -> (Errors, Eigenvalues) {
    match moved {
        Moved::Real { eigenvalues, eps_lambda_mean, eps_lambda_max, along } => {
            let eps = experiment.params().eps;
            let range = along.map_or((f64::NAN, f64::NAN), |along| along.range);
            let errors = Errors::Symmetric {
                eps_lambda_mean,
                eps_lambda_median: median_error(experiment, &eigenvalues),
                eps_lambda_max,
                eps_v_mean: along.map_or(f64::NAN, |along| along.eps_v_mean),
                cos_theta_mean: along.map_or(f64::NAN, |along| along.cos_theta_mean),
                range,
                within_eps: (eps > 0.0).then_some(range.0 >= 1.0 - eps && range.1 <= 1.0 + eps),
            };
            (errors, Eigenvalues::Real(eigenvalues))
        }
        Moved::Complex { eigenvalues, distance_mean, distance_max } => {
            (Errors::Matched { distance_mean, distance_max }, Eigenvalues::Complex(eigenvalues))
        }
    }
}

fn median_error(experiment: &Experiment, after: &[f64]) -> f64 {
    let before = experiment.eigenvalues();
    let mut errors: Vec<f64> = before.iter().zip(after).map(|(x, y)| (y / x.re - 1.0).abs()).collect();
    order::ascending(&mut errors);
    let half = errors.len() / 2;
    if errors.len() % 2 == 1 { errors[half] } else { 0.5 * (errors[half - 1] + errors[half]) }
}
