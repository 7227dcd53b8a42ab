//! What happens to the page, and what it wants done in return.

use std::rc::Rc;

use super::message::Request;
use super::moment::Selection;
use crate::params::Dataset;
use crate::params::link::Stage;

/// Name and bytes of a file.
pub type File = (String, Vec<u8>);

/// What the page is told beside the event itself.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Now {
    /// Milliseconds, from any beginning.
    pub time: f64,
    /// The reader asked for less motion.
    pub still: bool,
}

/// Something that happens to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The page was opened with this query and hash, or its hash was changed by hand, by the browser's buttons or
    /// by a link.
    Link { query: String, hash: String },
    /// The page is one file that has a run in it: its link, and the file of its matrix if the link does not hold that. It
    /// comes before the first link, and stands in for a link that says nothing.
    Inside { link: String, file: Option<File> },
    /// A control of the run was changed: its key and the text it has now.
    Set { key: String, text: String },
    /// A control of the presentation was changed.
    Present { key: String, text: String },
    /// An example was chosen, by its place in the list.
    Example(usize),
    /// The dice fell on this number.
    Roll(u32),
    /// A file was chosen or dropped.
    File(File),
    /// The file of this name that was chosen or dropped cannot be had, for this reason.
    FileRefused { name: String, reason: String },
    /// The page that holds this one hands over a file, or the reason why it cannot be had; it waits for an
    /// [`Effect::Answer`] with this id.
    Handed { id: u32, result: Result<File, String> },
    /// The page that holds this one wants the numbers of the run, and waits for an [`Effect::Answer`] with this id.
    Numbers { id: u32 },
    /// An [`Effect::Fetch`] has ended: with a file, or with the reason why there is none.
    Fetched { id: u32, result: Result<File, String> },
    /// The reader takes the remedy that the alert offers.
    Mend,
    /// The reader wants a file as it stands, not as it was taken.
    Undo,
    /// The reader closes the alert.
    Dismiss,
    /// The reader gives up the run that is on its way.
    Cancel,

    /// Play, or pause.
    Toggle,
    /// Decide one more synapse.
    Step,
    /// Go to the end of the story.
    Finish,
    /// Play from the whole network.
    Restart,
    /// Go to a stage.
    Stage(Stage),
    /// Go to where so many synapses are decided.
    Seek(usize),
    /// One frame of the screen.
    Frame,
    /// The page went out of sight (true) or came back (false).
    Sleep(bool),

    /// The pointer is over this, or over nothing.
    Hover(Option<Selection>),
    /// This was clicked or tapped.
    Choose(Option<Selection>),
    /// A key was pressed in a picture in which keys go through these.
    Key { key: String, among: Among },
    /// The address is about to be shared.
    Share,
    /// The reader wants a file of the run; see [`crate::run::export::Export`] for the words.
    Export(String),
    /// Starts the experiment on the limit with the ε in this text; stops the experiment if it runs.
    Limit(String),

    /// Starts a study of the run with so many draws, each of a network of its own or (not `fresh`) all of the one shown;
    /// stops the study if it goes on.
    Study { study: Study, count: u32, fresh: bool },
    /// The reader wants the medians of a study.
    SaveStudy(Study),
    /// The reader looks at another number of the studies, by its place among [`crate::run::many::columns`].
    Column(usize),

    /// The browser cannot do what it must, for this reason.
    Fault(String),
    /// The worker has answered with these bytes.
    Reply { worker: u32, bytes: Vec<u8> },
    /// The worker has ended, or could not be started, for this reason.
    Lost { worker: u32, reason: String },
}

/// What keys go through in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Among {
    /// These synapses (all, if there are none), and the neurons.
    Network(Rc<[u32]>),
    /// The patterns of activity.
    Modes,
}

/// What is asked by drawing a run many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Study {
    /// Is it luck? Other seeds.
    Luck,
    /// What does it cost? Other seeds at many kept fractions.
    Cost,
}

impl Study {
    pub const ALL: [Study; 2] = [Study::Luck, Study::Cost];

    /// The word that stands for it in ids and names of files.
    pub fn word(self) -> &'static str {
        match self {
            Study::Luck => "luck",
            Study::Cost => "cost",
        }
    }
}

/// What the page fetches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A dataset's file.
    Dataset(Dataset),
    /// The file at an address.
    Address(String),
}

/// What the page wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Make a worker with this number.
    NewWorker(u32),
    /// End the worker with this number, if it has not ended.
    EndWorker(u32),
    /// Send this to the worker.
    Send(Box<Request>),
    /// Fetch this, and answer with [`Event::Fetched`] and the same id.
    Fetch { id: u32, wanted: Wanted },
    /// Write this into the address, after its `#`, in place of what stands there.
    Address(String),
    /// The same, as a new entry of the browser's history: the back button leads to what stood there before.
    Entry(String),
    /// Write what is still due in the address now: somebody is about to copy it.
    AddressNow,
    /// Hand a file to the reader, and say that it is saved.
    Deliver { name: String, bytes: Vec<u8> },
    /// Answer a question of the page that holds this one: with JSON, or with a sentence that says why there is none.
    Answer { id: u32, result: Result<String, String> },
    /// Say how the saving of a file goes.
    SaveStatus(String),
    /// Another run is shown: draw everything again.
    Begin,
    /// The run has other scores: draw again what depends on them.
    Scored,
}
