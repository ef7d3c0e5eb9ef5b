//! The whole way: budget, measurements, rows, aggregates.

use super::chain::Chain;
use super::control::{Wish, control};
use super::correct::{Care, correct};
use super::domain;
use super::draw::{Rows, drawn};
use super::misfit::Misfit;
use super::pairs::Pairs;
use super::quality::{counts, subsets, values};
use super::records::{Records, SynthError};
use super::seeded::{self, Triples};
use crate::privacy::{Dice, Loss, PrivacyError, Rho, Scale, rho};
use crate::stream::Stream;
use std::collections::BTreeMap;

/// How it is known which values exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// From the records themselves, at a cost: rare values become blank.
    Private,
    /// From a list anybody may read, of which the records are an example.
    Public,
}

/// How rows are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Pairs, tree, correction.
    Tree,
    /// Value by value from released counts, as the CTDC release is made.
    Seeded,
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
    /// How rows are made.
    pub method: Method,
    /// A combination of three that fewer synthetic rows have is avoided; 0 or 1 for none.
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
    /// Values exchanged because they made a rare combination.
    pub exchanged: usize,
}

/// Levels of the tree at most: deeper ones hold next to nobody.
const LEVELS: usize = 14;

/// What counts of one column take of the whole budget, in hundredths: values are found in them when they are not public.
const ALONE_PRIVATE: u64 = 15;
/// The same when values are public: counts of columns can then be as good as those of MST, which spends a third on them
/// and has fewer pairs to ask.
const ALONE_PUBLIC: u64 = 42;
/// What counts of two columns take of the rest, in hundredths.
const PAIRS: u64 = 60;

/// Drafts of the rows: released counts of two and three are their mean, which takes the chance of drawing out of them.
const DRAWS: u32 = 2;

/// What one rare combination less is worth, in variances of the noise of a pair.
const RARE: f64 = 3.0;

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
    progress("colonnes");
    let alone = if private { ALONE_PRIVATE } else { ALONE_PUBLIC };
    let scale = Scale::for_tables(columns, all.share(alone, 100))?;
    spent = spent.and(scale.loss(columns));
    noise[0] = scale.sigma();
    let slip = private.then_some(plan.delta / 2.0);
    let (named, singles) = domain::named(records, scale, slip, dice);
    let labels = |records: &Records| records.columns.iter().map(|it| it.labels.len() - 1).sum::<usize>();
    if labels(&named) == 0 {
        return Err(SynthError::NothingFound);
    }
    progress("croisements");
    let left = all.without(spent).unwrap_or(Rho::ZERO);
    let count = columns * columns.saturating_sub(1) / 2;
    let scale = Scale::for_tables(count, left.share(PAIRS, 100))?;
    spent = spent.and(scale.loss(count));
    noise[1] = scale.sigma();
    let pairs = Pairs::measured(&named, &singles, scale, dice);
    let mut told = Told { spent, noise };
    let (rows, aggregates, exchanged) = match plan.method {
        Method::Tree => by_tree(&named, &pairs, plan, all, &mut told, dice, progress)?,
        Method::Seeded => by_seeds(&named, &pairs, all, &mut told, dice, progress)?,
    };
    let Told { spent, noise } = told;
    let made = released(&rows, &named);
    let unnamed = labels(records) - labels(&named);
    Ok(Synthesis { records: made, aggregates, spent, noise, unnamed, exchanged })
}

/// What was lost so far, and the noise of each measurement.
struct Told {
    spent: Rho,
    noise: [f64; 3],
}

type Made = (Rows, Vec<Aggregate>, usize);

fn by_tree(
    named: &Records,
    pairs: &Pairs,
    plan: &Plan,
    all: Rho,
    told: &mut Told,
    dice: &mut Dice<'_>,
    progress: &mut dyn FnMut(&str),
) -> Result<Made, SynthError> {
    progress("arbre");
    let left = all.without(told.spent).unwrap_or(Rho::ZERO);
    let levels = LEVELS.min(named.columns.len());
    let scale = Scale::for_tables(levels as u64, left)?;
    told.spent = told.spent.and(scale.loss(levels as u64));
    told.noise[2] = scale.sigma();
    let chain = Chain::grown(named, pairs, levels, scale, dice);
    progress("fiches");
    let mut stream = Stream(u64::try_from(dice.below(1 << 64)).unwrap_or(0));
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a threshold")]
    let step = (pairs.sigma * (2.0 * pairs.columns as f64).sqrt()) as f32;
    let care = Care { sweeps: 12, loose: 0.3 * step, firm: 2.0 * step };
    let mut draw = || {
        let mut rows = drawn(&chain, pairs, &mut stream);
        // released counts of three are nearer when pairs alone are followed; counts of columns come after
        let mut misfit = Misfit::of(&rows, pairs, 0.0);
        correct(&mut rows, &mut misfit, care, &mut stream);
        (rows, misfit)
    };
    let mut sums = BTreeMap::new();
    for _ in 1..DRAWS {
        count_in(&released(&draw().0, named), pairs, &mut sums);
    }
    let (mut rows, mut misfit) = draw();
    count_in(&released(&rows, named), pairs, &mut sums);
    let mut counts = counts_of_one(named, pairs);
    let mean = |sum| f64::from(sum) / f64::from(DRAWS);
    counts.extend(sums.into_iter().filter_map(|(values, sum)| aggregate(values, mean(sum))));
    counts.sort_by_key(|it| it.values.len());
    progress("combinaisons rares");
    #[expect(clippy::cast_possible_truncation, reason = "a threshold")]
    let wish = Wish { least: plan.least, worth: (RARE * pairs.sigma * pairs.sigma) as f32 };
    let exchanged = control(&mut rows, &named.columns, wish, &mut misfit, &mut stream);
    Ok((rows, counts, exchanged))
}

fn by_seeds(
    named: &Records,
    pairs: &Pairs,
    all: Rho,
    told: &mut Told,
    dice: &mut Dice<'_>,
    progress: &mut dyn FnMut(&str),
) -> Result<Made, SynthError> {
    progress("croisements de trois");
    let left = all.without(told.spent).unwrap_or(Rho::ZERO);
    let count = subsets(pairs.columns, 3).len() as u64;
    let scale = Scale::for_tables(count, left)?;
    told.spent = told.spent.and(scale.loss(count));
    told.noise[2] = scale.sigma();
    let triples = Triples::measured(named, pairs, scale, dice);
    progress("fiches");
    let mut stream = Stream(u64::try_from(dice.below(1 << 64)).unwrap_or(0));
    let codes = seeded::rows(named, pairs, &triples, &mut stream);
    let rows = Rows { codes, firm: vec![0; pairs.rows], columns: pairs.columns };
    let mut counts = counts_of_one(named, pairs);
    counts.extend(counts_of_two(named, pairs));
    counts.extend(triples.aggregates());
    Ok((rows, counts, 0))
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

/// Counts of one value, from the measured pairs.
fn counts_of_one(named: &Records, pairs: &Pairs) -> Vec<Aggregate> {
    let mut all = Vec::new();
    for (column, own) in named.columns.iter().enumerate() {
        for (code, count) in (0_u16..).zip(pairs.margin(column)).filter(|it| own.counts(it.0)) {
            all.extend(aggregate(vec![(column, code)], *count));
        }
    }
    all
}

/// Counts of two values, from the measured pairs.
fn counts_of_two(named: &Records, pairs: &Pairs) -> Vec<Aggregate> {
    let values: Vec<(usize, u16)> = named
        .columns
        .iter()
        .enumerate()
        .flat_map(|(column, own)| (0_u16..).zip(&own.labels).map(move |it| (column, it.0)))
        .filter(|(column, code)| named.columns.get(*column).is_some_and(|it| it.counts(*code)))
        .collect();
    let pair = |one: &(usize, u16), other: &(usize, u16)| {
        aggregate(vec![*one, *other], f64::from(pairs.wanted(*one, *other)))
    };
    let later = |one: &(usize, u16)| {
        let one = *one;
        values.iter().filter(move |it| it.0 > one.0).filter_map(move |it| pair(&one, it))
    };
    values.iter().flat_map(later).collect()
}

/// Adds up counts of two and three values, from rows before anything is exchanged: rows fit all pairs at once, which
/// takes part of the noise out of each.
fn count_in(made: &Records, pairs: &Pairs, sums: &mut BTreeMap<Vec<(usize, u16)>, u32>) {
    let counting = |it: &(usize, u16)| made.columns.get(it.0).is_some_and(|column| column.counts(it.1));
    for set in subsets(pairs.columns, 2).into_iter().chain(subsets(pairs.columns, 3)) {
        for (cell, count) in counts(&pairs.sizes, &made.codes, &set) {
            let values = values(&pairs.sizes, &set, cell);
            if values.iter().all(counting) {
                *sums.entry(values).or_default() += count;
            }
        }
    }
}

/// A count as released; none below one half.
fn aggregate(values: Vec<(usize, u16)>, count: f64) -> Option<Aggregate> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, one or more")]
    (count >= 0.5).then(|| Aggregate { values, count: count.round() as u64 })
}
