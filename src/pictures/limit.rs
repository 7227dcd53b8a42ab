//! Nearly everything goes: the fraction pruned against the size of the network.

use super::kit::axis::{Axis, Scale};
use super::kit::chart::{Chart, Content, Key};
use super::kit::ink::{Pen, Point, Stroke};
use super::kit::palette::{Dash, Mark};
use super::kit::say::percent;
use super::kit::table::{Table, row};
use super::kit::{PictureError, Shown, Style};
use super::{Figure, Floor, Moment};
use crate::measure::limit;
use crate::params::Net;

/// Points of the expected curve.
const CURVE: i32 = 60;

pub struct Limit;

/// The networks of one kind, all pruned by the noise rule and drawn in its colour: their mark, and for each its size
/// and the fraction pruned.
#[derive(Clone, Debug)]
pub struct Points {
    pub mark: Mark,
    pub label: &'static str,
    pub values: Vec<(f64, f64)>,
}

/// The networks that were pruned, and what is expected of complete ones.
pub struct Data {
    pub points: Vec<Points>,
    pub expected: Vec<(f64, f64)>,
}

fn data(moment: &Moment) -> Data {
    let of = |net: Net| moment.limit.iter().filter(move |point| point.net == net);
    let points = |(net, mark)| Points {
        mark,
        label: Net::word(net),
        values: of(net).map(|point| (point.n as f64, point.pruned())).collect(),
    };
    let (least, most) = (limit::SIZES[0] as f64, limit::SIZES[limit::SIZES.len() - 1] as f64);
    let size = |k: i32| least * libm::pow(most / least, f64::from(k) / f64::from(CURVE));
    Data {
        points: [(Net::Complete, Mark::Disc), (Net::Clustered, Mark::Diamond)].map(points).into(),
        expected: (0..=CURVE).map(size).map(|n| (n, limit::complete(n, moment.eps))).collect(),
    }
}

/// Lays points and curve out.
pub fn chart(title: &str, data: &Data, size: Point, style: &Style) -> Chart {
    let measured = data.points.iter().flat_map(|points| &points.values);
    let n = Axis::over("neurons n", Scale::Log, measured.chain(&data.expected).map(|pair| pair.0));
    let y = Axis::new("fraction of synapses pruned", Scale::Linear, (0.0, 1.0));
    let mut content = Content::new(title, n, y);
    let key = |points: &Points| Key {
        label: points.label,
        colour: style.palette.noise(),
        line: None,
        mark: Some(points.mark),
    };
    let line = Some((Dash::Dashed, 1.6));
    content.keys = data.points.iter().map(key).collect();
    content.keys.push(Key { label: "expected", colour: style.palette.muted, line, mark: None });
    Chart::new(content, size, style)
}

/// Points and curve.
pub fn draw(pen: &mut Pen, chart: &Chart, data: &Data) -> Result<Shown, PictureError> {
    let palette = pen.style.palette;
    let stroke = Stroke { colour: palette.muted, width: 1.6 };
    chart.draw_line(pen, &data.expected, stroke, Dash::Dashed)?;
    let mut shown = Shown::default();
    for points in data.points.iter().rev() {
        shown += chart.draw_marks(pen, &points.values, points.mark, 3.6, palette.noise())?;
    }
    Ok(shown)
}

impl Figure for Limit {
    fn label(&self) -> &'static str {
        "Fraction pruned by the noise rule at a fixed error"
    }

    fn caption(&self, _: &Moment) -> &'static str {
        "Each mark is a network, pruned at the same allowed error. The dashed curve is expected where all \
         neurons are joined."
    }

    fn has(&self, moment: &Moment) -> bool {
        !moment.limit.is_empty()
    }

    fn stamp(&self, moment: &Moment) -> u64 {
        moment.limit.len() as u64 + moment.eps.to_bits()
    }

    fn sentence(&self, moment: &Moment) -> String {
        let Some(point) = moment.limit.last() else { return String::new() };
        let pruned = percent(point.pruned());
        format!("{}, {} neurons: {pruned} of the synapses pruned.", point.net.word(), point.n)
    }

    fn table(&self, moment: &Moment) -> Table {
        let of = |k: usize| {
            let point = &moment.limit[k];
            row(point.net.word(), &[point.n as f64, point.pruned(), point.range.0, point.range.1])
        };
        let head = ["network", "neurons", "fraction pruned", "least x·Sx / x·Ax", "greatest"];
        Table::thinned(&head, moment.limit.len(), of)
    }

    fn chart(&self, moment: &Moment, _: &mut Floor, size: Point, style: &Style) -> Option<Chart> {
        Some(chart(self.label(), &data(moment), size, style))
    }

    fn draw(&self, pen: &mut Pen, moment: &Moment, chart: Option<&Chart>) -> Result<(), PictureError> {
        chart.map_or(Ok(()), |chart| draw(pen, chart, &data(moment)).map(drop))
    }

    fn home(&self) -> &'static str {
        "limit-picture"
    }
}
