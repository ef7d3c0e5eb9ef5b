//! The protection side: people, consent, cases, referrals. Rooms are modules with one face.
//!
//! Never depends on the investigation side or on statistics; what they may know they hear as events.

pub mod cases;

#[cfg(feature = "server")]
/// Every verb of this side.
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    cases::doors()
}
