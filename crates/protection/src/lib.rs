//! The protection side: today the room of case files; consent and referral come beside it. Rooms are modules with
//! one face.
//!
//! Never depends on the investigation side or on statistics; what they may know they hear as events.

pub mod cases;

#[cfg(feature = "server")]
/// Every verb of this side.
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    cases::doors()
}

/// What this side hears of others: that an agency closed.
#[cfg(feature = "server")]
#[must_use]
pub fn subscriber() -> std::sync::Arc<dyn danbe_store::Subscriber> {
    std::sync::Arc::new(cases::Listening)
}
