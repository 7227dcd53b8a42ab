//! The whole run, as a state machine that knows no clock.
//!
//! [`Experiment::new`] does the work that pruning starts from; [`Experiment::advance`] lets a
//! budget of synapses meet their fate, one after another in an order drawn from the seed, and says
//! what changed; [`Experiment::measure`] gives spectrum and errors of the network *as it now is*, a
//! mixture of decided and undecided synapses. All three rules share order and draws and advance
//! together. How far a run has come is one number, so it can be moved back as well.

use nalgebra::linalg::Cholesky;
use nalgebra::{DMatrix, Dyn};
use serde::{Deserialize, Serialize};

use crate::covariance::{self, CovarianceError};
use crate::network::{Network, NetworkError, layout};
use crate::params::{Net, Params, Rule};
use crate::prune;
use crate::rule::{self, RuleError};
use crate::spectrum::{self, Modes};

/// Amplitude of the noise; at a given target and with the exact covariance, nothing depends on it.
const SIGMA: f64 = 1.0;
/// An eigenvalue of S within this times the largest of zero counts as zero.
pub const ZERO: f64 = 1e-10;

/// Why a run cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExperimentError {
    /// There is no network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The network has no stationary covariance.
    #[error(transparent)]
    Covariance(#[from] CovarianceError),
    /// The importances give no probabilities.
    #[error(transparent)]
    Rule(#[from] RuleError),
}

/// A step of the preparation, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The network is made and placed in the plane.
    Network,
    /// The noise's covariance is computed.
    Covariance,
    /// Eigenvalues and eigenvectors of A.
    Modes,
    /// Importances and probabilities.
    Rules,
}

/// What depends on the network alone, and is computed once for it.
struct Model {
    network: Network,
    places: Vec<(f64, f64)>,
    factor: Cholesky<f64, Dyn>,
    covariance: DMatrix<f64>,
    modes: Modes,
    /// One list a rule, in the order of [`Rule::ALL`].
    importance: Vec<Vec<f64>>,
}

/// What depends on the kept fraction and the seed.
struct Fates {
    /// u of each synapse.
    draws: Vec<f64>,
    /// `turn[synapse]` is when it is decided: a permutation of 0, 1, ….
    turn: Vec<u32>,
    /// p of each synapse, one list a rule.
    probabilities: Vec<Vec<f64>>,
}

/// A run: the network, the synapses' probabilities and draws, and how many are decided.
pub struct Experiment {
    params: Params,
    model: Model,
    fates: Fates,
    decided: usize,
}

/// What a call to [`Experiment::advance`] changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing: all synapses are decided, or the budget was 0.
    Nothing,
    /// The synapses with these turns, `from..to`, met their fate.
    Decided { from: usize, to: usize },
}

/// Measures of one rule's network as it now is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Synapses that are there: kept or not yet decided.
    pub kept: usize,
    /// The same, as a fraction of all.
    pub kept_fraction: f64,
    /// Connected pieces.
    pub components: usize,
    /// Largest 1 / p among the decided that were kept; 1 if none was.
    pub largest_strengthening: f64,
    /// λ', ascending.
    pub eigenvalues: Vec<f64>,
    /// Number of eigenvalues that are zero to rounding ([`ZERO`]).
    pub zeros: usize,
    /// Whether an eigenvalue is above zero, beyond rounding.
    pub unstable: bool,
    /// Mean of |ε_λ|.
    pub eps_lambda_mean: f64,
    /// Largest |ε_λ|.
    pub eps_lambda_max: f64,
    /// What costs twice as much again, when it was asked for.
    pub along: Option<Along>,
}

/// The measures beyond the eigenvalues.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Along {
    /// Mean of |ε_v|.
    pub eps_v_mean: f64,
    /// Mean of |cos θ|.
    pub cos_theta_mean: f64,
    /// Least and greatest x'Sx / x'Ax.
    pub range: (f64, f64),
}

/// How much [`Experiment::measure`] computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Depth {
    /// Eigenvalues, counts and components: what moving pictures show.
    Eigenvalues,
    /// Everything, about three times the work.
    All,
}

impl Model {
    fn new(params: &Params, progress: &mut dyn FnMut(Stage)) -> Result<Model, ExperimentError> {
        progress(Stage::Network);
        let network = Network::from_params(params)?;
        let places = layout::place(&network);
        progress(Stage::Covariance);
        let factor = covariance::factor(&network.a)?;
        let covariance = covariance::from_factor(&factor, SIGMA);
        progress(Stage::Modes);
        let modes = spectrum::modes(&network.a);
        let importance = |rule: &Rule| rule::importance(*rule, &network.synapses, &covariance);
        let importance = Rule::ALL.iter().map(importance).collect::<Result<_, _>>()?;
        Ok(Model { network, places, factor, covariance, modes, importance })
    }

    /// What of the parameters decides the model: with an equal key, it is the same.
    fn key(params: &Params) -> (Net, usize, u64, u32) {
        let seed = if params.net == Net::Clustered { params.seed } else { 0 };
        (params.net, params.n, params.excess.to_bits(), seed)
    }
}

impl Fates {
    fn new(params: &Params, model: &Model) -> Result<Fates, ExperimentError> {
        let count = model.network.synapses.len();
        let mut turn = vec![0; count];
        for (k, synapse) in prune::order(params.seed, count).into_iter().enumerate() {
            turn[synapse as usize] = k as u32;
        }
        let target = params.keep * count as f64;
        let p = |s: &Vec<f64>| Ok(rule::probabilities(s, rule::scale_for_target(s, target)?));
        let probabilities = model.importance.iter().map(p).collect::<Result<_, RuleError>>()?;
        Ok(Fates { draws: prune::draws(params.seed, count), turn, probabilities })
    }
}

impl Experiment {
    /// Prepares a run; `progress` is told each stage as it begins. O(n³).
    pub fn new(params: &Params, progress: &mut dyn FnMut(Stage)) -> Result<Experiment, ExperimentError> {
        let model = Model::new(params, progress)?;
        progress(Stage::Rules);
        let fates = Fates::new(params, &model)?;
        Ok(Experiment { params: params.clone(), model, fates, decided: 0 })
    }

    /// Goes to the beginning of the run for other parameters; after an error, everything is as it
    /// was. What the parameters leave alone is kept: while they mean the same network, a change
    /// costs O(m log m) for m synapses, and nothing of O(n³).
    pub fn change(
        &mut self,
        params: &Params,
        progress: &mut dyn FnMut(Stage),
    ) -> Result<(), ExperimentError> {
        if Model::key(params) != Model::key(&self.params) {
            *self = Experiment::new(params, progress)?;
            return Ok(());
        }
        progress(Stage::Rules);
        self.fates = Fates::new(params, &self.model)?;
        self.params = params.clone();
        self.decided = 0;
        Ok(())
    }

    /// Lets the next `budget` synapses meet their fate.
    pub fn advance(&mut self, budget: usize) -> Change {
        let (from, to) = (self.decided, self.decided.saturating_add(budget).min(self.synapses()));
        self.decided = to;
        if from == to { Change::Nothing } else { Change::Decided { from, to } }
    }

    /// Moves the run to where `decided` synapses (at most all) have met their fate.
    pub fn seek(&mut self, decided: usize) {
        self.decided = decided.min(self.synapses());
    }

    /// How many synapses have met their fate.
    pub fn decided(&self) -> usize {
        self.decided
    }

    /// Number of synapses of the original network.
    pub fn synapses(&self) -> usize {
        self.model.network.synapses.len()
    }

    /// The parameters of the run.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// The original network.
    pub fn network(&self) -> &Network {
        &self.model.network
    }

    /// Where each neuron is drawn, in the unit square.
    pub fn places(&self) -> &[(f64, f64)] {
        &self.model.places
    }

    /// C, the stationary covariance of the neurons, n × n.
    pub fn covariance(&self) -> &DMatrix<f64> {
        &self.model.covariance
    }

    /// Eigenvalues and eigenvectors of A.
    pub fn modes(&self) -> &Modes {
        &self.model.modes
    }

    /// s of each synapse.
    pub fn importance(&self, rule: Rule) -> &[f64] {
        &self.model.importance[rule as usize]
    }

    /// p of each synapse.
    pub fn probabilities(&self, rule: Rule) -> &[f64] {
        &self.fates.probabilities[rule as usize]
    }

    /// u of each synapse, the same for all rules.
    pub fn draws(&self) -> &[f64] {
        &self.fates.draws
    }

    /// When each synapse is decided: a permutation of 0, 1, ….
    pub fn turns(&self) -> &[u32] {
        &self.fates.turn
    }

    /// The digest of the synapses that `rule` will have kept at the end.
    pub fn survivors(&self, rule: Rule) -> String {
        prune::survivors(&self.model.network.synapses, self.probabilities(rule), &self.fates.draws)
    }

    /// The network of `rule` as it now is. O(n² + m).
    pub fn matrix(&self, rule: Rule) -> DMatrix<f64> {
        let decided = |synapse: usize| self.is_decided(synapse);
        let p = self.probabilities(rule);
        prune::prune(&self.model.network, p, &self.fates.draws, self.params.diag, decided)
    }

    /// Spectrum and errors of the network of `rule` as it now is. O(n³).
    pub fn measure(&self, rule: Rule, depth: Depth) -> Measures {
        let s = self.matrix(rule);
        let eigenvalues = spectrum::eigenvalues(&s);
        let eps_lambda = spectrum::eps_lambda(&self.model.modes.values, &eigenvalues);
        let zero = ZERO * spectrum::max_abs(&self.model.modes.values);
        let (kept, largest_strengthening) = self.count(rule);
        Measures {
            kept,
            kept_fraction: kept as f64 / self.synapses() as f64,
            components: spectrum::components(&s),
            largest_strengthening,
            zeros: eigenvalues.iter().filter(|value| value.abs() <= zero).count(),
            unstable: eigenvalues.last().is_some_and(|value| *value > zero),
            eps_lambda_mean: spectrum::mean_abs(&eps_lambda),
            eps_lambda_max: spectrum::max_abs(&eps_lambda),
            along: (depth == Depth::All).then(|| self.along_of(&s)),
            eigenvalues,
        }
    }

    /// The measures beyond the eigenvalues. O(n³).
    pub fn along(&self, rule: Rule) -> Along {
        self.along_of(&self.matrix(rule))
    }

    fn along_of(&self, s: &DMatrix<f64>) -> Along {
        let (eps_v, cos_theta) = spectrum::along(&self.model.modes, s);
        Along {
            eps_v_mean: spectrum::mean_abs(&eps_v),
            cos_theta_mean: spectrum::mean_abs(&cos_theta),
            range: spectrum::range(&self.model.factor, s),
        }
    }

    fn is_decided(&self, synapse: usize) -> bool {
        (self.fates.turn[synapse] as usize) < self.decided
    }

    /// Synapses that are there, and the largest strengthening.
    fn count(&self, rule: Rule) -> (usize, f64) {
        let (p, u) = (self.probabilities(rule), &self.fates.draws);
        let mut count = (0, 1.0);
        for synapse in 0..self.synapses() {
            if !self.is_decided(synapse) {
                count.0 += 1;
            } else if u[synapse] < p[synapse] {
                count = (count.0 + 1, f64::max(count.1, 1.0 / p[synapse]));
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Experiment {
        Experiment::new(&Params { n: 30, keep: 0.4, ..Params::default() }, &mut |_| ()).unwrap()
    }

    #[test]
    fn at_the_beginning_nothing_has_moved() {
        let experiment = small();
        for &rule in Rule::ALL {
            let measures = experiment.measure(rule, Depth::All);
            assert_eq!(measures.kept, experiment.synapses());
            assert!(measures.eps_lambda_max < 1e-12);
            let range = measures.along.unwrap().range;
            assert!((range.0 - 1.0).abs() < 1e-9 && (range.1 - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn the_way_to_a_position_does_not_matter() {
        let (mut straight, mut wandering) = (small(), small());
        straight.seek(50);
        assert_eq!(wandering.advance(80), Change::Decided { from: 0, to: 80 });
        wandering.measure(Rule::Noise, Depth::All);
        wandering.seek(20);
        wandering.advance(30);
        assert_eq!(straight.measure(Rule::Noise, Depth::All), wandering.measure(Rule::Noise, Depth::All));
    }

    #[test]
    fn a_run_ends() {
        let mut experiment = small();
        let all = experiment.synapses();
        assert_eq!(experiment.advance(usize::MAX), Change::Decided { from: 0, to: all });
        assert_eq!(experiment.advance(1), Change::Nothing);
        let kept = experiment.measure(Rule::Weight, Depth::Eigenvalues).kept;
        let p = experiment.probabilities(Rule::Weight);
        assert_eq!(kept, (0..all).filter(|k| experiment.draws()[*k] < p[*k]).count());
    }

    #[test]
    fn another_kept_fraction_keeps_network_draws_and_nesting() {
        let mut experiment = small();
        let (a, draws) = (experiment.network().a.clone(), experiment.draws().to_vec());
        let kept = |e: &Experiment| -> Vec<bool> {
            e.draws().iter().zip(e.probabilities(Rule::Noise)).map(|(u, p)| u < p).collect()
        };
        let more = kept(&experiment);
        let params = Params { keep: 0.2, ..experiment.params().clone() };
        let mut stages = Vec::new();
        experiment.change(&params, &mut |stage| stages.push(stage)).unwrap();
        assert_eq!(stages, [Stage::Rules]);
        assert_eq!((&experiment.network().a, experiment.draws()), (&a, &draws[..]));
        assert!(kept(&experiment).iter().zip(more).all(|(fewer, more)| !fewer || more));
    }

    #[test]
    fn after_an_error_the_run_is_as_it_was() {
        let mut experiment = small();
        experiment.advance(10);
        let singular = Params { net: Net::Barbell, n: 10, excess: 0.0, ..Params::default() };
        let error = experiment.change(&singular, &mut |_| ()).unwrap_err();
        assert!(matches!(error, ExperimentError::Covariance(CovarianceError::NotStable { .. })), "{error}");
        assert_eq!((experiment.decided(), experiment.params().n), (10, 30));
    }
}
