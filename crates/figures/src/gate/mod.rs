//! The gate of official tables: what of a counted figure may be said, and how many are hidden.
//!
//! Counts of persons below [`MIN_CELL`] are hidden, and with them what would give them away; sums are kept; what
//! leaves was attacked first by a program that knows only what leaves. Counts of files, events, sessions,
//! participants and listeners are of no protected person: they pass as they are.
//!
//! A figure is also attacked together with what has left of the same persons under other definitions ([`beside`]).
//!
//! Published year by year alone: a year beside eleven of its months would give the twelfth.

use crate::counts::{Definition, Figure};
use crate::tables::{
    Dimension, Effort, Knowledge, Release, Rule, Shown, Table, TableError, Zeros, audit, protect,
};
use danbe_words::Unit;
use std::collections::BTreeMap;

mod beside;

pub use beside::beside;

/// Breakdown, category, and the number where it is shown.
pub type Cell = (String, String, Option<u64>);

/// A figure as it was said: its definition and its cells, the total (both names empty) among them.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// What was counted.
    pub definition: &'a Definition,
    /// What was shown of it.
    pub cells: &'a [Cell],
}

impl Said<'_> {
    /// The total, where it is shown.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.cells.iter().find(|(breakdown, ..)| breakdown.is_empty()).and_then(|(.., number)| *number)
    }
}

/// The smallest count of persons an official table shows.
pub const MIN_CELL: u64 = 11;

/// What may be said of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Official {
    /// Breakdown, category and number, the total (both empty) first; `None` where the number is hidden.
    pub cells: Vec<Cell>,
    /// Cells hidden because they are small.
    pub small: usize,
    /// Cells hidden to protect those.
    pub others: usize,
    /// Breakdowns withheld because another published figure would give somebody away with them.
    pub withheld: Vec<String>,
}

impl Official {
    /// How many cells are hidden.
    #[must_use]
    pub const fn hidden(&self) -> usize {
        self.small + self.others
    }
}

/// A figure of the whole country as it may be published: its total, and each of its breakdowns.
///
/// # Errors
/// [`TableError`] when a breakdown cannot be protected, or a count is negative.
pub fn official(definition: &Definition, figure: &Figure) -> Result<Official, TableError> {
    let total = whole(figure.total)?;
    let mut said = Official::default();
    said.cells.push((String::new(), String::new(), Some(total)));
    let exact = figure.unit != Unit::Person;
    let small = !exact && total > 0 && total < MIN_CELL;
    if small {
        said.small = 1;
        said.cells = vec![(String::new(), String::new(), None)];
    }
    for breakdown in &definition.breakdowns {
        let mut counts = BTreeMap::new();
        for category in breakdown.categories() {
            let count = whole(figure.cell(&breakdown.code, &category.code))?;
            counts.insert(category.code.as_str(), count);
        }
        let codes: Vec<&str> = breakdown.categories().iter().map(|it| it.code.as_str()).collect();
        let shown: Vec<Option<u64>> = if exact || total == 0 {
            codes.iter().map(|code| counts.get(code).copied()).collect()
        } else if small {
            codes.iter().map(|_| None).collect()
        } else {
            one_way(&codes, &counts)?
        };
        for (code, number) in codes.iter().zip(shown) {
            if number.is_none() {
                let is_small = counts.get(code).is_some_and(|count| *count < MIN_CELL);
                if is_small { said.small += 1 } else { said.others += 1 }
            }
            said.cells.push((breakdown.code.clone(), (*code).to_owned(), number));
        }
    }
    Ok(said)
}

fn whole(count: i64) -> Result<u64, TableError> {
    u64::try_from(count).map_err(|_| TableError::Rule("un effectif est négatif"))
}

/// One breakdown under its shown total. An empty category of a whole country says nothing about anybody: it is shown.
fn one_way(codes: &[&str], counts: &BTreeMap<&str, u64>) -> Result<Vec<Option<u64>>, TableError> {
    let mut table = Table::new(vec![Dimension::new("category", codes.iter().copied())])?;
    for (code, count) in counts {
        let node = table.dimensions().first().and_then(|it| it.node(code)).unwrap_or(0);
        let cell = table.cell(&[node]);
        table.add(cell, *count);
    }
    let rule = Rule { min_cell: MIN_CELL, zeros: Zeros::Shown, keep_total: true };
    match passed(table.clone(), &rule) {
        Ok(release) => Ok(codes.iter().map(|code| number(&release, &[code])).collect()),
        // The total stands alone when nothing under it can be covered.
        Err(TableError::Unprotectable(_)) => Ok(codes.iter().map(|_| None).collect()),
        Err(error) => Err(error),
    }
}

/// The number of a path in each dimension, where it is shown.
fn number(release: &Release, path: &[&str]) -> Option<u64> {
    let dimensions = release.shape.dimensions().iter();
    let nodes: Option<Vec<usize>> = dimensions.zip(path).map(|(it, label)| it.node(label)).collect();
    match release.shown(release.shape.cell(&nodes?)) {
        Shown::Count(count) => Some(count),
        _ => None,
    }
}

/// A table through the gate: protected, then attacked with nothing but what leaves.
///
/// # Errors
/// [`TableError`]; also when the attack finds a cell, in which case nothing leaves.
pub fn passed(table: Table, rule: &Rule) -> Result<Release, TableError> {
    let release = protect(table, rule, Effort::Best, &mut |_, _| {})?.release();
    let found = audit(&release, &Knowledge::default(), rule.min_cell, &mut |_, _| {})?;
    if found.recovered.is_empty() && found.narrowed.is_empty() {
        Ok(release)
    } else {
        Err(TableError::Rule("l’attaque retrouve une case masquée"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::{Drafted, Entry, Parts};
    use danbe_words::{Month, ServiceKind};

    fn definition(unit: Unit) -> Definition {
        let drafted = Drafted {
            title: "Victimes",
            unit,
            stage: None,
            says: "x",
            rule: "x",
            breakdowns: if unit.is_of_people() { "groupe" } else { "Issue : ouvert, clos, joint" },
            kinds: vec![ServiceKind::Shelter],
            from: Month::new(2024, 1).unwrap(),
            measures: "",
            agenda: None,
        };
        Definition::meant(&drafted, "victimes", 1).unwrap()
    }

    fn said(unit: Unit, counts: [u64; 4]) -> Official {
        let definition = definition(unit);
        let code = definition.breakdowns[0].code.clone();
        let counts_given = counts.iter().copied().map(Some).collect();
        let parts = Parts { breakdown: code, counts: counts_given, percents: vec![] };
        let entry = Entry { total: Some(counts.iter().sum()), parts: vec![parts] };
        official(&definition, &Figure::of(&definition, &entry)).unwrap()
    }

    fn numbers(said: &Official) -> Vec<Option<u64>> {
        said.cells.iter().map(|(.., number)| *number).collect()
    }

    #[test]
    fn a_large_table_passes_whole_and_its_empty_unknown_is_shown() {
        let all = said(Unit::Person, [42, 250, 337, 0]);
        assert_eq!(numbers(&all), [Some(629), Some(42), Some(250), Some(337), Some(0)]);
        assert_eq!(all.hidden(), 0);
    }

    /// UNODC prints "<5" girls beside 20 and 19: whoever subtracts reads 1.
    #[test]
    fn the_subtraction_that_undoes_the_unodc_table_finds_nothing_in_ours() {
        for counts in [[1, 19, 5, 0], [1, 19, 0, 0], [3, 40, 40, 2], [10, 11, 12, 13]] {
            let out = said(Unit::Person, counts);
            let total: u64 = counts.iter().sum();
            let cells: Vec<Option<u64>> = numbers(&out)[1..].to_vec();
            for (count, shown) in counts.iter().zip(&cells) {
                assert!(shown.is_none() || *count == 0 || *count >= MIN_CELL, "{counts:?}: {cells:?}");
            }
            let hidden: Vec<u64> =
                counts.iter().zip(&cells).filter(|it| it.1.is_none()).map(|it| *it.0).collect();
            assert_ne!(hidden.len(), 1, "{counts:?}: one hidden cell is the total less the others");
            assert!(hidden.is_empty() || hidden.iter().sum::<u64>() > *hidden.iter().max().unwrap());
            assert_eq!(numbers(&out)[0], Some(total), "the total is kept");
            assert_eq!(out.hidden(), hidden.len());
        }
    }

    proptest::proptest! {
        #[test]
        fn each_number_that_leaves_and_what_it_leaves_of_the_total_are_eleven_or_nobody(
            counts in proptest::array::uniform4(proptest::sample::select(vec![0_u64, 1, 2, 5, 9, 10, 11, 12, 20, 40, 300])),
        ) {
            let total: u64 = counts.iter().sum();
            let all = numbers(&said(Unit::Person, counts));
            proptest::prop_assert_eq!(all[0].is_some(), total == 0 || total >= MIN_CELL);
            for number in all.into_iter().flatten() {
                for count in [number, total - number] {
                    proptest::prop_assert!(count == 0 || count >= MIN_CELL, "{:?}", counts);
                }
            }
        }
    }

    #[test]
    fn a_small_total_hides_everything() {
        let out = said(Unit::Person, [3, 4, 2, 0]);
        assert_eq!(numbers(&out), [None; 5]);
        assert_eq!(numbers(&said(Unit::Person, [0; 4])), [Some(0); 5]);
    }

    #[test]
    fn eight_convictions_are_events_and_pass() {
        assert_eq!(numbers(&said(Unit::Event, [8, 0, 0, 0])), [Some(8), Some(8), Some(0), Some(0), Some(0)]);
    }

    #[test]
    fn a_negative_sum_is_an_error_and_not_a_number() {
        let definition = definition(Unit::Person);
        let mut figure = Figure::nothing(&definition);
        figure.total = -1;
        assert!(official(&definition, &figure).is_err());
    }
}
