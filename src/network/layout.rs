//! Places for the neurons in the unit square, so that clusters can be seen.

use noise_prune_linalg as linalg;

use super::{Arrangement, Network};
use crate::numerics::random::{Random, Stream};

/// A network is placed the same way whatever the run's seed is.
const SEED: u32 = 1;

/// (x, y) of each neuron, in [0, 1]; the same for the same network on every machine.
///
/// `Arrangement::Forces` is the spring embedder of Fruchterman & Reingold (Software: Practice and
/// Experience 21, 1991, 1129): neurons repel each other, synapses pull in proportion to |w|, a weak
/// pull to the middle keeps separate components in view, and steps shrink from round to round.
pub fn place(network: &Network) -> Vec<(f64, f64)> {
    match network.arrangement {
        Arrangement::Circle => circle(network.n()),
        Arrangement::Forces => {
            let mut random = Random::new(SEED, Stream::Layout);
            linalg::place(network.n(), &pulls(network), &mut || random.uniform())
        }
    }
}

fn circle(n: usize) -> Vec<(f64, f64)> {
    let angle = |i: usize| std::f64::consts::TAU * i as f64 / n as f64;
    (0..n).map(|i| (0.5 + 0.5 * libm::sin(angle(i)), 0.5 - 0.5 * libm::cos(angle(i)))).collect()
}

/// (i, j, strength) of each synapse; strengths are relative to what the neurons receive in all, so
/// that dense clusters do not collapse to a point.
fn pulls(network: &Network) -> Vec<(usize, usize, f64)> {
    let mut total = vec![0.0; network.n()];
    for synapse in &network.synapses {
        let (i, j) = synapse.at();
        total[i] += synapse.weight.abs();
        total[j] += synapse.weight.abs();
    }
    let relative = |i: usize, j: usize, w: f64| w.abs() / (total[i] * total[j]).sqrt();
    network.synapses.iter().map(|s| (s.at().0, s.at().1, relative(s.at().0, s.at().1, s.weight))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::{Net, Params};

    #[test]
    fn neurons_of_a_cluster_lie_closer_than_those_of_two() {
        for n in [40, 41] {
            let network = Network::from_params(&Params { n, ..Params::defaults(Net::Barbell) }).unwrap();
            let at = place(&network);
            let mean = |pairs: Vec<(usize, usize)>| {
                let sum: f64 =
                    pairs.iter().map(|(i, j)| (at[*i].0 - at[*j].0).hypot(at[*i].1 - at[*j].1)).sum();
                sum / pairs.len() as f64
            };
            let inside = mean((0..20).flat_map(|j| (0..j).map(move |i| (i, j))).collect());
            let across = mean((0..20).flat_map(|i| (20..n).map(move |j| (i, j))).collect());
            assert!(across > 1.5 * inside, "{across} against {inside}");
        }
    }

    /// Clusters of a network so large that forces are sampled are still apart.
    #[test]
    fn clusters_of_a_large_network_lie_apart() {
        let network = Network::from_params(&Params { n: 1000, ..Params::defaults(Net::Clustered) }).unwrap();
        let at = place(&network);
        let middle = |of: std::ops::Range<usize>| {
            let count = of.len() as f64;
            let sum = at[of].iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
            (sum.0 / count, sum.1 / count)
        };
        let (first, last) = (middle(0..500), middle(600..1000));
        let spread = at[..500].iter().map(|p| (p.0 - first.0).hypot(p.1 - first.1)).sum::<f64>() / 500.0;
        let apart = (first.0 - last.0).hypot(first.1 - last.1);
        assert!(apart > 2.0 * spread, "{apart} apart, {spread} wide");
    }

    #[test]
    fn places_are_finite_and_inside_the_square() {
        for &net in Net::ALL.iter().filter(|net| **net != Net::File) {
            let network = Network::from_params(&Params::defaults(net)).unwrap();
            let at = place(&network);
            assert_eq!(at.len(), network.n());
            assert!(at.iter().all(|p| (0.0..=1.0).contains(&p.0) && (0.0..=1.0).contains(&p.1)));
        }
    }
}
