//! What each stage of a run costs against the number of neurons n, on this machine, without a browser.
//!
//! ```sh
//! cargo bench --package noise-prune-bench                          # everything
//! cargo bench --package noise-prune-bench -- 'eigenvalues/300'     # one stage at one size
//! ```
//!
//! The networks are `clustered`, the ones that the page opens with. `cargo xtask bench` times the same stages
//! in a browser, beside other programs.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput};
use noise_prune::measure::spectrum;
use noise_prune::network::{Network, layout};
use noise_prune::numerics::schur;
use noise_prune::params::{Diagonal, Net, Params, Rule};
use noise_prune::rule::noise::{Drive, Pace, Simulation};
use noise_prune::rule::{self, covariance, fate};
use noise_prune::run::{Depth, Experiment};

/// Numbers of neurons.
const SIZES: [usize; 5] = [100, 200, 300, 500, 1000];

/// From here on a single call may take a second: as few samples as the statistics allow.
const LARGE: usize = 500;

type Failure = Box<dyn std::error::Error>;

/// A network with what later stages start from.
struct Case {
    params: Params,
    network: Network,
    covariance: nalgebra::DMatrix<f64>,
    probabilities: Vec<f64>,
}

impl Case {
    fn new(n: usize) -> Result<Case, Failure> {
        let params = Params { n, ..Params::defaults(Net::Clustered) };
        let network = Network::from_params(&params)?;
        let covariance = covariance::exact(&network, 1.0)?;
        let probabilities = scored(&params, &network, &covariance)?;
        Ok(Case { params, network, covariance, probabilities })
    }
}

/// Importances, K and probabilities of the noise rule.
fn scored(
    params: &Params,
    network: &Network,
    covariance: &nalgebra::DMatrix<f64>,
) -> Result<Vec<f64>, rule::RuleError> {
    let s = rule::importance(Rule::Noise, &network.synapses, covariance)?;
    let scale = rule::scale_for_target(&s, params.keep * s.len() as f64)?;
    Ok(rule::probabilities(&s, scale))
}

fn main() -> Result<(), Failure> {
    let cases = SIZES.iter().map(|n| Case::new(*n)).collect::<Result<Vec<_>, _>>()?;
    let mut criterion = Criterion::default().configure_from_args();
    network(&mut criterion, &cases)?;
    linear_algebra(&mut criterion, &cases)?;
    rules(&mut criterion, &cases)?;
    measures(&mut criterion, &cases)?;
    simulated_noise(&mut criterion, &cases)?;
    criterion.final_summary();
    Ok(())
}

/// Times one stage at every size. The work of O(n³) is told as n³ elements, so that the rate shows whether
/// the cost grows faster than that.
fn stage<R>(
    criterion: &mut Criterion,
    name: &str,
    cases: &[Case],
    mut work: impl FnMut(&Case) -> Result<R, Failure>,
) -> Result<(), Failure> {
    let mut group = criterion.benchmark_group(name);
    for case in cases {
        let n = case.network.n();
        work(case)?; // an error is told, not timed
        fit(&mut group, n);
        group.bench_with_input(BenchmarkId::from_parameter(n), case, |bencher, case| {
            bencher.iter(|| black_box(work(black_box(case)).ok()));
        });
    }
    group.finish();
    Ok(())
}

/// Fewer and longer samples for large networks.
fn fit(group: &mut BenchmarkGroup<WallTime>, n: usize) {
    let large = n >= LARGE;
    group.sample_size(if large { 10 } else { 30 });
    group.sampling_mode(if large { SamplingMode::Flat } else { SamplingMode::Auto });
    group.warm_up_time(Duration::from_millis(if large { 200 } else { 500 }));
    group.measurement_time(Duration::from_secs(2));
    group.throughput(Throughput::Elements((n * n * n) as u64));
}

/// The network made, and placed in the plane.
fn network(criterion: &mut Criterion, cases: &[Case]) -> Result<(), Failure> {
    stage(criterion, "network", cases, |case| Ok(Network::from_params(&case.params)?))?;
    stage(criterion, "layout", cases, |case| Ok(layout::place(&case.network)))
}

fn linear_algebra(criterion: &mut Criterion, cases: &[Case]) -> Result<(), Failure> {
    stage(criterion, "covariance", cases, |case| {
        Ok(covariance::from_factor(covariance::factor(case.network.a())?, 1.0))
    })?;
    stage(criterion, "eigenvalues", cases, |case| Ok(spectrum::eigenvalues(case.network.a())))?;
    stage(criterion, "modes", cases, |case| Ok(spectrum::modes(case.network.a())))?;
    // The same matrix, by what matrices without symmetry need.
    stage(criterion, "general eigenvalues", cases, |case| Ok(schur::eigenvalues(case.network.a())?))
}

/// From the covariance to the pruned network.
fn rules(criterion: &mut Criterion, cases: &[Case]) -> Result<(), Failure> {
    stage(criterion, "rule", cases, |case| Ok(scored(&case.params, &case.network, &case.covariance)?))?;
    stage(criterion, "prune", cases, |case| {
        let count = case.network.synapses.len();
        let (seed, draws) = (case.params.seed, fate::draws(case.params.seed, count));
        let pruned = fate::prune(&case.network, &case.probabilities, &draws, Diagonal::Matched, |_| true);
        Ok((fate::order(seed, count), pruned))
    })
}

/// The error measures of one network that is pruned to its end.
fn measures(criterion: &mut Criterion, cases: &[Case]) -> Result<(), Failure> {
    for (name, depth) in [("measure eigenvalues", Depth::Eigenvalues), ("measure all", Depth::All)] {
        let mut group = criterion.benchmark_group(name);
        for case in cases {
            let mut experiment = Experiment::prepared(&case.params, None)?;
            experiment.advance(usize::MAX);
            experiment.measure(Rule::Noise, depth)?;
            fit(&mut group, case.network.n());
            group.bench_function(BenchmarkId::from_parameter(case.network.n()), |bencher| {
                bencher.iter(|| black_box(experiment.measure(Rule::Noise, depth).ok()));
            });
        }
        group.finish();
    }
    Ok(())
}

/// One unit of time of the network under noise, with the synapses listening.
fn simulated_noise(criterion: &mut Criterion, cases: &[Case]) -> Result<(), Failure> {
    let mut group = criterion.benchmark_group("noise");
    for case in cases {
        let pace = Pace::of(&case.network)?;
        let mut simulation = Simulation::new(&case.network, pace, &Drive::default())?;
        let steps = (1.0 / simulation.step_length()).ceil() as u64;
        simulation.advance(steps)?;
        fit(&mut group, case.network.n());
        group.throughput(Throughput::Elements(steps));
        group.bench_function(BenchmarkId::from_parameter(case.network.n()), |bencher| {
            bencher.iter(|| black_box(simulation.advance(steps).is_ok()));
        });
    }
    group.finish();
    Ok(())
}
