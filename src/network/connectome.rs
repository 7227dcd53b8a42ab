//! Networks that were measured in animals.
//!
//! *C. elegans*: L. R. Varshney, B. L. Chen, E. Paniagua, D. H. Hall, D. B. Chklovskii, PLoS Comput. Biol.
//! 7 (2011) e1001066, and B. L. Chen, D. H. Hall, D. B. Chklovskii, PNAS 103 (2006) 4723; the sheet
//! NeuronConnect of WormAtlas, summed for each pair. *The mouse*: N. Wang et al., NeuroImage (2020), doi
//! 10.1016/j.neuroimage.2020.117274. *The fly*: K. Eichler et al., Nature 548 (2017) 175. The last two as redistributed with
//! graspologic (www/data/README.md).

use std::collections::HashMap;
use std::sync::OnceLock;

use nalgebra::DMatrix;

use super::NetworkError;
use crate::params::{Dataset, quoted};

/// Weights, w_ij from j onto i, and the neurons' names.
type Named = (DMatrix<f64>, Vec<String>);

/// The files' texts. The page loads one when it is asked for.
static TEXTS: [OnceLock<String>; Dataset::ALL.len()] = [const { OnceLock::new() }; Dataset::ALL.len()];
/// Stands for body-wall muscle in the worm's data, and is no neuron.
const MUSCLE: &str = "BWM";
/// Neurons that release GABA and so inhibit: S. L. McIntire, E. Jorgensen, J. Kaplan, H. R. Horvitz,
/// Nature 364 (1993) 337.
const GABAERGIC: [&str; 26] = [
    "DD1", "DD2", "DD3", "DD4", "DD5", "DD6", "VD1", "VD2", "VD3", "VD4", "VD5", "VD6", "VD7", "VD8", "VD9",
    "VD10", "VD11", "VD12", "VD13", "RMED", "RMEV", "RMEL", "RMER", "RIS", "AVL", "DVB",
];

/// Gives a file's text to its networks; the first that is given stays. Nothing is given if it is not the data, but a page
/// that says that it cannot be had, for instance.
pub fn give(data: Dataset, text: &str) -> Result<(), NetworkError> {
    let check = |found: usize, expected: usize| match found == expected {
        true => Ok(()),
        false => Err(NetworkError::NotTheData { data, found, expected }),
    };
    match data {
        Dataset::Worm => {
            check(contacts(text, "electrical")?.1.len(), 253)?;
            check(contacts(text, "chemical")?.1.len(), 279)?;
        }
        Dataset::Mouse => check(triangle(text)?.1.len(), 332)?,
        Dataset::Fly => check(edges(text)?.1.len(), 209)?,
    }
    let _ = TEXTS[data as usize].get_or_init(|| text.into());
    Ok(())
}

/// A file's text; natively it travels with the program.
fn text(data: Dataset) -> Result<&'static str, NetworkError> {
    let text = &TEXTS[data as usize];
    #[cfg(not(target_arch = "wasm32"))]
    let _ = text.get_or_init(|| {
        let known = match data {
            Dataset::Worm => include_str!("../../www/data/c_elegans_varshney2011.csv"),
            Dataset::Mouse => include_str!("../../www/data/mouse_wang2020.csv"),
            Dataset::Fly => include_str!("../../www/data/fly_eichler2017.csv"),
        };
        known.into()
    });
    text.get().map(String::as_str).ok_or(NetworkError::NoData { data })
}

/// The worm's gap junctions: numbers of contacts, 253 × 253, symmetric, three components.
pub fn gap_junctions() -> Result<Named, NetworkError> {
    let (mut w, names) = contacts(text(Dataset::Worm)?, "electrical")?;
    w += w.transpose();
    Ok((w, names))
}

/// The worm's chemical synapses: numbers of contacts from j onto i, negative where j releases GABA; 279 × 279, not
/// symmetric. Eleven neurons receive nothing, only send.
pub fn chemical() -> Result<Named, NetworkError> {
    let (mut w, names) = contacts(text(Dataset::Worm)?, "chemical")?;
    for (mut sent, name) in w.column_iter_mut().zip(&names) {
        if GABAERGIC.contains(&name.as_str()) {
            sent.iter_mut().filter(|contacts| **contacts != 0.0).for_each(|contacts| *contacts = -*contacts);
        }
    }
    Ok((w, names))
}

/// The mouse's brain: mean numbers of streamlines between regions, 332 × 332, symmetric.
pub fn mouse() -> Result<Named, NetworkError> {
    triangle(text(Dataset::Mouse)?)
}

/// The fly's mushroom body: numbers of synapses from j onto i, 209 × 209.
pub fn fly() -> Result<Named, NetworkError> {
    edges(text(Dataset::Fly)?)
}

/// What cannot be read in a line (1-based).
fn unreadable(data: Dataset, line: usize, text: &str) -> NetworkError {
    NetworkError::Data { data, line, text: quoted(text) }
}

/// Weights from lists of neurons and numbers; neurons in order of appearance.
struct List<'a> {
    index: HashMap<&'a str, usize>,
    names: Vec<String>,
    entries: Vec<(usize, usize, f64)>,
}

impl<'a> List<'a> {
    fn new() -> List<'a> {
        List { index: HashMap::new(), names: Vec::new(), entries: Vec::new() }
    }

    fn add(&mut self, source: &'a str, target: &'a str, weight: f64) {
        let [j, i] = [source, target].map(|name| {
            *self.index.entry(name).or_insert_with(|| {
                self.names.push(name.to_string());
                self.names.len() - 1
            })
        });
        self.entries.push((i, j, weight));
    }

    fn matrix(self) -> Named {
        let mut w = DMatrix::zeros(self.names.len(), self.names.len());
        for (i, j, weight) in self.entries {
            w[(i, j)] += weight;
        }
        (w, self.names)
    }
}

/// Lines `source,target,kind,contacts` of one kind, after a head.
fn contacts(csv: &str, kind: &str) -> Result<Named, NetworkError> {
    let mut list = List::new();
    for (number, line) in csv.lines().enumerate().skip(1) {
        let unreadable = || unreadable(Dataset::Worm, number + 1, line);
        let fields: Vec<&str> = line.split(',').collect();
        let [source, target, of_kind, contacts] = fields[..] else { return Err(unreadable()) };
        if of_kind == kind && ![source, target].contains(&MUSCLE) {
            list.add(source, target, contacts.parse().map_err(|_| unreadable())?);
        }
    }
    Ok(list.matrix())
}

/// Lines `source,target,weight`, after a head.
fn edges(csv: &str) -> Result<Named, NetworkError> {
    let mut list = List::new();
    for (number, line) in csv.lines().enumerate().skip(1) {
        let unreadable = || unreadable(Dataset::Fly, number + 1, line);
        let fields: Vec<&str> = line.split(',').collect();
        let [source, target, weight] = fields[..] else { return Err(unreadable()) };
        list.add(source, target, weight.parse().map_err(|_| unreadable())?);
    }
    Ok(list.matrix())
}

/// Names, and in the line of each neuron but the last its weights with those behind it; nothing where there is none.
fn triangle(csv: &str) -> Result<Named, NetworkError> {
    let mut lines = csv.lines();
    let names: Vec<String> = lines.next().unwrap_or_default().split(',').map(String::from).collect();
    let n = names.len();
    // A page that was sent in place of the data may be long, and has no such lines.
    let mut w = DMatrix::zeros(if csv.lines().count() == n { n } else { 0 }, n);
    for (i, line) in lines.enumerate().filter(|_| w.is_square()).collect::<Vec<_>>() {
        let fields: Vec<&str> = line.split(',').collect();
        if fields.len() + i + 1 != n {
            return Err(unreadable(Dataset::Mouse, i + 2, line));
        }
        for (k, field) in fields.iter().enumerate().filter(|(_, field)| !field.is_empty()) {
            let weight = field.parse().map_err(|_| unreadable(Dataset::Mouse, i + 2, line))?;
            (w[(i, i + 1 + k)], w[(i + 1 + k, i)]) = (weight, weight);
        }
    }
    Ok(if w.is_square() { (w, names) } else { (DMatrix::zeros(0, 0), Vec::new()) })
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
    fn the_mouse_and_the_fly_have_the_counts_of_their_sources() {
        let (w, names) = mouse().unwrap();
        assert_eq!((w.nrows(), names.len(), w == w.transpose()), (332, 332, true));
        assert_eq!(w.iter().filter(|x| **x != 0.0).count(), 2 * 27_880);
        let at = |name: &str| names.iter().position(|n| n == name).unwrap();
        // The first line of the published list.
        assert_eq!(w[(at("A24a_L"), at("A24aPrime_L"))], 6150.0);
        assert_eq!(names.iter().filter(|name| name.ends_with("_L")).count(), 166);
        let (w, names) = fly().unwrap();
        assert_eq!((w.nrows(), names.len(), w == w.transpose()), (209, 209, false));
        assert_eq!(w.iter().filter(|x| **x != 0.0).count(), 7425);
        let at = |name: &str| names.iter().position(|n| n == name).unwrap();
        assert_eq!(w[(at("K3"), at("K1"))], 16.0);
        for (kind, count) in [('K', 101), ('P', 58), ('O', 29), ('I', 21)] {
            assert_eq!(names.iter().filter(|name| name.starts_with(kind)).count(), count, "{kind}");
        }
    }

    #[test]
    fn only_the_data_is_taken_for_it() {
        for data in Dataset::ALL {
            give(data, text(data).unwrap()).unwrap();
            for other in ["", "source,target,type,contacts\n", "<html>\n<p>Log in</p>\n</html>\n"] {
                let error = give(data, other).unwrap_err().to_string();
                assert!(error.contains(data.label()) || error.contains("cannot be read"), "{error}");
            }
        }
    }

    #[test]
    fn an_unreadable_line_is_named() {
        let error = contacts("head\nA,B,electrical,1\nA,B,electrical,many\n", "electrical").unwrap_err();
        assert_eq!(
            error,
            NetworkError::Data { data: Dataset::Worm, line: 3, text: "A,B,electrical,many".into() }
        );
    }
}
