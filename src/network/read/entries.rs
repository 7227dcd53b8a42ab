//! A matrix that is put together from single entries, which come in any order.

use super::error::{Problem, ReadError};
use super::{MAX_ENTRIES, MAX_LISTED};
use crate::network::matrix::{Matrix, Pair};

/// An entry of the matrix, and the line of the file that it stands in.
#[derive(Clone, Copy)]
struct Entry {
    i: u32,
    j: u32,
    line: u32,
    value: f64,
}

/// Single entries, at most [`MAX_ENTRIES`]: 24 bytes for each.
pub(super) struct Entries {
    list: Vec<Entry>,
    /// What the entry on the other side of the diagonal is given with, as a multiple of it, if that is so for all.
    mirror: Option<f64>,
}

impl Entries {
    pub(super) fn new(mirror: Option<f64>) -> Entries {
        Entries { list: Vec::new(), mirror }
    }

    /// Adds `value` to a_ij. `i` and `j` are below [`MAX_LISTED`].
    pub(super) fn add(&mut self, i: usize, j: usize, value: f64, line: usize) -> Result<(), ReadError> {
        debug_assert!(i.max(j) < MAX_LISTED);
        if self.list.len() == MAX_ENTRIES {
            return Err(Problem::TooManyEntries.in_line(line));
        }
        self.list.push(Entry { i: i as u32, j: j as u32, line: line as u32, value });
        Ok(())
    }

    /// The n × n matrix in which row and column `place[k]` is what was k before; and how many entries came for a place that
    /// had one. What is given for one place is added in the order of the lines. O(n + entries).
    pub(super) fn finish(mut self, place: &[u32]) -> Result<(Matrix, usize), ReadError> {
        for Entry { i, j, .. } in &mut self.list {
            (*i, *j) = (place[*i as usize], place[*j as usize]);
        }
        let mut order: Vec<u32> = (0..self.list.len() as u32).collect();
        for key in [|entry: &Entry| entry.i.max(entry.j), |entry: &Entry| entry.i.min(entry.j)] {
            order = sorted(&order, place.len(), |k| key(&self.list[k as usize]) as usize);
        }
        let mut sum = Sum { diagonal: vec![f64::NAN; place.len()], pairs: Vec::new(), repeated: 0 };
        for entry in order.iter().map(|k| &self.list[*k as usize]) {
            sum.add(entry, self.mirror).map_err(|problem| problem.in_line(entry.line as usize))?;
        }
        Ok(sum.finish())
    }
}

/// The indices in `order` by their keys below n, equals as they stand (H. Seward's counting sort).
fn sorted(order: &[u32], n: usize, key: impl Fn(u32) -> usize) -> Vec<u32> {
    let mut next = vec![0u32; n + 1];
    order.iter().for_each(|k| next[key(*k) + 1] += 1);
    (0..n).for_each(|at| next[at + 1] += next[at]);
    let mut sorted = vec![0; order.len()];
    for k in order {
        let next = &mut next[key(*k)];
        sorted[*next as usize] = *k;
        *next += 1;
    }
    sorted
}

/// The matrix while entries are added pair after pair: NaN, which a finite sum never is, where none has come yet.
struct Sum {
    diagonal: Vec<f64>,
    pairs: Vec<Pair>,
    repeated: usize,
}

impl Sum {
    fn add(&mut self, entry: &Entry, mirror: Option<f64>) -> Result<(), Problem> {
        let Entry { i, j, value, .. } = *entry;
        if i == j {
            return self
                .diagonal
                .get_mut(i as usize)
                .map_or(Ok(()), |sum| put(sum, value, &mut self.repeated));
        }
        let (first, second) = (i.min(j), i.max(j));
        let mut pair = match self.pairs.pop() {
            Some(pair) if (pair.i, pair.j) == (first, second) => pair,
            before => {
                self.pairs.extend(before);
                Pair { i: first, j: second, upper: f64::NAN, lower: f64::NAN }
            }
        };
        let Pair { upper, lower, .. } = &mut pair;
        let (there, back) = if i < j { (upper, lower) } else { (lower, upper) };
        if let Some(factor) = mirror {
            // An entry given twice counts once, not once more for its mirror image.
            put(back, factor * value, &mut 0)?;
        }
        put(there, value, &mut self.repeated)?;
        self.pairs.push(pair);
        Ok(())
    }

    /// Zero where no entry came.
    fn finish(self) -> (Matrix, usize) {
        let Sum { mut diagonal, mut pairs, repeated } = self;
        let clear = |sum: &mut f64| *sum = if sum.is_nan() { 0.0 } else { *sum };
        diagonal.iter_mut().for_each(clear);
        pairs.iter_mut().for_each(|pair| [&mut pair.upper, &mut pair.lower].into_iter().for_each(clear));
        pairs.retain(Pair::is_there);
        (Matrix { diagonal, pairs }, repeated)
    }
}

/// Adds a value to a sum; counts it if there was one.
fn put(sum: &mut f64, value: f64, repeated: &mut usize) -> Result<(), Problem> {
    if sum.is_nan() {
        *sum = value;
    } else {
        *sum += value;
        *repeated += 1;
    }
    if sum.is_finite() { Ok(()) } else { Err(Problem::Overflow) }
}
