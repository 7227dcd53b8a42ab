//! All numbers of a finished run, as the JSON that the command line prints and the page exports.

use serde::Serialize;

use crate::experiment::{Depth, Experiment};
use crate::link::{self, Presentation};
use crate::params::{Params, Rule};

/// A finished run. Field names are the names in the JSON.
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
    /// One set of numbers a rule.
    pub rules: Rules<RuleReport>,
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
    /// Whether S has an eigenvalue above zero.
    pub unstable: bool,
    /// Mean of |ε_λ|.
    pub eps_lambda_mean: f64,
    /// Largest |ε_λ|.
    pub eps_lambda_max: f64,
    /// Mean of |ε_v|.
    pub eps_v_mean: f64,
    /// Mean of |cos θ|.
    pub cos_theta_mean: f64,
    /// Least and greatest x'Sx / x'Ax.
    pub range: (f64, f64),
    /// SHA-256 of the kept synapses ([`crate::prune::survivors`]).
    pub survivors: String,
}

impl Report {
    /// Runs `experiment` to its end and measures it there. O(n³) for each rule.
    pub fn new(experiment: &mut Experiment) -> Report {
        experiment.advance(usize::MAX);
        let params = experiment.params().clone();
        let [noise, weight, uniform] =
            [Rule::Noise, Rule::Weight, Rule::Uniform].map(|rule| RuleReport::new(experiment, rule));
        Report {
            version: env!("CARGO_PKG_VERSION"),
            link: link::write(&params, &Presentation::default()),
            params,
            n: experiment.network().n(),
            synapses: experiment.synapses(),
            rules: Rules { noise, weight, uniform },
        }
    }
}

impl RuleReport {
    fn new(experiment: &Experiment, rule: Rule) -> RuleReport {
        let measures = experiment.measure(rule, Depth::Eigenvalues);
        let along = experiment.along(rule);
        RuleReport {
            kept: measures.kept,
            kept_fraction: measures.kept_fraction,
            components: measures.components,
            largest_strengthening: measures.largest_strengthening,
            zero_eigenvalues: measures.zeros,
            unstable: measures.unstable,
            eps_lambda_mean: measures.eps_lambda_mean,
            eps_lambda_max: measures.eps_lambda_max,
            eps_v_mean: along.eps_v_mean,
            cos_theta_mean: along.cos_theta_mean,
            range: along.range,
            survivors: experiment.survivors(rule),
        }
    }
}
