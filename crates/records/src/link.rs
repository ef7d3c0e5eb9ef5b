//! The whole way: indexes, pairs, weights, and what is kept.

use crate::compare::Comparer;
use crate::index::{Index, record_of};
use crate::learn::{Weights, learn_with};
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

/// Learns, finds and weighs. `tell` hears which index is under way and how many there are.
pub fn link(table: &Table, options: Options, mut tell: impl FnMut(usize, usize)) -> Linked {
    let mut index = Index::of(table);
    let weights = learn_with(table, &index, options.seed);
    let comparer = Comparer::of(table);
    let number = index.keys().len();
    let mut left = options.budget.saturating_mul(table.len() as u64);
    let (mut pairs, mut compared, mut true_compared) = (Vec::new(), 0, 0);
    for key in 0..number {
        tell(key, number);
        let sorted = index.sorted(key);
        let share = left / (number - key) as u64;
        let (cap, taken) = index.fit(key, &sorted, share.saturating_mul(3).min(left));
        left = left.saturating_sub(taken);
        let index = &index;
        let found: Vec<(Vec<Pair>, u64, u64)> = sorted
            .par_chunk_by(|one, other| one >> 32 == other >> 32)
            .filter(|block| block.len() > 1 && block.len() <= cap)
            .fold(
                || (Vec::new(), 0, 0),
                |mut found, block| {
                    for (at, one) in block.iter().enumerate() {
                        for other in block.iter().skip(at + 1) {
                            let (one, other) = (record_of(*one), record_of(*other));
                            if !asked(table, options.between, one, other) || index.met_before(key, one, other)
                            {
                                continue;
                            }
                            found.1 += 1;
                            found.2 += u64::from(same_person(table, one, other));
                            let pattern = comparer.pattern(one, other);
                            let weight = weights.of(table, pattern, one);
                            if weight >= options.keep {
                                let weight = weight as f32;
                                found.0.push(Pair { one, other, weight });
                            }
                        }
                    }
                    found
                },
            )
            .collect();
        for (more, looked, true_ones) in found {
            pairs.extend(more);
            compared += looked;
            true_compared += true_ones;
        }
    }
    Linked { weights, pairs, compared, true_compared }
}

fn asked(table: &Table, between: Found, one: u32, other: u32) -> bool {
    let source = |record: u32| table.source.get(record as usize);
    between == Found::Duplicates || source(one) != source(other)
}

fn same_person(table: &Table, one: u32, other: u32) -> bool {
    let person = |record: u32| table.truth.get(record as usize).copied().unwrap_or(0);
    person(one) != 0 && person(one) == person(other)
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
