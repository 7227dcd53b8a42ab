//! Numbers in text: those that Rust reads as `f64`, if they are finite, and decimal commas.

use super::error::Problem;
use super::table::Separator;
use crate::params::quoted;

/// The finite number that `text` is.
pub(super) fn number(text: &str) -> Result<f64, Problem> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(Problem::NotFinite { text: quoted(text) }),
        Err(_) if text.is_empty() => Err(Problem::EmptyCell),
        Err(_) => Err(Problem::NotANumber { text: quoted(text) }),
    }
}

/// Reads the numbers of one file. Between semicolons they may have decimal commas, but one file
/// does not have decimal points too: a comma might then mean thousands.
#[derive(Clone, Copy, Default)]
pub(super) struct Numbers {
    /// Whether a comma may be a decimal comma.
    commas: bool,
    /// What was seen so far.
    comma_seen: bool,
    point_seen: bool,
}

impl Numbers {
    pub(super) fn new(separator: Separator) -> Numbers {
        Numbers { commas: separator == Separator::Semicolon, ..Numbers::default() }
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
        Ok(value)
    }

    /// Whether `text` is something, and not a number.
    pub(super) fn is_name(&self, text: &str) -> bool {
        let number = if self.commas { text.replacen(',', ".", 1).parse::<f64>() } else { text.parse() };
        !text.is_empty() && number.is_err()
    }
}
