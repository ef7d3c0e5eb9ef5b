//! Hierarchical models: which sets of lists lean on one another.

use std::collections::BTreeSet;

/// The interactions of a model, each with all its subsets; main effects are always in and not written.
///
/// A set of lists is a bit mask: bit `i` for list `i`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Model(BTreeSet<u16>);

impl Model {
    /// The smallest hierarchical model that holds these sets of two lists or more.
    #[must_use]
    pub fn of(sets: impl IntoIterator<Item = u16>) -> Self {
        let mut terms = BTreeSet::new();
        for set in sets {
            terms.extend((1..=set).filter(|part| part & set == *part && part.count_ones() > 1));
        }
        Self(terms)
    }

    /// Interactions, in order of their masks.
    pub fn interactions(&self) -> impl Iterator<Item = u16> {
        self.0.iter().copied()
    }

    /// This model with one interaction more, and its parts.
    #[must_use]
    pub fn with(&self, set: u16) -> Self {
        Self::of(self.interactions().chain([set]))
    }

    /// Whether the interaction is in.
    #[must_use]
    pub fn holds(&self, set: u16) -> bool {
        self.0.contains(&set)
    }

    /// Every term but the intercept: main effects of `lists` lists, then interactions.
    #[must_use]
    pub fn terms(&self, lists: usize) -> Vec<u16> {
        (0..lists).map(|list| 1 << list).chain(self.interactions()).collect()
    }

    /// The interactions by name, `A:B + A:C`, or nothing when lists are independent.
    #[must_use]
    pub fn named(&self, names: &[String]) -> String {
        let one = |set: u16| {
            let own = names.iter().enumerate().filter(|(list, _)| set >> list & 1 == 1);
            own.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(":")
        };
        self.interactions().map(one).collect::<Vec<_>>().join(" + ")
    }
}

/// All hierarchical models over `lists` lists with interactions of at most `order` lists, main effects always in.
///
/// `None` when there would be more than `most`.
#[must_use]
pub fn hierarchies(lists: usize, order: u32, most: usize) -> Option<Vec<Model>> {
    let full = (1_u16 << lists) - 1;
    let mut models = vec![Model::default()];
    for size in 2..=order {
        let sets: Vec<u16> = (1..=full).filter(|set| set.count_ones() == size).collect();
        let mut grown = Vec::new();
        for model in &models {
            // A set may enter when all its parts of one list fewer are in.
            let complete = |set: &&u16| {
                let parts = (0..lists).map(|list| **set & !(1 << list)).filter(|part| part != *set);
                size == 2 || parts.into_iter().all(|part| model.holds(part))
            };
            let free: Vec<u16> = sets.iter().filter(complete).copied().collect();
            if free.len() > 24 || grown.len() + (1 << free.len()) > most {
                return None;
            }
            for chosen in 0_u32..1 << free.len() {
                let mut larger = model.clone();
                let taken = free.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
                larger.0.extend(taken.map(|(_, set)| *set));
                grown.push(larger);
            }
        }
        models = grown;
    }
    Some(models)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_as_many_as_published() {
        let number = |lists, order| hierarchies(lists, order, 100_000).map(|models| models.len());
        assert_eq!(number(3, 2), Some(8));
        assert_eq!(number(4, 3), Some(113));
        assert_eq!(number(5, 2), Some(1_024));
        assert_eq!(number(5, 4), Some(6_893));
        assert_eq!(number(6, 2), Some(32_768));
        assert_eq!(number(6, 4), None);
        assert_eq!(number(10, 2), None);
    }

    #[test]
    fn a_model_holds_the_parts_of_what_it_holds() {
        let model = Model::of([0b111]);
        assert_eq!(model.interactions().collect::<Vec<_>>(), [0b011, 0b101, 0b110, 0b111]);
        let names = ["A", "B", "C"].map(str::to_owned);
        assert_eq!(Model::of([0b101, 0b110]).named(&names), "A:C + B:C");
        assert_eq!(Model::default().named(&names), "");
    }
}
