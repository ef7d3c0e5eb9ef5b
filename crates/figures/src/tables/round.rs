//! Controlled rounding: every number a multiple of one base, and every sum the sum of its parts.
//!
//! Leaves are rounded to a neighbouring multiple (zero-restricted: a multiple stays) and margins are sums of rounded
//! leaves, so that sums hold by construction; leaves are then turned the other way while the squared error over all
//! published cells falls (Cox 1987 asks margins to be neighbouring multiples too, which three dimensions and
//! hierarchies do not always allow: the error of the margins is stated instead).

use super::cube::Table;
use super::error::TableError;
use crate::slices::{at, put};

/// A table beside its rounded self.
#[derive(Debug, Clone)]
pub struct Rounded {
    /// The true table.
    pub table: Table,
    /// The rounded one.
    pub rounded: Table,
    /// The base.
    pub base: u64,
}

impl Rounded {
    /// The largest difference between a published number and the true one, in persons.
    #[must_use]
    pub fn largest_error(&self) -> u64 {
        let cells = self.table.cells();
        cells.map(|cell| self.table.value(cell).abs_diff(self.rounded.value(cell))).max().unwrap_or(0)
    }

    /// The mean of the differences over published cells, in persons.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a mean for a reader")]
    pub fn mean_error(&self) -> f64 {
        let cells = self.table.cells().count().max(1) as f64;
        let sum: u64 =
            self.table.cells().map(|cell| self.table.value(cell).abs_diff(self.rounded.value(cell))).sum();
        sum as f64 / cells
    }
}

/// Sweeps over the leaves at most; each stops early when nothing improves.
const SWEEPS: usize = 50;

/// Rounds a table to multiples of a base.
///
/// # Errors
/// A base below 2.
pub fn round(table: Table, base: u64) -> Result<Rounded, TableError> {
    if !(2..=1_000_000).contains(&base) {
        return Err(TableError::Rule("la base d’arrondi doit être entre 2 et 1 000 000"));
    }
    let base_signed = i64::try_from(base).unwrap_or(2);
    let mut errors = vec![0_i64; table.size()];
    let mut leaves: Vec<(usize, Vec<usize>, u64)> = Vec::new();
    let mut carried = 0_i64;
    for leaf in table.leaves() {
        let value = table.value(leaf);
        let rest = i64::try_from(value % base).unwrap_or(0);
        // what was rounded away is carried to the next leaf, so that totals begin close
        let up = rest > 0 && 2 * (carried + rest) >= base_signed;
        carried += rest - if up { base_signed } else { 0 };
        let chosen = value - value % base + if up { base } else { 0 };
        let above: Vec<usize> =
            table.above(leaf).into_iter().filter(|cell| table.is_published(*cell)).collect();
        let error = if up { base_signed - rest } else { -rest };
        shift(&mut errors, &above, error);
        leaves.push((leaf, above, chosen));
    }
    for _ in 0..SWEEPS {
        let mut turned = false;
        for (leaf, above, chosen) in &mut leaves {
            let value = table.value(*leaf);
            if value.is_multiple_of(base) {
                continue;
            }
            let step = if *chosen > value { -base_signed } else { base_signed };
            // (e + s)² − e², summed
            let gain: i64 = above.iter().map(|cell| step * (2 * at(&errors, *cell) + step)).sum();
            if gain < 0 {
                shift(&mut errors, above, step);
                *chosen = chosen.saturating_add_signed(step);
                turned = true;
            }
        }
        if !turned {
            break;
        }
    }
    let mut rounded = table.emptied();
    leaves.iter().for_each(|(leaf, _, chosen)| rounded.add(*leaf, *chosen));
    Ok(Rounded { table, rounded, base })
}

fn shift(errors: &mut [i64], cells: &[usize], step: i64) {
    for cell in cells {
        let error = at(errors, *cell) + step;
        put(errors, *cell, error);
    }
}
