//! The protection side: files, on what a share rests, and what goes from one agency to another. Rooms are modules with
//! one face.
//!
//! Never depends on the investigation side or on statistics; what they may know they hear as events.

pub mod bases;
pub mod cases;
pub mod referrals;

#[cfg(feature = "server")]
/// Every verb of this side.
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    [cases::doors(), bases::doors(), referrals::doors()].concat()
}

/// Every verb of this side that has its own way in.
#[must_use]
pub fn ways() -> Vec<danbe_guard::VerbSpec> {
    vec![referrals::SWEEP]
}

/// What this side hears of others: agencies that begin and end, what two of them agreed.
#[cfg(feature = "server")]
#[must_use]
pub fn subscribers() -> Vec<std::sync::Arc<dyn danbe_store::Subscriber>> {
    vec![std::sync::Arc::new(cases::Listening), std::sync::Arc::new(referrals::Listening)]
}
