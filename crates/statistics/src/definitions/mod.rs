//! The room of definitions: what each typed figure counts, by which rule, in which parts, since when.
//!
//! ```text
//! draft ──write──► version 1 ──write──► version 2 …      a version is never changed: the next one replaces it
//!                                                        from a month on, and a series breaks there
//! agency ──enlist──► service (police, court, shelter…)   which form it is given, since a month
//! ```

mod enlist;
#[cfg(feature = "server")]
mod pages;
#[cfg(feature = "server")]
pub(crate) mod rows;
mod write;

#[cfg(feature = "server")]
pub use enlist::{Enlist, services};
pub use enlist::{Seat, Service};
#[cfg(feature = "server")]
pub use pages::{PATH, SERVICES, Said, Shown, WRITING, next_version, page, services_page, write_page};
#[cfg(feature = "server")]
pub(crate) use write::newest_of;
pub use write::{WRITE, meant};
#[cfg(feature = "server")]
pub use write::{Write, Written, all, in_force};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Under which the events of the room are found again.
#[cfg(feature = "server")]
pub(crate) const TAG: &str = "definitions";
