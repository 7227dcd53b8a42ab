//! The page's pictures as SVG files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use noise_prune::pictures::kit::Theme;
use noise_prune::pictures::{self, Moment, Picture};
use noise_prune::run::Depth;
use noise_prune::run::many::Drawn;
use noise_prune::visit::message::{Draws, Heard, Scene, Scores, Snapshot};

use crate::Finished;

/// CSS pixels.
const SIZE: (u32, u32) = (640, 480);
/// Positions of the run at which the error is measured.
const POINTS: usize = 40;
/// Of larger networks, only the end is measured.
const HISTORY_UP_TO: usize = 2000;

/// Writes a file for each picture of the finished run into `folder`.
pub fn write(run: &mut Finished, [luck, cost]: [&[Drawn]; 2], folder: &str) -> Result<(), String> {
    let Finished { experiment, measures, traces } = run;
    let points = if experiment.network().n() <= HISTORY_UP_TO { POINTS } else { 0 };
    let folder = Path::new(folder);
    fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    let said = |error: noise_prune::run::ExperimentError| error.to_string();
    let (scene, all) = (Scene::new(experiment), experiment.synapses());
    let (params, draws) = (experiment.params().clone(), Draws::new(experiment));
    let scores = Scores::new(experiment).map_err(said)?;
    let mut history = BTreeMap::new();
    for point in 0..points.min(all) {
        experiment.seek(point * all / points.min(all));
        let snapshot = Snapshot::new(experiment, Depth::Eigenvalues).map_err(said)?;
        history.insert(snapshot.decided, snapshot.errors());
    }
    experiment.seek(usize::MAX);
    let snapshot = Snapshot { decided: all, rules: measures.iter().cloned().map(Some).collect() };
    history.insert(all, measures.iter().map(|measures| measures.error()).collect());
    let heard = Heard::new(experiment);
    let moment = Moment {
        scores: Some(&scores),
        // What the last look at the noise saw is no part of a finished run's picture.
        heard: heard.as_ref().filter(|heard| heard.notes.len() > 1),
        snapshot: Some(&snapshot),
        history: &history,
        traces: Some(traces),
        until: 1.0,
        luck,
        cost,
        decided: all,
        ..Moment::bare(&params, &scene, &draws)
    };
    for picture in Picture::ALL {
        if moment.has(*picture) {
            let document =
                pictures::svg(SIZE, Theme::Light, *picture, &moment).map_err(|error| error.to_string())?;
            let file = folder.join(format!("{}.svg", picture.word()));
            fs::write(&file, document)
                .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
        }
    }
    Ok(())
}
