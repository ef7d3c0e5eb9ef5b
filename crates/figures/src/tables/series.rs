//! Two releases beside one another: what the difference says that neither says alone.

use super::audit::{Audit, Knowledge, around, audit};
use super::error::TableError;
use super::release::{Release, Shown};

/// How two releases belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Population {
    /// The same persons, cut or hidden otherwise.
    Same,
    /// The later one counts the persons of the earlier one and others.
    Later,
}

/// A difference that singles out few persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The cell, in the current release.
    pub cell: usize,
    /// What the earlier release says.
    pub before: u64,
    /// What the current one says.
    pub now: u64,
}

/// What an attack on two releases gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Series {
    /// Cells hidden in the current release that the earlier one shows.
    pub unmasked: Vec<Leak>,
    /// Cells shown in both whose difference is a small number of persons.
    pub differences: Vec<Leak>,
    /// What both together allow to compute.
    pub audit: Audit,
}

impl Series {
    /// Whether nothing was found.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.unmasked.is_empty() && self.differences.is_empty() && self.audit.recovered.is_empty()
    }
}

/// Attacks a release with an earlier one. Cells are matched by the names of their categories. With `rounded`, both are
/// rounded to multiples of that base.
///
/// # Errors
/// As [`audit`]; two releases of the same persons that disagree are a contradiction.
pub fn compare(
    previous: &Release,
    current: &Release,
    population: Population,
    min_cell: u64,
    rounded: Option<u64>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Series, TableError> {
    let mut series = Series::default();
    let mut knowledge = Knowledge { rounded, ..Knowledge::default() };
    let additive = rounded.is_some() && previous.adds_up();
    for cell in 0..previous.shape.size() {
        let Shown::Count(before) = previous.shown(cell) else { continue };
        let Some(here) = matching(previous, cell, current) else { continue };
        if let Some(base) = rounded {
            if population == Population::Same && (!additive || previous.shape.is_leaf(cell)) {
                let (least, most) = around(before, base);
                knowledge.between.push((here, least, most));
            }
            continue;
        }
        match (current.shown(here), population) {
            (Shown::Count(now), Population::Later) if (1..min_cell).contains(&now.abs_diff(before)) => {
                series.differences.push(Leak { cell: here, before, now });
            }
            (Shown::Count(_), Population::Same) => knowledge.known.push((here, before)),
            (shown, Population::Same) => {
                if shown.is_hidden() {
                    series.unmasked.push(Leak { cell: here, before, now: before });
                }
                knowledge.known.push((here, before));
            }
            _ => {}
        }
    }
    series.audit = audit(current, &knowledge, min_cell, progress)?;
    Ok(series)
}

/// The cell of the same persons in another release; a dimension the other does not have must be at its total.
fn matching(from: &Release, cell: usize, to: &Release) -> Option<usize> {
    let labels = from.shape.labels(cell);
    let names: Vec<&str> = from.shape.dimensions().iter().map(|it| it.name()).collect();
    let missing = names
        .iter()
        .zip(&labels)
        .any(|(name, label)| !label.is_empty() && !to.shape.dimensions().iter().any(|it| it.name() == *name));
    if missing {
        return None;
    }
    let nodes: Option<Vec<usize>> = to
        .shape
        .dimensions()
        .iter()
        .map(|dimension| {
            let own = names.iter().zip(&labels).find(|(name, _)| **name == dimension.name());
            own.map_or(Some(0), |(_, label)| dimension.node(label))
        })
        .collect();
    nodes.map(|nodes| to.shape.cell(&nodes))
}
