//! More searches than the day's allowance, for somebody or for all, until a moment: what two officers sign.

use danbe_words::{MemberId, Occasion, WideningId};
use serde::{Deserialize, Serialize};

const DAY: i64 = 24 * 3_600_000;

/// What is proposed and approved, the same text for both officers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Widening {
    /// Its id, made on the device of who proposes.
    pub id: WideningId,
    /// For whom; nobody named: every member of the agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// Searches a day, for each.
    pub searches: u32,
    /// When it ends by itself, milliseconds UTC.
    pub until: i64,
    /// For what.
    pub occasion: Occasion,
}

impl Widening {
    /// Most searches a day: a register of some thousand rows, searched row by row in a few days.
    pub const MOST: u32 = 2_000;
    /// Longest, in days: what lasts longer is no operation, and is asked for again.
    pub const LONGEST: i64 = 31;

    /// Whether number and end are such as may be proposed at a moment; a device's clock may be a day ahead.
    #[must_use]
    pub fn is_well_formed(&self, now: i64) -> bool {
        let longest = now.saturating_add((Self::LONGEST + 1) * DAY);
        (1..=Self::MOST).contains(&self.searches) && self.until > now && self.until <= longest
    }

    /// Its end, so many days from a moment.
    #[must_use]
    pub const fn ending(now: i64, days: i64) -> i64 {
        now.saturating_add(days.saturating_mul(DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_a_number_an_end_and_neither_is_without_bounds() {
        let now = 1_700_000_000_000;
        let widening = |searches, days| Widening {
            id: WideningId::from_bytes([1; 16]),
            member: None,
            searches,
            until: Widening::ending(now, days),
            occasion: Occasion::Import,
        };
        assert!(widening(400, 3).is_well_formed(now));
        assert!(widening(Widening::MOST, Widening::LONGEST).is_well_formed(now));
        for wrong in [
            widening(0, 3),
            widening(Widening::MOST + 1, 3),
            widening(9, 0),
            widening(9, -1),
            widening(9, 33),
        ] {
            assert!(!wrong.is_well_formed(now), "{wrong:?}");
        }
    }
}
