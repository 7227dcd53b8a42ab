//! The runs that the desk keeps: those with the networks that were asked for last.

use crate::network::read::Read;
use crate::params::{Changes, Params};
use crate::run::{Comparison, Experiment, ExperimentError, Reached};
use crate::visit::message::SourceId;

/// The desk keeps this many runs.
const KEPT: usize = 2;
/// If a run has more neurons than this, it is the only one kept: it takes some hundred MB.
const SEVERAL_UP_TO: usize = 1000;

/// A run, and how far the comparison of its networks has come.
pub struct Run {
    source: Option<SourceId>,
    pub experiment: Experiment,
    /// The comparison of its networks.
    pub comparison: Option<Comparison>,
}

/// The runs, the last one that was asked for at the end.
#[derive(Default)]
pub struct Runs(Vec<Run>);

impl Runs {
    /// The run of `params` and the file, made from a kept one with the same network if there is one.
    pub fn bring(
        &mut self,
        params: &Params,
        source: Option<SourceId>,
        file: Option<&Read>,
        progress: &mut dyn FnMut(Reached),
    ) -> Result<&mut Run, ExperimentError> {
        let same =
            |run: &Run| run.source == source && run.experiment.params().same_up_to(params, Changes::Network);
        if let Some(at) = self.0.iter().position(same) {
            let run = self.0.remove(at);
            self.0.push(run);
        } else {
            let large = params.n > SEVERAL_UP_TO
                || self.0.iter().any(|run| run.experiment.network().n() > SEVERAL_UP_TO);
            let room = if large { 0 } else { KEPT - 1 };
            self.0.drain(..self.0.len().saturating_sub(room));
            let experiment = Experiment::new(params, file, progress)?;
            self.0.push(Run { source, experiment, comparison: None });
        }
        let last = self.0.len() - 1;
        let run = &mut self.0[last];
        if run.experiment.params() != params {
            run.comparison = None;
            run.experiment.change(params, file, progress)?;
        }
        Ok(run)
    }
}
