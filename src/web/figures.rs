//! The figures of the page, made from the table of pictures: a canvas a layer, one above the other, and a caption below.

use web_sys::Element;

use super::dom::{self, WebError};
use crate::pictures::{Layer, Moment, Picture};

/// Makes a figure a picture, in its place and hidden until there is something to be seen. A figure that the document
/// has already, so that there is a box from the beginning, is filled.
pub fn build() -> Result<(), WebError> {
    for picture in Picture::ALL {
        let id = figure_id(*picture);
        let figure = match dom::document()?.get_element_by_id(&id) {
            Some(figure) => figure,
            None => make(*picture, &id)?,
        };
        figure.set_attribute("data-title", picture.figure().label())?;
        for layer in picture.figure().layers() {
            let canvas = canvas(*picture, *layer)?;
            figure.append_child(&canvas)?;
        }
        let caption = dom::document()?.create_element("figcaption")?;
        figure.append_child(&caption)?;
    }
    Ok(())
}

/// Says under each picture how it is read.
pub fn caption(moment: &Moment) -> Result<(), WebError> {
    for picture in Picture::ALL {
        let figure: Element = dom::by_id(&figure_id(*picture))?;
        if let Some(caption) = figure.query_selector("figcaption")? {
            dom::set_text(&caption, picture.figure().caption(moment));
        }
    }
    Ok(())
}

/// The id of a picture's figure.
pub fn figure_id(picture: Picture) -> String {
    format!("figure-{}", picture.word())
}

/// An empty figure, after those that are in its place already and before the words below them.
fn make(picture: Picture, id: &str) -> Result<Element, WebError> {
    let figure = dom::document()?.create_element("figure")?;
    figure.set_id(id);
    figure.set_class_name("picture");
    figure.set_attribute("hidden", "")?;
    let home: Element = dom::by_id(picture.figure().home())?;
    let words = home.query_selector("#inspector")?;
    home.insert_before(&figure, words.as_deref())?;
    Ok(figure)
}

/// One layer. Only the one with the data is there for those who do not see.
fn canvas(picture: Picture, layer: Layer) -> Result<Element, WebError> {
    let canvas = dom::document()?.create_element("canvas")?;
    canvas.set_id(&layer.id(picture.word()));
    let (keys, label) = (picture.figure().keys(), picture.figure().label());
    let attributes: &[(&str, &str)] = match layer {
        Layer::Data if keys.is_empty() => &[("role", "img")],
        Layer::Data => &[
            ("role", "application"),
            ("aria-roledescription", "picture"),
            ("aria-describedby", "inspected"),
            ("tabindex", "0"),
        ],
        _ => &[("aria-hidden", "true")],
    };
    for (name, value) in attributes {
        canvas.set_attribute(name, value)?;
    }
    if layer == Layer::Data {
        describe(&canvas, [label, "", keys])?;
    }
    Ok(canvas)
}

/// Gives a picture its name: title, sentence, and what keys do.
pub fn describe(canvas: &Element, [title, sentence, keys]: [&str; 3]) -> Result<(), WebError> {
    let parts = [format!("{title}."), sentence.into(), keys.into()];
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    dom::set_attribute(canvas, "aria-label", &said.join(" "));
    Ok(())
}
