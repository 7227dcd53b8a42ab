//! When a picture has to be drawn again, and whether it says that it is of the run before.

use super::Moment;

/// A number that is another for other positions, or other values there.
pub(super) fn stamp<'a>(points: impl Iterator<Item = (u64, &'a [f64])>) -> u64 {
    let mix = |sum: u64, bits: u64| (sum.rotate_left(5) ^ bits).wrapping_mul(0x517c_c1b7_2722_0a95);
    let bits = |(at, values): (u64, &'a [f64])| {
        std::iter::once(at).chain(values.iter().map(|value| value.to_bits()))
    };
    points.flat_map(bits).fold(0, mix)
}

/// A title that says so if what is shown is of the run before.
pub(super) fn aged(title: &str, age: Option<String>) -> String {
    age.map_or_else(|| title.into(), |age| format!("{title}, {age}"))
}

/// A stamp for what shows the fates of the synapses.
pub(super) fn stamp_of_fates(moment: &Moment) -> u64 {
    let scored = moment.scores.map(|scores| scores.rounds.first());
    let scale = scored.map_or(&[][..], |scored| &scored.scale);
    // The same probabilities may meet other draws.
    let first =
        scored.into_iter().flat_map(|scored| &scored.draws).map(|draws| (0, &draws[..draws.len().min(1)]));
    stamp([(moment.decided as u64, scale)].into_iter().chain(first))
}

/// A stamp for what shows the activity of the pruned networks.
pub(super) fn stamp_of_traces(moment: &Moment) -> u64 {
    let records = moment.traces.iter().flat_map(|traces| &traces.relative_error);
    let last: Vec<f64> = records.filter_map(|record| record.last().copied()).collect();
    stamp([(moment.until.to_bits(), &last[..])].into_iter())
        ^ u64::from(moment.age(moment.of.traces).is_some())
}
