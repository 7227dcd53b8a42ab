//! A version is said in many places, to be copied and cited. Strategy: each is held to Cargo.toml.

const VERSION: &str = env!("CARGO_PKG_VERSION");
const CHANGELOG: &str = include_str!("../CHANGELOG.md");
const CITATION: &str = include_str!("../CITATION.cff");
const PAGE: &str = include_str!("../index.html");

/// What has lines that people copy into their own pages.
const COPIED: [(&str, &str); 3] = [
    ("README.md", include_str!("../README.md")),
    ("www/embed-element.html", include_str!("../www/embed-element.html")),
    ("www/embed-iframe.html", include_str!("../www/embed-iframe.html")),
];

#[test]
fn what_is_cited_is_this_version() {
    let newest = CHANGELOG.lines().find_map(|line| line.strip_prefix("## ")).unwrap();
    let date = newest.strip_prefix(&format!("{VERSION} (")).and_then(|rest| rest.strip_suffix(')'));
    let date = date.unwrap_or_else(|| panic!("CHANGELOG.md begins with {newest}"));
    for line in [format!("version: {VERSION}"), format!("date-released: {date}")] {
        assert!(CITATION.lines().any(|found| found == line), "CITATION.cff does not say {line}");
    }
    let (year, _) = date.split_once('-').unwrap();
    let entry = format!("  version = {{{VERSION}}},\n  year    = {{{year}}}\n");
    assert!(PAGE.contains(&entry), "index.html does not say {entry}");
}

#[test]
fn what_is_copied_is_of_this_version() {
    for (file, text) in COPIED {
        let named: Vec<&str> = text.split("example.org/noise-prune/v").skip(1).collect();
        assert!(!named.is_empty(), "{file} has no line to be copied");
        for rest in named {
            assert!(
                rest.starts_with(&format!("{VERSION}/")) || rest.starts_with(&format!("{VERSION}\"")),
                "{file}: v{}",
                &rest[..8]
            );
        }
    }
}
