//! Sentences about a run.

use super::message::{Heard, Opened, Scene};
use super::moment::Moment;
use super::patterns;
use super::story::Story;
use crate::measure::limit::Point;
use crate::measure::sampled::SLOWEST;
use crate::measure::{Measures, Moved, ZERO};
use crate::network::Symmetry;
use crate::numerics::digits::short;
use crate::params::link::{Data, Stage};
use crate::params::{Act, Cov, Leak, Params, Rule, Sym};
use crate::rule::Rounds;
use crate::rule::noise::WARM_UP;
use crate::rule::theorem::{Excluded, Theorem, Verdict};

/// An eigenvalue is found when its relative error is no more than this.
const FOUND: f64 = 1e-5;

/// Where a run stands.
pub fn status(moment: &Moment, story: &Story) -> String {
    let listens = moment.scores.is_none() || (story.playing && story.stage == Stage::Listen);
    if let (true, Some(heard)) = (listens, moment.heard) {
        let unit = moment.params.listening().1;
        let goal = if moment.params.is_heard() { format!(" of {}", heard.goal) } else { String::new() };
        let told = moment.told.record.map_or(heard.observed, |_| moment.told.time - WARM_UP);
        let left = moment.told.left.filter(|_| moment.scores.is_none());
        let left = left.map_or_else(String::new, |left| format!("; {left} left"));
        return match told.min(heard.observed) {
            time if time <= 0.0 => format!("the noise settles before the synapses listen{left}"),
            time if moment.scene.sampled => {
                format!("listening to the noise: {time:.0}{goal} {unit}{left}")
            }
            time => format!("listening to the noise: {time:.1}{goal} {unit}{left}"),
        };
    }
    let measured = moment.snapshot.map(|snapshot| snapshot.decided).filter(|at| *at != moment.decided);
    let stands = stands(moment, moment.decided);
    match (moment.snapshot_age(), measured) {
        (Some(age), _) => format!("{stands}; spectrum and numbers {age}"),
        (None, Some(at)) => format!("{stands}; spectrum and numbers at {}", place(moment, at)),
        (None, None) => stands,
    }
}

/// A position, as 'night 2 of 4: 120 of 381 synapses decided'; of one round, without the night.
pub fn stands(moment: &Moment, decided: usize) -> String {
    let ((round, here), rounds) = (moment.round_at(decided), moment.params.rounds);
    let night = if rounds > 1 { format!("night {} of {rounds}: ", round + 1) } else { String::new() };
    format!("{night}{here} of {} synapses decided", moment.scene.synapses())
}

/// The same in short, as 'night 2, 120'.
fn place(moment: &Moment, decided: usize) -> String {
    match (moment.round_at(decided), moment.params.rounds) {
        ((_, here), 1) => here.to_string(),
        ((round, here), _) => format!("night {}, {here}", round + 1),
    }
}

/// What a person would count in the network of a rule: pieces, slow patterns that were lost, synapses. What is measured
/// may be late, and says so; its part is empty if there is nothing to say. The three parts stand one after the other.
pub fn line(moment: &Moment, rule: Rule) -> [String; 3] {
    let (moment, all) = (&Moment { rule, ..*moment }, moment.scene.synapses());
    let left = all - moment.cut();
    let synapses = match (all, left) {
        (1, 1) => "1 synapse".into(),
        _ if left == all => format!("{all} synapses"),
        _ => format!("{all} → {left} synapses"),
    };
    let pieces = match moment.pieces() {
        1 => "1 piece".into(),
        pieces => format!("{pieces} pieces"),
    };
    let measured = moment.snapshot.and_then(|snapshot| {
        let late = if snapshot.decided == moment.decided { "" } else { "… " };
        let age = moment.snapshot_age().map_or_else(String::new, |age| format!(" {age}"));
        let found = measured(moment, snapshot.of(rule)?)?;
        Some(format!(" · {late}{found}{age}"))
    });
    [pieces, measured.unwrap_or_default(), format!(" · {synapses}")]
}

/// What only a spectrum can tell, where there is anything to tell.
fn measured(moment: &Moment, measures: &Measures) -> Option<String> {
    match &measures.moved {
        Moved::Real { .. } => match patterns::slow_lost(moment.scene, measures) {
            (_, 0) => None,
            (lost, 1) => Some(format!("{lost} of 1 slow pattern lost")),
            (lost, of) => Some(format!("{lost} of {of} slow patterns lost")),
        },
        Moved::Complex { .. } => measures.unstable.then(|| "unstable".into()),
    }
}

/// A stage in a sentence or two, with the numbers of the run that it is about.
pub fn summary(moment: &Moment, stage: Stage) -> String {
    let (n, all) = (moment.scene.n(), moment.scene.synapses());
    let place = stage as usize + 1;
    match (stage, moment.scores, moment.snapshot) {
        (Stage::Score, Some(scores), _) => {
            let p = scores.rounds.first().p(moment.rule);
            let certain = p.iter().filter(|p| **p >= 1.0).count();
            let night = if moment.params.rounds > 1 { " in the first night" } else { "" };
            format!("Stage {place} of 4, score: {certain} of {all} synapses are certain to be kept{night}.")
        }
        (Stage::Prune, Some(scores), _) => {
            let last = scores.rounds.0.last().map_or(&[][..], |scored| scored.p(moment.rule));
            let (expected, rounds) = (last.iter().sum::<f64>(), moment.params.rounds);
            let nights = if rounds > 1 { format!(" after {rounds} nights") } else { String::new() };
            format!("Stage {place} of 4, prune: about {expected:.0} of {all} synapses will be kept{nights}.")
        }
        (Stage::Compare, _, Some(snapshot)) => {
            let rules = snapshot.each().map(|(rule, measures)| {
                let pieces = if measures.components == 1 { "piece" } else { "pieces" };
                let (kept, count) = (measures.kept, measures.components);
                format!("{}, {kept} in {count} {pieces}", rule.how())
            });
            let each: Vec<String> = rules.collect();
            format!("Stage {place} of 4, compare: synapses left {}.", each.join("; "))
        }
        _ => format!("Stage {place} of 4, {}: {n} neurons and {all} synapses.", stage.word()),
    }
}

/// What is proved of the network that is pruned by noise, and what this draw shows; empty before the synapses are
/// scored.
pub fn theorem(moment: &Moment) -> String {
    let Some(scores) = moment.scores else { return String::new() };
    let (params, scene) = (moment.params, moment.scene);
    let scale = scores.rounds.first().scale[Rule::Noise as usize];
    let theorem = Theorem::new(params, scene.symmetry, scene.dominant, scene.n(), scale);
    let eps = short(theorem.implied_eps);
    let proved = match theorem.verdict() {
        Verdict::None => {
            let reasons = theorem.excluded.iter().map(|reason| excluded(*reason, scene.symmetry));
            let reasons = reasons.collect::<Vec<_>>().join(", and ");
            return format!(
                "No theorem covers this run: {reasons}. The rules run all the same.{}{}",
                left_out(moment, &scores.rounds),
                shown(moment)
            );
        }
        Verdict::Silent => format!(
            "The theorem promises nothing for this run: at this kept fraction its ε is {eps}, and only up to 1 does \
             the bound keep slow patterns from being lost."
        ),
        Verdict::Holds | Verdict::SymmetricPart => format!(
            "The theorem holds for pruning by noise: with a probability of at least {:.0} %, {} at {} to {} times \
             its rate (ε = {eps}).",
            100.0 * theorem.probability(),
            if theorem.of_part { "the symmetric part of the network decays" } else { "every pattern decays" },
            short((1.0 - theorem.implied_eps).max(0.0)),
            short(1.0 + theorem.implied_eps),
        ),
    };
    let active = match params.act {
        Act::Linear => "",
        Act::Relu => " For rectified-linear neurons that is meant of each fixed set of active neurons.",
    };
    format!("{proved}{active}{}", shown(moment))
}

/// Which rounds began with patterns of activity that never die away, under the rules of the twins.
fn left_out(moment: &Moment, rounds: &Rounds) -> String {
    let mut twins = vec![moment.params.rule, moment.params.twin];
    twins.dedup();
    let of = |rule: Rule| {
        let count = rounds
            .0
            .iter()
            .filter_map(|scored| scored.left_out.get(rule as usize))
            .filter(|n| **n > 0)
            .count();
        let nights = if count == 1 { "1 night began" } else { &format!("{count} nights began") };
        (count > 0).then(|| {
            format!(
                " By {}, {nights} with patterns of activity that never die away, and these were left out of what the \
                 synapses heard.",
                rule.label()
            )
        })
    };
    twins.into_iter().filter_map(of).collect()
}

/// Why no theorem covers a run.
fn excluded(reason: Excluded, symmetry: Symmetry) -> &'static str {
    match reason {
        Excluded::Direction => "its synapses have a direction and its matrix is not normal",
        Excluded::Dominance => "some neurons leak less than they receive",
        Excluded::Leak if symmetry == Symmetry::Normal => {
            "its synapses have a direction, and leaks are not matched to both input and output"
        }
        Excluded::Leak => "leaks stay as they were instead of following the input that is left",
        Excluded::Measured => "its importances are measured, and so only nearly right",
        Excluded::Rectified => "its noise is heard through rectified-linear neurons",
        Excluded::Rounds => "it is pruned in several rounds",
        Excluded::Balanced => "its draws are balanced, and so not independent",
    }
}

/// How far the rates of the network pruned by noise range in this draw, if all is decided and measured.
fn shown(moment: &Moment) -> String {
    let is_own = moment.snapshot_age().is_none();
    let end = moment.snapshot.filter(|snapshot| is_own && snapshot.decided == moment.decisions());
    let along = end.and_then(|snapshot| snapshot.of(Rule::Noise)?.deep?.along);
    along.map_or_else(String::new, |along| {
        let [least, most] =
            [along.range.0, along.range.1].map(|x| short(if x.abs() <= ZERO { 0.0 } else { x }));
        format!(" In this draw, pruning by noise leaves patterns at {least} to {most} times their rates.")
    })
}

/// What the synapses have heard of the noise so far.
pub fn heard(heard: &Heard, params: &Params) -> String {
    if heard.observed <= 0.0 {
        return String::new();
    }
    if params.is_sparse() {
        let change = heard.notes.last().map_or_else(String::new, |(count, change)| {
            format!(
                "; from {:.0} to {count} the importances changed by {:.1} % (median), about as much as they are still off",
                0.5 * count,
                100.0 * change
            )
        });
        let (taken, goal) = (heard.observed, heard.goal);
        return format!(
            "A network like this is worked on by noise in place of linear algebra: its synapses have learned from {taken} of \
             {goal} snapshots of the noise{change}."
        );
    }
    let error = heard.notes.last().map_or_else(String::new, |(_, error)| {
        format!("; importances are {:.2} % off the exact ones (median)", 100.0 * error)
    });
    let silent = match heard.silent {
        0 => String::new(),
        _ if params.cov == Cov::Exact => String::new(),
        silent => format!("; {silent} synapses heard nothing that can be used, and count as unimportant"),
    };
    let active = match params.act {
        Act::Linear => String::new(),
        Act::Relu => format!("; {} of {} neurons are active", heard.active, heard.activity.len()),
    };
    let goal = match params.cov {
        Cov::Measured => format!(" of {} τ", heard.goal),
        Cov::Exact => " τ, for show; the rule uses the exact values".into(),
    };
    format!("The synapses have listened for {:.4}{goal}{error}{active}{silent}.", heard.observed)
}

/// How well the spectrum of a large sparse network is known; empty for any other.
pub fn sampled(scene: &Scene) -> String {
    if !scene.sampled {
        return String::new();
    }
    let error = match scene.slow_error {
        error if error > FOUND => {
            format!(", to {} % only, because so many are nearly as slow", short(100.0 * error))
        }
        _ => String::new(),
    };
    format!(
        " Of its spectrum the {SLOWEST} slowest patterns are computed each for itself{error}; all others are drawn from a density, \
         whose shares are right to about 0.01."
    )
}

/// What was made of the matrix of a file; empty if it is taken as it stands.
pub fn taken(opened: &Opened, params: &Params) -> String {
    let leak = match params.leak {
        Leak::Dominant if opened.leak == Leak::Dominant => {
            "The diagonal is zero, so each neuron was given a leak, a little more than all that it receives."
        }
        Leak::Dominant => {
            "Each neuron leaks a little more than all that it receives, whatever the diagonal says."
        }
        Leak::One => "Each neuron leaks 1 more than the diagonal says.",
        Leak::Given => "",
    };
    let directions = match (params.sym, opened.once) {
        _ if opened.symmetric => "",
        (Sym::Both, true) => "Each pair of neurons is named once, so the synapses were taken as undirected.",
        (Sym::Both, false) => {
            "The synapses were taken as undirected; where the two directions differ, each has the mean."
        }
        (Sym::Mean, _) => "Each synapse has the mean of its two directions.",
        (Sym::Given, true) => {
            "Each pair of neurons is named once, and each synapse acts in that direction only."
        }
        (Sym::Given, false) => "",
    };
    format!("{leak} {directions}").trim().into()
}

/// Mail and chat programs may cut longer links.
const LONG: usize = 2000;

/// What a link does, and what it does not hold or may lose on its way. `data` is what it has for a matrix of the reader's
/// own (within: nothing), if that is the network.
pub fn sharing(scene: &Scene, data: Option<Option<&Data>>, address: &str) -> [String; 2] {
    let does = match data {
        Some(None) => "",
        _ => {
            "Whoever opens it sees the same network, the same noise and the same survivors, to the last bit."
        }
    };
    let lacks = match data {
        Some(None) => format!(
            "Your matrix is not in this link: {} neurons and {} synapses are too much for it. Whoever opens it has to open \
             the matrix’s file as well. Save the page as one file instead, with your matrix in it; or put the matrix’s \
             file on a server, and add its address to the link: &data=https://…",
            scene.n(),
            scene.synapses()
        ),
        Some(Some(Data::Address(at))) => {
            format!(
                "The matrix is fetched from {at}; the link shows the same for as long as that file stays as it is."
            )
        }
        _ if address.starts_with("file:") => {
            "This page is a file on your own disk: others need the file as well.".into()
        }
        _ if address.len() > LONG => format!(
            "This link has {} characters, and some programs cut long ones. If it is cut, the page says so. The page as \
             one file has the run in it.",
            address.len()
        ),
        _ => String::new(),
    };
    [does.into(), lacks]
}

/// What came of the experiment on the limit, which has `all` networks; empty before the first is done.
pub fn limit(points: &[Point], all: usize, eps: f64) -> String {
    let Some(point) = points.last() else { return String::new() };
    let within = points.iter().filter(|point| point.is_within(eps)).count();
    format!(
        "{done} of {all} networks done. The last, {} with {} neurons: {:.1} % of {} synapses pruned, all x·Sx / x·Ax \
         between {:.2} and {:.2}. Within 1 ± {eps}: {within} of {done}.",
        point.net.word(),
        point.n,
        100.0 * point.pruned(),
        point.synapses,
        point.range.0,
        point.range.1,
        done = points.len(),
    )
}

#[cfg(test)]
mod tests {
    // Strategy: the line under a twin, for the run that it was made for, at its beginning and at its end.
    use super::*;
    use crate::params::{Diagonal, Net};
    use crate::run::{Depth, Experiment};
    use crate::visit::message::{Draws, Scores, Snapshot};

    /// What `look` sees of a run where so many synapses are decided.
    fn at<T>(
        params: &Params,
        decided: usize,
        depth: Depth,
        look: impl FnOnce(&Moment, &Experiment) -> T,
    ) -> T {
        let mut experiment = Experiment::prepared(params, None).unwrap();
        experiment.seek(decided);
        let (scene, draws) = (Scene::new(&experiment), Draws::new(&experiment));
        let scores = Scores::new(&experiment).unwrap();
        let snapshot = Snapshot::new(&experiment, depth).unwrap();
        let moment = Moment {
            scores: Some(&scores),
            snapshot: Some(&snapshot),
            until: 1.0,
            rule: Rule::Noise,
            decided: snapshot.decided,
            ..Moment::bare(params, &scene, &draws)
        };
        look(&moment, &experiment)
    }

    #[test]
    fn slow_patterns_that_were_not_found_are_said() {
        let of = |sampled, slow_error| {
            let run = Experiment::prepared(&Params::defaults(Net::Barbell), None).unwrap();
            super::sampled(&Scene { sampled, slow_error, ..Scene::new(&run) })
        };
        assert_eq!(of(false, 1.0), "");
        assert!(of(true, 1e-8).contains("each for itself; all others"));
        assert!(of(true, 3e-4).contains("to 0.03 % only"), "{}", of(true, 3e-4));
    }

    #[test]
    fn noise_keeps_the_bridge_and_its_slow_pattern_and_weight_does_not() {
        let params = Params { seed: 17, ..Params::defaults(Net::Barbell) };
        let lines = |decided: usize| {
            at(&params, decided, Depth::Eigenvalues, |moment, _| {
                [Rule::Noise, Rule::Weight].map(|rule| line(moment, rule).concat())
            })
        };
        assert_eq!(lines(0)[0], "1 piece · 0 of 2 slow patterns lost · 381 synapses");
        let [noise, weight] = lines(usize::MAX);
        assert_eq!(noise, "1 piece · 0 of 2 slow patterns lost · 381 → 68 synapses");
        assert_eq!(weight, "2 pieces · 1 of 2 slow patterns lost · 381 → 68 synapses");
    }

    #[test]
    fn the_theorem_follows_what_is_changed() {
        let said = |params: &Params| {
            at(params, usize::MAX, Depth::All, |moment, run| {
                (theorem(moment), short(run.theorem().implied_eps))
            })
        };
        let complete = Params { n: 60, keep: 0.9, ..Params::defaults(Net::Complete) };
        let (text, eps) = said(&complete);
        assert!(text.starts_with("The theorem holds") && text.contains(&format!("ε = {eps}")), "{text}");
        assert!(text.contains("In this draw"), "{text}");
        let (text, eps) = said(&Params { keep: 0.1, ..complete.clone() });
        assert!(text.starts_with("The theorem promises nothing") && text.contains(&eps), "{text}");
        let (text, _) = said(&Params { diag: Diagonal::Original, ..complete });
        assert!(text.starts_with("No theorem covers this run: leaks stay as they were"), "{text}");
        let ring = Params { n: 12, ..Params::defaults(Net::Ring) };
        assert!(said(&ring).0.contains("not matched to both input and output"));
        assert!(said(&Params { diag: Diagonal::Both, ..ring }).0.starts_with("The theorem promises nothing"));
    }

    #[test]
    fn what_was_heard_is_told_with_its_error_and_its_silence() {
        let told = Heard {
            activity: vec![0.0; 6],
            observed: 12.5,
            goal: 100.0,
            active: 4,
            silent: 3,
            notes: vec![(1.0, 0.5), (2.0, 0.0123)],
            ..Heard::default()
        };
        let exact = Params::default();
        let measured = Params { cov: Cov::Measured, act: Act::Relu, ..Params::default() };
        assert_eq!(
            heard(&told, &exact),
            "The synapses have listened for 12.5000 τ, for show; the rule uses the exact values; importances are \
             1.23 % off the exact ones (median)."
        );
        let silent = "; 3 synapses heard nothing that can be used, and count as unimportant";
        let text = heard(&told, &measured);
        assert!(text.starts_with("The synapses have listened for 12.5000 of 100 τ; importances"), "{text}");
        assert!(text.ends_with(&format!("; 4 of 6 neurons are active{silent}.")), "{text}");
        let loud = Heard { silent: 0, notes: Vec::new(), ..told.clone() };
        let linear = Params { act: Act::Linear, ..measured };
        assert_eq!(heard(&loud, &linear), "The synapses have listened for 12.5000 of 100 τ.");
        assert_eq!(heard(&Heard { observed: 0.0, ..told }, &exact), "");
    }

    #[test]
    fn what_is_made_of_a_file_is_said() {
        let opened = |leak, symmetric, once| Opened { leak, symmetric, once, ..Opened::default() };
        let of = |opened: &Opened, leak, sym| taken(opened, &Params { leak, sym, ..Params::default() });
        let as_given = opened(Leak::Given, false, false);
        assert_eq!(of(&as_given, Leak::Given, Sym::Given), "");
        assert!(of(&as_given, Leak::One, Sym::Given).starts_with("Each neuron leaks 1 more"));
        assert!(of(&as_given, Leak::Dominant, Sym::Given).ends_with("whatever the diagonal says."));
        assert!(
            of(&opened(Leak::Dominant, true, false), Leak::Dominant, Sym::Given)
                .starts_with("The diagonal is zero")
        );
        let once = opened(Leak::Given, false, true);
        assert!(of(&once, Leak::Given, Sym::Both).contains("once, so the synapses were taken as undirected"));
        assert!(of(&once, Leak::Given, Sym::Given).contains("in that direction only"));
        assert!(of(&as_given, Leak::Given, Sym::Both).contains("where the two directions differ"));
        assert!(of(&as_given, Leak::Given, Sym::Mean).contains("the mean of its two directions"));
        assert_eq!(of(&opened(Leak::Given, true, true), Leak::Given, Sym::Mean), "");
    }

    #[test]
    fn the_limit_is_told_by_its_last_network() {
        let point = |n, range| Point { net: Net::Complete, n, synapses: 200, kept: 25, expected: 0.9, range };
        assert_eq!(limit(&[], 16, 1.0), "");
        assert_eq!(
            limit(&[point(50, (0.5, 1.5)), point(75, (0.25, 1.9)), point(110, (0.4, 2.1))], 16, 1.0),
            "3 of 16 networks done. The last, complete with 110 neurons: 87.5 % of 200 synapses pruned, all x·Sx / x·Ax \
             between 0.40 and 2.10. Within 1 ± 1: 2 of 3."
        );
    }

    #[test]
    fn each_stage_is_summed_up_in_its_own_numbers() {
        let params = Params { n: 12, keep: 0.5, seed: 1, ..Params::defaults(Net::Complete) };
        at(&params, usize::MAX, Depth::Eigenvalues, |moment, _| {
            let said = |stage| summary(moment, stage);
            assert_eq!(said(Stage::Listen), "Stage 1 of 4, listen: 12 neurons and 66 synapses.");
            assert_eq!(said(Stage::Score), "Stage 2 of 4, score: 0 of 66 synapses are certain to be kept.");
            assert_eq!(said(Stage::Prune), "Stage 3 of 4, prune: about 33 of 66 synapses will be kept.");
            let measures = moment.snapshot.unwrap().of(Rule::Noise).unwrap();
            let (kept, pieces) = (measures.kept, measures.components);
            assert!((kept, pieces) != (66, 1) && pieces == 1, "{kept} {pieces}");
            let compared = said(Stage::Compare);
            assert!(compared.contains(&format!("by noise, {kept} in 1 piece; ")), "{compared}");
        });
        let nights = Params { rounds: 3, ..params };
        at(&nights, usize::MAX, Depth::Eigenvalues, |moment, _| {
            assert!(summary(moment, Stage::Score).ends_with("to be kept in the first night."));
            assert!(summary(moment, Stage::Prune).ends_with("will be kept after 3 nights."));
        });
    }

    #[test]
    fn a_place_in_several_nights_names_the_night() {
        let params = Params { n: 12, ..Params::defaults(Net::Complete) };
        at(&params, 7, Depth::Eigenvalues, |moment, _| {
            assert_eq!(
                (stands(moment, 7), place(moment, 7)),
                ("7 of 66 synapses decided".into(), "7".into())
            );
        });
        at(&Params { rounds: 3, ..params }, 80, Depth::Eigenvalues, |moment, _| {
            assert_eq!(stands(moment, 80), "night 2 of 3: 14 of 66 synapses decided");
            assert_eq!(place(moment, 80), "night 2, 14");
        });
    }

    #[test]
    fn only_what_may_be_lost_on_its_way_is_said_of_a_link() {
        let params = Params { n: 12, ..Params::defaults(Net::Complete) };
        at(&params, 0, Depth::Eigenvalues, |moment, _| {
            let lacks = |address: &str| sharing(moment.scene, None, address)[1].clone();
            let long = |letters: usize| format!("https://example.org/#{}", "x".repeat(letters - 21));
            assert_eq!(
                (lacks("https://example.org/#v=1"), lacks(&long(2000))),
                (String::new(), String::new())
            );
            assert!(
                lacks("file:///home/me/page.html#v=1").starts_with("This page is a file on your own disk")
            );
            assert!(lacks(&long(2001)).starts_with("This link has 2001 characters"));
        });
    }
}
