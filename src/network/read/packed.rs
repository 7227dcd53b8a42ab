//! A matrix and its names in as few letters as fit into a link: `matrix=z…`.
//!
//! What is written, in this order, each part by the arithmetic coder ([`coder`]): the number of neurons; whether the
//! matrix is symmetric, and then only i ≤ j; how numbers are written ([`Form`]); for each place whether there is an
//! entry, which is learned from the places beside it; the entries; the names. Behind it stand four letters of the
//! SHA-256 of all before, so that a link that was cut or mistyped ends in a sentence and not in another matrix.
//!
//! Everything reads back to the same bits, the sign of a zero included. The writer tries each form and keeps the
//! shortest text.

use std::collections::BinaryHeap;

use nalgebra::DMatrix;
use sha2::{Digest, Sha256};

use super::error::{Problem, ReadError};
use super::{Format, MAX_N, Read};
use crate::network::matrix::Matrix;
use crate::numerics::coder::{self, Chance, Coder, Reader, Writer};
use crate::params::link::{MAX_PACKED, PACKED};

/// How the content begins that [`read`] is given: a pair of a link.
pub(super) const MAGIC: &[u8] = b"matrix=z";

/// Entries at most. A table of equal numbers takes few letters, however many they are.
const MAX_ENTRIES: usize = 1 << 18;
/// Bytes of all names at most.
const MAX_NAMES: usize = 1 << 16;
/// Letters of the checksum.
const CHECK: u32 = 4;
/// Different numbers at most that are worth a list of them.
const MAX_LIST: usize = 1 << 10;
/// The least power of ten that whole numbers are multiples of, less one.
const BEFORE_POWERS: i32 = -512;
/// Whole numbers up to here are all numbers of 64 bits.
const WHOLE: u64 = 1 << 53;

/// How the entries are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Form {
    /// As whole multiples of this power of ten; else by their bits.
    power: Option<i32>,
    /// Each different number once, then which of them each entry is.
    listed: bool,
}

/// The text of a matrix and its names, as `matrix=` has it in a link; none if it is too long, or a name has a zero byte
/// in it. O(n²), stopping at what a link holds.
pub fn pack(matrix: &DMatrix<f64>, names: &[String]) -> Option<String> {
    let content = Content::new(matrix, names)?;
    let powers = [power(&content.entries), None];
    let forms = powers.into_iter().enumerate().filter(|(k, power)| *k == 1 || power.is_some());
    let forms = forms.flat_map(|(_, power)| [false, true].map(|listed| Form { power, listed }));
    let texts = forms.filter_map(|form| {
        let (mut writer, mut content) = (Writer::new(MAX_PACKED), content.clone());
        content.code(&mut writer, form).ok()?;
        Some(writer.finish())
    });
    let text = texts.min_by_key(String::len)?;
    Some(seal(&text)).filter(|text| text.len() <= MAX_PACKED)
}

/// What the coder wrote as a text of [`pack`].
pub fn seal(body: &str) -> String {
    format!("{PACKED}{body}{}", check(body))
}

/// Reads the matrix in a text of [`pack`], without its first letter.
pub(super) fn read(text: &[u8]) -> Result<Read, ReadError> {
    let damaged = || Problem::Damaged.in_file();
    let text = std::str::from_utf8(text).ok().filter(|text| coder::are_letters(text)).ok_or_else(damaged)?;
    let body = text.len().checked_sub(CHECK as usize).map(|end| &text[..end]).ok_or_else(damaged)?;
    if text.len() > MAX_PACKED || text != format!("{body}{}", check(body)) {
        return Err(damaged());
    }
    let mut content = Content::default();
    let unknown = Form { power: None, listed: false };
    content.code(&mut Reader::new(body.as_bytes()), unknown).map_err(|Refused| damaged())?;
    let matrix = content.matrix();
    if matrix.iter().any(|value| !value.is_finite()) {
        return Err(damaged());
    }
    // As in tables, the blanks around a name are none of it.
    let names = content.names.iter().map(|name| name.trim_ascii().into()).collect();
    Ok(Read { matrix: Matrix::from(&matrix), names, format: Format::Packed, remarks: Vec::new() })
}

fn check(text: &str) -> String {
    let sum = Sha256::digest(text).iter().take(3).fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    coder::letters(sum, CHECK)
}

/// The power of ten that all numbers are multiples of, by no more than [`WHOLE`] − 1; none if there is none.
fn power(values: &[f64]) -> Option<i32> {
    let ends = values.iter().filter(|value| **value != 0.0).map(|value| {
        let text = format!("{value:e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
        power.parse().unwrap_or(0) - decimals
    });
    let power = ends.min().unwrap_or(0).min(0);
    let is_whole = |value: &f64| {
        multiple(*value, power)
            .is_some_and(|whole| times(whole, power, value.is_sign_negative()).to_bits() == value.to_bits())
    };
    (power > BEFORE_POWERS && values.iter().all(is_whole)).then_some(power)
}

/// |value| in units of a power of ten.
fn multiple(value: f64, power: i32) -> Option<u64> {
    let text = format!("{:e}", value.abs());
    let (digits, exponent) = text.split_once('e')?;
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let zeros = exponent.parse::<i32>().ok()? - decimals as i32 - power;
    let whole = digits.replace('.', "").parse::<u64>().ok()?;
    let whole = 10u64.checked_pow(u32::try_from(zeros).ok()?).and_then(|unit| whole.checked_mul(unit));
    if value == 0.0 { Some(0) } else { whole.filter(|whole| *whole < WHOLE) }
}

fn times(whole: u64, power: i32, negative: bool) -> f64 {
    let value = format!("{whole}e{power}").parse().unwrap_or(f64::NAN);
    if negative { -value } else { value }
}

/// What is written, or as much of it as is read.
#[derive(Clone, Debug, Default)]
struct Content {
    n: usize,
    symmetric: bool,
    /// Whether there is an entry, place by place: of a symmetric matrix, all those with i ≤ j are looked at.
    there: Vec<bool>,
    /// The entries, row by row.
    entries: Vec<f64>,
    names: Vec<String>,
}

/// What is read is no content, or what is written is too long.
struct Refused;

impl Content {
    fn new(matrix: &DMatrix<f64>, names: &[String]) -> Option<Content> {
        let n = matrix.nrows();
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits();
        let symmetric = (0..n).all(|j| (0..j).all(|i| same(matrix[(i, j)], matrix[(j, i)])));
        let mut content = Content { n, symmetric, names: names.to_vec(), ..Content::default() };
        for (i, j) in content.places() {
            let value = matrix[(i, j)];
            content.there.push(value.to_bits() != 0);
            content.entries.extend((value.to_bits() != 0).then_some(value));
            if content.entries.len() > MAX_ENTRIES {
                return None;
            }
        }
        let bytes: usize = names.iter().map(String::len).sum();
        let fits = (1..=MAX_N).contains(&n) && bytes <= MAX_NAMES && [0, n].contains(&names.len());
        (fits && !names.iter().any(|name| name.contains('\0'))).then_some(content)
    }

    /// The places that are written, row by row.
    fn places(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (n, symmetric) = (self.n, self.symmetric);
        (0..n).flat_map(move |i| (if symmetric { i } else { 0 }..n).map(move |j| (i, j)))
    }

    fn matrix(&self) -> DMatrix<f64> {
        let mut matrix = DMatrix::zeros(self.n, self.n);
        let places = self.places().zip(&self.there).filter(|(_, there)| **there);
        for (((i, j), _), value) in places.zip(&self.entries) {
            matrix[(i, j)] = *value;
            if self.symmetric {
                matrix[(j, i)] = *value;
            }
        }
        matrix
    }

    /// Writes everything, or reads it into `self`; `form` is read as well. Stops where the coder is full.
    fn code(&mut self, coder: &mut dyn Coder, form: Form) -> Result<(), Refused> {
        let yes = |coder: &mut dyn Coder, decision| coder.decide(&mut { Chance::EVEN }, decision);
        let plain = |coder: &mut dyn Coder, bits: u32, number: u64| {
            (0..bits).rev().fold(0, |all, k| all << 1 | u64::from(yes(coder, number >> k & 1 == 1)))
        };
        self.n = plain(coder, 11, self.n as u64) as usize;
        if !(1..=MAX_N).contains(&self.n) {
            return Err(Refused);
        }
        self.symmetric = yes(coder, self.symmetric);
        let listed = yes(coder, form.listed);
        let power = yes(coder, form.power.is_some()).then(|| {
            plain(coder, 10, (form.power.unwrap_or(0) - BEFORE_POWERS) as u64) as i32 + BEFORE_POWERS
        });
        self.code_places(coder)?;
        let mut numbers = Numbers::new(power);
        match listed {
            true => self.code_listed(coder, &mut numbers[0])?,
            false => self.code_entries(coder, &mut numbers)?,
        }
        let named = yes(coder, !self.names.is_empty());
        self.names.resize(if named { self.n } else { 0 }, String::new());
        self.code_names(coder)
    }

    /// Whether there is an entry is foretold by the places to the left and above, and by the entry the other way.
    fn code_places(&mut self, coder: &mut dyn Coder) -> Result<(), Refused> {
        let n = self.n;
        let mut chances = [Chance::EVEN; 32];
        let mut known = vec![false; n * n];
        let (mut count, mut given) = (0, std::mem::take(&mut self.there).into_iter());
        for (i, j) in self.places() {
            let at = |i: Option<usize>, j: Option<usize>| {
                usize::from(i.zip(j).is_some_and(|(i, j)| known[i * n + j]))
            };
            let (above, before) = (i.checked_sub(1), j.checked_sub(1));
            let place = at(above, Some(j)) | at(Some(i), before) << 1 | at(Some(j), Some(i)) << 2;
            let kind = place | usize::from(j < i) << 3 | usize::from(i == j) << 4;
            let there = coder.decide(&mut chances[kind], given.next().unwrap_or(false));
            known[i * n + j] = there;
            self.there.push(there);
            count += usize::from(there);
            if count > MAX_ENTRIES {
                return Err(Refused);
            }
        }
        self.entries.resize(count, 0.0);
        Ok(())
    }

    /// Entry after entry; those of the diagonal are of another kind.
    fn code_entries(&mut self, coder: &mut dyn Coder, numbers: &mut [Numbers; 2]) -> Result<(), Refused> {
        let places = self.places().zip(&self.there).filter(|(_, there)| **there);
        for (((i, j), _), value) in places.zip(&mut self.entries) {
            *value = numbers[usize::from(i == j)].code(coder, *value);
            if coder.is_full() {
                return Err(Refused);
            }
        }
        Ok(())
    }

    /// The different numbers, in the order of their bits, and then which of them each entry is.
    fn code_listed(&mut self, coder: &mut dyn Coder, numbers: &mut Numbers) -> Result<(), Refused> {
        // A heap, whose code is a tenth of a sort's.
        let heap: BinaryHeap<u64> = self.entries.iter().map(|value| value.to_bits()).collect();
        let mut list = heap.into_sorted_vec();
        list.dedup();
        let last = list.len().checked_sub(1).filter(|last| *last < MAX_LIST).ok_or(Refused)?;
        let (bits, mut chances) = (MAX_LIST.ilog2(), vec![Chance::EVEN; MAX_LIST]);
        let count = coder.number(&mut chances, bits, last as u64) as usize + 1;
        list.resize(count, 0);
        for bits in &mut list {
            *bits = numbers.code(coder, f64::from_bits(*bits)).to_bits();
        }
        let bits = count.next_power_of_two().ilog2();
        let mut chances = vec![Chance::EVEN; 1 << bits];
        for value in &mut self.entries {
            let which = list.binary_search(&value.to_bits()).unwrap_or(0);
            let which = coder.number(&mut chances, bits, which as u64) as usize;
            *value = f64::from_bits(*list.get(which).ok_or(Refused)?);
            if coder.is_full() {
                return Err(Refused);
            }
        }
        Ok(())
    }

    /// A name is often the one before with its number one higher, or begins as that one does; the rest is letter after
    /// letter, each foretold by the one before it, and a zero at the end.
    fn code_names(&mut self, coder: &mut dyn Coder) -> Result<(), Refused> {
        let mut letters = vec![[Chance::EVEN; 256]; 256];
        let (mut follows, mut alike) = (Chance::EVEN, Chance::EVEN);
        let (mut before, mut bytes) = (String::new(), 0);
        for name in &mut self.names {
            let next = successor(&before);
            if coder.decide(&mut follows, next == *name) {
                *name = next;
            } else {
                let (given, mut read) = (name.as_bytes(), Vec::new());
                let mut begins = true;
                loop {
                    let (k, letter) = (read.len(), given.get(read.len()).copied().unwrap_or(0));
                    let likely = before.as_bytes().get(k).filter(|_| begins);
                    begins = likely.is_some_and(|likely| coder.decide(&mut alike, letter == *likely));
                    let last = read.last().copied().unwrap_or(0);
                    let letter = match likely.filter(|_| begins) {
                        Some(likely) => *likely,
                        None => coder.number(&mut letters[usize::from(last)], 8, u64::from(letter)) as u8,
                    };
                    if letter == 0 {
                        break;
                    }
                    read.push(letter);
                    if bytes + read.len() > MAX_NAMES {
                        return Err(Refused);
                    }
                }
                *name = String::from_utf8(read).map_err(|_| Refused)?;
            }
            bytes += name.len();
            before.clone_from(name);
        }
        if bytes > MAX_NAMES { Err(Refused) } else { Ok(()) }
    }
}

/// A name with the number at its end one higher; `1` after a name without one.
fn successor(name: &str) -> String {
    let start = name.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    let number = name[start..].parse::<u32>().map_or(1, |number| number.saturating_add(1));
    format!("{}{number}", &name[..start])
}

/// What is known of the numbers of one kind that were coded before.
struct Numbers {
    power: Option<i32>,
    sign: Chance,
    /// How many bits a whole number has, and those behind the highest: the first three together, the others one by one.
    lengths: Vec<Chance>,
    highest: Vec<[Chance; 8]>,
    bits: Vec<[Chance; 64]>,
    /// Exponents of numbers that are written by their bits.
    exponents: Vec<Chance>,
}

impl Numbers {
    /// For the numbers beside the diagonal, and for those on it.
    fn new(power: Option<i32>) -> [Numbers; 2] {
        [(); 2].map(|()| Numbers {
            power,
            sign: Chance::EVEN,
            lengths: vec![Chance::EVEN; 64],
            highest: vec![[Chance::EVEN; 8]; 64],
            bits: vec![[Chance::EVEN; 64]; 64],
            exponents: vec![Chance::EVEN; 1 << 11],
        })
    }

    fn code(&mut self, coder: &mut dyn Coder, value: f64) -> f64 {
        let negative = coder.decide(&mut self.sign, value.is_sign_negative());
        match self.power {
            Some(power) => {
                let whole = multiple(value, power).unwrap_or(0);
                let length = coder.number(&mut self.lengths, 6, u64::from(64 - whole.leading_zeros())) as u32;
                times(self.code_bits(coder, length, whole), power, negative)
            }
            None => {
                let bits = value.to_bits();
                let exponent = coder.number(&mut self.exponents, 11, bits >> 52 & 0x7ff);
                let fraction = self.code_bits(coder, 53, bits & (WHOLE / 2 - 1)) & (WHOLE / 2 - 1);
                f64::from_bits(u64::from(negative) << 63 | exponent << 52 | fraction)
            }
        }
    }

    /// The bits of a number of this length, below the highest, which is one.
    fn code_bits(&mut self, coder: &mut dyn Coder, length: u32, number: u64) -> u64 {
        let Some(below) = length.checked_sub(1) else { return 0 };
        let (kind, first) = (length as usize, below.min(3));
        let highest =
            coder.number(&mut self.highest[kind], first, number >> (below - first) & ((1 << first) - 1));
        (0..below - first).rev().fold(1 << first | highest, |all, k| {
            all << 1 | u64::from(coder.decide(&mut self.bits[kind][k as usize], number >> k & 1 == 1))
        })
    }
}

#[cfg(test)]
mod tests {
    // Strategy: matrices of every kind are packed and read again by the project's own reader, and compared bit by bit;
    // texts that were cut, changed or made to burst are refused.
    use super::*;
    use crate::network::read::read as open;
    use crate::network::{connectome, generate};
    use crate::numerics::random::{Random, Stream};

    /// A matrix whose places have an entry with this probability.
    fn random(n: usize, density: f64, symmetric: bool, entry: impl Fn(f64) -> f64) -> DMatrix<f64> {
        let mut random = Random::new(5, Stream::Network);
        let m = DMatrix::from_fn(n, n, |i, j| {
            let (there, value) = (random.uniform() < density, entry(random.normal()));
            if there && i != j { value } else { 0.0 }
        });
        if symmetric { m.lower_triangle() + m.lower_triangle().transpose() } else { m }
    }

    fn open_text(text: &str) -> Result<Read, ReadError> {
        open("link", format!("matrix={text}").as_bytes())
    }

    fn numbered(n: usize) -> Vec<String> {
        (1..=n).map(|k| k.to_string()).collect()
    }

    /// Letters of what reads back as it was.
    fn letters(m: &DMatrix<f64>, names: &[String]) -> usize {
        let text = pack(m, names).unwrap();
        let back = open_text(&text).unwrap();
        let bits = |m: &DMatrix<f64>| m.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back.matrix.dense()), bits(m));
        assert_eq!(back.names, names);
        text.len()
    }

    #[test]
    fn the_blanks_around_a_name_are_none_of_it() {
        let names = ["a", " b\u{4}\n", "c d"].map(String::from);
        let text = pack(&random(3, 0.9, false, |x| x), &names).unwrap();
        assert_eq!(open_text(&text).unwrap().names, ["a", "b\u{4}", "c d"]);
    }

    #[test]
    fn hundreds_of_synapses_fit_into_two_thousand_letters() {
        let rounded = |unit: f64| move |x: f64| (x.abs() / unit).ceil() * unit;
        let hundredths = |x: f64| (100.0 * x.abs()).ceil() / 100.0;
        let (worm, names) = connectome::gap_junctions().unwrap();
        let cases: [(&str, DMatrix<f64>, Vec<String>, usize); 9] = [
            ("barbell", generate::barbell(40), Vec::new(), 100),
            ("ones", random(100, 0.03, false, |_| 1.0), numbered(100), 2000),
            ("counts", random(100, 0.05, false, rounded(1.0)), numbered(100), 2000),
            ("hundredths", random(60, 0.3, true, hundredths), numbered(60), 2000),
            ("full hundredths", random(40, 1.0, true, hundredths), Vec::new(), 2000),
            ("doubles", random(40, 0.2, true, |x| x), Vec::new(), 2000),
            ("floats", random(40, 0.2, false, |x| f64::from(x as f32)), Vec::new(), 2000),
            ("worm", worm, names, 2000),
            ("60 x 60", random(60, 2.0, false, |x| x), numbered(60), MAX_PACKED),
        ];
        for (what, m, names, most) in cases {
            let (count, entries) = (letters(&m, &names), m.iter().filter(|x| **x != 0.0).count());
            println!("{what}: {count} letters for {entries} entries");
            assert!(count <= most, "{what}: {count}");
        }
    }

    #[test]
    fn every_bit_of_every_number_and_name_comes_back() {
        let values =
            [0.0, -0.0, 1.0, -3.0, 0.1 + 0.2, 5e-324, f64::MAX, -1e50, 0.25, 1e22, 9007199254740993.0];
        let m = DMatrix::from_fn(11, 11, |i, j| values[(3 * i + 5 * j) % 11]);
        let names =
            ["", "a,b", "say \"no\"", "Zoë", "9", "10", "011", "line\nbreak", "x y", "4294967295", "🧠"];
        letters(&m, &names.map(String::from));
        letters(&m, &[]);
        let long: Vec<String> =
            (0..60).map(|k| format!("{}-{k}", "Nucleus ‘südlich’, left; ".repeat(4))).collect();
        letters(&random(60, 2.0, false, |x| x), &long);
        // Each value alone, so that each form is the shortest for some.
        for value in values {
            letters(&DMatrix::from_element(1, 1, value), &[]);
            letters(&DMatrix::from_diagonal_element(3, 3, value), &[]);
        }
        let directed = DMatrix::from_fn(3, 3, |i, j| if i < j { -0.0 } else { 0.0 });
        letters(&directed, &[]);
    }

    #[test]
    fn texts_in_links_that_were_sent_are_read_for_ever() {
        // The texts as they were first written; letters and last letters of long ones.
        let hundredths = DMatrix::from_fn(6, 6, |i, j| ((i * j * 7) % 5) as f64 / 100.0 - 0.02);
        let directed = DMatrix::from_fn(5, 5, |i, j| if (2 * i + j) % 3 == 0 { 1.5 } else { 0.0 });
        let roots = DMatrix::from_fn(4, 4, |i, j| ((i + 2 * j) as f64).sqrt() - 1.0);
        let odd = ["AVA", "AVB", "RIA 9", "RIA 10", "Zoë"].map(String::from);
        let cases = [
            (hundredths, numbered(6), "z_yRWrB3eFV69BR64UhNjSxTr43mv5ZkwYSQ5"),
            (directed, odd.to_vec(), "z_0IAY5sugaLgFS6EmZ24UqdTnMxBruYGUi8GG8"),
            (
                roots,
                Vec::new(),
                "z_3RgO4Pxs2LbSn0vKZJIk3Rs4T60hXaLrOv________V-vVG1eQN7eUmFFAlVt2MaUA5MqBut-XCuiun1E88SbsSksf_____tk6plKf_nARgrhStcqkGuSaY",
            ),
        ];
        for (m, names, text) in cases {
            assert_eq!(pack(&m, &names).as_deref(), Some(text));
            let read = open_text(text).unwrap();
            assert_eq!((read.matrix.dense(), read.names), (m, names));
        }
        let (worm, names) = connectome::gap_junctions().unwrap();
        let text = pack(&worm, &names).unwrap();
        assert_eq!((text.len(), &text[text.len() - CHECK as usize..]), (1404, "jbVD"));
    }

    #[test]
    fn what_does_not_fit_is_not_packed() {
        assert_eq!(pack(&random(80, 2.0, false, |x| x), &[]), None);
        assert_eq!(pack(&DMatrix::from_element(600, 600, 1.0), &[]).map(|text| text.len() < 100), Some(true));
        let wide = DMatrix::from_fn(600, 600, |i, j| if i == 0 && j == 1 { 2.0 } else { 1.0 });
        assert_eq!(pack(&wide, &[]), None);
        assert_eq!(pack(&DMatrix::zeros(1, 1), &["a\0b".into()]), None);
        assert_eq!(pack(&DMatrix::zeros(1, 1), &["x".repeat(MAX_NAMES + 1)]), None);
    }

    #[test]
    fn what_was_cut_or_changed_is_refused() {
        let text = pack(&random(12, 0.5, false, |x| x), &numbered(12)).unwrap();
        for end in 0..text.len() {
            assert!(open_text(&text[..end]).is_err(), "{end}");
        }
        for at in 1..text.len() {
            let other = if &text[at..=at] == "B" { "C" } else { "B" };
            let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            let error = open_text(&changed).unwrap_err().to_string();
            assert!(error.contains("copy the whole link again"), "{error}");
        }
    }

    #[test]
    fn no_text_takes_more_memory_than_a_file_may() {
        // Few letters that promise much: whatever they say, there is an end to places, entries, list and names.
        let mut random = Random::new(3, Stream::Network);
        for length in 0..200 {
            let body: String = (0..length / 4).map(|_| coder::letters(random.below(64) as u64, 1)).collect();
            for body in
                [body.clone(), "_".repeat(length) + &body, "A".repeat(length) + &body, format!("_{body}")]
            {
                if let Ok(read) = open_text(&seal(&body)) {
                    assert!(read.matrix.entries().all(|entry| entry.2.is_finite()), "{body}");
                    assert!(read.names.is_empty() || read.names.len() == read.matrix.n());
                }
            }
        }
    }
}
