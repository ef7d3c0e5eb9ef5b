//! How far synthetic records are from true ones, order by order. It reads the true ones: what it says stays inside.

use super::records::Records;
use crate::slices::{at, put};
use std::collections::BTreeMap;

/// The distance at one order: over every set of so many columns.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Order {
    /// Columns of a set.
    pub order: usize,
    /// Mean difference of counts over combinations that exist in truth, in persons.
    pub error: f64,
    /// Half the sum of differences of shares, blanks included, a mean over sets of columns.
    pub variation: f64,
    /// Share of true combinations that no synthetic record has.
    pub missing: f64,
    /// Share of synthetic combinations that no true record has.
    pub invented: f64,
    /// True combinations.
    pub combinations: u64,
}

/// The distance at orders one, two and three.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quality {
    /// One entry an order.
    pub orders: Vec<Order>,
}

/// Codes of both in one numbering, zero and blank being 0.
struct Both {
    sizes: Vec<usize>,
    truth: Vec<Vec<u32>>,
    made: Vec<Vec<u32>>,
}

/// Compares records with the same columns. A blank or a zero makes no combination.
#[must_use]
pub fn quality(truth: &Records, made: &Records, most: usize) -> Quality {
    let both = common(truth, made);
    let orders = (1..=most.min(3)).map(|order| measure(&both, order)).collect();
    Quality { orders }
}

fn common(truth: &Records, made: &Records) -> Both {
    let mut both = Both { sizes: Vec::new(), truth: Vec::new(), made: Vec::new() };
    for (place, column) in truth.columns.iter().enumerate() {
        let mut known: BTreeMap<&str, u32> = BTreeMap::from([("", 0), ("0", 0)]);
        let other = made.columns.iter().position(|it| it.name == column.name);
        let labels = other.and_then(|it| made.columns.get(it)).map_or(&[][..], |it| &it.labels);
        for label in column.labels.iter().chain(labels) {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX) - 1;
            known.entry(label).or_insert(next);
        }
        let code = |label: &String| known.get(label.as_str()).copied().unwrap_or(0);
        let renamed = |labels: &[String], codes: Option<&Vec<u16>>| -> Vec<u32> {
            let map: Vec<u32> = labels.iter().map(code).collect();
            codes.map_or(Vec::new(), |codes| codes.iter().map(|it| at(&map, usize::from(*it))).collect())
        };
        both.truth.push(renamed(&column.labels, truth.codes.get(place)));
        both.made.push(renamed(labels, other.and_then(|it| made.codes.get(it))));
        both.sizes.push(known.len().saturating_sub(1));
    }
    both
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn measure(both: &Both, order: usize) -> Order {
    let mut sums = Order { order, ..Order::default() };
    let (mut sets, mut shown, mut missing, mut invented) = (0_u64, 0_u64, 0_u64, 0_u64);
    for set in subsets(both.sizes.len(), order) {
        let (truth, made) = (counts(&both.sizes, &both.truth, &set), counts(&both.sizes, &both.made, &set));
        let rows = |counts: &Counts| counts.iter().map(|it| f64::from(*it.1)).sum::<f64>().max(1.0);
        let (all, own) = (rows(&truth), rows(&made));
        let mut variation = 0.0;
        for (cell, count) in &truth {
            let (count, other) = (f64::from(*count), f64::from(made.get(cell).copied().unwrap_or(0)));
            variation += (count / all - other / own).abs();
            if whole(both, &set, *cell) {
                sums.error += (count - other).abs();
                sums.combinations += 1;
                missing += u64::from(other == 0.0);
            }
        }
        for (cell, count) in &made {
            let new = !truth.contains_key(cell);
            if new {
                variation += f64::from(*count) / own;
            }
            if whole(both, &set, *cell) {
                shown += 1;
                invented += u64::from(new);
            }
        }
        sums.variation += variation / 2.0;
        sets += 1;
    }
    let known = sums.combinations.max(1) as f64;
    sums.error /= known;
    sums.variation /= sets.max(1) as f64;
    sums.missing = missing as f64 / known;
    sums.invented = invented as f64 / shown.max(1) as f64;
    sums
}

/// Rows by combination of codes, in mixed radix.
pub(super) type Counts = std::collections::HashMap<u64, u32>;

/// How often each combination of a set of columns occurs.
pub(super) fn counts<C: Copy + Default>(sizes: &[usize], codes: &[Vec<C>], set: &[usize]) -> Counts
where
    u64: From<C>,
{
    let cells = set.iter().fold(1_u64, |cells, it| cells.saturating_mul(at(sizes, *it) as u64));
    let columns: Vec<(&[C], u64)> =
        set.iter().filter_map(|it| Some((codes.get(*it)?.as_slice(), at(sizes, *it) as u64))).collect();
    let rows = columns.first().map_or(0, |it| it.0.len());
    let cell =
        |row: usize| columns.iter().fold(0, |cell, (codes, size)| cell * size + u64::from(at(codes, row)));
    if cells <= 1 << 22 {
        let mut dense = vec![0_u32; usize::try_from(cells).unwrap_or(0)];
        for row in 0..rows {
            let cell = usize::try_from(cell(row)).unwrap_or(usize::MAX);
            let count = at(&dense, cell) + 1;
            put(&mut dense, cell, count);
        }
        return (0_u64..).zip(dense).filter(|(_, count)| *count > 0).collect();
    }
    let mut sparse = Counts::new();
    for row in 0..rows {
        *sparse.entry(cell(row)).or_default() += 1;
    }
    sparse
}

/// Whether no value of a combination is blank.
fn whole(both: &Both, set: &[usize], mut cell: u64) -> bool {
    set.iter().rev().all(|it| {
        let size = at(&both.sizes, *it).max(1) as u64;
        let own = cell % size;
        cell /= size;
        own != 0
    })
}

/// Every set of so many columns, in order.
pub(super) fn subsets(columns: usize, order: usize) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..order {
        sets = sets
            .into_iter()
            .flat_map(|set| {
                let from = set.last().map_or(0, |it| it + 1);
                (from..columns).map(move |it| set.iter().copied().chain([it]).collect())
            })
            .collect();
    }
    sets
}

/// Mean difference between released counts of so many values and the true ones, over combinations that exist in truth;
/// a count that is not released is taken as zero. A released count is the names of its columns and values, and persons.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
pub fn aggregate_error(truth: &Records, released: &[(Vec<(String, String)>, u64)], order: usize) -> f64 {
    let mut places: BTreeMap<(&str, &str), (usize, u16)> = BTreeMap::new();
    for (place, column) in truth.columns.iter().enumerate() {
        for (code, label) in (0_u16..).zip(&column.labels) {
            places.insert((&column.name, label), (place, code));
        }
    }
    let mut said: BTreeMap<Vec<(usize, u16)>, u64> = BTreeMap::new();
    for (names, count) in released.iter().filter(|it| it.0.len() == order) {
        let find =
            |(column, label): &(String, String)| places.get(&(column.as_str(), label.as_str())).copied();
        if let Some(mut values) = names.iter().map(find).collect::<Option<Vec<_>>>() {
            values.sort_unstable();
            said.insert(values, *count);
        }
    }
    let sizes: Vec<usize> = truth.columns.iter().map(|it| it.labels.len()).collect();
    let (mut error, mut known) = (0.0, 0_u64);
    for set in subsets(truth.columns.len(), order) {
        for (cell, count) in counts(&sizes, &truth.codes, &set) {
            let values = values(&sizes, &set, cell);
            if values
                .iter()
                .all(|(column, code)| truth.columns.get(*column).is_some_and(|it| it.counts(*code)))
            {
                error += (f64::from(count) - said.get(&values).copied().unwrap_or(0) as f64).abs();
                known += 1;
            }
        }
    }
    error / known.max(1) as f64
}

/// The values of a combination in mixed radix.
pub(super) fn values(sizes: &[usize], set: &[usize], mut cell: u64) -> Vec<(usize, u16)> {
    let mut values: Vec<(usize, u16)> = set
        .iter()
        .rev()
        .map(|column| {
            let size = at(sizes, *column).max(1) as u64;
            let code = cell % size;
            cell /= size;
            (*column, u16::try_from(code).unwrap_or(0))
        })
        .collect();
    values.reverse();
    values
}
