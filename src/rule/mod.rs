//! The rule: from a synapse's importance to its probability of being kept (Moore & Chaudhuri 2020). The importances
//! of the noise rule and of its controls are in the rows of [`Rule`].

pub mod balance;
pub mod covariance;
pub mod fate;
pub mod noise;
mod rounds;
mod score;
pub mod snapshots;
pub mod theorem;

use nalgebra::DMatrix;

use crate::network::Synapse;
use crate::numerics::order;
use crate::params::Rule;

pub use rounds::Rounds;
pub use score::{Scored, Scoring, Synapses, next, score_once, score_with};

/// Why there are no probabilities.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// An importance is negative, infinite or not a number.
    #[error(
        "the importance of the synapse between neurons {i} and {j} is {value}; it must be a finite number, 0 or more"
    )]
    BadImportance { i: u32, j: u32, value: f64 },
    /// No synapse has an importance.
    #[error(
        "no synapse has heard anything that can be used; let them listen for longer or, if rectified neurons are silent, raise \
         their input"
    )]
    NothingHeard,
    /// The expected number kept cannot be reached.
    #[error(
        "{target:.0} synapses cannot be kept: only {most} have heard anything that can be used; keep fewer, let them listen for \
         longer or, if rectified neurons are silent, raise their input"
    )]
    TargetOutOfRange { target: f64, most: usize },
}

/// Var(x_i − sign(a_ij) x_j) = C_ii + C_jj − 2 sign(a_ij) C_ij of a synapse: the variance of the *difference* of two
/// neurons joined by excitation, of the *sum* of two joined by inhibition.
pub fn variance(weight: f64, (c_ii, c_jj): (f64, f64), c_ij: f64) -> f64 {
    // Rounding may leave a variance that is zero a little below it.
    (c_ii + c_jj - 2.0 * weight.signum() * c_ij).max(0.0)
}

/// [`variance`] of each synapse, from the covariance C (n × n).
pub fn variances(synapses: &[Synapse], c: &DMatrix<f64>) -> Vec<f64> {
    let of = |synapse: &Synapse| {
        let (i, j) = synapse.at();
        variance(synapse.weight, (c[(i, i)], c[(j, j)]), c[(i, j)])
    };
    synapses.iter().map(of).collect()
}

/// Importance s_ij of each synapse under a rule ([`Rule::importance`]), from its weight a_ij and the variance of
/// its two neurons ([`variances`], or what was heard).
pub fn importances(of_rule: Rule, synapses: &[Synapse], variance: &[f64]) -> Result<Vec<f64>, RuleError> {
    let pairs = synapses.iter().zip(variance);
    pairs.map(|(synapse, v)| checked(synapse, of_rule.importance(synapse.weight.abs(), *v))).collect()
}

/// The same from the covariance C (n × n).
pub fn importance(of_rule: Rule, synapses: &[Synapse], c: &DMatrix<f64>) -> Result<Vec<f64>, RuleError> {
    importances(of_rule, synapses, &variances(synapses, c))
}

fn checked(synapse: &Synapse, value: f64) -> Result<f64, RuleError> {
    match value.is_finite() && value >= 0.0 {
        true => Ok(value),
        false => Err(RuleError::BadImportance { i: synapse.i, j: synapse.j, value }),
    }
}

/// K by target: the K at which the expected number kept, Σ min(1, K s), equals `target` exactly.
///
/// `s` are importances, finite and ≥ 0; synapses of importance 0 are never kept, so `target` lies
/// in (0, number of positive s]. O(m log m): with s sorted descending and the first c clipped at
/// probability 1, K = (target − c) / Σ of the others, and c is the first at which no other exceeds 1.
pub fn scale_for_target(s: &[f64], target: f64) -> Result<f64, RuleError> {
    Ranking::new(s.to_vec()).scale_for_target(target)
}

/// What [`scale_for_target`] needs of the importances, whatever the target: eight bytes for each.
#[derive(Clone, Debug)]
struct Ranking {
    /// Those above 0, descending.
    sorted: Vec<f64>,
    /// `rest[k]` is their sum without the first k times [`BLOCK`].
    rest: Vec<f64>,
}

/// The sums between those that are kept are made again.
const BLOCK: usize = 64;

impl Ranking {
    /// O(m log m).
    fn new(mut s: Vec<f64>) -> Ranking {
        s.retain(|s| *s > 0.0);
        order::ascending(&mut s);
        s.reverse();
        // Summed from the small end, so that the sum of the rest is accurate for every number of them.
        let (mut rest, mut sum) = (vec![0.0; s.len().div_ceil(BLOCK)], 0.0);
        for (c, s) in s.iter().enumerate().rev() {
            sum += s;
            rest[c / BLOCK] = sum;
        }
        Ranking { sorted: s, rest }
    }

    /// O(m).
    fn scale_for_target(&self, target: f64) -> Result<f64, RuleError> {
        let (sorted, most) = (&self.sorted, self.sorted.len());
        if most == 0 {
            return Err(RuleError::NothingHeard);
        }
        // A fraction times a whole number may come out above it by rounding.
        if !(target > 0.0 && target <= most as f64 * (1.0 + 1e-12)) {
            return Err(RuleError::TargetOutOfRange { target, most });
        }
        for (k, block) in sorted.chunks(BLOCK).enumerate() {
            let (mut rest, mut sum) = ([0.0; BLOCK], self.rest.get(k + 1).copied().unwrap_or(0.0));
            for (rest, s) in rest.iter_mut().zip(block).rev() {
                sum += s;
                *rest = sum;
            }
            for (c, (s, rest)) in block.iter().zip(rest).enumerate() {
                let unclipped = (target - (k * BLOCK + c) as f64) / rest;
                if unclipped * s <= 1.0 {
                    return Ok(unclipped);
                }
            }
        }
        Ok(1.0 / sorted[most - 1])
    }
}

/// K by error, from the theorem: K = 8 ln n / (ε² σ²).
pub fn scale_for_error(n: usize, eps: f64, sigma: f64) -> f64 {
    8.0 * libm::log(n as f64) / (eps * eps * sigma * sigma)
}

/// p_ij = min(1, K s_ij).
pub fn probabilities(s: &[f64], scale: f64) -> Vec<f64> {
    s.iter().map(|s| probability(*s, scale)).collect()
}

/// The same of one synapse.
fn probability(s: f64, scale: f64) -> f64 {
    (scale * s).min(1.0)
}

/// p of 1 for the synapses of largest importance, as many as the nearest whole number to `target`, and of 0 for all
/// others. Between equal importances the smaller draw goes first. O(m).
pub fn certainties(s: &[f64], u: &[f64], target: f64) -> Vec<f64> {
    let more_important = |x: usize, y: usize| s[y].total_cmp(&s[x]).then(u[x].total_cmp(&u[y]));
    let mut p = vec![0.0; s.len()];
    for synapse in order::foremost(s.len(), target.round() as usize, &more_important) {
        p[synapse as usize] = 1.0;
    }
    p
}

/// The probabilities of the authors' published code: importances scaled to sum to `target`, then
/// clipped, which keeps fewer than `target`. For comparison only.
pub fn published_probabilities(s: &[f64], target: f64) -> Vec<f64> {
    probabilities(s, target / s.iter().sum::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(s: &[f64], target: f64) -> f64 {
        probabilities(s, scale_for_target(s, target).unwrap()).iter().sum()
    }

    #[test]
    fn the_expected_number_kept_is_the_target() {
        let s = [5.0, 0.1, 3.0, 0.0, 0.2, 100.0, 1e-9];
        for target in [1e-6, 0.5, 1.0, 2.5, 3.0, 4.999, 5.9, 6.0] {
            let sum = expected(&s, target);
            assert!((sum - target).abs() < 1e-12 * target.max(1.0), "{sum} for {target}");
        }
    }

    #[test]
    fn equal_importances_get_equal_probabilities() {
        let p = probabilities(&[2.0; 8], scale_for_target(&[2.0; 8], 2.0).unwrap());
        assert_eq!(p, [0.25; 8]);
        assert_eq!(expected(&[2.0; 8], 8.0), 8.0);
    }

    #[test]
    fn a_target_that_rounding_puts_above_all_keeps_all() {
        let s = [0.3, 0.2, 0.1];
        let p = probabilities(&s, scale_for_target(&s, 3.0 + 4.0 * f64::EPSILON).unwrap());
        assert!(p.iter().all(|p| (1.0 - 1e-12..=1.0).contains(p)), "{p:?}");
    }

    #[test]
    fn an_impossible_target_is_an_error() {
        for target in [0.0, -1.0, 2.1, f64::NAN, f64::INFINITY] {
            let error = scale_for_target(&[1.0, 0.0, 1.0], target).unwrap_err();
            assert!(matches!(error, RuleError::TargetOutOfRange { most: 2, .. }));
        }
        assert!(scale_for_target(&[], 1.0).is_err());
    }

    #[test]
    fn the_strongest_stay_for_certain_and_draws_decide_between_equals() {
        let (s, u) = ([1.0, 3.0, 1.0, 2.0, 1.0], [0.5, 0.9, 0.1, 0.8, 0.3]);
        assert_eq!(certainties(&s, &u, 2.4), [0.0, 1.0, 0.0, 1.0, 0.0]);
        assert_eq!(certainties(&s, &u, 2.6), [0.0, 1.0, 1.0, 1.0, 0.0]);
        assert_eq!((certainties(&s, &u, 0.4), certainties(&s, &u, 5.0)), (vec![0.0; 5], vec![1.0; 5]));
    }

    #[test]
    fn excitation_counts_the_difference_and_inhibition_the_sum() {
        let c = nalgebra::dmatrix![2.0, 0.5; 0.5, 1.0];
        let s = |weight| importance(Rule::Noise, &[Synapse { i: 0, j: 1, weight }], &c).unwrap()[0];
        assert_eq!((s(3.0), s(-3.0)), (3.0 * (2.0 + 1.0 - 1.0), 3.0 * (2.0 + 1.0 + 1.0)));
    }

    #[test]
    fn a_bad_importance_names_its_synapse() {
        let c = DMatrix::from_element(2, 2, f64::NAN);
        let error =
            importance(Rule::Noise, &[Synapse { i: 0, j: 1, weight: f64::INFINITY }], &c).unwrap_err();
        assert!(matches!(error, RuleError::BadImportance { i: 0, j: 1, .. }));
        for bad in [-1.0, f64::INFINITY] {
            let error =
                importances(Rule::Noise, &[Synapse { i: 2, j: 3, weight: -1.0 }], &[bad]).unwrap_err();
            assert_eq!(error, RuleError::BadImportance { i: 2, j: 3, value: bad });
        }
    }
}
