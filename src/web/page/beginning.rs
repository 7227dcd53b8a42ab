//! How a run begins: from a control, a link, an example or a file; and what of it goes into the address.

use super::*;

impl Page {
    /// Asks for the run of the parameters as they are now, to be seen from `wish` on.
    pub(super) fn start(&mut self, wish: Option<Wish>, playing: bool) -> Result<(), WebError> {
        controls::show(Params::ROWS, &self.params)?;
        self.story.playing = playing;
        (self.run.starting, self.hurry) = (true, wish);
        self.make_way()?;
        self.request_start()?;
        self.mark_preset()?;
        self.write_address()
    }

    /// Asks the worker for the run, or first for what it needs.
    pub(super) fn request_start(&mut self) -> Result<(), WebError> {
        let params = self.params.clone();
        let request = match (params.net, &self.wiring) {
            _ if !self.run.starting => return Ok(()),
            (Net::WormGap | Net::WormChem, None) => {
                self.progress.reach("Fetching the worm’s wiring…", (0.0, 0.0))?;
                self.shell.fetch_wiring.call0(&JsValue::NULL)?;
                return Ok(());
            }
            (Net::WormGap | Net::WormChem, Some(wiring)) => Request::StartWorm(params, wiring.clone()),
            _ => Request::Start(params),
        };
        self.engine.start(request)
    }

    /// A worker that is busy with a large network which nobody wants any more is not waited for.
    pub(super) fn make_way(&mut self) -> Result<(), WebError> {
        let Some(scene) = &self.run.scene else { return Ok(()) };
        let kept = self.params.net == Net::File
            || self.run.params.as_ref().is_some_and(|now| now.same_up_to(&self.params, Changes::Network));
        if scene.n() > LARGE && !kept && !self.engine.is_free() {
            self.engine = self.shell.engine()?;
            self.measuring = None;
        }
        Ok(())
    }

    /// Gives up what is being prepared, at once; the run before it is prepared again.
    pub(super) fn cancel(&mut self) -> Result<(), WebError> {
        if !std::mem::take(&mut self.run.starting) {
            return Ok(());
        }
        self.engine = self.shell.engine()?;
        (self.measuring, self.awaited, self.offered) = (None, None, None);
        self.progress.end()?;
        show_message("notice", Some("Given up."))?;
        let Some(params) = &self.run.params else {
            self.params = first_example()?.unwrap_or_default();
            return self.start(None, false);
        };
        let (params, wish) = (params.clone(), self.place());
        if let (Net::File, Some((name, bytes))) = (params.net, self.file.clone()) {
            self.resume = Some((params, wish));
            return self.engine.start(Request::File { name, bytes });
        }
        self.params = params;
        self.start(Some(wish), false)
    }

    /// Where the run stands.
    pub(super) fn place(&self) -> Wish {
        match self.story.stage {
            Stage::Prune => Wish::Decided(self.story.decided()),
            stage => Wish::Stage(stage),
        }
    }

    /// A file is given to the worker.
    pub(super) fn offer(&mut self, name: String, bytes: Vec<u8>) -> Result<(), WebError> {
        self.offered = Some((name.clone(), bytes.clone()));
        self.engine.start(Request::File { name, bytes })
    }

    /// The same as a link has it.
    pub(super) fn follow_wishes(&mut self) -> Result<(), WebError> {
        let Presentation { stage, at, paused, .. } = self.presentation;
        let wish = match (stage, at) {
            (None | Some(Stage::Prune), Some(at)) => Some(Wish::Decided(at)),
            (Some(Stage::Listen) | None, _) => None,
            (Some(stage), _) => Some(Wish::Stage(stage)),
        };
        // Whoever wants less motion is not shown any unasked.
        let playing = !paused && !dom::prefers(STILL)?;
        self.start(wish, playing)
    }

    /// The run of a link, after its matrix is there, if it has one.
    pub(super) fn take_data(&mut self, data: Option<Data>) -> Result<(), WebError> {
        let Some(data) = data.filter(|data| self.data.as_ref() != Some(data)) else {
            return self.follow_wishes();
        };
        controls::show(Params::ROWS, &self.params)?;
        if let Data::Address(address) = &data {
            self.progress.reach("Fetching the matrix…", (0.0, 0.0))?;
            self.shell.fetch.call1(&JsValue::NULL, &address.into())?;
        } else if let Some(table) = data.table() {
            self.offer("The matrix in the link".into(), table.into_bytes())?;
        }
        self.awaited = Some(data);
        Ok(())
    }

    /// The file that was given is read, and becomes the network.
    pub(super) fn opened(&mut self, report: &str, matrix: Option<String>) -> Result<(), WebError> {
        dom::set_text(&dom::by_id("file-report")?, report);
        self.alert(None);
        self.failed = false;
        self.file = self.offered.take().or(self.file.take());
        if let Some((params, wish)) = self.resume.take() {
            self.params = params;
            return self.start(Some(wish), false);
        }
        let small = matrix.and_then(|text| Data::read("matrix", &text)?.ok());
        let awaited = self.awaited.take();
        let of_link = awaited.is_some();
        self.data = awaited.or(small);
        if of_link {
            return self.follow_wishes();
        }
        self.params.set("net", Net::File.word());
        self.start(None, !dom::prefers(STILL)?)
    }

    /// One of the examples was chosen: its run, in the presentation that stands.
    pub(super) fn take_preset(&mut self, event: &Event) -> Result<(), WebError> {
        let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
        let preset = target.map(|target| target.closest("a")).transpose()?.flatten();
        let Some(href) = preset.and_then(|preset| preset.get_attribute("href")) else { return Ok(()) };
        event.prevent_default();
        self.params = link::read(&href).params;
        self.notices(&[])?;
        self.start(None, !dom::prefers(STILL)?)
    }

    /// Says which example is shown, and what to look for there.
    pub(super) fn mark_preset(&self) -> Result<(), WebError> {
        let list = dom::by_id::<Element>("presets")?.query_selector_all("a")?;
        let mut hint = String::new();
        for k in 0..list.length() {
            let Some(preset) = list.item(k).and_then(|node| node.dyn_into::<Element>().ok()) else {
                continue;
            };
            let href = preset.get_attribute("href").unwrap_or_default();
            let params = Params { speed: self.params.speed, ..link::read(&href).params };
            let shown = params == self.params;
            dom::set_attribute(&preset, "aria-current", if shown { "true" } else { "false" });
            if shown {
                hint = preset.get_attribute("data-hint").unwrap_or_default();
            }
        }
        dom::set_text(&dom::by_id("hint")?, &hint);
        Ok(())
    }

    /// The address was changed by hand or by a link on another page.
    pub(super) fn follow_link(&mut self) -> Result<(), WebError> {
        if !self.address.was_changed()? {
            return Ok(());
        }
        if address::leads_to_a_part()? {
            return self.write_address();
        }
        let link = address::read()?;
        self.params = link.params;
        self.presentation = link.presentation;
        self.notices(&link.notices)?;
        self.show_presentation()?;
        self.take_data(link.data)
    }

    /// Writes what is shown into the address: while it plays, the run; at rest, also where it stands.
    pub(super) fn write_address(&mut self) -> Result<(), WebError> {
        let decided = self.story.decided();
        let (stage, at, paused) = match self.story.stage {
            _ if self.story.playing => (None, None, false),
            _ if !self.run.is_scored() => {
                let Presentation { stage, at, paused, .. } = self.presentation;
                (stage, at, paused)
            }
            Stage::Listen => (None, None, true),
            Stage::Prune => (Some(Stage::Prune), Some(decided), true),
            Stage::Score => (Some(Stage::Score), None, true),
            Stage::Compare => (Some(Stage::Compare), None, true),
        };
        let shown = Presentation { stage, at, paused, ..self.presentation.clone() };
        self.address.set(&self.params, self.data.as_ref(), &shown)
    }
}

/// What the address says or, if it says nothing, the first of the examples.
pub(super) fn opening() -> Result<Link, WebError> {
    let mut link = address::read()?;
    if address::is_silent()?
        && let Some(params) = first_example()?
    {
        link.params = params;
    }
    Ok(link)
}

/// The run of the first example.
pub(super) fn first_example() -> Result<Option<Params>, WebError> {
    let first = dom::by_id::<Element>("presets")?.query_selector("a")?;
    Ok(first.and_then(|first| first.get_attribute("href")).map(|href| link::read(&href).params))
}
