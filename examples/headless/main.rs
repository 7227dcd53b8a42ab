//! A link in, one JSON object out: `headless 'v=1&net=worm-gap&keep=0.5&seed=7'`.
//!
//! With `--matrix FILE` the network is the file's matrix (`net=file`; `leak` and `sym` repair it). With `--seeds A..B` it runs the seeds A, A + 1, …, B − 1 and gives, in place of each number that
//! describes a run, an object with `median`, `q1` and `q3`; in place of a yes or no, the share of
//! runs with a yes. With `--out FILE` the JSON goes to a file; with `--svg DIR` the page's pictures (of the link's own seed)
//! go into a folder.
//!
//! What a page would only remark on (a value out of range, an unknown key) is an error here: one
//! line on standard error, and exit code 2.

mod pictures;

use std::fs;
use std::io::Write;
use std::ops::Range;
use std::process::ExitCode;

use noise_prune::network::read::{self, Problem, Read};
use noise_prune::network::write;
use noise_prune::params::link::{self, Data};
use noise_prune::params::{Net, Params};
use noise_prune::run::Experiment;
use noise_prune::run::report::Report;
use serde_json::{Map, Value, json};

const USAGE: &str = "usage: headless LINK [--matrix FILE] [--seeds A..B] [--out FILE] [--svg DIR], for example headless 'v=1&net=worm-gap&seed=7'";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("headless: {}", message.replace('\n', " "));
            ExitCode::from(2)
        }
    }
}

/// What the command line asks for.
struct Asked {
    params: Params,
    seeds: Option<Range<u32>>,
    out: Option<String>,
    svg: Option<String>,
    own: Option<Own>,
}

/// A matrix of the user's own, and where a link finds it.
struct Own {
    file: Read,
    data: Option<Data>,
}

/// A run as far as its pruning.
fn prepared(params: &Params, own: Option<&Own>) -> Result<Experiment, String> {
    Experiment::prepared(params, own.map(|own| &own.file)).map_err(|error| error.to_string())
}

fn run(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let asked = asked(arguments)?;
    let report = match &asked.seeds {
        None => report(&asked.params, asked.own.as_ref())?,
        Some(seeds) => many(&asked.params, asked.own.as_ref(), seeds.clone())?,
    };
    if let Some(folder) = &asked.svg {
        pictures::write(&mut prepared(&asked.params, asked.own.as_ref())?, folder)?;
    }
    let text = serde_json::to_string_pretty(&report).map_err(|error| error.to_string())? + "\n";
    match asked.out {
        Some(file) => fs::write(&file, text).map_err(|error| format!("{file} cannot be written: {error}")),
        None => {
            // A reader that closes early (`| head`) is no error of ours.
            let _ = std::io::stdout().write_all(text.as_bytes());
            Ok(())
        }
    }
}

fn asked(mut arguments: impl Iterator<Item = String>) -> Result<Asked, String> {
    let (mut text, mut seeds, mut out, mut svg, mut matrix) = (None, None, None, None, None);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value; {USAGE}"));
        match argument.as_str() {
            "--seeds" => seeds = Some(range(&value()?)?),
            "--out" => out = Some(value()?),
            "--svg" => svg = Some(value()?),
            "--matrix" => matrix = Some(value()?),
            _ if argument.starts_with("--") || text.is_some() => {
                return Err(format!("{argument} is not understood; {USAGE}"));
            }
            _ => text = Some(argument),
        }
    }
    let link = link::read(&text.ok_or(USAGE)?);
    if let Some(notice) = link.notices.first() {
        return Err(notice.to_string());
    }
    let mut params = link.params;
    let own = own(matrix.as_deref(), link.data)?;
    if own.is_some() && params.net != Net::File {
        params.set("net", Net::File.word());
    }
    Ok(Asked { params, seeds, out, svg, own })
}

/// The matrix of a file, or of a link.
fn own(name: Option<&str>, data: Option<Data>) -> Result<Option<Own>, String> {
    Ok(match (name, data) {
        (Some(name), data) => {
            let file = open(name)?;
            // An address is that of the file; a matrix is not.
            let address = data.filter(|data| matches!(data, Data::Address(_)));
            let data = address.or_else(|| write::for_link(&file.matrix).map(Data::Matrix));
            Some(Own { file, data })
        }
        (None, Some(data)) => {
            let table = data.table().ok_or("fetch the matrix yourself, and give it with --matrix FILE")?;
            let file = read::read("link", table.as_bytes())
                .map_err(|error| format!("the link's matrix cannot be used: {error}"))?;
            Some(Own { file, data: Some(data) })
        }
        (None, None) => None,
    })
}

fn open(name: &str) -> Result<Read, String> {
    let unopened = |error| format!("{name} cannot be opened: {error}");
    // A file that is too large is not taken into memory to be told so.
    let size = fs::metadata(name).map_err(unopened)?.len();
    if size > read::MAX_BYTES as u64 {
        let problem = Problem::TooLarge { bytes: usize::try_from(size).unwrap_or(usize::MAX) };
        return Err(format!("{name} cannot be used: {problem}"));
    }
    let bytes = fs::read(name).map_err(unopened)?;
    read::read(name, &bytes).map_err(|error| format!("{name} cannot be used: {error}"))
}

fn range(text: &str) -> Result<Range<u32>, String> {
    let ends = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    let seeds = ends.filter(|seeds: &Range<u32>| !seeds.is_empty());
    seeds.ok_or_else(|| format!("--seeds {text} is no range of whole numbers, such as 0..20"))
}

fn report(params: &Params, own: Option<&Own>) -> Result<Value, String> {
    let mut experiment = prepared(params, own)?;
    let data = own.and_then(|own| own.data.as_ref());
    let report = Report::new(&mut experiment, params.rule, data).map_err(|error| error.to_string())?;
    serde_json::to_value(report).map_err(|error| error.to_string())
}

fn many(params: &Params, own: Option<&Own>, seeds: Range<u32>) -> Result<Value, String> {
    let runs = seeds.clone().map(|seed| report(&Params { seed, ..params.clone() }, own));
    let runs = runs.collect::<Result<Vec<Value>, String>>()?;
    let mut all = summary(&runs.iter().collect::<Vec<_>>());
    // What was asked for is no statistic.
    all["params"] = runs[0]["params"].clone();
    all["params"]["seed"] = json!(format!("{}..{}", seeds.start, seeds.end));
    Ok(all)
}

/// The same value from each of several runs, as one.
fn summary(values: &[&Value]) -> Value {
    let same = values.windows(2).all(|pair| pair[0] == pair[1]);
    match values[0] {
        Value::Number(_) => quartiles(values.iter().filter_map(|value| value.as_f64()).collect()),
        Value::Bool(_) => {
            let yes = values.iter().filter(|value| value.as_bool() == Some(true)).count();
            json!(yes as f64 / values.len() as f64)
        }
        Value::Object(first) => {
            let entry = |key: &String| {
                (key.clone(), summary(&values.iter().map(|value| &value[key]).collect::<Vec<_>>()))
            };
            Value::Object(first.keys().map(entry).collect::<Map<_, _>>())
        }
        Value::Array(first) => {
            let shortest = values.iter().filter_map(|value| value.as_array()).map(Vec::len).min();
            let entry = |k| summary(&values.iter().map(|value| &value[k]).collect::<Vec<_>>());
            Value::Array((0..shortest.unwrap_or(first.len())).map(entry).collect())
        }
        text if same => text.clone(),
        _ => Value::Null,
    }
}

fn quartiles(mut numbers: Vec<f64>) -> Value {
    numbers.sort_by(f64::total_cmp);
    let quantile = |share: f64| {
        let place = share * (numbers.len() - 1) as f64;
        let (below, part) = (numbers[place as usize], place.fract());
        below + part * (numbers[(place.ceil()) as usize] - below)
    };
    json!({ "median": quantile(0.5), "q1": quantile(0.25), "q3": quantile(0.75) })
}
