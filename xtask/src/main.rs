//! The project's own commands, behind `cargo xtask`. Each has a file; this one reads the command line.

mod axe;
mod bench;
mod browser;
mod build;
mod dist;
mod npm;
mod project;
mod serve;
mod shots;
mod single;
mod test;
#[path = "../../tests/page/webdriver.rs"]
#[allow(dead_code, reason = "the browser tests use all of it, the screenshots a part")]
mod webdriver;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use lexopt::prelude::*;

use build::Profile;
use project::Project;

const HELP: &str = "\
cargo xtask <command>

  serve [--port N] [--release]   build the page and serve it on 127.0.0.1 (port 8080; 0 takes any free one)
  dist                           build the page into dist/, for any static host and as one file, and weigh both
  test [step...] [option...]      check everything, or only these steps, in this order:
                                 fmt, clippy, clippy-wasm, native, weight, page;
                                 --only takes those of the page's tests that have NAME in theirs;
                                 --browser takes chromium, firefox or webkit for them, --all-browsers all three;
                                 --soak runs the long ones, and nothing else
  shots [--out DIR] [--full]     screenshots of the page, into target/shots unless told otherwise;
                                 --full goes below the fold
  bench [--quick]                time the stages of a run in the browser, beside ml-matrix and NumPy;
                                 --quick takes no more than 300 neurons and few rounds
";

enum Command {
    Help,
    Serve { port: u16, profile: Profile },
    Dist,
    Test(test::Wanted),
    Shots { out: Option<PathBuf>, full: bool },
    Bench { quick: bool },
}

fn main() -> ExitCode {
    let command = read_command_line(lexopt::Parser::from_env()).map_err(|error| anyhow!("{error}"));
    match command.and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Help => print!("{HELP}"),
        Command::Serve { port, profile } => serve::run(&Project::find()?, port, profile)?,
        Command::Dist => dist::run(&Project::find()?)?,
        Command::Test(wanted) => test::run(&Project::find()?, &wanted)?,
        Command::Shots { out, full } => shots::run(&Project::find()?, out, full)?,
        Command::Bench { quick } => bench::run(&Project::find()?, quick)?,
    }
    Ok(())
}

fn read_command_line(mut line: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut command = match line.next()? {
        None | Some(Long("help") | Short('h')) => return Ok(Command::Help),
        Some(Value(name)) => match name.string()?.as_str() {
            "help" => Command::Help,
            "serve" => Command::Serve { port: 8080, profile: Profile::Dev },
            "dist" => Command::Dist,
            "test" => return read_test(line),
            "shots" => Command::Shots { out: None, full: false },
            "bench" => Command::Bench { quick: false },
            other => {
                return Err(format!("there is no command '{other}'; `cargo xtask help` lists them").into());
            }
        },
        Some(option) => return Err(option.unexpected()),
    };
    while let Some(argument) = line.next()? {
        match (&mut command, argument) {
            (_, Long("help") | Short('h')) => return Ok(Command::Help),
            (Command::Serve { port, .. }, Long("port")) => *port = line.value()?.parse()?,
            (Command::Serve { profile, .. }, Long("release")) => *profile = Profile::Release,
            (Command::Shots { out, .. }, Long("out")) => *out = Some(line.value()?.into()),
            (Command::Shots { full, .. }, Long("full")) => *full = true,
            (Command::Bench { quick }, Long("quick")) => *quick = true,
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(command)
}

/// The rest of a line after `test`.
fn read_test(mut line: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut wanted = test::Wanted::default();
    while let Some(argument) = line.next()? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help),
            Value(step) => wanted.steps.push(step.parse()?),
            Long("only") => wanted.only = Some(line.value()?.string()?),
            Long("browser") => wanted.browsers.push(line.value()?.parse()?),
            Long("all-browsers") => wanted.browsers = webdriver::Engine::ALL.into(),
            Long("soak") => wanted.soak = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Test(wanted))
}

#[cfg(test)]
mod tests {
    //! Strategy: command lines as a person types them, good and bad.
    use super::*;

    fn read(line: &str) -> Result<Command, lexopt::Error> {
        read_command_line(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn options_belong_to_their_command() {
        let serve = read("serve --port 0 --release").unwrap();
        assert!(matches!(serve, Command::Serve { port: 0, profile: Profile::Release }));
        assert!(matches!(read("serve").unwrap(), Command::Serve { port: 8080, profile: Profile::Dev }));
        assert!(matches!(read("bench --quick").unwrap(), Command::Bench { quick: true }));
        assert!(read("dist --port 1").is_err());
        assert!(read("serve --port 65536").is_err());
    }

    #[test]
    fn steps_are_known_by_name() {
        let Command::Test(test::Wanted { steps, .. }) = read("test page fmt").unwrap() else {
            panic!("not a test command")
        };
        assert_eq!(steps, [test::Step::Page, test::Step::Format]);
        let Command::Test(wanted) = read("test --browser webkit").unwrap() else {
            panic!("not a test command")
        };
        assert_eq!((wanted.browsers, wanted.soak), (vec![webdriver::Engine::WebKit], false));
        assert!(read("test --browser lynx").is_err());
        assert!(read("test pages").is_err());
        assert!(read("deploy").is_err());
    }
}
