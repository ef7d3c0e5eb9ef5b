//! The room of agencies: from a charter to an agency somebody may rely on, and to its end.
//!
//! ```text
//! founded (charter, posts) ──three holders named, one trial recovery──switch-on──► in service
//!    in service ──propose-closing──► (successor: take-over) ──close, by a second officer──► closed: files are the
//!    successor's, or destroyed at the date named
//! ```
//!
//! An agency that has not two officers any more ends by the root's word ([`crate::successions`]).
//!
//! Before it is in service an agency takes registrations, since somebody may be in danger tonight, and hands out nothing:
//! what it keeps could be lost with a telephone, and nobody would have tried to bring it back.

mod close;
mod closing;
mod destroy;
mod look_up;
mod name_holders;
mod others;
pub mod pages;
#[cfg(feature = "server")]
pub mod rows;
mod see;
mod service;
mod switch_on;

use danbe_guard::VerbSpec;

pub use close::{Close, ProposeClosing, TakeOver};
pub use closing::{Accepted, Closing, Estate, Inherited};
pub use destroy::DESTROY;
#[cfg(feature = "server")]
pub use destroy::DestroyDue;
pub use look_up::{LookUp, LookedUp, Vouched};
pub use name_holders::{MOST, NameHolders, Named, Outside};
pub use others::{Other, Others};
pub use see::{ClosedShown, ClosingShown, DepositShown, Handover, HolderShown, See, Service};
pub use service::{HOLDERS, Waits, waits_for_service};
pub use switch_on::SwitchOn;

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room declares.
pub const VERBS: [VerbSpec; 8] = [
    see::SPEC,
    look_up::SPEC,
    name_holders::SPEC,
    switch_on::SPEC,
    others::SPEC,
    close::PROPOSE,
    close::TAKE_OVER,
    close::CLOSE,
];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![
        Door::of::<See>(),
        Door::of::<LookUp>(),
        Door::of::<NameHolders>(),
        Door::of::<SwitchOn>(),
        Door::of::<Others>(),
        Door::of::<ProposeClosing>(),
        Door::of::<TakeOver>(),
        Door::of::<Close>(),
    ]
}
