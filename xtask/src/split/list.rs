//! The list of what is put off, `later.txt`: beginnings of functions' names, in their order.
//!
//! A beginning stands for every function whose name begins so, today and later; that keeps the list short, and right for
//! most of what is written after it was made. What it does not know is in the first module.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::project::Project;

/// What is put off.
#[derive(Debug, PartialEq)]
pub struct PutOff(BTreeSet<String>);

impl PutOff {
    /// Reads the list.
    pub fn read(project: &Project) -> Result<Self> {
        let path = path(project);
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self(text.lines().map(String::from).collect()))
    }

    /// Writes the list.
    pub fn write(&self, project: &Project) -> Result<()> {
        let text: String = self.0.iter().flat_map(|start| [start, "\n"]).collect();
        fs::write(path(project), text).context("cannot write the list")
    }

    /// The shortest beginnings that all of the unused names have, and none of the used. A name that is both is used.
    pub fn new(used: &BTreeSet<&str>, unused: &BTreeSet<&str>) -> Self {
        let is_used = |start: &str| used.range(start..).next().is_some_and(|name| name.starts_with(start));
        let mut list = Self(BTreeSet::new());
        for name in unused.difference(used) {
            if !list.has(name) {
                list.0.extend(starts(name).find(|start| !is_used(start)).map(String::from));
            }
        }
        list
    }

    /// Whether the function with this name is put off.
    pub fn has(&self, name: &str) -> bool {
        starts(name).any(|start| self.0.contains(start))
    }
}

/// The beginnings of a name that a list may have: whole words of it, then the name.
fn starts(name: &str) -> impl Iterator<Item = &str> {
    let ends = name
        .char_indices()
        .filter(|(_, letter)| "<>,: {".contains(*letter))
        .map(|(place, letter)| place + letter.len_utf8());
    ends.chain([name.len()]).filter(|end| *end > 0).map(|end| &name[..end])
}

fn path(project: &Project) -> PathBuf {
    project.root.join("xtask/src/split/later.txt")
}

#[cfg(test)]
mod tests {
    //! Strategy: names as the compiler writes them.
    use super::*;

    #[test]
    fn a_list_has_what_is_unused_and_nothing_that_is_used() {
        let used = BTreeSet::from(["a::b::<f64>", "a::c", "<a::X as b::Y>::z"]);
        let unused = BTreeSet::from(["a::b::<f32>", "a::c", "a::cd", "<a::X as b::Z>::z", "e::f", "e::g::h"]);
        let list = PutOff::new(&used, &unused);
        for name in &used {
            assert!(!list.has(name), "{name}");
        }
        for name in unused.difference(&used) {
            assert!(list.has(name), "{name}");
        }
        let expected = ["a::b::<f32>", "a::cd", "<a::X as b::Z>", "e:"].map(String::from);
        assert_eq!(list, PutOff(expected.into()));
        assert!(list.has("e::new") && !list.has("a::new") && !list.has(""));
    }
}
