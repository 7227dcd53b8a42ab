//! What must hold whatever comes in, for each way in: a link, a file, a message, a matrix. The tests beside
//! this file ask a few thousand times, the fuzzers in `fuzz/` for as long as they are let; both with the same
//! questions. A case is bytes, so that a find of a fuzzer is a file that a test can read.

use noise_prune::network::read::{
    Format, MAX_LISTED, MAX_N, Place, Read, packed, read, write_csv, write_npy,
};
use noise_prune::network::write;
use noise_prune::numerics::coder;
use noise_prune::params::link;
use noise_prune::params::{Cov, Params};
use noise_prune::visit::desk::Desk;
use noise_prune::visit::message::{self, Answer, Ask, Request};

#[path = "page.rs"]
pub mod page;
#[path = "run.rs"]
mod run;

pub use page::{framed, replies, small, told};
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
            let n = file.matrix.n();
            assert!((1..=MAX_LISTED).contains(&n));
            assert!(file.matrix.entries().all(|entry| entry.2.is_finite()));
            assert!([0, n].contains(&file.names.len()));
            file.remarks.iter().for_each(|remark| sentence(&remark.to_string()));
            if n <= MAX_N {
                written(&file);
            }
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

/// Any letters that a link could have for a matrix, whose checksum is right, are a small matrix or a sentence.
pub fn packed(bytes: &[u8]) {
    let letters: String = bytes.iter().map(|byte| coder::letters(u64::from(*byte), 1)).collect();
    // The first letter has the highest bits of the number of neurons; a bit that is 1 is in the lower half.
    file("", format!("matrix={}", packed::seal(&format!("_{letters}"))).as_bytes());
}

/// Our own formats give the matrix back to the bit, and the table and the link its names.
fn written(file: &Read) {
    let bits = |file: &Read| file.matrix.dense().iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    let npy = read("", &write_npy(&file.matrix.dense())).unwrap();
    assert_eq!((bits(&npy), npy.format), (bits(file), Format::Npy));
    let csv = read("", write_csv(&file.matrix.dense(), &file.names).as_bytes()).unwrap();
    assert_eq!((bits(&csv), &csv.names), (bits(file), &file.names));
    if let Some(data) = write::for_link(&file.matrix, &file.names) {
        let link = link::read(&format!("net=file&{}", data.write()));
        assert_eq!((link.notices.len(), link.data.as_ref()), (0, Some(&data)));
        let again = read("", &data.content().unwrap()).unwrap();
        assert_eq!((bits(&again), &again.names), (bits(file), &file.names));
    }
}

/// Any bytes are no request, or one that a desk answers; here, only what takes no time is asked.
pub fn request(bytes: &[u8]) {
    let request = match message::decode_request(bytes) {
        Ok(request) => request,
        Err(error) => return sentence(&error.to_string()),
    };
    let encoded = message::encode(&request).unwrap();
    assert_eq!(message::encode(&message::decode_request(&encoded).unwrap()).unwrap(), encoded);
    if !is_quick(&request) {
        return;
    }
    let (ticket, mut last) = (request.ticket, None);
    Desk::default().answer(request, &mut |reply| {
        assert!(last.is_none(), "an answer after the last one");
        let read = message::decode_reply(&message::encode(&reply).unwrap()).unwrap();
        assert_eq!(read.ticket, ticket);
        last = reply.answer.is_last().then_some(());
        if let Answer::Failed(failure) = reply.answer {
            sentence(&failure.reason);
        }
    });
    assert!(last.is_some(), "no last answer");
}

fn is_quick(request: &Request) -> bool {
    let Params { net, n, cov, .. } = request.params;
    let small = n <= SMALL && net.spec().data.is_none();
    match request.ask {
        Ask::Limit { n, .. } => n <= SMALL,
        Ask::Listen { until, .. } => small && until <= 1000,
        Ask::Export { .. }
        | Ask::Measure { .. }
        | Ask::MeanError { .. }
        | Ask::Mode { .. }
        | Ask::Compare
        | Ask::Draw { .. } => small && cov == Cov::Exact && n <= 8,
        Ask::Prepare { .. } => small,
    }
}
