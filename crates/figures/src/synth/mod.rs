//! Synthetic records: invented persons whose tables resemble the true ones, at a stated loss of privacy.
//!
//! ```text
//! records ── domain ──► counts of one column, and values that may be named (a threshold, half of δ)
//!         ── pairs ───► every table of two columns      (discrete Gaussian noise)
//!         ── chain ───► one growing table, only where it is still thick: a tree over an order read off the pairs
//!                  └──► rows drawn from the tree, finished from the pairs, corrected against the pairs,
//!                       and values exchanged where they make rare combinations
//! ```
//!
//! Everything after the three measurements is post-processing and costs nothing. The order and the tree are the
//! graphical model: a chain of nested cliques with a fallback on the tree of greatest mutual information (McKenna,
//! Miklau and Sheldon, *Winning the NIST Contest*, J. Privacy and Confidentiality 11 (2021); Cai and others,
//! *Data Synthesis via Differentially Private Markov Random Fields*, VLDB 2021). Correcting rows against all pairs
//! follows Zhang and others, *PrivSyn* (USENIX Security 2021).
//!
//! Blank and zero have the meaning of CTDC: a blank is not known, a zero says nothing, and neither makes a combination.

mod chain;
mod control;
mod correct;
mod domain;
mod draw;
mod margins;
mod misfit;
mod pairs;
mod quality;
mod records;
mod seeded;
mod synthesis;

pub use quality::{Order, Quality, aggregate_error, quality};
pub use records::{Column, Records, SynthError};
pub use synthesis::{Aggregate, Domain, Method, Plan, Synthesis, synthesise};

#[cfg(test)]
mod membership;
#[cfg(test)]
mod references;
#[cfg(test)]
mod tests;
