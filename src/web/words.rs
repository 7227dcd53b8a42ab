//! Pictures in words and tables, for those who do not see them.

use web_sys::{Element, HtmlDialogElement};

use super::dom::{self, WebError};
use super::figures;
use crate::pictures::kit::table::Table;
use crate::pictures::{self, Layer, Moment, Picture};

/// Up to this many synapses, words keep up with a run that plays; beyond, they wait until it rests.
const FOLLOWS_UP_TO: usize = 20_000;
/// While a run plays, its words change at most this often, in milliseconds.
const EVERY: f64 = 1000.0;

/// What the words were made of: with an equal mark they would be the same.
type Mark = (usize, [usize; 7], Option<u64>, crate::params::Rule);

/// What was said last.
#[derive(Default)]
pub struct Words {
    mark: Option<Mark>,
    time: f64,
}

impl Words {
    /// Puts into words what the pictures show at `time`, unless that stands there already. While measures are `due`, the
    /// words wait for them.
    pub fn say(&mut self, moment: &Moment, time: f64, playing: bool, due: bool) -> Result<(), WebError> {
        let late = time - self.time >= EVERY && moment.scene.synapses() <= FOLLOWS_UP_TO;
        let mark = mark(moment);
        if self.mark == Some(mark) || (if playing { !late } else { due }) {
            return Ok(());
        }
        (self.mark, self.time) = (Some(mark), time);
        for picture in Picture::ALL {
            say(*picture, moment)?;
        }
        Ok(())
    }

    /// Another run begins, or this one has other scores.
    pub fn forget(&mut self) {
        self.mark = None;
    }
}

fn mark(moment: &Moment) -> Mark {
    let measured = moment.snapshot.map_or(0, |snapshot| snapshot.decided + 1);
    let heard = moment.heard.map_or(0, |heard| heard.notes.len());
    let scored = usize::from(moment.scores.is_some());
    let compared = moment.traces.and_then(|traces| traces.relative_error.last()?.last()).map(|x| x.to_bits());
    let (luck, cost, column) = (moment.luck.len(), moment.cost.len(), moment.column);
    (moment.decided, [measured, heard, scored, moment.limit.len(), luck, cost, column], compared, moment.rule)
}

fn say(picture: Picture, moment: &Moment) -> Result<(), WebError> {
    let (title, sentence) = (pictures::title(picture, moment), pictures::sentence(picture, moment));
    let word = picture.word();
    let canvas: Element = dom::by_id(&Layer::Data.id(word))?;
    dom::set_attribute(&dom::by_id(&figures::figure_id(picture))?, "data-title", &title);
    figures::describe(&canvas, [&title, &sentence, picture.figure().keys()])?;
    let item = match dom::document()?.get_element_by_id(&format!("words-{word}")) {
        Some(item) => item,
        None => make_item(word)?,
    };
    item.toggle_attribute_with_force("hidden", sentence.is_empty())?;
    let mut part = item.first_element_child();
    for text in [format!("{title}. "), format!("{sentence} ")] {
        if let Some(shown) = part {
            dom::set_text(&shown, &text);
            part = shown.next_element_sibling();
        }
    }
    Ok(())
}

/// A line of the list: title, sentence, and a button for the table.
fn make_item(word: &str) -> Result<Element, WebError> {
    let document = dom::document()?;
    let item = document.create_element("li")?;
    item.set_id(&format!("words-{word}"));
    for kind in ["b", "span", "button"] {
        let part = document.create_element(kind)?;
        item.append_child(&part)?;
    }
    if let Some(button) = item.last_element_child() {
        button.set_attribute("type", "button")?;
        button.set_attribute("data-table", word)?;
        button.set_text_content(Some("Table"));
    }
    dom::by_id::<Element>("words-list")?.append_child(&item)?;
    Ok(item)
}

/// Opens the table of a picture.
pub fn open_table(picture: Picture, moment: &Moment) -> Result<(), WebError> {
    let Table { head, rows, note } = pictures::table(picture, moment);
    let document = dom::document()?;
    dom::set_text(&dom::by_id("table-title")?, &pictures::title(picture, moment));
    dom::set_text(&dom::by_id("table-note")?, &note);
    let table: Element = dom::by_id("table-numbers")?;
    table.set_text_content(None);
    for (k, cells) in std::iter::once(&head).chain(&rows).enumerate() {
        let line = document.create_element("tr")?;
        for text in cells {
            let cell = document.create_element(if k == 0 { "th" } else { "td" })?;
            if k == 0 {
                cell.set_attribute("scope", "col")?;
            }
            cell.set_text_content(Some(text));
            line.append_child(&cell)?;
        }
        table.append_child(&line)?;
    }
    dom::by_id::<HtmlDialogElement>("table-dialog")?.show_modal()?;
    Ok(())
}
