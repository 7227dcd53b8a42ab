//! What one picture is: all that the page, a file and a test ask of it.

use super::kit::cells;
use super::kit::chart::Chart;
use super::kit::ink::{Pen, Point};
use super::kit::table::Table;
use super::kit::{PictureError, Style};
use super::{Moment, Selection};
use crate::params::Rule;
use crate::visit::event::Among;

/// The two ends of an axis that does not shrink while a run goes on; None before it is drawn.
pub type Floor = Option<(f64, f64)>;

/// One of the canvases that lie one above the other in a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// What changes while a run goes on; a figure has it always.
    Data,
    /// Axes and words.
    Frame,
    /// The neurons above the synapses.
    Nodes,
    /// The mark of what is looked at.
    Mark,
}

impl Layer {
    /// The id of this layer's canvas, in the figure of a picture with this word.
    pub fn id(self, word: &str) -> String {
        let suffix = match self {
            Layer::Data => "",
            Layer::Frame => "-frame",
            Layer::Nodes => "-nodes",
            Layer::Mark => "-mark",
        };
        format!("canvas-{word}{suffix}")
    }
}

/// A picture of a run. Its file says everything about it.
pub trait Figure: Sync {
    /// What it is called, whatever it shows.
    fn label(&self) -> &'static str;

    /// How it is read, in a sentence or two of at most 130 letters: what a mark is, and what is good.
    fn caption(&self, moment: &Moment) -> &'static str;

    /// Its title at a moment.
    fn title(&self, _moment: &Moment) -> String {
        self.label().into()
    }

    /// The rule whose network it shows, where it shows one.
    fn rule(&self, moment: &Moment) -> Rule {
        moment.rule
    }

    /// Whether there is anything to be seen at a moment.
    fn has(&self, _moment: &Moment) -> bool {
        true
    }

    /// A number that changes when the picture does; with an equal one for the same rule it would look the same.
    fn stamp(&self, _moment: &Moment) -> u64 {
        0
    }

    /// What is to be seen, in a sentence or two; asked only where there is anything.
    fn sentence(&self, moment: &Moment) -> String;

    /// Its numbers; what has one number a synapse is a table of its synapses.
    fn table(&self, moment: &Moment) -> Table {
        Table::of_synapses(moment)
    }

    /// Its axes; None for a picture without any.
    fn chart(&self, _moment: &Moment, _floor: &mut Floor, _size: Point, _style: &Style) -> Option<Chart> {
        None
    }

    /// Draws the data, on the chart if there is one; without a chart, the whole picture.
    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError>;

    /// Whether it is a matrix, with a cell for each pair of neurons; a cell can be pointed at and marked.
    fn is_matrix(&self) -> bool {
        false
    }

    /// Its canvases, the lowest first.
    fn layers(&self) -> &'static [Layer] {
        if self.is_matrix() { &[Layer::Data, Layer::Mark] } else { &[Layer::Frame, Layer::Data] }
    }

    /// What is under a point (CSS pixels) of the picture, which is on this chart if it has one. Of the network only the
    /// synapses `drawn` are there.
    fn pointed(
        &self,
        moment: &Moment,
        _drawn: &[u32],
        _chart: Option<&Chart>,
        size: Point,
        at: Point,
        style: &Style,
    ) -> Option<Selection> {
        if self.is_matrix() { cells::pointed(moment, size, at, style) } else { None }
    }

    /// Draws the mark of what is looked at, for the layer of its own.
    fn mark(
        &self,
        pen: &mut Pen,
        moment: &Moment,
        _chart: Option<&Chart>,
        selection: Selection,
    ) -> Result<(), PictureError> {
        if self.is_matrix() { cells::mark(pen, moment, selection) } else { Ok(()) }
    }

    /// The parameter that a click at a point (CSS pixels) sets, and its value.
    fn sets(
        &self,
        _moment: &Moment,
        _size: Point,
        _at: Point,
        _style: &Style,
    ) -> Option<(&'static str, String)> {
        None
    }

    /// The neurons that are to have a ring at a moment, whatever is looked at.
    fn ringed<'a>(&self, _moment: &Moment<'a>) -> &'a [u32] {
        &[]
    }

    /// Draws these rings, for the layer of the mark.
    fn ring(&self, _pen: &mut Pen, _moment: &Moment) -> Result<(), PictureError> {
        Ok(())
    }

    /// What keys do in it, as a sentence; empty if it takes none.
    fn keys(&self) -> &'static str {
        ""
    }

    /// What keys go through in it, if it takes any; of the network only the synapses `drawn` are there.
    fn among(&self, _drawn: &[u32]) -> Option<Among> {
        None
    }

    /// The id of the element of the page in which it stands.
    fn home(&self) -> &'static str {
        "pictures"
    }
}
