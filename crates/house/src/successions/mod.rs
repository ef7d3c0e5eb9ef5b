//! The room of successions: an agency's keys outlive its officers, and nobody takes them for it.
//!
//! ```text
//! in service ──share: the opening keys sealed, the key to them in its holders' hands (any two)──► deposit
//!    a holder gone, silent, or a key changed ──► alarm, to officers and the machine's keeper ──share again
//! two officers no more ──order, the root's word (three custodians)──► give ×2 (holders) ──agencies.take-over──► closed
//! ```
//!
//! The root names a successor and opens nothing; holders give parts and open nothing; the successor opens the deposit on
//! an officer's own device. The server is at none of it: it keeps a sealed text, and parts sealed to people.

mod alarm;
mod deposit;
mod give;
pub mod pages;
#[cfg(feature = "server")]
pub(crate) mod rows;
mod succession;

use danbe_guard::VerbSpec;

pub use alarm::{Alarm, Alarmed};
pub use deposit::{Deposit, Given, Keeper, ShareKey, Shared, keepers};
pub use give::{Endings, EndingsOf, GivePart};
#[cfg(feature = "server")]
pub use succession::Succeed;
pub use succession::{Ending, Known, SUCCEED, Succession, enough};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room that comes in an envelope declares.
pub const VERBS: [VerbSpec; 3] = [deposit::SPEC, give::ENDINGS, give::GIVE];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![Door::of::<ShareKey>(), Door::of::<EndingsOf>(), Door::of::<GivePart>()]
}
