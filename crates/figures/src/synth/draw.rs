//! Rows drawn from the tree and finished from the pairs.

use super::chain::Chain;
use super::pairs::Pairs;
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

    /// Whether a value comes from the tree.
    pub(super) fn is_firm(&self, row: usize, column: usize) -> bool {
        at(&self.firm, row) & (1 << column) != 0
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
                weights.iter_mut().zip(margin).for_each(|(weight, count)| *weight = *count as f32);
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
