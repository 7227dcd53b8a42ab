//! The synapses on their canvas, a bounded piece of work a frame.
//!
//! A stroke costs several microseconds, so thousands of synapses cannot be drawn in a frame. Those
//! whose looks do not change for a while lie on a ground of their own, which is one image; only the
//! few about to be decided or just decided are drawn at each frame. While a run plays, the next ground
//! is prepared beside it.

use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::canvas::{Canvas, CanvasError};
use super::dom::{self, WebError};
use crate::network::Symmetry;
use crate::numerics::order;
use crate::params::Rule;
use crate::pictures::kit::network::{self, Fate, Fit, Network, Whole};
use crate::pictures::kit::{PictureError, Style};
use crate::rule::fate;
use crate::visit::message::{Draws, Scene, Scores};

/// The part of a run for which a ground holds, and for which a decided synapse counts as fresh, …
const WINDOW: f64 = 0.02;
/// … in synapses, at least.
const WINDOW_LEAST: usize = 3;
/// Synapses of a ground that are drawn in one frame, when it is needed now; a line takes 10 to 25 µs in
/// software.
const A_FRAME: usize = 400;
/// Synapses drawn at most: a third of them the strongest at any time of the run, a third the most important, and
/// a third taken evenly from all, so that every part of the network is seen. More and no single line can be seen.
pub const DRAWN: usize = 6_000;

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
    /// Those that are drawn, in the order of their turns.
    order: Vec<u32>,
    whole: Whole,
    window: usize,
    /// p of each synapse of the run.
    p: Vec<f64>,
    setting: Option<Setting>,
    ground: Option<Ground>,
    next: Option<Ground>,
    /// Kept between frames for its allocation.
    part: Part,
}

/// An image of all synapses that look the same while `from <= decided < from + window`.
struct Ground {
    from: usize,
    canvas: HtmlCanvasElement,
    /// Still to be drawn, the last first.
    left: Vec<u32>,
}

/// Some of the synapses, as the picture takes them.
#[derive(Default)]
struct Part {
    a: Vec<u32>,
    b: Vec<u32>,
    weight: Vec<f64>,
    fate: Vec<Fate>,
    age: Vec<f64>,
}

impl Edges {
    /// The synapses of `scene`, whose network as pruned by `rule` is drawn.
    pub fn new(scene: &Scene, draws: &Draws, scores: Option<&Scores>, rule: Rule) -> Edges {
        let m = scene.synapses();
        // Until the synapses are scored, all of them stand.
        let p = scores.map_or_else(|| vec![1.0; m], |scores| scores.probability[rule as usize].clone());
        let kept = |s: &u32| fate::is_kept(p[*s as usize], draws.draw[*s as usize]);
        let mut order: Vec<u32> = (0..m as u32).collect();
        if m > DRAWN {
            // As strong as it ever gets: a kept one is divided by p.
            let strength =
                |s: u32| scene.weight[s as usize].abs() / if kept(&s) { p[s as usize] } else { 1.0 };
            let third = DRAWN / 3;
            order = order::first(m, third, &|x, y| strength(y as u32).total_cmp(&strength(x as u32)));
            if let Some(Scores { importance: s, .. }) = scores {
                order.extend(order::first(m, third, &|x, y| s[y].total_cmp(&s[x])));
            }
            order.extend((0..m as u32).step_by(m.div_ceil(third)));
        }
        let turn = |k: usize| draws.turn[order[k] as usize];
        let mut order: Vec<u32> = order::by(order.len(), &|x, y| turn(x).cmp(&turn(y)))
            .iter()
            .map(|k| order[*k as usize])
            .collect();
        order.dedup();
        let whole = Whole {
            synapses: order.len(),
            largest: network::largest(&scene.weight),
            kept: order.iter().filter(|s| kept(s)).count(),
        };
        let window = ((WINDOW * m as f64) as usize).max(WINDOW_LEAST);
        Edges { order, whole, window, p, setting: None, ground: None, next: None, part: Part::default() }
    }

    /// The synapses that are drawn, in the order of their turns.
    pub fn drawn(&self) -> &[u32] {
        &self.order
    }

    /// Draws the moment at which `position` synapses (and a fraction) are decided onto `canvas`;
    /// `settled` takes the marks of freshness away. Returns whether more frames are needed for it.
    pub fn draw(
        &mut self,
        canvas: &mut Canvas,
        setting: &Setting,
        scene: &Scene,
        draws: &Draws,
        position: f64,
        settled: bool,
    ) -> Result<bool, WebError> {
        if self.setting != Some(*setting) {
            (self.setting, self.ground, self.next) = (Some(*setting), None, None);
        }
        let from = position as usize / self.window * self.window;
        self.prepare(setting, scene, draws, from)?;
        canvas.clear();
        // The right ground, or one that was right a moment ago, or the first one as it grows.
        if let Some(ground) = self.ground.as_ref().or(self.next.as_ref()) {
            canvas.lay(&ground.canvas).map_err(refused)?;
        }
        let moving = self.between(draws, from.saturating_sub(self.window), from + self.window);
        let synapses = &self.order[moving];
        self.part.fill((scene, draws), &self.p, synapses, position, self.window, settled);
        self.part.draw(canvas, setting, scene, self.whole)?;
        Ok(self.ground.as_ref().is_none_or(|ground| ground.from != from))
    }

    /// Works on the ground for `from` or, if that is there, on the one that comes after it. What was begun
    /// is finished, even when the run has passed it by, so that a fast run is not left without a ground.
    fn prepare(
        &mut self,
        setting: &Setting,
        scene: &Scene,
        draws: &Draws,
        from: usize,
    ) -> Result<(), WebError> {
        let is_at = |ground: &Option<Ground>, at| ground.as_ref().is_some_and(|ground| ground.from == at);
        if is_at(&self.next, from) && self.next.as_ref().is_some_and(|next| next.left.is_empty()) {
            self.ground = self.next.take();
        }
        let ready = is_at(&self.ground, from);
        let wanted = if ready { from + self.window } else { from };
        let mut next = match self.next.take() {
            Some(next) if next.from == wanted || !next.left.is_empty() => next,
            _ => self.begin(setting, scene, draws, wanted)?,
        };
        let ahead = self.order.len() as f64 / (0.8 * WINDOW * setting.frames.max(1.0));
        let budget = if ready { (ahead as usize).clamp(20, A_FRAME) } else { A_FRAME };
        let some = next.left.split_off(next.left.len().saturating_sub(budget));
        if !some.is_empty() {
            self.part.fill((scene, draws), &self.p, &some, next.from as f64, 0, true);
            let mut canvas = Canvas::new(&next.canvas).map_err(refused)?;
            self.part.draw(&mut canvas, setting, scene, self.whole)?;
        }
        if next.left.is_empty() && !ready {
            self.ground = Some(next);
        } else {
            self.next = Some(next);
        }
        Ok(())
    }

    /// An empty ground, and what is to be drawn on it: the undecided first, then the survivors.
    fn begin(
        &self,
        setting: &Setting,
        scene: &Scene,
        draws: &Draws,
        from: usize,
    ) -> Result<Ground, WebError> {
        let element = dom::document()?.create_element("canvas")?;
        let canvas: HtmlCanvasElement = element.unchecked_into();
        Canvas::resize(&canvas, setting.size, setting.ratio);
        let p = &self.p;
        let before = self.between(draws, 0, from.saturating_sub(self.window));
        let after = self.between(draws, from + self.window, usize::MAX);
        let kept =
            self.order[before].iter().filter(|s| fate::is_kept(p[**s as usize], draws.draw[**s as usize]));
        let weak_last = |list: &[u32]| -> Vec<u32> {
            let strength = |k: usize| scene.weight[list[k] as usize].abs();
            let order = order::by(list.len(), &|x, y| strength(y).total_cmp(&strength(x)));
            order.iter().map(|k| list[*k as usize]).collect()
        };
        let mut left = weak_last(&kept.copied().collect::<Vec<u32>>());
        let mut undecided = weak_last(&self.order[after]);
        left.append(&mut undecided);
        Ok(Ground { from, canvas, left })
    }

    /// Where in `order` the turns `from..to` lie.
    fn between(&self, draws: &Draws, from: usize, to: usize) -> std::ops::Range<usize> {
        let place = |turn: usize| self.order.partition_point(|s| (draws.turn[*s as usize] as usize) < turn);
        place(from)..place(to)
    }
}

impl Part {
    /// Takes up `synapses` as they are when `position` of all are decided.
    fn fill(
        &mut self,
        (scene, draws): (&Scene, &Draws),
        p: &[f64],
        synapses: &[u32],
        position: f64,
        window: usize,
        settled: bool,
    ) {
        self.a.clear();
        self.b.clear();
        self.weight.clear();
        self.fate.clear();
        self.age.clear();
        for s in synapses.iter().map(|s| *s as usize) {
            let turn = f64::from(draws.turn[s]);
            self.a.push(scene.j[s]);
            self.b.push(scene.i[s]);
            self.weight.push(scene.weight[s]);
            self.fate.push(match (turn < position.floor(), fate::is_kept(p[s], draws.draw[s])) {
                (false, _) => Fate::Undecided,
                (true, true) => Fate::Kept { factor: 1.0 / p[s] },
                (true, false) => Fate::Cut,
            });
            let passed = (position - turn - 1.0) / window.max(1) as f64;
            self.age.push(if settled { 1.0 } else { passed.clamp(0.0, 1.0) });
        }
    }

    fn draw(
        &self,
        canvas: &mut Canvas,
        setting: &Setting,
        scene: &Scene,
        whole: Whole,
    ) -> Result<(), WebError> {
        let picture = Network {
            x: &scene.x,
            y: &scene.y,
            a: &self.a,
            b: &self.b,
            directed: scene.symmetry != Symmetry::Symmetric,
            weight: &self.weight,
            fate: &self.fate,
            age: &self.age,
            part_of: Some(whole),
            ..Network::default()
        };
        let drawn = network::draw_edges(canvas, &setting.style, &setting.fit, &picture);
        drawn.map(|_| ()).map_err(|error: PictureError| WebError(error.to_string()))
    }
}

fn refused(error: CanvasError) -> WebError {
    WebError(error.to_string())
}
