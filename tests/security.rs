//! What SECURITY.md promises in numbers is what the program has.
//!
//! Strategy: each row of its table of limits names a constant with its value, and the file it is in.

use std::fs;

const SECURITY: &str = include_str!("../SECURITY.md");

/// Limits that the text must have, however it is changed.
const LEAST: usize = 15;

#[test]
fn limits_are_those_of_the_program() {
    let mut checked = 0;
    for row in SECURITY.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, _, _, constant, file, _] = cells[..] else { continue };
        let Some((name, value)) = constant.split_once(" = ") else { continue };
        let text = fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).expect(file);
        let named = |line: &&str| {
            line.contains(&format!("const {name}:")) || line.contains(&format!("const {name} ="))
        };
        let line = text.lines().find(named).unwrap_or_else(|| panic!("{file} has no {name}"));
        assert!(line.ends_with(&format!("= {value};")), "{file} says: {line}; SECURITY.md says: {constant}");
        checked += 1;
    }
    assert!(checked >= LEAST, "only {checked} limits were found");
}
