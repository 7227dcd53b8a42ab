//! A list of synapses, one a line: `source,target,weight`.
//!
//! A line is the synapse from its source onto its target, so it goes to a_ij with i = target and
//! j = source; the list is directed as it stands. A first line with the names of the columns may
//! put them in any order, in capitals or not; `from,to` and `pre,post` mean the same. Without a
//! column of weights each synapse has the weight 1. Synapses listed more than once are added. A
//! synapse of a neuron onto itself is an entry of the diagonal. Lines may be counted in a column
//! without a name before all others, as R and pandas do, or have names there (R's `write.table`: the first line then has one
//! field less than the others); a comma at the end of every line is passed over. In a column `type`, as Gephi has it,
//! `undirected` means both directions. A weight may be in braces, alone or with others, as NetworkX writes it.
//!
//! The neurons are the names that occur, in the order in which they first do; but if all are
//! whole numbers, in the order of the numbers. A number that does not occur is no neuron, so it
//! does not matter whether a list counts from 0 or from 1.
//!
//! A list without such a first line is taken for one if it has two or three columns, not as many
//! lines as columns (unless the neurons have names), and whole numbers only or names only in its
//! first two.

use std::collections::{BinaryHeap, HashMap};

use super::entries::Entries;
use super::error::{Problem, ReadError};
use super::number::{Numbers, number};
use super::table::{Row, Table};
use super::{Format, MAX_LISTED, Read, Remark};
use crate::params::quoted;

const ENDS: [(&str, &str); 3] = [("source", "target"), ("from", "to"), ("pre", "post")];
/// A source that surely sends: `source` and `from` are also what programs call the ends of undirected lists.
const SENDS: &str = "pre";
const WEIGHTS: [&str; 3] = ["weight", "weights", "w"];
const KIND: &str = "type";

/// Which column is what (from 0).
pub(super) struct Columns {
    source: usize,
    target: usize,
    weight: Option<usize>,
    /// Whether a synapse is directed.
    kind: Option<usize>,
    /// Fields of the first line, if that says so, and of all others, …
    header: bool,
    width: usize,
    /// … in words that say which neuron sends.
    sends: bool,
    /// It has no header, and its neurons have names.
    named: bool,
    /// Names of the columns that say nothing about the matrix.
    unused: Vec<String>,
}

/// The columns of the list of synapses that `table` is; `None` if it is something else.
pub(super) fn columns(mut table: Table) -> Result<Option<Columns>, ReadError> {
    let separator = table.separator;
    table.of_edges = true;
    let Some(first) = table.next()? else { return Ok(None) };
    let names: Vec<String> = first.iter().map(String::from).collect();
    let numbers = Numbers::new(separator);
    let (width, kind) = (first.len(), edge_kind(&first, &numbers));
    if let Some(columns) = columns_of_header(&names) {
        return columns.fit(&names, &numbers, table.next()?);
    }
    let Some(kind) = kind.filter(|_| width <= 3) else { return Ok(None) };
    let mut rows = 1;
    while let Some(row) = table.next()?.filter(|_| rows <= width) {
        if row.len() != width || edge_kind(&row, &numbers) != Some(kind) {
            return Ok(None);
        }
        rows += 1;
    }
    let weight = (width == 3).then_some(2);
    let (source, target, named) = (0, 1, kind == Ids::Names);
    let columns = Columns {
        source,
        target,
        weight,
        kind: None,
        header: false,
        width,
        sends: false,
        named,
        unused: Vec::new(),
    };
    Ok((rows != width || named).then_some(columns))
}

fn columns_of_header(first: &[String]) -> Option<Columns> {
    let at = |name: &str| first.iter().position(|field| field.eq_ignore_ascii_case(name));
    let ends = |(source, target): &(&str, &str)| Some((at(source)?, at(target)?));
    let (source, target) = ENDS.iter().find_map(ends)?;
    let weight = WEIGHTS.iter().find_map(|name| at(name));
    let mut unused = Vec::new();
    for (k, field) in first.iter().enumerate() {
        match field.is_empty() {
            // The lines are counted there, or end with a separator.
            true if k == 0 || k + 1 == first.len() => {}
            true => return None,
            false if [Some(source), Some(target), weight].contains(&Some(k)) => {}
            false => unused.push(quoted(field)),
        }
    }
    let sends = first[source].eq_ignore_ascii_case(SENDS);
    let (kind, width) = (at(KIND), first.len());
    Some(Columns { source, target, weight, kind, header: true, width, sends, named: false, unused })
}

impl Columns {
    /// These columns, which the first line `names`, with the next line. R writes no name over the column in which it counts
    /// the lines. None where the first line names neurons that happen to be called so: then its rows are called like them.
    fn fit(
        mut self,
        names: &[String],
        numbers: &Numbers,
        next: Option<Row>,
    ) -> Result<Option<Columns>, ReadError> {
        let Some(next) = next else { return Ok(Some(self)) };
        if names[0].is_empty() && Some(next.get(0)) == names.get(1).map(String::as_str) {
            return Ok(None);
        }
        // Where a number stands in the place of the weight, the field that the header has no name for may be the last.
        let weighted = !numbers.is_name(next.get(self.weight.unwrap_or(names.len())));
        if next.len() == names.len() + 1 && (["0", "1"].contains(&next.get(0)) || !weighted) {
            self.width += 1;
            let columns =
                [Some(&mut self.source), Some(&mut self.target), self.weight.as_mut(), self.kind.as_mut()];
            columns.into_iter().flatten().for_each(|column| *column += 1);
        }
        Ok(Some(self))
    }
}

/// What neurons are called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ids {
    Numbers,
    Names,
}

/// How a line calls the ends of the synapse that it seems to be.
fn edge_kind(row: &Row, numbers: &Numbers) -> Option<Ids> {
    let ends = [row.get(0), row.get(1)];
    let third = row.get(2);
    if row.len() > 2 && (third.is_empty() || (numbers.is_name(third) && !third.starts_with('{'))) {
        None
    } else if ends.iter().all(|id| id.parse::<u64>().is_ok()) {
        Some(Ids::Numbers)
    } else {
        // A sign in the second place and a number behind it are an assignment.
        let has_letters = |id: &str| id.bytes().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
        ends.iter().all(|id| numbers.is_name(id) && has_letters(id)).then_some(Ids::Names)
    }
}

/// Reads a list of synapses.
pub(super) fn read(table: &mut Table, columns: Columns) -> Result<Read, ReadError> {
    let numbers = Numbers::new(table.separator);
    table.of_edges = true;
    let mut list = List {
        names: Vec::new(),
        index: HashMap::new(),
        ends: Vec::new(),
        entries: Entries::new(None),
        numbers,
        sure: columns.named && columns.weight.is_some(),
        typed: false,
    };
    let mut like = None;
    if columns.header {
        like = table.next()?.map(|row| row.line);
    }
    while let Some(row) = table.next()? {
        let like = *like.get_or_insert(row.line);
        if row.len() != columns.width {
            return Err(Problem::Ragged { found: row.len(), expected: columns.width, like }.in_line(row.line));
        }
        list.add(&row, &columns)?;
    }
    let mut remarks = Vec::new();
    if !columns.header {
        let sure = list.sure || (columns.named && list.passes_on());
        remarks.push(Remark::TakenForEdges { weighted: columns.weight.is_some(), sure });
    } else if columns.weight.is_none() {
        remarks.push(Remark::NoWeights);
    }
    let mut unused = columns.unused;
    unused.retain(|column| !(list.typed && column.eq_ignore_ascii_case(KIND)));
    if !unused.is_empty() {
        remarks.push(Remark::Unused { columns: unused });
    }
    let sends = columns.sends || list.typed;
    list.finish(sends, remarks)
}

/// Ends of a synapse.
const SOURCE: u8 = 1;
const TARGET: u8 = 2;

struct List {
    /// The neurons in the order of their appearance, and where in it each is.
    names: Vec<String>,
    index: HashMap<String, usize>,
    /// Of which end of a synapse to another neuron each was: [`SOURCE`] and [`TARGET`].
    ends: Vec<u8>,
    entries: Entries,
    numbers: Numbers,
    /// It can be nothing but a list.
    sure: bool,
    /// The lines say whether they are directed.
    typed: bool,
}

impl List {
    fn add(&mut self, row: &Row, columns: &Columns) -> Result<(), ReadError> {
        let j = self.neuron(row, columns.source)?;
        let i = self.neuron(row, columns.target)?;
        if i != j {
            self.ends[j] |= SOURCE;
            self.ends[i] |= TARGET;
        }
        let weight = match columns.weight {
            Some(k) => self.weight(row.get(k)).map_err(|problem| problem.in_cell(row.line, k + 1))?,
            None => 1.0,
        };
        let kind = columns.kind.map_or("", |k| row.get(k));
        let both = kind.eq_ignore_ascii_case("undirected");
        self.typed |= both || kind.eq_ignore_ascii_case("directed");
        self.sure |= weight.fract() != 0.0;
        if both && i != j {
            self.entries.add(j, i, weight, row.line)?;
        }
        self.entries.add(i, j, weight, row.line)
    }

    /// A weight, as a number or among what NetworkX knows of an edge. `{}` is the weight 1; an edge of which other things are
    /// known is refused, since one of them may be its strength.
    fn weight(&mut self, text: &str) -> Result<f64, Problem> {
        self.sure |= text.starts_with('{');
        let behind = text.strip_prefix('{').and_then(|known| known.split_once("'weight': "));
        match behind {
            Some((_, weight)) => {
                let end = weight.bytes().position(|byte| matches!(byte, b',' | b' ' | b'}'));
                number(&weight[..end.unwrap_or(weight.len())])
            }
            None if text == "{}" => Ok(1.0),
            None => self.numbers.read(text),
        }
    }

    /// Whether there are more than two neurons and at least a third of them send and receive. The words of a text seldom
    /// stand at the beginning of one line and at the end of another, and TRUE and FALSE are two.
    fn passes_on(&self) -> bool {
        let both = self.ends.iter().filter(|ends| **ends == SOURCE | TARGET).count();
        self.ends.len() > 2 && 3 * both >= self.ends.len()
    }

    /// The index of the neuron that field `k` calls.
    fn neuron(&mut self, row: &Row, k: usize) -> Result<usize, ReadError> {
        let (name, next) = (row.get(k), self.names.len());
        if let Some(index) = self.index.get(name) {
            return Ok(*index);
        }
        if name.is_empty() {
            return Err(Problem::NoName.in_cell(row.line, k + 1));
        }
        if next == MAX_LISTED {
            let problem = Problem::TooManyNeurons { found: next + 1, most: MAX_LISTED };
            return Err(problem.in_cell(row.line, k + 1));
        }
        self.names.push(name.into());
        self.ends.push(0);
        self.index.insert(name.into(), next);
        Ok(next)
    }

    fn finish(mut self, sends: bool, mut remarks: Vec<Remark>) -> Result<Read, ReadError> {
        if self.names.is_empty() {
            return Err(Problem::NoContent.in_file());
        }
        remarks.extend(self.numbers.check().map_err(Problem::in_file)?);
        let order = order(&self.names);
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, k)| place[*k] = at as u32);
        let (matrix, count) = self.entries.finish(&place)?;
        remarks.extend((count > 0).then_some(Remark::Added { count }));
        let names = order.iter().map(|k| std::mem::take(&mut self.names[*k])).collect();
        Ok(Read { matrix, names, format: Format::Edges { sends }, remarks })
    }
}

/// The order of the neurons called `names`: of their numbers if they all have one, or as they are.
fn order(names: &[String]) -> Vec<usize> {
    // A heap, whose code is a tenth of a sort's.
    let keys = names.iter().enumerate().map(|(k, name)| Some((name.parse::<u64>().ok()?, k)));
    match keys.collect::<Option<BinaryHeap<_>>>() {
        Some(heap) => heap.into_sorted_vec().into_iter().map(|(_, k)| k).collect(),
        None => (0..names.len()).collect(),
    }
}
