//! The attacker: what a reader of a release can compute of its hidden cells.
//!
//! It knows the release and nothing of how it was made: every shown number is an equation between leaves, every leaf
//! is zero or more. The least and the most a hidden cell can be is a linear programme each; a cell whose two are equal
//! is recovered. Any table met on the way widens what is known to be possible for all cells at once, so that most
//! cells need no programme of their own.

use super::cube::Table;
use super::error::{Place, TableError};
use super::release::{Release, Shown};
use crate::slices::at;
use microlp::{ComparisonOp, Error, LinearExpr, OptimizationDirection, Problem, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// What the attacker knows beside the release.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// Numbers learned elsewhere, by cell: another release, a press article, a ministry's total.
    pub known: Vec<(usize, u64)>,
    /// Cells the attacker belongs to, or knows a member of: at least one person is there.
    pub members: Vec<usize>,
    /// Numbers are multiples of this base, each less than a base from the truth. Where sums add up, margins were made of
    /// rounded parts and say nothing of their own.
    pub rounded: Option<u64>,
    /// Cells known to lie between two numbers, both included.
    pub between: Vec<(usize, u64, u64)>,
}

/// What a number rounded to a multiple of a base says: less than a base away.
pub(super) const fn around(shown: u64, base: u64) -> (u64, u64) {
    let most = base.saturating_sub(1);
    (shown.saturating_sub(most), shown.saturating_add(most))
}

/// The least and the most persons a hidden cell can hold. `most` is `None` when nothing bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// At least.
    pub least: u64,
    /// At most.
    pub most: Option<u64>,
}

/// One hidden cell of which something can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The cell.
    pub cell: usize,
    /// What is certain of it.
    pub bounds: Bounds,
}

/// What an attack gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audit {
    /// Hidden cells attacked.
    pub attacked: usize,
    /// Cells whose number is certain.
    pub recovered: Vec<Finding>,
    /// Cells certain to be below the threshold, without their number.
    pub narrowed: Vec<Finding>,
    /// Linear programmes solved.
    pub programmes: usize,
}

/// Attacks every hidden cell. `min_cell` says below which number a certainty is a finding; zero looks for exact
/// numbers alone.
///
/// # Errors
/// The release contradicts itself ([`TableError::Contradiction`]), or the solver gave up.
pub fn audit(
    release: &Release,
    knowledge: &Knowledge,
    min_cell: u64,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Audit, TableError> {
    let attack = Attack::new(release, knowledge)?;
    let mut found = Audit { attacked: attack.targets.len(), ..Audit::default() };
    let parts = attack.parts();
    for (done, part) in parts.iter().enumerate() {
        progress(done, parts.len());
        attack.part(part, min_cell, &mut found)?;
    }
    progress(parts.len(), parts.len());
    found.recovered.sort_by_key(|it| it.cell);
    found.narrowed.sort_by_key(|it| it.cell);
    Ok(found)
}

/// What the solver says of numbers that cannot all be true.
const CONTRADICT: &str = "les nombres publiés se contredisent";

/// Attacks sums over common atoms, as when two tables cut the same persons in two ways. `known` are sums with their
/// number; `asked` the sums that should stay unknown, which a finding names by their place. `None` when the known
/// numbers cannot all be true.
///
/// # Errors
/// The solver gave up.
pub fn audit_sums(
    atoms: usize,
    known: &[(Vec<usize>, u64)],
    asked: &[Vec<usize>],
    min_cell: u64,
) -> Result<Option<Audit>, TableError> {
    let target = |(cell, sum): (usize, &Vec<usize>)| Sum { cell, leaves: sum.clone(), known: 0 };
    let mut attack = Attack {
        leaves: vec![(0, None); atoms],
        equal: known.to_vec(),
        most: Vec::new(),
        least: Vec::new(),
        targets: asked.iter().enumerate().map(target).collect(),
    };
    known.iter().for_each(|(sum, number)| attack.bound(sum, *number));
    let mut found = Audit { attacked: asked.len(), ..Audit::default() };
    for part in attack.parts() {
        match attack.part(&part, min_cell, &mut found) {
            Err(TableError::Solver(why)) if why == CONTRADICT => return Ok(None),
            done => done?,
        }
    }
    Ok(Some(found))
}

/// A sum of unknown leaves and what is known of it.
struct Sum {
    cell: usize,
    leaves: Vec<usize>,
    known: u64,
}

struct Attack {
    /// Unknown leaves, each with its least and most.
    leaves: Vec<(u64, Option<u64>)>,
    /// Sums that are known: the sum over unknown leaves equals the number.
    equal: Vec<(Vec<usize>, u64)>,
    /// Sums that are known to be at most a number, or at least one.
    most: Vec<(Vec<usize>, u64)>,
    least: Vec<(Vec<usize>, u64)>,
    /// Hidden cells.
    targets: Vec<Sum>,
}

impl Attack {
    fn new(release: &Release, knowledge: &Knowledge) -> Result<Self, TableError> {
        let shape = &release.shape;
        let learned: BTreeMap<usize, u64> = knowledge.known.iter().copied().collect();
        let number = |cell: usize| match (release.shown(cell), learned.get(&cell)) {
            (Shown::Count(_), None) if knowledge.rounded.is_some() => None,
            (Shown::Count(_), Some(&count)) if knowledge.rounded.is_some() => Some(count),
            (Shown::Count(count), _) | (_, Some(&count)) => Some(count),
            _ => None,
        };
        let unknown: BTreeMap<usize, usize> =
            shape.leaves().filter(|leaf| number(*leaf).is_none()).zip(0..).collect();
        let mut own = Self {
            leaves: vec![(0, None); unknown.len()],
            equal: Vec::new(),
            most: Vec::new(),
            least: Vec::new(),
            targets: Vec::new(),
        };
        let mut seen = BTreeSet::new();
        let additive = knowledge.rounded.is_some() && release.adds_up();
        for cell in 0..shape.size() {
            let shown = release.shown(cell);
            if shown == Shown::Absent && number(cell).is_none() {
                continue;
            }
            let sum = parts_of(shape, cell, &unknown, &number);
            match (number(cell), shown) {
                (Some(count), _) => {
                    let (leaves, known) = tersest(shape, sum, &unknown, &number);
                    let contradiction = || contradiction(shape, cell, count, known);
                    let rest = count.checked_sub(known).ok_or_else(contradiction)?;
                    if leaves.is_empty() && rest > 0 {
                        return Err(contradiction());
                    }
                    if !leaves.is_empty() && seen.insert(leaves.clone()) {
                        own.bound(&leaves, rest);
                        own.equal.push((leaves, rest));
                    }
                }
                (None, Shown::Below(limit)) => {
                    let rest = limit.saturating_sub(1).saturating_sub(sum.known);
                    own.bound(&sum.leaves, rest);
                    own.most.push((sum.leaves.clone(), rest));
                    own.targets.push(sum);
                }
                (None, Shown::Count(count)) => {
                    if let Some(base) = knowledge.rounded.filter(|_| !additive || shape.is_leaf(cell)) {
                        own.between(&sum, around(count, base));
                    }
                    own.targets.push(sum);
                }
                (None, _) => own.targets.push(sum),
            }
        }
        for (cell, least, most) in &knowledge.between {
            let sum = parts_of(shape, *cell, &unknown, &number);
            own.between(&sum, (*least, *most));
        }
        for member in &knowledge.members {
            let sum = parts_of(shape, *member, &unknown, &number);
            if sum.known == 0 && !sum.leaves.is_empty() {
                own.least.push((sum.leaves, 1));
            }
        }
        Ok(own)
    }

    /// A sum lies between two numbers.
    fn between(&mut self, sum: &Sum, (least, most): (u64, u64)) {
        let (least, most) = (least.saturating_sub(sum.known), most.saturating_sub(sum.known));
        self.bound(&sum.leaves, most);
        if let [leaf] = sum.leaves[..] {
            if let Some((held, _)) = self.leaves.get_mut(leaf) {
                *held = (*held).max(least);
            }
        } else if !sum.leaves.is_empty() {
            self.most.push((sum.leaves.clone(), most));
            self.least.push((sum.leaves.clone(), least));
        }
    }

    /// No part is larger than the sum.
    fn bound(&mut self, leaves: &[usize], sum: u64) {
        for leaf in leaves {
            if let Some((_, most)) = self.leaves.get_mut(*leaf) {
                *most = Some(most.map_or(sum, |held| held.min(sum)));
            }
        }
    }

    /// Unknown leaves that no equation and no target joins are attacked apart.
    fn parts(&self) -> Vec<Vec<usize>> {
        let mut root: Vec<usize> = (0..self.leaves.len()).collect();
        fn find(root: &mut [usize], mut leaf: usize) -> usize {
            while at(root, leaf) != leaf {
                let above = at(root, at(root, leaf));
                crate::slices::put(root, leaf, above);
                leaf = above;
            }
            leaf
        }
        let sums = self.equal.iter().chain(&self.most).chain(&self.least).map(|(leaves, _)| leaves);
        for leaves in sums.chain(self.targets.iter().map(|target| &target.leaves)) {
            for pair in leaves.windows(2) {
                let (one, other) = (find(&mut root, at(pair, 0)), find(&mut root, at(pair, 1)));
                crate::slices::put(&mut root, one, other);
            }
        }
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for leaf in 0..self.leaves.len() {
            let own = find(&mut root, leaf);
            parts.entry(own).or_default().push(leaf);
        }
        parts.into_values().collect()
    }

    /// For each unknown leaf, the equations it stands in.
    fn sums_by_leaf(&self) -> Vec<Vec<usize>> {
        let mut sums = vec![Vec::new(); self.leaves.len()];
        for (sum, (leaves, _)) in self.equal.iter().enumerate() {
            for leaf in leaves {
                if let Some(own) = sums.get_mut(*leaf) {
                    own.push(sum);
                }
            }
        }
        sums
    }

    fn part(&self, part: &[usize], min_cell: u64, found: &mut Audit) -> Result<(), TableError> {
        let own: BTreeMap<usize, usize> = part.iter().copied().zip(0..).collect();
        let ours = |leaves: &[usize]| leaves.first().is_some_and(|leaf| own.contains_key(leaf));
        let targets: Vec<&Sum> = self.targets.iter().filter(|it| ours(&it.leaves)).collect();
        let model = Model { attack: self, part, own: &own };
        let mut ranges: Vec<Option<(f64, f64)>> = vec![None; targets.len()];
        let widen = |ranges: &mut Vec<Option<(f64, f64)>>, point: &[f64]| {
            for (range, target) in ranges.iter_mut().zip(&targets) {
                let value = target.leaves.iter().filter_map(|leaf| own.get(leaf));
                let value: f64 = value.map(|leaf| at(point, *leaf)).sum();
                *range = Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
            }
        };
        let mut weight = Weights(0x9e37_79b9);
        for _ in 0..4 {
            let drawn: Vec<f64> = part.iter().map(|_| weight.next()).collect();
            found.programmes += 1;
            if let Some(point) = model.solve(OptimizationDirection::Maximize, &|leaf| at(&drawn, leaf))? {
                widen(&mut ranges, &point);
            }
        }
        // Many cells at once, as long as the sums they share could hold all of them.
        let mut waiting: Vec<usize> =
            (0..targets.len()).filter(|it| !enough(&ranges, &targets, *it, min_cell)).collect();
        let sums = self.sums_by_leaf();
        while waiting.len() > 1 {
            let mut slack: Vec<u64> = self.equal.iter().map(|(_, rest)| *rest).collect();
            let mut batch: Vec<(Vec<usize>, u64)> = Vec::new();
            waiting.retain(|it| {
                let Some(target) = targets.get(*it) else { return false };
                let touched: BTreeSet<usize> =
                    target.leaves.iter().filter_map(|leaf| sums.get(*leaf)).flatten().copied().collect();
                let fits = touched.iter().all(|sum| at(&slack, *sum) >= min_cell.max(1));
                if fits {
                    for sum in touched {
                        let left = at(&slack, sum).saturating_sub(min_cell.max(1));
                        crate::slices::put(&mut slack, sum, left);
                    }
                    let leaves = target.leaves.iter().filter_map(|leaf| own.get(leaf)).copied();
                    batch.push((leaves.collect(), min_cell.max(1).saturating_sub(target.known)));
                }
                !fits
            });
            if batch.is_empty() {
                break;
            }
            found.programmes += 1;
            if let Some(point) = model.solve_together(&batch)? {
                widen(&mut ranges, &point);
            }
            waiting.retain(|it| !enough(&ranges, &targets, *it, min_cell));
        }
        for (place, target) in targets.iter().enumerate() {
            if enough(&ranges, &targets, place, min_cell) {
                continue;
            }
            let member: BTreeSet<usize> =
                target.leaves.iter().filter_map(|leaf| own.get(leaf)).copied().collect();
            let objective = |leaf: usize| f64::from(u8::from(member.contains(&leaf)));
            let mut extreme = |way| -> Result<Option<f64>, TableError> {
                found.programmes += 1;
                let Some(point) = model.solve(way, &objective)? else { return Ok(None) };
                widen(&mut ranges, &point);
                Ok(Some(member.iter().map(|leaf| at(&point, *leaf)).sum()))
            };
            let high = extreme(OptimizationDirection::Maximize)?;
            let low = extreme(OptimizationDirection::Minimize)?.unwrap_or(0.0);
            let bounds = Bounds {
                least: target.known.saturating_add(whole((low - 1e-6).ceil())),
                most: high.map(|high| target.known.saturating_add(whole((high + 1e-6).floor()))),
            };
            let finding = Finding { cell: target.cell, bounds };
            match bounds.most {
                Some(most) if most <= bounds.least => found.recovered.push(finding),
                Some(most) if most < min_cell => found.narrowed.push(finding),
                _ => {}
            }
        }
        Ok(())
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rounded count, zero or more")]
fn whole(value: f64) -> u64 {
    value.max(0.0) as u64
}

/// Whether tables already met settle a target: two numbers are possible, and one of them is not small.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
fn enough(ranges: &[Option<(f64, f64)>], targets: &[&Sum], place: usize, min_cell: u64) -> bool {
    let threshold = targets.get(place).map_or(0, |target| min_cell.saturating_sub(target.known));
    at(ranges, place).is_some_and(|(low, high)| high - low > 0.999_999 && high + 1e-6 >= threshold as f64)
}

/// One independent part of the equations.
struct Model<'a> {
    attack: &'a Attack,
    part: &'a [usize],
    own: &'a BTreeMap<usize, usize>,
}

impl Model<'_> {
    /// The table that is furthest in a direction; `None` when nothing bounds it.
    fn solve(
        &self,
        way: OptimizationDirection,
        objective: &dyn Fn(usize) -> f64,
    ) -> Result<Option<Vec<f64>>, TableError> {
        let (problem, variables) = self.problem(way, objective);
        finish(&problem, &variables)
    }

    /// A table in which as many of these sums as possible reach their number; more than that counts for nothing.
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    fn solve_together(&self, sums: &[(Vec<usize>, u64)]) -> Result<Option<Vec<f64>>, TableError> {
        let (mut problem, variables) = self.problem(OptimizationDirection::Maximize, &|_| 0.0);
        for (leaves, enough) in sums {
            let reached = problem.add_var(1.0, (0.0, *enough as f64));
            let mut short = LinearExpr::empty();
            short.add(reached, 1.0);
            leaves
                .iter()
                .filter_map(|leaf| variables.get(*leaf))
                .for_each(|variable| short.add(*variable, -1.0));
            problem.add_constraint(short, ComparisonOp::Le, 0.0);
        }
        finish(&problem, &variables)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    fn problem(
        &self,
        way: OptimizationDirection,
        objective: &dyn Fn(usize) -> f64,
    ) -> (Problem, Vec<Variable>) {
        let mut problem = Problem::new(way);
        let variables: Vec<Variable> = (0..)
            .zip(self.part)
            .map(|(place, leaf)| {
                let (least, most) = self.attack.leaves.get(*leaf).copied().unwrap_or_default();
                let most = most.map_or(f64::INFINITY, |most| most as f64);
                problem.add_var(objective(place), (least as f64, most))
            })
            .collect();
        let sums = [
            (&self.attack.equal, ComparisonOp::Eq),
            (&self.attack.most, ComparisonOp::Le),
            (&self.attack.least, ComparisonOp::Ge),
        ];
        for (sums, operator) in sums {
            for (leaves, number) in sums {
                let mut sum = LinearExpr::empty();
                let mut any = false;
                for place in leaves.iter().filter_map(|leaf| self.own.get(leaf)) {
                    if let Some(variable) = variables.get(*place) {
                        sum.add(*variable, 1.0);
                        any = true;
                    }
                }
                if any {
                    problem.add_constraint(sum, operator, *number as f64);
                }
            }
        }
        (problem, variables)
    }
}

fn finish(problem: &Problem, variables: &[Variable]) -> Result<Option<Vec<f64>>, TableError> {
    let outcome = match problem.solve() {
        Ok(outcome) => outcome,
        Err(Error::Unbounded) => return Ok(None),
        Err(Error::Infeasible) => {
            return Err(TableError::Solver(CONTRADICT.to_owned()));
        }
        Err(error) => return Err(TableError::Solver(error.to_string())),
    };
    let solution = outcome.into_solution().map_err(|_| TableError::Solver("interrompu".to_owned()))?;
    Ok(Some(variables.iter().map(|variable| solution.var_value(*variable)).collect()))
}

fn parts_of(
    shape: &Table,
    cell: usize,
    unknown: &BTreeMap<usize, usize>,
    number: &dyn Fn(usize) -> Option<u64>,
) -> Sum {
    let mut sum = Sum { cell, leaves: Vec::new(), known: 0 };
    for leaf in shape.below(cell) {
        match unknown.get(&leaf) {
            Some(place) => sum.leaves.push(*place),
            None => sum.known = sum.known.saturating_add(number(leaf).unwrap_or(0)),
        }
    }
    sum.leaves.sort_unstable();
    sum
}

/// The equation of a known cell with the fewest unknown leaves: parts of it that are known as a whole have an equation
/// of their own, and are taken away in the dimension where most of them are known.
fn tersest(
    shape: &Table,
    whole: Sum,
    unknown: &BTreeMap<usize, usize>,
    number: &dyn Fn(usize) -> Option<u64>,
) -> (Vec<usize>, u64) {
    let Sum { cell, mut leaves, mut known } = whole;
    for (place, dimension) in shape.dimensions().iter().enumerate() {
        let own = shape.node(cell, place);
        let part = |node: &usize| cell - own * shape.stride(place) + node * shape.stride(place);
        let children = dimension.children(own);
        let open: Vec<usize> = children.iter().map(part).filter(|it| number(*it).is_none()).collect();
        if children.is_empty() || open.len() == children.len() {
            continue;
        }
        let sums = open.iter().map(|it| parts_of(shape, *it, unknown, number));
        let (mut rest, mut sum) = (Vec::new(), children.iter().map(part).filter_map(number).sum::<u64>());
        for own in sums {
            rest.extend(own.leaves);
            sum = sum.saturating_add(own.known);
        }
        if rest.len() < leaves.len() {
            rest.sort_unstable();
            (leaves, known) = (rest, sum);
        }
    }
    (leaves, known)
}

fn contradiction(shape: &Table, cell: usize, said: u64, sum: u64) -> TableError {
    TableError::Contradiction { place: Place { line: 0, column: shape.name(cell) }, said, sum }
}

/// Directions to look in first: any will do, and the same each time, so that an audit can be repeated.
struct Weights(u64);

impl Weights {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 40).unwrap_or(0)) / f64::from(1_u32 << 23) - 1.0
    }
}
