//! The room of agencies and posts: who is who, by which key, and how they come in.
//!
//! ```text
//! root ──signs──► charter of an agency ──signs──► card of a member (keys, epoch)
//! five words ──open──► capsule (member's secret keys, pins) ──sign──► challenge ──► session
//! who drew her words herself: keep-capsule ──► a capsule, for a second device
//! session ──welcome──► what the post works with: agency keys wrapped to the member
//!
//! post: vacant ──enrolment.confirm──► held ──dismiss──► vacant      (duties, team and name stay with the post)
//! account about figures: open-account ──► open ──close-account──► closed (its name is not given again)
//! member: in ──suspend──► refused ──reinstate──► in ──dismiss──► gone ──renew──► the agency's key is another
//! ```
//!
//! The server knows posts, handles and public keys; names of staff are nowhere here.

mod account;
pub mod capsule;
mod dismiss;
mod found;
pub(crate) mod limits;
pub mod pages;
mod people;
mod post;
mod renew;
#[cfg(feature = "server")]
pub mod rows;
mod sign_in;
mod suspend;
mod terms;
mod welcome;

use danbe_guard::{Relation, Standing, VerbSpec};

pub use account::{CLOSE_ACCOUNT, OPEN_ACCOUNT};
#[cfg(feature = "server")]
pub use account::{CloseAccount, OpenAccount};
pub use capsule::KeepCapsule;
pub use dismiss::Dismiss;
#[cfg(feature = "server")]
pub use found::Found;
pub use found::{FOUND, FoundedAgency, FoundedMember, FoundedReader};
pub use limits::{HOURS, Limits, MOST, SetEnd, SetLimits};
pub use people::{Held, Holding, Offered, People, PeopleOf};
pub use post::{Keys, Post, Profile};
pub use renew::Renew;
pub use sign_in::{CAPSULE, Challenge, Enrolment, Opened, Pins, SIGN_IN, SignIn, challenge_text};
#[cfg(feature = "server")]
pub use sign_in::{CloseReading, OpenReading, OpenSession};
pub use suspend::{Reinstate, Suspend};
pub use terms::{Acknowledge, LONGEST_TERMS, SetTerms, Terms};
pub use welcome::{Colleague, Secrets, Welcome, WelcomeMe, Welcomed, in_force};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Words of posts and people, on an officer's device.
pub const PEOPLE_FR: &str = include_str!("people.fr.ftl");

/// Words of adding the phone's own lock.
pub const PASSKEY_FR: &str = include_str!("passkey.fr.ftl");

/// Whoever holds a post, towards what is her own.
const MEMBERS: &[(Standing, Relation)] = &[
    (Standing::Caseworker, Relation::Own),
    (Standing::Officer, Relation::Own),
    (Standing::Holder, Relation::Own),
    (Standing::Sender, Relation::Own),
    (Standing::Decider, Relation::Own),
    (Standing::Tabulator, Relation::Own),
    (Standing::Investigator, Relation::Own),
    (Standing::Administrator, Relation::Own),
    (Standing::Rehearsal, Relation::Own),
];

/// What every verb of the room that comes in an envelope declares.
pub const VERBS: [VerbSpec; 11] = [
    welcome::SPEC,
    people::SPEC,
    suspend::SUSPEND,
    suspend::REINSTATE,
    dismiss::SPEC,
    renew::SPEC,
    terms::SET,
    terms::ACKNOWLEDGE,
    capsule::SPEC,
    limits::SET,
    limits::END,
];

/// The verbs of the room that come in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    use danbe_store::Door;
    vec![
        Door::of::<WelcomeMe>(),
        Door::of::<PeopleOf>(),
        Door::of::<Suspend>(),
        Door::of::<Reinstate>(),
        Door::of::<Dismiss>(),
        Door::of::<Renew>(),
        Door::of::<SetTerms>(),
        Door::of::<Acknowledge>(),
        Door::of::<KeepCapsule>(),
        Door::of::<SetLimits>(),
        Door::of::<SetEnd>(),
    ]
}
