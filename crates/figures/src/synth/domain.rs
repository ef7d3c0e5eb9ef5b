//! The counts of one column, and which values may be named: all when the list is public, the frequent ones when not.

use super::records::{Column, Records};
use crate::privacy::{Dice, Scale};
use crate::slices::{add, at, put};

/// Noisy counts of each column's values, by code; `None` where nothing was measured.
#[derive(Debug, Clone)]
pub(super) struct Singles {
    pub(super) counts: Vec<Vec<Option<f64>>>,
    /// Noise of each count, in persons.
    pub(super) sigma: f64,
}

/// Measures every column; values come back in alphabetical order, since the order of first appearance would tell who
/// stands where.
///
/// With a δ the list is not public: a value whose noisy count is under a threshold becomes blank. A value only one
/// person has must stay unnamed but with probability δ: with `columns` of them, each count needs noise below its
/// threshold with probability 1 − δ/`columns`. The blank is then not measured: it holds what was just hidden.
pub(super) fn named(
    records: &Records,
    scale: Scale,
    delta: Option<f64>,
    dice: &mut Dice<'_>,
) -> (Records, Singles) {
    #[expect(clippy::cast_precision_loss, reason = "a few columns")]
    let columns = records.columns.len() as f64;
    let threshold = delta.map(|delta| 1.0 + scale.sigma() * upper(delta / columns) + 1.0);
    let mut singles = Singles { counts: Vec::new(), sigma: scale.sigma() };
    let each = records.columns.iter().zip(&records.codes).map(|(column, codes)| {
        let mut counts = vec![0_i64; column.labels.len()];
        codes.iter().for_each(|code| add(&mut counts, usize::from(*code), 1));
        let mut order: Vec<usize> = (1..column.labels.len()).collect();
        order.sort_by(|one, other| column.labels.get(*one).cmp(&column.labels.get(*other)));
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let mut noisy = |code: usize| at(&counts, code).saturating_add(dice.gaussian(scale)) as f64;
        let mut measured = vec![threshold.is_none().then(|| noisy(0))];
        let mut own = Column { name: column.name.clone(), labels: vec![String::new()] };
        let mut renamed = vec![0_u16; column.labels.len()];
        for code in order {
            let noisy = noisy(code);
            if threshold.is_none_or(|threshold| noisy > threshold) {
                put(&mut renamed, code, u16::try_from(own.labels.len()).unwrap_or(0));
                own.labels.extend(column.labels.get(code).cloned());
                measured.push(Some(noisy));
            }
        }
        singles.counts.push(measured);
        (own, codes.iter().map(|code| at(&renamed, usize::from(*code))).collect())
    });
    let (columns, codes) = each.unzip();
    (Records { columns, codes }, singles)
}

/// A number of standard deviations a normal variable exceeds with at most this probability: from above, by the bound
/// exp(−x²/2)/(x√2π) of Mills.
fn upper(probability: f64) -> f64 {
    let log = |x: f64| -x * x / 2.0 - (x * (2.0 * std::f64::consts::PI).sqrt()).ln();
    let (mut low, mut high) = (0.3, 60.0);
    for _ in 0..80 {
        let middle = (low + high) / 2.0;
        if log(middle) > probability.ln() { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::upper;

    #[test]
    fn the_bound_is_above_the_quantile_and_close() {
        // standard normal: P(X > 4.753424) = 1e-6, P(X > 5.997807) = 1e-9
        for (probability, quantile) in [(1e-6, 4.753_424), (1e-9, 5.997_807)] {
            let bound = upper(probability);
            assert!(bound >= quantile && bound < quantile + 0.02, "{bound}");
        }
    }
}
