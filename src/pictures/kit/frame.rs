//! The layer of a chart that stays while its data move: title, legend, grid, labels and guides.

use super::axis::Scale;
use super::chart::{Chart, Guide, TICK, TITLE, TITLE_ROW};
use super::ink::{CAPITALS, Pen, Rect, Stroke, Text};
use super::legend::{self, KEY_ROW, LABEL, PAD};
use super::palette::Dash;
use super::text::{self, Align, LINE_HEIGHT};
use super::{PictureError, Style};
use plotters::chart::LabelAreaPosition;
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, TRANSPARENT, TextStyle};

/// Length of the ticks below the axis across.
const TICK_MARK: f64 = 4.0;

impl Chart {
    /// Draws everything that is not data.
    pub fn draw_frame(&self, pen: &mut Pen) -> Result<(), PictureError> {
        self.draw_header(pen)?;
        self.draw_mesh(pen)?;
        self.draw_bands(pen)?;
        self.draw_name_across(pen)?;
        self.content.guides.iter().try_for_each(|guide| self.draw_guide(pen, guide))
    }

    fn draw_header(&self, pen: &mut Pen) -> Result<(), PictureError> {
        let (palette, t) = (pen.style.palette, self.text);
        let mut y = PAD;
        if !self.content.title.is_empty() {
            let text = Text { size: TITLE, colour: palette.ink, bold: true, align: Align::Left };
            pen.text((PAD, y + 8.0 * t), &self.content.title, text)?;
            y += TITLE_ROW * t;
        }
        let places = legend::places(&self.content.keys, self.size, t);
        for (key, &(row, x)) in self.content.keys.iter().zip(&places) {
            legend::draw_key(pen, key, (x, y + (8.0 + KEY_ROW * row) * t))?;
        }
        y += places.last().map_or(0.0, |(row, _)| row + 1.0) * KEY_ROW * t;
        let text = Text { size: LABEL, colour: palette.muted, bold: false, align: Align::Left };
        pen.text((PAD, y + 8.0 * t), &self.content.y.title, text)
    }

    /// Grid, ticks and labels. The axis up has no line and no ticks, and plotters has one style for both axes, so that
    /// it draws one after the other.
    fn draw_mesh(&self, pen: &mut Pen) -> Result<(), PictureError> {
        let (style, palette) = (pen.style, pen.style.palette);
        let grid = pen.shape(Stroke { colour: palette.grid, width: 1.0 });
        let axis = pen.shape(Stroke { colour: palette.axis, width: 1.0 });
        let (text, size) = (tick_text(style), TICK * self.text);
        let up = |value: &f64| label_of(&self.up, *value);
        let across = |value: &f64| label_of(&self.across, *value);
        let area = pen.area();
        let mut context = self.on(&area)?;
        let mut mesh = context.configure_mesh();
        mesh.disable_x_mesh().disable_x_axis().bold_line_style(grid).axis_style(TRANSPARENT);
        // Labels keep twice the length of a tick away from the plot.
        mesh.set_tick_mark_size(LabelAreaPosition::Left, style.units(2.5)).label_style(text.clone());
        mesh.y_label_offset(style.units(CAPITALS * size)).y_label_formatter(&up);
        mesh.draw()?;
        let mut mesh = context.configure_mesh();
        mesh.disable_y_mesh().disable_y_axis().bold_line_style(grid).axis_style(axis);
        mesh.set_tick_mark_size(LabelAreaPosition::Bottom, style.units(TICK_MARK)).label_style(text);
        mesh.x_label_formatter(&across);
        Ok(mesh.draw()?)
    }

    /// The bands beside the axes, over the grid.
    fn draw_bands(&self, pen: &mut Pen) -> Result<(), PictureError> {
        let (palette, plot, outer) = (pen.style.palette, self.plot, self.outer);
        let fill = palette.grid.over(palette.paper, 0.7);
        if self.content.x.band.is_some() {
            pen.rect(Rect { right: plot.left - 2.0, bottom: outer.bottom - 0.5, ..outer }, fill)?;
        }
        if self.content.y.band.is_some() {
            pen.rect(Rect { top: plot.bottom + 2.0, bottom: outer.bottom - 0.5, ..plot }, fill)?;
        }
        Ok(())
    }

    fn draw_name_across(&self, pen: &mut Pen) -> Result<(), PictureError> {
        let (t, name) = (self.text, &self.content.x.title);
        let text = Text { size: LABEL, colour: pen.style.palette.muted, bold: false, align: Align::Right };
        let right = self.plot.right.max(PAD + t * text::width(name, LABEL, false)).min(self.size.0 - 2.0);
        pen.text((right, self.outer.bottom + TICK_MARK + 23.0 * t), name, text)
    }

    fn draw_guide(&self, pen: &mut Pen, guide: &Guide) -> Result<(), PictureError> {
        let (palette, t, plot) = (pen.style.palette, self.text, self.plot);
        let hint = Text { size: TICK, colour: palette.muted, bold: false, align: Align::Left };
        match *guide {
            Guide::Diagonal => {
                let (x, y) = (&self.content.x, &self.content.y);
                let ends = [x.min.max(y.min), x.max.min(y.max)];
                let stroke = Stroke { colour: palette.axis, width: 1.0 };
                self.draw_line(pen, &ends.map(|end| (end, end)), stroke, Dash::Solid).map(drop)
            }
            Guide::Boundary { x, line, beyond } => self.draw_boundary(pen, x, [line, beyond], hint),
            Guide::Power { at_one, slope, label } => self.draw_power(pen, at_one, slope, label, hint),
            Guide::Here(x) => {
                let at = self.point(x, self.content.y.min).0;
                pen.line((at, plot.top), (at, plot.bottom), Stroke { colour: palette.axis, width: 1.5 })
            }
            Guide::Corridor(from, to) => {
                let at = |x: f64| self.point(x, self.content.y.min).0;
                pen.rect(
                    Rect { left: at(from), right: at(to), ..plot },
                    palette.grid.over(palette.paper, 0.7),
                )
            }
            Guide::Corner(text) => pen.text((plot.left + 5.0, plot.top + 9.0 * t), text, hint),
            Guide::Band(name, align) => {
                let middle = (plot.bottom + self.outer.bottom) / 2.0 + 1.0;
                let end = if align == Align::Right { plot.right - 6.0 } else { plot.left + 6.0 };
                pen.text((end, middle), name, Text { align, ..hint })
            }
        }
    }

    fn draw_boundary(
        &self,
        pen: &mut Pen,
        x: f64,
        [line, beyond]: [&str; 2],
        hint: Text,
    ) -> Result<(), PictureError> {
        let (palette, t, plot) = (pen.style.palette, self.text, self.plot);
        let at = self.point(x, self.content.y.min).0;
        pen.rect(Rect { left: at, ..plot }, palette.grid.over(palette.paper, 0.7))?;
        pen.line((at, plot.top), (at, plot.bottom), Stroke { colour: palette.ink, width: 1.5 })?;
        pen.text((at - 5.0, plot.top + 8.0 * t), line, Text { align: Align::Right, ..hint })?;
        if plot.right - at > t * text::width(beyond, TICK, false) + 8.0 {
            pen.text((at + 5.0, plot.bottom - 9.0 * t), beyond, hint)?;
        }
        Ok(())
    }

    /// A power law on logarithmic axes, cut off at the plot, with its name to the right of its upper part (it falls).
    fn draw_power(
        &self,
        pen: &mut Pen,
        at_one: f64,
        slope: f64,
        label: &str,
        hint: Text,
    ) -> Result<(), PictureError> {
        debug_assert_eq!(self.content.x.scale, Scale::Log);
        let (x, y) = (&self.content.x, &self.content.y);
        let at = |k: i32| x.min * libm::pow(x.max / x.min, f64::from(k) / 60.0);
        let curve = (0..=60).map(|k| (at(k), at_one * libm::pow(at(k), slope)));
        let curve: Vec<_> = curve.filter(|(_, up)| (y.min..=y.max).contains(up)).collect();
        let stroke = Stroke { colour: pen.style.palette.muted, width: 1.2 };
        self.draw_line(pen, &curve, stroke, Dash::Dashed)?;
        let Some(&(x, y)) = curve.get(curve.len() * 3 / 10) else { return Ok(()) };
        let (x, y) = self.point(x, y);
        let y = (y - 14.0 * self.text).max(self.plot.top + 8.0 * self.text);
        pen.text((x + 6.0, y), label, hint)
    }
}

/// The look of labels on axes.
fn tick_text(style: &Style) -> TextStyle<'static> {
    let size = TICK * style.text * style.scale * LINE_HEIGHT;
    let font = FontDesc::new(FontFamily::Name(style.font), size, FontStyle::Normal);
    TextStyle { color: style.palette.muted.to_backend_color(), ..TextStyle::from(font) }
}

fn label_of(labels: &[(f64, String)], value: f64) -> String {
    let found = labels.iter().find(|(tick, _)| *tick == value);
    found.map_or_else(String::new, |(_, label)| label.clone())
}
