//! Every picture of a run, from what page and worker say to each other: a file a picture, and one table of them.
//!
//! A [`Figure`] has all that is said of a picture: which data it takes, its axes, its colours, what lies under the
//! pointer, its words. From the table follow the figures of the page and their order, the files that are saved, and the
//! pictures in words. [`kit`] has what pictures share.

mod figure;
pub mod kit;

pub mod boxes;
pub mod convergence;
pub mod cost;
pub mod covariance;
pub mod dynamics;
pub mod errors;
pub mod importance;
pub mod keeping;
pub mod limit;
pub mod luck;
pub mod network;
pub mod probabilities;
pub mod pruned;
pub mod scope;
pub mod slow;
pub mod spectrum;
mod stamp;
pub mod traces;
pub mod weights;

pub use crate::visit::moment::{Moment, Selection, Sources};
pub use figure::{Figure, Floor, Layer};

use crate::network::Symmetry;
use crate::params::link::{Stage, View};
use crate::visit::message::Scene;
use kit::chart::Chart;
use kit::ink::{Pen, Point, Surface};
use kit::table::Table;
use kit::{PictureError, Style, Theme};

/// The table: from each line a variant of [`Picture`], its word, and what it is.
macro_rules! pictures {
    ($($name:ident = $word:literal, $figure:expr;)+) => {
        /// A picture; its word is its canvas's and its file's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Picture { $($name),+ }

        impl Picture {
            /// All pictures, in the order of the page.
            pub const ALL: &'static [Picture] = &[$(Picture::$name),+];

            /// The word that stands for this picture in ids and names of files.
            pub fn word(self) -> &'static str {
                match self { $(Picture::$name => $word),+ }
            }

            /// What the picture is.
            pub fn figure(self) -> &'static dyn Figure {
                match self { $(Picture::$name => &$figure),+ }
            }
        }
    };
}

pictures! {
    TwinLeft = "twin-left", network::Twin::Left;
    TwinRight = "twin-right", network::Twin::Right;
    Slow = "slow", slow::Slow;
    Spectrum = "spectrum", spectrum::Spectrum;
    Boxes = "boxes", boxes::Boxes;
    Errors = "errors", errors::Errors;
    Scope = "scope", scope::Scope;
    Weights = "weights", weights::Weights;
    Covariance = "covariance", covariance::Covariance;
    Keeping = "keeping", keeping::Keeping;
    Pruned = "pruned", pruned::Pruned;
    Importance = "importance", importance::Importance;
    Traces = "traces", traces::Traces;
    Dynamics = "dynamics", dynamics::Dynamics;
    Convergence = "convergence", convergence::Convergence;
    Probabilities = "probabilities", probabilities::Probabilities;
    Luck = "luck", luck::Luck;
    Cost = "cost", cost::Cost;
    Limit = "limit", limit::Limit;
}

impl Picture {
    /// The picture that `word` stands for.
    pub fn from_word(word: &str) -> Option<Picture> {
        Picture::ALL.iter().copied().find(|picture| picture.word() == word)
    }

    /// The two networks that are pruned beside each other.
    pub const TWINS: [Picture; 2] = [Picture::TwinLeft, Picture::TwinRight];

    /// The pictures of a view.
    pub fn of_view(view: View) -> &'static [Picture] {
        use Picture::*;
        match view {
            View::Story => Picture::ALL,
            View::Network => &Picture::TWINS,
            View::Patterns => &[TwinLeft, TwinRight, Spectrum],
            View::Scope => &[Scope],
            View::Slow => &[Slow],
            View::Spectrum => &[Spectrum],
            View::Errors => &[Errors],
            View::Matrices => &[Weights, Covariance, Keeping, Pruned],
            View::Importance => &[Importance],
            View::Dynamics => &[Traces, Dynamics],
            View::Draws => &[Luck],
            View::Sweep => &[Cost],
        }
    }

    /// Whether something can be looked at in it.
    pub fn is_marked(self) -> bool {
        self.figure().layers().contains(&Layer::Mark)
    }
}

impl Moment<'_> {
    /// Whether there is anything to be seen in a picture.
    pub fn has(&self, picture: Picture) -> bool {
        picture.figure().has(self)
    }
}

/// What is said in place of a view's pictures while there is nothing to be seen in any of them; empty if there is.
pub fn awaited(view: View, moment: &Moment) -> &'static str {
    let there = Picture::of_view(view).iter().any(|picture| moment.has(*picture));
    match view.begins_at() {
        _ if there => "",
        None => "This picture comes with the first stage, in which the synapses listen.",
        Some(Stage::Listen | Stage::Score) => {
            "This picture comes with the second stage, when the synapses are scored."
        }
        Some(Stage::Prune) => "This picture comes with the third stage, in which synapses are pruned.",
        Some(Stage::Compare) if matches!(view, View::Draws | View::Sweep) => "",
        Some(Stage::Compare) => "This picture comes with the last stage, in which the networks are compared.",
    }
}

/// Title of a picture, with whose network it shows.
pub fn title(picture: Picture, moment: &Moment) -> String {
    picture.figure().title(moment)
}

/// What is to be seen in a picture, in a sentence or two; empty if there is nothing.
pub fn sentence(picture: Picture, moment: &Moment) -> String {
    if moment.has(picture) { picture.figure().sentence(moment) } else { String::new() }
}

/// The numbers of a picture; no rows if there is nothing to be seen.
pub fn table(picture: Picture, moment: &Moment) -> Table {
    if moment.has(picture) { picture.figure().table(moment) } else { Table::default() }
}

/// A picture's axes and words; None for one without axes. They are those of the whole comparison, however little of
/// it is shown.
pub fn chart(
    picture: Picture,
    moment: &Moment,
    floor: &mut Floor,
    size: Point,
    style: &Style,
) -> Option<Chart> {
    picture.figure().chart(&Moment { until: 1.0, ..*moment }, floor, size, style)
}

/// A whole picture in one layer.
pub fn draw<B: Surface>(
    backend: &mut B,
    style: &Style,
    picture: Picture,
    moment: &Moment,
) -> Result<(), PictureError> {
    let mut pen = Pen::new(backend, style);
    let chart = chart(picture, moment, &mut None, pen.size(), style);
    if let Some(chart) = &chart {
        chart.draw_frame(&mut pen)?;
    }
    picture.figure().draw(&mut pen, moment, chart.as_ref())
}

/// A whole picture as an SVG document of this size in CSS pixels.
pub fn svg(
    size: (u32, u32),
    theme: Theme,
    picture: Picture,
    moment: &Moment,
) -> Result<String, PictureError> {
    let document = kit::svg::svg(size, theme, |backend, style| draw(backend, style, picture, moment))?;
    Ok(kit::svg::described(&document, &title(picture, moment), &sentence(picture, moment)))
}

/// The mark of what is looked at, over a picture that shows it, on its chart if it has one.
pub fn draw_selection<B: Surface>(
    backend: &mut B,
    style: &Style,
    picture: Picture,
    moment: &Moment,
    chart: Option<&Chart>,
    selection: Selection,
) -> Result<(), PictureError> {
    picture.figure().mark(&mut Pen::new(backend, style), moment, chart, selection)
}

/// What is under a point (CSS pixels) of a picture of this size, which is on this chart if it has one. In the network
/// only the synapses of `drawn` can be found.
pub fn pointed(
    picture: Picture,
    moment: &Moment,
    drawn: &[u32],
    chart: Option<&Chart>,
    size: Point,
    at: Point,
    style: &Style,
) -> Option<Selection> {
    picture.figure().pointed(moment, drawn, chart, size, at, style)
}

/// What a click at a point (CSS pixels) of a picture of this size sets: a parameter's key and value.
pub fn sets(
    picture: Picture,
    moment: &Moment,
    size: Point,
    at: Point,
    style: &Style,
) -> Option<(&'static str, String)> {
    picture.figure().sets(moment, size, at, style)
}

/// The synapse from j onto i (or, undirected, between them).
pub fn synapse_at(scene: &Scene, i: usize, j: usize) -> Option<usize> {
    let find = |i: usize, j: usize| {
        // Sorted by (i, j), as `Network::synapses` is.
        let from = scene.i.partition_point(|x| (*x as usize) < i);
        let to = scene.i.partition_point(|x| (*x as usize) <= i);
        let at = from + scene.j[from..to].partition_point(|x| (*x as usize) < j);
        (at < to && scene.j[at] as usize == j).then_some(at)
    };
    let undirected = scene.symmetry == Symmetry::Symmetric;
    find(i, j).or_else(|| if undirected { find(j, i) } else { None })
}
