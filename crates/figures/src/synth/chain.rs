//! One table that grows a column at a time, measured only where it is still thick.
//!
//! A node of the tree is a prefix of values in a chosen order of columns. Each level is one table over all records, so
//! that a person stands in at most one node of it; the noise of a level is that of one table however wide it is, and a
//! node is asked for its children only when it, and every pair it is made of, was found before.

use super::pairs::Pairs;
use super::records::Records;
use crate::privacy::{Dice, Scale};
use crate::slices::at;

/// A prefix that was found, with the estimated number of its records.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// The prefix it extends; the first node is the empty prefix and its own.
    pub(super) parent: usize,
    /// The value it adds.
    pub(super) code: u16,
    /// How many columns it has values for.
    pub(super) depth: usize,
    /// Records, estimated.
    pub(super) count: f64,
    /// Records that no child of it accounts for.
    pub(super) rest: f64,
}

/// A tree of prefixes over an order of columns.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    pub(super) order: Vec<usize>,
    pub(super) nodes: Vec<Node>,
}

/// A child is kept above so many standard deviations of noise.
const KEPT: f64 = 1.8;
/// A rest is left to the pairs when it is this share of its node, and beyond noise.
const REST: f64 = 0.2;

/// The order that keeps the tree thick: always the column least uncertain once the chosen ones are known.
pub(super) fn order(pairs: &Pairs) -> Vec<usize> {
    let all: Vec<usize> = (0..pairs.columns).collect();
    let mut entropy: Vec<f64> = all.iter().map(|it| pairs.entropy(*it)).collect();
    let spoken: Vec<Vec<f64>> = all
        .iter()
        .map(|one| {
            let own = all.iter().map(|it| if it == one { 0.0 } else { pairs.information(*one, *it) });
            own.collect()
        })
        .collect();
    let told = |column: usize| spoken.get(column).map_or(0.0, |own| own.iter().sum::<f64>());
    let mut left = all;
    let mut chosen = Vec::new();
    left.sort_by(|one, other| told(*other).total_cmp(&told(*one)));
    while !left.is_empty() {
        let best = if chosen.is_empty() {
            0
        } else {
            let known = left.iter().enumerate();
            known
                .min_by(|one, other| at(&entropy, *one.1).total_cmp(&at(&entropy, *other.1)))
                .map_or(0, |it| it.0)
        };
        let column = left.remove(best);
        for other in &left {
            let own = pairs.entropy(*other) - spoken.get(column).map_or(0.0, |it| at(it, *other));
            let least = at(&entropy, *other).min(own);
            crate::slices::put(&mut entropy, *other, least);
        }
        chosen.push(column);
    }
    chosen
}

impl Chain {
    /// Grows the tree by so many levels.
    pub(super) fn grown(
        records: &Records,
        pairs: &Pairs,
        levels: usize,
        scale: Scale,
        dice: &mut Dice<'_>,
    ) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let rows = pairs.rows as f64;
        let root = Node { parent: 0, code: 0, depth: 0, count: rows, rest: rows };
        let mut own = Self { order: order(pairs), nodes: vec![root] };
        let mut standing: Vec<usize> = vec![0; records.rows()];
        let mut live = vec![0];
        for level in 0..levels.min(own.order.len()) {
            live = own.level(records, pairs, &mut standing, &live, (level, scale), dice);
            if live.is_empty() {
                break;
            }
        }
        own
    }

    /// The values of a prefix, by column.
    pub(super) fn values(&self, node: usize) -> Vec<(usize, u16)> {
        let mut values = Vec::new();
        let mut here = node;
        while let Some(found) = self.nodes.get(here).filter(|it| it.depth > 0) {
            values.push((at(&self.order, found.depth - 1), found.code));
            here = found.parent;
        }
        values.reverse();
        values
    }

    fn level(
        &mut self,
        records: &Records,
        pairs: &Pairs,
        standing: &mut [usize],
        live: &[usize],
        (level, scale): (usize, Scale),
        dice: &mut Dice<'_>,
    ) -> Vec<usize> {
        let column = at(&self.order, level);
        let size = at(&pairs.sizes, column);
        let mut places = vec![usize::MAX; self.nodes.len()];
        for (place, node) in live.iter().enumerate() {
            crate::slices::put(&mut places, *node, place);
        }
        let mut counts = vec![0_i64; live.len() * size];
        for (row, node) in standing.iter().enumerate() {
            let place = places.get(*node).copied().unwrap_or(usize::MAX);
            if place != usize::MAX {
                let cell = place * size + usize::from(records.code(column, row));
                crate::slices::add(&mut counts, cell, 1);
            }
        }
        let sigma = scale.sigma();
        let mut born = Vec::new();
        let mut children = vec![usize::MAX; live.len() * size];
        for (place, parent) in live.iter().enumerate() {
            let prefix = self.values(*parent);
            let mut found: Vec<(u16, f64)> = Vec::new();
            for code in 0..size {
                let Ok(value) = u16::try_from(code) else { break };
                let seen = |it: &(usize, u16)| pairs.wanted(*it, (column, value)) > 0.0;
                if !prefix.iter().all(seen) {
                    continue;
                }
                #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
                let noisy = at(&counts, place * size + code).saturating_add(dice.gaussian(scale)) as f64;
                if noisy > KEPT * sigma {
                    found.push((value, noisy));
                }
            }
            let held = self.nodes.get(*parent).map_or(0.0, |it| it.count);
            let sum: f64 = found.iter().map(|(_, count)| count).sum();
            let rest = held - sum;
            let left = rest > (REST * held).max(3.0 * sigma);
            let factor = if left || sum <= 0.0 { 1.0 } else { held / sum };
            if let Some(parent) = self.nodes.get_mut(*parent) {
                parent.rest = if found.is_empty() {
                    held
                } else if left {
                    rest
                } else {
                    0.0
                };
            }
            for (code, count) in found {
                let (id, count) = (self.nodes.len(), count * factor);
                self.nodes.push(Node { parent: *parent, code, depth: level + 1, count, rest: count });
                crate::slices::put(&mut children, place * size + usize::from(code), id);
                born.push(id);
            }
        }
        for (row, node) in standing.iter_mut().enumerate() {
            let place = places.get(*node).copied().unwrap_or(usize::MAX);
            let child = if place == usize::MAX {
                None
            } else {
                children.get(place * size + usize::from(records.code(column, row)))
            };
            *node = child.copied().unwrap_or(usize::MAX);
        }
        born
    }
}
