//! The folder for a static host, and the package for npm in it.

use std::fs;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::package;
use crate::project::Project;
use crate::single;
use crate::site::{self, Extent};
use crate::weight;

/// The digest of the page as one file, for who got it from elsewhere.
const SUMS: &str = "SHA256SUMS";

/// Builds `dist/` and weighs it.
pub fn run(project: &Project) -> Result<()> {
    let dist = project.root.join("dist");
    site::build(project, Extent::Whole, &dist)?;
    weight::weigh(&dist)?;
    package::write(project, &dist, &dist.join("npm"))?;
    let sums = sum(single::NAME, &fs::read(dist.join(single::NAME))?);
    fs::write(dist.join(SUMS), &sums).with_context(|| format!("cannot write {SUMS}"))?;
    print!("{sums}");
    println!("{}", dist.display());
    Ok(())
}

/// A file's digest as `sha256sum --check` reads it.
fn sum(name: &str, bytes: &[u8]) -> String {
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digest}  {name}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_what_sha256sum_writes() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  page.html\n";
        assert_eq!(sum("page.html", b"abc"), expected);
    }
}
