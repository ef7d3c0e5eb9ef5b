//! One figure as somebody gives it: a total and its parts, each of which may be missing.

/// The parts of a total in one breakdown, in the order of its categories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// Code of the breakdown.
    pub breakdown: String,
    /// One count a category; `None` where nothing was given.
    pub counts: Vec<Option<u64>>,
    /// Percentages printed beside the counts, in tenths; `None` where none was.
    pub percents: Vec<Option<u32>>,
}

impl Parts {
    /// What was given, added.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.counts.iter().flatten().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Whether anything was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.iter().all(Option::is_none)
    }
}

/// A figure as given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The total; `None` when none was given.
    pub total: Option<u64>,
    /// Its parts.
    pub parts: Vec<Parts>,
}

impl Entry {
    /// Whether nothing at all was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total.is_none() && self.parts.iter().all(Parts::is_empty)
    }
}
