//! The site as others would spoil it: a server that passes it on, each answer changed by the test.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use crate::browser::{Page, environment};
use crate::webdriver::Options;

/// What becomes of the file at a path; None if it is not found.
type Change = dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>> + Send + Sync;

/// A browser whose site is changed. The server lives as long as the tests do.
pub fn page(change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>> + Send + Sync + 'static) -> Page {
    Page { address: serve(Arc::new(change)), ..Page::with(&Options::default()) }
}

/// Where a script of the test lies; the page's policy lets no script run that is not a file of its site.
pub const SCRIPT: &str = "altered.js";

/// A browser in which the documents at `path` begin with a script of the test.
pub fn page_with(path: &'static str, script: &str) -> Page {
    let (head, script) = (format!("<head><script src=\"/{SCRIPT}\"></script>"), script.to_string());
    page(move |asked, body| {
        if asked == SCRIPT {
            return Some(script.clone().into_bytes());
        }
        let body = String::from_utf8(body).map(|text| match asked == path {
            true => text.replacen("<head>", &head, 1).into_bytes(),
            false => text.into_bytes(),
        });
        Some(body.unwrap_or_else(|bytes| bytes.into_bytes()))
    })
}

fn serve(change: Arc<Change>) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let change = change.clone();
            // A browser that hung up is no concern of ours.
            thread::spawn(move || drop(answer(&client, &*change)));
        }
    });
    address
}

fn answer(mut client: &TcpStream, change: &Change) -> io::Result<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(client);
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let path = head.split_whitespace().nth(1).unwrap_or("/").trim_start_matches('/');
    let (kind, body) = original(path).unwrap_or_default();
    let (status, body) = match change(path, body) {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", Vec::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Access-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n",
        body.len()
    );
    client.write_all(&[head.as_bytes(), &body].concat())
}

/// Type and bytes of the site's own file.
fn original(path: &str) -> Option<(String, Vec<u8>)> {
    let mut answer = ureq::get(format!("{}{path}", environment("NOISE_PRUNE_PAGE"))).call().ok()?;
    let kind = answer.headers().get("content-type")?.to_str().ok()?.to_string();
    Some((kind, answer.body_mut().with_config().limit(64 << 20).read_to_vec().ok()?))
}
