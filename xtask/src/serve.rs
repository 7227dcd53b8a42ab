//! A static file server for this machine alone.

use std::fs;
use std::io::{self, Cursor, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, anyhow, bail};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::build::{self, Profile};
use crate::project::Project;

/// A page with several frames opens dozens of connections, and leaves some unread for a while; none of them should
/// wait for another.
const THREADS: usize = 32;

/// Builds the page and serves it until the command is interrupted.
pub fn run(project: &Project, port: u16, profile: Profile) -> Result<()> {
    // The port first: nobody should wait for a build to learn that it is taken.
    let folder = project.target.join("site");
    let listener = listen(port)?;
    build::site(project, profile, &folder)?;
    let server = SiteServer::start(listener, folder)?;
    let mut answer = ureq::get(&server.url).call().context("the server does not answer")?;
    answer.body_mut().read_to_string().context("the server does not answer")?;
    println!("{}", server.url);
    server.join()
}

/// A bound, not yet answering, server on 127.0.0.1; port 0 takes any free one.
pub fn listen(port: u16) -> Result<Server> {
    Server::http(("127.0.0.1", port)).map_err(|error| match error.downcast_ref::<io::Error>() {
        Some(io) if io.kind() == ErrorKind::AddrInUse => {
            anyhow!("port {port} is taken: choose another with --port N, or any free one with --port 0")
        }
        _ => anyhow!("cannot listen on port {port}: {error}"),
    })
}

/// Serves a folder from threads of its own, until it is dropped.
pub struct SiteServer {
    pub url: String,
    server: Arc<Server>,
    threads: Vec<JoinHandle<()>>,
}

impl SiteServer {
    pub fn start(server: Server, folder: PathBuf) -> Result<Self> {
        let Some(address) = server.server_addr().to_ip() else { bail!("the server has no address") };
        let (server, folder) = (Arc::new(server), Arc::new(folder));
        let threads = (0..THREADS).map(|_| {
            let (server, folder) = (server.clone(), folder.clone());
            thread::spawn(move || {
                // `recv` fails only when `drop` unblocks it.
                while let Ok(request) = server.recv() {
                    answer(request, &folder);
                }
            })
        });
        Ok(Self { url: format!("http://{address}/"), threads: threads.collect(), server })
    }

    /// Serves for as long as the threads live, which is until the process ends.
    fn join(mut self) -> Result<()> {
        for thread in self.threads.drain(..) {
            thread.join().map_err(|_| anyhow!("a server thread panicked"))?;
        }
        Ok(())
    }
}

impl Drop for SiteServer {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn answer(request: Request, folder: &Path) {
    let response = match request.method() {
        Method::Get | Method::Head => match local_path(request.url()).map(|path| folder.join(path)) {
            Some(path) => file_or_404(&path),
            None => text(400, "no such path"),
        },
        _ => text(405, "only GET and HEAD"),
    };
    // A client that hung up is no concern of ours.
    // A frame with a sandbox has no origin of its own, and loads modules only from a server that lets anyone.
    let response = response.with_header(header("Access-Control-Allow-Origin", "*"));
    let _ = request.respond(response.with_header(header("Cache-Control", "no-store")));
}

fn file_or_404(path: &Path) -> Response<Cursor<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Response::from_data(bytes).with_header(header("Content-Type", content_type(path))),
        Err(_) => text(404, "not found"),
    }
}

fn text(status: u16, message: &str) -> Response<Cursor<Vec<u8>>> {
    Response::from_data(message)
        .with_status_code(status)
        .with_header(header("Content-Type", "text/plain; charset=utf-8"))
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("our headers are ASCII")
}

/// The file that a request's target names, relative to the site; `None` if it would lead out of it.
///
/// The site's names need no percent-encoding, so an encoded target is simply not found.
fn local_path(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.into() };
    (inside && !path.contains('\\')).then(|| file.into())
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "md" | "txt" => "text/plain; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    //! Strategy: targets as browsers and attackers write them; one real request through the socket.
    use super::*;

    #[test]
    fn targets_stay_inside_the_site() {
        assert_eq!(local_path("/"), Some("index.html".into()));
        assert_eq!(local_path("/www/main.js?v=1"), Some("www/main.js".into()));
        assert_eq!(local_path("/www/"), Some("www/index.html".into()));
        for bad in ["", "www", "/../Cargo.toml", "/www/../../x", "//etc/passwd", "/a\\..\\b", "/./x"] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_file_comes_with_its_type_and_is_not_cached() {
        let folder = std::env::temp_dir().join(format!("noise-prune-serve-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.wasm"), "wasm").unwrap();
        let server = SiteServer::start(listen(0).unwrap(), folder.clone()).unwrap();
        let answer = ureq::get(format!("{}a.wasm", server.url)).call().unwrap();
        assert_eq!(answer.headers()["content-type"], "application/wasm");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert!(ureq::get(format!("{}b.wasm", server.url)).call().is_err());
        drop(server);
        fs::remove_dir_all(folder).unwrap();
    }
}
