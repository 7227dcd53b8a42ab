//! A link in, one JSON object out: `headless 'v=1&net=worm-gap&keep=0.5&seed=7'`. [`HELP`] says what else it can do.
//!
//! What a page would only remark on (a value out of range, an unknown key) is an error here: one
//! line on standard error, and exit code 2.

mod pictures;

use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use noise_prune::measure::dynamics::Traces;
use noise_prune::network::read::{self, Read};
use noise_prune::network::{repair, write};
use noise_prune::numerics::order;
use noise_prune::params::link::{self, Data};
use noise_prune::params::{Leak, Net, Params, Rule, Sym};
use noise_prune::run::export;
use noise_prune::run::many::{self as study, Drawn};
use noise_prune::run::report::Report;
use noise_prune::run::{Depth, Experiment, ExperimentError, Measures, Preparation, Reached};
use serde_json::{Map, Value, json};

const USAGE: &str = "usage: headless LINK [--matrix FILE] [--seeds A..B [--same-network] [--sweep A..B] [--csv FILE]] \
     [--out FILE] [--save DIR] [--svg DIR], for example headless 'v=1&net=worm-gap&seed=7'; --help says more";

const HELP: &str = "\
Prunes a recurrent network by noise and by other rules, and prints the numbers of the finished run as JSON: the same,
to the last bit, as the page shows for the same link.

usage: headless LINK [options]

LINK is what stands after the # of the page's address: v=1&net=worm-gap&keep=0.5&seed=7. Put it in quotes. What it
leaves out has its default.

  --matrix FILE     the network is the matrix of this file (CSV, a list of synapses, Matrix Market, NPY); the link's
                    keys leak and sym repair it; without them a file is taken as the page takes it: a zero diagonal
                    gets leak=dominant, a list that names each pair once sym=both
  --save DIR        write the matrices into a folder, as NPY: A.npy, C.npy (the covariance of the linear network) and
                    S-RULE.npy (the pruned network) for each rule; as CSV: synapses-RULE.csv (weight, importance,
                    probability, draw, fate) and names.csv (the neurons, in the order of the rows)
  --svg DIR         write the page's pictures into a folder, as SVG
  --out FILE        write the JSON into a file
  --seeds A..B      run the seeds A, A + 1, ..., B - 1. Each number is then an object with median, q1 and q3, each yes
                    or no the share of runs with a yes; numbers that a run has not are left out
  --same-network    all seeds have the network of the link's own
  --sweep A..B      with --seeds: the same at kept fractions from A to B, for each rule and number
  --csv FILE        with --seeds: every draw as a row of a table
  --help            this text

--save and --svg are of the link's own seed.

examples:
  headless 'v=1&net=clustered&n=200&keep=0.2' --save run
  python3 -c 'import numpy; print(numpy.linalg.eigvals(numpy.load(\"run/S-noise.npy\")).real.max())'
  headless 'v=1&keep=0.3&leak=dominant' --matrix my.csv --out numbers.json
  headless 'v=1&net=worm-gap' --seeds 0..20 --sweep 0.05..0.9 --csv draws.csv
";

fn main() -> ExitCode {
    if std::env::args().skip(1).any(|argument| matches!(argument.as_str(), "--help" | "-h")) {
        print(HELP);
        return ExitCode::SUCCESS;
    }
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
    /// Kept fractions to go through.
    sweep: Option<Vec<f64>>,
    same_network: bool,
    csv: Option<String>,
    out: Option<String>,
    save: Option<String>,
    svg: Option<String>,
    own: Option<Own>,
}

/// A matrix of the user's own, and where a link finds it.
struct Own {
    file: Read,
    data: Option<Data>,
}

/// From this many neurons on, standard error says what is being done.
const TOLD_FROM: usize = 1000;

/// A run at its end, and all that is measured of it there.
struct Finished {
    experiment: Experiment,
    measures: Vec<Measures>,
    traces: Traces,
}

impl Finished {
    fn new(asked: &Asked) -> Result<Finished, String> {
        let start = Instant::now();
        let tell = |what: &str| {
            if asked.params.n >= TOLD_FROM {
                eprintln!("{:7.1} s  {what}", start.elapsed().as_secs_f64());
            }
        };
        let file = asked.own.as_ref().map(|own| &own.file);
        let said = |error: ExperimentError| error.to_string();
        let mut progress = |reached: Reached| {
            tell(match reached.stage {
                Preparation::Network => "making the network",
                Preparation::Covariance => "the covariance of the noise",
                Preparation::Modes => "the spectrum before pruning",
                Preparation::Rules => "importances and probabilities",
            });
        };
        let mut experiment = Experiment::new(&asked.params, file, &mut progress).map_err(said)?;
        if !experiment.is_scored() {
            tell("listening to the noise");
            experiment.listen(u64::MAX).map_err(said)?;
        }
        experiment.seek(usize::MAX);
        let each = |rule: Rule| tell(&format!("the spectrum after pruning {}", rule.how()));
        let measures = experiment.measure_each(Depth::All, &each).map_err(said)?;
        tell("the dynamics on the same noise");
        let traces = experiment.compare();
        tell("done");
        Ok(Finished { experiment, measures, traces })
    }

    fn report(&self, asked: &Asked) -> Result<Value, String> {
        let data = asked.own.as_ref().and_then(|own| own.data.as_ref());
        let (rule, measures) = (asked.params.rule, self.measures.clone());
        let report = Report::of(&self.experiment, rule, data, measures, &self.traces);
        serde_json::to_value(report).map_err(|error| error.to_string())
    }
}

/// Whether these draws are of a symmetric network, which has columns of its own.
fn is_symmetric(draws: &[Drawn]) -> bool {
    draws.first().is_none_or(|drawn| drawn.rules[0].len() == study::columns(true).len())
}

fn run(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let asked = asked(arguments)?;
    // The run of the link itself, as far as anything asks for it.
    let mut single = match asked.seeds.is_none() || asked.save.is_some() || asked.svg.is_some() {
        true => Some(Finished::new(&asked)?),
        false => None,
    };
    let report = match &asked.seeds {
        None => single.as_ref().map_or(Ok(Value::Null), |run| run.report(&asked))?,
        Some(seeds) if asked.sweep.is_none() && !asked.same_network => {
            many(&asked.params, asked.own.as_ref(), seeds.clone())?
        }
        Some(seeds) => studied(&asked, &draws(&asked, seeds.clone())?),
    };
    let luck_or_cost = match &asked.seeds {
        Some(seeds) if asked.svg.is_some() || asked.csv.is_some() => draws(&asked, seeds.clone())?,
        _ => Vec::new(),
    };
    if let Some(file) = &asked.csv {
        let text = study::csv(&luck_or_cost, is_symmetric(&luck_or_cost));
        fs::write(file, text).map_err(|error| format!("{file} cannot be written: {error}"))?;
    }
    if let (Some(folder), Some(run)) = (&asked.save, &mut single) {
        save(&mut run.experiment, folder)?;
    }
    if let (Some(folder), Some(run)) = (&asked.svg, &mut single) {
        let [luck, cost] = match asked.sweep {
            Some(_) => [&[][..], &luck_or_cost],
            None => [&luck_or_cost[..], &[]],
        };
        pictures::write(run, [luck, cost], folder)?;
    }
    let text = serde_json::to_string_pretty(&report).map_err(|error| error.to_string())? + "\n";
    match asked.out {
        Some(file) => fs::write(&file, text).map_err(|error| format!("{file} cannot be written: {error}")),
        None => {
            print(&text);
            Ok(())
        }
    }
}

/// Writes to standard output. A reader that closes early (`| head`) is no error of ours.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Writes every matrix and table of a run into `folder`.
fn save(run: &mut Experiment, folder: &str) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{folder} cannot be made: {error}"))?;
    export::everything(run, |name, bytes| {
        let file = Path::new(folder).join(name);
        fs::write(&file, bytes).map_err(|error| format!("{} cannot be written: {error}", file.display()))
    })
}

fn asked(mut arguments: impl Iterator<Item = String>) -> Result<Asked, String> {
    let (mut text, mut seeds, mut out, mut svg, mut matrix) = (None, None, None, None, None);
    let (mut sweep, mut same_network, mut csv, mut save) = (None, false, None, None);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value; {USAGE}"));
        match argument.as_str() {
            "--seeds" => seeds = Some(range(&value()?)?),
            "--sweep" => sweep = Some(fractions(&value()?)?),
            "--same-network" => same_network = true,
            "--csv" => csv = Some(value()?),
            "--out" => out = Some(value()?),
            "--save" => save = Some(value()?),
            "--svg" => svg = Some(value()?),
            "--matrix" => matrix = Some(value()?),
            _ if argument.starts_with("--") || text.is_some() => {
                return Err(format!("{argument} is not understood; {USAGE}"));
            }
            _ => text = Some(argument),
        }
    }
    if seeds.is_none() && (sweep.is_some() || same_network || csv.is_some()) {
        return Err(
            "--sweep, --same-network and --csv are about many seeds; add --seeds, such as 0..20".into()
        );
    }
    let text = text.ok_or(USAGE)?;
    // Settings of the link are those of a file, if there is one.
    let text = if matrix.is_some() && !says(&text, "net") { format!("{text}&net=file") } else { text };
    let link = link::read(&text);
    if let Some(notice) = link.notices.first() {
        return Err(format!(
            "only links without a mistake are run here. The page says of this one: {notice}"
        ));
    }
    let mut params = link.params;
    let own = own(matrix.as_deref(), link.data)?;
    if own.is_some() && params.net != Net::File {
        params.set("net", Net::File.word());
    }
    if let Some(own) = &own {
        params.n = own.file.matrix.n();
    }
    if let (Some(own), true) = (&own, matrix.is_some()) {
        open_as_the_page_does(&mut params, &own.file, &text);
    }
    Ok(Asked { params, seeds, sweep, same_network, csv, out, save, svg, own })
}

/// Whether a link has a value for `key`.
fn says(link: &str, key: &str) -> bool {
    link.split(['#', '&']).any(|pair| pair.split('=').next() == Some(key))
}

/// What the link does not say of a file's leak and directions is as on the page when the file is opened there, and is told.
fn open_as_the_page_does(params: &mut Params, file: &Read, link: &str) {
    file.remarks.iter().for_each(|remark| eprintln!("headless: {remark}"));
    let (leak, sym) = repair::opened_with(file, &repair::inspect(&file.matrix));
    if leak == Leak::Dominant && !says(link, "leak") {
        params.leak = leak;
        eprintln!(
            "headless: the diagonal is zero, so each neuron is given a leak (leak=dominant; leak=given takes it as it is)"
        );
    }
    if sym == Sym::Both && !says(link, "sym") {
        params.sym = sym;
        eprintln!(
            "headless: each pair is named once, so synapses are undirected (sym=both; sym=given takes them as they are)"
        );
    }
}

/// The matrix of a file, or of a link.
fn own(name: Option<&str>, data: Option<Data>) -> Result<Option<Own>, String> {
    Ok(match (name, data) {
        (Some(name), data) => {
            let file = open(name)?;
            // An address is that of the file; a matrix is not.
            let address = data.filter(|data| matches!(data, Data::Address(_)));
            let data = address.or_else(|| write::for_link(&file.matrix, &file.names));
            Some(Own { file, data })
        }
        (None, Some(data)) => {
            let content =
                data.content().ok_or("fetch the matrix yourself, and give it with --matrix FILE")?;
            let file = read::read("link", &content)
                .map_err(|error| format!("the link's matrix cannot be used: {error}"))?;
            Some(Own { file, data: Some(data) })
        }
        (None, None) => None,
    })
}

fn open(name: &str) -> Result<Read, String> {
    let unopened = |error| format!("{name} cannot be opened: {error}");
    let bytes = fs::File::open(name).and_then(read::content).map_err(unopened)?;
    read::read(name, &bytes).map_err(|error| format!("{name} cannot be used: {error}"))
}

fn range(text: &str) -> Result<Range<u32>, String> {
    let ends = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    let seeds = ends.filter(|seeds: &Range<u32>| !seeds.is_empty());
    seeds.ok_or_else(|| format!("--seeds {text} is no range of whole numbers, such as 0..20"))
}

/// Kept fractions from A to B: both, and those of the page's sweep between.
fn fractions(text: &str) -> Result<Vec<f64>, String> {
    let ends = text.split_once("..").and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    let (from, to): (f64, f64) =
        ends.filter(|(from, to)| 0.01 <= *from && from <= to && *to <= 1.0).ok_or_else(|| {
            format!("--sweep {text} is no range of kept fractions from 0.01 to 1, such as 0.05..0.9")
        })?;
    let mut all = vec![from];
    all.extend(study::SWEEP.into_iter().filter(|keep| from < *keep && *keep < to));
    all.extend((to > from).then_some(to));
    Ok(all)
}

/// Every draw that is asked for, of every kept fraction.
fn draws(asked: &Asked, seeds: Range<u32>) -> Result<Vec<Drawn>, String> {
    let keeps = asked.sweep.clone().unwrap_or_else(|| vec![asked.params.keep]);
    let file = asked.own.as_ref().map(|own| &own.file);
    let mut all = Vec::new();
    let mut experiment = None;
    for seed in seeds {
        for keep in &keeps {
            let mut params = Params { seed, keep: *keep, ..asked.params.clone() };
            if asked.sweep.is_some() {
                params.eps = 0.0; // it would set the kept fraction
            }
            let network = if asked.same_network { asked.params.seed } else { seed };
            let drawn = study::draw(&mut experiment, &params, network, file);
            all.push(drawn.map_err(|error| error.to_string())?);
        }
    }
    Ok(all)
}

/// Medians and quartiles of the draws at each kept fraction, for each rule and number.
fn studied(asked: &Asked, draws: &[Drawn]) -> Value {
    let columns = study::columns(is_symmetric(draws));
    let at = |keep: f64| {
        let of = |rule: &Rule| {
            let numbers = columns.iter().enumerate().filter_map(|(k, column)| {
                let there = draws.iter().filter(|drawn| drawn.keep == keep);
                let all = study::quartiles(there, *rule, k)?;
                Some((column.key.to_string(), json!({ "median": all.median, "q1": all.q1, "q3": all.q3 })))
            });
            (rule.word().to_string(), Value::Object(numbers.collect()))
        };
        let rules: Map<String, Value> = Rule::ALL.iter().map(of).collect();
        json!({ "keep": keep, "rules": rules })
    };
    let keeps = asked.sweep.clone().unwrap_or_else(|| vec![asked.params.keep]);
    let seeds = asked.seeds.clone().unwrap_or_default();
    json!({
        "params": asked.params,
        "seeds": format!("{}..{}", seeds.start, seeds.end),
        "same_network": asked.same_network,
        "sweep": keeps.into_iter().map(at).collect::<Vec<Value>>(),
    })
}

fn report(params: &Params, own: Option<&Own>) -> Result<Value, String> {
    let mut experiment =
        Experiment::prepared(params, own.map(|own| &own.file)).map_err(|error| error.to_string())?;
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
    // What some runs have not is said of those that have it.
    match values.iter().find(|value| !value.is_null()).copied().unwrap_or(&Value::Null) {
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

fn quartiles(numbers: Vec<f64>) -> Value {
    order::quartiles(numbers)
        .map_or(Value::Null, |all| json!({ "median": all.median, "q1": all.q1, "q3": all.q3 }))
}
