//! The room of monthly returns: services type their month, a region and the committee approve, questions go back.
//!
//! ```text
//! typed, saved as it is ──send──► sent ──approve──► region ──approve──► committee
//!         ▲                        │                  │                    (a corrected return is sent again)
//!         └────────── asked ◄──question───────────────┘
//! ```
//!
//! A return is one service and one month. What cannot be true is not sent; what may be is sent with a reason. Nobody
//! examines what her own service sent. A sum holds what stands at one level; when a return moves, its cells move.
//! Typed counts are never added to persons counted from files: they stand in a column of their own.

mod examine;
mod form;
#[cfg(feature = "server")]
mod known;
#[cfg(feature = "server")]
mod pages;
mod read;
#[cfg(feature = "server")]
mod recount;
#[cfg(feature = "server")]
pub(crate) mod rows;
#[cfg(feature = "server")]
mod span;
mod state;
mod r#type;
#[cfg(feature = "server")]
mod year;

#[cfg(feature = "server")]
pub use examine::Examine;
pub use examine::{EXAMINE, Verdict};
pub use form::{Form, Unread, field_name};
#[cfg(feature = "server")]
pub use known::{Opened, Overview, approved, earlier, newest_year, open, overview, scope_of};
#[cfg(feature = "server")]
pub use pages::{
    HOME, Home, RETURN, Sheet, Told, dashboard, doors, finding_fr, findings_list, path, return_page,
    unread_fr, verdict_path,
};
pub use read::READ;
#[cfg(feature = "server")]
pub use recount::{Altered, Recount, recount};
#[cfg(feature = "server")]
pub(crate) use recount::{Proven, proven};
#[cfg(feature = "server")]
pub use span::{Span, SpanFigure, span};
pub use state::{State, Step, Took};
#[cfg(feature = "server")]
pub use r#type::{Sent, Type};
pub use r#type::{TYPE, What};
#[cfg(feature = "server")]
pub use year::{Counted, Scope, ServiceYear, Year, YearFigure, year};
#[cfg(feature = "server")]
pub(crate) use year::{made_of, national};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Under which the events of a year's returns are found again.
#[cfg(feature = "server")]
pub(crate) fn tag(year: i16) -> String {
    format!("returns/{year}")
}
