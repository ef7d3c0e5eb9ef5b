//! Linking records with names: which lines of one file, or of two, speak of the same person.
//!
//! Inside one agency or on an analyst's own machine; never on the server. Fellegi and Sunter 1969 with weights
//! learnt from the file itself (EM), frequencies of values, comparisons made for names written by ear; several
//! complementary indexes under a bounded number of pairs; clusters that one bad pair cannot chain together. Each
//! pair can be explained, weight by weight. It proposes; a person decides. Methods: `docs/methods/record-linkage.md`.
//!
//! Pure: no file, no clock, no chance but a seed. Rows come in, pairs go out to whoever listens; threads only
//! share the work and never change its result.

mod clusters;
mod compare;
mod date;
mod explain;
mod index;
mod kind;
mod learn;
mod link;
mod pool;
mod rows;
mod table;
mod text;
mod truth;

pub use clusters::clusters;
pub use compare::{Level, MISSING, Pattern};
pub use explain::{Explanation, Line, waterfall};
pub use kind::{Column, Kind};
pub use learn::{Weights, learn};
pub use link::{Found, Linked, Options, Pair, link, one_to_one};
pub use rows::{Lost, Shelf};
pub use table::{Builder, Table, Wrong};
pub use truth::{Score, of_clusters, of_pairs};
