//! How good a result is, where it is known which records speak of one person.

use crate::link::{Found, Pair};
use crate::table::Table;
use rayon::prelude::*;

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

/// Pairs within runs of equal values.
fn pairs<T: Ord + Send>(mut values: Vec<T>) -> u64 {
    values.par_sort_unstable();
    let runs = values.chunk_by(|one, other| one == other).map(|run| run.len() as u64);
    runs.map(|n| n * (n - 1) / 2).sum()
}

/// True pairs of a table.
fn there(table: &Table, between: Found) -> u64 {
    let known = || table.truth.iter().zip(&table.source).filter(|(person, _)| **person != 0);
    let all = pairs(known().map(|(person, _)| *person).collect());
    match between {
        Found::Duplicates => all,
        Found::Between => all - pairs(known().collect()),
    }
}

/// Pairs of at least this weight beside the truth.
#[must_use]
pub fn of_pairs(table: &Table, pairs: &[Pair], threshold: f64, between: Found) -> Score {
    let (mut said, mut right) = (0, 0);
    for pair in pairs.iter().filter(|pair| f64::from(pair.weight) >= threshold) {
        said += 1;
        right += u64::from(table.person(pair.one) != 0 && table.person(pair.one) == table.person(pair.other));
    }
    Score { said, right, there: there(table, between) }
}

/// Clusters beside the truth, as pairs.
#[must_use]
pub fn of_clusters(table: &Table, clusters: &[u32], between: Found) -> Score {
    let both = clusters.iter().zip(&table.truth).filter(|(_, person)| **person != 0).collect();
    Score { said: pairs(clusters.to_vec()), right: pairs::<(&u32, &u32)>(both), there: there(table, between) }
}
