//! The hidden number: multiple systems estimation, from how often several lists name the same persons.
//!
//! A list that misses persons says, by its overlaps with other lists, how many all of them may miss. The answer
//! hangs on which lists lean on one another, and the choice of that model is the main source of error: so nothing
//! here returns one number alone. [`study`] gives the chosen rule with an interval that repeats the choice, the
//! spread over every rule, and what must be assumed; or a [`Refusal`] that says why there is nothing to publish.
//!
//! Models: Poisson log-linear and hierarchical, with extended maximum likelihood where lists never meet (Chan,
//! Silverman and Vincent 2021), existence by Fienberg and Rinaldo 2012, BIC over all models (Silverman, Chan and
//! Vincent 2024), decomposable graphs (Madigan and York 1997), latent classes (Manrique-Vallier 2016). Methods in
//! `docs/methods/hidden-number.md`. Pure: chance is a seed.

mod bootstrap;
mod chance;
mod classes;
mod existence;
mod fit;
mod graphs;
mod model;
mod overlaps;
mod select;
mod special;
mod study;

pub use bootstrap::{Bca, Interval, Observed, Replicates, bca};
pub use chance::Chance;
pub use classes::{Chain, latent_classes};
pub use fit::{Fit, Inadmissible, Table, fit};
pub use graphs::{Averaged, decomposable, graph_average};
pub use model::{Model, hierarchies};
pub use overlaps::{Overlaps, Refusal, Unreadable};
pub use select::{Rule, Scored, by_bic, stepwise};
pub use study::{Estimate, Options, Select, Stage, Study, study};

#[cfg(test)]
mod references;
