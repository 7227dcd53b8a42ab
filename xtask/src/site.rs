//! The site: `index.html` and `www/` as they stand in the project, and `www/pkg/` with the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, anyhow, ensure};

use crate::project::{PAGE, Project};
use crate::single;
use crate::wasm::{self, Features, Form, Profile, bind, compile};

/// The program for browsers without SIMD, beside the other.
pub const PLAIN: &str = "noise_prune_plain_bg.wasm";

/// How much of the site is built, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The page for who works on it: soon there, with names in its backtraces.
    Draft,
    /// The page as people get it.
    Page,
    /// With the program for browsers without SIMD, and the page as one file.
    Whole,
}

/// Builds the site into the folder `site`, which is emptied first.
pub fn build(project: &Project, extent: Extent, site: &Path) -> Result<()> {
    let profile = if extent == Extent::Draft { Profile::Dev } else { Profile::Release };
    let (simd, plain) = programs(project, extent, profile)?;
    empty(site)?;
    copy(&project.root.join("index.html"), &site.join("index.html"))?;
    copy(&project.root.join("www"), &site.join("www"))?;
    let package = site.join("www/pkg");
    bind(&simd, profile, Form::Module, &package)?;
    if let Some(plain) = plain {
        add_plain(&plain, &project.target.join("plain-pkg"), &package)?;
    }
    if extent != Extent::Draft {
        lean(&site.join("www"))?;
        lean(&package)?;
    }
    if extent == Extent::Whole {
        let glue = project.target.join("single");
        bind(&simd, profile, Form::Script, &glue)?;
        single::write(site, &glue)?;
    }
    Ok(())
}

/// Compiles the program with SIMD and, for the whole site, the one without. Most of the time goes into linking, which
/// keeps one processor busy: two programs take hardly longer than one.
fn programs(project: &Project, extent: Extent, profile: Profile) -> Result<(PathBuf, Option<PathBuf>)> {
    wasm::ensure_target()?; // before two ask for it at once
    let make = |features| compile(project, PAGE, profile, features);
    thread::scope(|scope| {
        let plain = (extent == Extent::Whole).then(|| scope.spawn(|| make(Features::Plain)));
        let simd = make(Features::Simd);
        let plain = plain.map(|plain| plain.join().map_err(|_| anyhow!("the compiling thread panicked"))?);
        Ok((simd?, plain.transpose()?))
    })
}

/// Takes the comments out of the page's scripts in a folder: they are for who reads the project. Those of the element
/// and the examples stay, for who writes a page.
fn lean(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".js") && !name.starts_with("embed") {
            fs::write(&path, without_comments(&fs::read_to_string(&path)?))?;
        }
    }
    Ok(())
}

/// A script without the lines that are comments and nothing else.
fn without_comments(script: &str) -> String {
    let mut inside = false;
    let mut lean = String::new();
    for line in script.lines() {
        let text = line.trim_start();
        inside |= text.starts_with("/**");
        if !inside && !text.starts_with("//") {
            lean.push_str(line);
            lean.push('\n');
        }
        inside &= !text.ends_with("*/");
    }
    lean
}

/// Adds the program for browsers without SIMD, which are served by the same bindings. Those of its own go into
/// `folder`, to be compared.
fn add_plain(wasm: &Path, folder: &Path, package: &Path) -> Result<()> {
    bind(wasm, Profile::Release, Form::Module, folder)?;
    let bindings = |folder: &Path| fs::read(folder.join("noise_prune.js"));
    ensure!(bindings(folder)? == bindings(package)?, "the program without SIMD needs other bindings");
    copy(&folder.join("noise_prune_bg.wasm"), &package.join(PLAIN))
}

/// Removes a folder with all that is in it, if it is there.
pub fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    Ok(())
}

/// Copies a file, or a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let failed = || format!("cannot copy {} to {}", from.display(), to.display());
    if from.is_dir() {
        fs::create_dir_all(to).with_context(failed)?;
        for entry in fs::read_dir(from).with_context(failed)? {
            let name = entry.with_context(failed)?.file_name();
            copy(&from.join(&name), &to.join(&name))?;
        }
    } else {
        fs::create_dir_all(to.parent().unwrap_or(to)).with_context(failed)?;
        fs::copy(from, to).with_context(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_nothing_else() {
        let script = "// words\nlet a = 1; // kept\n/**\n * @param {x}\n */\nfunction f() {\n  /** one line */\n  return `a\n  b`;\n}\n";
        assert_eq!(without_comments(script), "let a = 1; // kept\nfunction f() {\n  return `a\n  b`;\n}\n");
    }
}
