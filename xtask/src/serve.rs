//! A static file server for this machine alone.

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use crate::build::{self, Profile};
use crate::project::Project;

/// The longest request that is read, in bytes; those of browsers have about a thousand.
const LONGEST_REQUEST: u64 = 64 << 10;

/// How long a client may keep silent. Browsers open connections ahead, and use some of them never.
const PATIENCE: Duration = Duration::from_secs(30);

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

/// A bound, not yet answering, listener on 127.0.0.1; port 0 takes any free one.
pub fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            anyhow!("port {port} is taken: choose another with --port N, or any free one with --port 0")
        }
        _ => anyhow!("cannot listen on port {port}: {error}"),
    })
}

/// Serves a folder from threads of its own, until it is dropped.
///
/// Each connection has its own thread and carries one request: a page with several frames opens dozens of them at
/// once and leaves some unused, and none may wait for another.
pub struct SiteServer {
    pub url: String,
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl SiteServer {
    pub fn start(listener: TcpListener, folder: PathBuf) -> Result<Self> {
        let address = listener.local_addr().context("the server has no address")?;
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, folder) = (stop.clone(), Arc::new(folder));
        let listening = thread::spawn(move || {
            for client in listener.incoming() {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                let (Ok(client), folder) = (client, folder.clone()) else { continue };
                // A client that hung up is no concern of ours.
                thread::spawn(move || drop(answer(&client, &folder)));
            }
        });
        Ok(Self { url: format!("http://{address}/"), address, stop, listening: Some(listening) })
    }

    /// Serves until the process ends.
    fn join(mut self) -> Result<()> {
        let listening = self.listening.take().map_or(Ok(()), JoinHandle::join);
        listening.map_err(|_| anyhow!("the server's thread panicked"))
    }
}

impl Drop for SiteServer {
    fn drop(&mut self) {
        let Some(listening) = self.listening.take() else { return };
        self.stop.store(true, Ordering::Release);
        // The thread looks at `stop` when a client comes.
        if TcpStream::connect(self.address).is_ok() {
            let _ = listening.join();
        }
    }
}

fn answer(mut client: &TcpStream, folder: &Path) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    client.set_write_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(client.take(LONGEST_REQUEST));
    let mut request = String::new();
    // All of the head is read, so that closing afterwards does not reset the connection.
    let mut line = 0;
    while request.is_empty() || line > 2 {
        line = reader.read_line(&mut request)?;
        if line == 0 {
            return Ok(()); // an unused connection, or half a request
        }
    }
    let (status, kind, body) = response(&request, folder);
    // A frame with a sandbox has no origin of its own, and loads modules only from a server that lets anyone.
    let mut answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Access-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    if !request.starts_with("HEAD ") {
        answer.extend(body);
    }
    client.write_all(&answer)
}

/// Status, content type and body.
fn response(request: &str, folder: &Path) -> (&'static str, &'static str, Vec<u8>) {
    let plain = content_type(Path::new("a.txt"));
    let mut words = request.split_ascii_whitespace();
    if !matches!(words.next(), Some("GET" | "HEAD")) {
        return ("405 Method Not Allowed", plain, b"only GET and HEAD".into());
    }
    let Some(path) = words.next().and_then(local_path).map(|path| folder.join(path)) else {
        return ("400 Bad Request", plain, b"no such path".into());
    };
    match fs::read(&path) {
        Ok(bytes) => ("200 OK", content_type(&path), bytes),
        Err(_) => ("404 Not Found", plain, b"not found".into()),
    }
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

    /// A folder with one file, served; the folder goes when this does.
    struct Served {
        server: SiteServer,
        folder: PathBuf,
    }

    impl Served {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("noise-prune-{name}-{}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("a.wasm"), "wasm").unwrap();
            Self { server: SiteServer::start(listen(0).unwrap(), folder.clone()).unwrap(), folder }
        }

        fn connect(&self, request: &str) -> TcpStream {
            let mut client = TcpStream::connect(self.server.address).unwrap();
            client.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            client.write_all(request.as_bytes()).unwrap();
            client
        }
    }

    impl Drop for Served {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }

    fn answer_to(mut client: TcpStream) -> String {
        let mut answer = String::new();
        client.read_to_string(&mut answer).expect("no answer");
        answer
    }

    #[test]
    fn a_file_comes_with_its_type_and_is_not_cached() {
        let served = Served::new("file");
        let answer = ureq::get(format!("{}a.wasm", served.server.url)).call().unwrap();
        assert_eq!(answer.headers()["content-type"], "application/wasm");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(answer.into_body().read_to_string().unwrap(), "wasm");
        assert!(ureq::get(format!("{}b.wasm", served.server.url)).call().is_err());
    }

    #[test]
    fn other_requests_are_answered_in_form() {
        let served = Served::new("form");
        let head = answer_to(served.connect("HEAD /a.wasm HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert!(head.contains("Content-Length: 4\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(answer_to(served.connect("POST /a.wasm HTTP/1.1\r\n\r\n")).starts_with("HTTP/1.1 405 "));
        assert!(answer_to(served.connect("GET /../a.wasm HTTP/1.1\r\n\r\n")).starts_with("HTTP/1.1 400 "));
    }

    /// As browsers do: many connections at once, of which some stay unused.
    #[test]
    fn no_client_waits_for_another() {
        let served = Served::new("clients");
        for _ in 0..10 {
            let _unused: Vec<_> = (0..20).map(|_| served.connect("")).collect();
            let clients: Vec<_> = (0..20).map(|_| served.connect("GET /a.wasm HTTP/1.1\r\n\r\n")).collect();
            for client in clients {
                assert!(answer_to(client).starts_with("HTTP/1.1 200 OK\r\n"));
            }
        }
    }
}
