//! The numbers of a picture as a table.

use super::text::short;
use crate::network::name;
use crate::numerics::order;
use crate::params::Rule;
use crate::rule::fate::Fate;
use crate::visit::moment::Moment;

/// Rows at most.
pub const ROWS: usize = 200;

/// The numbers of a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub head: Vec<String>,
    /// Cells as text; each row has as many as the head.
    pub rows: Vec<Vec<String>>,
    /// What is left out; empty if nothing is.
    pub note: String,
}

impl Table {
    /// A table of at most [`ROWS`] of `all` rows: every second, third … row, and always the last.
    pub fn thinned(head: &[&str], all: usize, row: impl Fn(usize) -> Vec<String>) -> Table {
        let every = all.div_ceil(ROWS).max(1);
        let first = all.saturating_sub(1) % every;
        Table {
            head: head.iter().map(|name| (*name).into()).collect(),
            rows: (first..all).step_by(every).map(row).collect(),
            note: if every > 1 { format!("One in {every} of {all} rows.") } else { String::new() },
        }
    }

    /// The strongest synapses before pruning.
    pub fn of_synapses(moment: &Moment) -> Table {
        let scene = moment.scene;
        let size = |k: usize| scene.weight[k].abs();
        let order = order::first(scene.synapses(), ROWS, &|a, b| size(b).total_cmp(&size(a)));
        let head = ["from", "to", "weight", "importance s", "probability p", "fate", "weight now"];
        let note = format!("The {ROWS} strongest of {} synapses; Save has all in a file.", scene.synapses());
        Table {
            head: head.map(String::from).into(),
            rows: order.iter().map(|k| of_synapse(moment, *k as usize)).collect(),
            note: if scene.synapses() > ROWS { note } else { String::new() },
        }
    }
}

fn of_synapse(moment: &Moment, k: usize) -> Vec<String> {
    let scene = moment.scene;
    let fate = match moment.fate(k) {
        Fate::Undecided => "undecided",
        Fate::Cut => "cut",
        Fate::Kept { .. } => "kept",
    };
    let ends = [scene.j[k], scene.i[k]].map(|end| name(&scene.names, end as usize));
    let numbers = [scene.weight[k], moment.importance(k), moment.p(k)].map(short);
    let mut row: Vec<String> = ends.into_iter().chain(numbers).collect();
    row.extend([fate.into(), short(moment.weight(k))]);
    row
}

/// A row: its name, and its numbers.
pub fn row(first: impl Into<String>, numbers: &[f64]) -> Vec<String> {
    std::iter::once(first.into()).chain(numbers.iter().map(|x| short(*x))).collect()
}

/// The head of a table with a column a rule.
pub fn rules(first: &[&'static str]) -> Vec<&'static str> {
    first.iter().copied().chain(Rule::ALL.iter().map(|rule| rule.word())).collect()
}

#[cfg(test)]
mod tests {
    // Strategy: a table longer than it may be, whose rows are their own numbers.
    use super::*;

    #[test]
    fn long_tables_keep_their_last_row_and_say_what_is_left_out() {
        let table = Table::thinned(&["k"], 501, |k| vec![k.to_string()]);
        assert_eq!((table.rows.len(), table.rows.last().unwrap()), (167, &vec!["500".into()]));
        assert_eq!(table.note, "One in 3 of 501 rows.");
    }
}
