//! The investigation side of the wall, as small as it can be: a unit receives a package with its basis, and opens it.
//! Nothing more: no file, no suspect, no search, nothing that goes back.
//!
//! Never depends on the protection side or on statistics, nor they on it: two processes, two databases, two roots.

pub mod reception;

#[cfg(feature = "server")]
/// Every verb of this side.
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    reception::doors()
}

/// Every verb of this side that has its own way in.
#[must_use]
pub fn ways() -> Vec<danbe_guard::VerbSpec> {
    vec![reception::TAKE]
}

/// First words of this side's tables.
pub const TABLES: &[&str] = &["reception_"];
