//! The room of what was published elsewhere: past years as printed, side by side, never merged.
//!
//! ```text
//! a report, a press article ──enter──┐
//! a file with its mapping ──import───┴─► batch of values as printed ──► series ──► side by side, breaks shown
//!                                            └──withdraw──► kept, no longer shown
//! ```
//!
//! A value keeps the text that was printed ("<5" included), the unit as it was worded and as it is meant, its source
//! and what is doubtful about it. Two values are one series when their source, wording, unit and stage are one.

#[cfg(feature = "server")]
mod chart;
mod enter;
mod form;
#[cfg(feature = "server")]
mod import;
#[cfg(feature = "server")]
mod pages;
#[cfg(feature = "server")]
pub(crate) mod rows;
mod series;

pub use enter::ENTER;
#[cfg(feature = "server")]
pub(crate) use enter::digest;
#[cfg(feature = "server")]
pub use enter::{By, Enter, EnterOne, MOST, Withdraw, known};
pub use form::Meant;
#[cfg(feature = "server")]
pub use import::{Mapping, Refused, read};
#[cfg(feature = "server")]
pub use pages::{ENTERING, Entering, PATH, Shown, WITHDRAWING, enter_page, page};
#[cfg(feature = "server")]
pub use series::series;
pub use series::{Series, Value};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Under which the events of the room are found again.
#[cfg(feature = "server")]
pub(crate) const TAG: &str = "published";
