//! The page on this machine, for who works on it.

use std::io::ErrorKind;
use std::net::TcpListener;

use anyhow::{Context, Result, anyhow};
use noise_prune_kit::server::Server;
use noise_prune_kit::site as files;

use crate::project::Project;
use crate::site::{self, Extent};

/// Builds the page and serves it until the command is interrupted.
pub fn run(project: &Project, port: u16, extent: Extent) -> Result<()> {
    // The port first: nobody should wait for a build to learn that it is taken.
    let listener = listen(port)?;
    let folder = project.target.join("site");
    site::build(project, extent, &folder)?;
    let server = Server::on(listener, move |target| files::answer(&folder, target))?;
    let mut answer = ureq::get(&server.url).call().context("the server does not answer")?;
    answer.body_mut().read_to_string().context("the server does not answer")?;
    println!("{}", server.url);
    server.join();
    Ok(())
}

/// A bound, not yet answering, listener on 127.0.0.1; port 0 takes any free one.
fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            anyhow!("port {port} is taken: choose another with --port N, or any free one with --port 0")
        }
        _ => anyhow!("cannot listen on port {port}: {error}"),
    })
}
