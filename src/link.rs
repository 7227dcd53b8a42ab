//! [`Params`] to share link and back.
//!
//! A link is what stands after the `#`: `v=1&net=worm-gap&keep=0.5&seed=7`, one `key=value` a
//! setting, only what differs from the network's defaults, plus flags for the presentation. Each
//! version of the schema keeps its own reader, so that an old link opens for ever; version 1 is
//! the only one so far.

use serde::{Deserialize, Serialize};

use crate::params::{KEYS, Net, Notice, Params, quoted};

/// The version that [`write`] writes.
pub const VERSION: u32 = 1;
/// Characters of a link that are read; all keys at their longest need less than a tenth of it.
pub const MAX_LENGTH: usize = 4096;

/// How the page shows a run; nothing here changes a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presentation {
    /// Waits for the play button instead of starting by itself.
    pub paused: bool,
}

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// The run.
    pub params: Params,
    /// The way it is shown.
    pub presentation: Presentation,
    /// What was not done as asked.
    pub notices: Vec<Notice>,
}

/// Reads the part of an address after the `#` (a leading `#` or `?` is allowed). Never fails: what
/// cannot be used is named in [`Link::notices`], and the default stands.
pub fn read(text: &str) -> Link {
    let mut notices = Vec::new();
    let mut text = text.trim().trim_start_matches(['#', '?']);
    if let Some((end, _)) = text.char_indices().nth(MAX_LENGTH) {
        text = &text[..end];
        notices.push(Notice::TooLong);
    }
    let pairs: Vec<(String, String)> = text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect();
    let mut link = read_version_1(&pairs);
    notices.append(&mut link.notices);
    Link { notices, ..link }
}

/// Writes a link without its leading `#`.
pub fn write(params: &Params, presentation: &Presentation) -> String {
    let defaults = Params::defaults(params.net);
    let mut link = format!("v={VERSION}");
    for key in KEYS {
        let (Some(value), Some(default)) = (params.get(key), defaults.get(key)) else { continue };
        let said = Params::matters(params.net, key) && value != default;
        if said || *key == "net" {
            link.push_str(&format!("&{key}={value}"));
        }
    }
    if presentation.paused {
        link.push_str("&paused");
    }
    link
}

fn read_version_1(pairs: &[(String, String)]) -> Link {
    let mut notices = Vec::new();
    let mut presentation = Presentation::default();
    // The network first, wherever it stands, since the defaults and ranges of the rest follow it.
    let mut params = Params::default();
    if let Some((_, word)) = pairs.iter().find(|(key, _)| key == "net") {
        match Net::from_word(word) {
            Some(net) => params = Params::defaults(net),
            None => notices.extend(params.set("net", word)),
        }
    }
    for (key, value) in pairs {
        match key.as_str() {
            "net" => {}
            "v" if value.trim() == "1" => {}
            "v" => notices.push(Notice::Newer { version: quoted(value) }),
            "paused" => presentation.paused = value != "0" && value != "false",
            _ => notices.extend(params.set(key, value)),
        }
    }
    Link { params, presentation, notices }
}

fn pair(text: &str) -> (String, String) {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    (decode(key), decode(value))
}

/// Undoes percent encoding; what is not valid stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_only_what_differs_and_reads_back_equal() {
        let mut params = Params::defaults(Net::WormGap);
        params.keep = 0.3;
        params.seed = 7;
        let paused = Presentation { paused: true };
        let text = write(&params, &paused);
        assert_eq!(text, "v=1&net=worm-gap&keep=0.3&seed=7&paused");
        assert_eq!(read(&text), Link { params, presentation: paused, notices: vec![] });
    }

    #[test]
    fn an_empty_link_is_the_default() {
        for text in ["", "#", "?", "&&"] {
            assert_eq!(read(text), Link::default());
        }
    }

    #[test]
    fn order_does_not_matter() {
        assert_eq!(read("keep=0.4&seed=3&net=barbell&v=1"), read("#v=1&net=barbell&seed=3&keep=0.4"));
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let said =
            |text: &str| read(text).notices.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(said("keep=7"), "keep = 7 is out of range; 1 is used.");
        assert!(said("net=nosuch").contains("net = nosuch cannot be read; clustered is used"));
        assert!(said("v=9").contains("later version (9)"));
        assert!(said("%3Cb%3E=1").contains("The setting <b> is not known"));
        assert!(said(&"x".repeat(5000)).contains("too long"));
        assert!(said("net=worm-gap&n=9").contains("n = 9 is ignored"));
    }

    #[test]
    fn broken_encodings_are_left_alone() {
        assert_eq!(decode("%zz%4"), "%zz%4");
        assert_eq!(decode("%c3%a9%ff"), "é\u{fffd}");
    }
}
