//! An SVG read as text: its labels, its marks, and what must hold for every picture.

use noise_prune::pictures::kit::ink::Pen;
use noise_prune::pictures::kit::svg::svg;
use noise_prune::pictures::kit::{PictureError, Shown, Theme, text};

const THEMES: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Projector];
const SIZES: [(u32, u32); 2] = [(640, 480), (360, 280)];

/// Values that look random and are the same on every machine.
pub fn jitter(k: usize) -> f64 {
    let mixed = (k as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let from =
        tag.find(&format!(" {name}=\"")).unwrap_or_else(|| panic!("no {name} in {tag}")) + name.len() + 3;
    &tag[from..from + tag[from..].find('"').unwrap()]
}

fn number(tag: &str, name: &str) -> f64 {
    attribute(tag, name).parse().unwrap()
}

/// A text of an SVG and the box it is estimated to fill, in CSS pixels.
#[derive(Debug)]
pub struct Label {
    pub text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

pub fn labels(document: &str) -> Vec<Label> {
    document.split("<text ").skip(1).map(label).collect()
}

fn label(rest: &str) -> Label {
    let (head, tail) = rest.split_once('>').unwrap();
    let tag = format!(" {head}");
    let escaped = tail.split("</text>").next().unwrap().trim();
    let text = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let (size, x) = (number(&tag, "font-size") / 10.0, number(&tag, "x") / 10.0);
    // Where the middle of its capitals lies: a text hangs from its point or is centred on it.
    let below = if attribute(&tag, "dy") == "0.76em" { 0.4 } else { -0.1 };
    let y = number(&tag, "y") / 10.0 + below * size;
    let wide = text::width(&text, size, tag.contains("bold"));
    let left = match attribute(&tag, "text-anchor") {
        "start" => x,
        "middle" => x - wide / 2.0,
        _ => x - wide,
    };
    Label { left, right: left + wide, top: y - 0.36 * size, bottom: y + 0.36 * size, text }
}

/// What must hold for every picture.
pub fn check(document: &str, (width, height): (u32, u32), titles: &[&str]) {
    assert!(document.starts_with("<svg ") && document.trim_end().ends_with("</svg>"));
    assert_eq!(document.matches("</svg>").count(), 1);
    assert!(document.contains(&format!("viewBox=\"0 0 {} {}\"", 10 * width, 10 * height)));
    assert!(!document.contains("NaN") && !document.contains("inf\""), "a coordinate is not a number");
    let labels = labels(document);
    for title in titles {
        assert!(labels.iter().any(|label| label.text == *title), "no {title:?} among {labels:?}");
    }
    for label in &labels {
        let inside = label.left >= 0.0
            && label.right <= f64::from(width)
            && label.top >= 0.0
            && label.bottom <= f64::from(height);
        assert!(inside, "outside {width} x {height}: {label:?}");
    }
    for (k, one) in labels.iter().enumerate() {
        for other in &labels[k + 1..] {
            let apart = one.right <= other.left
                || other.right <= one.left
                || one.bottom <= other.top
                || other.bottom <= one.top;
            assert!(apart, "labels meet: {one:?} {other:?}");
        }
    }
}

/// Draws in every theme and size, checks each, and returns the last document with what it shows.
pub fn everywhere(
    titles: &[&str],
    draw: impl Fn(&mut Pen) -> Result<Shown, PictureError>,
) -> (String, Shown) {
    let mut last = (String::new(), Shown::default());
    for theme in THEMES {
        for size in SIZES {
            let mut shown = Shown::default();
            let document = svg(size, theme, |backend, style| {
                shown = draw(&mut Pen::new(backend, style))?;
                Ok(())
            })
            .unwrap();
            check(&document, size, titles);
            last = (document, shown);
        }
    }
    last
}

pub fn circles(document: &str) -> usize {
    document.matches("<circle").count()
}

/// Every line, dash, disc and head of a document, whatever their order.
pub fn shapes(document: &str) -> Vec<&str> {
    let shape = |line: &&str| ["<line", "<poly", "<circle"].iter().any(|tag| line.starts_with(tag));
    let mut shapes: Vec<&str> = document.lines().filter(shape).collect();
    shapes.sort_unstable();
    shapes
}
