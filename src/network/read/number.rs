//! Numbers in text: those that Rust reads as `f64`, if they are finite, and decimal commas, typographers' minus signs and
//! Fortran's exponents.

use std::num::ParseFloatError;

use super::Remark;
use super::error::Problem;
use super::table::Separator;
use crate::params::quoted;

/// The minus sign of Unicode, which typesetting programs write.
const MINUS: char = '\u{2212}';

/// The number that `text` is. Fortran writes 5.0D-01 where others write 5.0e-01.
fn parse(text: &str) -> Result<f64, ParseFloatError> {
    text.parse().or_else(|_| {
        let mut plain = String::new();
        for letter in text.chars() {
            plain.push(match letter {
                MINUS => '-',
                'D' | 'd' => 'e',
                other => other,
            });
        }
        plain.parse()
    })
}

/// The finite number that `text` is.
pub(super) fn number(text: &str) -> Result<f64, Problem> {
    match parse(text) {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(Problem::NotFinite { text: quoted(text) }),
        Err(_) if text.is_empty() => Err(Problem::EmptyCell),
        Err(_) => Err(Problem::NotANumber { text: quoted(text) }),
    }
}

/// Reads the numbers of one file. Where no comma stands between them they may have decimal commas, but one file does not
/// have decimal points too: a comma might then mean thousands. Where semicolons stand between them, points may.
#[derive(Clone, Default)]
pub(super) struct Numbers {
    /// Whether a comma may be a decimal comma.
    commas: bool,
    /// Whether a point may mean thousands.
    points: bool,
    /// What was seen so far.
    comma_seen: bool,
    point_seen: bool,
    /// The first number whose comma or point may mean thousands; whether one was seen whose comma or point cannot.
    doubtful: Option<String>,
    sure: bool,
}

impl Numbers {
    pub(super) fn new(separator: Separator) -> Numbers {
        let (commas, points) = (separator != Separator::Comma, separator == Separator::Semicolon);
        Numbers { commas, points, ..Numbers::default() }
    }

    /// The finite number that `text` is.
    pub(super) fn read(&mut self, text: &str) -> Result<f64, Problem> {
        if !self.commas {
            return number(text);
        }
        let value = number(&text.replacen(',', ".", 1)).map_err(|problem| match problem {
            Problem::NotANumber { .. } => Problem::NotANumber { text: quoted(text) },
            other => other,
        })?;
        self.comma_seen |= text.contains(',');
        self.point_seen |= text.contains('.');
        if self.comma_seen && self.point_seen {
            return Err(Problem::MixedDecimals { text: quoted(text) });
        }
        if text.contains(',') || (self.points && text.contains('.')) {
            match may_be_thousands(text) {
                true => drop(self.doubtful.get_or_insert_with(|| quoted(text))),
                false => self.sure = true,
            }
        }
        Ok(value)
    }

    /// An error if all commas that were read may mean thousands. If all points may, a number that has one: it was read as a
    /// decimal point.
    pub(super) fn check(self) -> Result<Option<Remark>, Problem> {
        match self.doubtful.filter(|_| !self.sure) {
            Some(text) if text.contains(',') => Err(Problem::Thousands { text }),
            doubtful => Ok(doubtful.map(|text| Remark::Points { text })),
        }
    }

    /// Whether `text` is something, and no number, nor what a spreadsheet makes of one: 1,234.5 or 50% or € 3.
    pub(super) fn is_name(&self, text: &str) -> bool {
        let number = if self.commas { parse(&text.replacen(',', ".", 1)) } else { parse(text) };
        // Three of the blanks are what stands between thousands.
        let marks = |(k, letter)| match letter {
            '0'..='9' | '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' => true,
            '%' | '€' | '$' | '£' => true,
            _ => k == 0 && matches!(letter, '-' | MINUS),
        };
        let made = text.char_indices().all(marks) && text.bytes().any(|byte| byte.is_ascii_digit());
        !text.is_empty() && number.is_err() && !made
    }
}

/// Whether `text`, a number with one comma or point, is written as 1,234 is.
fn may_be_thousands(text: &str) -> bool {
    let text = text.strip_prefix(MINUS).unwrap_or(text).as_bytes();
    let digits = if matches!(text, [b'-' | b'+', ..]) { &text[1..] } else { text };
    match digits.split_last_chunk::<4>() {
        Some((whole, [b',' | b'.', rest @ ..])) => {
            matches!(whole, [b'1'..=b'9', ..]) && whole.len() <= 3 && rest.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}
