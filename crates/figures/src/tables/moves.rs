//! Moves: whole persons carried between leaves so that as few published cells as possible change.
//!
//! In each dimension a move either pairs a leaf with another (what one gains the other loses, and everything above
//! both stands still) or leaves it alone (everything above it changes). The product over dimensions is the corner
//! set of a hypercube, as in GHMITER, but taken through all levels of a hierarchy at once: no table is protected
//! apart from those above it, so none has to be protected again.

use super::cube::Table;

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
        let partners = partners(table, wanted, start);
        let mut odometer = vec![0; partners.len()];
        loop {
            let chosen: Vec<&Partner> =
                partners.iter().zip(&odometer).filter_map(|(list, place)| list.get(*place)).collect();
            if let Some((price, step)) = weigh(table, wanted, &chosen, found.as_ref()) {
                let enough = price == 0 && step.amount >= wanted.need;
                found = Some((price, step));
                if enough {
                    return found.map(|(_, step)| step);
                }
            }
            if !turn(&mut odometer, &partners) {
                break;
            }
        }
    }
    found.map(|(_, step)| step)
}

/// How one dimension takes part in a move.
struct Partner {
    corners: Vec<Change>,
    nodes: Vec<Change>,
}

/// The next combination; false after the last.
fn turn(odometer: &mut [usize], partners: &[Vec<Partner>]) -> bool {
    for (place, list) in odometer.iter_mut().zip(partners) {
        *place += 1;
        if *place < list.len() {
            return true;
        }
        *place = 0;
    }
    false
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

/// For each dimension, every way to take part, those that meet hidden cells first.
fn partners(table: &Table, wanted: &Wanted<'_>, start: usize) -> Vec<Vec<Partner>> {
    let places = table.dimensions().iter().enumerate();
    let each = places.map(|(place, dimension)| {
        let stride = table.stride(place);
        let (own, target) = (table.node(start, place), table.node(wanted.cell, place));
        let up: Vec<usize> = dimension.up(own).collect();
        let alone = Partner {
            corners: vec![(own * stride, 1)],
            nodes: up.iter().map(|node| (node * stride, 1)).collect(),
        };
        let others = dimension.leaves().iter().copied().filter(|leaf| *leaf != own);
        let mut pairs: Vec<(bool, Partner)> = others
            .filter_map(|other| {
                let down: Vec<usize> = dimension.up(other).collect();
                // the target must not be above both, or nothing of it would move
                if down.contains(&target) {
                    return None;
                }
                let gain = up.iter().filter(|node| !down.contains(node)).map(|node| (node * stride, 1));
                let lose = down.iter().filter(|node| !up.contains(node)).map(|node| (node * stride, -1));
                let beside = start + other * stride - own * stride;
                let shown = (wanted.price)(beside) != Some(0);
                let corners = vec![(own * stride, 1), (other * stride, -1)];
                Some((shown, Partner { corners, nodes: gain.chain(lose).collect() }))
            })
            .collect();
        pairs.sort_by_key(|(shown, _)| *shown);
        let mut list: Vec<Partner> = pairs.into_iter().map(|(_, pair)| pair).collect();
        list.push(alone);
        list
    });
    each.collect()
}

/// The move these partners make, when it is better than what was found.
fn weigh(
    table: &Table,
    wanted: &Wanted<'_>,
    chosen: &[&Partner],
    found: Option<&(u64, Move)>,
) -> Option<(u64, Move)> {
    let sign = if wanted.way == Way::Up { 1 } else { -1 };
    let mut amount = u64::MAX;
    let mut corners = Vec::with_capacity(8);
    let parts = |part: fn(&Partner) -> &[Change]| chosen.iter().map(|it| part(it)).collect::<Vec<_>>();
    product(&parts(|it| &it.corners), 0, sign, &mut |cell, sign| {
        if sign < 0 {
            amount = amount.min((wanted.room)(cell));
        }
        corners.push((cell, sign));
        amount > 0
    })
    .then_some(())?;
    let amount = amount.min(wanted.need.max(1));
    let limit = found.map(|(price, step)| (*price, step.amount));
    let mut price: u64 = 0;
    let mut cells = Vec::with_capacity(16);
    product(&parts(|it| &it.nodes), 0, sign, &mut |cell, sign| {
        if !table.is_published(cell) {
            return true;
        }
        let Some(own) = (wanted.price)(cell) else { return false };
        price = price.saturating_add(own);
        cells.push((cell, sign));
        // worse for each person than what is known: no need to go on
        limit.is_none_or(|(best, many)| price.saturating_mul(many) <= best.saturating_mul(amount))
    })
    .then_some(())?;
    let better = limit.is_none_or(|(best, many)| {
        let (own, held) = (price.saturating_mul(many), best.saturating_mul(amount));
        own < held || (own == held && amount > many)
    });
    better.then_some((price, Move { corners, cells, amount }))
}

/// Calls `take` with every product of one change of each list; stops when it says no.
fn product(
    lists: &[&[Change]],
    offset: usize,
    sign: i64,
    take: &mut impl FnMut(usize, i64) -> bool,
) -> bool {
    let Some((first, rest)) = lists.split_first() else { return take(offset, sign) };
    first.iter().all(|(step, own)| product(rest, offset + step, sign * own, take))
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

