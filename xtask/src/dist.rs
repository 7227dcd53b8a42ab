//! The folder for a static host.

use anyhow::Result;

use crate::project::Project;
use crate::site::{self, Extent};
use crate::weight;

/// Builds `dist/` and weighs it.
pub fn run(project: &Project) -> Result<()> {
    let dist = project.root.join("dist");
    site::build(project, Extent::Whole, &dist)?;
    weight::weigh(&dist)?;
    println!("{}", dist.display());
    Ok(())
}
