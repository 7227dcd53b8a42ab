//! Puts what the page says into the document.

use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

use super::{Event, Shell};
use crate::params::link::{Presentation, Stage};
use crate::params::{Params, Rule};
use crate::pictures::{Moment, Picture, Selection};
use crate::visit::event::Study;
use crate::visit::patterns;
use crate::visit::story::Story;
use crate::web::dom::{self, WebError};
use crate::web::pictures::Frame;
use crate::web::{controls, figures, outputs};

/// Frames that a screen usually shows in a second.
const FRAMES_A_SECOND: f64 = 60.0;

/// What is shown of the studies.
#[derive(Clone, Copy, PartialEq)]
struct Studies {
    /// Draws done and in all, and whether a study goes on.
    progress: [(usize, usize, bool); 2],
    /// Whether there is one of this run.
    there: [bool; 2],
    directed: bool,
    /// Whether chance makes the network.
    drawn: bool,
    /// The number that is looked at.
    column: usize,
}

/// What is in the document already, where looking it up would be slow.
#[derive(Default)]
pub(super) struct Seen {
    stage: Option<Stage>,
    form: Option<Params>,
    presentation: Option<Presentation>,
    run: bool,
    /// What the numbers were measured from, and the rule whose network is drawn.
    numbers: Option<(Measured, Rule)>,
    /// Position, what was measured, and rules of the lines under the twins.
    lines: Option<(usize, Option<Measured>, [Rule; 2])>,
    /// Which of their parts stand out.
    news: [[bool; 2]; 2],
    /// Whether the digests of the survivors are there.
    digests: bool,
    alert: String,
    studies: Option<Studies>,
    /// What the numbers of the studies are called.
    columns: Vec<&'static str>,
    /// The stage that was said to whoever does not see it.
    said: Option<Stage>,
}

impl Seen {
    /// Another run, or another part of it, is to be shown.
    pub(super) fn begin(&mut self) {
        (self.run, self.said) = (false, None);
        self.score();
    }

    /// The synapses have other scores.
    pub(super) fn score(&mut self) {
        (self.numbers, self.lines, self.digests) = (None, None, false);
    }

    /// Numbers are to be written in another way.
    pub(super) fn forget_numbers(&mut self) {
        self.numbers = None;
    }

    /// Controls may have a text that is not the page's.
    pub(super) fn forget_form(&mut self) {
        (self.form, self.presentation) = (None, None);
    }
}

impl Shell {
    /// After every event: shows all that is not shown yet, and asks for a frame if one is needed.
    pub(super) fn show(&mut self) -> Result<(), WebError> {
        self.show_stage()?;
        self.say_stage()?;
        self.show_form()?;
        self.show_presentation()?;
        self.show_messages()?;
        self.show_run()?;
        self.show_news()?;
        self.show_transport()?;
        self.show_limit()?;
        self.show_studies()?;
        if !self.page.is_asleep() && (self.page.moves() || self.stale || self.address.is_due()) {
            self.clock.ask()?;
        }
        Ok(())
    }

    /// The window, the theme or the place of the pictures has changed.
    pub(super) fn resized(&mut self) -> Result<(), WebError> {
        self.stale = true;
        self.pictures.fit(self.page.presentation().theme)
    }

    /// What is under a point of a picture.
    pub(super) fn under(&self, picture: Picture, at: (f64, f64)) -> Option<Selection> {
        self.pictures.pointed(picture, &self.page.moment()?, at)
    }

    /// One frame: moves the run, and draws.
    pub(super) fn frame(&mut self, time: f64) -> Result<(), WebError> {
        self.address.keep_up()?;
        if let Some((picture, at)) = self.pointer.take() {
            let hovered = self.under(picture, at);
            self.handle(Event::Hover(hovered))?;
        }
        self.stale = false;
        self.handle(Event::Frame)?;
        // Another stage has other pictures, which must not be seen before they are drawn.
        self.show_stage()?;
        let Some(moment) = self.page.moment() else { return self.draw_sketch(time) };
        let story = self.page.story();
        self.words.say(&moment, time, story.playing, self.page.is_due())?;
        self.stale = self.pictures.draw(&Frame {
            moment,
            time,
            playing: story.playing,
            position: story.position,
            frames: Story::pruning() * FRAMES_A_SECOND / moment.params.speed,
            settled: self.page.is_settled(),
            selection: self.page.selection(),
        })?;
        Ok(())
    }

    /// The network of the first run, while that is prepared.
    fn draw_sketch(&mut self, time: f64) -> Result<(), WebError> {
        let Some(moment) = self.page.sketch() else { return self.pictures.without_sketch() };
        self.stale = self.pictures.sketch(&Frame {
            moment,
            time,
            playing: false,
            position: 0.0,
            frames: 1.0,
            settled: true,
            selection: None,
        })?;
        Ok(())
    }

    /// Marks the stage in the stepper.
    fn show_stage(&mut self) -> Result<(), WebError> {
        let stage = self.page.story().stage;
        if self.seen.stage.replace(stage) == Some(stage) {
            return Ok(());
        }
        let root = dom::root()?;
        dom::set_attribute(&root, "data-stage", stage.word());
        for other in Stage::ALL {
            let button: Element = dom::by_id(&format!("stage-{}", other.word()))?;
            dom::set_attribute(&button, "aria-current", if *other == stage { "step" } else { "false" });
        }
        // Other pictures are large now.
        self.resized()
    }

    /// Says the stage to whoever does not see it: once, and nothing else while a run plays.
    fn say_stage(&mut self) -> Result<(), WebError> {
        let stage = self.page.story().stage;
        if self.seen.said == Some(stage) {
            return Ok(());
        }
        let Some(summary) = self.page.summary() else { return Ok(()) };
        self.seen.said = Some(stage);
        let told: Element = dom::by_id(&format!("told-{}", stage.word()))?;
        let words: Vec<String> =
            told.text_content().unwrap_or_default().split_whitespace().map(String::from).collect();
        dom::set_text(&dom::by_id("announce")?, &format!("{summary} {}", words.join(" ")));
        Ok(())
    }

    /// The controls, and which example they are.
    fn show_form(&mut self) -> Result<(), WebError> {
        let params = self.page.params();
        if self.seen.form.as_ref() == Some(params) {
            return Ok(());
        }
        controls::show(Params::ROWS, params)?;
        let list = dom::by_id::<Element>("presets")?.query_selector_all("a")?;
        let shown = self.page.example_shown().map(|place| place as u32);
        let mut hint = String::new();
        for k in 0..list.length() {
            let Some(example) =
                list.item(k).and_then(|node| wasm_bindgen::JsCast::dyn_into::<Element>(node).ok())
            else {
                continue;
            };
            dom::set_attribute(&example, "aria-current", if Some(k) == shown { "true" } else { "false" });
            if Some(k) == shown {
                hint = example.get_attribute("data-hint").unwrap_or_default();
            }
        }
        dom::set_text(&dom::by_id("hint")?, &hint);
        self.seen.form = Some(params.clone());
        Ok(())
    }

    /// Tells the style sheet what is shown.
    fn show_presentation(&mut self) -> Result<(), WebError> {
        let wanted = self.page.presentation();
        if self.seen.presentation.as_ref() == Some(wanted) {
            return Ok(());
        }
        let root = dom::root()?;
        let hide: Vec<&str> = wanted.hide.iter().map(|part| part.word()).collect();
        dom::set_attribute(&root, "data-embed", wanted.embed.word());
        dom::set_attribute(&root, "data-view", wanted.view.word());
        dom::set_attribute(&root, "data-hide", &hide.join(" "));
        controls::show(Presentation::ROWS, wanted)?;
        self.pictures.view(wanted.view)?;
        self.seen.presentation = Some(wanted.clone());
        self.resized()
    }

    fn show_messages(&mut self) -> Result<(), WebError> {
        let alert = self.page.warning();
        let text = alert.map_or("", |alert| &alert.text);
        if text != self.seen.alert && !text.is_empty() {
            web_sys::console::error_1(&text.into());
        }
        show_message("alert", text)?;
        show_message("mend", alert.and_then(|alert| alert.remedy()).unwrap_or_default())?;
        dom::show(&dom::by_id("dismiss")?, alert.is_some())?;
        self.seen.alert = text.into();
        show_message("notice", self.page.notice())?;
        dom::show(&dom::by_id("undo")?, self.page.undoes())?;
        let root = dom::root()?;
        root.toggle_attribute_with_force("data-lost", self.page.is_lost())?;
        dom::set_attribute(&root, "data-state", self.page.state());
        dom::set_attribute(&root, "data-playing", if self.page.is_playing() { "1" } else { "0" });
        self.show_own_matrix()?;
        let bar = self.page.bar(dom::time()?);
        dom::show(&dom::by_id("working")?, bar.is_some())?;
        dom::show(&dom::by_id("cancel")?, self.page.is_coming())?;
        if let Some(bar) = bar {
            dom::set_attribute(&dom::by_id("working-bar")?, "value", &format!("{:.3}", bar.share));
            dom::set_text(&dom::by_id("working-text")?, &bar.text);
        }
        Ok(())
    }

    /// What a matrix of the reader's own is, what was made of it, and the settings of that.
    fn show_own_matrix(&self) -> Result<(), WebError> {
        let (report, taken) = (self.page.file_report(), self.page.file_taken());
        dom::show(&dom::by_id("own")?, !report.is_empty())?;
        dom::set_text(&dom::by_id("file-report")?, report);
        dom::set_text(&dom::by_id("file-name")?, &self.page.file_chosen());
        dom::set_text(&dom::by_id("file-taken")?, &taken);
        for key in controls::OFFERED {
            dom::show(&dom::by_id(&format!("offer-{key}"))?, self.page.offers(key))?;
        }
        controls::show_offered(self.page.params())
    }

    /// The numbers of the run, each where it has changed.
    fn show_run(&mut self) -> Result<(), WebError> {
        let Some(moment) = self.page.moment() else { return Ok(()) };
        let is_new = !std::mem::replace(&mut self.seen.run, true);
        if is_new {
            outputs::show_scene(moment.scene)?;
            figures::caption(&moment)?;
        }
        let measured = measured(&moment);
        let numbers = measured.map(|measured| (measured, moment.rule));
        if numbers != self.seen.numbers
            && let Some(snapshot) = moment.snapshot
        {
            outputs::show_snapshot(snapshot, moment.scene, moment.params)?;
        }
        self.seen.numbers = numbers;
        // Counting takes as long as there are synapses, too long for every move of the pointer.
        let counted = (moment.decided, measured, [moment.rule, moment.params.twin]);
        if self.seen.lines.replace(counted) != Some(counted) {
            for (id, line) in ["out-line-left", "out-line-right"].into_iter().zip(self.page.lines()) {
                let element: Element = dom::by_id(id)?;
                dom::set_attribute(&element, "title", patterns::DEFINITION);
                let mut part = element.first_element_child();
                for text in line {
                    if let Some(shown) = part {
                        dom::set_text(&shown, &text);
                        part = shown.next_element_sibling();
                    }
                }
            }
        }
        let table: Element = dom::by_id("numbers")?;
        let age = moment.snapshot_age();
        let fresh = moment.snapshot.is_some() && age.is_none();
        dom::set_attribute(&table, "data-stale", if fresh { "0" } else { "1" });
        dom::set_attribute(&table, "title", &age.map_or_else(String::new, |age| format!("Measured {age}")));
        // Digests take longer than a frame: while a parameter is dragged, they wait for the measures.
        let rests = self.page.story().playing || !self.page.is_due();
        if is_new || (rests && !self.seen.digests) {
            outputs::show_digests(&moment)?;
            self.seen.digests = moment.scores.is_some();
        }
        dom::set_text(&dom::by_id("theorem")?, &self.page.theorem());
        dom::set_text(&dom::by_id("heard")?, &self.page.heard());
        let [what, formula, fate] = self.page.inspection();
        dom::set_attribute(&dom::by_id("inspector")?, "data-empty", if what.is_empty() { "1" } else { "0" });
        for (id, text) in [("inspect-what", what), ("inspect-formula", formula), ("inspect-fate", fate)] {
            dom::set_text(&dom::by_id(id)?, &text);
        }
        // Captions of another length leave another height to the pictures.
        if is_new { self.resized() } else { Ok(()) }
    }

    /// Which numbers of the lines under the twins have just become worse.
    fn show_news(&mut self) -> Result<(), WebError> {
        let news = self.page.news();
        if std::mem::replace(&mut self.seen.news, news) == news {
            return Ok(());
        }
        for (id, fresh) in ["out-line-left", "out-line-right"].into_iter().zip(news) {
            let line: Element = dom::by_id(id)?;
            let mut part = line.first_element_child();
            for fresh in fresh {
                if let Some(shown) = part {
                    shown.toggle_attribute_with_force("data-fresh", fresh)?;
                    part = shown.next_element_sibling();
                }
            }
        }
        Ok(())
    }

    fn show_transport(&self) -> Result<(), WebError> {
        let (decided, all) = self.page.position();
        let slider: HtmlInputElement = dom::by_id("position")?;
        dom::set_attribute(&slider, "max", &all.to_string());
        slider.set_value(&decided.to_string());
        dom::set_text(&dom::by_id("play")?, if self.page.is_playing() { "Pause" } else { "Play" });
        dom::set_text(&dom::by_id("status")?, &self.page.status());
        show_message("preview", self.page.preview().unwrap_or_default())?;
        Ok(())
    }

    /// How far the studies are, what came of them, and which of their numbers can be looked at.
    fn show_studies(&mut self) -> Result<(), WebError> {
        let (page, all) = (&self.page, Study::ALL);
        let now = Studies {
            progress: all.map(|study| page.study(study)),
            there: all.map(|study| page.has_study(study)),
            directed: page.moment().is_some_and(|moment| moment.is_directed()),
            drawn: page.params().is_network_drawn(),
            column: page.study_column(),
        };
        if self.seen.studies.replace(now) == Some(now) && self.seen.run {
            return Ok(());
        }
        let columns = page.study_columns();
        if self.seen.columns != columns {
            let select: Element = dom::by_id("study-column")?;
            select.set_text_content(None);
            for label in &columns {
                let option = dom::document()?.create_element("option")?;
                option.set_text_content(Some(label));
                select.append_child(&option)?;
            }
            self.seen.columns = columns;
        }
        dom::by_id::<HtmlSelectElement>("study-column")?.set_selected_index(self.page.study_column() as i32);
        dom::show(&dom::by_id("fresh")?, self.page.params().is_network_drawn())?;
        for study in Study::ALL {
            let (word, (done, all, runs)) = (study.word(), self.page.study(study));
            dom::set_text(&dom::by_id(word)?, if runs { "Stop" } else { "Draw" });
            let bar: Element = dom::by_id(&format!("{word}-progress"))?;
            dom::set_attribute(&bar, "value", &done.to_string());
            dom::set_attribute(&bar, "max", &all.max(1).to_string());
            dom::show(&bar, runs)?;
            dom::show(&dom::by_id(&format!("{word}-save"))?, self.page.has_study(study) && !runs)?;
            dom::set_text(&dom::by_id(&format!("{word}-status"))?, &self.page.study_status(study));
        }
        Ok(())
    }

    /// How far the experiment on the limit is, and what came of it.
    fn show_limit(&self) -> Result<(), WebError> {
        let (done, all, runs) = self.page.limit();
        dom::set_text(&dom::by_id("limit")?, if runs { "Stop" } else { "Run it" });
        let bar: Element = dom::by_id("limit-progress")?;
        dom::set_attribute(&bar, "value", &done.to_string());
        dom::set_attribute(&bar, "max", &all.to_string());
        dom::show(&bar, runs)?;
        dom::set_text(&dom::by_id("limit-status")?, &self.page.limit_status());
        Ok(())
    }
}

/// What tells measures from others of the same run: position, depth, errors, and whether they are late.
type Measured = (usize, usize, u64, bool);

fn measured(moment: &Moment) -> Option<Measured> {
    let snapshot = moment.snapshot?;
    let errors = snapshot.errors().into_iter().map(f64::to_bits);
    let deep = snapshot.each().filter(|(_, measures)| measures.is_deep()).count();
    let errors = errors.fold(0, |sum: u64, bits| sum.rotate_left(7) ^ bits);
    Some((snapshot.decided, deep, errors, moment.snapshot_age().is_some()))
}

fn show_message(id: &str, text: &str) -> Result<(), WebError> {
    let element: Element = dom::by_id(id)?;
    dom::set_text(&element, text);
    dom::show(&element, !text.is_empty())
}
