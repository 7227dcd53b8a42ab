//! What must hold whatever comes in, for each way in: a link, a file, a message, a matrix. The tests beside
//! this file ask a few thousand times, the fuzzers in `fuzz/` for as long as they are let; both with the same
//! questions. A case is bytes, so that a find of a fuzzer is a file that a test can read.

use noise_prune::measure::limit::Point;
use noise_prune::network::Network;
use noise_prune::network::read::{Format, MAX_N, Place, Read, read, write_csv, write_npy};
use noise_prune::params::link;
use noise_prune::params::{Leak, Net, Params};
use noise_prune::run::Experiment;
use noise_prune::visit::message::{self, Request};

#[path = "page.rs"]
pub mod page;
#[path = "run.rs"]
mod run;

pub use page::{framed, replies, told};
pub use run::core;

/// Networks of more neurons are not made here: a thousand cases should take seconds.
const SMALL: usize = 40;

/// Something that is said to a person: one line, not long, nothing invisible.
pub fn sentence(text: &str) {
    assert!((10..600).contains(&text.len()), "{text:?}");
    assert!(!text.contains(|c: char| c.is_control()), "{text:?}");
}

/// Any text is a link with values in their ranges, and what is written of it reads back the same.
pub fn link(query: &str, text: &str) {
    let link = link::read_with(query, text);
    assert_eq!(link.params.out_of_range(), None);
    for notice in &link.notices {
        sentence(&notice.to_string());
    }
    let written = link::write(&link.params, &link.presentation);
    assert!(written.is_ascii() && written.len() < link::MAX_LENGTH, "{written}");
    let again = link::read(&written);
    assert_eq!((again.params, again.presentation), (link.params, link.presentation), "{written}");
    assert_eq!(again.notices, [], "{written}");
}

/// Any file is a square matrix of finite numbers, which can be written and read again, or a sentence.
pub fn file(name: &str, bytes: &[u8]) {
    match read(name, bytes) {
        Ok(file) => {
            let n = file.matrix.nrows();
            assert!((1..=MAX_N).contains(&n) && file.matrix.is_square());
            assert!(file.matrix.iter().all(|value| value.is_finite()));
            assert!([0, n].contains(&file.names.len()));
            file.remarks.iter().for_each(|remark| sentence(&remark.to_string()));
            written(&file);
        }
        Err(error) => {
            let lines = 1 + bytes.iter().filter(|byte| [b'\n', b'\r'].contains(byte)).count();
            if let Place::Line(line) | Place::Cell { line, .. } = error.place {
                assert!((1..=lines).contains(&line), "{error}");
            }
            sentence(&error.to_string());
        }
    }
}

/// Both of our own formats give the matrix back to the bit, and the table its names.
fn written(file: &Read) {
    let bits = |file: &Read| file.matrix.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    let npy = read("", &write_npy(&file.matrix)).unwrap();
    assert_eq!((bits(&npy), npy.format), (bits(file), Format::Npy));
    let csv = read("", write_csv(&file.matrix, &file.names).as_bytes()).unwrap();
    assert_eq!((bits(&csv), &csv.names), (bits(file), &file.names));
}

/// Any bytes are no request, or one that can be done.
pub fn request(bytes: &[u8]) {
    let request = match message::decode_request(bytes) {
        Ok(request) => request,
        Err(error) => return sentence(&error.to_string()),
    };
    let encoded = message::encode(&request).unwrap();
    assert_eq!(message::encode(&message::decode_request(&encoded).unwrap()).unwrap(), encoded);
    match request {
        Request::Start(params) => start(&params),
        Request::File { name, bytes } => file(&name, &bytes),
        Request::Limit { net, n, eps, seed } if n <= SMALL => {
            Point::new(net, n, eps, seed).map(drop).unwrap_or_else(|error| sentence(&error.to_string()));
        }
        Request::Limit { .. } => {}
        other => page::answer(&mut small(true), other),
    }
}

/// A network of any size in range can be made; here, only a small one is.
fn start(params: &Params) {
    assert!(params.net == Net::File || params.n <= MAX_N, "{params:?}");
    if params.n <= SMALL && !matches!(params.net, Net::WormGap | Net::WormChem) {
        Network::from_params(params).map(drop).unwrap_or_else(|error| sentence(&error.to_string()));
    }
}

/// A run of four neurons, whose synapses go both ways or one.
pub fn small(symmetric: bool) -> Experiment {
    let one = b"a,b,c,d\n-2,1,0,0.5\n0,-3,-1,0\n0,0,-2.5,0.25\n0.5,0,0,-1\n";
    let both = b"a,b,c,d\n-2,1,0,0.5\n1,-3,-1,0\n0,-1,-2.5,0.25\n0.5,0,0.25,-1\n";
    let file = read("small.csv", if symmetric { both } else { one }).unwrap();
    let params = Params { leak: Leak::Given, keep: 0.5, ..Params::defaults(Net::File) };
    Experiment::new(&params, Some(&file), &mut |_| ()).unwrap()
}
