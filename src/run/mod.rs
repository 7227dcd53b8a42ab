//! The whole run, as a state machine that knows no clock.
//!
//! [`Experiment::new`] does the work that pruning starts from. If the covariance is to be measured,
//! [`Experiment::listen`] lets the synapses hear the noise for a while; then they are scored.
//! [`Experiment::advance`] lets a budget of synapses meet their fate, one after another in an order
//! drawn from the seed, and says what changed; [`Experiment::measure`] gives spectrum and errors of
//! the network *as it now is*, a mixture of decided and undecided synapses. All rules share
//! order and draws and advance together. How far a run has come is one number, so it can be moved
//! back as well.

mod compare;
mod ear;
pub mod export;
mod fates;
pub mod many;
mod measures;
mod model;
pub mod report;
#[cfg(test)]
mod tests;

use nalgebra::{Complex, DMatrix};

use crate::measure::dynamics::Traces;
use crate::measure::{Before, MeasureError};
use crate::network::read::Read;
use crate::network::{Network, NetworkError, Synapse};
use crate::numerics::schur::SchurError;
use crate::numerics::sparse::Sparse;
use crate::params::{Act, Changes, Net, Params, Rule};
use crate::rule::covariance::CovarianceError;
use crate::rule::fate;
use crate::rule::noise::{NoiseError, Simulation};
use crate::rule::snapshots::{SnapshotError, Snapshots};
use crate::rule::theorem::Theorem;
use crate::rule::{Rounds, RuleError};
use ear::{Ear, Noise};
use fates::{Fates, Scored};
use model::Model;

pub use crate::measure::{Along, Depth, Measures, Moved, ZERO};
pub use compare::{COMPARED, Comparison, SLICE};
pub use model::{KEPT_UP_TO, Preparation, Reached, SIGMA};

/// Neurons of a network that is pruned in several rounds, at most: scores of many rounds fill the memory of a tab.
pub const MOST_IN_ROUNDS: usize = 1000;

/// Why a run cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExperimentError {
    /// There is no network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The network has no stationary covariance.
    #[error(transparent)]
    Covariance(#[from] CovarianceError),
    /// The eigenvalues cannot be found.
    #[error("the eigenvalues of the network could not be computed: {0}")]
    Schur(#[from] SchurError),
    /// The noise cannot be listened to.
    #[error(transparent)]
    Noise(#[from] NoiseError),
    /// There are no snapshots of the noise.
    #[error(transparent)]
    Snapshots(#[from] SnapshotError),
    /// Something that needs a matrix of n × n is asked of a network that is too large for it.
    #[error(
        "the pruned matrix would have {n} × {n} numbers, and a network of this size is worked on without one; save its \
         synapses (CSV)"
    )]
    NoMatrix { n: usize },
    /// Noise in place of linear algebra is only for linear neurons.
    #[error("a network of {n} neurons is worked on by snapshots of its noise, and {why}")]
    NotSparse { n: usize, why: &'static str },
    /// Several rounds are asked for, with measured importances.
    #[error(
        "several rounds need the exact covariance: a round may leave patterns of activity that never die away, and no \
         time is long enough to measure these; choose the exact covariance, or one round"
    )]
    MeasuredRounds,
    /// Several rounds are asked for, of a large network.
    #[error(
        "several rounds are for networks of up to {MOST_IN_ROUNDS} neurons, and this one has {n}; choose one round"
    )]
    ManyInRounds { n: usize },
    /// A round cannot begin with what the one before has left.
    #[error(
        "round {} of pruning {how} cannot begin: {reason}; or let the leak follow the input that is left, or choose one \
         round",
        round + 1
    )]
    Round { round: usize, how: &'static str, reason: CovarianceError },
    /// The importances give no probabilities.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// A pruned network cannot be measured.
    #[error(transparent)]
    Measure(#[from] MeasureError),
}

/// A run: the network, the synapses' probabilities and draws, and how many are decided.
pub struct Experiment {
    params: Params,
    /// The seed that the network was drawn with.
    network_seed: u32,
    /// Stands for the file that the model is made from; none without a file.
    fingerprint: Option<u64>,
    model: Model,
    ear: Option<Ear>,
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

impl Experiment {
    /// Prepares a run; `progress` is told each stage as it begins. `file` is the matrix for `Net::File`. O(n³).
    pub fn new(
        params: &Params,
        file: Option<&Read>,
        progress: &mut dyn FnMut(Reached),
    ) -> Result<Experiment, ExperimentError> {
        let n = file.filter(|_| params.net == Net::File).map_or(params.n, |file| file.matrix.n());
        let params = &Params { n, ..params.clone() };
        let model = Model::new(params, file, progress)?;
        let ear = Ear::needed(params, &model)?;
        progress(Reached::stage(Preparation::Rules));
        let mut fates = Fates::new(params, &model);
        fates.scored = Scored::new(params, &model, &fates.draws, ear.as_ref())?;
        let fingerprint = model::fingerprint(params, file);
        Ok(Experiment {
            params: params.clone(),
            network_seed: params.seed,
            fingerprint,
            model,
            ear,
            fates,
            decided: 0,
        })
    }

    /// A run that is ready for pruning: the synapses have listened for as long as `params` say.
    pub fn prepared(params: &Params, file: Option<&Read>) -> Result<Experiment, ExperimentError> {
        let mut experiment = Experiment::new(params, file, &mut |_| ())?;
        if !experiment.is_scored() {
            experiment.listen(u64::MAX)?;
        }
        Ok(experiment)
    }

    /// Goes to the beginning of the run for other parameters; after an error, everything is as it was. What the
    /// parameters do not change is kept: for the same network nothing of O(n³) is done, and for the same listening
    /// what was heard stays.
    pub fn change(
        &mut self,
        params: &Params,
        file: Option<&Read>,
        progress: &mut dyn FnMut(Reached),
    ) -> Result<(), ExperimentError> {
        let same_file = model::fingerprint(params, file) == self.fingerprint;
        let made_from = Params { seed: self.network_seed, ..self.params.clone() };
        if !same_file || !params.same_up_to(&made_from, Changes::Network) {
            *self = Experiment::new(params, file, progress)?;
            return Ok(());
        }
        progress(Reached::stage(Preparation::Rules));
        self.rescore(params)
    }

    /// The same network with other parameters, whatever their seed: draws, listening and scores are made anew where they
    /// change. The synapses have listened when it returns.
    pub fn redraw(&mut self, params: &Params) -> Result<(), ExperimentError> {
        self.rescore(params)?;
        if !self.is_scored() {
            self.listen(u64::MAX)?;
        }
        Ok(())
    }

    /// Goes to the beginning of the run for parameters whose network is the present one.
    fn rescore(&mut self, params: &Params) -> Result<(), ExperimentError> {
        let params = &Params { n: self.model.network.n(), ..params.clone() };
        // A seed changes the draws and the listening, even where the parameters say that it changes the network.
        let same_seed = params.seed == self.params.seed;
        let same = same_seed && params.same_up_to(&self.params, Changes::Listening);
        let fresh = if same { None } else { Ear::needed(params, &self.model)? };
        let ear = if same { self.ear.as_ref() } else { fresh.as_ref() };
        let fresh_fates = match same_seed && params.same_up_to(&self.params, Changes::Draws) {
            true => None,
            false => Some(Fates::new(params, &self.model)),
        };
        let draws = &fresh_fates.as_ref().unwrap_or(&self.fates).draws;
        let scored = Scored::new(params, &self.model, draws, ear)?;
        if let Some(fates) = fresh_fates {
            self.fates = fates;
        }
        self.fates.scored = scored;
        if !same {
            self.ear = fresh;
        }
        self.params = params.clone();
        self.decided = 0;
        Ok(())
    }

    /// Whether the synapses are scored, and pruning can go on.
    pub fn is_scored(&self) -> bool {
        !self.rounds().0.is_empty()
    }

    /// Lets the synapses hear up to `steps` more steps of the noise, until the listening time is over. If the
    /// covariance is measured, the synapses are scored then; if it is exact, listening changes nothing else.
    pub fn listen(&mut self, steps: u64) -> Result<(), ExperimentError> {
        let ear = match &mut self.ear {
            Some(ear) => ear,
            none => none.insert(Ear::new(&self.params, &self.model)?),
        };
        if !ear.is_done() {
            let scale = self.params.sigma * self.params.sigma;
            let exact = self.model.importance(Rule::Noise, &self.model.variance);
            let exact: Vec<f64> = exact.iter().map(|s| s * scale).collect();
            ear.advance(steps, &exact, self.params.act == Act::Linear)?;
        }
        // If what was heard cannot be used, every further call fails in the same way.
        if self.params.is_heard() && ear.is_done() && self.fates.scored.rounds.0.is_empty() {
            self.fates.scored = Scored::new(&self.params, &self.model, &self.fates.draws, self.ear.as_ref())?;
        }
        Ok(())
    }

    /// The noise that the synapses listen to, if it is simulated; none before they have begun.
    pub fn simulation(&self) -> Option<&Simulation> {
        match &self.ear.as_ref()?.noise {
            Noise::Simulation(simulation) => Some(simulation),
            Noise::Snapshots(_) => None,
        }
    }

    /// The snapshots of the noise that the synapses of a large sparse network learn from; none before the first.
    pub fn snapshots(&self) -> Option<&Snapshots> {
        match &self.ear.as_ref()?.noise {
            Noise::Simulation(_) => None,
            Noise::Snapshots(snapshots) => Some(snapshots),
        }
    }

    /// How many steps of the noise, or snapshots, the synapses have heard.
    pub fn heard(&self) -> u64 {
        self.ear.as_ref().map_or(0, Ear::steps)
    }

    /// Observed times (τ) and relative errors of the measured importances there, where the exact ones are
    /// known: for linear neurons. Or numbers of snapshots, and by how much (relatively, the median over the synapses) the
    /// importances have changed since there were half as many: as much as they are off.
    pub fn notes(&self) -> &[(f64, f64)] {
        self.ear.as_ref().map_or(&[], |ear| &ear.notes)
    }

    /// Lets the next `budget` synapses meet their fate. In each of several rounds, every synapse has its turn.
    pub fn advance(&mut self, budget: usize) -> Change {
        let (from, to) = (self.decided, self.decided.saturating_add(budget).min(self.decisions()));
        if from == to || !self.is_scored() {
            return Change::Nothing;
        }
        self.decided = to;
        Change::Decided { from, to }
    }

    /// Moves the run to where `decided` decisions (at most all) are made.
    pub fn seek(&mut self, decided: usize) {
        self.decided = if self.is_scored() { decided.min(self.decisions()) } else { 0 };
    }

    /// How many decisions are made: in one round, how many synapses have met their fate.
    pub fn decided(&self) -> usize {
        self.decided
    }

    /// Decisions in all: one for each synapse in each round.
    pub fn decisions(&self) -> usize {
        self.synapses() * self.params.rounds
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

    /// C, the exact stationary covariance of the linear network for σ = 1, n × n; that of a network of more than
    /// [`KEPT_UP_TO`] neurons is not kept.
    pub fn covariance(&self) -> Option<&DMatrix<f64>> {
        self.model.covariance.as_ref()
    }

    /// C_ij of a synapse; where C is not kept, from what became of it, to rounding.
    pub fn covariance_of(&self, synapse: usize) -> f64 {
        let Synapse { i, j, weight } = self.model.network.synapses[synapse];
        let (i, j) = (i as usize, j as usize);
        let kept = self.model.covariance.as_ref().map(|c| c[(i, j)]);
        kept.unwrap_or_else(|| {
            let apart = self.model.variances[i] + self.model.variances[j] - self.model.variance[synapse];
            0.5 * weight.signum() * apart
        })
    }

    /// C_ii of each neuron; of a large sparse network from its snapshots so far.
    pub fn variances(&self) -> Vec<f64> {
        match self.snapshots() {
            Some(snapshots) => snapshots.neuron_variances(),
            None if self.is_sparse() => vec![0.0; self.model.network.n()],
            None => self.model.variances.clone(),
        }
    }

    /// Whether noise takes the place of linear algebra: there is no exact covariance, and the spectrum is a sample.
    pub fn is_sparse(&self) -> bool {
        matches!(self.model.before, Before::Sampled(_))
    }

    /// The eigenvector of an eigenvalue, by its place in [`Experiment::eigenvalues`], of length 1. None where it is not
    /// known: in a directed network, and beyond [`crate::measure::ALONG_UP_TO`] neurons.
    pub fn mode(&self, index: usize) -> Option<Vec<f64>> {
        match &self.model.before {
            Before::Symmetric { along: Some(known), .. } if index < self.model.network.n() => {
                Some(known.modes(self.model.network.a()).vectors.column(index).iter().copied().collect())
            }
            Before::Sampled(known) => {
                let from_slowest = self.model.network.n().checked_sub(1)?.checked_sub(index)?;
                known.modes.get(from_slowest).cloned()
            }
            _ => None,
        }
    }

    /// The estimated relative error of the slowest eigenvalues of a large sparse network; 0 of any other.
    pub fn slow_error(&self) -> f64 {
        match &self.model.before {
            Before::Sampled(known) => known.error,
            _ => 0.0,
        }
    }

    /// Eigenvalues of A, sorted by real part.
    pub fn eigenvalues(&self) -> Vec<Complex<f64>> {
        self.model.before.eigenvalues()
    }

    /// τ, the slowest time constant of A, in the matrix's unit of time.
    pub fn tau(&self) -> f64 {
        self.model.pace.tau()
    }

    /// s of each synapse from the exact covariance for σ = 1.
    pub fn importance(&self, rule: Rule) -> Vec<f64> {
        self.model.importance(rule, &self.model.variance)
    }

    /// p of each synapse in the first round; empty until they are scored.
    pub fn probabilities(&self, rule: Rule) -> &[f64] {
        self.rounds().first().p(rule)
    }

    /// Var(x_i − sign(a_ij) x_j) of each synapse as the rules used it, exact (for σ = 1) or measured; empty until they
    /// are scored.
    pub fn used_variance(&self) -> &[f64] {
        &self.fates.scored.variance
    }

    /// s of each synapse as a rule used it, from the exact covariance (for σ = 1) or the measured one; empty until
    /// they are scored.
    pub fn used_importance(&self, rule: Rule) -> Vec<f64> {
        self.model.importance(rule, &self.fates.scored.variance)
    }

    /// K of each rule in the first round, in the order of [`Rule::ALL`], 0 for one that has none; empty until the synapses are scored.
    pub fn scales(&self) -> &[f64] {
        &self.rounds().first().scale
    }

    /// What the theorem says of the run, whose synapses are scored.
    pub fn theorem(&self) -> Theorem {
        let scale = self.scales().get(Rule::Noise as usize).copied().unwrap_or(0.0);
        Theorem::of(&self.params, &self.model.network, scale)
    }

    /// p of each synapse as the noise rule would have it with the exact covariance, for comparison.
    pub fn exact_probabilities(&self) -> Result<Vec<f64>, RuleError> {
        fates::exact(&self.params, &self.model, &self.fates.draws)
    }

    /// What every rule makes of the synapses, round after round; empty until they are scored.
    pub fn rounds(&self) -> &Rounds {
        &self.fates.scored.rounds
    }

    /// u of each synapse, the same for all rules.
    pub fn draws(&self) -> &[f64] {
        &self.fates.draws
    }

    /// u of each synapse as a rule uses it in the first round: these, or balanced ones; empty until the synapses are
    /// scored.
    pub fn used_draws(&self, rule: Rule) -> &[f64] {
        self.rounds().first().u(rule)
    }

    /// When each synapse is decided: a permutation of 0, 1, ….
    pub fn turns(&self) -> &[u32] {
        &self.fates.turn
    }

    /// The digest of the synapses that `rule` will have kept at the end.
    pub fn survivors(&self, rule: Rule) -> String {
        fate::digest(&self.model.network.synapses, |synapse| self.rounds().is_kept(rule, synapse))
    }

    /// The network of `rule` as it now is. O(n² + m).
    pub fn matrix(&self, rule: Rule) -> DMatrix<f64> {
        let weight = |synapse| self.weight_now(rule, synapse);
        fate::with_weights(&self.model.network, weight, rule.leak(self.params.diag))
    }

    /// Minus the network before pruning (None) or that of a rule as it now is, without directions. O(m).
    fn minus_of(&self, rule: Option<Rule>) -> Sparse {
        let Some(rule) = rule else { return minus_original(&self.model.network) };
        let weight = |synapse| self.weight_now(rule, synapse);
        let network = &self.model.network;
        let (weight, leak) = fate::leaks_with_weights(network, weight, rule.leak(self.params.diag));
        minus(network, |synapse| weight[synapse], leak)
    }

    /// The weight of a synapse in the network of `rule`, if it has met its fate.
    fn weight_now(&self, rule: Rule, synapse: usize) -> Option<f64> {
        match self.passed(synapse) {
            0 => None,
            passed => {
                let weight = self.model.network.synapses[synapse].weight;
                Some(self.rounds().weight(rule, synapse, passed, weight))
            }
        }
    }

    /// The original and the network of each rule as they now are, compared in one go: see [`Comparison`].
    pub fn compare(&self) -> Traces {
        let mut comparison = Comparison::begin(self);
        while !comparison.step(u64::MAX) {}
        comparison.traces().clone()
    }

    /// In how many rounds a synapse has met its fate.
    fn passed(&self, synapse: usize) -> usize {
        fate::passed(self.decided, self.fates.turn[synapse], self.synapses())
    }
}

/// Minus the matrix of a network without directions. O(n + m).
fn minus_original(network: &Network) -> Sparse {
    minus(network, |synapse| network.synapses[synapse].weight, network.leak.clone())
}

/// The same of one whose synapses have these weights and whose neurons this leak. O(n + m).
fn minus(network: &Network, weight: impl Fn(usize) -> f64, leak: Vec<f64>) -> Sparse {
    let pair = |synapse: usize| {
        let (i, j) = network.synapses[synapse].at();
        (i, j, -weight(synapse))
    };
    Sparse::of_pairs(network.n(), network.synapses.len(), pair, leak)
}
