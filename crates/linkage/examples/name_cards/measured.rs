//! What a class of searches gave: was the right card fetched, was it shown, how many cards travelled.

use crate::{Agency, SHOWN, candidate, homonym, name, people::Named};
use danbe_linkage::{Candidate, rank};

#[derive(Default)]
pub(crate) struct Measured {
    pub(crate) searches: usize,
    pub(crate) answered: usize,
    pub(crate) five: usize,
    pub(crate) first: usize,
    /// What chance allows when more persons bear the same names (and year, when it was typed) than lines are shown.
    pub(crate) ceiling: f64,
    pub(crate) cards: Vec<usize>,
}

impl Measured {
    pub(crate) fn add(&mut self, agency: &Agency<'_>, right: usize, typed: &Named) {
        let answer = agency.answer(typed);
        let opened: Vec<Candidate<'_>> = answer.iter().map(|at| &agency.cards[*at]).map(candidate).collect();
        let shown = rank(&name(typed), &opened, SHOWN);
        self.searches += 1;
        self.answered += usize::from(answer.contains(&right));
        self.five += usize::from(shown.iter().any(|at| answer[*at] == right));
        self.first += usize::from(shown.first().is_some_and(|at| answer[*at] == right));
        let person = &agency.people[right];
        let alike = agency.homonyms[&homonym(person, typed.year.and(person.year))];
        self.ceiling += (SHOWN as f64 / alike as f64).min(1.0);
        self.cards.push(answer.len());
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.searches += other.searches;
        self.answered += other.answered;
        self.five += other.five;
        self.first += other.first;
        self.ceiling += other.ceiling;
        self.cards.extend(&other.cards);
    }

    pub(crate) fn print(&self, class: &str) {
        let mut cards = self.cards.clone();
        cards.sort_unstable();
        println!(
            "| {class} | {} | {} | {:.1} % | {} | {:.1} | {} |",
            share(self.answered, self.searches),
            share(self.five, self.searches),
            100.0 * self.ceiling / self.searches as f64,
            share(self.first, self.searches),
            mean(&cards),
            at_share(&cards, 95)
        );
    }
}

pub(crate) fn share(part: usize, whole: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

pub(crate) fn mean(of: &[usize]) -> f64 {
    of.iter().sum::<usize>() as f64 / of.len().max(1) as f64
}

pub(crate) fn at_share(sorted: &[usize], percent: usize) -> usize {
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0)
}
