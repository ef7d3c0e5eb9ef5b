//! The cheapest set of hidden cells, for tables small enough: a mixed integer programme.
//!
//! One binary variable a cell (hidden or not), and for each small cell and each way it must move, another table as
//! continuous deviations of the leaves, which may differ from the true one in hidden cells only (Fischetti and
//! Salazar-González 2001, model (1) to (6)). Deviations need not be whole here, so the optimum is a lower bound for
//! every protection in whole persons under the same rule.

use super::cube::Table;
use super::moves::Witness;
use super::protect::{Rule, Zeros, price};
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

/// Published cells and small cells above which the optimum is not looked for.
const CELLS: usize = 64;
const SMALL: usize = 20;
/// Branches after which the search for the optimum is given up.
const NODES: u64 = 4_000;

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
    let (hidden, _) = solve(table, rule)?;
    let cells = table.cells().filter(|cell| hidden.get(*cell).copied().unwrap_or(false));
    Some(cells.map(|cell| price(table, cell)).sum())
}

/// Which cells the optimum hides, and the other tables it found; these are in whole persons wherever the table is a
/// network, and often elsewhere.
pub(super) fn solve(table: &Table, rule: &Rule) -> Option<(Vec<bool>, Vec<Witness>)> {
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
    let mut others = Vec::new();
    for cell in cells.iter().filter(|cell| rule.hides(table.value(**cell))) {
        let value = table.value(*cell);
        let up = (*cell, rule.min_cell.saturating_sub(value).max(1), 1.0);
        others.push(scenario(&mut problem, table, &cells, &hiding, up));
        if value >= 2 {
            others.push(scenario(&mut problem, table, &cells, &hiding, (*cell, 1, -1.0)));
        }
    }
    company(&mut problem, table, &cells, &hiding);
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES);
    let outcome = problem.solve_with(options).ok()?;
    if !outcome.is_optimal() {
        return None;
    }
    let solution = outcome.into_solution().ok()?;
    let mut hidden = vec![false; table.size()];
    for (cell, variable) in cells.iter().zip(&hiding) {
        crate::slices::put(&mut hidden, *cell, solution.var_value(*variable) > 0.5);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a change of persons in a small table")]
    let change = |variable: &Variable| solution.var_value(*variable).round() as i64;
    let witness = |leaves: &Vec<(usize, Variable)>| {
        Witness::new(table, leaves.iter().map(|(leaf, variable)| (*leaf, change(variable))))
    };
    Some((hidden, others.iter().map(witness).collect()))
}

/// Adds another table in which a cell moves by `need` in a direction; gives its leaves.
#[expect(clippy::cast_precision_loss, reason = "a small table: counts far below 2^53")]
fn scenario(
    problem: &mut Problem,
    table: &Table,
    cells: &[usize],
    hiding: &[Variable],
    (target, need, way): (usize, u64, f64),
) -> Vec<(usize, Variable)> {
    let most = if is_network(table) { need } else { table.value(0).saturating_add(need).saturating_add(1) };
    // everybody may stay who is alone, unless the target itself is made of lone persons
    let lone = way < 0.0 && table.below(target).iter().all(|leaf| table.value(*leaf) < 2);
    let stay = u64::from(!lone);
    let leaves: Vec<(usize, Variable)> = table
        .leaves()
        .map(|leaf| {
            let room = table.value(leaf).saturating_sub(table.value(leaf).min(stay)).min(most);
            (leaf, problem.add_var(0.0, (-(room as f64), most as f64)))
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
        above.add(*hidden, -(most as f64));
        below.add(*hidden, table.value(*cell).min(most) as f64);
        problem.add_constraint(above, ComparisonOp::Le, 0.0);
        problem.add_constraint(below, ComparisonOp::Ge, 0.0);
    }
    let mut moved = LinearExpr::empty();
    let below = table.below(target);
    let own = leaves.iter().filter(|(leaf, _)| below.contains(leaf));
    own.for_each(|(_, variable)| moved.add(*variable, way));
    problem.add_constraint(moved, ComparisonOp::Ge, need as f64);
    leaves
}

/// Whether the table is a network: then changes fall apart into cycles, and none needs more than the target's own
/// change.
fn is_network(table: &Table) -> bool {
    let flat = |place: &usize| {
        table.dimensions().get(*place).is_some_and(|it| it.children(0).len() + 1 == it.nodes())
    };
    let count = table.dimensions().len();
    count <= 1 || count == 2 && (0..2).any(|place| flat(&place))
}

/// In a sum none of whose other cells may change, no cell can: a hidden cell has company in every sum it stands in.
fn company(problem: &mut Problem, table: &Table, cells: &[usize], hiding: &[Variable]) {
    let variable = |cell: usize| cells.binary_search(&cell).ok().and_then(|it| hiding.get(it)).copied();
    for cell in cells {
        for (place, dimension) in table.dimensions().iter().enumerate() {
            let own = table.node(*cell, place);
            let children = dimension.children(own).iter();
            let part = |node: &usize| variable(cell - own * table.stride(place) + node * table.stride(place));
            let sum = std::iter::once(variable(*cell)).chain(children.map(part)).collect::<Option<Vec<_>>>();
            let sum = sum.filter(|it| it.len() > 1).unwrap_or_default();
            for one in 0..sum.len() {
                let mut others = LinearExpr::empty();
                for (place, variable) in sum.iter().enumerate() {
                    others.add(*variable, if place == one { -1.0 } else { 1.0 });
                }
                problem.add_constraint(others, ComparisonOp::Ge, 0.0);
            }
        }
    }
}
