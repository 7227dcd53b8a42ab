//! Old links show what they always showed: the native program against digests that were written down once. The page
//! is held to the same table in tests/page/digests.rs.

#[path = "digests/table.rs"]
mod table;

use noise_prune::params::link;
use noise_prune::run::Experiment;
use noise_prune::run::report::Report;
use serde_json::Value;

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
