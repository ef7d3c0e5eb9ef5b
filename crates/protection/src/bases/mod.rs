//! The room of bases: on what a share rests. A consent is one act, for one agency, for one purpose; the other grounds
//! exist, are counted apart, and the person is told of them.
//!
//! ```text
//! (nothing) ──record──► stands (consent) ──withdraw, or its last day──► over: nothing leaves by it any more
//!               ├─ best interest, legal order: waits ──second, by another worker──► stands
//!               └─ vital interest: stands 72 hours ──review, by another agency──► stands, or over
//! ```
//!
//! Refusing any of them changes no service: no verb of a file asks for a basis, only what leaves for another agency does.
//! What may be shared, and when, is decided in `guard` ([`danbe_guard::Terms`]), once for device and server.

mod list;
mod look;
pub mod mark;
pub mod pages;
mod record;
mod review;
#[cfg(feature = "server")]
pub(crate) mod rows;
mod said;
mod second;
pub mod steps;
mod tell;
mod withdraw;

use danbe_guard::VerbSpec;

pub use list::{BasisShown, Of, OfFile};
pub use look::{Look, Looked, SealedMark};
pub use record::{Attached, Recorded};
pub use review::{Review, Reviewing, Reviews};
pub use said::{Said, Words};
pub use second::Second;
pub use tell::Tell;
pub use withdraw::Withdraw;

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room declares.
pub const VERBS: [VerbSpec; 8] = [
    record::SPEC,
    second::SPEC,
    list::SPEC,
    look::SPEC,
    withdraw::SPEC,
    tell::SPEC,
    review::REVIEWS,
    review::REVIEW,
];

/// The verbs of the room.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![
        Door::of::<Recorded>(),
        Door::of::<Second>(),
        Door::of::<Of>(),
        Door::of::<Look>(),
        Door::of::<Withdraw>(),
        Door::of::<Tell>(),
        Door::of::<Reviews>(),
        Door::of::<Review>(),
    ]
}
