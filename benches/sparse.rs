//! What large sparse networks cost without a browser, for `cargo xtask bench --sparse`: snapshots of the noise, the density of
//! the spectrum and the slowest modes, a line of JSON for each network.
//!
//! ```sh
//! cargo bench --package noise-prune-bench --bench sparse -- FOLDER 10000 100000
//! ```
//!
//! Each network is left in the folder, as `N.f64`, for whoever does the same: n, m, the leak of each neuron, then i, j and a_ij of
//! each synapse, all as numbers of eight bytes.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use noise_prune::measure::sampled::SLOWEST;
use noise_prune::network::Network;
use noise_prune::numerics::density::Density;
use noise_prune::numerics::slowest::Slowest;
use noise_prune::numerics::sparse::Sparse;
use noise_prune::params::{Net, Params};
use noise_prune::rule::snapshots::Snapshots;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    // Cargo adds an argument of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let Some((folder, sizes)) = arguments.split_first() else { return Ok(()) };
    for n in sizes {
        run(Path::new(folder), n.parse()?)?;
    }
    Ok(())
}

/// Clusters, in which a neuron has 42 synapses.
fn run(folder: &Path, n: usize) -> Result<(), Failure> {
    let params = Params { n, degree: 42.0, ..Params::defaults(Net::Clustered) };
    let network = Network::from_params(&params)?;
    let m = network.synapses.len();
    keep(&folder.join(format!("{n}.f64")), &network)?;
    let pair = |k: usize| {
        let (i, j) = network.synapses[k].at();
        (i, j, -network.synapses[k].weight)
    };
    let minus_a = Sparse::of_pairs(n, m, pair, network.leak.clone());
    let start = Instant::now();
    let mut snapshots = Snapshots::new(&network, params.seed)?;
    snapshots.advance(params.shots)?;
    let snapshots = milliseconds(start);
    let start = Instant::now();
    black_box(Density::whole(&minus_a, params.seed));
    let (density, start) = (milliseconds(start), Instant::now());
    let slowest = Slowest::whole(&minus_a, SLOWEST, params.seed);
    let (slowest, values) = (milliseconds(start), slowest.values());
    println!(
        "{{\"n\":{n},\"synapses\":{m},\"times\":[{snapshots},{density},{slowest}],\"slowest\":{values:?}}}"
    );
    Ok(())
}

fn milliseconds(start: Instant) -> f64 {
    1000.0 * start.elapsed().as_secs_f64()
}

fn keep(file: &Path, network: &Network) -> Result<(), Failure> {
    let head = [network.n() as f64, network.synapses.len() as f64];
    let synapses = network.synapses.iter().flat_map(|s| [f64::from(s.i), f64::from(s.j), s.weight]);
    let all = head.into_iter().chain(network.leak.iter().copied()).chain(synapses);
    Ok(fs::write(file, all.flat_map(f64::to_le_bytes).collect::<Vec<u8>>())?)
}
