//! The room of enrolment: somebody new takes a post, and no server chooses her keys.
//!
//! ```text
//! invite (an officer's device draws a code; the server gets what finds it) ─► the code, from hand to hand ─►
//! ask (the new device opens the note with the code, makes its keys, signs a request) ─► the digits read aloud ─►
//! confirm (face to face by one officer, or heard by one and confirmed by a second)
//! ```
//!
//! The code vouches for the root to the new device; the digits vouch for the new device to the agency.

mod ask;
mod confirm;
mod hear;
mod invite;
pub mod pages;
#[cfg(feature = "server")]
pub mod rows;

#[cfg(feature = "server")]
pub use ask::TakeEnrolment;
pub use ask::{ASK, Finding, Found};
pub use confirm::{Confirm, Manner};
pub use hear::Hear;
pub use invite::{Introduction, Invite, Withdraw};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Words of inviting and confirming, on an officer's device.
pub const OFFICER_FR: &str = include_str!("officer.fr.ftl");

/// What every verb of the room that comes in an envelope declares.
pub const VERBS: [danbe_guard::VerbSpec; 4] = [invite::SPEC, invite::WITHDRAW, hear::SPEC, confirm::SPEC];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![Door::of::<Invite>(), Door::of::<Withdraw>(), Door::of::<Hear>(), Door::of::<Confirm>()]
}
