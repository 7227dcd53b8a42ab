//! The files of a folder, as a server gives them.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::server::Answer;

/// The file in `folder` that a request's target names.
pub fn answer(folder: &Path, target: &str) -> Answer {
    let file = local_path(target).map(|path| folder.join(path));
    match file.and_then(|file| Some((content_type(&file), fs::read(&file).ok()?))) {
        Some((kind, bytes)) => Answer::file(kind, bytes),
        None => Answer::missing(),
    }
}

/// Where a target's file lies in the site; `None` if that would lead out of it.
///
/// The site's names need no percent-encoding, so an encoded target is simply not found.
pub fn local_path(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.into() };
    (inside && !path.contains('\\')).then(|| file.into())
}

/// The content type by a file's ending.
pub fn content_type(path: &Path) -> &'static str {
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
    //! Strategy: targets as browsers and attackers write them.
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
}
