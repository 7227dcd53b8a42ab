//! What is said when something was asked for and not done as asked.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that was asked for and not done as asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// Out of range: the nearest allowed value is used.
    Clamped { key: String, given: String, used: String },
    /// Not readable as a value of this key: `used` stays; empty, where nothing stands in its place.
    Unreadable { key: String, given: String, used: String },
    /// No parameter has this key.
    Unknown { key: String },
    /// This network has one value of the key only.
    Fixed { key: String, given: String, used: String },
    /// The key means nothing for this network.
    Idle { key: String, net: String },
    /// The link was made by a later version of the page.
    Newer { version: String },
    /// The link has more settings than are read.
    TooLong,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Clamped { key, given, used } => {
                write!(f, "{key} = {given} is out of range; {used} is used.")
            }
            Notice::Unreadable { key, given, used } if used.is_empty() => {
                write!(f, "{key} = {given} cannot be read; it is ignored.")
            }
            Notice::Unreadable { key, given, used } => {
                write!(f, "{key} = {given} cannot be read; {used} is used.")
            }
            Notice::Unknown { key } => write!(f, "The setting {key} is not known; it is ignored."),
            Notice::Fixed { key, given, used } => {
                write!(f, "{key} = {given} is ignored: this network has {key} = {used}.")
            }
            Notice::Idle { key, net } => {
                write!(f, "The setting {key} does not matter for the network {net}; it is ignored.")
            }
            Notice::Newer { version } => write!(
                f,
                "This link was made by a later version ({version}) of this page; some of it may be ignored."
            ),
            Notice::TooLong => write!(f, "The link is too long; the rest of it is ignored."),
        }
    }
}

/// Notices that are told one by one; of the others, their number.
const TOLD: usize = 5;

impl Notice {
    /// What all `notices` say, a line each.
    pub fn told(notices: &[Notice]) -> String {
        let mut lines: Vec<String> = notices.iter().take(TOLD).map(Notice::to_string).collect();
        if notices.len() > TOLD {
            lines.push(format!("And {} more settings were not used as given.", notices.len() - TOLD));
        }
        lines.join("\n")
    }
}

/// `text` made fit to be quoted in a sentence: short, on one line, visible.
pub fn quoted(text: &str) -> String {
    // Marks of direction would turn the sentence around, too.
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut short: String = text.chars().filter(|c| !c.is_control() && !turns(*c)).take(40).collect();
    if short.is_empty() {
        short.push_str("(nothing)");
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_many_notices_are_told_and_the_others_counted() {
        // Strategy: as many as are told, and more.
        let unknown = |count: usize| -> Vec<Notice> {
            (0..count).map(|k| Notice::Unknown { key: format!("k{k}") }).collect()
        };
        assert_eq!(Notice::told(&unknown(TOLD)).lines().count(), TOLD);
        let many = Notice::told(&unknown(2000));
        assert_eq!(many.lines().count(), TOLD + 1);
        assert!(many.starts_with("The setting k0 is not known") && many.contains("And 1995 more"), "{many}");
        assert_eq!(Notice::told(&[]), "");
    }

    #[test]
    fn what_is_quoted_is_short_and_turns_nothing_around() {
        // Strategy: what could spoil a sentence, one by one.
        assert_eq!(quoted("a\u{202e}b\n\u{2066}c"), "abc");
        assert_eq!(quoted("\u{200f}"), "(nothing)");
        assert_eq!(quoted(&"x".repeat(99)).len(), 40);
    }
}
