//! Weights learnt from the file itself (Fellegi and Sunter 1969; EM as Winkler 1988).
//!
//! How often two persons agree by accident (u) comes from random pairs, and for equal values exactly from their
//! counts. How often one person's records agree (m) comes from EM on pairs that share a key, over the columns the
//! key does not look at; several keys are used and each column takes the mean of those that leave it free.

use crate::compare::{Comparer, DIFFERENT, LEVELS, Level, MISSING, Pattern, SAME};
use crate::index::{Index, blocks, record_of};
use crate::kind::Kind;
use crate::pool::mixed;
use crate::rows::{HEAD, Lost};
use crate::table::Table;
use hashbrown::HashMap;
use rayon::prelude::*;

/// What agreement and disagreement weigh, in bits (log₂).
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// log₂ odds that two records taken at random are of one person.
    pub prior: f64,
    /// log₂ m/u by column and level; for equal values without the frequency of the value.
    pub(crate) levels: Vec<[f64; LEVELS]>,
    /// The largest of those for values that differ, and not below the 0 of a value passed over.
    pub(crate) best: Vec<f64>,
    /// log₂ (m · known) for equal values: the weight is this less log₂ of the value's count.
    pub(crate) same: Vec<f64>,
}

impl Weights {
    /// Weight of a pattern between two records, the prior included.
    #[inline]
    pub(crate) fn of(&self, table: &Table, pattern: Pattern, one: &[u32]) -> f64 {
        let mut weight = self.prior;
        for (column, (levels, same)) in self.levels.iter().zip(&self.same).enumerate() {
            let level = pattern.level(column);
            weight += if level == SAME {
                same - common(table, column, one)
            } else {
                levels.get(usize::from(level)).copied().unwrap_or(0.0)
            };
        }
        weight
    }

    /// Weight of one column.
    pub(crate) fn of_column(&self, table: &Table, pattern: Pattern, column: usize, one: &[u32]) -> f64 {
        match pattern.level(column) {
            SAME => self.of_same(table, column, one),
            level => self.of_level(column, level),
        }
    }

    /// Weight of a column in which two rows hold the same value.
    #[inline]
    pub(crate) fn of_same(&self, table: &Table, column: usize, one: &[u32]) -> f64 {
        self.same.get(column).map_or(0.0, |same| same - common(table, column, one))
    }

    /// Weight of a level below "the same".
    #[inline]
    pub(crate) fn of_level(&self, column: usize, level: Level) -> f64 {
        self.levels.get(column).and_then(|it| it.get(usize::from(level))).copied().unwrap_or(0.0)
    }

    /// The most that a column can weigh whose values are known and differ.
    #[inline]
    pub(crate) fn best(&self, column: usize) -> f64 {
        self.best.get(column).copied().unwrap_or(0.0)
    }
}

/// log₂ of how often the row's value occurs in its column.
#[inline]
fn common(table: &Table, column: usize, row: &[u32]) -> f64 {
    let count = table.columns.get(column).and_then(|values| {
        let place = row.get(HEAD + column)?;
        values.counts.get(*place as usize)
    });
    f64::from(count.copied().unwrap_or(1).max(2)).log2()
}

type Shares = [f64; LEVELS];

/// Learns the weights of a table.
///
/// # Errors
/// Rows on a shelf that do not come back.
pub fn learn(table: &Table, seed: u64) -> Result<Weights, Lost> {
    learn_with(table, &Index::of(&table.rows, table.keys.clone()), seed)
}

pub(crate) fn learn_with(table: &Table, index: &Index<'_>, seed: u64) -> Result<Weights, Lost> {
    let u = by_accident(table, seed)?;
    let columns = table.columns.len();
    let mut m: Vec<Shares> = table.columns.iter().map(|values| expected(values.column.kind)).collect();
    let (mut sums, mut weights) = (vec![[0.0; LEVELS]; columns], vec![0.0; columns]);
    let mut agreed = Vec::new();
    for key in training(table, index) {
        let uses = index.keys().get(key).map_or(0, |key| key.uses);
        let (patterns, scale) = sample(table, index, key)?;
        let Some((found, matches)) = expect_and_maximise(&patterns, &u, &m, uses) else { continue };
        let free = (0..columns).filter(|column| uses >> column & 1 == 0);
        // EM may settle on another mixture, such as a household or a repeated entry of one clerk: where most columns
        // differ more often than not, it is not persons it found.
        let agree = |column: usize| {
            found.get(column).map_or(0.0, |shares| 1.0 - shares.last().copied().unwrap_or(1.0))
        };
        let agreeing = free.clone().filter(|column| agree(*column) > 0.5).count();
        if agreeing * 2 < free.clone().count() {
            continue;
        }
        agreed.push((uses, matches * scale));
        for column in free {
            if let (Some(sum), Some(weight), Some(found)) =
                (sums.get_mut(column), weights.get_mut(column), found.get(column))
            {
                sum.iter_mut().zip(found).for_each(|(sum, share)| *sum += share * matches);
                *weight += matches;
            }
        }
    }
    for ((m, sum), weight) in m.iter_mut().zip(&sums).zip(&weights) {
        if *weight > 0.0 {
            *m = sum.map(|sum| sum / weight);
        }
    }
    let prior = prior(table, &m, &agreed);
    let levels: Vec<Shares> = m.iter().zip(&u).map(|(m, u)| ratio(m, u)).collect();
    let best = levels.iter().map(|levels| levels.iter().skip(2).copied().fold(0.0, f64::max)).collect();
    let same = m
        .iter()
        .zip(&table.columns)
        .map(|(m, values)| (m.get(1).copied().unwrap_or(0.9) * number(values.known)).log2());
    Ok(Weights { prior, levels, best, same: same.collect() })
}

fn ratio(m: &Shares, u: &Shares) -> Shares {
    let mut out = [0.0; LEVELS];
    for (out, (m, u)) in out.iter_mut().zip(m.iter().zip(u)).skip(1) {
        *out = (m.max(1e-7) / u.max(1e-9)).log2().clamp(-30.0, 30.0);
    }
    out
}

/// What is expected of a kind before anything is seen.
fn expected(kind: Kind) -> Shares {
    match kind {
        Kind::Given | Kind::Family => [0.0, 0.75, 0.05, 0.02, 0.08, 0.04, 0.01, 0.05],
        Kind::Date => [0.0, 0.85, 0.02, 0.05, 0.02, 0.02, 0.01, 0.03],
        Kind::Code => [0.0, 0.95, 0.0, 0.0, 0.0, 0.0, 0.0, 0.05],
        _ => [0.0, 0.75, 0.0, 0.0, 0.05, 0.03, 0.02, 0.15],
    }
}

/// Levels of pairs taken at random.
fn by_accident(table: &Table, seed: u64) -> Result<Vec<Shares>, Lost> {
    /// Records the pairs are of, and pairs.
    const RECORDS: u64 = 200_000;
    const PAIRS: u64 = 1_000_000;
    let n = table.len() as u64;
    let pick = |bits: u64, of: u64| u32::try_from((bits * of) >> 32).unwrap_or(0);
    let mut drawn: Vec<u32> = if n <= RECORDS {
        (0..u32::try_from(n).unwrap_or(0)).collect()
    } else {
        (0..RECORDS).map(|at| pick(mixed(mixed(seed) ^ at) >> 32, n)).collect()
    };
    drawn.sort_unstable();
    drawn.dedup();
    let counts = table.rows.view(&drawn, |view| {
        let none = || vec![[0_u32; LEVELS]; table.columns.len()];
        let comparer = Comparer::of(table);
        let row = |bits: u64| {
            let record = drawn.get(pick(bits, drawn.len() as u64) as usize)?;
            Some((*record, view.row(view.slot(*record))))
        };
        // A small table has no more to tell than its own pairs, some times over.
        (0..if n < 2 { 0 } else { PAIRS.min(20 * n * n) })
            .into_par_iter()
            .filter_map(|at| {
                let chance = mixed(seed ^ mixed(at));
                let ((one, a), (other, b)) = (row(chance >> 32)?, row(chance & 0xffff_ffff)?);
                (one != other).then(|| comparer.pattern(a, b))
            })
            .fold(none, |mut counts, pattern| {
                for (column, counts) in counts.iter_mut().enumerate() {
                    if let Some(count) = counts.get_mut(usize::from(pattern.level(column))) {
                        *count += 1;
                    }
                }
                counts
            })
            .reduce(none, |mut sums, more| {
                for (sum, more) in sums.iter_mut().flatten().zip(more.iter().flatten()) {
                    *sum += more;
                }
                sums
            })
    })?;
    let shares = |(counts, values): (&[u32; LEVELS], &crate::table::Values)| {
        let seen: u32 = counts.iter().skip(1).sum();
        let mut shares = counts.map(|count| (f64::from(count) + 0.3) / (f64::from(seen) + 2.1));
        // Equal values need no sample: their counts say it all.
        let pairs: f64 =
            values.counts.iter().map(|count| f64::from(*count) * (f64::from(*count) - 1.0)).sum();
        let known = number(values.known);
        if let Some(same) = shares.get_mut(1) {
            *same = (pairs / (known * (known - 1.0)).max(1.0)).clamp(1e-9, 1.0);
        }
        shares
    };
    Ok(counts.iter().zip(&table.columns).map(shares).collect())
}

/// Keys to learn from: an exact number, the date with a place, both names: each leaves other columns free.
fn training(table: &Table, index: &Index<'_>) -> Vec<usize> {
    let kind_of = |column: usize| table.columns.get(column).map(|values| values.column.kind);
    let mut chosen = Vec::new();
    let wanted: [&[Kind]; 6] = [
        &[Kind::Number],
        &[Kind::Date, Kind::Place],
        &[Kind::Date, Kind::Number],
        &[Kind::Place, Kind::Given, Kind::Family],
        &[Kind::Given, Kind::Family],
        &[Kind::Text],
    ];
    for kinds in wanted {
        for (at, key) in index.keys().iter().enumerate() {
            let mut own: Vec<Kind> = (0..table.columns.len())
                .filter(|column| key.uses >> column & 1 == 1)
                .filter_map(kind_of)
                .collect();
            own.sort_unstable();
            let mut kinds = kinds.to_vec();
            kinds.sort_unstable();
            if own == kinds {
                chosen.push(at);
            }
        }
    }
    if chosen.is_empty() { (0..index.keys().len()).collect() } else { chosen }
}

/// Patterns of pairs under one key, and how many pairs there are for each one looked at.
fn sample(table: &Table, index: &Index<'_>, key: usize) -> Result<(Vec<(Pattern, f64)>, f64), Lost> {
    const MOST: u64 = 200_000;
    const LARGEST: usize = 300;
    let sorted = index.sorted(key)?;
    let size = |block: &[u64]| (block.len() as u64) * (block.len() as u64 - 1) / 2;
    let small = |block: &&[u64]| block.len() > 1 && block.len() <= LARGEST;
    let all: u64 = blocks(&sorted).filter(small).map(size).sum();
    let every = (all / MOST).max(1);
    let kept = blocks(&sorted).filter(small).filter(|block| {
        every == 1 || block.first().is_some_and(|first| mixed(first >> 32).is_multiple_of(every))
    });
    let kept: Vec<u64> = kept.flatten().copied().collect();
    let comparer = Comparer::of(table);
    let (mut patterns, mut looked) = (HashMap::<Pattern, f64>::new(), 0_u64);
    index.each_view(&kept, LARGEST, |kept, view| {
        for block in blocks(kept) {
            for (at, one) in block.iter().enumerate() {
                let one = view.row(record_of(*one));
                for other in block.iter().skip(at + 1) {
                    *patterns.entry(comparer.pattern(one, view.row(record_of(*other)))).or_default() += 1.0;
                    looked += 1;
                }
            }
        }
    })?;
    let mut patterns: Vec<(Pattern, f64)> = patterns.into_iter().collect();
    patterns.sort_unstable_by_key(|(pattern, _)| *pattern);
    Ok((patterns, number(all) / number(looked).max(1.0)))
}

/// EM over the columns a key leaves free, u given; the shares and the number of pairs of one person.
fn expect_and_maximise(
    patterns: &[(Pattern, f64)],
    u: &[Shares],
    start: &[Shares],
    uses: u32,
) -> Option<(Vec<Shares>, f64)> {
    let total: f64 = patterns.iter().map(|(_, n)| n).sum();
    let free: Vec<usize> = (0..u.len()).filter(|column| uses >> column & 1 == 0).collect();
    if total < 30.0 || free.is_empty() {
        return None;
    }
    let mut m = start.to_vec();
    let mut share = 0.2;
    for _ in 0..60 {
        let mut sums = vec![[0.0; LEVELS]; u.len()];
        let mut matches = 0.0;
        let logs: Vec<Shares> = m.iter().zip(u).map(|(m, u)| ratio(m, u)).collect();
        for (pattern, n) in patterns {
            let weight: f64 = free
                .iter()
                .filter_map(|column| logs.get(*column)?.get(usize::from(pattern.level(*column))))
                .sum();
            let odds = share / (1.0 - share) * weight.exp2();
            let own = n * odds / (1.0 + odds);
            matches += own;
            for column in &free {
                let level = usize::from(pattern.level(*column));
                if let Some(sum) = sums.get_mut(*column).and_then(|sums| sums.get_mut(level)) {
                    *sum += own;
                }
            }
        }
        share = (matches / total).clamp(1e-6, 0.999);
        for column in &free {
            if let (Some(m), Some(sums)) = (m.get_mut(*column), sums.get(*column)) {
                let known: f64 = sums.iter().skip(1).sum();
                for (m, sum) in m.iter_mut().zip(sums).skip(usize::from(MISSING) + 1) {
                    *m = (sum + 0.05) / (known + 0.05 * f64::from(DIFFERENT));
                }
            }
        }
    }
    Some((m, share * total)).filter(|(_, matches)| *matches > 10.0)
}

/// Pairs of one person under a key, over the chance that a person's records share the key, over all pairs.
fn prior(table: &Table, m: &[Shares], agreed: &[(u32, f64)]) -> f64 {
    let n = number(table.len() as u64);
    let mut matches: Vec<f64> = agreed
        .iter()
        .map(|(uses, matches)| {
            let used = m.iter().zip(&table.columns).enumerate().filter(|(column, _)| uses >> column & 1 == 1);
            let chance: f64 = used
                .map(|(_, (m, values))| m.get(1).copied().unwrap_or(1.0) * (number(values.known) / n).powi(2))
                .product();
            matches / chance.max(0.05)
        })
        .collect();
    matches.sort_by(f64::total_cmp);
    let middle = matches.get(matches.len() / 2).copied().unwrap_or(n / 4.0).clamp(1.0, (10.0 * n).max(1.0));
    let pairs = (n * (n - 1.0) / 2.0).max(2.0);
    (middle / pairs).clamp(1e-15, 0.5).log2()
}

fn number(n: u64) -> f64 {
    n as f64
}
