//! How good a result is, where it is known which records speak of one person.

use crate::link::{Found, Pair};
use crate::table::Table;
use hashbrown::HashMap;

/// Precision, recall and their harmonic mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Pairs said to be of one person.
    pub said: u64,
    /// Of those, rightly.
    pub right: u64,
    /// True pairs there are.
    pub there: u64,
}

impl Score {
    /// Right among said.
    #[must_use]
    pub fn precision(&self) -> f64 {
        part(self.right, self.said)
    }

    /// Right among there.
    #[must_use]
    pub fn recall(&self) -> f64 {
        part(self.right, self.there)
    }

    /// F1.
    #[must_use]
    pub fn f1(&self) -> f64 {
        part(2 * self.right, self.said + self.there)
    }
}

fn part(some: u64, all: u64) -> f64 {
    if all == 0 { 0.0 } else { some as f64 / all as f64 }
}

/// True pairs of a table.
fn there(table: &Table, between: Found) -> u64 {
    let mut persons: HashMap<u32, HashMap<u8, u64>> = HashMap::new();
    for (person, source) in table.truth.iter().zip(&table.source).filter(|(person, _)| **person != 0) {
        *persons.entry(*person).or_default().entry(*source).or_default() += 1;
    }
    let pairs = |n: u64| n * n.saturating_sub(1) / 2;
    let of = |sources: &HashMap<u8, u64>| {
        let all = pairs(sources.values().sum());
        match between {
            Found::Duplicates => all,
            Found::Between => all - sources.values().copied().map(pairs).sum::<u64>(),
        }
    };
    persons.values().map(of).sum()
}

/// Pairs of at least this weight beside the truth.
#[must_use]
pub fn of_pairs(table: &Table, pairs: &[Pair], threshold: f64, between: Found) -> Score {
    let (mut said, mut right) = (0, 0);
    let person = |record: u32| table.truth.get(record as usize).copied().unwrap_or(0);
    for pair in pairs.iter().filter(|pair| f64::from(pair.weight) >= threshold) {
        said += 1;
        right += u64::from(person(pair.one) != 0 && person(pair.one) == person(pair.other));
    }
    Score { said, right, there: there(table, between) }
}

/// Clusters beside the truth, as pairs.
#[must_use]
pub fn of_clusters(table: &Table, clusters: &[u32], between: Found) -> Score {
    let mut sizes: HashMap<u32, u64> = HashMap::new();
    let mut both: HashMap<(u32, u32), u64> = HashMap::new();
    for (cluster, person) in clusters.iter().zip(&table.truth) {
        *sizes.entry(*cluster).or_default() += 1;
        if *person != 0 {
            *both.entry((*cluster, *person)).or_default() += 1;
        }
    }
    let pairs = |n: &u64| n * n.saturating_sub(1) / 2;
    Score {
        said: sizes.values().map(pairs).sum(),
        right: both.values().map(pairs).sum(),
        there: there(table, between),
    }
}
