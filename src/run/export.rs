//! Files of a finished run for other programs: its numbers, the pruned matrix, and a table of the synapses.
//!
//! Numbers are written so that they read back to the same bits.

use std::fmt::Write;

use crate::network::Network;
use crate::network::read::npy;
use crate::network::write;
use crate::numerics::digits;
use crate::params::link::Data;
use crate::params::{Rule, choice, quoted};
use crate::run::report::Report;
use crate::run::{Experiment, ExperimentError, KEPT_UP_TO};

/// Makes a file of a finished run, for one rule. The last argument is where the matrix of `net=file` comes from.
type Make = fn(&mut Experiment, Rule, Option<&Data>) -> Result<Vec<u8>, ExperimentError>;

/// No export has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{word}' is nothing that can be saved; choose one of {}", words())]
pub struct UnknownExport {
    word: String,
}

/// Makes the exports from rows: word, text of the button, what the file holds (a word for its name), extension, and
/// how it is written.
macro_rules! exports {
    ($($(#[$doc:meta])* $export:ident = $word:literal, $label:literal, $what:literal, $extension:literal, $write:expr;)+) => {
        choice! {
            /// What can be saved of a run.
            Export { $($(#[$doc])* $export = $word, $label;)+ }
        }

        impl Export {
            /// What the file holds, in a word for its name, and the name's extension.
            pub fn file(self) -> (&'static str, &'static str) {
                match self { $(Export::$export => ($what, $extension)),+ }
            }

            fn maker(self) -> Make {
                match self { $(Export::$export => $write),+ }
            }
        }
    };
}

exports! {
    /// All numbers, as JSON; see [`Report`].
    Numbers = "numbers", "All numbers (JSON)", "numbers", "json",
        |run, rule, data| Ok(Report::new(run, rule, data)?.to_json().into_bytes());
    /// The synapses as CSV; see [`table`].
    Table = "table", "Synapses (CSV)", "synapses", "csv", |run, rule, _| Ok(table(run, rule).into_bytes());
    /// The pruned matrix, as CSV: one row a line.
    MatrixCsv = "matrix-csv", "Pruned matrix (CSV)", "matrix", "csv",
        |run, rule, _| Ok(write::csv(&run.matrix(rule)).into_bytes());
    /// The pruned matrix as NPY: float64, Fortran order.
    MatrixNpy = "matrix-npy", "Pruned matrix (NPY)", "matrix", "npy",
        |run, rule, _| Ok(npy::write_npy(&run.matrix(rule)));
}

impl Export {
    /// The export that a button's word stands for.
    pub fn of(word: &str) -> Result<Export, UnknownExport> {
        Export::from_word(word).ok_or_else(|| UnknownExport { word: quoted(word) })
    }
}

fn words() -> String {
    Export::WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ")
}

/// The bytes of a file with `export` of the network that `rule` left, after `experiment` has gone to its end. Its
/// synapses must be scored. `data` is where the matrix of `net=file` comes from, for the report's link.
pub fn bytes(
    experiment: &mut Experiment,
    export: Export,
    rule: Rule,
    data: Option<&Data>,
) -> Result<Vec<u8>, ExperimentError> {
    experiment.seek(usize::MAX);
    if matches!(export, Export::MatrixCsv | Export::MatrixNpy) && !has_matrix(experiment) {
        return Err(ExperimentError::NoMatrix { n: experiment.network().n() });
    }
    export.maker()(experiment, rule, data)
}

/// Whether there is room for a matrix of n × n: a large sparse network is worked on without one.
fn has_matrix(experiment: &Experiment) -> bool {
    !experiment.is_sparse() || experiment.network().n() <= KEPT_UP_TO
}

/// Every matrix and table of the finished run, one after another, each with the name of its file: A, C (the covariance of
/// the linear network for the run's σ, where it is kept: [`crate::run::KEPT_UP_TO`]), for each rule the pruned network S
/// and the synapses, and the neurons' names in the order of the rows; of a large sparse network no matrix. The synapses must be scored. Ends with the first
/// error of `give`.
pub fn everything<E>(
    experiment: &mut Experiment,
    mut give: impl FnMut(&str, Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    experiment.seek(usize::MAX);
    let scale = experiment.params().sigma * experiment.params().sigma;
    let has_matrix = has_matrix(experiment);
    if has_matrix {
        give("A.npy", npy::write_npy(experiment.network().a()))?;
    }
    if let Some(covariance) = experiment.covariance() {
        give("C.npy", npy::write_npy(&(covariance * scale)))?;
    }
    give("names.csv", names(experiment.network()).into_bytes())?;
    for &rule in Rule::ALL {
        let word = rule.word();
        if has_matrix {
            give(&format!("S-{word}.npy"), npy::write_npy(&experiment.matrix(rule)))?;
        }
        give(&format!("synapses-{word}.csv"), table(experiment, rule).into_bytes())?;
    }
    Ok(())
}

/// One neuron a line, below a header: its name, or its number, counted from 1.
fn names(network: &Network) -> String {
    let lines = (0..network.n()).map(|neuron| field(&network.name(neuron)) + "\n");
    ["name\n".to_string()].into_iter().chain(lines).collect()
}

/// One row a synapse: its neurons (the source sends, the target receives; of an undirected synapse, either),
/// weight, importance s, probability p, draw u, fate at the end of the run and weight then. Of several rounds, p and u
/// are there for each (`p_1`, `draw_1`, `p_2`, …), and s is that of the first.
pub fn table(experiment: &Experiment, rule: Rule) -> String {
    let (network, rounds) = (experiment.network(), experiment.rounds());
    let importance = experiment.used_importance(rule);
    let heads: Vec<String> = match rounds.0.len() {
        1 => vec!["p,draw".into()],
        many => (1..=many).map(|round| format!("p_{round},draw_{round}")).collect(),
    };
    let mut text = format!("source,target,weight,importance,{},fate,new_weight\n", heads.join(","));
    for (k, synapse) in network.synapses.iter().enumerate() {
        let (i, j) = synapse.at();
        let fate = if rounds.is_kept(rule, k) { "kept" } else { "cut" };
        let new = rounds.weight(rule, k, rounds.0.len(), synapse.weight);
        let chances = rounds.of(rule, k).flat_map(|(p, u)| [p, u]);
        let numbers = [synapse.weight, importance[k]].into_iter().chain(chances).map(digits::exact);
        let numbers = numbers.collect::<Vec<_>>().join(",");
        let (source, target) = (field(&network.name(j)), field(&network.name(i)));
        let _ = writeln!(text, "{source},{target},{numbers},{fate},{}", digits::exact(new));
    }
    text
}

/// A field of CSV, quoted if it must be (RFC 4180).
fn field(name: &str) -> String {
    match name.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.into(),
    }
}

#[cfg(test)]
mod tests {
    // Strategy: what is written is read again by the project's own readers and compared bit by bit.
    use std::collections::BTreeMap;

    use nalgebra::DMatrix;

    use super::*;
    use crate::network::read::read;
    use crate::params::{Net, Params};
    use crate::rule::fate;

    fn finished() -> Experiment {
        let params = Params { n: 30, keep: 0.4, ..Params::defaults(Net::Clustered) };
        let mut experiment = Experiment::prepared(&params, None).unwrap();
        experiment.seek(usize::MAX);
        experiment
    }

    #[test]
    fn matrices_are_those_of_the_rule_that_is_asked_for_to_the_last_bit() {
        let mut experiment = finished();
        for rule in [Rule::Noise, Rule::Weight] {
            let expected = experiment.matrix(rule);
            for (export, name) in [(Export::MatrixCsv, "a.csv"), (Export::MatrixNpy, "a.npy")] {
                let bytes = bytes(&mut experiment, export, rule, None).unwrap();
                assert_eq!(read(name, &bytes).unwrap().matrix.dense(), expected, "{name}");
            }
        }
    }

    #[test]
    fn the_numbers_say_the_rule_that_is_asked_for() {
        let mut experiment = finished();
        let bytes = bytes(&mut experiment, Export::Numbers, Rule::Weight, None).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(report["params"]["rule"], "weight");
        assert!(report["link"].as_str().unwrap().contains("&rule=weight"), "{}", report["link"]);
    }

    #[test]
    fn the_table_has_every_synapse_and_its_fate() {
        let experiment = finished();
        let table = table(&experiment, Rule::Noise);
        let mut kept = 0;
        for (line, synapse) in table.lines().skip(1).zip(&experiment.network().synapses) {
            let fields: Vec<&str> = line.split(',').collect();
            let x: Vec<f64> = fields[2..6].iter().map(|field| field.parse().unwrap()).collect();
            assert_eq!((fields.len(), x[0]), (8, synapse.weight));
            let new: f64 = fields[7].parse().unwrap();
            assert_eq!(new, if fate::is_kept(x[2], x[3]) { x[0] / x[2] } else { 0.0 });
            kept += usize::from(fields[6] == "kept");
        }
        assert_eq!(table.lines().count(), experiment.synapses() + 1);
        assert!(kept > 0 && kept < experiment.synapses());
    }

    #[test]
    fn the_table_of_several_rounds_has_the_chances_of_each() {
        let params = Params { n: 30, keep: 0.4, rounds: 3, ..Params::defaults(Net::Clustered) };
        let mut experiment = Experiment::prepared(&params, None).unwrap();
        experiment.seek(usize::MAX);
        let (table, left) = (table(&experiment, Rule::Noise), experiment.matrix(Rule::Noise));
        assert!(table.starts_with(
            "source,target,weight,importance,p_1,draw_1,p_2,draw_2,p_3,draw_3,fate,new_weight\n"
        ));
        for (line, synapse) in table.lines().skip(1).zip(&experiment.network().synapses) {
            let fields: Vec<&str> = line.split(',').collect();
            let x = |k: usize| fields[k].parse::<f64>().unwrap();
            let rounds = [(x(4), x(5)), (x(6), x(7)), (x(8), x(9))];
            let new = rounds.iter().fold(x(2), |a, (p, u)| fate::weight_after(a, *p, *u));
            assert_eq!((new, x(11), fields[10] == "kept"), (left[synapse.at()], new, new != 0.0));
        }
    }

    #[test]
    fn everything_has_each_matrix_to_the_last_bit_and_a_row_for_each_synapse_and_neuron() {
        let params = Params { n: 30, keep: 0.4, sigma: 2.0, ..Params::defaults(Net::Clustered) };
        let mut experiment = Experiment::prepared(&params, None).unwrap();
        let mut files = BTreeMap::new();
        everything(&mut experiment, |name, bytes| {
            files.insert(name.to_string(), bytes);
            Ok::<(), ()>(())
        })
        .unwrap();
        let matrix = |name: &str| read(name, &files[name]).unwrap().matrix.dense();
        let lines = |name: &str| files[name].iter().filter(|byte| **byte == b'\n').count();
        let a = matrix("A.npy");
        assert_eq!(a, *experiment.network().a());
        // A C + C A' + σ² I = 0, with the σ of the run.
        let c = matrix("C.npy");
        let rest = &a * &c + &c * a.transpose() + DMatrix::identity(30, 30) * 4.0;
        assert!(rest.amax() < 1e-9, "{}", rest.amax());
        for &rule in Rule::ALL {
            assert_eq!(matrix(&format!("S-{}.npy", rule.word())), experiment.matrix(rule));
            assert_eq!(lines(&format!("synapses-{}.csv", rule.word())), experiment.synapses() + 1);
        }
        assert_ne!(files["S-noise.npy"], files["S-weight.npy"]);
        assert_eq!((lines("names.csv"), files.len()), (31, 3 + 2 * Rule::ALL.len()));
    }

    #[test]
    fn names_are_quoted_where_they_must_be() {
        assert_eq!((field("AVAL"), field("a,\"b\"")), ("AVAL".into(), "\"a,\"\"b\"\"\"".into()));
    }

    #[test]
    fn every_word_has_its_export_and_any_other_is_refused_in_a_sentence() {
        for &export in Export::ALL {
            assert_eq!(Export::of(export.word()), Ok(export));
        }
        let refused = Export::of("tables").unwrap_err().to_string();
        assert!(refused.contains("'tables'") && refused.contains("numbers, table"), "{refused}");
    }
}
