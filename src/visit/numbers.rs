//! The table of numbers as a reader sees it: four digits, 0 where a number is zero to rounding, the best of a row.

use super::message::{Scene, Snapshot};
use crate::measure::ZERO;
use crate::measure::table::{self, Better, Value};
use crate::numerics::digits::{exact, significant};
use crate::params::Params;

/// Significant digits that are shown unless all are asked for.
pub const DIGITS: usize = 4;

/// What one place of the table says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// In few digits; "…" for what is not measured yet.
    pub text: String,
    /// A number in all digits, as programs read it; empty for what is no number.
    pub exact: String,
    /// Whether it is the best of its row.
    pub is_best: bool,
}

impl Cell {
    /// A whole number.
    pub fn count(count: usize) -> Cell {
        Cell { text: count.to_string(), exact: count.to_string(), is_best: false }
    }

    /// A number that is zero if it is within [`ZERO`] times `scale` of it.
    pub fn number(value: f64, scale: f64) -> Cell {
        let shown = if value.abs() <= ZERO * scale { 0.0 } else { value };
        Cell { text: significant(shown, DIGITS).0, exact: exact(value), is_best: false }
    }

    fn words(text: &str) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }
}

/// The rows of the table: the word in the ids of a row's places, and a cell for each rule.
pub fn rows(snapshot: &Snapshot, scene: &Scene, params: &Params) -> Vec<(&'static str, Vec<Cell>)> {
    let largest = scene.eigenvalues.iter().fold(0.0, |most: f64, (re, im)| most.max(libm::hypot(*re, *im)));
    let row = |(shown, measure): (table::Shown, &table::Measure)| {
        let values: Vec<_> = snapshot
            .rules
            .iter()
            .map(|rule| rule.as_ref().and_then(|measures| measure.value(measures, params.eps)))
            .collect();
        let mut cells: Vec<Cell> = values.iter().map(|value| cell(value.as_ref(), largest)).collect();
        mark_best(&mut cells, &values, shown.better);
        (shown.id, cells)
    };
    table::shown().into_iter().map(row).collect()
}

fn cell(value: Option<&Value>, largest: f64) -> Cell {
    match value {
        None => Cell::words("…"),
        Some(Value::Count(count)) => Cell::count(*count),
        Some(Value::Number(value)) => Cell::number(*value, 1.0),
        Some(Value::Rate(value)) => Cell::number(*value, largest),
        Some(Value::Range((least, most))) => {
            let [least, most] = [least, most].map(|value| Cell::number(*value, 1.0).text);
            Cell::words(&format!("{least} to {most}"))
        }
        Some(Value::Yes(yes)) => Cell::words(if *yes { "yes" } else { "no" }),
        Some(Value::Words(words)) => Cell::words(words),
    }
}

/// Marks the best of a row, all that look like it, and none where all look alike or where a value is not measured yet. A
/// network that has no such number, because it is not stable, is worse than any that has one.
fn mark_best(cells: &mut [Cell], values: &[Option<Value>], better: Better) {
    let is_without = |value: &Option<Value>| matches!(value, Some(Value::Number(value)) if value.is_nan());
    let loss = |measured: &Option<Value>| {
        let value = match measured {
            Some(Value::Count(count)) => *count as f64,
            Some(Value::Number(value) | Value::Rate(value)) => *value,
            _ => f64::NAN,
        };
        match better {
            Better::Neither => f64::NAN,
            _ if is_without(measured) => f64::INFINITY,
            Better::Less => value,
            Better::More => -value,
            Better::NearOne => (value - 1.0).abs(),
        }
    };
    let losses: Vec<f64> = values.iter().map(loss).collect();
    let alike = cells.iter().all(|cell| cell.text == cells[0].text);
    let best = losses.iter().position(|loss| losses.iter().all(|other| loss <= other));
    if let (Some(best), false) = (best, alike) {
        let text = cells[best].text.clone();
        cells.iter_mut().for_each(|cell| cell.is_best = cell.text == text);
    }
}

#[cfg(test)]
mod tests {
    // Strategy: numbers at the edge of zero, and rows with one best value, several, and none.
    use super::*;

    #[test]
    fn zero_is_zero_and_all_digits_are_there() {
        let cell = Cell::number(-8.071e-16, 1.0);
        assert_eq!((&*cell.text, &*cell.exact), ("0", "-8.071e-16"));
        assert_eq!(Cell::number(2e-10, 1.0).text, "2.000·10⁻¹⁰");
        // Relative to the size of what it is compared with.
        assert_eq!((&*Cell::number(2e-10, 3.0).text, &*Cell::number(1e-12, 1e-3).text), ("0", "1.000·10⁻¹²"));
        let cell = Cell::number(0.123_456_789, 1.0);
        assert_eq!((&*cell.text, &*cell.exact), ("0.1235", "0.123456789"));
        assert_eq!(Cell::number(f64::NAN, 1.0).text, "—");
    }

    fn best(values: [f64; 3], better: Better) -> Vec<bool> {
        let values = values.map(|value| Some(Value::Number(value)));
        let mut cells: Vec<Cell> = values.iter().map(|value| cell(value.as_ref(), 1.0)).collect();
        mark_best(&mut cells, &values, better);
        cells.into_iter().map(|cell| cell.is_best).collect()
    }

    #[test]
    fn the_best_of_a_row_is_marked() {
        assert_eq!(best([0.3, 0.1, 0.2], Better::Less), [false, true, false]);
        assert_eq!(best([0.3, 0.1, 0.2], Better::More), [true, false, false]);
        assert_eq!(best([0.0, 1.4, 0.5], Better::NearOne), [false, true, false]);
        assert_eq!(best([0.3, 0.1, 0.2], Better::Neither), [false; 3]);
        // What looks alike is alike.
        assert_eq!(best([1e-17, -1e-16, 0.2], Better::Less), [true, true, false]);
        assert_eq!(best([0.2; 3], Better::Less), [false; 3]);
        // What has no number is worse than any that has one; what is not measured yet may be anything.
        assert_eq!(best([0.2, f64::NAN, 0.3], Better::Less), [true, false, false]);
        assert_eq!(best([f64::NAN; 3], Better::Less), [false; 3]);
        let values = [Some(Value::Number(0.2)), None];
        let mut cells: Vec<Cell> = values.iter().map(|value| cell(value.as_ref(), 1.0)).collect();
        mark_best(&mut cells, &values, Better::Less);
        assert!(!cells[0].is_best && !cells[1].is_best);
    }
}
