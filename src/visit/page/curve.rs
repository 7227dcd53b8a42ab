//! The mean errors of the rules along a run: those that are measured anyway, and about thirty more positions, which are
//! asked for while the worker has nothing else to do.

use std::collections::BTreeMap;

use crate::params::{Params, Rule};

/// The positions that are asked for cut the run into so many parts.
const PARTS: usize = 30;

/// Errors of the rules, by how many synapses were decided.
pub(super) type Errors = BTreeMap<usize, Vec<f64>>;

/// The errors that are shown and, while these are of a run that was shown before, those of the run that is.
#[derive(Debug)]
pub(super) struct Curve {
    pub shown: Errors,
    /// The run that they are of.
    pub of: Params,
    /// Those of the run that is shown, if it is another.
    gathered: Option<Errors>,
    /// A position, and the errors of the first rules there.
    begun: (usize, Vec<f64>),
}

impl Curve {
    /// Nothing is measured of this run yet.
    pub fn new(params: Params) -> Curve {
        Curve { shown: Errors::new(), of: params, gathered: None, begun: (0, Vec::new()) }
    }

    /// Another run is shown. The curve of the one before stays until there is a whole one, unless it is of this run.
    pub fn follow(&mut self, is_own: bool) {
        self.gathered = if is_own { None } else { Some(Errors::new()) };
        self.begun.1.clear();
    }

    /// The first position of so many decisions where the errors are not known, and the rule whose turn it is there.
    pub fn missing(&self, decisions: usize) -> Option<(usize, Rule)> {
        let known = self.gathered.as_ref().unwrap_or(&self.shown);
        let mut positions = (0..=PARTS).map(|k| k * decisions / PARTS);
        let decided = positions.find(|decided| !known.contains_key(decided))?;
        let done = if self.begun.0 == decided { self.begun.1.len() } else { 0 };
        Some((decided, Rule::ALL[done]))
    }

    /// Takes the errors of all rules at a position.
    pub fn take(&mut self, decided: usize, errors: Vec<f64>) {
        self.gathered.as_mut().unwrap_or(&mut self.shown).insert(decided, errors);
    }

    /// Takes the error of one rule.
    pub fn take_one(&mut self, decided: usize, rule: Rule, error: f64) {
        if self.begun.0 != decided {
            self.begun = (decided, Vec::new());
        }
        if self.begun.1.len() == rule as usize {
            self.begun.1.push(error);
        }
        if self.begun.1.len() == Rule::ALL.len() {
            let errors = std::mem::take(&mut self.begun.1);
            self.take(decided, errors);
        }
    }

    /// Shows what there is of the run with these parameters, which is shown.
    pub fn show(&mut self, params: &Params) {
        if let Some(gathered) = self.gathered.take() {
            (self.shown, self.of) = (gathered, params.clone());
        }
    }
}
