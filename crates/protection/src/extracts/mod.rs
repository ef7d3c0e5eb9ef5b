//! The room of extracts: coded answers of one file, sealed to a statistics office, on the person's own yes to that.
//!
//! ```text
//! a basis for statistics (bases) ── drawn on the device: codes and completed years ── send ──► kept, one a file and office
//! kept ── export, while its basis stands and the way is open ──► opened and counted on the office's desk
//!   ├─ held back: nothing stands behind it now, or the two agencies have ended what they agreed
//!   └─ gone: taken back (at once), its last day has passed (swept), one of the two agencies closed
//! ```
//!
//! It is a package like any other ([`danbe_packages`]) of a section of its own, which statistics alone carry and which carries
//! nothing else: `guard` decides that, when it is sealed, taken, handed out and opened. The office keeps no copy: each time it
//! counts, it asks again, and is given what stands then. Nothing leaves its desk but through the gate.

mod export;
mod extract;
pub mod pages;
#[cfg(feature = "server")]
pub(crate) mod rows;
mod send;
mod tally;

use danbe_guard::VerbSpec;

pub use export::{Export, Exported};
pub use extract::{draw, read};
pub use send::SendExtract;
pub use tally::Tally;

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room declares.
pub const VERBS: [VerbSpec; 2] = [send::SPEC, export::SPEC];

/// The verbs of the room.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    vec![danbe_store::Door::of::<SendExtract>(), danbe_store::Door::of::<Export>()]
}
