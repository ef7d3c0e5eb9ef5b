//! Every table of two columns, with noise.

use super::domain::Singles;
use super::margins::{margins, rake};
use super::records::Records;
use crate::privacy::{Dice, Scale};
use crate::slices::at;

/// One table of two columns, the second moving fastest.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// Number of values of the second column.
    pub(super) width: usize,
    /// Noisy counts, below zero made zero and small ones dropped, scaled to the counts of its two columns.
    pub(super) wanted: Vec<f32>,
    /// Counts as measured.
    pub(super) noisy: Vec<i32>,
}

/// Every pair of columns.
#[derive(Debug, Clone)]
pub(super) struct Pairs {
    pub(super) columns: usize,
    pub(super) sizes: Vec<usize>,
    pub(super) tables: Vec<Pair>,
    /// Counts of each column's values.
    pub(super) margins: Vec<Vec<f64>>,
    /// Noise of each count, in persons.
    pub(super) sigma: f64,
    /// Estimated number of records.
    pub(super) rows: usize,
}

/// The place of a pair among all; `one` below `other`.
pub(super) const fn place(columns: usize, one: usize, other: usize) -> usize {
    one * columns - one * (one + 1) / 2 + other - one - 1
}

impl Pairs {
    /// Measures every pair, beside what was measured of each column alone.
    pub(super) fn measured(records: &Records, singles: &Singles, scale: Scale, dice: &mut Dice<'_>) -> Self {
        let columns = records.columns.len();
        let sizes: Vec<usize> = records.columns.iter().map(|it| it.labels.len()).collect();
        let mut tables = Vec::new();
        let (mut weighted, mut weights) = (0.0, 0.0);
        for one in 0..columns {
            for other in one + 1..columns {
                let width = at(&sizes, other);
                let mut noisy = vec![0_i32; at(&sizes, one) * width];
                if let (Some(first), Some(second)) = (records.codes.get(one), records.codes.get(other)) {
                    for (first, second) in first.iter().zip(second) {
                        if let Some(count) = noisy.get_mut(usize::from(*first) * width + usize::from(*second))
                        {
                            *count += 1;
                        }
                    }
                }
                let mut sum = 0.0;
                for count in &mut noisy {
                    let drawn = dice.gaussian(scale).clamp(-1_000_000_000, 1_000_000_000);
                    *count = count.saturating_add(i32::try_from(drawn).unwrap_or(0));
                    sum += f64::from(*count);
                }
                #[expect(clippy::cast_precision_loss, reason = "cells of one table")]
                let weight = 1.0 / noisy.len().max(1) as f64;
                weighted += weight * sum;
                weights += weight;
                tables.push(Pair { width, wanted: Vec::new(), noisy });
            }
        }
        let rows = weighted / f64::max(weights, 1e-9);
        for table in &mut tables {
            table.wanted = cleaned(&table.noisy, rows, scale.sigma());
        }
        let margins = margins(&sizes, &tables, singles, (scale.sigma(), rows));
        for one in 0..columns {
            for other in one + 1..columns {
                let Some(table) = tables.get_mut(place(columns, one, other)) else { continue };
                if let (Some(down), Some(across)) = (margins.get(one), margins.get(other)) {
                    rake(&mut table.wanted, table.width, down, across);
                }
            }
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, at least one")]
        let rows = rows.round().max(1.0) as usize;
        Self { columns, sizes, tables, margins, sigma: scale.sigma(), rows }
    }

    /// What the table of two columns should hold for two values.
    pub(super) fn wanted(&self, one: (usize, u16), other: (usize, u16)) -> f32 {
        let ((one, first), (other, second)) = if one.0 < other.0 { (one, other) } else { (other, one) };
        self.tables
            .get(place(self.columns, one, other))
            .map_or(0.0, |table| at(&table.wanted, usize::from(first) * table.width + usize::from(second)))
    }

    /// How much one column says of another, in nats, with every table's own margins.
    pub(super) fn information(&self, one: usize, other: usize) -> f64 {
        let (one, other) = (one.min(other), one.max(other));
        let Some(table) = self.tables.get(place(self.columns, one, other)) else { return 0.0 };
        let total: f64 = table.wanted.iter().map(|it| f64::from(*it)).sum();
        let mut across = vec![0.0; table.width];
        let mut down = vec![0.0; at(&self.sizes, one)];
        for (cell, count) in table.wanted.iter().enumerate() {
            let (row, column) = (cell / table.width, cell % table.width);
            crate::slices::add(&mut across, column, f64::from(*count));
            crate::slices::add(&mut down, row, f64::from(*count));
        }
        let term = |(cell, count): (usize, &f32)| {
            let count = f64::from(*count);
            let expected = at(&across, cell % table.width) * at(&down, cell / table.width) / total;
            if count > 0.0 && expected > 0.0 { count / total * (count / expected).ln() } else { 0.0 }
        };
        table.wanted.iter().enumerate().map(term).sum()
    }

    /// How uncertain a column is, in nats.
    pub(super) fn entropy(&self, column: usize) -> f64 {
        let margin = self.margin(column);
        let total: f64 = margin.iter().sum();
        margin.iter().filter(|it| **it > 0.0).map(|it| -(it / total) * (it / total).ln()).sum()
    }

    /// Counts of one column.
    pub(super) fn margin(&self, column: usize) -> &[f64] {
        self.margins.get(column).map_or(&[], Vec::as_slice)
    }
}

/// Counts made plausible: noise that stands alone is dropped, and what is left adds up to the number of records.
///
/// The largest counts are kept as they are; among the small ones a threshold is found above which they add up.
fn cleaned(noisy: &[i32], rows: f64, sigma: f64) -> Vec<f32> {
    let mut sorted: Vec<f64> = noisy.iter().map(|it| f64::from(*it)).filter(|it| *it > 0.0).collect();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let (mut sum, mut threshold) = (0.0, 0.0);
    for count in &sorted {
        if sum + count > rows && *count < 4.0 * sigma {
            threshold = *count;
            break;
        }
        sum += count;
    }
    let kept = |count: f64| if count > threshold && count > 0.0 { count } else { 0.0 };
    let total: f64 = noisy.iter().map(|it| kept(f64::from(*it))).sum();
    let factor = if total > 0.0 { rows / total } else { 0.0 };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "counts fit a float of 32 bits well enough to compare"
    )]
    noisy.iter().map(|it| (kept(f64::from(*it)) * factor) as f32).collect()
}
