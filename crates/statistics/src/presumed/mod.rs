//! The room of the figure "personnes présumées": kept line by line, shown as of any checkpoint, recounted.
//!
//! ```text
//! event ──subscriber──► statistics_fact: +1, or -1 here and +1 there (append-only, in the event's transaction)
//!   │                        └─ figure: sums of the lines before a checkpoint ──► page ──┐
//!   └─ ledger verified ──► tally: each person followed by hand ──► recount ──────── equal, or which cells
//! ```
//!
//! Nothing is ever updated: what the page said at a checkpoint it says again, whatever came after.

mod figure;
#[cfg(feature = "server")]
mod known;
mod pages;
#[cfg(feature = "server")]
mod recount;
#[cfg(feature = "server")]
mod report;
#[cfg(feature = "server")]
mod rows;
#[cfg(feature = "server")]
mod subscriber;

#[cfg(feature = "server")]
pub(crate) use figure::heard;
pub(crate) use figure::name_of;
pub use figure::{AsOf, Asked, Names, PRESUMED, Row, Shown};
#[cfg(feature = "server")]
pub use figure::{newest_month, presumed, shown};
#[cfg(feature = "server")]
pub use known::{as_of, as_of_line, checkpoint_before, checkpoints, newest};
pub(crate) use pages::moment_fr;
pub use pages::{PATH, page};
#[cfg(feature = "server")]
pub use recount::{Recounted, recount};
#[cfg(feature = "server")]
pub use report::report_text;
#[cfg(feature = "server")]
pub use rows::Damaged;
#[cfg(feature = "server")]
pub use subscriber::Listening;

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");
