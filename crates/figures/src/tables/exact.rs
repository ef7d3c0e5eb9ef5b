//! The cheapest set of hidden cells, for tables small enough: a mixed integer programme.
//!
//! One binary variable a cell (hidden or not), and for each small cell and each way it must move, another table as
//! continuous deviations of the leaves, which may differ from the true one in hidden cells only (Fischetti and
//! Salazar-González 2001, model (1) to (6)). Deviations need not be whole here, so the optimum is a lower bound for
//! every protection in whole persons under the same rule.

use super::cube::Table;
use super::protect::{Rule, Zeros, price};
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

/// Published cells and small cells above which the optimum is not looked for.
const CELLS: usize = 36;
const SMALL: usize = 6;

/// Whether the optimum can be computed in a moment.
pub(super) fn small(table: &Table, rule: &Rule) -> bool {
    let primary = table.cells().filter(|cell| rule.hides(table.value(*cell))).count();
    table.cells().count() <= CELLS && (1..=SMALL).contains(&primary)
}

/// The least cost any protection under this rule can have; `None` when the table is too large or the solver gave up.
#[must_use]
pub fn optimum(table: &Table, rule: &Rule) -> Option<u64> {
    if !small(table, rule) {
        return None;
    }
    let hidden = solve(table, rule)?;
    let cells = table.cells().filter(|cell| hidden.get(*cell).copied().unwrap_or(false));
    Some(cells.map(|cell| price(table, cell)).sum())
}

/// Which cells the optimum hides.
pub(super) fn solve(table: &Table, rule: &Rule) -> Option<Vec<bool>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let cells: Vec<usize> = table.cells().collect();
    let hiding: Vec<Variable> = cells
        .iter()
        .map(|cell| {
            let value = table.value(*cell);
            let must = rule.hides(value);
            let never = (rule.keep_total && *cell == 0) || (rule.zeros == Zeros::Shown && value == 0);
            #[expect(clippy::cast_precision_loss, reason = "a small table: counts far below 2^53")]
            let cost = price(table, *cell) as f64;
            problem.add_integer_var(cost, (i32::from(must), i32::from(must || !never)))
        })
        .collect();
    for cell in cells.iter().filter(|cell| rule.hides(table.value(**cell))) {
        let value = table.value(*cell);
        scenario(
            &mut problem,
            table,
            &cells,
            &hiding,
            (*cell, rule.min_cell.saturating_sub(value).max(1), 1.0),
        );
        if value >= 2 {
            scenario(&mut problem, table, &cells, &hiding, (*cell, 1, -1.0));
        }
    }
    let mut options = SolveOptions::default();
    options.node_limit = Some(4_000);
    let outcome = problem.solve_with(options).ok()?;
    if !outcome.is_optimal() {
        return None;
    }
    let solution = outcome.into_solution().ok()?;
    let mut hidden = vec![false; table.size()];
    for (cell, variable) in cells.iter().zip(&hiding) {
        crate::slices::put(&mut hidden, *cell, solution.var_value(*variable) > 0.5);
    }
    Some(hidden)
}

/// Adds another table in which a cell moves by `need` in a direction.
#[expect(clippy::cast_precision_loss, reason = "a small table: counts far below 2^53")]
fn scenario(
    problem: &mut Problem,
    table: &Table,
    cells: &[usize],
    hiding: &[Variable],
    (target, need, way): (usize, u64, f64),
) {
    let most = table.value(0).saturating_add(need).saturating_add(1) as f64;
    // everybody may stay who is alone, unless the target itself is made of lone persons
    let lone = way < 0.0 && table.below(target).iter().all(|leaf| table.value(*leaf) < 2);
    let stay = u64::from(!lone);
    let leaves: Vec<(usize, Variable)> = table
        .leaves()
        .map(|leaf| {
            let room = table.value(leaf).saturating_sub(table.value(leaf).min(stay)) as f64;
            (leaf, problem.add_var(0.0, (-room, most)))
        })
        .collect();
    let change = |cell: usize| {
        let mut sum = LinearExpr::empty();
        let below = table.below(cell);
        leaves
            .iter()
            .filter(|(leaf, _)| below.contains(leaf))
            .for_each(|(_, variable)| sum.add(*variable, 1.0));
        sum
    };
    for (cell, hidden) in cells.iter().zip(hiding) {
        let (mut above, mut below) = (change(*cell), change(*cell));
        above.add(*hidden, -most);
        below.add(*hidden, most);
        problem.add_constraint(above, ComparisonOp::Le, 0.0);
        problem.add_constraint(below, ComparisonOp::Ge, 0.0);
    }
    let mut moved = LinearExpr::empty();
    let below = table.below(target);
    let own = leaves.iter().filter(|(leaf, _)| below.contains(leaf));
    own.for_each(|(_, variable)| moved.add(*variable, way));
    problem.add_constraint(moved, ComparisonOp::Ge, need as f64);
}
