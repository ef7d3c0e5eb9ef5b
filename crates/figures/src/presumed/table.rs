//! The table of the figure: one number a cell, every margin made from the cells and nothing else.
//!
//! Counts are signed: a cell below zero is damage in what was summed, and must be seen, not rounded away.

use crate::Period;
use danbe_words::{AgeBand, AgencyId, Sex};
use std::collections::{BTreeMap, BTreeSet};

/// The finest class a person is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The agency that registered the person.
    pub agency: AgencyId,
    /// Sex.
    pub sex: Sex,
    /// Age band at contact.
    pub band: AgeBand,
}

impl Cell {
    /// The group the cell belongs to.
    #[must_use]
    pub const fn group(&self) -> Group {
        match (self.band.is_child(), self.sex) {
            (None, _) => Group::AgeUnknown,
            (Some(true), _) => Group::Children,
            (Some(false), Sex::Male) => Group::Men,
            (Some(false), Sex::Female) => Group::Women,
            (Some(false), Sex::Unknown) => Group::AdultsOfUnknownSex,
        }
    }
}

/// How the published reports part persons; every person is in exactly one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Male adults.
    Men,
    /// Female adults.
    Women,
    /// Under eighteen, of any sex (Palermo Protocol, article 3 d).
    Children,
    /// Adults whose sex is unknown.
    AdultsOfUnknownSex,
    /// Persons whose age is unknown, of any sex.
    AgeUnknown,
}

impl Group {
    /// In the order of the tables.
    pub const ALL: &[Self] =
        &[Self::Men, Self::Women, Self::Children, Self::AdultsOfUnknownSex, Self::AgeUnknown];

    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Men => "men",
            Self::Women => "women",
            Self::Children => "children",
            Self::AdultsOfUnknownSex => "adults-unknown-sex",
            Self::AgeUnknown => "age-unknown",
        }
    }
}

/// Persons by sex; unknown is a column, never a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BySex {
    /// Female.
    pub female: i64,
    /// Male.
    pub male: i64,
    /// Unknown.
    pub unknown: i64,
}

impl BySex {
    /// The three together.
    #[must_use]
    pub const fn total(self) -> i64 {
        self.female.saturating_add(self.male).saturating_add(self.unknown)
    }

    const fn add(&mut self, sex: Sex, count: i64) {
        let part = match sex {
            Sex::Female => &mut self.female,
            Sex::Male => &mut self.male,
            Sex::Unknown => &mut self.unknown,
        };
        *part = part.saturating_add(count);
    }
}

/// One agency of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgencyRow {
    /// The agency.
    pub agency: AgencyId,
    /// Its persons.
    pub by_sex: BySex,
}

/// A cell two tables do not agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// The cell.
    pub cell: Cell,
    /// What this table has there.
    pub here: i64,
    /// What the other table has there.
    pub there: i64,
}

/// The figure for one period, as known at one size of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    period: Period,
    as_of: u64,
    cells: BTreeMap<Cell, i64>,
}

impl Table {
    /// A table of these cells; the same cell given twice is summed, empty cells are left out.
    #[must_use]
    pub fn new(period: Period, as_of: u64, counts: impl IntoIterator<Item = (Cell, i64)>) -> Self {
        let mut cells = BTreeMap::new();
        for (cell, count) in counts {
            let held: &mut i64 = cells.entry(cell).or_default();
            *held = held.saturating_add(count);
        }
        cells.retain(|_, count| *count != 0);
        Self { period, as_of, cells }
    }

    /// The period counted.
    #[must_use]
    pub const fn period(&self) -> Period {
        self.period
    }

    /// Lines of the ledger counted from: those with a smaller index.
    #[must_use]
    pub const fn as_of(&self) -> u64 {
        self.as_of
    }

    /// Every cell that is not zero.
    pub fn cells(&self) -> impl Iterator<Item = (Cell, i64)> {
        self.cells.iter().map(|(cell, count)| (*cell, *count))
    }

    /// One cell.
    #[must_use]
    pub fn cell(&self, cell: &Cell) -> i64 {
        self.cells.get(cell).copied().unwrap_or(0)
    }

    /// Persons in all.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.cells.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Persons by sex, all agencies together.
    #[must_use]
    pub fn by_sex(&self) -> BySex {
        let mut sums = BySex::default();
        self.cells().for_each(|(cell, count)| sums.add(cell.sex, count));
        sums
    }

    /// Persons by agency and sex, in the order of the agencies' ids.
    #[must_use]
    pub fn by_agency(&self) -> Vec<AgencyRow> {
        let mut sums: BTreeMap<AgencyId, BySex> = BTreeMap::new();
        for (cell, count) in self.cells() {
            sums.entry(cell.agency).or_default().add(cell.sex, count);
        }
        sums.into_iter().map(|(agency, by_sex)| AgencyRow { agency, by_sex }).collect()
    }

    /// Persons by group: always every group, in the order of [`Group::ALL`].
    #[must_use]
    pub fn by_group(&self) -> Vec<(Group, i64)> {
        let sum = |group: Group| {
            let own = self.cells().filter(|(cell, _)| cell.group() == group);
            own.fold(0_i64, |sum, (_, count)| sum.saturating_add(count))
        };
        Group::ALL.iter().map(|group| (*group, sum(*group))).collect()
    }

    /// Whether every way to cut the table gives this total.
    #[must_use]
    pub fn adds_up_to(&self, total: i64) -> bool {
        let agencies = self.by_agency().iter().fold(0_i64, |sum, row| sum.saturating_add(row.by_sex.total()));
        let groups = self.by_group().iter().fold(0_i64, |sum, (_, count)| sum.saturating_add(*count));
        [self.total(), self.by_sex().total(), agencies, groups].iter().all(|sum| *sum == total)
    }

    /// The cells the other table does not agree on, in order; none when the two are equal cell by cell.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let both: BTreeSet<&Cell> = self.cells.keys().chain(other.cells.keys()).collect();
        let compared = both.into_iter().map(|cell| Difference {
            cell: *cell,
            here: self.cell(cell),
            there: other.cell(cell),
        });
        compared.filter(|it| it.here != it.there).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(agency: u8, sex: Sex, band: AgeBand) -> Cell {
        Cell { agency: AgencyId::from_bytes([agency; 16]), sex, band }
    }

    fn table(counts: &[(Cell, i64)]) -> Table {
        Table::new(Period::Year(2024), 9, counts.iter().copied())
    }

    #[test]
    fn every_sex_and_band_stands_in_one_group() {
        let every = |sex: Sex| AgeBand::ALL.iter().map(move |band| cell(1, sex, *band).group());
        let all: Vec<Group> = Sex::ALL.iter().flat_map(|sex| every(*sex)).collect();
        let count = |group| all.iter().filter(|it| **it == group).count();
        assert_eq!(Group::ALL.iter().map(|group| count(*group)).collect::<Vec<_>>(), [3, 3, 9, 3, 3]);
    }

    #[test]
    fn unknown_has_its_place_even_when_nobody_stands_there() {
        let table = table(&[(cell(1, Sex::Female, AgeBand::Y18), 5)]);
        assert_eq!(table.by_sex(), BySex { female: 5, male: 0, unknown: 0 });
        assert_eq!(table.by_group().len(), Group::ALL.len());
        assert!(table.adds_up_to(5) && !table.adds_up_to(4));
    }

    #[test]
    fn two_tables_differ_by_cells_not_by_totals() {
        let (here, there) = (cell(1, Sex::Female, AgeBand::Y18), cell(1, Sex::Male, AgeBand::Y18));
        let (one, other) = (table(&[(here, 1)]), table(&[(there, 1)]));
        assert_eq!(one.total(), other.total());
        let found = one.differences(&other);
        assert_eq!(
            found,
            [Difference { cell: here, here: 1, there: 0 }, Difference { cell: there, here: 0, there: 1 }]
        );
        assert_eq!(one.differences(&one), []);
    }

    #[test]
    fn a_cell_left_empty_is_no_cell_and_one_below_zero_is_seen() {
        let (left, below) = (cell(1, Sex::Female, AgeBand::Y18), cell(2, Sex::Male, AgeBand::Y0));
        let table = table(&[(left, 1), (left, -1), (below, -1)]);
        assert_eq!(table.cells().collect::<Vec<_>>(), [(below, -1)]);
        assert_eq!(table.total(), -1);
    }
}
