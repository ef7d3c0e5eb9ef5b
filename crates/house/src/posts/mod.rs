//! The room of agencies and posts: who is who, by which key, and how they come in.
//!
//! ```text
//! root ──signs──► charter of an agency ──signs──► card of a member (keys, epoch)
//! five words ──open──► capsule (member's secret keys, pins) ──sign──► challenge ──► session
//! session ──welcome──► what the post works with: agency keys wrapped to the member
//! ```
//!
//! The server knows posts, handles and public keys; names of staff are nowhere here.

mod found;
pub mod pages;
#[cfg(feature = "server")]
pub mod rows;
mod sign_in;
mod welcome;

#[cfg(feature = "server")]
pub use found::Found;
pub use found::{FOUND, FoundedAgency, FoundedMember, FoundedReader};
pub use sign_in::{Challenge, Enrolment, Opened, Pins, SIGN_IN, SignIn, challenge_text};
#[cfg(feature = "server")]
pub use sign_in::{CloseReading, OpenReading, OpenSession};
pub use welcome::{Colleague, Profile, Secrets, Welcome, WelcomeMe, Welcomed};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room that comes in an envelope declares.
pub const VERBS: [danbe_guard::VerbSpec; 1] = [welcome::SPEC];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    vec![danbe_store::Door::of::<WelcomeMe>()]
}
