//! Synapses that listen to the noise, or have listened.

use super::model::Model;
use crate::params::{Cov, Params};
use crate::rule::noise::{self, Drive, NoiseError, Simulation};

/// The error of measured importances is noted each time that the observed time has grown by this.
const NOTE_EVERY: f64 = 1.15;
/// The first time it is noted, in τ.
const FIRST_NOTE: f64 = 0.5;

/// A simulation of the noise, and how far it has to go.
pub(super) struct Ear {
    pub simulation: Simulation,
    pub goal: u64,
    /// Observed times (τ) and the importances' relative errors there.
    pub notes: Vec<(f64, f64)>,
}

impl Ear {
    /// Synapses that begin to listen.
    pub fn new(params: &Params, model: &Model) -> Result<Ear, NoiseError> {
        let drive = Drive { act: params.act, input: params.drive, sigma: params.sigma, seed: params.seed };
        let simulation = Simulation::new(&model.network, model.pace, &drive)?;
        let goal = simulation.steps_for(params.time);
        Ok(Ear { simulation, goal, notes: Vec::new() })
    }

    /// Synapses that begin to listen, if the covariance is measured; none if it is exact.
    pub fn needed(params: &Params, model: &Model) -> Result<Option<Ear>, NoiseError> {
        match params.cov {
            Cov::Exact => Ok(None),
            Cov::Measured => {
                let ear = Ear::new(params, model)?;
                ear.simulation.check_length(ear.goal).map(|()| Some(ear))
            }
        }
    }

    pub fn is_done(&self) -> bool {
        self.simulation.steps() >= self.goal
    }

    /// Makes up to `budget` more steps. When notes are taken does not depend on how the steps are cut into calls.
    pub fn advance(&mut self, mut budget: u64, exact: &[f64], comparable: bool) -> Result<(), NoiseError> {
        while budget > 0 && !self.is_done() {
            let next = self.notes.last().map_or(FIRST_NOTE, |(time, _)| time * NOTE_EVERY);
            let stop = self.simulation.steps_for(next).min(self.goal);
            let steps = stop.saturating_sub(self.simulation.steps()).clamp(1, budget);
            self.simulation.advance(steps)?;
            budget -= steps;
            if comparable && self.simulation.steps() >= stop && self.simulation.observed() > 0.0 {
                let error = noise::relative_error(&self.simulation.importances(), exact);
                self.notes.push((self.simulation.observed(), error));
            }
        }
        Ok(())
    }
}
