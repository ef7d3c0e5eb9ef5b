//! What a statistics office counted on its desk, in memory only: what opened, what did not and why, what was held back.

use super::extract::read;
use crate::referrals::package::Opened;
use danbe_words::{BasisId, FileKind, Moment, Purpose, Section};

/// An extract that opened.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Counted {
    basis: BasisId,
    at: Moment,
    kind: FileKind,
    said: Vec<(&'static str, String)>,
}

/// What was handed out, opened and counted so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    counted: Vec<Counted>,
    /// How many the server held back.
    pub held: u32,
    /// Why one was not counted, in the order they came: the word is `extract-not-<why>`.
    pub refused: Vec<&'static str>,
}

/// One table: what each value of an answer counts, by sex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The answer.
    pub answer: &'static str,
    /// Value, then women, men, unknown.
    pub rows: Vec<(String, [u32; 3])>,
}

impl Tally {
    /// Counts a package that opened here: for statistics, of codes alone, and once. Of two on one basis the newer counts.
    pub fn count(&mut self, opened: &Opened) {
        let manifest = &opened.manifest;
        let said = match (manifest.terms.purpose, opened.sections.as_slice()) {
            (Purpose::Statistics, [(Section::Extract, shared)]) => read(manifest.kind, shared),
            _ => None,
        };
        let Some(said) = said else { return self.refused.push("coded") };
        let one = Counted { basis: manifest.terms.id, at: Moment(manifest.at), kind: manifest.kind, said };
        match self.counted.iter_mut().find(|known| known.basis == one.basis) {
            None => self.counted.push(one),
            Some(known) => {
                if one.at > known.at {
                    *known = one;
                }
                self.refused.push("twice");
            }
        }
    }

    /// How many were opened and counted, of a kind of file: the two are never added together.
    #[must_use]
    pub fn opened(&self, kind: FileKind) -> usize {
        self.counted.iter().filter(|one| one.kind == kind).count()
    }

    /// The tables of a kind of file, one an answer, in the order of the extract.
    #[must_use]
    pub fn tables(&self, kind: FileKind) -> Vec<Table> {
        let mut tables: Vec<Table> = Vec::new();
        for one in self.counted.iter().filter(|one| one.kind == kind) {
            let sex = one.said.iter().find(|(answer, _)| *answer == "sex").map_or("", |(_, value)| value);
            let column = ["female", "male"].iter().position(|known| *known == sex).unwrap_or(2);
            for (answer, value) in one.said.iter().filter(|(answer, _)| *answer != "sex") {
                let place = tables.iter().position(|table| table.answer == *answer).unwrap_or(tables.len());
                if place == tables.len() {
                    tables.push(Table { answer, rows: Vec::new() });
                }
                if let Some(table) = tables.get_mut(place) {
                    table.add(value, column);
                }
            }
        }
        for table in &mut tables {
            table.rows.sort_by_cached_key(|(value, _)| {
                (value.parse::<u8>().map_or(u16::MAX, u16::from), value.clone())
            });
        }
        tables
    }
}

impl Table {
    fn add(&mut self, value: &str, column: usize) {
        let place = self.rows.iter().position(|(known, _)| known == value).unwrap_or(self.rows.len());
        if place == self.rows.len() {
            self.rows.push((value.to_owned(), [0; 3]));
        }
        if let Some(cell) = self.rows.get_mut(place).and_then(|(_, cells)| cells.get_mut(column)) {
            *cell += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(basis: u8, sex: &str, age: &str) -> Counted {
        Counted {
            basis: BasisId::from_bytes([basis; 16]),
            at: Moment(0),
            kind: FileKind::Trafficking,
            said: vec![("sex", sex.to_owned()), ("age", age.to_owned())],
        }
    }

    #[test]
    fn ages_stand_in_their_order_and_kinds_apart() {
        let mut tally = Tally::default();
        for (basis, sex, age) in
            [(1, "female", "9"), (2, "male", "23"), (3, "unknown", "unknown"), (4, "female", "23")]
        {
            tally.counted.push(one(basis, sex, age));
        }
        tally.counted.push(Counted { kind: FileKind::Smuggling, ..one(5, "male", "23") });
        let ages = tally.tables(FileKind::Trafficking).remove(0);
        let rows = [("9", [1, 0, 0]), ("23", [1, 1, 0]), ("unknown", [0, 0, 1])];
        assert_eq!(ages.rows, rows.map(|(value, cells)| (value.to_owned(), cells)));
        assert_eq!((tally.opened(FileKind::Trafficking), tally.opened(FileKind::Smuggling)), (4, 1));
    }
}
