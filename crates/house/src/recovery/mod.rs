//! The room of keys brought back: a member forgot her words; holders of her agency know her.
//!
//! ```text
//! ask (new device, new keys, signed, immutable) ─► approve ×2 (holders, each a line) ─► finish (an officer's
//! device signs the new card and wraps the agency's keys) ─► she signs in; the old key is revoked
//! ```
//!
//! Nobody who approves opens anything by it. No question about a grandmother, no e-mail, no SMS.

mod approve;
mod ask;
mod finish;
mod list;
pub mod pages;
#[cfg(feature = "server")]
pub(crate) mod rows;

pub use approve::Approve;
#[cfg(feature = "server")]
pub use ask::TakeRequest;
pub use ask::{ASK, Ask, Request};
pub use finish::Finish;
pub use list::{Approved, Pending, Recoveries, RecoveriesOf};

/// Approvals of holders before an officer may finish.
pub const QUORUM: i64 = 2;

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Words of giving a colleague her access back, on an officer's device.
pub const OFFICER_FR: &str = include_str!("officer.fr.ftl");

/// What every verb of the room that comes in an envelope declares.
pub const VERBS: [danbe_guard::VerbSpec; 3] = [list::SPEC, approve::SPEC, finish::SPEC];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![Door::of::<RecoveriesOf>(), Door::of::<Approve>(), Door::of::<Finish>()]
}
