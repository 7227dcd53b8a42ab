//! The wiring of *C. elegans*.
//!
//! Data: L. R. Varshney, B. L. Chen, E. Paniagua, D. H. Hall, D. B. Chklovskii, PLoS Comput. Biol.
//! 7 (2011) e1001066, and B. L. Chen, D. H. Hall, D. B. Chklovskii, PNAS 103 (2006) 4723; the sheet
//! NeuronConnect of WormAtlas, summed for each pair (www/data/README.md).

use std::collections::HashMap;
use std::sync::OnceLock;

use nalgebra::DMatrix;

use super::NetworkError;
use crate::params::quoted;

/// The file's text. 11 kB compressed: the page loads it when it is asked for.
static WIRING: OnceLock<String> = OnceLock::new();
/// Stands for body-wall muscle in the data, and is no neuron.
const MUSCLE: &str = "BWM";
/// Neurons that release GABA and so inhibit: S. L. McIntire, E. Jorgensen, J. Kaplan, H. R. Horvitz,
/// Nature 364 (1993) 337.
const GABAERGIC: [&str; 26] = [
    "DD1", "DD2", "DD3", "DD4", "DD5", "DD6", "VD1", "VD2", "VD3", "VD4", "VD5", "VD6", "VD7", "VD8", "VD9",
    "VD10", "VD11", "VD12", "VD13", "RMED", "RMEV", "RMEL", "RMER", "RIS", "AVL", "DVB",
];

/// Neurons with electrical and with chemical synapses.
const NEURONS: [(&str, usize); 2] = [("electrical", 253), ("chemical", 279)];

/// Gives the file's text to the networks of the worm; the first that is given stays. Nothing is given if it is not
/// the wiring, but a page that says that it cannot be had, for instance.
pub fn give(text: &str) -> Result<(), NetworkError> {
    for (kind, expected) in NEURONS {
        let found = weights(text, kind)?.1.len();
        if found != expected {
            return Err(NetworkError::NotTheWiring { kind, found, expected });
        }
    }
    let _ = WIRING.get_or_init(|| text.into());
    Ok(())
}

/// The file's text; natively it travels with the program.
fn wiring() -> Result<&'static str, NetworkError> {
    #[cfg(not(target_arch = "wasm32"))]
    let _ = WIRING.get_or_init(|| include_str!("../../www/data/c_elegans_varshney2011.csv").into());
    WIRING.get().map(String::as_str).ok_or(NetworkError::NoWiring)
}

/// Weights (numbers of contacts; 253 × 253, symmetric, three components) and the neurons' names.
pub fn gap_junctions() -> Result<(DMatrix<f64>, Vec<String>), NetworkError> {
    let (mut w, names) = weights(wiring()?, "electrical")?;
    w += w.transpose();
    Ok((w, names))
}

/// Weights (numbers of contacts from j onto i, negative where j releases GABA; 279 × 279, not
/// symmetric) and the neurons' names. Eleven neurons receive nothing, only send.
pub fn chemical() -> Result<(DMatrix<f64>, Vec<String>), NetworkError> {
    let (mut w, names) = weights(wiring()?, "chemical")?;
    for (mut sent, name) in w.column_iter_mut().zip(&names) {
        if GABAERGIC.contains(&name.as_str()) {
            sent.iter_mut().filter(|contacts| **contacts != 0.0).for_each(|contacts| *contacts = -*contacts);
        }
    }
    Ok((w, names))
}

/// w_ij = contacts from j onto i, over the rows of `kind`; neurons in order of appearance.
fn weights(csv: &str, kind: &str) -> Result<(DMatrix<f64>, Vec<String>), NetworkError> {
    let mut index = HashMap::new();
    let mut names = Vec::new();
    let mut entries = Vec::new();
    for (number, line) in csv.lines().enumerate().skip(1) {
        let unreadable = || NetworkError::Wiring { line: number + 1, text: quoted(line) };
        let fields: Vec<&str> = line.split(',').collect();
        let [source, target, of_kind, contacts] = fields[..] else { return Err(unreadable()) };
        if of_kind != kind || [source, target].contains(&MUSCLE) {
            continue;
        }
        let [j, i] = [source, target].map(|name| {
            *index.entry(name).or_insert_with(|| {
                names.push(name.to_string());
                names.len() - 1
            })
        });
        entries.push((i, j, contacts.parse::<f64>().map_err(|_| unreadable())?));
    }
    let mut w = DMatrix::zeros(names.len(), names.len());
    for (i, j, contacts) in entries {
        w[(i, j)] += contacts;
    }
    Ok((w, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gap_junctions_have_the_counts_of_the_source() {
        let (w, names) = gap_junctions().unwrap();
        assert_eq!((w.nrows(), names.len()), (253, 253));
        assert_eq!(w, w.transpose());
        assert_eq!(w.iter().filter(|x| **x != 0.0).count(), 2 * 514);
        assert_eq!(w.sum(), 2.0 * 887.0);
    }

    #[test]
    fn chemical_synapses_have_the_counts_of_the_source() {
        let (w, names) = chemical().unwrap();
        assert_eq!((w.nrows(), names.len()), (279, 279));
        assert_eq!(w.iter().filter(|x| **x != 0.0).count(), 2194);
        assert_eq!(w.abs().sum(), 6394.0);
        assert_eq!(w.row_iter().filter(|row| row.amax() == 0.0).count(), 11);
        // Every neuron with gap junctions has chemical synapses too; VC6 has those with muscle only.
        let (_, joined) = gap_junctions().unwrap();
        assert!(joined.iter().all(|name| names.contains(name)));
        assert!(!names.iter().any(|name| name == MUSCLE || name == "VC6"));
    }

    #[test]
    fn neurons_that_release_gaba_inhibit_and_no_others() {
        let (w, names) = chemical().unwrap();
        assert!(GABAERGIC.iter().all(|name| names.iter().any(|n| n == name)));
        for (sent, name) in w.column_iter().zip(&names) {
            let sign = if GABAERGIC.contains(&name.as_str()) { -1.0 } else { 1.0 };
            assert!(sent.iter().all(|x| x * sign >= 0.0), "{name}");
        }
        assert_eq!(w.iter().filter(|x| **x < 0.0).count(), 76);
        // Three rows of the data, which say who sends.
        let at = |name: &str| names.iter().position(|n| n == name).unwrap();
        let onto = |target, source| w[(at(target), at(source))];
        assert_eq!((onto("PVCL", "AVAL"), onto("AVAL", "PVCL"), onto("RIMR", "RIS")), (10.0, 2.0, -4.0));
    }

    #[test]
    fn only_the_wiring_is_taken_for_it() {
        give(wiring().unwrap()).unwrap();
        for other in ["", "source,target,type,contacts\n", "<html>\n<p>Log in</p>\n</html>\n"] {
            let error = give(other).unwrap_err().to_string();
            assert!(error.contains("wiring"), "{error}");
        }
    }

    #[test]
    fn an_unreadable_line_is_named() {
        let error = weights("head\nA,B,electrical,1\nA,B,electrical,many\n", "electrical").unwrap_err();
        assert_eq!(error, NetworkError::Wiring { line: 3, text: "A,B,electrical,many".into() });
    }
}
