//! What an agency still lacks before somebody may rely on it.

use danbe_guard::VerbSpec;
use serde::{Deserialize, Serialize};

/// Holders an agency names before it is switched on: two of them bring anybody back, also when one cannot be reached.
pub const HOLDERS: usize = 3;

/// The first thing that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waits {
    /// Fewer than three holders are named.
    Holders,
    /// Nobody was brought back yet, on trial or in earnest.
    Trial,
    /// Everything is there: an officer has to say so.
    Officer,
}

impl Waits {
    /// The first of what is missing; an agency in service lacks nothing.
    #[must_use]
    pub const fn first(holders: usize, tried: Option<i64>) -> Self {
        match tried {
            _ if holders < HOLDERS => Self::Holders,
            None => Self::Trial,
            Some(_) => Self::Officer,
        }
    }

    /// The stable text, also of the problem and of the word on screen.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holders => "service-holders",
            Self::Trial => "service-trial",
            Self::Officer => "service-off",
        }
    }
}

/// Whether a verb is kept back until the agency is in service: all that hands out or changes what is kept about persons.
/// Registering is not, nor sending somebody to who can help: who is in danger is written down, sealed, and opened once the
/// keys have been tried.
#[must_use]
pub fn waits_for_service(verb: &VerbSpec) -> bool {
    const FROM_THE_FIRST_MINUTE: &[&str] = &[
        "cases.register",
        "bases.record",
        "bases.second",
        "referrals.send",
        "referrals.sent",
        "referrals.revoke",
    ];
    let persons = ["cases.", "bases.", "referrals."].iter().any(|room| verb.name.starts_with(room));
    persons && !FROM_THE_FIRST_MINUTE.contains(&verb.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_in_the_order_in_which_it_is_done() {
        assert_eq!(Waits::first(2, Some(1)), Waits::Holders);
        assert_eq!(Waits::first(3, None), Waits::Trial);
        assert_eq!(Waits::first(4, Some(1)), Waits::Officer);
    }
}
