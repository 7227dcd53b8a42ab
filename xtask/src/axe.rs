//! axe-core, which finds what keeps people out of a page: fetched from npm's registry once, for the page's tests.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::browser;
use crate::project::Project;

/// The version whose rules the page is held to.
const VERSION: &str = "4.14.1";

/// The digest of that version's archive, so that what runs in the tests is what was looked at.
const INTEGRITY: &str =
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==";

/// Where the script lies, after fetching it if it is not there.
pub fn script(project: &Project) -> Result<PathBuf> {
    let folder = project.target.join(format!("axe-core-{VERSION}"));
    let script = folder.join("package/axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    browser::ensure_program("npm", "npm")?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let run = |program: &str, arguments: &[&str]| -> Result<Vec<u8>> {
        let output =
            Command::new(program).args(arguments).current_dir(&folder).stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("{program} does not start"))?;
        ensure!(output.status.success(), "`{program} {}` failed", arguments.join(" "));
        Ok(output.stdout)
    };
    let packed = run("npm", &["pack", "--json", &format!("axe-core@{VERSION}")])?;
    check(&packed)?;
    run("tar", &["-xzf", &format!("axe-core-{VERSION}.tgz")])?;
    ensure!(script.is_file(), "axe-core {VERSION} has no {}", script.display());
    Ok(script)
}

/// Fails unless npm says that it fetched the archive with the known digest.
fn check(packed: &[u8]) -> Result<()> {
    let packed: Value = serde_json::from_slice(packed).context("npm's answer cannot be read")?;
    let integrity = packed[0]["integrity"].as_str().context("npm names no digest")?;
    ensure!(integrity == INTEGRITY, "axe-core {VERSION} is not the one that is known: {integrity}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_known_archive_is_taken() {
        let answer = |digest: &str| serde_json::json!([{ "integrity": digest }]).to_string();
        assert!(check(answer(INTEGRITY).as_bytes()).is_ok());
        assert!(check(answer(&INTEGRITY.replace("FHfa", "FHfb")).as_bytes()).is_err());
        assert!(check(b"[]").is_err());
        assert!(check(b"").is_err());
    }
}
