//! The page as one file, which works from a disk, without a network, and in a frame with any sandbox.
//!
//! Browsers load no modules from a disk, so the page's modules are joined into one classic script, each in a
//! function of its own. The joiner knows the forms of `import` and `export` that this project uses, and fails at
//! any other.

use std::fmt::Write;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, anyhow, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::install::ensure_program;
use crate::wasm::bare;

/// What was measured in animals; the page offers each for download.
const DATA: [&str; 3] = ["c_elegans_varshney2011.csv", "mouse_wang2020.csv", "fly_eichler2017.csv"];

/// The file's name.
pub const NAME: &str = "noise-prune.html";

/// The modules, each after those that it imports from.
const MODULES: [&str; 11] =
    ["unpack", "later", "alive", "data", "drawer", "frame", "keys", "load", "save", "share", "main"];

/// The element's script lies beside the page of a site; beside this file there is nothing.
const WITHOUT_ELEMENT: &str = "p:has(> #share-element) { display: none; }\n";

/// Writes the file into `site`, from the site itself and the bindings without modules in `glue`.
pub fn write(site: &Path, glue: &Path) -> Result<()> {
    let read =
        |path: &str| fs::read_to_string(site.join(path)).with_context(|| format!("cannot read {path}"));
    let bindings = fs::read_to_string(glue.join("noise_prune.js"))?;
    let mut packed = element("program", &bare(&fs::read(glue.join("noise_prune_bg.wasm"))?)?)?;
    let mut script = String::new();
    for name in MODULES {
        let source = match name {
            "load" => include_str!("single/load.js").into(),
            "unpack" => include_str!("single/unpack.js").into(),
            _ => read(&format!("www/{name}.js"))?,
        };
        script += &joined(name, &source)?;
    }
    let worker =
        format!("{}{}\n", joined("later", &read("www/later.js")?)?, body(&read("www/worker.js")?)?.0);
    let watch = read("www/watch.js")?;
    let scripts = [("glue", &bindings), ("worker", &worker), ("page", &script), ("watch", &watch)];
    for (name, text) in scripts {
        ensure!(!text.contains("</script") && !text.contains("<!--"), "{name} cannot stand in a page");
    }
    let mut html = read("index.html")?;
    let mut put = |what: &str, instead: &str| -> Result<()> {
        ensure!(html.matches(what).count() == 1, "index.html should have once: {what}");
        html = html.replace(what, instead);
        Ok(())
    };
    let style = format!("\n{}{WITHOUT_ELEMENT}", read("www/style.css")?);
    put("<link rel=\"stylesheet\" href=\"www/style.css\">", &format!("<style>{style}</style>"))?;
    // What stands in the file may run, and nothing else.
    let run = [&bindings, &script, &watch].map(|text| source(text)).join(" ");
    put("script-src http: https:", &format!("script-src {run}"))?;
    put("style-src http: https:", &format!("style-src {}", source(&style)))?;
    put("href=\"www/icon.svg\"", &format!("href=\"{}\"", data_url("image/svg+xml", &read("www/icon.svg")?)))?;
    put("<link rel=\"modulepreload\" href=\"www/pkg/noise_prune.js\">\n", "")?;
    put(
        "<script src=\"www/watch.js\"></script>\n<script type=\"module\" src=\"www/main.js\"></script>\n",
        &format!("<script>{watch}</script>\n"),
    )?;
    for name in DATA {
        let data = format!("www/data/{name}");
        put(&format!("href=\"{data}\" download>"), &format!("href=\"#\" download=\"{name}\">"))?;
        packed += &element(name, read(&data)?.as_bytes())?;
    }
    put(
        "</body>",
        &format!(
            "<script id=\"inside\" type=\"text/plain\"></script>\n\
             {packed}\
             <script id=\"worker\" type=\"text/plain\">{worker}</script>\n\
             <script id=\"glue\">{bindings}</script>\n<script>{script}</script>\n</body>"
        ),
    )?;
    put(
        "  <p>The same as an article: <a href=\"www/supplement.html\">Which synapses can a network lose? Six live figures</a>.</p>\n",
        "",
    )?;
    let html = without_apart(&html)?;
    ensure!(!html.contains("=\"www/"), "the file still refers to another");
    fs::write(site.join(NAME), html).with_context(|| format!("cannot write {NAME}"))
}

/// The page without what its words keep apart: it shows pictures that lie beside the page.
fn without_apart(html: &str) -> Result<String> {
    let parts = html.split_once("<!-- not in the page as one file -->");
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once("<!-- /not -->")?.1)));
    let (before, after) = parts.context("index.html keeps nothing apart")?;
    Ok(format!("{}{}", before.trim_end_matches(' '), after.trim_start_matches('\n')))
}

/// An element that has bytes in it, packed as `single/unpack.js` can unpack them.
fn element(id: &str, bytes: &[u8]) -> Result<String> {
    let packed = STANDARD.encode(xz(bytes)?);
    Ok(format!("<script id=\"{id}\" type=\"text/plain\" data-size=\"{}\">{packed}</script>\n", bytes.len()))
}

/// What the program xz makes of bytes, without a head.
fn xz(bytes: &[u8]) -> Result<Vec<u8>> {
    ensure_program("xz", "xz-utils")?;
    let mut packer = Command::new("xz")
        .args(["--format=raw", "--lzma1=preset=9e,lc=3,lp=0,pb=0", "--stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("xz does not start")?;
    let mut stdin = packer.stdin.take().context("xz takes nothing")?;
    thread::scope(|scope| {
        // It gives back before it has taken everything.
        let fed = scope.spawn(move || stdin.write_all(bytes));
        let output = packer.wait_with_output().context("xz does not end")?;
        fed.join().map_err(|_| anyhow!("feeding xz panicked"))??;
        ensure!(output.status.success(), "xz failed");
        Ok(output.stdout)
    })
}

/// The bytes, gzipped.
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// An inline script or style as a Content-Security-Policy names it.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// A text as a URL of its own.
fn data_url(kind: &str, text: &str) -> String {
    let mut url = format!("data:{kind},");
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b'/' | b':' => {
                url.push(byte.into())
            }
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url
}

/// A module as a classic script: a constant with its exports.
fn joined(name: &str, source: &str) -> Result<String> {
    let (body, exports) = body(source).with_context(|| format!("in {name}.js"))?;
    Ok(format!("const {name}Module = (() => {{\n{body}return {{ {} }};\n}})();\n", exports.join(", ")))
}

/// A module's text without `import` and `export`, and the names that it exports.
fn body(source: &str) -> Result<(String, Vec<String>)> {
    let (mut body, mut exports) = (String::new(), Vec::new());
    for line in source.lines() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        if let Some(import) = line.strip_prefix("import ") {
            body += &imported(import)?;
        } else if let Some(export) = line.strip_prefix("export ") {
            let declared = export.strip_prefix("async ").unwrap_or(export);
            let name = declared.strip_prefix("function ").and_then(|rest| rest.split('(').next());
            let Some(name) = name else { bail!("an export of an unknown form: {line}") };
            exports.push(name.to_string());
            body = body + export + "\n";
        } else {
            for form in ["import.meta", "import("] {
                ensure!(!line.contains(form), "{form} has no meaning in one file: {line}");
            }
            body = body + line + "\n";
        }
    }
    Ok((body, exports))
}

/// What stands in place of an import: `{ a, b } from "./x.js";` or `x, { a } from "./pkg/noise_prune.js";`
fn imported(import: &str) -> Result<String> {
    let parts = import.strip_suffix("\";").and_then(|import| import.split_once(" from \"./"));
    let Some((names, path)) = parts else { bail!("an import of an unknown form: {import}") };
    let from = match path {
        "pkg/noise_prune.js" => "wasm_bindgen".to_string(),
        _ => match path.strip_suffix(".js").filter(|name| MODULES.contains(name)) {
            Some(name) => format!("{name}Module"),
            None => bail!("an import from an unknown module: {path}"),
        },
    };
    let (default, named) = match names.split_once('{') {
        Some((default, named)) => (default.trim().trim_end_matches(','), named.trim_end_matches('}').trim()),
        None => bail!("an import without braces: {import}"),
    };
    ensure!(!named.contains(" as "), "an import under another name: {import}");
    let default = if default.is_empty() { String::new() } else { format!("const {default} = {from};\n") };
    Ok(format!("{default}const {{ {named} }} = {from};\n"))
}

#[cfg(test)]
mod tests {
    //! Strategy: every form that the modules use, and others that must be refused.
    use super::*;

    #[test]
    fn modules_become_functions() {
        let source = "// words\nimport init, { run } from \"./pkg/noise_prune.js\";\nimport { save } from \"./save.js\";\n\
            export async function go(x) {\n  return run(save(x));\n}\n";
        let expected = "const mainModule = (() => {\nconst init = wasm_bindgen;\nconst { run } = wasm_bindgen;\n\
            const { save } = saveModule;\nasync function go(x) {\n  return run(save(x));\n}\nreturn { go };\n})();\n";
        assert_eq!(joined("main", source).unwrap(), expected);
    }

    #[test]
    fn unknown_forms_are_refused() {
        for source in [
            "import * as pkg from \"./pkg/noise_prune.js\";",
            "import { a } from \"https://example.org/a.js\";",
            "import { a } from './save.js';",
            "import { a as b } from \"./save.js\";",
            "  const other = await import(\"./save.js\");",
            "export const x = 1;",
            "export default 1;",
            "const here = import.meta.url;",
        ] {
            assert!(body(source).is_err(), "{source}");
        }
    }

    #[test]
    fn data_urls_have_no_quotes() {
        assert_eq!(data_url("text/csv", "a,\"b\"\n"), "data:text/csv,a,%22b%22%0A");
    }
}
