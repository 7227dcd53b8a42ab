//! Proportions of the blocks of a network.

use serde::{Deserialize, Serialize};

use super::value::{Fault, Kind, Range, Value};

/// Blocks, at most.
pub const MOST_BLOCKS: usize = 100;

/// In what proportion blocks have neurons: whole numbers from 1 on, separated by commas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes(Vec<u32>);

impl Sizes {
    /// Panics unless there are 1 to [`MOST_BLOCKS`] numbers, none of them 0.
    pub fn new(sizes: &[u32]) -> Sizes {
        assert!((1..=MOST_BLOCKS).contains(&sizes.len()) && !sizes.contains(&0), "proportions of blocks");
        Sizes(sizes.to_vec())
    }

    /// Where each block but the first begins: a block of size s has ⌊n s / sum⌋ neurons, and the last one the rest.
    pub fn starts(&self, n: usize) -> Vec<usize> {
        let sum: u64 = self.0.iter().map(|size| u64::from(*size)).sum();
        let neurons = |size: &u32| (n as u64 * u64::from(*size) / sum.max(1)) as usize;
        let mut at = 0;
        let start = |size| {
            at += neurons(size);
            at
        };
        self.0[..self.0.len() - 1].iter().map(start).collect()
    }
}

impl Value for Sizes {
    fn kind(range: Range) -> Kind {
        Kind::Numbers(range)
    }

    fn text(&self) -> String {
        self.0.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
    }

    fn take(&mut self, text: &str, (min, max): Range) -> Result<(), Fault> {
        let mut sizes = Vec::new();
        for part in text.split(',') {
            let size = part.trim().parse::<u32>().ok().filter(|size| (min..=max).contains(&f64::from(*size)));
            sizes.push(size.ok_or_else(|| Fault::Unreadable(part.into()))?);
        }
        if sizes.len() > MOST_BLOCKS {
            return Err(Fault::Unreadable(text.into()));
        }
        *self = Sizes(sizes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_their_shares_and_the_last_one_the_rest() {
        assert_eq!(Sizes::new(&[5, 1, 4]).starts(19), [9, 10]);
        assert_eq!(Sizes::new(&[7]).starts(19), [0; 0]);
        let authors = Sizes::new(&[66, 10, 16, 1, 1, 1, 1, 1, 1, 1, 1]);
        assert_eq!(authors.starts(10_000)[..4], [6600, 7600, 9200, 9300]);
        // Blocks without a neuron are no error.
        assert_eq!(Sizes::new(&[1, 10_000]).starts(20), [0]);
    }

    #[test]
    fn only_proportions_are_taken() {
        let mut sizes = Sizes::new(&[1]);
        for bad in ["", ",", "1,", "0,1", "1.5", "-1", "1;2", "a", "10001", &"1,".repeat(MOST_BLOCKS)] {
            assert!(matches!(sizes.take(bad, (1.0, 10_000.0)), Err(Fault::Unreadable(_))), "{bad}");
        }
        assert_eq!(sizes, Sizes::new(&[1]));
        assert_eq!(sizes.take("66, 10,16", (1.0, 10_000.0)), Ok(()));
        assert_eq!(sizes.text(), "66,10,16");
        let blocks = |count| vec!["2"; count].join(",");
        assert_eq!(sizes.take(&blocks(MOST_BLOCKS), (1.0, 10_000.0)), Ok(()));
        assert!(sizes.take(&blocks(MOST_BLOCKS + 1), (1.0, 10_000.0)).is_err());
    }
}
