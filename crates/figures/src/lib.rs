//! How figures are counted: definitions as data, counting from events, tables whose parts add up.
//!
//! Pure: what is counted comes as arguments, in the order of the ledger. The same rule feeds the page and the
//! recount, so that a figure has one meaning; only the ways to it differ.

pub mod hidden;
mod period;
pub mod presumed;

pub use period::Period;
