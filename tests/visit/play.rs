//! Any events, in any order, as bytes tell them.

use noise_prune::params::Params;
use noise_prune::params::link::{Stage, View};
use noise_prune::visit::event::{Among, Event, Study};
use noise_prune::visit::moment::Selection;

use super::world::{World, file};

/// Links that a page may be opened with, or be led to.
pub const LINKS: [&str; 18] = [
    "",
    "#v=1&net=barbell&n=6&seed=17&paused",
    "#v=1&net=complete&n=6&inh=0.3&keep=0.6&seed=4",
    "#v=1&net=ring&n=6&ways=one&keep=0.7&seed=1&stage=prune&at=3",
    "#v=1&net=small-world&n=8&near=2&keep=0.5&seed=2&stage=compare&paused",
    "#v=1&net=ring&n=8&excess=0.5&cov=measured&time=0.3&seed=3",
    "#v=1&net=complete&n=5&excess=1&cov=measured&time=0.2&act=relu&drive=0.5&seed=3&stage=compare&paused",
    "#v=1&net=random&n=6&density=0.9&keep=0.8&seed=6&rule=weight&stage=score",
    "#v=1&net=file&matrix=-2,1;1,-2&paused",
    "#v=1&net=file&data=https://example.org/both.csv",
    "#v=1&net=file&data=https://example.org/unstable.csv",
    "#v=1&net=file&data=https://example.org/missing.csv&paused",
    "#v=1&net=file",
    "#v=1&net=complete&n=7&keep=0.5&rounds=3&seed=2&stage=prune&at=30",
    "#v=1&net=ring&n=7&ways=both&keep=0.6&rounds=2&draws=balanced&seed=5&stage=compare&paused",
    "#net=barbell&excess=0&n=6&theme=dark&hide=about&at=x",
    "#v=1&net=file&leak=dominant&sym=both&matrix=0,1,0;0,0,2;0.5,0,0",
    "#v=1&net=file&leak=one&matrix=zcut",
];

/// Texts of controls: good, at the ends of ranges, and none.
const TEXTS: [&str; 26] = [
    "0", "1", "3", "4", "6", "7", "0.3", "0.5", "0.9", "-1", "1e9", "NaN", "", "x", "barbell", "ring",
    "complete", "file", "measured", "exact", "relu", "weight", "dominant", "dark", "one", "both",
];

/// Plays the visit that `bytes` are: three bytes an event.
pub fn play(bytes: &[u8]) -> usize {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let mut world = World::open(LINKS[usize::from(*first) % LINKS.len()]);
    let mut played = 0;
    for event in rest.chunks_exact(3) {
        step(&mut world, event[0], usize::from(event[1]), usize::from(event[2]));
        world.check();
        played += 1;
    }
    world.settle();
    world.check();
    world.check_against_a_fresh_visit();
    world.check_the_last_file();
    assert!(world.asked.is_empty(), "no answer to {:?}", world.asked);
    played
}

fn step(world: &mut World, kind: u8, a: usize, b: usize) {
    let link = || LINKS[a % LINKS.len()].to_string();
    let selection = || match a % 4 {
        0 => None,
        1 => Some(Selection::Node(b)),
        2 => Some(Selection::Mode(b)),
        _ => Some(Selection::Edge(b)),
    };
    let event = match kind % 40 {
        0..6 => {
            world.work();
            return;
        }
        6..13 => {
            world.arrive();
            return;
        }
        13 => {
            world.fetch(a, !b.is_multiple_of(3));
            return;
        }
        14..18 => return world.frame([0.0, 16.0, 90.0, 5000.0, 1e9][a % 5]),
        18 if a.is_multiple_of(8) => return world.lose(),
        18 => return world.settle(),
        19 => Event::Link { query: String::new(), hash: link() },
        20..24 => set(Params::ROWS[a % Params::ROWS.len()].key, TEXTS[b % TEXTS.len()]),
        24 => Event::Present {
            key: ["theme", "view", "stage", "at"][a % 4].into(),
            text: match a % 8 {
                1 => View::ALL[b % View::ALL.len()].word().into(),
                _ => TEXTS[b % TEXTS.len()].into(),
            },
        },
        25 => Event::Example(a % 4),
        26 => Event::Roll(b as u32),
        27 => Event::File(file(a)),
        28 => Event::Cancel,
        29 => Event::Toggle,
        30 => Event::Step,
        31 => Event::Finish,
        32 => Event::Restart,
        33 => Event::Stage(Stage::ALL[a % Stage::ALL.len()]),
        34 => Event::Seek(b / 8),
        35 => Event::Sleep(a.is_multiple_of(2)),
        36 if a.is_multiple_of(2) => Event::Hover(selection()),
        36 => Event::Choose(selection()),
        37 => Event::Key {
            key: ["ArrowUp", "ArrowRight", "Home", "Escape", "x"][a % 5].into(),
            among: if b.is_multiple_of(2) { Among::Network([].into()) } else { Among::Modes },
        },
        38 if b.is_multiple_of(4) => match a % 3 {
            0 => Event::Column(b),
            k => {
                Event::Study { study: Study::ALL[k - 1], count: 1 + b as u32 % 2, fresh: a.is_multiple_of(2) }
            }
        },
        38 => Event::Export(["numbers", "table", "matrix-csv", "matrix-npy", "pdf"][a % 5].into()),
        _ => match a % 11 {
            0 => Event::Mend,
            10 => {
                world.offline = !world.offline;
                return;
            }
            9 => Event::Undo,
            1 => Event::Dismiss,
            2 => Event::FileRefused { name: "a.csv".into(), reason: "is too large".into() },
            3 => {
                world.now.still = !world.now.still;
                return;
            }
            4 => Event::Reply { worker: b as u32, bytes: vec![a as u8, b as u8] },
            5 => Event::Handed { id: a as u32, result: Ok(file(b)) },
            6 => Event::Handed { id: a as u32, result: Err("it is no file".into()) },
            7 => Event::Numbers { id: b as u32 },
            _ => Event::Share,
        },
    };
    let listens = matches!(&event, Event::Set { key, .. } if key == "cov" || key == "net");
    world.tell(event);
    if listens {
        // Listening for as long as usual would take longer than a thousand visits may.
        world.tell(set("time", "0.2"));
    }
}

fn set(key: &str, text: &str) -> Event {
    // Networks of any other size take longer than a thousand visits may.
    let text = if key == "n" && text == "1e9" { "8" } else { text };
    let text = if key == "net" && !["barbell", "ring", "complete", "file"].contains(&text) {
        "barbell"
    } else {
        text
    };
    let text = if key == "time" { "0.2" } else { text };
    Event::Set { key: key.into(), text: text.into() }
}
