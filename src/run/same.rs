//! What decides a run's network and what is heard of its noise: with an equal key, it is the same.

use nalgebra::DMatrix;

use crate::network::read::Read;
use crate::params::{Net, Params};

/// Whether two runs have the same network, unless it is from a file, so that the second begins at once.
pub fn is_same_network(one: &Params, other: &Params) -> bool {
    network(one, None) == network(other, None)
}

/// What of the parameters decides the network and all that is computed from it alone.
pub(super) fn network(params: &Params, file: Option<&Read>) -> Vec<String> {
    let network = ["net", "n", "excess", "long", "density", "near", "beta", "ways", "inh", "leak", "sym"];
    let mut key: Vec<String> = network.iter().filter_map(|key| params.get(key)).collect();
    if let (Net::File, Some(file)) = (params.net, file) {
        key.push(fingerprint(&file.matrix).to_string());
    }
    let fixed = matches!(params.net, Net::Barbell | Net::WormGap | Net::WormChem | Net::Complete | Net::Ring);
    if !fixed || (params.inh > 0.0 && Params::matters(params.net, "inh")) {
        key.push(params.seed.to_string());
    }
    key
}

/// What of the parameters, beside the network's, decides what is heard.
pub(super) fn heard(params: &Params) -> Vec<String> {
    ["cov", "time", "act", "drive", "sigma", "seed"].iter().filter_map(|key| params.get(key)).collect()
}

/// A number that differs where matrices do (D. Knuth's multiplicative hashing, over the bits of the entries).
fn fingerprint(m: &DMatrix<f64>) -> u64 {
    m.iter().fold(m.nrows() as u64, |sum, x| {
        (sum ^ x.to_bits()).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    })
}
