//! Arithmetic that a reader can check: inputs are written with so many digits that the result follows from what is
//! written, not only from what was rounded away.
//!
//! A difference of nearly equal numbers needs many digits of them: 8.42 + 8.42 − 2 × 8.4 is not 0.05, and
//! 8.4203 + 8.4203 − 2 × 8.3953 is. How many it takes is found by trying.

use super::digits::{self, rounded};

/// Digits that a number has at least, if it has that many.
pub const LEAST: usize = 3;

/// The texts of `inputs` with the fewest significant digits, at least [`LEAST`] and the same for all, for which
/// `holds` is true of the numbers that these texts say; and how many digits these are. With [`digits::ALL`] of them
/// the texts say the inputs themselves, which is as far as it goes.
pub fn written<const N: usize>(inputs: [f64; N], holds: impl Fn([f64; N]) -> bool) -> ([String; N], usize) {
    let said = |count: usize| inputs.map(|input| rounded(input, count).1);
    let count = (LEAST..digits::ALL).find(|count| holds(said(*count))).unwrap_or(digits::ALL);
    (inputs.map(|input| rounded(input, count).0), count)
}

/// Whether `found` and `result` are one number when they are written with `count` digits.
pub fn agree(found: f64, result: f64, count: usize) -> bool {
    rounded(found, count).0 == rounded(result, count).0
}

#[cfg(test)]
mod tests {
    // Strategy: sums that need more digits than usual, and one that needs no more.
    use super::*;

    fn difference([a, b, c]: [f64; 3]) -> ([String; 3], usize) {
        let result = a + b - 2.0 * c;
        written([a, b, c], |[a, b, c]| agree(a + b - 2.0 * c, result, LEAST))
    }

    #[test]
    fn cancelled_digits_are_written() {
        let ([a, b, c], count) = difference([8.4203, 8.4205, 8.39523]);
        assert_eq!(([&*a, &*b, &*c], count), (["8.4203", "8.4205", "8.39523"], 6));
        assert_eq!(difference([4.0, 3.0, 1.0]).1, LEAST);
        // Only all digits tell these apart.
        assert_eq!(difference([1.0 + 2.0 * f64::EPSILON, 1.0, 1.0]).1, digits::ALL);
    }
}
