//! The folder for a static host, and the package for npm in it.

use anyhow::Result;

use crate::package;
use crate::project::Project;
use crate::site::{self, Extent};
use crate::weight;

/// Builds `dist/` and weighs it.
pub fn run(project: &Project) -> Result<()> {
    let dist = project.root.join("dist");
    site::build(project, Extent::Whole, &dist)?;
    weight::weigh(&dist)?;
    package::write(project, &dist, &dist.join("npm"))?;
    println!("{}", dist.display());
    Ok(())
}
