//! From pairs to persons, without chains.
//!
//! Joining whatever is joined lets one bad pair pull two families together. Pairs are taken heaviest first, and two
//! groups become one only if their members agree on average, pairs that no index found included.

use crate::compare::Comparer;
use crate::learn::Weights;
use crate::link::Pair;
use crate::table::Table;

/// The cluster of each record, named by its first record. Pairs under `threshold` (log₂ odds) join nothing; groups
/// join when the mean weight over all pairs between them is at least `mean`.
#[must_use]
pub fn clusters(table: &Table, weights: &Weights, pairs: &[Pair], threshold: f64, mean: f64) -> Vec<u32> {
    /// A pair of groups with more pairs between them than this is left apart: no person has so many records.
    const MOST: usize = 2_500;
    let mut order: Vec<&Pair> = pairs.iter().filter(|pair| f64::from(pair.weight) >= threshold).collect();
    order.sort_by(|a, b| b.weight.total_cmp(&a.weight).then((a.one, a.other).cmp(&(b.one, b.other))));
    let all = u32::try_from(table.len()).unwrap_or(u32::MAX);
    let mut group: Vec<u32> = (0..all).collect();
    let mut members: hashbrown::HashMap<u32, Vec<u32>> = hashbrown::HashMap::new();
    let comparer = Comparer::of(table);
    for pair in order {
        let of = |record: u32| group.get(record as usize).copied().unwrap_or(record);
        let (one, other) = (of(pair.one), of(pair.other));
        if one == other {
            continue;
        }
        let own = |group: u32| members.get(&group).cloned().unwrap_or_else(|| vec![group]);
        let (ours, theirs) = (own(one), own(other));
        if ours.len() * theirs.len() > MOST {
            continue;
        }
        let mut sum = 0.0;
        for a in &ours {
            for b in &theirs {
                // One impossible pair must not outweigh all others, nor one perfect pair.
                sum += weights.of(table, comparer.pattern(*a, *b), *a).clamp(-15.0, 15.0);
            }
        }
        let between = f64::from(u32::try_from(ours.len() * theirs.len()).unwrap_or(u32::MAX));
        if sum / between < mean {
            continue;
        }
        let (first, last) = (one.min(other), one.max(other));
        members.remove(&last);
        let joined: Vec<u32> = ours.into_iter().chain(theirs).collect();
        for record in &joined {
            if let Some(group) = group.get_mut(*record as usize) {
                *group = first;
            }
        }
        members.insert(first, joined);
    }
    group
}
