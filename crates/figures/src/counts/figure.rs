//! A figure that adds up: cells under one definition, added to the same definition and nothing else.

use super::definition::Definition;
use super::entry::Entry;
use danbe_words::Unit;
use std::collections::BTreeMap;
use std::fmt;

/// Counts under one definition and version. Cells are by breakdown and category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Code of the definition.
    pub code: String,
    /// Its version.
    pub version: u16,
    /// Its unit.
    pub unit: Unit,
    /// The total.
    pub total: i64,
    /// Every other cell.
    pub cells: BTreeMap<(String, String), i64>,
}

/// Two figures that are not of the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mixed {
    /// Code, version and unit of one.
    pub one: (String, u16, Unit),
    /// Of the other.
    pub other: (String, u16, Unit),
}

impl fmt::Display for Mixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((one, v1, u1), (other, v2, u2)) = (&self.one, &self.other);
        write!(f, "« {one} » (version {v1}, {u1}) et « {other} » (version {v2}, {u2}) ne s’additionnent pas")
    }
}

impl std::error::Error for Mixed {}

impl Figure {
    /// Nothing counted yet.
    #[must_use]
    pub fn nothing(definition: &Definition) -> Self {
        Self {
            code: definition.code.clone(),
            version: definition.version,
            unit: definition.unit,
            total: 0,
            cells: BTreeMap::new(),
        }
    }

    /// What an entry says, each category present; what was not given is zero.
    #[must_use]
    pub fn of(definition: &Definition, entry: &Entry) -> Self {
        let mut figure = Self::nothing(definition);
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        figure.total = whole(entry.total.unwrap_or(0));
        for breakdown in &definition.breakdowns {
            let parts = entry.parts.iter().find(|parts| parts.breakdown == breakdown.code);
            for (place, category) in breakdown.categories().iter().enumerate() {
                let count = parts.and_then(|parts| parts.counts.get(place).copied().flatten()).unwrap_or(0);
                figure.cells.insert((breakdown.code.clone(), category.code.clone()), whole(count));
            }
        }
        figure
    }

    /// The count of a category.
    #[must_use]
    pub fn cell(&self, breakdown: &str, category: &str) -> i64 {
        self.cells.get(&(breakdown.to_owned(), category.to_owned())).copied().unwrap_or(0)
    }

    /// Takes one cell of a database in; the total is the cell without breakdown.
    pub fn take(&mut self, breakdown: &str, category: &str, count: i64) {
        if breakdown.is_empty() {
            self.total += count;
        } else {
            *self.cells.entry((breakdown.to_owned(), category.to_owned())).or_insert(0) += count;
        }
    }

    /// Adds another figure of the same definition, version and unit.
    ///
    /// # Errors
    /// [`Mixed`] when it is of another: nothing is added then.
    pub fn add(&mut self, other: &Self) -> Result<(), Mixed> {
        let of = |it: &Self| (it.code.clone(), it.version, it.unit);
        if of(self) != of(other) {
            return Err(Mixed { one: of(self), other: of(other) });
        }
        self.total += other.total;
        for ((breakdown, category), count) in &other.cells {
            self.take(breakdown, category, *count);
        }
        Ok(())
    }

    /// Whether in every breakdown the parts make the total.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for ((breakdown, _), count) in &self.cells {
            *sums.entry(breakdown).or_insert(0) += count;
        }
        sums.values().all(|sum| *sum == self.total)
    }
}
