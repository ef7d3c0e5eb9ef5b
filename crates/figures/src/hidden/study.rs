//! A whole study of one table: the rule asked for with its interval, the spread over every rule, or a refusal.

use super::bootstrap::{Interval, Observed, Replicates, bca, quantile};
use super::classes::{Chain, latent_classes};
use super::fit::{Table, fit};
use super::graphs::graph_average;
use super::model::{Model, hierarchies};
use super::overlaps::{Overlaps, Refusal};
use super::select::{Rule, by_bic, stepwise};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The rule whose estimate gets the interval.
    pub select: Select,
    /// Tables drawn for the interval.
    pub replicates: usize,
    /// Level of intervals, such as 0.95.
    pub level: f64,
    /// Seed of all simulation.
    pub seed: u64,
}

/// Rules that can be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    /// Stepwise over pairs at 0.02.
    Stepwise,
    /// Smallest BIC over hierarchical models.
    Bic,
    /// Average over decomposable graphs.
    Graphs,
    /// Latent classes.
    Classes,
}

/// One estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The rule, in French.
    pub rule: String,
    /// Whole number of persons.
    pub total: f64,
    /// Interval, where the rule gives one by itself or was the one asked for.
    pub interval: Option<Interval>,
    /// The chosen model by names of lists; empty when lists are independent or the rule averages.
    pub model: String,
}

/// What a table says about the number of persons.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Persons on at least one list.
    pub observed: u64,
    /// Persons on at least two.
    pub shared: u64,
    /// Pairs of lists that never meet.
    pub apart: Vec<(String, String)>,
    /// The rule asked for, with its interval.
    pub chosen: Estimate,
    /// Share of replicates in which the rule chose the same model; `None` for rules that average.
    pub same_model: Option<f64>,
    /// Every rule, smallest estimate first.
    pub spread: Vec<Estimate>,
}

/// Persons that must stand on two lists or more before anything is said.
const LEAST_SHARED: u64 = 10;
/// The published threshold of the stepwise rule.
const THRESHOLD: f64 = 0.02;
/// Unseen persons are looked for up to this many times the observed ones.
const REACH: f64 = 30.0;

/// What is under way, for whoever waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Every rule is tried once.
    Rules,
    /// Latent classes are sampled.
    Classes,
    /// The choice is repeated in replicates.
    Replicates,
}

/// Studies a table.
///
/// # Errors
/// A refusal, when the table is too thin, the rule finds no model, or too many replicates have no estimate.
pub fn study(overlaps: &Overlaps, options: Options, mut tell: impl FnMut(Stage)) -> Result<Study, Refusal> {
    let shared = overlaps.shared();
    if shared < LEAST_SHARED {
        return Err(Refusal::Thin { shared, least: LEAST_SHARED });
    }
    let table = Table::from(overlaps);
    let names = overlaps.names();
    tell(Stage::Rules);
    let mut spread = Vec::new();
    let mut point = |rule: &str, found: Option<(Model, f64)>| {
        if let Some((model, total)) = found {
            let (rule, model) = (rule.to_owned(), model.named(names));
            spread.push(Estimate { rule, total, interval: None, model });
        }
    };
    let independent = Model::default();
    point("listes indépendantes", fit(&table, &independent).ok().map(|fit| (independent, fit.total())));
    point("pas à pas (0,02)", stepwise(&table, THRESHOLD).map(|(model, fit)| (model, fit.total())));
    let searched = order_and_shortlist(table.lists()).and_then(|(order, shortlist)| {
        let models = hierarchies(table.lists(), order, 40_000)?;
        let mut best = by_bic(&table, models).models;
        best.truncate(shortlist);
        Some(best)
    });
    if let Some(((model, fit), order)) =
        searched.as_ref().and_then(|best| Some((best.first()?, order_and_shortlist(table.lists())?.0)))
    {
        let rule = format!("BIC, jusqu’à l’ordre {order}");
        point(&rule, Some((model.clone(), fit.total())));
    }
    let averaged = graph_average(&table, options.level, REACH).map(|found| Estimate {
        rule: "moyenne sur les graphes décomposables".to_owned(),
        total: found.median,
        interval: Some(found.interval),
        model: String::new(),
    });
    spread.extend(averaged.clone());
    tell(Stage::Classes);
    let classes = by_classes(&table, options);
    spread.push(classes.clone());

    let (chosen, same_model) = match options.select {
        Select::Graphs => (averaged.ok_or(Refusal::TooMany(table.lists()))?, None),
        Select::Classes => (classes, None),
        Select::Stepwise | Select::Bic => {
            let rule = match options.select {
                Select::Stepwise => Rule::Stepwise(THRESHOLD),
                _ => {
                    let best = searched.ok_or(Refusal::TooMany(table.lists()))?;
                    Rule::Bic(best.into_iter().map(|(model, _)| model).collect())
                }
            };
            tell(Stage::Replicates);
            by_bootstrap(&table, &rule, options, names)?
        }
    };
    spread.sort_by(|one, other| one.total.total_cmp(&other.total));
    let apart = overlaps.apart().into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    Ok(Study { observed: overlaps.observed(), shared, apart, chosen, same_model, spread })
}

/// Highest order of interactions searched, and how many of the best models each replicate chooses among: those of
/// the 2024 paper's program.
const fn order_and_shortlist(lists: usize) -> Option<(u32, usize)> {
    match lists {
        3 => Some((2, 8)),
        4 => Some((3, 20)),
        5 => Some((3, 100)),
        6 => Some((2, 100)),
        _ => None,
    }
}

fn by_bootstrap(
    table: &Table,
    rule: &Rule,
    options: Options,
    names: &[String],
) -> Result<(Estimate, Option<f64>), Refusal> {
    let (model, fit) = rule.choose(table).ok_or(Refusal::NoModel)?;
    let (drawn, level, seed) = (options.replicates, options.level, options.seed);
    let replicates = Replicates { drawn, level, observed: Observed::Drawn, seed };
    let found = bca(table, rule, replicates).ok_or(Refusal::NoModel)?;
    if found.failed * 10 > options.replicates {
        return Err(Refusal::Unstable { failed: found.failed, drawn: options.replicates });
    }
    let part = |n: usize| super::chance::count(n as u64);
    let rule = match options.select {
        Select::Stepwise => "pas à pas (0,02)",
        _ => "BIC",
    };
    let chosen = Estimate {
        rule: rule.to_owned(),
        total: fit.total(),
        interval: Some(found.interval),
        model: model.named(names),
    };
    Ok((chosen, Some(part(found.same_model) / part(options.replicates.max(1)))))
}

fn by_classes(table: &Table, options: Options) -> Estimate {
    // A chain stays long where it started: twelve shorter ones tell more than a long one.
    let chain = |start: u64| Chain {
        classes: 10,
        burn: 8_000,
        kept: 250,
        thin: 32,
        seed: options.seed ^ (start << 32),
    };
    let mut totals: Vec<f64> = (0..12).flat_map(|start| latent_classes(table, chain(start))).collect();
    totals.sort_by(f64::total_cmp);
    let outside = (1.0 - options.level) / 2.0;
    Estimate {
        rule: "classes latentes".to_owned(),
        total: quantile(&totals, 0.5),
        interval: Some(Interval { low: quantile(&totals, outside), high: quantile(&totals, 1.0 - outside) }),
        model: String::new(),
    }
}
