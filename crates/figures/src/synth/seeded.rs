//! The aggregate-seeded way, as the CTDC release is made: counts of one, two and three values with noise, then rows built
//! value by value so that no row holds a combination that was not released.
//!
//! After Edge and others, *Synthetic data showcase* (docs/dp), with zCDP in place of its own accounting. It is here to be
//! compared with, and for whoever must repeat that release; the tree is nearer to the truth at the same loss.

use super::pairs::Pairs;
use super::quality::subsets;
use super::records::Records;
use super::synthesis::Aggregate;
use crate::privacy::{Dice, Scale};
use crate::slices::at;
use crate::stream::Stream;
use std::collections::HashMap;

/// A count of three values is released above so many standard deviations of noise.
const KEPT: f64 = 3.0;

/// Three values, in the order of their columns.
type Three = [(usize, u16); 3];

/// Released counts of three values.
pub(super) struct Triples(HashMap<Three, u64>);

impl Triples {
    /// Measures every combination of three whose three pairs were found.
    pub(super) fn measured(records: &Records, pairs: &Pairs, scale: Scale, dice: &mut Dice<'_>) -> Self {
        let mut kept = HashMap::new();
        let counting = |it: (usize, u16)| records.columns.get(it.0).is_some_and(|column| column.counts(it.1));
        for set in subsets(pairs.columns, 3) {
            let (one, two, three) = (at(&set, 0), at(&set, 1), at(&set, 2));
            let mut counts: HashMap<[u16; 3], i64> = HashMap::new();
            for row in 0..records.rows() {
                let codes = [records.code(one, row), records.code(two, row), records.code(three, row)];
                *counts.entry(codes).or_default() += 1;
            }
            let values = |column: usize| {
                let size = u16::try_from(at(&pairs.sizes, column)).unwrap_or(0);
                (0..size).map(move |code| (column, code)).filter(move |it| counting(*it))
            };
            for a in values(one) {
                for b in values(two).filter(|b| pairs.wanted(a, *b) > 0.0) {
                    for c in values(three).filter(|c| pairs.wanted(a, *c) > 0.0 && pairs.wanted(b, *c) > 0.0)
                    {
                        let count = counts.get(&[a.1, b.1, c.1]).copied().unwrap_or(0);
                        let noisy = count.saturating_add(dice.gaussian(scale));
                        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
                        if noisy as f64 > KEPT * scale.sigma() {
                            kept.insert([a, b, c], noisy.unsigned_abs());
                        }
                    }
                }
            }
        }
        Self(kept)
    }

    fn has(&self, mut three: Three) -> bool {
        three.sort_unstable();
        self.0.contains_key(&three)
    }

    /// The released counts of three values, in order.
    pub(super) fn aggregates(&self) -> Vec<Aggregate> {
        let mut all: Vec<Aggregate> = self
            .0
            .iter()
            .map(|(values, count)| Aggregate { values: values.to_vec(), count: *count })
            .collect();
        all.sort_by(|one, other| one.values.cmp(&other.values));
        all
    }
}

/// Rows of codes, each column in turn, in an order that changes with every row.
pub(super) fn rows(named: &Records, pairs: &Pairs, triples: &Triples, stream: &mut Stream) -> Vec<u16> {
    let columns = pairs.columns;
    let counting = |it: (usize, u16)| named.columns.get(it.0).is_some_and(|column| column.counts(it.1));
    let mut all = Vec::with_capacity(pairs.rows * columns);
    for _ in 0..pairs.rows {
        let mut codes = vec![0_u16; columns];
        let mut known: Vec<(usize, u16)> = Vec::new();
        let mut order: Vec<usize> = (0..columns).collect();
        for place in (1..columns).rev() {
            order.swap(place, stream.below(place + 1));
        }
        for column in order {
            let size = u16::try_from(at(&pairs.sizes, column)).unwrap_or(0);
            let chosen: Vec<(usize, u16)> = known.iter().copied().filter(|it| counting(*it)).collect();
            let allowed = |value: (usize, u16)| {
                !counting(value)
                    || chosen.iter().enumerate().all(|(place, one)| {
                        pairs.wanted(*one, value) > 0.0
                            && chosen.iter().skip(place + 1).all(|two| triples.has([*one, *two, value]))
                    })
            };
            let weight = |code: u16| {
                let value = (column, code);
                let least =
                    known.iter().map(|it| f64::from(pairs.wanted(*it, value))).fold(f64::MAX, f64::min);
                if known.is_empty() { at(pairs.margin(column), usize::from(code)) } else { least }
            };
            let weights: Vec<f64> = (0..size)
                .map(|code| {
                    Some(weight(code)).filter(|it| *it > 0.0 && allowed((column, code))).unwrap_or(0.0)
                })
                .collect();
            let mut left = f64::from(stream.share()) * weights.iter().sum::<f64>();
            let code = (0..size)
                .zip(&weights)
                .find(|(_, weight)| {
                    left -= **weight;
                    **weight > 0.0 && left <= 0.0
                })
                .map_or(0, |it| it.0);
            crate::slices::put(&mut codes, column, code);
            known.push((column, code));
        }
        all.extend(codes);
    }
    all
}
