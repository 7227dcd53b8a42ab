//! Synapses that listen to the noise, or have listened.

use super::ExperimentError;
use super::model::Model;
use crate::numerics::conjugate::AT_A_TIME;
use crate::params::Params;
use crate::rule::noise::{self, Drive, Simulation};
use crate::rule::snapshots::Snapshots;

/// The error of measured importances is noted each time that the observed time has grown by this.
const NOTE_EVERY: f64 = 1.15;
/// The first time it is noted, in τ.
const FIRST_NOTE: f64 = 0.5;
/// The number of snapshots at which the error is noted first; then at each doubling.
const FIRST_SNAPSHOTS: u64 = 8;

/// Where the noise comes from.
pub(super) enum Noise {
    /// A simulation, step by step.
    Simulation(Box<Simulation>),
    /// Snapshots, each of another moment; a step is one of them.
    Snapshots(Box<Snapshots>),
}

/// Noise that the synapses listen to, and how far it has to go.
pub(super) struct Ear {
    pub noise: Noise,
    pub goal: u64,
    /// Observed times (τ) and the importances' relative errors there; or snapshots, and by how much the importances have
    /// changed since there were half as many.
    pub notes: Vec<(f64, f64)>,
    /// The importances at the last note.
    noted: Vec<f64>,
    /// σ², which snapshots do not know.
    scale: f64,
}

impl Ear {
    /// Synapses that begin to listen.
    pub fn new(params: &Params, model: &Model) -> Result<Ear, ExperimentError> {
        let scale = params.sigma * params.sigma;
        if params.is_sparse() {
            let noise = Noise::Snapshots(Box::new(Snapshots::new(&model.network, params.seed)?));
            return Ok(Ear { noise, goal: params.shots as u64, notes: Vec::new(), noted: Vec::new(), scale });
        }
        let drive = Drive { act: params.act, input: params.drive, sigma: params.sigma, seed: params.seed };
        let simulation = Simulation::new(&model.network, model.pace, &drive)?;
        let goal = simulation.steps_for(params.time);
        let noise = Noise::Simulation(Box::new(simulation));
        Ok(Ear { noise, goal, notes: Vec::new(), noted: Vec::new(), scale })
    }

    /// Synapses that begin to listen, if they are scored from what they hear; none if the covariance is exact, and none yet in
    /// a large sparse network.
    pub fn needed(params: &Params, model: &Model) -> Result<Option<Ear>, ExperimentError> {
        // What snapshots are taken with needs room, which it gets when the first is asked for.
        if !params.is_heard() || params.is_sparse() {
            return Ok(None);
        }
        let ear = Ear::new(params, model)?;
        if let Noise::Simulation(simulation) = &ear.noise {
            simulation.check_length(ear.goal)?;
        }
        Ok(Some(ear))
    }

    /// Steps of a simulation, or snapshots.
    pub fn steps(&self) -> u64 {
        match &self.noise {
            Noise::Simulation(simulation) => simulation.steps(),
            Noise::Snapshots(snapshots) => snapshots.count() as u64,
        }
    }

    pub fn is_done(&self) -> bool {
        self.steps() >= self.goal
    }

    /// Var(x_i − sign(a_ij) x_j) of each synapse as it was heard.
    pub fn variances(&self) -> Vec<f64> {
        match &self.noise {
            Noise::Simulation(simulation) => simulation.variances(),
            Noise::Snapshots(snapshots) => snapshots.variances().iter().map(|x| self.scale * x).collect(),
        }
    }

    /// Makes up to `budget` more steps, or as many snapshots and a few more. When notes are taken does not depend on how the
    /// steps are cut into calls.
    pub fn advance(&mut self, budget: u64, exact: &[f64], comparable: bool) -> Result<(), ExperimentError> {
        match &mut self.noise {
            Noise::Snapshots(_) => self.take_snapshots(budget),
            Noise::Simulation(_) => self.simulate(budget, exact, comparable),
        }
    }

    fn simulate(&mut self, mut budget: u64, exact: &[f64], comparable: bool) -> Result<(), ExperimentError> {
        let Noise::Simulation(simulation) = &mut self.noise else { return Ok(()) };
        while budget > 0 && simulation.steps() < self.goal {
            let next = self.notes.last().map_or(FIRST_NOTE, |(time, _)| time * NOTE_EVERY);
            let stop = simulation.steps_for(next).min(self.goal);
            let steps = stop.saturating_sub(simulation.steps()).clamp(1, budget);
            simulation.advance(steps)?;
            budget -= steps;
            if comparable && simulation.steps() >= stop && simulation.observed() > 0.0 {
                let error = noise::relative_error(&simulation.importances(), exact);
                self.notes.push((simulation.observed(), error));
            }
        }
        Ok(())
    }

    fn take_snapshots(&mut self, budget: u64) -> Result<(), ExperimentError> {
        let Noise::Snapshots(snapshots) = &mut self.noise else { return Ok(()) };
        let until = (snapshots.count() as u64).saturating_add(budget).min(self.goal);
        while (snapshots.count() as u64) < until {
            // One at a time takes nearly as long as a few.
            let left = self.goal - snapshots.count() as u64;
            snapshots.advance(left.min(AT_A_TIME as u64) as usize)?;
            let count = snapshots.count() as u64;
            if count >= FIRST_SNAPSHOTS / 2 && count.is_power_of_two() {
                let now = snapshots.variances();
                let change = noise::relative_error(&self.noted, &now);
                let before = std::mem::replace(&mut self.noted, now);
                if !before.is_empty() {
                    self.notes.push((count as f64, change));
                }
            }
        }
        if until == self.goal {
            snapshots.finish();
            self.noted = Vec::new();
        }
        Ok(())
    }
}
