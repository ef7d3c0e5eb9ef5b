//! Counting by hand: events in the order of the ledger, each person remembered, no sum kept.
//!
//! Deliberately another way than the page's sums of deltas: the two agree, or something is wrong.

use super::heard::{Person, Unreadable, read};
use super::table::Table;
use crate::Period;
use danbe_words::Event;
use std::collections::BTreeMap;

/// A recount in progress, as known at one size of the ledger.
#[derive(Debug, Clone)]
pub struct Tally {
    as_of: u64,
    next: u64,
    persons: BTreeMap<String, Person>,
    unreadable: Vec<(u64, Unreadable)>,
}

impl Tally {
    /// Will hear the events of the first `as_of` lines.
    #[must_use]
    pub const fn new(as_of: u64) -> Self {
        Self { as_of, next: 0, persons: BTreeMap::new(), unreadable: Vec::new() }
    }

    /// Hears the event of line `index`. Later lines than `as_of` are not heard; an event that comes after a
    /// later one, or that should count and does not read, is noted and changes nothing.
    pub fn hear(&mut self, index: u64, event: &Event) {
        if index >= self.as_of {
            return;
        }
        if index < self.next {
            return self.unreadable.push((index, Unreadable { part: "order" }));
        }
        self.next = index + 1;
        match read(event) {
            Ok(None) => {}
            Ok(Some(heard)) => {
                let before = self.persons.get(heard.tag()).copied();
                if let Some(after) = heard.after(before) {
                    self.persons.insert(heard.tag().to_owned(), after);
                }
            }
            Err(unreadable) => self.unreadable.push((index, unreadable)),
        }
    }

    /// The figure for a period, from what was heard.
    #[must_use]
    pub fn table(&self, period: Period) -> Table {
        let own = self.persons.values().filter(|person| period.holds(person.month));
        Table::new(period, self.as_of, own.map(|person| (person.cell, 1)))
    }

    /// Lines that should have counted and could not.
    #[must_use]
    pub fn unreadable(&self) -> &[(u64, Unreadable)] {
        &self.unreadable
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{corrects, event, registers};
    use super::super::{BySex, Change, Group};
    use super::*;
    use danbe_words::{AgeBand, Sex};

    const MARCH: &str = "2024-03";

    fn heard(as_of: u64, events: &[Event]) -> Tally {
        let mut tally = Tally::new(as_of);
        (0..).zip(events).for_each(|(index, event)| tally.hear(index, event));
        tally
    }

    fn year() -> Period {
        Period::Year(2024)
    }

    #[test]
    fn a_correction_moves_the_person_from_its_line_on() {
        let events = [
            registers("a", 1, MARCH, Sex::Unknown, AgeBand::Unknown),
            registers("b", 2, MARCH, Sex::Male, AgeBand::Y30),
            corrects("a", Change::Sex(Sex::Female)),
            corrects("a", Change::Band(AgeBand::Y15)),
        ];
        let groups = |as_of| heard(as_of, &events).table(year()).by_group();
        let some = |found: Vec<(Group, i64)>| found.into_iter().filter(|(_, n)| *n > 0).collect::<Vec<_>>();
        assert_eq!(some(groups(1)), [(Group::AgeUnknown, 1)]);
        assert_eq!(some(groups(3)), [(Group::Men, 1), (Group::AgeUnknown, 1)]);
        assert_eq!(some(groups(4)), [(Group::Men, 1), (Group::Children, 1)]);
        let sexes = heard(3, &events).table(year()).by_sex();
        assert_eq!(sexes, BySex { female: 1, male: 1, unknown: 0 });
    }

    #[test]
    fn who_was_never_registered_cannot_be_corrected_into_the_table() {
        let tally = heard(9, &[corrects("nobody", Change::Sex(Sex::Male))]);
        assert_eq!(tally.table(year()).total(), 0);
    }

    #[test]
    fn a_person_registered_twice_is_counted_once_where_she_was_first() {
        let twice = [
            registers("a", 1, MARCH, Sex::Female, AgeBand::Y18),
            registers("a", 2, "2024-04", Sex::Female, AgeBand::Y18),
        ];
        let tally = heard(9, &twice);
        assert_eq!(tally.table(year()).total(), 1);
        assert!(MARCH.parse().is_ok_and(|march| tally.table(Period::Month(march)).total() == 1));
    }

    #[test]
    fn what_cannot_be_counted_is_told_with_its_line() {
        let mut spoiled = registers("a", 1, MARCH, Sex::Female, AgeBand::Y18);
        spoiled.facts.insert("sex".into(), "?".into());
        let mut tally = heard(9, &[event("posts.found", None, &[]), spoiled]);
        tally.hear(0, &registers("b", 1, MARCH, Sex::Female, AgeBand::Y18));
        let parts: Vec<_> = tally.unreadable().iter().map(|(index, why)| (*index, why.part)).collect();
        assert_eq!(parts, [(1, "sex"), (0, "order")]);
        assert_eq!(tally.table(year()).total(), 0);
    }

    #[test]
    fn the_month_is_that_of_first_contact_whenever_it_was_written() {
        let late = [registers("a", 1, "2023-11", Sex::Female, AgeBand::Y18)];
        assert_eq!(heard(9, &late).table(year()).total(), 0);
        assert_eq!(heard(9, &late).table(Period::Year(2023)).total(), 1);
    }
}
