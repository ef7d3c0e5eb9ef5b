//! Verb `allowances.see`: how many searches a day one's own agency has, and what widens it.

use super::Widening;
use danbe_guard::{Effect, Relation, Standing, VerbSpec};
use danbe_words::MemberId;
use serde::{Deserialize, Serialize};

pub(crate) const SPEC: VerbSpec = VerbSpec {
    name: "allowances.see",
    effect: Effect::Reads,
    allows: &[(Standing::Officer, Relation::Own)],
    says: "see how many searches a day the members of one's own agency have, and what widens it",
};

/// Asks.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct See {}

/// A widening that waits or is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widened {
    /// What two officers sign.
    pub widening: Widening,
    /// Who proposed it.
    pub proposer: MemberId,
    /// Whether the second has signed.
    pub approved: bool,
}

/// What an officer reads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowances {
    /// Searches of a member a day, where nothing widens them.
    pub searches: u32,
    /// What waits or is in force, the one that ends first before the others.
    pub widened: Vec<Widened>,
}

#[cfg(feature = "server")]
mod server {
    use super::{Allowances, SPEC, See};
    use crate::allowances::{rows, spend};
    use danbe_guard::{Actor, Relation, VerbSpec};
    use danbe_store::{Done, Happening, Tx, Verb};
    use danbe_words::Problem;

    impl Verb for See {
        const SPEC: VerbSpec = SPEC;
        type Answer = Allowances;

        async fn perform(self, who: &Actor, tx: &mut Tx) -> Result<Done<Allowances>, Problem> {
            let grant = tx.may::<Self>(who, Relation::Own)?;
            let widened = rows::of(tx, who.agency).await?;
            let happening = Happening::bare().with("filter", "agency").with("count", widened.len());
            let searches = u32::try_from(spend::ordinary(tx)).map_err(|_| Problem::StoreDown)?;
            tx.done(&grant, happening, Allowances { searches, widened }).await
        }
    }
}
