//! The room of reception: what came over the wall, carried by hand.
//!
//! ```text
//! (a file) ──take, at the console──► waits ──open, by somebody of the unit, while its basis stands──► read
//! ```
//!
//! The machine checks who sealed, by the chain under the root its own root recognised; the device checks it again, and the
//! basis, and opens. What the machine holds it cannot read.

mod list;
mod open;
pub mod pages;
#[cfg(feature = "server")]
mod rows;
mod take;

use danbe_guard::VerbSpec;

pub use list::{Listed, Mark, Received, ReceivedLine};
pub use open::{Handed, OpenReceived};
pub use take::TAKE;
#[cfg(feature = "server")]
pub use take::Take;

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room declares.
pub const VERBS: [VerbSpec; 2] = [list::SPEC, open::SPEC];

/// The verbs of the room.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![Door::of::<Received>(), Door::of::<OpenReceived>()]
}
