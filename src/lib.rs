//! A recurrent network finds out, from its own noise, which synapses it can lose.
//!
//! This is the rule of E. Moore and R. Chaudhuri, "Using noise to probe recurrent neural network
//! structure and prune synapses" (NeurIPS 2020), as something to run, see, doubt and check. A
//! synapse knows its own weight a_ij and the noise-driven covariance of its two neurons; from these
//! it is either strengthened or pruned:
//!
//! ```
//! use noise_prune::measure::spectrum;
//! use noise_prune::network::Network;
//! use noise_prune::params::{Diagonal, Net, Params, Rule};
//! use noise_prune::rule::{self, covariance, fate};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Two cliques of 20 neurons, joined by one weak synapse.
//! let network = Network::from_params(&Params::defaults(Net::Barbell))?;
//! let c = covariance::exact(&network, 1.0)?;
//!
//! // s_ij = |a_ij| Var(x_i − sign(a_ij) x_j), and p_ij = min(1, K s_ij) with three synapses in ten kept.
//! let s = rule::importance(Rule::Noise, &network.synapses, &c)?;
//! let target = 0.3 * network.synapses.len() as f64;
//! let p = rule::probabilities(&s, rule::scale_for_target(&s, target)?);
//!
//! // The bridge is the weakest synapse, and certain to be kept.
//! let bridge = network.synapses.iter().position(|synapse| synapse.at() == (19, 20)).unwrap();
//! assert_eq!(p[bridge], 1.0);
//!
//! // Each synapse is kept, as a_ij / p_ij, or cut; what is left has nearly the same slow modes.
//! let u = fate::draws(1, network.synapses.len());
//! let sparse = fate::prune(&network, &p, &u, Diagonal::Matched, |_| true);
//! let (before, after) = (spectrum::eigenvalues(network.a()), spectrum::eigenvalues(&sparse));
//! let slow = &spectrum::eps_lambda(&before, &after)[38..];
//! assert!(spectrum::max_abs(slow) < 0.1);
//! assert_eq!(spectrum::components(&sparse), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # The way of the data
//!
//! ```text
//! params → numerics → network → rule → measure → run → visit → pictures → web
//! ```
//!
//! A file uses only what stands earlier in this line. All of it but `web` is plain Rust that knows
//! neither browser nor clock; randomness ([`numerics::random`]) is an argument everywhere. `web` exists on
//! wasm32 alone: it carries events in and effects out. The computing runs in a worker, the page draws.
//!
//! # Words of our own
//!
//! - A *run* ([`run::Experiment`]) is one network, pruned by every rule with the same draws: a link decides every
//!   bit of it.
//! - A *visit* is what happens while somebody has the page open. It has two sides, which talk in messages: the
//!   *page* ([`visit::page`]), which decides what is shown, and the *desk* ([`visit::desk`]), which computes in the
//!   worker.
//! - The page has one run that is *shown*, and may have a *plan*: a run that the reader wants and that is not there
//!   yet.
//! - The *twins* are the two pictures of a run's network beside each other, each pruned by its own rule.
//! - The *story* ([`visit::story`]) is a run as it is told: the stages listen, score, prune and compare.
//! - A *scene* is the part of a run that does not change while it plays; a *moment* ([`visit::moment`]) is the whole
//!   of what is to be seen at one time.

// In the order of the data.
pub mod params;

pub mod numerics;

pub mod network;

pub mod rule;

pub mod measure;

pub mod run;

pub mod visit;

pub mod pictures;

#[cfg(target_arch = "wasm32")]
mod web;
