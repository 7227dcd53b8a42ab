//! The networks: a row each, with its words, its sizes, and the defaults that are its own.
//!
//! How its weights are made stands in `src/network/generate.rs`; to add a network, add a row here and an arm there.

use super::choice;
use super::value::Range;

/// Neurons of a network, at most.
pub const MOST: f64 = 100_000.0;

/// What is known of a network before it is made.
pub struct NetSpec {
    /// Neurons, unless a link says another number.
    pub n: usize,
    /// Fewest and most neurons.
    pub sizes: Range,
    /// Leak beyond the row sum of |w| by default, in units of the mean row sum.
    pub excess: f64,
    /// Expected fraction of synapses kept by default.
    pub keep: f64,
    /// Whether chance makes it, so that another seed gives another network.
    pub drawn: bool,
    /// Whether a share of its synapses may be made inhibitory.
    pub signs: bool,
    /// Whether its neurons are drawn on a circle, in their order; else forces place them.
    pub circle: bool,
    /// Whether it may be so large and sparse that noise takes the place of linear algebra.
    pub sparse: bool,
    /// Most neurons for linear algebra.
    pub dense_up_to: usize,
    /// What was measured in an animal and it is made from.
    pub data: Option<Dataset>,
}

/// What was measured in an animal; a page loads it when it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dataset {
    Worm,
    Mouse,
    Fly,
}

impl Dataset {
    pub const ALL: [Dataset; 3] = [Dataset::Worm, Dataset::Mouse, Dataset::Fly];

    /// Its file in www/data.
    pub fn file(self) -> &'static str {
        match self {
            Dataset::Worm => "c_elegans_varshney2011.csv",
            Dataset::Mouse => "mouse_wang2020.csv",
            Dataset::Fly => "fly_eichler2017.csv",
        }
    }

    /// What it is called in a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Dataset::Worm => "the worm’s wiring",
            Dataset::Mouse => "the mouse’s connections",
            Dataset::Fly => "the fly’s synapses",
        }
    }
}

impl NetSpec {
    /// What holds where a row says nothing else.
    const PLAIN: NetSpec = NetSpec {
        n: 100,
        sizes: (4.0, 1000.0),
        excess: 0.01,
        keep: 0.2,
        drawn: false,
        signs: true,
        circle: false,
        sparse: false,
        dense_up_to: usize::MAX,
        data: None,
    };
}

/// Makes the networks from rows: word, label, and what differs from [`NetSpec::PLAIN`].
macro_rules! nets {
    ($($(#[$doc:meta])* $net:ident = $word:literal, $label:literal => { $($said:ident: $what:expr),* $(,)? })+) => {
        choice! {
            /// Which network is thinned (METHOD, networks).
            Net { $($(#[$doc])* $net = $word, $label;)+ }
        }

        impl Net {
            /// Its row.
            pub fn spec(self) -> NetSpec {
                match self { $(Net::$net => NetSpec { $($said: $what,)* ..NetSpec::PLAIN }),+ }
            }
        }
    };
}

nets! {
    /// Blocks of excitatory-leaning random weights, sparsely joined.
    Clustered = "clustered", "three clusters" => {
        n: 140,
        sizes: (20.0, MOST),
        excess: 0.0,
        drawn: true,
        sparse: true,
        dense_up_to: 10_000,
    }

    /// Two cliques joined by one weak synapse. More leak would drown what the bridge carries: two cliques of 20 leak
    /// 0.002 beyond their synapses, and exchange 0.005.
    Barbell = "barbell", "two cliques, one weak bridge" => { n: 40, sizes: (6.0, 400.0), excess: 0.0001 }

    /// Gap junctions of *C. elegans*: 253 neurons, 514 electrical synapses, which all excite.
    WormGap = "worm-gap", "the worm's gap junctions" => { n: 253, sizes: (253.0, 253.0), keep: 0.5, signs: false, data: Some(Dataset::Worm) }

    /// Chemical synapses of *C. elegans*: 279 neurons, 2,194 directed synapses, whose signs are known.
    WormChem = "worm-chem", "the worm's chemical synapses" => { n: 279, sizes: (279.0, 279.0), keep: 0.5, signs: false, data: Some(Dataset::Worm) }

    /// Regions of a mouse's brain: 332, joined by 27,880 connections that diffusion MRI found in all of eight animals.
    Mouse = "mouse", "a mouse’s brain" => { n: 332, sizes: (332.0, 332.0), keep: 0.1, signs: false, data: Some(Dataset::Mouse) }

    /// The left mushroom body of a fly's larva: 209 neurons, 7,425 directed connections, all taken to excite.
    Fly = "fly", "a fly’s mushroom body" => { n: 209, sizes: (209.0, 209.0), keep: 0.3, signs: false, data: Some(Dataset::Fly) }

    /// Every pair joined by the same weight.
    Complete = "complete", "all joined to all" => { circle: true }

    /// Each pair joined with the same probability.
    Random = "random", "random" => { drawn: true }

    /// A ring of near neighbours, some of its synapses moved to far ones.
    SmallWorld = "small-world", "small world" => {
        n: 120,
        sizes: (5.0, MOST),
        sparse: true,
        dense_up_to: 1000,
        keep: 0.5,
        drawn: true,
        circle: true,
    }

    /// A ring of near neighbours, joined both ways or around one way.
    Ring = "ring", "ring" => {
        n: 60,
        sizes: (5.0, MOST),
        keep: 0.5,
        circle: true,
        sparse: true,
        dense_up_to: 1000,
    }

    /// The user's own matrix, which has as many neurons as it has.
    File = "file", "your own matrix" => { n: 0, sizes: (0.0, MOST), signs: false, sparse: true, dense_up_to: 2000 }
}
