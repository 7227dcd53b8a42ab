//! What pictures of a matrix share that have one value a synapse: the square of values, pointing and marking.

use super::ink::{Pen, Point};
use super::matrix::{self, Matrix, Ramp};
use super::{PictureError, Style};
use crate::measure::spectrum::max_abs;
use crate::pictures::synapse_at;
use crate::visit::message::Cells;
use crate::visit::moment::{Moment, Selection};

/// A square of values that synapses have.
pub fn of_synapses(moment: &Moment, value: impl Fn(usize) -> f64) -> Cells {
    let (scene, n) = (moment.scene, moment.scene.n());
    let mut cells = Cells::empty(n);
    for synapse in 0..scene.synapses() {
        let (i, j) = (scene.i[synapse] as usize, scene.j[synapse] as usize);
        let value = value(synapse);
        cells.put(n, i, j, value);
        if !moment.is_directed() {
            cells.put(n, j, i, value);
        }
    }
    cells
}

/// Draws a square whose strongest colour stands for `limit` (`None`: for the largest magnitude there is).
pub fn draw(pen: &mut Pen, title: &str, cells: &Cells, limit: Option<f64>) -> Result<(), PictureError> {
    let values: Vec<f64> = cells.values.iter().map(|value| f64::from(*value)).collect();
    let largest = max_abs(&values);
    let ramp = match values.iter().any(|value| *value < -1e-6 * largest) {
        true => Ramp::Diverging,
        false => Ramp::Sequential,
    };
    matrix::draw(pen, &Matrix { title, n: cells.side, values: &values, ramp, limit }).map(drop)
}

/// The synapse under a point (CSS pixels), or the neuron on the diagonal.
pub fn pointed(moment: &Moment, size: Point, at: Point, style: &Style) -> Option<Selection> {
    let (i, j) = matrix::entry(matrix::area(size, style), moment.scene.n(), at)?;
    if i == j {
        return Some(Selection::Node(i));
    }
    synapse_at(moment.scene, i, j).map(Selection::Edge)
}

/// Draws a box around the entry of what is looked at, and its mirror image if synapses have no direction.
pub fn mark(pen: &mut Pen, moment: &Moment, selection: Selection) -> Result<(), PictureError> {
    let scene = moment.scene;
    let (i, j) = match selection {
        Selection::Edge(synapse) => (scene.i[synapse] as usize, scene.j[synapse] as usize),
        Selection::Node(neuron) => (neuron, neuron),
        Selection::Mode(_) => return Ok(()),
    };
    matrix::mark(pen, scene.n(), (i, j))?;
    if moment.is_directed() { Ok(()) } else { matrix::mark(pen, scene.n(), (j, i)) }
}
