//! The whole way: indexes, pairs, weights, and what is kept.

use crate::compare::Comparer;
use crate::index::{Index, record_of, shared};
use crate::learn::{Weights, learn_with};
use crate::rows::{Lost, View};
use crate::table::Table;
use rayon::prelude::*;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Pairs compared at most, for each record.
    pub budget: u64,
    /// Pairs of at least this weight (log₂ odds) are kept.
    pub keep: f64,
    /// Only pairs of records from different sources.
    pub between: Found,
    /// Seed of the random pairs that weights are learnt from.
    pub seed: u64,
}

/// Which pairs are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Records of one file that speak of one person.
    Duplicates,
    /// Records of two files that speak of one person.
    Between,
}

/// Two records that may speak of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The earlier record.
    pub one: u32,
    /// The later record.
    pub other: u32,
    /// log₂ odds that they are of one person.
    pub weight: f32,
}

impl Pair {
    /// The odds as a probability.
    #[must_use]
    pub fn probability(&self) -> f64 {
        let odds = f64::from(self.weight).exp2();
        if odds.is_infinite() { 1.0 } else { odds / (1.0 + odds) }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// Weights learnt.
    pub weights: Weights,
    /// Pairs kept, in the order of the indexes that found them.
    pub pairs: Vec<Pair>,
    /// Pairs compared.
    pub compared: u64,
    /// Of those, pairs known to be true (where the truth is known).
    pub true_compared: u64,
}

/// Pairs that some blocks gave.
#[derive(Default)]
struct Seen {
    pairs: Vec<Pair>,
    compared: u64,
    true_compared: u64,
    /// Rows of the block at hand, side by side.
    rows: Vec<u32>,
}

/// Learns, finds and weighs. `tell` hears which index is under way and how many there are.
///
/// # Errors
/// Rows on a shelf that do not come back.
pub fn link(table: &Table, options: Options, mut tell: impl FnMut(usize, usize)) -> Result<Linked, Lost> {
    let mut index = Index::of(&table.rows, table.keys.clone());
    let weights = learn_with(table, &index, options.seed)?;
    let comparer = Comparer::of(table);
    let number = index.keys().len();
    let mut left = options.budget.saturating_mul(table.len() as u64);
    let mut linked = Linked { weights, pairs: Vec::new(), compared: 0, true_compared: 0 };
    for key in 0..number {
        tell(key, number);
        let sorted = index.sorted(key)?;
        let share = left / (number - key) as u64;
        let (cap, taken) = index.fit(key, &sorted, share.saturating_mul(3).min(left));
        left = left.saturating_sub(taken);
        let (index, weights) = (&index, &linked.weights);
        let found = index.each_view(&sorted, cap, |sorted, view| {
            let blocks = sorted.par_chunk_by(|one, other| one >> 32 == other >> 32);
            let blocks = blocks.filter(|block| block.len() > 1 && block.len() <= cap);
            blocks
                .fold(Seen::default, |mut seen, block| {
                    within(&mut seen, block, view, &comparer, (index, key), weights, options);
                    seen
                })
                .map(|seen| Seen { rows: Vec::new(), ..seen })
                .collect::<Vec<Seen>>()
        })?;
        for seen in found.into_iter().flatten() {
            linked.pairs.extend(seen.pairs);
            linked.compared += seen.compared;
            linked.true_compared += seen.true_compared;
        }
    }
    Ok(linked)
}

/// Compares all that one block has together and no earlier one had.
fn within(
    seen: &mut Seen,
    block: &[u64],
    view: View<'_>,
    comparer: &Comparer<'_>,
    (index, key): (&Index<'_>, usize),
    weights: &Weights,
    options: Options,
) {
    // Side by side first: each row is fetched from afar once, not once for each partner.
    let mut rows = std::mem::take(&mut seen.rows);
    rows.clear();
    block.iter().for_each(|marked| rows.extend_from_slice(view.row(record_of(*marked))));
    let width = rows.len() / block.len();
    for (at, one) in rows.chunks_exact(width).enumerate() {
        for (with, other) in rows.chunks_exact(width).enumerate().skip(at + 1) {
            let ([source, person, ..], [of, who, ..]) = (one, other) else { continue };
            if options.between == Found::Between && source == of {
                continue;
            }
            let shared = shared(one, other);
            if index.met_before(key, shared, one) {
                continue;
            }
            seen.compared += 1;
            seen.true_compared += u64::from(*person != 0 && person == who);
            let pattern = comparer.pattern_above((one, other), shared, weights, options.keep);
            let Some(pattern) = pattern else { continue };
            let weight = weights.of(comparer.table(), pattern, one);
            if weight >= options.keep {
                let record = |at: usize| block.get(at).map_or(0, |marked| view.record(record_of(*marked)));
                seen.pairs.push(Pair { one: record(at), other: record(with), weight: weight as f32 });
            }
        }
    }
    seen.rows = rows;
}

/// The heaviest pairs such that no record stands in two: for two files without duplicates of their own.
#[must_use]
pub fn one_to_one(table: &Table, pairs: &[Pair]) -> Vec<Pair> {
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| b.weight.total_cmp(&a.weight).then((a.one, a.other).cmp(&(b.one, b.other))));
    let mut taken = vec![false; table.len()];
    sorted.retain(|pair| {
        let free = |record: u32| taken.get(record as usize).is_some_and(|taken| !taken);
        let both = free(pair.one) && free(pair.other);
        if both {
            for record in [pair.one, pair.other] {
                if let Some(taken) = taken.get_mut(record as usize) {
                    *taken = true;
                }
            }
        }
        both
    });
    sorted
}
