//! The synapses on their canvas, a bounded piece of work a frame.
//!
//! Those that lie still in the window of the run's position are on a ground of their own, which is one image; only
//! the few that move are drawn at each frame. While a run plays, the next ground is prepared beside it.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::canvas::{Canvas, CanvasError};
use super::dom::{self, WebError};
use crate::params::Rule;
use crate::pictures::kit::ink::Pen;
use crate::pictures::kit::{PictureError, Style};
use crate::pictures::network::drawn::{Drawn, Part};
use crate::pictures::network::{self, Fit};
use crate::visit::message::{Draws, Scene};

/// Synapses of a ground that are drawn in one frame, when it is needed now; a line takes 10 to 25 µs in
/// software.
const A_FRAME: usize = 400;

/// Where and how the synapses are drawn.
#[derive(Clone, Copy, PartialEq)]
pub struct Setting {
    pub style: Style,
    pub fit: Fit,
    /// CSS pixels.
    pub size: (f64, f64),
    pub ratio: f64,
    pub rule: Rule,
    /// Frames that the whole run takes.
    pub frames: f64,
}

/// The synapses of one run.
pub struct Edges {
    drawn: Rc<Drawn>,
    setting: Option<Setting>,
    ground: Option<Ground>,
    next: Option<Ground>,
    /// The lines as wide as they are likely to be kept, all of them.
    scored: Option<Ground>,
    /// What was to be seen before, until the first ground is there.
    before: Option<HtmlCanvasElement>,
    /// Kept between frames for its allocation.
    part: Part,
}

/// An image of all synapses that lie still in the window that begins at `from`.
struct Ground {
    from: usize,
    of: Rc<Drawn>,
    canvas: HtmlCanvasElement,
    /// Still to be drawn, the first last.
    left: Vec<u32>,
}

impl Edges {
    /// These synapses, not drawn yet. `before` is seen until they are.
    pub fn new(drawn: Drawn, before: Option<HtmlCanvasElement>) -> Edges {
        let (drawn, part) = (Rc::new(drawn), Part::default());
        Edges { drawn, setting: None, ground: None, next: None, scored: None, before, part }
    }

    /// The synapses have other scores. The ground that is there stays until there is one of the new scores.
    pub fn score(&mut self, again: impl FnOnce(&Drawn) -> Drawn) {
        self.drawn = Rc::new(again(&self.drawn));
    }

    /// The last image of all that lay still.
    pub fn into_image(self) -> Option<HtmlCanvasElement> {
        self.ground.map(|ground| ground.canvas).or(self.before)
    }

    /// The synapses that are drawn, in the order of their turns.
    pub fn drawn(&self) -> &[u32] {
        self.drawn.synapses()
    }

    /// Draws the moment at which `position` synapses (and a fraction) are decided onto `canvas`;
    /// where the run is `settled`, nothing is fresh. Returns whether more frames are needed for it. `scored` is how far
    /// the lines have changed from weight to probability.
    pub fn draw(
        &mut self,
        canvas: &mut Canvas,
        setting: &Setting,
        (scene, draws): (&Scene, &Draws),
        position: f64,
        settled: bool,
        scored: f64,
    ) -> Result<bool, WebError> {
        if self.setting != Some(*setting) {
            self.before = self.ground.take().map(|ground| ground.canvas).or(self.before.take());
            (self.setting, self.next, self.scored) = (Some(*setting), None, None);
        }
        let from = self.drawn.window(position);
        self.prepare(setting, (scene, draws), from)?;
        if self.ground.is_some() {
            self.before = None;
        }
        if scored > 0.0 {
            self.prepare_scored(setting, scene)?;
        }
        let likely = self.scored.as_ref().filter(|ground| scored > 0.0 && ground.left.is_empty());
        let likely = likely.map(|ground| ground.canvas.clone());
        let share = if likely.is_some() { scored } else { 0.0 };
        canvas.clear();
        canvas.mix(1.0 - share).map_err(refused)?;
        // The right ground, or one that was right a moment ago, or the first one as it grows.
        let image = |ground: &'_ Option<Ground>| ground.as_ref().map(|ground| ground.canvas.clone());
        let ground = image(&self.ground).or(self.before.clone()).or(image(&self.next));
        if let Some(ground) = ground {
            canvas.lay(&ground).map_err(refused)?;
        }
        let moving = self.drawn.moving(draws, from);
        self.drawn.fill(&mut self.part, (scene, draws), &moving, position, !settled);
        self.draw_part(canvas, setting, scene)?;
        if let Some(likely) = &likely {
            canvas.mix(share).map_err(refused)?;
            canvas.lay(likely).map_err(refused)?;
        }
        canvas.mix(1.0).map_err(refused)?;
        let waits = scored > 0.0 && likely.is_none();
        Ok(waits || !self.ground.as_ref().is_some_and(|ground| self.is_at(ground, from)))
    }

    /// Whether a ground is that of the window which begins at `from`.
    fn is_at(&self, ground: &Ground, from: usize) -> bool {
        ground.from == from && Rc::ptr_eq(&ground.of, &self.drawn)
    }

    /// Works on the image of the lines as they were scored.
    fn prepare_scored(&mut self, setting: &Setting, scene: &Scene) -> Result<(), WebError> {
        let mut ground = match self.scored.take() {
            Some(ground) if Rc::ptr_eq(&ground.of, &self.drawn) => ground,
            _ => {
                let (of, left) = (self.drawn.clone(), self.drawn.likely_first());
                Ground { from: 0, of, canvas: blank(setting)?, left }
            }
        };
        let some = ground.left.split_off(ground.left.len().saturating_sub(A_FRAME));
        if !some.is_empty() {
            self.drawn.fill_scored(&mut self.part, scene, &some);
            let mut canvas = Canvas::new(&ground.canvas).map_err(refused)?;
            self.draw_part(&mut canvas, setting, scene)?;
        }
        self.scored = Some(ground);
        Ok(())
    }

    /// Works on the ground for `from` or, if that is there, on the one that comes after it. What was begun
    /// is finished, even when the run has passed it by, so that a fast run is not left without a ground.
    fn prepare(
        &mut self,
        setting: &Setting,
        (scene, draws): (&Scene, &Draws),
        from: usize,
    ) -> Result<(), WebError> {
        if self.next.as_ref().is_some_and(|next| self.is_at(next, from) && next.left.is_empty()) {
            self.ground = self.next.take();
        }
        let ready = self.ground.as_ref().is_some_and(|ground| self.is_at(ground, from));
        let wanted = if ready { self.drawn.after(from) } else { from };
        let mut next = match self.next.take() {
            Some(next) if self.is_at(&next, wanted) || !next.left.is_empty() => next,
            _ => {
                let mut left = self.drawn.still(scene, draws, wanted);
                left.reverse();
                Ground { from: wanted, of: self.drawn.clone(), canvas: blank(setting)?, left }
            }
        };
        let ahead = self.drawn().len() as f64 / (0.8 * Drawn::share() * setting.frames.max(1.0));
        let budget = if ready { (ahead as usize).clamp(20, A_FRAME) } else { A_FRAME };
        let mut some = next.left.split_off(next.left.len().saturating_sub(budget));
        some.reverse();
        if !some.is_empty() {
            next.of.fill(&mut self.part, (scene, draws), &some, next.from as f64, false);
            let mut canvas = Canvas::new(&next.canvas).map_err(refused)?;
            self.draw_part(&mut canvas, setting, scene)?;
        }
        if next.left.is_empty() && !ready {
            self.ground = Some(next);
        } else {
            self.next = Some(next);
        }
        Ok(())
    }

    fn draw_part(&self, canvas: &mut Canvas, setting: &Setting, scene: &Scene) -> Result<(), WebError> {
        let mut pen = Pen::new(canvas, &setting.style);
        let drawn = network::draw_edges(&mut pen, &setting.fit, &self.part.graph(scene));
        drawn.map(drop).map_err(|error: PictureError| WebError(error.to_string()))
    }
}

/// A canvas of the picture's size that is not on the page.
fn blank(setting: &Setting) -> Result<HtmlCanvasElement, WebError> {
    let canvas: HtmlCanvasElement = dom::document()?.create_element("canvas")?.unchecked_into();
    Canvas::resize(&canvas, setting.size, setting.ratio);
    Ok(canvas)
}

fn refused(error: CanvasError) -> WebError {
    WebError(error.to_string())
}
