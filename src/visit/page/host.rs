//! Questions of the page that holds this one in a frame. Each is answered once: when what it asked for is there, or with
//! the reason why it will not come.

use serde::Serialize;

use super::view::sentence;
use super::{Effect, Now, Page, STOPPED, Saving, SourceId, Taker, Worker};
use crate::params::Net;
use crate::run::export::Export;
use crate::visit::event::File;

/// Said where nothing went wrong, and a question still has no answer.
const OVERTAKEN: &str = "Another run was asked for before this one was there.";

/// Said of a run whose synapses have failed to listen.
pub(super) const UNSCORED: &str = "the synapses of this run are not scored, so it has no end";

/// The questions that are open, by their ids.
#[derive(Debug, Default)]
pub(super) struct Host {
    /// Who handed over a file that is not shown yet, and the file.
    opening: Option<(u32, SourceId)>,
    /// Who waits for the numbers of the run.
    numbers: Vec<u32>,
}

/// The answer to a file that is shown.
#[derive(Serialize)]
struct Opened<'a> {
    neurons: usize,
    synapses: usize,
    /// What was read, in sentences.
    report: &'a str,
}

impl Host {
    /// Whether somebody waits for an answer.
    pub fn waits(&self) -> bool {
        self.opening.is_some() || !self.numbers.is_empty()
    }
}

impl Page {
    /// A file was handed over, and becomes the network.
    #[inline(never)] // loaded later
    pub(super) fn handed(&mut self, id: u32, result: Result<File, String>, now: Now, fx: &mut Vec<Effect>) {
        match result {
            Ok(file) => {
                self.overtake(fx);
                self.take_file(file, now, fx);
                let source = self.plan.as_ref().and_then(|plan| plan.origin.id());
                self.host.opening = source.map(|source| (id, source));
            }
            Err(reason) => fx.push(Effect::Answer { id, result: Err(sentence(&reason)) }),
        }
    }

    /// Somebody waits for the numbers of the run: of the one that is on its way, if there is one.
    #[inline(never)] // loaded later
    pub(super) fn ask_numbers(&mut self, id: u32) {
        self.host.numbers.push(id);
    }

    /// After every event: answers what can be answered, and has made what is to be made for an answer.
    pub(super) fn answer_host(&mut self, fx: &mut Vec<Effect>) {
        self.answer_opening(fx);
        let asked = self.exports.iter().any(|saving| matches!(saving.taker, Taker::Host));
        if self.host.numbers.is_empty() || asked || self.is_coming() {
            return;
        }
        match &self.shown {
            Some(shown) if self.worker != Worker::Lost && shown.deaf.is_none() => {
                let params = shown.params.clone();
                self.exports.push(Saving { export: Export::Numbers, taker: Taker::Host, params });
            }
            _ => {
                let lost = self.worker == Worker::Lost;
                let reason = self.trouble(if lost { STOPPED } else { UNSCORED });
                self.refuse_numbers(&reason, fx);
            }
        }
    }

    /// The file that was handed over is shown, or will not be.
    #[inline(never)] // loaded later
    fn answer_opening(&mut self, fx: &mut Vec<Effect>) {
        let Some((id, source)) = self.host.opening else { return };
        if self.on_its_way().is_some_and(|plan| plan.origin.id() == Some(source)) {
            return;
        }
        self.host.opening = None;
        let is_it =
            |shown: &&super::Shown| shown.params.net == Net::File && shown.origin.id() == Some(source);
        let result = match self.shown().filter(is_it).filter(|_| !self.failed) {
            Some(shown) => {
                let (neurons, synapses) = (shown.scene.n(), shown.scene.synapses());
                let opened = Opened { neurons, synapses, report: self.file_report() };
                // As the numbers are written, so that the page carries one writer.
                serde_json::to_string_pretty(&opened).map_err(|error| sentence(&error.to_string()))
            }
            None => Err(self.trouble(OVERTAKEN)),
        };
        fx.push(Effect::Answer { id, result });
    }

    /// Another file takes the place of the one that was handed over.
    fn overtake(&mut self, fx: &mut Vec<Effect>) {
        if let Some((id, _)) = self.host.opening.take() {
            fx.push(Effect::Answer { id, result: Err(OVERTAKEN.into()) });
        }
    }

    /// The numbers are made.
    #[inline(never)] // loaded later
    pub(super) fn give_numbers(&mut self, json: &[u8], fx: &mut Vec<Effect>) {
        for id in std::mem::take(&mut self.host.numbers) {
            fx.push(Effect::Answer { id, result: Ok(String::from_utf8_lossy(json).into_owned()) });
        }
    }

    /// The numbers will not be made.
    pub(super) fn refuse_numbers(&mut self, reason: &str, fx: &mut Vec<Effect>) {
        for id in std::mem::take(&mut self.host.numbers) {
            fx.push(Effect::Answer { id, result: Err(sentence(reason)) });
        }
    }

    /// What went wrong, in a sentence; if nothing did, the other one.
    fn trouble(&self, otherwise: &str) -> String {
        let alert = self.alert.as_ref().filter(|_| self.failed);
        alert.map_or_else(|| sentence(otherwise), |alert| alert.text.clone())
    }
}
