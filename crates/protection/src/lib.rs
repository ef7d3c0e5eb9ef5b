//! The protection side: files, on what a share rests, and what goes from one agency to another. Rooms are modules with
//! one face.
//!
//! Never depends on the investigation side or on statistics; what they may know they hear as events.

pub mod allowances;
pub mod bases;
pub mod cases;
pub mod extracts;
pub mod referrals;
pub mod screening;

/// What each verb about files lets a post do, in French: for the page where an officer builds a role.
pub const RIGHTS_FR: &str = include_str!("rights.fr.ftl");

/// One page of a list of which one more was asked for than fits: what fits, and where the next page begins, if there is
/// one.
#[cfg(feature = "server")]
pub(crate) fn page<L, M>(mut lines: Vec<L>, size: usize, mark: impl Fn(&L) -> M) -> (Vec<L>, Option<M>) {
    let more = lines.len() > size;
    lines.truncate(size);
    let next = lines.last().filter(|_| more).map(mark);
    (lines, next)
}

/// First words of this side's tables.
pub const TABLES: &[&str] = &["allowances_", "bases_", "cases_", "extracts_", "referrals_"];

#[cfg(feature = "server")]
/// Every verb of this side.
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    [allowances::doors(), cases::doors(), bases::doors(), extracts::doors(), referrals::doors()].concat()
}

/// Every verb of this side that has its own way in.
#[must_use]
pub fn ways() -> Vec<danbe_guard::VerbSpec> {
    vec![referrals::CARRY, referrals::SWEEP]
}

/// What this side hears of others: agencies that begin and end, what two of them agreed.
#[cfg(feature = "server")]
#[must_use]
pub fn subscribers() -> Vec<std::sync::Arc<dyn danbe_store::Subscriber>> {
    vec![std::sync::Arc::new(cases::Listening), std::sync::Arc::new(referrals::Listening)]
}
