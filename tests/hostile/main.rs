//! Strategy: what comes from outside (a link, a file, a message, a matrix) is random, or honest and then spoiled;
//! the oracle says what must hold of it. What the fuzzers start from, and what they have found, lies in `fuzz/`
//! and is asked again here.

mod oracle;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use noise_prune::measure::dynamics::Traces;
use noise_prune::measure::limit::Point;
use noise_prune::network::read::{MAX_LISTED, MAX_N, Problem, packed, read};
use noise_prune::numerics::coder;
use noise_prune::params::{Net, Params, Rule};
use noise_prune::run::export::Export;
use noise_prune::run::{Depth, Moved};
use noise_prune::visit::message::{
    Answer, Ask, Failure, Heard, Opened, Prepared, Reply, Request, Sample, Scene, Scope, Scores, Snapshot,
    SourceId, Upload, decode_reply, decode_request, encode,
};
use proptest::prelude::*;

use oracle::framed;

/// What is asked of a case.
type Question = fn(&[u8]);

/// Each way in: its name, which is that of its fuzzer and of its folders, and what is asked of a case.
const WAYS: [(&str, Question); 7] = [
    ("link", |bytes| oracle::link("", &String::from_utf8_lossy(bytes))),
    ("table", |bytes| oracle::file("", bytes)),
    ("npy", |bytes| oracle::file("a.npy", bytes)),
    ("packed", oracle::packed),
    ("request", oracle::request),
    ("reply", oracle::replies),
    ("core", oracle::core),
];

fn folder(kind: &str, way: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join(way)
}

/// The files of a folder, in the order of their names; none if it is not there.
fn cases(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn what_fuzzers_start_from_and_have_found_holds() {
    for (way, ask) in WAYS {
        let seeds = cases(&folder("seeds", way));
        assert!(!seeds.is_empty(), "{way}");
        seeds.iter().chain(&cases(&folder("found", way))).for_each(|case| ask(case));
    }
}

/// Honest replies of two small runs, each run's scene first, and requests, each of its kind.
struct Honest {
    runs: [Vec<Vec<u8>>; 2],
    requests: Vec<Vec<u8>>,
}

static HONEST: LazyLock<Honest> =
    LazyLock::new(|| Honest { runs: [true, false].map(honest_run), requests: honest_requests() });

fn honest_run(symmetric: bool) -> Vec<Vec<u8>> {
    let mut experiment = oracle::small(symmetric);
    experiment.listen(50).unwrap();
    experiment.seek(2);
    let mut replies = oracle::told(&experiment);
    let point = Point::new(Net::Complete, 8, 1.0, 1).unwrap();
    let opened = Opened { report: "a file".into(), n: 4, ..Opened::default() };
    let failure = Failure { reason: "it cannot be had".into(), lacks: None };
    let others = [
        Answer::Compared(Box::new(cut(experiment.compare(), 3))),
        Answer::Limit(point),
        Answer::Ready,
        Answer::Opened(opened),
        Answer::Comparing(0.5),
        Answer::Failed(failure),
    ];
    replies.extend(others.into_iter().map(|answer| encode(&Reply { ticket: 1, answer }).unwrap()));
    replies
}

/// The first records of a comparison.
fn cut(mut traces: Traces, records: usize) -> Traces {
    traces.times.truncate(records);
    traces.rates.iter_mut().flatten().for_each(|rates| rates.truncate(records));
    traces.relative_error.iter_mut().for_each(|error| error.truncate(records));
    traces
}

fn honest_requests() -> Vec<Vec<u8>> {
    let file = Upload { id: SourceId::of(b"a"), file: Some(("a.csv".into(), b"-1,0.5\n0.5,-2\n".to_vec())) };
    let request =
        |ask| Request { ticket: 3, params: Params::defaults(Net::File), source: Some(file.clone()), ask };
    let requests = [
        Request {
            params: Params { n: 20, ..Params::default() },
            source: None,
            ..request(Ask::Prepare { have: oracle::page::NOTHING, just_opened: true })
        },
        request(Ask::Prepare { have: oracle::page::NOTHING, just_opened: true }),
        request(Ask::Listen { until: 10, synapse: Some(1) }),
        request(Ask::Measure { decided: 3, depth: Depth::Eigenvalues, rules: vec![Rule::Noise] }),
        request(Ask::MeanError { decided: 3, rule: Rule::Weight }),
        request(Ask::Compare),
        request(Ask::Export { export: Export::Numbers, data: None }),
        request(Ask::Limit { net: Net::Clustered, n: 25, eps: 1.0, seed: 4 }),
        request(Ask::Mode { index: 1 }),
    ];
    requests.iter().map(|request| encode(request).unwrap()).collect()
}

/// Small matrices with names, as the letters behind the first that a link has of them, each by its number.
fn honest_letters() -> Vec<Vec<u8>> {
    let number = |letter: char| (0..64).find(|k| coder::letters(*k, 1) == letter.to_string()).unwrap() as u8;
    let tables = [
        "-1,0.5\n0.5,-2\n",
        "a,b,c\n0,1,-3\n0,0,1e-30\n0.1,0,0.30000000000000004\n",
        "source,target\n8,9\n9,10\n",
    ];
    let texts = tables.map(|table| {
        let file = read("", table.as_bytes()).unwrap();
        packed::pack(&file.matrix.dense(), &file.names).unwrap()
    });
    texts.iter().map(|text| text[2..text.len() - 4].chars().map(number).collect()).collect()
}

/// Run by hand after a message or the packed matrix has changed: writes the fuzzers' honest cases anew.
#[test]
#[ignore = "writes files"]
fn write_the_seeds_of_the_messages() {
    let write = |way, name: String, case: &[u8]| fs::write(folder("seeds", way).join(name), case).unwrap();
    for (k, letters) in honest_letters().iter().enumerate() {
        write("packed", format!("matrix-{k}"), letters);
    }
    for (run, replies) in HONEST.runs.iter().enumerate() {
        write("reply", format!("run-{run}"), &framed(replies));
        for (k, reply) in replies.iter().enumerate().skip(1) {
            write("reply", format!("run-{run}-{k}"), &framed(&[replies[0].clone(), reply.clone()]));
        }
    }
    for (k, request) in HONEST.requests.iter().enumerate() {
        write("request", format!("request-{k}"), request);
    }
}

#[test]
fn honest_messages_are_taken() {
    for replies in &HONEST.runs {
        replies.iter().for_each(|reply| drop(decode_reply(reply).unwrap()));
        oracle::replies(&framed(replies));
    }
    HONEST.requests.iter().for_each(|request| drop(decode_request(request).unwrap()));
}

/// A good answer is taken by the page of `run`, and none of those that `changes` make of it.
fn only_good<T: Clone>(run: &Scene, good: &T, wrap: fn(T) -> Answer, changes: &[fn(&mut T)]) {
    let taken = |message: T| {
        let reply = decode_reply(&encode(&Reply { ticket: 1, answer: wrap(message) }).unwrap());
        reply.and_then(|reply| reply.answer.fit(Some(run))).is_ok()
    };
    assert!(taken(good.clone()));
    for (k, change) in changes.iter().enumerate() {
        let mut bad = good.clone();
        change(&mut bad);
        assert!(!taken(bad), "change {k}");
    }
}

#[test]
fn runs_that_contradict_themselves_are_refused() {
    let good = oracle::page::prepared(&oracle::small(true));
    let scene = good.scene.clone().unwrap();
    let whole = |prepared| Answer::Prepared(Box::new(prepared));
    let changes: [fn(&mut Scene); 14] = [
        |s| s.y.truncate(3),
        |s| s.names.truncate(3),
        |s| s.i.push(0),
        |s| s.j.truncate(1),
        |s| s.variance.push(1.0),
        |s| s.covariance.clear(),
        |s| s.eigenvalues.truncate(2),
        |s| s.i[0] = 4,
        |s| s.j[0] = u32::MAX,
        |s| s.i.swap(0, 3),
        |s| s.weight[1] = f64::NAN,
        |s| s.tau = 0.0,
        |s| s.cells.side = usize::MAX,
        |s| s.candidates.worth_hearing = Some(99),
    ];
    let of_scene = |scene| {
        let prepared = oracle::page::prepared(&oracle::small(true));
        Answer::Prepared(Box::new(Prepared { scene: Some(scene), ..prepared }))
    };
    only_good(&scene, &scene, of_scene, &changes);
    let changes: [fn(&mut Prepared); 7] = [
        |p| p.draws.as_mut().unwrap().turn.truncate(1),
        |p| p.draws.as_mut().unwrap().draw.clear(),
        |p| p.draws.as_mut().unwrap().draw[0] = f64::NAN,
        |p| {
            let draws = p.draws.as_mut().unwrap();
            draws.turn[0] = draws.turn[1];
        },
        |p| p.scores.as_mut().unwrap().variance.truncate(1),
        |p| p.params.keep = 7.0,
        |p| p.heard.activity = vec![0.0; 9],
    ];
    only_good(&scene, &good, whole, &changes);
}

#[test]
fn parts_that_are_left_out_must_be_the_page_s() {
    let whole = oracle::page::prepared(&oracle::small(true));
    let part = Prepared { scene: None, draws: None, ..whole.clone() };
    let fits = |prepared: &Prepared, held| Answer::Prepared(Box::new(prepared.clone())).fit(held).is_ok();
    let (own, other) = (whole.scene.as_ref(), oracle::page::prepared(&oracle::small(false)).scene);
    assert!(fits(&whole, None) && fits(&part, own));
    assert!(!fits(&part, None) && !fits(&part, other.as_ref()));
}

#[test]
fn what_is_heard_and_scored_must_be_of_the_run() {
    let mut experiment = oracle::small(true);
    experiment.listen(50).unwrap();
    let scene = Scene::new(&experiment);
    let heard: [fn(&mut Heard); 3] = [
        |h| h.activity.truncate(3),
        |h| h.activity.push(0.5),
        |h| h.scope = Scope { synapse: 99, heard: vec![Sample::default()] },
    ];
    only_good(&scene, &Heard::new(&experiment).unwrap(), |heard| Answer::Heard(Box::new(heard)), &heard);
    let scores: [fn(&mut Scores); 12] = [
        |s| s.variance.truncate(1),
        |s| s.variance[0] = -1.0,
        |s| s.rounds.0[0].scale[0] = -1.0,
        |s| s.rounds.0[0].draws.clear(),
        |s| s.rounds.0[0].probabilities[2].clear(),
        |s| s.rounds.0[0].probabilities[0][0] = 1.5,
        |s| s.rounds.0[0].probabilities[1][0] = f64::NAN,
        |s| s.rounds.0[0].draws[0].truncate(1),
        |s| s.rounds.0[0].draws[0][0] = f64::NAN,
        |s| s.exact.push(1.0),
        |s| s.rounds.0[0].scale.truncate(2),
        |s| s.heard = Some(Heard { activity: vec![0.0; 9], ..Heard::default() }),
    ];
    let good = Scores::new(&experiment).unwrap();
    only_good(&scene, &good, |scores| Answer::Scored(Box::new(scores)), &scores);
}

#[test]
fn what_is_measured_and_compared_must_be_of_the_run() {
    let experiment = oracle::small(true);
    let scene = Scene::new(&experiment);
    let snapshot: [fn(&mut Snapshot); 4] = [
        |s| s.decided = 41,
        |s| s.rules[1].as_mut().unwrap().kept = 6,
        |s| {
            s.rules[2].as_mut().unwrap().moved =
                Moved::Complex { eigenvalues: vec![], distance_mean: 0.0, distance_max: 0.0 }
        },
        |s| {
            for measures in s.rules.iter_mut().flatten() {
                let Moved::Real { eigenvalues, .. } = &mut measures.moved else { continue };
                eigenvalues.truncate(3);
            }
        },
    ];
    let good = Snapshot::new(&experiment, Depth::All).unwrap();
    only_good(&scene, &good, |snapshot| Answer::Measured(Box::new(snapshot)), &snapshot);
    let traces: [fn(&mut Traces); 8] = [
        |t| t.times.clear(),
        |t| t.times[0] = f64::NAN,
        |t| t.watched[0] = 4,
        |t| t.watched.truncate(1),
        |t| t.rates.truncate(3),
        |t| t.rates[1][0].truncate(2),
        |t| t.relative_error[3].clear(),
        |t| t.gone.clear(),
    ];
    only_good(&scene, &experiment.compare(), |traces| Answer::Compared(Box::new(traces)), &traces);
    let point: [fn(&mut Point); 3] = [|p| p.n = 0, |p| p.synapses = 0, |p| p.kept = p.synapses + 1];
    only_good(&scene, &Point::new(Net::Complete, 8, 1.0, 1).unwrap(), Answer::Limit, &point);
}

#[test]
fn answers_that_tell_of_a_run_need_one() {
    for answer in HONEST.runs[0].iter().map(|reply| decode_reply(reply).unwrap().answer) {
        let needs = matches!(
            answer,
            Answer::Heard(_) | Answer::Scored(_) | Answer::Measured(_) | Answer::Compared(_)
        );
        assert_eq!(answer.fit(None).is_err(), needs, "{answer:?}");
    }
}

#[test]
fn requests_out_of_range_are_refused() {
    let whole = |params, ask| Request { ticket: 1, params, source: None, ask };
    let params = |change: fn(&mut Params)| {
        let mut params = Params::default();
        change(&mut params);
        whole(params, Ask::Compare)
    };
    let limit = |net, n, eps| whole(Params::default(), Ask::Limit { net, n, eps, seed: 1 });
    for request in [
        params(|p| p.n = 1 << 40),
        params(|p| p.n = 100_001),
        params(|p| p.keep = f64::NAN),
        params(|p| p.sigma = 0.0),
        params(|p| p.time = f64::INFINITY),
        limit(Net::Complete, 1 << 40, 1.0),
        limit(Net::Clustered, 4001, 1.0),
        limit(Net::WormChem, 279, 1.0),
        limit(Net::Complete, 50, f64::NAN),
        limit(Net::Complete, 50, 0.0),
    ] {
        assert!(decode_request(&encode(&request).unwrap()).is_err(), "{request:?}");
    }
}

/// Claims that no memory could hold are refused from the claim alone.
#[test]
fn claims_of_any_size_are_refused_at_once() {
    let problem = |bytes: &[u8]| read("", bytes).unwrap_err().problem;
    let npy = |shape: &str| {
        let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}");
        let length = (header.len() as u16).to_le_bytes();
        [b"\x93NUMPY\x01\0", &length[..], header.as_bytes()].concat()
    };
    let found = 1_000_000;
    assert_eq!(problem(&npy("(1000000, 1000000)")), Problem::TooManyNeurons { found, most: MAX_N });
    assert_eq!(
        problem(&npy(&format!("({0}, {0})", usize::MAX))),
        Problem::TooManyNeurons { found: usize::MAX, most: MAX_N }
    );
    let market = |size: &str| format!("%%MatrixMarket matrix coordinate real general\n{size}\n");
    let count = usize::MAX;
    let claim = market(&format!("1000000 1000000 {count}"));
    assert_eq!(problem(claim.as_bytes()), Problem::TooManyNeurons { found, most: MAX_LISTED });
    let claim = market(&format!("2 2 {count}"));
    assert_eq!(problem(claim.as_bytes()), Problem::TooManyEntries);
    let list: String = (0..found).map(|k| format!("{k},{}\n", k + 1)).collect();
    let too_many = Problem::TooManyNeurons { found: MAX_LISTED + 1, most: MAX_LISTED };
    assert_eq!(problem(format!("source,target\n{list}").as_bytes()), too_many);
    let packed = |body: &str| problem(format!("matrix={}", packed::seal(body)).as_bytes());
    // 2,047 neurons; 2,000 neurons, and an entry at every place.
    assert_eq!(packed(&"A".repeat(20)), Problem::Damaged);
    assert_eq!(packed(&format!("Be{}", "A".repeat(20))), Problem::Damaged);
    for separator in [",", "\t", ";", " "] {
        assert_eq!(problem(vec!["1"; found].join(separator).as_bytes()), Problem::TooManyFields);
    }
}

/// Bytes of an honest case, some of them changed, cut out or doubled.
fn spoiled(cases: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..8u8);
    (prop::sample::select(cases), prop::collection::vec(change, 1..6)).prop_map(|(mut bytes, changes)| {
        for (at, byte, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes.truncate(at),
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, byte),
                3 => bytes[at] ^= 1 << (byte % 8),
                4 => bytes[at] = bytes[at].wrapping_add(1),
                _ => bytes[at] = byte,
            }
        }
        bytes
    })
}

/// An entry of a matrix as the oracle reads it: seldom one that is refused, for then all the others are in vain.
fn entry() -> impl Strategy<Value = u8> {
    prop_oneof![60 => 28..200u8, 30 => 0..14u8, 1 => any::<u8>()]
}

fn seeds(way: &str) -> Vec<Vec<u8>> {
    cases(&folder("seeds", way))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_links_hold(query in "\\PC{0,30}", bytes in spoiled(seeds("link"))) {
        oracle::link(&query, &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn spoiled_tables_hold(bytes in spoiled(seeds("table"))) {
        oracle::file("", &bytes);
    }

    #[test]
    fn spoiled_arrays_hold(bytes in spoiled(seeds("npy"))) {
        oracle::file("a.npy", &bytes);
    }

    #[test]
    fn spoiled_packed_matrices_hold(bytes in spoiled(seeds("packed"))) {
        oracle::packed(&bytes);
    }

    #[test]
    fn any_letters_of_a_packed_matrix_hold(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        oracle::packed(&bytes);
    }

    #[test]
    fn spoiled_requests_hold(bytes in spoiled(seeds("request"))) {
        oracle::request(&bytes);
    }

    #[test]
    fn spoiled_replies_hold(run in 0..2usize, bytes in spoiled(HONEST.runs.concat())) {
        oracle::replies(&framed(&[HONEST.runs[run][0].clone(), bytes]));
    }

    #[test]
    fn small_matrices_hold(settings in any::<[u8; 10]>(), entries in prop::collection::vec(entry(), 0..150)) {
        oracle::core(&[&settings[..], &entries].concat());
    }
}
