//! Two tables of one population: what one hides, the other may give away.
//!
//! UNODC prints 20 females, 19 women and "<5" girls: whoever subtracts reads one girl. The same happens across two
//! definitions when one is cut by sex and the other by men, women and children. Persons of one stage and one year are
//! therefore taken for one population as soon as the totals agree, and what leaves is attacked together with what has
//! left: sex, group and age are sums over the same nine kinds of persons. Where totals differ, one population may lie
//! within the other: a small difference between two shown numbers is then a small number of persons.
//!
//! An earlier entry of the same figure is one a reader has kept: the difference to its correction is a table of those
//! who were added or taken away. Their number is said, since a figure is corrected for that; a breakdown whose change
//! would say who a few of them are is withheld from the correction.
//!
//! Not covered: a subset across stages (presumed less identified), and what somebody knows of one service.

use super::{MIN_CELL, Official, Said};
use crate::counts::Definition;
use crate::tables::{TableError, audit_sums};
use danbe_words::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// Men, women, unknown; within each children, adults, unknown.
const KINDS: usize = 9;

/// A figure beside others of its year, earlier entries of its own among them (the same code): breakdowns that would give
/// somebody away together with them are withheld.
///
/// # Errors
/// [`TableError::Rule`] when its total alone does; the solver's.
pub fn beside(definition: &Definition, own: Official, others: &[Said]) -> Result<Official, TableError> {
    let near = |it: &&Said| {
        it.definition.unit == Unit::Person
            && (it.definition.stage == definition.stage || it.definition.code == definition.code)
    };
    let others: Vec<&Said> = others.iter().filter(near).collect();
    if definition.unit != Unit::Person || others.is_empty() {
        return Ok(own);
    }
    let codes: Vec<&str> = definition.breakdowns.iter().map(|it| it.code.as_str()).collect();
    let said = Said { definition, cells: &own.cells };
    let moved: Vec<&str> = codes
        .iter()
        .copied()
        .filter(|code| others.iter().any(|it| is_of(it, &said) && changes_tell(code, &said, it)))
        .collect();
    let alone = codes.iter().map(|code| vec![*code]);
    for more in std::iter::once(Vec::new()).chain(alone).chain(std::iter::once(codes.clone())) {
        let withheld: Vec<&str> =
            codes.iter().copied().filter(|it| moved.contains(it) || more.contains(it)).collect();
        let out = own.without(&withheld);
        if safe(&Said { definition, cells: &out.cells }, &others)? {
            return Ok(out);
        }
    }
    Err(TableError::Rule("à côté d’un chiffre déjà publié, le total dirait un petit effectif"))
}

impl Official {
    /// The same with every cell of some breakdowns hidden.
    fn without(&self, withheld: &[&str]) -> Self {
        let mut out = self.clone();
        for (breakdown, _, number) in &mut out.cells {
            if withheld.contains(&breakdown.as_str()) && number.take().is_some() {
                out.others += 1;
            }
        }
        out.withheld = withheld.iter().map(|code| (*code).to_owned()).collect();
        out
    }
}

fn safe(own: &Said, others: &[&Said]) -> Result<bool, TableError> {
    let mut apart = others.iter().filter(|it| !is_of(it, own));
    if own.definition.stage.is_some() && apart.any(|other| differs_by_few(own, other)) {
        return Ok(false);
    }
    let same: Vec<&Said> = others.iter().copied().filter(|it| it.total() == own.total()).collect();
    let mut sets: Vec<Vec<&Said>> = same.iter().map(|other| vec![own, other]).collect();
    if same.len() > 1 {
        sets.push(std::iter::once(own).chain(same).collect());
    }
    for tables in sets {
        let names = tables.iter().flat_map(|it| it.cells.iter().map(|(breakdown, ..)| family(breakdown)));
        for family in names.filter(|it| !it.is_empty()).collect::<BTreeSet<&str>>() {
            if !holds(family, &tables)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Whether both are entries of one figure.
fn is_of(one: &Said, other: &Said) -> bool {
    one.definition.code == other.definition.code
}

/// Whether a breakdown, beside what an earlier entry of the figure said, tells who a few of those are who were added or
/// taken away: a number shown twice, or what stays hidden, changed by a few; or the two hide other cells of nearly as
/// many persons, so that each completes the other.
fn changes_tell(breakdown: &str, own: &Said, earlier: &Said) -> bool {
    let cells = |said: &Said| -> BTreeMap<String, Option<u64>> {
        let of = said.cells.iter().filter(|(it, ..)| it == breakdown);
        of.map(|(_, category, number)| (category.clone(), *number)).collect()
    };
    let (here, there) = (cells(own), cells(earlier));
    if here.values().all(Option::is_none) || there.values().all(Option::is_none) {
        return false;
    }
    let few = |(here, there): (u64, u64)| (1..MIN_CELL).contains(&here.abs_diff(there));
    let both = here.iter().filter_map(|(name, number)| number.zip(there.get(name).copied().flatten()));
    if both.into_iter().any(few) {
        return true;
    }
    let shown = |cells: &BTreeMap<String, Option<u64>>| -> Vec<String> {
        cells.iter().filter(|it| it.1.is_some()).map(|it| it.0.clone()).collect()
    };
    let Some(totals) = own.total().zip(earlier.total()) else { return false };
    if shown(&here) != shown(&there) {
        return totals.0.abs_diff(totals.1) < MIN_CELL;
    }
    let rest = |total: u64, cells: &BTreeMap<String, Option<u64>>| {
        total.saturating_sub(cells.values().flatten().sum())
    };
    few((rest(totals.0, &here), rest(totals.1, &there)))
}

/// Two shown numbers that are a few persons apart.
fn differs_by_few(own: &Said, other: &Said) -> bool {
    own.cells.iter().any(|(breakdown, category, number)| {
        let there = other.cells.iter().find(|(b, c, _)| (b, c) == (breakdown, category));
        let pair = number.zip(there.and_then(|(.., number)| *number));
        pair.is_some_and(|(here, there)| (1..MIN_CELL).contains(&here.abs_diff(there)))
    })
}

/// Breakdowns that cut the same persons by the same things.
fn family(breakdown: &str) -> &str {
    if matches!(breakdown, "sex" | "group" | "age") { "people" } else { breakdown }
}

/// The kinds of persons a category is made of.
fn kinds(breakdown: &str, category: &str) -> Option<Vec<usize>> {
    let row = |sex: usize| (0..3).map(|age| sex * 3 + age).collect();
    let column = |age: usize| (0..3).map(|sex| sex * 3 + age).collect();
    Some(match (breakdown, category) {
        ("sex", "male") => row(0),
        ("sex", "female") => row(1),
        ("sex", "unknown") => row(2),
        ("age" | "group", "children") => column(0),
        ("age", "adults") => column(1),
        ("age", "unknown") => column(2),
        ("group", "men") => vec![1],
        ("group", "women") => vec![4],
        ("group", "unknown") => vec![7, 2, 5, 8],
        _ => return None,
    })
}

/// Whether no small number of persons follows from what the tables show of a family.
fn holds(family_name: &str, tables: &[&Said]) -> Result<bool, TableError> {
    let people = family_name == "people";
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sums: Vec<(Vec<usize>, Option<u64>)> = Vec::new();
    for (breakdown, category, number) in tables.iter().flat_map(|it| it.cells) {
        if family(breakdown) != family_name {
            continue;
        }
        let next = places.len();
        let atoms = if people {
            kinds(breakdown, category).ok_or(TableError::Rule("une modalité de personnes est inconnue"))?
        } else {
            vec![*places.entry(category).or_insert(next)]
        };
        sums.push((atoms, *number));
    }
    let atoms = if people { KINDS } else { places.len() };
    let mut known: Vec<(Vec<usize>, u64)> =
        sums.iter().filter_map(|(sum, it)| Some((sum.clone(), (*it)?))).collect();
    known.extend(tables.first().and_then(|it| it.total()).map(|total| ((0..atoms).collect(), total)));
    let mut asked: Vec<Vec<usize>> = (0..atoms).map(|atom| vec![atom]).collect();
    asked.extend(sums.into_iter().map(|(sum, _)| sum));
    // Numbers that contradict each other are of two populations, however their totals agree.
    let Some(found) = audit_sums(atoms, &known, &asked, MIN_CELL)? else { return Ok(true) };
    let small = found.recovered.iter().any(|it| (1..MIN_CELL).contains(&it.bounds.least));
    Ok(!small && found.narrowed.is_empty())
}

#[cfg(test)]
mod tests;
