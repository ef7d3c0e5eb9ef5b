//! Latent classes (Manrique-Vallier 2016, *Biometrics* 72, 1246–1254): persons differ in how easily lists find them.
//!
//! Within a class lists are independent; how many classes there are is left to a stick-breaking prior. Gibbs
//! sampling: persons of each history are shared among classes, then chances are drawn, then the unseen number.
//! Priors as published: uniform chances, Gamma(¼, ¼) concentration, p(N) ∝ 1/N.
#![expect(clippy::indexing_slicing, reason = "places are classes and lists counted here")]

use super::chance::{Chance, count};
use super::fit::Table;

/// How long the chain runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// Most classes (10 in the paper's program).
    pub classes: usize,
    /// Steps thrown away first.
    pub burn: usize,
    /// Values kept.
    pub kept: usize,
    /// Steps between two values kept.
    pub thin: usize,
    /// Seed of the chain.
    pub seed: u64,
}

/// Whole numbers of persons drawn from the posterior, in the order of the chain.
#[must_use]
pub fn latent_classes(table: &Table, chain: Chain) -> Vec<f64> {
    let mut state = State::new(table, chain);
    for _ in 0..chain.burn {
        state.step();
    }
    let mut totals = Vec::with_capacity(chain.kept);
    for _ in 0..chain.kept {
        for _ in 0..chain.thin {
            state.step();
        }
        totals.push(table.observed() + count(state.unseen));
    }
    totals
}

struct State {
    lists: usize,
    observed: f64,
    histories: Vec<(usize, u64)>,
    chance: Chance,
    /// Weight of each class.
    share: Vec<f64>,
    /// Chance that a list names a person of the class, `[class][list]`.
    named: Vec<Vec<f64>>,
    concentration: f64,
    unseen: u64,
}

impl State {
    fn new(table: &Table, chain: Chain) -> Self {
        let histories =
            table.counts().iter().enumerate().filter(|(_, n)| **n > 0.0).map(|(set, n)| (set, *n as u64));
        let mut chance = Chance::seeded(chain.seed);
        let classes = chain.classes.max(1);
        let lists = table.lists();
        let named = (0..classes).map(|_| (0..lists).map(|_| 0.05 + 0.4 * chance.unit()).collect()).collect();
        let share = (0..classes).map(|class| 0.5_f64.powi(i32::try_from(class).unwrap_or(60) + 1)).collect();
        let unseen = table.observed() as u64;
        let observed = table.observed();
        Self {
            lists,
            observed,
            histories: histories.collect(),
            chance,
            share,
            named,
            concentration: 0.2,
            unseen,
        }
    }

    fn step(&mut self) {
        let classes = self.share.len();
        let (mut persons, mut on) = (vec![0.0; classes], vec![vec![0.0; self.lists]; classes]);
        let (mut weights, mut taken) = (vec![0.0; classes], vec![0.0; classes]);
        for (set, n) in self.histories.iter().copied().chain([(0, self.unseen)]) {
            for (class, weight) in weights.iter_mut().enumerate() {
                let named = self.named[class].iter().enumerate();
                let seen = named.map(|(list, p)| if set >> list & 1 == 1 { *p } else { 1.0 - p });
                *weight = self.share[class] * seen.product::<f64>();
            }
            self.chance.share(n, &weights, &mut taken);
            for class in 0..classes {
                persons[class] += taken[class];
                for (_, on) in on[class].iter_mut().enumerate().filter(|(list, _)| set >> list & 1 == 1) {
                    *on += taken[class];
                }
            }
        }
        for class in 0..classes {
            for (named, yes) in self.named[class].iter_mut().zip(&on[class]) {
                *named = self.chance.beta(1.0 + yes, 1.0 + persons[class] - yes);
            }
        }
        self.break_stick(&persons);
        let silent = |named: &Vec<f64>| named.iter().map(|p| 1.0 - p).product::<f64>();
        let missed: f64 =
            self.share.iter().zip(&self.named).map(|(share, named)| share * silent(named)).sum();
        let missed = missed.clamp(1e-12, 1.0 - 1e-9);
        // Negative binomial, as a Poisson whose mean is Gamma; a thousand million bounds a chain gone astray.
        let mean = self.chance.gamma(self.observed) * missed / (1.0 - missed);
        self.unseen = self.chance.poisson(mean.min(1e9));
    }

    fn break_stick(&mut self, persons: &[f64]) {
        let mut above: f64 = persons.iter().sum();
        let (mut left, last) = (1.0_f64, persons.len() - 1);
        for (class, own) in persons.iter().enumerate() {
            above -= own;
            let part =
                if class == last { 1.0 } else { self.chance.beta(1.0 + own, self.concentration + above) };
            self.share[class] = left * part;
            left = (left * (1.0 - part)).max(if class == last { 0.0 } else { 1e-300 });
        }
        let shape = 0.25 + count(last as u64);
        let rate = 0.25 - self.share[last].max(1e-300).ln();
        self.concentration = (self.chance.gamma(shape) / rate).max(1e-6);
    }
}
