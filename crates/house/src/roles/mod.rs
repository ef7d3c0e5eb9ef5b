//! The room of roles: what an agency leaves of the duty of its posts, verb by verb.
//!
//! ```text
//! (nothing) ──define──► version 1 ──define──► version 2 …        (takes effect at the next envelope)
//! post: its whole duty ──give──► what the role keeps of it ──give another, or none──► …
//! ```
//!
//! A role only narrows ([ADR 0018](../../../../docs/adr/0018-roles-narrow.md)): the matrix stays the ceiling, decided in
//! `guard` for the server and the device alike, and what a role withholds is answered as if it did not exist.

mod define;
mod give;
mod list;
pub mod pages;
#[cfg(feature = "server")]
pub mod rows;

use danbe_guard::VerbSpec;

pub use define::{Define, LONGEST, MOST};
pub use give::Give;
pub use list::{PostShown, RoleShown, Roles, RolesOf};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room declares.
pub const VERBS: [VerbSpec; 3] = [define::SPEC, give::SPEC, list::SPEC];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![Door::of::<Define>(), Door::of::<Give>(), Door::of::<RolesOf>()]
}
