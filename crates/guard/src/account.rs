//! An account without a key: a passphrase and a one-time code, for figures alone.

use crate::{Relation, Standing};
use danbe_words::{AgencyId, Region};

/// Somebody signed in without a key. What she does is about figures, never about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Sign-in name: a post's, not a person's.
    pub handle: String,
    /// What the account is for: one thing.
    pub standing: Standing,
    /// The agency it belongs to.
    pub agency: AgencyId,
    /// Region of the agency's seat.
    pub region: Region,
}

impl Account {
    /// Where the account stands towards a thing of `agency`: its own, or a stranger's.
    #[must_use]
    pub fn towards(&self, agency: AgencyId) -> Relation {
        if agency == self.agency { Relation::Own } else { Relation::Stranger }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Policy, VerbSpec};

    const EXAMINE: VerbSpec = VerbSpec {
        name: "room.examine",
        effect: Effect::Writes,
        allows: &[(Standing::Regional, Relation::Stranger), (Standing::Officer, Relation::Own)],
        says: "approves what others sent",
    };

    #[test]
    fn nobody_examines_what_is_of_her_own_agency() {
        let account = |standing| Account {
            handle: "direction".into(),
            standing,
            agency: AgencyId::from_bytes([1; 16]),
            region: Region::Gao,
        };
        let policy = Policy::new(&[EXAMINE]);
        let decided = |standing, agency| {
            let account = account(standing);
            policy.decide_account(&EXAMINE, &account, account.towards(AgencyId::from_bytes([agency; 16])))
        };
        assert!(decided(Standing::Regional, 2).is_ok());
        assert!(decided(Standing::Regional, 1).is_err());
        assert!(decided(Standing::Typist, 2).is_err());
        assert!(decided(Standing::Officer, 1).is_err(), "an officer needs her key");
    }
}
