//! The user's own matrix in a link: the matrix itself if it is small, or the address of its file.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::numerics::coder;
use crate::params::{Notice, quoted};

/// Characters of a matrix whose numbers stand in a link as they are, at most.
pub const MAX_MATRIX: usize = 1500;
/// Letters of a packed one, at most: the whole of a table of 60 × 60 arbitrary numbers, and names of 100 letters.
pub const MAX_PACKED: usize = 48_000;
/// What a packed matrix begins with, and no number does.
pub const PACKED: char = 'z';
/// Characters of an address, at most.
pub const MAX_ADDRESS: usize = 1000;

/// Where the matrix of `net=file` comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Data {
    /// `data=`: an http(s) address, or a path on the page's own host.
    Address(String),
    /// `matrix=`: its entries, separated by commas, its rows by semicolons; or, after a [`PACKED`], matrix and names
    /// packed (see [`crate::network::read::packed`]).
    Matrix(String),
}

impl Data {
    /// What `key` says; `None` if it is no key of this kind, an error if the value is not what it must be.
    pub fn read(key: &str, text: &str) -> Option<Result<Data, Notice>> {
        let refused = || Notice::Unreadable { key: key.into(), given: quoted(text), used: "no file".into() };
        Some(match key {
            "data" if is_address(text) => Ok(Data::Address(text.into())),
            "matrix" if is_matrix(text) => Ok(Data::Matrix(text.into())),
            "data" | "matrix" => Err(refused()),
            _ => return None,
        })
    }

    /// The pair of a link.
    pub fn write(&self) -> String {
        match self {
            Data::Address(address) => format!("data={}", encoded(address)),
            Data::Matrix(text) => format!("matrix={text}"),
        }
    }

    /// The matrix as the content of a file.
    pub fn content(&self) -> Option<Vec<u8>> {
        match self {
            Data::Address(_) => None,
            Data::Matrix(text) if text.starts_with(PACKED) => Some(self.write().into()),
            Data::Matrix(text) => Some(text.replace(';', "\n").into()),
        }
    }
}

/// Whether `text` is an address over http(s), or a path on the page's own host.
fn is_address(text: &str) -> bool {
    let strange = |letter: char| letter.is_control() || letter.is_whitespace() || letter == '\\';
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    let scheme = scheme.to_ascii_lowercase();
    let web = ["http", "https"].contains(&scheme.as_str()) && rest.starts_with("//") && rest.len() > 2;
    let own = !text.contains(':') && !text.starts_with("//");
    !text.is_empty() && text.len() <= MAX_ADDRESS && !text.contains(strange) && (web || own)
}

fn is_matrix(text: &str) -> bool {
    if text.starts_with(PACKED) {
        return text.len() <= MAX_PACKED && coder::are_letters(text);
    }
    let allowed = |letter: char| letter.is_ascii_digit() || ".,;eE+-".contains(letter);
    !text.is_empty() && text.len() <= MAX_MATRIX && text.chars().all(allowed)
}

/// An address with what would end a pair of a link, or be decoded there, encoded.
fn encoded(address: &str) -> String {
    let mut text = String::new();
    for letter in address.chars() {
        match letter {
            '%' | '&' | '#' => {
                let _ = write!(text, "%{:02X}", letter as u32);
            }
            _ => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    // Strategy: what is written is read again; addresses of other kinds are tried one by one.
    use super::*;

    fn read(key: &str, text: &str) -> Option<Data> {
        Data::read(key, text).unwrap().ok()
    }

    #[test]
    fn only_the_web_and_the_own_host_are_addresses() {
        for good in ["https://example.org/m.csv?a=1&b=%20", "HTTP://example.org/", "files/m.npy", "/m.mtx"] {
            assert_eq!(read("data", good), Some(Data::Address(good.into())), "{good}");
        }
        let long = format!("https://example.org/{}", "x".repeat(MAX_ADDRESS));
        for bad in [
            "",
            "javascript:alert(1)",
            "data:text/csv,1",
            "file:///etc/passwd",
            "//example.org/m",
            "https:m",
            "blob:https://example.org/1",
            "https://",
            "a b",
            "\\\\host\\m",
            "https://example.org/\u{7}",
            &long,
        ] {
            assert_eq!(read("data", bad), None, "{bad}");
        }
    }

    #[test]
    fn a_matrix_is_numbers_and_their_separators() {
        assert!(read("matrix", "-1,0.5;1e-30,-2.5e20").is_some());
        assert!(read("matrix", "zA-_9").is_some());
        for bad in ["", "1,2;<b>", "1 2", "z,", "z%", "y12", &format!("z{}", "A".repeat(MAX_PACKED))] {
            assert_eq!(read("matrix", bad), None);
        }
    }

    #[test]
    fn a_matrix_is_the_content_of_a_file_and_an_address_is_not() {
        let content =
            |key, text| read(key, text).unwrap().content().map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(content("matrix", "-1,0.5;2,-3").as_deref(), Some("-1,0.5\n2,-3"));
        assert_eq!(content("matrix", "zA-_9").as_deref(), Some("matrix=zA-_9"));
        assert_eq!(content("data", "files/m.npy"), None);
    }
}
