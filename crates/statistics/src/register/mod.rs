//! The register of figures: each number published here, under a code anybody can look up.
//!
//! ```text
//! approved sums ──gate──► what may be said ──publish──► entry with its code ──correct──► a later entry
//!                                                         └─ public page: what was published, whether it still stands
//! standing entries ──approve──► the year's report is official; after the next correction it is a draft again
//! ```
//!
//! An entry is never changed. A correction is an entry of its own that names the one it corrects.

mod approve;
mod entry;
mod pages;
mod publish;
#[cfg(feature = "server")]
mod publish_pages;
#[cfg(feature = "server")]
pub(crate) mod rows;

pub use approve::APPROVE;
#[cfg(feature = "server")]
pub use approve::{Approval, Approve, approval};
pub use entry::{Cell, Entry, LOOK_UP};
#[cfg(feature = "server")]
pub use entry::{entries, look_up};
#[cfg(feature = "server")]
pub(crate) use pages::labels;
pub use pages::{CODE, Found, cells_table, code_page};
pub use publish::{PUBLISH, official};
#[cfg(feature = "server")]
pub use publish::{Preview, Publish, preview};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Under which the events of the room are found again.
#[cfg(feature = "server")]
pub(crate) const TAG: &str = "register";

#[cfg(feature = "server")]
pub use publish_pages::{APPROVING, Looked, PATH, PUBLISHING, Shown, publish_page, register_page};
#[cfg(feature = "server")]
pub use server::standing_code;

#[cfg(feature = "server")]
mod server {
    use super::rows;
    use danbe_store::Reachable;
    use danbe_words::Problem;

    /// The code that stands for a year and a definition; nothing when none was published.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn standing_code<C: Reachable + Send>(
        conn: &mut C,
        year: i16,
        definition: &str,
    ) -> Result<Option<String>, Problem> {
        rows::standing(conn, &format!("{year:04}"), definition).await
    }
}
