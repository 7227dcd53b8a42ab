//! A link in, one JSON object out: `headless 'v=1&net=worm-gap&keep=0.5&seed=7'`.
//!
//! What a page would only remark on (a value out of range, an unknown key) is an error here: one
//! line on standard error, and exit code 2.

use std::io::Write;
use std::process::ExitCode;

use noise_prune::experiment::Experiment;
use noise_prune::link;
use noise_prune::report::Report;

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(json) => {
            // A reader that closes early (`| head`) is no error of ours.
            let _ = writeln!(std::io::stdout(), "{json}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("headless: {}", message.replace('\n', " "));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<String, String> {
    let [text] = arguments else {
        return Err("give one link, for example 'v=1&net=worm-gap&keep=0.5&seed=7'".into());
    };
    let link = link::read(text);
    if let Some(notice) = link.notices.first() {
        return Err(notice.to_string());
    }
    let mut experiment = Experiment::new(&link.params, &mut |_| ()).map_err(|error| error.to_string())?;
    serde_json::to_string_pretty(&Report::new(&mut experiment)).map_err(|error| error.to_string())
}
