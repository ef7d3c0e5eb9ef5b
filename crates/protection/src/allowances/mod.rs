//! The room of allowances: how many searches a member may make in a day, and who may widen it, for how long.
//!
//! ```text
//! a search ──spend──► one less of the day (UTC); nothing left: refused, until tomorrow or a widening
//! (nothing) ──propose, by an officer──► proposed ──approve, by another officer──► in force ──(its end)──► over
//! ```
//!
//! A search shows up to twenty name cards of the team. Without a limit, somebody with a valid post copies her team's
//! names in an afternoon; with one, it takes weeks, and each day is in the ledger. Registering never waits for a search.

mod approve;
pub mod pages;
mod propose;
#[cfg(feature = "server")]
mod rows;
mod see;
#[cfg(feature = "server")]
mod spend;
mod widening;

use danbe_guard::VerbSpec;

pub use approve::Approve;
pub use propose::Propose;
pub use see::{Allowances, See, Widened};
#[cfg(feature = "server")]
pub(crate) use spend::spend;
pub use widening::Widening;

/// Searches of one member in one day (UTC), where the installation's paper says nothing else.
///
/// Somebody who meets a person every quarter of an hour of an eight-hour day, and tries two spellings of each name, makes
/// 64: the nearest round number below. Nobody has measured a day of work yet; the paper carries the number so that a
/// country changes it without a new program.
pub const SEARCHES: u32 = 60;

/// The name of the installation's number among the store's settings.
pub const SETTING: &str = "searches-a-day";

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room declares.
pub const VERBS: [VerbSpec; 3] = [propose::SPEC, approve::SPEC, see::SPEC];

/// The verbs of the room.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![Door::of::<Propose>(), Door::of::<Approve>(), Door::of::<See>()]
}
