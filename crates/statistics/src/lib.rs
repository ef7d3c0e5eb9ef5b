//! The statistics side: figures kept beside the ledger, shown to who may read them, recounted by who doubts.
//!
//! Knows no file and no person: what it keeps it heard as events, or somebody typed as a count. Depends on no
//! other side; names of agencies are given by the caller. Persons that were counted and counts that were typed
//! are never added: they are rooms apart, tables apart, columns apart.

pub mod definitions;
pub mod fields;
pub mod joining;
pub mod presumed;
pub mod published;
#[cfg(feature = "server")]
pub mod recount;
pub mod register;
pub mod returns;

/// Every verb of this side that has its own way in.
#[must_use]
pub fn ways() -> Vec<danbe_guard::VerbSpec> {
    vec![
        definitions::WRITE,
        joining::DECLARE,
        presumed::PRESUMED,
        published::ENTER,
        register::APPROVE,
        register::LOOK_UP,
        register::PUBLISH,
        returns::EXAMINE,
        returns::READ,
        returns::TYPE,
    ]
}

/// French words of every room of this side.
pub const WORDS_FR: [&str; 6] = [
    presumed::WORDS_FR,
    definitions::WORDS_FR,
    joining::WORDS_FR,
    returns::WORDS_FR,
    published::WORDS_FR,
    register::WORDS_FR,
];

/// What this side hears events with.
#[cfg(feature = "server")]
#[must_use]
pub fn subscriber() -> std::sync::Arc<dyn danbe_store::Subscriber> {
    std::sync::Arc::new(presumed::Listening)
}
