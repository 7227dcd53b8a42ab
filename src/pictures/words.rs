//! Pictures for those who do not see them: a sentence for each, and its numbers as a table.

use super::{Moment, Picture};
use crate::network::{Symmetry, name};
use crate::numerics::order;
use crate::params::Rule;
use crate::pictures::kit::text::short;
use crate::rule::fate::Fate;
use crate::run::{Measures, Moved};

/// Rows of a table at most.
pub const ROWS: usize = 200;

/// The numbers of a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub head: Vec<String>,
    /// Cells as text; each row has as many as the head.
    pub rows: Vec<Vec<String>>,
    /// What is left out; empty if nothing is.
    pub note: String,
}

/// What is to be seen in a picture, in a sentence or two; empty if there is nothing.
pub fn sentence(picture: Picture, moment: &Moment) -> String {
    match picture {
        _ if !moment.has(picture) => String::new(),
        Picture::Network => network(moment),
        Picture::Spectrum => spectrum(moment),
        Picture::Errors => errors(moment),
        Picture::Weights => {
            let (least, most) = range(&mut moment.scene.weight.iter().map(|weight| weight.abs()));
            let n = moment.scene.n();
            format!("A matrix of {n} by {n}. Magnitudes of its weights run from {least} to {most}.")
        }
        Picture::Covariance => {
            let (least, most) = range(&mut moment.scene.variance.iter().copied());
            format!("Variances of the neurons run from {least} to {most}.")
        }
        Picture::Keeping => keeping(moment),
        Picture::Pruned => {
            let (cut, kept, _) = fates(moment);
            format!("By {}, {cut} synapses are cut and {kept} kept and strengthened.", moment.rule.word())
        }
        Picture::Importance => importance(moment),
        Picture::Traces => traces(moment),
        Picture::Dynamics => dynamics(moment),
        Picture::Convergence => convergence(moment),
        Picture::Probabilities => probabilities(moment),
        Picture::Limit => moment.limit.last().map_or_else(String::new, |point| {
            let pruned = percent(point.pruned());
            format!("{}, {} neurons: {pruned} of the synapses pruned.", point.net.word(), point.n)
        }),
    }
}

/// The numbers of a picture; what is a matrix or a scatter is a table of its synapses.
pub fn table(picture: Picture, moment: &Moment) -> Table {
    match picture {
        _ if !moment.has(picture) => Table::default(),
        Picture::Spectrum => spectrum_table(moment),
        Picture::Errors => {
            let points: Vec<_> = moment.history.iter().collect();
            let of = |k: usize| row(points[k].0.to_string(), points[k].1);
            thinned(&["decided", "noise", "weight", "uniform"], points.len(), &of)
        }
        Picture::Covariance => {
            let scene = moment.scene;
            let of = |k: usize| row(name(&scene.names, k), &[scene.variance[k]]);
            thinned(&["neuron", "variance"], scene.n(), &of)
        }
        Picture::Traces => traces_table(moment),
        Picture::Dynamics => {
            let Some(traces) = moment.traces else { return Table::default() };
            let errors = &traces.relative_error;
            let of = |k: usize| row(short(traces.times[k]), &[errors[1][k], errors[2][k], errors[3][k]]);
            thinned(&["time", "noise", "weight", "uniform"], traces.times.len(), &of)
        }
        Picture::Convergence => {
            let notes = moment.heard.map_or(&[][..], |heard| &heard.notes);
            let of = |k: usize| row(short(notes[k].0), &[notes[k].1]);
            thinned(&["time in τ", "median relative error"], notes.len(), &of)
        }
        Picture::Limit => {
            let of = |k: usize| {
                let point = &moment.limit[k];
                row(point.net.word().into(), &[point.n as f64, point.pruned(), point.range.0, point.range.1])
            };
            let head = ["network", "neurons", "fraction pruned", "least x·Sx / x·Ax", "greatest"];
            thinned(&head, moment.limit.len(), &of)
        }
        _ => synapses_table(moment),
    }
}

fn network(moment: &Moment) -> String {
    let (scene, (cut, kept, undecided)) = (moment.scene, fates(moment));
    let inhibitory = scene.weight.iter().filter(|weight| **weight < 0.0).count();
    let directed = if moment.is_directed() { "directed " } else { "" };
    let pieces = moment.snapshot.map_or_else(String::new, |snapshot| {
        format!(", in {} separate piece(s)", snapshot.rules[moment.rule as usize].components)
    });
    format!(
        "{} neurons and {} {directed}synapses, {inhibitory} of them inhibitory{pieces}. By {}, {cut} are cut, {kept} kept \
         and strengthened, {undecided} undecided.",
        scene.n(),
        scene.synapses(),
        moment.rule.word()
    )
}

fn spectrum(moment: &Moment) -> String {
    let (least, most) = range(&mut moment.scene.eigenvalues.iter().map(|value| -value.0));
    let mut text = format!(
        "{} patterns of activity, whose rates of decay run from {least} to {most} before pruning.",
        moment.scene.n()
    );
    for (rule, measures) in Rule::ALL.iter().zip(moment.snapshot.iter().flat_map(|s| &s.rules)) {
        let (mean, max) = match &measures.moved {
            Moved::Real { eps_lambda_mean, eps_lambda_max, .. } => (*eps_lambda_mean, *eps_lambda_max),
            Moved::Complex { distance_mean, distance_max, .. } => (*distance_mean, *distance_max),
        };
        let lost = match (measures.unstable, measures.zeros) {
            (true, _) => "; the network is unstable".into(),
            (false, 0) => String::new(),
            (false, zeros) => format!("; {zeros} never die away"),
        };
        text += &format!(
            " Pruned by {}, eigenvalues are off by {} on average and {} at most{lost}.",
            rule.word(),
            percent(mean),
            percent(max)
        );
    }
    text
}

fn errors(moment: &Moment) -> String {
    let Some((decided, mean)) = moment.history.iter().next_back() else { return String::new() };
    format!(
        "With {decided} of {} synapses decided, the mean error of the eigenvalues is {}.",
        moment.scene.synapses(),
        each(mean)
    )
}

fn keeping(moment: &Moment) -> String {
    let Some(scores) = moment.scores else { return String::new() };
    let p = &scores.probability[moment.rule as usize];
    let (least, most) = range(&mut p.iter().copied());
    let certain = p.iter().filter(|p| **p >= 1.0).count();
    format!(
        "Under the rule {}, probabilities of being kept run from {least} to {most}; {certain} synapses are certain.",
        moment.rule.word()
    )
}

fn importance(moment: &Moment) -> String {
    let Some(scores) = moment.scores else { return String::new() };
    let weights: Vec<f64> = moment.scene.weight.iter().map(|weight| weight.abs()).collect();
    let (median, high) = (order::quantile(&weights, 0.5), order::quantile(&scores.importance, 0.9));
    let missed = weights.iter().zip(&scores.importance).filter(|(w, s)| **w < median && **s > high).count();
    let (least, most) = range(&mut scores.importance.iter().copied());
    format!(
        "Importances run from {least} to {most}. {missed} synapses of the weaker half are among the most important tenth."
    )
}

fn traces(moment: &Moment) -> String {
    let Some(traces) = moment.traces else { return String::new() };
    let watched: Vec<String> = traces.watched.iter().map(|k| name(&moment.scene.names, *k)).collect();
    let end = traces.times.last().copied().unwrap_or(0.0);
    format!(
        "Activity of the neurons {} in the original and the three pruned networks, up to time {}.",
        watched.join(", "),
        short(end)
    )
}

fn dynamics(moment: &Moment) -> String {
    let Some(traces) = moment.traces else { return String::new() };
    let end = traces.times.last().copied().unwrap_or(0.0);
    let last = |rule: usize| traces.relative_error[rule].last().copied().unwrap_or(0.0);
    format!("At time {}, activity is off by {}.", short(end), each(&[1, 2, 3].map(last)))
}

fn convergence(moment: &Moment) -> String {
    let notes = moment.heard.map_or(&[][..], |heard| &heard.notes);
    let (Some(first), Some(last)) = (notes.first(), notes.last()) else { return String::new() };
    format!(
        "Measured importances were off by {} after {} τ, and are off by {} after {} τ.",
        percent(first.1),
        short(first.0),
        percent(last.1),
        short(last.0)
    )
}

fn probabilities(moment: &Moment) -> String {
    let Some(scores) = moment.scores else { return String::new() };
    let pairs = scores.probability[Rule::Noise as usize].iter().zip(&scores.exact);
    let off: Vec<f64> = pairs.map(|(measured, exact)| (measured - exact).abs()).collect();
    format!("Measured and exact probabilities differ by {} in the median.", short(order::quantile(&off, 0.5)))
}

fn spectrum_table(moment: &Moment) -> Table {
    let before = &moment.scene.eigenvalues;
    if moment.scene.symmetry != Symmetry::Symmetric {
        let after = moment.snapshot.map(|snapshot| &snapshot.rules[moment.rule as usize].moved);
        let after = match after {
            Some(Moved::Complex { eigenvalues, .. }) => eigenvalues,
            _ => before,
        };
        let of = |k: usize| row((k + 1).to_string(), &[before[k].0, before[k].1, after[k].0, after[k].1]);
        let head = [
            "eigenvalue",
            "real part before",
            "imaginary part before",
            "real part after",
            "imaginary part after",
        ];
        return thinned(&head, before.len().min(after.len()), &of);
    }
    let after = moment.snapshot.iter().flat_map(|snapshot| &snapshot.rules);
    let after: Vec<&[f64]> = after.map(real).collect();
    // The slowest first.
    let of = |k: usize| {
        let k = before.len() - 1 - k;
        let mut rates = vec![before[k].0];
        rates.extend(after.iter().filter_map(|values| values.get(k)));
        row((before.len() - k).to_string(), &rates)
    };
    let head = ["eigenvalue, slowest first", "before", "noise", "weight", "uniform"];
    thinned(&head[..2 + after.len()], before.len(), &of)
}

/// λ' of a symmetric network.
fn real(measures: &Measures) -> &[f64] {
    match &measures.moved {
        Moved::Real { eigenvalues, .. } => eigenvalues,
        Moved::Complex { .. } => &[],
    }
}

fn traces_table(moment: &Moment) -> Table {
    let Some(traces) = moment.traces else { return Table::default() };
    let mut head = vec![String::from("time")];
    for neuron in &traces.watched {
        let neuron = name(&moment.scene.names, *neuron);
        head.extend(["original", "noise", "weight", "uniform"].map(|network| format!("{neuron}, {network}")));
    }
    let of = |k: usize| {
        let mut rates = Vec::new();
        for watched in 0..traces.watched.len() {
            rates.extend(traces.rates.iter().map(|network| network[watched][k]));
        }
        row(short(traces.times[k]), &rates)
    };
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    thinned(&head, traces.times.len(), &of)
}

/// The strongest synapses before pruning.
fn synapses_table(moment: &Moment) -> Table {
    let scene = moment.scene;
    let size = |k: usize| scene.weight[k].abs();
    let order = order::first(scene.synapses(), ROWS, &|a, b| size(b).total_cmp(&size(a)));
    let of = |k: &u32| {
        let k = *k as usize;
        let ends = [scene.j[k], scene.i[k]].map(|end| name(&scene.names, end as usize));
        let fate = match moment.fate(k) {
            Fate::Undecided => "undecided",
            Fate::Cut => "cut",
            Fate::Kept { .. } => "kept",
        };
        let numbers = [scene.weight[k], moment.importance(k), moment.p(k)].map(short);
        let mut row: Vec<String> = ends.into_iter().chain(numbers).collect();
        row.extend([fate.into(), short(moment.weight(k))]);
        row
    };
    let head = ["from", "to", "weight", "importance s", "probability p", "fate", "weight now"];
    let left_out = scene.synapses().saturating_sub(ROWS);
    let note = format!("The {ROWS} strongest of {} synapses; Save has all in a file.", scene.synapses());
    Table {
        head: head.map(String::from).into(),
        rows: order.iter().map(of).collect(),
        note: if left_out > 0 { note } else { String::new() },
    }
}

fn row(first: String, numbers: &[f64]) -> Vec<String> {
    let mut row = vec![first];
    row.extend(numbers.iter().map(|x| short(*x)));
    row
}

/// A table of at most [`ROWS`] of `all` rows: every second, third … row, and always the last.
fn thinned(head: &[&str], all: usize, row: &dyn Fn(usize) -> Vec<String>) -> Table {
    let every = all.div_ceil(ROWS).max(1);
    let mut table = Table::default();
    table.head.extend(head.iter().map(|name| (*name).into()));
    let first = all.saturating_sub(1) % every;
    table.rows.extend((first..all).step_by(every).map(row));
    if every > 1 {
        table.note = format!("One in {every} of {all} rows.");
    }
    table
}

/// Synapses that are cut, kept and undecided.
fn fates(moment: &Moment) -> (usize, usize, usize) {
    (0..moment.scene.synapses()).fold((0, 0, 0), |(cut, kept, undecided), k| match moment.fate(k) {
        Fate::Cut => (cut + 1, kept, undecided),
        Fate::Kept { .. } => (cut, kept + 1, undecided),
        Fate::Undecided => (cut, kept, undecided + 1),
    })
}

fn range(values: &mut dyn Iterator<Item = f64>) -> (String, String) {
    let (least, most) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), x| (least.min(x), most.max(x)));
    (short(least), short(most))
}

fn each(values: &[f64]) -> String {
    let named = Rule::ALL.iter().zip(values);
    named.map(|(rule, x)| format!("{} ({})", percent(*x), rule.word())).collect::<Vec<_>>().join(", ")
}

fn percent(x: f64) -> String {
    format!("{} %", short((1e5 * x).round() / 1e3))
}

#[cfg(test)]
mod tests {
    // Strategy: a finished run is put into words, and the numbers in them are looked for among those measured.
    use super::*;
    use crate::params::{Cov, Net, Params};
    use crate::run::{Depth, Experiment};
    use crate::visit::message::{Draws, Heard, Scene, Scores, Snapshot};
    use std::collections::BTreeMap;

    fn with_moment(params: &Params, look: impl FnOnce(&Moment, &Experiment)) {
        let mut experiment = Experiment::prepared(params, None).unwrap();
        experiment.seek(usize::MAX);
        let (scene, scores) = (Scene::new(&experiment), Scores::new(&experiment).unwrap());
        let snapshot = Snapshot::new(&experiment, Depth::All).unwrap();
        let (heard, traces) = (Heard::new(&experiment), experiment.compare());
        let draws = Draws::new(&experiment);
        let history = (0..500).map(|k| (k, vec![0.1, 0.2, 0.3])).collect::<BTreeMap<_, _>>();
        let moment = Moment {
            params,
            scene: &scene,
            draws: &draws,
            scores: Some(&scores),
            heard: heard.as_ref(),
            snapshot: Some(&snapshot),
            history: &history,
            traces: Some(&traces),
            until: 1.0,
            limit: &[],
            eps: 1.0,
            rule: params.rule,
            decided: experiment.synapses(),
        };
        look(&moment, &experiment);
    }

    #[test]
    fn every_picture_has_a_sentence_and_a_table_of_its_numbers() {
        let measured = Params { n: 40, cov: Cov::Measured, time: 20.0, ..Params::defaults(Net::Clustered) };
        for params in [measured, Params::defaults(Net::Ring)] {
            with_moment(&params, |moment, _| {
                for picture in Picture::ALL.iter().filter(|picture| moment.has(**picture)) {
                    assert!(sentence(*picture, moment).ends_with('.'), "{picture:?}");
                    let table = table(*picture, moment);
                    assert!(!table.rows.is_empty() && table.rows.len() <= ROWS, "{picture:?}");
                    assert!(table.rows.iter().all(|row| row.len() == table.head.len()), "{picture:?}");
                }
            });
        }
    }

    #[test]
    fn sentences_have_the_numbers_of_the_run() {
        with_moment(&Params { n: 40, ..Params::defaults(Net::Clustered) }, |moment, experiment| {
            let kept = experiment.measure(Rule::Noise, Depth::All).unwrap().kept;
            let text = sentence(Picture::Network, moment);
            let expected = format!(
                "{} are cut, {kept} kept and strengthened, 0 undecided",
                experiment.synapses() - kept
            );
            assert!(text.contains(&expected), "{text}");
            let error = experiment.measure(Rule::Weight, Depth::All).unwrap().error();
            let text = sentence(Picture::Spectrum, moment);
            assert!(
                text.contains(&format!("by weight, eigenvalues are off by {}", percent(error))),
                "{text}"
            );
        });
    }

    #[test]
    fn long_tables_keep_their_last_row_and_say_what_is_left_out() {
        let table = thinned(&["k"], 501, &|k| vec![k.to_string()]);
        assert_eq!((table.rows.len(), table.rows.last().unwrap()), (167, &vec!["500".into()]));
        assert_eq!(table.note, "One in 3 of 501 rows.");
    }
}
