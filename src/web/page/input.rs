//! What a reader does to the page.

use super::*;

impl Page {
    /// A control was changed.
    pub(super) fn set(&mut self, key: &'static str, text: &str) -> Result<(), WebError> {
        let notice = self.params.set(key, text);
        self.notices(notice.as_slice())?;
        self.stale = true;
        match self.params.changes(key) {
            Some(Changes::Show) => {
                controls::show(Params::ROWS, &self.params)?;
                self.show_numbers()?;
                self.write_address()
            }
            _ => {
                let playing = (self.story.playing || self.is_pruned()) && !dom::prefers(STILL)?;
                let listens = key == "net" || self.params.cov == Cov::Measured;
                self.start(if listens { None } else { Some(Wish::Stage(Stage::Prune)) }, playing)
            }
        }
    }

    /// A control of the presentation was changed.
    pub(super) fn present(&mut self, key: &str, text: &str) -> Result<(), WebError> {
        self.presentation.set(key, text);
        self.show_presentation()?;
        self.write_address()
    }

    /// Tells the style sheet what is to be seen.
    pub(super) fn show_presentation(&mut self) -> Result<(), WebError> {
        let root = dom::root()?;
        let wanted = &self.presentation;
        let hide: Vec<&str> = wanted.hide.iter().map(|part| part.word()).collect();
        dom::set_attribute(&root, "data-embed", wanted.embed.word());
        dom::set_attribute(&root, "data-view", wanted.view.word());
        dom::set_attribute(&root, "data-hide", &hide.join(" "));
        controls::show(Presentation::ROWS, wanted)?;
        self.resized()
    }

    pub(super) fn roll(&mut self) -> Result<(), WebError> {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes)
            .map_err(|error| WebError(format!("The dice cannot be thrown: {error}.")))?;
        // Six digits are easier to read out than ten.
        let seed = u32::from_le_bytes(bytes) % 1_000_000;
        self.set("seed", &seed.to_string())
    }

    pub(super) fn toggle(&mut self) -> Result<(), WebError> {
        self.go_on();
        if self.story.is_over(&self.run.facts()) && !self.story.playing {
            return self.restart();
        }
        self.story.playing = !self.story.playing;
        self.last_frame = None;
        self.write_address()
    }

    pub(super) fn restart(&mut self) -> Result<(), WebError> {
        self.go_on();
        self.run.history.clear();
        self.story = Story::new(true);
        (self.last_frame, self.stale) = (None, true);
        self.write_address()
    }

    /// The user goes on with the run that stands, after an error.
    pub(super) fn go_on(&mut self) {
        if self.run.scene.is_some() && !self.lost && std::mem::take(&mut self.failed) {
            self.alert(None);
        }
    }

    pub(super) fn go(&mut self, wish: Wish) -> Result<(), WebError> {
        self.go_on();
        if !self.run.is_scored() && !matches!(wish, Wish::Stage(Stage::Listen)) {
            self.hurry = Some(wish);
            return Ok(());
        }
        let facts = self.run.facts();
        match wish {
            Wish::Stage(stage) => self.story.go(stage, &facts),
            Wish::Decided(decided) => self.story.seek(decided, &facts),
            Wish::End => self.story.finish(&facts),
        }
        (self.stale, self.last_frame) = (true, None);
        self.write_address()
    }

    pub(super) fn scrub(&mut self) -> Result<(), WebError> {
        let slider: HtmlInputElement = dom::by_id("position")?;
        self.go(Wish::Decided(slider.value().parse().unwrap_or(0)))
    }

    /// The pointer moves over a picture, goes down on it, or leaves it.
    pub(super) fn point(&mut self, event: &Event) -> Result<(), WebError> {
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return Ok(()) };
        let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
        let figure = target.map(|target| target.closest(".picture")).transpose()?.flatten();
        let picture =
            figure.as_ref().and_then(|figure| Picture::from_word(figure.id().strip_prefix("figure-")?));
        let pointed = picture.filter(|picture| picture.is_marked()).zip(figure);
        let at = pointed.map(|(picture, figure)| {
            let place = figure.get_bounding_client_rect();
            let border = f64::from(figure.client_left());
            let at = (
                f64::from(event.client_x()) - place.left() - border,
                f64::from(event.client_y()) - place.top() - border,
            );
            (picture, at)
        });
        match event.type_().as_str() {
            "pointerout" => (self.pointer, self.hovered) = (None, None),
            "pointerdown" => {
                self.pointer = None;
                self.hovered = None;
                self.chosen = at.and_then(|(picture, at)| self.under(picture, at));
            }
            _ => self.pointer = at,
        }
        self.stale = true;
        Ok(())
    }

    pub(super) fn under(&self, picture: Picture, at: (f64, f64)) -> Option<Selection> {
        self.pictures.pointed(picture, &self.moment()?, at)
    }

    /// The table of a picture is asked for.
    pub(super) fn open_table(&mut self, event: &Event) -> Result<(), WebError> {
        let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
        let word = target.and_then(|target| target.get_attribute("data-table"));
        match (word.and_then(|word| Picture::from_word(&word)), self.moment()) {
            (Some(picture), Some(moment)) => words::open_table(picture, &moment),
            _ => Ok(()),
        }
    }

    /// A key was pressed in the picture of the network.
    pub(super) fn key(&mut self, event: &Event) -> Result<(), WebError> {
        let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return Ok(()) };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return Ok(());
        }
        let key = event.key();
        if key == "Escape" {
            self.chosen = None;
        } else {
            let Some(moment) = self.moment() else { return Ok(()) };
            // A key may come before the first picture.
            let all: Vec<u32> = match self.pictures.drawn() {
                [] => (0..moment.scene.synapses() as u32).collect(),
                drawn => drawn.into(),
            };
            let Some(selection) = inspect::moved(&moment, &all, self.chosen, &key) else { return Ok(()) };
            self.chosen = Some(selection);
            event.prevent_default();
        }
        self.hovered = None;
        self.stale = true;
        Ok(())
    }

    /// Starts the experiment on the limit, or ends it where it is.
    pub(super) fn toggle_limit(&mut self) -> Result<(), WebError> {
        if self.limit_left.is_empty() {
            let given: HtmlInputElement = dom::by_id("limit-eps")?;
            self.run.eps = given.value().parse().unwrap_or(1.0_f64).clamp(0.3, 3.0);
            given.set_value(&self.run.eps.to_string());
            self.story.playing = false;
            self.run.limit.clear();
            // Asked for from the end, small networks first.
            let pairs = limit::SIZES.iter().rev().flat_map(|n| [(Net::Clustered, *n), (Net::Complete, *n)]);
            self.limit_left = pairs.collect();
        } else {
            self.limit_left.clear();
        }
        self.show_limit()
    }
}
