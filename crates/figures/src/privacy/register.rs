//! The register of what was published about whom: losses add up per population and year, and a limit is kept.
//!
//! A person counts in one year of one population, so that losses of different years do not add up for her. Exact
//! releases stand in the register too: they have no ρ, and whoever reads the register must know of them.

use super::{PrivacyError, Rho};
use std::fmt;

/// What a release may lose about one person: ρ of zCDP, but for a chance of so many trillionths that it is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loss {
    /// ρ.
    pub rho: Rho,
    /// The chance, in trillionths (10⁻¹²).
    pub slip: u64,
}

impl Loss {
    /// A loss with a chance given as a number, rounded up.
    #[must_use]
    pub fn new(rho: Rho, slip: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability, clamped")]
        let slip = (slip.clamp(0.0, 1.0) * 1e12).ceil() as u64;
        Self { rho, slip }
    }

    /// The chance as a number.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most 10^12")]
    pub fn chance(self) -> f64 {
        self.slip as f64 / 1e12
    }

    /// Both losses.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { rho: self.rho.and(other.rho), slip: self.slip.saturating_add(other.slip) }
    }

    fn left_after(self, spent: Self) -> Self {
        let rho = self.rho.without(spent.rho).unwrap_or(Rho::ZERO);
        Self { rho, slip: self.slip.saturating_sub(spent.slip) }
    }

    fn reaches(self, asked: Self) -> bool {
        self.rho >= asked.rho && self.slip >= asked.slip
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ρ = {}", self.rho)?;
        if self.slip > 0 { write!(f, " (sauf {:e})", self.chance()) } else { Ok(()) }
    }
}

/// How a release was protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// With noise: what it lost.
    Private(Loss),
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
    /// The day it was entered, as `2024-11-22`; empty when it is not known.
    pub at: String,
    /// Who entered it; empty when nobody said.
    pub by: String,
}

/// A refusal: the budget does not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// Whom it is about.
    pub population: String,
    /// The year.
    pub year: u16,
    /// What was asked.
    pub asked: Loss,
    /// What is left.
    pub left: Loss,
}

impl fmt::Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { population, year, asked, left } = self;
        write!(f, "budget épuisé pour « {population} », {year} : demandé {asked}, il reste {left}")
    }
}

/// Every release, and the most that may be lost about a person in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    limit: Loss,
    entries: Vec<Entry>,
}

impl Register {
    /// An empty register with a limit for each population and year.
    #[must_use]
    pub const fn new(limit: Loss) -> Self {
        Self { limit, entries: Vec::new() }
    }

    /// The most that may be lost about a person in a year.
    #[must_use]
    pub const fn limit(&self) -> Loss {
        self.limit
    }

    /// Every release, in the order they were made.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What was lost so far about a population in a year.
    #[must_use]
    pub fn spent(&self, population: &str, year: u16) -> Loss {
        let own = self.entries.iter().filter(|it| it.population == population && it.year == year);
        own.fold(Loss::default(), |sum, entry| match entry.kind {
            Kind::Private(loss) => sum.and(loss),
            Kind::Exact(_) => sum,
        })
    }

    /// What may still be lost about a population in a year.
    #[must_use]
    pub fn left(&self, population: &str, year: u16) -> Loss {
        self.limit.left_after(self.spent(population, year))
    }

    /// Writes a release down before it is made, or refuses it.
    ///
    /// # Errors
    /// [`PrivacyError::Spent`]; the register is then unchanged.
    pub fn enter(&mut self, entry: Entry) -> Result<(), PrivacyError> {
        if let Kind::Private(asked) = entry.kind {
            let left = self.left(&entry.population, entry.year);
            if !left.reaches(asked) {
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

    fn loss(billionths: u64) -> Loss {
        Loss { rho: Rho::from_billionths(billionths), slip: billionths / 2 }
    }

    fn entry(year: u16, billionths: u64) -> Entry {
        let kind = Kind::Private(loss(billionths));
        Entry {
            name: "essai".to_owned(),
            population: "présumées".to_owned(),
            year,
            kind,
            at: "2024-11-22".to_owned(),
            by: "statisticienne".to_owned(),
        }
    }

    proptest! {
        #[test]
        fn no_order_of_releases_spends_more_than_the_limit(asked in prop::collection::vec((2020_u16..2023, 0_u64..u64::MAX / 8), 0..30)) {
            let limit = loss(u64::MAX / 4);
            let mut register = Register::new(limit);
            for (year, billionths) in asked {
                let before = register.clone();
                let fits = before.spent("présumées", year).and(loss(billionths));
                let fits = limit.reaches(fits);
                prop_assert_eq!(register.enter(entry(year, billionths)).is_ok(), fits);
                if !fits {
                    prop_assert_eq!(&register, &before);
                }
                prop_assert!(limit.reaches(register.spent("présumées", year)));
            }
        }
    }

    #[test]
    fn an_exact_release_is_listed_and_costs_nothing() {
        let mut register = Register::new(loss(5));
        register.enter(Entry { kind: Kind::Exact("11".to_owned()), ..entry(2024, 0) }).unwrap();
        register.enter(entry(2024, 5)).unwrap();
        let refused = register.enter(entry(2024, 1)).unwrap_err();
        assert!(refused.to_string().contains("il reste ρ = 0.000000000"));
        assert_eq!(register.entries().len(), 2);
        register.enter(entry(2025, 1)).unwrap();
    }
}
