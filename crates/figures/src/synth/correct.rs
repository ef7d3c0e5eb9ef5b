//! Rows drawn from the tree, finished from the pairs, and corrected until the pairs fit.

use super::chain::Chain;
use super::pairs::{Pairs, place};
use crate::slices::{at, put};
use crate::stream::Stream;

/// Rows of codes, and how many columns of each come from the tree.
pub(super) struct Rows {
    /// Row by row.
    pub(super) codes: Vec<u16>,
    /// For each row, the columns that come from the tree, one bit each.
    pub(super) firm: Vec<u128>,
    pub(super) columns: usize,
}

impl Rows {
    pub(super) fn count(&self) -> usize {
        self.firm.len()
    }

    #[inline]
    pub(super) fn code(&self, row: usize, column: usize) -> u16 {
        at(&self.codes, row * self.columns + column)
    }
}

/// Draws rows: as many from each node as it holds, by systematic sampling, the other columns from the pairs.
pub(super) fn drawn(chain: &Chain, pairs: &Pairs, stream: &mut Stream) -> Rows {
    let total: f64 = chain.nodes.iter().map(|it| it.rest).sum();
    let columns = pairs.columns;
    let mut rows = Rows { codes: Vec::new(), firm: Vec::new(), columns };
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let step = if total > 0.0 { total / pairs.rows as f64 } else { 1.0 };
    let mut carried = f64::from(stream.share()) * step;
    let said = informants(pairs);
    for (node, found) in chain.nodes.iter().enumerate() {
        carried += found.rest;
        let prefix = chain.values(node);
        let firm = prefix.iter().fold(0_u128, |bits, (column, _)| bits | (1 << column));
        while carried >= step {
            carried -= step;
            let mut codes = vec![0_u16; columns];
            prefix.iter().for_each(|(column, code)| put(&mut codes, *column, *code));
            finish(&mut codes, firm, chain, pairs, &said, stream);
            rows.codes.extend(codes);
            rows.firm.push(firm);
        }
    }
    rows
}

/// For each column, the others by how much they say of it.
fn informants(pairs: &Pairs) -> Vec<Vec<usize>> {
    let each = (0..pairs.columns).map(|column| {
        let mut others: Vec<(usize, f64)> = (0..pairs.columns)
            .filter(|it| *it != column)
            .map(|it| (it, pairs.information(column, it)))
            .collect();
        others.sort_by(|one, other| other.1.total_cmp(&one.1));
        others.into_iter().map(|it| it.0).collect()
    });
    each.collect()
}

/// Gives a value to every column the tree left open: from the known column that says most of it, among values that go
/// with all known ones.
fn finish(
    codes: &mut [u16],
    firm: u128,
    chain: &Chain,
    pairs: &Pairs,
    said: &[Vec<usize>],
    stream: &mut Stream,
) {
    let mut known = firm;
    for column in chain.order.iter().copied().filter(|column| firm & (1 << column) == 0) {
        let size = at(&pairs.sizes, column);
        let others: Vec<usize> =
            said.get(column).into_iter().flatten().copied().filter(|it| known & (1 << it) != 0).collect();
        let mut weights = vec![0.0_f32; size];
        match others.first() {
            None => {
                let margin = pairs.margin(column);
                #[expect(clippy::cast_possible_truncation, reason = "a weight")]
                weights.iter_mut().zip(margin).for_each(|(weight, count)| *weight = count as f32);
            }
            Some(parent) => {
                let mut any = false;
                for strict in [true, false] {
                    for (code, weight) in (0_u16..).zip(weights.iter_mut()) {
                        let goes = |it: &usize| pairs.wanted((*it, at(codes, *it)), (column, code)) > 0.0;
                        if !strict || others.iter().all(goes) {
                            *weight = pairs.wanted((*parent, at(codes, *parent)), (column, code));
                            any |= *weight > 0.0;
                        }
                    }
                    if any {
                        break;
                    }
                }
            }
        }
        put(codes, column, pick(&weights, stream));
        known |= 1 << column;
    }
}

/// A value with probability proportional to its weight; the blank when nothing weighs.
fn pick(weights: &[f32], stream: &mut Stream) -> u16 {
    let mut left = stream.share() * weights.iter().sum::<f32>();
    for (code, weight) in (0_u16..).zip(weights) {
        left -= weight;
        if *weight > 0.0 && left <= 0.0 {
            return code;
        }
    }
    0
}

/// What a correction may do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Care {
    /// Times each value of each row is looked at.
    pub(super) sweeps: usize,
    /// Gain, in squared persons, below which a value the pairs gave stays.
    pub(super) loose: f32,
    /// The same for a value the tree gave.
    pub(super) firm: f32,
}

/// Changes single values while the squared distance to the wanted pairs falls.
pub(super) fn correct(rows: &mut Rows, pairs: &Pairs, care: Care, stream: &mut Stream) {
    let columns = pairs.columns;
    let mut excess: Vec<Vec<f32>> =
        pairs.tables.iter().map(|it| it.wanted.iter().map(|wanted| -wanted).collect()).collect();
    let cell = |one: usize, first: u16, other: usize, second: u16| {
        let (one, first, other, second) =
            if one < other { (one, first, other, second) } else { (other, second, one, first) };
        (place(columns, one, other), usize::from(first) * at(&pairs.sizes, other) + usize::from(second))
    };
    for row in 0..rows.count() {
        for one in 0..columns {
            for other in one + 1..columns {
                let (table, cell) = cell(one, rows.code(row, one), other, rows.code(row, other));
                if let Some(table) = excess.get_mut(table) {
                    crate::slices::add(table, cell, 1.0);
                }
            }
        }
    }
    for _ in 0..care.sweeps {
        let mut changed = 0_usize;
        for row in 0..rows.count() {
            let firm = at(&rows.firm, row);
            for column in 0..columns {
                let least = if firm & (1 << column) != 0 { care.firm } else { care.loose };
                let old = rows.code(row, column);
                let over: f32 = (0..columns)
                    .filter(|it| *it != column)
                    .map(|it| {
                        let (table, cell) = cell(column, old, it, rows.code(row, it));
                        excess.get(table).map_or(0.0, |table| at(table, cell))
                    })
                    .sum();
                // a value nobody has too much of stays
                if over * 2.0 <= least {
                    continue;
                }
                let mut best: Option<(u16, f32)> = None;
                for _ in 0..TRIES {
                    let Some(new) = proposal(rows, pairs, row, column, stream).filter(|new| *new != old)
                    else {
                        continue;
                    };
                    let under: f32 = (0..columns)
                        .filter(|it| *it != column)
                        .map(|it| {
                            let (table, cell) = cell(column, new, it, rows.code(row, it));
                            let (wanted, excess) = (
                                pairs.tables.get(table).map_or(0.0, |it| at(&it.wanted, cell)),
                                excess.get(table).map_or(0.0, |table| at(table, cell)),
                            );
                            if wanted > 0.0 { excess + 1.0 } else { excess + NEVER }
                        })
                        .sum();
                    let gain = 2.0 * (over - under);
                    if gain > least && best.is_none_or(|(_, held)| gain > held) {
                        best = Some((new, gain));
                    }
                }
                let Some((new, _)) = best else { continue };
                changed += 1;
                for other in (0..columns).filter(|it| *it != column) {
                    let code = rows.code(row, other);
                    for (value, step) in [(old, -1.0), (new, 1.0)] {
                        let (table, cell) = cell(column, value, other, code);
                        if let Some(table) = excess.get_mut(table) {
                            crate::slices::add(table, cell, step);
                        }
                    }
                }
                put(&mut rows.codes, row * columns + column, new);
            }
        }
        if changed * 500 < rows.count() {
            break;
        }
    }
}

/// Values tried for one place in one sweep.
const TRIES: usize = 3;
/// What it costs to make a pair that was never seen, in persons.
const NEVER: f32 = 25.0;

/// Another value for a place: as another column of the row would have it.
fn proposal(rows: &Rows, pairs: &Pairs, row: usize, column: usize, stream: &mut Stream) -> Option<u16> {
    let shift = 1 + stream.below(pairs.columns - 1);
    let other = (column + shift) % pairs.columns;
    let code = rows.code(row, other);
    let (one, second) = (column.min(other), column.max(other));
    let table = pairs.tables.get(place(pairs.columns, one, second))?;
    let size = at(&pairs.sizes, column);
    let weight = |value: usize| {
        let cell = if one == column {
            value * table.width + usize::from(code)
        } else {
            usize::from(code) * table.width + value
        };
        at(&table.wanted, cell)
    };
    let mut left = stream.share() * (0..size).map(weight).sum::<f32>();
    for value in 0..size {
        let own = weight(value);
        left -= own;
        if own > 0.0 && left <= 0.0 {
            return u16::try_from(value).ok();
        }
    }
    None
}
