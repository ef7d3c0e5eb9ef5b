//! The room of joining: of the pseudonyms a figure counts, how many were found to be persons counted already.
//!
//! ```text
//! services match without names (`danbe link match`) ──► each possible match is settled between the two services
//!                                                          └─ in numbers only ──declare──► statement of a year
//! figure in persons ──► pseudonyms before joining, joins, matches still open, services that took no part
//! ```
//!
//! The figure itself never moves: a statement stands beside it, and the next statement of the year replaces it. Which
//! pseudonyms were joined is known to the two services and to nobody here.

mod beside;
#[cfg(feature = "server")]
mod declare;
#[cfg(feature = "server")]
mod pages;
#[cfg(feature = "server")]
pub(crate) mod rows;
mod statement;

pub use beside::Beside;
#[cfg(feature = "server")]
pub use declare::Declare;
#[cfg(feature = "server")]
pub use pages::{PATH, Said, Shown, page};
#[cfg(feature = "server")]
pub use rows::Declared;
#[cfg(feature = "server")]
pub use server::{beside, declared};
pub use statement::{DECLARE, Fault, Statement};

/// The room's words, French.
pub const WORDS_FR: &str = include_str!("words.fr.ftl");

/// Under which the events of the room are found again.
#[cfg(feature = "server")]
pub(crate) const TAG: &str = "joining";

#[cfg(feature = "server")]
mod server {
    use super::{Beside, Declared, rows};
    use crate::definitions;
    use crate::presumed::Names;
    use danbe_figures::presumed::Table;
    use danbe_store::Reachable;
    use danbe_words::{AgencyId, Problem};
    use std::collections::BTreeSet;

    /// Every statement, the newest first.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn declared<C: Reachable + Send>(conn: &mut C) -> Result<Vec<Declared>, Problem> {
        let mut found = rows::all(conn).await?;
        found.reverse();
        Ok(found)
    }

    /// What stands beside a figure in persons, as known at its checkpoint.
    ///
    /// Services that took no part are those whose files the figure counts and those that type a return.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn beside<C: Reachable + Send>(
        conn: &mut C,
        table: &Table,
        names: &Names,
    ) -> Result<Beside, Problem> {
        let year = table.period().year();
        let known = rows::all(conn).await?;
        let stands = known.into_iter().rev().find(|it| it.statement.year == year && it.line < table.as_of());
        let mut asked: BTreeSet<AgencyId> = table.by_agency().into_iter().map(|row| row.agency).collect();
        asked.extend(definitions::rows::enlisted(conn).await?.into_keys());
        Ok(Beside::new(table.total(), year, stands.map(|it| it.statement), asked, names))
    }
}
