//! How far rows are from what they should add up to, kept true while single values change.

use super::draw::Rows;
use super::pairs::{Pairs, place};
use crate::slices::{add, at, put};
use crate::stream::Stream;

/// What it costs to make a pair that was never seen, in persons.
const NEVER: f32 = 25.0;

/// Counts of rows less counts wanted, for every pair of values and every value alone.
pub(super) struct Misfit<'a> {
    pairs: &'a Pairs,
    tables: Vec<Vec<f32>>,
    singles: Vec<Vec<f32>>,
    /// What a value is drawn from: see [`running`].
    sums: Vec<Vec<f32>>,
    /// What a squared person of one column weighs beside one of a pair.
    weight: f32,
}

impl<'a> Misfit<'a> {
    /// The misfit of rows; a column alone weighs `weight` times a pair.
    pub(super) fn of(rows: &Rows, pairs: &'a Pairs, weight: f32) -> Self {
        let tables = pairs.tables.iter().map(|it| it.wanted.iter().map(|wanted| -wanted).collect());
        #[expect(clippy::cast_possible_truncation, reason = "counts fit a float of 32 bits well enough")]
        let singles = pairs.margins.iter().map(|it| it.iter().map(|wanted| -*wanted as f32).collect());
        let mut own = Self {
            pairs,
            tables: tables.collect(),
            singles: singles.collect(),
            sums: running(pairs),
            weight,
        };
        for row in 0..rows.count() {
            for one in 0..rows.columns {
                own.add_alone(one, rows.code(row, one), 1.0);
                for other in one + 1..rows.columns {
                    own.add_pair((one, rows.code(row, one)), (other, rows.code(row, other)), 1.0);
                }
            }
        }
        own
    }

    #[inline]
    fn cell(&self, one: (usize, u16), other: (usize, u16)) -> (usize, usize) {
        let ((one, first), (other, second)) = if one.0 < other.0 { (one, other) } else { (other, one) };
        let width = at(&self.pairs.sizes, other);
        (place(self.pairs.columns, one, other), usize::from(first) * width + usize::from(second))
    }

    fn add_pair(&mut self, one: (usize, u16), other: (usize, u16), step: f32) {
        let (table, cell) = self.cell(one, other);
        if let Some(table) = self.tables.get_mut(table) {
            add(table, cell, step);
        }
    }

    fn add_alone(&mut self, column: usize, code: u16, step: f32) {
        if let Some(own) = self.singles.get_mut(column) {
            add(own, usize::from(code), step);
        }
    }

    /// Lets a squared person of one column weigh so much beside one of a pair.
    pub(super) fn weigh(&mut self, weight: f32) {
        self.weight = weight;
    }

    /// How many rows too many have a value, by its column alone.
    #[inline]
    pub(super) fn alone(&self, column: usize, code: u16) -> f32 {
        self.singles.get(column).map_or(0.0, |it| at(it, usize::from(code)))
    }

    /// The value of a column that most rows lack; nothing when none lacks a row.
    pub(super) fn lacking(&self, column: usize) -> Option<u16> {
        let own = self.singles.get(column)?;
        let least = (0_u16..).zip(own).min_by(|one, other| one.1.total_cmp(other.1))?;
        (*least.1 <= -0.5).then_some(least.0)
    }

    /// Half of what falls, in squared persons, when a value leaves its row.
    pub(super) fn leaving(&self, rows: &Rows, row: usize, column: usize) -> f32 {
        let own = (column, rows.code(row, column));
        let others = (0..rows.columns).filter(|it| *it != column);
        let over = others.map(|it| {
            let (table, cell) = self.cell(own, (it, rows.code(row, it)));
            self.tables.get(table).map_or(0.0, |table| at(table, cell))
        });
        over.sum::<f32>() + self.weight * self.alone(column, own.1)
    }

    /// Half of what it costs, in squared persons, that a value comes into a row.
    pub(super) fn coming(&self, rows: &Rows, row: usize, (column, code): (usize, u16)) -> f32 {
        let others = (0..rows.columns).filter(|it| *it != column);
        let under = others.map(|it| {
            let (table, cell) = self.cell((column, code), (it, rows.code(row, it)));
            let wanted = self.pairs.tables.get(table).map_or(0.0, |it| at(&it.wanted, cell));
            let over = self.tables.get(table).map_or(0.0, |table| at(table, cell));
            if wanted > 0.0 { over + 1.0 } else { over + NEVER }
        });
        under.sum::<f32>() + self.weight * (self.alone(column, code) + 1.0)
    }

    /// Puts a value in the place of another.
    pub(super) fn change(&mut self, rows: &mut Rows, row: usize, (column, new): (usize, u16)) {
        let old = rows.code(row, column);
        for (code, step) in [(old, -1.0), (new, 1.0)] {
            self.add_alone(column, code, step);
            for other in (0..rows.columns).filter(|it| *it != column) {
                self.add_pair((column, code), (other, rows.code(row, other)), step);
            }
        }
        put(&mut rows.codes, row * rows.columns + column, new);
    }

    /// Another value for a place: as another column of the row would have it.
    pub(super) fn proposal(
        &self,
        rows: &Rows,
        row: usize,
        column: usize,
        stream: &mut Stream,
    ) -> Option<u16> {
        let columns = self.pairs.columns;
        let other = (column + 1 + stream.below(columns - 1)) % columns;
        let size = at(&self.pairs.sizes, column);
        let start = usize::from(rows.code(row, other)) * size;
        let sums = self.sums.get(column * columns + other)?.get(start..start + size)?;
        let share = stream.share() * sums.last().copied()?;
        u16::try_from(sums.partition_point(|sum| *sum <= share)).ok().filter(|code| usize::from(*code) < size)
    }
}

/// For each column and each other, for each value of the other, running sums of what is wanted of the column's values.
fn running(pairs: &Pairs) -> Vec<Vec<f32>> {
    let one = |column: usize, other: usize| -> Vec<f32> {
        let (size, width) = (at(&pairs.sizes, column), at(&pairs.sizes, other));
        let mut sums = Vec::with_capacity(size * width);
        for code in (0..width).filter(|_| column != other) {
            let mut sum = 0.0;
            for value in 0..size {
                let values = (u16::try_from(value), u16::try_from(code));
                if let (Ok(value), Ok(code)) = values {
                    sum += pairs.wanted((column, value), (other, code));
                }
                sums.push(sum);
            }
        }
        sums
    };
    let all = (0..pairs.columns).flat_map(|column| (0..pairs.columns).map(move |other| (column, other)));
    all.map(|(column, other)| one(column, other)).collect()
}
