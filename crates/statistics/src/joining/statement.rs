//! What was found when services looked for persons they both know: numbers, and who took part.

use crate::fields::{Fields, whole};
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::AgencyId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who may: the statistician.
pub const DECLARE: VerbSpec = VerbSpec {
    name: "joining.declare",
    effect: Effect::Writes,
    allows: &[(Standing::Statistician, Relation::Own)],
    says: "say in numbers what services found when they looked for persons they both know: never which persons",
};

/// What was found for the persons first met in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The year of first contact.
    pub year: i16,
    /// Who took part, in the order of their ids.
    pub agencies: BTreeSet<AgencyId>,
    /// Possible matches found.
    pub possible: u64,
    /// Of these, settled as one person: pseudonyms that are nobody new.
    pub joined: u64,
    /// Settled as two persons.
    pub apart: u64,
}

/// What is wrong with a statement; each is the word `fault-joining-<code>` of the room and the field it stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No year.
    Year,
    /// One service alone has nobody to compare with.
    Agencies,
    /// Not a whole number.
    Possible,
    /// Not a whole number.
    Joined,
    /// Not a whole number.
    Apart,
    /// More were settled than found.
    Settled,
    /// As many joins as pseudonyms, or more: somebody must remain.
    Nobody,
}

impl Fault {
    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Agencies => "agencies",
            Self::Possible => "possible",
            Self::Joined => "joined",
            Self::Apart => "apart",
            Self::Settled => "settled",
            Self::Nobody => "nobody",
        }
    }

    /// Name of the field it stands at.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Settled | Self::Nobody => "joined",
            other => other.code(),
        }
    }
}

impl Statement {
    /// What was meant by the form; `agencies` that do not read are nobody's.
    ///
    /// # Errors
    /// [`Fault`], the first that stands in the way.
    pub fn meant(fields: &Fields) -> Result<Self, Fault> {
        let number = |name, fault| whole(fields.get(name)).ok_or(fault);
        let year = fields.get("year").parse().ok().filter(|year| (1900..=2199).contains(year));
        let statement = Self {
            year: year.ok_or(Fault::Year)?,
            agencies: fields.all("agencies").filter_map(|id| id.parse().ok()).collect(),
            possible: number("possible", Fault::Possible)?,
            joined: number("joined", Fault::Joined)?,
            apart: number("apart", Fault::Apart)?,
        };
        if statement.agencies.len() < 2 {
            return Err(Fault::Agencies);
        }
        if statement.joined.saturating_add(statement.apart) > statement.possible {
            return Err(Fault::Settled);
        }
        Ok(statement)
    }

    /// Possible matches nobody has settled.
    #[must_use]
    pub const fn open(&self) -> u64 {
        self.possible.saturating_sub(self.joined).saturating_sub(self.apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(byte: u8) -> AgencyId {
        AgencyId::from_bytes([byte; 16])
    }

    fn typed(year: &str, agencies: &[u8], numbers: [&str; 3]) -> Result<Statement, Fault> {
        let [possible, joined, apart] = numbers.map(str::to_owned);
        let mut fields = Fields::default();
        for (name, value) in [("possible", possible), ("joined", joined), ("apart", apart)] {
            fields.put(name, value);
        }
        fields.put("year", year.to_owned());
        fields.0.extend(agencies.iter().map(|it| ("agencies".to_owned(), id(*it).to_string())));
        Statement::meant(&fields)
    }

    #[test]
    fn what_cannot_be_true_is_refused_by_its_field() {
        for (year, agencies, numbers, fault) in [
            ("", [1, 2].as_slice(), ["9", "4", "3"], Fault::Year),
            ("2024", &[1], ["9", "4", "3"], Fault::Agencies),
            ("2024", &[1, 1], ["9", "4", "3"], Fault::Agencies),
            ("2024", &[1, 2], ["neuf", "4", "3"], Fault::Possible),
            ("2024", &[1, 2], ["9", "-4", "3"], Fault::Joined),
            ("2024", &[1, 2], ["9", "4", ""], Fault::Apart),
            ("2024", &[1, 2], ["9", "6", "4"], Fault::Settled),
        ] {
            assert_eq!(typed(year, agencies, numbers), Err(fault), "{numbers:?}");
        }
        assert_eq!(typed("2024", &[1, 2], ["9", "4", "3"]).map(|it| it.open()), Ok(2));
    }
}
