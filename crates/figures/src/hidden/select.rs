//! Rules that choose a model.

use super::fit::{Fit, Inadmissible, Table, fit};
use super::model::Model;
use super::special::poisson_tail;

/// How the model is chosen, in the data and again in every replicate.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Add pairs while the smallest one-sided Poisson tail is at most this (2021; 0.02 is theirs).
    Stepwise(f64),
    /// The smallest BIC among these models (2024).
    Bic(Vec<Model>),
    /// One model, given beforehand.
    Fixed(Model),
}

impl Rule {
    /// The model this rule chooses for a table, with its fit; `None` when no model has an estimate.
    #[must_use]
    pub fn choose(&self, table: &Table) -> Option<(Model, Fit)> {
        match self {
            Self::Stepwise(threshold) => stepwise(table, *threshold),
            Self::Bic(models) => {
                let fits = models.iter().filter_map(|model| Some((model, fit(table, model).ok()?)));
                let best = fits.min_by(|(_, one), (_, other)| one.bic().total_cmp(&other.bic()));
                best.map(|(model, fit)| (model.clone(), fit))
            }
            Self::Fixed(model) => fit(table, model).ok().map(|fit| (model.clone(), fit)),
        }
    }
}

/// Forward selection of pairs (Chan, Silverman and Vincent 2021).
///
/// From main effects, the pair whose persons in common are least expected under the present model enters while its
/// tail probability is at most `threshold`. A pair whose model has no estimate is passed over. `None` when not
/// even main effects have one.
#[must_use]
pub fn stepwise(table: &Table, threshold: f64) -> Option<(Model, Fit)> {
    let mut model = Model::default();
    let mut found = fit(table, &model).ok()?;
    let lists = table.lists();
    loop {
        let pairs = (0..lists).flat_map(|i| (i + 1..lists).map(move |j| (1_u16 << i) | (1_u16 << j)));
        let outside = pairs.filter(|pair| !model.holds(*pair));
        let tail = |pair| (poisson_tail(table.on_all(pair), found.on_all(pair)), pair);
        let mut candidates: Vec<(f64, u16)> =
            outside.map(tail).filter(|(tail, _)| *tail <= threshold).collect();
        candidates.sort_by(|one, other| one.0.total_cmp(&other.0));
        let next = candidates.into_iter().find_map(|(_, pair)| {
            let larger = model.with(pair);
            fit(table, &larger).ok().map(|fit| (larger, fit))
        });
        match next {
            Some(next) => (model, found) = next,
            None => return Some((model, found)),
        }
    }
}

/// A model with its fit, and how many of those tried had none.
#[derive(Debug, Clone)]
pub struct Scored {
    /// Models with an estimate, smallest BIC first.
    pub models: Vec<(Model, Fit)>,
    /// Models for which no finite estimate exists.
    pub without_estimate: usize,
    /// Models that are not identifiable.
    pub not_identifiable: usize,
}

/// Fits every model and sorts by BIC.
#[must_use]
pub fn by_bic(table: &Table, models: Vec<Model>) -> Scored {
    let (mut without_estimate, mut not_identifiable) = (0, 0);
    let mut fitted = Vec::new();
    for model in models {
        match fit(table, &model) {
            Ok(fit) => fitted.push((model, fit)),
            Err(Inadmissible::NoEstimate) => without_estimate += 1,
            Err(Inadmissible::NotIdentifiable) => not_identifiable += 1,
        }
    }
    fitted.sort_by(|(_, one), (_, other)| one.bic().total_cmp(&other.bic()));
    Scored { models: fitted, without_estimate, not_identifiable }
}
