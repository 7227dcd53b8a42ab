//! Old links show what they always showed: the native program against digests that were written down once. The page
//! is held to the table of twelve in tests/page/digests.rs.

#[path = "digests/table.rs"]
mod table;

use noise_prune::network::read;
use noise_prune::params::{Rule, link};
use noise_prune::run::Experiment;
use noise_prune::run::report::Report;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Links of the first version with the digests of their survivors.
const FIRST: &str = include_str!("digests/first.tsv");

/// Links of networks that are worked on by noise in place of linear algebra, with the same.
const SPARSE: &str = include_str!("digests/sparse.tsv");

fn report(text: &str) -> Value {
    let link = link::read(text);
    assert!(link.notices.is_empty(), "{text}");
    let report =
        Report::new(&mut Experiment::prepared(&link.params, None).unwrap(), link.params.rule, None).unwrap();
    serde_json::from_str(&report.to_json()).unwrap()
}

#[test]
fn twelve_links_keep_their_survivors_and_numbers() {
    let mut wrong = Vec::new();
    for (link, survivors, numbers) in table::LINKS {
        let report = report(link);
        let found = (table::survivors(&report), table::numbers(&report));
        if found != (survivors.into(), numbers.into()) {
            wrong.push(format!("(\"{link}\", \"{}\", \"{}\"),", found.0, found.1));
        }
    }
    assert!(wrong.is_empty(), "these show something else:\n{}", wrong.join("\n"));
}

/// The digest of what the first version's three rules keep.
fn survivors(text: &str) -> String {
    let link = link::read(text);
    assert_eq!(link.notices, [], "{text}");
    let content = link.data.map(|data| data.content().unwrap());
    let file = content.map(|content| read::read("link", &content).unwrap());
    let run =
        Experiment::prepared(&link.params, file.as_ref()).unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut hash = Sha256::new();
    for rule in [Rule::Noise, Rule::Weight, Rule::Uniform] {
        hash.update(run.survivors(rule));
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Holds the links of a table, a line each, to the digests in it. Returns how many there are.
fn keep_their_survivors(table: &str) -> usize {
    let (mut count, mut wrong) = (0, Vec::new());
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (link, digest) = line.split_once('\t').unwrap();
        let found = survivors(link);
        count += 1;
        if found != digest {
            wrong.push(format!("{link}\t{found}"));
        }
    }
    assert!(wrong.is_empty(), "of {count} links, these keep others:\n{}", wrong.join("\n"));
    count
}

#[test]
fn links_of_the_first_version_keep_their_survivors() {
    assert!(keep_their_survivors(FIRST) > 200);
}

/// What is kept there hangs on the snapshots of the noise, hence on every rounding in the solver.
#[test]
fn links_of_large_sparse_networks_keep_their_survivors() {
    assert_eq!(keep_their_survivors(SPARSE), 8);
}
