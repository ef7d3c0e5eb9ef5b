//! What is wrong with a figure as given: the numbers, and what would repair them. Sentences are the rooms'.
//!
//! Each rule answers a contradiction that was published somewhere: 291 men and 113 women that make 404 and not 430;
//! 430 "enquêtes" that were 430 persons in 93 files; 50 % printed beside 337 of 629; 5 481 one year and 629 the
//! next under one name. A figure that cannot be true is refused; one that may be is asked about.

use super::definition::{Breakdown, Definition, slug};
use super::entry::{Entry, Parts};
use danbe_words::Unit;

/// How grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It may be right: whoever sends it says why.
    Asked,
    /// It cannot be right: it stays here until it is repaired.
    Refused,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing was given: zero is a number too.
    Nothing,
    /// Parts without their total.
    NoTotal {
        /// What the parts make.
        sum: u64,
    },
    /// The parts make less than the total: the rest may be of unknown category.
    PartsBelow {
        /// Words of the breakdown.
        breakdown: String,
        /// The counts given.
        counts: Vec<u64>,
        /// The total given.
        total: u64,
    },
    /// The parts make more than the total.
    PartsAbove {
        /// Words of the breakdown.
        breakdown: String,
        /// The counts given.
        counts: Vec<u64>,
        /// The total given.
        total: u64,
    },
    /// No unit: the word printed beside the number is none.
    NoUnit {
        /// The total.
        total: u64,
    },
    /// The definition counts something else.
    OtherUnit {
        /// The total.
        total: u64,
        /// The unit given.
        said: Unit,
        /// The unit of the definition.
        expected: Unit,
    },
    /// Parts by sex or age of something that has none.
    NotPeople {
        /// The total.
        total: u64,
        /// The unit given.
        unit: Unit,
        /// The counts given.
        counts: Vec<u64>,
    },
    /// A percentage that does not follow from its counts.
    Percent {
        /// Words of the category.
        category: String,
        /// Its count.
        count: u64,
        /// The total.
        total: u64,
        /// As printed, in tenths.
        printed: u32,
        /// As it follows, in tenths, rounded half up.
        right: u32,
    },
    /// Far from the last figure of the same definition and version.
    Jump {
        /// The period before, as written.
        period: String,
        /// Its total.
        before: u64,
        /// The total given.
        now: u64,
    },
    /// Another source prints another number for the same definition and period.
    Elsewhere {
        /// The other source.
        source: String,
        /// Its number.
        other: u64,
        /// The total given.
        now: u64,
    },
    /// The same operation, counted by two services.
    Twice(Twice),
    /// An operation with more than the whole figure it is part of.
    OperationAbove {
        /// Its reference.
        reference: String,
        /// Its count.
        count: u64,
        /// The total of the figure.
        total: u64,
    },
    /// Partners in an operation nobody counts yet.
    NobodyCounts {
        /// Its reference.
        reference: String,
        /// Its count.
        count: u64,
    },
}

/// An operation two services count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twice {
    /// Its reference.
    pub reference: String,
    /// The count given here.
    pub count: u64,
    /// The other service.
    pub service: String,
    /// The other count.
    pub other: u64,
}

/// One thing to repair or to explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How grave.
    pub weight: Weight,
    /// Code of the definition it is about.
    pub about: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// The last figure of the same definition and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Its period, as written.
    pub period: String,
    /// Its total.
    pub total: u64,
}

/// A jump asks when one number is at least this many times the other…
const TIMES: u64 = 5;
/// …and they differ by at least this much: small services leap every month.
const APART: u64 = 20;

/// Checks one figure against its definition. `said` is the unit the giver names; `None` when none was named.
#[must_use]
pub fn check(
    definition: &Definition,
    said: Option<Unit>,
    entry: &Entry,
    before: Option<&Before>,
) -> Vec<Finding> {
    let mut found = Findings { about: &definition.code, findings: Vec::new() };
    let Some(total) = entry.total else {
        let sum = entry.parts.iter().map(Parts::sum).max().unwrap_or(0);
        let wrong = if entry.is_empty() { Wrong::Nothing } else { Wrong::NoTotal { sum } };
        found.refuse(wrong);
        return found.findings;
    };
    let expected = definition.unit;
    match said {
        None => found.refuse(Wrong::NoUnit { total }),
        Some(unit) if unit != expected => {
            let counts = of_people(definition, entry);
            if !counts.is_empty() && !unit.is_of_people() {
                found.refuse(Wrong::NotPeople { total, unit, counts });
            }
            found.refuse(Wrong::OtherUnit { total, said: unit, expected });
        }
        Some(_) => {}
    }
    for parts in &entry.parts {
        if let Some(breakdown) = definition.breakdown(&parts.breakdown) {
            found.parts(breakdown, parts, total);
        }
    }
    if let Some(before) = before {
        found.jump(before, total);
    }
    found.findings
}

/// The counts by sex or age.
fn of_people(definition: &Definition, entry: &Entry) -> Vec<u64> {
    let people = |parts: &&Parts| definition.breakdown(&parts.breakdown).is_some_and(|it| it.of_people);
    entry.parts.iter().filter(people).flat_map(|parts| parts.counts.iter().flatten().copied()).collect()
}

struct Findings<'a> {
    about: &'a str,
    findings: Vec<Finding>,
}

impl Findings<'_> {
    fn push(&mut self, weight: Weight, wrong: Wrong) {
        self.findings.push(Finding { weight, about: self.about.to_owned(), wrong });
    }

    fn refuse(&mut self, wrong: Wrong) {
        self.push(Weight::Refused, wrong);
    }

    fn parts(&mut self, breakdown: &Breakdown, parts: &Parts, total: u64) {
        let (sum, counts) = (parts.sum(), parts.counts.iter().flatten().copied().collect());
        let label = breakdown.label.clone();
        match sum.cmp(&total) {
            std::cmp::Ordering::Less => {
                self.refuse(Wrong::PartsBelow { breakdown: label, counts, total });
            }
            std::cmp::Ordering::Greater => {
                self.refuse(Wrong::PartsAbove { breakdown: label, counts, total });
            }
            std::cmp::Ordering::Equal => {}
        }
        for (place, category) in breakdown.categories().iter().enumerate() {
            let count = parts.counts.get(place).copied().flatten();
            let printed = parts.percents.get(place).copied().flatten();
            if let (Some(count), Some(printed)) = (count, printed) {
                self.percent(&category.label, count, total, printed);
            }
        }
    }

    /// Printed to a whole number it may be off by a half, to a tenth by half a tenth; cut instead of rounded, it is
    /// asked about.
    fn percent(&mut self, category: &str, count: u64, total: u64, printed: u32) {
        let Some(exact) = hundredths(count, total) else { return };
        let off = (i64::from(printed) * 10 - exact).abs();
        let fine = if printed.is_multiple_of(10) { 50 } else { 5 };
        if off <= fine {
            return;
        }
        let right = u32::try_from((exact + 5) / 10).unwrap_or(u32::MAX);
        let cut = exact > i64::from(printed) * 10 && off < 2 * fine;
        let weight = if cut { Weight::Asked } else { Weight::Refused };
        self.push(weight, Wrong::Percent { category: category.to_owned(), count, total, printed, right });
    }

    fn jump(&mut self, before: &Before, now: u64) {
        let (small, large) = (before.total.min(now), before.total.max(now));
        if large - small >= APART && large >= small.saturating_mul(TIMES) {
            let Before { period, total } = before.clone();
            self.push(Weight::Asked, Wrong::Jump { period, before: total, now });
        }
    }
}

/// A share in hundredths of a percent; `None` of nothing.
fn hundredths(count: u64, total: u64) -> Option<i64> {
    let share = u128::from(count).checked_mul(10_000)?.checked_add(u128::from(total) / 2)?;
    i64::try_from(share.checked_div(u128::from(total))?).ok()
}

/// Which side of a joint operation a service was on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It counts the operation in its figures.
    Lead,
    /// It names the operation for memory and leaves it out of its figures.
    Partner,
}

/// A joint operation as a service names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The reference the services agreed on; no name of a person or place of shelter.
    pub reference: String,
    /// Who counts it.
    pub role: Role,
    /// Code of the definition counted under.
    pub definition: String,
    /// How many.
    pub count: u64,
}

impl Operation {
    /// Whether two services mean the same operation and the same figure.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        slug(&self.reference) == slug(&other.reference) && self.definition == other.definition
    }
}

/// The rule against counting joint operations twice: of the services that name one operation, one counts it.
///
/// `own` are the operations of a return with the total of their figure; `others` those of other services in the
/// same month, with the names of the services.
#[must_use]
pub fn twice(own: &[(Operation, Option<u64>)], others: &[(String, Operation)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (operation, total) in own {
        let mut found = Findings { about: &operation.definition, findings: Vec::new() };
        let (reference, count) = (operation.reference.clone(), operation.count);
        let same = || others.iter().filter(|(_, other)| operation.same_as(other));
        let lead = same().find(|(_, other)| other.role == Role::Lead);
        match (operation.role, lead) {
            (Role::Lead, Some((service, other))) => {
                let (service, other) = (service.clone(), other.count);
                found.refuse(Wrong::Twice(Twice { reference, count, service, other }));
            }
            (Role::Lead, None) => match total {
                Some(total) if count > *total => {
                    found.refuse(Wrong::OperationAbove { reference, count, total: *total });
                }
                _ => {}
            },
            (Role::Partner, None) => found.push(Weight::Asked, Wrong::NobodyCounts { reference, count }),
            (Role::Partner, Some(_)) => {}
        }
        findings.append(&mut found.findings);
    }
    findings
}
