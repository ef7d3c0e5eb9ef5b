//! Tables that cannot be undone: which cells are too small, what else must be hidden, and who could still compute them.
//!
//! ```text
//! lines ── read ──► Table ── protect ──► Protected ── publish ──► Release ──► the page, the file
//!                     └───── round ─────────────────────────────────┘             │
//!                                                        audit (knows the file only) ◄┘
//! ```
//!
//! Everything hangs on the finest cells, the *leaves*: a margin is a sum of leaves, a hierarchy is a tree of
//! categories, linked tables are sums of the same leaves. A set of leaves that could be moved without any shown
//! number changing is what protects a hidden cell; the protector writes such moves down, in whole persons, and the
//! auditor, which shares no code with it but the shape of a table, tries to prove the contrary by linear programming.
//!
//! Sources: Fischetti and Salazar-González, *Solving the cell suppression problem on tabular data with linear
//! constraints*, Management Science 47 (2001); Hundepool and others, *Statistical Disclosure Control* (Wiley, 2012),
//! chapter 4; Giessing and Repsilber, the hypercube method (GHMITER).

mod audit;
mod cube;
mod dimension;
mod error;
mod exact;
mod moves;
mod protect;
mod read;
mod release;
mod round;
mod series;

pub use audit::{Audit, Bounds, Finding, Knowledge, audit, audit_sums};
pub use dimension::{Dimension, PATH_MARK};
pub use error::{Place, TableError};
pub use exact::optimum;
pub use protect::{Effort, Protected, Rule, Zeros, protect};
pub use read::{Line, Shape, read, read_release};
pub use release::{ByOrder, Loss, Release, Shown};
pub use round::{Rounded, round};
pub use series::{Leak, Population, Series, compare};

pub use cube::Table;

#[cfg(test)]
mod references;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
