//! Is it luck, and what does it cost? One run, drawn again with other seeds and at other kept fractions: for each draw
//! the numbers of every rule, and their quartiles.

use serde::{Deserialize, Serialize};

use super::report::TIMES_TAU;
use super::{Depth, Experiment, ExperimentError};
use crate::measure::table::{self, MEASURES, Measure, On, Value};
use crate::network::read::Read;
use crate::numerics::order;
use crate::params::{Params, Rule};

/// The kept fractions of a sweep on the page.
pub const SWEEP: [f64; 11] = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// The place in the page's table from which errors stand, the ones that differ most first.
const ERRORS_FROM: u8 = 35;

/// A number that every draw has for each rule.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The word in files.
    pub key: &'static str,
    /// What it is called where it stands alone.
    pub label: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Measure(&'static Measure),
    /// Relative error of the dynamics at this place of [`TIMES_TAU`].
    Dynamics(usize),
}

/// What the errors of the dynamics are called.
const DYNAMICS: [(&str, &str); 3] = [
    ("dynamics_0.4", "Activity, error after 0.4 τ"),
    ("dynamics_0.75", "Activity, error after 0.75 τ"),
    ("dynamics_1.5", "Activity, error after 1.5 τ"),
];

/// The numbers of a network, symmetric or not, the ones that differ most first.
pub fn columns(is_symmetric: bool) -> Vec<Column> {
    let there = |measure: &&Measure| match measure.on {
        On::All => true,
        On::Symmetric => is_symmetric,
        On::Directed => !is_symmetric,
        On::Eps => false,
    };
    let mut measures: Vec<&'static Measure> =
        MEASURES.iter().filter(|measure| measure.reported && measure.alone.is_some()).filter(there).collect();
    measures.sort_by_key(|measure| {
        let place = measure.shown.map_or(u8::MAX, |shown| shown.place);
        (place < ERRORS_FROM, place) // counts stand last
    });
    let column = |measure: &'static Measure| {
        let label = measure.alone.unwrap_or(measure.key);
        Column { key: measure.key, label, kind: Kind::Measure(measure) }
    };
    let dynamics = DYNAMICS.iter().enumerate();
    let dynamics = dynamics.map(|(k, (key, label))| Column { key, label, kind: Kind::Dynamics(k) });
    measures.into_iter().map(column).chain(dynamics).collect()
}

/// The numbers of one draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// The kept fraction that was asked for, and the seed of the draws.
    pub keep: f64,
    pub seed: u32,
    /// In the order of [`Rule::ALL`] and of [`columns`]; not a number where there is none.
    pub rules: Vec<Vec<f64>>,
}

impl Drawn {
    /// Runs `experiment`, whose synapses are scored, to its end and measures it there. O(n³) for each rule.
    pub fn new(experiment: &mut Experiment) -> Result<Drawn, ExperimentError> {
        experiment.advance(usize::MAX);
        let (traces, tau) = (experiment.compare(), experiment.tau());
        let columns = columns(experiment.network().is_symmetric());
        let of = |rule: &Rule| {
            let measures = experiment.measure(*rule, Depth::All)?;
            let value = |column: &Column| match column.kind {
                Kind::Measure(measure) => number(measure.value(&measures, 0.0)),
                Kind::Dynamics(k) => {
                    traces.error_at(1 + *rule as usize, TIMES_TAU[k] * tau).unwrap_or(f64::NAN)
                }
            };
            Ok(columns.iter().map(value).collect())
        };
        let rules = Rule::ALL.iter().map(of).collect::<Result<_, ExperimentError>>()?;
        Ok(Drawn { keep: experiment.params().keep, seed: experiment.params().seed, rules })
    }
}

/// One draw of `params`, in the network that is drawn with the seed `network`. `kept` is the run of the draw before, whose
/// network serves again if it is the same; it is empty after an error. `file` is the matrix for `Net::File`.
pub fn draw(
    kept: &mut Option<Experiment>,
    params: &Params,
    network: u32,
    file: Option<&Read>,
) -> Result<Drawn, ExperimentError> {
    let first = Params { seed: network, ..params.clone() };
    let mut experiment = match kept.take() {
        Some(mut experiment) => {
            experiment.change(&first, file, &mut |_| ())?;
            experiment
        }
        None => Experiment::new(&first, file, &mut |_| ())?,
    };
    experiment.redraw(params)?;
    let drawn = Drawn::new(&mut experiment);
    *kept = Some(experiment);
    drawn
}

fn number(value: Option<Value>) -> f64 {
    match value {
        Some(Value::Count(count)) => count as f64,
        Some(Value::Number(value) | Value::Rate(value)) => value,
        Some(Value::Yes(yes)) => f64::from(u8::from(yes)),
        _ => f64::NAN,
    }
}

/// Median and quartiles of one number of a rule over draws, of those that have it; none if none has.
pub fn quartiles<'a>(
    draws: impl Iterator<Item = &'a Drawn>,
    rule: Rule,
    column: usize,
) -> Option<order::Quartiles> {
    let values = draws.filter_map(|drawn| drawn.rules.get(rule as usize)?.get(column).copied());
    order::quartiles(values.filter(|value| value.is_finite()).collect())
}

/// Medians and quartiles of all draws at each kept fraction, as CSV: a line a fraction, rule and number.
pub fn csv(draws: &[Drawn], is_symmetric: bool) -> String {
    let mut keeps: Vec<f64> = draws.iter().map(|drawn| drawn.keep).collect();
    order::ascending(&mut keeps);
    keeps.dedup();
    let mut text = String::from("keep,rule,measure,draws,q1,median,q3\n");
    for keep in keeps {
        for rule in Rule::ALL {
            for (k, column) in columns(is_symmetric).iter().enumerate() {
                let at = || draws.iter().filter(|drawn| drawn.keep == keep);
                if let Some(order::Quartiles { q1, median, q3 }) = quartiles(at(), *rule, k) {
                    let (word, key, count) = (rule.word(), column.key, at().count());
                    text += &format!("{keep},{word},{key},{count},{q1},{median},{q3}\n");
                }
            }
        }
    }
    text
}

/// Whether less of a column is better; none where neither is.
pub fn is_less_better(column: &Column) -> Option<bool> {
    match column.kind {
        Kind::Dynamics(_) => Some(true),
        Kind::Measure(measure) => match measure.shown?.better {
            table::Better::Less => Some(true),
            table::Better::More => Some(false),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    // Strategy: a draw against the report of the same run; a kept network against a new one.
    use super::*;
    use crate::params::Net;
    use crate::run::report::Report;

    fn at(params: &Params) -> Experiment {
        Experiment::prepared(params, None).unwrap()
    }

    #[test]
    fn a_draw_has_the_numbers_of_its_report() {
        for net in [Net::Clustered, Net::Ring] {
            let params = Params { n: 30, seed: 4, keep: 0.4, ..Params::defaults(net) };
            let drawn = Drawn::new(&mut at(&params)).unwrap();
            let report = Report::new(&mut at(&params), Rule::Noise, None).unwrap().to_json();
            let report: serde_json::Value = serde_json::from_str(&report).unwrap();
            let columns = columns(net == Net::Clustered);
            for (rule, values) in Rule::ALL.iter().zip(&drawn.rules) {
                assert_eq!(values.len(), columns.len());
                for (column, value) in columns.iter().zip(values) {
                    let told = &report["rules"][rule.word()][column.key];
                    let told = match column.kind {
                        Kind::Measure(_) => {
                            told.as_f64().or(told.as_bool().map(|yes| f64::from(u8::from(yes))))
                        }
                        Kind::Dynamics(k) => report["dynamics_tau"][rule.word()][k].as_f64(),
                    };
                    assert_eq!(
                        told,
                        Some(*value).filter(|value| value.is_finite()),
                        "{rule:?} {}",
                        column.key
                    );
                }
            }
        }
    }

    #[test]
    fn a_network_may_be_kept_while_the_draws_change() {
        let params = Params { n: 30, seed: 4, keep: 0.4, ..Params::default() };
        let mut experiment = at(&params);
        let (a, survivors) = (experiment.network().a().clone(), experiment.survivors(Rule::Noise));
        experiment.redraw(&Params { seed: 9, ..params.clone() }).unwrap();
        assert_eq!(*experiment.network().a(), a);
        assert_ne!(experiment.survivors(Rule::Noise), survivors);
        // Back again, and another network as soon as the run itself changes its seed.
        experiment.change(&params, None, &mut |_| ()).unwrap();
        assert_eq!((experiment.network().a(), experiment.survivors(Rule::Noise)), (&a, survivors));
        experiment.redraw(&Params { seed: 9, ..params.clone() }).unwrap();
        experiment.change(&Params { seed: 9, ..params }, None, &mut |_| ()).unwrap();
        assert_ne!(*experiment.network().a(), a);
    }

    #[test]
    fn medians_are_those_of_the_draws_that_have_the_number() {
        let drawn = |seed, value| Drawn { keep: 0.5, seed, rules: vec![vec![value]; Rule::ALL.len()] };
        let draws = [drawn(0, 1.0), drawn(1, f64::NAN), drawn(2, 4.0), drawn(3, 2.0)];
        let all = quartiles(draws.iter(), Rule::Noise, 0).unwrap();
        assert_eq!((all.q1, all.median, all.q3), (1.5, 2.0, 3.0));
        assert_eq!(quartiles(draws[1..2].iter(), Rule::Noise, 0), None);
        let text = csv(&draws, true);
        assert!(text.contains("0.5,noise,components,4,1.5,2,3\n") || text.contains(",4,1.5,2,3\n"), "{text}");
    }
}
