//! BCa intervals that repeat the choice of the model (DiCiccio and Efron 1996; Chan, Silverman and Vincent 2021).

use super::chance::{Chance, count};
use super::fit::Table;
use super::select::Rule;
use super::special::{normal_below, normal_quantile};

/// An interval for the whole number of persons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How the interval is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replicates {
    /// Tables drawn from the observed one.
    pub drawn: usize,
    /// Share of the distribution the interval is to hold, such as 0.95.
    pub level: f64,
    /// Persons observed in each replicate.
    pub observed: Observed,
    /// Seed of the draw.
    pub seed: u64,
}

/// How many persons each replicate observes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// As many as the lists did: the published bootstrap. Too narrow where lists reach a large part of the persons.
    Same,
    /// As many as lists of this reach would find among the estimated number: how many are observed is chance too.
    Drawn,
}

/// What the bootstrap saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Bca {
    /// Bias-corrected and accelerated interval.
    pub interval: Interval,
    /// Estimates of the replicates, smallest first.
    pub totals: Vec<f64>,
    /// Replicates that had no estimate.
    pub failed: usize,
    /// In how many replicates the rule chose the model it chose for the data.
    pub same_model: usize,
}

/// Draws tables like the observed one, lets `rule` choose and fit in each, and corrects for bias and skewness.
///
/// `None` when the rule has no estimate for the table itself, or for no replicate at all. Acceleration by the
/// jackknife: one person less in each occupied cell in turn, weighted by the persons in it.
#[must_use]
pub fn bca(table: &Table, rule: &Rule, replicates: Replicates) -> Option<Bca> {
    let (chosen, found) = rule.choose(table)?;
    let estimate = found.total();
    let mut chance = Chance::seeded(replicates.seed);
    let mut drawn = vec![0.0; table.counts().len()];
    let (mut totals, mut failed, mut same_model) = (Vec::with_capacity(replicates.drawn), 0, 0);
    let (persons, all) = (table.observed() as u64, estimate.round().min(1e15) as u64);
    for _ in 0..replicates.drawn {
        let observed = match replicates.observed {
            Observed::Same => persons,
            Observed::Drawn => chance.binomial(all, table.observed() / estimate),
        };
        chance.share(observed, table.counts(), &mut drawn);
        match rule.choose(&Table::of(&drawn)) {
            Some((model, fit)) => {
                totals.push(fit.total());
                same_model += usize::from(model == chosen);
            }
            None => failed += 1,
        }
    }
    if totals.is_empty() {
        return None;
    }
    totals.sort_by(f64::total_cmp);
    let below = totals.iter().filter(|total| **total < estimate).count();
    let tied = totals.iter().filter(|total| **total == estimate).count();
    let share = (size(below) + 0.5 * size(tied)) / size(totals.len());
    // With every replicate on one side the correction is infinite; half a replicate keeps it at the edge.
    let edge = 0.5 / size(totals.len());
    let bias = normal_quantile(share.clamp(edge, 1.0 - edge));
    let unseen = match replicates.observed {
        Observed::Same => 0.0,
        Observed::Drawn => found.unseen,
    };
    let acceleration = acceleration(table, rule, (unseen, estimate));
    let end = |level: f64| {
        let z = bias + normal_quantile(level);
        quantile(&totals, normal_below(bias + z / (1.0 - acceleration * z)))
    };
    let outside = (1.0 - replicates.level) / 2.0;
    let interval = Interval { low: end(outside), high: end(1.0 - outside) };
    Some(Bca { interval, totals, failed, same_model })
}

/// Skewness of what each person adds, by the jackknife. Where the number observed is drawn, those whom no list names
/// are persons too: leaving one out leaves the estimate as it is.
fn acceleration(table: &Table, rule: &Rule, unseen: (f64, f64)) -> f64 {
    let mut left: Vec<(f64, f64)> = vec![unseen];
    for (cell, persons) in table.counts().iter().enumerate().filter(|(_, persons)| **persons > 0.0) {
        let mut fewer = table.counts().to_vec();
        if let Some(count) = fewer.get_mut(cell) {
            *count -= 1.0;
        }
        if let Some((_, fit)) = rule.choose(&Table::of(&fewer)) {
            left.push((*persons, fit.total()));
        }
    }
    let weight: f64 = left.iter().map(|(persons, _)| persons).sum();
    let mean = left.iter().map(|(persons, total)| persons * total).sum::<f64>() / weight.max(1.0);
    let power = |n| left.iter().map(|(persons, total)| persons * (mean - total).powi(n)).sum::<f64>();
    let spread = power(2);
    if spread > 0.0 { power(3) / (6.0 * spread.powf(1.5)) } else { 0.0 }
}

/// The value below which this share of sorted values lies, between neighbours in proportion.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = size(sorted.len().saturating_sub(1));
    let place = (share * last).clamp(0.0, last);
    let below = place as usize;
    let low = sorted.get(below).copied().unwrap_or(f64::NAN);
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    low + (high - low) * place.fract()
}

fn size(n: usize) -> f64 {
    count(n as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_their_neighbours() {
        let sorted = [1.0, 2.0, 4.0];
        assert_eq!([0.0, 0.25, 0.5, 0.75, 1.0].map(|p| quantile(&sorted, p)), [1.0, 1.5, 2.0, 3.0, 4.0]);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
