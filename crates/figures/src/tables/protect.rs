//! Hiding what is too small, and what would give it away.
//!
//! A cell below the threshold is hidden first. It is safe when two other tables exist, in whole persons, that show the
//! same numbers: one where it holds at least the threshold, and one where it holds fewer persons than in truth. Both
//! leave at least one person wherever there is one, so that a member of any cell, or one member of each, who knows
//! that her cell is not empty, can prove nothing more. Cells those tables change are hidden too. Then every hidden
//! cell that is not needed any more is shown again, dearest first.

use super::cube::Table;
use super::error::TableError;
use super::exact::{small, solve};
use super::moves::{Wanted, Way, Witness, best};
use crate::slices::{at, put};

/// What becomes of a cell that holds nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// Zero is a small number like another: a recovered zero says something about everybody of the row.
    Hidden,
    /// Zeros are shown, and never used to hide others: anybody may know that they are impossible.
    Shown,
}

/// When a cell may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The smallest count of persons that is shown.
    pub min_cell: u64,
    /// What becomes of empty cells.
    pub zeros: Zeros,
    /// The grand total is shown, whatever it costs.
    pub keep_total: bool,
}

impl Rule {
    /// Whether a count must be hidden for itself.
    #[must_use]
    pub const fn hides(&self, count: u64) -> bool {
        count < self.min_cell && (count > 0 || matches!(self.zeros, Zeros::Hidden))
    }
}

/// How long to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Moves, then showing again what is not needed.
    Quick,
    /// The same, and for small tables the optimum by integer programming.
    Best,
}

/// A table and what of it is hidden.
#[derive(Debug, Clone)]
pub struct Protected {
    /// The true table.
    pub table: Table,
    /// Cell by cell: hidden or not.
    pub hidden: Vec<bool>,
    /// Cells hidden for themselves.
    pub primary: Vec<usize>,
    pub(super) witnesses: Vec<Witness>,
}

impl Protected {
    /// Whether a cell is hidden.
    #[must_use]
    pub fn hides(&self, cell: usize) -> bool {
        at(&self.hidden, cell)
    }

    /// How many other tables were written down, in whole persons, that show the same numbers.
    #[must_use]
    pub fn proofs(&self) -> usize {
        self.witnesses.len()
    }

    /// What hiding costs: persons in hidden cells, and one for each cell.
    #[must_use]
    pub fn cost(&self) -> u64 {
        let hidden = self.table.cells().filter(|cell| self.hides(*cell));
        hidden.map(|cell| price(&self.table, cell)).fold(0, u64::saturating_add)
    }
}

/// The price of hiding one cell: its persons, and one.
pub(super) fn price(table: &Table, cell: usize) -> u64 {
    table.value(cell).saturating_add(1)
}

/// Hides small cells and what would give them away.
///
/// `progress` hears how many small cells are done, of how many.
///
/// # Errors
/// A threshold below 2; [`TableError::Unprotectable`] when the grand total is kept and leaves no room.
pub fn protect(
    table: Table,
    rule: &Rule,
    effort: Effort,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Protected, TableError> {
    if rule.min_cell < 2 {
        return Err(TableError::Rule("le plus petit effectif affiché doit être au moins 2"));
    }
    let quick = Work::new(&table, rule).run(progress)?;
    let best = if effort == Effort::Best && small(&table, rule) { optimal(&table, rule) } else { None };
    let chosen = best.filter(|work| work.cost() < quick.cost()).unwrap_or(quick);
    let Work { hidden, primary, witnesses, .. } = chosen;
    let witnesses = witnesses.into_iter().flatten().collect();
    Ok(Protected { hidden, primary, witnesses, table })
}

/// The optimum of the integer programme, when what it changes is in whole persons and keeps to the rule.
fn optimal<'a>(table: &'a Table, rule: &'a Rule) -> Option<Work<'a>> {
    let (hidden, witnesses) = solve(table, rule)?;
    let mut work = Work::new(table, rule);
    for witness in witnesses {
        let possible = witness
            .leaves
            .iter()
            .all(|(leaf, change)| table.value(*leaf).checked_add_signed(*change).is_some());
        let within = witness.cells.iter().all(|(cell, _)| at(&hidden, *cell));
        if !possible || !within {
            return None;
        }
        work.keep(witness);
    }
    let reached = |cell: &usize| [Way::Up, Way::Down].iter().all(|way| work.reached(*cell, *way));
    work.primary.iter().all(reached).then_some(work)
}

struct Work<'a> {
    table: &'a Table,
    rule: &'a Rule,
    hidden: Vec<bool>,
    primary: Vec<usize>,
    witnesses: Vec<Option<Witness>>,
    /// For each cell, the witnesses that change it.
    changed_by: Vec<Vec<usize>>,
}

impl<'a> Work<'a> {
    fn new(table: &'a Table, rule: &'a Rule) -> Self {
        let mut primary: Vec<usize> = table.cells().filter(|cell| rule.hides(table.value(*cell))).collect();
        let mut hidden = vec![false; table.size()];
        primary.iter().for_each(|cell| put(&mut hidden, *cell, true));
        primary.sort_by_key(|cell| (std::cmp::Reverse(table.value(*cell)), *cell));
        let changed_by = vec![Vec::new(); table.size()];
        Self { table, rule, hidden, primary, witnesses: Vec::new(), changed_by }
    }

    fn run(mut self, progress: &mut dyn FnMut(usize, usize)) -> Result<Self, TableError> {
        let primary = self.primary.clone();
        for (done, cell) in primary.iter().enumerate() {
            progress(done, primary.len());
            for way in [Way::Up, Way::Down] {
                if !self.reached(*cell, way) {
                    let unprotectable = || TableError::Unprotectable(self.table.name(*cell));
                    let witness = self.witness(*cell, way, None).ok_or_else(unprotectable)?;
                    self.keep(witness);
                }
            }
        }
        self.show_again();
        progress(primary.len(), primary.len());
        Ok(self)
    }

    fn cost(&self) -> u64 {
        let hidden = self.table.cells().filter(|cell| at(&self.hidden, *cell));
        hidden.map(|cell| price(self.table, cell)).fold(0, u64::saturating_add)
    }

    /// By how many persons a small cell must be able to move.
    fn need(&self, cell: usize, way: Way) -> u64 {
        let value = self.table.value(cell);
        match way {
            Way::Up => self.rule.min_cell.saturating_sub(value).max(1),
            Way::Down => u64::from(value >= 2),
        }
    }

    fn reaches(&self, witness: &Witness, cell: usize, way: Way) -> bool {
        let change = witness.change(cell);
        let moved = if way == Way::Up { change } else { -change };
        u64::try_from(moved).is_ok_and(|moved| moved >= self.need(cell, way))
    }

    fn reached(&self, cell: usize, way: Way) -> bool {
        let by = self.changed_by.get(cell).map_or(&[][..], Vec::as_slice);
        let own = |id: &usize| self.witnesses.get(*id).and_then(Option::as_ref);
        self.need(cell, way) == 0 || by.iter().filter_map(own).any(|it| self.reaches(it, cell, way))
    }

    fn keep(&mut self, witness: Witness) {
        let id = self.witnesses.len();
        for (cell, _) in &witness.cells {
            put(&mut self.hidden, *cell, true);
            if let Some(by) = self.changed_by.get_mut(*cell) {
                by.push(id);
            }
        }
        self.witnesses.push(Some(witness));
    }

    /// Another table that moves a cell far enough. `showing` names a cell that must be shown, and then no further cell
    /// may be hidden. A margin made of lone persons cannot lose one while each stays.
    fn witness(&self, cell: usize, way: Way, showing: Option<usize>) -> Option<Witness> {
        let lone = way == Way::Down && self.table.below(cell).iter().all(|leaf| self.table.value(*leaf) < 2);
        let gentle = self.search(cell, way, showing, u64::from(!lone));
        // Where the total is kept there may be no such table; then a member is not defended against.
        gentle.or_else(|| if showing.is_none() { self.search(cell, way, None, 0) } else { None })
    }

    fn search(&self, cell: usize, way: Way, showing: Option<usize>, stay: u64) -> Option<Witness> {
        let need = self.need(cell, way);
        let mut witness = Witness::default();
        loop {
            let moved = witness.change(cell).unsigned_abs();
            if moved >= need {
                return Some(witness);
            }
            let room =
                |leaf: usize| witness.held(self.table, leaf).saturating_sub(self.table.value(leaf).min(stay));
            let price = |it: usize| self.price(it, showing, &witness);
            let wanted = Wanted { cell, way, need: need - moved, room: &room, price: &price };
            let step = best(self.table, &wanted)?;
            let before = moved;
            witness.take(&step);
            if witness.change(cell).unsigned_abs() <= before {
                return None;
            }
        }
    }

    fn price(&self, cell: usize, showing: Option<usize>, witness: &Witness) -> Option<u64> {
        if showing == Some(cell) {
            return None;
        }
        if at(&self.hidden, cell) {
            return Some(0);
        }
        let zero = self.rule.zeros == Zeros::Shown && self.table.value(cell) == 0;
        let total = self.rule.keep_total && cell == 0;
        if self.table.is_published(cell) && (showing.is_some() || zero || total) {
            return None;
        }
        let taken = witness.change(cell) != 0;
        Some(if taken || !self.table.is_published(cell) { 0 } else { price(self.table, cell) })
    }

    /// Shows every cell again that is not small and that no witness needs, dearest first.
    fn show_again(&mut self) {
        let small = |cell: &usize| self.rule.hides(self.table.value(*cell));
        let mut spare: Vec<usize> =
            self.table.cells().filter(|cell| at(&self.hidden, *cell) && !small(cell)).collect();
        spare.sort_by_key(|cell| std::cmp::Reverse(price(self.table, *cell)));
        for cell in spare {
            self.try_without(cell);
        }
    }

    fn try_without(&mut self, cell: usize) {
        let lost: Vec<usize> = self.changed_by.get(cell).cloned().unwrap_or_default();
        let taken: Vec<(usize, Witness)> = lost
            .iter()
            .filter_map(|id| Some((*id, self.witnesses.get_mut(*id).and_then(Option::take)?)))
            .collect();
        let mut fresh: Vec<Witness> = Vec::new();
        for small in self.orphans(&taken) {
            for way in [Way::Up, Way::Down] {
                if self.reached(small, way) || fresh.iter().any(|it| self.reaches(it, small, way)) {
                    continue;
                }
                match self.witness(small, way, Some(cell)) {
                    Some(witness) => fresh.push(witness),
                    None => {
                        for (id, witness) in taken {
                            put(&mut self.witnesses, id, Some(witness));
                        }
                        return;
                    }
                }
            }
        }
        put(&mut self.hidden, cell, false);
        fresh.into_iter().for_each(|witness| self.keep(witness));
        self.release_unused(&taken);
    }

    /// Small cells the taken witnesses spoke for.
    fn orphans(&self, taken: &[(usize, Witness)]) -> Vec<usize> {
        let cells = taken.iter().flat_map(|(_, witness)| witness.cells.iter().map(|(cell, _)| *cell));
        let mut small: Vec<usize> = cells.filter(|cell| self.rule.hides(self.table.value(*cell))).collect();
        small.sort_unstable();
        small.dedup();
        small
    }

    /// A cell that no remaining witness changes protects nothing.
    fn release_unused(&mut self, taken: &[(usize, Witness)]) {
        for (cell, _) in taken.iter().flat_map(|(_, witness)| witness.cells.iter()) {
            let by = self.changed_by.get(*cell).map_or(&[][..], Vec::as_slice);
            let used = by.iter().any(|id| self.witnesses.get(*id).is_some_and(Option::is_some));
            if !used && !self.rule.hides(self.table.value(*cell)) {
                put(&mut self.hidden, *cell, false);
            }
        }
    }
}
