//! The page's side: any bytes for an answer, and all that is drawn and said of a run.

use noise_prune::network::read::read;
use noise_prune::params::Rule;
use noise_prune::pictures::kit::svg::svg;
use noise_prune::pictures::kit::{Style, Theme};
use noise_prune::pictures::{self, Moment, Picture};
use noise_prune::run::{Depth, Experiment};
use noise_prune::visit::event::{Effect, Event, Now};
use noise_prune::visit::inspector;
use noise_prune::visit::message::{
    Answer, Draws, Have, Heard, Prepared, Reply, Scene, Scores, Snapshot, decode_reply, encode,
};
use noise_prune::visit::page::Page;

use super::sentence;

const SIZE: (u32, u32) = (320, 240);
/// The link with which the page is opened whose answers are made up.
const LINK: &str = "#v=1&net=file&matrix=-2,1,0,0.5;1,-3,-1,0;0,-1,-2.5,0.25;0.5,0,0.25,-1";

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

/// A page and the number of the last request that it has sent.
struct Told {
    page: Page,
    ticket: u32,
}

impl Told {
    fn new() -> Told {
        let mut told = Told { page: Page::new(Vec::new(), false), ticket: 0 };
        told.tell(Event::Link { query: String::new(), hash: LINK.into() });
        told.answer(Answer::Ready);
        told
    }

    fn tell(&mut self, event: Event) {
        for effect in self.page.handle(event, Now::default()) {
            if let Effect::Send(request) = effect {
                self.ticket = request.ticket;
            }
        }
    }

    fn answer(&mut self, answer: Answer) {
        let bytes = encode(&Reply { ticket: self.ticket, answer }).unwrap();
        self.tell(Event::Reply { worker: 1, bytes });
    }
}

/// Any bytes are refused, or taken up and drawn. A message that can be read answers whatever the page has asked.
pub fn replies(bytes: &[u8]) {
    let mut told = Told::new();
    for frame in frames(bytes).into_iter().take(12) {
        match decode_reply(frame) {
            Ok(reply) => told.answer(reply.answer),
            Err(error) => {
                sentence(&error.to_string());
                told.tell(Event::Reply { worker: 1, bytes: frame.to_vec() });
            }
        }
        if let Some(alert) = told.page.warning() {
            assert!(alert.text.ends_with(['.', '!', '?', '…']) || alert.text.is_empty(), "{}", alert.text);
        }
        told.tell(Event::Toggle);
        told.tell(Event::Frame);
    }
    if let Some(moment) = told.page.moment() {
        look(&moment);
    }
}

/// Draws every picture of a run at the beginning, in the middle and at the end, for each rule.
pub fn look(moment: &Moment) {
    let all = moment.scene.synapses();
    for (k, &rule) in Rule::ALL.iter().enumerate() {
        let (decided, until) = [(all, 1.0), (all / 2, 0.3), (0, 0.0)][k % 3];
        let decided = if moment.scores.is_some() { decided } else { 0 };
        draw(&Moment { rule, decided, until, ..*moment });
    }
}

/// Draws every picture of a run as it now is, from what a page is told of it.
pub fn look_at(experiment: &Experiment) {
    let answers = told(experiment);
    let answers: Vec<Answer> = answers.iter().map(|bytes| decode_reply(bytes).unwrap().answer).collect();
    let Answer::Prepared(prepared) = &answers[0] else { panic!("a run begins with what is prepared") };
    let (scene, draws) = (prepared.scene.as_ref().unwrap(), prepared.draws.as_ref().unwrap());
    answers.iter().for_each(|answer| answer.fit(Some(scene)).unwrap());
    let snapshot = answers.iter().find_map(|answer| match answer {
        Answer::Measured(snapshot) => Some(&**snapshot),
        _ => None,
    });
    look(&Moment {
        scores: prepared.scores.as_ref(),
        heard: Some(&prepared.heard).filter(|heard| !heard.activity.is_empty()),
        snapshot,
        until: 1.0,
        rule: Rule::Noise,
        ..Moment::bare(&prepared.params, scene, draws)
    });
}

fn draw(moment: &Moment) {
    let (style, scene) = (Style::new(Theme::Light, 1.0), moment.scene);
    let drawn: Vec<u32> = (0..scene.synapses() as u32).collect();
    let size = (f64::from(SIZE.0), f64::from(SIZE.1));
    for &picture in Picture::ALL.iter().filter(|picture| moment.has(**picture)) {
        let document = pictures::svg(SIZE, Theme::Light, picture, moment).unwrap();
        assert!(!document.contains("NaN"), "{picture:?}");
        for at in [(0.0, 0.0), (160.0, 130.0), (319.0, 239.0), (f64::NAN, 1e300)] {
            let chart = pictures::chart(picture, moment, &mut None, size, &style);
            let chart = chart.as_ref();
            let Some(found) = pictures::pointed(picture, moment, &drawn, chart, size, at, &style) else {
                continue;
            };
            assert!(!inspector::describe(moment, found)[0].is_empty());
            svg(SIZE, Theme::Light, |backend, style| {
                pictures::draw_selection(backend, style, picture, moment, chart, found)
            })
            .unwrap();
        }
    }
}

/// What a page is told of a run that is prepared.
pub fn prepared(experiment: &Experiment) -> Prepared {
    Prepared {
        params: experiment.params().clone(),
        scene: Some(Scene::new(experiment)),
        draws: Some(Draws::new(experiment)),
        scores: experiment.is_scored().then(|| Scores::new(experiment).unwrap()),
        heard: Heard::new(experiment).unwrap_or_default(),
    }
}

/// The messages that tell a page of a run, as it now is.
pub fn told(experiment: &Experiment) -> Vec<Vec<u8>> {
    let mut answers = vec![Answer::Prepared(Box::new(prepared(experiment)))];
    answers.extend(Heard::new(experiment).map(|heard| Answer::Heard(Box::new(heard))));
    answers
        .extend(Snapshot::new(experiment, Depth::All).map(|snapshot| Answer::Measured(Box::new(snapshot))));
    answers.into_iter().map(|answer| encode(&Reply { ticket: 1, answer }).unwrap()).collect()
}

/// What the page has not got, for a page that has nothing.
pub const NOTHING: Have = Have { scene: false, draws: false };

/// The run of four neurons that the made-up answers are about.
pub fn small(symmetric: bool) -> Experiment {
    use noise_prune::params::{Leak, Net, Params};
    let one = b"a,b,c,d\n-2,1,0,0.5\n0,-3,-1,0\n0,0,-2.5,0.25\n0.5,0,0,-1\n";
    let both = b"a,b,c,d\n-2,1,0,0.5\n1,-3,-1,0\n0,-1,-2.5,0.25\n0.5,0,0.25,-1\n";
    let file = read("small.csv", if symmetric { both } else { one }).unwrap();
    let params = Params { leak: Leak::Given, keep: 0.5, n: 4, ..Params::defaults(Net::File) };
    Experiment::new(&params, Some(&file), &mut |_| ()).unwrap()
}
