//! What leaves the house: numbers, and marks where there is none.

use super::cube::Table;
use super::protect::Protected;
use super::round::Rounded;

/// What a reader sees of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// Not part of the release.
    #[default]
    Absent,
    /// A count of persons.
    Count(u64),
    /// Hidden; nothing is said of it.
    Hidden,
    /// Hidden, and said to be below this number, as some agencies print "<5".
    Below(u64),
}

impl Shown {
    /// Whether the cell stands in the release without its number.
    #[must_use]
    pub const fn is_hidden(self) -> bool {
        matches!(self, Self::Hidden | Self::Below(_))
    }
}

/// A table as published. It does not hold what it hides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// The shape alone: every value in it is zero.
    pub shape: Table,
    /// Cell by cell.
    pub shown: Vec<Shown>,
}

impl Release {
    /// One cell.
    #[must_use]
    pub fn shown(&self, cell: usize) -> Shown {
        self.shown.get(cell).copied().unwrap_or_default()
    }

    /// Cells that stand in the release without their number.
    pub fn hidden(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.shown.len()).filter(|cell| self.shown(*cell).is_hidden())
    }

    /// Whether every shown sum of shown parts adds up.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        (0..self.shown.len()).all(|cell| {
            let Shown::Count(sum) = self.shown(cell) else { return true };
            let mut places = self.shape.dimensions().iter().enumerate();
            places.all(|(place, dimension)| {
                let own = self.shape.node(cell, place);
                let stride = self.shape.stride(place);
                let parts = dimension.children(own).iter();
                let parts: Option<u64> = parts
                    .map(|node| match self.shown(cell - own * stride + node * stride) {
                        Shown::Count(part) => Some(part),
                        _ => None,
                    })
                    .sum();
                dimension.children(own).is_empty() || parts.is_none_or(|parts| parts == sum)
            })
        })
    }
}

/// What a release gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loss {
    /// Published cells, hidden ones among them.
    pub cells: usize,
    /// Cells hidden because they are small.
    pub small: usize,
    /// Cells hidden to protect those.
    pub complementary: usize,
    /// Persons in hidden cells of the finest level.
    pub persons: u64,
    /// Persons in the whole table.
    pub total: u64,
}

/// What became of the cells that cross so many dimensions: the grand total crosses none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ByOrder {
    /// Dimensions crossed.
    pub order: usize,
    /// Published cells, hidden ones among them.
    pub cells: usize,
    /// Hidden cells.
    pub hidden: usize,
    /// The largest difference from the truth, in persons.
    pub largest: u64,
    /// The mean difference from the truth over cells shown, in persons.
    pub mean: f64,
}

/// By order, the error of each published cell; `None` where it is hidden.
#[expect(clippy::cast_precision_loss, reason = "a mean for a reader")]
fn by_order(table: &Table, error: impl Fn(usize) -> Option<u64>) -> Vec<ByOrder> {
    let count = table.dimensions().len();
    let mut all: Vec<ByOrder> = (0..=count).map(|order| ByOrder { order, ..ByOrder::default() }).collect();
    for cell in table.cells() {
        let order = (0..count).filter(|place| table.node(cell, *place) != 0).count();
        let Some(own) = all.get_mut(order) else { continue };
        own.cells += 1;
        match error(cell) {
            None => own.hidden += 1,
            Some(error) => {
                own.largest = own.largest.max(error);
                own.mean += error as f64;
            }
        }
    }
    for own in &mut all {
        own.mean /= own.cells.saturating_sub(own.hidden).max(1) as f64;
    }
    all.retain(|own| own.cells > 0);
    all
}

impl Protected {
    /// What is hidden, order by order; what is shown is exact.
    #[must_use]
    pub fn by_order(&self) -> Vec<ByOrder> {
        by_order(&self.table, |cell| (!self.hides(cell)).then_some(0))
    }

    /// The release: what is hidden is forgotten.
    #[must_use]
    pub fn release(&self) -> Release {
        let shown = (0..self.table.size()).map(|cell| {
            if !self.table.is_published(cell) {
                Shown::Absent
            } else if self.hides(cell) {
                Shown::Hidden
            } else {
                Shown::Count(self.table.value(cell))
            }
        });
        Release { shown: shown.collect(), shape: self.table.emptied() }
    }

    /// What the release gives up.
    #[must_use]
    pub fn loss(&self) -> Loss {
        let hidden: Vec<usize> = self.table.cells().filter(|cell| self.hides(*cell)).collect();
        let leaves = hidden.iter().filter(|cell| self.table.is_leaf(**cell));
        Loss {
            cells: self.table.cells().count(),
            small: self.primary.len(),
            complementary: hidden.len().saturating_sub(self.primary.len()),
            persons: leaves.map(|cell| self.table.value(*cell)).sum(),
            total: self.table.value(0),
        }
    }
}

impl Rounded {
    /// The error of rounding, order by order.
    #[must_use]
    pub fn by_order(&self) -> Vec<ByOrder> {
        by_order(&self.table, |cell| Some(self.table.value(cell).abs_diff(self.rounded.value(cell))))
    }

    /// The release: every number a multiple of the base, every sum kept.
    #[must_use]
    pub fn release(&self) -> Release {
        let shown = (0..self.table.size()).map(|cell| {
            if self.table.is_published(cell) { Shown::Count(self.rounded.value(cell)) } else { Shown::Absent }
        });
        Release { shown: shown.collect(), shape: self.table.emptied() }
    }
}
