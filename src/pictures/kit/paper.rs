//! Any plotters backend as one type.
//!
//! plotters compiles a chart for each backend it is drawn on. [`Paper`] is a backend that hands everything on to another
//! one as a trait object, so that charts are compiled once, whatever the number of backends. It also knows how wide a
//! text is ([`super::text::width`]): plotters would insert an element into the page for each label and ask for a layout.

use super::PictureError;
use super::palette::Rgb;
use super::text::{self, Align, LINE_HEIGHT, Label};
use plotters::style::Color;
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};

/// A plotters backend that can paint a grid of coloured cells.
///
/// The default paints rectangles, which any backend can; one that has bitmaps does better.
pub trait Surface: DrawingBackend {
    /// Paints `colours`, row by row, `columns` to the row, over the rectangle with upper left corner `at`
    /// and size `size` in the backend's units. Cells of one colour that touch are one rectangle.
    fn cells(
        &mut self,
        at: BackendCoord,
        size: (u32, u32),
        columns: usize,
        colours: &[Rgb],
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        let rows = colours.len() / columns.max(1);
        let lap = (edge(0, size.0, 1, 2 * columns), edge(0, size.1, 1, 2 * rows));
        for (row, line) in colours.chunks_exact(columns.max(1)).enumerate() {
            let (top, bottom) = (edge(at.1, size.1, row, rows), edge(at.1, size.1, row + 1, rows));
            let mut begin = 0;
            for run in line.chunk_by(|a, b| a == b) {
                let end = begin + run.len();
                let (left, right) = (edge(at.0, size.0, begin, columns), edge(at.0, size.0, end, columns));
                // Each reaches under its neighbours to the right and below, so that no seam shows.
                let under = (if end < columns { lap.0 } else { 0 }, if row + 1 < rows { lap.1 } else { 0 });
                let corner = (right + under.0, bottom + under.1);
                self.draw_rect((left, top), corner, &Paint { colour: run[0], width: 1 }, true)?;
                begin = end;
            }
        }
        Ok(())
    }
}

impl Surface for plotters::prelude::SVGBackend<'_> {}

/// Where the `index`-th of `count` equal parts of a length begins.
pub fn edge(from: i32, length: u32, index: usize, count: usize) -> i32 {
    from + (u64::from(length) * index as u64 / count.max(1) as u64) as i32
}

/// Colour and width in a backend's units.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    pub colour: Rgb,
    pub width: u32,
}

impl Paint {
    /// What plotters asks for; None where nothing is to be seen.
    fn of(style: &impl BackendStyle) -> Option<Paint> {
        let BackendColor { alpha, rgb: (r, g, b) } = style.color();
        (alpha > 0.0).then_some(Paint { colour: Rgb(r, g, b), width: style.stroke_width() })
    }
}

impl BackendStyle for Paint {
    fn color(&self) -> BackendColor {
        self.colour.to_backend_color()
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// The palette's colours are plotters' colours.
impl Color for Rgb {
    fn to_backend_color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.0, self.1, self.2) }
    }
}

/// What a picture asks of a backend, as a trait that makes an object.
trait Target {
    fn size(&self) -> (u32, u32);
    fn stroke(&mut self, path: &[BackendCoord], paint: Paint) -> Result<(), PictureError>;
    fn polygon(&mut self, path: &[BackendCoord], paint: Paint) -> Result<(), PictureError>;
    fn disc(&mut self, at: BackendCoord, radius: u32, paint: Paint, fill: bool) -> Result<(), PictureError>;
    fn area(&mut self, corners: [BackendCoord; 2], paint: Paint, fill: bool) -> Result<(), PictureError>;
    fn label(&mut self, text: &str, label: &Label, at: BackendCoord) -> Result<(), PictureError>;
    fn grid(
        &mut self,
        at: BackendCoord,
        size: (u32, u32),
        columns: usize,
        colours: &[Rgb],
    ) -> Result<(), PictureError>;
}

impl<B: Surface> Target for B {
    fn size(&self) -> (u32, u32) {
        self.get_size()
    }

    fn stroke(&mut self, path: &[BackendCoord], paint: Paint) -> Result<(), PictureError> {
        match *path {
            [from, to] => self.draw_line(from, to, &paint)?,
            _ => self.draw_path(path.iter().copied(), &paint)?,
        }
        Ok(())
    }

    fn polygon(&mut self, path: &[BackendCoord], paint: Paint) -> Result<(), PictureError> {
        Ok(self.fill_polygon(path.iter().copied(), &paint)?)
    }

    fn disc(&mut self, at: BackendCoord, radius: u32, paint: Paint, fill: bool) -> Result<(), PictureError> {
        Ok(self.draw_circle(at, radius, &paint, fill)?)
    }

    fn area(&mut self, [from, to]: [BackendCoord; 2], paint: Paint, fill: bool) -> Result<(), PictureError> {
        Ok(self.draw_rect(from, to, &paint, fill)?)
    }

    fn label(&mut self, text: &str, label: &Label, at: BackendCoord) -> Result<(), PictureError> {
        Ok(self.draw_text(text, label, at)?)
    }

    fn grid(
        &mut self,
        at: BackendCoord,
        size: (u32, u32),
        columns: usize,
        colours: &[Rgb],
    ) -> Result<(), PictureError> {
        Ok(self.cells(at, size, columns, colours)?)
    }
}

/// A backend that is any other.
pub struct Paper<'a>(&'a mut (dyn Target + 'a));

impl<'a> Paper<'a> {
    /// This backend, whatever its type.
    pub fn new<B: Surface>(backend: &'a mut B) -> Self {
        Paper(backend)
    }

    /// The same backend for a while.
    pub fn again(&mut self) -> Paper<'_> {
        Paper(&mut *self.0)
    }

    /// See [`Surface::cells`].
    pub fn cells(
        &mut self,
        at: BackendCoord,
        size: (u32, u32),
        columns: usize,
        colours: &[Rgb],
    ) -> Result<(), PictureError> {
        self.0.grid(at, size, columns, colours)
    }
}

impl Paper<'_> {
    /// What lines have in common, compiled once.
    fn line(&mut self, paint: Option<Paint>, path: &[BackendCoord]) -> Result<(), Failure> {
        paint.map_or(Ok(()), |paint| drawn(self.0.stroke(path, paint)))
    }
}

type Failure = DrawingErrorKind<PictureError>;

fn drawn(result: Result<(), PictureError>) -> Result<(), Failure> {
    result.map_err(DrawingErrorKind::DrawingError)
}

impl DrawingBackend for Paper<'_> {
    type ErrorType = PictureError;

    fn get_size(&self) -> (u32, u32) {
        self.0.size()
    }

    fn ensure_prepared(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    /// Whoever has the other backend presents it.
    fn present(&mut self) -> Result<(), Failure> {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Result<(), Failure> {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), Failure> {
        self.line(Paint::of(style), &[from, to])
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), Failure> {
        let Some(paint) = Paint::of(style) else { return Ok(()) };
        drawn(self.0.area([from, to], paint, fill))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Failure> {
        self.line(Paint::of(style), &path.into_iter().collect::<Vec<_>>())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), Failure> {
        let Some(paint) = Paint::of(style) else { return Ok(()) };
        drawn(self.0.disc(centre, radius, paint, fill))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Failure> {
        let Some(paint) = Paint::of(style) else { return Ok(()) };
        drawn(self.0.polygon(&path.into_iter().collect::<Vec<_>>(), paint))
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        at: BackendCoord,
    ) -> Result<(), Failure> {
        let BackendColor { alpha, rgb: (r, g, b) } = style.color();
        // A label that gives way to another is empty.
        if text.is_empty() || alpha <= 0.0 {
            return Ok(());
        }
        let align = match style.anchor().h_pos {
            HPos::Left => Align::Left,
            HPos::Center => Align::Centre,
            HPos::Right => Align::Right,
        };
        let family = style.family();
        let label = Label {
            size: style.size() / LINE_HEIGHT,
            colour: Rgb(r, g, b),
            family: family.as_str(),
            bold: is_bold(style),
            align,
            height: style.anchor().v_pos,
        };
        drawn(self.0.label(text, &label, at))
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32), Failure> {
        let size = style.size() / LINE_HEIGHT;
        Ok((text::width(text, size, is_bold(style)).ceil() as u32, size.ceil() as u32))
    }
}

fn is_bold<S: BackendTextStyle>(style: &S) -> bool {
    matches!(style.style(), FontStyle::Bold)
}
