//! Two records become a pattern: for each column, a level between "the same" and "different".

use crate::date::Date;
use crate::kind::Kind;
use crate::table::{Heard, Prepared, Table, Values};
use crate::text::slips;

/// A level of agreement; 0 means that one of the two values is missing, 1 that they are the same, 7 that they differ.
pub type Level = u8;

/// One of the two is not known.
pub const MISSING: Level = 0;
pub(crate) const SAME: Level = 1;
/// The last level of every kind.
pub(crate) const DIFFERENT: Level = 7;
/// Names stand in each other's place.
pub(crate) const CROSSED: Level = 6;
pub(crate) const LEVELS: usize = 8;

/// Levels of all columns, four bits each, the first column lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pattern(pub u64);

impl Pattern {
    /// The level of a column.
    #[must_use]
    pub const fn level(self, column: usize) -> Level {
        (self.0 >> (4 * column) & 15) as Level
    }

    const fn with(self, column: usize, level: Level) -> Self {
        Self(self.0 & !(15 << (4 * column)) | (level as u64) << (4 * column))
    }
}

/// A level in words.
#[must_use]
pub(crate) const fn said(kind: Kind, level: Level) -> &'static str {
    match (kind, level) {
        (_, MISSING) => "inconnu d’un côté",
        (_, SAME) => "identique",
        (Kind::Given | Kind::Family, 2) => "même nom à l’oreille",
        (Kind::Given | Kind::Family, 3) => "variante connue du nom",
        (Kind::Given | Kind::Family, CROSSED) => "nom et prénom échangés",
        (Kind::Date, 2) => "jour et mois échangés",
        (Kind::Date, 3) => "un chiffre diffère",
        (Kind::Date, 4) => "même année, l’une au 1er janvier",
        (Kind::Date, 5) => "deux chiffres diffèrent",
        (Kind::Date, 6) => "à un an près",
        (_, 4) => "une lettre ou un chiffre diffère",
        (_, 5) => "deux lettres ou chiffres diffèrent",
        (_, 6) => "ressemblant",
        _ => "différent",
    }
}

/// Compares records of one table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Comparer<'a> {
    table: &'a Table,
    given: Option<usize>,
    family: Option<usize>,
}

impl<'a> Comparer<'a> {
    pub(crate) fn of(table: &'a Table) -> Self {
        let first = |kind| table.columns.iter().position(|values| values.column.kind == kind);
        Self { table, given: first(Kind::Given), family: first(Kind::Family) }
    }

    /// The pattern of two records.
    #[inline]
    pub(crate) fn pattern(&self, one: u32, other: u32) -> Pattern {
        let mut pattern = Pattern::default();
        for (column, values) in self.table.columns.iter().enumerate() {
            let (a, b) = (place(values, one), place(values, other));
            let level = if a == 0 || b == 0 {
                MISSING
            } else if a == b {
                SAME
            } else {
                self.level(values, a, b)
            };
            pattern = pattern.with(column, level);
        }
        self.crossed(pattern, one, other)
    }

    fn level(&self, values: &Values, a: u32, b: u32) -> Level {
        let prepared = self.table.prepared.get(values.pool);
        let near = || {
            let pool = self.table.pools.get(values.pool);
            pool.map_or(DIFFERENT, |pool| by_letters(pool.text(a), pool.text(b)))
        };
        match (values.column.kind, prepared) {
            (Kind::Code, _) => DIFFERENT,
            (Kind::Given | Kind::Family, Some(Prepared::Names(names))) => {
                let (Some(one), Some(other)) = (names.get(a as usize), names.get(b as usize)) else {
                    return DIFFERENT;
                };
                by_name(one, other).unwrap_or_else(|| {
                    let level = match near() {
                        6 => 5,
                        level => level,
                    };
                    if level == DIFFERENT && (one.several || other.several) {
                        self.in_words(values, a, b)
                    } else {
                        level
                    }
                })
            }
            (Kind::Date, Some(Prepared::Dates(dates))) => {
                match (dates.get(a as usize).copied().flatten(), dates.get(b as usize).copied().flatten()) {
                    (Some(one), Some(other)) => by_date(one, other),
                    _ => DIFFERENT,
                }
            }
            _ => near(),
        }
    }

    /// "Fatoumata Bintou" and "Bintou": every word of the shorter is one of the longer.
    fn in_words(&self, values: &Values, a: u32, b: u32) -> Level {
        let Some(pool) = self.table.pools.get(values.pool) else { return DIFFERENT };
        let (one, other) = (pool.text(a), pool.text(b));
        let within =
            |few: &str, many: &str| few.split(' ').all(|word| many.split(' ').any(|it| slips(word, it) < 2));
        if within(one, other) || within(other, one) { 5 } else { DIFFERENT }
    }

    /// Family and given name in each other's place count once, on the given name.
    fn crossed(&self, pattern: Pattern, one: u32, other: u32) -> Pattern {
        let (Some(given), Some(family)) = (self.given, self.family) else { return pattern };
        if pattern.level(given) != DIFFERENT || pattern.level(family) < CROSSED {
            return pattern;
        }
        let (Some(givens), Some(families)) = (self.table.columns.get(given), self.table.columns.get(family))
        else {
            return pattern;
        };
        let alike = |a: u32, b: u32| a == b || (2..=4).contains(&self.level(givens, a, b));
        let straight = alike(place(givens, one), place(families, other));
        if straight && alike(place(families, one), place(givens, other)) {
            pattern.with(given, CROSSED).with(family, MISSING)
        } else {
            pattern
        }
    }
}

#[inline]
fn place(values: &Values, record: u32) -> u32 {
    values.places.get(record as usize).copied().unwrap_or(0)
}

/// What the ear and the table of variants say; `None` when only the letters can tell.
fn by_name(one: &Heard, other: &Heard) -> Option<Level> {
    if one.ear == other.ear {
        Some(2)
    } else if one.known != 0 && other.known != 0 {
        // Koné and Konaté are two names, however near their letters.
        Some(if one.known == other.known { 3 } else { DIFFERENT })
    } else {
        None
    }
}

fn by_letters(one: &str, other: &str) -> Level {
    let longer = one.len().max(other.len());
    if one.len().abs_diff(other.len()) * 3 > longer {
        return DIFFERENT;
    }
    match slips(one, other) {
        0 => SAME,
        1 => 4,
        2 if longer > 3 => 5,
        n if n as usize * 3 <= longer => 6,
        _ => DIFFERENT,
    }
}

fn by_date(one: Date, other: Date) -> Level {
    if one == other {
        return SAME;
    }
    let same_year = one.year == other.year;
    if same_year && one.turned() == other {
        return 2;
    }
    match one.slips(other) {
        1 => 3,
        _ if same_year && (one.guessed() || other.guessed()) => 4,
        2 => 5,
        _ if one.year.abs_diff(other.year) <= 1 => 6,
        _ => DIFFERENT,
    }
}
