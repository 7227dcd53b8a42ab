//! Packages of npm's registry, each fetched once and only with the digest that is known.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::install;
use crate::project::Project;

/// One file of one version of a package.
pub struct Package {
    pub name: &'static str,
    pub version: &'static str,
    /// The digest of that version's archive, so that what runs is what was looked at.
    pub integrity: &'static str,
    /// The file that is wanted.
    pub file: &'static str,
}

impl Package {
    /// Where the file lies, after fetching the package if it is not there.
    pub fn fetch(&self, project: &Project) -> Result<PathBuf> {
        let (name, version) = (self.name, self.version);
        let folder = project.target.join(format!("{name}-{version}"));
        let file = folder.join("package").join(self.file);
        if file.is_file() {
            return Ok(file);
        }
        install::ensure_program("npm", "npm")?;
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let run = |program: &str, arguments: &[&str]| -> Result<Vec<u8>> {
            let output =
                Command::new(program).args(arguments).current_dir(&folder).stderr(Stdio::inherit()).output();
            let output = output.with_context(|| format!("{program} does not start"))?;
            ensure!(output.status.success(), "`{program} {}` failed", arguments.join(" "));
            Ok(output.stdout)
        };
        self.check(&run("npm", &["pack", "--json", &format!("{name}@{version}")])?)?;
        run("tar", &["-xzf", &format!("{name}-{version}.tgz")])?;
        ensure!(file.is_file(), "{name} {version} has no {}", file.display());
        Ok(file)
    }

    /// Fails unless npm says that it fetched the archive with the known digest.
    fn check(&self, packed: &[u8]) -> Result<()> {
        let packed: Value = serde_json::from_slice(packed).context("npm's answer cannot be read")?;
        let integrity = packed[0]["integrity"].as_str().context("npm names no digest")?;
        let known = integrity == self.integrity;
        ensure!(known, "{} {} is not the one that is known: {integrity}", self.name, self.version);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_known_archive_is_taken() {
        let package = Package { name: "a", version: "1", integrity: "sha512-FHfa==", file: "a.js" };
        let answer = |digest: &str| serde_json::json!([{ "integrity": digest }]).to_string();
        assert!(package.check(answer("sha512-FHfa==").as_bytes()).is_ok());
        assert!(package.check(answer("sha512-FHfb==").as_bytes()).is_err());
        assert!(package.check(b"[]").is_err());
        assert!(package.check(b"").is_err());
    }
}
