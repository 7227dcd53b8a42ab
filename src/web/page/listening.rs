//! From the browser's events to the page's.

use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event as DomEvent, EventTarget, HtmlInputElement, HtmlSelectElement, KeyboardEvent, MouseEvent,
    PointerEvent, ResizeObserver,
};

use super::{Event, Shared, Shell, address, tell, with};
use crate::params::Params;
use crate::params::link::{Presentation, Stage};
use crate::pictures::{Layer, Picture};
use crate::visit::event::Study;
use crate::web::dom::{self, Listener, WebError};
use crate::web::words;
use crate::web::{controls, outputs};

/// What a listener does.
type Action = fn(&mut Shell, &DomEvent) -> Result<(), WebError>;

/// Clicks that are events as they are.
const BUTTONS: [(&str, Event); 11] = [
    ("play", Event::Toggle),
    ("step", Event::Step),
    ("finish", Event::Finish),
    ("restart", Event::Restart),
    ("cancel", Event::Cancel),
    ("mend", Event::Mend),
    ("undo", Event::Undo),
    ("dismiss", Event::Dismiss),
    ("inspect-close", Event::Choose(None)),
    // The address is what is shared, so it must be what is shown.
    ("share", Event::Share),
    ("save", Event::Share),
];

/// Events of elements: id, kind, and what is done.
const ACTIONS: [(&str, &str, Action); 18] = [
    ("dice", "click", roll),
    ("limit", "click", limit),
    ("luck", "click", |shell, _| study(shell, Study::Luck)),
    ("cost", "click", |shell, _| study(shell, Study::Cost)),
    ("luck-save", "click", |shell, _| shell.handle(Event::SaveStudy(Study::Luck))),
    ("cost-save", "click", |shell, _| shell.handle(Event::SaveStudy(Study::Cost))),
    ("study-column", "change", |shell, _| {
        let column = dom::by_id::<HtmlSelectElement>("study-column")?.selected_index();
        shell.handle(Event::Column(column.max(0) as usize))
    }),
    ("studies", "click", set_by_click),
    ("position", "input", seek),
    (outputs::ALL_DIGITS, "change", |shell, _| {
        shell.seen.forget_numbers();
        Ok(())
    }),
    ("controls", "submit", |_, event| {
        event.prevent_default();
        Ok(())
    }),
    ("presets", "click", choose_example),
    ("file-choices", "change", choose_offered),
    ("words", "click", open_table),
    ("pictures", "pointermove", point),
    // A tap, not a touch: who scrolls begins with a touch.
    ("pictures", "click", point),
    ("pictures", "pointerout", point),
    ("pictures", "keydown", press),
];

/// Events of the window.
const WINDOW: [(&str, Action); 3] = [
    ("hashchange", follow_link),
    // A change of the pixel ratio alone (another screen, the browser's zoom) resizes the window too.
    ("resize", |shell, _| shell.resized()),
    // Other pictures may have come into sight.
    ("scroll", |shell, _| {
        shell.stale = true;
        Ok(())
    }),
];

/// The examples' links, in the order of the page.
pub(super) fn examples() -> Result<Vec<String>, WebError> {
    let list = dom::by_id::<Element>("presets")?.query_selector_all("a")?;
    let links =
        (0..list.length()).filter_map(|k| list.item(k)?.dyn_into::<Element>().ok()?.get_attribute("href"));
    Ok(links.collect())
}

/// Listens to everything, for as long as the list lives.
pub(super) fn listen(shared: &Shared) -> Result<Vec<Listener>, WebError> {
    let mut listeners = listen_to_controls(shared)?;
    for (id, event) in BUTTONS {
        let page = shared.clone();
        listeners.push(Listener::new(&dom::by_id(id)?, "click", move |_| tell(&page, event.clone()))?);
    }
    for stage in Stage::ALL {
        let (page, id) = (shared.clone(), format!("stage-{}", stage.word()));
        listeners
            .push(Listener::new(&dom::by_id(&id)?, "click", move |_| tell(&page, Event::Stage(*stage)))?);
    }
    for (id, kind, action) in ACTIONS {
        listeners.push(listener(shared, &dom::by_id(id)?, kind, action)?);
    }
    let window: EventTarget = dom::window()?.into();
    for (kind, action) in WINDOW {
        listeners.push(listener(shared, &window, kind, action)?);
    }
    listen_to_looks(shared, &mut listeners)?;
    Ok(listeners)
}

fn listener(
    shared: &Shared,
    target: &EventTarget,
    kind: &'static str,
    action: Action,
) -> Result<Listener, WebError> {
    let page = shared.clone();
    Listener::new(target, kind, move |event| with(&page, |shell| action(shell, &event)))
}

/// Listens to the controls of the run and of the presentation.
fn listen_to_controls(shared: &Shared) -> Result<Vec<Listener>, WebError> {
    let page = shared.clone();
    let set = move |key: &'static str, text: String| {
        with(&page, |shell| {
            shell.seen.forget_form();
            shell.handle(Event::Set { key: key.into(), text })
        });
    };
    let page = shared.clone();
    let present = move |key: &'static str, text: String| {
        with(&page, |shell| {
            shell.seen.forget_form();
            shell.handle(Event::Present { key: key.into(), text })?;
            shell.resized()
        });
    };
    let mut listeners = controls::listen(Params::ROWS, set)?;
    listeners.extend(controls::listen(Presentation::ROWS, present)?);
    Ok(listeners)
}

/// Other colours are preferred, or the pictures have another place.
fn listen_to_looks(shared: &Shared, listeners: &mut Vec<Listener>) -> Result<(), WebError> {
    if let Some(dark) = dom::window()?.match_media("(prefers-color-scheme: dark)")? {
        let page = shared.clone();
        listeners.push(Listener::new(&dark, "change", move |_| with(&page, Shell::resized))?);
    }
    let page = shared.clone();
    let resized = Closure::<dyn FnMut()>::new(move || with(&page, Shell::resized));
    ResizeObserver::new(resized.as_ref().unchecked_ref())?.observe(&dom::by_id("pictures")?);
    // The observer lives as long as the document.
    resized.forget();
    Ok(())
}

/// The element that an event is about.
fn target(event: &DomEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn roll(shell: &mut Shell, _: &DomEvent) -> Result<(), WebError> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|error| WebError(format!("The dice cannot be thrown: {error}.")))?;
    shell.handle(Event::Roll(u32::from_le_bytes(bytes)))
}

fn limit(shell: &mut Shell, _: &DomEvent) -> Result<(), WebError> {
    shell.handle(Event::Limit(controls::value("limit-eps")?))?;
    dom::by_id::<HtmlInputElement>("limit-eps")?.set_value(&shell.page.limit_eps().to_string());
    Ok(())
}

/// Starts a study as the controls beside it say, or stops it.
fn study(shell: &mut Shell, study: Study) -> Result<(), WebError> {
    let count = dom::by_id::<HtmlSelectElement>(&format!("{}-count", study.word()))?.value();
    let fresh = dom::by_id::<HtmlInputElement>("study-fresh")?.checked();
    shell.handle(Event::Study { study, count: count.parse().unwrap_or(1), fresh })
}

/// A click in a picture whose places stand for settings.
fn set_by_click(shell: &mut Shell, event: &DomEvent) -> Result<(), WebError> {
    let Some((picture, at)) = place(event)? else { return Ok(()) };
    let set = shell.page.moment().and_then(|moment| shell.pictures.sets(picture, &moment, at));
    set.map_or(Ok(()), |(key, text)| shell.handle(Event::Set { key: key.into(), text }))
}

/// A picture, and a point of it in CSS pixels.
type Place = (Picture, (f64, f64));

/// The picture that an event of the pointer is over, and where (CSS pixels).
fn place(event: &DomEvent) -> Result<Option<Place>, WebError> {
    let Some(pointer) = event.dyn_ref::<MouseEvent>() else { return Ok(None) };
    let figure = target(event).map(|target| target.closest(".picture")).transpose()?.flatten();
    let picture = figure.as_ref().and_then(|figure| Picture::from_word(figure.id().strip_prefix("figure-")?));
    Ok(picture.zip(figure).map(|(picture, figure)| {
        let place = figure.get_bounding_client_rect();
        let border = f64::from(figure.client_left());
        let x = f64::from(pointer.client_x()) - place.left() - border;
        (picture, (x, f64::from(pointer.client_y()) - place.top() - border))
    }))
}

fn seek(shell: &mut Shell, _: &DomEvent) -> Result<(), WebError> {
    shell.handle(Event::Seek(controls::value("position")?.parse().unwrap_or(0)))
}

/// One of the settings was chosen that stand where it is said what a file is.
fn choose_offered(shell: &mut Shell, event: &DomEvent) -> Result<(), WebError> {
    let input = target(event).and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some((key, text)) = input.and_then(|input| Some((input.get_attribute("data-key")?, input.value())))
    else {
        return Ok(());
    };
    shell.seen.forget_form();
    shell.handle(Event::Set { key, text })
}

/// One of the examples was chosen.
fn choose_example(shell: &mut Shell, event: &DomEvent) -> Result<(), WebError> {
    let link = target(event).map(|target| target.closest("a")).transpose()?.flatten();
    let href = link.and_then(|link| link.get_attribute("href"));
    let Some(place) = href.and_then(|href| examples().ok()?.iter().position(|link| *link == href)) else {
        return Ok(());
    };
    event.prevent_default();
    shell.handle(Event::Example(place))
}

/// The address was changed by hand or by a link on another page.
fn follow_link(shell: &mut Shell, _: &DomEvent) -> Result<(), WebError> {
    if !shell.address.was_changed()? {
        return Ok(());
    }
    if address::leads_to_a_part()? {
        return match shell.page.link() {
            Some(link) => shell.address.set(&link),
            None => Ok(()),
        };
    }
    let (query, hash) = address::read()?;
    shell.seen.forget_form();
    shell.handle(Event::Link { query, hash })
}

/// The table of a picture is asked for.
fn open_table(shell: &mut Shell, event: &DomEvent) -> Result<(), WebError> {
    let word = target(event).and_then(|target| target.get_attribute("data-table"));
    match (word.and_then(|word| Picture::from_word(&word)), shell.page.moment()) {
        (Some(picture), Some(moment)) => words::open_table(picture, &moment),
        _ => Ok(()),
    }
}

/// The pointer moves over a picture, clicks on it, or leaves it. A finger only taps: what it glides over is not
/// looked at.
fn point(shell: &mut Shell, event: &DomEvent) -> Result<(), WebError> {
    let glides = event.dyn_ref::<PointerEvent>().is_some_and(|pointer| pointer.pointer_type() == "touch");
    let at = place(event)?.filter(|(picture, _)| picture.is_marked());
    shell.pointer = None;
    match event.type_().as_str() {
        "pointerout" => shell.handle(Event::Hover(None)),
        "pointermove" if glides => Ok(()),
        "click" => {
            let chosen = at.and_then(|(picture, at)| shell.under(picture, at));
            shell.handle(Event::Choose(chosen))
        }
        _ => {
            (shell.pointer, shell.stale) = (at, true);
            Ok(())
        }
    }
}

/// A key was pressed in a picture.
fn press(shell: &mut Shell, event: &DomEvent) -> Result<(), WebError> {
    let Some(pressed) = event.dyn_ref::<KeyboardEvent>() else { return Ok(()) };
    let id = target(event).map(|target| target.id()).unwrap_or_default();
    let picture = Picture::ALL.iter().copied().find(|picture| Layer::Data.id(picture.word()) == id);
    let among = picture.and_then(|picture| picture.figure().among(shell.pictures.drawn(picture)));
    let Some(among) = among.filter(|_| !(pressed.ctrl_key() || pressed.alt_key() || pressed.meta_key()))
    else {
        return Ok(());
    };
    let (key, before) = (pressed.key(), shell.page.selection());
    shell.handle(Event::Key { key: key.clone(), among })?;
    if is_arrow(&key) || shell.page.selection() != before {
        event.prevent_default();
    }
    Ok(())
}

fn is_arrow(key: &str) -> bool {
    key.starts_with("Arrow") || ["Home", "End"].contains(&key)
}
