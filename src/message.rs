//! What page and worker say to each other, and its bytes.
//!
//! The page asks, the worker answers; one question is under way at a time, so a page that does not
//! ask (hidden, off-screen, paused) costs nothing.

use serde::{Deserialize, Serialize};

use crate::experiment::{Depth, Experiment, Measures, Stage};
use crate::params::{Params, Rule};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Prepare the run for these parameters, from its beginning.
    Start(Params),
    /// Measure the three networks where `decided` synapses have met their fate.
    Measure { decided: usize, depth: Depth },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The worker is there.
    Ready,
    /// A `Start` is under way and has come to this stage.
    Progress(Stage),
    /// A `Start` is done.
    Scene(Box<Scene>),
    /// A `Measure` is done.
    Measured(Box<Snapshot>),
    /// A `Start` failed, for this reason; the run before it stands.
    Failed(String),
}

/// All that drawing a run needs and that does not change while it plays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// The parameters of the run.
    pub params: Params,
    /// Places of the n neurons in the unit square.
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// Names of the neurons, or none.
    pub names: Vec<String>,
    /// For each of the m synapses: its neurons (j sends, i receives), …
    pub i: Vec<u32>,
    pub j: Vec<u32>,
    /// … its weight a_ij, …
    pub weight: Vec<f64>,
    /// … when it is decided (a permutation of 0, 1, …) and its draw u.
    pub turn: Vec<u32>,
    pub draw: Vec<f64>,
    /// For each rule: p of each synapse, …
    pub probability: [Vec<f64>; 3],
    /// … and the digest of what it will have kept.
    pub survivors: [String; 3],
    /// Eigenvalues of A, ascending.
    pub eigenvalues: Vec<f64>,
}

/// The three networks at one moment of the run, in the order of [`Rule::ALL`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// How many synapses were decided.
    pub decided: usize,
    /// Measures of each rule's network.
    pub rules: [Measures; 3],
}

/// Why bytes are not a message.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MessageError {
    /// They cannot be decoded.
    #[error("a message between page and worker cannot be read: {0}")]
    Bytes(postcard::Error),
    /// They can, and contradict themselves.
    #[error("a message between page and worker contradicts itself: {0}")]
    Contradiction(&'static str),
}

impl Scene {
    /// What the page needs of `experiment`. O(n + m).
    pub fn new(experiment: &Experiment) -> Scene {
        let synapses = &experiment.network().synapses;
        Scene {
            params: experiment.params().clone(),
            x: experiment.places().iter().map(|place| place.0).collect(),
            y: experiment.places().iter().map(|place| place.1).collect(),
            names: experiment.network().names.clone(),
            i: synapses.iter().map(|synapse| synapse.i).collect(),
            j: synapses.iter().map(|synapse| synapse.j).collect(),
            weight: synapses.iter().map(|synapse| synapse.weight).collect(),
            turn: experiment.turns().to_vec(),
            draw: experiment.draws().to_vec(),
            probability: EVERY_RULE.map(|rule| experiment.probabilities(rule).to_vec()),
            survivors: EVERY_RULE.map(|rule| experiment.survivors(rule)),
            eigenvalues: experiment.modes().values.clone(),
        }
    }

    /// Number of neurons.
    pub fn n(&self) -> usize {
        self.x.len()
    }

    /// Number of synapses before pruning.
    pub fn synapses(&self) -> usize {
        self.weight.len()
    }

    /// Whether all lists have the lengths, and all indices the ranges, that they must have.
    fn check(&self) -> Result<(), MessageError> {
        let (n, m) = (self.n(), self.synapses());
        let per_synapse = [self.i.len(), self.j.len(), self.turn.len(), self.draw.len()];
        let lengths =
            per_synapse.iter().chain(&self.probability.each_ref().map(Vec::len)).all(|len| *len == m);
        if !lengths || self.y.len() != n || ![0, n].contains(&self.names.len()) {
            return Err(MessageError::Contradiction("lists differ in length"));
        }
        let ends = self.i.iter().chain(&self.j).all(|end| (*end as usize) < n);
        let turns = self.turn.iter().all(|turn| (*turn as usize) < m);
        if ends && turns { Ok(()) } else { Err(MessageError::Contradiction("an index is out of range")) }
    }
}

impl Snapshot {
    /// Measures `experiment` where it stands. O(n³).
    pub fn new(experiment: &Experiment, depth: Depth) -> Snapshot {
        Snapshot {
            decided: experiment.decided(),
            rules: EVERY_RULE.map(|rule| experiment.measure(rule, depth)),
        }
    }
}

/// [`Rule::ALL`] as an array.
pub const EVERY_RULE: [Rule; 3] = [Rule::Noise, Rule::Weight, Rule::Uniform];

/// The bytes of a message.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, MessageError> {
    postcard::to_stdvec(message).map_err(MessageError::Bytes)
}

/// The request in `bytes`.
pub fn decode_request(bytes: &[u8]) -> Result<Request, MessageError> {
    postcard::from_bytes(bytes).map_err(MessageError::Bytes)
}

/// The reply in `bytes`.
pub fn decode_reply(bytes: &[u8]) -> Result<Reply, MessageError> {
    let reply = postcard::from_bytes(bytes).map_err(MessageError::Bytes)?;
    if let Reply::Scene(scene) = &reply {
        scene.check()?;
    }
    Ok(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn experiment() -> Experiment {
        Experiment::new(&Params { n: 20, excess: 0.1, ..Params::default() }, &mut |_| ()).unwrap()
    }

    #[test]
    fn messages_read_back_equal() {
        let mut experiment = experiment();
        let request = Request::Start(experiment.params().clone());
        assert_eq!(decode_request(&encode(&request).unwrap()), Ok(request));
        experiment.advance(10);
        let scene = Reply::Scene(Box::new(Scene::new(&experiment)));
        assert_eq!(decode_reply(&encode(&scene).unwrap()), Ok(scene));
        let measured = Reply::Measured(Box::new(Snapshot::new(&experiment, Depth::All)));
        assert_eq!(decode_reply(&encode(&measured).unwrap()), Ok(measured));
    }

    #[test]
    fn cut_and_contradicting_messages_are_refused() {
        let scene = Scene::new(&experiment());
        let bytes = encode(&Reply::Scene(Box::new(scene.clone()))).unwrap();
        for length in 0..bytes.len() {
            assert!(decode_reply(&bytes[..length]).is_err());
        }
        let mut wrong = scene;
        wrong.i[0] = 20;
        let bytes = encode(&Reply::Scene(Box::new(wrong))).unwrap();
        assert!(matches!(decode_reply(&bytes), Err(MessageError::Contradiction(_))));
    }
}
