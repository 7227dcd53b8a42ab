//! The table of parameters. To add one, add its entry here, and use it where it counts.

use serde::{Deserialize, Serialize};

use super::choices::{Act, Cov, Diagonal, Leak, Sampling, Sym, Way, Ways};
use super::nets::Net;
use super::row::Changes::{Draws, Listening, Network, Scores, Show};
use super::row::Place::{Main, More};
use super::row::{Slider, table};
use super::rules::Rule;
use super::sizes::Sizes;

/// A network with a number of synapses a neuron is taken for sparse if it has more neurons than this.
const SPARSE_FROM: usize = 2000;

/// Rounds at most.
pub const MOST_ROUNDS: usize = 8;

table! {
    /// All that decides a run; with the same values, every bit of it.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Params for net: Net;

    /// The network.
    net: Net = net => {
        label: "Network",
        help: "The network that is thinned.",
        place: Main(1),
        wide: true,
        changes: |_| Network,
    }

    /// Number of neurons.
    n: usize = net.spec().n => {
        label: "Neurons",
        help: "How many neurons the network has.",
        place: Main(2),
        range: |p| p.net.spec().sizes,
        matters: |p| p.net != Net::File,
        changes: |_| Network,
    }

    /// Leak over the row sum of |w|, in units of the mean row sum.
    excess: f64 = net.spec().excess => {
        label: "Extra leak",
        note: "× mean row sum",
        help: "How much each neuron leaks beyond the sum of its synapses' strengths.",
        place: More(16),
        range: |_| (0.0, 10.0),
        changes: |_| Network,
    }

    /// Blocks of `clustered`.
    sizes: Sizes = Sizes::new(&[5, 1, 4]) => {
        label: "Sizes of the clusters",
        note: "in proportion",
        help: "In what proportion the clusters have neurons: up to 100 whole numbers, separated by commas.",
        place: More(1),
        range: |_| (1.0, 10000.0),
        matters: |p| p.net == Net::Clustered,
        changes: |_| Network,
    }

    /// Entries of `clustered` between any two neurons, per neuron.
    long: f64 = 2.5 => {
        label: "Long synapses",
        help: "How many entries of the matrix join any two neurons, per neuron; two make one synapse.",
        place: More(1),
        range: |_| (0.0, 50.0),
        matters: |p| p.net == Net::Clustered,
        changes: |_| Network,
    }

    /// Mean number of synapses that join a neuron of `clustered` to others of its cluster; 0: six in ten pairs.
    degree: f64 = 0.0 => {
        label: "Synapses a neuron",
        note: "0: six in ten pairs",
        help: "How many others of its cluster a neuron is joined to, on average; a large network needs such a number.",
        place: More(1),
        range: |_| (0.0, 1000.0),
        matters: |p| p.net == Net::Clustered,
        changes: |_| Network,
    }

    /// Probability of a synapse in `random`.
    density: f64 = 0.2 => {
        label: "Density",
        help: "Probability that two neurons are joined.",
        place: More(2),
        range: |_| (0.001, 1.0),
        matters: |p| p.net == Net::Random,
        changes: |_| Network,
    }

    /// Neighbours that a neuron of `small-world` or `ring` is joined to.
    near: usize = if net == Net::Ring { 6 } else { 12 } => {
        label: "Neighbours",
        help: "How many of its nearest neighbours a neuron is joined to.",
        place: More(3),
        range: |_| (1.0, 200.0),
        matters: |p| matches!(p.net, Net::SmallWorld | Net::Ring),
        changes: |_| Network,
    }

    /// Probability that a synapse of `small-world` is moved.
    beta: f64 = 0.1 => {
        label: "Rewiring",
        help: "Probability that a synapse to a neighbour is moved to any other neuron.",
        place: More(4),
        range: |_| (0.0, 1.0),
        matters: |p| p.net == Net::SmallWorld,
        changes: |_| Network,
    }

    /// Direction of `ring`.
    ways: Ways = Ways::One => {
        label: "Direction",
        help: "Which way a ring's synapses go.",
        place: More(5),
        matters: |p| p.net == Net::Ring,
        changes: |_| Network,
    }

    /// Share of synapses that are inhibitory.
    inh: f64 = 0.0 => {
        label: "Inhibitory share",
        help: "Share of the synapses whose sign is turned, drawn from the seed.",
        place: More(6),
        range: |_| (0.0, 1.0),
        matters: |p| p.net.spec().signs,
        changes: |_| Network,
    }

    /// Leak of `file`.
    leak: Leak = Leak::Given => {
        label: "Leak",
        help: "What is done to the diagonal of your matrix.",
        place: More(7),
        matters: |p| p.net == Net::File,
        changes: |_| Network,
    }

    /// Directions of `file` and `fly`.
    sym: Sym = Sym::Given => {
        label: "Directions",
        help: "What is done to the directions of the matrix.",
        place: More(8),
        matters: |p| matches!(p.net, Net::File | Net::Fly),
        changes: |_| Network,
    }

    /// Whether covariance and spectrum come from matrices, or from noise.
    way: Way = Way::Auto => {
        label: "Found by",
        help: "Whether covariance and spectrum come from linear algebra, exactly, or from the noise, for large sparse networks.",
        place: More(8),
        matters: |p| p.net.spec().sparse,
        changes: |_| Network,
    }

    /// Snapshots of the noise that a large sparse network is scored from.
    shots: usize = 128 => {
        label: "Snapshots",
        note: "of the noise",
        help: "From how many snapshots of the noise the synapses of a large sparse network are scored; the error falls as one over their root.",
        place: More(10),
        range: |_| (8.0, 4096.0),
        matters: |p| p.net.spec().sparse,
        changes: |_| Listening,
    }

    /// Linear or rectified-linear neurons.
    act: Act = Act::Linear => {
        label: "Neurons are",
        help: "Whether a neuron's input acts as it is, or only where it is above zero.",
        place: More(12),
        changes: |_| Listening,
    }

    /// b, the constant input of every neuron.
    drive: f64 = 0.0 => {
        label: "Input",
        help: "Constant input of every neuron.",
        place: More(13),
        range: |_| (-100.0, 100.0),
        changes: |_| Listening,
    }

    /// σ, the amplitude of the noise.
    sigma: f64 = 1.0 => {
        label: "Noise σ",
        help: "Amplitude of the noise; it changes how much the neurons jitter, not which synapses survive.",
        place: More(11),
        range: |_| (0.001, 1000.0),
        changes: |_| Listening,
    }

    /// Where the covariance comes from.
    cov: Cov = Cov::Exact => {
        label: "Covariance",
        help: "Whether the synapses' statistic is computed exactly or measured by listening to the noise.",
        place: More(9),
        changes: |_| Listening,
    }

    /// How long the synapses listen when it is measured, in τ.
    time: f64 = 100.0 => {
        label: "Listening time",
        note: "τ",
        help: "How long the synapses listen, in units of the network's slowest time constant.",
        place: More(10),
        range: |_| (0.1, 10000.0),
        changes: |_| Listening,
    }

    /// ε of the theorem, which then sets K; 0: K is set by `keep`.
    eps: f64 = 0.0 => {
        label: "Allowed error ε",
        note: "0: use kept fraction",
        help: "If above 0, the theorem's ε decides how many synapses are kept, in place of the kept fraction.",
        place: More(14),
        range: |_| (0.0, 100.0),
        changes: |_| Scores,
    }

    /// Expected fraction of synapses kept.
    keep: f64 = net.spec().keep => {
        label: "Kept fraction",
        help: "Expected fraction of the synapses that survive.",
        place: Main(4),
        slider: Some(Slider { step: 0.01, shown: |p: &Params| format!("{:.0} %", 100.0 * p.keep) }),
        range: |_| (0.01, 1.0),
        changes: |_| Scores,
    }

    /// The rule of the left one of the two networks that are drawn, and of what is saved; all are always computed.
    rule: Rule = Rule::Noise => {
        label: "Left network",
        help: "By which rule the left one of the twins is pruned; the numbers and curves show all rules.",
        place: Main(5),
        changes: |_| Show,
    }

    /// The rule that prunes the network beside it.
    twin: Rule = Rule::Weight => {
        label: "Right network",
        help: "By which rule the right one of the twins is pruned, with the same random numbers.",
        place: Main(6),
        changes: |_| Show,
    }

    /// The diagonal of the pruned network.
    diag: Diagonal = Diagonal::Matched => {
        label: "Leak after pruning",
        help: "Whether a neuron rescales its leak to the input that it has left.",
        place: More(15),
        changes: |_| Scores,
    }

    /// Whether the synapses are drawn each for itself, or balanced over the neurons.
    draws: Sampling = Sampling::Independent => {
        label: "Draws",
        help: "Whether chance decides about each synapse for itself, or so that every neuron keeps nearly as many as expected.",
        place: More(17),
        changes: |_| Scores,
    }

    /// How often the synapses listen, are scored and are pruned, each time in the network that is left.
    rounds: usize = 1 => {
        label: "Rounds",
        note: "nights",
        help: "In how many rounds of listening, scoring and pruning the kept fraction is reached.",
        place: More(18),
        range: |_| (1.0, MOST_ROUNDS as f64),
        changes: |_| Scores,
    }

    /// Seed of every random stream.
    seed: u32 = 1 => {
        label: "Seed",
        help: "The number behind all randomness: the same seed gives the same run.",
        place: Main(3),
        range: |_| (0.0, u32::MAX as f64),
        changes: |p| if p.is_network_drawn() { Network } else { Draws },
    }

    /// Speed of the show: 1 decides all synapses in about fourteen seconds.
    speed: f64 = 1.0 => {
        label: "Speed",
        help: "At 1, all synapses are decided in about fourteen seconds.",
        place: More(19),
        slider: Some(Slider { step: 0.1, shown: |p: &Params| format!("{} ×", p.speed) }),
        range: |_| (0.1, 20.0),
        changes: |_| Show,
    }
}

impl Params {
    /// Whether covariance and spectrum are found by noise in place of linear algebra: where this is asked for, or the network
    /// is larger than linear algebra has time for.
    pub fn is_sparse(&self) -> bool {
        let spec = self.net.spec();
        let directed = self.net == Net::Ring && self.ways == Ways::One;
        let large = match self.net {
            Net::Clustered if self.degree > 0.0 => self.n > SPARSE_FROM,
            _ => self.n > spec.dense_up_to,
        };
        spec.sparse && !directed && (self.way == Way::Sparse || (self.way == Way::Auto && large))
    }

    /// Whether the synapses are scored from what they hear.
    pub fn is_heard(&self) -> bool {
        self.cov == Cov::Measured || self.is_sparse()
    }

    /// How long the synapses listen, and the unit of that: τ, or snapshots of the noise.
    pub fn listening(&self) -> (f64, &'static str) {
        if self.is_sparse() { (self.shots as f64, "snapshots") } else { (self.time, "τ") }
    }

    /// Whether chance makes the network, or the signs of its synapses.
    pub fn is_network_drawn(&self) -> bool {
        let spec = self.net.spec();
        spec.drawn || (spec.signs && self.inh > 0.0)
    }
}
