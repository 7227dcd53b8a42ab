//! What a visitor has to load.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::single::{self, pack};
use crate::site;

/// All that the first screen loads, gzipped, in bytes: about a second on a slow (2 Mbit/s) line. What it does not need of the
/// program is loaded after it (`split`). Of the program as a whole, about 15,000 of
/// them are plotters' charts, as many the tables and the visit that tests play without a browser, some 10,000 a matrix of one's own
/// (packed in a link, run in one step, inside the page as one file), and some 75,000 what makes a run
/// to be seen and doubted: five rules, studies over many draws, the scope, slow patterns and their neurons, losses, and the
/// scores that the page makes itself while a slider is dragged; some 3,000 read files as programs write them, or say what is
/// wrong with them; some 3,000 are random numbers and products of sparse matrices that are compiled for speed. No function has more than a fiftieth of it.
const BUDGET: u64 = 270_500;

/// The page as one file, gzipped, in bytes; about 78,000 of them were measured in three animals, some 21,000 are what
/// large sparse networks need, and xz packs it (`single`).
const SINGLE: u64 = 500_000;

/// The same with the rest of the program, which is loaded when the first screen is there: that is all of the page. Some 29,000 of it
/// are large sparse networks.
const WHOLE: u64 = 548_000;

/// Prints each file's size, and fails when what the page loads is over the budget.
pub fn weigh(site: &Path) -> Result<()> {
    let (mut sum, mut later) = ((0, 0), 0);
    println!("{:>9} {:>9}", "bytes", "gzipped");
    for path in files(site)? {
        let bytes = fs::read(&path)?;
        let (raw, packed) = (bytes.len() as u64, pack(&bytes)?.len() as u64);
        let is_later = is_loaded(&path) && path.to_string_lossy().contains(site::LATER);
        let loaded = is_loaded(&path) && !is_later;
        later += if is_later { packed } else { 0 };
        if path.ends_with(single::NAME) {
            ensure!(
                packed < SINGLE,
                "{} is too heavy: {packed} bytes gzipped, of {SINGLE} allowed",
                single::NAME
            );
        }
        if loaded {
            sum = (sum.0 + raw, sum.1 + packed);
        }
        let name = path.strip_prefix(site).unwrap_or(&path).display();
        let when = if is_later { "  (loaded later)" } else { "  (not loaded)" };
        println!("{raw:>9} {packed:>9}  {name}{}", if loaded { "" } else { when });
    }
    let whole = sum.1 + later;
    println!("{:>9} {:>9}  all that the first screen loads, of {BUDGET} gzipped", sum.0, sum.1);
    println!("{:>9} {whole:>9}  with what is loaded later, of {WHOLE} gzipped", "");
    ensure!(sum.1 < BUDGET, "the first screen is too heavy: {} bytes gzipped, of {BUDGET} allowed", sum.1);
    ensure!(whole < WHOLE, "the page is too heavy: {whole} bytes gzipped, of {WHOLE} allowed");
    Ok(())
}

/// Everything but what a visitor asks for by a click: words, data to take home (the program has its own copy of
/// them), the screenshot, the page as one file, and what other pages load to hold this one.
fn is_loaded(path: &Path) -> bool {
    let apart = ["md", "txt", "csv", "png"];
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let of_others = ["embed", "example", "supplement"].iter().any(|start| name.starts_with(start))
        || path.parent().is_some_and(|folder| folder.ends_with("stills"));
    !of_others
        && name != single::NAME
        && !name.starts_with(site::PLAIN_START)
        && !path.extension().is_some_and(|extension| apart.iter().any(|other| extension == *other))
}

/// All files under a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.append(&mut files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
