//! The preparation of a run: what depends on the network alone, and is computed once for it.

use nalgebra::linalg::Cholesky;
use nalgebra::{DMatrix, Dyn};
use serde::{Deserialize, Serialize};

use super::ExperimentError;
use crate::measure::sampled::Sampled;
use crate::measure::spectrum;
use crate::measure::{ALONG_UP_TO, Before, Known};
use crate::network::read::Read;
use crate::network::{Network, layout};
use crate::numerics::schur;
use crate::params::{Act, Net, Params, Rule};
use crate::rule;
use crate::rule::covariance;
use crate::rule::noise::Pace;
use crate::rule::snapshots;

/// The exact covariance is computed for this amplitude; survivors do not depend on it.
pub const SIGMA: f64 = 1.0;

/// C of a network of more neurons is not kept: a matrix of 10,000 takes 800 MB.
pub const KEPT_UP_TO: usize = 4000;

/// A network of so many neurons is told of as soon as it is there: its preparation takes long enough for it to be seen.
const SEEN_EARLY_FROM: usize = 800;

/// A Cholesky factor.
type Factor = Cholesky<f64, Dyn>;

/// A step of the preparation, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preparation {
    /// The network is made and placed in the plane.
    Network,
    /// The noise's covariance is computed.
    Covariance,
    /// Eigenvalues and eigenvectors of A.
    Modes,
    /// Importances and probabilities.
    Rules,
}

/// A step of the preparation begins.
pub struct Reached<'a> {
    pub stage: Preparation,
    /// A large network and the neurons' places, once, as soon as they are there: they can be seen while the rest is
    /// waited for. Its weights may lack their common scale.
    pub made: Option<(&'a Network, &'a [(f64, f64)])>,
}

impl Reached<'_> {
    pub(super) fn stage(stage: Preparation) -> Reached<'static> {
        Reached { stage, made: None }
    }
}

impl Preparation {
    /// The shares of the whole preparation at its beginning and at its end, as measured for symmetric networks of
    /// 1,000 and 2,000 neurons.
    pub fn share(self) -> (f64, f64) {
        match self {
            Preparation::Network => (0.0, 0.37),
            Preparation::Covariance => (0.37, 0.56),
            Preparation::Modes => (0.56, 0.94),
            Preparation::Rules => (0.94, 1.0),
        }
    }
}

/// What depends on the network alone.
pub(super) struct Model {
    pub network: Network,
    pub places: Vec<(f64, f64)>,
    pub before: Before,
    /// C, if it is kept.
    pub covariance: Option<DMatrix<f64>>,
    /// C_ii.
    pub variances: Vec<f64>,
    /// Var(x_i − sign(a_ij) x_j) of each synapse, from the exact covariance.
    pub variance: Vec<f64>,
    pub pace: Pace,
}

impl Model {
    /// O(n³); `progress` is told each stage as it begins.
    pub fn new(
        params: &Params,
        file: Option<&Read>,
        progress: &mut dyn FnMut(Reached),
    ) -> Result<Model, ExperimentError> {
        progress(Reached::stage(Preparation::Network));
        let mut places = None;
        let network = match (params.net, file) {
            (Net::File, Some(file)) => Network::from_file(file, params)?,
            _ => {
                let mut early = |network: &Network| {
                    let at = layout::place(network);
                    progress(Reached { stage: Preparation::Network, made: Some((network, &at)) });
                    places = Some(at);
                };
                let is_large = params.n >= SEEN_EARLY_FROM;
                Network::from_params_seen(params, is_large.then_some(&mut early))?
            }
        };
        if params.is_sparse() {
            qualifies(params, &network)?;
        }
        let is_new = places.is_none() && network.n() >= SEEN_EARLY_FROM;
        // A common scale of the weights moves no neuron.
        let places = places.unwrap_or_else(|| layout::place(&network));
        let made = is_new.then_some((&network, &places[..]));
        if params.is_sparse() {
            progress(Reached { stage: Preparation::Modes, made });
            return Model::sparse(params, network, places);
        }
        progress(Reached { stage: Preparation::Covariance, made });
        let (covariance, factor) = covariance_of(&network)?;
        let variance = rule::variances(&network.synapses, &covariance);
        for &of_rule in Rule::ALL {
            rule::importances(of_rule, &network.synapses, &variance)?;
        }
        let variances = covariance.diagonal().as_slice().to_vec();
        let covariance = (network.n() <= KEPT_UP_TO).then_some(covariance);
        progress(Reached::stage(Preparation::Modes));
        let (before, pace) = before(&network, factor)?;
        Ok(Model { network, places, before, covariance, variances, variance, pace })
    }

    /// The same with noise in place of linear algebra: the synapses have yet to hear it. O(m) for some hundreds of products.
    fn sparse(params: &Params, network: Network, places: Vec<(f64, f64)>) -> Result<Model, ExperimentError> {
        let known = Sampled::new(&super::minus_original(&network), params.seed);
        let pace = Pace::from_real(&known.eigenvalues)?;
        let before = Before::Sampled(known);
        let none = Vec::new();
        Ok(Model { network, places, before, covariance: None, variances: none.clone(), variance: none, pace })
    }

    /// s of each synapse under a rule, from what was found (or heard) of its two neurons.
    pub fn importance(&self, of_rule: Rule, variance: &[f64]) -> Vec<f64> {
        let pairs = self.network.synapses.iter().zip(variance);
        pairs.map(|(synapse, variance)| of_rule.importance(synapse.weight.abs(), *variance)).collect()
    }
}

/// An error, before any work, where noise in place of linear algebra does not serve.
fn qualifies(params: &Params, network: &Network) -> Result<(), ExperimentError> {
    if params.act == Act::Relu {
        let why = "these are of linear neurons; choose linear neurons, or a smaller network";
        return Err(ExperimentError::NotSparse { n: network.n(), why });
    }
    Ok(snapshots::excess(network).map(drop)?)
}

/// C and, for a symmetric network that is not too large for what needs it, the factor of −A that it comes from.
fn covariance_of(network: &Network) -> Result<(DMatrix<f64>, Option<Factor>), ExperimentError> {
    Ok(match network.is_symmetric() {
        true => {
            let factor = covariance::factor(network.a())?;
            let kept = (network.n() <= ALONG_UP_TO).then(|| factor.clone());
            (covariance::from_factor(factor, SIGMA), kept)
        }
        false => (covariance::exact(network, SIGMA)?, None),
    })
}

/// The spectrum before pruning, and how fast the network is.
fn before(network: &Network, factor: Option<Factor>) -> Result<(Before, Pace), ExperimentError> {
    if !network.is_symmetric() {
        let eigenvalues = schur::eigenvalues(network.a())?;
        let pace = Pace::new(&eigenvalues)?;
        return Ok((Before::General { eigenvalues }, pace));
    }
    let known = factor.map(Known::new);
    let eigenvalues = spectrum::eigenvalues(network.a());
    let pace = Pace::from_real(&eigenvalues)?;
    Ok((Before::Symmetric { eigenvalues, along: known }, pace))
}

/// A number that differs where the matrices or names of two files do, if `params` ask for a file's (D. Knuth's
/// multiplicative hashing, over the bits of the entries and the bytes of the names).
pub(super) fn fingerprint(params: &Params, file: Option<&Read>) -> Option<u64> {
    let file = file.filter(|_| params.net == Net::File)?;
    let mix = |sum: u64, bits: u64| (sum ^ bits).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let entries = file.matrix.entries().map(|(i, j, x)| x.to_bits().rotate_left(7) ^ mix(i as u64, j as u64));
    let names = file.names.iter().flat_map(|name| name.bytes().map(u64::from).chain([u64::MAX]));
    Some(entries.chain(names).fold(file.matrix.n() as u64, mix))
}
