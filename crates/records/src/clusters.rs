//! From pairs to persons, without chains.
//!
//! Joining whatever is joined lets one bad pair pull two families together. Pairs are taken heaviest first, and two
//! groups become one only if their members agree on average, pairs that no index found included. What no pair connects
//! cannot become one group, so that each connected part is worked out on its own.

use crate::compare::Comparer;
use crate::learn::Weights;
use crate::link::Pair;
use crate::rows::{Lost, View};
use crate::table::Table;
use hashbrown::HashMap;
use rayon::prelude::*;

/// Connected parts seen together when rows come from a shelf.
const AT_ONCE: usize = 1 << 20;

/// The cluster of each record, named by its first record. Pairs under `threshold` (log₂ odds) join nothing; groups
/// join when the mean weight over all pairs between them is at least `mean`.
///
/// # Errors
/// Rows on a shelf that do not come back.
pub fn clusters(
    table: &Table,
    weights: &Weights,
    pairs: &[Pair],
    threshold: f64,
    mean: f64,
) -> Result<Vec<u32>, Lost> {
    let all = u32::try_from(table.len()).unwrap_or(u32::MAX);
    let mut group: Vec<u32> = (0..all).collect();
    let mut kept: Vec<Pair> =
        pairs.iter().filter(|pair| f64::from(pair.weight) >= threshold).copied().collect();
    for pair in &kept {
        let (one, other) = (root(&mut group, pair.one), root(&mut group, pair.other));
        set(&mut group, one.max(other), one.min(other));
    }
    let mut parts: Vec<(u32, Pair)> = kept.drain(..).map(|pair| (root(&mut group, pair.one), pair)).collect();
    let order = |(one, a): &(u32, Pair), (other, b): &(u32, Pair)| {
        one.cmp(other).then(b.weight.total_cmp(&a.weight)).then((a.one, a.other).cmp(&(b.one, b.other)))
    };
    parts.par_sort_unstable_by(order);
    let mut group: Vec<u32> = (0..all).collect();
    let comparer = Comparer::of(table);
    let mut rest = parts.as_slice();
    while let Some(last) = rest.get(rest.len().min(AT_ONCE).saturating_sub(1)) {
        let (now, later) = rest.split_at(rest.partition_point(|(part, _)| *part <= last.0));
        rest = later;
        let mut records: Vec<u32> = now.iter().flat_map(|(_, pair)| [pair.one, pair.other]).collect();
        records.par_sort_unstable();
        records.dedup();
        let joined: Vec<(u32, u32)> = table.rows.view(&records, |view| {
            let own = now.par_chunk_by(|(one, _), (other, _)| one == other);
            own.flat_map_iter(|part| one_part(part, view, &comparer, weights, mean)).collect()
        })?;
        for (record, first) in joined {
            set(&mut group, record, first);
        }
    }
    Ok(group)
}

fn root(group: &mut [u32], record: u32) -> u32 {
    let of = |group: &[u32], record: u32| group.get(record as usize).copied().unwrap_or(record);
    let mut at = record;
    while of(group, at) != at {
        let above = of(group, of(group, at));
        set(group, at, above);
        at = above;
    }
    at
}

fn set(group: &mut [u32], record: u32, to: u32) {
    if let Some(group) = group.get_mut(record as usize) {
        *group = to;
    }
}

/// Records of one connected part that join another, each with the first of its group.
fn one_part(
    pairs: &[(u32, Pair)],
    view: View<'_>,
    comparer: &Comparer<'_>,
    weights: &Weights,
    mean: f64,
) -> Vec<(u32, u32)> {
    /// A pair of groups with more pairs between them than this is left apart: no person has so many records.
    const MOST: usize = 2_500;
    if let [(_, pair)] = pairs {
        let joined = f64::from(pair.weight).clamp(-15.0, 15.0) >= mean;
        return if joined { vec![(pair.one.max(pair.other), pair.one.min(pair.other))] } else { Vec::new() };
    }
    let mut group: HashMap<u32, u32> = HashMap::new();
    let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
    let row = |record: u32| view.row(view.slot(record));
    for (_, pair) in pairs {
        let of = |record: u32| group.get(&record).copied().unwrap_or(record);
        let (first, last) = (of(pair.one).min(of(pair.other)), of(pair.one).max(of(pair.other)));
        if first == last {
            continue;
        }
        let own = |group: u32| members.get(&group).cloned().unwrap_or_else(|| vec![group]);
        let (ours, theirs) = (own(first), own(last));
        let between = ours.len() * theirs.len();
        if between > MOST {
            continue;
        }
        let mut sum = 0.0;
        for (a, b) in ours.iter().flat_map(|a| theirs.iter().map(move |b| (row(*a), row(*b)))) {
            // One impossible pair must not outweigh all others, nor one perfect pair.
            sum += weights.of(comparer.table(), comparer.pattern(a, b), a).clamp(-15.0, 15.0);
        }
        if sum / f64::from(u32::try_from(between).unwrap_or(u32::MAX)) < mean {
            continue;
        }
        group.extend(theirs.iter().map(|record| (*record, first)));
        members.remove(&last);
        members.entry(first).or_insert(ours).extend(theirs);
    }
    group.into_iter().collect()
}
