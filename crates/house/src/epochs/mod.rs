//! The room of declared losses: a copy was put back, the ledger is shorter than devices know it, and two officers say so.
//!
//! ```text
//! devices refuse the shorter ledger ─► an officer declares what was lost, and why ─► a second one signs the same text
//!    ─► each device shows it, and goes on from where the ledger stands when whoever holds it agrees
//! ```
//!
//! Until then a restore looks like a rewritten history, and must. No session is asked for: whoever sees the shorter ledger
//! believes no answer of it; her signature is what counts.

mod declare;
pub mod pages;
#[cfg(feature = "server")]
pub mod rows;

#[cfg(feature = "server")]
pub use declare::TakeDeclaration;
pub use declare::{DECLARE, Declare, Known, Told};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");
