//! What was published under a code, for anybody who holds it.

use danbe_figures::counts::Definition;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::Moment;
use serde::{Deserialize, Serialize};

/// Who may look a code up: everybody.
pub const LOOK_UP: VerbSpec = VerbSpec {
    name: "register.look-up",
    effect: Effect::Reads,
    allows: &[(Standing::Anyone, Relation::Own)],
    says: "look up by its code a number that was published: what it said, how it was counted, whether it stands",
};

/// One published cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Code of the breakdown; empty for the total.
    pub breakdown: String,
    /// Code of the category; empty for the total.
    pub category: String,
    /// The number; `None` where it is hidden.
    pub number: Option<u64>,
}

/// An entry of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The citation code, `2024-K7QF-29XM`.
    pub code: String,
    /// When it was published.
    pub at: Moment,
    /// The account that approved it.
    pub by: String,
    /// Year or month, as written.
    pub period: String,
    /// The definition it was counted under.
    pub definition: Definition,
    /// Lines of the ledger it was counted over.
    pub as_of: u64,
    /// Services whose returns it is made of.
    pub services: u64,
    /// How many returns.
    pub returns: u64,
    /// The numbers, the total first.
    pub cells: Vec<Cell>,
    /// Why it replaces an earlier entry; empty when it replaces none.
    pub reason: String,
    /// The code of the entry it corrects.
    pub corrects: Option<String>,
    /// The code of the entry that corrects it; `None` while it stands.
    pub corrected_by: Option<String>,
}

impl Entry {
    /// The total; `None` when it is hidden.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.cell("", "")
    }

    /// A cell; `None` when it is hidden or absent.
    #[must_use]
    pub fn cell(&self, breakdown: &str, category: &str) -> Option<u64> {
        let here = |cell: &&Cell| cell.breakdown == breakdown && cell.category == category;
        self.cells.iter().find(here).and_then(|cell| cell.number)
    }

    /// Its cells as the gate reads them.
    #[must_use]
    pub fn gate_cells(&self) -> Vec<danbe_figures::gate::Cell> {
        self.cells.iter().map(|it| (it.breakdown.clone(), it.category.clone(), it.number)).collect()
    }

    /// How many cells are hidden.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.cells.iter().filter(|cell| cell.number.is_none()).count()
    }
}

#[cfg(feature = "server")]
mod server {
    use super::Entry;
    use crate::register::rows;
    use danbe_store::Reachable;
    use danbe_words::Problem;

    /// Every entry of a year and of its months, the oldest first.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn entries<C: Reachable + Send>(conn: &mut C, year: i16) -> Result<Vec<Entry>, Problem> {
        rows::of_year(conn, year).await
    }

    /// The entry of a code, typed with or without hyphens, in any case; nothing when there is none.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn look_up<C: Reachable + Send>(conn: &mut C, code: &str) -> Result<Option<Entry>, Problem> {
        match super::meant(code) {
            Some(code) => rows::of_code(conn, &code).await,
            None => Ok(None),
        }
    }
}

#[cfg(feature = "server")]
pub use server::{entries, look_up};

/// A code as it is kept, from a code as people copy it.
#[cfg(any(feature = "server", test))]
pub(crate) fn meant(typed: &str) -> Option<String> {
    let letters: String = typed
        .chars()
        .filter(|letter| !matches!(letter, '-' | ' ' | '\u{2011}' | '\u{a0}'))
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let plain = letters.len() == 12 && letters.bytes().all(|letter| letter.is_ascii_alphanumeric());
    let (year, rest) = if plain { letters.split_at(4) } else { return None };
    let (one, two) = rest.split_at(4);
    Some(format!("{year}-{one}-{two}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_copied() {
        let kept = Some("2024-K7QF-29X0".to_owned());
        for typed in ["2024-K7QF-29X0", "2024 k7qf 29xo", "2024k7qf29x0", " 2024-K7QF-29XO "] {
            assert_eq!(meant(typed), kept, "{typed}");
        }
        for wrong in ["", "2024", "2024-K7QF-29X0-1", "…"] {
            assert_eq!(meant(wrong), None, "{wrong}");
        }
    }
}
