//! Where the project lies, and how cargo is called in it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// The package of the page.
pub const PAGE: &str = "noise-prune";

pub struct Project {
    /// The folder of `index.html` and the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target directory, wherever the environment puts it.
    pub target: PathBuf,
    /// The program's version.
    pub version: String,
}

impl Project {
    /// The project around the current directory, where `cargo xtask` was called.
    pub fn find() -> Result<Self> {
        let output = cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .stderr(Stdio::inherit())
            .output()
            .context("cargo does not start")?;
        ensure!(output.status.success(), "cargo metadata failed");
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let path = |key: &str| {
            metadata[key].as_str().map(PathBuf::from).with_context(|| format!("cargo metadata has no {key}"))
        };
        let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
        let page = packages.iter().find(|package| package["name"] == PAGE);
        let version = page.and_then(|page| page["version"].as_str()).context("the page has no version")?;
        Ok(Self {
            root: path("workspace_root")?,
            target: path("target_directory")?,
            version: version.to_string(),
        })
    }

    /// Runs cargo in the project's root with this environment added. Its output goes where ours goes.
    pub fn cargo(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
        let status = cargo()
            .args(arguments)
            .envs(environment.iter().copied())
            .current_dir(&self.root)
            .status()
            .context("cargo does not start")?;
        if !status.success() {
            bail!("`cargo {}` failed", arguments.join(" "));
        }
        Ok(())
    }

    /// The same of a command whose output is wanted.
    pub fn cargo_output(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let output = cargo()
            .args(arguments)
            .current_dir(&self.root)
            .stderr(Stdio::inherit())
            .output()
            .context("cargo does not start")?;
        ensure!(output.status.success(), "`cargo {}` failed", arguments.join(" "));
        Ok(output.stdout)
    }
}

/// The cargo that runs us, so that toolchains are never mixed.
fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
