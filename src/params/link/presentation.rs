//! How a run is shown: the keys of a link that change no number, one row each.

use crate::params::row::Changes::Show;
use crate::params::row::Place::More;
use crate::params::row::table;
use crate::params::{Notice, choice};

choice! {
    /// The four parts of the story.
    Stage {
        /// Noise runs, and each synapse collects its statistic.
        Listen = "listen";
        /// Importance becomes a probability.
        Score = "score";
        /// One synapse after another is cut or strengthened.
        Prune = "prune";
        /// The original and the pruned networks run on the same noise.
        Compare = "compare";
    }
}

choice! {
    /// How much of the page is there.
    Embed {
        /// Everything.
        Full = "full", "Everything";
        /// Story, buttons and pictures.
        Basic = "basic", "Story, buttons and pictures";
        /// Pictures alone.
        None = "none", "Pictures alone";
    }
}

choice! {
    /// The looks that are asked for.
    Look {
        /// Those of the reader's system.
        Auto = "auto", "as the system has it";
        Light = "light";
        Dark = "dark";
        /// Light, with heavier lines and larger words.
        Projector = "projector", "for a projector";
    }
}

choice! {
    /// Which pictures are shown.
    View {
        /// All, those of the stage first.
        Story = "story", "those of the stage first";
        /// The twins.
        Network = "network", "the network";
        /// The twins, and the spectrum of both.
        Patterns = "patterns", "the network and the spectrum";
        /// What one synapse hears.
        Scope = "scope", "what a synapse hears";
        Slow = "slow", "the slowest patterns";
        Spectrum = "spectrum", "the spectrum";
        Errors = "errors", "the error";
        Matrices = "matrices", "the matrices";
        Importance = "importance", "importance against weight";
        Dynamics = "dynamics", "the activity";
        /// The run, drawn many times.
        Draws = "draws", "many draws";
        /// The run, drawn at many kept fractions.
        Sweep = "sweep", "many kept fractions";
    }
}

choice! {
    /// A part of the page that a link can leave out.
    Part {
        Header = "header", "title";
        Presets = "presets", "examples";
        Settings = "settings";
        Story = "story";
        Transport = "transport", "buttons";
        Captions = "captions", "captions of the pictures";
        Numbers = "numbers";
        Studies = "studies", "is it luck, what does it cost";
        Limit = "limit", "nearly everything goes";
        About = "about", "text";
    }
}

table! {
    /// How the page shows a run; nothing here changes a number.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Presentation;

    /// How much of the page is there.
    embed: Embed = Embed::Full => { changes: |_| Show, bare: "basic" }

    /// Where the story stands; none: at its beginning.
    stage: Option<Stage> = None => { changes: |_| Show }

    /// Synapses decided, if not those of the stage's beginning.
    at: Option<usize> = None => { changes: |_| Show }

    /// Which pictures are shown.
    view: View = View::Story => { label: "Pictures", place: More(17), changes: |_| Show }

    /// Whether synapses whose fate differs between the twins are marked at every stage.
    differ: bool = false => { label: "Mark what is kept in one network only", place: More(19), changes: |_| Show }

    /// The looks that are asked for.
    theme: Look = Look::Auto => { label: "Looks", place: More(18), changes: |_| Show }

    /// Parts that are left out.
    hide: Vec<Part> = Vec::new() => { changes: |_| Show }

    /// Waits for the play button instead of starting by itself.
    paused: bool = false => { changes: |_| Show }
}

impl Default for Presentation {
    fn default() -> Self {
        Presentation::defaults()
    }
}

impl View {
    /// The stage at which its pictures begin to show something; none: at the beginning of the story.
    pub fn begins_at(self) -> Option<Stage> {
        match self {
            View::Story | View::Network | View::Scope => None,
            View::Importance => Some(Stage::Score),
            View::Patterns | View::Slow | View::Spectrum | View::Errors | View::Matrices => {
                Some(Stage::Prune)
            }
            View::Dynamics | View::Draws | View::Sweep => Some(Stage::Compare),
        }
    }
}

impl Presentation {
    /// Sets `key`; `None` if it is no key of the presentation, else the notice if it cannot be done as asked.
    pub fn set(&mut self, key: &str, text: &str) -> Option<Option<Notice>> {
        // The twins are what the network's view shows; both words are used.
        let text = if (key, text) == ("view", "twins") { View::Network.word() } else { text };
        Presentation::row(key).map(|row| row.set(self, text))
    }
}
