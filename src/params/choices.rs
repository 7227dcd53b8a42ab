//! The parameters that are one of several words: which words, and what each stands for.

/// Makes an enum whose variants each have one word for links and one label for people; without a label, the word is
/// the label. The first is the default.
macro_rules! choice {
    (@label $word:literal) => { $word };
    (@label $word:literal $label:literal) => { $label };
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $word:literal $(, $label:literal)?;)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// All variants, in the order in which they are offered.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// Word and label of each variant, in the order of [`Self::ALL`].
            pub const WORDS: &'static [(&'static str, &'static str)] =
                &[$(($word, $crate::params::choice!(@label $word $($label)?))),+];

            /// The word that stands for this variant in links and controls.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The variant that `word` stands for.
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl Default for $name {
            fn default() -> $name {
                $name::ALL[0]
            }
        }

        impl $crate::params::Value for $name {
            fn kind(_: $crate::params::Range) -> $crate::params::Kind {
                $crate::params::Kind::Choice($name::WORDS)
            }

            fn text(&self) -> String {
                self.word().into()
            }

            fn take(&mut self, text: &str, _: $crate::params::Range) -> Result<(), $crate::params::Fault> {
                *self = $name::from_word(text).ok_or_else(|| $crate::params::Fault::Unreadable(text.into()))?;
                Ok(())
            }
        }
    };
}
pub(crate) use choice;

choice! {
    /// How a neuron answers its input.
    Act {
        /// As it is.
        Linear = "linear";
        /// Not below zero.
        Relu = "relu", "rectified-linear";
    }
}

choice! {
    /// How covariance and spectrum of a network are found.
    Way {
        /// Densely, or sparsely where the network is large and sparse.
        Auto = "auto", "as its size asks";
        /// With matrices of n × n: exactly, in a time that grows as n³.
        Dense = "dense", "linear algebra";
        /// With noise in place of linear algebra: to the error of a sample, in a time that grows with the synapses.
        Sparse = "sparse", "snapshots of the noise";
    }
}

choice! {
    /// The diagonal (leak) of the pruned network.
    Diagonal {
        /// Each neuron rescales its leak to the total input that it now has.
        Matched = "matched", "matched to the input that is left";
        /// The leak stays as it was.
        Original = "original", "as it was";
        /// Each neuron rescales its leak to the mean of the input that it has left and the output. In a symmetric
        /// network they are the same.
        Both = "matched-both", "matched to input and output";
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
    /// How the synapses that stay are drawn.
    Sampling {
        /// Each by a draw of its own.
        Independent = "independent", "each for itself";
        /// So that each neuron keeps nearly the number of synapses that it is expected to keep.
        Balanced = "balanced", "balanced over the neurons";
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
        /// Each neuron leaks 1 more than the file has it, which makes A of the weights of dx/dt = −x + W x.
        One = "one", "1 for every neuron (dx/dt = −x + Wx)";
    }
}

choice! {
    /// What is done to a file's directions.
    Sym {
        /// Nothing.
        Given = "given", "as the file has it";
        /// (M + M') / 2 is taken.
        Mean = "mean", "symmetric: the mean of both";
        /// A synapse that is given in one direction acts in both; one that is given in both has the mean.
        Both = "both", "undirected: each synapse acts both ways";
    }
}
