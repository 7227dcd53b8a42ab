//! What the page is told of a run: all that drawing it needs, in parts that change separately.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::network::{Network, Symmetry, Synapse};
use crate::params::{Params, Rule};
use crate::pictures::network::drawn;
use crate::rule::noise::WARM_UP;
use crate::rule::snapshots::Snapshots;
use crate::rule::{self, Rounds, RuleError, Scored, Scoring, Synapses};
use crate::run::{Depth, Experiment, ExperimentError, Measures, SIGMA};
use crate::visit::telling::Candidates;

/// All that drawing a run needs and that does not change while it plays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// Places of the n neurons in the unit square.
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// Names of the neurons, or none.
    pub names: Vec<String>,
    /// The neurons of each of the m synapses: j sends, i receives.
    pub i: Vec<u32>,
    pub j: Vec<u32>,
    /// a_ij of each synapse.
    pub weight: Vec<f64>,
    /// C_ii of each neuron and C_ij of each synapse, for σ = 1.
    pub variance: Vec<f64>,
    pub covariance: Vec<f64>,
    /// C as a picture.
    pub cells: Cells,
    /// Whether the covariance is not known but from snapshots of the noise (the three above are empty then), and the
    /// eigenvalues, but for the slowest, are a sample.
    pub sampled: bool,
    /// The relative error of the slowest eigenvalues of such a network; 0 of any other.
    pub slow_error: f64,
    /// Structure of the matrix, and whether the leak is at least the sum of the weights' magnitudes.
    pub symmetry: Symmetry,
    pub dominant: bool,
    /// Eigenvalues of A (real and imaginary part), sorted by real part.
    pub eigenvalues: Vec<(f64, f64)>,
    /// τ, the slowest time constant, in the matrix's unit of time.
    pub tau: f64,
    /// What the story may point at; found by the worker, since that takes longer than a frame.
    pub candidates: Candidates,
}

/// What chance decides: the same for all rules and all kept fractions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draws {
    /// When each synapse is decided: a permutation of 0, 1, ….
    pub turn: Vec<u32>,
    /// u of each synapse; where draws are balanced, the rules make theirs of it.
    pub draw: Vec<f64>,
}

impl Draws {
    /// Of `m` synapses, one after another.
    pub fn in_order(m: usize) -> Draws {
        Draws { turn: (0..m as u32).collect(), draw: vec![0.0; m] }
    }
}

/// A matrix as a picture: a square of cells, each the entry of largest magnitude among those it stands for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cells {
    /// Cells a side, at most [`CELLS`] and at most n.
    pub side: usize,
    /// Row by row.
    pub values: Vec<f32>,
}

/// Cells a side at most: as many as a picture has pixels.
pub const CELLS: usize = 320;

impl Cells {
    /// The cells of a square matrix. O(n²).
    pub fn new(m: &DMatrix<f64>) -> Cells {
        let mut cells = Cells::empty(m.nrows());
        for j in 0..m.ncols() {
            for i in 0..m.nrows() {
                cells.put(m.nrows(), i, j, m[(i, j)]);
            }
        }
        cells
    }

    /// The cells of an n × n matrix of zeros.
    pub fn empty(n: usize) -> Cells {
        let side = n.min(CELLS);
        Cells { side, values: vec![0.0; side * side] }
    }

    /// Puts an entry of an n × n matrix into its cell, if it is the strongest there.
    pub fn put(&mut self, n: usize, i: usize, j: usize, value: f64) {
        let cell = |k: usize| k * self.side / n;
        let held = &mut self.values[cell(i) * self.side + cell(j)];
        // Entries may be greater than such a number can be.
        let value = value.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32;
        if value.abs() > held.abs() {
            *held = value;
        }
    }
}

/// What the synapses have heard so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// Activity of each neuron, −1..=1.
    pub activity: Vec<f64>,
    /// Observed time and time to be observed, in τ.
    pub observed: f64,
    pub goal: f64,
    /// Neurons with input above zero.
    pub active: usize,
    /// Synapses whose statistic cannot be used.
    pub silent: usize,
    /// Observed times (τ) and relative errors of the importances there.
    pub notes: Vec<(f64, f64)>,
    /// Steps that are done, and those that are left.
    pub steps: u64,
    pub left: u64,
    /// Time since the beginning, in τ; the noise settles before anything is observed.
    pub time: f64,
    /// What one synapse heard last.
    pub scope: Scope,
}

/// What one synapse hears.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    pub synapse: u32,
    pub heard: Vec<Sample>,
}

/// What a synapse hears at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// In τ, since the beginning.
    pub time: f64,
    /// x_i and x_j.
    pub rates: (f64, f64),
    /// What the synapse keeps, its mean so far of (dx_i − sign(a_ij) dx_j)²; 0 before it listens.
    pub kept: f64,
}

/// What the rules make of the synapses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// K, p and draws of each round.
    pub rounds: Rounds,
    /// Var(x_i − sign(a_ij) x_j) of each synapse as the rules used it in the first round: exact, for σ = 1, or measured.
    pub variance: Vec<f64>,
    /// p of the noise rule with the exact covariance; empty if that was used.
    pub exact: Vec<f64>,
    /// What was heard, if the covariance was measured.
    pub heard: Option<Heard>,
}

/// The networks at one moment of the run, in the order of [`Rule::ALL`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// How many synapses were decided.
    pub decided: usize,
    /// Measures of each rule's network; None where they are not taken yet.
    pub rules: Vec<Option<Measures>>,
}

impl Scene {
    pub fn is_symmetric(&self) -> bool {
        self.symmetry == Symmetry::Symmetric
    }

    /// What the page needs of `experiment`. O(n + m log m).
    pub fn new(experiment: &Experiment) -> Scene {
        let (network, c) = (experiment.network(), experiment.covariance());
        let mut scene = Scene {
            names: network.names.clone(),
            variance: if experiment.is_sparse() { Vec::new() } else { experiment.variances() },
            covariance: match experiment.is_sparse() {
                true => Vec::new(),
                false => (0..network.synapses.len()).map(|k| experiment.covariance_of(k)).collect(),
            },
            sampled: experiment.is_sparse(),
            slow_error: experiment.slow_error(),
            cells: c.map_or_else(|| Cells::empty(network.n()), Cells::new),
            dominant: network.is_diagonally_dominant(),
            eigenvalues: experiment.eigenvalues().iter().map(|value| (value.re, value.im)).collect(),
            tau: experiment.tau(),
            ..Scene::bare(network.symmetry, &network.synapses, experiment.places())
        };
        scene.candidates = Candidates::new(&scene);
        scene
    }

    /// The neurons of a network and those of its synapses that are drawn, before anything is known of it.
    pub fn sketch(network: &Network, places: &[(f64, f64)]) -> Scene {
        let of_each = drawn::evenly(network.synapses.len());
        let synapses: Vec<Synapse> = of_each.map(|k| network.synapses[k]).collect();
        let (n, m) = (network.n(), synapses.len());
        Scene {
            variance: vec![0.0; n],
            covariance: vec![0.0; m],
            cells: Cells::empty(n),
            eigenvalues: vec![(0.0, 0.0); n],
            ..Scene::bare(network.symmetry, &synapses, places)
        }
    }

    /// Neurons and synapses, and nothing that is known of them.
    fn bare(symmetry: Symmetry, synapses: &[Synapse], places: &[(f64, f64)]) -> Scene {
        Scene {
            x: places.iter().map(|place| place.0).collect(),
            y: places.iter().map(|place| place.1).collect(),
            names: Vec::new(),
            i: synapses.iter().map(|synapse| synapse.i).collect(),
            j: synapses.iter().map(|synapse| synapse.j).collect(),
            weight: synapses.iter().map(|synapse| synapse.weight).collect(),
            variance: Vec::new(),
            covariance: Vec::new(),
            cells: Cells::default(),
            sampled: false,
            slow_error: 0.0,
            symmetry,
            dominant: false,
            eigenvalues: Vec::new(),
            tau: 1.0,
            candidates: Candidates::default(),
        }
    }

    /// Number of neurons.
    pub fn n(&self) -> usize {
        self.x.len()
    }

    /// Number of synapses before pruning.
    pub fn synapses(&self) -> usize {
        self.weight.len()
    }

    /// What the synapses are scored from.
    fn scored_from<'a>(&'a self, variance: &'a [f64], sigma: f64, u: &'a [f64]) -> Synapses<'a> {
        Synapses { n: self.n(), i: &self.i, j: &self.j, weight: &self.weight, variance, sigma, u }
    }

    /// Var(x_i − sign(a_ij) x_j) of each synapse, exact, for σ = 1.
    fn variances(&self) -> Vec<f64> {
        let ends =
            self.i.iter().zip(&self.j).map(|(i, j)| (self.variance[*i as usize], self.variance[*j as usize]));
        let covariances = self.weight.iter().zip(&self.covariance);
        covariances.zip(ends).map(|((a, c), ends)| rule::variance(*a, ends, *c)).collect()
    }

    /// The same of one synapse.
    pub fn difference(&self, synapse: usize) -> f64 {
        let variance = |neuron: u32| self.variance[neuron as usize];
        let ends = (variance(self.i[synapse]), variance(self.j[synapse]));
        rule::variance(self.weight[synapse], ends, self.covariance[synapse])
    }
}

impl Draws {
    /// The draws of `experiment`. O(m).
    pub fn new(experiment: &Experiment) -> Draws {
        Draws { turn: experiment.turns().to_vec(), draw: experiment.draws().to_vec() }
    }
}

impl Heard {
    /// What `experiment` has heard; `None` if it does not listen.
    pub fn new(experiment: &Experiment) -> Option<Heard> {
        if let Some(snapshots) = experiment.snapshots() {
            return Some(Heard::of_snapshots(experiment, snapshots));
        }
        let simulation = experiment.simulation()?;
        let goal = experiment.params().time;
        Some(Heard {
            activity: simulation.shown(),
            observed: simulation.observed(),
            goal,
            active: simulation.active(),
            silent: simulation.silent(),
            notes: experiment.notes().to_vec(),
            steps: simulation.steps(),
            left: simulation.steps_for(goal).saturating_sub(simulation.steps()),
            time: simulation.time(),
            scope: Scope::default(),
        })
    }
}

impl Heard {
    /// Snapshots take the place of τ.
    fn of_snapshots(experiment: &Experiment, snapshots: &Snapshots) -> Heard {
        let (count, goal) = (snapshots.count(), experiment.params().shots);
        // A snapshot is one of noise of σ² = 2; three standard deviations are 1.
        let scale = |variance: f64| 3.0 * (2.0 * variance).sqrt();
        let shown = |(x, variance): (&f64, f64)| {
            if variance > 0.0 { (x / scale(variance)).clamp(-1.0, 1.0) } else { 0.0 }
        };
        Heard {
            activity: snapshots.last().iter().zip(snapshots.neuron_variances()).map(shown).collect(),
            observed: count as f64,
            goal: goal as f64,
            active: experiment.network().n(),
            silent: 0,
            notes: experiment.notes().to_vec(),
            steps: count as u64,
            left: goal.saturating_sub(count) as u64,
            time: WARM_UP + count as f64,
            scope: Scope::default(),
        }
    }
}

impl Sample {
    /// What a synapse of `experiment` hears now; `None` if it does not listen.
    pub fn new(experiment: &Experiment, synapse: u32) -> Option<Sample> {
        let (i, j) = experiment.network().synapses.get(synapse as usize)?.at();
        if let Some(snapshots) = experiment.snapshots().filter(|snapshots| snapshots.count() > 0) {
            let scale = experiment.params().sigma;
            let amplitude = scale * std::f64::consts::FRAC_1_SQRT_2;
            let rates = [i, j].map(|neuron| amplitude * snapshots.last()[neuron]);
            let kept = scale * scale * snapshots.variance(synapse as usize);
            let time = WARM_UP + snapshots.count() as f64;
            return Some(Sample { time, rates: (rates[0], rates[1]), kept });
        }
        let simulation = experiment.simulation()?;
        let (rates, kept) = (simulation.rates(), simulation.variance(synapse as usize));
        Some(Sample { time: simulation.time(), rates: (rates[i], rates[j]), kept })
    }
}

impl Scores {
    /// The scores of `experiment`, whose synapses are scored.
    pub fn new(experiment: &Experiment) -> Result<Scores, ExperimentError> {
        Scores::with(experiment, experiment.rounds().clone())
    }

    fn with(experiment: &Experiment, rounds: Rounds) -> Result<Scores, ExperimentError> {
        let heard = Heard::new(experiment).filter(|_| experiment.params().is_heard());
        let has_exact = heard.is_some() && !experiment.is_sparse();
        let exact = if has_exact { experiment.exact_probabilities()? } else { Vec::new() };
        Ok(Scores { rounds, variance: experiment.used_variance().to_vec(), exact, heard })
    }

    /// The scores of `experiment` as they are sent: without what [`Scores::complete`] makes again, which is most of them.
    pub fn sent(experiment: &Experiment) -> Result<Scores, ExperimentError> {
        if experiment.params().rounds > 1 {
            return Scores::new(experiment);
        }
        let Scored { scale, left_out, .. } = experiment.rounds().first();
        let (scale, left_out) = (scale.clone(), left_out.clone());
        let sent = Scored { scale, left_out, ..Scored::default() };
        Scores::with(experiment, Rounds(vec![sent]))
    }

    /// Makes p and draws, if they were not sent: the same bits as those that the desk has. O(m).
    pub fn complete(&mut self, scene: &Scene, draws: &Draws, params: &Params) {
        let [scored] = &mut self.rounds.0[..] else { return };
        if scored.probabilities.is_empty() {
            let synapses = scene.scored_from(&self.variance, sigma_of(params), &draws.draw);
            let Scored { scale, left_out, .. } = std::mem::take(scored);
            *scored = Scored { left_out, ..rule::score_with(scale, &synapses, params) };
        }
    }

    /// Scores the synapses at another kept fraction, in one round: the same bits as those that a desk sends. After an error,
    /// everything is as it was. O(m).
    pub fn score_again(
        &mut self,
        scoring: &ScoringAgain,
        scene: &Scene,
        draws: &Draws,
        params: &Params,
    ) -> Result<(), RuleError> {
        let from = |variance, sigma| scene.scored_from(variance, sigma, &draws.draw);
        let scored = scoring.used.score(&from(&self.variance, sigma_of(params)), params)?;
        if let Some((exact, variance)) = &scoring.exact {
            let mut scored = exact.score(&from(variance, SIGMA), params)?;
            self.exact = scored.probabilities.swap_remove(Rule::Noise as usize);
        }
        self.rounds = Rounds(vec![scored]);
        Ok(())
    }
}

/// What does not change in scores while the kept fraction does.
#[derive(Debug)]
pub struct ScoringAgain {
    used: Scoring,
    /// With the exact covariance, where another was used; and the variance that it gives.
    exact: Option<(Scoring, Vec<f64>)>,
}

impl ScoringAgain {
    /// For the run of `params`, whose synapses are scored. O(m log m).
    pub fn new(scene: &Scene, draws: &Draws, scores: &Scores, params: &Params) -> ScoringAgain {
        let from = |variance: &[f64], sigma| Scoring::new(&scene.scored_from(variance, sigma, &draws.draw));
        let exact = (!scores.exact.is_empty()).then(|| {
            let variance = scene.variances();
            (from(&variance, SIGMA), variance)
        });
        ScoringAgain { used: from(&scores.variance, sigma_of(params)), exact }
    }
}

/// The amplitude of the noise that scores are made from.
fn sigma_of(params: &Params) -> f64 {
    if params.is_heard() { params.sigma } else { SIGMA }
}

impl Snapshot {
    /// Measures the networks of all rules of `experiment` where it stands. O(n³).
    pub fn new(experiment: &Experiment, depth: Depth) -> Result<Snapshot, ExperimentError> {
        let all = experiment.measure_each(depth, &|_| ())?;
        Ok(Snapshot { decided: experiment.decided(), rules: all.into_iter().map(Some).collect() })
    }

    /// The same of some rules only.
    pub fn of_some(
        experiment: &Experiment,
        depth: Depth,
        some: &[Rule],
    ) -> Result<Snapshot, ExperimentError> {
        let of = |rule: &Rule| some.contains(rule).then(|| experiment.measure(*rule, depth)).transpose();
        let rules = Rule::ALL.iter().map(of).collect::<Result<_, _>>()?;
        Ok(Snapshot { decided: experiment.decided(), rules })
    }

    /// Nothing is measured yet.
    pub fn empty(decided: usize) -> Snapshot {
        Snapshot { decided, rules: vec![None; Rule::ALL.len()] }
    }

    /// Measures of a rule's network, if they are taken.
    pub fn of(&self, rule: Rule) -> Option<&Measures> {
        self.rules.get(rule as usize)?.as_ref()
    }

    /// What is measured, by rule.
    pub fn each(&self) -> impl Iterator<Item = (Rule, &Measures)> {
        Rule::ALL.iter().filter_map(|rule| Some((*rule, self.of(*rule)?)))
    }

    /// Whether a rule's network still has to be measured for this depth.
    pub fn lacks(&self, rule: Rule, depth: Depth) -> bool {
        self.of(rule).is_none_or(|measures| depth == Depth::All && !measures.is_deep())
    }

    /// Whether there is nothing more that could be measured.
    pub fn is_whole(&self, depth: Depth) -> bool {
        Rule::ALL.iter().all(|rule| !self.lacks(*rule, depth))
    }

    /// The mean error of each rule that is measured: what tells these measures from others at the same position.
    pub fn errors(&self) -> Vec<f64> {
        self.rules.iter().map(|rule| rule.as_ref().map_or(-1.0, Measures::error)).collect()
    }

    /// Takes what others, at the same position, hold in place of its own.
    pub fn take(&mut self, others: Snapshot) {
        for (own, other) in self.rules.iter_mut().zip(others.rules) {
            *own = other.or(own.take());
        }
    }
}
