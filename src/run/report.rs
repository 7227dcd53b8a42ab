//! All numbers of a finished run, as the JSON that the command line prints and the page exports.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::compare::COMPARED_TAU;
use crate::measure::dynamics::Traces;
use crate::measure::table::{self, Value};
use crate::params::link::{self, Data, Presentation};
use crate::params::{Net, Params, Rule};
use crate::rule::fate::Fate;
use crate::run::{Depth, Experiment, ExperimentError, Measures, Moved};

/// Times of the comparison that are reported, in the matrix's unit.
const TIMES: [f64; 3] = [10.0, 20.0, 40.0];
/// The same in τ: about those times for `clustered`, and for every other network when it is as far.
pub(super) const TIMES_TAU: [f64; 3] = [0.4, 0.75, COMPARED_TAU];

/// [`Report::link_lacks`] for a matrix that is neither in the link nor at an address.
const NO_MATRIX: &str =
    "the matrix, which is too large for a link: open the link, and then the matrix's file";

/// A finished run. Field names are the names in the JSON; what does not apply is left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Version of the program.
    pub version: &'static str,
    /// The link that reproduces the run, with [`Report::link_lacks`].
    pub link: String,
    /// Which part of the run the link does not hold, and what to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_lacks: Option<&'static str>,
    /// All parameters, defaults filled in.
    pub params: Params,
    /// Neurons.
    pub n: usize,
    /// Synapses before pruning.
    pub synapses: usize,
    /// Largest real part of an eigenvalue before pruning.
    pub abscissa: f64,
    /// ε of the theorem for this run, and what the theorem says of it ([`crate::rule::theorem::Verdict`]).
    pub implied_eps: f64,
    pub theorem: &'static str,
    /// Largest ‖exp(A t)‖ over all times before pruning; of symmetric and of large networks there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transient_growth: Option<f64>,
    /// Relative error of the measured importances (median over the synapses), where there are exact ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub importance_error: Option<f64>,
    /// Of several rounds, what each of them was to leave and left.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<Rules<RoundReport>>,
    /// One set of numbers a rule.
    pub rules: Rules<RuleReport>,
    /// Eigenvalues before and after.
    pub spectrum: Spectra,
    /// Relative error of the dynamics, at times in the matrix's unit and in τ.
    pub dynamics: Dynamics,
    pub dynamics_tau: Dynamics,
}

/// One of something for each rule, in the order of [`Rule::ALL`]; in JSON an object with the rules' words as keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules<T>(pub Vec<T>);

impl<T> Rules<T> {
    /// What `of` gives for each rule.
    fn new(of: impl FnMut(Rule) -> T) -> Rules<T> {
        Rules(Rule::ALL.iter().copied().map(of).collect())
    }
}

impl<T: Serialize> Serialize for Rules<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Rule::ALL.iter().map(|rule| rule.word()).zip(&self.0))
    }
}

/// What one rule left of the network: an object with the measures that this kind of network has, by their keys, and
/// `survivors`.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleReport {
    /// Key and value of each measure ([`table::reported`]).
    pub measures: Vec<(&'static str, Option<Value>)>,
    /// SHA-256 of the kept synapses ([`crate::rule::fate::survivors`]).
    pub survivors: String,
}

impl Serialize for RuleReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.measures.len() + 1))?;
        for (key, value) in &self.measures {
            map.serialize_entry(key, value)?;
        }
        map.serialize_entry("survivors", &self.survivors)?;
        map.end()
    }
}

/// What a round did to the network of a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoundReport {
    /// How many synapses it was expected to leave.
    pub expected: f64,
    /// How many it left.
    pub kept: usize,
    /// Patterns of activity that never died away when it began, and were left out of the covariance.
    pub left_out: usize,
}

fn rounds(experiment: &Experiment) -> Vec<Rules<RoundReport>> {
    let rounds = experiment.rounds();
    let of = |round: usize, rule: Rule| {
        let there = |k: &usize| rounds.fate(rule, *k, round + 1) != Fate::Cut;
        RoundReport {
            expected: rounds.0[round].p(rule).iter().sum(),
            kept: (0..experiment.synapses()).filter(there).count(),
            left_out: rounds.0[round].left_out[rule as usize],
        }
    };
    match rounds.0.len() {
        1 => Vec::new(),
        many => (0..many).map(|round| Rules::new(|rule| of(round, rule))).collect(),
    }
}

/// A spectrum: numbers for a symmetric network, pairs of real and imaginary part for any other.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Eigenvalues {
    Real(Vec<f64>),
    Complex(Vec<(f64, f64)>),
}

/// The spectra, those after pruning in the order of the original one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spectra {
    pub original: Eigenvalues,
    #[serde(flatten)]
    pub rules: Rules<Eigenvalues>,
}

/// norm(x_A(t) − x_S(t)) / norm(x_A(t)) at each of the times; `null` where the comparison did not get that far.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dynamics {
    pub t: [f64; 3],
    #[serde(flatten)]
    pub rules: Rules<[Option<f64>; 3]>,
}

impl Report {
    /// Runs `experiment`, whose synapses are scored, to its end and measures it there. `rule` is the one that the
    /// link draws, `data` where the matrix of `net=file` comes from. O(n³) for each rule.
    pub fn new(
        experiment: &mut Experiment,
        rule: Rule,
        data: Option<&Data>,
    ) -> Result<Report, ExperimentError> {
        experiment.seek(usize::MAX);
        let measures = experiment.measure_each(Depth::All, &|_| ())?;
        Ok(Report::of(experiment, rule, data, measures, &experiment.compare()))
    }

    /// The same of a run that stands at its end, from all that was measured of it there.
    pub fn of(
        experiment: &Experiment,
        rule: Rule,
        data: Option<&Data>,
        measures: Vec<Measures>,
        traces: &Traces,
    ) -> Report {
        // A file has as many neurons as it has, whatever was asked for.
        let params = Params { rule, n: experiment.network().n(), ..experiment.params().clone() };
        let each = Rule::ALL.iter().zip(measures);
        let (rules, spectra) =
            each.map(|(rule, measures)| RuleReport::new(experiment, *rule, measures)).unzip();
        let before = experiment.eigenvalues();
        let original = match experiment.network().is_symmetric() {
            true => Eigenvalues::Real(before.iter().map(|value| value.re).collect()),
            false => Eigenvalues::Complex(before.iter().map(|value| (value.re, value.im)).collect()),
        };
        let theorem = experiment.theorem();
        // Network 0 is the original.
        let at = |times: [f64; 3], unit: f64| Dynamics {
            t: times,
            rules: Rules::new(|rule| times.map(|t| traces.error_at(1 + rule as usize, t * unit))),
        };
        Report {
            version: env!("CARGO_PKG_VERSION"),
            link: link::write_with(&params, data, &Presentation::default()),
            link_lacks: (params.net == Net::File && data.is_none()).then_some(NO_MATRIX),
            n: experiment.network().n(),
            synapses: experiment.synapses(),
            abscissa: before.iter().fold(f64::NEG_INFINITY, |most, value| most.max(value.re)),
            implied_eps: theorem.implied_eps,
            theorem: theorem.verdict().word(),
            transient_growth: experiment.transient_growth(),
            importance_error: experiment
                .notes()
                .last()
                .filter(|_| params.is_heard())
                .map(|(_, error)| *error),
            rounds: rounds(experiment),
            rules: Rules(rules),
            spectrum: Spectra { original, rules: Rules(spectra) },
            dynamics: at(TIMES, 1.0),
            dynamics_tau: at(TIMES_TAU, experiment.tau()),
            params,
        }
    }
}

impl Report {
    /// The report as JSON, indented, with a newline at its end.
    pub fn to_json(&self) -> String {
        // Fails only for a map whose keys are no text, or a writer that refuses.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

impl RuleReport {
    fn new(experiment: &Experiment, rule: Rule, measures: Measures) -> (RuleReport, Eigenvalues) {
        let report = RuleReport {
            measures: table::reported(&measures, experiment.params().eps),
            survivors: experiment.survivors(rule),
        };
        let eigenvalues = match measures.moved {
            Moved::Real { eigenvalues, .. } => Eigenvalues::Real(eigenvalues),
            Moved::Complex { eigenvalues, .. } => Eigenvalues::Complex(eigenvalues),
        };
        (report, eigenvalues)
    }
}

#[cfg(test)]
mod tests {
    // Strategy: a run of one's own matrix, whose link is opened again and must lead to the same survivors.
    use super::*;
    use crate::network::read::read;

    const TABLE: &str = "-3,1,0.5,0\n1,-3,1,0.25\n0.5,1,-3,1\n0,0.25,1,-3";

    fn report(text: &str, data: Option<&Data>) -> Report {
        let file = read("a.csv", text.as_bytes()).unwrap();
        let params = Params { keep: 0.6, seed: 5, ..Params::defaults(Net::File) };
        Report::new(&mut Experiment::prepared(&params, Some(&file)).unwrap(), Rule::Noise, data).unwrap()
    }

    #[test]
    fn a_small_matrix_is_in_the_link_and_leads_to_the_same_run() {
        let report = report(TABLE, Some(&Data::Matrix(TABLE.replace('\n', ";"))));
        assert_eq!((report.link_lacks, report.params.n), (None, 4));
        let link = link::read(&report.link);
        let table = link.data.as_ref().and_then(Data::content).unwrap();
        let file = read("link", &table).unwrap();
        let mut again = Experiment::prepared(&link.params, Some(&file)).unwrap();
        assert_eq!(Report::new(&mut again, Rule::Noise, link.data.as_ref()).unwrap(), report);
    }

    #[test]
    fn a_link_without_its_matrix_says_so() {
        let report = report(TABLE, None);
        assert!(report.link_lacks.unwrap().contains("the matrix"), "{report:?}");
        assert!(report.to_json().contains("\"link_lacks\": "));
    }
}
