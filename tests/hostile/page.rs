//! The page's side of the messages: takes replies as the page does, and draws all there is to be seen.

use std::collections::BTreeMap;

use noise_prune::measure::dynamics::Traces;
use noise_prune::measure::limit::Point;
use noise_prune::params::{Params, Rule};
use noise_prune::pictures::kit::svg::svg;
use noise_prune::pictures::kit::{Style, Theme};
use noise_prune::pictures::{self, Moment, Picture, Selection};
use noise_prune::run::export;
use noise_prune::run::{Experiment, Measures};
use noise_prune::visit::message::{
    self, Draws, Heard, MessageError, Reply, Request, Scene, Scores, Snapshot,
};

use super::sentence;

const SIZE: (u32, u32) = (320, 240);

/// What the page holds of a run.
#[derive(Default)]
pub struct Page {
    params: Option<Params>,
    scene: Option<Scene>,
    draws: Option<Draws>,
    scores: Option<Scores>,
    heard: Option<Heard>,
    snapshot: Option<Snapshot>,
    history: BTreeMap<usize, Vec<f64>>,
    traces: Option<Traces>,
    limit: Vec<Point>,
}

/// Messages one behind the other, each after its length in two bytes.
fn frames(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut frames = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
        frames.push(&rest[..length]);
        bytes = &rest[length..];
    }
    frames
}

/// The inverse of [`frames`].
pub fn framed(messages: &[Vec<u8>]) -> Vec<u8> {
    let frame = |message: &Vec<u8>| [&(message.len() as u16).to_le_bytes(), &message[..]].concat();
    messages.iter().flat_map(frame).collect()
}

/// Any bytes are refused, or taken up and drawn.
pub fn replies(bytes: &[u8]) {
    let mut page = Page::default();
    for frame in frames(bytes).into_iter().take(12) {
        page.take(frame).unwrap_or_else(|error| sentence(&error.to_string()));
    }
    page.look();
}

/// Does what a request asks of a run, within bounds, and says it to a page.
pub fn answer(experiment: &mut Experiment, request: Request) {
    let reply = match request {
        Request::Listen { steps } => experiment.listen(steps.min(1000)).map(|()| None),
        Request::Export(export) => export::bytes(experiment, export, experiment.params().rule, None)
            .map(|bytes| Some(Reply::Exported(bytes))),
        Request::Measure { decided, depth } => {
            experiment.seek(decided);
            Snapshot::new(experiment, depth).map(|snapshot| Some(Reply::Measured(Box::new(snapshot))))
        }
        Request::Compare => Ok(Some(Reply::Compared(Box::new(experiment.compare())))),
        _ => Ok(None),
    };
    let mut page = Page::of(experiment);
    if let Some(reply) = reply.unwrap() {
        page.take(&message::encode(&reply).unwrap()).unwrap();
    }
}

impl Page {
    /// A page that was told all about `experiment`; every message that tells it must be accepted.
    pub fn of(experiment: &Experiment) -> Page {
        let mut page = Page::default();
        for message in told(experiment) {
            page.take(&message).unwrap();
        }
        page
    }

    /// Takes up a message, or refuses it.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), MessageError> {
        let reply = message::decode_reply(bytes)?;
        reply.fit(self.scene.as_ref())?;
        match reply {
            Reply::Scene { params, scene, draws } => {
                let (params, draws) = (Some(*params), Some(*draws));
                *self = Page { params, scene: Some(*scene), draws, ..Page::default() };
            }
            Reply::Heard(heard) => self.heard = Some(*heard),
            Reply::Scored(scores) => {
                self.heard = scores.heard.clone().or(self.heard.take());
                self.scores = Some(*scores);
            }
            Reply::Measured(snapshot) => {
                self.history.insert(snapshot.decided, snapshot.rules.iter().map(Measures::error).collect());
                self.snapshot = Some(*snapshot);
            }
            Reply::Compared(traces) => self.traces = Some(*traces),
            Reply::Limit(point) => self.limit.push(point),
            Reply::Ready
            | Reply::Progress(_)
            | Reply::Measuring(_)
            | Reply::File { .. }
            | Reply::Exported(_)
            | Reply::Failed(_) => {}
        }
        Ok(())
    }

    /// Draws every picture at the beginning, in the middle and at the end, for each rule.
    pub fn look(&self) {
        let (Some(params), Some(scene), Some(draws)) = (&self.params, &self.scene, &self.draws) else {
            return;
        };
        let all = scene.synapses();
        for (rule, decided, until) in
            [(Rule::Noise, all, 1.0), (Rule::Weight, all / 2, 0.3), (Rule::Uniform, 0, 0.0)]
        {
            let moment = Moment {
                params,
                scene,
                draws,
                scores: self.scores.as_ref(),
                heard: self.heard.as_ref(),
                snapshot: self.snapshot.as_ref(),
                history: &self.history,
                traces: self.traces.as_ref(),
                until,
                limit: &self.limit,
                eps: 1.0,
                rule,
                decided,
            };
            draw(&moment);
        }
    }
}

fn draw(moment: &Moment) {
    let (style, scene) = (Style::new(Theme::Light, 1.0), moment.scene);
    let drawn: Vec<u32> = (0..scene.synapses() as u32).collect();
    let size = (f64::from(SIZE.0), f64::from(SIZE.1));
    for &picture in Picture::ALL.iter().filter(|picture| moment.has(**picture)) {
        let document = pictures::svg(SIZE, Theme::Light, picture, moment).unwrap();
        assert!(!document.contains("NaN"), "{picture:?}");
        for at in [(0.0, 0.0), (160.0, 130.0), (319.0, 239.0), (f64::NAN, 1e300)] {
            let Some(found) = pictures::pointed(picture, moment, &drawn, size, at, &style) else { continue };
            inspect(moment, found);
            svg(SIZE, Theme::Light, |backend, style| {
                pictures::draw_selection(backend, style, picture, moment, found)
            })
            .unwrap();
        }
    }
}

/// Reads all that the page says of a neuron or a synapse.
fn inspect(moment: &Moment, selection: Selection) {
    let scene = moment.scene;
    match selection {
        Selection::Node(neuron) => assert!(neuron < scene.n()),
        Selection::Edge(synapse) => {
            let (i, j) = (scene.i[synapse] as usize, scene.j[synapse] as usize);
            assert_eq!(pictures::synapse_at(scene, i, j), Some(synapse));
            let _ = (moment.fate(synapse), moment.weight(synapse), moment.statistic(synapse));
            let _ = (scene.variance[i], scene.variance[j], scene.covariance[synapse]);
        }
    }
}

/// The message with which a run begins.
pub fn scene(experiment: &Experiment) -> Reply {
    Reply::Scene {
        params: Box::new(experiment.params().clone()),
        scene: Box::new(Scene::new(experiment)),
        draws: Box::new(Draws::new(experiment)),
    }
}

/// The messages that tell a page of a run, as it now is.
pub fn told(experiment: &Experiment) -> Vec<Vec<u8>> {
    let mut replies = vec![scene(experiment)];
    replies.extend(Heard::new(experiment).map(|heard| Reply::Heard(Box::new(heard))));
    if experiment.is_scored() {
        replies.extend(Scores::new(experiment).map(|scores| Reply::Scored(Box::new(scores))));
    }
    let depth = noise_prune::run::Depth::All;
    replies.extend(Snapshot::new(experiment, depth).map(|snapshot| Reply::Measured(Box::new(snapshot))));
    replies.iter().map(|reply| message::encode(reply).unwrap()).collect()
}
