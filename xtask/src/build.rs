//! From source to site: the wasm module, its JavaScript bindings, and the files around them.
//!
//! The site is `index.html` and `www/` as they stand in the project, and `www/pkg/` with the generated module.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::project::Project;
use crate::single;

/// The program for browsers without SIMD, beside the other.
pub const PLAIN: &str = "noise_prune_plain_bg.wasm";

const WASM: &str = "wasm32-unknown-unknown";

/// The package of the page.
const PAGE: &str = "noise-prune";

/// The package of `cargo xtask bench`.
const BENCH: &str = "noise-prune-bench";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build, with names in its backtraces.
    Dev,
    /// What people get: optimised, without debug information or names.
    Release,
}

/// Builds the site into the folder `site`, which is emptied first.
pub fn site(project: &Project, profile: Profile, site: &Path) -> Result<()> {
    let wasm = compile(project, PAGE, profile, Kind::Simd)?;
    empty(site)?;
    copy(&project.root.join("index.html"), &site.join("index.html"))?;
    copy(&project.root.join("www"), &site.join("www"))?;
    let package = site.join("www/pkg");
    bind(&wasm, profile, Form::Module, &package)?;
    if profile == Profile::Release {
        plain(project, &package)?;
        for folder in [site.join("www"), package] {
            lean(&folder)?;
        }
    }
    let glue = project.target.join("single");
    bind(&wasm, profile, Form::Script, &glue)?;
    single::write(site, &glue)
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

/// Adds the program for browsers without SIMD, which are served by the same bindings.
fn plain(project: &Project, package: &Path) -> Result<()> {
    let wasm = compile(project, PAGE, Profile::Release, Kind::Plain)?;
    let folder = project.target.join("plain-pkg");
    bind(&wasm, Profile::Release, Form::Module, &folder)?;
    let bindings = |folder: &Path| fs::read(folder.join("noise_prune.js"));
    ensure!(bindings(&folder)? == bindings(package)?, "the program without SIMD needs other bindings");
    copy(&folder.join("noise_prune_bg.wasm"), &package.join(PLAIN))
}

/// Builds what `cargo xtask bench` times into the folder `site`, which is emptied first: the program as the page has
/// it, with no page around it.
pub fn bench(project: &Project, site: &Path) -> Result<()> {
    let wasm = compile(project, BENCH, Profile::Release, Kind::Simd)?;
    empty(site)?;
    bind(&wasm, Profile::Release, Form::Module, &site.join("pkg"))
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    Ok(())
}

/// What a program is compiled for.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Browsers since 2021 (Safari: 2023).
    Simd,
    /// Any other.
    Plain,
}

/// Compiles a package's library to wasm, and says where that lies.
fn compile(project: &Project, package: &str, profile: Profile, kind: Kind) -> Result<PathBuf> {
    ensure_wasm_target()?;
    let mut arguments = vec!["build", "--package", package, "--lib", "--target", WASM];
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => "page",
    };
    // Messages of panics name source files: not those of this machine.
    let home =
        std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let remap = format!("--remap-path-prefix={}/registry/src=crates", home.unwrap_or_default());
    // Of two settings of a feature, the later holds; the first is in .cargo/config.toml.
    let (feature, target) = match kind {
        Kind::Simd => ("", project.target.clone()),
        Kind::Plain => ("\"-Ctarget-feature=-simd128\"", project.target.join("plain")),
    };
    let flags = format!("target.{WASM}.rustflags=[{remap:?}, {feature}]");
    let place = target.to_str().context("the target directory's name is not UTF-8")?;
    if profile == Profile::Release {
        arguments.extend(["--config", &flags, "--profile", folder, "--target-dir", place]);
    }
    project.cargo(&arguments, &[])?;
    Ok(target.join(WASM).join(folder).join(format!("{}.wasm", package.replace('-', "_"))))
}

/// Adds the wasm target through rustup when it is missing.
pub fn ensure_wasm_target() -> Result<()> {
    let output =
        Command::new("rustc").args(["--print", "sysroot"]).output().context("rustc does not start")?;
    let sysroot = String::from_utf8(output.stdout)?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).exists() {
        return Ok(());
    }
    let status = Command::new("rustup").args(["target", "add", WASM]).status().with_context(|| {
        format!("the target {WASM} is missing, and so is rustup: install it from https://rustup.rs")
    })?;
    ensure!(status.success(), "`rustup target add {WASM}` failed");
    Ok(())
}

/// What the bindings are.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// A module, for the site.
    Module,
    /// A classic script, for the page as one file.
    Script,
}

fn bind(wasm: &Path, profile: Profile, form: Form, out: &Path) -> Result<()> {
    let lean = profile == Profile::Release;
    let mut bindgen = Bindgen::new();
    match form {
        Form::Module => bindgen.web(true)?,
        Form::Script => bindgen.no_modules(true)?,
    };
    bindgen
        .input_path(wasm)
        .out_name(wasm.file_stem().and_then(|name| name.to_str()).context("a module without a name")?)
        .typescript(false)
        .omit_default_module_path(false) // so that `init()` finds the .wasm beside its own script
        .keep_debug(!lean)
        .remove_name_section(lean)
        .remove_producers_section(lean)
        .generate(out)
        .context("cannot make the JavaScript bindings")
}

/// Copies a file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
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
