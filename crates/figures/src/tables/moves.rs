//! Moves: whole persons carried between leaves so that as few published cells as possible change.
//!
//! In each dimension a move either pairs a leaf with another (what one gains the other loses, and everything above
//! both stands still) or leaves it alone (everything above it changes). The product over dimensions is the corner
//! set of a hypercube, as in GHMITER, but taken through all levels of a hierarchy at once: no table is protected
//! apart from those above it, so none has to be protected again.

use super::cube::Table;
use crate::slices::at;
use std::collections::BTreeMap;

/// A change of one node of a dimension: its offset in the cube, and its sign.
type Change = (usize, i64);

/// Whole persons moved between leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    /// Leaf cells and their sign.
    pub(super) corners: Vec<Change>,
    /// Published cells that change and their sign.
    pub(super) cells: Vec<Change>,
    /// How many times it can be made.
    pub(super) amount: u64,
}

/// Which way a cell should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// More persons.
    Up,
    /// Fewer.
    Down,
}

/// What a search is asked.
pub(super) struct Wanted<'a> {
    /// The cell to move.
    pub(super) cell: usize,
    /// Which way.
    pub(super) way: Way,
    /// By how many persons, at least one.
    pub(super) need: u64,
    /// How many persons may leave a leaf.
    pub(super) room: &'a dyn Fn(usize) -> u64,
    /// What hiding a cell costs: nothing when hidden already, `None` when it must be shown.
    pub(super) price: &'a dyn Fn(usize) -> Option<u64>,
}

/// Leaf cells below a margin that are tried as the start of a move.
const STARTS: usize = 6;

/// The cheapest move for what is needed: the least price for each person moved, then the largest amount.
pub(super) fn best(table: &Table, wanted: &Wanted<'_>) -> Option<Move> {
    let mut found: Option<(u64, Move)> = None;
    for start in starts(table, wanted) {
        if let Some(search) = Search::new(table, wanted, start, found.take()) {
            found = search.run();
        }
        if found.as_ref().is_some_and(|(price, step)| *price == 0 && step.amount >= wanted.need) {
            break;
        }
    }
    found.map(|(_, step)| step)
}

fn starts(table: &Table, wanted: &Wanted<'_>) -> Vec<usize> {
    let mut leaves = table.below(wanted.cell);
    if wanted.way == Way::Down {
        leaves.retain(|leaf| (wanted.room)(*leaf) > 0);
    }
    let hidden = |leaf: usize| (wanted.price)(leaf) == Some(0);
    leaves.sort_by_key(|leaf| (!hidden(*leaf), std::cmp::Reverse(table.value(*leaf))));
    leaves.truncate(STARTS);
    leaves
}

/// How one dimension takes part in a move, as distances from the start.
struct Partner {
    /// Price of the cells it changes while every other dimension stays at the start.
    least: u64,
    /// The leaf that loses what the start gains.
    corner: Option<isize>,
    /// Nodes that change beside the start's own leaf.
    nodes: Vec<(isize, i64)>,
}

/// A search from one leaf, dimension by dimension. What a choice adds to the price is never taken back by a later one,
/// so that a branch dearer than the best move known is left.
struct Search<'a> {
    table: &'a Table,
    wanted: &'a Wanted<'a>,
    partners: Vec<Vec<Partner>>,
    cells: Vec<Change>,
    corners: Vec<Change>,
    found: Option<(u64, Move)>,
}

impl<'a> Search<'a> {
    fn new(
        table: &'a Table,
        wanted: &'a Wanted<'a>,
        start: usize,
        found: Option<(u64, Move)>,
    ) -> Option<Self> {
        let sign = if wanted.way == Way::Up { 1 } else { -1 };
        let partners =
            (0..table.dimensions().len()).map(|place| partners(table, wanted, start, place)).collect();
        let own =
            Self { table, wanted, partners, cells: vec![(start, sign)], corners: vec![(start, sign)], found };
        Some(own)
    }

    fn run(mut self) -> Option<(u64, Move)> {
        let start = self.cells.first().map_or(0, |(cell, _)| *cell);
        let price = price(self.table, self.wanted, start);
        let room = if self.wanted.way == Way::Up { u64::MAX } else { (self.wanted.room)(start) };
        if let Some(price) = price {
            let partners = std::mem::take(&mut self.partners);
            self.choose(&partners, price, room.min(self.wanted.need.max(1)));
        }
        self.found
    }

    fn choose(&mut self, partners: &[Vec<Partner>], price: u64, amount: u64) {
        let Some((first, rest)) = partners.split_first() else { return self.keep(price, amount) };
        let (cells, corners) = (self.cells.len(), self.corners.len());
        for partner in first {
            if self.worse(price.saturating_add(partner.least), amount) {
                break;
            }
            if let Some((price, amount)) = self.add(partner, price, amount) {
                self.choose(rest, price, amount);
            }
            self.cells.truncate(cells);
            self.corners.truncate(corners);
        }
    }

    /// Changes what a partner changes; `None` when it cannot be, or costs too much.
    fn add(&mut self, partner: &Partner, mut sum: u64, mut amount: u64) -> Option<(u64, u64)> {
        if let Some(step) = partner.corner {
            for place in 0..self.corners.len() {
                let (cell, sign) = at(&self.corners, place);
                let (cell, sign) = (cell.checked_add_signed(step)?, -sign);
                if sign < 0 {
                    amount = amount.min((self.wanted.room)(cell));
                }
                self.corners.push((cell, sign));
            }
        }
        if amount == 0 || self.worse(sum, amount) {
            return None;
        }
        let before = self.cells.len();
        for (step, own) in &partner.nodes {
            for place in 0..before {
                let (cell, sign) = at(&self.cells, place);
                let cell = cell.checked_add_signed(*step)?;
                sum = sum.saturating_add(price(self.table, self.wanted, cell)?);
                self.cells.push((cell, sign * own));
            }
            if self.worse(sum, amount) {
                return None;
            }
        }
        Some((sum, amount))
    }

    /// Whether a move of this price and at most this amount is no better than the best known.
    fn worse(&self, price: u64, amount: u64) -> bool {
        self.found.as_ref().is_some_and(|(held, step)| {
            let (own, best) = (price.saturating_mul(step.amount), held.saturating_mul(amount));
            own > best || (own == best && amount <= step.amount)
        })
    }

    fn keep(&mut self, price: u64, amount: u64) {
        if !self.worse(price, amount) {
            let published = |(cell, _): &&Change| self.table.is_published(*cell);
            let cells = self.cells.iter().filter(published).copied().collect();
            self.found = Some((price, Move { corners: self.corners.clone(), cells, amount }));
        }
    }
}

/// The price of changing a cell: nothing when it is not published.
fn price(table: &Table, wanted: &Wanted<'_>, cell: usize) -> Option<u64> {
    if table.is_published(cell) { (wanted.price)(cell) } else { Some(0) }
}

/// Every way a dimension can take part, cheapest first.
fn partners(table: &Table, wanted: &Wanted<'_>, start: usize, place: usize) -> Vec<Partner> {
    let Some(dimension) = table.dimensions().get(place) else { return Vec::new() };
    let (own, target) = (table.node(start, place), table.node(wanted.cell, place));
    let stride = isize::try_from(table.stride(place)).unwrap_or(0);
    let step =
        |node: usize| (isize::try_from(node).unwrap_or(0) - isize::try_from(own).unwrap_or(0)) * stride;
    let up: Vec<usize> = dimension.up(own).collect();
    let least = |nodes: &[(isize, i64)]| {
        let cells = nodes.iter().map(|(step, _)| price(table, wanted, start.checked_add_signed(*step)?));
        cells.sum::<Option<u64>>()
    };
    let alone = || {
        let nodes: Vec<(isize, i64)> = up.iter().skip(1).map(|node| (step(*node), 1)).collect();
        Some(Partner { least: least(&nodes)?, corner: None, nodes })
    };
    let beside = |other: usize| {
        let down: Vec<usize> = dimension.up(other).collect();
        // the target must not be above both, or nothing of it would move
        if other == own || down.contains(&target) {
            return None;
        }
        let gain = up.iter().skip(1).filter(|node| !down.contains(node)).map(|node| (step(*node), 1));
        let lose = down.iter().filter(|node| !up.contains(node)).map(|node| (step(*node), -1));
        let nodes: Vec<(isize, i64)> = gain.chain(lose).collect();
        Some(Partner { least: least(&nodes)?, corner: Some(step(other)), nodes })
    };
    let pairs = dimension.leaves().iter().filter_map(|other| beside(*other));
    let mut list: Vec<Partner> = pairs.chain(alone()).collect();
    list.sort_by_key(|partner| partner.least);
    list
}

/// A move or several, as one table beside the true one: the proof that a hidden cell could be another number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Witness {
    /// Persons more or fewer in each leaf cell.
    pub(super) leaves: Vec<Change>,
    /// Persons more or fewer in each published cell that changes.
    pub(super) cells: Vec<Change>,
}

impl Witness {
    /// The other table that has so many persons more or fewer in these leaves.
    pub(super) fn new(table: &Table, leaves: impl Iterator<Item = Change>) -> Self {
        let leaves: Vec<Change> = leaves.filter(|(_, change)| *change != 0).collect();
        let mut cells = BTreeMap::new();
        for (leaf, change) in &leaves {
            for cell in table.above(*leaf).into_iter().filter(|cell| table.is_published(*cell)) {
                *cells.entry(cell).or_default() += change;
            }
        }
        cells.retain(|_, change| *change != 0);
        Self { leaves, cells: cells.into_iter().collect() }
    }

    /// Adds a move, `amount` times.
    pub(super) fn take(&mut self, step: &Move) {
        let times = i64::try_from(step.amount).unwrap_or(i64::MAX);
        merge(&mut self.leaves, &step.corners, times);
        merge(&mut self.cells, &step.cells, times);
    }

    /// Persons more or fewer in a published cell.
    pub(super) fn change(&self, cell: usize) -> i64 {
        self.cells.iter().find(|(it, _)| *it == cell).map_or(0, |(_, change)| *change)
    }

    /// Persons in a leaf cell of the other table.
    pub(super) fn held(&self, table: &Table, leaf: usize) -> u64 {
        let change = self.leaves.iter().find(|(it, _)| *it == leaf).map_or(0, |(_, change)| *change);
        table.value(leaf).saturating_add_signed(change)
    }
}

fn merge(into: &mut Vec<Change>, changes: &[Change], times: i64) {
    for (cell, sign) in changes {
        match into.iter_mut().find(|(it, _)| it == cell) {
            Some((_, held)) => *held += sign * times,
            None => into.push((*cell, sign * times)),
        }
    }
    into.retain(|(_, change)| *change != 0);
}

/// Whether a witness is one: no leaf below zero, and every published sum as it should be.
#[cfg(test)]
pub(super) fn holds(table: &Table, witness: &Witness) -> bool {
    let mut sums = vec![0_i64; table.size()];
    for (leaf, change) in &witness.leaves {
        for cell in table.above(*leaf) {
            sums[cell] += change;
        }
    }
    let positive = witness.leaves.iter().all(|(leaf, change)| table.value(*leaf) as i64 + change >= 0);
    positive && table.cells().all(|cell| sums[cell] == witness.change(cell))
}
