//! Programs that the project's commands need: found, or installed where we may.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::project::Project;

/// Makes sure that there is a program, installing Debian's package for it if this is root's Debian.
pub fn ensure_program(name: &str, package: &str) -> Result<()> {
    if program(name).is_some() {
        return Ok(());
    }
    let what = format!("this needs {name}: install Debian's package {package}, or put it on the PATH");
    ensure!(may_install(), what);
    apt_get(&["update"]).context(what.clone())?;
    apt_get(&["install", "-y", "--no-install-recommends", package]).context(what.clone())?;
    ensure!(program(name).is_some(), what);
    Ok(())
}

fn may_install() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    root && program("apt-get").is_some()
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let status = Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .context("apt-get does not start")?;
    ensure!(status.success(), "`apt-get {}` failed", arguments.join(" "));
    Ok(())
}

/// Where a program lies, on the PATH or in /usr/bin.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain([PathBuf::from("/usr/bin")])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Makes sure that cargo has built a program from crates.io in this version, among the [`tools`].
pub fn ensure_built(project: &Project, name: &str, version: &str) -> Result<()> {
    let root = tools(project);
    // Cargo keeps a list of what it has put there.
    let list = fs::read_to_string(root.join(".crates.toml")).unwrap_or_default();
    if list.contains(&format!("\"{name} {version} ")) && built(project, name).is_file() {
        return Ok(());
    }
    let root = root.to_str().context("the target directory's name is not UTF-8")?;
    project.cargo(&["install", name, "--version", version, "--locked", "--root", root], &[])
}

/// Where a program lies that [`ensure_built`] has built.
pub fn built(project: &Project, name: &str) -> PathBuf {
    tools(project).join("bin").join(name)
}

/// Where cargo puts programs that only the project's commands need.
fn tools(project: &Project) -> PathBuf {
    project.target.join("tools")
}
