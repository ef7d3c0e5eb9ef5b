//! The room of screening: a post that keeps no files meets somebody, asks little, and entrusts her to one agency.
//!
//! ```text
//! seen (indicators) ─► told ─► who ─► to whom, on what ─► read again ──seal──► referrals.send
//! ```
//!
//! Indicators help to look further and decide nothing: no sum is made, no verdict is shown, and none travels. What was
//! typed is a draft of the device until it is sealed; afterwards the post sees a receipt and a state, and opens nothing,
//! not even what it sent. The room has no verb of its own: what leaves is a referral.

pub mod indicators;
pub mod pages;
pub mod steps;

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");
