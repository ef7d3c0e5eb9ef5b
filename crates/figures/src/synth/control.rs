//! Fewer inventions: a combination of three values that only one or two rows have is more often made up than true.
//!
//! A value that stands in such combinations is exchanged for one that goes with the rest of its row more often, where
//! what that costs the measured tables is small beside their noise. Counts of one column are held tighter and tighter, so
//! that what left a row comes into another: swaps spread over time. A blank is a value as any other.

use super::draw::Rows;
use super::misfit::Misfit;
use super::records::Column;
use crate::slices::{add, at, put};
use crate::stream::Stream;
use std::ops::ControlFlow;

/// Counters at most: beyond, several combinations share one, and fewer are found rare.
const COUNTERS: usize = 1 << 24;
/// Places of a row tried in one visit, those with most rare combinations first.
const PLACES: usize = 3;
/// Values tried for a place: the blank, the value its column lacks most, and what other columns of the row propose.
const TRIES: usize = 5;
/// Exchanges in one row before the next is looked at.
const VISITS: usize = 2;
/// Times each row is looked at.
const SWEEPS: usize = 14;
/// What a squared person of one column weighs in the last sweep, beside one rare combination.
const STILL: f32 = 3.0;
/// How many times less in the first: counts of columns may move at first and come to rest as the sweeps go on, each sweep
/// holding them tighter by the same factor. Held from the start, next to no exchange is a gain.
const FREE: f32 = 300.0;

/// Where combinations of three are counted.
struct Triples {
    columns: usize,
    sizes: Vec<usize>,
    starts: Vec<usize>,
    counts: Vec<u32>,
}

impl Triples {
    fn new(sizes: &[usize]) -> Self {
        let columns = sizes.len();
        let mut starts = vec![0; columns * columns * columns];
        let mut total: usize = 0;
        for one in 0..columns {
            for two in one + 1..columns {
                for three in two + 1..columns {
                    put(&mut starts, (one * columns + two) * columns + three, total);
                    let cells =
                        at(sizes, one).saturating_mul(at(sizes, two)).saturating_mul(at(sizes, three));
                    total = total.saturating_add(cells);
                }
            }
        }
        Self { columns, sizes: sizes.to_vec(), starts, counts: vec![0; total.clamp(1, COUNTERS)] }
    }

    /// The counter of three values, in the order of their columns.
    #[inline]
    fn cell(&self, (one, a): Value, (two, b): Value, (three, c): Value) -> usize {
        let start = at(&self.starts, (one * self.columns + two) * self.columns + three);
        let cell = (usize::from(a) * at(&self.sizes, two) + usize::from(b)) * at(&self.sizes, three);
        (start + cell + usize::from(c)) % self.counts.len().max(1)
    }
}

/// A column and a code.
type Value = (usize, u16);

/// What is sought.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    /// A combination of three that fewer rows have is rare.
    pub(super) least: u32,
    /// What one rare combination less is worth, in squared persons.
    pub(super) worth: f32,
}

/// Rows, their combinations, and what is known of both.
struct Control<'a> {
    rows: &'a mut Rows,
    triples: Triples,
    /// By column and code: whether a value takes part in combinations.
    counting: Vec<Vec<bool>>,
    wish: Wish,
}

impl Control<'_> {
    fn counts(&self, (column, code): Value) -> bool {
        self.counting.get(column).is_some_and(|it| at(it, usize::from(code)))
    }

    /// The values of a row that take part in combinations, by column.
    fn values(&self, row: usize, into: &mut Vec<Value>) {
        into.clear();
        let all = (0..self.rows.columns).map(|column| (column, self.rows.code(row, column)));
        into.extend(all.filter(|it| self.counts(*it)));
    }

    /// By how much less bad a combination becomes when one of so many rows leaves it: 1, 1/4, 1/9 … while it is rare.
    #[inline]
    fn rarity(&self, count: u32) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "small")]
        if (1..self.wish.least).contains(&count) { (count as f32).powi(-2) } else { 0.0 }
    }

    /// For each column, how bad the combinations are its value stands in.
    fn blame(&self, values: &[Value], blame: &mut [f32]) {
        blame.fill(0.0);
        for (place, one) in values.iter().enumerate() {
            for (next, two) in values.iter().enumerate().skip(place + 1) {
                for three in values.iter().skip(next + 1) {
                    let bad = self.rarity(at(&self.triples.counts, self.triples.cell(*one, *two, *three)));
                    if bad > 0.0 {
                        [one, two, three].iter().for_each(|it| add(blame, it.0, bad));
                    }
                }
            }
        }
    }

    /// The counters of every combination a value makes with two of the others, until told to stop.
    fn around(
        &self,
        values: &[Value],
        own: Value,
        mut with: impl FnMut(usize) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let place = values.iter().take_while(|it| it.0 < own.0).count();
        let (before, after) = values.split_at_checked(place).unwrap_or((values, &[]));
        let after = match after.split_first() {
            Some((first, rest)) if first.0 == own.0 => rest,
            _ => after,
        };
        for (place, one) in before.iter().enumerate() {
            for two in before.iter().skip(place + 1) {
                with(self.triples.cell(*one, *two, own))?;
            }
            for two in after {
                with(self.triples.cell(*one, own, *two))?;
            }
        }
        for (place, one) in after.iter().enumerate() {
            for two in after.iter().skip(place + 1) {
                with(self.triples.cell(own, *one, *two))?;
            }
        }
        ControlFlow::Continue(())
    }

    /// How bad the combinations would be that a value makes in a row; nothing when worse than `most`.
    fn badness(&self, values: &[Value], new: Value, most: f32) -> Option<f32> {
        let mut sum = 0.0;
        if self.counts(new) {
            let done = self.around(values, new, |cell| {
                sum += self.rarity(at(&self.triples.counts, cell) + 1);
                if sum > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            if done.is_break() {
                return None;
            }
        }
        Some(sum)
    }

    /// Puts a value in the place of another, everywhere.
    fn change(&mut self, values: &[Value], row: usize, new: Value, misfit: &mut Misfit) {
        let old = (new.0, self.rows.code(row, new.0));
        let mut cells = Vec::new();
        for (value, comes) in [(old, false), (new, true)] {
            if self.counts(value) {
                let _ = self.around(values, value, |cell| {
                    cells.push((cell, comes));
                    ControlFlow::Continue(())
                });
            }
        }
        for (cell, comes) in cells {
            let count = at(&self.triples.counts, cell);
            put(&mut self.triples.counts, cell, if comes { count + 1 } else { count.saturating_sub(1) });
        }
        misfit.change(self.rows, row, new);
    }

    /// Looks at one row; whether anything changed.
    fn visit(&mut self, row: usize, misfit: &mut Misfit, stream: &mut Stream, own: &mut Room) -> bool {
        self.values(row, &mut own.values);
        own.blame.resize(self.rows.columns, 0.0);
        self.blame(&own.values, &mut own.blame);
        own.places.clear();
        for column in 0..self.rows.columns {
            // a column with too many of a value gives it up where nothing is rare, too
            if at(&own.blame, column) > 0.0 || misfit.alone(column, self.rows.code(row, column)) >= 1.0 {
                own.places.push(column);
            }
        }
        own.places.sort_by(|one, other| at(&own.blame, *other).total_cmp(&at(&own.blame, *one)));
        own.places.truncate(PLACES);
        let mut best: Option<(Value, f32)> = None;
        for column in own.places.iter().copied() {
            let old = self.rows.code(row, column);
            let over = misfit.leaving(self.rows, row, column);
            for attempt in 0..TRIES {
                let proposed = match attempt {
                    0 => Some(0),
                    1 => misfit.lacking(column),
                    _ => misfit.proposal(self.rows, row, column, stream),
                };
                let Some(new) = proposed.filter(|new| *new != old) else { continue };
                let fit = 2.0 * (over - misfit.coming(self.rows, row, (column, new)));
                let most = fit + self.wish.worth * at(&own.blame, column);
                let held = best.map_or(0.0, |it| it.1);
                if most <= held {
                    continue;
                }
                let room = (most - held) / self.wish.worth;
                if let Some(bad) = self.badness(&own.values, (column, new), room) {
                    best = Some(((column, new), most - self.wish.worth * bad));
                }
            }
        }
        let Some((new, _)) = best else { return false };
        self.change(&own.values, row, new, misfit);
        true
    }
}

/// Room to work in, kept from row to row.
#[derive(Default)]
struct Room {
    values: Vec<Value>,
    blame: Vec<f32>,
    places: Vec<usize>,
}

/// Exchanges values so that few combinations of three are rarer than wished; gives the number of exchanges.
pub(super) fn control(
    rows: &mut Rows,
    columns: &[Column],
    wish: Wish,
    misfit: &mut Misfit,
    stream: &mut Stream,
) -> usize {
    let sizes: Vec<usize> = columns.iter().map(|it| it.labels.len()).collect();
    let counting = columns
        .iter()
        .map(|column| (0_u16..).zip(&column.labels).map(|(code, _)| column.counts(code)).collect())
        .collect();
    let mut own = Control { rows, triples: Triples::new(&sizes), counting, wish };
    let mut room = Room::default();
    for row in 0..own.rows.count() {
        own.values(row, &mut room.values);
        for (place, one) in room.values.iter().enumerate() {
            for (next, two) in room.values.iter().enumerate().skip(place + 1) {
                for three in room.values.iter().skip(next + 1) {
                    let cell = own.triples.cell(*one, *two, *three);
                    add(&mut own.triples.counts, cell, 1);
                }
            }
        }
    }
    let mut changed = 0;
    for sweep in 0..SWEEPS {
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let left = (SWEEPS - 1 - sweep) as f32 / (SWEEPS - 1) as f32;
        misfit.weigh(wish.worth * STILL * FREE.powf(-left));
        for row in 0..own.rows.count() {
            for _ in 0..VISITS {
                if !own.visit(row, misfit, stream, &mut room) {
                    break;
                }
                changed += 1;
            }
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_has_a_place_of_its_own() {
        let sizes = [2, 3, 4, 2, 5];
        let triples = Triples::new(&sizes);
        let mut seen = std::collections::BTreeSet::new();
        for one in 0..5 {
            for two in one + 1..5 {
                for three in two + 1..5 {
                    for a in 0..sizes[one] as u16 {
                        for b in 0..sizes[two] as u16 {
                            for c in 0..sizes[three] as u16 {
                                assert!(seen.insert(triples.cell((one, a), (two, b), (three, c))));
                            }
                        }
                    }
                }
            }
        }
        assert_eq!(seen.len(), triples.counts.len());
    }
}
