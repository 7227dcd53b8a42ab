//! axe-core, which finds what keeps people out of a page: fetched from npm's registry once, for the page's tests.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::browser;
use crate::project::Project;

/// The version whose rules the page is held to.
const VERSION: &str = "4.14.1";

/// Where the script lies, after fetching it if it is not there.
pub fn script(project: &Project) -> Result<PathBuf> {
    let folder = project.target.join(format!("axe-core-{VERSION}"));
    let script = folder.join("package/axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    browser::ensure_program("npm", "npm")?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let run = |program: &str, arguments: &[&str]| -> Result<()> {
        let status = Command::new(program).args(arguments).current_dir(&folder).status();
        let status = status.with_context(|| format!("{program} does not start"))?;
        ensure!(status.success(), "`{program} {}` failed", arguments.join(" "));
        Ok(())
    };
    // npm checks what it fetches against the registry's digest.
    run("npm", &["pack", "--silent", &format!("axe-core@{VERSION}")])?;
    run("tar", &["-xzf", &format!("axe-core-{VERSION}.tgz")])?;
    ensure!(script.is_file(), "axe-core {VERSION} has no {}", script.display());
    Ok(script)
}
