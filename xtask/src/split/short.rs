//! Short names for what a program imports from its bindings, in the program and in the bindings alike.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use super::program::Program;

/// What the bindings call their functions together.
const LONG: &str = "./noise_prune_bg.js";
pub const MODULE: &str = "-";

/// The name of each import, from its place in the alphabet: that is the same for all programs with the same bindings.
pub fn names(program: &Program) -> Vec<String> {
    let mut sorted: Vec<&str> = program.imports.iter().map(|import| import.name).collect();
    sorted.sort_unstable();
    let place = |name: &str| sorted.partition_point(|other| *other < name);
    program.imports.iter().map(|import| format!("_{}", name(place(import.name)))).collect()
}

/// A name for a number, of one or two letters. The bindings' own are longer.
pub fn name(number: usize) -> String {
    const LETTERS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let (first, second) = (number / LETTERS.len(), number % LETTERS.len());
    let rest = if first == 0 { String::new() } else { name(first - 1) };
    rest + char::from(LETTERS[second]).encode_utf8(&mut [0; 4])
}

/// Puts the short names into a program's bindings.
pub fn rename(bindings: &Path, wasm: &Path) -> Result<()> {
    let wasm = fs::read(wasm)?;
    let text = renamed(fs::read_to_string(bindings)?, &Program::read(&wasm)?)?;
    Ok(fs::write(bindings, text)?)
}

fn renamed(mut text: String, program: &Program) -> Result<String> {
    let mut put = |long: &str, short: &str| {
        ensure!(text.matches(long).count() == 1, "the bindings should have once: {long}");
        text = text.replace(long, short);
        Ok(())
    };
    put(&format!("{LONG:?}: import0"), &format!("{MODULE:?}: import0"))?;
    for (import, short) in program.imports.iter().zip(names(program)) {
        ensure!(import.module == LONG, "an import from {}", import.module);
        put(&format!("        {}: ", import.name), &format!("        {short}: "))?;
    }
    Ok(text)
}
