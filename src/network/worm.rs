//! The wiring of *C. elegans*.
//!
//! Data: L. R. Varshney, B. L. Chen, E. Paniagua, D. H. Hall, D. B. Chklovskii, PLoS Comput. Biol.
//! 7 (2011) e1001066, and B. L. Chen, D. H. Hall, D. B. Chklovskii, PNAS 103 (2006) 4723; the sheet
//! NeuronConnect of WormAtlas, summed for each pair (www/data/README.md).

use std::collections::HashMap;

use nalgebra::DMatrix;

use super::NetworkError;

/// 11 kB compressed, so it travels with the program.
const WIRING: &str = include_str!("../../www/data/c_elegans_varshney2011.csv");
/// Stands for body-wall muscle in the data, and is no neuron.
const MUSCLE: &str = "BWM";

/// Weights (numbers of contacts; 253 × 253, symmetric, three components) and the neurons' names.
pub fn gap_junctions() -> Result<(DMatrix<f64>, Vec<String>), NetworkError> {
    let (mut w, names) = weights(WIRING, "electrical")?;
    w += w.transpose();
    Ok((w, names))
}

/// w_ij = contacts from j onto i, over the rows of `kind`; neurons in order of appearance.
fn weights(csv: &str, kind: &str) -> Result<(DMatrix<f64>, Vec<String>), NetworkError> {
    let mut index = HashMap::new();
    let mut names = Vec::new();
    let mut entries = Vec::new();
    for (number, line) in csv.lines().enumerate().skip(1) {
        let unreadable = || NetworkError::Wiring { line: number + 1, text: line.into() };
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
    fn an_unreadable_line_is_named() {
        let error = weights("head\nA,B,electrical,1\nA,B,electrical,many\n", "electrical").unwrap_err();
        assert_eq!(error, NetworkError::Wiring { line: 3, text: "A,B,electrical,many".into() });
    }
}
