//! The element as a package for npm: its script, the page as one file, and the files of `npm/`.
//!
//! The page lies where the script looks for it, `../index.html`. As one file it can be moved: bundlers do that.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::npm::Package;
use crate::project::Project;
use crate::single;
use crate::site::{copy, empty};

/// The bundler of the test's page: it runs wherever Node does.
const ESBUILD: Package = Package {
    name: "esbuild-wasm",
    version: "0.28.2",
    integrity: "sha512-GccVwhv3mmOUVQHCQm2Ox/rby8n/EqUwvZxE6Pjfikrq/lWw9g9WX/u9EykWnpot3Ko6j426DgQdea2xWKIAQA==",
    file: "bin/esbuild",
};

/// Where the bundler's script lies, after fetching it if it is not there.
pub fn bundler(project: &Project) -> Result<PathBuf> {
    ESBUILD.fetch(project)
}

/// Writes the package into `folder`, which is emptied first, from a whole `site`.
pub fn write(project: &Project, site: &Path, folder: &Path) -> Result<()> {
    empty(folder)?;
    copy(&project.root.join("npm"), folder)?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&project.root.join(licence), &folder.join(licence))?;
    }
    copy(&site.join("www/embed.js"), &folder.join("www/embed.js"))?;
    copy(&site.join(single::NAME), &folder.join("index.html"))?;
    let manifest = folder.join("package.json");
    let text = with_version(&fs::read_to_string(&manifest)?, &project.version)?;
    fs::write(&manifest, text).with_context(|| format!("cannot write {}", manifest.display()))
}

/// A package's manifest with the version put in.
fn with_version(manifest: &str, version: &str) -> Result<String> {
    let mut manifest: Value = serde_json::from_str(manifest).context("package.json cannot be read")?;
    manifest["version"] = json!(version);
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}
