//! Averaging over decomposable graphs (Madigan and York 1997, *Biometrika* 84, 19–31).
//!
//! Lists are vertices; two that are not joined lean on one another only through others. On a graph whose every
//! cycle has a chord the marginal likelihood is a product over cliques divided by one over separators, so that all
//! graphs and all sizes of the population can be weighed without simulation. Prior: 2⁻ᵗ in each cell of the
//! hyper-Dirichlet, every graph alike, p(N) ∝ 1/N.
#![expect(clippy::indexing_slicing, reason = "places are sets of the same lists, or points of one grid")]

use super::bootstrap::Interval;
use super::chance::count;
use super::fit::Table;
use super::special::ln_gamma;

/// What the average says.
#[derive(Debug, Clone, PartialEq)]
pub struct Averaged {
    /// Posterior mean of the whole number of persons.
    pub mean: f64,
    /// Posterior median.
    pub median: f64,
    /// Equal-tailed interval of the level asked for.
    pub interval: Interval,
    /// Graphs weighed.
    pub graphs: usize,
}

/// Every decomposable graph on these lists, as the terms of its elimination: a set to multiply by and one to
/// divide by for each vertex. `None` above six lists.
#[must_use]
pub fn decomposable(lists: usize) -> Option<Vec<Vec<(u16, u16)>>> {
    if lists > 6 {
        return None;
    }
    let pairs: Vec<(usize, usize)> = (0..lists).flat_map(|i| (i + 1..lists).map(move |j| (i, j))).collect();
    Some((0_u32..1 << pairs.len()).filter_map(|edges| elimination(lists, &pairs, edges)).collect())
}

/// Vertices taken away one after another, each when its remaining neighbours are all joined.
fn elimination(lists: usize, pairs: &[(usize, usize)], edges: u32) -> Option<Vec<(u16, u16)>> {
    let mut beside = vec![0_u16; lists];
    for (_, (i, j)) in pairs.iter().enumerate().filter(|(at, _)| edges >> at & 1 == 1) {
        beside[*i] |= 1 << j;
        beside[*j] |= 1 << i;
    }
    let mut left: u16 = (1 << lists) - 1;
    let mut steps = Vec::with_capacity(lists);
    while left != 0 {
        let simplicial = (0..lists).filter(|v| left >> v & 1 == 1).find(|v| {
            let near = beside[*v] & left;
            (0..lists).filter(|w| near >> w & 1 == 1).all(|w| near & !(1 << w) & !beside[w] == 0)
        })?;
        let near = beside[simplicial] & left;
        steps.push((near | 1 << simplicial, near));
        left &= !(1 << simplicial);
    }
    Some(steps)
}

/// Posterior of the whole number of persons over all decomposable graphs, on a grid of 2,000 sizes of the unseen
/// part up to `reach` times the observed one. `None` above six lists.
#[must_use]
pub fn graph_average(table: &Table, level: f64, reach: f64) -> Option<Averaged> {
    let lists = table.lists();
    let graphs = decomposable(lists)?;
    let observed = table.observed();
    let points = 2_000_u64;
    let unseen: Vec<f64> = (0..points)
        .map(|at| (1.0 + (reach * observed - 1.0) * count(at) / count(points - 1)).round())
        .collect();
    let prior = 0.5_f64.powi(i32::try_from(lists).ok()?);
    let cliques: Vec<Vec<f64>> =
        (0..1_u16 << lists).map(|set| marginal(table, set, prior, &unseen)).collect();
    let whole: Vec<f64> = unseen.iter().map(|unseen| -ln_gamma(unseen + observed + 1.0)).collect();

    let mut logs = Vec::with_capacity(graphs.len());
    for graph in &graphs {
        let mut log = vec![0.0; unseen.len()];
        for (times, over) in graph {
            add(&mut log, &cliques[usize::from(*times)], 1.0);
            if *over == 0 {
                add(&mut log, &whole, 1.0);
            } else {
                add(&mut log, &cliques[usize::from(*over)], -1.0);
            }
        }
        for (log, unseen) in log.iter_mut().zip(&unseen) {
            let n = unseen + observed;
            *log += ln_gamma(n + 1.0) - ln_gamma(unseen + 1.0) - n.ln();
        }
        logs.push(log);
    }
    let top = logs.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut weight = vec![0.0; unseen.len()];
    for log in &logs {
        weight.iter_mut().zip(log).for_each(|(weight, log)| *weight += (log - top).exp());
    }
    let all: f64 = weight.iter().sum();
    let mean =
        weight.iter().zip(&unseen).map(|(weight, unseen)| weight * unseen).sum::<f64>() / all + observed;
    let at = |share: f64| {
        let mut reached = 0.0;
        let point = weight.iter().position(|weight| {
            reached += weight / all;
            reached >= share
        });
        observed + point.map_or(f64::NAN, |point| unseen[point])
    };
    let outside = (1.0 - level) / 2.0;
    let interval = Interval { low: at(outside), high: at(1.0 - outside) };
    Some(Averaged { mean, median: at(0.5), interval, graphs: graphs.len() })
}

/// Log marginal likelihood of the table collapsed on these lists, for each number of unseen persons.
fn marginal(table: &Table, set: u16, prior: f64, unseen: &[f64]) -> Vec<f64> {
    let mut cells = vec![0.0; table.counts().len()];
    for (cell, persons) in table.counts().iter().enumerate() {
        cells[cell & usize::from(set)] += persons;
    }
    let alpha = prior * f64::from(1_u32 << (table.lists() - set.count_ones() as usize));
    let own = (0..cells.len()).filter(|cell| cell & !usize::from(set) == 0);
    let fixed: f64 = own.skip(1).map(|cell| ln_gamma(cells[cell] + alpha) - ln_gamma(alpha)).sum();
    unseen.iter().map(|unseen| fixed + ln_gamma(cells[0] + unseen + alpha) - ln_gamma(alpha)).collect()
}

fn add(sums: &mut [f64], values: &[f64], times: f64) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += times * value);
}

#[cfg(test)]
mod tests {
    use super::decomposable;

    #[test]
    fn graphs_are_as_many_as_known() {
        let number = |lists| decomposable(lists).map(|graphs| graphs.len());
        assert_eq!([3, 4, 5, 7].map(number), [Some(8), Some(61), Some(822), None]);
    }
}
