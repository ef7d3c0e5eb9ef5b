//! Whether a finite maximum likelihood estimate exists at all (Fienberg and Rinaldo 2012).
//!
//! It does if and only if some table that is positive in every cell has the same sufficient statistics as the
//! data. That depends only on which cells are empty, so each occupied cell counts one here and the numbers of the
//! programme stay small: maximise s over tables x with Xᵀx = Xᵀn and x ≥ s. Simplex with Bland's rule, dense; it
//! is asked only when a fit comes too close to the edge to be its own proof.
#![expect(clippy::indexing_slicing, reason = "rows and columns of one tableau, sized in `Tableau::new`")]

const SMALL: f64 = 1e-9;

/// Whether the estimate exists: `cells` are the sets of lists kept, `occupied` says which hold a person, `terms`
/// the free terms of the model, the intercept (the empty set) among them.
pub(super) fn exists(cells: &[u16], occupied: &[bool], terms: &[u16]) -> bool {
    if occupied.iter().all(|person| *person) {
        return true;
    }
    let mut tableau = Tableau::new(cells, occupied, terms);
    let s = cells.len();
    tableau.pivot_while_better(s + 1);
    tableau.drive_out(s + 1);
    tableau.price(s);
    tableau.pivot_while_better(s + 1);
    tableau.value(s) > 1e-7
}

/// Columns: one slack for each cell (x − s), then s, then one artificial for each row, then the right side.
struct Tableau {
    rows: Vec<Vec<f64>>,
    basis: Vec<usize>,
    /// Reduced costs; a negative one may enter.
    cost: Vec<f64>,
    width: usize,
}

impl Tableau {
    fn new(cells: &[u16], occupied: &[bool], terms: &[u16]) -> Self {
        let (m, k) = (cells.len(), terms.len());
        let width = m + 1 + k + 1;
        let mut rows = vec![vec![0.0; width]; k];
        let mut cost = vec![0.0; width];
        for (at, term) in terms.iter().enumerate() {
            for (cell, _) in cells.iter().enumerate().filter(|(_, set)| *set & term == *term) {
                rows[at][cell] = 1.0;
                rows[at][m] += 1.0;
                rows[at][width - 1] += f64::from(u8::from(occupied[cell]));
            }
            rows[at][m + 1 + at] = 1.0;
            for column in (0..=m).chain([width - 1]) {
                cost[column] -= rows[at][column];
            }
        }
        Self { rows, basis: (m + 1..m + 1 + k).collect(), cost, width }
    }

    /// Costs for "as much of this column as can be", seen from the present basis; artificials stay out.
    fn price(&mut self, column: usize) {
        self.cost = vec![0.0; self.width];
        self.cost[column] = -1.0;
        for (row, basic) in self.rows.iter().zip(&self.basis) {
            if *basic == column {
                for (cost, value) in self.cost.iter_mut().zip(row) {
                    *cost += value;
                }
            }
        }
    }

    /// Artificials still in the basis stand at zero; they leave for any column their row holds.
    fn drive_out(&mut self, columns: usize) {
        for at in 0..self.rows.len() {
            let held = (0..columns).find(|column| self.rows[at][*column].abs() > SMALL);
            if let Some(column) = held.filter(|_| self.basis[at] >= columns) {
                self.pivot(at, column);
            }
        }
    }

    /// Pivots until none of the first `columns` improves.
    fn pivot_while_better(&mut self, columns: usize) {
        // Bland's rule ends; the bound only guards against rounding.
        for _ in 0..20_000 {
            let entering = (0..columns).find(|column| self.cost[*column] < -SMALL);
            let Some(entering) = entering else { return };
            let last = self.width - 1;
            let ratio = |row: &Vec<f64>| row[last] / row[entering];
            let mut leaving: Option<usize> = None;
            for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row[entering] > SMALL) {
                let better = leaving.is_none_or(|best| {
                    let gain = ratio(row) - ratio(&self.rows[best]);
                    gain < -SMALL || (gain < SMALL && self.basis[at] < self.basis[best])
                });
                if better {
                    leaving = Some(at);
                }
            }
            let Some(leaving) = leaving else { return };
            self.pivot(leaving, entering);
        }
    }

    fn pivot(&mut self, at: usize, column: usize) {
        let scale = self.rows[at][column];
        self.rows[at].iter_mut().for_each(|value| *value /= scale);
        let pivot = self.rows[at].clone();
        let others = self.rows.iter_mut().enumerate().filter(|(row, _)| *row != at).map(|(_, row)| row);
        for row in others.chain([&mut self.cost]) {
            let factor = row[column];
            if factor != 0.0 {
                row.iter_mut().zip(&pivot).for_each(|(value, pivot)| *value -= factor * pivot);
            }
        }
        self.basis[at] = column;
    }

    fn value(&self, column: usize) -> f64 {
        let row = self.basis.iter().position(|basic| *basic == column);
        row.map_or(0.0, |row| self.rows[row][self.width - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::exists;

    #[test]
    fn lists_that_never_meet_have_no_estimate() {
        let cells: Vec<u16> = (1..8).collect();
        let terms = [0, 1, 2, 4];
        let only = |sets: &[u16]| cells.iter().map(|cell| sets.contains(cell)).collect::<Vec<_>>();
        assert!(!exists(&cells, &only(&[1, 2, 4]), &terms));
        assert!(exists(&cells, &only(&[1, 2, 4, 3]), &terms));
        assert!(exists(&cells, &only(&[1, 2, 3, 4, 5, 6, 7]), &terms));
        // Everybody found on all lists: nothing is left to share out.
        assert!(!exists(&cells, &only(&[7]), &terms));
    }
}
