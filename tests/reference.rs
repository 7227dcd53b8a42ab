//! Strategy: every stage of every reference case, each started from the case's own inputs (its
//! matrix `a`, covariance, importances, probabilities, draws `u`), against an independent program's
//! results. The cases are those in tests/reference and in the folder that the environment variable
//! NOISE_PRUNE_REFERENCE names, if it is set. One line a case is printed: its name and the largest
//! relative error of each stage (of a matrix or list: relative to its largest entry).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nalgebra::DMatrix;
use noise_prune::measure::spectrum;
use noise_prune::network::{Network, Symmetry};
use noise_prune::params::{Diagonal, Rule};
use noise_prune::rule::{self, covariance, fate};
use serde_json::Value;

/// Relative errors that are allowed.
const TOLERANCE: f64 = 1e-8;
/// For cos θ and the range, where A is nearly singular.
const LOOSE: f64 = 1e-6;
/// A is nearly singular when its eigenvalues span more than this factor.
const NEARLY_SINGULAR: f64 = 1e6;

/// Largest relative error of each stage.
#[derive(Default)]
struct Errors(BTreeMap<&'static str, f64>);

impl Errors {
    fn note(&mut self, stage: &'static str, got: &[f64], want: &[f64]) {
        assert_eq!(got.len(), want.len(), "{stage}: number of values");
        let scale = want.iter().fold(f64::MIN_POSITIVE, |most, x| most.max(x.abs()));
        let worst = got.iter().zip(want).map(|(x, y)| (x - y).abs() / scale);
        let worst = worst.fold(0.0, |most: f64, x| if x.is_nan() { f64::INFINITY } else { most.max(x) });
        let entry = self.0.entry(stage).or_insert(0.0);
        *entry = entry.max(worst);
    }
}

#[test]
fn every_stage_of_every_case() {
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference")];
    folders.extend(std::env::var_os("NOISE_PRUNE_REFERENCE").map(PathBuf::from));
    let mut failures = Vec::new();
    let mut cases = 0;
    for path in folders.iter().flat_map(|folder| json_files(folder)) {
        let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let (errors, nearly_singular) = run(&case);
        let stages: Vec<String> = errors.0.iter().map(|(stage, e)| format!("{stage} {e:.1e}")).collect();
        println!("{}: {}", case["name"].as_str().unwrap(), stages.join(", "));
        for (stage, error) in errors.0 {
            let loose = nearly_singular && ["cos_theta", "range"].contains(&stage);
            if error > if loose { LOOSE } else { TOLERANCE } {
                failures.push(format!("{}: {stage} is {error:.1e} off", case["name"]));
            }
        }
        cases += 1;
    }
    assert!(cases >= 9, "only {cases} cases were found");
    assert!(failures.is_empty(), "{failures:#?}");
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files
}

fn run(case: &Value) -> (Errors, bool) {
    let mut errors = Errors::default();
    let network = Network::from_matrix(matrix(&case["a"])).unwrap();
    assert_eq!(network.symmetry, kind(&case["kind"]));
    assert_eq!(network.synapses.len() as u64, case["synapses"].as_u64().unwrap());

    let c = covariance::exact(&network, 1.0).unwrap();
    errors.note("covariance", c.as_slice(), matrix(&case["covariance"]).as_slice());

    let given = matrix(&case["covariance"]);
    let importance = rule::importance(Rule::Noise, &network.synapses, &given).unwrap();
    errors.note("importance", &importance, &on_synapses(&network, &case["importance"]));

    let mut nearly_singular = false;
    for target in case["targets"].as_array().unwrap() {
        // A case has the rules that its program knew.
        let known: Vec<Rule> =
            Rule::ALL.iter().copied().filter(|rule| target.get(rule.word()).is_some()).collect();
        assert!(known.len() >= 3, "only the rules {known:?} were found");
        for of_rule in known {
            run_rule(&mut errors, &network, case, target, of_rule);
        }
        if network.is_symmetric() {
            let values = list(&target["noise"]["compare"]["eigenvalues"]);
            nearly_singular |= spectrum::max_abs(&values) > NEARLY_SINGULAR * least_abs(&values);
        }
    }
    (errors, nearly_singular)
}

fn run_rule(errors: &mut Errors, network: &Network, case: &Value, target: &Value, of_rule: Rule) {
    let want = &target[of_rule.word()];
    let number = target["target"].as_f64().unwrap();
    let importance = match of_rule {
        Rule::Noise => on_synapses(network, &case["importance"]),
        other => rule::importance(other, &network.synapses, network.a()).unwrap(),
    };
    let scale = rule::scale_for_target(&importance, number).unwrap();
    errors.note("scale", &[scale], &[want["scale"].as_f64().unwrap()]);
    let p = rule::probabilities(&importance, want["scale"].as_f64().unwrap());
    errors.note("p", &p, &on_synapses(network, &want["p"]));
    let published = rule::published_probabilities(&importance, number);
    errors.note("p_published", &published, &on_synapses(network, &want["p_published"]));

    let (p, u) = (on_synapses(network, &want["p"]), on_synapses(network, &case["u"]));
    let original = fate::prune(network, &p, &u, Diagonal::Original, |_| true);
    let matched = fate::prune(network, &p, &u, Diagonal::Matched, |_| true);
    let mut zero = original.clone();
    zero.fill_diagonal(0.0);
    errors.note("sparse_original", original.as_slice(), matrix(&want["sparse_original"]).as_slice());
    errors.note("sparse_matched", matched.as_slice(), matrix(&want["sparse_matched"]).as_slice());
    errors.note("sparse_zero", zero.as_slice(), matrix(&want["sparse_zero"]).as_slice());
    if network.is_symmetric() {
        compare(errors, network, want);
    }
}

fn compare(errors: &mut Errors, network: &Network, want: &Value) {
    let s = matrix(&want["sparse_matched"]);
    let modes = spectrum::modes(network.a());
    let after = spectrum::eigenvalues(&s);
    let compare = &want["compare"];
    errors.note("eigenvalues", &modes.values, &list(&compare["eigenvalues"]));
    errors.note("eigenvalues_sparse", &after, &list(&compare["eigenvalues_sparse"]));
    errors.note("eps_lambda", &spectrum::eps_lambda(&modes.values, &after), &list(&compare["eps_lambda"]));
    let (eps_v, cos_theta) = spectrum::along(&modes, &s);
    // Within an eigenspace of several dimensions the eigenvectors are anyone's choice; what does not
    // depend on it is compared: each where its eigenvalue is alone, the eigenspace's mean for eps_v.
    let (got, want_v) = by_eigenspace(&modes.values, &eps_v, &list(&compare["eps_v"]), true);
    errors.note("eps_v", &got, &want_v);
    let (got, want_cos) = by_eigenspace(&modes.values, &cos_theta, &list(&compare["cos_theta"]), false);
    errors.note("cos_theta", &got, &want_cos);
    let range = spectrum::range(&covariance::factor(network.a()).unwrap(), &s);
    errors.note("range", &[range.0, range.1], &list(&want["generalised_range"]));
}

/// The values of simple eigenvalues one by one and, with `sums`, the mean over each repeated one.
fn by_eigenspace(eigenvalues: &[f64], got: &[f64], want: &[f64], sums: bool) -> (Vec<f64>, Vec<f64>) {
    let apart = 1e-9 * spectrum::max_abs(eigenvalues);
    let mut out = (Vec::new(), Vec::new());
    let mut first = 0;
    for last in 1..=eigenvalues.len() {
        if last < eigenvalues.len() && eigenvalues[last] - eigenvalues[last - 1] < apart {
            continue;
        }
        if sums || last - first == 1 {
            let mean = |values: &[f64]| values[first..last].iter().sum::<f64>() / (last - first) as f64;
            out.0.push(mean(got));
            out.1.push(mean(want));
        }
        first = last;
    }
    out
}

fn kind(value: &Value) -> Symmetry {
    match value.as_str().unwrap() {
        "symmetric" => Symmetry::Symmetric,
        "normal" => Symmetry::Normal,
        _ => Symmetry::General,
    }
}

fn list(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(value: &Value) -> DMatrix<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(list).collect();
    DMatrix::from_fn(rows.len(), rows.len(), |i, j| rows[i][j])
}

fn on_synapses(network: &Network, value: &Value) -> Vec<f64> {
    let m = matrix(value);
    network.synapses.iter().map(|synapse| m[synapse.at()]).collect()
}

fn least_abs(values: &[f64]) -> f64 {
    values.iter().fold(f64::INFINITY, |least, x| least.min(x.abs()))
}
