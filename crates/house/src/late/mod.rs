//! The room of late envelopes: signed on a device whose member was suspended, or had left, before they arrived.
//!
//! ```text
//! take (her device has no session any more) ─► the list "à reprendre" of her team ─► a colleague performs it as her own
//! act, and settles: adopted ─ or settles: rejected
//! ```
//!
//! Never thrown away: somebody in need may be in it. Never taken in silence: whoever took the phone may have written it.

mod list;
pub mod pages;
#[cfg(feature = "server")]
mod rows;
mod settle;
#[cfg(feature = "server")]
mod take;

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

pub use list::{Late, LateOf, Lates};
pub use settle::{Outcome, Settle};
#[cfg(feature = "server")]
pub use take::{TakeLate, adoptable};

/// Handing over what waits on the device of somebody refused.
pub const TAKE: VerbSpec = VerbSpec {
    name: "late.take",
    effect: Effect::Writes,
    allows: &[(Standing::Anyone, Relation::Own)],
    says: "hand over what was signed with a key that counts no more, for colleagues to decide",
};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room that comes in an envelope declares.
pub const VERBS: [VerbSpec; 2] = [list::SPEC, settle::SPEC];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    vec![danbe_store::Door::of::<LateOf>(), danbe_store::Door::of::<Settle>()]
}
