//! Programs that the project's commands need: found, or installed where we may.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

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
