//! What lies under the pointer.

use super::edges::between;
use super::graph::Graph;
use crate::pictures::kit::ink::Point;

/// The neuron nearest to a place in the unit square, at most `within` away.
pub fn nearest_node(graph: &Graph, (px, py): Point, within: f64) -> Option<usize> {
    let far = |node: usize| libm::hypot(graph.x[node] - px, graph.y[node] - py);
    (0..graph.x.len().min(graph.y.len()))
        .map(|node| (far(node), node))
        .filter(|(distance, _)| *distance <= within)
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, node)| node)
}

/// The synapse, among those that are visible, whose line passes nearest to a place in the unit square,
/// at most `within` away.
///
/// # Panics
/// If a synapse names a neuron that is not there, or slices of edges differ in length.
pub fn nearest_edge(graph: &Graph, place: Point, within: f64) -> Option<usize> {
    (0..graph.weight.len())
        .filter(|&edge| graph.strength(edge).is_some())
        .map(|edge| (to_segment(place, graph.place(graph.a[edge]), graph.place(graph.b[edge])), edge))
        .filter(|(distance, _)| *distance <= within)
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, edge)| edge)
}

/// Distance of a point from the segment between two others.
fn to_segment(point: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 { ((point.0 - from.0) * dx + (point.1 - from.1) * dy) / square } else { 0.0 };
    let foot = between(from, to, along.clamp(0.0, 1.0));
    libm::hypot(point.0 - foot.0, point.1 - foot.1)
}

#[cfg(test)]
mod tests {
    // Strategy: hit tests against hand-placed lines.
    use super::*;
    use crate::rule::fate::Fate;

    fn square<'a>() -> Graph<'a> {
        Graph {
            x: &[0.0, 1.0, 1.0, 0.0],
            y: &[0.0, 0.0, 1.0, 1.0],
            a: &[0, 1, 2, 0],
            b: &[1, 2, 3, 2],
            weight: &[1.0, -2.0, 3.0, 4.0],
            ..Graph::default()
        }
    }

    #[test]
    fn pointing_finds_what_is_near() {
        let graph = square();
        assert_eq!(nearest_node(&graph, (0.9, 0.05), 0.2), Some(1));
        assert_eq!(nearest_node(&graph, (0.5, 0.5), 0.2), None);
        assert_eq!(nearest_edge(&graph, (0.52, 0.5), 0.1), Some(3));
        assert_eq!(nearest_edge(&graph, (0.98, 0.4), 0.1), Some(1));
        assert_eq!(nearest_edge(&graph, (0.3, 0.7), 0.1), None);
        let cut = [Fate::Undecided, Fate::Undecided, Fate::Undecided, Fate::Cut];
        assert_eq!(nearest_edge(&Graph { fate: &cut, ..graph }, (0.52, 0.5), 0.1), None);
    }
}
