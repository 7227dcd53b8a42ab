//! The site as others would spoil it: each answer changed by the test.

use noise_prune_kit::server::{Answer, Server};
use noise_prune_kit::site;

use crate::browser::{Page, folder};

/// Where a script of the test lies; the page's policy lets no script run that is not a file of its site.
pub const SCRIPT: &str = "altered.js";

/// A browser whose site is changed: `change` says what becomes of the file at a path, and None is not found. The
/// server lives as long as the tests do.
pub fn page(change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>> + Send + Sync + 'static) -> Page {
    let folder = folder();
    let server = Server::start(move |target| {
        let Some(path) = site::local_path(target) else { return Answer::missing() };
        let body = std::fs::read(folder.join(&path)).unwrap_or_default();
        let changed = path.to_str().and_then(|name| change(name, body));
        changed.map_or_else(Answer::missing, |body| Answer::file(site::content_type(&path), body))
    });
    let server: &Server = Box::leak(Box::new(server.expect("the altered site cannot be served")));
    Page::on(server.url.clone())
}

/// A browser in which the documents at `path` begin with a script of the test.
pub fn page_with(path: &'static str, script: &str) -> Page {
    page(with_script(path, script))
}

/// The change by which the documents at `path` begin with a script of the test.
pub fn with_script(path: &'static str, script: &str) -> impl Fn(&str, Vec<u8>) -> Option<Vec<u8>> + use<> {
    let (head, script) = (format!("<head><script src=\"/{SCRIPT}\"></script>"), script.to_string());
    move |asked, body| match asked {
        SCRIPT => Some(script.clone().into_bytes()),
        _ if asked == path => Some(String::from_utf8(body).ok()?.replacen("<head>", &head, 1).into_bytes()),
        _ => Some(body),
    }
}
