//! What a finished run leaves for other programs: the pruned matrix, and a table of the synapses.
//!
//! Numbers are written so that they read back to the same bits.

use std::fmt::Write;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::network::read::npy;
use crate::params::Rule;
use crate::rule::fate;
use crate::run::report::Report;
use crate::run::{Experiment, ExperimentError};

/// What can be saved of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Export {
    /// All numbers, as JSON; see [`Report`].
    Numbers,
    /// The pruned matrix of the rule that is drawn, as CSV: one row a line.
    MatrixCsv,
    /// The same as NPY: float64, Fortran order.
    MatrixNpy,
    /// The synapses as CSV; see [`table`].
    Table,
}

/// The bytes of a file with `export`, after `experiment` has gone to its end. Its synapses must be scored.
pub fn bytes(experiment: &mut Experiment, export: Export) -> Result<Vec<u8>, ExperimentError> {
    experiment.seek(usize::MAX);
    let rule = experiment.params().rule;
    Ok(match export {
        Export::Numbers => Report::new(experiment)?.to_json().into_bytes(),
        Export::MatrixCsv => matrix(&experiment.matrix(rule)).into_bytes(),
        Export::MatrixNpy => npy::write_npy(&experiment.matrix(rule)),
        Export::Table => table(experiment, rule).into_bytes(),
    })
}

/// A matrix as CSV without a header.
pub fn matrix(m: &DMatrix<f64>) -> String {
    let mut text = String::new();
    for row in m.row_iter() {
        for (j, x) in row.iter().enumerate() {
            if j > 0 {
                text.push(',');
            }
            number(&mut text, *x);
        }
        text.push('\n');
    }
    text
}

/// One row a synapse: its neurons (the source sends, the target receives; of an undirected synapse, either),
/// weight, importance s, probability p, draw u, fate at the end of the run and weight then.
pub fn table(experiment: &Experiment, rule: Rule) -> String {
    let network = experiment.network();
    let importance = match rule {
        Rule::Noise => experiment.used_importance(),
        _ => experiment.importance(rule),
    };
    let mut text = String::from("source,target,weight,importance,p,draw,fate,new_weight\n");
    for (k, synapse) in network.synapses.iter().enumerate() {
        let (i, j) = synapse.at();
        let (p, u) = (experiment.probabilities(rule)[k], experiment.draws()[k]);
        let fate = if u < p { "kept" } else { "cut" };
        let _ = write!(text, "{},{},", field(&network.name(j)), field(&network.name(i)));
        for x in [synapse.weight, importance[k], p, u] {
            number(&mut text, x);
            text.push(',');
        }
        let _ = write!(text, "{fate},");
        number(&mut text, fate::weight_after(synapse.weight, p, u));
        text.push('\n');
    }
    text
}

/// The shortest text that reads back to the same number, with an exponent where that is shorter.
fn number(text: &mut String, x: f64) {
    let short = x == 0.0 || (1e-5..1e15).contains(&x.abs());
    let _ = if short { write!(text, "{x}") } else { write!(text, "{x:e}") };
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
    use super::*;
    use crate::network::read::read;
    use crate::params::{Net, Params};

    fn finished() -> Experiment {
        let params = Params { n: 30, keep: 0.4, ..Params::defaults(Net::Clustered) };
        let mut experiment = Experiment::prepared(&params, None).unwrap();
        experiment.seek(usize::MAX);
        experiment
    }

    #[test]
    fn matrices_read_back_to_the_same_bits() {
        let mut experiment = finished();
        let expected = experiment.matrix(Rule::Noise);
        for (export, name) in [(Export::MatrixCsv, "a.csv"), (Export::MatrixNpy, "a.npy")] {
            let bytes = bytes(&mut experiment, export).unwrap();
            assert_eq!(read(name, &bytes).unwrap().matrix, expected, "{name}");
        }
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
            assert_eq!(new, if x[3] < x[2] { x[0] / x[2] } else { 0.0 });
            kept += usize::from(fields[6] == "kept");
        }
        assert_eq!(table.lines().count(), experiment.synapses() + 1);
        assert!(kept > 0 && kept < experiment.synapses());
    }

    #[test]
    fn names_and_numbers_survive() {
        assert_eq!((field("AVAL"), field("a,\"b\"")), ("AVAL".into(), "\"a,\"\"b\"\"\"".into()));
        for x in [0.0, -1.5, 1e300, 5e-324, 0.1 + 0.2, 123456.0] {
            let mut text = String::new();
            number(&mut text, x);
            assert_eq!(text.parse::<f64>().unwrap(), x);
        }
    }
}
