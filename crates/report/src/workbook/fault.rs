//! What can be wrong with a table, and where: for a sentence, never for a stack of causes.

use danbe_pages::{Arg, Say};

/// Where something is, counted as the program that filled the table counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the sheet; empty in a CSV.
    pub sheet: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

impl Place {
    /// The column's letters: `A`, `Z`, `AA`.
    #[must_use]
    pub fn letters(&self) -> String {
        let mut rest = self.column;
        let mut letters = Vec::new();
        while rest > 0 {
            rest -= 1;
            letters.extend(char::from_u32(u32::from(b'A') + rest % 26));
            rest /= 26;
        }
        letters.into_iter().rev().collect()
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The source gives an error while being read.
    Unreadable,
    /// No byte, or no cell.
    Empty,
    /// Neither XLSX nor CSV.
    NotATable,
    /// The old format of Excel, or a workbook behind a password.
    OldOrLocked,
    /// The file ends too early or is damaged.
    Damaged,
    /// It unpacks into more than the limit, in bytes.
    Unpacks {
        /// In bytes.
        limit: u64,
    },
    /// Too many lines.
    TooManyLines {
        /// The most.
        limit: u32,
    },
    /// Too many columns.
    TooManyColumns {
        /// The most.
        limit: u16,
    },
    /// Too many cells.
    TooManyCells {
        /// The most.
        limit: u32,
    },
    /// Too much text in all.
    TooMuchText {
        /// The most, in bytes.
        limit: usize,
    },
    /// So many faults that it must be another table.
    TooManyFaults {
        /// The most.
        limit: usize,
    },
    /// A text that is too long.
    LongCell {
        /// The most, in letters.
        limit: usize,
    },
    /// A formula, or what a spreadsheet would run.
    Formula,
    /// An error of the spreadsheet: `#REF!`.
    SheetError,
    /// Cells merged into one.
    Merged {
        /// From the first cell to the last: `A1:C1`.
        range: String,
    },
    /// A text without end, or bytes that are no text.
    NotText,
    /// A column of the template is not there.
    NoColumn {
        /// Its head.
        head: String,
    },
    /// A head that no column of the template has.
    UnknownColumn {
        /// As typed.
        head: String,
    },
    /// The same head twice.
    ColumnTwice {
        /// As typed.
        head: String,
    },
    /// A cell under no head.
    NoHead,
    /// Nothing where something must be.
    Missing {
        /// Head of the column.
        head: String,
    },
    /// Not a whole number from zero.
    NotACount {
        /// As typed.
        typed: String,
    },
    /// Two numbers for one thing.
    NumberTwice,
    /// Not one of the values the template gives.
    NotAChoice {
        /// As typed.
        typed: String,
    },
}

/// Something wrong, somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where; none when it is the whole file.
    pub place: Option<Place>,
    /// What.
    pub wrong: Wrong,
}

impl Fault {
    pub(super) const fn of_file(wrong: Wrong) -> Self {
        Self { place: None, wrong }
    }

    /// The whole sentence, place first.
    #[must_use]
    pub fn said(&self, say: &Say) -> String {
        let what = self.wrong.said(say);
        let Some(place) = &self.place else {
            return what;
        };
        let letters = place.letters();
        let args = [
            ("sheet", Arg::Text(&place.sheet)),
            ("line", Arg::Number(i64::from(place.line))),
            ("column", Arg::Text(&letters)),
            ("what", Arg::Text(&what)),
        ];
        say.a(if place.sheet.is_empty() { "workbook-at-line" } else { "workbook-at" }, &args)
    }
}

impl Wrong {
    fn said(&self, say: &Say) -> String {
        let number = |key: &str, limit: i64| say.a(key, &[("limit", Arg::Number(limit))]);
        let text = |key: &str, text: &str| say.a(key, &[("text", Arg::Text(text))]);
        let wide = |limit: usize| i64::try_from(limit).unwrap_or(i64::MAX);
        match self {
            Self::Unreadable => say.t("workbook-unreadable"),
            Self::Empty => say.t("workbook-empty"),
            Self::NotATable => say.t("workbook-not-a-table"),
            Self::OldOrLocked => say.t("workbook-old-or-locked"),
            Self::Damaged => say.t("workbook-damaged"),
            Self::Unpacks { limit } => {
                number("workbook-unpacks", i64::try_from(limit >> 20).unwrap_or(i64::MAX))
            }
            Self::TooManyLines { limit } => number("workbook-lines", i64::from(*limit)),
            Self::TooManyColumns { limit } => number("workbook-columns", i64::from(*limit)),
            Self::TooManyCells { limit } => number("workbook-cells", i64::from(*limit)),
            Self::TooMuchText { limit } => number("workbook-text", wide(limit >> 20)),
            Self::TooManyFaults { limit } => number("workbook-faults", wide(*limit)),
            Self::LongCell { limit } => number("workbook-long", wide(*limit)),
            Self::Formula => say.t("workbook-formula"),
            Self::SheetError => say.t("workbook-sheet-error"),
            Self::Merged { range } => text("workbook-merged", range),
            Self::NotText => say.t("workbook-not-text"),
            Self::NoColumn { head } => text("workbook-no-column", head),
            Self::UnknownColumn { head } => text("workbook-unknown-column", head),
            Self::ColumnTwice { head } => text("workbook-column-twice", head),
            Self::NoHead => say.t("workbook-no-head"),
            Self::Missing { head } => text("workbook-missing", head),
            Self::NotACount { typed } => text("workbook-not-a-count", typed),
            Self::NumberTwice => say.t("workbook-number-twice"),
            Self::NotAChoice { typed } => text("workbook-not-a-choice", typed),
        }
    }
}
