//! Counts of one column, from every measurement that says something of them, and tables of two made to agree.

use super::domain::Singles;
use super::pairs::{Pair, place};
use crate::slices::{add, at};

/// Times each table is scaled to its two margins in turn; more changes nothing one can see.
const ROUNDS: usize = 4;

/// Counts of each column's values, adding up to `rows`: the mean, weighted by inverse variance, of the count measured
/// alone and of the margins of every noisy table of two; then the nearest counts not below zero. A value of which no
/// cleaned table kept anything is had by nobody.
pub(super) fn margins(
    sizes: &[usize],
    tables: &[Pair],
    singles: &Singles,
    (sigma, rows): (f64, f64),
) -> Vec<Vec<f64>> {
    let columns = sizes.len();
    let alone = 1.0 / (singles.sigma * singles.sigma).max(1e-9);
    let each = singles.counts.iter().enumerate().map(|(column, measured)| {
        let mut sums: Vec<f64> = measured.iter().map(|it| alone * it.unwrap_or(0.0)).collect();
        let mut weights: Vec<f64> =
            measured.iter().map(|it| if it.is_some() { alone } else { 0.0 }).collect();
        let mut kept = vec![0.0; measured.len()];
        for other in (0..columns).filter(|it| *it != column) {
            let Some(table) = tables.get(place(columns, column.min(other), column.max(other))) else {
                continue;
            };
            #[expect(clippy::cast_precision_loss, reason = "values of one column")]
            let weight = 1.0 / (sigma * sigma * at(sizes, other).max(1) as f64).max(1e-9);
            weights.iter_mut().for_each(|it| *it += weight);
            for (cell, (count, wanted)) in table.noisy.iter().zip(&table.wanted).enumerate() {
                let own = if column < other { cell / table.width } else { cell % table.width };
                add(&mut sums, own, weight * f64::from(*count));
                add(&mut kept, own, f64::from(*wanted));
            }
        }
        let raw = sums.iter().zip(weights).zip(&kept);
        let raw: Vec<f64> = raw
            .map(
                |((sum, weight), kept)| if *kept > 0.0 { sum / weight.max(1e-30) } else { f64::NEG_INFINITY },
            )
            .collect();
        nearest(&raw, rows)
    });
    each.collect()
}

/// The nearest values, in squared distance, that are not below zero and add up to `total`.
fn nearest(raw: &[f64], total: f64) -> Vec<f64> {
    let mut sorted = raw.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (count, value) in (1_u32..).zip(&sorted) {
        sum += value;
        let candidate = (sum - total) / f64::from(count);
        if *value > candidate {
            shift = candidate;
        }
    }
    raw.iter().map(|it| (it - shift).max(0.0)).collect()
}

/// Scales a table to its two margins in turn (Deming and Stephan 1940); a cell that is zero stays zero.
pub(super) fn rake(table: &mut [f32], width: usize, down: &[f64], across: &[f64]) {
    for _ in 0..ROUNDS {
        for (by_row, wanted) in [(true, down), (false, across)] {
            let own = |cell: usize| if by_row { cell / width.max(1) } else { cell % width.max(1) };
            let mut sums = vec![0.0; wanted.len()];
            table.iter().enumerate().for_each(|(cell, count)| add(&mut sums, own(cell), f64::from(*count)));
            let factors: Vec<f64> = wanted
                .iter()
                .zip(sums)
                .map(|(wanted, sum)| if sum > 0.0 { wanted / sum } else { 1.0 })
                .collect();
            #[expect(clippy::cast_possible_truncation, reason = "counts fit a float of 32 bits well enough")]
            table.iter_mut().enumerate().for_each(|(cell, count)| *count *= at(&factors, own(cell)) as f32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_counts_add_up_and_none_is_below_zero() {
        assert_eq!(nearest(&[5.0, 3.0, -1.0], 8.0), [5.0, 3.0, 0.0]);
        assert_eq!(nearest(&[6.0, 4.0, 0.5], 9.0), [5.5, 3.5, 0.0]);
        assert_eq!(nearest(&[-4.0, -6.0], 2.0), [2.0, 0.0]);
    }

    /// Deming and Stephan's method on a table whose fitted cells are known: odds stay, margins become those asked.
    #[test]
    fn a_raked_table_has_its_margins_and_keeps_its_odds() {
        let mut table = [40.0_f32, 30.0, 35.0, 50.0];
        rake(&mut table, 2, &[100.0, 60.0], &[80.0, 80.0]);
        rake(&mut table, 2, &[100.0, 60.0], &[80.0, 80.0]);
        assert!((table[0] + table[1] - 100.0).abs() < 0.01 && (table[0] + table[2] - 80.0).abs() < 0.01);
        assert!((table[0] * table[3] / (table[1] * table[2]) - 40.0 * 50.0 / (30.0 * 35.0)).abs() < 1e-3);
    }
}
