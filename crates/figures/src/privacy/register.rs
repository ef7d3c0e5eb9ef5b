//! The register of what was published about whom: losses add up per population and year, and a limit is kept.
//!
//! A person counts in one year of one population, so that losses of different years do not add up for her. Exact
//! releases stand in the register too: they have no ρ, and whoever reads the register must know of them.

use super::{PrivacyError, Rho};
use std::fmt;

/// How a release was protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// With noise: what it lost.
    Private(Rho),
    /// Exact or rounded tables under a rule, in words.
    Exact(String),
}

/// One release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What was released.
    pub name: String,
    /// Whom it is about.
    pub population: String,
    /// The year the persons are counted in.
    pub year: u16,
    /// How it was protected.
    pub kind: Kind,
}

/// A refusal: the budget does not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// Whom it is about.
    pub population: String,
    /// The year.
    pub year: u16,
    /// What was asked.
    pub asked: Rho,
    /// What is left.
    pub left: Rho,
}

impl fmt::Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { population, year, asked, left } = self;
        write!(f, "budget épuisé pour « {population} », {year} : demandé ρ = {asked}, il reste ρ = {left}")
    }
}

/// Every release, and the most that may be lost about a person in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    limit: Rho,
    entries: Vec<Entry>,
}

impl Register {
    /// An empty register with a limit for each population and year.
    #[must_use]
    pub const fn new(limit: Rho) -> Self {
        Self { limit, entries: Vec::new() }
    }

    /// The most that may be lost about a person in a year.
    #[must_use]
    pub const fn limit(&self) -> Rho {
        self.limit
    }

    /// Every release, in the order they were made.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What was lost so far about a population in a year.
    #[must_use]
    pub fn spent(&self, population: &str, year: u16) -> Rho {
        let own = self.entries.iter().filter(|it| it.population == population && it.year == year);
        own.fold(Rho::ZERO, |sum, entry| match entry.kind {
            Kind::Private(rho) => sum.and(rho),
            Kind::Exact(_) => sum,
        })
    }

    /// Writes a release down before it is made, or refuses it.
    ///
    /// # Errors
    /// [`PrivacyError::Spent`]; the register is then unchanged.
    pub fn enter(&mut self, entry: Entry) -> Result<(), PrivacyError> {
        if let Kind::Private(asked) = entry.kind {
            let left = self.limit.without(self.spent(&entry.population, entry.year)).unwrap_or(Rho::ZERO);
            if left.without(asked).is_none() {
                let Entry { population, year, .. } = entry;
                return Err(PrivacyError::Spent(Box::new(Spent { population, year, asked, left })));
            }
        }
        self.entries.push(entry);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(year: u16, billionths: u64) -> Entry {
        let kind = Kind::Private(Rho::from_billionths(billionths));
        Entry { name: "essai".to_owned(), population: "présumées".to_owned(), year, kind }
    }

    proptest! {
        #[test]
        fn no_order_of_releases_spends_more_than_the_limit(asked in prop::collection::vec((2020_u16..2023, 0_u64..u64::MAX / 8), 0..30)) {
            let limit = Rho::from_billionths(u64::MAX / 4);
            let mut register = Register::new(limit);
            for (year, billionths) in asked {
                let before = register.clone();
                let fits = before.spent("présumées", year).and(Rho::from_billionths(billionths)) <= limit;
                prop_assert_eq!(register.enter(entry(year, billionths)).is_ok(), fits);
                if !fits {
                    prop_assert_eq!(&register, &before);
                }
                prop_assert!(register.spent("présumées", year) <= limit);
            }
        }
    }

    #[test]
    fn an_exact_release_is_listed_and_costs_nothing() {
        let mut register = Register::new(Rho::from_billionths(5));
        register.enter(Entry { kind: Kind::Exact("11".to_owned()), ..entry(2024, 0) }).unwrap();
        register.enter(entry(2024, 5)).unwrap();
        let refused = register.enter(entry(2024, 1)).unwrap_err();
        assert!(refused.to_string().contains("il reste ρ = 0.000000000"));
        assert_eq!(register.entries().len(), 2);
        register.enter(entry(2025, 1)).unwrap();
    }
}
