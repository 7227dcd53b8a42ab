//! Pictures of a finished run: drawn in any size, put into words, and their numbers looked for among those measured.

use std::collections::BTreeMap;

use noise_prune::network::kinds;
use noise_prune::params::{Cov, Net, Params, Rule};
use noise_prune::pictures::kit::Theme;
use noise_prune::pictures::kit::palette::Palette;
use noise_prune::pictures::kit::say::percent;
use noise_prune::pictures::kit::table::ROWS;
use noise_prune::pictures::network::only;
use noise_prune::pictures::{self, Layer, Moment, Picture};
use noise_prune::run::{Depth, Experiment, Moved};
use noise_prune::visit::inspector;
use noise_prune::visit::message::{Draws, Heard, Scene, Scores, Snapshot};
use noise_prune::visit::moment::{Selection, Told};
use noise_prune::visit::patterns;

fn with_moment(params: &Params, look: impl FnOnce(&Moment, &Experiment)) {
    let mut experiment = Experiment::prepared(params, None).unwrap();
    experiment.seek(usize::MAX);
    let (scene, scores) = (Scene::new(&experiment), Scores::new(&experiment).unwrap());
    let snapshot = Snapshot::new(&experiment, Depth::All).unwrap();
    let (heard, traces) = (Heard::new(&experiment), experiment.compare());
    let draws = Draws::new(&experiment);
    let history = (0..500).map(|k| (k, vec![0.1; Rule::ALL.len()])).collect::<BTreeMap<_, _>>();
    let moment = Moment {
        scores: Some(&scores),
        heard: heard.as_ref(),
        snapshot: Some(&snapshot),
        history: &history,
        traces: Some(&traces),
        until: 1.0,
        decided: experiment.synapses(),
        ..Moment::bare(params, &scene, &draws)
    };
    look(&moment, &experiment);
}

fn clustered() -> Params {
    Params { n: 40, ..Params::defaults(Net::Clustered) }
}

#[test]
fn every_picture_has_a_sentence_and_a_table_of_its_numbers() {
    let measured = Params { cov: Cov::Measured, time: 20.0, ..clustered() };
    for params in [measured, Params::defaults(Net::Ring)] {
        with_moment(&params, |moment, _| {
            for picture in Picture::ALL.iter().filter(|picture| moment.has(**picture)) {
                assert!(pictures::sentence(*picture, moment).ends_with('.'), "{picture:?}");
                let caption = picture.figure().caption(moment);
                assert!(caption.ends_with('.') && caption.chars().count() <= 130, "{caption}");
                let table = pictures::table(*picture, moment);
                assert!(!table.rows.is_empty() && table.rows.len() <= ROWS, "{picture:?}");
                assert!(table.rows.iter().all(|row| row.len() == table.head.len()), "{picture:?}");
            }
        });
    }
}

#[test]
fn neurons_have_the_colour_of_their_kind_and_say_it() {
    with_moment(&Params::defaults(Net::Fly), |moment, _| {
        let svg = pictures::svg((400, 400), Theme::Light, Picture::TwinLeft, moment).unwrap();
        for (k, kind) in kinds::kinds(Net::Fly).iter().enumerate() {
            let colour = Palette::of(Theme::Light).kinds[k];
            let its = |name: &&String| kinds::kind(Net::Fly, name) == Some(k);
            let neurons = moment.scene.names.iter().filter(its).count();
            assert!(svg.contains(kind.label));
            let drawn = svg.to_lowercase().matches(&colour.hex()).count();
            assert!(drawn > neurons, "{}: {drawn} of {neurons} and the legend", kind.label);
        }
        assert_eq!(inspector::describe(moment, Selection::Node(0))[0], "Neuron K1, Kenyon cell");
    });
}

#[test]
fn sentences_have_the_numbers_of_the_run() {
    with_moment(&clustered(), |moment, experiment| {
        let kept = experiment.measure(Rule::Noise, Depth::All).unwrap().kept;
        let text = pictures::sentence(Picture::TwinLeft, moment);
        let cut = experiment.synapses() - kept;
        let expected = format!("{cut} are cut, {kept} kept and strengthened, 0 undecided");
        assert!(text.contains(&expected), "{text}");
        let error = percent(experiment.measure(Rule::Weight, Depth::All).unwrap().error());
        let text = pictures::sentence(Picture::Spectrum, moment);
        assert!(text.contains(&format!("by weight, eigenvalues are off by {error}")), "{text}");
    });
}

#[test]
fn a_picture_may_be_as_small_as_it_likes() {
    for params in [clustered(), Params::defaults(Net::Ring)] {
        with_moment(&params, |moment, _| {
            for picture in Picture::ALL.iter().filter(|picture| moment.has(**picture)) {
                for size in [(0, 0), (1, 1), (1, 300), (300, 2), (40, 30), (5_000, 20)] {
                    let document = pictures::svg(size, Theme::Projector, *picture, moment).unwrap();
                    assert!(!document.contains("NaN"), "{picture:?} {size:?}");
                }
            }
        });
    }
}

#[test]
fn words_of_pictures_lead_back_and_each_has_its_layers() {
    for picture in Picture::ALL {
        assert_eq!(Picture::from_word(picture.word()), Some(*picture));
        let layers = picture.figure().layers();
        assert!(layers.contains(&Layer::Data));
        assert_eq!(
            layers.iter().filter(|layer| **layer == Layer::Mark).count(),
            usize::from(picture.is_marked())
        );
    }
    assert_eq!(Picture::from_word("no picture"), None);
}

#[test]
fn the_slowest_patterns_say_which_are_lost() {
    let params = Params { seed: 17, ..Params::defaults(Net::Barbell) };
    with_moment(&params, |moment, _| {
        let drawn = |size| pictures::svg(size, Theme::Light, Picture::Slow, moment).unwrap();
        assert_eq!(pictures::title(Picture::Slow, moment), "Slow patterns lost: noise 0, weight 1 of 2");
        let picture = drawn((440, 500));
        // One mark, of the network pruned by weight, has left the grey band.
        assert_eq!(picture.matches("lost: 0.28 ×").count(), 1);
        assert_eq!(picture.matches("not slow").count(), 1);
        assert_eq!(picture.matches("beyond").count(), 0);
        // A low picture has fewer rows.
        assert!(drawn((300, 200)).matches("<text").count() < picture.matches("<text").count());
    });
}

#[test]
fn a_rate_beyond_the_axis_is_counted_at_its_edge() {
    with_moment(&clustered(), |moment, _| {
        let mut snapshot = moment.snapshot.unwrap().clone();
        let slowest = patterns::slowest_first(moment.scene).next().unwrap();
        let Moved::Real { eigenvalues, .. } =
            &mut snapshot.rules[Rule::Weight as usize].as_mut().unwrap().moved
        else {
            panic!()
        };
        eigenvalues[slowest] = -3.1 * patterns::before(moment.scene, slowest);
        let moment = Moment { snapshot: Some(&snapshot), ..*moment };
        let picture = pictures::svg((440, 500), Theme::Light, Picture::Slow, &moment).unwrap();
        assert!(picture.contains("lost: 3.1 ×") && picture.contains("1 beyond →"));
    });
}

#[test]
fn what_is_kept_in_one_twin_only_is_marked_there() {
    let params = Params { seed: 17, ..Params::defaults(Net::Barbell) };
    with_moment(&params, |moment, _| {
        let all: Vec<u32> = (0..moment.scene.synapses() as u32).collect();
        let bridge = pictures::synapse_at(moment.scene, 19, 20).unwrap() as u32;
        let right = Moment { rule: params.twin, ..*moment };
        let only = [moment, &right].map(|moment| only::only_here(moment, &all));
        assert!(only[0].contains(&bridge) && only[1].iter().all(|synapse| !only[0].contains(synapse)));
        // Nothing is decided at the beginning, and two twins of one rule do not differ.
        assert!(only::only_here(&Moment { decided: 0, ..*moment }, &all).is_empty());
        let same = Params { twin: params.rule, ..params.clone() };
        assert!(only::only_here(&Moment { params: &same, ..*moment }, &all).is_empty());
        let told = Told { differing: true, ..moment.told };
        let words = |moment: &Moment| {
            let picture = pictures::svg((440, 500), Theme::Light, Picture::TwinLeft, moment).unwrap();
            picture.matches("kept only here").count()
        };
        assert_eq!((words(moment), words(&Moment { told, ..*moment })), (0, 1));
    });
}
