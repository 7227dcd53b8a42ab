//! What page and worker say to each other, and its bytes.
//!
//! The page asks, the worker answers; one question is under way at a time, so a page that does not
//! ask (hidden, off-screen, paused) costs nothing.

mod check;
mod told;

pub use told::{CELLS, Cells, Draws, Heard, Sample, Scene, Scope, Scores, ScoringAgain, Snapshot};

use postcard::ser_flavors::Size;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::measure::dynamics::Traces;
use crate::measure::limit::Point;
use crate::params::link::Data;
use crate::params::{Leak, Net, Params, Rule, Sym};
use crate::run::export::Export;
use crate::run::many::Drawn;
use crate::run::{Depth, Preparation};

/// From the page to the worker: a question about one run, with everything that the run is made from. No answer
/// depends on an earlier message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The number that all answers to this request carry.
    pub ticket: u32,
    /// The run.
    pub params: Params,
    /// What its network is made from besides the parameters: a file's matrix, or a dataset.
    pub source: Option<Upload>,
    pub ask: Ask,
}

/// A source: its id, and its content unless the worker has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Upload {
    pub id: SourceId,
    /// Name and bytes.
    #[serde(with = "in_one_piece")]
    pub file: Option<(String, Vec<u8>)>,
}

/// A file's bytes are copied as a whole: one by one, a large file takes twice the memory.
mod in_one_piece {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_bytes::{ByteBuf, Bytes};

    pub fn serialize<S: Serializer>(file: &Option<(String, Vec<u8>)>, to: S) -> Result<S::Ok, S::Error> {
        file.as_ref().map(|(name, bytes)| (name, Bytes::new(bytes))).serialize(to)
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Option<(String, Vec<u8>)>, D::Error> {
        let file: Option<(String, ByteBuf)> = Deserialize::deserialize(from)?;
        Ok(file.map(|(name, bytes)| (name, bytes.into_vec())))
    }
}

/// SHA-256 of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceId([u8; 32]);

impl SourceId {
    /// The id of these bytes.
    pub fn of(bytes: &[u8]) -> SourceId {
        SourceId(Sha256::digest(bytes).into())
    }
}

/// What is asked of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Prepare it, and send what the page has not got. Where its file was `just_opened`, its leak and directions are those
    /// that [`Opened`] says.
    Prepare { have: Have, just_opened: bool },
    /// Let the synapses hear the noise until this many steps are done in all, and tell in detail what one of them
    /// hears.
    Listen { until: u64, synapse: Option<u32> },
    /// Measure the networks of these rules where `decided` synapses have met their fate.
    Measure { decided: usize, depth: Depth, rules: Vec<Rule> },
    /// Measure the mean error of a rule's network where `decided` synapses have met their fate, and nothing else.
    MeanError { decided: usize, rule: Rule },
    /// Run the original and the pruned networks as they are at the end, on the same noise.
    Compare,
    /// Go to the end and give the bytes of a file of the rule that is drawn; `data` is what the run's link has for
    /// its matrix.
    Export { export: Export, data: Option<Data> },
    /// Draw the run once more, go to its end and give the numbers of all rules; its network is drawn with the seed
    /// `network`, if there is one, in place of the run's.
    Draw { network: Option<u32> },
    /// One network of the experiment on the limit, whatever the run.
    Limit { net: Net, n: usize, eps: f64, seed: u32 },
    /// Tell how much of a pattern of activity is in each neuron: the eigenvector of a symmetric network, by the place
    /// of its eigenvalue.
    Mode { index: u32 },
}

/// Which parts of a run the page holds already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Have {
    pub scene: bool,
    pub draws: bool,
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The ticket of the request; 0 for [`Answer::Ready`].
    pub ticket: u32,
    pub answer: Answer,
}

/// What the worker answers. [`Answer::Reading`], [`Answer::Opened`], [`Answer::Progress`] and [`Answer::Sketch`] are
/// followed by another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The worker is there.
    Ready,
    /// This share of the run's file is read, 0..=1.
    Reading(f64),
    /// The file of the run is read.
    Opened(Opened),
    /// The run is being prepared and has come to this stage.
    Progress(Preparation),
    /// The network that is being prepared: its neurons and of its synapses those that are drawn. All else is zero.
    Sketch(Box<Scene>),
    /// The run is prepared.
    Prepared(Box<Prepared>),
    /// A `Listen` is done, and the synapses are to listen on.
    Heard(Box<Heard>),
    /// The synapses are scored, after a `Listen`.
    Scored(Box<Scores>),
    /// A `Measure` is done.
    Measured(Box<Snapshot>),
    /// A `MeanError` is done.
    MeanError(f64),
    /// This share of a `Compare` is done, 0..=1. The page asks again to go on.
    Comparing(f64),
    /// A `Compare` is done.
    Compared(Box<Traces>),
    /// An `Export` is done.
    Exported(#[serde(with = "serde_bytes")] Vec<u8>),
    /// A `Draw` is done.
    Drawn(Drawn),
    /// A `Limit` is done.
    Limit(Point),
    /// The request failed.
    Failed(Failure),
    /// A `Mode` is done: a number a neuron.
    Mode(Vec<f64>),
}

impl Answer {
    /// Whether no other answer to the same request follows.
    pub fn is_last(&self) -> bool {
        !matches!(self, Answer::Reading(_) | Answer::Opened(_) | Answer::Progress(_) | Answer::Sketch(_))
    }
}

/// What a file is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// In sentences.
    pub report: String,
    /// Its matrix as a link has it, if it fits.
    pub matrix: Option<Data>,
    /// Neurons.
    pub n: usize,
    /// What it is opened with.
    pub leak: Leak,
    pub sym: Sym,
    /// Whether its matrix is symmetric, and if not, whether it names each pair of neurons once.
    pub symmetric: bool,
    pub once: bool,
    /// What only its reader knows; until that is said, a guess was taken.
    pub doubt: Option<Doubt>,
}

/// What a file does not say of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Doubt {
    /// Whether its lines are synapses, as was guessed.
    Synapses,
    /// Whether its points, as in this number, are decimal points, as was guessed; they may mean thousands.
    Points(String),
}

impl Opened {
    /// The parameters of a run of the file: its number of neurons and, if it was `just_opened`, the leak and directions
    /// that it is opened with.
    pub fn params(&self, params: Params, just_opened: bool) -> Params {
        let Opened { n, leak, sym, .. } = *self;
        if just_opened { Params { n, leak, sym, ..params } } else { Params { n, ..params } }
    }
}

/// A run that is prepared; the parts that the page said it has are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    pub params: Params,
    pub scene: Option<Scene>,
    pub draws: Option<Draws>,
    /// None while the synapses are to listen.
    pub scores: Option<Scores>,
    pub heard: Heard,
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// Without a capital letter and a full stop.
    pub reason: String,
    /// With what it might have succeeded.
    pub lacks: Option<Lack>,
}

/// What a network of the reader's own lacks, and can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lack {
    /// A leak as large as each neuron's input.
    Leak,
    /// The same weight in both directions.
    Symmetry,
}

/// Why bytes are not a message.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MessageError {
    /// They cannot be decoded.
    #[error("a message between page and worker cannot be read: {0}")]
    Bytes(postcard::Error),
    /// They can be decoded, but contradict themselves.
    #[error("a message between page and worker contradicts itself: {0}")]
    Contradiction(&'static str),
}

/// The bytes of a message.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, MessageError> {
    // Their number first: a list that grows takes up to three times the room of a large message.
    let size = postcard::serialize_with_flavor(message, Size::default()).map_err(MessageError::Bytes)?;
    postcard::to_extend(message, Vec::with_capacity(size)).map_err(MessageError::Bytes)
}

/// The request in `bytes`, its settings in their ranges.
pub fn decode_request(bytes: &[u8]) -> Result<Request, MessageError> {
    let request: Request = postcard::from_bytes(bytes).map_err(MessageError::Bytes)?;
    request.check().map(|()| request)
}

/// The reply in `bytes`, which agrees with itself. [`Answer::fit`] says whether it belongs to a run.
pub fn decode_reply(bytes: &[u8]) -> Result<Reply, MessageError> {
    let reply: Reply = postcard::from_bytes(bytes).map_err(MessageError::Bytes)?;
    reply.check().map(|()| reply)
}

#[cfg(test)]
mod tests {
    // Strategy: honest messages read back equal; cut and spoiled ones are refused.
    use super::*;
    use crate::params::{Cov, Sampling};
    use crate::run::Experiment;

    fn experiment() -> Experiment {
        Experiment::new(&Params { n: 20, excess: 0.1, ..Params::default() }, None, &mut |_| ()).unwrap()
    }

    fn prepared(experiment: &Experiment) -> Prepared {
        Prepared {
            params: experiment.params().clone(),
            scene: Some(Scene::new(experiment)),
            draws: Some(Draws::new(experiment)),
            scores: Some(Scores::new(experiment).unwrap()),
            heard: Heard::default(),
        }
    }

    fn reply(answer: Answer) -> Reply {
        Reply { ticket: 7, answer }
    }

    #[test]
    fn messages_read_back_equal() {
        let mut experiment = experiment();
        let source = Some(Upload { id: SourceId::of(b"a"), file: Some(("a".into(), b"a".to_vec())) });
        let ask = Ask::Prepare { have: Have::default(), just_opened: false };
        let request = Request { ticket: 7, params: experiment.params().clone(), source, ask };
        assert_eq!(decode_request(&encode(&request).unwrap()), Ok(request));
        experiment.advance(10);
        let whole = reply(Answer::Prepared(Box::new(prepared(&experiment))));
        assert_eq!(decode_reply(&encode(&whole).unwrap()), Ok(whole));
        let measured = Snapshot::new(&experiment, Depth::All).unwrap();
        let measured = reply(Answer::Measured(Box::new(measured)));
        assert_eq!(decode_reply(&encode(&measured).unwrap()), Ok(measured));
    }

    #[test]
    fn what_is_not_sent_is_made_again_in_all_its_bits() {
        let heard = Params { cov: Cov::Measured, time: 5.0, ..Params::default() };
        let balanced = Params { draws: Sampling::Balanced, ..Params::default() };
        let rounds = Params { rounds: 2, ..Params::default() };
        for params in [heard, balanced, rounds, Params { eps: 0.5, ..Params::default() }] {
            let experiment = Experiment::prepared(&Params { n: 20, excess: 0.1, ..params }, None).unwrap();
            let (scene, draws) = (Scene::new(&experiment), Draws::new(&experiment));
            let (whole, mut sent) = (Scores::new(&experiment).unwrap(), Scores::sent(&experiment).unwrap());
            let bytes = |scores: &Scores| encode(scores).unwrap().len();
            assert!(experiment.params().rounds > 1 || 3 * bytes(&sent) < bytes(&whole));
            sent.complete(&scene, &draws, experiment.params());
            assert_eq!(sent, whole);
        }
    }

    #[test]
    fn cut_and_contradicting_messages_are_refused() {
        let mut wrong = prepared(&experiment());
        let bytes = encode(&reply(Answer::Prepared(Box::new(wrong.clone())))).unwrap();
        for length in 0..bytes.len() {
            assert!(decode_reply(&bytes[..length]).is_err());
        }
        wrong.scene.as_mut().unwrap().i[0] = 20;
        let bytes = encode(&reply(Answer::Prepared(Box::new(wrong)))).unwrap();
        assert!(matches!(decode_reply(&bytes), Err(MessageError::Contradiction(_))));
    }
}
