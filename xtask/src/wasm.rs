//! From source to a wasm module and its JavaScript bindings.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;
use wasm_encoder::Section;
use wasmparser::Parser;

use crate::project::Project;

const WASM: &str = "wasm32-unknown-unknown";

/// What dividing the program needs (`split`): each instance of a generic function has a name of its own, and the linker
/// says where addresses of constants stand.
const TRACEABLE: &str = r#""-Csymbol-mangling-version=v0", "-Clink-arg=--emit-relocs""#;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build, with names in its backtraces.
    Dev,
    /// What people get: optimised, without debug information or names.
    Release,
}

/// What a program is compiled for.
#[derive(Clone, Copy, PartialEq)]
pub enum Features {
    /// Browsers since 2021 (Safari: 2023).
    Simd,
    /// Any other.
    Plain,
}

/// Compiles a package's library to wasm, and says where that lies.
pub fn compile(project: &Project, package: &str, profile: Profile, features: Features) -> Result<PathBuf> {
    ensure_target()?;
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
    let (feature, target) = match features {
        Features::Simd => ("", project.target.clone()),
        Features::Plain => ("\"-Ctarget-feature=-simd128\"", project.target.join("plain")),
    };
    let flags = format!("target.{WASM}.rustflags=[{remap:?}, {TRACEABLE}, {feature}]");
    let place = target.to_str().context("the target directory's name is not UTF-8")?;
    if profile == Profile::Release {
        arguments.extend(["--config", &flags, "--profile", folder, "--target-dir", place]);
    }
    project.cargo(&arguments, &[])?;
    Ok(target.join(WASM).join(folder).join(format!("{}.wasm", package.replace('-', "_"))))
}

/// Adds the wasm target through rustup when it is missing.
pub fn ensure_target() -> Result<()> {
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
pub enum Form {
    /// A module, for the site.
    Module,
    /// A classic script, for the page as one file.
    Script,
}

/// Makes a module's bindings, and the module as they need it, in the folder `out`.
pub fn bind(wasm: &Path, profile: Profile, form: Form, out: &Path) -> Result<()> {
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
        .demangle(!lean)
        .remove_producers_section(lean)
        .generate(out)
        .context("cannot make the JavaScript bindings")
}

/// A module without what does not run: names, and what the linker and the compiler say.
pub fn bare(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut bare = wasm[..8].to_vec(); // what a module begins with
    for payload in Parser::new(0).parse_all(wasm) {
        match payload?.as_section() {
            Some((id, range)) if id > 0 => {
                wasm_encoder::RawSection { id, data: &wasm[range] }.append_to(&mut bare);
            }
            _ => {}
        }
    }
    Ok(bare)
}
