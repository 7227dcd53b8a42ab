//! Strategy: a run for random parameters is taken to others in which one of them is different, each in turn, and must
//! be, to the last bit, the run that is prepared for these from nothing; and what is said to change only how a run
//! is shown must change nothing else in it. All parameters come from the table, so a new one is asked for by being
//! there; one whose row says that it changes less than it does is found here.

use noise_prune::network::connectome;
use noise_prune::network::read::{Read, read};
use noise_prune::params::{Act, Changes, Cov, Dataset, Kind, Leak, Net, Params, Rule};
use noise_prune::run::{Experiment, ExperimentError, Preparation};
use proptest::prelude::*;

const WIRING: &str = include_str!("../www/data/c_elegans_varshney2011.csv");

/// The matrix of a `file`: not stable and not symmetric as it is.
fn matrix() -> Read {
    read("a.csv", b"a,b,c,d\n-2,1,0,0.5\n0,-3,-1,0\n0,0.5,-2.5,0.25\n1.5,0,0,-1\n").unwrap()
}

/// What can be seen of a run: its parameters first, then what it is at its beginning, after listening (which may have been done already), and at its end.
fn seen(run: &mut Experiment) -> Result<Vec<String>, ExperimentError> {
    let mut seen = vec![format!("{:?}", run.params())];
    seen.push(format!("{:?}", (&run.network().a(), &run.network().names, run.places())));
    seen.push(format!("{:?}", (run.covariance(), run.eigenvalues(), run.tau())));
    seen.push(format!("{:?}", (run.draws(), run.turns(), run.decided())));
    run.listen(u64::MAX)?;
    let heard = run.simulation().map(|heard| (heard.steps(), heard.shown(), heard.importances()));
    seen.push(format!("{heard:?} {:?}", run.notes()));
    seen.push(format!("{:?}", (run.scales(), run.exact_probabilities()?)));
    run.advance(usize::MAX);
    for &rule in Rule::ALL {
        let kept = (run.survivors(rule), run.matrix(rule));
        seen.push(format!("{:?}", (run.used_importance(rule), run.rounds(), kept)));
    }
    Ok(seen)
}

/// What can be seen of a run that is prepared from nothing.
fn fresh_run(params: &Params, file: &Read) -> Result<Vec<String>, ExperimentError> {
    seen(&mut Experiment::new(params, Some(file), &mut |_| ())?)
}

/// A run that stands where it can be changed: it has listened and is half decided.
fn standing(params: &Params, file: &Read) -> Option<Experiment> {
    let mut run = Experiment::new(params, Some(file), &mut |_| ()).ok()?;
    run.listen(1 + u64::from(params.seed) % 300).ok()?;
    run.advance(run.synapses() / 2);
    Some(run)
}

/// Parameters of small networks, in which all that can matter does.
fn params(net: Net) -> impl Strategy<Value = Params> {
    let choices = (any::<bool>(), any::<bool>(), any::<bool>(), 0..4u8);
    (choices, 6..16usize, 0.0..1.0f64, 0.05..1.0f64, any::<u32>()).prop_map(
        move |((measured, relu, signed, idle), n, share, keep, seed)| {
            let mut params = Params { time: 2.0, seed, keep, ..Params::defaults(net) };
            params.set("n", &n.to_string());
            (params.excess, params.leak) = (0.1 + share, Leak::Dominant);
            params.inh = if signed { share } else { 0.0 };
            params.cov = if measured { Cov::Measured } else { Cov::Exact };
            (params.act, params.drive) = if relu { (Act::Relu, 0.5) } else { (Act::Linear, 0.0) };
            // Left over from another network, where it meant something.
            params.long = 2.5 + f64::from(idle);
            params
        },
    )
}

/// Another value for a parameter, as text: an end of its range is not used, as it may take long.
fn other(kind: Kind, now: &str, choice: usize, share: f64) -> String {
    match kind {
        Kind::Choice(words) | Kind::Several(words) => {
            let others: Vec<&str> = words.iter().map(|(word, _)| *word).filter(|word| *word != now).collect();
            others[choice % others.len()].into()
        }
        Kind::Numbers(_) => if now == "5,1,4" { "2,3" } else { "5,1,4" }.into(),
        Kind::Integer((min, max)) => (min + (share * (max - min).min(10.0)).round()).to_string(),
        Kind::Real((min, max)) => {
            (min.max(0.0) + (0.01 + 0.99 * share) * (max - min).min(2.0)).min(max).to_string()
        }
        Kind::Flag => if now.is_empty() { "0" } else { "" }.into(),
    }
}

fn check(before: &Params, key: &str, choice: usize, share: f64) -> Result<(), TestCaseError> {
    let file = matrix();
    let Some(mut run) = standing(before, &file) else { return Ok(()) };
    let mut after = before.clone();
    let row = Params::row(key).unwrap();
    after.set(key, &other(row.kind(before), &row.get(before), choice, share));
    let mut stages = Vec::new();
    let changed = run.change(&after, Some(&file), &mut |reached| stages.push(reached.stage));
    let changed = changed.and_then(|()| seen(&mut run));
    match (changed, fresh_run(&after, &file)) {
        (Ok(changed), Ok(fresh)) => {
            for (changed, fresh) in changed.iter().zip(&fresh) {
                prop_assert_eq!(changed, fresh, "{} from {:?}", key, before);
            }
            if before.same_up_to(&after, Changes::Scores) {
                let old = fresh_run(before, &file).unwrap();
                prop_assert_eq!(&old[1..], &fresh[1..], "{} from {:?}", key, before);
            }
        }
        // Where both fail, they do so for one reason, though not always at one step.
        (changed, fresh) => prop_assert_eq!(changed.err(), fresh.err(), "{} from {:?}", key, before),
    }
    let kept = before.same_up_to(&after, Changes::Network);
    prop_assert_eq!(kept, stages == [Preparation::Rules], "{}", key);
    prop_assert_eq!(kept, after.same_up_to(before, Changes::Network));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_run_is_a_fresh_one(
        params in prop::sample::select(&[
            Net::Clustered, Net::Barbell, Net::Complete, Net::Random, Net::SmallWorld, Net::Ring, Net::File,
        ][..]).prop_flat_map(params),
        choice in any::<usize>(),
        share in 0.0..1.0f64,
    ) {
        connectome::give(Dataset::Worm, WIRING).unwrap();
        for key in Params::KEYS.iter().filter(|key| **key != "net") {
            check(&params, key, choice, share)?;
        }
    }
}

#[test]
fn a_change_of_network_is_a_fresh_run() {
    // Strategy: from each of a few networks to each other one; to the worm's, which are large, from one only.
    connectome::give(Dataset::Worm, WIRING).unwrap();
    for before in [Net::Clustered, Net::Ring, Net::File] {
        let mut params = Params { excess: 0.1, leak: Leak::Dominant, ..Params::defaults(before) };
        params.set("n", "20");
        let others: Vec<&Net> = Net::ALL.iter().filter(|net| **net != before).collect();
        for (choice, net) in others.iter().enumerate() {
            if before == Net::Clustered || net.spec().data.is_none() {
                check(&params, "net", choice, 0.0).unwrap();
            }
        }
    }
}

#[test]
fn what_chance_does_not_make_is_not_made_again_for_another_seed() {
    // Strategy: the dice are thrown for each network, and its preparation counted.
    let file = matrix();
    for net in Net::ALL.iter().filter(|net| net.spec().data.is_none()) {
        let params = Params { excess: 0.1, leak: Leak::Dominant, ..Params::defaults(*net) };
        let mut run = Experiment::new(&params, Some(&file), &mut |_| ()).unwrap();
        let mut stages = Vec::new();
        run.change(&Params { seed: 2, ..params }, Some(&file), &mut |reached| stages.push(reached.stage))
            .unwrap();
        let drawn = matches!(net, Net::Clustered | Net::Random | Net::SmallWorld);
        assert_eq!(stages.len() > 1, drawn, "{net:?}");
    }
}

#[test]
fn another_file_is_another_network_even_if_only_its_names_differ() {
    let (params, mut file) = (Params { leak: Leak::Dominant, ..Params::defaults(Net::File) }, matrix());
    let mut run = Experiment::new(&params, Some(&file), &mut |_| ()).unwrap();
    file.names[0] = "z".into();
    run.change(&params, Some(&file), &mut |_| ()).unwrap();
    assert_eq!(run.network().names[0], "z");
    file.matrix.pairs[0].upper = 7.0;
    run.change(&params, Some(&file), &mut |_| ()).unwrap();
    assert_eq!(run.network().a()[(0, 1)], 7.0);
}
