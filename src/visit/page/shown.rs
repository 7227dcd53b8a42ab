//! The run that is shown, with everything that was found out about it.

use std::collections::BTreeMap;

use super::Origin;
use crate::measure::dynamics::Traces;
use crate::params::Params;
use crate::visit::message::{Ask, Draws, Heard, Opened, Prepared, Scene, Scores, Snapshot};
use crate::visit::story::Facts;

/// The run that is shown.
#[derive(Debug)]
pub(super) struct Shown {
    pub params: Params,
    pub origin: Origin,
    /// What its file is, if it is from one.
    pub opened: Option<Opened>,
    pub scene: Scene,
    pub draws: Draws,
    /// None while the synapses listen.
    pub scores: Option<Scores>,
    pub heard: Heard,
    /// The last measures, and the mean errors at every position that was measured.
    pub snapshot: Option<Snapshot>,
    pub history: BTreeMap<usize, Vec<f64>>,
    pub traces: Option<Traces>,
    /// Requests that failed and are not made again.
    pub refused: Vec<Ask>,
}

impl Shown {
    /// The run that was prepared, with the parts that `before` has of it. None if there are parts that neither has.
    pub fn new(
        params: Params,
        origin: Origin,
        opened: Option<Opened>,
        prepared: Prepared,
        before: Option<Shown>,
    ) -> Option<Shown> {
        let (scene, draws) = match before {
            Some(before) => (prepared.scene.unwrap_or(before.scene), prepared.draws.unwrap_or(before.draws)),
            None => (prepared.scene?, prepared.draws?),
        };
        let Prepared { scores, heard, .. } = prepared;
        let heard = scores.as_ref().and_then(|scores| scores.heard.clone()).unwrap_or(heard);
        Some(Shown {
            params,
            origin,
            opened,
            scene,
            draws,
            scores,
            heard,
            snapshot: None,
            history: BTreeMap::new(),
            traces: None,
            refused: Vec::new(),
        })
    }

    pub fn facts(&self) -> Facts {
        Facts {
            synapses: self.scene.synapses(),
            scored: self.scores.is_some(),
            compared: self.traces.is_some(),
        }
    }

    /// Whether all that can be measured is measured where `decided` synapses are decided.
    pub fn is_measured(&self, decided: usize) -> bool {
        let measured = |snapshot: &Snapshot| snapshot.decided == decided && snapshot.rules[0].is_deep();
        self.snapshot.as_ref().is_some_and(measured)
    }
}
