//! One model fitted to one table by extended maximum likelihood.
//!
//! A term's column of the design matrix is one where the cell holds the term, so every sum the Newton step asks
//! for is a sum over supersets: the score of θ is N*(θ) − M*(θ), the information of θ and φ is M*(θ ∪ φ). One pass
//! over the cells for each list gives them all; no matrix of the design is ever built.
#![expect(clippy::indexing_slicing, reason = "places are sets of the same lists, or terms counted here")]

use super::chance::count;
use super::existence::exists;
use super::model::Model;
use super::overlaps::Overlaps;
use super::special::ln_gamma;

/// A table made ready: counts and their sums over supersets.
#[derive(Debug, Clone)]
pub struct Table {
    lists: usize,
    n: Vec<f64>,
    /// N*(θ): persons on all lists of θ, whatever else.
    up: Vec<f64>,
    observed: f64,
    /// Σ ln n!
    factorials: f64,
}

impl Table {
    /// From counts by set of lists; the empty set is ignored.
    #[must_use]
    pub fn of(counts: &[f64]) -> Self {
        let mut n = counts.to_vec();
        n[0] = 0.0;
        let lists = n.len().trailing_zeros() as usize;
        let mut up = n.clone();
        over_supersets(&mut up, lists);
        let factorials = n.iter().map(|n| ln_gamma(n + 1.0)).sum();
        Self { lists, observed: up[0], up, n, factorials }
    }

    /// Number of lists.
    #[must_use]
    pub const fn lists(&self) -> usize {
        self.lists
    }

    /// Persons on at least one list.
    #[must_use]
    pub const fn observed(&self) -> f64 {
        self.observed
    }

    /// Counts by exact set of lists.
    #[must_use]
    pub fn counts(&self) -> &[f64] {
        &self.n
    }

    /// Persons on all these lists, whatever others.
    #[must_use]
    pub fn on_all(&self, set: u16) -> f64 {
        self.up.get(usize::from(set)).copied().unwrap_or(0.0)
    }
}

impl From<&Overlaps> for Table {
    fn from(overlaps: &Overlaps) -> Self {
        Self::of(&overlaps.counts().iter().map(|n| count(*n)).collect::<Vec<_>>())
    }
}

/// Why a model has nothing to say about a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inadmissible {
    /// No finite estimate exists: the data lie on the edge of the model (Fienberg and Rinaldo 2012).
    NoEstimate,
    /// Several sets of parameters give the same fit: the unseen number is not determined.
    NotIdentifiable,
}

/// A fitted model.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Persons on no list, exp(α̂_∅).
    pub unseen: f64,
    /// Persons on at least one list.
    pub observed: f64,
    /// Full Poisson log likelihood, factorials included.
    pub log_likelihood: f64,
    /// Twice the distance from the saturated model.
    pub deviance: f64,
    /// Parameters, those at −∞ included.
    pub parameters: usize,
    /// Parameters at −∞: interactions of lists that never meet.
    pub at_infinity: usize,
    /// Standard error of the intercept.
    pub intercept_error: f64,
    /// Fitted means by set of lists; zero where a parameter is −∞.
    pub means: Vec<f64>,
}

impl Fit {
    /// Estimate of the whole number of persons.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.observed + self.unseen
    }

    /// 2k − 2 log L, k the finite parameters.
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * whole(self.parameters - self.at_infinity) - 2.0 * self.log_likelihood
    }

    /// k ln(observed) − 2 log L, k all parameters, those at −∞ too (Silverman, Chan and Vincent 2024).
    #[must_use]
    pub fn bic(&self) -> f64 {
        whole(self.parameters) * self.observed.ln() - 2.0 * self.log_likelihood
    }

    /// observed + exp(intercept ± 1.96 standard errors): to check a program with, not to publish.
    #[must_use]
    pub fn wald(&self) -> (f64, f64) {
        let spread = (1.959_963_984_540_054 * self.intercept_error).exp();
        (self.observed + self.unseen / spread, self.observed + self.unseen * spread)
    }

    /// Fitted persons on all these lists.
    #[must_use]
    pub fn on_all(&self, set: u16) -> f64 {
        let cells = self.means.iter().zip(0_u16..);
        cells.filter(|(_, cell)| cell & set == set && *cell != 0).map(|(mean, _)| mean).sum()
    }
}

/// Fits one model.
///
/// # Errors
/// No finite estimate exists, or the model is not identifiable on the cells that remain.
pub fn fit(table: &Table, model: &Model) -> Result<Fit, Inadmissible> {
    let all = model.terms(table.lists);
    let (free, gone): (Vec<u16>, Vec<u16>) = all.iter().partition(|term| table.on_all(**term) > 0.0);
    let terms: Vec<u16> = std::iter::once(0).chain(free).collect();
    let size = table.n.len();
    let kept: Vec<bool> =
        (0_u16..).take(size).map(|cell| cell != 0 && gone.iter().all(|term| cell & term != *term)).collect();
    let proved = |kept: &[bool]| {
        let cells: Vec<u16> = (0_u16..).zip(kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell).collect();
        let occupied: Vec<bool> = cells.iter().map(|cell| table.n[usize::from(*cell)] > 0.0).collect();
        exists(&cells, &occupied, &terms)
    };

    let mut newton = Newton::new(table, &terms, &kept);
    let Some(found) = newton.run() else {
        return Err(if proved(&kept) { Inadmissible::NotIdentifiable } else { Inadmissible::NoEstimate });
    };
    // Positive means with the data's own sums are themselves the table whose existence is asked.
    if (!found.converged || found.least < 1e-5) && !proved(&kept) {
        return Err(Inadmissible::NoEstimate);
    }
    let means = newton.means;
    let mut deviance = 0.0;
    let mut likelihood = -table.factorials;
    for (n, mean) in table.n.iter().zip(&means).skip(1) {
        likelihood -= mean;
        deviance += 2.0 * mean;
        if *n > 0.0 {
            likelihood += n * mean.ln();
            deviance += 2.0 * (n * (n / mean).ln() - n);
        }
    }
    Ok(Fit {
        unseen: found.intercept.exp(),
        observed: table.observed,
        log_likelihood: likelihood,
        deviance,
        parameters: all.len() + 1,
        at_infinity: gone.len(),
        intercept_error: found.variance.sqrt(),
        means,
    })
}

struct Newton<'a> {
    table: &'a Table,
    terms: &'a [u16],
    kept: &'a [bool],
    /// Fitted means; zero on cells not kept.
    means: Vec<f64>,
    up: Vec<f64>,
    factor: Vec<f64>,
}

struct Found {
    intercept: f64,
    variance: f64,
    least: f64,
    converged: bool,
}

impl<'a> Newton<'a> {
    fn new(table: &'a Table, terms: &'a [u16], kept: &'a [bool]) -> Self {
        let means = table.n.iter().zip(kept).map(|(n, kept)| if *kept { n + 0.5 } else { 0.0 }).collect();
        let factor = vec![0.0; terms.len() * terms.len()];
        Self { table, terms, kept, means, up: vec![0.0; table.n.len()], factor }
    }

    /// `None` when the columns of the design depend on one another.
    fn run(&mut self) -> Option<Found> {
        let k = self.terms.len();
        self.sum_up();
        if !self.factorise(1e-9) {
            return None;
        }
        let mut alpha = self.first();
        let mut likelihood = self.climb(&alpha);
        let mut converged = false;
        for _ in 0..60 {
            self.sum_up();
            if !self.factorise(1e-14) {
                break;
            }
            let mut step: Vec<f64> =
                self.terms.iter().map(|&term| self.table.on_all(term) - self.up[usize::from(term)]).collect();
            let slope =
                step.iter().zip(self.terms).map(|(step, &term)| step.abs() / (1.0 + self.table.on_all(term)));
            let flat = slope.fold(0.0, f64::max) < 1e-12;
            self.solve(&mut step);
            let length = step.iter().fold(0.0, |most: f64, step| most.max(step.abs()));
            if flat || length < 1e-11 {
                converged = true;
                break;
            }
            // Away from the top a whole step may go too far; the likelihood is concave, so half of it will not.
            let mut part = (4.0 / length).min(1.0);
            for _ in 0..30 {
                let tried: Vec<f64> =
                    alpha.iter().zip(&step).map(|(alpha, step)| alpha + part * step).collect();
                let reached = self.climb(&tried);
                if reached >= likelihood - 1e-9 * (1.0 + likelihood.abs()) {
                    (alpha, likelihood) = (tried, reached);
                    break;
                }
                part /= 2.0;
            }
        }
        let mut unit = vec![0.0; k];
        unit[0] = 1.0;
        self.solve(&mut unit);
        let fitted = self.means.iter().zip(self.kept).filter(|(_, kept)| **kept).map(|(mean, _)| *mean);
        let least = fitted.fold(f64::INFINITY, f64::min);
        Some(Found { intercept: alpha[0], variance: unit[0], least, converged })
    }

    /// Weighted least squares of ln(n + ½): a start close to the top.
    fn first(&mut self) -> Vec<f64> {
        let means = self.means.iter().zip(&self.table.n);
        let mut right: Vec<f64> =
            means.map(|(mean, n)| if *mean > 0.0 { mean * mean.ln() + (n - mean) } else { 0.0 }).collect();
        over_supersets(&mut right, self.table.lists);
        let mut alpha: Vec<f64> = self.terms.iter().map(|&term| right[usize::from(term)]).collect();
        self.solve(&mut alpha);
        alpha
    }

    /// Sets the means of these parameters; returns the log likelihood without its constant.
    fn climb(&mut self, alpha: &[f64]) -> f64 {
        self.means.fill(0.0);
        for (&term, alpha) in self.terms.iter().zip(alpha) {
            self.means[usize::from(term)] = *alpha;
        }
        over_subsets(&mut self.means, self.table.lists);
        let mut likelihood = 0.0;
        for ((mean, n), kept) in self.means.iter_mut().zip(&self.table.n).zip(self.kept) {
            let linear = *mean;
            *mean = if *kept { linear.clamp(-300.0, 300.0).exp() } else { 0.0 };
            if *kept {
                likelihood += n * linear - *mean;
            }
        }
        likelihood
    }

    fn sum_up(&mut self) {
        self.up.copy_from_slice(&self.means);
        over_supersets(&mut self.up, self.table.lists);
    }

    /// Cholesky of the information; false when a pivot falls below `least` of its own diagonal.
    fn factorise(&mut self, least: f64) -> bool {
        let k = self.terms.len();
        for i in 0..k {
            for j in 0..=i {
                let own = self.up[usize::from(self.terms[i] | self.terms[j])];
                let (above, row) = self.factor.split_at_mut(i * k);
                let other = if i == j { &row[..j] } else { &above[j * k..j * k + j] };
                let done: f64 = row[..j].iter().zip(other).map(|(one, other)| one * other).sum();
                let left = own - done;
                if i == j {
                    if left.is_nan() || left <= least * own {
                        return false;
                    }
                    row[j] = left.sqrt();
                } else {
                    row[j] = left / above[j * k + j];
                }
            }
        }
        true
    }

    fn solve(&self, right: &mut [f64]) {
        let k = self.terms.len();
        for i in 0..k {
            let row = &self.factor[i * k..i * k + i];
            let done: f64 = row.iter().zip(right.iter()).map(|(factor, value)| factor * value).sum();
            right[i] = (right[i] - done) / self.factor[i * k + i];
        }
        for i in (0..k).rev() {
            let done: f64 = (i + 1..k).map(|j| self.factor[j * k + i] * right[j]).sum();
            right[i] = (right[i] - done) / self.factor[i * k + i];
        }
    }
}

/// Each place becomes the sum over the sets that hold it.
fn over_supersets(values: &mut [f64], lists: usize) {
    for list in 0..lists {
        let half = 1 << list;
        for block in values.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            without.iter_mut().zip(with).for_each(|(without, with)| *without += *with);
        }
    }
}

/// Each place becomes the sum over the sets it holds.
fn over_subsets(values: &mut [f64], lists: usize) {
    for list in 0..lists {
        let half = 1 << list;
        for block in values.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            with.iter_mut().zip(without).for_each(|(with, without)| *with += *without);
        }
    }
}

/// A small number of things as a number.
fn whole(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
