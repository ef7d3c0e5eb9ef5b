//! What holds for every ledger one could write: parts add up, the past stays said, both ways to count agree.

use super::samples::{corrects, event, registers};
use super::{Cell, Change, Person, Table, Tally, deltas, read};
use crate::Period;
use danbe_words::{AgeBand, Event, Sex};
use proptest::prelude::*;
use std::collections::BTreeMap;

const MONTHS: [&str; 4] = ["2023-12", "2024-01", "2024-03", "2024-12"];

fn code<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

fn tag() -> impl Strategy<Value = String> {
    (0_u8..12).prop_map(|n| format!("t{n}"))
}

fn any_event() -> impl Strategy<Value = Event> {
    let register = (tag(), 1_u8..4, code(&MONTHS), code(Sex::ALL), code(AgeBand::ALL))
        .prop_map(|(tag, agency, month, sex, band)| registers(&tag, agency, month, sex, band));
    let sex = (tag(), code(Sex::ALL)).prop_map(|(tag, sex)| corrects(&tag, Change::Sex(sex)));
    let band = (tag(), code(AgeBand::ALL)).prop_map(|(tag, band)| corrects(&tag, Change::Band(band)));
    let month = (tag(), code(&MONTHS))
        .prop_filter_map("a month", |(tag, month)| Some(corrects(&tag, Change::Month(month.parse().ok()?))));
    let other = Just(event("cases.open", Some("t1"), &[]));
    prop_oneof![3 => register, 2 => sex, 2 => band, 1 => month, 1 => other]
}

fn ledger() -> impl Strategy<Value = Vec<Event>> {
    proptest::collection::vec(any_event(), 0..60)
}

fn any_period() -> impl Strategy<Value = Period> {
    let month = code(&MONTHS).prop_filter_map("a month", |month| month.parse().ok());
    prop_oneof![Just(Period::Year(2024)), month.prop_map(Period::Month)]
}

fn counted<'e>(events: impl IntoIterator<Item = &'e Event>, as_of: u64, period: Period) -> Table {
    let mut tally = Tally::new(as_of);
    (0..).zip(events).for_each(|(index, event)| tally.hear(index, event));
    assert_eq!(tally.unreadable(), []);
    tally.table(period)
}

/// The page's way: deltas written beside each line, summed over the lines before `as_of`.
fn summed(events: &[Event], as_of: u64, period: Period) -> Table {
    let mut held: BTreeMap<&str, Person> = BTreeMap::new();
    let mut kept: Vec<(u64, Person, i64)> = Vec::new();
    for (index, event) in (0..).zip(events) {
        let Ok(Some(heard)) = read(event) else { continue };
        let before = held.get(heard.tag()).copied();
        kept.extend(deltas(before, &heard).into_iter().map(|delta| (index, delta.person, delta.by)));
        heard.after(before).map(|after| held.insert(heard.tag(), after));
    }
    let own = kept.iter().filter(|(index, person, _)| *index < as_of && period.holds(person.month));
    Table::new(period, as_of, own.map(|(_, person, by)| (person.cell, *by)))
}

proptest! {
    #[test]
    fn parts_add_up_to_the_persons_heard_of(events in ledger(), period in any_period()) {
        let table = counted(&events, u64::MAX, period);
        // Where each person stands at the end: her first registration, then every month said since.
        let mut stands: BTreeMap<&str, bool> = BTreeMap::new();
        for event in &events {
            let held = event.facts.get("month").and_then(|month| month.parse().ok());
            let held = held.map(|month| period.holds(month));
            let tag = event.tag.as_deref().unwrap_or_default();
            match (event.kind.as_str(), held) {
                (super::REGISTER, Some(held)) => {
                    stands.entry(tag).or_insert(held);
                }
                (super::ANSWER, Some(held)) => {
                    stands.entry(tag).and_modify(|stands| *stands = held);
                }
                _ => {}
            }
        }
        let persons = stands.values().filter(|held| **held).count();
        prop_assert!(table.adds_up_to(i64::try_from(persons).unwrap_or(-1)));
        prop_assert!(table.cells().all(|(_, count)| count > 0));
    }

    #[test]
    fn as_of_n_is_the_count_of_the_first_n_lines(events in ledger(), n in 0_usize..70, period in any_period()) {
        let n = n.min(events.len());
        let known = counted(&events, n as u64, period);
        prop_assert_eq!(known, counted(&events[..n], n as u64, period));
    }

    #[test]
    fn what_was_said_is_never_unsaid(events in ledger(), more in ledger(), period in any_period()) {
        let size = events.len() as u64;
        let later: Vec<Event> = events.iter().chain(&more).cloned().collect();
        prop_assert_eq!(counted(&events, size, period), counted(&later, size, period));
    }

    #[test]
    fn the_sum_of_deltas_and_the_recount_agree_at_every_size(events in ledger(), period in any_period()) {
        for as_of in 0..=events.len() as u64 {
            let (recounted, page) = (counted(&events, as_of, period), summed(&events, as_of, period));
            prop_assert_eq!(recounted.differences(&page), []);
            prop_assert_eq!(recounted, page);
        }
    }

    #[test]
    fn only_the_order_within_one_person_matters(events in ledger(), period in any_period()) {
        let mut by_person: Vec<&Event> = events.iter().collect();
        by_person.sort_by(|a, b| a.tag.cmp(&b.tag));
        prop_assert_eq!(counted(by_person, u64::MAX, period), counted(&events, u64::MAX, period));
    }

    #[test]
    fn the_months_of_a_year_add_up_to_the_year(events in ledger()) {
        let year = counted(&events, u64::MAX, Period::Year(2024));
        let month = |n| danbe_words::Month::new(2024, n).map(Period::Month);
        let months = (1..=12).filter_map(month).map(|month| counted(&events, u64::MAX, month));
        let cells: Vec<(Cell, i64)> = months.flat_map(|table| table.cells().collect::<Vec<_>>()).collect();
        prop_assert_eq!(Table::new(Period::Year(2024), u64::MAX, cells), year);
    }
}
