//! Figures somebody types: what they count, by which rule, in which parts, and what is wrong with them.
//!
//! ```text
//! Definition (unit, stage, rule, breakdowns) ──► form ──► Entry, as typed ──► check ──► Finding: refused, or asked
//!                                                          └──► Figure: adds to its own kind alone
//! ```
//!
//! Each breakdown is a partition: its categories are exhaustive because "inconnu" always ends them, and their sum
//! is the total. A figure is added to a figure of the same definition and version, and to nothing else: that is
//! what keeps 93 files apart from 430 persons, and a session from the people who sat in it.

mod check;
mod definition;
mod entry;
mod figure;
mod recall;

pub use check::{Before, Finding, Operation, Role, Twice, Weight, Wrong, check, twice};
pub use definition::{Breakdown, Category, Definition, Drafted, Fault, RECALL, UNKNOWN, slug};
pub use entry::{Entry, Parts};
pub use figure::{Figure, Mixed};
pub use recall::{Recall, Share};

#[cfg(test)]
mod tests;
