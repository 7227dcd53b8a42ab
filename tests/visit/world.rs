//! A visit without a browser: the real page and the real desk, and between them a world that carries messages late,
//! loses workers, and answers what is fetched in any order.

use std::collections::{BTreeMap, VecDeque};

use noise_prune::params::Params;
use noise_prune::params::link::{self, Stage};
use noise_prune::run::Depth;
use noise_prune::visit::desk::Desk;
use noise_prune::visit::event::{Effect, Event, File, Now, Study, Wanted};
use noise_prune::visit::message::{Answer, Reply, Request, Snapshot, decode_reply, decode_request, encode};
use noise_prune::visit::moment::Selection;
use noise_prune::visit::page::Page;

/// The runs of the page's list of examples, small.
pub const EXAMPLES: [&str; 3] =
    ["#v=1&net=barbell&n=6&seed=17", "#v=1&net=complete&n=5&keep=0.4&seed=3", "#v=1&net=ring&n=6&seed=2"];

/// A symmetric matrix, one with directions, one that is not stable, one without synapses, and what is no matrix; weights
/// without a leak, a list that names each pair once, lines that may be synapses, and points that may mean thousands.
pub const FILES: [(&str, &str); 9] = [
    ("both.csv", "-2,1,0\n1,-3,1\n0,1,-2\n"),
    ("one.csv", "a,b,c,d\n-2,1,0,0.5\n0,-3,-1,0\n0,0,-2.5,0.25\n0.5,0,0,-1\n"),
    ("unstable.csv", "-1,2,0\n2,-1,2\n0,2,-1\n"),
    ("empty.csv", "-1,0\n0,-1\n"),
    ("rubbish.csv", "<html>\n<p>Please, log in</p>\n</html>\n"),
    ("weights.csv", "0,1,0.5\n1,0,-2\n0.25,0,0\n"),
    (
        "list.csv",
        "source,target,weight\n\"a, b\",Zoë,1\nZoë,\"say \"\"no\"\"\",0.5\n\"say \"\"no\"\"\",d,2\nd,\"a, b\",1\n",
    ),
    ("pairs.csv", "1,5\n2,25\n5,2\n"),
    ("points.csv", "-4.250;1.125\n1.125;-3.500\n"),
];

/// A page, a worker, and what is on its way between them.
pub struct World {
    pub page: Page,
    /// By their numbers, each with what it has been asked.
    workers: BTreeMap<u32, (Desk, VecDeque<Vec<u8>>)>,
    /// Without a network no worker can be made; those that could not be.
    pub offline: bool,
    unmade: Vec<u32>,
    replies: VecDeque<(u32, Vec<u8>)>,
    pub fetches: Vec<(u32, Wanted)>,
    /// What the address says after its `#`, and what the reader wrote there last.
    pub address: String,
    typed: String,
    /// The entries of the browser's history before that of the address.
    pub left: Vec<String>,
    /// Files that were handed to the reader.
    pub delivered: Vec<(String, Vec<u8>)>,
    /// Files that are to be made: their words, and the links of their runs.
    wanted: VecDeque<(String, String)>,
    /// The last file that was made: its word, link and bytes.
    saved: Option<(String, String, Vec<u8>)>,
    /// Questions of a page around this one that are open, and the answers to the others.
    pub asked: Vec<u32>,
    pub answers: Vec<(u32, Result<String, String>)>,
    /// What was said of saving.
    pub saving: String,
    pub now: Now,
    /// Requests that the page has sent.
    pub sent: usize,
    /// Bytes of all replies that the worker has sent.
    pub received: usize,
}

impl World {
    /// A page of its own that was opened with this hash.
    pub fn open(hash: &str) -> World {
        World::with(hash, false)
    }

    /// A page in a frame of another one.
    pub fn guest(hash: &str) -> World {
        World::with(hash, true)
    }

    fn with(hash: &str, guest: bool) -> World {
        let mut world = World::new(guest);
        world.tell(Event::Link { query: String::new(), hash: hash.into() });
        world
    }

    /// The page as one file that has this run in it, opened without a link.
    pub fn inside(link: &str, file: Option<File>) -> World {
        let mut world = World::new(false);
        world.tell(Event::Inside { link: link.into(), file });
        world.tell(Event::Link { query: String::new(), hash: String::new() });
        world.settle();
        world
    }

    fn new(guest: bool) -> World {
        World {
            page: Page::new(EXAMPLES.map(String::from).to_vec(), guest),
            workers: BTreeMap::new(),
            offline: false,
            unmade: Vec::new(),
            replies: VecDeque::new(),
            fetches: Vec::new(),
            address: String::new(),
            typed: String::new(),
            left: Vec::new(),
            delivered: Vec::new(),
            wanted: VecDeque::new(),
            saved: None,
            asked: Vec::new(),
            answers: Vec::new(),
            saving: String::new(),
            now: Now::default(),
            sent: 0,
            received: 0,
        }
    }

    /// A page that was opened with this hash and has come to rest.
    pub fn settled(hash: &str) -> World {
        let mut world = World::open(hash);
        world.settle();
        world
    }

    /// Tells the page of an event, and carries out what it wants done.
    pub fn tell(&mut self, event: Event) {
        if let Event::Link { hash, .. } = &event {
            self.typed = hash.trim_start_matches('#').into();
            self.address.clone_from(&self.typed);
        }
        if let Event::Handed { id, .. } | Event::Numbers { id } = &event {
            self.asked.push(*id);
        }
        let wish = match (&event, self.page.link()) {
            (Event::Export(word), Some(link)) => Some((word.clone(), link)),
            _ => None,
        };
        for effect in self.page.handle(event, self.now) {
            match effect {
                Effect::NewWorker(number) if self.offline => self.unmade.push(number),
                Effect::NewWorker(number) => {
                    self.workers.insert(number, Default::default());
                    let ready = Reply { ticket: 0, answer: Answer::Ready };
                    self.replies.push_back((number, encode(&ready).unwrap()));
                }
                Effect::EndWorker(number) => drop(self.workers.remove(&number)),
                Effect::Send(request) => {
                    self.sent += 1;
                    if let Some((_, requests)) = self.workers.get_mut(&self.page.worker_number()) {
                        requests.push_back(encode(&request).unwrap());
                    }
                }
                Effect::Fetch { id, wanted } => self.fetches.push((id, wanted)),
                Effect::Address(link) => self.address = link,
                Effect::Entry(link) => self.left.push(std::mem::replace(&mut self.address, link)),
                // What came of a study is there already, and no link leads to it.
                Effect::Deliver { name, bytes }
                    if Study::ALL.iter().any(|study| name.contains(study.word())) =>
                {
                    self.delivered.push((name, bytes));
                }
                Effect::Deliver { name, bytes } => {
                    let (word, link) = self.wanted.pop_front().expect("a file that nobody wants");
                    self.saved = Some((word, link, bytes.clone()));
                    self.delivered.push((name, bytes));
                }
                Effect::Answer { id, result } => {
                    let place = self.asked.iter().position(|asked| *asked == id);
                    self.asked.remove(place.expect("an answer that nobody waits for"));
                    self.answers.push((id, result));
                }
                Effect::SaveStatus(text) => {
                    match &text {
                        text if text.ends_with("making the file…") => self.wanted.extend(wish.clone()),
                        _ if wish.is_some() => {}
                        _ => self.wanted.clear(),
                    }
                    self.saving = text;
                }
                Effect::AddressNow | Effect::Begin | Effect::Scored => {}
            }
        }
    }

    /// The worker answers one request; the replies are on their way then. Returns whether there was one.
    pub fn work(&mut self) -> bool {
        let mut asked = self.workers.iter_mut().filter_map(|(number, (desk, requests))| {
            requests.pop_front().map(|bytes| (*number, desk, bytes))
        });
        let Some((number, desk, bytes)) = asked.next() else { return false };
        let request: Request = decode_request(&bytes).unwrap();
        let replies = &mut self.replies;
        desk.answer(request, &mut |reply| replies.push_back((number, encode(&reply).unwrap())));
        true
    }

    /// Everything arrives until a run is there, whose replies are changed on their way.
    pub fn spoil(&mut self, change: impl Fn(&mut Answer)) {
        while self.page.moment().is_none() {
            for (_, bytes) in &mut self.replies {
                let mut reply = decode_reply(bytes).unwrap();
                change(&mut reply.answer);
                *bytes = encode(&reply).unwrap();
            }
            assert!(self.arrive() || self.work(), "there is no run");
        }
    }

    /// One reply arrives. Returns whether there was one.
    pub fn arrive(&mut self) -> bool {
        // The replies that were on their way may come before it is known that another worker cannot be made, or after.
        if let Some(worker) = self.unmade.pop_if(|_| self.sent.is_multiple_of(2) || self.replies.is_empty()) {
            self.tell(Event::Lost { worker, reason: "the worker could not be made".into() });
            return true;
        }
        let Some((worker, bytes)) = self.replies.pop_front() else { return false };
        self.received += bytes.len();
        self.tell(Event::Reply { worker, bytes });
        true
    }

    /// A reply is lost, and so is the worker that sent it: browsers lose no single message.
    pub fn lose(&mut self) {
        let worker = self.page.worker_number();
        if self.workers.remove(&worker).is_none() {
            return;
        }
        self.tell(Event::Lost { worker, reason: "the worker stopped".into() });
    }

    /// What was fetched comes: the file at the address, or something else if `good` is false.
    pub fn fetch(&mut self, which: usize, good: bool) -> bool {
        if self.fetches.is_empty() {
            return false;
        }
        let (id, wanted) = self.fetches.remove(which % self.fetches.len());
        let result = match (wanted, good) {
            // The worm is too large for a thousand visits; its wiring never comes.
            (Wanted::Dataset(_), true) => Err("the worm's wiring could not be loaded".into()),
            (Wanted::Dataset(_), false) => Ok(file(4)),
            (Wanted::Address(address), true) => served(&address),
            (Wanted::Address(_), false) if which.is_multiple_of(2) => Err("its server answers 404".into()),
            (Wanted::Address(_), false) => Ok(file(4)),
        };
        self.tell(Event::Fetched { id, result });
        true
    }

    /// A frame of the screen, so many milliseconds after the last.
    pub fn frame(&mut self, passed: f64) {
        self.now.time += passed;
        self.tell(Event::Frame);
    }

    /// Everything that is on its way arrives, until nothing is asked for any more; a run that plays is stopped.
    pub fn settle(&mut self) {
        self.tell(Event::Sleep(false));
        let mut marked = false;
        for step in 0.. {
            assert!(step < 100_000, "it never comes to rest: {}", self.page.status());
            if self.page.story().playing && !self.page.is_coming() {
                self.tell(Event::Toggle);
            }
            if self.arrive() || self.work() || self.fetch(0, true) {
                continue;
            }
            // What was lost a moment ago is marked until a second of frames has passed.
            if marked || !self.page.moves() {
                break;
            }
            marked = true;
            self.frame(2000.0);
        }
        assert!(!self.page.is_coming(), "a run is waited for and nobody makes it");
        assert!(!self.page.moves(), "something is waited for and nobody does it at {}", self.address);
    }

    /// Plays the story to its end.
    pub fn finish(&mut self) {
        self.settle();
        self.tell(Event::Finish);
        self.settle();
    }

    /// The run that is shown, with the parameters that its link has.
    pub fn params(&self) -> Params {
        self.page.moment().unwrap().params.clone()
    }

    /// What is shown, what the controls say where no other run is on its way, the address and names of files agree.
    pub fn check(&self) {
        // The page knows what each worker has.
        let alert = self.page.warning().map_or("", |alert| &alert.text);
        assert!(!alert.contains("no longer has"), "{alert}");
        let Some(moment) = self.page.moment() else { return };
        let link = self.page.link().unwrap();
        // The reader's own link stands there until its run is there.
        if !self.page.is_coming() || self.address != self.typed {
            assert_eq!(self.address, link);
        }
        let read = link::read(&link);
        assert_eq!(read.notices, [], "{link}");
        let n = moment.params.n;
        assert_eq!(&Params { n, ..read.params }, moment.params, "{link}");
        assert_eq!(n, moment.scene.n(), "{link}");
        if !self.page.is_coming() {
            assert_eq!(self.page.params(), moment.params);
        }
        let name = self.page.file_name("numbers", "json").unwrap();
        let Params { net, rule, seed, .. } = moment.params;
        assert!(name.starts_with(&format!("noise-prune-{}-{n}-", net.word())), "{name}");
        assert!(name.ends_with(&format!("-seed{seed}-{}-numbers.json", rule.word())), "{name}");
        let fits = [moment.draws.turn.len(), moment.draws.draw.len()];
        assert_eq!(fits, [moment.scene.synapses(); 2]);
        assert!(moment.decided <= moment.decisions());
        match self.page.selection() {
            Some(Selection::Node(neuron)) => assert!(neuron < n),
            Some(Selection::Edge(synapse)) => assert!(synapse < moment.scene.synapses()),
            Some(Selection::Mode(mode)) => assert!(mode < n),
            None => {}
        }
        self.page.inspection();
    }

    /// The last file that was handed to the reader is what a fresh visit to the link of its time saves.
    pub fn check_the_last_file(&self) {
        let Some((word, link, bytes)) = &self.saved else { return };
        let mut fresh = World::settled(&format!("#{link}"));
        fresh.tell(Event::Export(word.clone()));
        fresh.settle();
        let other = fresh.delivered.last().unwrap_or_else(|| panic!("no {word} at {link}: {}", fresh.saving));
        assert!(*bytes == other.1, "another {word} at {link}");
    }

    /// What is shown at rest is what a fresh visit to the link shows, to the last bit.
    pub fn check_against_a_fresh_visit(&self) {
        let Some(moment) = self.page.moment() else { return };
        let fresh = World::settled(&format!("#{}", self.address));
        let other = fresh.page.moment().unwrap_or_else(|| panic!("nothing at {}", self.address));
        let link = &self.address;
        assert_eq!(moment.params, other.params, "{link}");
        assert!(moment.scene == other.scene, "another network at {link}");
        assert!(moment.draws == other.draws, "other draws at {link}");
        assert_eq!(fresh.address, *link);
        let (story, again) = (self.page.story(), fresh.page.story());
        assert_eq!((story.stage, story.decided()), (again.stage, again.decided()), "{link}");
        // Who only listens may have heard more, or less, before.
        if story.stage != Stage::Listen || moment.scores.is_some() == other.scores.is_some() {
            assert!(moment.scores == other.scores, "other scores at {link}");
        }
        // Without a worker nothing more is found out.
        let whole =
            |snapshot: &&Snapshot| snapshot.decided == moment.decided && snapshot.is_whole(Depth::All);
        let measured = moment.snapshot.filter(whole);
        if !self.page.is_lost() || measured.is_some() {
            assert!(measured == other.snapshot, "other measures at {link}");
        }
        if moment.scores.is_some() == other.scores.is_some() && measured.is_some() {
            assert_eq!(self.page.lines(), fresh.page.lines(), "{link}");
            assert_eq!(self.page.theorem(), fresh.page.theorem(), "{link}");
            assert!(moment.told.surprises == other.told.surprises, "other surprises at {link}");
        }
        // A visit may have measured other positions as well.
        if !self.page.is_lost() && moment.scores.is_some() {
            for (at, errors) in other.history {
                assert_eq!(moment.history.get(at), Some(errors), "errors at {at} of {link}");
            }
        }
        if let (Some(traces), Some(again)) = (moment.traces, other.traces) {
            assert!(traces == again, "another comparison at {link}");
        }
    }
}

/// One of the files.
pub fn file(which: usize) -> File {
    let (name, text) = FILES[which % FILES.len()];
    (name.into(), text.into())
}

/// The file that a server has at an address, by its name.
fn served(address: &str) -> Result<File, String> {
    let found = FILES.iter().find(|(name, _)| address.ends_with(name));
    found.map(|(name, text)| ((*name).into(), (*text).into())).ok_or("its server answers 404".into())
}
