//! The stages of a run as calls from JavaScript, for `cargo xtask bench`; no part of the page.
//!
//! It is built as the page is, with the same profile and flags, so that its times are the page's.
#![cfg(target_arch = "wasm32")]

use nalgebra::linalg::{Cholesky, SymmetricEigen};
use nalgebra::{DMatrix, DVector};
use noise_prune::measure::spectrum;
use noise_prune::network::{Network, layout};
use noise_prune::params::{Diagonal, Net, Params, Rule};
use noise_prune::rule::{self, covariance, fate};
use noise_prune::run::Experiment;
use wasm_bindgen::prelude::*;

/// A network with what later stages start from.
#[wasm_bindgen]
pub struct Case {
    params: Params,
    network: Network,
    covariance: DMatrix<f64>,
    probabilities: Vec<f64>,
}

/// What a stage came to: enough numbers to tell whether two programs did the same.
type Outcome = Result<Vec<f64>, JsError>;

#[wasm_bindgen]
impl Case {
    /// `clustered` with n neurons and else the defaults.
    #[wasm_bindgen(constructor)]
    pub fn new(n: usize) -> Result<Case, JsError> {
        let params = Params { n, ..Params::defaults(Net::Clustered) };
        let network = Network::from_params(&params)?;
        let covariance = covariance::exact(&network, 1.0)?;
        let mut case = Case { params, network, covariance, probabilities: Vec::new() };
        case.probabilities = case.rule()?;
        Ok(case)
    }

    /// A, n × n; symmetric, so that rows and columns are the same.
    pub fn matrix(&self) -> Vec<f64> {
        self.network.a().as_slice().to_vec()
    }

    /// Does a stage once, by this project's code or by nalgebra's alone.
    pub fn run(&self, stage: &str, by: &str) -> Outcome {
        let a = self.network.a();
        match (stage, by) {
            ("covariance", "nalgebra") => {
                let factor = Cholesky::new(-a).ok_or_else(|| JsError::new("not stable"))?;
                Ok(diagonal(&(factor.inverse() * 0.5)))
            }
            ("eigenvalues", "nalgebra") => Ok(a.symmetric_eigenvalues().as_slice().to_vec()),
            ("modes", "nalgebra") => Ok(SymmetricEigen::new(a.clone()).eigenvalues.as_slice().to_vec()),
            ("covariance", _) => Ok(diagonal(&covariance::from_factor(covariance::factor(a)?, 1.0))),
            ("eigenvalues", _) => Ok(spectrum::eigenvalues(a)),
            ("modes", _) => Ok(spectrum::modes(a).values),
            ("network", _) => Ok(diagonal(Network::from_params(&self.params)?.a())),
            ("place", _) => Ok(layout::place(&self.network).into_iter().map(|place| place.0).collect()),
            ("rule", _) => self.rule(),
            ("prune", _) => Ok(self.prune()),
            ("preparation", _) => self.prepare(),
            _ => Err(JsError::new(&format!("there is no stage '{stage}'"))),
        }
    }

    /// How far the eigenvectors are off: the largest entry of A V − V Λ over the largest |λ|, and of V'V − 1.
    pub fn errors(&self, by: &str) -> Vec<f64> {
        let a = self.network.a();
        let (values, v) = match by {
            "nalgebra" => {
                let eigen = SymmetricEigen::new(a.clone());
                (eigen.eigenvalues.as_slice().to_vec(), eigen.eigenvectors)
            }
            _ => {
                let modes = spectrum::modes(a);
                (modes.values, modes.vectors)
            }
        };
        let residual = a * &v - &v * DMatrix::from_diagonal(&DVector::from_column_slice(&values));
        let angle = v.transpose() * &v - DMatrix::identity(a.nrows(), a.nrows());
        vec![residual.amax() / spectrum::max_abs(&values), angle.amax()]
    }

    /// Importances, K and probabilities of all three rules; gives those of the noise rule.
    fn rule(&self) -> Outcome {
        let synapses = &self.network.synapses;
        let target = self.params.keep * synapses.len() as f64;
        let mut first = None;
        for of_rule in Rule::ALL {
            let s = rule::importance(*of_rule, synapses, &self.covariance)?;
            let p = rule::probabilities(&s, rule::scale_for_target(&s, target)?);
            first.get_or_insert(p);
        }
        Ok(first.unwrap_or_default())
    }

    /// One rule's whole run: draws, order, and the network that is left; gives its diagonal.
    fn prune(&self) -> Vec<f64> {
        let (seed, count) = (self.params.seed, self.network.synapses.len());
        let (draws, order) = (fate::draws(seed, count), fate::order(seed, count));
        let decided = |index: usize| (order[index] as usize) < count;
        diagonal(&fate::prune(&self.network, &self.probabilities, &draws, Diagonal::Matched, decided))
    }

    /// Everything from the parameters until pruning may begin; gives the noise rule's probabilities.
    fn prepare(&self) -> Outcome {
        let experiment = Experiment::new(&self.params, None, &mut |_| ())?;
        Ok(experiment.probabilities(Rule::Noise).to_vec())
    }
}

fn diagonal(m: &DMatrix<f64>) -> Vec<f64> {
    m.diagonal().as_slice().to_vec()
}
