//! Every parameter, once: its key, label, range, unit and help; and its validation.
//!
//! A key is one word and the same everywhere: the link, the control's `id` and `name`, the field
//! of [`Params`], the JSON of the command line. All text that a person or a link supplies goes
//! through [`Params::set`], which clamps what is out of range and says so in a [`Notice`].

pub mod link;
mod rules;

use std::fmt;

use serde::{Deserialize, Serialize};

/// Makes an enum whose variants each have one word for links and one label for people.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// All variants, in the order in which they are offered.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// Word and label of each variant, in the order of [`Self::ALL`].
            pub const WORDS: &'static [(&'static str, &'static str)] = &[$(($word, $label)),+];

            /// The word that stands for this variant in links and controls.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The variant that `word` stands for.
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use choice;
pub use rules::Rule;

choice! {
    /// Which network is thinned (METHOD, networks).
    Net {
        /// Three blocks of excitatory-leaning random weights, sparsely joined.
        Clustered = "clustered", "three clusters";
        /// Two cliques joined by one weak synapse.
        Barbell = "barbell", "two cliques, one weak bridge";
        /// Gap junctions of *C. elegans*: 253 neurons, 514 electrical synapses.
        WormGap = "worm-gap", "the worm's gap junctions";
        /// Chemical synapses of *C. elegans*: 279 neurons, 2,194 directed synapses.
        WormChem = "worm-chem", "the worm's chemical synapses";
        /// Every pair joined by the same weight.
        Complete = "complete", "all joined to all";
        /// Each pair joined with the same probability.
        Random = "random", "random";
        /// A ring of near neighbours, some of its synapses moved to far ones.
        SmallWorld = "small-world", "small world";
        /// A ring of near neighbours, joined both ways or around one way.
        Ring = "ring", "ring";
        /// The user's own matrix.
        File = "file", "your own matrix";
    }
}

choice! {
    /// How a neuron answers its input.
    Act {
        /// As it is.
        Linear = "linear", "linear";
        /// Not below zero.
        Relu = "relu", "rectified-linear";
    }
}

choice! {
    /// The diagonal (leak) of the pruned network.
    Diagonal {
        /// Each neuron rescales its leak to the total input that it now has.
        Matched = "matched", "matched to the input that is left";
        /// The leak stays as it was.
        Original = "original", "as it was";
    }
}

choice! {
    /// Where the covariance comes from.
    Cov {
        /// By linear algebra.
        Exact = "exact", "exact, by linear algebra";
        /// By listening to the simulated noise.
        Measured = "measured", "measured, by listening";
    }
}

choice! {
    /// Which way a ring's synapses go.
    Ways {
        /// Each neuron drives the next ones only: normal, not symmetric.
        One = "one", "around one way";
        /// Symmetric.
        Both = "both", "both ways";
    }
}

choice! {
    /// What is done to a file's diagonal.
    Leak {
        /// It is taken as the file gives it.
        Given = "given", "as the file has it";
        /// Each neuron leaks what it receives, and the extra leak.
        Dominant = "dominant", "all that a neuron receives";
    }
}

choice! {
    /// What is done to a file's directions.
    Sym {
        /// Nothing.
        Given = "given", "as the file has it";
        /// (M + M') / 2 is taken.
        Mean = "mean", "symmetric: the mean of both";
    }
}

/// All that decides a run; with the same values, every bit of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The network.
    pub net: Net,
    /// Number of neurons.
    pub n: usize,
    /// Leak over the row sum of |w|, in units of the mean row sum.
    pub excess: f64,
    /// Entries of `clustered` between any two neurons, per neuron.
    pub long: f64,
    /// Probability of a synapse in `random`.
    pub density: f64,
    /// Neighbours that a neuron of `small-world` or `ring` is joined to.
    pub near: usize,
    /// Probability that a synapse of `small-world` is moved.
    pub beta: f64,
    /// Direction of `ring`.
    pub ways: Ways,
    /// Share of synapses that are inhibitory.
    pub inh: f64,
    /// Leak of `file`.
    pub leak: Leak,
    /// Directions of `file`.
    pub sym: Sym,
    /// Linear or rectified-linear neurons.
    pub act: Act,
    /// b, the constant input of every neuron.
    pub drive: f64,
    /// σ, the amplitude of the noise.
    pub sigma: f64,
    /// Where the covariance comes from.
    pub cov: Cov,
    /// How long the synapses listen when it is measured, in τ.
    pub time: f64,
    /// ε of the theorem, which then sets K; 0: K is set by `keep`.
    pub eps: f64,
    /// Expected fraction of synapses kept.
    pub keep: f64,
    /// The rule whose network is drawn; all three are always computed.
    pub rule: Rule,
    /// The diagonal of the pruned network.
    pub diag: Diagonal,
    /// Seed of every random stream.
    pub seed: u32,
    /// Speed of the show: 1 decides all synapses in about fourteen seconds.
    pub speed: f64,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// One of several words, each with its label.
    Choice(&'static [(&'static str, &'static str)]),
    /// A whole number in `min..=max`.
    Integer { min: u64, max: u64 },
    /// A finite number in `min..=max`; `step` is what a control moves by, not a restriction.
    Real { min: f64, max: f64, step: f64 },
}

/// One row of the table of parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spec {
    /// The word in links, and the control's `id` and `name`.
    pub key: &'static str,
    /// Short name for people.
    pub label: &'static str,
    /// Unit, or an empty string.
    pub unit: &'static str,
    /// One sentence for somebody who has not read the paper.
    pub help: &'static str,
    /// Type and range.
    pub kind: Kind,
}

/// The keys, in the order in which links and JSON list them.
pub const KEYS: &[&str] = &[
    "net", "n", "excess", "long", "density", "near", "beta", "ways", "inh", "leak", "sym", "act", "drive",
    "sigma", "cov", "time", "eps", "keep", "rule", "diag", "seed", "speed",
];

/// Something that was asked for and not done as asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// Out of range: the nearest allowed value is used.
    Clamped { key: String, given: String, used: String },
    /// Not readable as a value of this key: `used` stays.
    Unreadable { key: String, given: String, used: String },
    /// No parameter has this key.
    Unknown { key: String },
    /// The key does not matter for this network.
    Fixed { key: String, given: String, used: String },
    /// The key means nothing for this network.
    Idle { key: String, net: String },
    /// The link was made by a later version of the page.
    Newer { version: String },
    /// The link has more settings than are read.
    TooLong,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Clamped { key, given, used } => {
                write!(f, "{key} = {given} is out of range; {used} is used.")
            }
            Notice::Unreadable { key, given, used } => {
                write!(f, "{key} = {given} cannot be read; {used} is used.")
            }
            Notice::Unknown { key } => write!(f, "The setting {key} is not known; it is ignored."),
            Notice::Fixed { key, given, used } => {
                write!(f, "{key} = {given} is ignored: this network has {key} = {used}.")
            }
            Notice::Idle { key, net } => {
                write!(f, "The setting {key} does not matter for the network {net}; it is ignored.")
            }
            Notice::Newer { version } => write!(
                f,
                "This link was made by a later version ({version}) of this page; some of it may be ignored."
            ),
            Notice::TooLong => write!(f, "The link is too long; the rest of it is ignored."),
        }
    }
}

/// `text` made fit to be quoted in a sentence: short, on one line, visible.
pub fn quoted(text: &str) -> String {
    // Marks of direction would turn the sentence around, too.
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut short: String = text.chars().filter(|c| !c.is_control() && !turns(*c)).take(40).collect();
    if short.is_empty() {
        short.push_str("(nothing)");
    }
    short
}

impl Default for Params {
    fn default() -> Self {
        Params::defaults(Net::Clustered)
    }
}

impl Params {
    /// The defaults, some of which depend on the network.
    pub fn defaults(net: Net) -> Params {
        let (n, excess) = match net {
            Net::Clustered => (140, 0.0),
            // More would drown what the bridge carries: two cliques of 20 leak 0.002 beyond their
            // synapses, and exchange 0.005.
            Net::Barbell => (40, 0.0001),
            Net::WormGap => (253, 0.01),
            Net::WormChem => (279, 0.01),
            Net::Complete | Net::Random => (100, 0.01),
            Net::SmallWorld => (120, 0.01),
            Net::Ring => (60, 0.01),
            Net::File => (0, 0.01),
        };
        Params {
            net,
            n,
            excess,
            long: 2.5,
            density: 0.2,
            near: if net == Net::Ring { 6 } else { 12 },
            beta: 0.1,
            ways: Ways::One,
            inh: 0.0,
            leak: Leak::Given,
            sym: Sym::Given,
            act: Act::Linear,
            drive: 0.0,
            sigma: 1.0,
            cov: Cov::Exact,
            time: 100.0,
            eps: 0.0,
            keep: match net {
                Net::WormGap | Net::WormChem | Net::SmallWorld | Net::Ring => 0.5,
                _ => 0.2,
            },
            rule: Rule::Noise,
            diag: Diagonal::Matched,
            seed: 1,
            speed: 1.0,
        }
    }

    /// The row of the table for `key`, with the ranges that hold for `net`.
    pub fn spec(net: Net, key: &str) -> Option<Spec> {
        let row = |key, label, unit, help, kind| Some(Spec { key, label, unit, help, kind });
        match key {
            "net" => row("net", "Network", "", "The network that is thinned.", Kind::Choice(Net::WORDS)),
            "n" => {
                let (min, max) = match net {
                    Net::Clustered => (20, 2000),
                    Net::Barbell => (6, 400),
                    Net::WormGap => (253, 253),
                    Net::WormChem => (279, 279),
                    Net::Complete | Net::Random => (4, 1000),
                    Net::SmallWorld | Net::Ring => (5, 1000),
                    Net::File => (0, 2000),
                };
                row("n", "Neurons", "", "How many neurons the network has.", Kind::Integer { min, max })
            }
            "excess" => row(
                "excess",
                "Extra leak",
                "× mean row sum",
                "How much each neuron leaks beyond the sum of its synapses' strengths.",
                Kind::Real { min: 0.0, max: 10.0, step: 0.01 },
            ),
            "long" => row(
                "long",
                "Long synapses",
                "entries a neuron",
                "How many entries of the matrix join any two neurons, per neuron; two make one synapse.",
                Kind::Real { min: 0.0, max: 50.0, step: 0.5 },
            ),
            "density" => row(
                "density",
                "Density",
                "",
                "Probability that two neurons are joined.",
                Kind::Real { min: 0.001, max: 1.0, step: 0.01 },
            ),
            "near" => row(
                "near",
                "Neighbours",
                "",
                "How many of its nearest neighbours a neuron is joined to.",
                Kind::Integer { min: 1, max: 200 },
            ),
            "beta" => row(
                "beta",
                "Rewiring",
                "",
                "Probability that a synapse to a neighbour is moved to any other neuron.",
                Kind::Real { min: 0.0, max: 1.0, step: 0.01 },
            ),
            "ways" => {
                row("ways", "Direction", "", "Which way a ring's synapses go.", Kind::Choice(Ways::WORDS))
            }
            "leak" => row(
                "leak",
                "Leak",
                "",
                "What is done to the diagonal of your matrix.",
                Kind::Choice(Leak::WORDS),
            ),
            "sym" => row(
                "sym",
                "Directions",
                "",
                "What is done to the directions of your matrix.",
                Kind::Choice(Sym::WORDS),
            ),
            "inh" => row(
                "inh",
                "Inhibitory share",
                "",
                "Share of the synapses whose sign is turned, drawn from the seed.",
                Kind::Real { min: 0.0, max: 1.0, step: 0.05 },
            ),
            "act" => row(
                "act",
                "Neurons",
                "",
                "Whether a neuron's input acts as it is, or only where it is above zero.",
                Kind::Choice(Act::WORDS),
            ),
            "drive" => row(
                "drive",
                "Input",
                "",
                "Constant input of every neuron.",
                Kind::Real { min: -100.0, max: 100.0, step: 0.1 },
            ),
            "sigma" => row(
                "sigma",
                "Noise",
                "",
                "Amplitude of the noise; it changes how much the neurons jitter, not which synapses survive.",
                Kind::Real { min: 0.001, max: 1000.0, step: 0.1 },
            ),
            "cov" => row(
                "cov",
                "Covariance",
                "",
                "Whether the synapses' statistic is computed exactly or measured by listening to the noise.",
                Kind::Choice(Cov::WORDS),
            ),
            "time" => row(
                "time",
                "Listening time",
                "τ",
                "How long the synapses listen, in units of the network's slowest time constant.",
                Kind::Real { min: 0.1, max: 10000.0, step: 1.0 },
            ),
            "eps" => row(
                "eps",
                "Allowed error ε",
                "",
                "If above 0, the theorem's ε decides how many synapses are kept, in place of the kept fraction.",
                Kind::Real { min: 0.0, max: 100.0, step: 0.1 },
            ),
            "keep" => row(
                "keep",
                "Kept fraction",
                "",
                "Expected fraction of the synapses that survive.",
                Kind::Real { min: 0.01, max: 1.0, step: 0.01 },
            ),
            "rule" => row(
                "rule",
                "Drawn rule",
                "",
                "Whose network is drawn; the numbers and curves show all three.",
                Kind::Choice(Rule::WORDS),
            ),
            "diag" => row(
                "diag",
                "Leak after pruning",
                "",
                "Whether a neuron rescales its leak to the input that it has left.",
                Kind::Choice(Diagonal::WORDS),
            ),
            "seed" => row(
                "seed",
                "Seed",
                "",
                "The number behind all randomness: the same seed gives the same run.",
                Kind::Integer { min: 0, max: u32::MAX as u64 },
            ),
            "speed" => row(
                "speed",
                "Speed",
                "×",
                "At 1, all synapses are decided in about fourteen seconds.",
                Kind::Real { min: 0.1, max: 20.0, step: 0.1 },
            ),
            _ => None,
        }
    }

    /// The value of `key` as a link writes it; `None` for an unknown key.
    pub fn get(&self, key: &str) -> Option<String> {
        Some(match key {
            "net" => self.net.word().into(),
            "n" => self.n.to_string(),
            "excess" => self.excess.to_string(),
            "long" => self.long.to_string(),
            "density" => self.density.to_string(),
            "near" => self.near.to_string(),
            "beta" => self.beta.to_string(),
            "ways" => self.ways.word().into(),
            "inh" => self.inh.to_string(),
            "leak" => self.leak.word().into(),
            "sym" => self.sym.word().into(),
            "act" => self.act.word().into(),
            "drive" => self.drive.to_string(),
            "sigma" => self.sigma.to_string(),
            "cov" => self.cov.word().into(),
            "time" => self.time.to_string(),
            "eps" => self.eps.to_string(),
            "keep" => self.keep.to_string(),
            "rule" => self.rule.word().into(),
            "diag" => self.diag.word().into(),
            "seed" => self.seed.to_string(),
            "speed" => self.speed.to_string(),
            _ => return None,
        })
    }

    /// Whether `key` means anything for `net`.
    pub fn matters(net: Net, key: &str) -> bool {
        match key {
            // A file has as many neurons as it has.
            "n" => net != Net::File,
            "leak" | "sym" => net == Net::File,
            "long" => net == Net::Clustered,
            "density" => net == Net::Random,
            "near" => matches!(net, Net::SmallWorld | Net::Ring),
            "beta" => net == Net::SmallWorld,
            "ways" => net == Net::Ring,
            // Electrical synapses excite, and the chemical ones' signs are known.
            "inh" => !matches!(net, Net::WormGap | Net::WormChem | Net::File),
            _ => true,
        }
    }

    /// Sets `key` from text. What cannot be done as asked comes back as a notice, and then the
    /// parameter holds the nearest allowed value, or stays as it was.
    ///
    /// Changing `net` moves every other parameter that stood at the old network's default to the
    /// new network's default, and the rest into the new network's ranges.
    pub fn set(&mut self, key: &str, text: &str) -> Option<Notice> {
        let Some(spec) = Params::spec(self.net, key) else {
            return Some(Notice::Unknown { key: quoted(key) });
        };
        if !Params::matters(self.net, key) {
            return Some(Notice::Idle { key: key.into(), net: self.net.word().into() });
        }
        let notice = match spec.kind {
            Kind::Choice(_) => self.set_word(key, text),
            Kind::Integer { min, max } => self.set_integer(key, text, min, max),
            Kind::Real { min, max, .. } => self.set_real(key, text, min, max),
        };
        notice.map(|make| make(key.into(), quoted(text), self.get(key).unwrap_or_default()))
    }

    /// The first key whose value is out of its range; none for what went through [`Params::set`].
    pub fn out_of_range(&self) -> Option<&'static str> {
        let wrong = |key: &str| {
            let notice = self.clone().set(key, &self.get(key).unwrap_or_default());
            !matches!(notice, None | Some(Notice::Idle { .. }))
        };
        KEYS.iter().copied().find(|key| wrong(key))
    }

    fn set_word(&mut self, key: &str, word: &str) -> Option<MakeNotice> {
        let done = match key {
            "net" => Net::from_word(word).map(|net| self.change_net(net)),
            "ways" => Ways::from_word(word).map(|ways| self.ways = ways),
            "leak" => Leak::from_word(word).map(|leak| self.leak = leak),
            "sym" => Sym::from_word(word).map(|sym| self.sym = sym),
            "act" => Act::from_word(word).map(|act| self.act = act),
            "cov" => Cov::from_word(word).map(|cov| self.cov = cov),
            "rule" => Rule::from_word(word).map(|rule| self.rule = rule),
            "diag" => Diagonal::from_word(word).map(|diag| self.diag = diag),
            _ => None,
        };
        if done.is_none() { Some(UNREADABLE) } else { None }
    }

    fn set_integer(&mut self, key: &str, text: &str, min: u64, max: u64) -> Option<MakeNotice> {
        let Some(given) = text.trim().parse::<f64>().ok().filter(|x| !x.is_nan()) else {
            return Some(UNREADABLE);
        };
        let used = given.round().clamp(min as f64, max as f64);
        match key {
            "n" => self.n = used as usize,
            "near" => self.near = used as usize,
            "seed" => self.seed = used as u32,
            _ => return Some(UNREADABLE),
        }
        match used == given {
            true => None,
            false if min == max => Some(FIXED),
            false => Some(CLAMPED),
        }
    }

    fn set_real(&mut self, key: &str, text: &str, min: f64, max: f64) -> Option<MakeNotice> {
        let Some(given) = text.trim().parse::<f64>().ok().filter(|x| !x.is_nan()) else {
            return Some(UNREADABLE);
        };
        let used = given.clamp(min, max);
        match key {
            "excess" => self.excess = used,
            "long" => self.long = used,
            "density" => self.density = used,
            "beta" => self.beta = used,
            "inh" => self.inh = used,
            "drive" => self.drive = used,
            "sigma" => self.sigma = used,
            "time" => self.time = used,
            "eps" => self.eps = used,
            "keep" => self.keep = used,
            "speed" => self.speed = used,
            _ => return Some(UNREADABLE),
        }
        if used == given { None } else { Some(CLAMPED) }
    }

    fn change_net(&mut self, net: Net) {
        let (before, after) = (Params::defaults(self.net), Params::defaults(net));
        self.net = net;
        for key in KEYS.iter().filter(|key| **key != "net" && Params::matters(net, key)) {
            let Some(now) = self.get(key) else { continue };
            let text = if before.get(key).as_ref() == Some(&now) { after.get(key) } else { Some(now) };
            self.set(key, &text.unwrap_or_default());
        }
    }
}

type MakeNotice = fn(String, String, String) -> Notice;
const CLAMPED: MakeNotice = |key, given, used| Notice::Clamped { key, given, used };
const UNREADABLE: MakeNotice = |key, given, used| Notice::Unreadable { key, given, used };
const FIXED: MakeNotice = |key, given, used| Notice::Fixed { key, given, used };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_row_and_a_value_and_takes_its_own_value_back() {
        for &net in Net::ALL {
            let mut params = Params::defaults(net);
            for key in KEYS {
                assert_eq!(Params::spec(net, key).map(|s| s.key), Some(*key));
                let value = params.get(key).unwrap();
                let idle = matches!(params.set(key, &value), Some(Notice::Idle { .. }));
                assert_eq!(idle, !Params::matters(net, key), "{key} = {value}");
            }
            assert_eq!(params, Params::defaults(net));
        }
    }

    #[test]
    fn out_of_range_is_clamped_and_said() {
        let mut params = Params::default();
        let notice = params.set("keep", "7").unwrap();
        assert_eq!(notice.to_string(), "keep = 7 is out of range; 1 is used.");
        assert_eq!(params.keep, 1.0);
        assert!(matches!(params.set("keep", "NaN"), Some(Notice::Unreadable { .. })));
        assert!(matches!(params.set("n", "inf"), Some(Notice::Clamped { .. })));
        assert!(matches!(params.set("nosuch", "1"), Some(Notice::Unknown { .. })));
    }

    #[test]
    fn what_is_quoted_is_short_and_turns_nothing_around() {
        assert_eq!(quoted("a\u{202e}b\n\u{2066}c"), "abc");
        assert_eq!(quoted("\u{200f}"), "(nothing)");
        assert_eq!(quoted(&"x".repeat(99)).len(), 40);
    }

    #[test]
    fn values_that_did_not_come_through_set_are_found() {
        for &net in Net::ALL {
            let good = Params::defaults(net);
            assert_eq!(good.out_of_range(), None, "{net:?}");
            assert_eq!(Params { keep: f64::NAN, ..good.clone() }.out_of_range(), Some("keep"));
            assert_eq!(Params { time: f64::INFINITY, ..good.clone() }.out_of_range(), Some("time"));
            let n = Params { n: usize::MAX, ..good }.out_of_range();
            assert_eq!(n, (net != Net::File).then_some("n"));
        }
    }

    #[test]
    fn changing_the_network_follows_its_defaults_but_keeps_what_was_chosen() {
        let mut params = Params::default();
        params.set("keep", "0.35");
        params.set("net", "worm-gap");
        assert_eq!((params.n, params.excess, params.keep), (253, 0.01, 0.35));
        assert!(matches!(params.set("n", "9"), Some(Notice::Fixed { .. })));
    }
}
