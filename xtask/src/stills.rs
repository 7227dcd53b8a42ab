//! The stills of the article's figures, and of the authors' largest figure, drawn by the native program.
//!
//! In the article, an element holds the images that stand for it: `stills/NAME-PICTURE.svg` is that picture of the run that
//! the element's `params` describe. The authors' figure takes minutes and has numbers of its own beside it.

mod compact;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::bench::large;
use crate::project::Project;

/// Draws of a study, and seeds of a sweep: as many as the page takes by itself.
const DRAWS: u32 = 50;
const SWEPT: u32 = 5;

/// An element of the article: its link, and the name and picture of each of its stills.
#[derive(Debug, PartialEq)]
struct Element {
    link: String,
    stills: Vec<(String, String)>,
}

/// Writes all stills anew.
pub fn run(project: &Project) -> Result<()> {
    project.cargo(&["build", "--release", "--example", "headless"], &[])?;
    let www = project.root.join("www");
    let folder = project.target.join("stills");
    for Element { link, stills } in elements(&fs::read_to_string(www.join("supplement.html"))?) {
        let seed: u32 =
            link.split('&').find_map(|pair| pair.strip_prefix("seed=")?.parse().ok()).unwrap_or(1);
        let mut headless = Command::new(project.target.join("release/examples/headless"));
        headless.arg(&link).arg("--svg").arg(&folder).stdout(Stdio::null());
        match stills.first().map(|(_, picture)| &picture[..]) {
            Some("luck") => drop(headless.args(["--seeds", &format!("{seed}..{}", seed + DRAWS)])),
            Some("cost") => {
                headless.args(["--seeds", &format!("{seed}..{}", seed + SWEPT), "--sweep", "0.05..0.9"]);
            }
            _ => {}
        }
        ensure!(
            headless.status().context("headless does not start")?.success(),
            "headless failed for {link}"
        );
        for (name, picture) in stills {
            keep(&folder, &picture, &www.join("stills"), &name)?;
        }
    }
    Ok(())
}

/// Pictures of the authors' largest figure that are kept.
const AUTHORS: [&str; 2] = ["spectrum", "boxes"];

/// Draws the authors' largest figure, and keeps the numbers of its run but for the eigenvalues.
pub fn large(project: &Project) -> Result<()> {
    project.cargo(&["build", "--release", "--example", "headless"], &[])?;
    let (folder, stills) = (project.target.join("stills"), project.root.join("www/stills"));
    let report = folder.join("authors.json");
    fs::create_dir_all(&folder)?;
    let mut headless = Command::new(project.target.join("release/examples/headless"));
    headless.arg(large::link(large::N)).arg("--svg").arg(&folder).arg("--out").arg(&report);
    ensure!(headless.status().context("headless does not start")?.success(), "headless failed");
    let mut numbers: Value = serde_json::from_str(&fs::read_to_string(report)?)?;
    let all = numbers.as_object_mut().context("the numbers are no object")?;
    all.retain(|key, _| !["spectrum", "dynamics", "dynamics_tau"].contains(&&key[..]));
    fs::write(stills.join("authors.json"), serde_json::to_string_pretty(&numbers)? + "\n")?;
    AUTHORS.iter().try_for_each(|picture| keep(&folder, picture, &stills, "authors"))
}

/// Keeps a picture as a still with this name.
fn keep(drawn: &Path, picture: &str, stills: &Path, name: &str) -> Result<()> {
    let document = fs::read_to_string(drawn.join(format!("{picture}.svg")))?;
    let to = stills.join(format!("{name}-{picture}.svg"));
    let compact = compact::compact(&document);
    fs::write(&to, &compact).with_context(|| format!("cannot write {}", to.display()))?;
    println!("{}, {} bytes", to.display(), compact.len());
    Ok(())
}

/// The elements of an article, with what a native run takes of their links.
fn elements(article: &str) -> Vec<Element> {
    let element = |text: &str| {
        let params = text.split_once("params=\"")?.1.split_once('"')?.0.replace("&amp;", "&");
        let of_run =
            |pair: &&str| !["stage", "view", "at"].contains(&pair.split('=').next().unwrap_or_default());
        let link = params.split('&').filter(of_run).collect::<Vec<_>>().join("&");
        let inside = text.split_once("</noise-prune>")?.0;
        let still = |image: &str| {
            let (name, picture) = image.split_once(".svg\"")?.0.split_once('-')?;
            Some((name.into(), picture.into()))
        };
        let stills = inside.split("src=\"stills/").skip(1).filter_map(still).collect();
        Some(Element { link: format!("v=1&{link}"), stills })
    };
    article.split("<noise-prune ").skip(1).filter_map(element).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_its_run_and_its_stills() {
        let article = r#"<noise-prune params="net=ring&amp;seed=2&amp;view=draws" paused><img src="stills/a-twin-left.svg" alt=""></noise-prune>"#;
        let stills = vec![("a".into(), "twin-left".into())];
        assert_eq!(elements(article), [Element { link: "v=1&net=ring&seed=2".into(), stills }]);
    }
}
