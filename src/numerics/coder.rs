//! An arithmetic coder: yes-or-no decisions to letters that stand in an address as they are, and back.
//!
//! The letters written so far are the digits, in base 64, of a number between 0 and 1. Each decision cuts the interval
//! that is left in two, in proportion to how likely yes and no are (Witten, Neal & Cleary, Comm. ACM 30, 1987, 520).
//! How likely they are is learned from the decisions before ([`Chance`]): one that was foreseen costs a fraction of a
//! bit. Whole numbers only, so the letters are the same everywhere. A decision takes about 10 ns.
//!
//! What is coded is described once, for a [`Coder`] that writes or reads. `miniz_oxide` (deflate, then base64) was
//! measured first: it makes the same matrices 1.05 times (a full table of arbitrary numbers) to 3 times (a few hundred
//! counts with names) as long, because its tables have to be paid for and it sees no rows and columns.

/// The letters, each six bits of the number.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Decisions after which a chance learns no faster from more of them.
const MEMORY: u16 = 250;

/// All of a chance: yes is certain.
const CERTAIN: u32 = 1 << 24;
/// No chance is nearer to certainty than this: what was foreseen costs no less than 1/11,000 of a bit.
const DOUBT: u32 = 1 << 10;

/// How likely yes is, in parts of [`CERTAIN`], and how many decisions taught it.
#[derive(Clone, Copy)]
pub struct Chance {
    yes: u32,
    seen: u16,
}

impl Chance {
    /// Nothing is known.
    pub const EVEN: Chance = Chance { yes: CERTAIN / 2, seen: 0 };

    /// Moves towards what was decided by a part of what is missing: two thirds at the first time, less each time.
    fn learn(&mut self, decision: bool) {
        let part = |missing: u32| 2 * missing / (2 * u32::from(self.seen) + 3);
        let yes = if decision { self.yes + part(CERTAIN - self.yes) } else { self.yes - part(self.yes) };
        self.yes = yes.clamp(DOUBT, CERTAIN - DOUBT);
        self.seen = (self.seen + 1).min(MEMORY);
    }
}

/// Writes decisions, or reads them.
pub trait Coder {
    /// Codes one decision. Who reads may ask with anything, and is told what was written.
    fn decide(&mut self, chance: &mut Chance, decision: bool) -> bool;

    /// Whether who writes has written too much; never of who reads.
    fn is_full(&self) -> bool {
        false
    }

    /// Codes the `bits` lowest bits of a number, the highest first. `chances` has 2^`bits` of them: each bit's depends
    /// on those above it.
    fn number(&mut self, chances: &mut [Chance], bits: u32, number: u64) -> u64 {
        let node = (0..bits).rev().fold(1, |node, k| {
            node << 1 | usize::from(self.decide(&mut chances[node], number >> k & 1 == 1))
        });
        node as u64 - (1 << bits)
    }
}

/// The interval that is left: all numbers that begin with the letters written, then at least `low` and at most `high`.
struct Interval {
    low: u32,
    high: u32,
}

impl Interval {
    const WHOLE: Interval = Interval { low: 0, high: u32::MAX };

    /// The last number of yes.
    fn cut(&self, chance: &Chance) -> u32 {
        self.low + (u64::from(self.high - self.low) * u64::from(chance.yes) / u64::from(CERTAIN)) as u32
    }

    fn take(&mut self, cut: u32, decision: bool) {
        if decision { self.high = cut } else { self.low = cut + 1 }
    }

    /// Whether the next letter is settled.
    fn is_settled(&self) -> bool {
        (self.low ^ self.high) >> 26 == 0
    }

    fn shift(&mut self) {
        (self.low, self.high) = (self.low << 6, self.high << 6 | 63);
    }
}

/// Writes letters.
pub struct Writer {
    interval: Interval,
    text: String,
    most: usize,
}

impl Writer {
    /// A writer that is full when it has written more letters than `most`.
    pub fn new(most: usize) -> Writer {
        Writer { interval: Interval::WHOLE, text: String::new(), most }
    }

    fn push(&mut self, number: u32) {
        self.text.push(LETTERS[(number >> 26) as usize].into());
    }

    /// The letters, with as many more as tell the interval from all others. Who reads takes what is missing for zeros.
    pub fn finish(mut self) -> String {
        // The first number of the interval whose further letters are zeros.
        for letters in 1..=6 {
            let rest = if letters < 6 { u32::MAX >> (6 * letters) } else { 0 };
            let number = self.interval.low.saturating_add(rest) & !rest;
            if (self.interval.low..=self.interval.high).contains(&number) {
                (0..letters).for_each(|k| self.push(number << (6 * k)));
                break;
            }
        }
        self.text.truncate(self.text.trim_end_matches('A').len());
        self.text
    }
}

impl Coder for Writer {
    fn is_full(&self) -> bool {
        self.text.len() > self.most
    }

    fn decide(&mut self, chance: &mut Chance, decision: bool) -> bool {
        let cut = self.interval.cut(chance);
        self.interval.take(cut, decision);
        chance.learn(decision);
        while self.interval.is_settled() {
            self.push(self.interval.low);
            self.interval.shift();
        }
        decision
    }
}

/// Reads letters.
pub struct Reader<'a> {
    interval: Interval,
    /// The number as far as it was read, from where the interval begins to differ.
    number: u32,
    /// The next letter has so many bits of `number`: the sixth has two of its own, and four are kept.
    letters: std::slice::Iter<'a, u8>,
    kept: (u32, u32),
}

impl Reader<'_> {
    /// A reader of letters; what is no letter counts as zero.
    pub fn new(text: &[u8]) -> Reader<'_> {
        let mut reader = Reader { interval: Interval::WHOLE, number: 0, letters: text.iter(), kept: (0, 0) };
        (0..5).for_each(|_| reader.number = reader.number << 6 | reader.letter());
        let next = reader.letter();
        (reader.number, reader.kept) = (reader.number << 2 | next >> 4, (next & 15, 4));
        reader
    }

    fn letter(&mut self) -> u32 {
        let letter = self.letters.next().and_then(|letter| LETTERS.iter().position(|known| known == letter));
        letter.unwrap_or(0) as u32
    }

    /// The next six bits: those that are kept of one letter, and the first of the next.
    fn shift(&mut self) {
        self.interval.shift();
        let (bits, count) = self.kept;
        let next = self.letter();
        let six = (bits << 6 | next) >> count & 63;
        self.kept = (next & ((1 << count) - 1), count);
        self.number = self.number << 6 | six;
    }
}

impl Coder for Reader<'_> {
    fn decide(&mut self, chance: &mut Chance, _: bool) -> bool {
        let cut = self.interval.cut(chance);
        let decision = self.number <= cut;
        self.interval.take(cut, decision);
        chance.learn(decision);
        while self.interval.is_settled() {
            self.shift();
        }
        decision
    }
}

/// Whether all of a text are letters of a [`Writer`].
pub fn are_letters(text: &str) -> bool {
    text.bytes().all(|byte| LETTERS.contains(&byte))
}

/// The lowest bits of a number, six a letter.
pub fn letters(number: u64, count: u32) -> String {
    (0..count).rev().map(|k| char::from(LETTERS[(number >> (6 * k) & 63) as usize])).collect()
}

#[cfg(test)]
mod tests {
    // Strategy: decisions of all kinds are written and read again; what they cost is held against their entropy.
    use super::*;
    use crate::numerics::random::{Random, Stream};

    /// What decides: how likely yes is at each place.
    fn decisions(count: usize, likely: impl Fn(usize) -> f64) -> Vec<bool> {
        let mut random = Random::new(7, Stream::Network);
        (0..count).map(|k| random.uniform() < likely(k)).collect()
    }

    fn write(all: &[bool]) -> String {
        let (mut writer, mut chance) = (Writer::new(usize::MAX), Chance::EVEN);
        for decision in all {
            writer.decide(&mut chance, *decision);
        }
        writer.finish()
    }

    #[test]
    fn decisions_read_back_and_cost_little_more_than_their_entropy() {
        for likely in [0.0, 0.001, 0.03, 0.3, 0.5, 0.9, 1.0] {
            for count in [0, 1, 2, 5, 6, 7, 100, 5000] {
                let all = decisions(count, |_| likely);
                let text = write(&all);
                let (mut reader, mut chance) = (Reader::new(text.as_bytes()), Chance::EVEN);
                let read: Vec<bool> = all.iter().map(|_| reader.decide(&mut chance, false)).collect();
                assert_eq!(read, all, "{likely} {count}");
                let yes = all.iter().filter(|yes| **yes).count() as f64;
                let cost = |part: f64| if part > 0.0 { -part * libm::log2(part / count as f64) } else { 0.0 };
                let entropy = (cost(yes) + cost(count as f64 - yes)) / 6.0;
                assert!(
                    (text.len() as f64) < 1.02 * entropy + 5.0,
                    "{likely} {count}: {} {entropy}",
                    text.len()
                );
            }
        }
    }

    #[test]
    fn every_short_text_can_be_read() {
        for text in ["", "A", "_", "____________", "z-z-z", "\u{e9}~~~~~"] {
            let (mut reader, mut chances) = (Reader::new(text.as_bytes()), [Chance::EVEN; 256]);
            (0..100).for_each(|_| assert!(reader.number(&mut chances, 8, 0) < 256));
        }
    }

    #[test]
    fn numbers_read_back() {
        let numbers: Vec<u64> = (0..300).map(|k| k * k % 251).collect();
        let (mut writer, mut chances) = (Writer::new(usize::MAX), [Chance::EVEN; 256]);
        numbers.iter().for_each(|x| assert_eq!(writer.number(&mut chances, 8, *x), *x));
        let text = writer.finish();
        assert!(are_letters(&text) && !are_letters("a+b"));
        let (mut reader, mut chances) = (Reader::new(text.as_bytes()), [Chance::EVEN; 256]);
        numbers.iter().for_each(|x| assert_eq!(reader.number(&mut chances, 8, 0), *x));
    }

    #[test]
    fn a_number_in_letters() {
        assert_eq!((letters(63 << 6 | 1, 3), letters(64, 1)), ("A_B".into(), "A".into()));
    }
}
