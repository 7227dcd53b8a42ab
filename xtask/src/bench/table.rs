//! Medians, ratios and growth, as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Milliseconds of every round, by (stage, n, engine).
#[derive(Default)]
pub struct Times(BTreeMap<(usize, usize, usize), Vec<f64>>);

impl Times {
    pub fn note(&mut self, stage: usize, n: usize, engine: usize, milliseconds: f64) {
        self.0.entry((stage, n, engine)).or_default().push(milliseconds);
    }

    /// Whether anything was timed at this size.
    pub fn has(&self, n: usize) -> bool {
        self.0.keys().any(|key| key.1 == n)
    }

    fn median(&self, stage: usize, n: usize, engine: usize) -> Option<f64> {
        self.0.get(&(stage, n, engine)).map(|times| median(times))
    }

    /// Median of the ratios of the same rounds, so that a machine that is busy for a while matters less.
    fn ratio(&self, stage: usize, n: usize, over: usize, under: usize) -> Option<f64> {
        let (over, under) = (self.0.get(&(stage, n, over))?, self.0.get(&(stage, n, under))?);
        Some(median(&over.iter().zip(under).map(|(over, under)| over / under).collect::<Vec<_>>()))
    }

    /// A row for each stage and n, a column for each engine and each pair `ratios` of (over, under).
    pub fn table(&self, stages: &[&str], engines: &[&str], ratios: &[(usize, usize)]) -> String {
        let mut head = vec!["stage".into(), "n".into()];
        head.extend(engines.iter().map(|name| format!("{name}, ms")));
        head.extend(ratios.iter().map(|(over, under)| format!("{} / {}", engines[*over], engines[*under])));
        let mut rows = vec![head];
        for (stage, name) in stages.iter().enumerate() {
            for n in self.sizes() {
                let mut row = vec![(*name).into(), n.to_string()];
                row.extend((0..engines.len()).map(|engine| cell(self.median(stage, n, engine))));
                row.extend(ratios.iter().map(|(over, under)| cell(self.ratio(stage, n, *over, *under))));
                rows.push(row);
            }
        }
        markdown(&rows)
    }

    /// A row for each stage: the exponents with which the engines' times grow with n.
    pub fn growth(&self, stages: &[&str], engines: &[&str]) -> String {
        let mut rows = vec![vec!["grows as n to the".into()]];
        rows[0].extend(engines.iter().map(|name| (*name).into()));
        for (stage, name) in stages.iter().enumerate() {
            let mut row = vec![(*name).into()];
            for engine in 0..engines.len() {
                let points = self.sizes().filter_map(|n| Some((n as f64, self.median(stage, n, engine)?)));
                row.push(cell(exponent(&points.collect::<Vec<_>>())));
            }
            rows.push(row);
        }
        markdown(&rows)
    }

    fn sizes(&self) -> impl Iterator<Item = usize> + use<> {
        let mut sizes: Vec<usize> = self.0.keys().map(|(_, n, _)| *n).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes.into_iter()
    }
}

fn cell(number: Option<f64>) -> String {
    match number {
        None => "–".into(),
        Some(x) if x >= 100.0 => format!("{x:.0}"),
        Some(x) if x >= 10.0 => format!("{x:.1}"),
        Some(x) => format!("{x:.2}"),
    }
}

fn markdown(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        let _ = writeln!(text, "| {} |", row.join(" | "));
        if index == 0 {
            let _ = writeln!(text, "|---{}|", "|--:".repeat(row.len() - 1));
        }
    }
    text
}

/// The middle one, or the mean of the two; NaN for none.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.len(), sorted.len() / 2) {
        (0, _) => f64::NAN,
        (len, half) if len % 2 == 1 => sorted[half],
        (_, half) => 0.5 * (sorted[half - 1] + sorted[half]),
    }
}

/// The slope of ln y over ln x, by least squares; none for fewer than two points.
fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len() as f64;
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / count;
    let spread: f64 = logs.iter().map(|(x, _)| (x - mean_x) * (x - mean_x)).sum();
    let along: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    (points.len() > 1).then(|| along / spread)
}

#[cfg(test)]
mod tests {
    //! Strategy: times whose medians, ratios and growth are known.
    use super::*;

    #[test]
    fn the_growth_of_a_power_is_its_exponent() {
        let points = [100.0, 200.0, 500.0].map(|n: f64| (n, 0.3 * n.powf(2.7)));
        assert!((exponent(&points).unwrap() - 2.7).abs() < 1e-12);
        assert_eq!(exponent(&points[..1]), None);
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn a_ratio_is_of_the_same_round_and_what_is_missing_is_a_dash() {
        let mut times = Times::default();
        for (ours, theirs) in [(2.0, 1.0), (30.0, 10.0), (400.0, 100.0)] {
            times.note(0, 100, 0, ours);
            times.note(0, 100, 1, theirs);
        }
        let text = times.table(&["a stage"], &["a", "b", "c"], &[(0, 1), (0, 2)]);
        assert!(text.ends_with("| a stage | 100 | 30.0 | 10.0 | – | 3.00 | – |\n"), "{text}");
        assert!(times.growth(&["a stage"], &["a"]).ends_with("| a stage | – |\n"));
    }
}
