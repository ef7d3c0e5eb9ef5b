//! The room of protocols: what two agencies agreed to share, and which purposes the installation was authorised for.
//!
//! ```text
//! (nothing) ──propose, by an officer of one──► proposed ──sign, by an officer of the other──► in force ──end──► ended
//! purpose ──authorise, with the reference of its authorisation, at the console──► open
//! ```
//!
//! A protocol is data: a text both agencies sign with their own keys, never changed; the next version takes its place.
//! What it opens is heard by the side that carries packages. Danger to life waits for neither.

mod authorise;
mod end;
pub mod pages;
mod propose;
mod protocol;
#[cfg(feature = "server")]
mod rows;
mod see;
mod sign;

use danbe_guard::VerbSpec;

pub use authorise::AUTHORISE;
#[cfg(feature = "server")]
pub use authorise::Authorise;
pub use end::End;
pub use propose::Propose;
pub use protocol::Protocol;
pub use see::{Authorised, ProtocolShown, Protocols, See};
pub use sign::Sign;

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room declares.
pub const VERBS: [VerbSpec; 4] = [propose::SPEC, sign::SPEC, end::SPEC, see::SPEC];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![Door::of::<Propose>(), Door::of::<Sign>(), Door::of::<End>(), Door::of::<See>()]
}
