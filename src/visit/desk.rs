//! The worker's side of a visit: answers one request after another, each from what the request itself brings.
//!
//! What is kept from one request to the next (a file that was read, runs that were prepared) only saves work: every
//! request names its run, and a run that is no longer kept is prepared again.

mod runs;

use crate::measure::limit::Point;
use crate::network::read::{MAX_N, Read, Remark, read_telling};
use crate::network::{NetworkError, connectome, generate, repair, write};
use crate::numerics::schur;
use crate::params::link::{self, Presentation};
use crate::params::{self, Net, Params};
use crate::rule::covariance::CovarianceError;
use crate::run::export;
use crate::run::many::{self, Drawn};
use crate::run::{Comparison, Depth, Experiment, ExperimentError, Reached, SLICE};
use crate::visit::message::{
    Answer, Ask, Doubt, Draws, Failure, Have, Heard, Lack, Opened, Prepared, Reply, Request, Sample, Scene,
    Scope, Scores, Snapshot, SourceId, Upload,
};
use runs::{Run, Runs};

/// Up to this many neurons, the eigenvalues of several rules' networks are asked for in one go, …
pub const AT_ONCE_UP_TO: usize = 300;
/// … and up to this many, all that is measured, which takes about ten times as long.
pub const ALL_AT_ONCE_UP_TO: usize = 60;

/// Neurons of a network that is worked on by linear algebra that a browser's tab has room and patience for, at most.
pub const MOST_NEURONS: usize = 4000;

/// Synapses of a network that is worked on by noise that a browser's tab has room for, at most.
pub const MOST_SYNAPSES: f64 = 3.2e6;

/// What one synapse hears is told so often in one answer.
const SAMPLES: u64 = 6;

/// Slices of a comparison that one request runs: 100 to 200 ms.
const SLICES: u64 = 4;

/// Sends an answer to the page.
type Say<'a> = &'a mut dyn FnMut(Answer);

/// The worker's side of a visit.
#[derive(Default)]
pub struct Desk {
    /// The file that was read last.
    file: Option<Held>,
    runs: Runs,
    /// The run of the last draw of a study.
    studied: Option<Experiment>,
}

/// A file that was read.
struct Held {
    id: SourceId,
    file: Read,
    opened: Opened,
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Failure {
        let lacks = match &error {
            ExperimentError::Covariance(CovarianceError::NotStable { .. })
            | ExperimentError::Snapshots(_) => Some(Lack::Leak),
            ExperimentError::Network(NetworkError::Directed { .. }) => Some(Lack::Symmetry),
            _ => None,
        };
        Failure { reason: error.to_string(), lacks }
    }
}

fn failure(reason: impl Into<String>) -> Failure {
    Failure { reason: reason.into(), lacks: None }
}

impl Desk {
    /// Answers `request`; `say` is called with each reply, and the last one ends it.
    pub fn answer(&mut self, request: Request, say: &mut dyn FnMut(Reply)) {
        let ticket = request.ticket;
        let mut say = |answer| say(Reply { ticket, answer });
        let last = self.last(request, &mut say);
        say(last.unwrap_or_else(Answer::Failed));
    }

    fn last(&mut self, request: Request, say: Say) -> Result<Answer, Failure> {
        let Request { params, source, ask, .. } = request;
        if let Ask::Limit { net, n, eps, seed } = ask {
            let point = Point::new(net, n, eps, seed);
            return point.map(Answer::Limit).map_err(|error| failure(error.to_string()));
        }
        let just_opened = matches!(ask, Ask::Prepare { just_opened: true, .. });
        let params = self.take(params, source, just_opened, say)?;
        let file = self.file.as_ref().filter(|_| params.net == Net::File);
        let synapses = file
            .map_or_else(|| generate::expected_synapses(&params), |held| held.file.matrix.pairs.len() as f64);
        if let Some(limit) = too_large(&params, synapses) {
            return Err(failure(format!(
                "this network has {limit}{} choose fewer, or run it without a browser, where README says how: cargo run \
                 --release --example headless -- '{}'{}",
                if limit.ends_with(',') { "" } else { ";" },
                link::write(&params, &Presentation::default()),
                if file.is_some() { " --matrix FILE" } else { "" }
            )));
        }
        if let Ask::Draw { network } = ask {
            return Ok(Answer::Drawn(self.draw(&params, network)?));
        }
        let file = self.file.as_ref().filter(|_| params.net == Net::File);
        let source = file.map(|held| held.id);
        let first = matches!(ask, Ask::Prepare { have: Have { scene: false, .. }, .. });
        let mut progress = |reached: Reached| {
            say(Answer::Progress(reached.stage));
            if let Some((network, places)) = reached.made.filter(|_| first) {
                say(Answer::Sketch(Box::new(Scene::sketch(network, places))));
            }
        };
        let run = self.runs.bring(&params, source, file.map(|held| &held.file), &mut progress)?;
        if needs_scores(&ask) && !run.experiment.is_scored() {
            // An earlier worker has let the synapses listen; this one does it again.
            run.experiment.listen(u64::MAX)?;
        }
        Ok(match ask {
            Ask::Prepare { have, .. } => Answer::Prepared(Box::new(prepared(&mut run.experiment, have)?)),
            Ask::Listen { until, synapse } => listen(&mut run.experiment, until, synapse)?,
            Ask::Measure { decided, depth, rules } => {
                run.experiment.seek(decided);
                Answer::Measured(Box::new(Snapshot::of_some(&run.experiment, depth, &rules)?))
            }
            Ask::MeanError { decided, rule } => {
                run.experiment.seek(decided);
                Answer::MeanError(run.experiment.measure(rule, Depth::Eigenvalues)?.error())
            }
            Ask::Mode { index } => {
                let mode = run.experiment.mode(index as usize);
                Answer::Mode(mode.ok_or_else(|| failure("this pattern of activity is not known"))?)
            }
            Ask::Compare => compare(run),
            Ask::Export { export, data } => {
                let bytes = export::bytes(&mut run.experiment, export, params.rule, data.as_ref())?;
                Answer::Exported(bytes)
            }
            Ask::Limit { .. } | Ask::Draw { .. } => return Err(failure("this is no question about a run")),
        })
    }

    /// One draw of a study. Its network is kept, for the next draw of the same one.
    fn draw(&mut self, params: &Params, network: Option<u32>) -> Result<Drawn, ExperimentError> {
        let file = self.file.as_ref().filter(|_| params.net == Net::File).map(|held| &held.file);
        many::draw(&mut self.studied, params, network.unwrap_or(params.seed), file)
    }

    /// Reads what the network is made from. Returns the parameters, with the number of neurons that a file has and, if it
    /// was just opened, the leak and directions that it is opened with.
    fn take(
        &mut self,
        params: Params,
        source: Option<Upload>,
        just_opened: bool,
        say: Say,
    ) -> Result<Params, Failure> {
        match (params.net, source) {
            (net, Some(Upload { file: Some((_, bytes)), .. })) if net.spec().data.is_some() => {
                let text = String::from_utf8_lossy(&bytes);
                let given = net.spec().data.map_or(Ok(()), |data| connectome::give(data, &text));
                given.map(|()| params).map_err(|error| failure(error.to_string()))
            }
            (Net::File, Some(source)) => {
                let opened = self.open(source, &mut |share| say(Answer::Reading(share)))?;
                say(Answer::Opened(opened.clone()));
                Ok(opened.params(params, just_opened))
            }
            (Net::File, None) => {
                self.file = None;
                Ok(params)
            }
            _ => Ok(params),
        }
    }

    /// Reads a file, or finds the one that was read.
    #[inline(never)] // loaded later
    fn open(&mut self, source: Upload, tell: &mut dyn FnMut(f64)) -> Result<&Opened, Failure> {
        let id = source.id;
        if let Some((name, bytes)) = source.file {
            self.file = None;
            self.file = Some(Held::new(id, &name, &bytes, tell)?);
        }
        let held = self.file.as_ref().filter(|held| held.id == id);
        held.map(|held| &held.opened)
            .ok_or_else(|| failure("the worker no longer has the file; open it again"))
    }
}

impl Held {
    fn new(id: SourceId, name: &str, bytes: &[u8], tell: &mut dyn FnMut(f64)) -> Result<Held, Failure> {
        let name = params::quoted(name);
        // In quotes, because a message starts with a capital letter, and the name must stay as it is.
        let file = read_telling(&name, bytes, tell)
            .map_err(|error| failure(format!("‘{name}’ cannot be used: {error}")))?;
        let report = repair::inspect(&file.matrix);
        let unknown = report.stable.is_none() && report.n <= MAX_N;
        let abscissa = unknown.then(|| file.matrix.dense()).and_then(|matrix| match report.symmetric {
            true => repair::symmetric_abscissa(&matrix),
            false => schur::eigenvalues(&matrix).ok().and_then(|values| values.last().map(|x| x.re)),
        });
        let report = abscissa.map_or(report.clone(), |abscissa| report.with_abscissa(abscissa));
        let remarks: String = file.remarks.iter().map(|remark| format!(" {remark}")).collect();
        let (leak, sym) = repair::opened_with(&file, &report);
        let opened = Opened {
            report: format!("{name}{}: {report}{remarks}", file.format.label()),
            matrix: write::for_link(&file.matrix, &file.names),
            n: report.n,
            leak,
            sym,
            symmetric: report.symmetric,
            once: report.once,
            doubt: file.remarks.iter().find_map(doubt),
        };
        Ok(Held { id, file, opened })
    }
}

/// What the network of `params` has more of than a browser's tab has room for, if it has.
fn too_large(params: &Params, synapses: f64) -> Option<String> {
    let n = params.n;
    match params.is_sparse() {
        false if n > MOST_NEURONS => {
            let other = match params.net.spec().sparse {
                true => {
                    " where it is worked on by linear algebra; by noise (way=sparse) there is room for more"
                }
                false => "",
            };
            Some(format!("{n} neurons, and a browser’s tab has room for {MOST_NEURONS}{other}"))
        }
        true if synapses > MOST_SYNAPSES => {
            let dense = params.net == Net::Clustered && params.degree == 0.0;
            let how = if dense { "; say how many synapses a neuron has (degree)," } else { "" };
            let (synapses, most) = (1e-6 * synapses, 1e-6 * MOST_SYNAPSES);
            Some(format!(
                "about {synapses:.1} million synapses, and a browser’s tab has room for {most:.1} million{how}"
            ))
        }
        _ => None,
    }
}

/// What the reader has to be asked, where this was decided in reading a file.
fn doubt(remark: &Remark) -> Option<Doubt> {
    match remark {
        Remark::TakenForEdges { sure: false, .. } => Some(Doubt::Synapses),
        Remark::Points { text } => Some(Doubt::Points(text.clone())),
        _ => None,
    }
}

/// Whether the answer needs scored synapses.
fn needs_scores(ask: &Ask) -> bool {
    match ask {
        Ask::Compare | Ask::Export { .. } => true,
        Ask::Measure { decided, .. } | Ask::MeanError { decided, .. } => *decided > 0,
        _ => false,
    }
}

/// The parts of a run that the page does not have.
fn prepared(experiment: &mut Experiment, have: Have) -> Result<Prepared, Failure> {
    let scores = experiment.is_scored().then(|| Scores::sent(experiment)).transpose()?;
    Ok(Prepared {
        params: experiment.params().clone(),
        scene: (!have.scene).then(|| Scene::new(experiment)),
        draws: (!have.draws).then(|| Draws::new(experiment)),
        scores,
        heard: Heard::new(experiment).unwrap_or_default(),
    })
}

/// The scores, if the synapses have just heard enough for them; else what they have heard so far.
fn listen(experiment: &mut Experiment, until: u64, synapse: Option<u32>) -> Result<Answer, Failure> {
    let done = experiment.heard();
    let steps = until.saturating_sub(done);
    let mut heard = Vec::new();
    // Snapshots come a few at a time.
    let samples = if experiment.is_sparse() { 1 } else { SAMPLES };
    for sample in 0..samples {
        // The share of each, the first ones the larger.
        experiment.listen(steps / samples + u64::from(sample < steps % samples))?;
        heard.extend(synapse.and_then(|synapse| Sample::new(experiment, synapse)));
    }
    heard.dedup_by_key(|sample| sample.time);
    let scope = Scope { synapse: synapse.unwrap_or_default(), heard };
    Ok(match experiment.is_scored() && experiment.params().is_heard() {
        true => {
            let mut scores = Scores::sent(experiment)?;
            scores.heard = scores.heard.map(|heard| Heard { scope, ..heard });
            Answer::Scored(Box::new(scores))
        }
        false => Answer::Heard(Box::new(Heard { scope, ..Heard::new(experiment).unwrap_or_default() })),
    })
}

/// Runs the networks for a short while only, so that another request need not wait long.
fn compare(run: &mut Run) -> Answer {
    run.experiment.seek(usize::MAX);
    let mut comparison = run.comparison.take().unwrap_or_else(|| Comparison::begin(&run.experiment));
    match comparison.step(SLICES * SLICE) {
        true => Answer::Compared(Box::new(comparison.traces().clone())),
        false => {
            let share = comparison.share();
            run.comparison = Some(comparison);
            Answer::Comparing(share)
        }
    }
}
