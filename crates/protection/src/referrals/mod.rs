//! The room of referrals: one person, a basis, a package, an inbox, an answer.
//!
//! ```text
//!            ┌──── withdrawn (the person, the sender; the copy leaves the server, what was opened is called back)
//!            ├──── expired   (the basis ended before anybody answered)
//!            ├──── returned  (the receiver closed)
//! sent ──open──► opened ──accept──► accepted ──finish──► done
//!            └──── decline, with a reason ──► declined
//! ```
//!
//! Until somebody accepts, the sender has the person, and its page says so; a transfer moves the file with that one act.
//! Between agencies there is the package and nothing else ([`package`]): sealed to one receiver, signed, numbered. Who may
//! be sent what, and on what ground, is `guard`'s ([`danbe_guard::Basis`]); which way a referral may go is [`life`]'s.

mod accept;
mod carry;
#[cfg(feature = "server")]
mod channel;
mod decline;
mod finish;
mod follow;
mod inbox;
mod life;
#[cfg(feature = "server")]
mod listening;
mod open;
pub mod pages;
mod recall;
mod revoke;
#[cfg(feature = "server")]
pub(crate) mod rows;
pub mod sections;
mod send;
mod sent;
mod sweep;

use danbe_guard::VerbSpec;

pub use accept::Accept;
pub use carry::CARRY;
#[cfg(feature = "server")]
pub use carry::Carry;
pub use danbe_packages as package;
pub use danbe_packages::{Manifest, Package, Papers, Refused, Shared};
pub use decline::DeclineBody;
pub use finish::Finish;
pub use follow::Follow;
pub use inbox::{Inbox, InboxLine, Inboxed};
pub use life::{Step, next};
#[cfg(feature = "server")]
pub use listening::Listening;
pub use open::{Handed, OpenPackages};
pub use recall::AnswerRecall;
pub use revoke::Revoke;
pub use send::{Brought, Send};
#[cfg(feature = "server")]
pub(crate) use send::{is_open, may_leave, recorded, shape, stands};
pub use sent::{Mark, Sent, SentLine, SentOf};
pub use sweep::SWEEP;
#[cfg(feature = "server")]
pub use sweep::Sweep;

/// What a note of the receiver is sealed for, to the sender's agency; bound to the referral.
pub const NOTE: &str = "referral-note";

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// What every verb of the room declares.
pub const VERBS: [VerbSpec; 10] = [
    send::SPEC,
    follow::SPEC,
    sent::SPEC,
    revoke::SPEC,
    inbox::SPEC,
    open::SPEC,
    accept::SPEC,
    decline::SPEC,
    finish::SPEC,
    recall::SPEC,
];

/// The verbs of the room.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![
        Door::of::<Send>(),
        Door::of::<Follow>(),
        Door::of::<SentOf>(),
        Door::of::<Revoke>(),
        Door::of::<Inbox>(),
        Door::of::<OpenPackages>(),
        Door::of::<Accept>(),
        Door::of::<DeclineBody>(),
        Door::of::<Finish>(),
        Door::of::<AnswerRecall>(),
    ]
}
