//! The whole run, as a state machine that knows no clock.
//!
//! [`Experiment::new`] does the work that pruning starts from. If the covariance is to be measured,
//! [`Experiment::listen`] lets the synapses hear the noise for a while; then they are scored.
//! [`Experiment::advance`] lets a budget of synapses meet their fate, one after another in an order
//! drawn from the seed, and says what changed; [`Experiment::measure`] gives spectrum and errors of
//! the network *as it now is*, a mixture of decided and undecided synapses. All three rules share
//! order and draws and advance together. How far a run has come is one number, so it can be moved
//! back as well.

pub mod export;
mod measures;
pub mod report;

use nalgebra::linalg::Cholesky;
use nalgebra::{Complex, DMatrix, Dyn};
use serde::{Deserialize, Serialize};

use crate::measure::dynamics::{self, Comparison, Setting, Traces};
use crate::measure::spectrum::{self, Modes};
use crate::network::read::Read;
use crate::network::{Network, NetworkError, layout};
use crate::numerics::matching::MatchingError;
use crate::numerics::order;
use crate::numerics::schur::{self, SchurError};
use crate::params::{Act, Cov, Net, Params, Rule};
use crate::rule::covariance::{self, CovarianceError};
use crate::rule::fate;
use crate::rule::noise::{self, Drive, NoiseError, Pace, Simulation};
use crate::rule::{self, RuleError};

pub use measures::{Along, Depth, Measures, Moved, ZERO};

/// The exact covariance is computed for this amplitude; survivors do not depend on it.
const SIGMA: f64 = 1.0;
/// The error of measured importances is noted each time that the observed time has grown by this.
const NOTE_EVERY: f64 = 1.15;
/// The first time it is noted, in τ.
const FIRST_NOTE: f64 = 0.5;
/// End of the comparison of dynamics, in the matrix's unit of time.
pub const COMPARED: f64 = 40.0;
/// Steps of a comparison, times networks, times synapses and neurons, at most: a few seconds in wasm.
const COMPARISON_WORK: f64 = 2e9;
/// Up to this many neurons, measures beyond the eigenvalues are taken ([`Along`]): they take as long again, and
/// two more matrices of n × n.
pub const ALONG_UP_TO: usize = 1000;
/// Neurons whose rates are shown.
const WATCHED: usize = 4;

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
    /// The importances give no probabilities.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// Two spectra cannot be matched.
    #[error(transparent)]
    Matching(#[from] MatchingError),
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

impl Stage {
    /// Its share of the preparation, from the beginning to the end of it, as measured for a symmetric network of
    /// 1,000 or 2,000 neurons.
    pub fn share(self) -> (f64, f64) {
        match self {
            Stage::Network => (0.0, 0.3),
            Stage::Covariance => (0.3, 0.5),
            Stage::Modes => (0.5, 0.97),
            Stage::Rules => (0.97, 1.0),
        }
    }
}

/// Whether two runs have the same network, unless it is from a file, so that the second begins at once.
pub fn is_same_network(one: &Params, other: &Params) -> bool {
    Model::key(one, None) == Model::key(other, None)
}

/// What pruning is measured against.
enum Before {
    /// For a symmetric A: its eigenvalues, ascending.
    Symmetric { eigenvalues: Vec<f64>, along: Option<Known> },
    /// For any other: its eigenvalues, sorted.
    General { eigenvalues: Vec<Complex<f64>> },
}

/// What the measures beyond the eigenvalues need.
struct Known {
    /// Cholesky factor of −A.
    factor: Cholesky<f64, Dyn>,
    modes: Modes,
}

/// What depends on the network alone, and is computed once for it.
struct Model {
    network: Network,
    places: Vec<(f64, f64)>,
    before: Before,
    covariance: DMatrix<f64>,
    /// From the exact covariance; one list a rule, in the order of [`Rule::ALL`].
    importance: Vec<Vec<f64>>,
    pace: Pace,
}

/// Synapses that listen to the noise, or have listened.
struct Ear {
    simulation: Simulation,
    goal: u64,
    /// Observed times (τ) and the importances' relative errors there.
    notes: Vec<(f64, f64)>,
}

/// What depends on importances, kept fraction and seed.
struct Fates {
    /// u of each synapse.
    draws: Vec<f64>,
    /// `turn[synapse]` is when it is decided: a permutation of 0, 1, ….
    turn: Vec<u32>,
    /// Empty until the synapses are scored.
    scored: Scored,
}

/// What the importances lead to, in the order of [`Rule::ALL`].
#[derive(Default)]
struct Scored {
    /// s of each synapse that the noise rule used.
    importance: Vec<f64>,
    /// K of each rule.
    scale: Vec<f64>,
    /// p of each synapse, one list a rule.
    probabilities: Vec<Vec<f64>>,
}

/// A run: the network, the synapses' probabilities and draws, and how many are decided.
pub struct Experiment {
    params: Params,
    /// [`Model::key`] of the model.
    key: Vec<String>,
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

impl Model {
    fn new(
        params: &Params,
        file: Option<&Read>,
        progress: &mut dyn FnMut(Stage),
    ) -> Result<Model, ExperimentError> {
        progress(Stage::Network);
        let network = match (params.net, file) {
            (Net::File, Some(file)) => Network::from_file(file, params)?,
            _ => Network::from_params(params)?,
        };
        let places = layout::place(&network);
        progress(Stage::Covariance);
        let (covariance, factor) = match network.is_symmetric() {
            true => {
                let factor = covariance::factor(&network.a)?;
                (covariance::from_factor(&factor, SIGMA), Some(factor))
            }
            false => (covariance::exact(&network, SIGMA)?, None),
        };
        progress(Stage::Modes);
        let (before, pace) = match factor {
            Some(factor) => {
                let known = (network.n() <= ALONG_UP_TO)
                    .then(|| Known { factor, modes: spectrum::modes(&network.a) });
                let eigenvalues = match &known {
                    Some(known) => known.modes.values.clone(),
                    None => spectrum::eigenvalues(&network.a),
                };
                let pace = Pace::from_real(&eigenvalues)?;
                (Before::Symmetric { eigenvalues, along: known }, pace)
            }
            None => {
                let eigenvalues = schur::eigenvalues(&network.a)?;
                let pace = Pace::new(&eigenvalues)?;
                (Before::General { eigenvalues }, pace)
            }
        };
        let importance = |rule: &Rule| rule::importance(*rule, &network.synapses, &covariance);
        let importance = Rule::ALL.iter().map(importance).collect::<Result<_, _>>()?;
        Ok(Model { network, places, before, covariance, importance, pace })
    }

    /// What of the parameters decides the model: with an equal key, it is the same.
    fn key(params: &Params, file: Option<&Read>) -> Vec<String> {
        let network = ["net", "n", "excess", "long", "density", "near", "beta", "ways", "inh", "leak", "sym"];
        let mut key: Vec<String> = network.iter().filter_map(|key| params.get(key)).collect();
        if let (Net::File, Some(file)) = (params.net, file) {
            key.push(fingerprint(&file.matrix).to_string());
        }
        let fixed =
            matches!(params.net, Net::Barbell | Net::WormGap | Net::WormChem | Net::Complete | Net::Ring);
        if !fixed || (params.inh > 0.0 && Params::matters(params.net, "inh")) {
            key.push(params.seed.to_string());
        }
        key
    }
}

/// A number that differs where matrices do (D. Knuth's multiplicative hashing, over the bits of the entries).
fn fingerprint(m: &DMatrix<f64>) -> u64 {
    m.iter().fold(m.nrows() as u64, |sum, x| {
        (sum ^ x.to_bits()).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    })
}

impl Ear {
    /// Synapses that begin to listen.
    fn new(params: &Params, model: &Model) -> Result<Ear, NoiseError> {
        let drive = Drive { act: params.act, input: params.drive, sigma: params.sigma, seed: params.seed };
        let simulation = Simulation::new(&model.network, model.pace, &drive)?;
        let goal = simulation.steps_for(params.time);
        Ok(Ear { simulation, goal, notes: Vec::new() })
    }

    /// The same, if what they hear decides anything.
    fn needed(params: &Params, model: &Model) -> Result<Option<Ear>, NoiseError> {
        match params.cov {
            Cov::Exact => Ok(None),
            Cov::Measured => {
                let ear = Ear::new(params, model)?;
                ear.simulation.check_length(ear.goal).map(|()| Some(ear))
            }
        }
    }

    /// What of the parameters, beside the model's, decides what is heard.
    fn key(params: &Params) -> Vec<String> {
        ["cov", "time", "act", "drive", "sigma", "seed"].iter().filter_map(|key| params.get(key)).collect()
    }

    fn is_done(&self) -> bool {
        self.simulation.steps() >= self.goal
    }

    /// Up to `budget` steps more. Notes are taken at times of their own, not at those of the calls.
    fn advance(&mut self, mut budget: u64, exact: &[f64], comparable: bool) -> Result<(), NoiseError> {
        while budget > 0 && !self.is_done() {
            let next = self.notes.last().map_or(FIRST_NOTE, |(time, _)| time * NOTE_EVERY);
            let stop = self.simulation.steps_for(next).min(self.goal);
            let steps = stop.saturating_sub(self.simulation.steps()).clamp(1, budget);
            self.simulation.advance(steps)?;
            budget -= steps;
            if comparable && self.simulation.steps() >= stop && self.simulation.observed() > 0.0 {
                let error = noise::relative_error(&self.simulation.importances(), exact);
                self.notes.push((self.simulation.observed(), error));
            }
        }
        Ok(())
    }
}

impl Fates {
    /// Draws and order of synapses that are not scored yet.
    fn new(params: &Params, model: &Model) -> Fates {
        let count = model.network.synapses.len();
        let mut turn = vec![0; count];
        for (k, synapse) in fate::order(params.seed, count).into_iter().enumerate() {
            turn[synapse as usize] = k as u32;
        }
        Fates { draws: fate::draws(params.seed, count), turn, scored: Scored::default() }
    }

    /// Probabilities, if the synapses have heard what they were to hear.
    fn score(params: &Params, model: &Model, ear: Option<&Ear>) -> Result<Scored, RuleError> {
        match ear.filter(|_| params.cov == Cov::Measured) {
            Some(ear) if !ear.is_done() => Ok(Scored::default()),
            Some(ear) => Fates::probabilities(params, model, ear.simulation.importances(), params.sigma),
            None => {
                Fates::probabilities(params, model, model.importance[Rule::Noise as usize].clone(), SIGMA)
            }
        }
    }

    /// p of each synapse and rule, with `noise` as the importances of the noise rule. K is set by ε if it
    /// is above 0, else by the kept fraction; the controls keep as many in expectation.
    fn probabilities(
        params: &Params,
        model: &Model,
        noise: Vec<f64>,
        sigma: f64,
    ) -> Result<Scored, RuleError> {
        let count = noise.len() as f64;
        let k_noise = match params.eps > 0.0 {
            true => rule::scale_for_error(model.network.n(), params.eps, sigma),
            false => rule::scale_for_target(&noise, params.keep * count)?,
        };
        let p_noise = rule::probabilities(&noise, k_noise);
        let target = if params.eps > 0.0 { p_noise.iter().sum() } else { params.keep * count };
        let mut scored = Scored { importance: noise, scale: vec![k_noise], probabilities: vec![p_noise] };
        for rule in [Rule::Weight, Rule::Uniform] {
            let s = &model.importance[rule as usize];
            let k = rule::scale_for_target(s, target)?;
            scored.scale.push(k);
            scored.probabilities.push(rule::probabilities(s, k));
        }
        Ok(scored)
    }
}

impl Experiment {
    /// Prepares a run; `progress` is told each stage as it begins. `file` is the matrix for `Net::File`. O(n³).
    pub fn new(
        params: &Params,
        file: Option<&Read>,
        progress: &mut dyn FnMut(Stage),
    ) -> Result<Experiment, ExperimentError> {
        let key = Model::key(params, file);
        let model = Model::new(params, file, progress)?;
        let ear = Ear::needed(params, &model)?;
        progress(Stage::Rules);
        let scored = Fates::score(params, &model, ear.as_ref())?;
        let fates = Fates { scored, ..Fates::new(params, &model) };
        Ok(Experiment { params: params.clone(), key, model, ear, fates, decided: 0 })
    }

    /// The same, ready for pruning: the synapses have listened for as long as they were to.
    pub fn prepared(params: &Params, file: Option<&Read>) -> Result<Experiment, ExperimentError> {
        let mut experiment = Experiment::new(params, file, &mut |_| ())?;
        if !experiment.is_scored() {
            experiment.listen(u64::MAX)?;
        }
        Ok(experiment)
    }

    /// Goes to the beginning of the run for other parameters; after an error, everything is as it
    /// was. What the parameters leave alone is kept: while they mean the same network, nothing of O(n³) is
    /// done, and while they mean the same listening, what was heard stays.
    pub fn change(
        &mut self,
        params: &Params,
        file: Option<&Read>,
        progress: &mut dyn FnMut(Stage),
    ) -> Result<(), ExperimentError> {
        if Model::key(params, file) != self.key {
            *self = Experiment::new(params, file, progress)?;
            return Ok(());
        }
        progress(Stage::Rules);
        let same = Ear::key(params) == Ear::key(&self.params);
        let fresh = if same { None } else { Ear::needed(params, &self.model)? };
        let scored =
            Fates::score(params, &self.model, if same { self.ear.as_ref() } else { fresh.as_ref() })?;
        if params.seed != self.params.seed {
            self.fates = Fates::new(params, &self.model);
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
        !self.fates.scored.probabilities.is_empty()
    }

    /// Lets the synapses hear `steps` steps more of the noise, as far as they are to. If the covariance is to
    /// be measured, scores them when they have heard all; if it is the exact one, this only shows what they
    /// would hear.
    pub fn listen(&mut self, steps: u64) -> Result<(), ExperimentError> {
        let ear = match &mut self.ear {
            Some(ear) => ear,
            none => none.insert(Ear::new(&self.params, &self.model)?),
        };
        if ear.is_done() {
            return Ok(());
        }
        let scale = self.params.sigma * self.params.sigma;
        let exact: Vec<f64> = self.model.importance[Rule::Noise as usize].iter().map(|s| s * scale).collect();
        ear.advance(steps, &exact, self.params.act == Act::Linear)?;
        if self.params.cov == Cov::Measured && ear.is_done() {
            self.fates.scored = Fates::score(&self.params, &self.model, self.ear.as_ref())?;
        }
        Ok(())
    }

    /// The simulation that is listened to, if there was any listening.
    pub fn simulation(&self) -> Option<&Simulation> {
        self.ear.as_ref().map(|ear| &ear.simulation)
    }

    /// Observed times (τ) and relative errors of the measured importances there, where the exact ones are
    /// known: for linear neurons.
    pub fn notes(&self) -> &[(f64, f64)] {
        self.ear.as_ref().map_or(&[], |ear| &ear.notes)
    }

    /// Lets the next `budget` synapses meet their fate.
    pub fn advance(&mut self, budget: usize) -> Change {
        let (from, to) = (self.decided, self.decided.saturating_add(budget).min(self.synapses()));
        if from == to || !self.is_scored() {
            return Change::Nothing;
        }
        self.decided = to;
        Change::Decided { from, to }
    }

    /// Moves the run to where `decided` synapses (at most all) have met their fate.
    pub fn seek(&mut self, decided: usize) {
        self.decided = if self.is_scored() { decided.min(self.synapses()) } else { 0 };
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

    /// C, the exact stationary covariance of the linear network for σ = 1, n × n.
    pub fn covariance(&self) -> &DMatrix<f64> {
        &self.model.covariance
    }

    /// Eigenvalues of A, sorted by real part.
    pub fn eigenvalues(&self) -> Vec<Complex<f64>> {
        match &self.model.before {
            Before::Symmetric { eigenvalues, .. } => {
                eigenvalues.iter().map(|x| Complex::new(*x, 0.0)).collect()
            }
            Before::General { eigenvalues } => eigenvalues.clone(),
        }
    }

    /// τ, the slowest time constant of A, in the matrix's unit of time.
    pub fn tau(&self) -> f64 {
        self.model.pace.tau()
    }

    /// s of each synapse from the exact covariance for σ = 1.
    pub fn importance(&self, rule: Rule) -> &[f64] {
        &self.model.importance[rule as usize]
    }

    /// p of each synapse; empty until they are scored.
    pub fn probabilities(&self, rule: Rule) -> &[f64] {
        self.fates.scored.probabilities.get(rule as usize).map_or(&[], Vec::as_slice)
    }

    /// s of each synapse as the noise rule used it, exact (for σ = 1) or measured; empty until they are scored.
    pub fn used_importance(&self) -> &[f64] {
        &self.fates.scored.importance
    }

    /// K of each rule, in the order of [`Rule::ALL`]; empty until the synapses are scored.
    pub fn scales(&self) -> &[f64] {
        &self.fates.scored.scale
    }

    /// p of each synapse as the noise rule would have it with the exact covariance, for comparison.
    pub fn exact_probabilities(&self) -> Result<Vec<f64>, RuleError> {
        let noise = self.importance(Rule::Noise);
        let scored = Fates::probabilities(&self.params, &self.model, noise.to_vec(), SIGMA)?;
        Ok(scored.probabilities.into_iter().next().unwrap_or_default())
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
        fate::survivors(&self.model.network.synapses, self.probabilities(rule), &self.fates.draws)
    }

    /// The network of `rule` as it now is. O(n² + m).
    pub fn matrix(&self, rule: Rule) -> DMatrix<f64> {
        let decided = |synapse: usize| self.is_decided(synapse);
        let p = self.probabilities(rule);
        fate::prune(&self.model.network, p, &self.fates.draws, self.params.diag, decided)
    }

    /// The original and the three networks as they now are, from the same start with the same input and the
    /// same noise, to [`COMPARED`] or as far as the work allows.
    pub fn compare(&self) -> Traces {
        let n = self.model.network.n();
        let pruned: Vec<DMatrix<f64>> = Rule::ALL.iter().map(|rule| self.matrix(*rule)).collect();
        let networks: Vec<&DMatrix<f64>> = std::iter::once(&self.model.network.a).chain(&pruned).collect();
        let setting = Setting {
            act: self.params.act,
            input: vec![self.params.drive; n],
            sigma: dynamics::SIGMA * self.params.sigma,
            watched: self.watched(),
            ..Setting::new(self.params.seed, n)
        };
        let mut comparison = Comparison::new(&networks, &setting);
        let a_step = (4 * (n + 2 * self.synapses())) as f64;
        let steps = comparison.steps_for(COMPARED) as f64;
        let share = (COMPARISON_WORK / (steps * a_step)).min(1.0);
        comparison.advance(comparison.steps_for(COMPARED * share));
        comparison.traces().clone()
    }

    /// The neurons whose rates are shown: those of greatest and of least variance, and others evenly between, in
    /// the order of their numbers, so that patterns of every strength are seen.
    fn watched(&self) -> Vec<usize> {
        let c = &self.model.covariance;
        let n = c.nrows();
        let order = order::by(n, &|x, y| c[(y, y)].total_cmp(&c[(x, x)]));
        let count = WATCHED.min(n);
        let place = |k: usize| k * (n - 1) / (count - 1).max(1);
        let mut watched: Vec<usize> = (0..count).map(|k| order[place(k)] as usize).collect();
        watched.sort_unstable();
        watched
    }

    fn is_decided(&self, synapse: usize) -> bool {
        (self.fates.turn[synapse] as usize) < self.decided
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::{Leak, Sym};

    fn small() -> Experiment {
        Experiment::new(&Params { n: 30, keep: 0.4, ..Params::default() }, None, &mut |_| ()).unwrap()
    }

    #[test]
    fn at_the_beginning_nothing_has_moved() {
        let experiment = small();
        for &rule in Rule::ALL {
            let measures = experiment.measure(rule, Depth::All).unwrap();
            assert_eq!(measures.kept, experiment.synapses());
            let Moved::Real { eps_lambda_max, along, .. } = measures.moved else { panic!("symmetric") };
            assert!(eps_lambda_max < 1e-12);
            let range = along.unwrap().range;
            assert!((range.0 - 1.0).abs() < 1e-9 && (range.1 - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn the_way_to_a_position_does_not_matter() {
        let (mut straight, mut wandering) = (small(), small());
        straight.seek(50);
        assert_eq!(wandering.advance(80), Change::Decided { from: 0, to: 80 });
        wandering.measure(Rule::Noise, Depth::All).unwrap();
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
        let kept = experiment.measure(Rule::Weight, Depth::Eigenvalues).unwrap().kept;
        let p = experiment.probabilities(Rule::Weight);
        assert_eq!(kept, (0..all).filter(|k| fate::is_kept(p[*k], experiment.draws()[*k])).count());
    }

    #[test]
    fn another_kept_fraction_keeps_network_draws_and_nesting() {
        let mut experiment = small();
        let (a, draws) = (experiment.network().a.clone(), experiment.draws().to_vec());
        let kept = |e: &Experiment| -> Vec<bool> {
            e.draws().iter().zip(e.probabilities(Rule::Noise)).map(|(u, p)| fate::is_kept(*p, *u)).collect()
        };
        let more = kept(&experiment);
        let params = Params { keep: 0.2, ..experiment.params().clone() };
        let mut stages = Vec::new();
        experiment.change(&params, None, &mut |stage| stages.push(stage)).unwrap();
        assert_eq!(stages, [Stage::Rules]);
        assert_eq!((&experiment.network().a, experiment.draws()), (&a, &draws[..]));
        assert!(kept(&experiment).iter().zip(more).all(|(fewer, more)| !fewer || more));
    }

    #[test]
    fn after_an_error_the_run_is_as_it_was() {
        let mut experiment = small();
        experiment.advance(10);
        let singular = Params { net: Net::Barbell, n: 10, excess: 0.0, ..Params::default() };
        let error = experiment.change(&singular, None, &mut |_| ()).unwrap_err();
        assert!(matches!(error, ExperimentError::Covariance(CovarianceError::NotStable { .. })), "{error}");
        assert_eq!((experiment.decided(), experiment.params().n), (10, 30));
    }

    #[test]
    fn listening_in_pieces_is_listening_at_once_and_only_then_are_synapses_scored() {
        let params = Params { n: 30, keep: 0.4, cov: Cov::Measured, time: 20.0, ..Params::default() };
        let whole = Experiment::prepared(&params, None).unwrap();
        let mut pieces = Experiment::new(&params, None, &mut |_| ()).unwrap();
        assert!(!pieces.is_scored());
        assert_eq!(pieces.advance(5), Change::Nothing);
        while !pieces.is_scored() {
            pieces.listen(137).unwrap();
        }
        assert_eq!(pieces.probabilities(Rule::Noise), whole.probabilities(Rule::Noise));
        assert_eq!(pieces.notes(), whole.notes());
        assert!(whole.notes().last().unwrap().1 < 0.2);
    }

    #[test]
    fn another_target_needs_no_second_listening() {
        let params = Params { n: 30, keep: 0.4, cov: Cov::Measured, time: 5.0, ..Params::default() };
        let mut experiment = Experiment::prepared(&params, None).unwrap();
        let steps = experiment.simulation().unwrap().steps();
        experiment.change(&Params { keep: 0.3, ..params.clone() }, None, &mut |_| ()).unwrap();
        assert!(experiment.is_scored());
        assert_eq!(experiment.simulation().unwrap().steps(), steps);
        experiment.change(&Params { time: 6.0, ..params }, None, &mut |_| ()).unwrap();
        assert!(!experiment.is_scored());
    }

    #[test]
    fn an_error_given_sets_how_many_are_kept() {
        let kept = |eps| {
            let experiment = Experiment::prepared(&Params { n: 60, eps, ..Params::default() }, None).unwrap();
            Rule::ALL
                .iter()
                .map(|rule| experiment.probabilities(*rule).iter().sum::<f64>())
                .collect::<Vec<_>>()
        };
        let (strict, loose) = (kept(2.0), kept(4.0));
        assert!(strict[0] > loose[0]);
        for sums in [strict, loose] {
            assert!(sums.iter().all(|sum| (sum - sums[0]).abs() < 1e-9 * sums[0]));
        }
    }

    #[test]
    fn directed_networks_are_measured_by_matching() {
        let mut experiment = Experiment::prepared(&Params::defaults(Net::Ring), None).unwrap();
        let at_start = experiment.measure(Rule::Noise, Depth::All).unwrap();
        assert!(at_start.error() < 1e-9 && !at_start.unstable);
        experiment.advance(usize::MAX);
        let at_end = experiment.measure(Rule::Noise, Depth::All).unwrap();
        assert!(at_end.error() > 0.01);
        assert!(experiment.compare().error_at(1, 10.0).is_some());
    }

    #[test]
    fn a_file_s_matrix_is_run_as_it_is_or_repaired_by_choice() {
        let file = crate::network::read::read("a.csv", b"0,1,0\n1,0,2\n0,1,0\n").unwrap();
        let given = Params::defaults(Net::File);
        let error = Experiment::new(&given, Some(&file), &mut |_| ()).err().unwrap();
        assert!(error.to_string().contains("not stable"), "{error}");
        let repaired = Params { leak: Leak::Dominant, sym: Sym::Mean, ..given.clone() };
        let experiment = Experiment::new(&repaired, Some(&file), &mut |_| ()).unwrap();
        assert!(experiment.network().is_symmetric() && experiment.network().is_diagonally_dominant());
        assert_eq!(experiment.network().a[(1, 2)], 1.5);
        let error = Experiment::new(&given, None, &mut |_| ()).err().unwrap();
        assert_eq!(error, ExperimentError::Network(NetworkError::NoFile));
    }
}
