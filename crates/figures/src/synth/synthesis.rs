//! The whole way: budget, measurements, rows, aggregates.

use super::chain::Chain;
use super::control::control;
use super::correct::{Care, Rows, Stream, correct, drawn};
use super::domain::{declared, found};
use super::pairs::Pairs;
use super::quality::{counts, subsets, values};
use super::records::{Records, SynthError};
use crate::privacy::{Dice, Loss, PrivacyError, Rho, Scale, rho};

/// How it is known which values exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// From the records themselves, at a cost: rare values become blank.
    Private,
    /// From a list anybody may read, of which the records are an example.
    Public,
}

/// What a synthesis may cost and how it is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// ε.
    pub epsilon: f64,
    /// δ.
    pub delta: f64,
    /// How values are known.
    pub domain: Domain,
    /// A combination of three that fewer synthetic rows have is blanked; 0 or 1 for none.
    pub least: u32,
}

impl Plan {
    /// What a synthesis under this plan may lose, to be entered in a register before it is made: ρ, and for a private
    /// domain a chance of δ/2 that a value only one person has is named.
    ///
    /// # Errors
    /// ε or δ out of range.
    pub fn loss(&self) -> Result<Loss, PrivacyError> {
        let slip = if self.domain == Domain::Private { self.delta / 2.0 } else { 0.0 };
        Ok(Loss::new(rho(self.epsilon, self.delta - slip)?, slip))
    }
}

/// A released count: values by column, and how many persons have all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// Column and value.
    pub values: Vec<(usize, u16)>,
    /// Persons.
    pub count: u64,
}

/// What a synthesis gives.
#[derive(Debug, Clone)]
pub struct Synthesis {
    /// Invented records.
    pub records: Records,
    /// Counts of one, two and three values.
    pub aggregates: Vec<Aggregate>,
    /// What it lost.
    pub spent: Rho,
    /// Noise of the counts of one column, of two, and of the tree, in persons; 0 when not measured.
    pub noise: [f64; 3],
    /// Values of the true records that are not named.
    pub unnamed: usize,
    /// Values blanked because they would have made a rare combination.
    pub blanked: usize,
}

/// Levels of the tree at most: deeper ones hold next to nobody.
const LEVELS: usize = 14;

/// Makes synthetic records.
///
/// # Errors
/// A budget that is nonsense or too small; no value frequent enough to be named.
pub fn synthesise(
    records: &Records,
    plan: &Plan,
    dice: &mut Dice<'_>,
    progress: &mut dyn FnMut(&str),
) -> Result<Synthesis, SynthError> {
    let columns = records.columns.len() as u64;
    let private = plan.domain == Domain::Private;
    // half of δ for names that should not be named, half for the noise
    let all = plan.loss()?.rho;
    let mut spent = Rho::ZERO;
    let mut noise = [0.0; 3];
    progress("domaine");
    let named = if private {
        let scale = Scale::for_tables(columns, all.share(15, 100))?;
        spent = spent.and(scale.loss(columns));
        noise[0] = scale.sigma();
        found(records, scale, plan.delta / 2.0, dice)
    } else {
        declared(records)
    };
    let labels = |records: &Records| records.columns.iter().map(|it| it.labels.len() - 1).sum::<usize>();
    if labels(&named) == 0 {
        return Err(SynthError::NothingFound);
    }
    progress("croisements");
    let left = all.without(spent).unwrap_or(Rho::ZERO);
    let count = columns * columns.saturating_sub(1) / 2;
    let scale = Scale::for_tables(count, left.share(60, 100))?;
    spent = spent.and(scale.loss(count));
    noise[1] = scale.sigma();
    let pairs = Pairs::measured(&named, scale, dice);
    progress("arbre");
    let left = all.without(spent).unwrap_or(Rho::ZERO);
    let levels = LEVELS.min(named.columns.len());
    let scale = Scale::for_tables(levels as u64, left)?;
    spent = spent.and(scale.loss(levels as u64));
    noise[2] = scale.sigma();
    let chain = Chain::grown(&named, &pairs, levels, scale, dice);
    progress("fiches");
    let mut stream = Stream(u64::try_from(dice.below(1 << 64)).unwrap_or(0));
    let mut rows = drawn(&chain, &pairs, &mut stream);
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a threshold")]
    let step = (pairs.sigma * (2.0 * columns as f64).sqrt()) as f32;
    correct(&mut rows, &pairs, Care { sweeps: 12, loose: 0.3 * step, firm: 3.0 * step }, &mut stream);
    let aggregates = aggregates(&released(&rows, &named), &pairs);
    progress("combinaisons rares");
    let blanked = if plan.least > 1 { control(&mut rows, &named.columns, plan.least, 2) } else { 0 };
    let made = released(&rows, &named);
    let unnamed = labels(records) - labels(&named);
    Ok(Synthesis { records: made, aggregates, spent, noise, unnamed, blanked })
}

/// Rows as records, in an order that says nothing.
fn released(rows: &Rows, named: &Records) -> Records {
    let mut order: Vec<usize> = (0..rows.count()).collect();
    order.sort_by(|one, other| {
        let own = |row: &usize| rows.codes.get(row * rows.columns..(row + 1) * rows.columns);
        own(one).cmp(&own(other))
    });
    let codes = (0..rows.columns).map(|column| order.iter().map(|row| rows.code(*row, column)).collect());
    Records { columns: named.columns.clone(), codes: codes.collect() }
}

/// Counts of one value from the measurements, of two and three from the rows before anything is blanked: rows fit all
/// pairs at once, which takes part of the noise out of each.
fn aggregates(made: &Records, pairs: &Pairs) -> Vec<Aggregate> {
    let mut all = Vec::new();
    let counting = |column: usize, code: u16| made.columns.get(column).is_some_and(|it| it.counts(code));
    for column in 0..pairs.columns {
        for (code, count) in (0_u16..).zip(pairs.margin(column)) {
            if counting(column, code) && count >= 0.5 {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a count, one or more"
                )]
                let count = count.round() as u64;
                all.push(Aggregate { values: vec![(column, code)], count });
            }
        }
    }
    for set in subsets(pairs.columns, 2).into_iter().chain(subsets(pairs.columns, 3)) {
        let found = counts(&pairs.sizes, &made.codes, &set);
        let mut own: Vec<Aggregate> = found
            .into_iter()
            .map(|(cell, count)| Aggregate {
                values: values(&pairs.sizes, &set, cell),
                count: u64::from(count),
            })
            .filter(|it| it.values.iter().all(|(column, code)| counting(*column, *code)))
            .collect();
        own.sort_by(|one, other| one.values.cmp(&other.values));
        all.extend(own);
    }
    all
}
