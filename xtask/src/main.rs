//! The project's own commands, behind `cargo xtask`. Each has a file; this one reads the command line.

mod axe;
mod bench;
mod dist;
mod driver;
mod install;
mod later;
mod mutants;
mod npm;
mod package;
mod project;
mod serve;
mod shots;
mod single;
mod site;
mod split;
mod stills;
mod test;
mod wasm;
mod weight;

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use lexopt::prelude::*;
use noise_prune_kit::webdriver::Engine;

use project::Project;
use site::Extent;

const HELP: &str = "\
cargo xtask <command>

  serve [--port N] [--release]   build the page and serve it on 127.0.0.1 (port 8080; 0 takes any free one)
  dist                           build the page into dist/, for any static host and as one file, and weigh both;
                                 the element as a package for npm goes into dist/npm/
  stills [--large]               draw the stills of www/supplement.html anew; --large draws the authors' largest
                                 figure instead (10,000 neurons: minutes, 4 GB) and keeps its numbers
  later                          watch the page open, and write the list of what it loads later (xtask/src/split/later.txt)
  test [step...] [option...]     check everything, or only these steps, in this order:
                                 fmt, clippy, clippy-wasm, native, weight, page;
                                 --quick leaves out the page as one file, the program for browsers without SIMD,
                                 and the page's tests of timing, which make 2,000 neurons;
                                 --only takes those of the page's tests that have NAME in theirs;
                                 --browser takes chromium, firefox or webkit for them, --all-browsers all three;
                                 --soak runs the long ones, and nothing else
  mutants [--shard K/N] [PATH...]
                                 change the program in small ways, one after another, and see which changes no test
                                 notices; of all areas in .cargo/mutants.toml, or only of these files and folders
  shots [--out DIR] [--full] [--only NAME...]
                                 screenshots of the page, into target/shots unless told otherwise;
                                 --full goes below the fold, and --only takes those that have NAME in theirs,
                                 such as compare, 390x844 or dark
  bench [--quick | --sparse | --large [N]]
                                 time the stages of a run in the browser, beside ml-matrix and NumPy;
                                 --quick takes no more than 300 neurons and few rounds;
                                 --sparse times networks of 10,000 and 100,000 neurons natively, beside SciPy;
                                 --large [N] times a whole native run of the authors' largest figure (N: 10,000
                                 neurons) beside NumPy's
";

enum Command {
    Help,
    Serve { port: u16, extent: Extent },
    Dist,
    Stills { is_large: bool },
    Later,
    Test(test::Wanted),
    Mutants(mutants::Wanted),
    Shots(shots::Wanted),
    Bench { quick: bool },
    BenchSparse,
    BenchLarge { n: usize },
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
        Command::Serve { port, extent } => serve::run(&Project::find()?, port, extent)?,
        Command::Dist => dist::run(&Project::find()?)?,
        Command::Stills { is_large: false } => stills::run(&Project::find()?)?,
        Command::Stills { is_large: true } => stills::large(&Project::find()?)?,
        Command::Later => later::run(&Project::find()?)?,
        Command::Test(wanted) => test::run(&Project::find()?, &wanted)?,
        Command::Mutants(wanted) => mutants::run(&Project::find()?, &wanted)?,
        Command::Shots(wanted) => shots::run(&Project::find()?, &wanted)?,
        Command::Bench { quick } => bench::run(&Project::find()?, quick)?,
        Command::BenchSparse => bench::sparse::run(&Project::find()?)?,
        Command::BenchLarge { n } => bench::large::run(&Project::find()?, n)?,
    }
    Ok(())
}

fn read_command_line(mut line: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut command = match line.next()? {
        None | Some(Long("help") | Short('h')) => return Ok(Command::Help),
        Some(Value(name)) => match name.string()?.as_str() {
            "help" => Command::Help,
            "serve" => Command::Serve { port: 8080, extent: Extent::Draft },
            "dist" => Command::Dist,
            "stills" => Command::Stills { is_large: false },
            "later" => Command::Later,
            "test" => return read_test(line),
            "mutants" => Command::Mutants(mutants::Wanted::default()),
            "shots" => Command::Shots(shots::Wanted::default()),
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
            (Command::Stills { is_large }, Long("large")) => *is_large = true,
            (Command::Serve { port, .. }, Long("port")) => *port = line.value()?.parse()?,
            (Command::Serve { extent, .. }, Long("release")) => *extent = Extent::Whole,
            (Command::Mutants(wanted), Long("shard")) => wanted.shard = Some(line.value()?.string()?),
            (Command::Mutants(wanted), Value(path)) => wanted.paths.push(path.string()?),
            (Command::Shots(wanted), Long("out")) => wanted.out = Some(line.value()?.into()),
            (Command::Shots(wanted), Long("full")) => wanted.full = true,
            (Command::Shots(wanted), Long("only")) => wanted.only.push(line.value()?.string()?),
            (Command::Bench { quick }, Long("quick")) => *quick = true,
            (Command::Bench { .. }, Long("sparse")) => command = Command::BenchSparse,
            (Command::Bench { .. }, Long("large")) => command = Command::BenchLarge { n: bench::large::N },
            (Command::BenchLarge { n }, Value(neurons)) => *n = neurons.parse()?,
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
            Long("all-browsers") => wanted.browsers = Engine::ALL.into(),
            Long("soak") => wanted.soak = true,
            Long("quick") => wanted.quick = true,
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
        assert!(matches!(serve, Command::Serve { port: 0, extent: Extent::Whole }));
        assert!(matches!(read("serve").unwrap(), Command::Serve { port: 8080, extent: Extent::Draft }));
        assert!(matches!(read("bench --quick").unwrap(), Command::Bench { quick: true }));
        assert!(matches!(read("bench --sparse").unwrap(), Command::BenchSparse));
        assert!(matches!(read("bench --large").unwrap(), Command::BenchLarge { n: 10_000 }));
        assert!(matches!(read("bench --large 4000").unwrap(), Command::BenchLarge { n: 4000 }));
        let Command::Mutants(wanted) = read("mutants --shard 1/8 src/rule").unwrap() else {
            panic!("not the mutants' command")
        };
        assert_eq!((wanted.shard.as_deref(), wanted.paths), (Some("1/8"), vec!["src/rule".to_owned()]));
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
        assert_eq!((wanted.browsers, wanted.soak), (vec![Engine::WebKit], false));
        assert!(read("test --browser lynx").is_err());
        assert!(read("test pages").is_err());
        assert!(read("deploy").is_err());
    }
}
