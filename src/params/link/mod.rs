//! [`Params`] to share link and back.
//!
//! A link is what stands after the `#`: `v=1&net=worm-gap&keep=0.5&seed=7`, one `key=value` a
//! setting, only what differs from the network's defaults, plus flags for the presentation. Each
//! version of the schema keeps its own reader, so that an old link opens for ever; version 1 is
//! the only one so far.

mod data;
mod presentation;

pub use data::{Data, MAX_MATRIX, MAX_PACKED, PACKED};
pub use presentation::{Embed, Look, Part, Presentation, Stage, View};

use super::row;
use crate::params::{Net, Notice, Params, quoted};

/// The version that [`write`] writes.
pub const VERSION: u32 = 1;
/// Characters of a link that are read: a packed matrix, and for all other keys ten times what they need at their
/// longest.
pub const MAX_LENGTH: usize = MAX_PACKED + 4096;

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// The run.
    pub params: Params,
    /// Where its matrix comes from, if it is the reader's own (`net=file`).
    pub data: Option<Data>,
    /// The way it is shown.
    pub presentation: Presentation,
    /// What could not be done as asked.
    pub notices: Vec<Notice>,
}

/// Reads the part of an address after the `#` (a leading `#` or `?` is allowed). Never fails: what
/// cannot be used is named in [`Link::notices`], and the default stands.
pub fn read(text: &str) -> Link {
    read_with("", text)
}

/// Reads a link after the keys of the presentation in the address's query (the part after its `?`). Other keys of
/// the query belong to the host, and are ignored.
pub fn read_with(query: &str, text: &str) -> Link {
    let mut notices = Vec::new();
    let mut presentation = Presentation::default();
    let query = &query[..query.floor_char_boundary(MAX_LENGTH)];
    for (key, value) in query.trim_start_matches('?').split('&').map(pair) {
        notices.extend(presentation.set(&key, &value).flatten());
    }
    let mut text = text.trim().trim_start_matches(['#', '?']);
    if let Some((end, _)) = text.char_indices().nth(MAX_LENGTH) {
        text = &text[..end];
        notices.push(Notice::TooLong);
    }
    let pairs: Vec<(String, String)> = text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect();
    let mut link = read_version_1(&pairs, presentation);
    notices.append(&mut link.notices);
    Link { notices, ..link }
}

/// Writes a link without its leading `#`. A matrix of the reader's own is left out.
pub fn write(params: &Params, presentation: &Presentation) -> String {
    write_with(params, None, presentation)
}

/// Writes a link with the reader's own matrix, or its address.
pub fn write_with(params: &Params, data: Option<&Data>, presentation: &Presentation) -> String {
    let mut link = format!("v={VERSION}&net={}", params.net.word());
    let rows = Params::ROWS.iter().filter(|row| (row.spec.matters)(params));
    link += &row::pairs(rows, params, &Params::defaults(params.net));
    if let (Net::File, Some(data)) = (params.net, data) {
        link.push('&');
        link.push_str(&data.write());
    }
    link + &row::pairs(Presentation::ROWS.iter(), presentation, &Presentation::default())
}

fn read_version_1(pairs: &[(String, String)], mut presentation: Presentation) -> Link {
    let mut notices = Vec::new();
    // The network first, wherever it stands, since the defaults and ranges of the rest follow it.
    let mut params = Params::default();
    if let Some((_, word)) = pairs.iter().find(|(key, _)| key == "net") {
        match Net::from_word(word) {
            Some(net) => params = Params::defaults(net),
            None => notices.extend(params.set("net", word)),
        }
    }
    let mut data = None;
    for (key, value) in pairs {
        match key.as_str() {
            "net" => {}
            "v" if value.trim() == "1" => {}
            "v" => notices.push(Notice::Newer { version: quoted(value) }),
            _ => match (presentation.set(key, value), Data::read(key, value)) {
                (Some(notice), _) => notices.extend(notice),
                (None, Some(Ok(_))) if params.net != Net::File => {
                    notices.push(Notice::Idle { key: key.clone(), net: params.net.word().into() });
                }
                (None, Some(Ok(given))) => data = Some(given),
                (None, Some(Err(notice))) => notices.push(notice),
                (None, None) => notices.extend(params.set(key, value)),
            },
        }
    }
    Link { params, data, presentation, notices }
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
        let paused = Presentation { paused: true, ..Presentation::default() };
        let text = write(&params, &paused);
        assert_eq!(text, "v=1&net=worm-gap&keep=0.3&seed=7&paused");
        assert_eq!(read(&text), Link { params, data: None, presentation: paused, notices: vec![] });
    }

    #[test]
    fn the_presentation_travels_and_is_checked() {
        let text =
            "v=1&net=barbell&embed=basic&stage=prune&at=120&view=network&theme=dark&hide=header,about&paused";
        let link = read(text);
        assert_eq!(link.notices, []);
        assert_eq!(link.presentation.hide, [Part::Header, Part::About]);
        assert_eq!(write(&link.params, &link.presentation), text);
        assert_eq!(
            read_with("?embed&utm_source=x&theme=dark", "#theme=light").presentation,
            Presentation { embed: Embed::Basic, theme: Look::Light, ..Presentation::default() }
        );
        let bad = read("embed=no&stage=7&at=-1&view=&theme=red&hide=header,wheels,header");
        assert_eq!(bad.notices.len(), 6);
        assert_eq!(bad.presentation, Presentation { hide: vec![Part::Header], ..Presentation::default() });
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
        assert_eq!(said("net=nosuch"), "net = nosuch cannot be read; clustered is used.");
        assert_eq!(said("stage=7"), "stage = 7 cannot be read; it is ignored.");
        assert!(said("v=9").contains("later version (9)"));
        assert!(said("%3Cb%3E=1").contains("The setting <b> is not known"));
        assert!(said(&"x".repeat(MAX_LENGTH + 1)).contains("too long"));
        assert!(said("net=worm-gap&n=9").contains("n = 9 is ignored"));
    }

    #[test]
    fn a_matrix_or_its_address_travels() {
        for text in
            ["v=1&net=file&matrix=-1,0.5;0.5,-1", "v=1&net=file&data=https://example.org/m.csv?a=1%26b=2"]
        {
            let link = read(text);
            assert!(link.notices.is_empty() && link.data.is_some(), "{text}");
            assert_eq!(write_with(&link.params, link.data.as_ref(), &link.presentation), text);
        }
        let said = read("v=1&net=ring&matrix=-1").notices;
        assert!(matches!(&said[..], [Notice::Idle { .. }]));
    }

    #[test]
    fn the_largest_matrix_leaves_room_for_all_other_settings() {
        let matrix = format!("matrix=z{}", "A".repeat(MAX_PACKED - 1));
        let link = read(&format!("v=1&net=file&{matrix}&hide={}&keep=0.3", "header,".repeat(200)));
        assert_eq!((link.notices, link.params.keep), (vec![], 0.3));
        assert!(link.data.is_some_and(|data| data.write() == matrix));
        assert_eq!(read(&"&".repeat(10 * MAX_PACKED)).notices, [Notice::TooLong]);
    }

    #[test]
    fn a_flag_is_set_by_its_key_and_unset_by_a_zero_or_false() {
        for (text, paused) in
            [("paused", true), ("paused=1", true), ("paused=0", false), ("paused=false", false)]
        {
            assert_eq!(read(text).presentation.paused, paused, "{text}");
        }
    }

    #[test]
    fn broken_encodings_are_left_alone() {
        assert_eq!(decode("%zz%4"), "%zz%4");
        assert_eq!(decode("%c3%a9%ff"), "é\u{fffd}");
    }
}
