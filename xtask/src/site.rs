//! The site: `index.html` and `www/` as they stand in the project, and `www/pkg/` with the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, anyhow, ensure};
use sha2::{Digest, Sha256};

use crate::project::{PAGE, Project};
use crate::single;
use crate::split::{Program, PutOff, short, split, whole};
use crate::wasm::{self, Features, Form, Profile, bind, compile};

/// The program for browsers without SIMD, beside the other.
const PLAIN: &str = "noise_prune_plain_bg.wasm";

/// What the names of its modules begin with.
pub const PLAIN_START: &str = "noise_prune_plain_";

/// What the name of a program's later module has in it, before a digest.
pub const LATER: &str = "_later_";

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
        add_plain(project, &plain, &package)?;
    }
    if extent != Extent::Draft {
        let program = package.join("noise_prune_bg.wasm");
        short::rename(&package.join("noise_prune.js"), &program)?;
        divide(project, &simd, &program)?;
    }
    if extent != Extent::Draft {
        lean(&site.join("www"))?;
        lean(&package)?;
    }
    if extent == Extent::Whole {
        let glue = project.target.join("single");
        bind(&simd, profile, Form::Script, &glue)?;
        let program = glue.join("noise_prune_bg.wasm");
        short::rename(&glue.join("noise_prune.js"), &program)?;
        in_order(&program)?;
        lean(&glue)?;
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

/// Takes the comments out of the page's scripts and its style in a folder: they are for who reads the project. Those of the
/// element and the examples stay, for who writes a page.
fn lean(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name == "style.css" || name.ends_with(".js") && !name.starts_with("embed") {
            fs::write(&path, without_comments(&fs::read_to_string(&path)?))?;
        }
    }
    Ok(())
}

/// A script or a style without the lines that are comments and nothing else, and without what its lines are moved in by,
/// unless a text of the script goes over several lines.
fn without_comments(text: &str) -> String {
    let mut inside = false;
    let mut lean = String::new();
    let whole = text.lines().any(|line| line.matches('`').count() % 2 == 1);
    for line in text.lines() {
        let words = line.trim_start();
        inside |= words.starts_with("/*");
        if !inside && !words.starts_with("//") {
            lean.push_str(if whole { line } else { words });
            lean.push('\n');
        }
        inside &= !words.ends_with("*/");
    }
    lean
}

/// Adds the program for browsers without SIMD, which are served by the same bindings.
fn add_plain(project: &Project, linked: &Path, package: &Path) -> Result<()> {
    let folder = project.target.join("plain-pkg");
    bind(linked, Profile::Release, Form::Module, &folder)?;
    let bindings = |folder: &Path| fs::read(folder.join("noise_prune.js"));
    ensure!(bindings(&folder)? == bindings(package)?, "the program without SIMD needs other bindings");
    let program = package.join(PLAIN);
    copy(&folder.join("noise_prune_bg.wasm"), &program)?;
    divide(project, linked, &program)
}

/// Puts what the first screen needs of a program in its place, and the rest into another file beside it.
fn divide(project: &Project, linked: &Path, wasm: &Path) -> Result<()> {
    let (linked, bound) = (fs::read(linked)?, fs::read(wasm)?);
    // Its name tells it from that of any other version: a page never gets a part that does not fit.
    let digest = Sha256::digest(&bound).iter().take(6).map(|byte| format!("{byte:02x}")).collect::<String>();
    let name = wasm.file_name().and_then(|name| name.to_str()).context("a program without a name")?;
    let file = name.replace("_bg.wasm", &format!("{LATER}{digest}.wasm"));
    let put_off = PutOff::read(project)?;
    let parts = split(&linked, &Program::read(&bound)?, |name| put_off.has(name), &file)?;
    fs::write(wasm.with_file_name(file), parts.later)?;
    Ok(fs::write(wasm, parts.first)?)
}

/// Puts the functions of a program in one piece into the order that packs best.
fn in_order(wasm: &Path) -> Result<()> {
    let bound = fs::read(wasm)?;
    Ok(fs::write(wasm, whole(&Program::read(&bound)?)?)?)
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
