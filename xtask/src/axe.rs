//! axe-core, which finds what keeps people out of a page: fetched from npm's registry once, for the page's tests.

use std::path::PathBuf;

use anyhow::Result;

use crate::npm::Package;
use crate::project::Project;

/// The version whose rules the page is held to.
const AXE: Package = Package {
    name: "axe-core",
    version: "4.14.1",
    integrity: "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    file: "axe.min.js",
};

/// Where the script lies, after fetching it if it is not there.
pub fn script(project: &Project) -> Result<PathBuf> {
    AXE.fetch(project)
}
