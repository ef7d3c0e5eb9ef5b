//! How figures are counted: definitions as data, counting from events, tables whose parts add up.
//!
//! Pure: what is counted comes as arguments, in the order of the ledger. The same rule feeds the page and the
//! recount, so that a figure has one meaning; only the ways to it differ.
//!
//! With the feature `publication`: what may leave the house, and how it is kept from being undone.

pub mod counts;
#[cfg(feature = "publication")]
pub mod gate;
pub mod hidden;
mod period;
pub mod presumed;
#[cfg(feature = "publication")]
pub mod privacy;
#[cfg(feature = "publication")]
mod slices;
#[cfg(feature = "publication")]
mod stream;
#[cfg(feature = "publication")]
pub mod synth;
#[cfg(feature = "publication")]
pub mod tables;

pub use period::Period;

#[cfg(test)]
#[cfg(feature = "publication")]
#[path = "mangled/tests.rs"]
mod mangled;
