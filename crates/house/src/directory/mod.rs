//! The directory: which papers stand in the ledger. A charter, a card or an agency's new key that stands nowhere was
//! shown to nobody but one device.
//!
//! ```text
//! paper signed ──founded, confirmed, brought back, renewed──► its digest in the event of that act ──► a line of the ledger
//! paper shown to a device ──prove──► that line, under a checkpoint the device holds ──► sealed to, or refused
//! ```
//!
//! The chain root, agency, member says who vouches; the ledger says that it was done in the open: whoever steals an
//! agency's signing key must write the card it makes where witnesses, and every other device, see it.

#[cfg(feature = "server")]
mod inscribe;
mod prove;
#[cfg(feature = "server")]
pub(crate) mod rows;

use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_vault::Signed;

#[cfg(feature = "server")]
pub use inscribe::Inscribe;
pub use prove::{Inscribed, MOST, Prove, Proved};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Papers of before there was a directory, written into it.
pub const INSCRIBE: VerbSpec = VerbSpec {
    name: "directory.inscribe",
    effect: Effect::Writes,
    allows: &[(Standing::Console, Relation::Own)],
    says: "write into the ledger the charters and cards it does not name yet, when the program starts",
};

/// What every verb of the room that comes in an envelope declares.
pub const VERBS: [VerbSpec; 1] = [prove::SPEC];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    vec![danbe_store::Door::of::<Prove>()]
}

/// The name of a paper in the ledger: SHA-256 over signature and text, hexadecimal.
#[must_use]
pub fn name_of<T>(paper: &Signed<T>) -> String {
    danbe_vault::text::hex(&paper.digest())
}
