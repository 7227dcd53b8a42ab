//! plotters on a `<canvas>`, fast and sharp.
//!
//! A thin backend around plotters-canvas, which makes one call and one colour string a shape, knows no
//! device pixel ratio and measures text by inserting elements into the page. This one
//! - counts in quarters of a device pixel, so that lines and places are as fine as the canvas draws them;
//! - sets colour and width once for a run of shapes of one style, and joins discs and polygons of one
//!   colour into one fill; what is waiting is drawn at another style, `present`, or when it is dropped;
//! - measures text with the canvas's own `measureText`, and touches no element but its canvas;
//! - paints grids of cells as pixels.

use crate::pictures::kit::Style;
use crate::pictures::kit::ink::Surface;
use crate::pictures::kit::palette::{Rgb, Theme};
use crate::pictures::kit::text::LINE_HEIGHT;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontTransform,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// Units to the device pixel. A quarter of a pixel is finer than the eye follows in a moving line.
const UNITS: u32 = 4;

/// Lines to a stroke. A canvas strokes lines one by one faster than many that cross each other in one
/// path: headless Chromium took 202, 236, 275, 642 and 327 ms for 6,000 lines in strokes of 1, 8, 32, 128
/// and all (least of 8 times, on two busy cores). What costs is a colour set for each, so that is avoided.
const LINES: u32 = 1;

/// Discs and polygons to a fill: they hardly overlap.
const FILLS: u32 = 64;

/// Why a canvas cannot be drawn on.
#[derive(Debug, thiserror::Error)]
pub enum CanvasError {
    #[error("the browser gave no two-dimensional drawing context")]
    NoContext,
    #[error("the canvas refused: {0}")]
    Refused(String),
}

impl CanvasError {
    fn refused(value: JsValue) -> Failure {
        DrawingErrorKind::DrawingError(CanvasError::Refused(format!("{value:?}")))
    }
}

type Failure = DrawingErrorKind<CanvasError>;

/// plotters-canvas reports an error type it does not export.
type Inner = <CanvasBackend as DrawingBackend>::ErrorType;

fn inner(error: DrawingErrorKind<Inner>) -> Failure {
    DrawingErrorKind::DrawingError(CanvasError::Refused(error.to_string()))
}

/// What the shapes waiting for the canvas have in common.
#[derive(Clone, Copy, PartialEq)]
enum Run {
    None,
    Stroke { rgb: (u8, u8, u8), alpha: f64, width: u32 },
    Fill { rgb: (u8, u8, u8), alpha: f64 },
}

/// A canvas as a plotters backend.
pub struct Canvas {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    shapes: CanvasBackend,
    /// The style that is set.
    run: Run,
    /// Shapes in the path, not yet drawn.
    waiting: u32,
}

impl Canvas {
    /// Wraps a canvas whose buffer has its size already ([`Canvas::resize`]).
    pub fn new(canvas: &HtmlCanvasElement) -> Result<Canvas, CanvasError> {
        let context = canvas.get_context("2d").ok().flatten().ok_or(CanvasError::NoContext)?;
        let context: CanvasRenderingContext2d = context.dyn_into().map_err(|_| CanvasError::NoContext)?;
        let shapes = CanvasBackend::with_canvas_object(canvas.clone()).ok_or(CanvasError::NoContext)?;
        let fine = 1.0 / f64::from(UNITS);
        context
            .set_transform(fine, 0.0, 0.0, fine, 0.0, 0.0)
            .map_err(|refusal| CanvasError::Refused(format!("{refusal:?}")))?;
        context.set_line_join("round");
        Ok(Canvas { canvas: canvas.clone(), context, shapes, run: Run::None, waiting: 0 })
    }

    /// Gives the canvas a buffer of `css` CSS pixels times the device pixel ratio. Returns whether that
    /// changed it, which also cleared it. The element's size on the page is left to the style sheet.
    pub fn resize(canvas: &HtmlCanvasElement, css: (f64, f64), ratio: f64) -> bool {
        let pixels = |length: f64| (length * ratio).round().clamp(1.0, 16_384.0) as u32;
        let (width, height) = (pixels(css.0), pixels(css.1));
        let changed = canvas.width() != width || canvas.height() != height;
        if changed {
            canvas.set_width(width);
            canvas.set_height(height);
        }
        changed
    }

    /// The style with which pictures on a canvas at this device pixel ratio are drawn.
    pub fn style(theme: Theme, ratio: f64) -> Style {
        Style::new(theme, ratio * f64::from(UNITS))
    }

    /// Lays another canvas, of the same size, over what is drawn.
    pub fn lay(&mut self, other: &HtmlCanvasElement) -> Result<(), CanvasError> {
        self.flush();
        let (width, height) = self.get_size();
        self.context
            .draw_image_with_html_canvas_element_and_dw_and_dh(
                other,
                0.0,
                0.0,
                f64::from(width),
                f64::from(height),
            )
            .map_err(|refusal| CanvasError::Refused(format!("{refusal:?}")))
    }

    /// Of everything that is drawn from now on, this share is added to what is there; all of it replaces what it
    /// covers. Two pictures with shares of one sum are mixed.
    pub fn mix(&mut self, share: f64) -> Result<(), CanvasError> {
        self.end_run();
        self.context.set_global_alpha(share);
        let how = if share < 1.0 { "lighter" } else { "source-over" };
        self.context
            .set_global_composite_operation(how)
            .map_err(|refusal| CanvasError::Refused(format!("{refusal:?}")))
    }

    /// Makes everything transparent.
    pub fn clear(&mut self) {
        (self.run, self.waiting) = (Run::None, 0);
        let (width, height) = self.get_size();
        self.context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }

    /// Draws what is waiting.
    fn flush(&mut self) {
        if self.waiting > 0 {
            match self.run {
                Run::None => {}
                Run::Stroke { .. } => self.context.stroke(),
                Run::Fill { .. } => self.context.fill(),
            }
            self.waiting = 0;
        }
    }

    /// Draws what is waiting and forgets the style, before something else sets another.
    fn end_run(&mut self) {
        self.flush();
        self.run = Run::None;
    }

    /// Makes sure that the next shape is drawn in this style, at the latest after `most` others.
    fn join(&mut self, run: Run, most: u32) {
        if self.run != run {
            self.flush();
            self.run = run;
            match run {
                Run::None => {}
                Run::Stroke { rgb, alpha, width } => {
                    self.context.set_stroke_style_str(&css(rgb, alpha));
                    self.context.set_line_width(f64::from(width));
                }
                Run::Fill { rgb, alpha } => self.context.set_fill_style_str(&css(rgb, alpha)),
            }
        } else if self.waiting >= most {
            self.flush();
        }
        if self.waiting == 0 {
            self.context.begin_path();
        }
        self.waiting += 1;
    }

    fn trace(&self, path: impl IntoIterator<Item = BackendCoord>) {
        let mut points = path.into_iter();
        if let Some((x, y)) = points.next() {
            self.context.move_to(f64::from(x), f64::from(y));
        }
        for (x, y) in points {
            self.context.line_to(f64::from(x), f64::from(y));
        }
    }

    fn set_font<S: BackendTextStyle>(&self, style: &S) {
        let size = style.size() / LINE_HEIGHT;
        let (weight, family) = (style.style(), style.family());
        self.context.set_font(&format!("{} {size}px {}", weight.as_str(), family.as_str()));
    }

    fn write(&self, text: &str, x: f64, y: f64) -> Result<(), Failure> {
        self.context.fill_text(text, x, y).map_err(CanvasError::refused)
    }
}

impl Drop for Canvas {
    fn drop(&mut self) {
        self.flush();
    }
}

fn css((r, g, b): (u8, u8, u8), alpha: f64) -> String {
    if alpha >= 1.0 { Rgb(r, g, b).hex() } else { format!("rgba({r},{g},{b},{alpha})") }
}

fn stroke_of<S: BackendStyle>(style: &S) -> Run {
    let color = style.color();
    Run::Stroke { rgb: color.rgb, alpha: color.alpha, width: style.stroke_width() }
}

fn fill_of<S: BackendStyle>(style: &S) -> Run {
    let color = style.color();
    Run::Fill { rgb: color.rgb, alpha: color.alpha }
}

/// Where an axis-parallel line of this width covers whole pixels, in units.
fn sharp(at: i32, width: u32) -> f64 {
    let unit = f64::from(UNITS);
    let (at, pixels) = (f64::from(at) / unit, (f64::from(width) / unit).round().max(1.0));
    unit * if pixels % 2.0 == 1.0 { at.floor() + 0.5 } else { at.round() }
}

impl DrawingBackend for Canvas {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        (self.canvas.width() * UNITS, self.canvas.height() * UNITS)
    }

    fn ensure_prepared(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), Failure> {
        self.flush();
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Result<(), Failure> {
        self.end_run();
        self.shapes.draw_pixel(point, color).map_err(inner)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), Failure> {
        self.join(stroke_of(style), LINES);
        let width = style.stroke_width();
        let across = |from: i32, to: i32| {
            if from == to { (sharp(from, width), sharp(to, width)) } else { (f64::from(from), f64::from(to)) }
        };
        let ((from_x, to_x), (from_y, to_y)) = (across(from.0, to.0), across(from.1, to.1));
        self.context.move_to(from_x, from_y);
        self.context.line_to(to_x, to_y);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), Failure> {
        self.end_run();
        self.shapes.draw_rect(upper_left, bottom_right, style, fill).map_err(inner)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Failure> {
        self.join(stroke_of(style), LINES);
        self.trace(path);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Failure> {
        self.join(fill_of(style), FILLS);
        self.trace(path);
        self.context.close_path();
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), Failure> {
        let (run, most) = if fill { (fill_of(style), FILLS) } else { (stroke_of(style), LINES) };
        self.join(run, most);
        let (x, y, radius) = (f64::from(center.0), f64::from(center.1), f64::from(radius));
        // Without this the canvas would draw a line from the last shape to this circle.
        self.context.move_to(x + radius, y);
        self.context.arc(x, y, radius, 0.0, std::f64::consts::TAU).map_err(CanvasError::refused)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Result<(), Failure> {
        self.end_run();
        let color = style.color();
        self.context.set_fill_style_str(&css(color.rgb, color.alpha));
        self.set_font(style);
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        self.context.set_text_baseline("alphabetic");
        // The same drop of the baseline as plotters' SVG backend has, taking half an em for the x-height.
        let em = style.size() / LINE_HEIGHT;
        let drop = match style.anchor().v_pos {
            VPos::Top => 0.76 * em,
            VPos::Center => 0.26 * em,
            VPos::Bottom => -0.26 * em,
        };
        let (x, y) = (f64::from(pos.0), f64::from(pos.1));
        let quarters = match style.transform() {
            FontTransform::None => return self.write(text, x, y + drop),
            FontTransform::Rotate90 => 1.0,
            FontTransform::Rotate180 => 2.0,
            FontTransform::Rotate270 => 3.0,
        };
        self.context.save();
        let turned = self
            .context
            .translate(x, y)
            .and_then(|()| self.context.rotate(quarters * std::f64::consts::FRAC_PI_2))
            .map_err(CanvasError::refused)
            .and_then(|()| self.write(text, 0.0, drop));
        self.context.restore();
        turned
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32), Failure> {
        self.set_font(style);
        let measure = self.context.measure_text(text).map_err(CanvasError::refused)?;
        Ok((measure.width().ceil() as u32, (style.size() / LINE_HEIGHT).ceil() as u32))
    }

    /// Here a pixel of the bitmap is a unit of this backend, as plotters wants it; [`Surface::cells`]
    /// stretches.
    fn blit_bitmap(&mut self, pos: BackendCoord, size: (u32, u32), src: &[u8]) -> Result<(), Failure> {
        let colours: Vec<Rgb> = src.chunks_exact(3).map(|rgb| Rgb(rgb[0], rgb[1], rgb[2])).collect();
        self.cells(pos, size, size.0 as usize, &colours)
    }
}

impl Surface for Canvas {
    fn cells(
        &mut self,
        at: BackendCoord,
        size: (u32, u32),
        columns: usize,
        colours: &[Rgb],
    ) -> Result<(), Failure> {
        self.end_run();
        let whole = |units: i32| (f64::from(units) / f64::from(UNITS)).round() as i32;
        let (left, top) = (whole(at.0), whole(at.1));
        let width = (whole(at.0 + size.0 as i32) - left).max(0) as usize;
        let height = (whole(at.1 + size.1 as i32) - top).max(0) as usize;
        let rows = colours.len() / columns.max(1);
        if width * height * rows == 0 {
            return Ok(());
        }
        let mut pixels = vec![255_u8; 4 * width * height];
        for (y, line) in pixels.chunks_exact_mut(4 * width).enumerate() {
            let row = &colours[y * rows / height * columns..][..columns];
            for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
                let Rgb(r, g, b) = row[x * columns / width];
                pixel[..3].copy_from_slice(&[r, g, b]);
            }
        }
        let image =
            ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), width as u32, height as u32)
                .map_err(CanvasError::refused)?;
        self.context.put_image_data(&image, f64::from(left), f64::from(top)).map_err(CanvasError::refused)
    }
}
