//! A server for this machine alone: the page's own, one that spoils it, or the host of somebody's data.
//!
//! Each connection has its own thread and carries one request: a page with several frames opens dozens of them at
//! once and leaves some unused, and none may wait for another. tiny_http 0.12 was tried for this: it keeps a pool of
//! threads, in which a new connection can be left waiting behind idle ones for ever, and frames stayed empty.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The longest request that is read, in bytes; those of browsers have about a thousand.
const LONGEST_REQUEST: u64 = 64 << 10;

/// How long a client may keep silent. Browsers open connections ahead, and use some of them never.
const PATIENCE: Duration = Duration::from_secs(30);

/// Connections at a time, at most: more than several pages with a dozen frames each open at once.
const MOST_CONNECTIONS: usize = 256;

/// Names of this machine. A page of another host whose name leads here (DNS rebinding) must not read what is served.
const NAMES: [&str; 2] = ["127.0.0.1", "localhost"];

/// What a target of a request is answered with.
pub struct Answer {
    status: &'static str,
    kind: &'static str,
    body: Vec<u8>,
    shared: bool,
    announced: Option<usize>,
    location: String,
}

impl Answer {
    /// A file of this content type, which every page may read.
    pub fn file(kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let announced = Some(body.len());
        Self { status: "200 OK", kind, body, shared: true, announced, location: String::new() }
    }

    /// A way on to another address.
    pub fn moved(to: &str) -> Self {
        Self { location: format!("Location: {to}\r\n"), ..Self::sentence("302 Found", "elsewhere") }
    }

    pub fn missing() -> Self {
        Self::sentence("404 Not Found", "not found")
    }

    fn sentence(status: &'static str, sentence: &str) -> Self {
        Self { status, ..Self::file("text/plain; charset=utf-8", sentence) }
    }

    /// The same, but no page of another host may read it.
    pub fn private(self) -> Self {
        Self { shared: false, ..self }
    }

    /// The same, but said to have so many bytes, or nothing said of how many.
    pub fn announced(self, bytes: Option<usize>) -> Self {
        Self { announced: bytes, ..self }
    }

    fn head(&self) -> String {
        // A frame with a sandbox has no origin of its own, and loads modules only from a server that lets anyone.
        let shared = if self.shared { "Access-Control-Allow-Origin: *\r\n" } else { "" };
        let length = self.announced.map_or_else(String::new, |bytes| format!("Content-Length: {bytes}\r\n"));
        format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\n{length}Cache-Control: no-store\r\n\
             {shared}{}Connection: close\r\n\r\n",
            self.status, self.kind, self.location
        )
    }
}

/// Answers from threads of its own, until it is dropped.
pub struct Server {
    /// Its address, ending in a slash.
    pub url: String,
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves on any free port. `answer` is called with a request's target, such as `/a.csv?b=1`.
    pub fn start(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> io::Result<Self> {
        Self::on(TcpListener::bind(("127.0.0.1", 0))?, answer)
    }

    /// The same on a port that is taken already.
    pub fn on(
        listener: TcpListener,
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, answer) = (stop.clone(), Arc::new(answer));
        let open = Arc::new(());
        let listening = thread::spawn(move || {
            for client in listener.incoming() {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                let (Ok(client), answer) = (client, answer.clone()) else { continue };
                // One too many is closed at once, without an answer.
                if Arc::strong_count(&open) > MOST_CONNECTIONS {
                    continue;
                }
                let held = open.clone();
                thread::spawn(move || {
                    // A client that hung up is no concern of ours.
                    drop(serve(&client, address.port(), &*answer));
                    drop(held);
                });
            }
        });
        Ok(Self { url: format!("http://{address}/"), address, stop, listening: Some(listening) })
    }

    /// Serves until the process ends.
    pub fn join(mut self) {
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let Some(listening) = self.listening.take() else { return };
        self.stop.store(true, Ordering::Release);
        // The thread looks at `stop` when a client comes.
        if TcpStream::connect(self.address).is_ok() {
            let _ = listening.join();
        }
    }
}

/// Reads one request and answers it.
fn serve(mut client: &TcpStream, port: u16, answer: &impl Fn(&str) -> Answer) -> io::Result<()> {
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
    let mut words = request.lines().next().unwrap_or_default().split_ascii_whitespace();
    let (method, target) = (words.next(), words.next());
    let answer = match (method, target) {
        _ if !is_for_us(&request, port) => {
            Answer::sentence("421 Misdirected Request", "this server answers to 127.0.0.1 and localhost")
                .private()
        }
        (Some("GET" | "HEAD"), Some(target)) => answer(target),
        (Some("GET" | "HEAD"), None) => Answer::sentence("400 Bad Request", "no target"),
        _ => Answer::sentence("405 Method Not Allowed", "only GET and HEAD"),
    };
    client.write_all(answer.head().as_bytes())?;
    if method == Some("HEAD") { Ok(()) } else { client.write_all(&answer.body) }
}

/// Whether a request is for a name of this machine.
fn is_for_us(request: &str, port: u16) -> bool {
    let mut hosts = request.lines().skip(1).filter_map(|line| line.split_once(':'));
    let host = hosts.find(|(key, _)| key.eq_ignore_ascii_case("host")).map(|(_, host)| host.trim());
    host.and_then(|host| host.rsplit_once(':')).is_some_and(|(name, number)| {
        NAMES.iter().any(|own| own.eq_ignore_ascii_case(name)) && number == port.to_string()
    })
}

#[cfg(test)]
mod tests {
    //! Strategy: real requests through the socket, as browsers send them and as they should not be.
    use super::*;

    fn server() -> Server {
        let answer = |target: &str| match target {
            "/a.wasm?b=1" => Answer::file("application/wasm", "wasm"),
            "/own" => Answer::file("text/plain", "mine").private(),
            _ => Answer::missing(),
        };
        Server::start(answer).unwrap()
    }

    fn connect(server: &Server, request: &str) -> TcpStream {
        let mut client = TcpStream::connect(server.address).unwrap();
        client.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        client.write_all(request.as_bytes()).unwrap();
        client
    }

    fn answer_to(server: &Server, request: &str) -> String {
        answer_for(server, request, &server.address.to_string())
    }

    fn answer_for(server: &Server, request: &str, host: &str) -> String {
        let mut answer = String::new();
        connect(server, &format!("{request}\r\nHost: {host}\r\n\r\n"))
            .read_to_string(&mut answer)
            .expect("no answer");
        answer
    }

    #[test]
    fn a_file_comes_with_its_type_for_every_page_and_is_not_cached() {
        let answer = answer_to(&server(), "GET /a.wasm?b=1 HTTP/1.1");
        for part in [
            "HTTP/1.1 200 OK\r\n",
            "Content-Type: application/wasm\r\n",
            "Cache-Control: no-store\r\n",
            "Access-Control-Allow-Origin: *\r\n",
            "Content-Length: 4\r\n",
            "\r\n\r\nwasm",
        ] {
            assert!(answer.contains(part), "no {part:?} in {answer:?}");
        }
        assert!(!answer_to(&server(), "GET /own HTTP/1.1").contains("Access-Control"));
    }

    #[test]
    fn other_requests_are_answered_in_form() {
        let server = server();
        let head = answer_to(&server, "HEAD /a.wasm?b=1 HTTP/1.1");
        assert!(head.contains("Content-Length: 4\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(answer_to(&server, "POST /a.wasm?b=1 HTTP/1.1").starts_with("HTTP/1.1 405 "));
        assert!(answer_to(&server, "GET /b.wasm HTTP/1.1").starts_with("HTTP/1.1 404 "));
        assert!(answer_to(&server, "GET").starts_with("HTTP/1.1 400 "));
    }

    /// As browsers do: many connections at once, of which some stay unused.
    #[test]
    fn no_client_waits_for_another() {
        let server = server();
        for _ in 0..10 {
            let _unused: Vec<_> = (0..20).map(|_| connect(&server, "")).collect();
            let request = format!("GET /a.wasm?b=1 HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
            for mut client in (0..20).map(|_| connect(&server, &request)).collect::<Vec<_>>() {
                let mut begin = [0; 15];
                client.read_exact(&mut begin).expect("no answer");
                assert_eq!(&begin, b"HTTP/1.1 200 OK");
            }
        }
    }

    #[test]
    fn only_the_names_of_this_machine_are_answered_to() {
        let server = server();
        let port = server.address.port();
        for own in [format!("127.0.0.1:{port}"), format!("LOCALHOST:{port}")] {
            assert!(answer_for(&server, "GET /own HTTP/1.1", &own).starts_with("HTTP/1.1 200 "), "{own}");
        }
        for other in ["", "localhost", "evil.example", &format!("evil.example:{port}"), "localhost:1"] {
            let answer = answer_for(&server, "GET /a.wasm?b=1 HTTP/1.1", other);
            assert!(
                answer.starts_with("HTTP/1.1 421 ") && !answer.contains("Access-Control"),
                "{other}: {answer}"
            );
        }
        let mut none = String::new();
        connect(&server, "GET /own HTTP/1.1\r\n\r\n").read_to_string(&mut none).unwrap();
        assert!(none.starts_with("HTTP/1.1 421 "), "{none}");
    }

    #[test]
    fn connections_that_are_never_used_do_not_pile_up() {
        let server = server();
        let unused: Vec<_> = (0..MOST_CONNECTIONS).map(|_| connect(&server, "")).collect();
        // One too many is closed; with room again, everybody is answered.
        assert!(matches!(connect(&server, "").read(&mut [0]), Ok(0) | Err(_)));
        drop(unused);
        let answered = |_| {
            thread::sleep(Duration::from_millis(50));
            let mut answer = String::new();
            let request = format!("GET /own HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
            connect(&server, &request).read_to_string(&mut answer).is_ok() && answer.ends_with("mine")
        };
        assert!((0..100).any(answered));
    }
}
