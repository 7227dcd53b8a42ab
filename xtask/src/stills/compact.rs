//! An SVG in fewer bytes: lines and discs of one look that follow one another become one path.
//!
//! plotters writes an element a line, each with its colour and width. All of them are opaque, so that a path through all
//! looks the same.

use std::fmt::Write;

/// The document with its runs of lines and discs joined; it looks as before.
pub fn compact(document: &str) -> String {
    let mut all = String::with_capacity(document.len());
    // The look of the path that is being written, and where it has come to.
    let mut open: Option<(String, (i32, i32))> = None;
    for line in document.lines() {
        let shape = shape(line);
        let goes_on = match (&open, &shape) {
            (Some((look, _)), Some(shape)) => *look == shape.look,
            _ => false,
        };
        if open.is_some() && !goes_on {
            all.push_str("\"/>\n");
            open = None;
        }
        let Some(Shape { look, points }) = shape else {
            all.push_str(line);
            all.push('\n');
            continue;
        };
        let from = open.take().map(|(_, at)| at);
        if from.is_none() {
            let _ = write!(all, "<path fill=\"none\" {look} d=\"");
        }
        open = Some((look, written(&mut all, from, &points)));
    }
    if open.is_some() {
        all.push_str("\"/>\n");
    }
    all
}

/// A line, or a disc as a line without length and with round ends.
struct Shape {
    look: String,
    points: Vec<(i32, i32)>,
}

/// The shape of an element; none of any that is neither line nor disc.
fn shape(element: &str) -> Option<Shape> {
    let value = |name: &str| {
        let (_, rest) = element.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0)
    };
    let number = |name: &str| value(name)?.parse().ok();
    let is = |tag: &str| element.starts_with(tag) && element.ends_with("/>") && value("opacity") == Some("1");
    if is("<circle ") && value("stroke")? == "none" {
        let width = 2 * number("r")?;
        let look = format!("stroke=\"{}\" stroke-width=\"{width}\" stroke-linecap=\"round\"", value("fill")?);
        return Some(Shape { look, points: vec![(number("cx")?, number("cy")?)] });
    }
    let points = if is("<line ") {
        vec![(number("x1")?, number("y1")?), (number("x2")?, number("y2")?)]
    } else if is("<polyline ") && value("fill")? == "none" {
        let pair = |pair: &str| {
            let (x, y) = pair.split_once(',')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        };
        value("points")?.split_whitespace().map(pair).collect::<Option<_>>()?
    } else {
        return None;
    };
    let look = format!("stroke=\"{}\" stroke-width=\"{}\"", value("stroke")?, value("stroke-width")?);
    (!points.is_empty()).then_some(Shape { look, points })
}

/// Writes a line from where the path has come to, each point from the one before it, and says where it ends.
fn written(all: &mut String, from: Option<(i32, i32)>, points: &[(i32, i32)]) -> (i32, i32) {
    let (mut x, mut y) = from.unwrap_or_default();
    for (k, (to_x, to_y)) in points.iter().enumerate() {
        let step = ["m", "l", ""][k.min(2)];
        let space = if k > 1 && to_x - x >= 0 { " " } else { "" };
        let comma = if to_y - y >= 0 { " " } else { "" };
        let _ = write!(all, "{step}{space}{}{comma}{}", to_x - x, to_y - y);
        (x, y) = (*to_x, *to_y);
    }
    if points.len() == 1 {
        all.push_str("h0");
    }
    (x, y)
}

#[cfg(test)]
mod tests {
    // Strategy: a document by hand, whose paths are read back by eye.
    use super::*;

    #[test]
    fn shapes_of_one_look_become_one_path() {
        let polyline = |points: &str| {
            format!(
                "<polyline fill=\"none\" opacity=\"1\" stroke=\"#C24A00\" stroke-width=\"14\" points=\"{points} \"/>\n"
            )
        };
        let line = "<line opacity=\"1\" stroke=\"#C24A00\" stroke-width=\"14\" x1=\"0\" y1=\"0\" x2=\"5\" y2=\"-5\"/>\n";
        let disc = |x: i32| {
            format!(
                "<circle cx=\"{x}\" cy=\"7\" r=\"28\" opacity=\"1\" fill=\"#0067B1\" stroke=\"none\" stroke-width=\"1\"/>\n"
            )
        };
        let pale = "<line opacity=\"0.5\" stroke=\"#C24A00\" stroke-width=\"14\" x1=\"0\" y1=\"0\" x2=\"5\" y2=\"5\"/>\n";
        let document =
            ["<svg>\n", &polyline("10,20 13,16 10,20"), line, &disc(100), &disc(90), pale, "</svg>\n"]
                .concat();
        let expected = "<svg>\n\
            <path fill=\"none\" stroke=\"#C24A00\" stroke-width=\"14\" d=\"m10 20l3-4-3 4m-10-20l5-5\"/>\n\
            <path fill=\"none\" stroke=\"#0067B1\" stroke-width=\"56\" stroke-linecap=\"round\" d=\"m100 7h0m-10 0h0\"/>\n";
        assert_eq!(compact(&document), format!("{expected}{pale}</svg>\n"));
    }
}
