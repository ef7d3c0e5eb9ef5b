//! Two records become a pattern: for each column, a level between "the same" and "different".

use crate::date::Date;
use crate::index::shared;
use crate::kind::Kind;
use crate::learn::Weights;
use crate::rows::HEAD;
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
#[derive(Debug, Clone)]
pub(crate) struct Comparer<'a> {
    table: &'a Table,
    /// Columns, those quickly compared first; names last, the given one before the family.
    order: Vec<usize>,
    given: Option<usize>,
    family: Option<usize>,
}

impl<'a> Comparer<'a> {
    pub(crate) fn of(table: &'a Table) -> Self {
        let first = |kind| table.columns.iter().position(|values| values.column.kind == kind);
        let cost = |column: &usize| {
            table.columns.get(*column).map_or(0, |values| match values.column.kind {
                Kind::Code => 0,
                Kind::Date => 1,
                Kind::Number => 2,
                Kind::Place => 3,
                Kind::Text => 4,
                Kind::Given => 5,
                Kind::Family => 6,
            })
        };
        let mut order: Vec<usize> = (0..table.columns.len()).collect();
        order.sort_by_key(cost);
        Self { table, order, given: first(Kind::Given), family: first(Kind::Family) }
    }

    pub(crate) const fn table(&self) -> &'a Table {
        self.table
    }

    /// The pattern of two rows.
    pub(crate) fn pattern(&self, one: &[u32], other: &[u32]) -> Pattern {
        let (shared, mut pattern) = (shared(one, other), Pattern::default());
        for (column, values) in self.table.columns.iter().enumerate() {
            let level = if shared >> (HEAD + column) & 1 == 1 {
                SAME
            } else {
                match (place(one, column), place(other, column)) {
                    (0, _) | (_, 0) => MISSING,
                    (a, b) => self.level(values, a, b),
                }
            };
            pattern = pattern.with(column, level);
        }
        self.crossed(pattern, one, other)
    }

    /// The pattern of two rows, unless nothing that letters and dates could still say would bring its weight to `keep`.
    /// Most pairs that meet in an index are strangers: what is missing and what is the same already tells.
    #[inline]
    pub(crate) fn pattern_above(
        &self,
        (one, other): (&[u32], &[u32]),
        shared: u64,
        weights: &Weights,
        keep: f64,
    ) -> Option<Pattern> {
        let (mut pattern, mut open, mut possible) = (Pattern::default(), 0_u32, weights.prior);
        for column in 0..self.table.columns.len() {
            if shared >> (HEAD + column) & 1 == 1 {
                pattern = pattern.with(column, SAME);
                possible += weights.of_same(self.table, column, one);
            } else if place(one, column) != 0 && place(other, column) != 0 {
                open |= 1 << column;
                possible += weights.best(column);
            }
        }
        for column in self.order.iter().copied().filter(|column| open >> column & 1 == 1) {
            if possible < keep {
                return None;
            }
            let Some(values) = self.table.columns.get(column) else { continue };
            let level = self.level(values, place(one, column), place(other, column));
            pattern = pattern.with(column, level);
            // Names that differ may yet turn out to stand in each other's place.
            let at_best = if Some(column) == self.given && level == DIFFERENT { CROSSED } else { level };
            let reached = weights.of_level(column, level).max(weights.of_level(column, at_best));
            possible += reached - weights.best(column);
        }
        Some(self.crossed(pattern, one, other))
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
    fn crossed(&self, pattern: Pattern, one: &[u32], other: &[u32]) -> Pattern {
        let (Some(given), Some(family)) = (self.given, self.family) else { return pattern };
        if pattern.level(given) != DIFFERENT || pattern.level(family) < CROSSED {
            return pattern;
        }
        let Some(names) = self.table.columns.get(given) else { return pattern };
        let alike =
            |a: u32, b: u32| a != 0 && b != 0 && (a == b || (2..=4).contains(&self.level(names, a, b)));
        let straight = alike(place(one, given), place(other, family));
        if straight && alike(place(one, family), place(other, given)) {
            pattern.with(given, CROSSED).with(family, MISSING)
        } else {
            pattern
        }
    }
}

#[inline]
fn place(row: &[u32], column: usize) -> u32 {
    row.get(HEAD + column).copied().unwrap_or(0)
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
