//! Sorting and what is taken from a sorted list, compiled once: each kind of comparison that is sorted by otherwise costs the page several
//! kilobytes to load.

use std::cmp::Ordering;

/// Sorts numbers, the least first.
pub fn ascending(values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
}

/// The indices 0, 1, …, `count` − 1 in the order of `compare`; equals in the order of their indices.
pub fn by(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    order.sort_unstable_by(|x, y| compare(*x as usize, *y as usize).then(x.cmp(y)));
    order
}

/// The first `most` of [`by`], for a list so long that sorting all of it would be felt: O(count).
pub fn first(count: usize, most: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order = foremost(count, most, compare);
    order.sort_unstable_by(|x, y| compare(*x as usize, *y as usize).then(x.cmp(y)));
    order
}

/// The same in any order. O(count).
pub fn foremost(count: usize, most: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order = parted(count, most, compare);
    order.truncate(most);
    order
}

/// The value below which a `part` (0..=1) of a list lies; 0 for none. O(n).
pub fn quantile(values: &[f64], part: f64) -> f64 {
    let at = (part * values.len().saturating_sub(1) as f64) as usize;
    let order = parted(values.len(), at, &|x, y| values[x].total_cmp(&values[y]));
    order.get(at).map_or(0.0, |k| values[*k as usize])
}

/// The median of a list, the mean of the two in the middle where their number is even; 0 for none. O(n log n).
pub fn median(mut values: Vec<f64>) -> f64 {
    ascending(&mut values);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        count if count % 2 == 0 => 0.5 * (values[middle - 1] + values[middle]),
        _ => values[middle],
    }
}

/// Quartiles of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quartiles {
    pub q1: f64,
    pub median: f64,
    pub q3: f64,
}

/// Quartiles, between two of the list in proportion; none for none. O(n log n).
pub fn quartiles(mut values: Vec<f64>) -> Option<Quartiles> {
    ascending(&mut values);
    quartiles_of(&values)
}

/// The same of an ascending list. O(1).
pub fn quartiles_of(ascending: &[f64]) -> Option<Quartiles> {
    let at = |share| between(ascending, share);
    Some(Quartiles { q1: at(0.25)?, median: at(0.5)?, q3: at(0.75)? })
}

/// The value below which a `share` (0..=1) of an ascending list lies, between two of the list in proportion; none for
/// none. O(1).
pub fn between(ascending: &[f64], share: f64) -> Option<f64> {
    let place = share * ascending.len().checked_sub(1)? as f64;
    let (below, part) = (ascending[place as usize], place.fract());
    Some(below + part * (ascending[place.ceil() as usize] - below))
}

/// The indices, those of the first `at` before all others, and behind them the next.
fn parted(count: usize, at: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    if at < count {
        order.select_nth_unstable_by(at, |x, y| compare(*x as usize, *y as usize).then(x.cmp(y)));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_those_of_the_whole_order() {
        let keys: Vec<u64> = (0..1000_u64).map(|k| k * 7919 % 503).collect();
        let compare = |x: usize, y: usize| keys[x].cmp(&keys[y]);
        for most in [0, 1, 17, 999, 1000, 2000] {
            let expected = by(1000, &compare);
            assert_eq!(first(1000, most, &compare), expected[..most.min(1000)]);
        }
    }

    #[test]
    fn a_quantile_is_a_value_of_the_list() {
        let values = [3.0, 1.0, 2.0, 5.0, 4.0];
        assert_eq!([0.0, 0.5, 1.0].map(|part| quantile(&values, part)), [1.0, 3.0, 5.0]);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![9.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(Vec::new()), 0.0);
    }

    #[test]
    fn equals_keep_their_order() {
        let keys: [f64; 4] = [2.0, 1.0, 2.0, 0.5];
        assert_eq!(by(4, &|x, y| keys[x].total_cmp(&keys[y])), [3, 1, 0, 2]);
    }
}
