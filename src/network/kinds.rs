//! Kinds of neurons, where an animal's data say them in the neurons' names.

use crate::params::Net;

/// Kinds of neurons in a network, at most.
pub const MOST: usize = 4;

/// A kind of neurons.
pub struct Kind {
    /// What one of them is, in a legend and behind its name.
    pub label: &'static str,
    /// Whether a neuron with this name is one.
    is: fn(&str) -> bool,
}

/// The kinds of a network's neurons; none where its names say none.
pub fn kinds(net: Net) -> &'static [Kind] {
    match net {
        Net::Mouse => &[
            Kind { label: "left hemisphere", is: |name| name.ends_with("_L") },
            Kind { label: "right hemisphere", is: |name| name.ends_with("_R") },
        ],
        Net::Fly => &[
            Kind { label: "Kenyon cell", is: |name| name.starts_with('K') },
            Kind { label: "projection neuron", is: |name| name.starts_with('P') },
            Kind { label: "output neuron", is: |name| name.starts_with('O') },
            Kind { label: "input neuron", is: |name| name.starts_with('I') },
        ],
        _ => &[],
    }
}

/// The kind of a neuron with this name, by its place among [`kinds`].
pub fn kind(net: Net, name: &str) -> Option<usize> {
    kinds(net).iter().position(|kind| (kind.is)(name))
}

#[cfg(test)]
mod tests {
    // Strategy: the numbers of each kind that the data's sources give.
    use super::*;
    use crate::network::Network;
    use crate::params::Params;

    #[test]
    fn every_neuron_of_mouse_and_fly_has_its_kind() {
        for (net, expected) in [(Net::Mouse, &[166, 166][..]), (Net::Fly, &[101, 58, 29, 21])] {
            let names = Network::from_params(&Params::defaults(net)).unwrap().names;
            let count = |k| names.iter().filter(|name| kind(net, name) == Some(k)).count();
            assert_eq!((0..kinds(net).len()).map(count).collect::<Vec<_>>(), expected);
            assert!(kinds(net).len() <= MOST);
        }
        assert_eq!(kind(Net::File, "K1_L"), None);
    }
}
