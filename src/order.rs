//! Sorting, compiled once: each kind of comparison that is sorted by otherwise costs the page several
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order() {
        let keys: [f64; 4] = [2.0, 1.0, 2.0, 0.5];
        assert_eq!(by(4, &|x, y| keys[x].total_cmp(&keys[y])), [3, 1, 0, 2]);
    }
}
