//! The statistics side: figures kept beside the ledger, shown to who may read them, recounted by who doubts.
//!
//! Knows no file and no person: what it keeps it heard as events. Depends on no other side; names of agencies
//! are given by the caller.

pub mod presumed;

/// Every verb of this side that has its own way in.
#[must_use]
pub fn ways() -> Vec<danbe_guard::VerbSpec> {
    vec![presumed::PRESUMED]
}

/// What this side hears events with.
#[cfg(feature = "server")]
#[must_use]
pub fn subscriber() -> std::sync::Arc<dyn danbe_store::Subscriber> {
    std::sync::Arc::new(presumed::Listening)
}
