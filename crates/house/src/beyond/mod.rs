//! The room of the wall: what an installation knows of the other side, which is a root and the agencies under it that open
//! packages. Nothing else of the other side is known here: no account, no key of a server, no address.
//!
//! ```text
//! other side ── paper: root, charters ──by hand──► fingerprint compared ── own root signs ──► recognised
//! ```
//!
//! A device never believes the other root because its server names it: its own root does ([`Recognition`]).

mod recognise;
mod recognition;
#[cfg(feature = "server")]
pub(crate) mod rows;
mod see;

pub use recognise::RECOGNISE;
#[cfg(feature = "server")]
pub use recognise::Recognise;
pub use recognition::{Recognition, WallPaper};
#[cfg(feature = "server")]
pub use rows::{charters, recognised};
pub use see::See;

/// What the verb of the room that comes in an envelope declares.
pub const VERBS: [danbe_guard::VerbSpec; 1] = [see::SPEC];

/// The verb of the room.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    vec![danbe_store::Door::of::<See>()]
}
