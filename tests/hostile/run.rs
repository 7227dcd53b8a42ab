//! Small matrices of all kinds, through the whole core.

use nalgebra::DMatrix;
use noise_prune::network::matrix::Matrix;
use noise_prune::network::read::{Format, Read};
use noise_prune::network::{repair, row_sums};
use noise_prune::numerics::schur;
use noise_prune::params::{Act, Cov, Diagonal, Leak, Net, Params, Rule, Sym};
use noise_prune::run::report::Report;
use noise_prune::run::{Experiment, ExperimentError};

use super::page::look_at;
use super::sentence;

/// Entries that make trouble, and ordinary ones.
const ENTRIES: [f64; 28] = [
    0.0,
    1.0,
    -1.0,
    0.5,
    -0.25,
    2.0,
    -3.0,
    1e-3,
    1e-8,
    1e-17,
    -1e-17,
    1e8,
    1e16,
    1e50,
    -1e50,
    1.01e50,
    1e-50,
    9.9e-51,
    1e150,
    1e300,
    -1e300,
    f64::MAX,
    1e-300,
    5e-324,
    -0.0,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

/// Steps of listening; what needs more is left as it is then.
const STEPS: u64 = 3000;
/// Operations of a comparison that is run to its end.
const WORK: f64 = 3e6;

/// Bytes, taken one after another; zeros when there are no more.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// One of the entries above, or any number at all.
    fn entry(&mut self) -> f64 {
        let byte = usize::from(self.byte());
        match ENTRIES.get(byte) {
            Some(entry) => *entry,
            None if byte < 200 => (byte as f64 - 114.0) / 32.0,
            None => f64::from_le_bytes(std::array::from_fn(|_| self.byte())),
        }
    }

    fn share(&mut self) -> f64 {
        f64::from(self.byte()) / 255.0
    }
}

/// The case that `bytes` are: a matrix of at most 12 neurons, and settings.
fn case(bytes: &[u8]) -> (DMatrix<f64>, Params) {
    let mut bytes = Bytes(bytes);
    let (kind, choice, n) = (bytes.byte(), bytes.byte(), usize::from(bytes.byte() % 13));
    let bit = |byte: u8, k: u8| byte >> k & 1 == 1;
    let pick = |k: u8| bit(choice, k);
    let params = Params {
        cov: if pick(0) { Cov::Measured } else { Cov::Exact },
        act: if pick(1) { Act::Relu } else { Act::Linear },
        leak: if pick(2) { Leak::Dominant } else { Leak::Given },
        sym: if pick(3) { Sym::Mean } else { Sym::Given },
        diag: if pick(4) { Diagonal::Original } else { Diagonal::Matched },
        time: if pick(5) { 1e4 } else { 0.1 + bytes.share() },
        eps: if pick(6) { 100.0 * bytes.share() } else { 0.0 },
        excess: if pick(7) { 0.0 } else { bytes.share() },
        drive: 200.0 * bytes.share() - 100.0,
        keep: (bytes.share()).clamp(0.01, 1.0),
        seed: u32::from(bytes.byte()),
        ..Params::defaults(Net::File)
    };
    let mut m = DMatrix::from_fn(n, n, |_, _| bytes.entry());
    shape(&mut m, |k| bit(kind, k));
    (m, params)
}

/// Structures that entries alone seldom have.
fn shape(m: &mut DMatrix<f64>, has: impl Fn(u8) -> bool) {
    let n = m.nrows();
    if has(0) {
        m.fill_upper_triangle_with_lower_triangle();
    }
    if has(1) {
        // All inhibitory.
        m.apply(|x| *x = -x.abs());
    }
    if has(2) {
        // In two pieces.
        let piece = |i: usize| i < n / 2;
        *m = DMatrix::from_fn(n, n, |i, j| if piece(i) == piece(j) { m[(i, j)] } else { 0.0 });
    }
    if has(3) {
        m.fill_diagonal(0.0);
    }
    if has(4) {
        // Singular, but for signs; with the next, stable.
        for (i, sum) in row_sums(m).iter().enumerate() {
            m[(i, i)] = -sum;
        }
    }
    if has(5) {
        (0..n).for_each(|i| m[(i, i)] -= 1.0);
    }
    if has(6) {
        // Two neurons alike: a singular matrix.
        (1..n.min(2)).for_each(|i| m.set_row(i, &m.row(0).clone_owned()));
    }
}

/// Any small matrix and settings end in pictures and a report, or in a sentence.
pub fn core(bytes: &[u8]) {
    let (matrix, params) = case(bytes);
    look_over(&matrix);
    let file =
        Read { matrix: Matrix::from(&matrix), names: Vec::new(), format: Format::Dense, remarks: Vec::new() };
    let made = Experiment::new(&params, Some(&file), &mut |_| ());
    let done = made.and_then(|mut experiment| {
        if !experiment.is_scored() || bytes.len().is_multiple_of(4) {
            experiment.listen(STEPS)?;
        }
        experiment.seek(experiment.synapses() / 2);
        look_at(&experiment);
        finish(&mut experiment)
    });
    done.unwrap_or_else(|error| sentence(&error.to_string()));
}

/// What is said of a file's matrix when it is opened.
fn look_over(matrix: &DMatrix<f64>) {
    let report = repair::inspect(&Matrix::from(matrix));
    sentence(&report.to_string());
    if let Some(abscissa) = repair::symmetric_abscissa(matrix) {
        sentence(&report.with_abscissa(abscissa).to_string());
    }
    if let Err(error) = schur::eigenvalues(matrix) {
        sentence(&error.to_string());
    }
}

/// To the end, and the report, but for a comparison that takes seconds; then all is drawn.
fn finish(experiment: &mut Experiment) -> Result<(), ExperimentError> {
    experiment.seek(usize::MAX);
    // In between, the comparison is cut short, but only after seconds; far beyond, it does not begin.
    if experiment.is_scored() && !(WORK..1e17).contains(&comparison(experiment)) {
        // JSON has no numbers that are not finite; only a comparison that does not go so far has none there, and a
        // network that is not stable, whose answers and noise grow without end.
        let report = Report::new(experiment, experiment.params().rule, None)?.to_json();
        let (numbers, _) = report.split_once("\"dynamics\"").unwrap();
        let of_stable = ["response_error", "covariance_error", "decay_error", "transient_growth"];
        let missing = |line: &&str| line.contains("null") && !of_stable.iter().any(|key| line.contains(key));
        assert_eq!(numbers.lines().find(missing), None, "{numbers}");
    }
    look_at(experiment);
    Ok(())
}

/// A bound on the operations of a whole comparison.
fn comparison(experiment: &Experiment) -> f64 {
    let (n, synapses) = (experiment.network().n() as f64, experiment.synapses() as f64);
    let largest = |a: &DMatrix<f64>| a.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    let pruned = Rule::ALL.iter().map(|rule| largest(&experiment.matrix(*rule)));
    let fastest = n * pruned.fold(largest(experiment.network().a()), f64::max);
    200.0 * fastest * n * 4.0 * (n + 2.0 * synapses)
}
